r"""The AI service firm as a capital: what an hour of a chip costs, and what its price must cover.

A chip of price ``P_h`` lives ``T_e`` years; building and network beside it cost ``P_b`` and live
``T_B``. It is used ``H_h = U_h·H_y`` of the ``H_y`` hours of a year, draws ``pw`` kilowatts, which
the facility multiplies by ``PUE``, and takes ``v_h`` of staff a year. Per chip-hour it costs

.. math:: \kappa = \frac{1}{H_h}\Bigl[\underbrace{\frac{P_h}{T_e}+\frac{P_b}{T_B}
          + H_h\,pw\,PUE\,p_e}_{c} + \underbrace{v_h}_{v}\Bigr].

``κ`` covers cost only. The *price of production* takes the annuity ``crf(r, T)`` for each machine
and a profit on what circulates besides: below it the firm cannot reproduce itself as a capital,
above ``κ`` it does not yet lose money. Between the two, and below both, somebody pays the
difference: with a given total surplus-value a price below cost moves profit to the users and
destroys none of it.

A flat fee is another matter. It allows a *maximum* of use worth ``𝓑`` times the fee at list prices;
what it costs depends on the share ``ϑ`` of cost in the list price and on the share ``υ`` of the
maximum that the mean subscriber uses. And those who use most are those who subscribe.

References
----------
Marx, *Capital* II, ch. 6–8 and 14; III, ch. 9. Teixeira and Rotta (2012), *Review of Radical
Political Economics* 44. On selection under a flat fee, Akerlof (1970), *Quarterly Journal of
Economics* 84.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from capital.errors import check_choice
from capital.model import Model, variables

REGIMES = ("software", "flat", "metered")
SOURCE = "Marx, Capital II, ch. 6–8; III, ch. 1 and 9"

P_h, P_b = variables("P_h P_b", unit="dollar")
T_e, T_B = variables("T_e T_B", unit="year")
H_y, H_h = variables("H_y H_h", unit="chip_hour/year")
U_h = variables("U_h", domain="positive share")
pw = variables("pw", unit="kilowatt_hour/chip_hour")
PUE = variables("PUE")
p_e = variables("p_e", unit="dollar/kilowatt_hour", domain="nonnegative")
x_h = variables("x_h", unit="unit/chip_hour")
wear, building, energy, v_h = variables("wear building energy v_h", unit="dollar/year")
CHIP: dict[Any, Any] = {H_h: H_y * U_h, energy: H_h * pw * PUE * p_e}


def unit_cost() -> Model:
    """Return the cost of a chip-hour and of a unit of service, by what it is made of.

    Returns
    -------
    Model
        Of the prices P_h and P_b (dollars), the lives T_e and T_B (years), the hours H_y of a
        year (8,760), the utilisation U_h, the draw pw (kilowatt-hours a chip-hour), PUE, the
        price of electricity p_e (dollars a kilowatt-hour), staff v_h (dollars a year) and the
        throughput x_h (units a chip-hour): hours used ``H_h``; ``wear``, ``building`` and
        ``energy`` (dollars a year); the cost ``kappa_h`` of a chip-hour and ``kappa`` of a unit;
        the composition ``k`` = c/v.

    Examples
    --------
    >>> chip = {"P_h": 30000, "T_e": 3, "P_b": 10000, "T_B": 15, "H_y": 8760, "U_h": "3/5",
    ...         "pw": 1, "PUE": "13/10", "p_e": "2/25", "v_h": 1500, "x_h": 1}
    >>> round(float(unit_cost().evaluate(chip, "kappa_h")), 6)
    2.418815
    >>> unit_cost().sign("kappa", "T_e")
    '-'
    """
    kappa_h = variables("kappa_h", unit="dollar/chip_hour")
    kappa = variables("kappa", unit="dollar/unit")
    k = variables("k")
    return Model(
        {
            **CHIP,
            wear: P_h / T_e,
            building: P_b / T_B,
            kappa_h: (wear + building + energy + v_h) / H_h,
            kappa: kappa_h / x_h,
            k: (wear + building + energy) / v_h,
        },
        name="unit cost of an AI service",
        source=SOURCE,
        conditions={"a facility draws no less than its chips": sp.Ge(PUE, 1)},
        assumptions=("each machine transfers its price in equal yearly parts over its life",),
    )


def price_of_production(*, circulating: str = "at cost") -> Model:
    """Return the price at which a chip-hour yields the general rate of profit.

    Parameters
    ----------
    circulating
        ``"at cost"``: energy and staff are paid out of the product. ``"advanced"``: they are
        advanced and turn over n times a year, so that they carry a profit of r/n.

    Returns
    -------
    Model
        Of the parameters of `unit_cost` for a period of one year, in which the general rate of
        profit r, the lives T_e and T_B and the turnovers n are pure numbers: the annuities
        ``crf_e`` and ``crf_B``, and ``price_h`` (dollars a chip-hour).

    Examples
    --------
    >>> chip = {"P_h": 30000, "T_e": 3, "P_b": 10000, "T_B": 15, "H_y": 8760, "U_h": 0.6,
    ...         "pw": 1, "PUE": 1.3, "p_e": 0.08, "v_h": 1500, "r": 0.15}
    >>> round(price_of_production().evaluate(chip, "price_h"), 6)
    3.214632
    """
    check_choice("circulating", circulating, ("at cost", "advanced"))
    r, T_e, T_B, n, crf_e, crf_B = variables("r T_e T_B n crf_e crf_B")
    H_y, H_h = variables("H_y H_h", unit="chip_hour")
    energy, v_h = variables("energy v_h", unit="dollar")
    price_h = variables("price_h", unit="dollar/chip_hour")
    mark_up = 1 + r / n if circulating == "advanced" else 1
    return Model(
        {
            H_h: H_y * U_h,
            energy: H_h * pw * PUE * p_e,
            crf_e: r / (1 - (1 + r) ** -T_e),
            crf_B: r / (1 - (1 + r) ** -T_B),
            price_h: (P_h * crf_e + P_b * crf_B + mark_up * (energy + v_h)) / H_h,
        },
        name="price of production of an AI service",
        source="Marx, Capital III, ch. 9; Sraffa 1960, ch. 10",
        assumptions=("a machine is as good as new until its life ends",),
    )


def subsidised_sphere() -> Model:
    """Return who pays for a sphere that sells below its price: the average rate does not fall.

    Returns
    -------
    Model
        Of the capitals C_A of the sphere and C_rest of all others, the total surplus-value S,
        the part S_A of it that the sphere produces and the profit Pi_A of the sphere, negative
        where it loses (dollars, of one period): the average rate ``r_before`` without the
        sphere's capital, ``r`` with it, and ``r_rest`` that the others realise.

    Notes
    -----
    What the sphere loses the others gain, as far as the buyers are capitals: the subsidy moves
    profit. What lowers the average is the capital added.

    Examples
    --------
    >>> spheres = {"C_rest": 500, "C_A": 100, "S": 105, "S_A": 5, "Pi_A": -30}
    >>> subsidised_sphere().evaluate(spheres, "r_before", "r", "r_rest")
    {'r_before': 1/5, 'r': 7/40, 'r_rest': 27/100}
    """
    C_A, C_rest, S = variables("C_A C_rest S", unit="dollar")
    S_A = variables("S_A", unit="dollar", domain="nonnegative")
    Pi_A = variables("Pi_A", unit="dollar", domain="real")
    r_before, r, r_rest = variables("r_before r r_rest", domain="real")
    return Model(
        {
            r_before: (S - S_A) / C_rest,
            r: S / (C_rest + C_A),
            r_rest: (S - Pi_A) / C_rest,
        },
        name="a subsidised sphere",
        source="Marx, Capital III, ch. 9–10",
        assumptions=("total surplus-value is given", "the buyers of the service are capitals"),
    )


def flat_fee() -> Model:
    """Return what a flat fee can cost at most, on the average, and when the average is covered.

    Returns
    -------
    Model
        Of the fee P_sub (dollars), the multiple ``burn`` that it allows at list prices, the share
        theta of cost in the list price and the mean use upsilon as a share of the maximum:
        the maximum at list price ``list_max``, at cost ``cost_max``, the mean cost ``cost_mean``,
        the admissible mean use ``upsilon_max`` and the ratio ``subs`` of price to cost.

    Examples
    --------
    >>> flat_fee().evaluate({"P_sub": 200, "burn": 40, "theta": "2/5", "upsilon": "1/16"})
    {'list_max': 8000, 'cost_max': 3200, 'cost_mean': 200, 'upsilon_max': 1/16, 'subs': 1}
    """
    P_sub, list_max, cost_max, cost_mean = variables(
        "P_sub list_max cost_max cost_mean", unit="dollar"
    )
    burn, theta, upsilon_max, subs = variables("burn theta upsilon_max subs")
    upsilon = variables("upsilon", domain="positive share")
    return Model(
        {
            list_max: burn * P_sub,
            cost_max: theta * list_max,
            cost_mean: upsilon * cost_max,
            upsilon_max: 1 / (theta * burn),
            subs: P_sub / cost_mean,
        },
        name="a flat fee",
        source="after Marx, Capital III, ch. 1: price below cost price",
        conditions={"the average subscriber is covered": sp.Le(upsilon, upsilon_max)},
    )


def unravelling() -> Model:
    r"""Return the flat fee that breaks even when those who use most are those who subscribe.

    Returns
    -------
    Model
        Of the mean satiated use z (units a year, exponential over users), the worth v_z of a unit
        to the user and its cost kappa (dollars a unit): the break-even fee ``P_star`` and the
        ``share`` who pay it, the most profitable fee ``P_opt``, the ``profit`` per potential user
        at it, and ``profit_metered`` of a monopolist who charges v_z a unit (dollars a year).

    Notes
    -----
    .. math:: P^* = \\frac{\\kappa z v_z}{v_z-\\kappa},\\qquad share = e^{-P^*/(v_z z)},\\qquad
              P^{opt} = v_z z + P^*

    A user subscribes if v_z·use ≥ P; by lack of memory subscribers use P/v_z + z on the average.
    If v_z ≤ κ nothing breaks even. If v_z > κ, a meter at κ serves everybody.

    Examples
    --------
    >>> found = unravelling().evaluate({"z": 100, "v_z": "3/2", "kappa": 1})
    >>> found["P_star"], found["P_opt"], found["profit_metered"]
    (300, 450, 50)
    """
    z = variables("z", unit="unit/year")
    v_z, kappa = variables("v_z kappa", unit="dollar/unit")
    P_star, P_opt = variables("P_star P_opt", unit="dollar/year")
    profit, metered = variables("profit profit_metered", unit="dollar/year", domain="real")
    share = variables("share", domain="positive share")
    return Model(
        {
            P_star: kappa * z * v_z / (v_z - kappa),
            share: sp.exp(-P_star / (v_z * z)),
            P_opt: v_z * z + P_star,
            profit: (P_opt - kappa * (P_opt / v_z + z)) * sp.exp(-P_opt / (v_z * z)),
            metered: (v_z - kappa) * z,
        },
        name="unravelling of a flat fee",
        source="after Akerlof 1970, on selection",
        conditions={"a break-even fee exists": sp.Gt(v_z, kappa)},
        assumptions=("satiated use is exponential over users, each unit is worth the same",),
    )


def break_even(*, regime: str) -> Model:
    """Return profit and the number of users at which it turns positive.

    Parameters
    ----------
    regime
        ``"software"``: a user costs nothing. ``"flat"``: a fee, whatever the use. ``"metered"``:
        a price a unit.

    Returns
    -------
    Model
        Of users N_u, use z of each (units a year), unit cost kappa, fee P or price p_A, and fixed
        cost F_x (dollars a year): the ``margin`` on a user, the ``profit`` and ``users`` at which
        it is zero; growth widens the loss where the margin is negative.

    Examples
    --------
    >>> trap = break_even(regime="flat")
    >>> trap.evaluate({"F_x": 10**9, "P": 240, "kappa": 1, "z": 180}, "users")
    50000000/3
    >>> trap.check({"P": 240, "kappa": 1, "z": 300})
    {'growth can pay': False}
    """
    check_choice("regime", regime, REGIMES)
    N_u, users = variables("N_u users", unit="user")
    z = variables("z", unit="unit/(user*year)")
    kappa, p_A = variables("kappa p_A", unit="dollar/unit")
    P = variables("P", unit="dollar/(user*year)")
    F_x = variables("F_x", unit="dollar/year")
    margin = variables("margin", unit="dollar/(user*year)", domain="real")
    profit = variables("profit", unit="dollar/year", domain="real")
    margins = {"software": P, "flat": P - kappa * z, "metered": (p_A - kappa) * z}
    return Model(
        {margin: margins[regime], profit: margin * N_u - F_x, users: F_x / margin},
        name=f"break-even users, {regime}",
        source=SOURCE,
        conditions={"growth can pay": sp.Gt(margin, 0)},
    )


def inference_trap() -> Model:
    r"""Return when a flat fee stops covering the cost of a user whose use grows.

    Returns
    -------
    Model
        Of the fee P, the first cost kappa_0 and use z_0 of a user, the growth g_z of use and the
        fall g_kappa of unit cost (a year): ``headroom`` P/(κ₀z₀), the ``years`` until the margin
        is gone, and, for the price elasticity ``epsilon`` of demand, the growth ``outlay`` of
        what is spent on compute as cost falls.

    Notes
    -----
    :math:`t = \\ln(P/(\\kappa_0 z_0))/(g_z - g_\\kappa)` if use outgrows the fall of cost, else
    never. A jump of use by more than the headroom does it at once. Outlay moves as
    :math:`\\kappa^{1-\\epsilon}`: it rises as cost falls if and only if demand is elastic.

    Examples
    --------
    >>> use = {"P": 20, "kappa_0": 5, "z_0": 1, "g_z": 1.0, "g_kappa": 0.5}
    >>> round(inference_trap().evaluate(use, "years"), 6)
    2.772589
    """
    P = variables("P", unit="dollar/(user*year)")
    kappa_0 = variables("kappa_0", unit="dollar/unit")
    z_0 = variables("z_0", unit="unit/(user*year)")
    g_z, g_kappa, outlay = variables("g_z g_kappa outlay", unit="1/year", domain="real")
    years = variables("years", unit="year", domain="real")
    headroom, epsilon = variables("headroom epsilon")
    return Model(
        {
            headroom: P / (kappa_0 * z_0),
            years: sp.log(headroom) / (g_z - g_kappa),
            outlay: (epsilon - 1) * g_kappa,
        },
        name="inference trap",
        source=SOURCE,
        conditions={
            "use outgrows the fall of cost": sp.Gt(g_z, g_kappa),
            "outlay rises as cost falls": sp.Gt(epsilon, 1),
        },
    )


def experience() -> Model:
    r"""Return how much must be produced before learning brings cost down to the price.

    Returns
    -------
    Model
        Of the first cost kappa_0 and the price p_A (dollars a unit) and the fall ``d`` of cost
        with each doubling of cumulative output: the exponent ``b_x``, ``doublings`` and the
        ``multiple`` of the first output.

    Notes
    -----
    :math:`\\kappa = \\kappa_0 (Q/Q_0)^{-b_x}`, at a fixed price. If competition passes the fall of
    cost on to the price, the margin never turns.

    Examples
    --------
    >>> found = experience().evaluate({"kappa_0": 40.0, "p_A": 1.0, "d": 0.2})
    >>> round(found["b_x"], 6), round(found["doublings"], 2)
    (0.321928, 16.53)
    """
    kappa_0, p_A = variables("kappa_0 p_A", unit="dollar/unit")
    d = variables("d", domain="positive share")
    b_x, multiple = variables("b_x multiple")
    doublings = variables("doublings", domain="real")
    return Model(
        {
            b_x: -sp.log(1 - d) / sp.log(2),
            multiple: (kappa_0 / p_A) ** (1 / b_x),
            doublings: sp.log(multiple) / sp.log(2),
        },
        name="experience",
        source="Wright 1936",
    )
