"""Every call of the catalogue: building, reduced forms, derivatives, signs, growth.

Run ``OPENBLAS_NUM_THREADS=1 python tests/benchmarks/bench_catalogue.py``; the targets are one
second for building all models and two seconds for any call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from capital import theory
from capital.errors import CapitalError


def calls() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every question that one can put to every model that needs no choice."""
    for name, entry in theory.catalogue().items():
        if entry.needs:
            continue
        model = entry.build()
        for symbol in model.defined:
            yield f"{name} reduce {symbol}", lambda m=model, s=symbol: m.reduce(s)
            yield f"{name} growth {symbol}", lambda m=model, s=symbol: m.growth(s)
            for other in model.exogenous:
                yield (
                    f"{name} sign {symbol} in {other}",
                    lambda m=model, s=symbol, o=other: m.sign(s, o),
                )


def main() -> None:
    for subject in theory.SUBJECTS:
        getattr(theory, subject)
    start = time.perf_counter()
    models = theory.catalogue()
    print(f"{len(models)} models built in {time.perf_counter() - start:.2f} s")
    slowest = []
    for name, call in calls():
        start = time.perf_counter()
        with suppress(CapitalError):  # a question that a model refuses is answered, too
            call()
        slowest.append((time.perf_counter() - start, name))
    slowest.sort(reverse=True)
    print(f"{len(slowest)} calls, {sum(t for t, _ in slowest):.1f} s in all; the slowest:")
    for seconds, name in slowest[:8]:
        print(f"  {seconds:.2f} s  {name}")


if __name__ == "__main__":
    main()
