r"""Any number of sectors: what a system can produce, and how fast it can grow in proportion.

Let :math:`A_{ij}` be the input of good i per unit of good j (columns are processes), ``l`` the
labour per unit (a row) and ``b`` the real wage per hour (a column). What a unit of each good uses
up, the workers' bundle included, is the augmented matrix :math:`M = A + b\,l`. Output ``x`` that
grows at ``g`` and leaves capitalists :math:`c_{cap}` to consume satisfies

.. math:: x = (1+g)\,Mx + c_{cap} .

The system is *productive* if it can yield a surplus of every good, :math:`\rho(A) < 1`
(Hawkins–Simon: all leading principal minors of :math:`I - A` are positive). The most rapid growth
in which all surplus-value is accumulated is

.. math:: g^* = \frac1{\rho(M)} - 1 ,

and the same number is the uniform rate of profit r of prices :math:`p = (1+r)\,pM` with advanced
wages (von Neumann's duality). Capitalists who accumulate the share θ of profit and all consume
goods in the same proportions have the Cambridge equation :math:`g = \theta r`. An output that
is not in proportion leaves :math:`\Delta = x - (1+g)Mx - c_{cap}` in excess or short.

Assumptions: one process for each good and one good from each process; constant returns; all
capital circulates in one period; wages advanced.

References
----------
Hawkins and Simon (1949), *Econometrica* 17. Von Neumann (1945), *Review of Economic Studies* 13.
Pasinetti (1962), *Review of Economic Studies* 29; (1977), *Lectures on the Theory of Production*.
Morishima (1973), *Marx's Economics*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import sympy as sp

from capital.errors import DataError, ModelError
from capital.model import Model, variables
from capital.theory.matrices import (
    PRECISION,
    eigenvector,
    identity,
    number,
    scaled,
    slowest_group,
    solve,
    square,
    vector,
)


@dataclass(frozen=True)
class Productivity:
    """Whether a system is productive, and why.

    Attributes
    ----------
    productive : bool
    pivots : pandas.Series
        By good, down to the first that fails: what a unit yields net of what it needs of itself,
        directly and through the goods above it. Running products are the principal minors.
    reason : str
    """

    productive: bool
    pivots: pd.Series
    reason: str

    def __bool__(self) -> bool:
        return self.productive


@dataclass(frozen=True)
class BalancedGrowth:
    """Outputs that grow in proportion, and the prices of production that go with them.

    Attributes
    ----------
    growth, rate_of_profit : float or sympy number
        Per period.
    outputs, prices : pandas.Series
        By good, both with sum 1.
    consumption : pandas.Series
        What capitalists consume, in units of the outputs.
    residual : float or sympy number
        The largest error of x = (1 + g)Mx + c_cap and p = (1 + r)pM.
    """

    growth: Any
    rate_of_profit: Any
    outputs: pd.Series
    prices: pd.Series
    consumption: pd.Series
    residual: Any


def augmented(A: Any, labour: Any, wage_basket: Any, *, exact: bool = False) -> pd.DataFrame:
    """Return M = A + b·l: the goods that a unit of each good uses up, the workers' among them.

    Parameters
    ----------
    A : (n, n) array or frame
        Input of good i (row) per unit of good j (column).
    labour : (n,) array
        Hours per unit.
    wage_basket : (n,) array
        Goods per hour.
    exact
        Compute in rationals.

    Raises
    ------
    DataError
        If a shape is wrong, or a number is negative or not finite.

    Examples
    --------
    >>> augmented([["1/4", 0], [0, 0]], [1, 2], [0, "1/5"], exact=True)
         1    2
    1  1/4    0
    2  1/5  2/5
    """
    inputs = square(A, exact)
    hours = vector(labour, inputs.index, "labour", exact)
    basket = vector(wage_basket, inputs.index, "wage_basket", exact)
    return inputs + np.outer(basket, hours)


def productive(A: Any, *, exact: bool = False) -> Productivity:
    """Return whether the system can yield a surplus of every good (Hawkins–Simon).

    Parameters
    ----------
    A : (n, n) array or frame
        Input of good i per unit of good j; M to count the workers' consumption as an input.
    exact
        Decide in rationals, for systems on the edge.

    Notes
    -----
    Elimination on I − A without exchange of rows: all pivots are positive if and only if all
    leading principal minors are, and if and only if ρ(A) < 1.

    Raises
    ------
    DataError
        If the matrix is not square, or a number is negative or not finite.
    ModelError
        If a pivot is zero as far as decimal arithmetic can tell.

    Examples
    --------
    >>> bool(productive([[0.2, 0.3], [0.4, 0.1]]))
    True
    >>> productive([["1/2", "1/2"], ["3/4", "1/2"]], exact=True).reason
    'a unit of 2 yields -1/4 net of what it needs: the system uses up more than it makes'
    """
    inputs = square(A, exact)
    rest, pivots = identity(len(inputs), exact) - inputs.to_numpy(), []
    for j, good in enumerate(inputs.index):
        pivot = rest[j, j]
        pivots.append(pivot)
        if not exact and abs(pivot) <= PRECISION:
            raise ModelError(
                f"a unit of {good} yields as much as it needs, as far as decimals can tell",
                where="productive",
                mend="decide it in rationals, with exact=True",
            )
        if pivot <= 0:
            reason = "the system uses up more than it makes" if pivot < 0 else "nothing is left"
            reason = f"a unit of {good} yields {pivot} net of what it needs: {reason}"
            return Productivity(False, pd.Series(pivots, inputs.index[: j + 1]), reason)
        below = slice(j + 1, None)
        rest[below, below] -= np.outer(rest[below, j], rest[j, below]) / pivot
    reason = "every good is yielded in excess of what it needs"
    return Productivity(True, pd.Series(pivots, inputs.index), reason)


def maximum_growth(M: Any, *, exact: bool = False) -> BalancedGrowth:
    """Return the most rapid balanced growth, its proportions, and the prices of the same rate.

    Parameters
    ----------
    M : (n, n) array or frame
        Augmented input matrix, see `augmented`.
    exact
        Rationals and square roots, for small systems.

    Notes
    -----
    ρ(M) is the largest spectral radius of a group of goods that all need each other. Goods that
    this group does not need are not produced; goods into which it does not enter cost nothing.
    The rate is negative where the system cannot even replace what it uses up.

    Raises
    ------
    DataError
        If the matrix is not square, or a number is negative or not finite.
    ModelError
        If nothing limits growth; if two separate groups of goods are equally slow, so that
        proportions are not determined; if an exact rate is a root of higher than second order.

    Examples
    --------
    >>> found = maximum_growth([["1/2", "1/4"], ["1/8", "5/8"]], exact=True)
    >>> found.growth, list(found.outputs), list(found.prices)
    (1/3, [1/2, 1/2], [1/3, 2/3])
    """
    inputs = square(M, exact)
    matrix, group, radius = inputs.to_numpy(), *slowest_group(inputs, exact)
    outputs, prices = (eigenvector(m, group, radius, exact) for m in (matrix, matrix.T))
    rate = sp.expand(sp.radsimp(1 / radius) - 1) if exact else 1 / radius - 1
    return _result(matrix, rate, rate, outputs, prices, 0 * outputs, inputs.index)


def balanced_growth(M: Any, share: Any, basket: Any, *, exact: bool = False) -> BalancedGrowth:
    """Return balanced growth at which capitalists accumulate a share of profit and consume.

    Parameters
    ----------
    M : (n, n) array or frame
        Augmented input matrix.
    share
        θ, the accumulated share of profit, in all sectors, below one.
    basket : (n,) array
        Proportions in which all capitalists consume.
    exact
        Rationals and square roots, for small systems.

    Notes
    -----
    x = (1 + g)Mx + γd with g = θr: at prices of production capitalists then spend γpd, exactly
    (1 − θ) of their profit r·pMx.

    Raises
    ------
    DataError
        If a shape is wrong, a number is negative, the share is outside [0, 1) or the basket empty.
    ModelError
        If there is no profit, and as in `maximum_growth`.

    Examples
    --------
    >>> found = balanced_growth([["1/2", "1/4"], ["1/8", "5/8"]], "1/2", [0, 1], exact=True)
    >>> found.growth, list(found.outputs), list(found.consumption)
    (1/6, [7/17, 10/17], [0, 27/272])
    """
    fastest, inputs = maximum_growth(M, exact=exact), square(M, exact)
    theta = number(share, "share", exact)
    wanted = vector(basket, inputs.index, "basket", exact)
    if not theta < 1 or not sum(wanted) > 0:
        raise DataError("the share must be below one and the basket not empty", mend="correct it")
    if not fastest.rate_of_profit > 0:
        raise ModelError(
            f"there is no profit to divide: its rate is {fastest.rate_of_profit}",
            where="balanced_growth",
            mend="lower the inputs or the wage basket",
        )
    growth, matrix = theta * fastest.rate_of_profit, inputs.to_numpy()
    gross = solve(identity(len(inputs), exact) - (1 + growth) * matrix, wanted, exact)
    outputs, consumption = (scaled(v, sum(gross), exact) for v in (gross, wanted))
    rate, prices = fastest.rate_of_profit, fastest.prices.to_numpy()
    return _result(matrix, growth, rate, outputs, prices, consumption, inputs.index)


def disproportion(
    M: Any, outputs: Any, growth: Any, consumption: Any, *, exact: bool = False
) -> pd.Series:
    """Return Δ = x − (1 + g)Mx − c_cap: by good what is left over, or, negative, lacking.

    Parameters
    ----------
    M : (n, n) array or frame
        Augmented input matrix.
    outputs, consumption : (n,) array
        Outputs, and what capitalists consume.
    growth
        Growth of all sectors, per period.
    exact
        Compute in rationals.

    Raises
    ------
    DataError
        If a shape is wrong, or an entry is negative or not finite.

    Examples
    --------
    >>> M = [["2/3", "1/2"], ["1/6", "1/4"]]   # Marx's first illustration, inputs per unit of value
    >>> list(disproportion(M, [6600, 3200], "1/10", [0, 1110], exact=True))     # year 2
    [0, 0]
    >>> list(disproportion(M, [6000, 3000], "1/10", [0, 1100], exact=True))     # year 1
    [-50, -25]
    """
    inputs = square(M, exact)
    x = vector(outputs, inputs.index, "outputs", exact)
    eaten = vector(consumption, inputs.index, "consumption", exact)
    factor = 1 + number(growth, "growth", exact)
    return pd.Series(x - factor * (inputs.to_numpy() @ x) - eaten, inputs.index)


def cambridge() -> Model:
    """Return g = θ·r: the growth that a uniform rate of profit and one share accumulated allow.

    Examples
    --------
    >>> cambridge().evaluate({"theta": "1/2", "r": "1/5"}, "g")
    1/10
    """
    theta = variables("theta", domain="share")
    r, g = variables("r g", unit="1/year", domain="real")
    return Model(
        {g: theta * r},
        name="Cambridge equation",
        source="Pasinetti 1962; Morishima 1973",
        conditions={"theta is a share": theta <= 1},
        assumptions=("capitalists of all sectors consume in the same proportions",),
    )


def _result(
    matrix: Any, g: Any, r: Any, outputs: Any, prices: Any, consumption: Any, index: pd.Index
) -> BalancedGrowth:
    """Return the findings with labels and with the errors of their equations."""
    errors = [
        *(outputs - (1 + g) * (matrix @ outputs) - consumption),
        *(prices - (1 + r) * (prices @ matrix)),
    ]
    residual = max(abs(sp.expand(e)) if isinstance(e, sp.Expr) else float(abs(e)) for e in errors)
    x, p, c = (pd.Series(vector, index) for vector in (outputs, prices, consumption))
    return BalancedGrowth(g, r, x, p, c, residual)
