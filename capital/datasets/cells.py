"""The types that a column can have, and how the text of a cell becomes a value.

Each parser takes the text of one cell and raises `ValueError` where it is no value of its type.
Numbers are finite decimals; ``NaN``, ``inf``, signs of thousands and currency are refused, because
a gap is written as a blank cell and a unit stands in the description.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")


def parse_number(cell: str) -> float:
    """Return a finite number.

    Examples
    --------
    >>> parse_number("-0.5")
    -0.5
    """
    if not _NUMBER.fullmatch(cell) or not math.isfinite(number := float(cell)):
        raise ValueError(cell)
    return number


def parse_integer(cell: str) -> int:
    """Return a whole number of at most 18 digits, which 64 bits hold."""
    if not _INTEGER.fullmatch(cell):
        raise ValueError(cell)
    return int(cell)


def parse_year(cell: str) -> int:
    """Return a year from 1 to 9999."""
    year = parse_integer(cell)
    if not 1 <= year <= 9999:
        raise ValueError(cell)
    return year


def parse_boolean(cell: str) -> bool:
    """Return true or false, in the spellings of the Table Schema."""
    if cell not in _TRUE + _FALSE:
        raise ValueError(cell)
    return cell in _TRUE


def parse_date(cell: str) -> date:
    """Return a date written YYYY-MM-DD."""
    if not _DATE.fullmatch(cell):
        raise ValueError(cell)
    return date.fromisoformat(cell)


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "number": parse_number,
    "integer": parse_integer,
    "year": parse_year,
    "boolean": parse_boolean,
    "date": parse_date,
}

EXPECTED: Mapping[str, str] = {
    "string": "text",
    "number": "finite number (digits, a point, a minus)",
    "integer": "whole number",
    "year": "year",
    "boolean": "true or false",
    "date": "date (YYYY-MM-DD)",
}


def shown(value: Any) -> str:
    """Return a value as a file writes it; a date stands without the hour.

    Examples
    --------
    >>> shown(date(2024, 12, 31))
    '2024-12-31'
    """
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
