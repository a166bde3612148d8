r"""A trend that changes its slope at given dates.

A rate of profit that falls to 1982 and rises after has no trend worth the name over the whole.
With the breaks :math:`t_1 < \dots < t_{m-1}`, each the last period of its phase, the line is

.. math:: y_t = a + \sum_{j=1}^{m} b_j\,s_{jt} + u_t,\qquad
          s_{jt} = \min(\max(t - t_{j-1}, 0),\ t_j - t_{j-1}),

where s is the time spent in phase j. So written, the coefficients *are* the slopes of the
phases, with their own errors, and the line does not jump. Where it may jump, each phase has a
constant and a slope of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from capital.econometrics._series import Bound, listed, period_of, span, take_sample
from capital.econometrics._verdicts import decide
from capital.econometrics.fit import COVARIANCES, Fit
from capital.econometrics.trend import REFERENCES, bandwidth_of, transformed
from capital.errors import DataError
from capital.results import HypothesisTest

MINIMUM = 12
SHORTEST = 4  # periods in a phase


@dataclass(frozen=True, eq=False)
class BrokenTrend(Fit):
    """A fitted line with breaks: a `Fit` whose coefficients are the slopes of the phases.

    Attributes
    ----------
    breaks : tuple of pandas.Period
        The last period of each phase but the last.
    phases : tuple of str
        First and last period of each.
    log : bool
        Whether slopes are rates of growth.
    continuous : bool
        Whether the line may not jump.
    mean_share : float or None
        Mean of a share whose log-odds were fitted; else ``None``.
    """

    breaks: tuple[Any, ...] = ()
    phases: tuple[str, ...] = ()
    log: bool = True
    continuous: bool = True
    mean_share: float | None = None

    @property
    def slopes(self) -> pd.DataFrame:
        """One row per phase: periods, params (per period), bse, tvalues, pvalues, lower, upper.

        For log-odds there are also ``points``: percentage points a period at the mean share.
        """
        rows = self.to_frame().loc[[f"trend {phase}" for phase in self.phases]]
        rows.index = pd.Index(self.phases, name="phase")
        index = self.fittedvalues.index
        ends = [int(index.get_indexer(pd.Index([date]))[0]) + 1 for date in self.breaks]
        rows.insert(0, "periods", np.diff([0, *ends, len(index)]))
        if self.mean_share is not None:
            rows["points"] = 100 * rows["params"] * self.mean_share * (1 - self.mean_share)
        return rows

    def equal_slopes(self, level: float = 0.05) -> HypothesisTest:
        """Test that all phases have one slope, by Wald's F with the covariance of the fit."""
        names = list(self.params.index)
        columns = [names.index(f"trend {phase}") for phase in self.phases]
        contrast = np.zeros((len(columns) - 1, len(names)))
        for row, (before, after) in enumerate(pairwise(columns)):
            contrast[row, [before, after]] = -1.0, 1.0
        wald = self.result.f_test(contrast)
        detail = {
            "degrees of freedom": f"{len(contrast)}, {int(self.result.df_resid)}",
            "breaks after": listed(self.breaks),
            "errors": self.errors,
        }
        null = "the slope is the same in all phases"
        statistic, pvalue = float(np.squeeze(wald.statistic)), float(wald.pvalue)
        return decide("equal slopes", null, statistic, pvalue, level, detail)

    def plot(self, ax: Any = None) -> Any:
        """Draw series and line over the periods; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        line = self.fittedvalues
        dates = cast(pd.PeriodIndex, line.index).to_timestamp()
        ax.plot(dates, (line + self.resid).to_numpy(), label=self.name)
        ends = [0, *(int(line.index.get_indexer(pd.Index([b]))[0]) + 1 for b in self.breaks)]
        for first, after in pairwise([*ends, len(line)]):
            start = max(first - 1, 0) if self.continuous else first
            ax.plot(dates[start:after], line.to_numpy()[start:after], "C1")
        ax.set_ylabel(self.name)
        return ax


def broken_trend(
    series: pd.Series,
    breaks: Sequence[Bound],
    *,
    continuous: bool = True,
    start: Bound = None,
    end: Bound = None,
    log: bool = True,
    log_odds: bool = False,
    cov_type: str = "HAC",
    maxlags: int | None = None,
) -> BrokenTrend:
    r"""Fit a line whose slope changes at given dates, with HAC errors.

    Parameters
    ----------
    series : pandas.Series, shape (n,)
        Over a `PeriodIndex`, or a `DatetimeIndex` with a frequency; any unit.
    breaks : sequence of int, str or pandas.Period
        The last period of each phase but the last, in order. A year means its last period.
    continuous : bool
        Whether the pieces meet at the breaks; else each phase has its own constant as well.
    start, end, log, log_odds, cov_type, maxlags
        As in `trend`.

    Returns
    -------
    BrokenTrend
        ``slopes`` by phase, ``equal_slopes()``, and all that a `Fit` has.

    Raises
    ------
    DataError
        If the breaks are not inside the sample and in order, or a phase has fewer than four
        periods, or no trend follows from the series.

    Notes
    -----
    t = 0 in the first period; for a line that may jump each ``const`` is the level in the first
    period of its phase. The p-values take the dates as known. Dates that were found in the same
    series make the test of equal slopes reject too often: test them as unknown dates.

    References
    ----------
    Newey and West (1987); Perron (1989), Econometrica 57, on breaks at known dates.

    Examples
    --------
    >>> years = pd.period_range("1948", "2007", freq="Y")
    >>> noise = np.random.default_rng(1).normal(scale=0.02, size=60)
    >>> path = np.where(years.year <= 1982, -0.02, 0.01)
    >>> r = pd.Series(0.2 * np.exp(np.cumsum(path) + noise), index=years, name="r")
    >>> fit = broken_trend(r, [1982])
    >>> fit.slopes["params"].round(3).to_dict()
    {'1948–1982': -0.02, '1982–2007': 0.01}
    >>> fit.equal_slopes().verdict
    'the slope is the same in all phases is rejected at 5 %'
    """
    sample = take_sample(series, start, end, minimum=MINIMUM)
    y = transformed(sample, log, log_odds)
    index = cast(pd.PeriodIndex, y.index)
    dates, ends = _ends(breaks, index)
    phases = _phases(index, ends, continuous)
    design = (_spline if continuous else _pieces)(index, ends, phases)
    bandwidth = bandwidth_of(cov_type, maxlags, len(y))
    options = {} if bandwidth is None else {"maxlags": bandwidth}
    result = OLS(y, design).fit(cov_type=cov_type, cov_kwds=options, use_t=True)
    _check_errors(result, str(y.name))
    jump = "the pieces meet at the breaks" if continuous else "the line may jump at the breaks"
    errors = COVARIANCES[cov_type] + ("" if bandwidth is None else f", bandwidth {bandwidth}")
    return BrokenTrend(
        result=result,
        name=str(y.name),
        method="broken linear trend",
        errors=errors,
        sample=span(index),
        note=f"Breaks after {listed(dates)}, taken as known; {jump}.",
        references=REFERENCES,
        breaks=dates,
        phases=phases,
        log=log and not log_odds,
        continuous=continuous,
        mean_share=float(sample.mean()) if log_odds else None,
    )


def _ends(breaks: Sequence[Bound], index: pd.PeriodIndex) -> tuple[tuple[Any, ...], list[int]]:
    """Return the breaks as periods, and for each how many periods lie up to and with it."""
    if isinstance(breaks, str | int | pd.Period) or not len(breaks):
        raise DataError("breaks is no list of dates", where="breaks", mend="write breaks=[1982]")
    dates = tuple(period_of(date, index, "end", where="breaks") for date in breaks)
    ends = [int(index.get_indexer(pd.Index([date]))[0]) + 1 for date in dates]
    if any(after <= before for before, after in pairwise(ends)):
        raise DataError(
            f"the breaks {listed(dates)} are not in order", where="breaks", mend="sort them"
        )
    edges = [0, *ends, len(index)]
    short = [i for i, (a, b) in enumerate(pairwise(edges)) if b - a < SHORTEST]
    if short:
        first, after = edges[short[0]], edges[short[0] + 1]
        which = span(index[first:after]) if after > first else "after the last break"
        raise DataError(
            f"the phase {which} has {after - first} periods",
            where="breaks",
            mend=f"give every phase at least {SHORTEST}",
        )
    return dates, ends


def _phases(index: pd.PeriodIndex, ends: list[int], continuous: bool) -> tuple[str, ...]:
    """Return the phases in words; those that meet share the period of the break."""
    edges = [0, *ends, len(index)]
    first = [0, *(end - continuous for end in ends)]
    return tuple(f"{index[a]}–{index[b - 1]}" for a, b in zip(first, edges[1:], strict=True))


def _spline(index: pd.PeriodIndex, ends: list[int], phases: tuple[str, ...]) -> pd.DataFrame:
    time = np.arange(len(index), dtype=float)
    knots = [0.0, *(end - 1.0 for end in ends), len(index) - 1.0]
    columns = {"const": np.ones(len(index))}
    for phase, (before, after) in zip(phases, pairwise(knots), strict=True):
        columns[f"trend {phase}"] = np.clip(time - before, 0.0, after - before)
    return pd.DataFrame(columns, index=index)


def _pieces(index: pd.PeriodIndex, ends: list[int], phases: tuple[str, ...]) -> pd.DataFrame:
    time = np.arange(len(index), dtype=float)
    columns: dict[str, Any] = {}
    for phase, (first, after) in zip(phases, pairwise([0, *ends, len(index)]), strict=True):
        inside = ((time >= first) & (time < after)).astype(float)
        columns[f"const {phase}"] = inside
        columns[f"trend {phase}"] = inside * (time - first)
    return pd.DataFrame(columns, index=index)


def _check_errors(result: Any, name: str) -> None:
    error = np.abs(np.asarray(result.resid)).max()
    if error <= 1e-10 * np.abs(np.asarray(result.fittedvalues)).max():
        raise DataError(
            "the broken line fits without any error", where=name, mend="there is nothing to test"
        )
