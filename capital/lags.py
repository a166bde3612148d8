"""Last period's value of a variable: ``lag(K)`` is K one period ago.

It is a symbol of its own, called ``K[-1]``, with the unit and the domain of K.
"""

from __future__ import annotations

import sympy as sp

from capital.errors import ExpressionError

_MARK = "[-1]"


def lag(symbol: sp.Symbol) -> sp.Symbol:
    """Return last period's value of a variable.

    Raises
    ------
    ExpressionError
        If the argument is no variable, or a lag already.

    Examples
    --------
    >>> lag(sp.Symbol("K", positive=True))
    K[-1]
    """
    if not isinstance(symbol, sp.Symbol) or is_lag(symbol):
        raise ExpressionError(f"lag takes one variable, not ‘{symbol}’")
    return sp.Symbol(f"{symbol.name}{_MARK}", **symbol.assumptions0)


def is_lag(symbol: sp.Symbol) -> bool:
    """Say whether a symbol is a lag."""
    return bool(symbol.name.endswith(_MARK))


def current(symbol: sp.Symbol) -> sp.Symbol:
    """Return the variable whose lag a symbol is.

    Examples
    --------
    >>> current(lag(sp.Symbol("K")))
    K
    """
    return sp.Symbol(symbol.name.removesuffix(_MARK), **symbol.assumptions0)
