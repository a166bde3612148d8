"""How long values and prices of production of a world table take, beside one LU of its matrix.

Run as ``python tests/benchmarks/bench_world_table.py [PATH]``, with the path of an ``.npz`` of the
world table of WIOD 2013 (arrays ``Z2011``, ``F2011``, ``x2011``) where it is not at hand. Labour is
value added, a dollar of it as the same labour everywhere; workers consume half of it, in the
composition of final demand. Sectors are left out that have no output, no value added or a negative
input: 22 of the 1,435.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.linalg import lu_factor

from capital.economy import Economy

TABLE = Path("shared", "reference", "macro", "wiod2013_world_io_1435_2000_2011.npz")


def seconds(task: Callable[[], object], repeat: int = 7) -> float:
    """Return the shortest of several runs."""
    times = []
    for _ in range(repeat):
        start = perf_counter()
        task()
        times.append(perf_counter() - start)
    return min(times)


def world(path: Path) -> dict[str, np.ndarray]:
    """Return the arguments of the world economy of 2011."""
    with np.load(path) as table:
        Z, F, x = (table[f"{name}2011"].astype(float) for name in "ZFx")
    kept = (x > 0) & (Z.sum(axis=0) < x) & (Z.min(axis=0) >= 0)
    Z, demand, x = Z[np.ix_(kept, kept)], np.maximum(F.sum(axis=1)[kept], 0), x[kept]
    added = x - Z.sum(axis=0)
    basket = demand * (0.5 / demand.sum())
    return {"A": Z / x, "labour": added / x, "wage_basket": basket, "output": x}


def main(path: Path) -> None:
    """Print the seconds, and their ratio to one LU of I − A in the same run."""
    given = world(path)
    n = len(given["output"])
    matrix = np.eye(n) - given["A"]
    factorised = seconds(lambda: lu_factor(matrix))
    solved = seconds(lambda: np.linalg.solve(matrix.T, given["labour"]))
    economy = Economy(**given)

    def everything() -> object:
        made = Economy(**given)
        return made.values(), made.prices_of_production()

    found = economy.prices_of_production()
    whole = seconds(everything)
    print(f"world table, {n} sectors of 2011; one LU {factorised:.3f} s, one solve {solved:.3f} s")
    for words, task in (
        ("construction", lambda: Economy(**given)),
        ("values", economy.values),
        ("prices with certificate", economy.prices_of_production),
    ):
        print(f"  {words:26} {seconds(task):.3f} s")
    print(
        f"  {'all three from the arrays':26} {whole:.3f} s, {whole / factorised:.1f} times the LU"
    )
    print(f"  r = {found.rate_of_profit:.12g}, bounds {np.ptp(found.bounds):.1e} wide,", end=" ")
    print(f"residual {found.residual:.1e}")


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[2]
    places = [Path(word) for word in sys.argv[1:]] or [here / TABLE, here.parent / TABLE]
    at_hand = [place for place in places if place.is_file()]
    if at_hand:
        main(at_hand[0])
    else:
        print(f"the table is not at hand: {places[0]}")
