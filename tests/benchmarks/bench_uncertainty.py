"""Draws in constant memory, Sobol indices, and the clearing of a thousand firms.

Run ``OPENBLAS_NUM_THREADS=1 python tests/benchmarks/bench_uncertainty.py [DRAWS]``; 10⁷ draws by
default. Targets: less than 300 MB whatever the draws; a clearing in less than 50 ms.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from capital import Calibration, Model, Parameter
from capital.ai.circular_finance import clear
from capital.uncertainty import propagate, sensitivity

MEMORY = 300  # MB
CLEARING = 0.050  # seconds


def memory() -> float:
    """Return the largest resident memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Time the draws against numpy's own, and print memory and seconds."""
    draws = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**7
    cost = Model.from_text(["kappa = (P/T + B/15 + 5256*1.3*p + v)/5256"])
    assumed = Calibration(
        P=Parameter(lower=20_000, upper=40_000),
        T=Parameter(3, lower=2, upper=6),
        B=Parameter(lower=8_000, upper=12_000),
        p=Parameter(lower=0.05, upper=0.12),
        v=Parameter(lower=1_000, upper=2_000),
    )
    begin = time.perf_counter()
    found = propagate(cost, assumed, draws=draws)
    ours = time.perf_counter() - begin
    begin = time.perf_counter()
    rng = np.random.default_rng(0)
    for _ in range(draws // 16_384):
        u = rng.random((16_384, 5))
        _ = ((2 + u[:, 0]) / (2 + u[:, 1]) + u[:, 2] / 15 + u[:, 3] + u[:, 4]) / 5256
    bare = time.perf_counter() - begin
    print(f"{draws:,} draws of five parameters: {ours:.1f} s, {ours / bare:.1f} times bare numpy")
    print(f"  median {found.table.loc['kappa', '50 %']:.4f}, memory {memory():.0f} MB")
    assert memory() < MEMORY
    begin = time.perf_counter()
    table = sensitivity(cost, assumed, "kappa")
    print(f"Sobol indices: {time.perf_counter() - begin:.2f} s, {table.index[0]} decides")
    for degree in (5, 50, 1000):
        owes = rng.uniform(0, 10, (1000, 1000)) * (rng.random((1000, 1000)) < degree / 1000)
        np.fill_diagonal(owes, 0)
        assets = rng.uniform(0, 0.1 * owes.sum(axis=1).mean(), 1000)
        seconds = min(_time(owes, assets) for _ in range(3))
        print(f"clearing of 1,000 firms with {degree} debts each: {1000 * seconds:.0f} ms")
        assert seconds < CLEARING


def _time(owes: np.ndarray, assets: np.ndarray) -> float:
    begin = time.perf_counter()
    clear(owes, assets)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
