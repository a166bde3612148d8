"""Tables are read, and wage bills computed, once for the tests of each file.

Whoever changed a table that was handed out would be found out at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest

from capital import datasets
from capital.measure import firms


@pytest.fixture(scope="module", autouse=True)
def tables() -> Iterator[None]:
    """Let every load return the same frame, and compare it with a fresh one at the end."""
    read = datasets.load
    once = cache(read)
    loaded: dict[tuple[str, tuple[tuple[str, object], ...]], pd.DataFrame] = {}

    def load(name: str, /, **filters: object) -> pd.DataFrame:
        return loaded.setdefault((name, tuple(filters.items())), once(name, **filters))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datasets, "load", load)
        patch.setattr(firms, "wage_bill", cache(firms.wage_bill))
        yield
    for (name, filters), frame in loaded.items():
        pd.testing.assert_frame_equal(frame, read(name, **dict(filters)))
