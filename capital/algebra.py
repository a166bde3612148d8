"""Algebra that is predictable and fast: one denominator, common factors cancelled, no guessing.

SymPy's general simplification is never used; ``together``, ``cancel`` and ``factor_terms`` are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from capital.errors import ModelError


def expressed(
    symbol: sp.Symbol,
    reduced: Mapping[sp.Symbol, sp.Expr],
    to: list[sp.Symbol],
    *,
    where: str = "",
) -> sp.Expr:
    """Return a variable in terms of others, by eliminating every symbol that is not among them.

    Parameters
    ----------
    symbol
        The variable.
    reduced
        Each defined variable in terms of the exogenous ones.
    to
        The variables that may remain.

    Raises
    ------
    ModelError
        If something else remains, or the variables of `to` are not independent.

    Examples
    --------
    >>> s, v, c, e, k, r = sp.symbols("s v c e k r", positive=True)
    >>> expressed(r, {e: s / v, k: c / v, r: s / (c + v)}, [e, k])
    e/(k + 1)
    """
    names = ", ".join(item.name for item in to)
    expression = reduced.get(symbol, symbol)
    left = [top(item - reduced[item]) for item in to if item in reduced]
    while left:
        found = solvable(left, set(to))
        if found is None:
            raise ModelError(
                f"{names} are not independent", where=where, mend="name fewer variables in ‘to’"
            )
        rest = [top(other.subs(*found)) for other in left]
        left = [other for other in rest if other != 0]
        expression = expression.subs(*found)
    expression = tidy(expression)
    over = sorted(item.name for item in expression.free_symbols - set(to))
    if over:
        raise ModelError(
            f"{symbol} cannot be expressed by {names} alone: {', '.join(over)} remains",
            where=where,
            mend="add it to ‘to’",
        )
    return expression


def hat(symbol: sp.Symbol) -> sp.Symbol:
    """Return the growth rate of a variable, a symbol that LaTeX prints with a hat.

    >>> hat(sp.Symbol("K_c"))
    Khat_c
    """
    letter, *index = symbol.name.split("_", 1)
    return sp.Symbol("_".join([f"{letter}hat", *index]), real=True)


def unsigned(symbol: sp.Symbol) -> sp.Symbol:
    """Return a real symbol of the same name, of which nothing else is assumed."""
    return sp.Symbol(symbol.name, real=True)


def tidy(expression: Any) -> sp.Expr:
    """Return an expression over one denominator, with common factors cancelled."""
    joined = sp.together(expression)
    if joined.is_rational_function():
        joined = sp.cancel(joined)
    return sp.factor_terms(joined)


def top(expression: sp.Expr) -> sp.Expr:
    """Return the numerator, factored: it vanishes where the expression does."""
    return sp.fraction(tidy(expression))[0]


def solvable(system: list[sp.Expr], keep: set[sp.Symbol]) -> tuple[sp.Symbol, sp.Expr] | None:
    """Return a symbol to eliminate and its value, from a linear equation if there is any.

    Else from one in which the symbol stands once, or squared, and has one admissible root: beyond
    these a solution is rarely a formula that anyone can read.
    """
    choices = [
        (eq, x) for eq in system for x in sorted(eq.free_symbols - keep, key=lambda s: s.name)
    ]
    for equation, symbol in choices:
        slope = sp.expand(equation).diff(symbol)
        if symbol not in slope.free_symbols and slope != 0:
            return symbol, tidy(symbol - equation / slope)
    for equation, symbol in choices:
        once = equation.count(symbol) == 1
        if once or (equation.is_polynomial(symbol) and sp.degree(equation, symbol) == 2):
            roots = sp.solve(equation, symbol)
            if len(roots) == 1:
                return symbol, roots[0]
    return None
