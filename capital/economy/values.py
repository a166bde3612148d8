r"""Labour values: how much labour a product takes, directly and in its means of production.

.. math:: \lambda = \lambda(A + D) + h l \qquad\Longrightarrow\qquad
          \lambda = h l\,(I - A - D)^{-1}

with l raw hours, h the simple hours that count for one of them (one unless labour is reduced),
and D wear. Where some labour is unproductive, only productive sectors and their mutual inputs
enter. The account of a sector j with output Q is

.. math:: c_j = \lambda(A+D)_j Q_j,\quad v_j = \lambda b\,\tilde w_j l_jQ_j,\quad
          s_j = h_jl_jQ_j - v_j,\quad k = c/v,\quad e = s/v

with b the goods bought for an hour at the average wage and :math:`\tilde w_j` the sector's wage
over that average. b is consumed for *raw* hours: multiplying it by simple hours would count the
consumption of skilled workers two or three times.

The functions take floats, or exact numbers in arrays of objects if `solve` is exact.

References
----------
Marx, *Capital* I, ch. 1, 8–9. Morishima (1973), ch. 1. Okishio (1963), on the reduction of complex
labour. Mohun (2004), *Capital and Class* 84, on the monetary expression of labour time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from capital.economy.inputs import Technique
from capital.economy.matrices import LARGE, Matrix, Vector, select, times_column
from capital.economy.system import System
from capital.errors import DataError, ModelError

#: How far values may miss their own equations, as a share of the largest value.
CLOSE = 1e-9


def values(A: Matrix, labour: Vector, wear: Matrix | None = None) -> Vector:
    """Return the labour value of a unit of each good.

    Parameters
    ----------
    A, wear
        Inputs and depreciation per unit, shape (n, n), dense or sparse.
    labour
        Hours per unit, shape (n,).

    Returns
    -------
    numpy.ndarray, shape (n,)
        Hours per unit of product.

    Raises
    ------
    ModelError
        If the sectors yield no net product.

    Examples
    --------
    >>> values(np.array([[0.5]]), np.array([1.0]))
    array([2.])
    """
    system = System(A, labour, labour, D=wear)
    found = _solved(system, labour)
    gap = np.abs(found - system.flow(found) - labour).max()
    if gap > CLOSE * np.abs(found).max():
        raise ModelError(
            f"the values miss their equations by {gap:.3g}",
            mend="the inputs are too close to using up the product: check them",
        )
    return found


def _solved(system: System, labour: Vector) -> Vector:
    """Return values, after the proof that the sectors yield a net product.

    Where every sector employs labour, values are their own proof: λ > 0 and λ(I − A − D) > 0 mean
    that the spectral radius of A + D is below one (Hawkins and Simon 1949).
    """
    if labour.min() > 0 and not sparse.issparse(system.A) and len(labour) <= LARGE:
        with suppress(ModelError):  # of a singular matrix, which is named below
            found = system.inverse().left(labour)
            if found.min() > 0 and (found - system.flow(found)).min() > 0:
                return found
    return system.productive_inverse.left(labour)


@dataclass(frozen=True)
class Valuation:
    """What follows from values, each computed when it is first asked for.

    Attributes
    ----------
    given : Technique
        Values include its depreciation, if it has any.
    reduction : numpy.ndarray, shape (n,), or None
        Simple hours per hour of each sector.
    relative_wages : numpy.ndarray, shape (n,), or None
        Wage of each sector over the average.
    productive : numpy.ndarray of int
        Positions of the sectors whose labour creates value, m of them.
    solve : callable
        (A, labour, wear) → values.
    """

    given: Technique
    reduction: Vector | None
    relative_wages: Vector | None
    productive: Vector
    solve: Callable[[Matrix, Vector, Matrix | None], Vector] = values

    @property
    def simple(self) -> Vector:
        """Simple hours per unit, shape (n,)."""
        hours = self.given.l
        return hours if self.reduction is None else hours * self.reduction

    @property
    def paid(self) -> Vector:
        """Hours per unit, each counted by its wage over the average, shape (n,)."""
        hours = self.given.l
        return hours if self.relative_wages is None else hours * self.relative_wages

    @cached_property
    def value(self) -> Vector:
        """Values of the productive sectors, shape (m,)."""
        P = self.productive
        A, D = select(self.given.A, P), select(self.given.D, P)
        return self.solve(A, self.simple[P], D)

    @cached_property
    def basket(self) -> Any:
        """Value of the goods bought for an hour at the average wage."""
        return self.value @ self.need("b", "wage_basket")[self.productive]

    @property
    def output(self) -> Vector:
        """Gross output, shape (n,)."""
        return self.need("Q", "output")

    @cached_property
    def net_output(self) -> Vector:
        """Output less inputs and wear, of all sectors, shape (n,)."""
        Q, D = self.output, self.given.D
        net = Q - self.given.A @ Q
        return net if D is None else net - D @ Q

    @cached_property
    def taxed_net_output(self) -> Vector:
        """Net output less taxes, shape (n,): what wages and profits are paid from."""
        tax = self.given.tax
        return self.net_output if tax is None else self.net_output - times_column(tax, self.output)

    @cached_property
    def living_labour(self) -> Any:
        """Simple hours worked in the productive sectors."""
        P = self.productive
        return self.simple[P] @ self.output[P]

    @cached_property
    def labour_power(self) -> Any:
        """Value of labour-power: variable capital over living labour."""
        if self.reduction is None and self.relative_wages is None:
            return self.basket
        P = self.productive
        return self.basket * (self.paid[P] @ self.output[P]) / self.living_labour

    def need(self, part: str, argument: str) -> Vector:
        """Return an array of the technique that the question cannot do without."""
        found = getattr(self.given, part)
        if found is None:
            raise ModelError(
                f"this needs the economy’s {argument}",
                where=argument,
                mend=f"construct it with {argument}=",
            )
        return found


@dataclass(frozen=True)
class Account:
    """The value account of the m productive sectors, in hours.

    Attributes
    ----------
    constant, variable, surplus, value : array, shape (m,)
        c, v, s and the value of the product c + v + s, of the period.
    advanced : array, shape (m,)
        Capital advanced: fixed capital, and inputs and wages for their time of turnover; equal
        to c + v with circulating capital that turns over once.
    """

    constant: Vector
    variable: Vector
    surplus: Vector
    value: Vector
    advanced: Vector


def account(valued: Valuation, labour_power: Any = None) -> Account:
    """Return c, v and s of each productive sector.

    Parameters
    ----------
    valued
        Needs output, and the wage basket or `labour_power`.
    labour_power
        Value of labour-power; the value of the wage basket if left out.
    """
    given, P, lam = valued.given, valued.productive, valued.value
    Q, D, K = valued.output[P], select(given.D, P), select(given.K, P)
    A, t = select(given.A, P), 1 if given.t is None else given.t[P]
    living, paid = valued.simple[P] * Q, valued.paid[P] * Q
    share = valued.labour_power if labour_power is None else labour_power
    variable = paid * (share * living.sum() / paid.sum())
    inputs = (lam @ A) * Q
    fixed = 0 if K is None else (lam @ K) * Q
    constant = inputs if D is None else inputs + (lam @ D) * Q
    return Account(
        constant=constant,
        variable=variable,
        surplus=living - variable,
        value=constant + living,
        advanced=(inputs + variable) * t + fixed,
    )


def relative_wages(wages: Vector, labour: Vector, output: Vector | None) -> tuple[Vector, Any]:
    """Return wages over their average, and the average, weighted by hours worked.

    Parameters
    ----------
    wages, labour, output
        Wage an hour, hours per unit and output of each sector, shape (n,).

    Raises
    ------
    DataError
        If there is no output to weigh with.

    Examples
    --------
    >>> relative_wages(np.array([10.0, 30.0]), np.array([1.0, 1.0]), np.array([3.0, 1.0]))
    (array([0.66666667, 2.        ]), np.float64(15.0))
    """
    if output is None:
        raise DataError(
            "an average of wages by sector is weighted by the hours worked",
            where="wages_by_sector",
            mend="construct the economy with output=",
        )
    hours = labour * output
    average = (wages @ hours) / hours.sum()
    return wages / average, average
