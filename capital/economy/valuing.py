"""Values of an economy, with labels: λ, the value account, labour-power, MELT, direct prices.

The functions take an `Economy` and are its methods; the equations stand in `values`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from capital.economy import inputs, jointly, options, solver
from capital.economy.inputs import Technique
from capital.economy.solver import Choices
from capital.economy.tables import Prices, ValueAccount, value_table
from capital.economy.values import Valuation, account
from capital.errors import ModelError, check_choice

if TYPE_CHECKING:
    from capital.economy.economy import Economy


def values(
    economy: Economy,
    *,
    depreciation: bool | None = None,
    productive: bool | None = None,
    reduction: Any = None,
    kind: str | None = None,
    exact: bool = False,
) -> pd.Series:
    r"""Return labour values, :math:`\lambda = hl(I - A - D)^{-1}`.

    Parameters
    ----------
    depreciation
        Whether wear D enters; it does if the economy has any, unless this is false.
    productive
        Whether only productive sectors count; they alone do, unless this is false.
    reduction
        Simple hours per hour of each sector, shape (n,); one if left out.
    kind
        Of joint products: ``"least"`` (what the least labour for the wage basket makes of
        them, by linear programming; the default) or ``"additive"`` (may be negative). With
        one product each both are the same.
    exact
        Rationals instead of decimals, for small systems.

    Returns
    -------
    Series
        Hours per unit of product, of the sectors that create value.

    References
    ----------
    Marx, *Capital* I, ch. 1. Morishima (1973), ch. 1.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> Economy([["1/2"]], [1]).values(exact=True).tolist()
    [2]
    """
    if kind is not None:
        check_choice("kind of values", kind, jointly.KINDS)
    if economy.technique.B is not None and reduction is None:
        return jointly.values(economy, kind, exact=exact)
    valued = valuation(economy, depreciation, productive, reduction, exact=exact)
    return pd.Series(valued.value, economy.labels[valued.productive], name="value")


def value_account(
    economy: Economy,
    *,
    value_of_labour_power: Any = None,
    wages_by_sector: Any = None,
    depreciation: bool | None = None,
    productive: bool | None = None,
    reduction: Any = None,
    exact: bool = False,
) -> ValueAccount:
    """Return c, v, s, k, e and the value rate of profit of every sector and in total.

    Joint products are counted at additive values, which may make a surplus-value negative.

    Parameters
    ----------
    value_of_labour_power
        Variable capital over living labour; that of the wage basket if left out.
    wages_by_sector
        Wage an hour of each sector, shape (n,); equal if left out.
    depreciation, productive, reduction, exact
        As in `values`.

    Returns
    -------
    ValueAccount

    Examples
    --------
    >>> from capital.economy import Economy
    >>> mill = Economy([[0.5]], [1.0], wage_basket=[0.25], output=[100.0])
    >>> mill.value_account().totals.tolist()                       # c v s W k e C r
    [100.0, 50.0, 50.0, 200.0, 2.0, 1.0, 150.0, 0.3333333333333333]
    """
    plain = value_of_labour_power is None and wages_by_sector is None and reduction is None
    if economy.technique.B is not None and plain:
        return jointly.value_account(economy, exact=exact)
    valued = valuation(economy, depreciation, productive, reduction, wages_by_sector, exact=exact)
    share = options.number(value_of_labour_power, "value_of_labour_power", exact)
    return value_table(account(valued, share), economy.labels[valued.productive])


def value_of_labour_power(
    economy: Economy,
    prices: Prices | None = None,
    *,
    depreciation: bool | None = None,
    productive: bool | None = None,
    reduction: Any = None,
    wages_by_sector: Any = None,
    exact: bool = False,
) -> Any:
    r"""Return the value of labour-power as a share of living labour.

    Parameters
    ----------
    prices
        Left out: labour embodied in the wage basket, λb. With prices: the new
        interpretation's w/μ, the share of wages in the price of the net product.
    depreciation, productive, reduction, wages_by_sector, exact
        As in `value_account`.

    Returns
    -------
    float or exact number
        Paid hours per hour of living labour.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> Economy([[0.5]], [1.0], wage_basket=[0.25]).value_of_labour_power()
    0.5
    """
    exact = exact or (prices is not None and prices.prices.dtype == object)
    valued = valuation(economy, depreciation, productive, reduction, wages_by_sector, exact=exact)
    if prices is None:
        return valued.labour_power if exact else float(valued.labour_power)
    p = prices.prices.to_numpy()
    return prices.wage * valued.living_labour / (p @ valued.net_output)


def melt(
    economy: Economy,
    prices: Prices | pd.Series | None = None,
    *,
    basis: str = "net",
    depreciation: bool | None = None,
    productive: bool | None = None,
    reduction: Any = None,
) -> Any:
    r"""Return the monetary expression of labour time.

    Parameters
    ----------
    prices
        Prices of production, or any prices; market prices if left out.
    basis
        ``"net"``: price of the net output over living labour in productive sectors,
        :math:`\mu = p\,y/L`. ``"gross"``: price over value of the gross output.
    depreciation, productive, reduction
        As in `values`.

    Returns
    -------
    float or exact number
        Money an hour, in the unit of the prices.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> corn = Economy([[0.5]], [1.0], output=[100.0], market_prices=[6.0])
    >>> float(corn.melt())                           # 50 of corn at 6, made in 100 hours
    3.0

    References
    ----------
    Foley (1982). Mohun (2004). The net output is that of all sectors, after depreciation: what
    unproductive sectors receive is transferred from the productive ones.
    """
    check_choice("basis", basis, ("net", "gross"))
    valued = valuation(economy, depreciation, productive, reduction)
    if prices is None:
        p = valued.need("m", "market_prices")
    else:
        given = prices.prices if isinstance(prices, Prices) else prices
        p = inputs.vector("prices", given, economy.labels)
    if basis == "net":
        return p @ valued.net_output / valued.living_labour
    return p @ valued.output / (valued.value @ valued.output[valued.productive])


def direct_prices(
    economy: Economy,
    *,
    depreciation: bool | None = None,
    productive: bool | None = None,
    reduction: Any = None,
) -> pd.Series:
    """Return prices in proportion to values: the whole output costs what it does on markets.

    Market prices are one where the economy has none.

    Parameters
    ----------
    depreciation, productive, reduction
        As in `values`.

    Returns
    -------
    pandas.Series
        A price for each good that productive labour makes.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> two = Economy([[0.5, 0.0], [0.0, 0.5]], [1.0, 3.0], output=[10.0, 10.0])
    >>> two.direct_prices().tolist()                 # values 2 and 6, market prices 1 and 1
    [0.5, 1.5]
    """
    valued = valuation(economy, depreciation, productive, reduction)
    P, Q = valued.productive, valued.output
    market = np.ones(len(Q)) if valued.given.m is None else valued.given.m
    found = valued.value * ((market @ Q) / (valued.value @ Q[P]))
    return pd.Series(found, economy.labels[P], name="direct_price")


def valuation(
    economy: Economy,
    depreciation: bool | None = None,
    productive: bool | None = None,
    reduction: Any = None,
    wages_by_sector: Any = None,
    *,
    exact: bool = False,
) -> Valuation:
    """Return the values that belong to the choices, after the checks."""
    technique = economy.arrays(exact=exact)
    if technique.B is not None:
        raise ModelError(
            "this is for processes with one product each",
            where="joint",
            mend="joint products have values(), value_account(), fundamental_theorem() and"
            " prices_of_production(), all at equal hours",
        )
    if not economy.technique.l.any():
        raise ModelError("there are no values without labour", where="labour", mend="give it")
    for name, wanted, there in (
        ("depreciation", depreciation, technique.D is not None),
        ("productive", productive, technique.productive is not None),
    ):
        if wanted and not there:
            raise ModelError(f"the economy has no {name}", where=name, mend=f"give {name}=")
    if depreciation is False:
        technique = replace(technique, D=None)
    if productive is False:
        technique = replace(technique, productive=None)
    if exact:  # decimals prove first that the sectors yield a net product
        _ = valuation(economy, depreciation, productive, reduction, wages_by_sector).value
    chosen = choices(
        economy, technique, exact=exact, reduction=reduction, wages_by_sector=wages_by_sector
    )
    return solver.valuation(technique, chosen, exact=exact)


def choices(
    economy: Economy,
    technique: Technique,
    *,
    exact: bool,
    reduction: Any,
    wages_by_sector: Any,
    wages: str = "ante",
    interpretation: str = "standard",
    **rest: Any,
) -> Choices:
    """Return choices with what is given by sector as arrays."""
    shares, average = options.wages_over_average(wages_by_sector, economy.labels, technique, exact)
    skills = options.by_sector("reduction", reduction, economy.labels, exact)
    return Choices(
        wages,
        interpretation,
        relative_wages=shares,
        reduction=skills,
        average_wage=average,
        **rest,
    )
