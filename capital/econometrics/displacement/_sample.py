"""Which occupations a design can compare, and which it leaves out: counted, and by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from capital.econometrics.displacement.exposure import MEASURES
from capital.errors import DataError, unknown

FAMILIES = ("eloundou", "microsoft", "anthropic")


@dataclass(frozen=True, eq=False)
class Selection:
    """The rows of a table that have all that is needed.

    Attributes
    ----------
    keep : pandas.Series of bool, shape (n,)
    words : str
        «75 with no exposure score; …», or ``"none"``.
    dropped : pandas.DataFrame
        The rows left out: their names and ``reason``, the first that applies.
    """

    keep: pd.Series = field(repr=False)
    words: str
    dropped: pd.DataFrame = field(repr=False)


def bare(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without its description, which pandas would copy at every step.

    Examples
    --------
    >>> described = pd.DataFrame({"wage": [1.0]})
    >>> described.attrs["units"] = {"wage": "USD"}
    >>> bare(described).attrs, described.attrs
    ({}, {'units': {'wage': 'USD'}})
    """
    found = table.copy(deep=False)
    found.attrs = {}
    return found


def selected(
    table: pd.DataFrame, reasons: Mapping[str, pd.Series], names: Sequence[str], *, where: str
) -> Selection:
    """Leave out rows, each for the first reason that applies to it.

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
    reasons
        Reason → boolean Series, shape (n,), true where it applies.
    names
        Columns that name a row.
    where : str
        For the message if nothing is left.

    Returns
    -------
    Selection

    Raises
    ------
    DataError
        If no row is left.

    Examples
    --------
    >>> jobs = pd.DataFrame({"soc": ["a", "b"], "wage": [1.0, None]})
    >>> selected(jobs, {"no wage": jobs["wage"].isna()}, ["soc"], where="jobs").words
    '1 with no wage'
    """
    first = pd.Series("", index=table.index)
    for reason, applies in reasons.items():
        first = first.mask((first == "") & applies, reason)
    keep = first == ""
    counts = first[~keep].value_counts()
    words = "; ".join(f"{counts[reason]} with {reason}" for reason in reasons if reason in counts)
    if not keep.any():
        raise DataError(f"no row has all that is needed: {words}", where=where)
    dropped = table.loc[~keep, list(names)].assign(reason=first[~keep])
    return Selection(keep, words or "none", dropped.reset_index(drop=True))


def chosen(exposure: Sequence[str] | str | None, occupations: pd.DataFrame) -> list[str]:
    """Return the exposure scores that were asked for; one of each family by default.

    Raises
    ------
    UnknownNameError, DataError
        If a score is not in the table, none is named, or one is named twice.

    Examples
    --------
    >>> chosen("webb", pd.DataFrame(columns=["anthropic_observed"]))
    Traceback (most recent call last):
    capital.errors.UnknownNameError: there is no exposure ‘webb’; there is: anthropic_observed
    """
    given = MEASURES if exposure is None else exposure
    names = [given] if isinstance(given, str) else list(given)
    if not names or len(set(names)) < len(names):
        raise DataError("no score is named, or one twice", "exposure", "name each once")
    for name in names:
        if name not in occupations.columns:
            known = [column for column in occupations.columns if column.startswith(FAMILIES)]
            raise unknown("exposure", name, known)
    return names
