"""What a Data Package says about its tables: from ``datapackage.json`` to frozen descriptions.

A package that contradicts itself (a key that no column bears, a status off the ladder, a type that
cannot be read) is refused when it is opened, before any table is touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from textwrap import wrap
from types import MappingProxyType
from typing import Any

import pandas as pd

from capital.datasets.cells import PARSERS
from capital.errors import DataError, UnknownNameError, did_you_mean, unknown
from capital.evidence import Evidence, weakest

DESCRIPTOR = "datapackage.json"
_CONSTRAINTS = ("required", "unique", "enum", "minimum", "maximum", "pattern")


@dataclass(frozen=True)
class Field:
    """One column: its type, unit, status and source.

    Attributes
    ----------
    name, type, title, description : str
        `type` is one of string, number, integer, year, boolean, date.
    unit : str
        ``"USD million"``, ``"index, 2017 = 100"`` …; empty for text.
    status : Evidence
        The weakest evidence in the column.
    source : str
        Agency, table, line and series, or filing.
    constraints : mapping of str to object
        required, unique, enum, minimum, maximum, pattern.
    """

    name: str
    type: str
    title: str
    description: str
    unit: str
    status: Evidence
    source: str
    constraints: Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """A primary source: its title and, where there is one, its address."""

    title: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.title} ({self.path})" if self.path else self.title


@dataclass(frozen=True)
class Period:
    """Which column is time, at what frequency, and whether it may have gaps.

    Attributes
    ----------
    field : str
    frequency : str
        A frequency of pandas: ``"Y"``, ``"Q"``, ``"M"``, ``"D"`` …
    contiguous : bool
        Whether periods follow one another without a gap, in order.
    within : tuple of str
        The columns inside whose groups they do.
    """

    field: str
    frequency: str
    contiguous: bool = False
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """What the package says about one table.

    Attributes
    ----------
    name, title, description : str
    path : Path
        The CSV file.
    fields : tuple of Field
    primary_key : tuple of str
        The columns that tell one row from another.
    missing_values : tuple of str
        What stands for a missing value in the file.
    sources : tuple of Source
    licence : str
    retrieved : date or None
        When the figures were taken from the source.
    evidence : Evidence
        The weakest evidence in the table; an assumption where the package says nothing.
    period : Period or None
    size : int or None
        Bytes that the file should have.
    hash : str
        ``"sha256:…"`` that it should have, or empty.
    """

    name: str
    title: str
    description: str
    path: Path
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    missing_values: tuple[str, ...]
    sources: tuple[Source, ...]
    licence: str
    retrieved: date | None
    evidence: Evidence
    period: Period | None
    size: int | None
    hash: str

    def __getitem__(self, name: str) -> Field:
        """Return the field of that name."""
        for field in self.fields:
            if field.name == name:
                return field
        raise unknown("column", name, [field.name for field in self.fields], where=self.name)

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.title}", *_paragraph(self.description)]
        lines += [f"  source     {source}" for source in self.sources]
        if self.licence:
            lines.append(f"  licence    {self.licence}")
        lines.append(f"  retrieved  {self.retrieved or 'unknown'}, evidence: {self.evidence}")
        if self.primary_key:
            lines.append(f"  one row    for each {', '.join(self.primary_key)}")
        return "\n".join([*lines, "  columns", *(_field_line(field) for field in self.fields)])


def _paragraph(text: str) -> Sequence[str]:
    return wrap(text, width=96, initial_indent="  ", subsequent_indent="  ")


def _field_line(field: Field) -> str:
    unit = f" [{field.unit}]" if field.unit else ""
    source = f"; {field.source}" if field.source else ""
    return f"    {field.name}{unit}: {field.title or field.type}, {field.status}{source}"


# Opening a package


def open_package(folder: Path) -> Mapping[str, Dataset]:
    """Return the tables that a folder describes, by name, in the order of the package.

    Raises
    ------
    DataError
        If the description is missing, is no JSON, or contradicts itself.
    """
    path = folder.resolve() / DESCRIPTOR
    try:
        state = path.stat()
    except OSError:
        raise DataError(
            f"there is no {DESCRIPTOR}",
            where=str(folder),
            mend="name a folder that holds one, or install the toolkit anew",
        ) from None
    return _parse_package(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=16)
def _parse_package(path: Path, _changed: int, _size: int) -> Mapping[str, Dataset]:
    """Read a package once for each state of its file."""
    try:
        package = json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise _broken(f"cannot be read: {error.strerror}", str(path)) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _broken(f"the description is no JSON: {error}", str(path)) from None
    found: dict[str, Dataset] = {}
    licences = _get(package, "licenses", list, DESCRIPTOR, [])
    for resource in _get(package, "resources", list, DESCRIPTOR):
        dataset = _parse_resource(resource, licences, path.parent)
        if dataset.name in found:
            raise _broken(f"two tables are called ‘{dataset.name}’", DESCRIPTOR, "rename one")
        found[dataset.name] = dataset
    return MappingProxyType(found)


def _parse_resource(resource: Any, licences: list[Any], folder: Path) -> Dataset:
    """Return the description of one table; licences of the package hold where it has none."""
    name = _get(resource, "name", str, DESCRIPTOR)
    where = f"{DESCRIPTOR}, table {name}"
    schema = _get(resource, "schema", dict, where)
    status = _parse_status(resource, where, Evidence.ASSUMPTION)
    key = _names(schema, "primaryKey", where)
    period = _parse_period(resource, where)
    fields = _parse_fields(schema, status, {*key, *([period.field] if period else [])}, where)
    _check_references(fields, key, period, where)
    return Dataset(
        name=name,
        title=_get(resource, "title", str, where, ""),
        description=_get(resource, "description", str, where, ""),
        path=folder / _parse_path(resource, where),
        fields=fields,
        primary_key=key,
        missing_values=tuple(_get(schema, "missingValues", list, where, [""])),
        sources=tuple(
            Source(_get(item, "title", str, where), _get(item, "path", str, where, ""))
            for item in _get(resource, "sources", list, where, [])
        ),
        licence=", ".join(
            _get(item, "title", str, where, _get(item, "name", str, where, "unnamed"))
            for item in _get(resource, "licenses", list, where, licences)
        ),
        retrieved=_parse_retrieved(resource, where),
        evidence=weakest([status, *(field.status for field in fields)]),
        period=period,
        size=_get(resource, "bytes", int, where, None),
        hash=_get(resource, "hash", str, where, ""),
    )


def _parse_path(resource: Any, where: str) -> str:
    """Return the file's path: one CSV file in UTF-8 with commas, inside the folder."""
    path = _get(resource, "path", str, where)
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or ":" in path or "\\" in path or not path:
        raise _broken(f"the path ‘{path}’ leads out of the folder", where, "put the file beside it")
    encoding = _get(resource, "encoding", str, where, "utf-8")
    dialect = _get(resource, "dialect", dict, where, {})
    if encoding.lower() not in ("utf-8", "utf8") or dialect.get("delimiter", ",") != ",":
        raise _broken(
            "only CSV in UTF-8, divided by commas, can be read",
            where,
            "save the table so, and remove encoding and dialect",
        )
    return path


def _parse_fields(
    schema: Any, status: Evidence, required: Collection[str], where: str
) -> tuple[Field, ...]:
    """Return the fields; one without a status has that of its table."""
    found: dict[str, Field] = {}
    for item in _get(schema, "fields", list, where):
        name = _get(item, "name", str, where)
        place = f"{where}, column {name}"
        if name in found:
            raise _broken(f"two columns are called ‘{name}’", where, "rename one")
        kind = _get(item, "type", str, place, "string")
        if kind not in PARSERS:
            raise _broken(f"the type ‘{kind}’ is not known", place, did_you_mean(kind, PARSERS))
        found[name] = Field(
            name=name,
            type=kind,
            title=_get(item, "title", str, place, ""),
            description=_get(item, "description", str, place, ""),
            unit=_get(item, "unit", str, place, ""),
            status=_parse_status(item, place, status),
            source=_get(item, "source", str, place, ""),
            constraints=_parse_constraints(item, kind, name in required, place),
        )
    return tuple(found.values())


def _parse_constraints(item: Any, kind: str, required: bool, where: str) -> Mapping[str, Any]:
    """Return the constraints with bounds and listed values of the column's own type."""
    rules = {**_get(item, "constraints", dict, where, {})}
    for rule in rules:
        if rule not in _CONSTRAINTS:
            mend = did_you_mean(rule, _CONSTRAINTS)
            raise _broken(f"the constraint ‘{rule}’ is not known", where, mend)
    parse = PARSERS[kind]
    try:
        for rule in {"minimum", "maximum"} & set(rules):
            rules[rule] = parse(str(rules[rule]))
        if "enum" in rules:
            listed = _get(rules, "enum", list, where)
            rules["enum"] = tuple(dict.fromkeys(parse(str(item)) for item in listed))
        if "pattern" in rules:
            rules["pattern"] = re.compile(_get(rules, "pattern", str, where))
    except ValueError as error:
        raise _broken(f"a constraint is no {kind}: {error}", where) from None
    except re.error as error:
        raise _broken(f"the pattern is no regular expression: {error}", where) from None
    return MappingProxyType({**rules, "required": required or bool(rules.get("required"))})


def _parse_period(resource: Any, where: str) -> Period | None:
    item = _get(resource, "period", dict, where, None)
    if item is None:
        return None
    frequency = _get(item, "frequency", str, where)
    try:
        pd.Period("2000-01-01", freq=frequency)
    except ValueError:
        raise _broken(f"‘{frequency}’ is no frequency", where, "write Y, Q, M or D") from None
    return Period(
        field=_get(item, "field", str, where),
        frequency=frequency,
        contiguous=_get(item, "contiguous", bool, where, False),
        within=_names(item, "within", where),
    )


def _check_references(
    fields: Sequence[Field], key: Sequence[str], period: Period | None, where: str
) -> None:
    """Refuse a key or a period that names no column, and years at another frequency."""
    kinds = {field.name: field.type for field in fields}
    for name in (*key, *((period.field, *period.within) if period else ())):
        if name not in kinds:
            raise _broken(
                f"key or period name a column ‘{name}’, which is not described",
                where,
                did_you_mean(name, kinds),
            )
    if period is None or kinds[period.field] == "date":
        return
    if kinds[period.field] not in ("integer", "year") or not period.frequency.startswith("Y"):
        raise _broken(
            f"the column ‘{period.field}’ of type {kinds[period.field]} gives no periods of "
            f"frequency {period.frequency}",
            where,
            "use a date, or years with frequency Y",
        )


def _parse_status(item: Any, where: str, otherwise: Evidence) -> Evidence:
    word = _get(item, "status", str, where, otherwise.value)
    try:
        return Evidence.parse(word)
    except UnknownNameError as error:
        raise _broken(error.what, where, error.mend) from None


def _parse_retrieved(resource: Any, where: str) -> date | None:
    text = _get(resource, "retrieved", str, where, None)
    try:
        return None if text is None else PARSERS["date"](text)
    except ValueError:
        raise _broken(f"retrieved ‘{text}’ is no date", where, "write YYYY-MM-DD") from None


def _names(item: Any, key: str, where: str) -> tuple[str, ...]:
    """Return one name or a list of names as a tuple."""
    value = item.get(key, [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _broken(f"‘{key}’ is no list of names", where)
    return tuple(names)


_REQUIRED = object()


def _get(item: Any, key: str, kind: type, where: str, otherwise: Any = _REQUIRED) -> Any:
    """Return a value of the description, once it is known to be of its kind."""
    if not isinstance(item, dict):
        raise _broken("a part of the description is not an object", where)
    value = item.get(key, otherwise)
    if value is _REQUIRED:
        raise _broken(f"‘{key}’ is missing", where, "write it")
    if value is not otherwise and not isinstance(value, kind):
        raise _broken(f"‘{key}’ is of the wrong kind", where, f"write a JSON {_JSON[kind]}")
    return value


_JSON = {str: "string", list: "array", dict: "object", int: "number", bool: "boolean"}


def _broken(what: str, where: str, mend: str = "correct it, or take the file anew") -> DataError:
    return DataError(what, where=where, mend=mend)
