"""Models with lags: paths step by step, and steady states.

Each period the definitions are evaluated in order from the exogenous variables of that period and
last period's values. Rational numbers stay exact along the whole path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sympy as sp

from capital import numeric
from capital.errors import ModelError, unknown
from capital.lags import current, is_lag

Equations = Mapping[sp.Symbol, sp.Expr]


def path(equations: Equations, periods: int, values: Mapping[sp.Symbol, Any]) -> pd.DataFrame:
    """Return the path of every defined variable.

    Parameters
    ----------
    equations
        Definitions in order, with lags on the right.
    periods
        How many periods to step, at least one.
    values
        For an exogenous variable a number, or one for each period; for one that is lagged the
        value of the period before the first, too, as first of a sequence. For a defined variable
        that is lagged, its value in the period before the first.

    Returns
    -------
    pandas.DataFrame
        One row per period, from 1 on; exact numbers in columns of objects, floats in columns of
        floats.

    Raises
    ------
    ModelError
        If a value is missing, outside its domain, or a definition has no value in some period.
    """
    if periods < 1:
        raise ModelError(f"a path of {periods} periods has no step", mend="give 1 or more")
    symbols = set(equations) | {s for body in equations.values() for s in body.free_symbols}
    _check_known(values, symbols, equations)
    given = {s: _sequence(s, equations, periods, values) for s in _inputs(symbols, equations)}
    before = {s: given[current(s)][0] for s in symbols if is_lag(s)}
    rows = []
    for period in range(1, periods + 1):
        known = {s: row[period] for s, row in given.items() if s not in equations} | before
        for symbol, body in equations.items():
            known[symbol] = _value(symbol, body, known, period)
        before = {s: known[current(s)] for s in before}
        rows.append({s.name: known[s] for s in equations})
    return _frame(rows)


def steady_state(equations: Equations, values: Mapping[sp.Symbol, Any]) -> list[dict[str, sp.Expr]]:
    """Return every state that repeats itself: lags equal current values.

    Raises
    ------
    ModelError
        If there is none in the domains of the variables.
    """
    numbers = {s: numeric.inside(s, numeric.exact(v, s.name)) for s, v in values.items()}
    still = {s: current(s) for body in equations.values() for s in body.free_symbols if is_lag(s)}
    system = [left - right.subs(still).subs(numbers) for left, right in equations.items()]
    solutions = sp.solve(system, list(equations), dict=True)
    if not solutions:
        raise ModelError("there is no steady state at these values")
    return [{s.name: solution.get(s, s) for s in equations} for solution in solutions]


def _inputs(symbols: set[sp.Symbol], equations: Equations) -> list[sp.Symbol]:
    """Return the symbols that need values: exogenous ones and lagged defined ones."""
    lagged = {current(s) for s in symbols if is_lag(s)}
    plain = {s for s in symbols if not is_lag(s) and s not in equations}
    return sorted(plain | lagged, key=lambda symbol: symbol.name)


def _check_known(
    values: Mapping[sp.Symbol, Any], symbols: set[sp.Symbol], equations: Equations
) -> None:
    useful = _inputs(symbols, equations)
    for symbol in values:
        if symbol not in useful:
            raise unknown("variable that takes a value", symbol, [s.name for s in useful])


def _sequence(
    symbol: sp.Symbol, equations: Equations, periods: int, values: Mapping[sp.Symbol, Any]
) -> list[Any]:
    """Return the value of each period, from the one before the first."""
    if symbol not in values:
        need = "an initial value" if symbol in equations else "a value"
        raise ModelError(f"{symbol} has no value", mend=f"give {need}, as in {symbol}=1")
    value = values[symbol]
    if not numeric.is_column(value):
        return [_number(symbol, value)] * (periods + 1)
    numbers = [_number(symbol, item) for item in value]
    if symbol in equations or len(numbers) not in (periods, periods + 1):
        wanted = "one initial value" if symbol in equations else f"{periods} values"
        raise ModelError(f"{symbol} has {len(numbers)} values", mend=f"give {wanted}")
    return numbers if len(numbers) > periods else [None, *numbers]


def _number(symbol: sp.Symbol, value: Any) -> sp.Expr:
    return numeric.inside(symbol, numeric.exact(getattr(value, "value", value), symbol.name))


def _value(
    symbol: sp.Symbol, body: sp.Expr, known: Mapping[sp.Symbol, Any], period: int
) -> sp.Expr:
    missing = [s for s in body.free_symbols if known.get(s) is None]
    if missing:
        first = min(missing, key=lambda s: s.name)
        raise ModelError(
            f"{first} has no value in period {period}",
            mend=f"give {current(first)} for the period before the first too",
        )
    value = body.subs(known)
    if not value.is_finite or not value.is_real:
        raise ModelError(f"{symbol} = {body} has no value in period {period}")
    return numeric.inside(symbol, value, where=f"period {period}")


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    index = pd.RangeIndex(1, len(rows) + 1, name="period")
    columns = {
        name: [float(row[name]) if inexact else row[name] for row in rows]
        for name in rows[0]
        for inexact in [any(row[name].has(sp.Float) for row in rows)]
    }
    return pd.DataFrame({name: pd.Series(v, index=index) for name, v in columns.items()})
