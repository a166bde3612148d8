"""A table as CSV for machines and as LaTeX for papers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from capital.report.content import Table
from capital.results import latex_escape, latex_table, round_number


def csv(frame: pd.DataFrame) -> str:
    r"""Return a frame without its index as CSV: UTF-8 text, LF, 12 significant digits.

    Missing numbers are empty fields.

    Examples
    --------
    >>> csv(pd.DataFrame({"year": [2000, 2001], "r": [0.1 + 0.2, float("nan")]}))
    'year,r\n2000,0.3\n2001,\n'
    """
    rounded = frame.copy()
    for position, dtype in enumerate(frame.dtypes):
        if pd.api.types.is_float_dtype(dtype):
            column = frame.iloc[:, position].astype(float)
            rounded.isetitem(position, np.array([round_number(value) for value in column], float))
    return rounded.to_csv(index=False, lineterminator="\n")


def tex(table: Table) -> str:
    """Return a table in LaTeX (booktabs) with its caption, source and evidence."""
    body = latex_table(table.frame, digits=table.digits, caption=table.title)
    words = [table.note, f"Source: {table.source}", f"Evidence: {table.evidence.value}"]
    line = ". ".join(word.rstrip(".") for word in words if word) + "."
    end = "\\end{table}\n"
    return body.removesuffix(end) + f"\\par\\footnotesize {latex_escape(line)}\n" + end


def decimals(magnitude: float, digits: int) -> int:
    """Return how many decimals show a number of this magnitude to so many digits.

    Examples
    --------
    >>> decimals(0.0725, 3), decimals(31.4, 3), decimals(98765.0, 3), decimals(0.0, 3)
    (4, 1, 0, 0)
    """
    if not magnitude or math.isnan(magnitude):
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(magnitude))))


def fixed(value: float, places: int, *, percent: bool = False) -> str:
    """Return a number for the eye: grouped thousands, a true minus, a dash where it is missing.

    Examples
    --------
    >>> fixed(-1234.5, 1), fixed(0.0725, 1, percent=True), fixed(float("nan"), 1)
    ('−1,234.5', '7.2%', '–')
    """
    if math.isnan(value):
        return "–"
    return f"{value:z,.{places}{'%' if percent else 'f'}}".replace("-", "−")


def cell(value: object, digits: int) -> str:
    """Return what a cell of a table shows; years stay ungrouped.

    Examples
    --------
    >>> [cell(value, 3) for value in (2024, 1234567, 0.5, 0.0000002, True, None, "a")]
    ['2024', '1,234,567', '0.500', '2.00e−07', 'yes', '–', 'a']
    """
    if pd.isna(value):
        return "–"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        whole = int(value)
        return (f"{whole:,}" if abs(whole) >= 10_000 else str(whole)).replace("-", "−")
    if isinstance(value, float):
        if 0 < abs(value) < 1e-6:
            return f"{value:.{digits - 1}e}".replace("-", "−")
        return fixed(value, decimals(value, digits))
    return str(value)


def column(values: pd.Series, digits: int) -> list[str]:
    """Return what a column shows: its fractions share their decimals, set by the largest.

    Examples
    --------
    >>> column(pd.Series([0.0725, 12.0, float("nan")]), 3)
    ['0.1', '12.0', '–']
    """
    if not pd.api.types.is_float_dtype(values.dtype):
        return [cell(value, digits) for value in values]
    largest = float(values.abs().max())
    if 0 < largest < 1e-6:
        return [cell(value, digits) for value in values]
    places = decimals(largest, digits)
    return [fixed(value, places) for value in values.astype(float)]
