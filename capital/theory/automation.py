r"""The limit of full automation: whether the rate of profit vanishes with living labour.

It is true or false according to how dead labour is valued, and a claim about it means nothing
until that is said. One good is made of ``A`` of itself and ``l`` hours; the share ``a`` of living
labour is automated, :math:`l = l_0(1-a)`. Counted in labour time, with ``m`` hours of dead labour
advanced for an hour of living labour and the value ω of an hour of labour-power,

.. math:: r = \frac{1-\omega}{m+\omega} < \frac1m .

The valuations differ only in ``m``:

=============== ======================================== ====================================
``valuation``   an hour of dead labour is                ``m`` as a → 1
=============== ======================================== ====================================
``historical``  what it was when it was worked           grows without limit: r → 0
``replacement`` what it takes to work it again           A/(1 − A): dead labour is cheapened
                                                         as fast as living labour is shed
``temporal``    what was advanced a period ago, while a  A/(1 − d − A): higher the faster dead
                share d of labour is saved each period   labour is devalued, but constant
=============== ======================================== ====================================

and ω is constant (``constant="value_of_labour_power"``) or falls with the value of a constant
basket (``"real_wage"``). So ``r → 0`` needs ``m → ∞``, no net product (A → 1) or no surplus
(ω → 1); that variable capital vanishes is not enough: under replacement values and a constant real
wage the composition c/v becomes infinite and the rate of profit *rises* to its maximum. What
drives the law is dead labour per unit of living labour that is not offset by cheapening.

References
----------
Marx, *Grundrisse*, «Fragment on machines»; *Capital* III, ch. 13–15. Okishio (1961, 1972). Freeman
and Carchedi (1996). Tugan-Baranovsky (1905) on realisation where wages vanish.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from capital.errors import check_choice
from capital.model import Model, variables

VALUATIONS = ("historical", "replacement", "temporal")
CONSTANT = ("real_wage", "value_of_labour_power")
SOURCE = "Okishio 1961, 1972; Freeman and Carchedi 1996"
_VALUED = {
    "historical": "dead labour keeps the value it had before automation",
    "replacement": "dead labour is valued at what its reproduction takes now",
    "temporal": "dead labour is valued at what was advanced a period ago",
}
_HELD = {
    "real_wage": "the real wage is constant",
    "value_of_labour_power": "the value of labour-power, and so exploitation, is constant",
}


def automation(*, valuation: str, constant: str) -> Model:
    r"""Return the rate of profit as a function of the automated share of labour.

    Parameters
    ----------
    valuation
        ``"historical"``, ``"replacement"`` or ``"temporal"``.
    constant
        ``"real_wage"`` or ``"value_of_labour_power"``.

    Returns
    -------
    Model
        Of labour l_0 before automation (hours a unit) and the real wage b (units an hour) or the
        value of labour-power omega. Under historical and replacement valuation also of the input
        A_0, its rise xi by full automation and the automated share a; under temporal valuation of
        the constant input A, the share d of labour saved each period and the number t of periods,
        from which a follows, from a stationary start. Returned are A, l, the unit value lam
        (hours) at which the basket is bought, dead per living labour m, omega, e, k = c/v, the
        bound r_max = 1/m and the rate of profit r of one period.

    Raises
    ------
    UnknownNameError
        If an option is unknown.

    Notes
    -----
    Under replacement valuation and a constant real wage this is :math:`r = 1/(A+bl) - 1`, which
    falls in a exactly if ξ > b·l_0, that is, if automation raises cost.
    Under historical valuation a constant real wage may first raise r, before the bound tells.
    The basket is bought at the value its goods have under the same valuation: of the product of
    this period (historical, replacement) or, advanced, of the last (temporal).

    Examples
    --------
    >>> model = automation(valuation="replacement", constant="real_wage")
    >>> seed = {"A_0": "1/2", "xi": 0, "b": "1/4", "l_0": 1}
    >>> [model.evaluate({**seed, "a": a}, "r") for a in ("0", "1/4", "1/2", "3/4")]
    [1/3, 5/11, 3/5, 7/9]
    >>> model.sign("r", "a", given=["xi > b*l_0"]), model.sign("r", "a", given=["xi < b*l_0"])
    ('-', '+')
    >>> dead = automation(valuation="historical", constant="real_wage")
    >>> dead.limit("r", "a", 1, to=("A_0", "xi", "b", "l_0", "a"))
    0
    """
    check_choice("valuation", valuation, VALUATIONS)
    check_choice("wage held constant", constant, CONSTANT)
    A, a, lam, dead, equations = _technique(valuation)
    omega, m, k = variables("omega m k", domain="nonnegative")
    e, r, r_max = variables("e r r_max", domain="real")
    if constant == "real_wage":
        equations[omega] = variables("b", unit="unit/hour") * lam
    equations |= {m: dead, r_max: 1 / m, e: 1 / omega - 1, k: m / omega}
    equations[r] = (1 - omega) / (m + omega)
    return Model(
        equations,
        name=f"automation, {valuation} valuation",
        source=SOURCE,
        conditions={
            "productive": A < 1,
            "a is a share": a <= 1,
            "the wage leaves a surplus": omega < 1,
        },
        assumptions=(_VALUED[valuation], _HELD[constant], "one good, circulating, wages advanced"),
    )


@dataclass(frozen=True)
class Limit:
    """Where the rate of profit tends as all living labour is automated.

    Attributes
    ----------
    valuation, constant : str
    rate_of_profit : sympy.Expr
        In the input A, the value of labour-power omega and the share d of labour saved a period.
    """

    valuation: str
    constant: str
    rate_of_profit: sp.Expr


def full_automation() -> tuple[Limit, ...]:
    """Return the limit of the rate of profit under every valuation and wage, for constant A.

    Notes
    -----
    The temporal limits suppose that labour is saved more slowly than past labour is used up,
    1 − d > A; otherwise the temporal rate tends to zero.

    Examples
    --------
    >>> for limit in full_automation():
    ...     print(f"{limit.valuation:12}{limit.constant:22}{limit.rate_of_profit}")
    historical  real_wage             0
    historical  value_of_labour_power 0
    replacement real_wage             (1 - A)/A
    replacement value_of_labour_power (1 - omega)/(A/(1 - A) + omega)
    temporal    real_wage             (-A - d + 1)/A
    temporal    value_of_labour_power (1 - omega)/(A/(-A - d + 1) + omega)
    """
    A, d, omega, m = variables("A d omega m")
    end = {"historical": sp.oo, "replacement": A / (1 - A), "temporal": A / (1 - d - A)}
    limits = []
    for valuation in VALUATIONS:
        for constant in CONSTANT:
            paid = omega if constant == "value_of_labour_power" else sp.Integer(0)
            rate = (1 - paid) / (m + paid)
            at_end = (
                rate.limit(m, sp.oo) if end[valuation] == sp.oo else rate.subs(m, end[valuation])
            )
            limits.append(Limit(valuation, constant, at_end))
    return tuple(limits)


def consumption_demand() -> Model:
    r"""Return the market for consumption goods, of which automation leaves the capitalists' part.

    Returns
    -------
    Model
        Of variable capital v and its increase dv, surplus-value s (dollars a year) and the share
        theta of it that is accumulated: the demand W_II for the product of department II and the
        share workers of it that wages pay for.

    Notes
    -----
    :math:`W_{II} = v + \Delta v + (1-\theta)s`. Where v vanishes there are still proportions in
    which everything is sold; the question is whether accumulation and its demand hold.

    Examples
    --------
    >>> model = consumption_demand()
    >>> model.evaluate({"v": 1000, "dv": 50, "s": 1000, "theta": "1/2"})
    {'W_II': 1550, 'workers': 21/31}
    """
    v, dv = variables("v dv", unit="dollar/year", domain="nonnegative")
    s, W_II = variables("s W_II", unit="dollar/year")
    theta, workers = variables("theta workers", domain="share")
    return Model(
        {W_II: v + dv + (1 - theta) * s, workers: (v + dv) / W_II},
        name="demand for consumption goods",
        source="Marx, Capital II, ch. 21; Tugan-Baranovsky 1905",
        conditions={"not all is accumulated": theta < 1},
    )


def _technique(valuation: str) -> tuple[Any, ...]:
    """Return A, a, l, the unit value of the basket, K/L, and the equations that define them."""
    A, (l_0, lam_0) = variables("A"), variables("l_0 lam_0", unit="hour/unit")
    l, lam = variables("l lam", unit="hour/unit", domain="nonnegative")
    a = variables("a", domain="share")
    if valuation == "temporal":
        d, t = variables("d", domain="positive share"), variables("t", domain="nonnegative")
        left = 1 - d
        equations = {
            a: 1 - left ** (t + 1),
            l: l_0 * left ** (t + 1),
            lam: l_0 * (A**t / (1 - A) + left * (left**t - A**t) / (left - A)),
        }
        return A, a, lam, A * lam / l, equations
    A_0, xi = variables("A_0"), variables("xi", domain="real")
    equations = {A: A_0 + xi * a, l: l_0 * (1 - a)}
    if valuation == "historical":
        equations |= {lam_0: l_0 / (1 - A_0), lam: A * lam_0 + l}
        return A, a, lam, A * lam_0 / l, equations
    equations[lam] = l / (1 - A)
    return A, a, lam, A / (1 - A), equations
