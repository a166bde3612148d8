r"""What moves the rate of profit: derivatives by the Perron vectors, and Δr taken apart.

Prices of production obey :math:`p\,(N - rS) = 0` with :math:`N = I - A - D - T - bl` and
:math:`S = K + (A + bl)\,\hat t` (wages paid out of the product are left out of S). To the row p
belongs a column q, :math:`(N - rS)\,q = 0`: the proportions in which all basic goods would grow at
r. When a coefficient changes, the changes of p and q drop out, because each is multiplied by zero,
and only the direct effect is left:

.. math:: dr = \frac{p\,(dN - r\,dS)\,q}{p\,S\,q},\qquad\text{for } p = (1+r)\,pM:\quad
          \frac{\partial r}{\partial M_{ij}} = -(1+r)^2\,\frac{p_i\,q_j}{p\,q}.

A coefficient weighs as the price of the good times the activity of the process that uses it; no
coefficient of a process that makes luxuries (q = 0) weighs at all.

The change of r between two tables is taken apart in two ways. `decompose` replaces A, l, b … in
every possible order and takes the mean (Shapley); the parts add up by construction. `attribute`
follows the straight path from one table to the other and gives the effect of each coefficient.
Both need the two tables in the same physical units, that is at the same prices: otherwise a
change of prices is read as a change of technique.

References
----------
Horn and Johnson (2013), *Matrix Analysis*, §6.3 and 8.4. Shapley (1953), *Contributions to the
Theory of Games* II. Aumann and Shapley (1974), *Values of Non-Atomic Games*. Dietzenbacher and Los
(1998), *Economic Systems Research* 10, on the many decompositions of one change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
from scipy import sparse

from capital.economy.inputs import Technique
from capital.economy.matrices import Vector
from capital.economy.perron import block_root
from capital.economy.prices import ZERO, Solution, at_real_wage
from capital.economy.system import System, build
from capital.errors import DataError, ModelError, check_choice, unknown

#: The parts of a technique that move the rate of profit.
PARTS = ("A", "l", "b", "D", "K", "tax", "t")


@dataclass(frozen=True)
class Sensitivities:
    """How the rate of profit answers to every coefficient.

    Attributes
    ----------
    rate_of_profit, lower, upper : float
        r and its proved bounds.
    prices : array, shape (n,)
        p, such that the wage of an hour, p·b, is 1; where wages are among the inputs, such that
        the largest is 1.
    activity : array, shape (n,)
        q, such that it employs one hour, or where no labour is counted sums to 1; zero for goods
        that are not basic.
    derivative : mapping of str to array
        For each part of the technique ∂r/∂part, in its shape.
    coefficient : mapping of str to array
        The coefficients themselves.
    """

    rate_of_profit: float
    lower: float
    upper: float
    prices: Vector
    activity: Vector
    derivative: Mapping[str, Vector]
    coefficient: Mapping[str, Vector]

    def elasticity(self, part: str) -> Vector:
        """Return (coefficient/r)·∂r/∂coefficient, which is free of all units.

        Raises
        ------
        UnknownNameError
            If the technique has no such part.
        ModelError
            If the rate of profit is zero.
        """
        if part not in self.derivative:
            raise unknown("part of the technique", part, self.derivative)
        if self.rate_of_profit == 0:
            raise ModelError("at a rate of profit of zero there is no elasticity")
        return self.coefficient[part] * self.derivative[part] / self.rate_of_profit


@dataclass(frozen=True)
class RateChange:
    """The rates of profit of two tables, and what their difference is made of.

    Attributes
    ----------
    before, after : float
        Rates of profit.
    contribution : mapping of str to float, or to array
        By part of the technique; from `attribute` an array, coefficient by coefficient.
    residual : float
        after − before less all contributions: rounding only.
    """

    before: float
    after: float
    contribution: Mapping[str, Any]
    residual: float


def sensitivities(technique: Technique, *, wages: str) -> Sensitivities:
    r"""Return the derivative of the rate of profit to every coefficient.

    Parameters
    ----------
    technique : Technique
        Dense; A, l and b, and D, K, tax and t where they are given.
    wages : {"ante", "post"}
        Whether wages are advanced.

    Returns
    -------
    Sensitivities

    Raises
    ------
    DataError
        If A is sparse.
    ModelError
        If there is no wage basket, no rate of profit, or no basic goods.

    Notes
    -----
    With a = 1 for wages advanced and 0 otherwise, all over :math:`pSq`:
    :math:`\partial r/\partial A_{ij} = -p_i(1+rt_j)q_j`, for D and taxes :math:`-p_iq_j`, for K
    :math:`-r\,p_iq_j`, for l :math:`-(pb)(1+art_j)q_j`, for b :math:`-p_i\sum_jl_j(1+art_j)q_j`,
    for t :math:`-r\,(p(A+abl))_jq_j`. With circulating capital the derivative to A is that to M.

    Examples
    --------
    >>> corn = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> found = sensitivities(corn, wages="ante")
    >>> found.derivative["A"].round(6)                     # −(1 + r)²
    array([[-1.777778]])
    >>> found.elasticity("l").round(6)
    array([-1.333333])
    """
    given = _parts(technique)
    system, found = solve(technique, wages)
    p, r = found.prices / (found.wage or found.prices.max()), found.rate_of_profit
    wage = 1.0 if found.wage else 0.0
    levels = _activity(system, given.get("b", 0 * p), r)
    tied = system.stock(p) + wage * system.h
    q = levels / (tied @ levels)  # so that p·S·q = 1
    turnover = given.get("t", np.ones(len(p)))
    in_kind = {name: np.outer(p, q) if X.ndim == 2 else p * q for name, X in given.items()}
    derivative = {
        "l": -wage * (1 + r * turnover * (wages == "ante")) * q,
        "b": -p * ((system.u + r * system.h) @ q),
        "t": -r * (p @ given["A"] + wage * given["l"] * (wages == "ante")) * q,
    }
    weight = {"A": 1 + r * turnover, "K": r}
    for name in set(given) - set(derivative):
        derivative[name] = -in_kind[name] * weight.get(name, 1.0)
    return Sensitivities(
        rate_of_profit=r,
        lower=found.lower,
        upper=found.upper,
        prices=p,
        activity=levels,
        derivative={name: derivative[name] for name in given},
        coefficient=given,
    )


def decompose(before: Technique, after: Technique, *, wages: str) -> RateChange:
    r"""Return what each part of the technique contributes to the change of the rate of profit.

    Parameters
    ----------
    before, after : Technique
        Two tables with the same parts and goods, in the same physical units.
    wages : {"ante", "post"}

    Returns
    -------
    RateChange
        One number for each part: what replacing it adds to r, averaged over all orders.

    Raises
    ------
    DataError
        If the tables have different parts or sizes.
    ModelError
        If a mixed economy, some parts from one table and some from the other, has no rate.

    Notes
    -----
    With k parts, the contribution of part f is
    :math:`\sum_{G\not\ni f}\frac{|G|!\,(k-|G|-1)!}{k!}\,[r(G\cup f) - r(G)]`, where r(G) takes the
    parts G from the second table and the rest from the first.

    References
    ----------
    Shapley (1953).

    Examples
    --------
    >>> old = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> new = Technique(A=np.array([[0.6]]), l=np.array([0.25]), b=np.array([0.25]))
    >>> found = decompose(old, new, wages="ante")
    >>> {name: round(part, 6) for name, part in found.contribution.items()}
    {'A': -0.212603, 'l': 0.388704, 'b': 0.0}
    """
    first, second = _same_parts(before, after)
    moving = [name for name in first if not np.array_equal(first[name], second[name])]
    rates: dict[frozenset[str], float] = {}
    for count in range(len(moving) + 1):
        for chosen in combinations(moving, count):
            mixed = replace(before, **{name: second[name] for name in chosen})
            rates[frozenset(chosen)] = _rate(mixed, wages, f"{_listed(chosen)} of the second table")
    contribution = {name: _shapley(name, moving, rates) for name in first}
    return _change(rates[frozenset()], rates[frozenset(moving)], contribution)


def attribute(before: Technique, after: Technique, *, wages: str) -> RateChange:
    r"""Return what each single coefficient contributes to the change of the rate of profit.

    Parameters
    ----------
    before, after : Technique
        Two tables with the same parts and goods, in the same physical units.
    wages : {"ante", "post"}

    Returns
    -------
    RateChange
        An array for each part, in its shape; all together add up to the change.

    Raises
    ------
    DataError, ModelError
        As in `decompose`; or if the path comes so near to a rate without meaning that the
        contributions do not add up to 1e-10 of the rates.

    Notes
    -----
    :math:`\Delta\theta\int_0^1 \partial r/\partial\theta\,ds` for every coefficient θ, along
    :math:`\theta(s) = \theta_0 + s\,\Delta\theta`, by Gauss–Legendre with 8, 16, 32 … nodes.

    References
    ----------
    Aumann and Shapley (1974).

    Examples
    --------
    >>> old = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> new = Technique(A=np.array([[0.6]]), l=np.array([0.25]), b=np.array([0.25]))
    >>> found = attribute(old, new, wages="ante")
    >>> {name: round(float(part.sum()), 6) for name, part in found.contribution.items()}
    {'A': -0.201258, 'l': 0.377358, 'b': 0.0}
    """
    first, second = _same_parts(before, after)
    step = {name: second[name] - first[name] for name in first}
    start = _rate(before, wages, "nothing of the second table")
    end = _rate(after, wages, "all of the second table")
    for nodes in (8, 16, 32, 64):
        contribution = {name: np.zeros_like(part) for name, part in first.items()}
        for s, weight in zip(*np.polynomial.legendre.leggauss(nodes), strict=True):
            between = {name: first[name] + (1 + s) / 2 * step[name] for name in first}
            slope = sensitivities(replace(before, **between), wages=wages).derivative
            for name, part in contribution.items():
                part += weight / 2 * slope[name] * step[name]
        found = _change(start, end, contribution)
        if abs(found.residual) <= 1e-13 * (1 + abs(start) + abs(end)):
            return found
    if abs(found.residual) > 1e-10 * (1 + abs(start) + abs(end)):
        raise ModelError(
            f"the contributions miss the change by {found.residual:.3g}",
            mend="the tables lie too far apart for one straight path: go through a third table",
        )
    return found


def price_system(technique: Technique, wages: str) -> System:
    """Return the equations of prices of a technique, before anything is said of the real wage."""
    check_choice("time of wages", wages, ("ante", "post"))
    stocks = {name: getattr(technique, name) for name in ("D", "K", "tax", "t")}
    return build(technique.A, technique.l, wages=wages, **stocks)


def solve(technique: Technique, wages: str) -> tuple[System, Solution]:
    """Return the price system of a technique, and its prices at the given real wage.

    Raises
    ------
    ModelError
        If there is no wage basket, or no rate of profit.
    """
    system = price_system(technique, wages)
    basket = technique.b
    if basket is None:
        if technique.l.any():
            raise ModelError("without a wage basket no rate of profit follows", where="b")
        basket = technique.l  # wages are among the inputs
    found = at_real_wage(system, basket)
    if not np.isfinite(found.rate_of_profit):
        raise ModelError("no capital is advanced, so there is no rate of profit", where="A")
    return system, found


def _parts(technique: Technique) -> dict[str, Vector]:
    """Return the parts of a technique that are given and move the rate of profit."""
    if sparse.issparse(technique.A):
        raise DataError(
            "the derivative to every cell of a table is a dense table",
            where="A",
            mend="give A.toarray()",
        )
    found = {name: getattr(technique, name) for name in PARTS}
    return {name: part for name, part in found.items() if part is not None}


def _activity(system: System, basket: Vector, rate: float) -> Vector:
    """Return the activity levels q with (I − F − bu)q = r(S + bh)q, employing one hour."""
    basics = system.groups(basket).basics
    if not len(basics):
        raise ModelError(
            "no good enters all others, so the rate of profit has no derivative",
            where="A",
            mend="treat groups of goods that do not need each other as separate economies",
        )
    part, b = system.restrict(basics), basket[basics]

    def needed(q: Vector) -> Vector:
        goods = part.flow_columns(q) + rate * part.stock_columns(q)
        return goods + b * (part.u @ q + rate * (part.h @ q))

    root = block_root(needed, len(basics))
    if abs(root.radius - 1) > 1e3 * ZERO:
        raise ModelError(
            "goods that are not basic reproduce themselves more slowly than the basics",
            where="A",
            mend="leave them out: they, not the basics, would set the rate of profit",
        )
    levels = np.zeros(len(basket))
    levels[basics] = root.vector
    return levels / ((system.u @ levels) or levels.sum())


def _same_parts(before: Technique, after: Technique) -> tuple[dict[str, Vector], dict[str, Vector]]:
    """Return the parts of two techniques that have the same ones."""
    first, second = _parts(before), _parts(after)
    if set(first) != set(second):
        raise DataError(
            f"only one table has {_listed(sorted(set(first) ^ set(second)))}",
            mend="give both the same parts",
        )
    for name, part in first.items():
        if part.shape != second[name].shape:
            raise DataError(
                f"{name} has the shapes {part.shape} and {second[name].shape}",
                where=name,
                mend="aggregate both to the same goods",
            )
    return first, second


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names) if names else "nothing"


def _rate(technique: Technique, wages: str, which: str) -> float:
    """Return the rate of profit of a technique; where there is none, say of which."""
    try:
        return solve(technique, wages)[1].rate_of_profit
    except ModelError as error:
        raise ModelError(error.what, where=f"the economy with {which}", mend=error.mend) from None


def _shapley(name: str, moving: list[str], rates: Mapping[frozenset[str], float]) -> float:
    """Return the mean, over all orders, of what changing one part adds to the rate."""
    if name not in moving:
        return 0.0
    total, count = 0.0, len(moving)
    for others, rate in rates.items():
        if name not in others:
            weight = factorial(len(others)) * factorial(count - len(others) - 1) / factorial(count)
            total += weight * (rates[others | {name}] - rate)
    return total


def _change(before: float, after: float, contribution: Mapping[str, Any]) -> RateChange:
    explained = sum(float(np.sum(part)) for part in contribution.values())
    return RateChange(before, after, contribution, after - before - explained)
