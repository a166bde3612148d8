"""A wage–profit curve of a hundred rates at n = 400, against one factorisation for each rate.

Run ``OPENBLAS_NUM_THREADS=1 python tests/benchmarks/bench_wage_curve.py``; the target is 0.3 s.
"""

from __future__ import annotations

import time

import numpy as np

from capital.economy.sraffa import wage_profit_curve

SIZE, RATES, ROUNDS = 400, 100, 5


def main() -> None:
    rng = np.random.default_rng(0)
    A = rng.random((SIZE, SIZE))
    A *= 0.6 / A.sum(axis=0)
    l, d = rng.random(SIZE), rng.random(SIZE)
    ours = each = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        curve = wage_profit_curve(A, l, d, wages="post")
        ours = min(ours, time.perf_counter() - start)
        start = time.perf_counter()
        for rate in curve.rates_of_profit[:-1]:
            np.linalg.solve((np.eye(SIZE) - (1 + rate) * A).T, l)
        each = min(each, time.perf_counter() - start)
    print(f"{RATES} rates, n = {SIZE}: {ours:.3f} s, residual {curve.residual:.1e}")
    print(f"one factorisation a rate: {each:.3f} s, {each / ours:.1f} times as long")


if __name__ == "__main__":
    main()
