"""The arrays behind an event study: time, the line through the path before, clustered errors."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import f as f_law

from capital.errors import DataError
from capital.results import HypothesisTest

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
NO_ERROR = 1e-9  # share of the outcome's moves below which what is left of them is rounding


def clock(periods: list[Any], place: int) -> Array:
    """Return the time from the reference to each period, in units of time where they have any."""
    if all(isinstance(period, pd.Period) for period in periods):
        numbers = np.array([period.ordinal for period in periods], dtype=float)
    elif all(isinstance(period, int | float | np.number) for period in periods):
        numbers = np.array(periods, dtype=float)
    else:
        numbers = np.arange(len(periods), dtype=float)
    return numbers - numbers[place]


def line(time: Array) -> tuple[Array, Array]:
    """Return the matrix that continues the line through the periods up to zero, and its slope.

    The line goes through zero at the reference, as the estimates do.
    """
    before = np.where(time <= 0, time, 0)
    slope = before / (before @ before) if before.any() else np.zeros(len(time))
    return np.outer(time, slope), slope


def pre_trend(
    numbers: Array, spread: Array, place: int, count: int, level: float
) -> HypothesisTest:
    """Test that the estimates before the reference, the first `place` numbers, are all zero."""
    null = "exposed units moved like the others before the event"
    if not place:
        return HypothesisTest("pre-trend", null, np.nan, np.nan, False, level,
                              "there is no period before the event")  # fmt: skip
    early = slice(0, place)
    scale = np.sqrt(np.diag(spread)[early])
    related = spread[early, early] / np.outer(scale, scale)
    if np.linalg.matrix_rank(related, tol=1e-10, hermitian=True) < place:
        verdict = f"{count} clusters are too few to test {place} periods together"
        return HypothesisTest("pre-trend", null, np.nan, np.nan, False, level, verdict)
    wald = numbers[early] @ np.linalg.solve(spread[early, early], numbers[early]) / place
    pvalue = float(f_law.sf(wald, place, count - 1))
    rejected = bool(pvalue < level)
    verdict = (
        "they were on their own path before the event: no effect can be read off the estimates"
        if rejected
        else f"no path of their own is found at {100 * level:g} %; there may be one still"
    )
    detail = {"degrees of freedom": f"{place}, {count - 1}"}
    return HypothesisTest("pre-trend", null, float(wald), pvalue, rejected, level, verdict, detail)


def clustered(y: Array, X: Array, w: Array | None, groups: Array) -> tuple[Array, Array, int]:
    """Return least-squares estimates, their clustered covariance and the number of clusters."""
    weighted = X if w is None else X * w[:, None]
    bread = X.T @ weighted
    if np.linalg.matrix_rank(bread) < len(bread):
        raise DataError("exposure and controls cannot be told apart", mend="leave a control out")
    b = np.linalg.solve(bread, weighted.T @ y)
    residual = y - X @ b
    if np.abs(residual).max() <= NO_ERROR * np.abs(y).max():
        raise DataError("the equation fits without any error", mend="it tests nothing: look again")
    scores = weighted * residual[:, None]
    count = int(groups.max()) + 1
    sums = np.array([np.bincount(groups, scores[:, k], count) for k in range(X.shape[1])])
    n, k = X.shape
    factor = count / (count - 1) * (n - 1) / (n - k)
    inverse = np.linalg.inv(bread)
    return b, factor * inverse @ (sums @ sums.T) @ inverse, count
