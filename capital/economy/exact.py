r"""Exact twins of values and prices for small systems: rationals, and roots of polynomials.

A decimal is read as it is written (0.265 is 53/200). Values are rational. A rate of profit is a
root α of :math:`\det\big(I - F - bu - r(S + bh)\big) = 0`; prices are a row of rationals over the
field ℚ(α), in which all arithmetic is exact. Of several roots the one inside the bounds that the
numbers prove is taken, which is the one with positive prices.

References
----------
Sraffa (1960), ch. 1–4, whose examples are made for this. Cohen (1993), *A Course in Computational
Algebraic Number Theory*, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from sympy.polys.domains import QQ
from sympy.polys.matrices import DomainMatrix

from capital import numeric
from capital.economy.inputs import Technique
from capital.economy.matrices import Matrix, Vector
from capital.economy.system import System
from capital.errors import DataError, ModelError

#: The most sectors for which exact answers are given.
MOST = 12
_R = sp.Symbol("r")


def rational(value: Any, name: str) -> sp.Rational:
    """Return a number as an exact rational; a decimal is read as it is written.

    Raises
    ------
    DataError
        If it is no rational number.

    Examples
    --------
    >>> rational(0.265, "A"), rational("3/5", "A")
    (53/200, 3/5)
    """
    try:
        number = numeric.exact(value, name)
    except ValueError as error:
        raise DataError(str(error), where=name) from None
    if number.is_Float:
        number = sp.Rational(repr(float(value)))
    if not number.is_Rational:
        raise DataError(f"{name} = {value} is not rational", mend="give a fraction or a decimal")
    return number


def array(values: Any, name: str) -> Vector:
    """Return numbers as an array of rationals, in their shape."""
    bare = np.asarray(values.toarray() if hasattr(values, "toarray") else values)
    found = np.empty(bare.shape, dtype=object)
    for cell in np.ndindex(bare.shape):
        found[cell] = rational(bare[cell], name)
    return found


def technique(given: Technique) -> Technique:
    """Return a technique in rationals.

    Raises
    ------
    ModelError
        If it has more than `MOST` sectors.
    """
    n = given.A.shape[0]
    if n > MOST:
        raise ModelError(
            f"exact answers for {n} sectors would take too long",
            where="exact",
            mend=f"ask for them with at most {MOST} sectors",
        )
    parts = {}
    for letter in ("A", "l", "b", "Q", "D", "K", "t", "tax", "B", "m"):
        found = getattr(given, letter)
        parts[letter] = None if found is None else array(found, letter)
    return Technique(**parts, productive=given.productive)


def _domain(matrix: Any, field: Any) -> DomainMatrix:
    """Return an array as a matrix over a field; a vector becomes a row."""
    return DomainMatrix.from_Matrix(sp.Matrix(np.atleast_2d(matrix))).convert_to(field)


def _plain(matrix: DomainMatrix) -> Vector:
    """Return a row over a field as an array of SymPy numbers, square roots out of denominators."""
    numbers = [sp.radsimp(item) for item in matrix.to_Matrix()]
    found = np.empty(len(numbers), dtype=object)
    found[:] = numbers
    return found


def solve_row(matrix: Vector, row: Vector) -> Vector:
    """Return x with x·matrix = row, in rationals.

    Examples
    --------
    >>> solve_row(np.array([[sp.Rational(1, 2)]]), np.array([sp.Integer(1)]))
    array([2], dtype=object)
    """
    left, right = _domain(matrix, QQ).transpose(), _domain(row, QQ).transpose()
    return _plain(left.lu_solve(right).transpose())


def values(A: Matrix, labour: Vector, wear: Matrix | None = None) -> Vector:
    """Return labour values, as `capital.economy.values.values` does, in rationals.

    The caller has shown by decimals that the sectors yield a net product.
    """
    return solve_row(System(A, labour, labour, D=wear).matrix(), labour)


def equations(system: System, basket: Vector | None) -> tuple[Vector, Vector]:
    """Return N₀ and N₁ with p(N₀ − rN₁) = 0, of shape (n, n)."""
    here, there = system.matrix(0), system.matrix(1)
    advanced = here - there
    if basket is not None:
        here = here - np.outer(basket, system.u)
        advanced = advanced + np.outer(basket, system.h)
    return here, advanced


def root(system: System, basket: Vector | None, near: float) -> sp.Expr:
    """Return the exact rate of profit next to a decimal one.

    Parameters
    ----------
    system, basket
        In rationals; without a basket the root is the maximum rate of profit.
    near
        The rate that was found in decimals.

    Raises
    ------
    ModelError
        If no root of the equations lies there.
    """
    if np.isinf(near):
        return sp.oo
    here, advanced = equations(system, basket)
    polynomials = DomainMatrix.from_Matrix(sp.Matrix(here) - _R * sp.Matrix(advanced))
    determinant = polynomials.convert_to(QQ[_R]).charpoly()[-1]
    factors = sp.Poly(QQ[_R].to_sympy(determinant), _R).factor_list()[1]
    roots = [number for factor, _ in factors for number in factor.real_roots()]
    found = min(roots, key=lambda number: abs(float(number) - near), default=sp.nan)
    if not abs(float(found) - near) <= 1e-8 * (1 + near):
        raise ModelError(f"no exact root lies at the rate of profit {near:.10g}", where="exact")
    return found


def _expression(number: Any) -> sp.Expr:
    """Return a number that is exact already as SymPy's."""
    return number if isinstance(number, sp.Expr) else rational(number, "number")


def _field(*numbers: Any) -> Any:
    """Return the smallest field that holds some algebraic numbers."""
    known = {number for number in map(_expression, numbers) if not number.is_Rational}
    return QQ.algebraic_field(*sorted(known, key=sp.default_sort_key)) if known else QQ


@dataclass(frozen=True)
class ExactPrices:
    """Prices of n goods and what a unit of each costs, as SymPy numbers.

    Attributes
    ----------
    prices, inputs, wages, profit, advanced : array, shape (n,)
        As in `capital.economy.solver.Outcome`.
    wage : number
    """

    prices: Vector
    wage: sp.Expr
    inputs: Vector
    wages: Vector
    profit: Vector
    advanced: Vector


def prices(
    system: System, basket: Vector | None, rate: sp.Expr, unit: tuple[Vector, Any, Any]
) -> ExactPrices:
    """Return exact prices and costs.

    Parameters
    ----------
    system
        In rationals.
    basket
        What the average wage buys; ``None`` if the rate itself is given.
    rate
        The exact rate of profit.
    unit
        Goods n, hours a and amount c of the numéraire: p·n + a·w = c.
    """
    field = _field(rate, *unit[0], unit[2])
    here, advanced = (_domain(part, field) for part in equations(system, basket))
    r = field.from_sympy(_expression(rate))
    row, wage = _row(system, basket, here - advanced * r, r, field)
    size = _dot(row, unit[0], field) + field.from_sympy(_expression(unit[1])) * wage
    scale = field.quo(field.from_sympy(_expression(unit[2])), size)
    p, w = row * scale, wage * scale
    net, tied = (_domain(part, field) for part in equations(system, None))
    wages, profit = _domain(system.u, field) * w, p * net - _domain(system.u, field) * w
    return ExactPrices(
        prices=_plain(p),
        wage=sp.radsimp(field.to_sympy(w)),
        inputs=_plain(p - p * net),
        wages=_plain(wages),
        profit=_plain(profit),
        advanced=_plain(p * tied + _domain(system.h, field) * w),
    )


def _row(
    system: System, basket: Vector | None, matrix: DomainMatrix, r: Any, field: Any
) -> tuple[DomainMatrix, Any]:
    """Return prices in some unit, as a row over the field, and the wage."""
    null = matrix.transpose().nullspace()
    if basket is None and not null.shape[0]:
        cost = _domain(system.u, field) + _domain(system.h, field) * r
        return matrix.transpose().lu_solve(cost.transpose()).transpose(), field.one
    if null.shape[0] != 1:
        raise ModelError("separate groups of goods have no relative price", mend="treat them apart")
    return null, field.zero if basket is None else _dot(null, basket, field)


def _dot(row: DomainMatrix, column: Vector, field: Any) -> Any:
    """Return a row times a column, in the field."""
    return (row * _domain(column, field).transpose()).to_list()[0][0]


def standard_net_product(system: System, top: sp.Expr) -> Vector:
    """Return the net product of the standard system that employs one hour of labour."""
    field = _field(top)
    here, advanced = (_domain(part, field) for part in equations(system, None))
    null = (here - advanced * field.from_sympy(top)).nullspace()
    if null.shape[0] != 1:
        raise ModelError(
            "there is no single standard commodity", where="numeraire", mend="choose another"
        )
    hours = _dot(null, system.u, field)
    net = _domain(system.matrix(0), field) * null.transpose() * field.quo(field.one, hours)
    return _plain(net.transpose())
