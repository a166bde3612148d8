"""One series over time, checked once.

An estimate from a time series takes for granted that its periods follow one another without a
hole, that each has one finite number, and that the reader knows which of them were used. These
are checked here, and only here; nothing is sorted, filled or dropped to make them true.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from capital.errors import DataError

Bound: TypeAlias = int | str | pd.Period | None


def take_sample(series: Any, start: Bound, end: Bound, *, minimum: int) -> pd.Series:
    """Return the part of a series from `start` to `end`, checked and as floats.

    Parameters
    ----------
    series : pandas.Series
        Numbers over a `PeriodIndex`, or over a `DatetimeIndex` with a frequency.
    start, end : int, str, pandas.Period or None
        First and last period, both included; ``None`` is the end of the series. A year means
        its first period as `start` and its last one as `end`.
    minimum : int
        The smallest number of observations that will do.

    Returns
    -------
    pandas.Series
        A new series over a `PeriodIndex`.

    Raises
    ------
    DataError
        If it is no series of numbers, or its periods are unordered, repeated or not
        contiguous, or a number is missing or infinite, or the sample is empty or too short.
    """
    numbers = _numbers(series)
    index = _periods(series)
    first, last = _bound(start, index, "start"), _bound(end, index, "end")
    if first > last:
        raise DataError(f"the sample starts in {first}, after its end in {last}", where="start")
    sample = pd.Series(numbers, index=index, name=name_of(series)).loc[first:last]
    _check_contiguous(sample.index)
    _check_finite(sample)
    if len(sample) < minimum:
        raise DataError(
            f"the sample {span(sample.index)} has {len(sample)} observations",
            where=name_of(series),
            mend=f"choose one of at least {minimum}",
        )
    return sample


def name_of(series: pd.Series) -> str:
    """Return the name of a series, or «series» where it has none."""
    return "series" if series.name is None else str(series.name)


def span(index: Any) -> str:
    """Return the first and the last period, as in «1948–2007»."""
    return f"{index[0]}–{index[-1]}"


def listed(items: Iterable[object], most: int = 5) -> str:
    """Return the first few items in words.

    Examples
    --------
    >>> listed([1948, 1950, 1951], most=2)
    '1948, 1950 and 1 more'
    """
    words = [str(item) for item in items]
    rest = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + rest


def period_of(value: Bound, index: Any, side: Literal["start", "end"], *, where: str) -> pd.Period:
    """Return the period of an index that a user's date names.

    Parameters
    ----------
    value : int, str or pandas.Period
        A year of a finer index means its first period (``"start"``) or its last (``"end"``).
    index : pandas.PeriodIndex
    side : {"start", "end"}
    where : str
        The argument that an error names.

    Raises
    ------
    DataError
        If it is no date, or lies outside the index.
    """
    try:
        period = _parse(value, index, side)
    except (ValueError, OverflowError) as error:
        raise DataError(
            f"‘{value}’ is no period",
            where=where,
            mend="write it as in 1948, '1948Q2' or '1948-05'",
        ) from error
    if not index[0] <= period <= index[-1]:
        raise DataError(
            f"{period} lies outside the series", where=where, mend=f"it spans {span(index)}"
        )
    return period


def _numbers(series: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    if isinstance(series, pd.DataFrame):
        columns = listed(series.columns)
        bounds = {"lower", "upper"} <= {str(column) for column in series.columns}
        raise DataError(
            f"this is a table{' of intervals' if bounds else ''}, not one series",
            mend=f"choose {'a bound' if bounds else 'one column'}: {columns}",
        )
    if not isinstance(series, pd.Series):
        raise DataError(
            f"this is a {type(series).__name__}, not a series over time",
            mend="give a pandas Series with a PeriodIndex",
        )
    name, types = name_of(series), pd.api.types
    if series.empty:
        raise DataError("the series is empty", where=name)
    if isinstance(series.dtype, pd.IntervalDtype):
        raise DataError("the series holds intervals", where=name, mend="choose a bound of each")
    if not types.is_any_real_numeric_dtype(series.dtype):
        raise DataError(
            f"the series holds {series.dtype}, not real numbers",
            where=name,
            mend="convert it with pandas.to_numeric",
        )
    return series.to_numpy(dtype=float, na_value=np.nan, copy=True)


def _periods(series: pd.Series) -> pd.PeriodIndex:
    index, name = series.index, name_of(series)
    mend = "set series.index = pandas.PeriodIndex(series.index.astype(str), freq='Y')"
    if isinstance(index, pd.DatetimeIndex) and index.freq is not None:
        try:
            index = index.tz_localize(None).to_period()
        except ValueError as error:
            raise DataError(f"its dates are no periods: {error}", where=name, mend=mend) from error
    if not isinstance(index, pd.PeriodIndex):
        raise DataError("its index has no frequency", where=name, mend=mend)
    if index.hasnans:
        raise DataError("a period is missing in its index", where=name, mend="name every period")
    if not index.is_unique:
        twice = listed(index[index.duplicated()].unique())
        raise DataError(f"more than one number for {twice}", where=name, mend="keep one of them")
    if not index.is_monotonic_increasing:
        raise DataError("its periods are not in order", where=name, mend="use series.sort_index()")
    return index


def _bound(value: Bound, index: Any, side: Literal["start", "end"]) -> pd.Period:
    if value is None:
        return index[0] if side == "start" else index[-1]
    return period_of(value, index, side, where=side)


def _parse(value: Bound, index: Any, side: Literal["start", "end"]) -> pd.Period:
    if isinstance(value, pd.Period):
        return value.asfreq(index.freq, how=side)
    if isinstance(value, bool) or not isinstance(value, int | np.integer | str):
        raise ValueError(f"a {type(value).__name__}")
    period: Any = (
        pd.Period(value) if isinstance(value, str) else pd.Period(year=int(value), freq="Y")
    )
    if pd.isna(period):
        raise ValueError("not a period")
    if index.freq.rule_code.startswith("Y"):  # a fiscal year keeps its name wherever it ends
        return pd.Period(year=period.year, freq=index.freq)
    return period.asfreq(index.freq, how=side)


def _check_contiguous(index: Any) -> None:
    steps = np.diff(index.asi8)
    jumps = np.flatnonzero(steps != index.freq.n)
    if jumps.size:
        where = listed(f"{index[i]} to {index[i + 1]}" for i in jumps)
        raise DataError(
            f"its periods do not follow one another: {where}",
            mend="choose a sample without a hole by start and end",
        )


def _check_finite(sample: pd.Series) -> None:
    for what, wrong in (("missing", sample.isna()), ("infinite", np.isinf(sample))):
        if wrong.any():
            raise DataError(
                f"{sample.name} is {what} in {listed(sample.index[wrong])}",
                mend="choose a sample without it by start and end",
            )
