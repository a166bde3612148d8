"""Accounts: c, v, s, K and the ratios between them, each with its formula and its sources.

An account is a table with one row per period. A column that is not known as a point is carried
as an interval: two columns, ``…_lower`` and ``…_upper``. What follows from an interval is one too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from capital.errors import DataError, unknown
from capital.evidence import Evidence, weakest
from capital.results import latex_table
from capital.vocabulary import TERMS

#: In an account K is the stock that is on record, not all constant capital advanced.
COLUMNS: Mapping[str, str] = {**TERMS, "K": "capital_stock", "Y": "net_value_added"}
STOCKS = ("opening", "closing", "average")
WAGES = ("post", "ante")


@dataclass(frozen=True)
class Line:
    """How one column of an account was made.

    Attributes
    ----------
    formula : str
        In the names of the account's columns or of the source's lines.
    source : str
        Table and line, or filing.
    evidence : Evidence
        The weakest that it rests on.
    unit : str
    note : str
        What the reader must know besides.
    """

    formula: str
    source: str
    evidence: Evidence
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Accounts:
    """Constant and variable capital, surplus-value, capital advanced and their ratios.

    Columns are reached by name or letter: ``accounts.rate_of_profit`` is ``accounts.r``.

    Attributes
    ----------
    name : str
    frame : pandas.DataFrame
        One row per period on a PeriodIndex; shares and rates are fractions, not percent.
    lines : mapping of str to Line
        Formula, source, evidence and unit of each column; one line for an interval.
    options : mapping of str to object
        The choices under which the account was drawn up.
    notes : tuple of str
        What is missing or broken, and where.
    """

    name: str
    frame: pd.DataFrame
    lines: Mapping[str, Line]
    options: Mapping[str, object]
    notes: tuple[str, ...] = field(default=())

    def __getattr__(self, name: str) -> pd.Series:
        if name.startswith("_") or "lines" not in self.__dict__:
            raise AttributeError(name)
        try:
            return self.point(name)
        except KeyError as error:
            raise AttributeError(str(error)) from None

    def column(self, name: str) -> str:
        """Return the full name of a column, from its name or letter.

        Parameters
        ----------
        name : str
            Such as ``"rate_of_profit"`` or ``"r"``.

        Returns
        -------
        str

        Raises
        ------
        UnknownNameError
            If the account has no such column.

        Examples
        --------
        >>> from capital import measure
        >>> measure.us_corporate().column("r")
        'rate_of_profit'
        """
        full = COLUMNS.get(name, name)
        if full not in self.lines:
            raise unknown("column", name, self.lines, where=self.name)
        return full

    def is_interval(self, name: str) -> bool:
        """Say whether a column is known only as an interval.

        Parameters
        ----------
        name : str
            Name or letter.

        Returns
        -------
        bool

        Examples
        --------
        >>> from capital import measure
        >>> measure.us_corporate().is_interval("r"), measure.firm("Microsoft").is_interval("v")
        (False, True)
        """
        return self.column(name) not in self.frame

    def point(self, name: str) -> pd.Series:
        """Return a column; an interval only where its two ends coincide throughout.

        Parameters
        ----------
        name : str
            Name or letter.

        Returns
        -------
        pandas.Series

        Raises
        ------
        DataError
            If the column is an interval.

        Examples
        --------
        >>> from capital import measure
        >>> round(float(measure.us_corporate().point("r")["2024"]), 4)
        0.1224
        """
        full = self.column(name)
        if full in self.frame:
            return self.frame[full].rename(full)
        ends = self.interval(full)
        if (ends["lower"] < ends["upper"]).any():
            raise DataError(
                f"{full} is an interval, not a point",
                where=self.name,
                mend=f"use accounts.interval('{full}')",
            )
        return ends["lower"].rename(full)

    def interval(self, name: str) -> pd.DataFrame:
        """Return the lower and upper end of a column; both ends are equal for a point.

        Parameters
        ----------
        name : str
            Name or letter.

        Returns
        -------
        pandas.DataFrame
            ``lower`` and ``upper`` by period.

        Examples
        --------
        >>> from capital import measure
        >>> ends = measure.firm("Microsoft").interval("v").dropna()
        >>> bool((ends["lower"] <= ends["upper"]).all())
        True
        """
        full = self.column(name)
        if full in self.frame:
            return pd.DataFrame({"lower": self.frame[full], "upper": self.frame[full]})
        return pd.DataFrame(
            {"lower": self.frame[f"{full}_lower"], "upper": self.frame[f"{full}_upper"]}
        )

    @property
    def formulas(self) -> dict[str, str]:
        """Formula of each column."""
        return {name: line.formula for name, line in self.lines.items()}

    @property
    def sources(self) -> dict[str, str]:
        """Source of each column."""
        return {name: line.source for name, line in self.lines.items()}

    @property
    def evidence(self) -> Evidence:
        """The weakest evidence of any figure in the account; an empty column has no figure."""
        return weakest(
            line.evidence
            for name, line in self.lines.items()
            if self.interval(name).notna().any(axis=None)
        )

    def decompose(self) -> pd.DataFrame:
        """Return ln r = ln(profit share) + ln(output/capital), exactly.

        Returns
        -------
        pandas.DataFrame
            Columns ``rate_of_profit``, ``profit_share``, ``output_capital_ratio``, in logs.

        Raises
        ------
        DataError
            If the account has no profit share, or a ratio is zero or negative in some period, so
            that it has no logarithm.

        Notes
        -----
        s/K = (s/Y)·(Y/K) with Y net value added: an identity, whose parts explain nothing by
        themselves (accounting). Where wages are advanced, K is K + v/turnovers in both.

        References
        ----------
        Weisskopf (1979), *Cambridge Journal of Economics* 3.

        Examples
        --------
        >>> from capital import measure
        >>> logs = measure.us_corporate().decompose()
        >>> gap = logs["rate_of_profit"] - logs["profit_share"] - logs["output_capital_ratio"]
        >>> bool(gap.abs().max() < 1e-12)
        True
        """
        missing = [name for name in _PARTS if name not in self.frame]
        if missing:
            raise DataError(
                f"the account has no {' and no '.join(missing)} to decompose",
                where=self.name,
                mend="use an account with net value added, such as us_corporate()",
            )
        parts = self.frame[_PARTS]
        bad = (parts <= 0).any(axis=1)
        if bad.any():
            row = parts.loc[bad].iloc[0]
            raise DataError(
                f"{row.idxmin()} is {row.min():.4f} in {parts.index[bad][0]}: no logarithm",
                where=self.name,
                mend="choose a sample in which every ratio is positive",
            )
        return pd.DataFrame(np.log(parts))

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table."""
        return self.frame.copy()

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs)."""
        return latex_table(self.frame.rename_axis("period").reset_index().astype({"period": str}))

    def plot(self, name: str = "rate_of_profit", ax: Any = None) -> Any:
        """Draw a column on matplotlib axes, an interval as a band, and return the axes."""
        if ax is None:
            from matplotlib.figure import Figure

            ax = Figure(figsize=(7, 4), layout="constrained").add_subplot()
        full, ends = self.column(name), self.interval(name)
        time = ends.index.to_timestamp(how="end")
        if self.is_interval(name):
            ax.fill_between(time, ends["lower"], ends["upper"], alpha=0.4, label=self.name)
        else:
            ax.plot(time, ends["lower"], label=self.name)
        ax.set_ylabel(f"{full.replace('_', ' ')} ({self.lines[full].unit})")
        return ax

    def __str__(self) -> str:
        options = ", ".join(f"{key}={value}" for key, value in self.options.items())
        span = f"{self.frame.index[0]}–{self.frame.index[-1]}"
        lines = [f"{self.name}, {span} ({options}); evidence: {self.evidence}"]
        lines += [
            f"  {name} = {line.formula} [{line.unit}; {line.evidence}] {line.source}"
            for name, line in self.lines.items()
        ]
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])

    def __repr__(self) -> str:
        return f"<Accounts {self.name}, {len(self.frame)} periods>"


_PARTS = ["rate_of_profit", "profit_share", "output_capital_ratio"]


def timed_stock(closing: pd.Series, stock: str) -> pd.Series:
    """Return the stock of each period by the timing asked for, from stocks at its end.

    Parameters
    ----------
    closing
        Stock at the end of each period, on a PeriodIndex.
    stock
        ``"opening"`` (end of the period before), ``"closing"`` or ``"average"`` of the two.

    Examples
    --------
    >>> ends = pd.Series([10.0, 20.0], index=pd.period_range("2000", periods=2, freq="Y"))
    >>> timed_stock(ends, "average").to_dict()
    {Period('2001', 'Y-DEC'): 15.0}
    """
    opening = pd.Series(closing.to_numpy(), index=closing.index + 1)
    chosen = {"opening": opening, "closing": closing, "average": (opening + closing) / 2}
    return chosen[stock].dropna()


def check_turnovers(turnovers: float) -> None:
    """Raise `DataError` unless the turnovers of a period are positive and finite."""
    if not 0 < turnovers < math.inf:
        raise DataError(
            f"{turnovers} turnovers of variable capital have no meaning",
            mend="give a positive number, 1 for wages advanced for the whole period",
        )


def capital_advanced(wages: str, turnovers: float) -> str:
    """Return the formula of capital advanced, by the turnovers of v in one period.

    Examples
    --------
    >>> capital_advanced("post", 1), capital_advanced("ante", 8), capital_advanced("ante", 0.25)
    ('K', '(K + v/8)', '(K + 4·v)')
    """
    if wages == "post":
        return "K"
    if turnovers < 1:
        return f"(K + {1 / turnovers:g}·v)"
    return "(K + v)" if turnovers == 1 else f"(K + v/{turnovers:g})"
