"""From a technique and a user's choices to prices: one path for every model.

Choices become a closure and a numéraire (`closures`), the technique a price system (`system`);
`prices` finds the rate of profit with its proof, and the numéraire sets the scale. With
``exact=True`` the same path runs a second time in rationals (`exact`), guided by the decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from capital.economy import closures, prices
from capital.economy.closures import Closure, Numeraire
from capital.economy.inputs import Technique
from capital.economy.matrices import Vector
from capital.economy.perron import Root, block_root, perron
from capital.economy.prices import Ceiling, Solution
from capital.economy.system import System, build
from capital.economy.values import Valuation
from capital.errors import ModelError, check_choice

CAPITAL = ("circulating", "stock")
WAGES = ("ante", "post")


@dataclass(frozen=True)
class Choices:
    """What the user chose.

    Attributes
    ----------
    wages : {"ante", "post"}
    interpretation : {"standard", "new", "sraffian"}
    data : mapping
        The data of distribution; see `closures.closure`.
    numeraire : str, Numeraire or None
        A name of `closures.NUMERAIRES`, or goods.
    relative_wages, reduction : array, shape (n,), or None
    average_wage : number or None
        The average of the wages by sector, where they were given.
    """

    wages: str
    interpretation: str
    data: Mapping[str, Any] = field(default_factory=dict)
    numeraire: str | Numeraire | None = None
    relative_wages: Vector | None = None
    reduction: Vector | None = None
    average_wage: Any = None


@dataclass(frozen=True)
class Outcome:
    """Prices at their numéraire, with what proves them.

    Attributes
    ----------
    rate_of_profit, wage, maximum_rate : number
    prices : array, shape (n,)
    lower, upper : float
        Bounds on the rate of profit.
    residual : float
        Largest gap of the price equations, over the price.
    iterations : int
    closure, numeraire : str
        In words.
    inputs, wages, profit, advanced : array, shape (n,)
        Costs of a unit without wages, its wages, its profit and the capital advanced for it.
    """

    rate_of_profit: Any
    wage: Any
    maximum_rate: Any
    prices: Vector
    lower: float
    upper: float
    residual: float
    iterations: int
    closure: str
    numeraire: str
    inputs: Vector
    wages: Vector
    profit: Vector
    advanced: Vector


def stripped(given: Technique, capital: str | None) -> Technique:
    """Return the technique without stocks, wear and taxes, if only circulating capital counts."""
    if capital is not None:
        check_choice("capital", capital, CAPITAL)
    return replace(given, D=None, K=None, t=None, tax=None) if capital == "circulating" else given


def valuation(given: Technique, choices: Choices, *, exact: bool = False) -> Valuation:
    """Return the values that belong to the choices."""
    mask = given.productive
    members = np.arange(len(given.l)) if mask is None else np.flatnonzero(mask)
    if not exact:
        return Valuation(given, choices.reduction, choices.relative_wages, members)
    from capital.economy.exact import values as solve

    return Valuation(given, choices.reduction, choices.relative_wages, members, solve)


def price_system(given: Technique, choices: Choices, names: Sequence[object] = ()) -> System:
    """Return the price equations that belong to the choices."""
    return build(
        given.A,
        given.l,
        wages=choices.wages,
        relative_wages=choices.relative_wages,
        names=names,
        D=given.D,
        K=given.K,
        tax=given.tax,
        t=given.t,
    )


def produce(given: Technique, choices: Choices, names: Sequence[object] = ()) -> Outcome:
    """Return prices of production in decimals.

    Parameters
    ----------
    given
        In floats, of n sectors.
    choices
        Checked by the caller.
    names
        Labels, for errors.
    """
    system = price_system(given, choices, names)
    ceiling = prices.maximum_rate(system)
    valued = valuation(given, choices)
    unit, closed = _distribution(valued, choices, standard=lambda: _standard(system))
    found = _solve(system, closed, ceiling)
    scale = _scale(found, unit)
    if not np.isfinite(scale) or scale <= 0:
        raise ModelError(
            f"no positive prices satisfy the numéraire: {unit.text}",
            where="numeraire",
            mend="choose another",
        )
    return _outcome(system, found, ceiling.rate, closed, unit, scale)


def _distribution(valued: Valuation, choices: Choices, standard: Any) -> tuple[Numeraire, Closure]:
    """Return numéraire and closure."""
    data, name = dict(choices.data), choices.numeraire
    given = {key for key, value in data.items() if value is not None}
    scale_by_wage = choices.interpretation == "new" and len(given - {"wage"}) == 1
    if name is None and choices.interpretation == "new":
        level = data.get("wage") if scale_by_wage else None
        level = choices.average_wage if level is None else level
        if level is not None and given != {"wage"}:
            data["wage"] = None
            nothing = valued.given.l * 0
            name = Numeraire(nothing, 1, level, f"the average wage is {closures.say(level)}")
    if name is None:
        datum = next(iter(given), "wage_basket" if valued.given.l.any() else "labour")
        name = closures.default_numeraire(choices.interpretation, datum, valued)
    if isinstance(name, str):
        goods = standard() if name == "standard_commodity" else None
        name = closures.named_numeraire(name, valued, goods)
    return name, closures.closure(data, choices.interpretation, choices.wages, valued, name)


def _solve(system: System, closed: Closure, ceiling: Ceiling) -> Solution:
    """Return prices in any unit."""
    share, basket = closed.share_of_maximum, closed.basket
    if share is not None:
        return prices.at_rate(system, share * ceiling.rate if share else 0.0, ceiling)
    if basket is None:
        return prices.at_rate(system, float(closed.rate), ceiling)
    if (basket >= 0).all():
        return prices.at_real_wage(system, basket, closed.datum)
    size = float(np.abs(basket).max())
    return prices.at_cost(system, basket / size, 1 / size, ceiling, closed.datum)


def _scale(found: Solution, unit: Numeraire) -> float:
    """Return the factor that makes the numéraire cost what it must."""
    size = float(found.prices @ unit.goods) + float(unit.hours) * found.wage
    return float(unit.amount) / size if size else np.inf


def _outcome(
    system: System, found: Solution, top: float, closed: Closure, unit: Numeraire, scale: float
) -> Outcome:
    """Return the scaled prices with their costs and the gap of the equations."""
    p, w, r = found.prices * scale, found.wage * scale, found.rate_of_profit
    inputs, wages = system.flow(p), w * system.u
    advanced = system.stock(p) + w * system.h
    gap = float(np.max(np.abs(p - inputs - wages - r * advanced) / p))
    return Outcome(
        r, w, top, p, found.lower, found.upper, gap, found.iterations, closed.text, unit.text,
        inputs, wages, r * advanced, advanced,
    )  # fmt: skip


def standard_system(system: System) -> tuple[Vector, Root]:
    """Return outputs in the proportions of what they need, employing one hour, and their root.

    Raises
    ------
    ModelError
        If there are no basic goods, or no labour makes them.
    """
    basics = system.groups().basics
    if not len(basics) or not system.u[basics].any():
        raise ModelError(
            "there is no standard commodity: no goods enter, directly or indirectly, all others",
            where="numeraire",
            mend="choose another numéraire",
        )
    part = system.restrict(basics)
    if part.circulating:
        root = block_root(lambda q: part.A @ q, len(basics))
    else:
        inverse = part.productive_inverse
        start = inverse.right(part.stock_columns(np.ones(len(basics))))
        root = perron(lambda q: inverse.right(part.stock_columns(q)), start + start.max() * 1e-9)
    q = np.zeros(len(system.u))
    q[basics] = root.vector / (part.u @ root.vector)
    return q, root


def _standard(system: System) -> Vector:
    """Return the net product of the standard system that employs one hour of labour."""
    q, _ = standard_system(system)
    return q - system.flow_columns(q)


def produce_exactly(
    given: Technique, choices: Choices, decimals: Outcome, names: Sequence[object] = ()
) -> Outcome:
    """Return prices of production in exact numbers, next to those in decimals.

    Parameters
    ----------
    given, choices
        In rationals.
    decimals
        What `produce` found.
    names
        Labels, for errors.
    """
    from capital.economy import exact

    system = price_system(given, choices, names)
    top = exact.root(system, None, decimals.maximum_rate)
    valued = valuation(given, choices, exact=True)
    unit, closed = _distribution(valued, choices, lambda: exact.standard_net_product(system, top))
    if closed.share_of_maximum is not None:
        rate = closed.share_of_maximum * top
    elif closed.rate is not None:
        rate = closed.rate
    else:
        rate = exact.root(system, closed.basket, decimals.rate_of_profit)
    found = exact.prices(system, closed.basket, rate, (unit.goods, unit.hours, unit.amount))
    return replace(
        decimals,
        rate_of_profit=rate,
        maximum_rate=top,
        lower=rate,
        upper=rate,
        residual=0,
        closure=closed.text,
        numeraire=unit.text,
        **vars(found),
    )
