"""Several series over one sample, checked once.

A relation between series is estimated over the periods that all of them have. Which these are is
the user's choice (`start`, `end`): where one series is missing the sample is refused, not cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital.econometrics._design import CONSTANT, accounting_reason, check_design
from capital.econometrics._series import Bound, span, take_sample
from capital.errors import DataError, unknown

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
TERMS = {"n": "nothing", "c": "a constant", "ct": "a constant and a linear trend"}
RESERVED = (CONSTANT, "trend")


def take_frame(
    frame: Any,
    start: Bound,
    end: Bound,
    *,
    minimum: int,
    first: str | None = None,
    columns: Sequence[str] | None = None,
    least: int = 2,
) -> pd.DataFrame:
    """Return the part of a table from `start` to `end`, checked and as floats.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, m)
        Series over one `PeriodIndex`, two at least.
    start, end
        See `take_sample`.
    minimum : int
        The smallest number of observations that will do.
    first : str, optional
        The column that shall come first.
    columns : sequence of str, optional
        The columns wanted; all by default.
    least : int
        The smallest number of series that will do.

    Raises
    ------
    DataError
        If it is no table of two or more series, a series does not vary or repeats another, or
        `take_sample` refuses one.
    UnknownNameError
        If a column is not there.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError("this is no table", mend="give a DataFrame with one column a series")
    names = [str(column) for column in frame.columns]
    if len(set(names)) < len(names):
        raise DataError("two columns have one name", mend="rename one of them")
    table = frame.set_axis(names, axis=1)
    wanted = list(names if columns is None else columns)
    for name in [*wanted, *([] if first is None else [first])]:
        if name not in names:
            raise unknown("column", name, names)
        if name in RESERVED:
            raise DataError("this name is kept for a term of the equation", name, "rename it")
    if first is not None:
        wanted = [first, *(name for name in wanted if name != first)]
    if len(wanted) < least:
        raise DataError(f"this needs {least} series or more", mend="add a column")
    sample = pd.DataFrame(
        {name: take_sample(table[name], start, end, minimum=minimum) for name in wanted}
    )
    _check_varies(sample)
    return sample


def check_relation(sample: pd.DataFrame) -> None:
    """Refuse series of which one is an exact combination of the others and a constant.

    Raises
    ------
    DataError
        Naming the combination: such a relation is an identity, and nothing is left to test.
    """
    y, others = sample.iloc[:, 0], sample.iloc[:, 1:].copy()
    others.insert(0, CONSTANT, 1.0)
    check_design(y, others)
    identity = accounting_reason(y, others)
    if identity:
        raise DataError(
            f"the relation is an identity: {identity}",
            mend="leave a series out: of accounting there is nothing to estimate",
        )


def check_length(nobs: int, coefficients: int, sample: pd.DataFrame, where: str) -> None:
    """Refuse a sample that leaves hardly a degree of freedom to each equation.

    Raises
    ------
    DataError
        If fewer than five observations are left.
    """
    if nobs < coefficients + 5:
        raise DataError(
            f"the sample {span(sample.index)} leaves {max(nobs, 0)} observations for "
            f"{coefficients} coefficients an equation",
            where=where,
            mend="choose fewer lags or series, or a longer sample",
        )


def columns_of(trend: str, index: Any, first: int = 1) -> pd.DataFrame:
    """Return the deterministic terms of an equation; the trend is `first` in the first row.

    Examples
    --------
    >>> columns_of("ct", range(2)).to_dict("list")
    {'const': [1.0, 1.0], 'trend': [1.0, 2.0]}
    """
    terms = {CONSTANT: np.ones(len(index)), "trend": np.arange(len(index)) + float(first)}
    wanted = list(terms)[: len(trend.strip("n"))]
    return pd.DataFrame({name: terms[name] for name in wanted}, index=index)


def lagged(values: Array, lag: int, most: int) -> Array:
    """Return the values `lag` periods earlier, for all rows that `most` lags leave."""
    return values[most - lag : len(values) - lag]


def whole_number(name: str, value: Any, least: int, most: int | None = None) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    DataError
        If it is none.
    """
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if is_whole and least <= value and (most is None or value <= most):
        return int(value)
    reach = f"{least} or more" if most is None else f"from {least} to {most}"
    raise DataError(f"{value!r} will not do", where=name, mend=f"give a whole number, {reach}")


def _check_varies(sample: pd.DataFrame) -> None:
    for name, values in sample.items():
        if np.ptp(values.to_numpy()) <= 1e-13 * np.abs(values.to_numpy()).max():
            raise DataError(
                "the series is the same in all periods",
                where=str(name),
                mend="leave it out or choose another sample",
            )
