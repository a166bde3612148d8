r"""The average rate of profit and prices of production (*Capital* III, ch. 8–11 and 17).

Spheres of production of different composition make different rates of profit out of the same
rate of surplus-value. Competition moves capital until each draws the average,

.. math:: \bar r = \frac{\sum_j S_j}{\sum_j C_j},\qquad
          P_j = \underbrace{u_j + v_j}_{\text{cost price}} + \bar r\,
                \underbrace{(c_j + v_j)}_{\text{capital advanced}},

with :math:`u_j \le c_j` the part of the constant capital that is used up. Profit is reckoned on
the capital *advanced*, not on the cost price; the two coincide only if everything is used up. The
average weighs each rate by its capital. Surplus-value is redistributed and none is made, so that
:math:`\sum P = \sum W` and :math:`\sum \bar r C = \sum S`.

Inputs stand at their values, as in Marx's own tables. What becomes of the two equalities when
inputs are bought at prices of production is a question for an economy with input coefficients.

References
----------
Marx, *Capital* III, ch. 8–11 (average profit, wage rises), 17 (merchant's capital).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sympy as sp

from capital.errors import ModelError
from capital.model import Model, variables
from capital.theory.exact import frame, rational


@dataclass(frozen=True)
class Sphere:
    """A sphere of production in one period.

    Attributes
    ----------
    name : str
    c, v : number
        Constant and variable capital advanced (stocks).
    s : number
        Surplus-value of the period; below zero it is a loss.
    used : number
        The part of ``c`` used up in the period, wear and materials together; at most ``c``.
    turnovers : number
        How often ``v`` is turned over in the period.
    """

    name: str
    c: Any
    v: Any
    s: Any
    used: Any
    turnovers: Any = 1


def five_spheres() -> tuple[Sphere, ...]:
    """Return the five spheres of ch. 9, where only part of the constant capital is used up.

    Examples
    --------
    >>> average_rate(five_spheres())
    11/50
    """
    return (
        Sphere("I", 80, 20, 20, used=50),
        Sphere("II", 70, 30, 30, used=51),
        Sphere("III", 60, 40, 40, used=51),
        Sphere("IV", 85, 15, 15, used=40),
        Sphere("V", 95, 5, 5, used=10),
    )


def weighted_rate(rates: Sequence[Any], capitals: Sequence[Any]) -> sp.Rational:
    r"""Return the average of rates of profit, each weighted by the capital that draws it.

    Parameters
    ----------
    rates
        Rates of profit as numbers (25 % is ``"1/4"``).
    capitals
        Capital advanced in each sphere, in one and the same unit.

    Raises
    ------
    ModelError
        If the lists differ in length, or there is no capital.

    Notes
    -----
    :math:`\sum_j r_j C_j / \sum_j C_j`. The unweighted mean lets a small sphere count as much
    as a large one.

    Examples
    --------
    >>> weighted_rate(["25/100", "40/100", "15/100", "10/100"], [200, 300, 1000, 4000])
    36/275
    """
    if len(rates) != len(capitals) or not rates:
        raise ModelError(
            f"there are {len(rates)} rates and {len(capitals)} capitals",
            mend="give one capital for each rate",
        )
    weights = [rational(capital, "a capital", above=0) for capital in capitals]
    profits = [rational(rate, "a rate") * w for rate, w in zip(rates, weights, strict=True)]
    return sum(profits) / sum(weights)


def average_rate(spheres: Iterable[Sphere]) -> sp.Rational:
    """Return the average rate of profit, all surplus-value over all capital advanced.

    Examples
    --------
    >>> average_rate([Sphere("A", 90, 10, 10, used=90), Sphere("B", 10, 10, 10, used=10)])
    1/6
    """
    return _average(_numbers(spheres))


def prices_of_production(spheres: Iterable[Sphere]) -> pd.DataFrame:
    r"""Return values, cost prices, prices of production and their deviations, sphere by sphere.

    Parameters
    ----------
    spheres
        Capitals of one period. Whole numbers, fractions and texts such as ``"5/2"`` stay exact.

    Returns
    -------
    pandas.DataFrame
        One row a sphere: ``c, v, s, used, turnovers`` as given, ``rate_of_profit`` (its own),
        ``cost_price``, ``value``, ``profit`` (the average one on its capital),
        ``price_of_production``, ``deviation`` of the price from the value.

    Raises
    ------
    ModelError
        If a capital is negative, more is used up than was advanced, or two spheres share a name.

    Notes
    -----
    .. math:: P_j - W_j = \bar r\,C_j - S_j

    The deviations sum to zero. Whose is positive, `deviation` proves.

    Examples
    --------
    >>> table = prices_of_production(five_spheres())
    >>> table[["value", "price_of_production", "deviation"]].rename_axis(None)
        value price_of_production deviation
    I      90                  92         2
    II    111                 103        -8
    III   131                 113       -18
    IV     70                  77         7
    V      20                  37        17
    """
    table = _numbers(spheres)
    advanced = table["c"] + table["v"]
    rate = _average(table)
    cost = table["used"] + table["turnovers"] * table["v"]
    return table.assign(
        rate_of_profit=table["s"] / advanced,
        cost_price=cost,
        value=cost + table["s"],
        profit=rate * advanced,
        price_of_production=cost + rate * advanced,
        deviation=rate * advanced - table["s"],
    )


def deviation() -> Model:
    """Return by how much a sphere's price of production departs from its value.

    Returns
    -------
    Model
        Of the sphere's capital C (dollars) and composition k = K/V, the average composition
        ``k_mean``, and the same rate of surplus-value e and turnover n (a year) everywhere: the
        sphere's own rate of profit r, the average one ``r_mean``, and the deviation.

    Examples
    --------
    >>> deviation().prove("deviation > 0", given=["k > k_mean"])
    Proof(deviation > 0)
    >>> deviation().prove("deviation < 0", given=["k < k_mean"])
    Proof(deviation < 0)
    """
    C = variables("C", unit="dollar")
    k, k_mean = variables("k k_mean", domain="nonnegative")
    e = variables("e")
    n, r, r_mean = variables("n r r_mean", unit="1/year")
    gap = variables("deviation", unit="dollar/year", domain="real")
    return Model(
        {r: e * n / (1 + k), r_mean: e * n / (1 + k_mean), gap: (r_mean - r) * C},
        name="deviation of the price of production from value",
        source="Marx, Capital III, ch. 9",
        assumptions=("rate of surplus-value and turnover are the same in all spheres",),
    )


def wage_rise() -> Model:
    r"""Return how prices of production answer to a general rise of wages.

    Returns
    -------
    Model
        All wages change by the factor 1 + x while values stay. Of the average composition
        (``c_mean``, ``v_mean``), the sphere's capital (``c_i``, ``v_i``; ``u_i`` of it used up)
        and the old rate of surplus-value e: rate of profit ``r_1`` before and ``r_2`` after,
        price of production ``P_1`` and ``P_2``, and its change.

    Notes
    -----
    .. math:: \Delta P_i = \frac{x\,(\bar c v_i - c_i\bar v)(\bar c+\bar v+e\bar v)}
                                {(\bar c+\bar v)(\bar c+\bar v(1+x))}

    A rise of wages lowers the rate of profit. It raises the price where the composition is below
    the average, lowers it where it is above, and leaves the average price as it was. How much
    of the constant capital is used up moves the prices, not their change.

    Examples
    --------
    >>> rise = {"c_mean": 80, "v_mean": 20, "e": 1, "x": "1/4", "c_i": 50, "u_i": 50, "v_i": 50}
    >>> wage_rise().evaluate(rise, "r_1", "r_2", "P_1", "P_2")
    {'r_1': 1/5, 'r_2': 1/7, 'P_1': 120, 'P_2': 900/7}
    """
    c_mean, c_i, u_i = variables("c_mean c_i u_i", unit="dollar", domain="nonnegative")
    v_mean, v_i = variables("v_mean v_i", unit="dollar")
    P_1 = variables("P_1", unit="dollar")
    P_2, change = variables("P_2 change", unit="dollar", domain="real")
    e, r_1 = variables("e r_1")
    x, r_2 = variables("x r_2", domain="real")
    wage, wages = v_i * (1 + x), v_mean * (1 + x)
    return Model(
        {
            r_1: e * v_mean / (c_mean + v_mean),
            r_2: (v_mean * (1 + e) - wages) / (c_mean + wages),
            P_1: u_i + v_i + r_1 * (c_i + v_i),
            P_2: u_i + wage + r_2 * (c_i + wage),
            change: P_2 - P_1,
        },
        name="wages and prices of production",
        source="Marx, Capital III, ch. 11",
        conditions={
            "wages are still paid": x > -1,
            "surplus-value remains": x < e,
            "no more is used up than advanced": u_i <= c_i,
        },
        assumptions=("values, and so the new value v(1 + e), do not change",),
    )


def merchants_capital() -> Model:
    r"""Return how capital that only buys and sells shares in the average profit.

    Returns
    -------
    Model
        Of industrial capital ``C_ind``, merchant's capital ``C_com``, yearly surplus-value S and
        yearly cost price ``cost`` of the product: the average rate r, the price at which the
        merchant buys and the value at which he sells, his profit, how often he turns his capital
        over, and his mark-up on the buying price.

    Notes
    -----
    .. math:: \bar r = \frac{S}{C_{ind}+C_{com}},\qquad
              P_{buy} = cost + \bar r\,C_{ind},\qquad \pi_{com} = \bar r\,C_{com}

    Trade adds no value: the merchant buys below value. A quicker turnover lowers his mark-up,
    r/n, not his profit.

    Examples
    --------
    >>> year = {"C_ind": 900, "C_com": 100, "cost": 900, "S": 180}     # 720c + 180v + 180s
    >>> merchants_capital().evaluate(year, "r", "P_buy", "P_sell", "profit_com")
    {'r': 9/50, 'P_buy': 1062, 'P_sell': 1080, 'profit_com': 18}
    """
    C_ind, cost, S = variables("C_ind cost S", unit="dollar")
    C_com = variables("C_com", unit="dollar")
    P_buy, P_sell, profit_com = variables("P_buy P_sell profit_com", unit="dollar")
    r, n_com, mark_up = variables("r n_com mark_up")
    return Model(
        {
            r: S / (C_ind + C_com),
            P_buy: cost + r * C_ind,
            P_sell: cost + S,
            profit_com: P_sell - P_buy,
            n_com: P_buy / C_com,
            mark_up: profit_com / P_buy,
        },
        name="merchant's capital",
        source="Marx, Capital III, ch. 17–18",
        assumptions=(
            "flows are those of one year",
            "trade has no costs but the purchase of the goods",
        ),
    )


def _average(table: pd.DataFrame) -> sp.Rational:
    return sum(table["s"]) / sum(table["c"] + table["v"])


def _numbers(spheres: Iterable[Sphere]) -> pd.DataFrame:
    """Return the spheres as a table of exact numbers, after checking them."""
    listed = list(spheres)
    for number, sphere in enumerate(listed):
        if sphere.name in {other.name for other in listed[:number]}:
            raise ModelError(f"two spheres are called ‘{sphere.name}’", mend="name them apart")
    if not listed:
        raise ModelError("there is no sphere", mend="give at least one")
    return frame([_row(sphere) for sphere in listed], "sphere")


def _row(sphere: Sphere) -> dict[str, Any]:
    place = f"of sphere {sphere.name}"
    row = {
        "sphere": sphere.name,
        "c": rational(sphere.c, f"c {place}", least=0),
        "v": rational(sphere.v, f"v {place}", least=0),
        "s": rational(sphere.s, f"s {place}"),
        "used": rational(sphere.used, f"used {place}", least=0),
        "turnovers": rational(sphere.turnovers, f"turnovers {place}", above=0),
    }
    if row["used"] > row["c"]:
        raise ModelError(
            f"{row['used']} is used up, more than the {row['c']} advanced",
            where=f"sphere {sphere.name}",
            mend="‘used’ is the part of c that passes into the product",
        )
    if row["c"] + row["v"] == 0:
        raise ModelError(f"sphere {sphere.name} has no capital", mend="leave it out")
    return row
