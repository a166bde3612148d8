"""A compiled rate of profit of thirty operations against hand-written blocked NumPy, 10⁶ rows.

Run ``OPENBLAS_NUM_THREADS=1 python tests/benchmarks/bench_kernel.py``; the target is a ratio of
at most 1.1.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from capital.model import Model
from capital.numeric import BLOCK

ROWS, ROUNDS = 1_000_000, 15
Columns = dict[str, np.ndarray[Any, np.dtype[np.float64]]]

MODEL = Model.from_text(
    [
        "c = F/T + n_c*K_c + u*E*h",
        "v = n*w*L*(1 + q)",
        "y = m*L*n*(1 + g*z)",
        "s = y - v - x*F - d*K_c",
        "C = F*(1 - a/2) + K_c + w*L*(1 + q) + b*E",
        "r = (s + j*c)/C",
    ],
    real=["s", "r"],
)


def by_hand(i: Columns) -> Any:
    """Compute the same formula as one would by hand: shared terms once, in blocks."""
    result = np.empty(ROWS)
    for start in range(0, ROWS, BLOCK):
        at = {name: column[start : start + BLOCK] for name, column in i.items()}
        wages = at["w"] * at["L"] * (1 + at["q"])
        c = at["F"] / at["T"] + at["n_c"] * at["K_c"] + at["u"] * at["E"] * at["h"]
        y = at["m"] * at["L"] * at["n"] * (1 + at["g"] * at["z"])
        s = y - at["n"] * wages - at["x"] * at["F"] - at["d"] * at["K_c"]
        advanced = at["F"] * (1 - at["a"] / 2) + at["K_c"] + wages + at["b"] * at["E"]
        result[start : start + BLOCK] = (s + at["j"] * c) / advanced
    return result


def best(action: Callable[[], Any], other: Callable[[], Any]) -> tuple[float, float]:
    """Return the best times of two actions that take turns."""
    times = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for place, run in enumerate((action, other)):
            start = time.perf_counter()
            run()
            times[place] = min(times[place], time.perf_counter() - start)
    return times[0], times[1]


def main() -> None:
    rng = np.random.default_rng(0)
    names = [symbol.name for symbol in MODEL.exogenous]
    columns = {name: rng.uniform(0.5, 2.0, ROWS) for name in names}
    compiled = MODEL.compile("r")
    np.testing.assert_allclose(compiled(**columns), by_hand(columns), rtol=1e-9, atol=1e-12)
    ours, hand = best(lambda: compiled(**columns), lambda: by_hand(columns))
    print(f"operations {sum(body.count_ops() for body in MODEL.equations.values())}, rows {ROWS:,}")
    print(f"compiled   {ours:.4f} s\nby hand    {hand:.4f} s\nratio      {ours / hand:.2f}")


if __name__ == "__main__":
    main()
