"""How long 10,000 bootstrap draws of a long-run coefficient take, against a loop of refits.

Run as ``python tests/benchmarks/bench_ardl.py`` with the number of draws if another is wanted.
Both are measured in one run on one thread; the loop makes fewer draws, and the ratio is per draw.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from statsmodels.tsa.ardl import ARDL

from capital.econometrics.ardl import ArdlResults, ardl, bootstrap_long_run

LIMIT = 1.0  # seconds for 10,000 draws
LOOP = 100
AT_LEAST = 30  # times faster than the loop, draw by draw


def seconds(task: Callable[[], object], repeat: int = 5) -> float:
    """Return the shortest of several runs."""
    times = []
    for _ in range(repeat):
        start = perf_counter()
        task()
        times.append(perf_counter() - start)
    return min(times)


def sample(nobs: int, seed: int = 0) -> pd.DataFrame:
    """Return a y that closes four tenths of its gap to half of x in each period."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=nobs).cumsum(), np.zeros(nobs)
    for t in range(1, nobs):
        y[t] = 0.6 * y[t - 1] + 0.2 * x[t] + rng.normal(scale=0.5)
    return pd.DataFrame({"y": y, "x": x}, index=pd.period_range("1920", periods=nobs, freq="Y"))


def loop(fit: ArdlResults, draws: int) -> np.ndarray:
    """Rebuild and refit one sample after the other, as one would with statsmodels."""
    rng, nobs = np.random.default_rng(0), fit.nobs
    resid = fit.resid.to_numpy() - fit.resid.mean()
    columns = fit.design[1].to_numpy()
    params, (p, q) = fit.params.to_numpy(), fit.orders.values()
    found = np.empty(draws)
    for draw in range(draws):
        y = fit.data["y"].to_numpy().copy()
        shocks = resid[rng.integers(0, nobs, nobs)]
        for t in range(nobs):
            row = columns[t].copy()
            row[1 : 1 + p] = y[p + t - 1 - np.arange(p)]
            y[p + t] = row @ params + shocks[t]
        again = ARDL(pd.Series(y, fit.data.index, name="y"), p, fit.data[["x"]], {"x": q}).fit()
        found[draw] = again.params.iloc[1 + p :].sum() / (1 - again.params.iloc[1 : 1 + p].sum())
    return found


def compare(nobs: int, draws: int) -> None:
    """Print the times of both and refuse a slow bootstrap."""
    fit = ardl(sample(nobs), dependent="y", lags=2)
    slow = seconds(lambda: loop(fit, LOOP), 1) / LOOP
    for method in ("residual", "wild"):
        quick = seconds(lambda method=method: bootstrap_long_run(fit, draws=draws, method=method))
        ratio = slow / (quick / draws)
        print(f"T = {nobs}, ARDL(2, 2), {method:8}: {draws:,} draws {quick:.3f} s,", end=" ")
        print(f"a loop of refits {slow * draws:.1f} s, 1/{ratio:.0f}")
        if quick > LIMIT * draws / 10_000 or ratio < AT_LEAST:
            raise SystemExit("too slow")
    spread = bootstrap_long_run(fit, draws=draws).draws["x"].quantile([0.025, 0.975]).to_numpy()
    print(f"  interval {spread[0]:.3f} to {spread[1]:.3f}", end="; ")
    slow_draws = np.quantile(loop(fit, LOOP), [0.025, 0.975])
    print(f"by the loop {slow_draws[0]:.3f} to {slow_draws[1]:.3f} ({LOOP} draws)")


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for size in (60, 100):
        compare(size, number)
