"""Rows of the tables that a design shows, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from capital import datasets
from capital.econometrics.fit import Fit
from capital.errors import DataError, unknown
from capital.evidence import Evidence, weakest

COLUMNS = ("params", "bse", "tvalues", "pvalues", "lower", "upper")
Fits = Mapping[str, Fit]


def rows_of(fits: Fits, terms: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the terms wanted of several fits, over (specification, term), with `nobs`.

    A term that a specification does not have is left out there; the constant is not shown
    unless it is wanted.
    """
    parts = {}
    for name, fit in fits.items():
        table = fit.to_frame()
        wanted = list(table.index.drop("const", errors="ignore")) if terms is None else terms
        parts[name] = table.loc[[term for term in wanted if term in table.index]].assign(
            nobs=fit.nobs
        )
    return pd.concat(parts, names=["specification", "term"])


def values_only(values: Mapping[Any, float], names: Sequence[str]) -> pd.DataFrame:
    """Return numbers without errors as rows of the usual table."""
    index = pd.MultiIndex.from_tuples(list(values), names=list(names))
    table = pd.DataFrame(np.nan, index=index, columns=list(COLUMNS))
    table["params"] = list(values.values())
    return table


def read(name: str, given: pd.DataFrame | None, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns of a shipped table, or of the user's own in its stead.

    Raises
    ------
    UnknownNameError
        If a column is not there.
    """
    frame = datasets.load(name) if given is None else given
    if not isinstance(frame, pd.DataFrame):
        raise DataError("this is no table", "frame", f"give one with the columns of {name}")
    for column in columns:
        if column not in frame.columns:
            where = name if given is None else f"your table in place of {name}"
            raise unknown("column", column, map(str, frame.columns), where=where)
    return frame[list(columns)]


def logs(levels: pd.DataFrame) -> pd.DataFrame:
    """Return logarithms of a table.

    Raises
    ------
    DataError
        If a number is not positive; what is missing stays missing.

    Examples
    --------
    >>> logs(pd.DataFrame({"wage": [1.0, 0.0]}, index=["2020", "2021"]))
    Traceback (most recent call last):
    capital.errors.DataError: wage is 0 in 2021; a logarithm needs positive values
    """
    for name, values in levels.items():
        wrong = values[values <= 0]
        if len(wrong):
            raise DataError(
                f"{name} is {wrong.iloc[0]:.4g} in {wrong.index[0]}",
                mend="a logarithm needs positive values",
            )
    return np.log(levels)


def evidence_of(*frames: pd.DataFrame) -> Evidence:
    """Return the weakest evidence in some tables; an estimate at best."""
    found: list[Evidence | str] = [Evidence.ESTIMATE]
    for frame in frames:
        known = frame.attrs.get("evidence", {})
        found += [known[name] for name in frame.columns if name in known]
        if "status" in frame.columns:
            found += [str(word) for word in frame["status"].unique()]
    return weakest(found)


def published(key: str) -> float:
    """Return a published figure to stand beside an estimate.

    Examples
    --------
    >>> published("wage_curve")
    -0.1
    """
    table = datasets.load("displacement_literature").set_index("key")
    if key not in table.index:
        raise unknown("published figure", key, table.index)
    return float(table.loc[key, "value"])


def words(value: float, digits: int = 2) -> str:
    """Return a number with its sign, as in «−0.06»."""
    return f"{value:+.{digits}f}".replace("-", "−")
