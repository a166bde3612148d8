"""Four further tests of a unit root: each sees what the usual three do not.

Phillips and Perron allow for memory by the variance instead of by lags; DF-GLS is the most
powerful of its kind; the range test counts records, so that outliers and monotone
transformations do not matter; Leybourne and McCabe take stationarity for granted, as KPSS does,
but remove the memory by a filter instead of by a bandwidth.
"""

from __future__ import annotations

import math
import warnings
from typing import Any, TypeAlias

import numpy as np
from scipy.linalg import solve_toeplitz
from statsmodels.tools.sm_exceptions import ConvergenceWarning, InterpolationWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.stattools import kpss, range_unit_root_test

from capital.econometrics._extras import need
from capital.econometrics._verdicts import decide, decide_by_table
from capital.errors import DataError
from capital.results import HypothesisTest

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
TERMS = {"c": "a constant", "ct": "a linear trend"}
LONGEST_RANGE = 5000  # the published table ends there
MOST_FILTER = 6

REFERENCES = {
    "Phillips–Perron": """\
@article{PhillipsPerron1988,
  author  = {Phillips, Peter C. B. and Perron, Pierre},
  title   = {Testing for a Unit Root in Time Series Regression},
  journal = {Biometrika},
  year    = {1988},
  volume  = {75},
  number  = {2},
  pages   = {335--346}
}
""",
    "DF-GLS": """\
@article{ElliottRothenbergStock1996,
  author  = {Elliott, Graham and Rothenberg, Thomas J. and Stock, James H.},
  title   = {Efficient Tests for an Autoregressive Unit Root},
  journal = {Econometrica},
  year    = {1996},
  volume  = {64},
  number  = {4},
  pages   = {813--836}
}
""",
    "Leybourne–McCabe": """\
@article{LeybourneMcCabe1994,
  author  = {Leybourne, Stephen J. and McCabe, Brendan P. M.},
  title   = {A Consistent Test for a Unit Root},
  journal = {Journal of Business and Economic Statistics},
  year    = {1994},
  volume  = {12},
  number  = {2},
  pages   = {157--166}
}
""",
    "range": """\
@article{AparicioEscribanoSipols2006,
  author  = {Aparicio, Felipe and Escribano, Alvaro and Sipols, Ana E.},
  title   = {Range Unit-Root ({RUR}) Tests: Robust against Nonlinearities, Error Distributions,
             Structural Breaks and Outliers},
  journal = {Journal of Time Series Analysis},
  year    = {2006},
  volume  = {27},
  number  = {4},
  pages   = {545--576}
}
""",
}


def phillips_perron(y: Array, regression: str, level: float, most: int) -> HypothesisTest:
    """Test a unit root by the Z-tau of Phillips and Perron, with Bartlett weights.

    The bandwidth is ⌊4(T/100)^(2/9)⌋, as for the errors of a trend: the twelve lags that are
    usual for the regression of ADF would leave a short sample with a variance of little worth.
    """
    bandwidth = math.floor(4 * (len(y) / 100) ** (2 / 9))
    result = need("arch.unitroot").PhillipsPerron(y, lags=bandwidth, trend=regression)
    detail = {"path": TERMS[regression], "bandwidth": bandwidth}
    return decide("Phillips–Perron", "a unit root", result.stat, result.pvalue, level, detail)


def df_gls(y: Array, regression: str, level: float, most: int) -> HypothesisTest:
    """Test a unit root after the path was taken out as if the root were nearly one."""
    result = need("arch.unitroot").DFGLS(y, trend=regression, max_lags=most, method="aic")
    detail = {"path": TERMS[regression], "lag": int(result.lags), "most lags": most}
    return decide("DF-GLS", "a unit root", result.stat, result.pvalue, level, detail)


def range_test(y: Array, regression: str, level: float, most: int) -> HypothesisTest:
    """Test a unit root by the number of new records, which a stationary series seldom sets.

    Small values reject. statsmodels describes the null the other way round and gives a coarse
    p-value; its statistic and critical values are right, and only these are used here.
    """
    if len(y) > LONGEST_RANGE:
        raise DataError(
            f"the table of the range test ends at {LONGEST_RANGE} observations, not {len(y)}",
            mend="choose a shorter sample or other tests",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InterpolationWarning)
        result = range_unit_root_test(y, result_object=True)
    table = {float(key.rstrip("%")) / 100: v for key, v in result.critical_values.items()}
    records = round(float(result.statistic) * math.sqrt(len(y)))
    detail = {"records": records, "path": "a constant (a trend would set records too)"}
    return decide_by_table("range", "a unit root", float(result.statistic), table, level, detail)


def leybourne_mccabe(y: Array, regression: str, level: float, most: int) -> HypothesisTest:
    r"""Test stationarity once the memory is filtered out.

    The filter :math:`y_t - \sum_i \phi_i y_{t-i}` has the coefficients of an ARIMA(p, 1, 1),
    which stay consistent under both hypotheses; p is that of least BIC. The likelihood has two
    peaks, one near each hypothesis, so that it is climbed from both sides: a single start finds
    the wrong peak often enough to reject three in four stationary series with memory.
    """
    order = _order(y, regression, min(most, MOST_FILTER))
    phi = _filter(y, order, regression)
    rows = np.arange(order, len(y))
    z = y[rows] - sum((phi[i] * y[rows - 1 - i] for i in range(order)), np.zeros(len(rows)))
    resid = _detrended(z, regression)
    statistic = (resid.cumsum() ** 2).sum() / len(z) / (resid @ resid)
    null = f"stationarity around {TERMS[regression]}"
    detail = {"path": TERMS[regression], "lags of the filter": order}
    table = _kpss_table(y, regression)
    return decide_by_table("Leybourne–McCabe", null, float(statistic), table, level, detail)


FURTHER = {
    "Leybourne–McCabe": leybourne_mccabe,
    "range": range_test,
    "Phillips–Perron": phillips_perron,
    "DF-GLS": df_gls,
}


def _kpss_table(y: Array, regression: str) -> dict[float, float]:
    """Return the critical values of KPSS, which are those of Leybourne and McCabe too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InterpolationWarning)
        values = kpss(y, regression=regression, nlags=0, result_object=True).critical_values
    return {float(key.rstrip("%")) / 100: float(value) for key, value in values.items()}


def _detrended(y: Array, regression: str) -> Array:
    columns = [np.ones(len(y)), np.arange(len(y), dtype=float)][: len(regression)]
    path = np.column_stack(columns)
    return y - path @ np.linalg.lstsq(path, y, rcond=None)[0]


def _lagged(y: Array, order: int, first: int) -> Array:
    rows = np.arange(first, len(y))
    return np.column_stack([y[rows - 1 - i] for i in range(order)] or [np.zeros((len(rows), 0))])


def _order(y: Array, regression: str, most: int) -> int:
    """Return the order of least BIC of an autoregression, all on one sample."""
    resid, nobs = _detrended(y, regression), len(y) - most

    def criterion(order: int) -> float:
        lags, target = _lagged(resid, order, most), resid[most:]
        error = target - lags @ np.linalg.lstsq(lags, target, rcond=None)[0]
        return nobs * math.log(error @ error / nobs) + order * math.log(nobs)

    return min(range(most + 1), key=criterion)


def _filter(y: Array, order: int, regression: str) -> Array:
    """Return the autoregressive coefficients of the likeliest ARIMA(p, 1, 1).

    It is fitted as an ARMA(p, 1) of the differences, so that level and unit do not matter.
    """
    if order == 0:
        return np.zeros(0)
    steps = np.diff(y) / np.diff(y).std()
    resid = _detrended(y, regression) / np.diff(y).std()
    gamma = np.array([resid[lag:] @ resid[: len(resid) - lag] for lag in range(order + 1)])
    stationary = solve_toeplitz(gamma[:-1], gamma[1:])  # Yule and Walker: never explosive
    variance = (gamma[0] - stationary @ gamma[1:]) / len(resid)
    model = ARIMA(
        steps,
        order=(order, 0, 1),
        trend="c" if regression == "ct" else "n",
        enforce_invertibility=False,
    )
    with warnings.catch_warnings():
        for kind in (ConvergenceWarning, RuntimeWarning, UserWarning):
            warnings.simplefilter("ignore", kind)
        usual = np.asarray(model.start_params)
        drift = usual[: len(usual) - order - 2]
        other = np.r_[drift, stationary, -0.95, variance]
        fits = [model.fit(start_params=start, cov_type="none") for start in (usual, other)]
    best = max(fits, key=lambda fit: float(fit.llf))
    return np.asarray(best.arparams)
