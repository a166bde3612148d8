"""Prices of production of an economy, with labels: every model of the literature in one function.

`prices_of_production` takes an `Economy` and is its method. What it computes stands in `solver` and
the modules below it; joint products go to `jointly`, the temporal interpretation to `transition`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from capital.economy import closures, jointly, options, solver, transition, valuing
from capital.economy.inputs import Technique
from capital.economy.labelled import ordinary
from capital.economy.solver import Choices
from capital.economy.tables import Prices, price_table
from capital.errors import ModelError, check_choice

if TYPE_CHECKING:
    from capital.economy.economy import Economy

#: What `models` says of each.
COMPARED = [
    "rate_of_profit",
    "maximum_rate_of_profit",
    "wage",
    "closure",
    "residual",
    "problem",
]


def prices_of_production(
    economy: Economy,
    wages: str | None = None,
    *,
    interpretation: str = "standard",
    value_of_labour_power: Any = None,
    profit_share: Any = None,
    rate_of_profit: Any = None,
    wage: Any = None,
    wages_by_sector: Any = None,
    reduction: Any = None,
    numeraire: Any = None,
    capital: str | None = None,
    exact: bool = False,
) -> Prices:
    r"""Return prices at which every sector has the same rate of profit.

    Parameters
    ----------
    wages
        ``"ante"`` (advanced, Marx) or ``"post"`` (paid out of the product, Sraffa). If left
        out: ante, and post in the sraffian interpretation.
    interpretation
        ``"standard"``: labour-power is worth the labour in the wage basket. ``"new"``: it is
        worth its wage, over the price of the net product per hour of living labour.
        ``"sraffian"``: no values; a profit share is counted in the standard system.
        ``"temporal"``: prices at the end of a period whose inputs and wages are bought at
        market prices; `sequence` goes on from there.
    value_of_labour_power, profit_share, rate_of_profit, wage
        At most one settles distribution; otherwise the economy's wage basket does. A wage is
        counted in the numéraire. In the new interpretation a wage beside the value of
        labour-power fixes the unit of the prices.
    wages_by_sector
        Wage an hour of each sector, shape (n,); the basket is what the average buys.
    reduction
        Simple hours per hour of each sector, shape (n,), for living labour; wages are paid for
        the hours as they are.
    numeraire
        What fixes the unit: a name of `NUMERAIRES`, the label of a good, or a basket (Series,
        mapping, or array of shape (n,)) that costs one. If left out: the gross output, the wage
        basket if there is no output, and living labour in the new interpretation.
    capital
        ``"circulating"`` or ``"stock"`` (with wear, fixed capital, turnover and taxes); stock
        if the economy has any of them.
    exact
        Rationals and roots instead of decimals, for small systems.

    Returns
    -------
    Prices
        With bounds on the rate of profit and the residual of the equations. Joint products
        need as many processes as goods; what solutions were rejected is said.

    Raises
    ------
    ModelError
        If the real wage exceeds what the technique can yield, if data contradict each other, or
        if no positive prices exist.

    Notes
    -----
    .. math:: p = p(A + D + T) + wl + r\big(p(K + A\hat t) + wl\hat t\big)

    where the last term falls away with wages paid ex post; with circulating capital alone,
    :math:`p = (1+r)(pA + wl)` and :math:`p = (1+r)pA + wl`.

    References
    ----------
    Marx, *Capital* III, ch. 9. Sraffa (1960). Morishima (1973). Duménil (1980). Foley (1982).

    Examples
    --------
    >>> from capital.economy import Economy
    >>> corn = Economy([["1/2"]], [1], wage_basket=["1/4"])
    >>> corn.prices_of_production(exact=True).rate_of_profit
    1/3
    >>> corn.prices_of_production("post").rate_of_profit
    0.5
    """
    wages = _time_of_wages(economy, wages, interpretation)
    data = {
        "value_of_labour_power": value_of_labour_power,
        "profit_share": profit_share,
        "rate_of_profit": rate_of_profit,
        "wage": wage,
    }
    if interpretation == "temporal" or economy.technique.B is not None:
        _check_equal_hours(wages_by_sector, reduction)
        data = {name: options.number(datum, name, exact) for name, datum in data.items()}
        if interpretation == "temporal":
            return transition.next_prices(
                economy, numeraire=numeraire, data=data, capital=capital, exact=exact
            )
        return jointly.prices(
            economy,
            wages=wages,
            interpretation=interpretation,
            data=data,
            numeraire=numeraire,
            exact=exact,
        )

    def choices(technique: Technique, in_rationals: bool) -> Choices:
        return valuing.choices(
            economy,
            technique,
            exact=in_rationals,
            wages=wages,
            interpretation=interpretation,
            data={name: options.number(datum, name, in_rationals) for name, datum in data.items()},
            numeraire=options.numeraire(numeraire, economy.labels, in_rationals),
            reduction=reduction,
            wages_by_sector=wages_by_sector,
        )

    given = solver.stripped(economy.technique, capital)
    found = solver.produce(given, choices(given, False), economy.labels)
    if exact:
        rational = solver.stripped(economy.arrays(exact=True), capital)
        found = solver.produce_exactly(rational, choices(rational, True), found, economy.labels)
    stock = any(part is not None for part in (given.D, given.K, given.t, given.tax))
    kind = "stock" if stock else "circulating"
    return price_table(
        found, economy.labels, wages=wages, interpretation=interpretation, capital=kind
    )


def models(
    economy: Economy,
    *,
    value_of_labour_power: Any = None,
    profit_share: Any = None,
    numeraire: Any = None,
) -> pd.DataFrame:
    r"""Return the rate of profit of every model that the tables allow, side by side.

    Parameters
    ----------
    value_of_labour_power
        For the new interpretation; what the wage basket is worth at values if left out.
    profit_share
        For the sraffian reading, in the standard system; one less the value of labour-power if
        left out.
    numeraire
        The same for all but the temporal one, where market prices are the unit; each model's own
        if left out.

    Returns
    -------
    DataFrame
        One row for each interpretation, time of wages and kind of capital, with rate of profit,
        maximum rate, wage, what settles distribution, residual, and, where a model has no
        solution, the problem in words.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> table = Economy.example("bortkiewicz").models()
    >>> table["rate_of_profit"].round(4).to_dict()      # doctest: +NORMALIZE_WHITESPACE
    {('standard', 'ante', 'circulating'): 0.25, ('standard', 'post', 'circulating'): 0.3636,
     ('new', 'ante', 'circulating'): 0.261, ('new', 'post', 'circulating'): 0.381,
     ('sraffian', 'post', 'circulating'): 0.2667}
    """
    given = ordinary(economy)
    rows = {}
    for interpretation, wages, capital in _readings(given):
        worth = value_of_labour_power
        if worth is None and given.b is not None and given.l.any():
            wear = None if capital == "stock" or given.D is None else False
            worth = economy.value_of_labour_power(depreciation=wear)
        share = 1 - worth if profit_share is None and worth is not None else profit_share
        data: dict[str, dict[str, Any]] = {
            "new": {"value_of_labour_power": worth},
            "sraffian": {"profit_share": share},
        }
        datum = data.get(interpretation, {})
        if None not in datum.values():
            unit = None if interpretation == "temporal" else numeraire
            terms = {"interpretation": interpretation, "capital": capital, "numeraire": unit}
            rows[interpretation, wages, capital] = _attempt(economy, wages, {**terms, **datum})
    table = pd.DataFrame.from_dict(rows, orient="index", columns=COMPARED)
    names = ["interpretation", "wages", "capital"]
    return table.set_axis(pd.MultiIndex.from_tuples(rows, names=names))


def _readings(given: Technique) -> Iterator[tuple[str, str, str]]:
    """Yield interpretation, time of wages and kind of capital of every model."""
    stocks = any(part is not None for part in (given.D, given.K, given.t, given.tax))
    for capital in ("circulating", "stock") if stocks else ("circulating",):
        if given.b is not None or not given.l.any():
            yield from (("standard", wages, capital) for wages in solver.WAGES)
        if given.Q is not None:
            yield from (("new", wages, capital) for wages in solver.WAGES)
        yield "sraffian", "post", capital
    if given.m is not None and given.b is not None and given.Q is not None:
        yield "temporal", "ante", "circulating"


def _attempt(economy: Economy, wages: str, terms: dict[str, Any]) -> list[Any]:
    """Return what is compared of one model, or the problem that it has."""
    try:
        found = prices_of_production(economy, wages, **terms)
    except ModelError as error:
        return [float("nan")] * 3 + ["", float("nan"), error.what]
    rates = [found.rate_of_profit, found.maximum_rate_of_profit, found.wage]
    return [*rates, found.closure, found.residual, ""]


def _check_equal_hours(wages_by_sector: Any, reduction: Any) -> None:
    """Raise for what joint products and temporal prices do not know."""
    if wages_by_sector is not None or reduction is not None:
        raise ModelError(
            "joint products and temporal prices take all hours as equal",
            where="wages_by_sector and reduction",
            mend="leave them out",
        )


def _time_of_wages(economy: Economy, wages: str | None, interpretation: str) -> str:
    """Return when wages are paid; raise for choices that have no meaning here."""
    check_choice("interpretation", interpretation, closures.INTERPRETATIONS)
    if wages is not None:
        check_choice("time of wages", wages, solver.WAGES)
    if interpretation == "temporal" and wages == "post":
        raise ModelError(
            "in the temporal system wages are advanced, at prices of the period’s beginning",
            where="wages",
            mend="leave wages out",
        )
    if economy.technique.B is not None and interpretation not in ("standard", "sraffian"):
        raise ModelError(
            f"with joint products there is no {interpretation} interpretation",
            where="interpretation",
            mend="take the standard one",
        )
    return wages or ("post" if interpretation == "sraffian" else "ante")
