"""Exact numbers for tables: what a user types becomes a rational, or is refused.

Marx's schemes are sums and products of whole numbers and simple fractions; they are exact, and
rounding is what has made readers doubt them. So a decimal is read as it is written (``0.1`` is
1/10, not the binary fraction next to it), and the tables hold rationals throughout.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sympy as sp

from capital import numeric
from capital.errors import ModelError


def rational(
    value: Any,
    name: str,
    *,
    above: int | None = None,
    least: int | None = None,
    most: int | None = None,
) -> sp.Rational:
    """Return a number as an exact rational inside its bounds.

    Parameters
    ----------
    value
        A whole number, fraction, text such as ``"3/10"``, or decimal, read as it is written.
    name
        What the number is called in an error.
    above, least, most
        The number must exceed `above`, be at least `least` and at most `most`.

    Raises
    ------
    ModelError
        If it is no rational number, or lies outside its bounds.

    Examples
    --------
    >>> rational(0.1, "theta_I"), rational("3/10", "g")
    (1/10, 3/10)
    >>> rational(-1, "v", above=0)
    Traceback (most recent call last):
        ...
    capital.errors.ModelError: v must be above 0, but is -1; correct the number
    """
    number = numeric.exact(value, name)
    if number.is_Float:
        number = sp.Rational(str(value))
    if not number.is_Rational:
        raise ModelError(
            f"{name} = {value} is not rational", mend="give a whole number, fraction or decimal"
        )
    bounds = [
        ("above", above, above is not None and not number > above),
        ("at least", least, least is not None and number < least),
        ("at most", most, most is not None and number > most),
    ]
    for word, bound, broken in bounds:
        if broken:
            raise ModelError(
                f"{name} must be {word} {bound}, but is {number}", mend="correct the number"
            )
    return number


def whole(value: Any, name: str, *, least: int = 1) -> int:
    """Return a whole number of at least `least`.

    Raises
    ------
    ModelError
        If it is none.

    Examples
    --------
    >>> whole(6, "years")
    6
    """
    number = rational(value, name, least=least)
    if not number.is_Integer:
        raise ModelError(f"{name} = {value} is not a whole number", mend="give a whole number")
    return int(number)


def frame(rows: list[dict[str, Any]], index: str) -> pd.DataFrame:
    """Return rows as a table of exact numbers, indexed by one of its columns.

    Examples
    --------
    >>> frame([{"year": 1, "r": sp.Rational(1, 3)}], "year").loc[1, "r"]
    1/3
    """
    table = pd.DataFrame(rows).set_index(index)
    return table.astype(object)
