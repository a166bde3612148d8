r"""Event studies: whether what is exposed moves apart from what is not, and since when.

.. math:: y_{ut} = \alpha_u + \gamma_t + \sum_{t\neq t_0} b_t\,x_u + d_t\,z_u + \varepsilon_{ut}

with x the exposure of unit u, fixed before the event, and t₀ the last period before it. The
``b_t`` before t₀ are a placebo: if they are not zero, exposed units were on their own path already.
What the event may have done is then at most the *deviation* from that path, continued in a straight
line; and how far the path may have bent by itself is an assumption that the bounds make visible.

References
----------
Freyaldenhoven, Hansen and Shapiro (2019), *American Economic Review* 109. Rambachan and Roth
(2023), *Review of Economic Studies* 90: the bounds here are a simple form of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import t as t_law

from capital.econometrics._event_arrays import clock, clustered, line, pre_trend
from capital.econometrics._series import listed
from capital.econometrics.fit import FEW_CLUSTERS
from capital.econometrics.panel import codes_of, within
from capital.errors import DataError, unknown
from capital.results import HypothesisTest, latex_table

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

REFERENCES = """\
@article{RambachanRoth2023,
  author  = {Rambachan, Ashesh and Roth, Jonathan},
  title   = {A More Credible Approach to Parallel Trends},
  journal = {Review of Economic Studies},
  year    = {2023},
  volume  = {90}
}
"""


@dataclass(frozen=True, eq=False)
class EventStudy:
    """The path of exposed units against the others.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a period: ``estimate`` b_t (zero in the reference period), ``bse``, ``lower``,
        ``upper``; after the reference also the ``deviation`` from the line through the periods
        before, with ``deviation_bse`` and its bounds.
    pre_trend : HypothesisTest
        Null: exposed units moved like the others before the event. Its p-value is NaN where
        there is no period before it or too few clusters for a joint test.
    slope, slope_bse : float
        Of the line through the estimates up to the reference period, a unit of time where the
        periods are numbers or `Period`, else a period; zero where there is no period before.
    deviation, deviation_bse : float
        Mean deviation after the reference.
    covariance : pandas.DataFrame
        Of the estimates.
    errors, sample : str
    units, clusters : int
    warnings : tuple of str
    references : str
        BibTeX.
    """

    table: pd.DataFrame
    pre_trend: HypothesisTest
    slope: float
    slope_bse: float
    deviation: float
    deviation_bse: float
    covariance: pd.DataFrame = field(repr=False)
    errors: str
    sample: str
    units: int
    clusters: int
    warnings: tuple[str, ...] = ()
    references: str = field(default=REFERENCES, repr=False)

    @property
    def sentence(self) -> str:
        """What was found, in words, with the test of the path before and the type of errors."""
        tail = t_law.ppf(0.975, self.clusters - 1) * self.deviation_bse
        low, high = self.deviation - tail, self.deviation + tail
        test = self.pre_trend
        pvalue = "" if np.isnan(test.pvalue) else f" (p = {test.pvalue:.3f})"
        return (
            f"After the reference exposed units stand on average {self.deviation:.3g} a unit of "
            f"exposure from the line that continues their path before (95 % interval {low:.3g} to "
            f"{high:.3g}; errors {self.errors}). Null «{test.null}»{pvalue}: {test.verdict}."
        )

    def bounds(self, bend: float, alpha: float = 0.05) -> pd.DataFrame:
        r"""Return bounds of the effect if the path before could bend so much by itself.

        Parameters
        ----------
        bend
            M: in each period after the event the slope of the path without it may differ from
            that of the line before by up to M times the largest such difference before the
            event; what this moves adds up.
        alpha
            1 − coverage of the sampling error, added to both ends.

        Returns
        -------
        pandas.DataFrame
            A row a period after the reference: ``lower``, ``upper``. M = 0 is the deviation with
            its confidence interval.

        Raises
        ------
        DataError
            If M is negative, or positive where fewer than two periods stand before the
            reference: then the line goes through all of them, and no bend can be seen.

        Notes
        -----
        With s the slope of the line and d the deviation from it,

        .. math:: d_t \pm \bigl(M\,D\,(t - t_0) + q\,se(d_t)\bigr),\qquad
           D = \max_{r\le t_0}\left|\Delta b_r/\Delta r - s\right|,

        q being Student's quantile with G − 1 degrees of freedom. D is an estimate: noise in the
        b's passes for bends and makes it larger, and its own sampling error is not added.
        """
        if not bend >= 0:
            raise DataError(f"a bend of {bend}", where="bend", mend="give zero or more")
        after = self.table["deviation"].dropna()
        place = len(self.table) - len(after) - 1
        if bend and place < 2:
            raise DataError(
                f"{place} periods before the reference show no bend",
                where="bend",
                mend="give two at least before it, or bend=0",
            )
        time = clock(list(self.table.index), place)
        before = self.table["estimate"].to_numpy()[: place + 1]
        steps = np.diff(before) / np.diff(time[: place + 1]) - self.slope
        room = bend * np.abs(steps).max(initial=0) * time[place + 1 :]
        error = (
            t_law.ppf(1 - alpha / 2, self.clusters - 1)
            * self.table.loc[after.index, "deviation_bse"]
        )
        return pd.DataFrame({"lower": after - room - error, "upper": after + room + error})

    def to_frame(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs)."""
        caption = f"Event study, {self.sample}. {self.sentence}"
        return latex_table(self.table.reset_index(), caption=caption)

    def plot(self, ax: Any = None) -> Any:
        """Draw the estimates and the continued line; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        periods = np.arange(len(self.table))
        ax.vlines(periods, self.table["lower"], self.table["upper"])
        ax.plot(periods, self.table["estimate"], "o")
        line = self.table["estimate"] - self.table["deviation"]
        ax.plot(periods, line, "--", label="path before the event, continued")
        ax.set_xticks(periods, [str(period) for period in self.table.index])
        ax.axhline(0, linewidth=0.8)
        ax.legend()
        return ax


def event_study(
    frame: pd.DataFrame,
    *,
    unit: str,
    time: str,
    outcome: str,
    exposure: str,
    reference: Any,
    controls: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    level: float = 0.05,
) -> EventStudy:
    """Estimate the path of exposed units against the others, around an event.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a unit and period; every unit in every period.
    unit, time, outcome, exposure
        Columns. The exposure is constant within a unit. Periods that are numbers or `Period` keep
        their distances; others, such as texts, count one by one in their order.
    reference
        The last period before the event.
    controls
        Columns constant within a unit, each with its own coefficient in every period.
    weights
        Column of positive weights, constant within a unit.
    cluster
        Column of clusters; the unit by default.
    level : float
        Of tests and intervals.

    Returns
    -------
    EventStudy

    Raises
    ------
    DataError, UnknownNameError
        If the panel is not complete, the exposure varies over time or does not vary over units,
        a column holds no numbers, the fit is perfect, or there is one cluster.

    Notes
    -----
    Least squares after both effects are taken out; errors clustered with the factor
    G/(G−1)·(n−1)/(n−k), where k does not count the effects; tests by F and t with G − 1 degrees
    of freedom. The line goes through the reference, where b is zero, and is fitted to the
    estimates before it by least squares, unweighted.

    Examples
    --------
    >>> years = list(range(2018, 2024)) * 50
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"job": np.repeat(range(50), 6), "year": years})
    >>> frame["x"] = np.repeat(rng.normal(size=50), 6)
    >>> frame["y"] = 0.5 * frame["x"] * (frame["year"] > 2020) + 0.1 * rng.normal(size=300)
    >>> found = event_study(frame, unit="job", time="year", outcome="y", exposure="x",
    ...                     reference=2020)
    >>> found.pre_trend.rejected, round(float(found.table.loc[2023, "estimate"]), 1)
    (False, 0.5)
    """
    names = [unit, time, outcome, exposure, *controls]
    periods = _check(frame, names, reference, weights, cluster)
    spans = [exposure, *controls]
    others = [period for period in periods if period != reference]
    columns = [
        (frame[name] * (frame[time] == period)).to_numpy(dtype=float)
        for name in spans
        for period in others
    ]
    w = None if weights is None else frame[weights].to_numpy(dtype=float)
    table = np.column_stack([frame[outcome].to_numpy(dtype=float), *columns])
    clean = within(table, [codes_of(frame[unit]), codes_of(frame[time])], w)
    groups = codes_of(frame[cluster or unit])
    estimates, covariance, count = clustered(clean[:, 0], clean[:, 1:], w, groups)
    keep = slice(0, len(others))
    b = pd.Series(estimates[keep], index=others)
    V = pd.DataFrame(covariance[keep, keep], others, others)
    return _study(b, V, periods, reference, count, level, frame[unit].nunique(), cluster or unit)


def _study(
    b: pd.Series, V: pd.DataFrame, periods: list[Any], reference: Any, count: int, level: float,
    units: int, cluster: str,
) -> EventStudy:  # fmt: skip
    quantile = t_law.ppf(1 - level / 2, count - 1)
    place = periods.index(reference)
    whole = np.zeros((len(periods), len(b)))
    for row, period in enumerate(periods):
        if period != reference:
            whole[row, list(b.index).index(period)] = 1
    numbers, spread = whole @ b.to_numpy(), whole @ V.to_numpy() @ whole.T
    bse = np.sqrt(np.diag(spread))
    table = pd.DataFrame({"estimate": numbers, "bse": bse}, index=pd.Index(periods, name="period"))
    table["lower"], table["upper"] = numbers - quantile * bse, numbers + quantile * bse
    path, slope = line(clock(periods, place))
    apart = np.eye(len(periods)) - path
    late = np.arange(len(periods)) > place
    deviation = np.where(late, apart @ numbers, np.nan)
    deviation_bse = np.where(late, np.sqrt(np.diag(apart @ spread @ apart.T)), np.nan)
    table["deviation"], table["deviation_bse"] = deviation, deviation_bse
    table["deviation_lower"] = deviation - quantile * deviation_bse
    table["deviation_upper"] = deviation + quantile * deviation_bse
    mean = apart[late].mean(axis=0)
    few = f"few clusters: {count} of {cluster}; prefer wild_cluster_bootstrap"
    return EventStudy(
        table=table,
        pre_trend=pre_trend(numbers, spread, place, count, level),
        slope=float(slope @ numbers),
        slope_bse=float(np.sqrt(slope @ spread @ slope)),
        deviation=float(mean @ numbers),
        deviation_bse=float(np.sqrt(mean @ spread @ mean)),
        covariance=V,
        errors=f"clustered on {count} of {cluster}",
        sample=f"{units} units, {periods[0]}–{periods[-1]}, reference {reference}",
        units=units,
        clusters=count,
        warnings=(few,) * (count < FEW_CLUSTERS),
    )


def _check(
    frame: pd.DataFrame, names: list[str], reference: Any, weights: str | None, cluster: str | None
) -> list[Any]:
    if not isinstance(frame, pd.DataFrame):
        raise DataError("this is no table", mend="give a DataFrame")
    for name in [*names, *(item for item in (weights, cluster) if item)]:
        if name not in frame.columns:
            raise unknown("column", name, map(str, frame.columns))
    unit, time, outcome, *fixed = names
    if frame.duplicated([unit, time]).any():
        raise DataError("a unit stands twice in a period", mend="keep one row of each")
    periods = sorted(frame[time].unique())
    if reference not in periods:
        raise unknown("period", reference, map(str, periods), where="reference")
    if periods.index(reference) == len(periods) - 1:
        raise DataError(f"there is no period after {reference}", where="reference")
    if len(frame) != frame[unit].nunique() * len(periods):
        raise DataError("some units lack a period", mend="choose the units that have all")
    for name in [outcome, *fixed, *([weights] if weights else [])]:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype):
            raise DataError(f"the column holds {frame[name].dtype}, not numbers", where=name)
        wrong = ~np.isfinite(frame[name].to_numpy(dtype=float))
        if wrong.any():
            raise DataError(f"{name} is missing for {listed(frame.loc[wrong, unit].unique())}")
    for name in [*fixed, *([weights] if weights else [])]:
        if (frame.groupby(unit)[name].nunique() > 1).any():
            raise DataError(f"{name} varies over time within a unit", mend="take a base period's")
    if frame[fixed[0]].nunique() < 2:
        raise DataError("the exposure is the same for all units", where=fixed[0])
    if weights and not (frame[weights] > 0).all():
        raise DataError("a weight is not positive", where=weights)
    if cluster and frame[cluster].nunique() < 2:
        raise DataError("there is one cluster only", where=cluster)
    return periods
