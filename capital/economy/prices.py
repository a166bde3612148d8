r"""Prices of production: the general rate of profit and the prices that realise it.

What settles distribution is either a rate of profit or a basket that the average wage buys, and
every other datum is one of the two in disguise. A value of labour-power ω in the New
Interpretation is a basket of the net product: from :math:`p\,y = \mu L` and :math:`w = \omega\mu`
follows :math:`w = p\,b` with :math:`b = \omega y/L`. A money wage at a numéraire n is the basket
of :math:`w` numéraires. So one Perron problem (`system`) answers for all of them, with the same
proof. Only where the net product has negative entries, as with imports, is the basket no basket;
then r is the root of :math:`\hat p(r)\,y = L/\omega`, found by Newton's method on the
reciprocal, which is nearly linear up to the pole at the maximum rate R.

References
----------
Morishima (1973), *Marx's Economics*. Duménil (1980). Foley (1982), *Review of Radical Political
Economics* 14. Basu and Moraitis (2023), working paper 347 of the University of Massachusetts,
Amherst, for the models side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from capital.economy.matrices import Vector
from capital.economy.perron import Root, block_root, larger, perron
from capital.economy.system import System, not_productive
from capital.errors import ModelError

#: A rate of profit, or the share of an hour that is unpaid, within this of zero is zero.
ZERO = 1e-12
TOO_HIGH = "the real wage exceeds what the technique can yield"
CHECK = "lower it; check that wages and labour count the same hours, and one currency throughout"


@dataclass(frozen=True)
class Solution:
    """Prices before they are normalised.

    Attributes
    ----------
    rate_of_profit : float
        r a period.
    prices : numpy.ndarray, shape (n,)
    wage : float
        Average wage an hour, in the same unit as the prices.
    lower, upper : float
        Proved bounds on r.
    iterations : int
        Products or factorisations that were needed.
    """

    rate_of_profit: float
    prices: Vector
    wage: float
    lower: float
    upper: float
    iterations: int


@dataclass(frozen=True)
class Ceiling:
    """The maximum rate of profit R, at a wage of nothing.

    Attributes
    ----------
    rate : float
        R, infinite where no good enters, directly or indirectly, its own production.
    root : Root
        Of A, or of S(I − F)⁻¹.
    """

    rate: float
    root: Root


def maximum_rate(system: System) -> Ceiling:
    r"""Return the maximum rate of profit.

    Raises
    ------
    ModelError
        If the sectors yield no net product.

    Notes
    -----
    :math:`R = 1/\rho(A) - 1` with circulating capital alone, and
    :math:`R = 1/\rho\big(S(I-F)^{-1}\big)` in general: the first formula is wrong for stocks.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> maximum_rate(System(np.array([[0.5]]), one, one)).rate
    1.0
    """
    n = len(system.u)
    root = perron(_without_wage(system), np.ones(n))
    if not root.tight:
        root = Root(0.0, 0.0, 0.0, np.zeros(n), root.products)
        for goods in system.groups().blocks():
            part = system.restrict(goods)
            if part.stock(np.ones(len(goods))).any():
                root = larger(root, block_root(_without_wage(part), len(goods)), goods)
    rate = _rate(system, root.radius)
    if rate < -ZERO:
        raise not_productive(root.radius)
    return Ceiling(max(rate, 0.0), root)


def _without_wage(system: System) -> Callable[[Vector], Vector]:
    """Return p → pA, or p → pS(I − F)⁻¹."""
    if system.circulating:
        return lambda p: p @ system.A
    inverse = system.productive_inverse
    return lambda p: inverse.left(system.stock(p))


def _rate(system: System, radius: float) -> float:
    """Return the rate of profit that belongs to a Perron root."""
    if not radius:
        return np.inf
    rate = 1 / radius - 1 if system.circulating else 1 / radius
    return 0.0 if abs(rate) < ZERO else rate


def at_real_wage(system: System, basket: Vector, datum: str = "wage_basket") -> Solution:
    """Return prices and the rate of profit when the average wage buys a given basket.

    Parameters
    ----------
    system
        Shapes n.
    basket
        Goods an hour, shape (n,), none negative.
    datum
        The argument to which an error points.

    Raises
    ------
    ModelError
        If the wage leaves no profit, or no positive prices with one rate of profit exist.

    Examples
    --------
    >>> half, one = np.array([0.5]), np.array([1.0])
    >>> found = at_real_wage(System(np.array([[0.5]]), one, one), half / 2)
    >>> round(found.rate_of_profit, 12)
    0.333333333333
    """
    if system.circulating:
        apply = _circulating_step(system, basket, datum)
    else:
        inverse = system.productive_inverse
        paid = inverse.left(system.u)
        kept = 1 - float(paid @ basket)
        if kept < -ZERO:
            raise too_high(1 - kept, datum)
        if kept <= ZERO:
            return Solution(0.0, paid, float(paid @ basket), 0.0, 0.0, 1)

        def apply(p: Vector) -> Vector:
            x = inverse.left(system.stock(p) + (p @ basket) * system.h)
            return x + (x @ basket) / kept * paid

    root = perron(apply, np.ones(len(system.u)))
    _check_positive(system, basket, root)
    rate = _rate(system, root.radius)
    if rate < 0:
        raise too_high(float(system.productive_inverse.left(system.u) @ basket), datum)
    _check_determined(system, basket)
    ends = sorted(_rate(system, end) for end in (root.lower, root.upper))
    wage = float(root.vector @ basket)
    return Solution(rate, root.vector, wage, max(ends[0], 0.0), ends[1], root.products)


def _circulating_step(system: System, basket: Vector, datum: str) -> Callable[[Vector], Vector]:
    """Return p → pM with M = A + bu (ante) or A(I − bu)⁻¹ (post)."""
    A, u = system.A, system.u
    if system.h.any() or not u.any():
        return lambda p: p @ A + (p @ basket) * u
    kept = 1 - float(u @ basket)
    if kept <= 0:
        raise too_high(float(system.productive_inverse.left(u) @ basket), datum)

    def apply(p: Vector) -> Vector:
        x = p @ A
        return x + (x @ basket) / kept * u

    return apply


def too_high(ratio: float, datum: str = "wage_basket") -> ModelError:
    """Return the error of a wage whose goods take more labour than it pays."""
    return ModelError(
        f"{TOO_HIGH}: the goods of an hour’s wage take {ratio:.6g} hours to make",
        where=datum,
        mend=CHECK,
    )


def _check_positive(system: System, basket: Vector, root: Root) -> None:
    """Raise if no positive prices belong to the root."""
    if root.tight:
        return
    cheap = np.flatnonzero(root.vector <= root.vector.max() * 1e-6)
    basics = system.groups(basket).basics
    if len(basics) == len(root.vector):
        raise ModelError(
            f"the bounds on the rate of profit do not meet: radius {root.lower:.6g} to"
            f" {root.upper:.6g}",
            mend="the coefficients differ by too many orders of magnitude: change the units",
        )
    raise ModelError(
        "no positive prices give every sector one rate of profit: some goods that are not basic"
        " reproduce themselves more slowly than the basic ones, which would cost nothing beside"
        f" them ({system.called(cheap)})",
        mend="leave out the non-basic goods, or correct their inputs",
    )


def _check_determined(system: System, basket: Vector) -> None:
    """Raise if groups of goods have nothing to do with each other, so that any ratio would do."""
    if not system.linked(basket):
        groups = system.groups(basket)
        names = " | ".join(system.called(goods) for goods in groups.sources[:3])
        raise ModelError(
            f"separate groups of goods have no relative price: {names}",
            mend="treat them apart, or leave them out",
        )


def at_rate(system: System, rate: float, ceiling: Ceiling) -> Solution:
    """Return prices at a given rate of profit; the wage is one, or zero at the maximum rate.

    Raises
    ------
    ModelError
        If the rate is negative or above the maximum.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> corn = System(np.array([[0.5]]), one, one)
    >>> found = at_rate(corn, 1 / 3, maximum_rate(corn))
    >>> float(round(1 / found.prices[0], 12))                      # the wage in corn
    0.25
    """
    if not 0 <= rate <= ceiling.rate * (1 + ZERO):
        raise ModelError(
            f"a rate of profit of {rate:.10g} is not between 0 and the maximum {ceiling.rate:.10g}",
            where="rate_of_profit",
            mend="give one that is",
        )
    if rate >= ceiling.rate * (1 - ZERO) or not system.u.any():
        return _without_wages(system, rate, ceiling)
    prices = system.inverse(rate).left(system.u + rate * system.h)
    if not (prices > 0).all():
        free = system.called(np.flatnonzero(prices <= 0))
        raise ModelError(
            f"goods that need no labour, directly or indirectly, have no price: {free}",
            mend="correct the labour coefficients",
        )
    return Solution(rate, prices, 1.0, rate, rate, 1)


def _without_wages(system: System, rate: float, ceiling: Ceiling) -> Solution:
    """Return prices at the maximum rate of profit."""
    if rate < ceiling.rate * (1 - ZERO):
        raise ModelError(
            f"without labour the rate of profit can only be its maximum, {ceiling.rate:.10g}",
            where="rate_of_profit",
            mend="leave it out",
        )
    root = ceiling.root
    if not (root.vector > 0).all() or not root.radius:
        raise ModelError(
            "at the maximum rate of profit some goods have no positive price:"
            f" {system.called(np.flatnonzero(root.vector <= 0))}",
            mend="give a lower rate of profit, or leave out the goods that are not basic",
        )
    _check_determined(system, np.zeros(len(system.u)))
    ends = sorted(_rate(system, end) for end in (root.lower, root.upper))
    return Solution(ceiling.rate, root.vector, 0.0, ends[0], ends[1], root.products)


def at_cost(
    system: System,
    goods: Vector,
    amount: float,
    ceiling: Ceiling,
    datum: str = "value_of_labour_power",
) -> Solution:
    r"""Return the rate of profit at which a collection of goods costs an amount of wages.

    Parameters
    ----------
    system
        Shapes n.
    goods
        Shape (n,); may have negative entries, as a net product with imported inputs has.
    amount
        What they cost in hourly wages, positive.
    ceiling
        Of the same system.
    datum
        The argument to which an error points.

    Raises
    ------
    ModelError
        If they cost more than that at every rate of profit, or never as much.

    Notes
    -----
    The root of :math:`g(r) = (u + rh)(I - F - rS)^{-1}n = a`. Newton's step is taken on
    :math:`1/g - 1/a`, nearly linear with a zero of 1/g near R, inside a bracket that halves where
    the step leaves it.

    .. math:: g'(r) = h\,\xi + \hat p\,S\,\xi,\qquad \xi = (I-F-rS)^{-1}n .
    """
    low, high, rate = 0.0, ceiling.rate, 0.0
    if not np.isfinite(high):
        raise ModelError("no good enters its own production", mend="give a wage basket")
    tried: list[float] = []
    while len(tried) < 200:
        tried.append(rate)
        cost, slope, prices = _cost(system, goods, rate)
        if rate == 0 and not 0 < cost <= amount * (1 + ZERO):
            raise too_high(cost / amount, datum)
        low, high = (rate, high) if 0 < cost <= amount else (low, rate)
        step = (1 / cost - 1 / amount) * cost**2 / slope if cost > 0 and slope > 0 else np.inf
        if abs(step) <= 4e-15 * max(rate, ZERO) or high - low <= 4e-16 * high:
            break
        rate = rate + step if low < rate + step < high else (low + high) / 2
    if abs(cost - amount) > 1e-9 * amount:
        raise ModelError(
            f"no rate of profit up to {ceiling.rate:.10g} makes the goods cost {amount:.6g} hours",
            mend="give a numéraire that contains basic goods",
        )
    return Solution(rate, prices, 1.0, *_signs(system, goods, amount, rate), len(tried))


def _cost(system: System, goods: Vector, rate: float) -> tuple[float, float, Vector]:
    """Return what goods cost in wages at a rate of profit, its slope, and all prices."""
    inverse = system.inverse(rate)
    prices = inverse.left(system.u + rate * system.h)
    activity = inverse.right(goods)
    slope = system.h @ activity + prices @ system.stock_columns(activity)
    return float(prices @ goods), float(slope), prices


def _signs(system: System, goods: Vector, amount: float, rate: float) -> tuple[float, float]:
    """Return two rates at which the goods cost less and more than the amount."""
    width = 1e-14
    while width < 1e-6:
        ends = rate - width * (1 + rate), rate + width * (1 + rate)
        costs = [float(system.inverse(end).left(system.u + end * system.h) @ goods) for end in ends]
        if costs[0] <= amount <= costs[1]:
            return max(ends[0], 0.0), ends[1]
        width *= 10
    raise ModelError("the bounds on the rate of profit do not meet", mend="change the units")


def residual(system: System, found: Solution) -> float:
    """Return the largest gap in the price equations, as a share of the price."""
    p, w, r = found.prices, found.wage, found.rate_of_profit
    cost = system.flow(p) + w * system.u + r * (system.stock(p) + w * system.h)
    return float(np.max(np.abs(p - cost) / p))
