"""Who the sectors are: their labels, read once, and what every table must agree on.

Labels come from A, from `labels=` or from labour. With joint products goods (rows) and processes
(columns) bear their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from capital.economy.matrices import Vector
from capital.errors import DataError, unknown


def labels_of(given: Mapping[str, Any], labels: Any) -> tuple[pd.Index, pd.Index]:
    """Return the names of goods and processes, from A, from `labels`, or from labour."""
    A = given["A"] if hasattr(given["A"], "shape") else plain_array("A", given["A"])
    joint = given.get("joint") is not None
    if A.ndim != 2 or not A.shape[0] or (A.shape[0] != A.shape[1] and not joint):
        raise DataError(
            f"A has the shape {A.shape}, but must be square",
            where="A",
            mend="give one row and one column a sector",
        )
    n, m = A.shape
    if isinstance(A, pd.DataFrame):
        names = A.columns
        if labels is not None:
            raise DataError("A carries labels already", where="labels", mend="leave labels= out")
        if joint:
            return _unique(A.index, n), _unique(A.columns, m)
    elif labels is not None:
        names = labels if isinstance(labels, pd.Index) else pd.Index(list(labels))
    elif isinstance(given.get("labour"), pd.Series) and n == m:
        names = given["labour"].index
    else:
        names = pd.RangeIndex(n)
    names = _unique(names, n)
    return names, names if n == m else pd.RangeIndex(m)


def _unique(names: pd.Index, n: int) -> pd.Index:
    """Return labels, once they are as many as the sectors and all different."""
    if len(names) != n:
        raise DataError(f"{len(names)} labels for {n} sectors", where="labels")
    if not names.is_unique:
        twice = names[names.duplicated()][0]
        raise DataError(f"two sectors are called ‘{twice}’", where="labels", mend="rename one")
    return names


def same(found: pd.Index, names: pd.Index, argument: str, side: str) -> None:
    """Raise unless labels are those of A, in the same order."""
    if found.equals(names):
        return
    foreign = found.difference(names, sort=False)
    if len(found) != len(names) or len(foreign):
        word = f"‘{foreign[0]}’ is no column of A" if len(foreign) else f"{len(found)} of them"
        raise DataError(
            f"the {side} of {argument} are not the sectors of A ({word})",
            where=argument,
            mend="give every table the same sectors",
        )
    raise DataError(
        f"the {side} of {argument} are in another order than the columns of A",
        where=argument,
        mend=f"put them in one order: {argument}.reindex(A.columns)",
    )


def check_joint(given: Mapping[str, Any]) -> None:
    """Raise if there is what joint products leave no place for."""
    if given.get("joint") is None:
        return
    for argument in ("depreciation", "capital", "turnover", "taxes", "productive"):
        if given.get(argument) is not None:
            raise DataError(
                f"{argument} has no place beside joint products",
                where=argument,
                mend="a machine is a product too, a year older: give a row to each age of it",
            )


def productive_ones(given: Any, names: pd.Index) -> Vector | None:
    """Return whose labour creates value, from booleans or from a list of labels."""
    if given is None:
        return None
    if isinstance(given, pd.Series):
        same(given.index, names, "productive", "labels")
    found = plain_array("productive", given)
    if found.dtype == bool:
        mask = found.copy()
    else:
        listed: Sequence[Any] = list(given)
        for label in listed:
            if label not in names:
                raise unknown("sector", label, names, where="productive")
        mask = np.asarray(names.isin(listed))
    if mask.shape != (len(names),) or not mask.any():
        raise DataError(
            "no sector is productive, or the list has another length than the sectors",
            where="productive",
            mend="give one boolean a sector, or the labels of the productive ones",
        )
    return None if mask.all() else mask


def plain_array(argument: str, table: Any) -> Vector:
    """Return lists or a table as an array."""
    if hasattr(table, "to_numpy"):
        return table.to_numpy()
    try:
        return np.asarray(table)
    except ValueError:
        raise DataError(
            f"the rows of {argument} have different lengths", where=argument, mend="complete them"
        ) from None
