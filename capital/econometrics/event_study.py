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
from scipy.stats import f as f_law
from scipy.stats import t as t_law

from capital.econometrics._series import listed
from capital.econometrics.fit import FEW_CLUSTERS
from capital.econometrics.panel import codes_of, within
from capital.errors import DataError, unknown
from capital.results import HypothesisTest, latex_table

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


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
        Null: exposed units moved like the others before the event.
    slope, slope_bse : float
        Of the line through the estimates up to the reference period, a period.
    deviation, deviation_bse : float
        Mean deviation after the reference.
    covariance : pandas.DataFrame
        Of the estimates.
    errors, sample : str
    units, clusters : int
    warnings : tuple of str
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

    def bounds(self, bend: float, alpha: float = 0.05) -> pd.DataFrame:
        """Return bounds of the effect if the path before could bend so much by itself.

        Parameters
        ----------
        bend
            M: in each period after the event the path without it may depart from the straight
            line by up to M times the largest yearly departure before it, and departures add up.
        alpha
            1 − coverage of the sampling error, added to both ends.

        Returns
        -------
        pandas.DataFrame
            A row a period after the reference: ``lower``, ``upper``. M = 0 is the deviation with
            its confidence interval.
        """
        if not bend >= 0:
            raise DataError(f"a bend of {bend}", where="bend", mend="give zero or more")
        after = self.table["deviation"].dropna()
        before = self.table.loc[self.table["deviation"].isna(), "estimate"]
        steps = np.diff(before.to_numpy()) - self.slope
        most = float(np.abs(steps).max()) if len(steps) else 0.0
        room = bend * most * np.arange(1, len(after) + 1)
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
        caption = f"Event study, {self.sample}; errors {self.errors}. {self.pre_trend}"
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
        Columns. The exposure is constant within a unit.
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
        or there is one cluster.

    Notes
    -----
    Least squares after both effects are taken out; errors clustered with the factor
    G/(G−1)·(n−1)/(n−k), where k does not count the effects; tests by F and t with G − 1 degrees
    of freedom.

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
    estimates, covariance, count = _clustered(clean[:, 0], clean[:, 1:], w, groups)
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
    line, slope = _line(len(periods), place)
    apart = np.eye(len(periods)) - line
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
        pre_trend=_pre_trend(numbers, spread, place, count, level),
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


def _line(size: int, place: int) -> tuple[Array, Array]:
    """Return the matrix that continues the line through the periods up to `place`, and its slope.

    The line goes through zero at the reference, as the estimates do.
    """
    time = np.arange(size) - place
    before = np.where(time <= 0, time, 0)
    slope = before / (before @ before) if before.any() else np.zeros(size)
    return np.outer(time, slope), slope


def _pre_trend(
    numbers: Array, spread: Array, place: int, count: int, level: float
) -> HypothesisTest:
    null = "exposed units moved like the others before the event"
    if not place:
        return HypothesisTest("pre-trend", null, np.nan, np.nan, False, level,
                              "there is no period before the event")  # fmt: skip
    early = slice(0, place)
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


def _clustered(y: Array, X: Array, w: Array | None, groups: Array) -> tuple[Array, Array, int]:
    """Return least-squares estimates, their clustered covariance and the number of clusters."""
    weighted = X if w is None else X * w[:, None]
    bread = X.T @ weighted
    if np.linalg.matrix_rank(bread) < len(bread):
        raise DataError("exposure and controls cannot be told apart", mend="leave a control out")
    b = np.linalg.solve(bread, weighted.T @ y)
    scores = weighted * (y - X @ b)[:, None]
    count = int(groups.max()) + 1
    sums = np.array([np.bincount(groups, scores[:, k], count) for k in range(X.shape[1])])
    n, k = X.shape
    factor = count / (count - 1) * (n - 1) / (n - k)
    inverse = np.linalg.inv(bread)
    return b, factor * inverse @ (sums @ sums.T) @ inverse, count


def _check(
    frame: pd.DataFrame, names: list[str], reference: Any, weights: str | None, cluster: str | None
) -> list[Any]:
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
