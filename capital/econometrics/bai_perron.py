r"""Several breaks at unknown dates, after Bai and Perron.

The sums of squares of all segments are computed once, by recursive residuals; dynamic programming
finds the partition with the least sum for each number of breaks; sequential tests or a criterion
choose the number.

References
----------
Bai (1997), *Review of Economics and Statistics* 79. Bai and Perron (1998), *Econometrica* 66;
(2003), *Journal of Applied Econometrics* 18. Liu, Wu and Zidek (1997), *Statistica Sinica* 7.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from capital.econometrics._break_sample import (
    Array,
    BreakSample,
    Regressors,
    Series,
    Terms,
    check_level,
    check_trim,
    fitted_values,
    long_run_moments,
    take_break_sample,
    wald,
)
from capital.econometrics._partitions import partitions, segment_squares
from capital.econometrics._series import Bound
from capital.econometrics.break_laws import MOST, argmax_bounds
from capital.econometrics.break_tables import (
    many_chance,
    many_critical,
    next_chance,
    next_critical,
)
from capital.econometrics.breaks import REFERENCES, TRIM
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError, check_choice
from capital.results import HypothesisTest, TestTable, latex_table


@dataclass(frozen=True, eq=False)
class Breaks:
    """Several breaks at once.

    Attributes
    ----------
    dates : tuple of pandas.Period
        Last period of each phase but the last; in an array its place.
    table : pandas.DataFrame
        A row a break: ``date``, ``lower``, ``upper`` of its interval, and whether that is ``cut``
        at an end of the sample.
    phases : pandas.DataFrame
        A row a phase: ``start``, ``end``, ``nobs``, the ``mean`` of the series, and its
        coefficients: ``trend`` a period, and those of the regressors.
    choice : pandas.DataFrame
        A row a number of breaks m: ``ssr``, ``bic``, ``lwz``; ``sup_f``, the statistic of m breaks
        against none; ``next``, sup F(m + 1 | m); each with its ``_critical`` value and ``_pvalue``.
        Statistics are Wald's over m, not divided by the number of coefficients, as the critical
        values of Bai and Perron suppose.
    tests : TestTable
        ``"UDmax"``, ``"sup F(m | 0)"`` for m > 1, and the sequential ``"sup F(m + 1 | m)"``.
    chosen_by, sample, name, errors : str
    fitted, observed : pandas.Series
    references : str
    """

    dates: tuple[Any, ...]
    table: pd.DataFrame
    phases: pd.DataFrame
    choice: pd.DataFrame
    tests: TestTable
    chosen_by: str
    sample: str
    name: str
    errors: str
    fitted: pd.Series = field(repr=False)
    observed: pd.Series = field(repr=False)
    references: str = field(default=REFERENCES, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the phases."""
        return self.phases.copy()

    def to_latex(self) -> str:
        """Return the phases in LaTeX (booktabs)."""
        caption = f"Phases of {self.name}, {self.sample}, number of breaks by {self.chosen_by}."
        return latex_table(self.phases.astype({"start": str, "end": str}), caption=caption)

    def plot(self, ax: Any = None) -> Any:
        """Draw the series, its phases and the intervals of the dates; return the axes."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        index: Any = self.observed.index
        dated = isinstance(index, pd.PeriodIndex)
        places = index.to_timestamp() if dated else index
        ax.plot(places, self.observed.to_numpy(), label=self.name)
        ax.plot(places, self.fitted.to_numpy(), "--", label="phases")
        for ends in self.table[["lower", "upper"]].itertuples(index=False):
            low, high = (end.to_timestamp() if dated else end for end in ends)
            ax.axvspan(low, high, alpha=0.2)
        ax.legend()
        return ax

    def __str__(self) -> str:
        dates = ", ".join(map(str, self.dates)) or "none"
        return f"{self.name}, {self.sample}: breaks {dates} (by {self.chosen_by})\n{self.tests}"


def bai_perron(
    series: Series,
    *,
    regressors: Regressors = None,
    maximum: int = 5,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "c",
    log: bool = True,
    trim: float = TRIM,
    select: Literal["sequential", "bic", "lwz"] = "sequential",
    robust: bool = False,
    level: float = 0.05,
) -> Breaks:
    r"""Find several breaks at unknown dates.

    Parameters
    ----------
    series, regressors, start, end, log, regression, trim, level
        As in `andrews`. `level` is that of the tests; intervals of dates have 1 − `level`.
    maximum : int
        The most breaks.
    select
        What chooses their number: sequential tests, BIC, or Liu, Wu and Zidek's criterion.
    robust : bool
        HAC errors in tests and intervals, and moments of its own for each phase; else one variance
        without memory, and one set of moments.

    Returns
    -------
    Breaks

    Raises
    ------
    DataError, UnknownNameError
        If the sample is too short for so many segments, they fit without error, or as in `chow`.

    Notes
    -----
    Every phase has a share `trim` of the sample at least, also where one more break is looked for
    inside a phase. With δ the change of coefficients, Q₁, Q₂ the moments of the regressors before
    and after and Ω₁, Ω₂ those of their scores, Bai's interval rests on

    .. math:: \frac{(\delta'Q_1\delta)^2}{\delta'\Omega_1\delta}(\hat T-T)\Rightarrow
              \arg\max_s \begin{cases} W_1(-s)-|s|/2 & s\le 0\\
              \sqrt\phi\,W_2(s)-\xi s/2 & s>0\end{cases}

    with :math:`\xi=\delta'Q_2\delta/\delta'Q_1\delta` and
    :math:`\phi=\delta'\Omega_2\delta/\delta'\Omega_1\delta`. A trend enters with its value at the
    break. UDmax, the largest sup F(m | 0), tells of breaks that cancel each other, which the
    sequence of tests can miss.

    Examples
    --------
    >>> years = pd.period_range("1950", "2009", freq="Y")
    >>> noise = np.random.default_rng(0).normal(size=60) / 10
    >>> steps = pd.Series(noise + (years.year > 1970) - 2 * (years.year > 1990), years, name="r")
    >>> [str(date) for date in bai_perron(steps, maximum=3, log=False).dates]
    ['1970', '1990']
    """
    check_trim(trim)
    check_level(level)
    check_choice("selection", select, ("sequential", "bic", "lwz"))
    sample = take_break_sample(series, regressors, start, end, regression, log)
    n, k = sample.X.shape
    shortest = max(math.floor(trim * n), k + 1)
    _check_room(maximum, shortest, sample)
    squares = segment_squares(sample.y, sample.basis, shortest)
    cuts = partitions(squares, min(max(maximum, MOST), n // shortest - 1))
    bandwidth = newey_west_bandwidth(n) if robust else None
    table = _choice(sample, squares, cuts, shortest, trim, bandwidth, level)
    choice = table.loc[:maximum]
    chosen = cuts[_number(choice, select, level)]
    bounds = [0, *chosen, n]
    errors = f"HAC, bandwidth {bandwidth}" if robust else "one variance"
    fitted = [fitted_values(sample.y[a:b], sample.basis[a:b]) for a, b in pairwise(bounds)]
    return Breaks(
        dates=tuple(sample.index[cut - 1] for cut in chosen),
        table=_intervals(sample, chosen, bandwidth, level),
        phases=_phases(sample, bounds),
        choice=choice,
        tests=_tests(table, choice, sample, trim, level, errors),
        chosen_by=select,
        sample=sample.period,
        name=sample.name,
        errors=errors,
        fitted=pd.Series(np.concatenate(fitted), index=sample.index),
        observed=pd.Series(sample.y, index=sample.index, name=sample.name),
    )


def _check_room(maximum: int, shortest: int, sample: BreakSample) -> None:
    whole = isinstance(maximum, int | np.integer) and not isinstance(maximum, bool)
    if not whole or maximum < 1:
        raise DataError(f"a maximum of {maximum!r}", where="maximum", mend="give 1 or more")
    if shortest * (maximum + 1) > len(sample.y):
        raise DataError(
            f"{len(sample.y)} periods cannot hold {maximum} breaks with phases of {shortest}",
            where=sample.name,
            mend="lower maximum or trim",
        )


def _choice(
    sample: BreakSample, squares: Array, cuts: list[tuple[int, ...]], shortest: int, trim: float,
    bandwidth: int | None, level: float,
) -> pd.DataFrame:  # fmt: skip
    """Return criteria and statistics for each number of breaks."""
    n, k = sample.X.shape
    rows = []
    for m, chosen in enumerate(cuts):
        ssr = float(sum(squares[a, b] for a, b in pairwise([0, *chosen, n])))
        if ssr <= 1e-20 * float(sample.y @ sample.y):
            raise DataError(f"{m + 1} phases fit without any error", mend="lower maximum")
        count = (m + 1) * k + m
        following = _next(sample, squares, chosen, shortest, bandwidth)
        law = (k, sample.trend, trim)
        row = {
            "ssr": ssr,
            "bic": math.log(ssr / n) + count * math.log(n) / n,
            "lwz": math.log(ssr / (n - count)) + count * 0.299 * math.log(n) ** 2.1 / n,
            "sup_f": math.nan, "sup_f_critical": math.nan, "sup_f_pvalue": math.nan,
            "next": following,
            "next_critical": next_critical(level, m, *law),
            "next_pvalue": next_chance(following, m, *law),
        }  # fmt: skip
        if m:
            row["sup_f"] = wald(sample.y, sample.basis, chosen, bandwidth) / m
            row["sup_f_critical"] = many_critical(m, level, *law)
            row["sup_f_pvalue"] = many_chance(m, row["sup_f"], *law)
        rows.append(row)
    return pd.DataFrame(rows).rename_axis("breaks")


def _next(
    sample: BreakSample, squares: Array, cuts: tuple[int, ...], shortest: int, bandwidth: int | None
) -> float:
    """Return sup F(m + 1 | m): the largest statistic of one more break inside a phase.

    NaN where no phase is long enough to be divided.
    """
    n, k = sample.X.shape
    found, ssr = [], sum(squares[a, b] for a, b in pairwise([0, *cuts, n]))
    for a, b in pairwise([0, *cuts, n]):
        if b - a < 2 * shortest:
            continue
        places = np.arange(a + shortest, b - shortest + 1)
        sums = squares[a, places] + squares[places, b]
        if bandwidth is None:
            variance = ssr / (n - (len(cuts) + 1) * k)
            found.append(float((squares[a, b] - sums.min()) / variance))
        else:
            cut = int(places[sums.argmin()]) - a
            lags = newey_west_bandwidth(b - a)
            found.append(wald(sample.y[a:b], sample.basis[a:b], [cut], lags))
    return max(found, default=math.nan)


def _number(choice: pd.DataFrame, select: str, level: float) -> int:
    if select != "sequential":
        return int(choice[select].idxmin())
    number = 0
    while number + 1 in choice.index and choice.loc[number, "next_pvalue"] < level:
        number += 1
    return number


def _tests(
    table: pd.DataFrame, choice: pd.DataFrame, sample: BreakSample, trim: float, level: float,
    errors: str,
) -> TestTable:  # fmt: skip
    """Return UDmax, sup F(m | 0) and the sequential tests."""
    law = (sample.X.shape[1], sample.trend, trim)
    largest = float(table["sup_f"].loc[1:MOST].max())
    no_break = f"{sample.subject} is the same in all periods"
    rows = [("UDmax", no_break, largest, many_chance(0, largest, *law),
             many_critical(0, level, *law), "a break")]  # fmt: skip
    rows += [
        (f"sup F({m} | 0)", no_break, float(row["sup_f"]), float(row["sup_f_pvalue"]),
         float(row["sup_f_critical"]), "a break")
        for m, row in choice.loc[2:MOST].iterrows()
        if not math.isnan(row["sup_f_pvalue"])
    ]  # fmt: skip
    rows += [
        (f"sup F({m + 1} | {m})", f"there are {m} breaks", float(row["next"]),
         float(row["next_pvalue"]), float(row["next_critical"]), "one more break")
        for m, row in choice.iloc[:-1].iterrows()
        if not math.isnan(row["next"])
    ]  # fmt: skip
    tests = []
    for name, null, value, chance, critical, word in rows:
        rejected = bool(chance < level)
        verdict = f"{word} is found" if rejected else f"no {word.split(' ', 1)[1]} is found"
        if word == "one more break" and not rejected:
            verdict = "no further break is found"
        detail = {"critical value": round(critical, 2), "errors": errors}
        tests.append(HypothesisTest(name, null, value, chance, rejected, level, verdict, detail))
    return TestTable(tuple(tests), len(sample.y), sample.period, REFERENCES)


def _phases(sample: BreakSample, bounds: list[int]) -> pd.DataFrame:
    """Return the coefficients of each phase; that of a trend is one a period."""
    n, k = sample.X.shape
    rows = []
    for a, b in pairwise(bounds):
        y, X = sample.y[a:b], sample.X[a:b]
        found = dict(zip(sample.columns, np.linalg.lstsq(X, y, rcond=None)[0], strict=True))
        if sample.trend:
            found["trend"] /= n
        if k == 1:
            found = {}  # the constant is the mean
        row = {"start": sample.index[a], "end": sample.index[b - 1], "nobs": b - a}
        rows.append({**row, "mean": y.mean(), **found})
    return pd.DataFrame(rows)


def _intervals(
    sample: BreakSample, cuts: tuple[int, ...], bandwidth: int | None, level: float
) -> pd.DataFrame:
    """Return Bai's interval of each date."""
    y, (n, k) = sample.y, sample.X.shape
    bounds = [0, *cuts, n]
    pieces = [y[a:b] - fitted_values(y[a:b], sample.X[a:b]) for a, b in pairwise(bounds)]
    residual = np.concatenate(pieces)
    variance = float(residual @ residual) / (n - len(pieces) * k)
    rows = []
    for a, cut, b in zip(bounds[:-2], cuts, bounds[2:], strict=True):
        before, after = (
            np.linalg.lstsq(sample.X[i:j], y[i:j], rcond=None)[0] for i, j in ((a, cut), (cut, b))
        )
        X = sample.X.copy()
        if sample.trend:
            X[:, 1] = X[cut, 1]  # near the break the trend is what it is there
        effect = X @ (after - before)
        if bandwidth is None:
            speed, xi, phi = float((effect**2).mean()) / variance, 1.0, 1.0
        else:
            speed, xi, phi = _speeds(effect, residual, a, cut, b)
        low, high = argmax_bounds(level, xi, phi)
        first = cut - 2 - _reach(high, speed, n)
        last = cut + _reach(-low, speed, n)
        rows.append({
            "date": sample.index[cut - 1],
            "lower": sample.index[max(first, 0)],
            "upper": sample.index[min(last, n - 1)],
            "cut": first < 0 or last > n - 1,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["date", "lower", "upper", "cut"])


def _reach(bound: float, speed: float, n: int) -> int:
    """Return whole periods up to a bound of the law; n where the break is too small to be dated."""
    return math.floor(min(bound / speed, n)) if speed > 0 else n


def _speeds(effect: Array, residual: Array, a: int, cut: int, b: int) -> tuple[float, float, float]:
    """Return (δ'Q₁δ)²/δ'Ω₁δ, ξ and φ from the effect δ'x of a break in each period."""
    moments, spreads = [], []
    for part in (slice(a, cut), slice(cut, b)):
        scores = (effect[part] * residual[part])[:, None]
        moments.append(float((effect[part] ** 2).mean()))
        spreads.append(float(long_run_moments(scores, newey_west_bandwidth(len(scores)))[0, 0]))
    if not min(spreads) > 0:
        raise DataError("a phase fits without any error", mend="choose robust=False")
    return moments[0] ** 2 / spreads[0], moments[1] / moments[0], spreads[1] / spreads[0]
