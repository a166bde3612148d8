r"""Breaks: whether a trend bent, when, and how sure one can be.

A known date is tested by Chow's F, or by a Wald statistic with HAC errors. For an unknown date
Andrews takes the largest statistic over all dates but the first and last 15 %; its distribution
is that of the supremum of a Bessel process,

.. math:: \sup_{\lambda\in[\epsilon,1-\epsilon]}
          \frac{\lVert W_q(\lambda)-\lambda W_q(1)\rVert^2}{\lambda(1-\lambda)},

simulated in `break_laws`. For several breaks see `bai_perron`.

References
----------
Chow (1960), *Econometrica* 28. Brown, Durbin and Evans (1975), *Journal of the Royal Statistical
Society* B 37. Ploberger and Krämer (1992), *Econometrica* 60. Andrews (1993), *Econometrica* 61;
(2003) 71, corrected table. Andrews and Ploberger (1994), *Econometrica* 62.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.special import ndtr
from scipy.stats import f as f_law
from statsmodels.stats.diagnostic import breaks_cusumolsresid, recursive_olsresiduals

from capital.econometrics._series import Bound, period_of, span, take_sample
from capital.econometrics.break_laws import log_mean_exp, sup_law, tail
from capital.econometrics.trend import newey_west_bandwidth, transformed
from capital.errors import DataError, check_choice
from capital.results import HypothesisTest, TestTable

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Terms: TypeAlias = Literal["c", "ct"]
TERMS = {"c": "the mean", "ct": "mean and trend"}
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
    series: pd.Series,
    date: int | str | pd.Period,
    *,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "ct",
    log: bool = True,
    level: float = 0.05,
) -> TestTable:
    """Test a break at a known date.

    Parameters
    ----------
    series, start, end, log
        As in `trend`.
    date
        Last period before the break.
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
    y, X = regression_of(series, start, end, regression, log)
    k = X.shape[1]
    cut = y.index.get_loc(period_of(date, y.index, "end", where="date")) + 1
    if not k < cut < len(y) - k:
        raise DataError(f"one side of {date} has too few periods", where="date")
    after = X * (np.arange(len(y)) >= cut)[:, None]
    small, large = squares_of(y.to_numpy(), X), squares_of(y.to_numpy(), np.hstack([X, after]))
    statistic = (small - large) / k / (large / (len(y) - 2 * k))
    pvalue = float(f_law.sf(statistic, k, len(y) - 2 * k))
    null = f"{TERMS[regression]} is the same before and after {date}"
    f_test = _test("Chow", null, statistic, pvalue, level, date, {"errors": "one variance"})
    bandwidth = newey_west_bandwidth(len(y))
    wald = _wald(y.to_numpy(), X, after, bandwidth) / k
    robust = _test("Wald, HAC", null, wald, float(f_law.sf(wald, k, len(y) - 2 * k)), level, date,
                   {"errors": f"HAC, bandwidth {bandwidth}"})  # fmt: skip
    return TestTable((f_test, robust), len(y), span(y.index), REFERENCES)


def andrews(
    series: pd.Series,
    *,
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
    series, start, end, log, regression, level
        As in `chow`. The law is that of regressors without a trend: with ``"ct"`` it is an
        approximation, which the row says.
    trim : float
        Share at each end in which no break is looked for, from 0.05 to 0.25.
    robust : bool
        HAC errors; else one variance.

    Returns
    -------
    TestTable
        Rows ``"sup-F"``, ``"ave-F"`` and ``"exp-F"``, the first with the date.

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
    y, X = regression_of(series, start, end, regression, log)
    k, values = X.shape[1], y.to_numpy()
    first, last = _edges(len(y), trim, k)
    bandwidth = newey_west_bandwidth(len(y)) if robust else None
    places = np.arange(first, last)
    stats = np.array(
        [_wald(values, X, X * (np.arange(len(y)) >= cut)[:, None], bandwidth) for cut in places]
    )
    best = int(np.argmax(stats))
    law = sup_law(k, trim)
    null = f"{TERMS[regression]} is the same in all periods"
    date = str(y.index[places[best] - 1])
    detail = {
        "date": date,
        "errors": f"HAC, bandwidth {bandwidth}" if robust else "one variance",
        **({"law": "approximate with a trend"} if regression == "ct" else {}),
    }
    summaries = {
        "sup-F": (stats.max(), law[0]),
        "ave-F": (stats.mean(), law[1]),
        "exp-F": (log_mean_exp(stats / 2), law[2]),
    }
    tests = tuple(
        _test(name, null, float(value), tail(drawn, value), level, date, detail)
        for name, (value, drawn) in summaries.items()
    )
    return TestTable(tests, len(y), span(y.index), REFERENCES)


def cusum(
    series: pd.Series,
    *,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "c",
    log: bool = True,
    level: float = 0.05,
) -> TestTable:
    """Test the stability of mean or trend by cumulated residuals.

    Parameters
    ----------
    series, start, end, regression, log, level
        As in `chow`.

    Returns
    -------
    TestTable
        Rows ``"CUSUM, OLS"`` (Ploberger and Krämer) and ``"CUSUM, recursive"`` (Brown, Durbin and
        Evans).

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
    y, X = regression_of(series, start, end, regression, log)
    residual = y.to_numpy() - fitted_values(y.to_numpy(), X)
    statistic, pvalue, _ = breaks_cusumolsresid(residual, ddof=X.shape[1])
    null = f"{TERMS[regression]} is the same in all periods"
    by_residuals = _test("CUSUM, OLS", null, float(statistic), float(pvalue), level, None,
                         {"errors": "one variance"})  # fmt: skip
    recursive = _recursive(y.to_numpy(), X)
    by_forecasts = _test("CUSUM, recursive", null, recursive, _recursive_pvalue(recursive), level,
                         None, {"errors": "one variance"})  # fmt: skip
    return TestTable((by_residuals, by_forecasts), len(y), span(y.index), REFERENCES)


def regression_of(
    series: pd.Series, start: Bound, end: Bound, regression: str, log: bool
) -> tuple[pd.Series, Array]:
    """Return the sample, in logarithms if asked for, and its regressors."""
    check_choice("regression", regression, TERMS)
    sample = take_sample(series, start, end, minimum=20)
    sample = transformed(sample, log=log)
    columns = [np.ones(len(sample))]
    if regression == "ct":
        columns.append(np.arange(len(sample)) / len(sample))
    return sample, np.column_stack(columns)


def fitted_values(y: Array, X: Array) -> Array:
    """Return the fitted values of a least-squares regression."""
    return np.asarray(X @ np.linalg.lstsq(X, y, rcond=None)[0])


def squares_of(y: Array, X: Array) -> float:
    """Return the sum of squared residuals."""
    return float(((y - fitted_values(y, X)) ** 2).sum())


def _wald(y: Array, X: Array, after: Array, bandwidth: int | None) -> float:
    """Return the Wald statistic of no change, with HAC errors or one variance."""
    Z = np.hstack([X, after])
    k = X.shape[1]
    bread = np.linalg.inv(Z.T @ Z)
    b = bread @ Z.T @ y
    residual = y - Z @ b
    if bandwidth is None:
        V = bread * (residual @ residual) / (len(y) - Z.shape[1])
    else:
        scores = Z * residual[:, None]
        meat = scores.T @ scores
        for lag in range(1, bandwidth + 1):
            cross = scores[lag:].T @ scores[:-lag]
            meat += (1 - lag / (bandwidth + 1)) * (cross + cross.T)
        V = bread @ meat @ bread * len(y) / (len(y) - Z.shape[1])
    return float(b[k:] @ np.linalg.solve(V[k:, k:], b[k:]))


def _edges(n: int, trim: float, k: int) -> tuple[int, int]:
    first = max(math.ceil(trim * n), k + 2)
    if n - 2 * first < 2:
        raise DataError(f"{n} periods are too few to look for a break", mend="lower trim")
    return first, n - first + 1


def check_trim(trim: float) -> None:
    """Refuse a share at the ends that is too small or too large."""
    if not 0.05 <= trim <= 0.25:
        raise DataError(f"a trim of {trim}", where="trim", mend="choose 0.05 to 0.25")


def _test(
    name: str, null: str, statistic: float, pvalue: float, level: float, date: Any,
    detail: Mapping[str, object],
) -> HypothesisTest:  # fmt: skip
    rejected = bool(pvalue < level)
    found = "a break is found" + (f", last period before it {date}" if date else "")
    verdict = found if rejected else f"no break is found at {100 * level:g} %"
    return HypothesisTest(name, null, statistic, pvalue, rejected, level, verdict, detail)


def _recursive(y: Array, X: Array) -> float:
    """Return the largest ratio of the cumulated recursive residuals to their line."""
    from statsmodels.regression.linear_model import OLS

    k = X.shape[1]
    standard = recursive_olsresiduals(OLS(y, X).fit(), skip=k)[4][k:]
    scaled = standard / standard.std(ddof=1)
    sums = np.cumsum(scaled) / math.sqrt(len(scaled))
    line = 1 + 2 * np.arange(1, len(scaled) + 1) / len(scaled)
    return float(np.abs(sums / line).max())


def _recursive_pvalue(value: float) -> float:
    """Return the chance that a Wiener process crosses ± value·(1 + 2t), Brown, Durbin and Evans."""
    one = ndtr(-3 * value) + math.exp(-4 * value**2) * ndtr(value)
    return float(min(1.0, 2 * one))
