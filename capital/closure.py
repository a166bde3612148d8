"""What makes a list of equations a model: each name defined once, none twice, no circle, one unit.

Every check raises one error that names the equation and the mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from capital import units
from capital.errors import ModelError, UnitError, unknown
from capital.numeric import exact


def definitions(equations: Mapping[sp.Symbol, Any] | Iterable[sp.Eq]) -> list[tuple[Any, Any]]:
    """Return (symbol, expression) pairs; the left side must be a single variable."""
    if isinstance(equations, Mapping):
        pairs = list(equations.items())
    else:
        pairs = []
        for item in equations:
            if not isinstance(item, sp.Eq):
                raise ModelError(f"‘{item}’ is no equation", mend="write Eq(r, s/(c + v))")
            pairs.append((item.lhs, item.rhs))
    if not pairs:
        raise ModelError("a model needs at least one equation")
    return [(_left(a, b), _right(a, b)) for a, b in pairs]


def _left(left: Any, right: Any) -> sp.Symbol:
    if not isinstance(left, sp.Symbol):
        raise ModelError(
            f"‘{left} = {right}’ defines nothing", mend="the left side must be a single variable"
        )
    return left


def _right(left: sp.Symbol, right: Any) -> sp.Expr:
    body = right if isinstance(right, sp.Expr) else exact(right, left.name)
    if body.has(sp.nan, sp.zoo, sp.oo) or body.is_real is False:
        raise ModelError(
            f"{left} is defined as {body}", mend="a denominator is zero or a root negative"
        )
    return body


def ordered(pairs: list[tuple[sp.Symbol, sp.Expr]]) -> dict[sp.Symbol, sp.Expr]:
    """Put each definition after those that it needs."""
    bodies: dict[sp.Symbol, sp.Expr] = {}
    for symbol, body in pairs:
        if symbol.name in {other.name for other in bodies}:
            raise ModelError(
                f"{symbol} is defined twice",
                where=f"{symbol} = {body}",
                mend="delete one of the two equations",
            )
        bodies[symbol] = body
    order: dict[sp.Symbol, sp.Expr] = {}
    waiting = dict(bodies)
    while waiting:
        ready = next((a for a, b in waiting.items() if not b.free_symbols & waiting.keys()), None)
        if ready is None:
            raise ModelError(
                f"the definitions run in a circle: {_circle(waiting)}",
                mend="solve one of them for an exogenous variable",
            )
        order[ready] = waiting.pop(ready)
    return order


def _circle(bodies: Mapping[sp.Symbol, sp.Expr]) -> str:
    """Follow the definitions from the first that is stuck until a name comes back."""
    path = [next(iter(bodies))]
    while path.count(path[-1]) < 2:
        needs = bodies[path[-1]].free_symbols & bodies.keys()
        path.append(min(needs, key=lambda symbol: symbol.name))
    return " → ".join(symbol.name for symbol in path[path.index(path[-1]) :])


def by_name(
    equations: Mapping[sp.Symbol, sp.Expr], given: Iterable[sp.Symbol] = ()
) -> dict[str, sp.Symbol]:
    """Return all symbols by name, refusing two of one name."""
    used = set(equations) | {s for body in equations.values() for s in body.free_symbols}
    found: dict[str, sp.Symbol] = {}
    for symbol in sorted(used | set(given), key=_by_name_and_domain):
        if symbol.name in found:
            place = next(
                (f"{a} = {b}" for a, b in equations.items() if symbol in {a, *b.free_symbols}),
                f"given {symbol}",
            )
            raise ModelError(
                f"two different symbols are called ‘{symbol}’ (other unit or domain)",
                where=place,
                mend="create each variable once, by variables()",
            )
        found[symbol.name] = symbol
    return found


def _by_name_and_domain(symbol: sp.Symbol) -> tuple[str, str]:
    return symbol.name, str(sorted(symbol.assumptions0.items()))


def check_given(exogenous: Iterable[sp.Symbol], given: set[str]) -> None:
    """Raise `ModelError` unless the exogenous names are exactly the given ones."""
    used = {symbol.name for symbol in exogenous}
    for name in sorted(used - given):
        raise ModelError(
            f"‘{name}’ is neither defined nor given", mend=unknown("variable", name, given).mend
        )
    for name in sorted(given - used):
        raise ModelError(
            f"‘{name}’ is given, but no equation uses it", mend=unknown("variable", name, used).mend
        )


def check_conditions(conditions: Mapping[str, Any], symbols: Mapping[str, sp.Symbol]) -> None:
    """Raise an error if a condition speaks of what is not in the model, or mixes units."""
    for name, condition in conditions.items():
        for symbol in condition.free_symbols:
            if symbols.get(symbol.name) != symbol:
                raise unknown("variable", symbol, symbols, where=f"condition ‘{name}’")
        units.check_claim(condition, where=f"condition ‘{name}’")


def check_units(symbol: sp.Symbol, body: sp.Expr) -> None:
    """Raise `UnitError` unless both sides of a definition have one unit."""
    place = f"{symbol} = {body}"
    left, right = units.unit_of(symbol), units.unit_of_expression(body, where=place)
    if left != right and body != 0:
        raise UnitError(
            f"{symbol} is {units.show(left)}, its formula is {units.show(right)}",
            where=place,
            mend="give the variables their units: variables(…, unit=…)",
        )


def substituted(equations: Mapping[sp.Symbol, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """Return every defined symbol in terms of the exogenous ones."""
    reduced: dict[sp.Symbol, sp.Expr] = {}
    for symbol, body in equations.items():
        reduced[symbol] = body.subs(reduced)
    return reduced
