r"""Machinery: when it is adopted, what it costs, what it transfers and what it loses.

A machine transfers ``λ_m`` hours to each unit of product and displaces ``Δl = l_0 − l_1`` hours
of living labour. It saves labour if :math:`\lambda_m < \Delta l`. Capital does not pay for the
labour but for the labour-power, and compares with the wage ``w = ωμ``:

.. math:: \mu\lambda_m < w\,\Delta l \iff \lambda_m < \omega\,\Delta l.

Machines in the band :math:`\omega\,\Delta l < \lambda_m < \Delta l` would save labour and are not
used; the lower the wage, the wider the band.

What the machine transfers is its value *at its present cost of reproduction*, in proportion to
wear. If that cost falls, the rest of its value shrinks besides: this *moral depreciation* is a
loss of capital and does not enter the product.

References
----------
Marx, *Capital* I, ch. 8 and 15 (s. 2 and 3b); II, ch. 8; III, ch. 6. Sraffa (1960), *Production
of Commodities by Means of Commodities*, ch. 10.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sympy as sp

from capital.model import Model, variables
from capital.theory.exact import rational, whole


def adoption() -> Model:
    """Return the limits up to which a machine saves labour, and up to which it saves wages.

    Returns
    -------
    Model
        Of labour per unit without and with the machine l_0 > l_1, the value the machine transfers
        lam_m (hours a unit), the MELT mu and the value of labour-power omega: displaced labour
        ``dl``, wage ``w``, the ``social_limit`` and ``capital_limit`` of lam_m (hours a unit),
        what society saves ``saved`` (hours a unit) and what capital saves ``gained`` (dollars a
        unit), the width of the ``band`` (hours a unit) and the critical ``omega_c`` = lam_m/dl
        above which the machine pays.

    Examples
    --------
    >>> hand = {"l_0": 8, "l_1": 2, "lam_m": 4, "omega": "1/2", "mu": 10}
    >>> adoption().evaluate(hand, "social_limit", "capital_limit", "saved", "gained")
    {'social_limit': 6, 'capital_limit': 3, 'saved': 2, 'gained': -10}
    """
    l_0, lam_m, dl, social, own = variables(
        "l_0 lam_m dl social_limit capital_limit", unit="hour/unit"
    )
    l_1 = variables("l_1", unit="hour/unit", domain="nonnegative")
    saved, band = variables("saved band", unit="hour/unit", domain="real")
    mu, w = variables("mu w", unit="dollar/hour")
    omega, omega_c = variables("omega omega_c")
    gained = variables("gained", unit="dollar/unit", domain="real")
    return Model(
        {
            dl: l_0 - l_1,
            w: omega * mu,
            social: dl,
            own: omega * dl,
            saved: dl - lam_m,
            gained: w * dl - mu * lam_m,
            band: social - own,
            omega_c: lam_m / dl,
        },
        name="adoption of machinery",
        source="Marx, Capital I, ch. 15 s. 2",
        conditions={
            "it saves labour": sp.Lt(lam_m, social),
            "it saves wages": sp.Lt(lam_m, own),
        },
    )


def machine_against_wages(*, money: str = "pound") -> Model:
    """Return the labour in a machine against the labour it displaces, at equal prices of both.

    Returns
    -------
    Model
        Of the price P_m of the machine, N workers displaced for a year, their yearly wage and the
        rate of surplus-value e: ``wages`` and value of ``labour`` displaced, and the ``ratio`` of
        labour in the machine to labour displaced.

    Notes
    -----
    Equal sums of money are not equal labours: the price of the machine is all the labour in it,
    the wages are only the paid part of what they displace.

    References
    ----------
    Marx, *Capital* I, ch. 15, s. 2.

    Examples
    --------
    >>> machine_against_wages().evaluate({"P_m": 3000, "N": 150, "wage": 20, "e": 1})
    {'wages': 3000, 'labour': 6000, 'ratio': 1/2}
    """
    P_m, wages, labour = variables("P_m wages labour", unit=money)
    wage, N = variables("wage", unit=f"{money}/person"), variables("N", unit="person")
    e, ratio = variables("e ratio")
    return Model(
        {wages: N * wage, labour: wages * (1 + e), ratio: P_m / labour},
        name="machine against wages",
        source="Marx, Capital I, ch. 15 s. 2",
    )


def annuity() -> Model:
    r"""Return the yearly charge of a machine at a rate of profit, and its book value at an age.

    Returns
    -------
    Model
        Of the price P_m (dollars), the rate r a period, the life T and the age a in periods:
        ``crf``, the ``charge`` P_m·crf, the ``book`` value and the ``depreciation`` of the period
        that follows (dollars).

    Notes
    -----
    .. math:: \mathrm{crf} = \frac{r(1+r)^T}{(1+r)^T-1} \to \frac1T,\qquad
              book = P_m\frac{(1+r)^T-(1+r)^a}{(1+r)^T-1}

    It takes constant efficiency over the life for granted. Depreciation rises with age; at r → 0
    it is the straight line. Periods are counted, so r and T are pure numbers.

    Examples
    --------
    >>> annuity().evaluate({"P_m": 1000, "T": 5, "r": "1/10", "a": 2}, "charge")
    16105100/61051
    """
    P_m, charge = variables("P_m charge", unit="dollar")
    book, depreciation = variables("book depreciation", unit="dollar", domain="nonnegative")
    r, T, crf = variables("r T crf")
    a = variables("a", domain="nonnegative")
    growth = (1 + r) ** T
    return Model(
        {
            crf: r * growth / (growth - 1),
            charge: P_m * crf,
            book: P_m * (growth - (1 + r) ** a) / (growth - 1),
            depreciation: charge - r * book,
        },
        name="annuity of a machine",
        source="Sraffa 1960, ch. 10",
        conditions={"the machine is in use": sp.Le(a, T)},
    )


def book_values(price: Any, rate: Any, life: int) -> pd.DataFrame:
    """Return what a machine is worth at each age, and how each yearly charge divides.

    Parameters
    ----------
    price
        Price when new.
    rate
        Rate of profit a period; zero gives the straight line.
    life
        Life in whole periods.

    Returns
    -------
    pandas.DataFrame
        Exact, by age 0 … life: ``book`` value; and of the period that begins then ``charge``,
        ``profit`` on the book value and ``depreciation``; nothing after the last.

    Notes
    -----
    book_{a+1} = book_a·(1 + r) − charge. The recursion, not the closed form of `annuity`.

    Raises
    ------
    ModelError
        If the life is not a whole number of periods, the rate negative or the price not positive.

    Examples
    --------
    >>> book_values(1000, 0, 4)["book"].tolist()
    [1000, 750, 500, 250, 0]
    """
    value, rate = rational(price, "price", above=0), rational(rate, "rate", least=0)
    ages = range(whole(life, "life"))
    charge = value / sum((1 + rate) ** -(age + 1) for age in ages)
    rows = []
    for _ in ages:
        profit = rate * value
        rows.append({"book": value, "charge": charge, "profit": profit})
        rows[-1]["depreciation"] = charge - profit
        value = value + profit - charge
    rows.append({"book": value})
    return pd.DataFrame(rows).rename_axis("age")


def value_transferred() -> Model:
    r"""Return what a machine has transferred, what was destroyed and what is left of its value.

    Returns
    -------
    Model
        Of the price P_0 when new (dollars), the fall zeta of its cost of reproduction (a year;
        negative if it gets dearer), the life T and the age a (years): ``V_m`` left, ``transferred``
        to the product by wear and ``destroyed`` by moral depreciation (dollars).

    Notes
    -----
    .. math:: V_m = P_0e^{-\zeta a}\Bigl(1-\frac aT\Bigr),\quad
              transferred = \int_0^a\frac{P_0e^{-\zeta t}}{T}dt,\quad
              destroyed = \int_0^a\zeta P_0e^{-\zeta t}\Bigl(1-\frac tT\Bigr)dt

    The three sum to P_0. Only the second is a part of the product's value. What competition can
    put into a price is the *expected* obsolescence, as a shorter life in the annuity; an old
    machine that better ones compete with is worth its remaining quasi-rents
    (`capital.theory.vintages`).

    Examples
    --------
    >>> half = {"P_0": 100.0, "zeta": 0.3, "T": 5.0, "a": 2.0}
    >>> found = value_transferred().evaluate(half)
    >>> [round(found[name], 6) for name in ("V_m", "transferred", "destroyed")]
    [32.928698, 30.079224, 36.992078]
    """
    P_0 = variables("P_0", unit="dollar")
    V_m = variables("V_m", unit="dollar", domain="nonnegative")
    transferred = variables("transferred", unit="dollar", domain="nonnegative")
    destroyed = variables("destroyed", unit="dollar", domain="real")
    zeta = variables("zeta", unit="1/year", domain="real")
    T = variables("T", unit="year")
    a = variables("a", unit="year", domain="nonnegative")
    fall = 1 - sp.exp(-zeta * a)
    return Model(
        {
            V_m: P_0 * sp.exp(-zeta * a) * (1 - a / T),
            transferred: P_0 * fall / (zeta * T),
            destroyed: P_0 * (fall + sp.exp(-zeta * a) * a / T - fall / (zeta * T)),
        },
        name="value transferred and destroyed",
        source="Marx, Capital I, ch. 8 and 15 s. 3b; II, ch. 8; III, ch. 6",
        conditions={"the machine is in use": sp.Le(a, T)},
        assumptions=("wear is proportional to time", "the cost of reproduction falls steadily"),
    )
