"""Units of measurement: labour time is not calendar time, and dollars are not hours.

A unit is a product of powers of base units, written ``"hour"``, ``"hour/year"`` or
``"dollar/(chip*hour)"``; a variable without a unit is a pure number. Any word may name a
use-value (``tonne``, ``token``, ``ladder``); the words below have aliases, so that ``hours`` and
``$`` are what they seem. Labour time (``hour``) and calendar time (``year``) are different
dimensions (Marx, *Capital* I, ch. 1 and *Capital* II, ch. 16): the rate of surplus-value is a pure
number, its annual rate is per year.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import sympy as sp

from capital.errors import ExpressionError, UnitError, UnknownNameError, check_choice
from capital.expression import check_name, names_in, parse_expression

PURE = sp.Integer(1)
_MARK = "unit: "
_ALIASES = {
    "$": "dollar",
    "usd": "dollar",
    "dollars": "dollar",
    "hours": "hour",
    "h": "hour",
    "years": "year",
    "persons": "person",
    "worker": "person",
    "workers": "person",
}
_KNOWN = {"hour", "year", "dollar", "person", "day", "week", "month", "euro", "pound", "unit"}


def parse_unit(text: str) -> sp.Expr:
    """Return a unit as a product of powers of base units.

    Raises
    ------
    UnitError
        If the text is no product of powers, or a word looks like a slip of a known unit.

    Examples
    --------
    >>> parse_unit("hours/year")
    hour/year
    >>> parse_unit("huor")
    Traceback (most recent call last):
        ...
    capital.errors.UnitError: unit ‘huor’ is not known; did you mean ‘hour’?
    """
    plain = text.replace("$", "dollar") or "1"
    bases = {word: sp.Symbol(_base_unit(word), positive=True) for word in names_in(plain)}
    try:
        unit = parse_expression(plain, bases)
    except (ExpressionError, UnknownNameError):
        unit = sp.Integer(0)
    powers = {} if unit == PURE else unit.as_powers_dict()
    if not all(base.is_Symbol and power.is_Rational for base, power in powers.items()):
        raise UnitError(f"‘{text}’ is no unit", mend="write a product of powers, like hour/year")
    return unit


def _base_unit(word: str) -> str:
    name = _ALIASES.get(word.lower(), word)
    close = get_close_matches(name, _KNOWN - {name}, n=1, cutoff=0.75)
    if name not in _KNOWN and close:
        raise UnitError(f"unit ‘{word}’ is not known", mend=f"did you mean ‘{close[0]}’?")
    return name


def mark(unit: sp.Expr) -> dict[str, bool]:
    """Return the assumption that a symbol carries to remember its unit.

    A symbol of hours and one of dollars are different symbols, even if both are called ``c``;
    it stays a plain `sympy.Symbol`, so every printer and solver works on it.
    """
    return {} if unit == PURE else {f"{_MARK}{unit}": True}


AT_MOST_ONE = "at most 1"
DOMAINS: Mapping[str, Mapping[str, bool]] = {
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "real": {"real": True},
    "share": {"nonnegative": True, AT_MOST_ONE: True},
    "positive share": {"positive": True, AT_MOST_ONE: True},
}


def variables(names: str, *, unit: str = "1", domain: str = "positive") -> Any:
    """Return symbols of one unit and one domain.

    Parameters
    ----------
    names
        Names separated by blanks or commas.
    unit
        Such as ``"hour"``, ``"dollar/year"``; a pure number by default.
    domain
        ``"positive"``, ``"nonnegative"``, ``"real"``, ``"share"`` (from 0 to 1) or
        ``"positive share"``.

    Returns
    -------
    sympy.Symbol or tuple of sympy.Symbol
        One symbol for one name. They are plain symbols; the unit is an assumption that they
        carry, so that ``c`` in hours and ``c`` in dollars are not the same symbol.

    Raises
    ------
    UnknownNameError
        If there is no such domain.
    UnitError, ExpressionError
        If the unit or a name is none.

    Examples
    --------
    >>> c, v = variables("c v", unit="hour")
    >>> (c / v).is_positive
    True
    """
    check_choice("domain", domain, DOMAINS)
    assumptions = {**DOMAINS[domain], **mark(parse_unit(unit))}
    words = names.replace(",", " ").split()
    for word in words:
        check_name(word)
    symbols = tuple(sp.Symbol(word, **assumptions) for word in words)
    if not symbols:
        raise ExpressionError("there is no name", mend='write variables("c v s")')
    return symbols[0] if len(symbols) == 1 else symbols


def is_share(symbol: sp.Symbol) -> bool:
    """Say whether a symbol is at most one by its domain."""
    return AT_MOST_ONE in symbol.assumptions0


def unit_of(symbol: sp.Symbol) -> sp.Expr:
    """Return the unit that a symbol carries; a pure number if it carries none."""
    for assumption in symbol.assumptions0:
        if assumption.startswith(_MARK):
            return parse_unit(assumption.removeprefix(_MARK))
    return PURE


def unit_of_expression(expression: sp.Expr, *, where: str = "") -> sp.Expr:
    """Return the unit of an expression.

    Raises
    ------
    UnitError
        If it adds different units, or takes the exponential or a symbolic power of a quantity
        that is not a pure number.

    Examples
    --------
    >>> from sympy import Symbol
    >>> s = Symbol("s", **mark(parse_unit("hour")))
    >>> t = Symbol("t", **mark(parse_unit("year")))
    >>> unit_of_expression(s / t)
    hour/year
    """
    if expression.is_Symbol:
        return unit_of(expression)
    if expression.is_Number or expression.is_NumberSymbol:
        return PURE
    parts = [unit_of_expression(part, where=where) for part in expression.args]
    if expression.is_Mul:
        return sp.Mul(*parts)
    if expression.is_Add or isinstance(expression, sp.Min | sp.Max):
        return _common_unit(expression, parts, where)
    if expression.is_Pow and expression.exp.is_Number:
        return parts[0] ** sp.Rational(str(expression.exp))  # 0.3 + 0.7 is exactly one
    if isinstance(expression, sp.Abs):
        return parts[0]
    if any(part != PURE for part in parts):
        raise UnitError(
            f"‘{expression}’ needs pure numbers, not {', '.join(map(str, parts))}", where=where
        )
    return PURE


def _common_unit(expression: sp.Expr, parts: list[sp.Expr], where: str) -> sp.Expr:
    """Return the one unit of a sum. The number zero fits any unit."""
    terms = [(term, unit) for term, unit in zip(expression.args, parts, strict=True) if term != 0]
    first_term, first = terms[0]
    for term, unit in terms[1:]:
        if unit != first:
            raise UnitError(
                f"‘{expression}’ adds {show(first)} (‘{first_term}’) and {show(unit)} (‘{term}’)",
                where=where,
                mend="convert one of them, for example by the monetary expression of labour time",
            )
    return first


def check_claim(claim: Any, *, where: str = "") -> None:
    """Raise `UnitError` if a claim compares different units; a bare number has any unit."""
    for relation in claim.atoms(sp.core.relational.Relational):
        sides = [side for side in relation.args if side.free_symbols]
        found = [unit_of_expression(side, where=where) for side in sides]
        if len(found) == 2 and found[0] != found[1]:
            raise UnitError(
                f"‘{sides[0]}’ is {show(found[0])}, ‘{sides[1]}’ is {show(found[1])}", where=where
            )


def show(unit: sp.Expr) -> str:
    """Return a unit in words."""
    return "a pure number" if unit == PURE else str(unit)
