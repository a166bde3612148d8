"""Show how far long work is: on a terminal, after two seconds; never in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

PATIENCE = 2.0  # seconds of work without a word
Item = TypeVar("Item")


def track(items: Iterable[Item], label: str, total: int) -> Iterator[Item]:
    """Yield the items, with a bar on a terminal once the work takes more than two seconds.

    Examples
    --------
    >>> list(track("ab", "letters", 2))
    ['a', 'b']
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    start, shown = time.monotonic(), False
    with Progress(console=Console(stderr=True), transient=True, disable=False) as bar:
        bar.stop()
        task = bar.add_task(label, total=total)
        for item in items:
            yield item
            bar.advance(task)
            if not shown and time.monotonic() - start > PATIENCE:
                bar.start()
                shown = True
