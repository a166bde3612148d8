r"""Breaks: whether a trend bent, when, and how sure one can be.

A known date is tested by Chow's F, or by a Wald statistic with HAC errors. For an unknown date
Andrews takes the largest statistic over all dates but the first and last 15 %; its distribution
is that of the supremum of a Bessel process,

.. math:: \sup_{\lambda\in[\epsilon,1-\epsilon]}
          \frac{\lVert W_q(\lambda)-\lambda W_q(1)\rVert^2}{\lambda(1-\lambda)},

solved in `break_laws`. For several breaks see `bai_perron`.

What may break is the mean of a series, its trend, or also its relation to further regressors.

References
----------
Chow (1960), *Econometrica* 28. Brown, Durbin and Evans (1975), *Journal of the Royal Statistical
Society* B 37. Ploberger and Krämer (1992), *Econometrica* 60. Andrews (1993), *Econometrica* 61;
(2003) 71, corrected table. Andrews and Ploberger (1994), *Econometrica* 62.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr
from scipy.stats import f as f_law
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.diagnostic import breaks_cusumolsresid, recursive_olsresiduals

from capital.econometrics._break_sample import (
    BreakSample,
    Regressors,
    Series,
    Terms,
    check_level,
    check_trim,
    fitted_values,
    place_of,
    take_break_sample,
    wald,
)
from capital.econometrics._series import Bound
from capital.econometrics.break_laws import log_mean_exp
from capital.econometrics.break_tables import cusum_chance, one_chance
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError
from capital.results import HypothesisTest, TestTable

TRIM = 0.15

REFERENCES = """\
@article{Andrews1993,
  author  = {Andrews, Donald W. K.},
  title   = {Tests for Parameter Instability and Structural Change with Unknown Change Point},
  journal = {Econometrica},
  year    = {1993},
  volume  = {61}
}
@article{BaiPerron1998,
  author  = {Bai, Jushan and Perron, Pierre},
  title   = {Estimating and Testing Linear Models with Multiple Structural Changes},
  journal = {Econometrica},
  year    = {1998},
  volume  = {66}
}
@article{BaiPerron2003,
  author  = {Bai, Jushan and Perron, Pierre},
  title   = {Computation and Analysis of Multiple Structural Change Models},
  journal = {Journal of Applied Econometrics},
  year    = {2003},
  volume  = {18}
}
"""


def chow(
    series: Series,
    date: int | str | pd.Period,
    *,
    regressors: Regressors = None,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "ct",
    log: bool = True,
    level: float = 0.05,
) -> TestTable:
    """Test a break at a known date.

    Parameters
    ----------
    series : Series or array, shape (n,)
        An array has neither `start` nor `end`, and its places are counted from 0.
    start, end, log
        As in `trend`; the logarithm is that of the series.
    date
        Last period before the break; in an array its place.
    regressors : DataFrame, Series or array, shape (n,) or (n, m), optional
        Over the same periods, without a constant; their coefficients may break too.
    regression
        ``"c"``: the mean may break; ``"ct"``: mean and trend.
    level : float

    Returns
    -------
    TestTable
        Rows ``"Chow"`` (one variance, no memory) and ``"Wald, HAC"``.

    Raises
    ------
    DataError, UnknownNameError
        If a side of the break is too short, or as in `trend`.

    Examples
    --------
    >>> years = pd.period_range("1950", "2009", freq="Y")
    >>> noise = np.random.default_rng(0).normal(size=60) / 10
    >>> step = pd.Series(np.exp(noise + (years.year > 1980)), years, name="r")
    >>> chow(step, 1980, regression="c")["Chow"].rejected
    True
    """
    check_level(level)
    sample = take_break_sample(series, regressors, start, end, regression, log)
    y, X = sample.y, sample.basis
    n, k = X.shape
    cut = place_of(date, sample.index)
    if not k < cut < n - k:
        raise DataError(f"one side of {date} has too few periods", where="date")
    bandwidth = newey_west_bandwidth(n)
    # the Wald statistic with one variance is k times the F of the sums of squares
    statistics = {
        "Chow": (wald(y, X, [cut], None) / k, "one variance"),
        "Wald, HAC": (wald(y, X, [cut], bandwidth) / k, f"HAC, bandwidth {bandwidth}"),
    }
    null = f"{sample.subject} is the same before and after {date}"
    tests = tuple(
        _test(name, null, value, float(f_law.sf(value, k, n - 2 * k)), level, date, {"errors": how})
        for name, (value, how) in statistics.items()
    )
    return TestTable(tests, n, sample.period, REFERENCES)


def andrews(
    series: Series,
    *,
    regressors: Regressors = None,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "c",
    log: bool = True,
    trim: float = TRIM,
    robust: bool = True,
    level: float = 0.05,
) -> TestTable:
    """Test for one break at an unknown date.

    Parameters
    ----------
    series, regressors, start, end, log, regression, level
        As in `chow`. The laws are those of a trend where there is one; further regressors are
        taken to be stationary.
    trim : float
        Share at each end in which no break is looked for, from 0.05 to 0.25.
    robust : bool
        HAC errors; else one variance.

    Returns
    -------
    TestTable
        Rows ``"sup-F"``, ``"ave-F"`` and ``"exp-F"``, the first with the date. The statistics are
        those of Wald, not divided by the number of coefficients.

    Raises
    ------
    DataError, UnknownNameError
        As in `chow`.

    Examples
    --------
    >>> years = pd.period_range("1950", "2009", freq="Y")
    >>> noise = np.random.default_rng(0).normal(size=60) / 10
    >>> step = pd.Series(np.exp(noise + (years.year > 1980)), years, name="r")
    >>> andrews(step)["sup-F"].detail["date"]
    '1980'
    """
    check_trim(trim)
    check_level(level)
    sample = take_break_sample(series, regressors, start, end, regression, log)
    n, k = sample.X.shape
    first, last = _edges(n, trim, k)
    bandwidth = newey_west_bandwidth(n) if robust else None
    places = range(first, last)
    stats = np.array([wald(sample.y, sample.basis, [cut], bandwidth) for cut in places])
    date = str(sample.index[places[int(np.argmax(stats))] - 1])
    errors = f"HAC, bandwidth {bandwidth}" if robust else "one variance"
    values = {
        "sup-F": float(stats.max()),
        "ave-F": float(stats.mean()),
        "exp-F": float(log_mean_exp(stats / 2)),
    }
    null = f"{sample.subject} is the same in all periods"
    tests = tuple(
        _test(name, null, value, one_chance(name, value, k, sample.trend, trim), level, date,
              {"date": date, "errors": errors})
        for name, value in values.items()
    )  # fmt: skip
    return TestTable(tests, n, sample.period, REFERENCES)


def cusum(
    series: Series,
    *,
    regressors: Regressors = None,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "c",
    log: bool = True,
    level: float = 0.05,
) -> TestTable:
    """Test the stability of mean or trend by cumulated residuals.

    Parameters
    ----------
    series, regressors, start, end, regression, log, level
        As in `chow`.

    Returns
    -------
    TestTable
        Rows ``"CUSUM, OLS"`` (Ploberger and Krämer) and ``"CUSUM, recursive"`` (Brown, Durbin and
        Evans). The law of the first is that of residuals from a trend where there is one; further
        regressors are taken to be stationary.

    Raises
    ------
    DataError, UnknownNameError
        As in `trend`.

    Examples
    --------
    >>> years = pd.period_range("1950", "2009", freq="Y")
    >>> noise = np.random.default_rng(1).normal(size=60)
    >>> cusum(pd.Series(noise, years, name="r"), log=False)["CUSUM, OLS"].rejected
    False
    """
    check_level(level)
    sample = take_break_sample(series, regressors, start, end, regression, log)
    y, X = sample.y, sample.basis
    residual = y - fitted_values(y, X)
    if residual @ residual <= 1e-20 * (y @ y):
        raise DataError("the line fits without any error", mend="there is nothing to test")
    statistic, pvalue, _ = breaks_cusumolsresid(residual, ddof=X.shape[1])
    if sample.trend:
        pvalue = cusum_chance(float(statistic))
    recursive = _recursive(sample)
    found = {
        "CUSUM, OLS": (float(statistic), float(pvalue)),
        "CUSUM, recursive": (recursive, _recursive_pvalue(recursive)),
    }
    null = f"{sample.subject} is the same in all periods"
    tests = tuple(
        _test(name, null, value, chance, level, None, {"errors": "one variance"})
        for name, (value, chance) in found.items()
    )
    return TestTable(tests, len(y), sample.period, REFERENCES)


def _edges(n: int, trim: float, k: int) -> tuple[int, int]:
    first = max(math.ceil(trim * n), k + 2)
    if n - 2 * first < 2:
        raise DataError(f"{n} periods are too few to look for a break", mend="lower trim")
    return first, n - first + 1


def _test(
    name: str, null: str, statistic: float, pvalue: float, level: float, date: Any,
    detail: Mapping[str, object],
) -> HypothesisTest:  # fmt: skip
    rejected = bool(pvalue < level)
    found = "a break is found" + (f", last period before it {date}" if date else "")
    verdict = found if rejected else f"no break is found at {100 * level:g} %"
    return HypothesisTest(name, null, statistic, pvalue, rejected, level, verdict, detail)


def _recursive(sample: BreakSample) -> float:
    """Return the largest ratio of the cumulated recursive residuals to their line."""
    n, k = sample.X.shape
    if np.linalg.cond(sample.basis[:k]) > 1e10:
        raise DataError(
            f"the regressors are collinear in the first {k} periods",
            where="regressors",
            mend="begin the sample where they vary",
        )
    standard = recursive_olsresiduals(OLS(sample.y, sample.basis).fit(), skip=k)[4][k:]
    scaled = standard / standard.std(ddof=1)
    sums = np.cumsum(scaled) / math.sqrt(n - k)
    line = 1 + 2 * np.arange(1, n - k + 1) / (n - k)
    return float(np.abs(sums / line).max())


def _recursive_pvalue(value: float) -> float:
    """Return the chance that a Wiener process crosses ± value·(1 + 2t), Brown, Durbin and Evans."""
    one = ndtr(-3 * value) + math.exp(-4 * value**2) * ndtr(value)
    return float(min(1.0, 2 * one))
