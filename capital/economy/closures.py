r"""What settles distribution, and what money is: data that a user may give in many words.

A closure is a rate of profit, a share of the maximum rate, or a basket that the average wage buys
(see `prices`). In the words of the literature, with L the living labour of the productive sectors
in simple hours, H all hours paid, y the net output:

================================ ==============================================================
datum                            basket or rate
================================ ==============================================================
the economy's wage basket        b
value of labour-power ω          standard: b·ω/(λb);  new interpretation: ω·y/L
profit share π                   wages are 1 − π of the price of y: (1 − π)·y/H;
                                 sraffian: π is counted in the standard system, r = πR
wage w at a numéraire            w numéraires: n/(c/w − a)
rate of profit r                 r
================================ ==============================================================

A numéraire is one equation :math:`p\,n + a\,w = c`: goods n and a hours of labour cost c.

References
----------
Sraffa (1960), ch. 4–5, on the standard commodity and labour commanded. Marx, *Capital* III, ch. 9
and Seton (1957), *Review of Economic Studies* 24, on invariance. Duménil (1980), Foley (1982).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from capital.economy.matrices import Vector
from capital.economy.values import Valuation
from capital.errors import ModelError, check_choice

INTERPRETATIONS = ("standard", "new", "sraffian", "temporal")
NUMERAIRES = {
    "gross_output": "the gross output costs what it costs at market prices",
    "total_value": "total price = total value",
    "net_output": "price of the net output = living labour (hours)",
    "surplus_value": "total profit = total surplus-value",
    "wage_basket": "the wage basket costs 1",
    "value_of_wage_basket": "price of the wage basket = its value",
    "labour_commanded": "an hour’s average wage is 1",
    "standard_commodity": "the standard net product of one hour of labour costs 1",
    "unit_basket": "one unit of every good together costs 1",
}


@dataclass(frozen=True)
class Closure:
    """What settles distribution: exactly one of the first three is not ``None``.

    Attributes
    ----------
    basket : array, shape (n,), or None
        Goods that the average wage buys.
    rate : number or None
        The rate of profit.
    share_of_maximum : number or None
        The rate of profit over its maximum.
    datum : str
        The argument that was given.
    value : number or None
        Its value, where it is a number.
    text : str
        The same in words.
    """

    basket: Vector | None
    rate: Any
    share_of_maximum: Any
    datum: str
    value: Any
    text: str


@dataclass(frozen=True)
class Numeraire:
    """What the unit of prices is: goods·p + hours·w = amount.

    Attributes
    ----------
    goods : array, shape (n,)
    hours, amount : number
    text : str
    """

    goods: Vector
    hours: Any
    amount: Any
    text: str


def named_numeraire(name: str, valued: Valuation, standard: Vector | None = None) -> Numeraire:
    """Return a numéraire of `NUMERAIRES`.

    Parameters
    ----------
    name
        A key of `NUMERAIRES`.
    valued
        Values, output and basket of the economy, from which its goods and amount come.
    standard
        The net product of the standard system per hour of labour, for ``"standard_commodity"``.

    Raises
    ------
    UnknownNameError
        If there is no such numéraire.
    ModelError
        If the economy lacks the output or basket that it needs.
    """
    check_choice("numéraire", name, NUMERAIRES)
    text, n = NUMERAIRES[name], len(valued.given.l)
    nothing, one = np.zeros(n, dtype=valued.given.l.dtype), valued.given.l * 0 + 1
    if name == "labour_commanded":
        return Numeraire(nothing, 1, 1, text)
    if name == "unit_basket":
        return Numeraire(one, 0, 1, text)
    if name == "standard_commodity":
        return Numeraire(nothing if standard is None else standard, 0, 1, text)
    if name in ("wage_basket", "value_of_wage_basket"):
        amount = 1 if name == "wage_basket" else valued.basket
        return Numeraire(valued.need("b", "wage_basket"), 0, amount, text)
    if name == "net_output":
        return Numeraire(valued.net_output, 0, valued.living_labour, text)
    if name == "surplus_value":
        profit = valued.living_labour * (1 - valued.labour_power)
        return Numeraire(valued.taxed_net_output, -(valued.paid @ valued.output), profit, text)
    market = one if valued.given.m is None else valued.given.m
    Q, P = valued.output, valued.productive
    amount = market @ Q if name == "gross_output" else valued.value @ Q[P]
    return Numeraire(Q, 0, amount, text)


def default_numeraire(interpretation: str, closure: str, valued: Valuation) -> str:
    """Return the numéraire that is used, and named in the result, where the user names none."""
    if interpretation == "new":
        return "net_output"
    if valued.given.Q is not None:
        return "gross_output"
    if closure != "wage" and valued.given.b is not None:
        return "wage_basket"
    return "labour_commanded" if closure == "rate_of_profit" else "unit_basket"


def closure(
    data: dict[str, Any], interpretation: str, wages: str, valued: Valuation, unit: Numeraire | None
) -> Closure:
    """Return the closure that the data amount to.

    Parameters
    ----------
    data
        ``value_of_labour_power``, ``profit_share``, ``rate_of_profit`` and ``wage``; all but one
        are ``None``, or all are, and the economy's wage basket counts.
    interpretation, wages
        As in `capital.Economy.prices_of_production`.
    valued
        The economy.
    unit
        The numéraire in which a wage is given.

    Raises
    ------
    ModelError
        If two data are given, or the one that is given has no meaning here.
    """
    given = {name: value for name, value in data.items() if value is not None}
    if len(given) > 1:
        raise ModelError(
            f"{' and '.join(given)} both settle distribution", where="closure", mend="give one"
        )
    if not given:
        return _from_basket(valued)
    ((name, value),) = given.items()
    if name == "rate_of_profit":
        return Closure(None, value, None, name, value, f"rate of profit {say(value)}")
    if name == "value_of_labour_power":
        return _from_labour_power(value, interpretation, valued)
    if name == "profit_share":
        return _from_profit_share(value, interpretation, wages, valued)
    return _from_wage(value, unit)


def _from_basket(valued: Valuation) -> Closure:
    """Return the closure by the economy's own real wage, or by its absence of labour."""
    if valued.given.b is not None:
        return Closure(valued.given.b, None, None, "wage_basket", None, "real wage given")
    if not valued.given.l.any():
        return Closure(None, None, 1, "labour", None, "wages counted among the inputs")
    raise ModelError(
        "nothing settles distribution",
        where="prices_of_production",
        mend="give the economy a wage_basket, or one of value_of_labour_power, profit_share,"
        " rate_of_profit, wage",
    )


def _from_labour_power(value: Any, interpretation: str, valued: Valuation) -> Closure:
    """Return the closure by a value of labour-power."""
    name, text = "value_of_labour_power", f"value of labour-power {say(value)}"
    if value < 0:
        raise ModelError(f"{name} = {value} is negative", where=name, mend="give a share")
    if interpretation == "sraffian":
        raise ModelError(
            "labour-power has no value in the sraffian reading",
            where=name,
            mend="give profit_share, rate_of_profit or wage, or another interpretation",
        )
    if interpretation == "new":
        basket = valued.net_output * (value / valued.living_labour)
        return Closure(basket, None, None, name, value, f"{text}, as a share of the net product")
    basket = valued.need("b", "wage_basket")
    scaled = basket * (value / valued.labour_power)
    return Closure(
        scaled, None, None, name, value, f"{text}, in the proportions of the wage basket"
    )


def _from_profit_share(value: Any, interpretation: str, wages: str, valued: Valuation) -> Closure:
    """Return the closure by a share of profit."""
    name = "profit_share"
    if not 0 <= value <= 1:
        raise ModelError(f"{name} = {value} is no share", where=name, mend="give one from 0 to 1")
    if interpretation != "sraffian":
        hours = valued.paid @ valued.output
        text = f"profit share {say(value)} of the net product"
        basket = valued.net_output * ((1 - value) / hours)
        return Closure(basket, None, None, name, value, text)
    if wages != "post":
        raise ModelError(
            "w = 1 − r/R, and so r = πR, holds only where wages are paid out of the product",
            where=name,
            mend='take wages="post", or give rate_of_profit',
        )
    text = f"profit share {say(value)} of the standard net product"
    return Closure(None, None, value, name, value, text)


def _from_wage(value: Any, unit: Numeraire | None) -> Closure:
    """Return the closure by a wage in units of the numéraire."""
    if value == 0:
        return Closure(None, None, 1, "wage", value, "wage 0")
    if unit is None or not unit.goods.any():
        raise ModelError(
            "a wage settles distribution only at a numéraire of goods",
            where="wage",
            mend="name a good or a basket as numeraire",
        )
    left = unit.amount / value - unit.hours
    if value < 0 or left <= 0:
        raise ModelError(f"no prices belong to a wage of {value}", where="wage", mend="change it")
    text = f"wage {say(value)} where {unit.text}"
    return Closure(unit.goods / left, None, None, "wage", value, text)


def say(value: Any) -> str:
    """Return a number as one would write it."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
