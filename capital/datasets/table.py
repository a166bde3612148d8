"""From a CSV file to a typed frame, checked against its description.

The first thing that is wrong is an error which names the file, the row (the header is row 1), the
column and the mend. Nothing is repaired, filled, sorted or dropped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from capital.datasets.cells import EXPECTED, PARSERS, shown
from capital.datasets.description import DESCRIPTOR, Dataset, Field, Period
from capital.errors import DataError, did_you_mean


def read_table(dataset: Dataset) -> pd.DataFrame:
    """Read a table and check all that its description promises.

    Returns
    -------
    DataFrame
        All columns of the schema, in its order; the index holds the periods, if there are any.

    Raises
    ------
    DataError
        If the file breaks its description.
    """
    columns = _read_cells(dataset)
    frame = pd.DataFrame(
        {field.name: _typed(field, columns[field.name], dataset) for field in dataset.fields}
    )
    _check_key(frame, dataset)
    if dataset.period:
        frame.index = _period_index(frame, dataset, dataset.period)
        if dataset.period.contiguous:
            _check_gaps(frame, dataset, dataset.period)
    return frame


def read_bytes(dataset: Dataset) -> bytes:
    """Return the file of a table as it stands."""
    try:
        return dataset.path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"the file of the table ‘{dataset.name}’ is missing",
            where=str(dataset.path),
            mend=f"put it there, or remove the table from {DESCRIPTOR}",
        ) from None
    except OSError as error:
        raise DataError(
            f"the file of the table ‘{dataset.name}’ cannot be read: {error.strerror}",
            where=str(dataset.path),
            mend="check what it is and who may read it",
        ) from None


# Text and cells


def _read_text(dataset: Dataset) -> str:
    raw, where = read_bytes(dataset), dataset.path.name
    if not raw.strip():
        raise DataError("the file is empty", where=where, mend="restore its header and rows")
    if dataset.size and len(raw) < dataset.size and not raw.endswith(b"\n"):
        raise DataError(
            "the file is cut off: it is shorter than the package says and its last row has no end",
            where=f"{where}, row {raw.count(10) + 1}",
            mend="take it anew, or end the row with a line break",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"the byte {raw[error.start]:#04x} is not UTF-8",
            where=f"{where}, row {raw.count(10, 0, error.start) + 1}",
            mend="save the file as CSV in UTF-8",
        ) from None
    if text.startswith("\ufeff") or "\0" in text:
        raise DataError(
            "the file begins with a byte order mark or holds zero bytes",
            where=where,
            mend="save it as CSV in plain UTF-8",
        )
    return text


def _read_cells(dataset: Dataset) -> Mapping[str, Sequence[str]]:
    """Return the cells of every column, once the header and the length of rows are right."""
    reader = csv.reader(io.StringIO(_read_text(dataset), newline=""), strict=True)
    try:
        header, *rows = reader
    except csv.Error as error:
        raise DataError(
            f"the file is broken or cut off: {error}",
            where=f"{dataset.path.name}, line {reader.line_num}",
            mend="close the quotation mark, or take the file anew",
        ) from None
    _check_header(header, dataset)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise DataError(
                f"the row has {len(row)} values for {len(header)} columns",
                where=f"{dataset.path.name}, row {number}",
                mend="complete it, or remove it if it is blank",
            )
    if not rows:
        raise DataError("the table has no rows", where=dataset.path.name, mend="restore them")
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def _check_header(header: Sequence[str], dataset: Dataset) -> None:
    names = [field.name for field in dataset.fields]
    where = f"{dataset.path.name}, row 1"
    for name in names:
        if name not in header:
            mend = did_you_mean(name, header)
            raise DataError(f"the column ‘{name}’ is missing", where=where, mend=mend)
    for name in header:
        if name not in names:
            mend = f"remove it, or describe it in {DESCRIPTOR}"
            raise DataError(f"the column ‘{name}’ is not expected", where=where, mend=mend)
        if header.count(name) > 1:
            mend = "remove one of the two"
            raise DataError(f"the column ‘{name}’ stands twice", where=where, mend=mend)


# Values


def _typed(field: Field, cells: Sequence[str], dataset: Dataset) -> pd.Series:
    """Return a column of cells as the type of its field; the first bad cell is an error."""
    parse, seen = PARSERS[field.type], set[str]()
    values: list[Any] = []
    for row, cell in enumerate(cells, start=2):
        missing = cell in dataset.missing_values
        try:
            value = None if missing else parse(cell)
            fault = _fault(field, cell, value, repeated=cell in seen)
        except ValueError:
            fault = f"‘{cell}’ is no {EXPECTED[field.type]}", _mend_cell(dataset)
        if fault:
            where = f"{dataset.path.name}, row {row}, column {field.name}"
            raise DataError(fault[0], where=where, mend=fault[1])
        values.append(value)
        seen.add(cell)
    return _series(field, values)


def _mend_cell(dataset: Dataset) -> str:
    blank = " or leave it blank if there is no figure" if "" in dataset.missing_values else ""
    return f"correct the cell{blank}"


def _fault(field: Field, cell: str, value: Any, *, repeated: bool) -> tuple[str, str] | None:
    """Return what breaks a constraint and the mend, or nothing."""
    rules, mend = field.constraints, "correct the cell"
    if value is None:
        return ("the value is missing", "fill the cell") if rules["required"] else None
    if "enum" in rules and value not in rules["enum"]:
        return f"‘{cell}’ is no value of this column", did_you_mean(cell, map(shown, rules["enum"]))
    if "minimum" in rules and value < rules["minimum"]:
        return f"{cell} is below the minimum {shown(rules['minimum'])}", mend
    if "maximum" in rules and value > rules["maximum"]:
        return f"{cell} is above the maximum {shown(rules['maximum'])}", mend
    if "pattern" in rules and not rules["pattern"].fullmatch(cell):
        return f"‘{cell}’ does not match {rules['pattern'].pattern}", mend
    if rules.get("unique") and repeated:
        return f"‘{cell}’ stands twice in a column of unique values", "remove one of the rows"
    return None


def _series(field: Field, values: Sequence[Any]) -> pd.Series:
    """Return values as the type of their field; a type without gaps where none may be."""
    required = field.constraints["required"]
    if field.type == "string" and "enum" in field.constraints:
        return pd.Series(pd.Categorical(values, categories=[*field.constraints["enum"]]))
    if field.type == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")))
    if field.type == "boolean":
        return pd.Series(values, dtype="bool" if required else "boolean")
    if field.type in ("integer", "year"):
        return pd.Series(values, dtype="int64" if required else "Int64")
    return pd.Series(values, dtype="float64" if field.type == "number" else "str")


# Keys and time


def _check_key(frame: pd.DataFrame, dataset: Dataset) -> None:
    """Refuse two rows with the same key."""
    key = [*dataset.primary_key]
    again = frame.duplicated(key) if key else pd.Series(dtype="bool")
    if not again.any():
        return
    second = int(again.to_numpy().argmax())
    values = frame[key].iloc[second]
    first = int((frame[key] == values).all(axis=1).to_numpy().argmax())
    label = ", ".join(f"{name} {shown(values[name])}" for name in key)
    raise DataError(
        f"rows {first + 2} and {second + 2} have the same key: {label}",
        where=f"{dataset.path.name}, row {second + 2}, columns {', '.join(key)}",
        mend="remove one of them",
    )


def _period_index(frame: pd.DataFrame, dataset: Dataset, period: Period) -> pd.PeriodIndex:
    """Return the periods of the rows, from dates or from years."""
    column = frame[period.field]
    if dataset[period.field].type == "date":
        return pd.PeriodIndex(column, freq=period.frequency, name="period")
    years = [pd.Period(year=year, freq=period.frequency) for year in column]
    return pd.PeriodIndex(years, freq=period.frequency, name="period")


def _check_gaps(frame: pd.DataFrame, dataset: Dataset, period: Period) -> None:
    """Refuse a series with a gap, a doubled period or periods out of order."""
    rows = pd.Series(range(2, len(frame) + 2), index=frame.index)
    groups = {"": rows}
    if period.within:
        labels = frame[[*period.within]].map(shown).agg(", ".join, axis=1)
        groups = {f" of {label}": group for label, group in rows.groupby(labels, sort=False)}
    for of, group in groups.items():
        have = pd.PeriodIndex(group.index)
        missing = pd.period_range(have.min(), have.max()).difference(have)
        if len(missing):
            raise DataError(
                f"{_some(missing)}{of} {'is' if len(missing) == 1 else 'are'} missing",
                where=f"{dataset.path.name}, column {period.field}",
                mend=f"add the rows, or say in {DESCRIPTOR} that the series is not contiguous",
            )
        late = have[1:] <= have[:-1]
        if late.any():
            spot = int(late.argmax()) + 1
            raise DataError(
                f"{have[spot]}{of} stands after {have[spot - 1]}",
                where=f"{dataset.path.name}, row {group.iloc[spot]}, column {period.field}",
                mend="put the rows in order, each period once",
            )


def _some(periods: Iterable[object], most: int = 10) -> str:
    names = [str(period) for period in periods]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
