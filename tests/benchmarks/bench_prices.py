"""How long values and prices take, as ratios measured in one run on one thread.

Run as ``python tests/benchmarks/bench_prices.py`` with the number of sectors of the largest dense
and sparse economies if others than 10,000 and 100,000 are wanted (0 leaves one out).
"""

from __future__ import annotations

import os
import sys
import tracemalloc
from collections.abc import Callable
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import sparse

from capital.economy import Economy


def seconds(task: Callable[[], object], repeat: int = 5) -> float:
    """Return the shortest of several runs."""
    times = []
    for _ in range(repeat):
        start = perf_counter()
        task()
        times.append(perf_counter() - start)
    return min(times)


def economy(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return inputs with column sums of 0.6, labour, a wage basket and output."""
    rng = np.random.default_rng(seed)
    A = rng.random((n, n)) ** 8
    A *= 0.6 / A.sum(axis=0)
    labour, basket = rng.uniform(0.2, 2, n), rng.random(n)
    # with column sums of 0.6 no value exceeds 2.5 times the longest labour
    basket *= 0.2 / (labour.max() * basket.sum())
    return A, labour, basket, gross(A, rng.random(n))


def gross(A: np.ndarray, net: np.ndarray) -> np.ndarray:
    """Return the gross output of a net output, by rounds of production."""
    output = net
    for _ in range(60):
        output = A @ output + net
    return output


def dense(n: int) -> None:
    """Compare one economy with an eigendecomposition of the same matrix."""
    A, labour, basket, output = economy(n)
    M = A + np.outer(basket, labour)

    def prices() -> object:
        made = Economy(A, labour, wage_basket=basket, output=output)
        return made.prices_of_production()

    made = Economy(A, labour, wage_basket=basket, output=output)
    found = made.prices_of_production()
    slow = seconds(lambda: np.linalg.eig(M), 1 if n >= 1_000 else 3)
    quick = seconds(prices)
    print(f"dense n = {n}: numpy.linalg.eig {slow:.3f} s")
    print(f"  tables → prices with certificate   {quick:.4f} s, 1/{slow / quick:.0f}")
    print(f"  bounds {found.bounds[1] - found.bounds[0]:.1e} wide, residual {found.residual:.1e}")
    imports = np.where(np.arange(n) % 50 == 0, -0.1, 1)
    for words, table in (("", output), (" with imports", gross(A, imports))):
        other = Economy(A, labour, output=table)
        new = seconds(
            lambda other=other: other.prices_of_production(
                interpretation="new", value_of_labour_power=0.5
            )
        )
        print(f"  New Interpretation{words:16} {new:.4f} s, 1/{slow / new:.0f}")
    print(f"  values                             {seconds(made.values):.4f} s")


def large(n: int) -> None:
    """Solve a dense economy that fills much of the memory."""
    A, labour, basket, output = economy(n)
    tracemalloc.start()
    made = Economy(A, labour, wage_basket=basket, output=output)
    priced, valued = seconds(made.prices_of_production, 1), seconds(made.values, 1)
    more = tracemalloc.get_traced_memory()[1] / A.nbytes
    tracemalloc.stop()
    print(f"dense n = {n}: prices {priced:.2f} s, values {valued:.2f} s,")
    print(f"  memory beside A at its peak: {more:.2f} matrices")


def thin(n: int) -> None:
    """Solve a sparse economy with eight inputs a sector."""
    rng = np.random.default_rng(1)
    A = sparse.random_array((n, n), density=8 / n, rng=rng, format="csc")
    A = sparse.csc_array(A @ sparse.diags_array(0.6 / np.maximum(A.sum(axis=0), 1e-3)))
    labour, output = rng.uniform(0.2, 2, n), rng.uniform(1, 10, n)
    made = Economy(A, labour, output=output)
    basket = np.full(n, 0.5 / made.values().sum())
    made = Economy(A, labour, wage_basket=basket, output=output)
    found = made.prices_of_production()
    print(f"sparse n = {n}: prices {seconds(made.prices_of_production, 1):.2f} s,", end=" ")
    print(f"values {seconds(made.values, 1):.2f} s, bounds {np.ptp(found.bounds):.1e} wide")
    stock = Economy(A, labour, wage_basket=basket, output=output, capital=A * 2, turnover=0.2)
    print(f"  with capital stocks: prices {seconds(stock.prices_of_production, 1):.2f} s")


if __name__ == "__main__":
    dense(400)
    dense(1_000)
    sizes = [int(word) for word in sys.argv[1:]] or [10_000, 100_000]
    if sizes[0]:
        large(sizes[0])
    if sizes[-1]:
        thin(sizes[-1])
