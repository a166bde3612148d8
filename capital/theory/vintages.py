r"""Vintages and obsolescence: how long a machine is run, and what it is worth meanwhile.

Each vintage ``τ`` of machines works at a lower unit operating cost (energy, staff, rent),
:math:`u(\tau) = u_0e^{-\gamma\tau}`. A machine that stands is a sunk advance: it runs as long as
the price of its product covers its *operating* cost. Competition of new vintages pulls that price
down at the same pace, :math:`p(t) = p_0e^{-\gamma t}`, so a machine bought at 0 is scrapped at the
age ``T`` at which :math:`p_0e^{-\gamma T} = u_0`. Until then it has to return its price ``P_q``
(per unit of yearly capacity) with the rate of profit ``r``:

.. math:: \frac{P_q}{u_0} = \int_0^T\bigl(e^{\gamma(T-t)}-1\bigr)e^{-rt}dt
          = e^{\gamma T}\,\frac{1-e^{-(r+\gamma)T}}{r+\gamma} - \frac{1-e^{-rT}}{r}.

The right side rises with ``T`` from zero without bound, so there is one life. Dearer machines are
kept longer; faster progress and dearer operation shorten life. For short lives
:math:`T \approx \sqrt{2P_q/(\gamma u_0)}`.

Assumed: constant efficiency; machine prices per unit of capacity that fall at the same ``γ`` (only
then does every vintage earn ``r`` with one common life); known progress.

References
----------
Marx, *Capital* I, ch. 15 (s. 3b); III, ch. 15. Salter (1960), *Productivity and Technical Change*.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd
import sympy as sp
from scipy.optimize import brentq

from capital.errors import ModelError
from capital.model import Model, variables

#: Largest relative residual with which a computed life is accepted.
TOLERANCE = 1e-9


def vintage() -> Model:
    """Return prices, value at an age and economic depreciation of a machine of known life.

    Returns
    -------
    Model
        Of the operating cost u_0 (dollars a unit) when it is new, progress gamma and rate of
        profit r (a year), life T and age a (years): price of the service ``p_0`` at the purchase
        and ``p_a`` at the age; ``F_T``, the price of the machine over u_0 (years); ``P_q``, its
        price, ``V_m``, its value at the age (dollars per unit of yearly capacity); ``D_m``, its
        economic depreciation then (that a year); ``T_short``, the square-root rule for T (years).

    Notes
    -----
    V_m is the worth of the remaining quasi-rents, and D_m = p_a − u_0 − rV_m.

    Examples
    --------
    >>> chip = {"u_0": 1.0, "gamma": 0.3, "r": 0.1, "T": 3.0, "a": 0.0}
    >>> found = vintage().evaluate(chip, "p_0", "F_T")
    >>> round(found["p_0"], 6), round(found["F_T"], 6)
    (2.459603, 1.705144)
    """
    u_0, p_0, p_a = variables("u_0 p_0 p_a", unit="dollar/unit")
    gamma, r = variables("gamma r", unit="1/year")
    T, T_short, F_T = variables("T T_short F_T", unit="year")
    a = variables("a", unit="year", domain="nonnegative")
    P_q = variables("P_q", unit="dollar*year/unit")
    V_m = variables("V_m", unit="dollar*year/unit", domain="real")
    D_m = variables("D_m", unit="dollar/unit", domain="real")

    def worth(price: sp.Expr, cost: sp.Expr, years: sp.Expr) -> sp.Expr:
        income = price * (1 - sp.exp(-(r + gamma) * years)) / (r + gamma)
        return income - cost * (1 - sp.exp(-r * years)) / r

    return Model(
        {
            p_0: u_0 * sp.exp(gamma * T),
            p_a: p_0 * sp.exp(-gamma * a),
            F_T: worth(sp.exp(gamma * T), sp.Integer(1), T),
            P_q: u_0 * F_T,
            V_m: worth(p_a, u_0, T - a),
            D_m: p_a - u_0 - r * V_m,
            T_short: sp.sqrt(2 * P_q / (gamma * u_0)),
        },
        name="vintages and obsolescence",
        source="Salter 1960; Marx, Capital III, ch. 15",
        conditions={"the machine is in use": sp.Le(a, T)},
        assumptions=(
            "efficiency is constant over the life",
            "machine prices per unit of capacity fall as fast as operating costs",
            "progress is known when the machine is bought",
        ),
    )


def price_ratio(life: float, rate: float, progress: float) -> float:
    """Return 𝓕(T): the price of a machine over its operating cost at which it lives T years.

    Parameters
    ----------
    life
        T in years.
    rate, progress
        r and γ a year; r may be zero.

    Returns
    -------
    float
        P_q/u_0 in years.

    Examples
    --------
    >>> round(price_ratio(3, 0.1, 0.3), 6), price_ratio(0, 0.1, 0.3)
    (1.705144, 0.0)
    """
    return math.exp(progress * life) * _annuity(rate + progress, life) - _annuity(rate, life)


def obsolescence_life(
    price: float, operating_cost: float, *, rate: float, progress: float
) -> float:
    """Return the age at which a machine is scrapped because better ones undersell it.

    Parameters
    ----------
    price
        P_q, per unit of yearly capacity (dollars · year / unit).
    operating_cost
        u_0 of this vintage (dollars a unit).
    rate, progress
        r ≥ 0 and γ > 0, a year.

    Returns
    -------
    float
        T in years. The economic life is this or the physical life, whichever is shorter.

    Raises
    ------
    ModelError
        If a number is outside its domain, or no life satisfies the equation to `TOLERANCE`.

    Examples
    --------
    >>> round(obsolescence_life(2, 1, rate=0.1, progress=0.3), 6)
    3.217356
    """
    _check(price, operating_cost, rate, progress)
    target = price / operating_cost
    high = 1 / progress
    while price_ratio(high, rate, progress) < target:
        high *= 2
        if progress * high > 512:  # e^512 is the most that the closed form can hold
            raise ModelError(f"at a price of {price} and a cost of {operating_cost} no life ends")
    life = float(
        brentq(lambda T: price_ratio(T, rate, progress) - target, 0, high, xtol=1e-15 * high)
    )
    residual = abs(price_ratio(life, rate, progress) / target - 1)
    if not residual <= TOLERANCE:
        raise ModelError(
            f"the life of {life} years leaves a residual of {residual:.1e}",
            mend="the price is too small against the operating cost to be told from zero",
        )
    return life


def life_elasticities(life: float, *, rate: float, progress: float) -> dict[str, float]:
    """Return by how many per cent the life changes if one datum rises by one per cent.

    Parameters
    ----------
    life
        T in years, from `obsolescence_life`.
    rate, progress
        r and γ a year.

    Returns
    -------
    dict of str to float
        Keys ``price`` (positive), ``operating_cost`` and ``progress`` (negative), ``rate``
        (positive).

    Notes
    -----
    From 𝓕(T; r, γ) = P_q/u_0 by implicit differentiation; 𝓕 rises with T and γ, falls with r.

    Examples
    --------
    >>> found = life_elasticities(3.217356, rate=0.1, progress=0.3)
    >>> {name: round(number, 3) for name, number in found.items()}
    {'price': 0.436, 'operating_cost': -0.436, 'progress': -0.604, 'rate': 0.041}
    """
    grown = math.exp(progress * life)
    slope = life * progress * grown * _annuity(rate + progress, life)
    by_rate = grown * _annuity_slope(rate + progress, life) - _annuity_slope(rate, life)
    by_progress = grown * (
        life * _annuity(rate + progress, life) + _annuity_slope(rate + progress, life)
    )
    of_price = price_ratio(life, rate, progress) / slope
    return {
        "price": of_price,
        "operating_cost": -of_price,
        "progress": -progress * by_progress / slope,
        "rate": -rate * by_rate / slope,
    }


def value_path(
    price: float, operating_cost: float, ages: Sequence[float], *, rate: float, progress: float
) -> pd.DataFrame:
    """Return what a machine earns and is worth at each age, per unit of yearly capacity.

    Parameters
    ----------
    price, operating_cost, rate, progress
        As for `obsolescence_life`.
    ages
        In years, zero or more.

    Returns
    -------
    pandas.DataFrame
        By age: ``price`` of the service, ``quasi_rent`` (price less operating cost), ``value`` and
        economic ``depreciation`` a year. From the scrapping on the last three are zero.

    Examples
    --------
    >>> path = value_path(2, 1, [0, 1, 2, 3], rate=0.1, progress=0.3)
    >>> path["value"].round(6).tolist()
    [2.0, 0.870685, 0.242398, 0.007191]
    """
    life = obsolescence_life(price, operating_cost, rate=rate, progress=progress)
    age = np.asarray(ages, dtype=float)
    if not np.all(age >= 0):
        raise ModelError("an age is negative or missing", where="ages", mend="count from 0")
    service = operating_cost * np.exp(progress * (life - age))
    left = np.where(age < life, life - age, 0.0)
    income = [a * _annuity(rate + progress, t) for a, t in zip(service, left, strict=True)]
    value = np.array(income) - operating_cost * np.array([_annuity(rate, t) for t in left])
    rent = np.where(age < life, service - operating_cost, 0.0)
    columns = {"price": service, "quasi_rent": rent, "value": value}
    return pd.DataFrame(
        {**columns, "depreciation": rent - rate * value}, index=pd.Index(age, name="age")
    )


def in_use(price: float, operating_costs: Sequence[float]) -> list[bool]:
    """Return which vintages run: those whose operating cost the price covers.

    Examples
    --------
    >>> in_use(1.0, [0.4, 0.7, 1.0, 1.3])
    [True, True, True, False]
    """
    return [bool(cost <= price) for cost in operating_costs]


def _annuity(rate: float, years: float) -> float:
    """Return the present value of one a year: (1 − e^(−rate·years))/rate."""
    if rate * years < sys.float_info.min:
        return years  # a product below this has lost its digits
    return -math.expm1(-rate * years) / rate


def _annuity_slope(rate: float, years: float) -> float:
    """Return its derivative with respect to the rate."""
    if rate * years < 1e-4:  # the difference below would lose its digits: a Taylor series
        return -(years**2) * (1 / 2 - rate * years / 3 + (rate * years) ** 2 / 8)
    return (years * math.exp(-rate * years) - _annuity(rate, years)) / rate


def _check(price: float, operating_cost: float, rate: float, progress: float) -> None:
    numbers = {"price": price, "operating_cost": operating_cost, "progress": progress}
    for name, number in numbers.items():
        if not (math.isfinite(number) and number > 0):
            raise ModelError(
                f"{name} = {number} is not positive",
                mend="without progress nothing becomes obsolete; prices are positive",
            )
    if not (math.isfinite(rate) and rate >= 0):
        raise ModelError(f"rate = {rate} is negative", mend="give a rate of zero or more a year")
