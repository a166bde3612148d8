r"""Techniques of a few sectors, before and after a change, in exact numbers.

A technique is a matrix ``A`` of inputs (column ``j`` is the process that makes good ``j``), a row
``l`` of direct labour and a column ``b`` of goods that workers receive for an hour. From it follow

.. math:: \lambda = \lambda A + l,\qquad \omega = \lambda b,\qquad e = \frac{1-\omega}{\omega},
          \qquad k_j = \frac{\lambda a_j}{\omega l_j},\qquad R = \frac{1}{\rho(A)} - 1

and prices of production, with wages advanced (``wages="ante"``) or paid out of the product
(``"post"``),

.. math:: p = (1+r)\,p\,(A + bl)\qquad\text{or}\qquad p = (1+r)\,pA + p\,bl .

Everything is exact: ``1/(1+r)`` is the largest root of a characteristic polynomial, and prices
are a row of the adjugate matrix. This is meant for the examples of the books, of two or three
sectors. Prices must all be positive: another root of the polynomial is never taken.

References
----------
Okishio (1961). Sraffa (1960), ch. 2. Bowles (1981), *Cambridge Journal of Economics* 5. Steedman
(1977), *Marx after Sraffa*, on roots with a negative price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from capital.errors import ModelError, check_choice
from capital.theory.exact import rational

WAGES = ("ante", "post")
_X = sp.Symbol("x")


@dataclass(frozen=True)
class Technique:
    """Inputs, labour and real wage of n sectors.

    Attributes
    ----------
    inputs : sympy matrix, n × n
        ``inputs[i, j]`` of good i for a unit of good j.
    labour : sympy matrix, 1 × n
        Hours for a unit.
    wage : sympy matrix, n × 1
        Goods an hour.
    """

    inputs: Any
    labour: Any
    wage: Any


@dataclass(frozen=True)
class State:
    """What follows from a technique; tuples have one entry a sector.

    Attributes
    ----------
    rate_of_profit : sympy.Expr
        r, for one turnover.
    prices : tuple
        In units of the numéraire good.
    values : tuple
        Hours of labour a unit.
    value_of_labour_power, rate_of_surplus_value : sympy.Expr
    value_compositions : tuple
        c/v of each sector; infinite without labour.
    maximum_rate_of_profit : sympy.Expr
        R of the inputs alone; infinite where no good enters its own production.
    """

    rate_of_profit: sp.Expr
    prices: tuple[sp.Expr, ...]
    values: tuple[sp.Expr, ...]
    value_of_labour_power: sp.Expr
    rate_of_surplus_value: sp.Expr
    value_compositions: tuple[sp.Expr, ...]
    maximum_rate_of_profit: sp.Expr


@dataclass(frozen=True)
class Innovation:
    """A new process judged at the ruling prices, and the general state before and after.

    Attributes
    ----------
    cost_before, cost_after : sympy.Expr
        Cost of a unit at the old prices: inputs and wages advanced; with ``wages="post"`` the
        inputs bear the old rate of profit.
    innovator_rate : sympy.Expr
        Rate of profit of the first to adopt, who sells at the old price.
    before, after : State
    """

    cost_before: sp.Expr
    cost_after: sp.Expr
    innovator_rate: sp.Expr
    before: State
    after: State


def technique(
    inputs: Sequence[Sequence[Any]], labour: Sequence[Any], wage: Sequence[Any]
) -> Technique:
    """Return a technique from rows of inputs, labour and the wage basket, in exact numbers.

    Raises
    ------
    ModelError
        If the sizes differ, a number is negative, the sectors yield no net product, or the basket
        is empty.

    Examples
    --------
    >>> technique([["3/5", "3/10"], [0, 0]], [2, 1], [0, "1/5"]).inputs
    Matrix([
    [3/5, 3/10],
    [  0,    0]])
    """
    A = _matrix("inputs", inputs)
    l, b = _matrix("labour", [labour]), _matrix("wage", [[good] for good in wage])
    n = A.rows
    if (A.cols, l.cols, b.rows) != (n, n, n):
        raise ModelError(
            f"inputs {A.rows} × {A.cols}, labour {l.cols} and wage {b.rows} do not fit together",
            where="technique",
            mend="give as many rows, columns, hours and wage goods as there are sectors",
        )
    if _root(A)[0] >= 1:
        raise ModelError("these processes yield no net product", where="inputs")
    if b.is_zero_matrix:
        raise ModelError("the wage basket is empty", where="wage", mend="give what workers consume")
    return Technique(A, l, b)


def state(given: Technique, *, wages: str, numeraire: int) -> State:
    """Return values, prices of production and rates of a technique.

    Parameters
    ----------
    given
        The technique with its real wage.
    wages
        ``"ante"`` or ``"post"``.
    numeraire
        The sector, counted from 0, whose price is one.

    Raises
    ------
    ModelError
        If the real wage exceeds the net product, or prices are not all positive.
    UnknownNameError
        If `wages` is neither.

    Examples
    --------
    >>> grain = technique([["1/2"]], [1], ["1/4"])
    >>> now = state(grain, wages="ante", numeraire=0)
    >>> now.rate_of_profit, now.rate_of_surplus_value, now.value_compositions
    (1/3, 1, (2,))
    """
    A, l, b = given.inputs, given.labour, given.wage
    values = _values(given)
    omega = (values * b)[0]
    eta, factor = _root(matrix := _augmented(given, wages))
    if eta > 1 or omega > 1:
        raise ModelError("the real wage exceeds the net product", where="wage", mend="lower it")
    if 0 in (eta, omega):
        raise ModelError("no capital is advanced, or the wage goods cost no labour", where="state")
    constant = values * A
    top = _root(A)[0]
    return State(
        rate_of_profit=_plain(1 / eta - 1),
        prices=_prices(matrix, eta, factor, numeraire),
        values=tuple(values),
        value_of_labour_power=omega,
        rate_of_surplus_value=(1 - omega) / omega,
        value_compositions=tuple(
            c / (omega * hours) if hours else sp.oo for c, hours in zip(constant, l, strict=True)
        ),
        maximum_rate_of_profit=_plain(1 / top - 1) if top else sp.oo,
    )


def adopt(given: Technique, sector: int, inputs: Sequence[Any], labour: Any) -> Technique:
    """Return the technique with the process of one sector replaced, the real wage unchanged.

    Examples
    --------
    >>> adopt(technique([["1/2"]], [1], ["1/4"]), 0, ["3/5"], "1/4").labour
    Matrix([[1/4]])
    """
    n = given.inputs.rows
    if sector not in range(n) or len(inputs) != n:
        raise ModelError(f"sector {sector} with {len(inputs)} inputs in a technique of {n} sectors")
    A, l = given.inputs.as_mutable(), given.labour.as_mutable()
    A[:, sector] = sp.Matrix([rational(item, "inputs", least=0) for item in inputs])
    l[0, sector] = rational(labour, "labour", least=0)
    return technique(A.tolist(), list(l), list(given.wage))


def innovation(
    given: Technique,
    sector: int,
    inputs: Sequence[Any],
    labour: Any,
    *,
    wages: str,
    numeraire: int,
) -> Innovation:
    """Return what a new process costs at the ruling prices and what follows if all adopt it.

    The real wage is constant; for another wage change the technique's and ask `state`.

    Examples
    --------
    >>> grain = technique([["1/2"]], [1], ["1/4"])
    >>> change = innovation(grain, 0, ["3/5"], "1/4", wages="ante", numeraire=0)
    >>> change.cost_before, change.cost_after, change.after.rate_of_profit
    (3/4, 53/80, 27/53)
    """
    before = state(given, wages=wages, numeraire=numeraire)
    new = adopt(given, sector, inputs, labour)
    p, r = sp.Matrix([before.prices]), before.rate_of_profit
    w = (p * given.wage)[0]

    def parts(which: Technique) -> tuple[sp.Expr, sp.Expr]:
        return (p * which.inputs[:, sector])[0], w * which.labour[sector]

    (old_bought, old_paid), (bought, paid) = parts(given), parts(new)
    if wages == "ante":
        mark_up, earned = sp.Integer(1), p[sector] / (bought + paid) - 1
    else:
        mark_up, earned = 1 + r, (p[sector] - paid) / bought - 1
    return Innovation(
        cost_before=_plain(mark_up * old_bought + old_paid),
        cost_after=_plain(mark_up * bought + paid),
        innovator_rate=_plain(earned),
        before=before,
        after=state(new, wages=wages, numeraire=numeraire),
    )


def with_wage_for_rate(given: Technique, rate_of_profit: Any, *, wages: str) -> Technique:
    """Return the technique with its basket scaled so that it yields a given rate of profit.

    Raises
    ------
    ModelError
        If no positive wage yields that rate: it is above the maximum.

    Examples
    --------
    >>> new = technique([["3/5"]], ["1/4"], ["1/4"])
    >>> with_wage_for_rate(new, "1/3", wages="ante").wage
    Matrix([[3/5]])
    """
    check_choice("time of wages", wages, WAGES)
    rate, top = rational(rate_of_profit, "rate_of_profit", least=0), _root(given.inputs)[0]
    if (1 + rate) * top >= 1:
        raise ModelError(f"no positive wage yields a rate of profit of {rate}", where="wage")
    advanced = 1 + rate if wages == "ante" else 1
    left = sp.eye(given.inputs.rows) - (1 + rate) * given.inputs
    cost_of_basket = (given.labour * left.LUsolve(given.wage))[0] * advanced
    return Technique(given.inputs, given.labour, given.wage / cost_of_basket)


def with_wage_for_exploitation(given: Technique, rate_of_surplus_value: Any) -> Technique:
    """Return the technique with its basket scaled to a given rate of surplus-value.

    Examples
    --------
    >>> with_wage_for_exploitation(technique([["3/5"]], ["1/4"], ["1/4"]), 1).wage
    Matrix([[4/5]])
    """
    omega = 1 / (1 + rational(rate_of_surplus_value, "rate_of_surplus_value", least=0))
    basket = given.wage * omega / (_values(given) * given.wage)[0]
    return Technique(given.inputs, given.labour, basket)


def _matrix(name: str, rows: Sequence[Sequence[Any]]) -> Any:
    """Return an exact non-negative matrix."""
    numbers = [[rational(item, name, least=0) for item in row] for row in rows]
    if len({len(row) for row in numbers}) != 1:
        raise ModelError("there are no rows, or rows of different lengths", where=name)
    return sp.ImmutableMatrix(numbers)


def _values(given: Technique) -> Any:
    """Return λ of λ = λA + l."""
    left = sp.eye(given.inputs.rows) - given.inputs
    return left.T.LUsolve(given.labour.T).T


def _augmented(given: Technique, wages: str) -> Any:
    """Return the matrix whose largest root is 1/(1 + r): A + bl, or A(I − bl)⁻¹."""
    check_choice("time of wages", wages, WAGES)
    A, paid = given.inputs, given.wage * given.labour
    if wages == "ante":
        return A + paid
    kept = 1 - (given.labour * given.wage)[0]
    if kept <= 0:
        raise ModelError("the real wage exceeds the net product", where="wage", mend="lower it")
    return A * (sp.eye(A.rows) + paid / kept)


def _root(matrix: Any) -> tuple[sp.Expr, sp.Poly]:
    """Return the largest real root of the characteristic polynomial, and its minimal factor."""
    factors = sp.factor_list(matrix.charpoly(_X).as_expr(), _X)[1]
    polys = [sp.Poly(factor, _X) for factor, _ in factors]
    roots = [(root, poly) for poly in polys for root in poly.real_roots()]
    return max(roots, key=lambda pair: pair[0])


def _prices(matrix: Any, eta: sp.Expr, factor: sp.Poly, numeraire: int) -> tuple[sp.Expr, ...]:
    """Return the positive row p with p·matrix = η·p: a row of the adjugate of (η − matrix).

    The entries are polynomials in η, reduced by its minimal polynomial, so that zero is zero.
    """
    if numeraire not in range(matrix.rows):
        raise ModelError(f"there is no sector {numeraire}", where="numeraire")
    adjugate = (_X * sp.eye(matrix.rows) - matrix).adjugate()
    for row in range(matrix.rows):
        entries = [sp.rem(sp.Poly(item, _X), factor).as_expr() for item in adjugate.row(row)]
        prices = [_plain(item.subs(_X, eta)) for item in entries]
        if 0 not in entries and all(price > 0 for price in prices):
            return tuple(_plain(price / prices[numeraire]) for price in prices)
    raise ModelError(
        "no price system with all prices positive belongs to the largest root",
        mend="a sector that does not serve the others needs more of its own product than the "
        "rate of profit of the others allows; leave it out",
    )


def _plain(number: sp.Expr) -> sp.Expr:
    """Return a number with a rational denominator, where it is rational or a quadratic root."""
    return sp.together(sp.radsimp(sp.expand(number)))
