"""The laws of tests for breaks, by simulation and in closed form."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
GRID, PATHS = 1000, 20_000


@lru_cache(maxsize=32)
def sup_law(q: int, trim: float, paths: int = PATHS, grid: int = GRID) -> tuple[Array, ...]:
    """Draw the limit laws of sup-F, ave-F and exp-F, each sorted, shape (paths,).

    The seed is fixed, so that a p-value is the same every time; 20,000 paths on 1,000 points
    give it to about 0.002 at 5 %, and the grid makes the supremum a little too small.
    """
    generator = np.random.default_rng(20_031)
    low, high = math.floor(trim * grid), math.ceil((1 - trim) * grid)
    share = np.arange(low, high + 1) / grid
    sup, ave, exp = np.empty(paths), np.empty(paths), np.empty(paths)
    for first in range(0, paths, 500):
        steps = generator.standard_normal((min(500, paths - first), q, grid), dtype=np.float32)
        walk = np.cumsum(steps, axis=2, dtype=float) / math.sqrt(grid)
        bridge = walk[:, :, low - 1 : high] - share * walk[:, :, -1:]
        value = (bridge**2).sum(axis=1) / (share * (1 - share))
        part = slice(first, first + len(value))
        sup[part], ave[part] = value.max(axis=1), value.mean(axis=1)
        exp[part] = log_mean_exp(value.T / 2)
    return tuple(np.sort(found) for found in (sup, ave, exp))


def argmax_cdf(x: float) -> float:
    """Return the law of the argmax of W(s) − |s|/2 at x ≥ 0 (Bai 1997, appendix B).

    Examples
    --------
    >>> round(argmax_cdf(0), 6), round(argmax_cdf(11.03), 3)
    (0.5, 0.975)
    """
    root = math.sqrt(x)
    return float(
        1
        + math.sqrt(x / (2 * math.pi)) * math.exp(-x / 8)
        - (x + 5) / 2 * ndtr(-root / 2)
        + 1.5 * math.exp(min(x, 700)) * ndtr(-1.5 * root)
    )


@lru_cache(maxsize=8)
def argmax_quantile(share: float) -> float:
    """Return the point below which the argmax lies with a given chance."""
    return float(brentq(lambda x: argmax_cdf(x) - share, 1e-9, 200))


def next_critical(q: int, trim: float, m: int, level: float) -> float:
    """Return the critical value of sup F(m + 1 | m), the largest of m + 1 suprema."""
    return float(np.quantile(sup_law(q, trim)[0], (1 - level) ** (1 / (m + 1))))


def tail(drawn: Array, value: float) -> float:
    """Return the share of draws at least as large, counting the sample itself."""
    return float((1 + (drawn >= value).sum()) / (1 + len(drawn)))


def log_mean_exp(values: Array) -> Any:
    """Return ln of the mean of exp(values) over the first axis, without overflow."""
    top = values.max(axis=0)
    return top + np.log(np.exp(values - top).mean(axis=0))
