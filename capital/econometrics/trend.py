r"""The trend of a rate of profit, with errors that allow for memory.

A falling rate of profit is a claim about the slope of

.. math:: \ln r_t = a + b\,t + u_t,\qquad t = 0, 1, \dots, T-1.

Ordinary least squares estimates b; the disturbance u has a long memory (the cycle), so that
the usual standard error is far too small. The errors here are those of Newey and West, and the
summary says with which bandwidth.

Where r is a product, r = share of profit × output per capital, the logarithms add up; and since
least squares is linear in its left-hand side, so do the trends. `additive_trends` uses that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from capital.econometrics._series import Bound, listed, span, take_sample
from capital.errors import DataError, check_choice, unknown
from capital.results import latex_table

MINIMUM = 8
COVARIANCES = ("HAC", "nonrobust", "HC0", "HC1", "HC2", "HC3")

REFERENCES = """\
@article{NeweyWest1987,
  author  = {Newey, Whitney K. and West, Kenneth D.},
  title   = {A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation
             Consistent Covariance Matrix},
  journal = {Econometrica},
  year    = {1987},
  volume  = {55},
  number  = {3},
  pages   = {703--708}
}
"""


@dataclass(frozen=True, eq=False)
class TrendResults:
    """A fitted linear trend, in the vocabulary of statsmodels.

    Attributes
    ----------
    result : statsmodels RegressionResults
        The fit itself.
    name : str
        What was fitted, ``"ln r"`` or ``"r"``.
    log : bool
        Whether it is a logarithm.
    bandwidth : int or None
        Lags of the HAC covariance; ``None`` for another covariance.
    sample : str
        First and last period.
    note : str
        Sample, covariance and bandwidth in words.
    references : str
        BibTeX.
    mean_share : float or None
        Mean of a share whose log-odds were fitted; else ``None``.
    """

    result: Any = field(repr=False)
    name: str
    log: bool
    bandwidth: int | None
    sample: str
    note: str
    references: str = field(default=REFERENCES, repr=False)
    mean_share: float | None = None

    @property
    def params(self) -> pd.Series:
        """Estimates of ``const`` and ``trend`` (per period)."""
        return self.result.params

    @property
    def bse(self) -> pd.Series:
        """Standard errors."""
        return self.result.bse

    @property
    def tvalues(self) -> pd.Series:
        """Estimates over their standard errors."""
        return self.result.tvalues

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values of zero, by Student's t with T − 2 degrees of freedom."""
        return self.result.pvalues

    @property
    def nobs(self) -> int:
        """Number of observations T."""
        return int(self.result.nobs)

    @property
    def resid(self) -> pd.Series:
        """Residuals, shape (T,), over the periods."""
        return self.result.resid

    @property
    def fittedvalues(self) -> pd.Series:
        """The line over the sample, shape (T,), in logarithms where `log`."""
        return self.result.fittedvalues

    @property
    def percent_per_period(self) -> float:
        """100·b: the trend in log points a period, which is the growth rate in percent.

        The growth compounded over one whole period is 100·(exp(b) − 1).
        """
        if not self.log:
            raise DataError(
                f"the trend of {self.name} is no percentage",
                where=self.name,
                mend="fit with log=True",
            )
        return 100 * float(self.params["trend"])

    @property
    def points_per_period(self) -> float:
        """100·b·m(1 − m): what a trend in log-odds means at the mean share m, in percentage points.

        A share moves most there if m is near one half, and hardly near 0 and 1.
        """
        if self.mean_share is None:
            raise DataError(
                f"the trend of {self.name} is not one of log-odds",
                where=self.name,
                mend="fit a share with log_odds=True",
            )
        return 100 * float(self.params["trend"]) * self.mean_share * (1 - self.mean_share)

    def conf_int(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return the bounds of the 1 − alpha confidence intervals in columns 0 and 1."""
        return self.result.conf_int(alpha)

    def predict(self, periods: pd.PeriodIndex | None = None) -> pd.Series:
        """Return the line at the given periods, or over the sample; in logarithms where `log`."""
        if periods is None:
            return self.fittedvalues
        index: Any = self.fittedvalues.index
        if not isinstance(periods, pd.PeriodIndex) or periods.dtype != index.dtype:
            raise DataError("these are not periods of the fit", mend=f"use freq={index.freqstr!r}")
        t = (periods.asi8 - index.asi8[0]) / index.freq.n
        line = self.params["const"] + self.params["trend"] * t
        return pd.Series(line, index=periods, name=self.name)

    def summary(self, alpha: float = 0.05) -> Any:
        """Return the summary of statsmodels, with a note on sample, covariance and bandwidth.

        It has ``as_text()``, ``as_latex()``, ``as_html()`` and ``as_csv()``. The tests of
        normality are left out: they suppose independent disturbances.
        """
        if not self.bse.all():
            raise DataError(
                "the line fits without any error", where=self.name, mend="use to_frame()"
            )
        title = f"Linear trend of {self.name}, {self.sample}"
        summary = self.result.summary(title=title, alpha=alpha, slim=True)
        summary.add_extra_txt([summary.extra_txt, self.note])
        return summary

    def to_frame(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return one row per parameter: params, bse, tvalues, pvalues, lower, upper."""
        bounds = self.conf_int(alpha).rename(columns={0: "lower", 1: "upper"})
        columns = {key: getattr(self, key) for key in ("params", "bse", "tvalues", "pvalues")}
        return pd.DataFrame(columns).join(bounds).rename_axis("term")

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs); the caption carries the note."""
        caption = f"Linear trend of {self.name}. {self.note}"
        return latex_table(self.to_frame().reset_index(), caption=caption)

    def plot(self, ax: Any = None) -> Any:
        """Draw the series and its trend; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        line = self.fittedvalues
        index: Any = line.index
        dates = index.to_timestamp()
        ax.plot(dates, (line + self.resid).to_numpy(), label=self.name)
        ax.plot(dates, line.to_numpy(), linestyle="--", label="linear trend")
        ax.set_ylabel(self.name)
        ax.legend()
        return ax

    def __str__(self) -> str:
        return str(self.summary().as_text())


def trend(
    series: pd.Series,
    *,
    start: Bound = None,
    end: Bound = None,
    log: bool = True,
    log_odds: bool = False,
    cov_type: str = "HAC",
    maxlags: int | None = None,
) -> TrendResults:
    r"""Fit a linear trend to one series, or to its logarithm.

    Parameters
    ----------
    series : pandas.Series, shape (n,)
        Over a `PeriodIndex`, or a `DatetimeIndex` with a frequency; any unit.
    start, end : int, str or pandas.Period, optional
        First and last period of the sample, both included.
    log : bool
        Fit the logarithm, so that the trend is a rate of growth; else the level.
    log_odds : bool
        Fit ln(x/(1 − x)) of a share x instead, which no line can carry out of (0, 1).
    cov_type : {"HAC", "nonrobust", "HC0", "HC1", "HC2", "HC3"}
        Covariance of the estimates.
    maxlags : int, optional
        Bandwidth of HAC; by default `newey_west_bandwidth` of the sample.

    Returns
    -------
    TrendResults

    Raises
    ------
    DataError
        If no trend follows from the series: see the message.
    UnknownNameError
        If there is no such covariance.

    Notes
    -----
    :math:`\ln r_t = a + b\,t + u_t` with t = 0 in the first period of the sample and one unit a
    period. The HAC covariance has Bartlett weights and no small-sample correction; tests and
    intervals use Student's t with T − 2 degrees of freedom, which is wider than the normal.

    References
    ----------
    Newey and West (1987), Econometrica 55; the bandwidth rule is discussed in Newey and West
    (1994), Review of Economic Studies 61.

    Examples
    --------
    >>> years = pd.period_range("1948", "2007", freq="Y")
    >>> r = pd.Series(0.2 * np.exp(-0.01 * np.arange(60)), index=years, name="r")
    >>> fit = trend(r, start=1950)
    >>> round(fit.percent_per_period, 6), fit.bandwidth, fit.sample
    (-1.0, 3, '1950–2007')
    """
    check_choice("covariance", cov_type, COVARIANCES)
    sample = take_sample(series, start, end, minimum=MINIMUM)
    y = transformed(sample, log, log_odds)
    bandwidth = bandwidth_of(cov_type, maxlags, len(y))
    design = pd.DataFrame({"const": 1.0, "trend": np.arange(len(y), dtype=float)}, index=y.index)
    options = {} if bandwidth is None else {"maxlags": bandwidth}
    result = OLS(y, design).fit(cov_type=cov_type, cov_kwds=options, use_t=True)
    note = _note(y.index, cov_type, bandwidth, by_rule=maxlags is None)
    log = log and not log_odds
    fit = TrendResults(result, str(y.name), log, bandwidth, span(y.index), note)
    if not log_odds:
        return fit
    fit = replace(fit, mean_share=float(sample.mean()))
    words = f"At the mean share {fit.mean_share:.4g} the trend is {fit.points_per_period:+.3g}"
    return replace(fit, note=f"{note} {words} percentage points a period.")


def newey_west_bandwidth(nobs: int) -> int:
    """Return the bandwidth ⌊4(T/100)^(2/9)⌋ for T observations.

    Parameters
    ----------
    nobs : int
        T.

    Returns
    -------
    int

    Examples
    --------
    >>> newey_west_bandwidth(60), newey_west_bandwidth(100)
    (3, 4)
    """
    return math.floor(4 * (nobs / 100) ** (2 / 9))


def additive_trends(
    frame: pd.DataFrame,
    *,
    total: str,
    start: Bound = None,
    end: Bound = None,
    log: bool = True,
    cov_type: str = "HAC",
    maxlags: int | None = None,
) -> pd.DataFrame:
    r"""Split the trend of a product into the trends of its factors, on one sample.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, m + 1)
        One column for the total, the others for its m factors.
    total : str
        Name of the column that the others multiply to.
    start, end, cov_type, maxlags
        As in `trend`.
    log : bool
        Take logarithms first; ``False`` where the columns are logarithms already, or add up
        as they stand.

    Returns
    -------
    pandas.DataFrame, shape (m + 1, 5)
        A row per column, the total last: trend per period, bse, 95 % bounds (lower, upper) and
        share of the total's trend. ``attrs`` holds ``note``, ``sample`` and ``bandwidth``. The
        shares are missing where the total has no trend to share out.

    Raises
    ------
    DataError
        If the columns, in logarithms where `log`, do not add up to the total within 10⁻¹⁰ (of
        its size, where that exceeds 1), or one of them gives no trend.
    UnknownNameError
        If there is no such column.

    Notes
    -----
    :math:`\ln r_t = \sum_i \ln x_{it}` implies :math:`\hat b_r = \sum_i \hat b_i`, because the
    estimate is linear in the left-hand side. That is accounting: the shares say where the trend
    sits, not what caused it. The standard errors do not add up.

    References
    ----------
    Basu, Huato, Jauregui and Wasner (2022), World profit rates, 1960–2019.

    Examples
    --------
    >>> years = pd.period_range("1948", "2007", freq="Y")
    >>> t = np.arange(60)
    >>> parts = {"share": np.exp(0.01 * t), "output_capital": np.exp(-0.03 * t)}
    >>> frame = pd.DataFrame(parts, index=years)
    >>> frame["r"] = frame["share"] * frame["output_capital"]
    >>> additive_trends(frame, total="r")["trend"].round(6).to_dict()
    {'share': 0.01, 'output_capital': -0.03, 'r': -0.02}
    """
    if not isinstance(frame, pd.DataFrame) or not frame.columns.is_unique:
        raise DataError("this is no table with one name per column", mend="give a DataFrame")
    if total not in frame.columns:
        raise unknown("column", total, map(str, frame.columns))
    parts = [column for column in frame.columns if column != total]
    if not parts:
        raise DataError("the table has no factors", where=total, mend="add their columns")
    fits = {
        column: trend(
            frame[column], start=start, end=end, log=log, cov_type=cov_type, maxlags=maxlags
        )
        for column in [*parts, total]
    }
    fitted = {column: fit.fittedvalues + fit.resid for column, fit in fits.items()}
    _check_adds_up(pd.DataFrame(fitted), total)
    rows = {column: fit.to_frame().loc["trend"] for column, fit in fits.items()}
    table = pd.DataFrame(rows).T[["params", "bse", "lower", "upper"]]
    table = table.rename(columns={"params": "trend"}).rename_axis("column")
    table["share"] = _shares(table["trend"], total)
    whole = fits[total]
    table.attrs = {
        "note": f"Accounting: the trends add up because the columns do. {whole.note}",
        "sample": whole.sample,
        "bandwidth": whole.bandwidth,
    }
    return table


def transformed(sample: pd.Series, log: bool, log_odds: bool = False) -> pd.Series:
    """Return the left-hand side of a trend: the level, its logarithm or its log-odds.

    Raises
    ------
    DataError
        If it cannot be taken, or the series does not move.
    """
    y = _log_odds(sample) if log_odds else _logarithm(sample) if log else sample
    _check_moves(y)
    return y


def _log_odds(sample: pd.Series) -> pd.Series:
    wrong = sample[(sample <= 0) | (sample >= 1)]
    if len(wrong):
        raise DataError(
            f"{sample.name} is {wrong.iloc[0]:.4g}".replace("-", "−")
            + f" in {listed(wrong.index[:1])}, no share between 0 and 1",
            mend="give a fraction, not a percentage, or choose log=True",
        )
    return np.log(sample / (1 - sample)).rename(f"log-odds of {sample.name}")


def _logarithm(sample: pd.Series) -> pd.Series:
    wrong = sample[sample <= 0]
    if len(wrong):
        period, value = wrong.index[0], f"{wrong.iloc[0]:.4g}".replace("-", "−")
        others = f", nor is it positive in {listed(wrong.index[1:])}" if len(wrong) > 1 else ""
        raise DataError(
            f"{sample.name} is {value} in {period}{others}",
            mend="a logarithm needs positive values: choose another sample or log=False",
        )
    return np.log(sample).rename(f"ln {sample.name}")


def _check_moves(y: pd.Series) -> None:
    # Rounding would otherwise give a constant a tiny slope and a tinier standard error.
    if np.ptp(y.to_numpy()) <= 1e-13 * np.abs(y).max():
        raise DataError(
            f"{y.name} is the same in all periods of {span(y.index)}",
            mend="there is no trend to estimate: choose another series or sample",
        )


def bandwidth_of(cov_type: str, maxlags: int | None, nobs: int) -> int | None:
    """Return the bandwidth of HAC, checked; ``None`` for another covariance."""
    check_choice("covariance", cov_type, COVARIANCES)
    if cov_type != "HAC":
        if maxlags is not None:
            raise DataError(
                f"covariance {cov_type} has no bandwidth", where="maxlags", mend="leave it out"
            )
        return None
    if maxlags is None:
        return newey_west_bandwidth(nobs)
    whole = isinstance(maxlags, int | np.integer) and not isinstance(maxlags, bool)
    if not whole or not 0 <= maxlags < nobs:
        raise DataError(
            f"{maxlags} is no bandwidth for {nobs} observations",
            where="maxlags",
            mend=f"choose a whole number from 0 to {nobs - 1}",
        )
    return int(maxlags)


def _note(index: Any, cov_type: str, bandwidth: int | None, *, by_rule: bool) -> str:
    # Plain words, because the summary puts them into LaTeX as they stand.
    sample = f"Sample {span(index)}, T = {len(index)}, t = 0 in {index[0]}."
    tests = f"Student t with {len(index) - 2} degrees of freedom."
    if bandwidth is None:
        return f"{sample} Covariance {cov_type}; {tests}"
    rule = "the integer part of 4 times (T/100) to the power 2/9" if by_rule else "as asked for"
    return (
        f"{sample} Covariance HAC (Newey and West 1987, Bartlett weights), "
        f"bandwidth {bandwidth}, {rule}; {tests}"
    )


def _check_adds_up(columns: pd.DataFrame, total: Any) -> None:
    whole = columns[total]
    gap = (columns.drop(columns=total).sum(axis=1) - whole).abs()
    too_far = gap[gap > 1e-10 * whole.abs().clip(lower=1.0)]
    if len(too_far):
        raise DataError(
            f"the factors miss the total by {too_far.max():.3g} in {too_far.idxmax()}",
            where=str(total),
            mend="give every factor of the total, and nothing else",
        )


def _shares(trends: pd.Series, total: Any) -> pd.Series:
    negligible = abs(trends[total]) <= 1e-12 * trends.abs().max()
    return trends / (np.nan if negligible else trends[total])
