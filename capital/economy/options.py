"""What a user may say in several ways: numbers, one number a sector, and what money is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from capital.economy import values
from capital.economy.closures import NUMERAIRES, Numeraire
from capital.economy.inputs import Technique, checked, vector
from capital.economy.matrices import Vector
from capital.errors import ModelError, unknown


def number(value: Any, name: str, exact: bool) -> Any:
    """Return a number as a float, or exactly; ``None`` stays ``None``.

    Examples
    --------
    >>> number("1/4", "wage", False), number(0.25, "wage", True)
    (0.25, 1/4)
    """
    if value is None:
        return None
    if not exact and isinstance(value, float) and np.isfinite(value):
        return float(value)
    from capital.economy.exact import rational

    found = rational(value, name)
    return found if exact else float(found)


def by_sector(name: str, table: Any, labels: pd.Index, exact: bool) -> Vector | None:
    """Return one number a sector, in floats or rationals; ``None`` stays ``None``."""
    if table is None:
        return None
    bare = vector(name, table, labels)
    decimals = checked(name, bare, labels)
    if not exact:
        return decimals
    from capital.economy.exact import array

    return array(bare, name)


def wages_over_average(
    table: Any, labels: pd.Index, given: Technique, exact: bool
) -> tuple[Vector | None, Any]:
    """Return wages by sector over their average, and the average."""
    wages = by_sector("wages_by_sector", table, labels, exact)
    return (None, None) if wages is None else values.relative_wages(wages, given.l, given.Q)


def numeraire(choice: Any, labels: pd.Index, exact: bool) -> str | Numeraire | None:
    """Return a numéraire by name, by the label of a good, or as a basket that costs one.

    Raises
    ------
    UnknownNameError
        If nothing bears the name.
    ModelError
        If a numéraire and a sector bear the same name.
    """
    if choice is None:
        return None
    is_label = isinstance(choice, str | tuple) or not hasattr(choice, "__len__")
    if not is_label:
        goods = by_sector("numeraire", _filled("numeraire", choice, labels), labels, exact)
        return Numeraire(goods, 0, 1, "the basket given as numéraire costs 1")
    if choice in labels:
        if choice in NUMERAIRES:
            raise ModelError(
                f"‘{choice}’ is a numéraire and a sector", where="numeraire", mend="rename it"
            )
        goods = by_sector("numeraire", np.asarray(labels == choice).astype(int), labels, exact)
        return Numeraire(goods, 0, 1, f"the price of ‘{choice}’ is 1")
    if choice in NUMERAIRES:
        return str(choice)
    raise unknown("numéraire", choice, [*NUMERAIRES, *map(str, labels)], where="numeraire")


def goods(name: str, choice: Any, labels: pd.Index) -> Vector:
    """Return a basket as a bare array; a mapping or Series may leave out goods it has none of."""
    return vector(name, _filled(name, choice, labels), labels)


def _filled(name: str, choice: Any, labels: pd.Index) -> Any:
    """Return a basket for all goods; a mapping or Series may leave out goods it has none of."""
    if not hasattr(choice, "items"):
        return choice
    basket = pd.Series(0, labels, dtype=object)
    for label, quantity in choice.items():
        if label not in labels:
            raise unknown("good", label, labels, where=name)
        basket[label] = quantity
    return basket
