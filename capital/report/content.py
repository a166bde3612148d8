"""What a report holds.

Everything that is shown carries its evidence and its source. The checks are made here, once, so
that the functions that draw and print may take their input as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from capital.errors import DataError, check_choice
from capital.evidence import Evidence
from capital.model import Model
from capital.results import Finding
from capital.uncertainty import closed_claim

MOST_SERIES = 7
"""As many series as there are colours that everybody can tell apart."""


@dataclass(frozen=True)
class Chart:
    """A figure: tidy data and what its axes mean.

    Attributes
    ----------
    key : str
        Short name, unique in a report; it becomes a file name and an anchor.
    title : str
    data : pandas.DataFrame
        One row for each x and series. A row whose `y` is NaN is a gap in a line.
    x, y : str
        Columns. `x` holds numbers (years), dates, periods or names; names run down the page.
    x_title, y_title : str
        What the axes show, with the unit.
    evidence : Evidence
    source : str
    series : str or None
        Column that names the series, at most seven.
    lower, upper : str or None
        Columns of the bounds, both or neither.
    percent : bool
        Whether the values are fractions to be shown as per cent.
    note : str
        What the reader must know besides.
    kind : {"line", "bar", "interval"}
        An interval is a band over numbers and dates, and a ranged rule beside names.

    Raises
    ------
    DataError, UnknownNameError
        If the data cannot be drawn without changing them.
    """

    key: str
    title: str
    data: pd.DataFrame
    x: str
    y: str
    x_title: str
    y_title: str
    evidence: Evidence
    source: str
    series: str | None = None
    lower: str | None = None
    upper: str | None = None
    percent: bool = False
    note: str = ""
    kind: Literal["line", "bar", "interval"] = "line"

    def __post_init__(self) -> None:
        where = f"chart {self.key}"
        check_choice("kind of chart", self.kind, ["line", "bar", "interval"])
        bounds = [name for name in (self.lower, self.upper) if name is not None]
        if len(bounds) == 1 or (self.kind == "interval" and not bounds):
            raise DataError("an interval has two bounds", where=where, mend="give lower and upper")
        axes = [self.x] if self.series is None else [self.x, self.series]
        for name in [*axes, self.y, *bounds]:
            check_choice(f"column of {where}", name, list(self.data.columns))
        _check_words(self.title, self.source, where)
        _check_axes(self.data[axes], where)
        _check_values(self.data[[self.y, *bounds]], where)
        if bounds:
            _check_bounds(self.data[self.lower], self.data[self.upper], where)

    @property
    def series_names(self) -> list[str]:
        """Names of the series in the order in which they appear; empty without series."""
        return (
            [] if self.series is None else [str(name) for name in self.data[self.series].unique()]
        )

    def numbers(self) -> pd.DataFrame:
        """Return the figure as a table: one column for each series where there are no bounds.

        Columns are in order x, (series,) values; their names are the titles of the axes.
        """
        if self.series is not None and self.lower is None:
            wide = self.data.pivot(index=self.x, columns=self.series, values=self.y)
            wide = wide.reindex(self.data[self.x].unique(), columns=self.data[self.series].unique())
            frame = wide.reset_index()
            frame.columns = pd.Index([self.x_title, *self.series_names])
            return frame
        names = {self.x: self.x_title, self.series: "series", self.y: self.y_title}
        names |= {self.lower: "lower", self.upper: "upper"}
        columns = [name for name in names if name is not None]
        frame = self.data[columns].reset_index(drop=True)
        frame.columns = pd.Index([names[name] for name in columns])
        return frame


@dataclass(frozen=True)
class Table:
    """A table; its columns are its headings.

    Attributes
    ----------
    key, title : str
    frame : pandas.DataFrame
        Without labels in its index, which no file would show.
    evidence : Evidence
    source : str
    digits : int
        Significant digits to print; the CSV file keeps twelve.
    note : str

    Raises
    ------
    DataError
        If the index carries labels, or the title or the source is missing.
    """

    key: str
    title: str
    frame: pd.DataFrame
    evidence: Evidence
    source: str
    digits: int = 4
    note: str = ""

    def __post_init__(self) -> None:
        index = self.frame.index
        if index.name is not None or not pd.api.types.is_integer_dtype(index.dtype):
            raise DataError(
                "the index of the frame carries labels that no file would show",
                where=f"table {self.key}",
                mend="make it a column with reset_index()",
            )
        _check_words(self.title, self.source, f"table {self.key}")


@dataclass(frozen=True)
class Explorer:
    """A formula with sliders, which the page computes itself.

    Attributes
    ----------
    key, title : str
    model : Model
    figure : str
        The variable that is shown.
    condition : str
        A claim about the model's variables, shown as true or false; ``""`` for none.
    sliders : mapping of str to (float, float, float)
        Exogenous variable → lowest, highest, start.
    fixed : mapping of str to float
        The other exogenous variables.
    evidence : Evidence
    source : str
    factor : float
        By which the figure is multiplied, 100 for per cent.
    unit : str
        Of the figure, after that.
    note : str
    words : mapping of str to str
        What a slider means, beside its symbol.

    Raises
    ------
    DataError
        If the title or the source is missing, or a variable is unset.
    """

    key: str
    title: str
    model: Model
    figure: str
    condition: str
    sliders: Mapping[str, tuple[float, float, float]]
    fixed: Mapping[str, float]
    evidence: Evidence
    source: str
    factor: float = 1.0
    unit: str = ""
    note: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_words(self.title, self.source, f"explorer {self.key}")
        needed = {s.name for form in self.forms for s in form.free_symbols}
        unset = sorted(needed - set(self.sliders) - set(self.fixed))
        if unset:
            raise DataError(f"{', '.join(unset)} has neither slider nor number",
                            where=f"explorer {self.key}")  # fmt: skip

    @property
    def forms(self) -> tuple[Any, ...]:
        """The figure and the condition in the exogenous variables."""
        figure = self.model.reduce(self.figure)
        return (figure, closed_claim(self.model, self.condition)) if self.condition else (figure,)


Item = Chart | Table | Explorer | tuple[Finding, ...]


@dataclass(frozen=True)
class Section:
    """A heading, its paragraphs and what is shown below them: charts, tables, findings."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Report:
    """Sections to read in their order, and all findings to look up.

    Raises
    ------
    DataError
        If a key is taken twice, or cannot be a file name and an anchor.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        keys = ["findings"] if self.findings else []  # the section that lists them
        keys += [section.key for section in self.sections]
        keys += [item.key for item in self.items if not isinstance(item, tuple)]
        for key in keys:
            if not re.fullmatch(r"[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?", key):
                raise DataError(
                    f"‘{key}’ cannot be a file name and an anchor",
                    where="report",
                    mend="use up to 100 lower-case letters, digits, dots and hyphens",
                )
        _check_once(keys, "key", "report")

    @property
    def items(self) -> tuple[Item, ...]:
        """All charts, tables and lists of findings in reading order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts in reading order."""
        return tuple(item for item in self.items if isinstance(item, Chart))

    @property
    def explorers(self) -> tuple[Explorer, ...]:
        """All explorers in reading order."""
        return tuple(item for item in self.items if isinstance(item, Explorer))

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in reading order."""
        return tuple(item for item in self.items if isinstance(item, Table))


def _check_once(names: Iterable[object], kind: str, where: str) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise DataError(f"the {kind} {name} comes twice", where=where)
        seen.add(name)


def _check_words(title: str, source: str, where: str) -> None:
    if not title.strip():
        raise DataError("the title is missing", where=where, mend="say what it shows")
    if not source.strip():
        raise DataError("the source is missing", where=where, mend="say where it comes from")


def _check_axes(axes: pd.DataFrame, where: str) -> None:
    if axes.isna().to_numpy().any():
        raise DataError("a row has no x or no series", where=where)
    _check_once(axes.itertuples(index=False, name=None), "row", where)
    if axes.shape[1] == 2 and axes.iloc[:, 1].nunique() > MOST_SERIES:
        raise DataError(
            f"more than {MOST_SERIES} series cannot be told apart",
            where=where,
            mend="split the chart or show a table",
        )


def _check_values(values: pd.DataFrame, where: str) -> None:
    for name in values:
        if not pd.api.types.is_numeric_dtype(values[name].dtype):
            raise DataError(f"the column {name} holds no numbers", where=where)
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(numbers).any():
        raise DataError("a value is infinite", where=where)
    if np.isnan(numbers).all():
        raise DataError("there is not one number to draw", where=where)


def _check_bounds(lower: pd.Series, upper: pd.Series, where: str) -> None:
    if (lower.isna() != upper.isna()).any():
        raise DataError(
            "a row has one bound of two", where=where, mend="give both, or neither for a gap"
        )
    if (lower > upper).any():
        raise DataError("a lower bound exceeds its upper bound", where=where)
