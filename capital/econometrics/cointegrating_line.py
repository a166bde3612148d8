"""The line along which series that drift keep together, with errors one may use.

Static least squares finds the line between cointegrated series quickly, but its errors suppose
that the regressors do not answer the disturbance; between wages, profits and employment they
do. Dynamic OLS takes the answer up by leads and lags of the differences, fully modified OLS by a
correction. arch computes both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.regression.linear_model import OLS

from capital.econometrics._extras import need
from capital.econometrics._frame import (
    TERMS,
    check_length,
    check_relation,
    columns_of,
    take_frame,
    whole_number,
)
from capital.econometrics._series import Bound, span
from capital.econometrics.fit import Fit
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError, check_choice

MINIMUM = 25
METHODS = {"ols": "static OLS", "dols": "dynamic OLS", "fmols": "fully modified OLS"}

REFERENCES = """\
@article{StockWatson1993,
  author  = {Stock, James H. and Watson, Mark W.},
  title   = {A Simple Estimator of Cointegrating Vectors in Higher Order Integrated Systems},
  journal = {Econometrica},
  year    = {1993},
  volume  = {61},
  number  = {4},
  pages   = {783--820}
}
@article{PhillipsHansen1990,
  author  = {Phillips, Peter C. B. and Hansen, Bruce E.},
  title   = {Statistical Inference in Instrumental Variables Regression with {I}(1) Processes},
  journal = {Review of Economic Studies},
  year    = {1990},
  volume  = {57},
  number  = {1},
  pages   = {99--125}
}
"""


@dataclass(frozen=True, eq=False)
class CointegratingLine:
    """What `Fit` needs of an estimate by arch, whose result is `arch`."""

    arch: Any = field(repr=False)
    params: pd.Series
    bse: pd.Series
    resid: pd.Series = field(repr=False)
    rsquared: float

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return len(self.resid)

    @property
    def tvalues(self) -> pd.Series:
        """Estimates over their errors."""
        return self.params / self.bse

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values by the normal distribution, which holds in large samples."""
        return pd.Series(2 * norm.sf(self.tvalues.abs()), self.params.index)

    def conf_int(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return the bounds of the 1 − alpha confidence intervals."""
        reach = norm.ppf(1 - alpha / 2) * self.bse
        return pd.DataFrame({0: self.params - reach, 1: self.params + reach})


def cointegrating_regression(
    frame: pd.DataFrame,
    *,
    dependent: str,
    method: str = "dols",
    start: Bound = None,
    end: Bound = None,
    trend: str = "c",
    lags: int | None = None,
    leads: int | None = None,
    bandwidth: int | None = None,
) -> Fit:
    r"""Estimate one long-run relation between series that have unit roots.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, n)
        Series over a `PeriodIndex`.
    dependent : str
        The left-hand side.
    method : {"dols", "fmols", "ols"}
        Dynamic OLS, fully modified OLS (both by arch), or static OLS: it finds the line, but
        its errors mean nothing, which a warning says.
    start, end
        Sample, both included.
    trend : {"n", "c", "ct"}
        Deterministic terms.
    lags, leads : int, optional
        Of the differences, in dynamic OLS only; chosen by BIC, at most ⌊4(T/100)^(1/4)⌋, where
        not given.
    bandwidth : int, optional
        Of the long-run variance, with Bartlett weights; ⌊4(T/100)^(2/9)⌋ by default.

    Returns
    -------
    Fit
        ``fit.result.arch`` is the result of arch; dynamic OLS keeps the coefficients of the
        differences in ``fit.result.arch.full_params``.

    Raises
    ------
    DataError, UnknownNameError
        See the message.
    MissingExtraError
        If arch is not installed.

    Notes
    -----
    Dynamic OLS: :math:`y_t = d_t + \theta'x_t + \sum_{i=-q}^{p}\gamma_i'\,\Delta x_{t-i} + u_t`.
    The covariance is the long-run variance of u times :math:`(Z'Z)^{-1}`, with a correction for
    degrees of freedom. Without cointegration all three are spurious: test first.

    References
    ----------
    Stock and Watson (1993); Phillips and Hansen (1990).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"x": rng.normal(size=100).cumsum()},
    ...                      index=pd.period_range("1900", periods=100, freq="Y"))
    >>> frame["y"] = 0.8 * frame["x"] + rng.normal(size=100)
    >>> fit = cointegrating_regression(frame, dependent="y", lags=1, leads=1)
    >>> round(float(fit.params["x"]), 1)
    0.8
    """
    check_choice("method", method, METHODS)
    check_choice("trend", trend, TERMS)
    if method != "dols" and (lags is not None or leads is not None):
        raise DataError(f"{METHODS[method]} has no lags or leads", "lags", "leave them out")
    sample = take_frame(frame, start, end, minimum=MINIMUM, first=dependent)
    check_relation(sample)
    width = newey_west_bandwidth(len(sample))
    if bandwidth is not None:
        width = whole_number("bandwidth", bandwidth, 0, len(sample) // 2)
    if method == "ols":
        return _static(sample, trend, width)
    estimate = _modified if method == "fmols" else _dynamic
    result, used, note = estimate(sample, trend, lags, leads, width)
    resid = pd.Series(np.asarray(result.resid)[-len(used) :], used, name="resid")
    line = CointegratingLine(
        result, result.params, result.std_errors, resid, float(result.rsquared)
    )
    return Fit(
        result=line,
        name=dependent,
        method=METHODS[method],
        errors=f"long-run variance, Bartlett weights, bandwidth {width}, degrees of freedom "
        "corrected; normal in large samples",
        sample=span(used),
        note=f"{note} Valid only if the series are cointegrated.",
        references=REFERENCES,
    )


def _dynamic(
    sample: pd.DataFrame, trend: str, lags: int | None, leads: int | None, width: int
) -> tuple[Any, pd.Index, str]:
    """Return arch's dynamic OLS, the periods it uses, and a note."""
    back, forth = _most(sample, lags, leads)
    model = need("arch.unitroot.cointegration").DynamicOLS(
        sample.iloc[:, 0],
        sample.iloc[:, 1:],
        trend,
        lags=lags,
        leads=leads,
        max_lag=back,
        max_lead=forth,
    )
    result = model.fit(bandwidth=width, df_adjust=True)
    used = sample.index[1 + result.lags : len(sample) - result.leads]
    return result, used, f"{result.lags} lags and {result.leads} leads of the differences."


def _modified(
    sample: pd.DataFrame, trend: str, _lags: int | None, _leads: int | None, width: int
) -> tuple[Any, pd.Index, str]:
    """Return arch's fully modified OLS, the periods it uses, and a note."""
    module = need("arch.unitroot.cointegration")
    model = module.FullyModifiedOLS(sample.iloc[:, 0], sample.iloc[:, 1:], trend)
    result = model.fit(bandwidth=width, df_adjust=True)
    return result, sample.index[1:], "The first row serves as a difference only."


def _static(sample: pd.DataFrame, trend: str, width: int) -> Fit:
    terms = columns_of(trend, sample.index)
    model = OLS(sample.iloc[:, 0], sample.iloc[:, 1:].join(terms))
    return Fit(
        result=model.fit(cov_type="HAC", cov_kwds={"maxlags": width}, use_t=True),
        name=str(sample.columns[0]),
        method=METHODS["ols"],
        errors=f"HAC, bandwidth {width}: not valid here",
        sample=span(sample.index),
        note="Valid only if the series are cointegrated.",
        warnings=(
            "no inference: errors and p-values of a static regression of series with unit "
            "roots mean nothing; use method='dols' or 'fmols'",
        ),
        references=REFERENCES,
    )


def _most(sample: pd.DataFrame, lags: int | None, leads: int | None) -> tuple[int, int]:
    """Return the most lags and leads to try, or those asked for."""
    most = int(4 * (len(sample) / 100) ** 0.25)
    back = most if lags is None else whole_number("lags", lags, 0)
    forth = most if leads is None else whole_number("leads", leads, 0)
    others = sample.shape[1] - 1
    nobs = len(sample) - 1 - back - forth
    check_length(nobs, others * (back + forth + 2) + 2, sample, "lags")
    return back, forth
