r"""Wages against profits on a labelled economy: the curve, the standard commodity, dated labour.

The functions take an `Economy` and are its methods; what needs exact arithmetic is imported when it
is first asked for. What they compute stands in `sraffa` (one
technique), `choice` (several) and `prices` (with capital stocks); here it gets labels and a
numéraire in words. With stocks, wear, turnover and taxes, at every rate of profit

.. math:: p\,(I - F - rS) = w\,(u + rh)

is solved anew (see `system`); with circulating capital alone one reduction serves all rates.

References
----------
Sraffa (1960), *Production of Commodities by Means of Commodities*, ch. 3–6 and 12. Brody (1970),
*Proportions, Prices and Planning*, on stocks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from capital.economy import closures, options, prices, solver
from capital.economy.closures import Numeraire
from capital.economy.inputs import Technique
from capital.economy.labelled import dense, frame, ordinary, series, whole
from capital.economy.solver import Choices
from capital.economy.system import System
from capital.errors import ModelError, check_choice

if TYPE_CHECKING:
    from capital.economy.choice import Envelope
    from capital.economy.economy import Economy
    from capital.economy.sraffa import DatedLabour, StandardCommodity, WageProfitCurve

#: Rates of profit at which a curve is drawn where none are given.
POINTS = 100


def wage_profit_curve(
    economy: Economy,
    rates: Any = None,
    *,
    wages: str = "post",
    numeraire: Any = None,
    capital: str | None = None,
    exact: bool = False,
) -> WageProfitCurve:
    r"""Return wage and prices at every rate of profit from nothing to the maximum.

    Parameters
    ----------
    rates : array of shape (m,), optional
        Rates of profit; a hundred evenly spaced ones if left out.
    wages
        ``"post"`` (paid out of the product, Sraffa) or ``"ante"``.
    numeraire
        Goods in which wages and prices are counted, as in `prices_of_production`; on them the
        form of the curve depends. If left out: the gross output, or one unit of every good.
    capital
        ``"circulating"`` or ``"stock"``; stock if the economy has any.
    exact
        Rationals and roots, at the rates given, for small systems of circulating capital.

    Returns
    -------
    WageProfitCurve
        ``wages`` is a Series over the rates, ``prices`` a frame of rates × goods.

    Raises
    ------
    ModelError
        If a rate exceeds the maximum, or the numéraire is no basket of goods.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> standard = Economy.example("sraffa-standard")
    >>> curve = standard.wage_profit_curve([0, 0.1], numeraire="standard_commodity")
    >>> curve.wages.round(12).tolist()                                          # w = 1 − r/R
    [1.0, 0.5]
    """
    from capital.economy import sraffa

    check_choice("time of wages", wages, solver.WAGES)
    given = ordinary(economy, exact)
    given = solver.stripped(given, capital)
    system = solver.price_system(given, Choices(wages, "sraffian"), economy.labels)
    unit = _unit(economy, given, system, numeraire, exact)
    goods = unit.goods / unit.amount
    if system.circulating:
        found = sraffa.wage_profit_curve(given.A, given.l, goods, rates, wages=wages, exact=exact)
    else:
        found = _with_stocks(system, goods, rates, wages, exact)
    index = pd.Index(found.rates_of_profit, name="rate_of_profit")
    return replace(
        found,
        wages=pd.Series(found.wages, index, name="wage"),
        prices=frame(found.prices, index, economy.labels),
        numeraire=unit.text,
    )


def _unit(
    economy: Economy, given: Technique, system: System, numeraire: Any, exact: bool
) -> Numeraire:
    """Return the goods in which wages are counted."""
    chosen = options.numeraire(numeraire, economy.labels, exact)
    valued = solver.valuation(given, Choices("post", "sraffian"), exact=exact)
    chosen = chosen or closures.default_numeraire("sraffian", "wage", valued)
    if isinstance(chosen, str):
        goods = None
        if chosen == "standard_commodity":
            goods = _standard_net_product(system, exact)
        chosen = closures.named_numeraire(chosen, valued, goods)
    if chosen.hours or not (chosen.goods >= 0).all() or not chosen.goods.any():
        raise ModelError(
            f"in such a numéraire wages draw no curve: {chosen.text}",
            where="numeraire",
            mend="name a good, or give a basket of goods",
        )
    return chosen


def _standard_net_product(system: System, exact: bool) -> Any:
    """Return the net product of the standard system that employs one hour."""
    if not exact:
        q, _ = solver.standard_system(system)
        return q - system.flow_columns(q)
    from capital.economy import sraffa

    return sraffa.standard_commodity(system.A, system.u, exact=True).net_product


def _with_stocks(
    system: System, goods: Any, rates: Any, wages: str, exact: bool
) -> WageProfitCurve:
    """Return the curve of a technique with stocks, wear, turnover or taxes, rate by rate."""
    from capital.economy.sraffa import WageProfitCurve

    if exact:
        raise ModelError(
            "exact curves are for circulating capital",
            where="exact",
            mend="pass capital='circulating', or leave exact out",
        )
    ceiling = prices.maximum_rate(system)
    if rates is None and not np.isfinite(ceiling.rate):
        raise ModelError("no rates of profit are given", where="rates", mend="give some")
    chosen = np.linspace(0, ceiling.rate, POINTS) if rates is None else rates
    r = np.array(chosen, dtype=float)
    found = [prices.at_rate(system, float(rate), ceiling) for rate in r]
    worth = np.array([item.prices @ goods for item in found])
    rows = np.array([item.prices for item in found]) / worth[:, None]
    ends = sorted(1 / end if end else np.inf for end in (ceiling.root.lower, ceiling.root.upper))
    return WageProfitCurve(
        rates_of_profit=r,
        wages=np.array([item.wage for item in found]) / worth,
        prices=rows,
        maximum_rate_of_profit=ceiling.rate,
        bounds=(ends[0], ends[1]),
        residual=max(prices.residual(system, item) for item in found),
        wages_paid=wages,
    )


def standard_commodity(
    economy: Economy, *, labour: Any = 1, capital: str | None = None, exact: bool = False
) -> StandardCommodity:
    r"""Return the standard system: outputs in the proportions of what they need.

    Parameters
    ----------
    labour
        Hours that the standard system employs.
    capital
        ``"circulating"`` or ``"stock"``; stock if the economy has any. The net product is then R
        times the *stocks*: :math:`(I-F)\,q = R\,S\,q`.
    exact
        Rationals and roots, for small systems of circulating capital.

    Returns
    -------
    StandardCommodity
        With Series by good; goods that are not basic are zero.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> found = Economy.example("sraffa-standard").standard_commodity(labour="3/4", exact=True)
    >>> found.outputs.to_dict(), found.maximum_rate_of_profit
    ({'iron': 180, 'coal': 270, 'wheat': 360}, 1/5)
    """
    from capital.economy import sraffa

    given = solver.stripped(ordinary(economy, exact), capital)
    system = solver.price_system(given, Choices("post", "sraffian"), economy.labels)
    if system.circulating:
        found = sraffa.standard_commodity(given.A, given.l, labour=labour, exact=exact)
    elif exact:
        raise ModelError(
            "the exact standard commodity is that of circulating capital",
            where="exact",
            mend="pass capital='circulating', or leave exact out",
        )
    else:
        found = _standard_with_stocks(system, float(labour))
    parts = ("outputs", "inputs", "net_product")
    named = {name: series(getattr(found, name), economy.labels, name) for name in parts}
    return replace(found, **named)


def _standard_with_stocks(system: System, labour: float) -> StandardCommodity:
    """Return the standard system of a technique with stocks."""
    from capital.economy.sraffa import StandardCommodity

    q, root = solver.standard_system(system)
    q = q * labour
    used = system.flow_columns(q)
    gap = np.abs(q - used - system.stock_columns(q) / root.radius).max() / q.max()
    bounds = (1 / root.upper, 1 / root.lower)
    return StandardCommodity(1 / root.radius, q, used, q - used, bounds, gap)


def dated_labour(economy: Economy, terms: int = 12, *, exact: bool = False) -> DatedLabour:
    r"""Return the labour in each good by the round of production in which it was spent.

    Parameters
    ----------
    terms
        How many rounds to tell apart.
    exact
        Rationals, for small systems.

    Returns
    -------
    DatedLabour
        ``labour`` is a frame of rounds × goods, round 0 the last; wear counts as an input.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> Economy([[0.5]], [1.0]).dated_labour(3).labour[0].tolist()
    [1.0, 0.5, 0.25]
    """
    from capital.economy import sraffa

    given = ordinary(economy, exact)
    used = dense(given.A) if given.D is None else dense(given.A) + dense(given.D)
    found = sraffa.dated_labour(used, given.l, terms, exact=exact)
    rounds = pd.RangeIndex(terms, name="round")
    return replace(
        found,
        labour=frame(found.labour, rounds, economy.labels),
        remainder=series(found.remainder, economy.labels, "remainder"),
        values=series(found.values, economy.labels, "value"),
    )


def choice(
    economy: Economy,
    *others: Economy,
    numeraire: Any,
    wages: str = "post",
    capital: str | None = None,
    exact: bool = False,
) -> Envelope:
    """Return which of several techniques pays most at every rate of profit, and the switches.

    Parameters
    ----------
    *others : Economy
        Other techniques; this economy has the position 0.
    numeraire
        A good that all of them make, by label, or goods by label that together cost one.
    wages
        ``"post"`` or ``"ante"``.
    capital
        ``"circulating"`` leaves stocks, wear, turnover and taxes aside.
    exact
        Find the switch points as roots of polynomials.

    Returns
    -------
    Envelope
        For two techniques, all rates of profit at which they cost the same.

    Examples
    --------
    Seven hours two periods back, or two three back and six one back (Samuelson 1966):

    >>> from capital.economy import Economy
    >>> alpha, beta = (Economy.example(f"samuelson-{name}") for name in ("alpha", "beta"))
    >>> found = alpha.choice(beta, numeraire="champagne", wages="ante", exact=True)
    >>> [switch.rate_of_profit for switch in found.switches], found.reswitching
    ([1/2, 1], (0,))
    """
    from capital.economy.choice import envelope

    every = (economy, *others)
    tables = [whole(item, "a choice of technique", capital, exact=exact) for item in every]
    baskets = []
    for item in every:
        unit = options.numeraire(numeraire, item.labels, exact)
        if not isinstance(unit, Numeraire):
            raise ModelError(
                f"‘{numeraire}’ is not the same goods in every technique",
                where="numeraire",
                mend="name a good that all of them make, or goods by label",
            )
        baskets.append(unit.goods)
    return envelope(
        [(dense(given.A), given.l) for given in tables], baskets, wages=wages, exact=exact
    )
