r"""The law of the tendential fall of the rate of profit (*Capital* III, ch. 13–15).

*The law as such*: with a given rate of surplus-value the rate of profit falls as more constant
capital is set in motion by the same living labour, while its mass may grow,
:math:`\hat S = \hat r + \hat C`.

*Counteracting influences* act on one or another part of one formula,

.. math:: r = \frac{S}{C} = \frac{(h\iota - \omega)\,L}{K + \omega L/n},

with labour L counted at the base day and intensity, h and ι as multiples of these
(:math:`h\iota = 1` in the base), ω the wage per base hour (a longer day is not paid more), K the
constant capital advanced in labour time and n the turnovers of variable capital. `influences`
lists them; each derivative and sign is decided by the model, under the premises that it states.

*Absolute over-accumulation*: more capital yields no more surplus-value, :math:`dS/dC \le 0`.

References
----------
Marx, *Capital* III, ch. 4 and 13–15. Grossmann (1929), *The Law of Accumulation*.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import sympy as sp

from capital.errors import check_choice
from capital.model import Model, variables
from capital.theory import profit


def law_as_such(
    constant: Sequence[Any] = (50, 100, 200, 300, 400), variable: Any = 100, e: Any = 1
) -> pd.DataFrame:
    """Return the rate of profit on ever more constant capital; by default the series of ch. 13.

    Parameters
    ----------
    constant
        Constant capital, one number a row.
    variable, e
        Variable capital and rate of surplus-value, the same in all rows.

    Returns
    -------
    pandas.DataFrame
        ``c``, ``C`` (capital advanced) and ``r`` (rate of profit), exact for exact numbers.

    Examples
    --------
    >>> law_as_such()["r"].tolist()
    [2/3, 1/2, 1/3, 1/4, 1/5]
    """
    model = profit.rate_of_profit()
    rows = [model.evaluate({"c": c, "v": variable, "e": e}, "C", "r") for c in constant]
    return pd.DataFrame([{"c": c, **row} for c, row in zip(constant, rows, strict=True)])


def rate_and_mass() -> Model:
    r"""Return the mass of profit in two states, and the capital that keeps it the same.

    Returns
    -------
    Model
        Of rates of profit r_0, r_1 (a year) and capitals C_0, C_1 (dollars): the masses S_0,
        S_1, and ``C_same``, the second capital at which the mass has not changed.

    Notes
    -----
    :math:`\hat S = \hat r + \hat C`. The mass grows exactly when capital grows faster than the
    rate falls.

    Examples
    --------
    >>> rate_and_mass().growth("S_0")
    Eq(Shat_0, Chat_0 + rhat_0)
    >>> rate_and_mass().evaluate({"r_0": "40/100", "r_1": "20/100", "C_0": 100}, "C_same")
    200
    >>> rate_and_mass().prove("S_1 > S_0", given=["C_1 > C_same", "r_1 < r_0"])
    Proof(S_1 > S_0)
    """
    r_0, r_1 = variables("r_0 r_1", unit="1/year")
    C_0, C_1, C_same = variables("C_0 C_1 C_same", unit="dollar")
    S_0, S_1 = variables("S_0 S_1", unit="dollar/year")
    return Model(
        {S_0: r_0 * C_0, S_1: r_1 * C_1, C_same: r_0 * C_0 / r_1},
        name="rate and mass of profit",
        source="Marx, Capital III, ch. 13",
    )


def counteracting_influences() -> Model:
    r"""Return the rate of profit with what can counteract its fall inside one capital.

    Returns
    -------
    Model
        r of h, ι, ω, L, K, n, with the wage and the means of production taken apart:
        ``omega = (1 − d)·omega_v`` (wages pressed below the value of labour-power by the part d)
        and ``K = (1 − Delta_K)·lam_K·K_ph`` (the part ``Delta_K`` written off or destroyed; unit
        value and quantity of means of production).

    Notes
    -----
    ∂r/∂n here holds the yearly wage bill ωL, so that quicker turnover sets capital V = ωL/n
    free. With the advance V held instead (``to=("h", "iota", "omega", "V", "K", "n")``) more
    labour is employed, and the derivative is another one.

    A longer day is taken to work up no more constant capital. If it does, r still rises while
    ∂K/∂h < ιL/r.

    Examples
    --------
    >>> base = {"h": 1, "iota": 1, "omega": "1/2", "L": 1, "K": 2, "n": 1}
    >>> counteracting_influences().evaluate(base, "r")
    1/5
    """
    h, iota, omega, omega_v = variables("h iota omega omega_v")
    d, Delta_K = variables("d Delta_K", domain="share")
    lam_K, K_ph = variables("lam_K", unit="hour/unit"), variables("K_ph", unit="unit")
    L, n = variables("L", unit="hour/year"), variables("n", unit="1/year")
    K, V, C = variables("K V C", unit="hour")
    S = variables("S", unit="hour/year", domain="real")
    r = variables("r", unit="1/year", domain="real")
    return Model(
        {
            omega: (1 - d) * omega_v,
            K: (1 - Delta_K) * lam_K * K_ph,
            V: omega * L / n,
            C: K + V,
            S: (h * iota - omega) * L,
            r: S / C,
        },
        name="counteracting influences",
        source="Marx, Capital III, ch. 4, 14 and 15",
        conditions={
            "wages are still paid": d < 1,
            "not all constant capital is lost": Delta_K < 1,
            "there is surplus-value": omega < h * iota,
        },
        assumptions=(
            "prices are values; K is in labour time",
            "a longer day is not paid more and works up no more constant capital",
        ),
    )


def capitals_apart() -> Model:
    r"""Return what happens to the average rate of profit if some capital draws another rate.

    Returns
    -------
    Model
        Of surplus-value S and capital C (hours), with r = S/C: ``r_social``, if a part ``w_new``
        of all capital lies in new branches that draw ``r_new``; ``r_trade``, if a part ``w_for``
        lies abroad and draws ``r_for``; ``r_rest``, left to the other capital if share capital
        ``C_J`` within C is content with interest at the rate i.

    Notes
    -----
    .. math:: r_{rest} = \frac{S - iC_J}{C - C_J},\qquad
              \frac{\partial r_{rest}}{\partial C_J} = \frac{r_{rest}-i}{C-C_J}

    r_rest exceeds i exactly if r does.

    Examples
    --------
    >>> capitals_apart().evaluate({"S": 110, "C": 500, "C_J": 200, "i": "1/20"}, "r_rest")
    1/3
    """
    w_new, w_for = variables("w_new w_for", domain="share")
    S = variables("S", unit="hour/year", domain="real")
    C, C_J = variables("C", unit="hour"), variables("C_J", unit="hour", domain="nonnegative")
    i, r_new, r_for = variables("i r_new r_for", unit="1/year")
    r, r_rest, r_social, r_trade = variables(
        "r r_rest r_social r_trade", unit="1/year", domain="real"
    )
    return Model(
        {
            r: S / C,
            r_social: w_new * r_new + (1 - w_new) * r,
            r_trade: w_for * r_for + (1 - w_for) * r,
            r_rest: (S - i * C_J) / (C - C_J),
        },
        name="capitals that draw different rates",
        source="Marx, Capital III, ch. 14",
        conditions={
            "the new branches are a part of the whole": w_new <= 1,
            "the capital abroad is a part of the whole": w_for <= 1,
            "share capital is a part of the whole": C_J < C,
        },
    )


_BASE = ("h", "iota", "omega", "L", "K", "n")
_WAGE = ("h", "iota", "d", "omega_v", "L", "K", "n")
_MEANS = ("h", "iota", "omega", "L", "n", "Delta_K", "lam_K", "K_ph")
_NEW, _OUT, _SHARES = ("r", "r_new", "w_new"), ("r", "r_for", "w_for"), ("S", "C", "C_J", "i")
_GAIN, _LESS = ("S > 0",), ("S > 0", "Delta_K < 1")
# number, influence, which rate it moves, by which variable, in which direction, the variables of
# the formula, and the premises: what makes it an influence of this kind.
_INFLUENCES = (
    (1, "longer working day", "r", "h", "up", _BASE, ()),
    (1, "more intense labour", "r", "iota", "up", _BASE, ()),
    (2, "wages below the value of labour-power", "r", "d", "up", _WAGE, ("d < 1",)),
    (3, "cheaper constant capital", "r", "lam_K", "down", _MEANS, _LESS),
    (4, "new branches", "r_social", "w_new", "up", _NEW, ("r_new > r",)),
    (5, "foreign trade: means of production", "r", "lam_K", "down", _MEANS, _LESS),
    (5, "foreign trade: wage goods", "r", "omega_v", "down", _WAGE, ("d < 1",)),
    (5, "foreign trade: capital abroad", "r_trade", "w_for", "up", _OUT, ("r_for > r",)),
    (6, "share capital", "r_rest", "C_J", "up", _SHARES, ("r_rest > i", "C > C_J")),
    (7, "quicker turnover", "r", "n", "up", _BASE, _GAIN),
    (8, "devaluation of capital", "r", "Delta_K", "up", _MEANS, _LESS),
    (9, "more labour on the same capital", "r", "L", "up", _BASE, _GAIN),
)


def influences() -> pd.DataFrame:
    """Return the counteracting influences, each with the derivative and sign the model decides.

    Returns
    -------
    pandas.DataFrame
        One row for each way in which an influence works (foreign trade has three): ``number``,
        ``influence``, the ``rate`` and the ``variable`` that it ``moves`` up or down, what is
        ``held``, the premises (``given``), ``derivative`` and ``sign`` of the rate in the variable,
        and whether the influence ``raises`` the rate.

    Notes
    -----
    1–6 are those of ch. 14 (relative over-population appears as new branches of low composition),
    7 is ch. 4, 8 and 9 are ch. 15.

    Examples
    --------
    >>> influences().set_index("influence").loc["share capital", ["derivative", "sign"]].tolist()
    [-(C*i - S)/(C - C_J)**2, '+']
    >>> bool(influences()["raises"].all())
    True
    """
    rows = []
    for number, name, rate, variable, moves, to, given in _INFLUENCES:
        derivative, sign = _decided(rate, variable, to, given)
        rows.append(
            {
                "number": number,
                "influence": name,
                "rate": rate,
                "variable": variable,
                "moves": moves,
                "held": ", ".join(other for other in to if other != variable),
                "given": ", ".join(given),
                "derivative": derivative,
                "sign": sign,
                "raises": sign == {"up": "+", "down": "-"}[moves],
            }
        )
    return pd.DataFrame(rows)


@cache
def _decided(
    rate: str, variable: str, to: tuple[str, ...], given: tuple[str, ...]
) -> tuple[sp.Expr, str]:
    model = counteracting_influences() if rate == "r" else capitals_apart()
    sign = model.sign(rate, variable, to, given=given)
    return model.derivative(rate, variable, to), sign


def marginal_surplus_value() -> Model:
    r"""Return what an addition to capital adds to surplus-value.

    Returns
    -------
    Model
        Of labour L, what capital adds to it, ``L_C`` (hours a year per hour of capital), the value
        of labour-power ω and what accumulation adds to that, ``omega_C``: S and ``dS``, the
        derivative dS/dC.

    Notes
    -----
    .. math:: \frac{dS}{dC} = (1-\omega)L_C - L\,\omega_C

    Where no labour is left (L_C = 0) any pressure on wages makes it negative: capital is
    over-accumulated absolutely.

    Examples
    --------
    >>> marginal_surplus_value().prove("dS < 0", given=["L_C = 0", "omega_C > 0"])
    Proof(dS < 0)
    """
    L = variables("L", unit="hour/year")
    L_C = variables("L_C", unit="1/year", domain="nonnegative")
    omega = variables("omega", domain="positive share")
    omega_C = variables("omega_C", unit="1/hour", domain="real")
    S = variables("S", unit="hour/year", domain="real")
    dS = variables("dS", unit="1/year", domain="real")
    return Model(
        {S: (1 - omega) * L, dS: (1 - omega) * L_C - L * omega_C},
        name="marginal surplus-value",
        source="Marx, Capital III, ch. 15 s. 3",
    )


def over_accumulation(*, labour: str) -> Model:
    r"""Return surplus-value and rate of profit of a capital that meets the limit of labour.

    Parameters
    ----------
    labour
        ``"reserve"``: capital finds all the labour that it can set in motion, L = C/q;
        ``"exhausted"``: all labour is employed, L = L_bar.

    Returns
    -------
    Model
        Of capital C (hours), capital q per hour of labour a year, labour available ``L_bar``, and
        the value of labour-power ``omega_0 + beta·x`` at the demand for labour x = C/(q·L_bar):
        L, omega, S, r, and ``C_abs``, the capital beyond which more capital yields less
        surplus-value.

    Notes
    -----
    .. math:: S = (1-\omega_0-\beta x)\,\bar L\,\min(x, 1),\qquad
              x_{abs} = \min\!\Bigl(1, \frac{1-\omega_0}{2\beta}\Bigr)

    Wages can end the growth of surplus-value before labour is exhausted; exhaustion always ends it.

    Examples
    --------
    >>> over_accumulation(labour="exhausted").sign("S", "C")
    '-'
    >>> economy = {"q": 2, "L_bar": 100, "omega_0": "1/4", "beta": "1/4"}
    >>> over_accumulation(labour="reserve").evaluate({**economy, "C": 200}, "S", "C_abs")
    {'S': 50, 'C_abs': 200}
    >>> over_accumulation(labour="exhausted").evaluate({**economy, "C": 220}, "S")
    95/2
    """
    check_choice("state of labour", labour, ("reserve", "exhausted"))
    C, C_abs = variables("C C_abs", unit="hour")
    q = variables("q", unit="year")
    L, L_bar = variables("L L_bar", unit="hour/year")
    omega_0 = variables("omega_0", domain="positive share")
    beta, omega, x = variables("beta omega x")
    S = variables("S", unit="hour/year", domain="real")
    r = variables("r", unit="1/year", domain="real")
    idle = labour == "reserve"
    return Model(
        {
            x: C / (q * L_bar),
            omega: omega_0 + beta * x,
            L: C / q if idle else L_bar,
            S: (1 - omega) * L,
            r: S / C,
            C_abs: q * L_bar * sp.Min(1, (1 - omega_0) / (2 * beta)),
        },
        name=f"absolute over-accumulation, labour {labour}",
        source="Marx, Capital III, ch. 15 s. 3",
        conditions={
            "labour is in reserve" if idle else "labour is exhausted": x <= 1 if idle else x >= 1,
            "surplus-value is possible": omega_0 < 1,
        },
        assumptions=("the value of labour-power rises in proportion to the demand for labour",),
    )
