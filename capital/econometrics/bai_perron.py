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

from capital.econometrics._series import Bound, span
from capital.econometrics.break_laws import argmax_quantile, next_critical
from capital.econometrics.breaks import (
    REFERENCES,
    TRIM,
    Array,
    Terms,
    check_trim,
    fitted_values,
    regression_of,
    squares_of,
)
from capital.errors import DataError, check_choice
from capital.results import HypothesisTest, TestTable, latex_table


@dataclass(frozen=True, eq=False)
class Breaks:
    """Several breaks at once.

    Attributes
    ----------
    dates : tuple of pandas.Period
        Last period of each phase but the last.
    table : pandas.DataFrame
        A row a break: ``date``, ``lower``, ``upper`` of its interval.
    phases : pandas.DataFrame
        A row a phase: ``start``, ``end``, ``nobs``, and its coefficients.
    choice : pandas.DataFrame
        A row a number of breaks: ``ssr``, ``bic``, ``lwz``, the statistic ``sup_f`` against none
        and ``next``, sup F(m + 1 | m), with its critical value.
    tests : TestTable
        The sequential tests.
    chosen_by, sample, name : str
    fitted, observed : pandas.Series
    references : str
    """

    dates: tuple[pd.Period, ...]
    table: pd.DataFrame
    phases: pd.DataFrame
    choice: pd.DataFrame
    tests: TestTable
    chosen_by: str
    sample: str
    name: str
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
        ax.plot(index.to_timestamp(), self.observed.to_numpy(), label=self.name)
        ax.plot(index.to_timestamp(), self.fitted.to_numpy(), "--", label="phases")
        for _, row in self.table.iterrows():
            ax.axvspan(row["lower"].to_timestamp(), row["upper"].to_timestamp(), alpha=0.2)
        ax.legend()
        return ax

    def __str__(self) -> str:
        dates = ", ".join(map(str, self.dates)) or "none"
        return f"{self.name}, {self.sample}: breaks {dates} (by {self.chosen_by})\n{self.tests}"


def bai_perron(
    series: pd.Series,
    *,
    maximum: int = 5,
    start: Bound = None,
    end: Bound = None,
    regression: Terms = "c",
    log: bool = True,
    trim: float = TRIM,
    select: Literal["sequential", "bic", "lwz"] = "sequential",
    level: float = 0.05,
) -> Breaks:
    """Find several breaks at unknown dates.

    Parameters
    ----------
    series, start, end, log, regression, trim, level
        As in `andrews`.
    maximum : int
        The most breaks.
    select
        What chooses their number: sequential tests, BIC, or Liu, Wu and Zidek's criterion.

    Returns
    -------
    Breaks

    Raises
    ------
    DataError, UnknownNameError
        If the sample is too short for so many segments, or as in `trend`.

    Notes
    -----
    F statistics suppose one variance and no memory in the disturbances. Intervals of the dates
    are Bai's (1997), symmetric, at 95 %.

    Examples
    --------
    >>> years = pd.period_range("1950", "2009", freq="Y")
    >>> noise = np.random.default_rng(0).normal(size=60) / 10
    >>> steps = pd.Series(noise + (years.year > 1970) - 2 * (years.year > 1990), years, name="r")
    >>> [str(date) for date in bai_perron(steps, maximum=3, log=False).dates]
    ['1970', '1990']
    """
    check_trim(trim)
    check_choice("selection", select, ("sequential", "bic", "lwz"))
    y, X = regression_of(series, start, end, regression, log)
    n, k = X.shape
    shortest = max(math.floor(trim * n), k + 1)
    if maximum < 1 or shortest * (maximum + 1) > n:
        raise DataError(
            f"{n} periods cannot hold {maximum} breaks with phases of {shortest}",
            where=str(y.name),
            mend="lower maximum or trim",
        )
    squares = segment_squares(y.to_numpy(), X)
    cuts = {m: partition(squares, m, shortest) for m in range(maximum + 1)}
    choice = _choice(squares, cuts, n, k, trim, shortest, level)
    number = _number(choice, select)
    chosen = cuts[number]
    bounds = [0, *chosen, n]
    fitted = np.concatenate([fitted_values(y.to_numpy()[a:b], X[a:b]) for a, b in pairwise(bounds)])
    index: Any = y.index
    return Breaks(
        dates=tuple(index[cut - 1] for cut in chosen),
        table=_intervals(y.to_numpy(), X, chosen, index),
        phases=_phases(y.to_numpy(), X, bounds, index),
        choice=choice,
        tests=_sequential_tests(choice, n, span(index), level),
        chosen_by=select,
        sample=span(index),
        name=str(y.name),
        fitted=pd.Series(fitted, index=index),
        observed=y,
    )


def segment_squares(y: Array, X: Array) -> Array:
    """Return the sum of squared residuals of every segment, shape (n, n + 1).

    ``[a, b]`` belongs to the periods a … b − 1. Each row comes from one run of recursive
    residuals.
    """
    n, k = X.shape
    squares = np.full((n, n + 1), np.inf)
    for a in range(n - k + 1):
        Xa, ya = X[a:], y[a:]
        squares[a, a + k] = squares_of(ya[:k], Xa[:k])
        if a + k >= n:
            continue
        inverse = np.linalg.pinv(Xa[:k].T @ Xa[:k])
        b = inverse @ Xa[:k].T @ ya[:k]
        total = squares[a, a + k]
        for t in range(k, n - a):
            x = Xa[t]
            gain = inverse @ x
            spread = 1 + x @ gain
            error = ya[t] - x @ b
            total += error * error / spread
            squares[a, a + t + 1] = total
            inverse = inverse - np.outer(gain, gain) / spread
            b = b + gain * (error / spread)
    return squares


def partition(squares: Array, breaks: int, shortest: int) -> tuple[int, ...]:
    """Return the cuts of the partition with the least sum, by dynamic programming.

    Parameters
    ----------
    squares : array, shape (n, n + 1)
        Cost of each segment.
    breaks : int
    shortest : int
        Least periods of a segment.

    Returns
    -------
    tuple of int
        First period of each segment but the first.
    """
    n = len(squares)
    best = np.array(squares[0])  # of the first b periods without a break
    best[:shortest] = np.inf
    back: list[Array] = []
    for m in range(1, breaks + 1):
        new, place = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=int)
        for b in range((m + 1) * shortest, n + 1):
            cuts = np.arange(m * shortest, b - shortest + 1)
            costs = best[cuts] + squares[cuts, b]
            which = int(np.argmin(costs))
            new[b], place[b] = costs[which], cuts[which]
        best, back = new, [*back, place]
    found: list[int] = []
    b = n
    for place in reversed(back):
        b = int(place[b])
        found.append(b)
    return tuple(reversed(found))


def _choice(
    squares: Array, cuts: dict[int, tuple[int, ...]], n: int, k: int, trim: float, shortest: int,
    level: float,
) -> pd.DataFrame:  # fmt: skip
    """Return criteria and statistics for each number of breaks."""
    rows = {}
    for m, chosen in cuts.items():
        bounds = [0, *chosen, n]
        pairs = list(pairwise(bounds))
        ssr = sum(squares[a, b] for a, b in pairs)
        count = (m + 1) * k + m
        penalty = 0.299 * math.log(n) ** 2.1
        gains = [
            squares[a, b] - _least_split(squares, a, b, shortest)
            for a, b in pairs
            if b - a >= 2 * shortest
        ]
        rows[m] = {
            "ssr": ssr,
            "bic": math.log(ssr / n) + count * math.log(n) / n,
            "lwz": math.log(ssr / (n - count)) + count * penalty / n,
            "sup_f": (squares[0, n] - ssr) / (m * k) / (ssr / (n - (m + 1) * k)) if m else math.nan,
            "next": max(gains, default=math.nan) / (ssr / (n - (m + 1) * k)),
            "next_critical": next_critical(k, trim, m, level),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("breaks")


def _least_split(squares: Array, a: int, b: int, shortest: int) -> float:
    cuts = np.arange(a + shortest, b - shortest + 1)
    return float((squares[a, cuts] + squares[cuts, b]).min())


def _number(choice: pd.DataFrame, select: str) -> int:
    if select != "sequential":
        return int(choice[select].idxmin())
    number = 0
    while number + 1 in choice.index and (
        choice.loc[number, "next"] > choice.loc[number, "next_critical"]
    ):
        number += 1
    return number


def _sequential_tests(choice: pd.DataFrame, n: int, sample: str, level: float) -> TestTable:
    tests = []
    for m in choice.index[:-1]:
        value, critical = choice.loc[m, "next"], choice.loc[m, "next_critical"]
        rejected = bool(value > critical)
        word = "one more break is found" if rejected else "no further break is found"
        tests.append(
            HypothesisTest(
                f"sup F({m + 1} | {m})", f"there are {m} breaks", float(value), math.nan, rejected,
                level, word,
                {"critical value": round(float(critical), 2), "errors": "one variance"},
            )
        )  # fmt: skip
    return TestTable(tuple(tests), n, sample, REFERENCES)


def _phases(y: Array, X: Array, bounds: list[int], index: Any) -> pd.DataFrame:
    rows = []
    for a, b in pairwise(bounds):
        coefficients = np.linalg.lstsq(X[a:b], y[a:b], rcond=None)[0]
        row = {"start": index[a], "end": index[b - 1], "nobs": b - a, "mean": y[a:b].mean()}
        if X.shape[1] == 2:
            row["trend"] = coefficients[1] / len(y)
        rows.append(row)
    return pd.DataFrame(rows)


def _intervals(y: Array, X: Array, cuts: tuple[int, ...], index: Any) -> pd.DataFrame:
    """Return Bai's interval of each date, from the law of the argmax of a two-sided walk."""
    bounds = [0, *cuts, len(y)]
    residual = np.concatenate([y[a:b] - fitted_values(y[a:b], X[a:b]) for a, b in pairwise(bounds)])
    variance = float(residual @ residual) / (len(y) - (len(cuts) + 1) * X.shape[1])
    quantile = argmax_quantile(0.975)
    rows = []
    for i, cut in enumerate(cuts):
        a, b = bounds[i], bounds[i + 2]
        before = np.linalg.lstsq(X[a:cut], y[a:cut], rcond=None)[0]
        after = np.linalg.lstsq(X[cut:b], y[cut:b], rcond=None)[0]
        jump = X[cut] @ (after - before)
        width = math.floor(quantile * variance / jump**2) + 1 if jump else len(y)
        last = cut - 1
        rows.append({
            "date": index[last],
            "lower": index[max(last - width, 0)],
            "upper": index[min(last + width, len(y) - 1)],
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["date", "lower", "upper"])
