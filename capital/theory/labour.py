r"""Kinds of labour and forms of the wage: complex, unproductive, paid by time or by piece.

*Complex labour* counts as multiplied simple labour: ``h_i`` hours of simple labour an hour. Three
rules for ``h_i`` are in use, and they do not agree, so a result names the one it rests on. With
the MELT μ (money per simple hour) and the wage ``w_i``,

.. math:: e_i = \frac{\mu h_i}{w_i} - 1,

which is the same in all trades if and only if ``h_i`` is proportional to ``w_i``.

*Unproductive labour* — buying and selling, finance, supervision — produces no surplus-value; its
wages ``U_w``, its materials ``U_m`` and its stock of capital ``U_s`` are paid from it:

.. math:: r_{gen} = \frac{S}{C},\qquad r_{net} = \frac{S-U_w-U_m}{C+U_s}.

*Forms of the wage* — by the hour or by the piece — are the daily value of labour-power, divided.

References
----------
Marx, *Capital* I, ch. 1, 20 and 21; II, ch. 6; III, ch. 17; *Theories of Surplus-Value* I.
Hilferding (1904), *Böhm-Bawerks Marx-Kritik*. Okishio (1963), *Weltwirtschaftliches Archiv* 91.
Rowthorn (1974), *New Left Review* 87. Moseley (1991), *The Falling Rate of Profit in the Postwar
United States Economy*. Shaikh and Tonak (1994), *Measuring the Wealth of Nations*.
"""

from __future__ import annotations

import sympy as sp

from capital.errors import check_choice
from capital.model import Model, variables

RULES = ("wage", "training", "unity")


def reduction(*, rule: str) -> Model:
    """Return the reduction of complex to simple labour by a named rule, and the e of the trade.

    Parameters
    ----------
    rule
        ``"wage"``: h_i = w_i/w_1 of the wage and that of simple labour. ``"training"``:
        h_i = 1 + (T_teach + T_stud)/H_i, training in simple hours of teachers and student over the
        hours of a working life. ``"unity"``: h_i = 1. The model's name bears the rule.

    Returns
    -------
    Model
        Of the MELT mu, the wage w_i (dollars an hour), the hours L_i (a year) and what the rule
        needs: ``h_i``, simple hours ``L_s`` and rate of surplus-value ``e_i``.

    Raises
    ------
    UnknownNameError
        If there is no such rule.

    Notes
    -----
    Columns by trade give columns by trade; their sum is the living labour L = Σ h_i L_i. The
    wage rule assumes what one may want to find out: that e is the same in all trades.

    Examples
    --------
    >>> trade = {"T_teach": 6000, "T_stud": 1500, "H_i": 60000, "w_i": 81, "mu": 90, "L_i": 1600}
    >>> reduction(rule="training").evaluate(trade)
    {'h_i': 9/8, 'L_s': 1800, 'e_i': 1/4}
    """
    check_choice("rule", rule, RULES)
    w_i, mu = variables("w_i mu", unit="dollar/hour")
    L_i, L_s = variables("L_i L_s", unit="hour/year")
    h_i = variables("h_i")
    e_i = variables("e_i", domain="real")
    return Model(
        {h_i: _coefficient(rule), L_s: h_i * L_i, e_i: mu * h_i / w_i - 1},
        name=f"reduction of complex labour by the rule ‘{rule}’",
        source="Marx, Capital I, ch. 1; Hilferding 1904; Okishio 1963; Rowthorn 1974",
    )


def _coefficient(rule: str) -> sp.Expr:
    """Return simple hours per hour of a trade."""
    w_i, w_1 = variables("w_i w_1", unit="dollar/hour")
    T_teach, T_stud = variables("T_teach T_stud", unit="hour", domain="nonnegative")
    H_i = variables("H_i", unit="hour")
    by_rule = {"wage": w_i / w_1, "training": 1 + (T_teach + T_stud) / H_i}
    return by_rule.get(rule, sp.Integer(1))


def two_trades() -> Model:
    """Return the rates of surplus-value of two trades, whatever the rule of reduction.

    Examples
    --------
    >>> two_trades().prove("e_1 = e_2", given=["h_1*w_2 = h_2*w_1"])
    Proof(Eq(e_1, e_2))
    >>> two_trades().prove("h_1*w_2 = h_2*w_1", given=["e_1 = e_2"])
    Proof(Eq(h_1*w_2, h_2*w_1))
    """
    w_1, w_2, mu = variables("w_1 w_2 mu", unit="dollar/hour")
    h_1, h_2 = variables("h_1 h_2")
    e_1, e_2 = variables("e_1 e_2", domain="real")
    return Model(
        {e_1: mu * h_1 / w_1 - 1, e_2: mu * h_2 / w_2 - 1},
        name="exploitation in two trades",
        source="Marx, Capital I, ch. 1; Rowthorn 1974",
    )


def unproductive_labour(*, unit: str = "dollar") -> Model:
    """Return the rate of profit before and after unproductive costs, and two readings of e.

    Parameters
    ----------
    unit
        Unit of the stocks; flows are this a year.

    Returns
    -------
    Model
        Of surplus-value S, variable capital of productive workers v_p, unproductive wages U_w
        and materials U_m (flows), constant and variable capital advanced K and V and unproductive
        capital U_s (stocks): U_f = U_w + U_m, C = K + V, ``e``, ``e_naive``, ``r_gen``,
        ``r_net``.

    Notes
    -----
    e_naive = (S − U_f)/(v_p + U_w) is profit over all wages. It understates exploitation:
    unproductive wages are taken from the surplus and added to what it is measured by. Firms see
    r_net.

    Examples
    --------
    >>> year = {"S": 150, "v_p": 100, "K": 400, "V": 100, "U_w": 60, "U_m": 0, "U_s": 50}
    >>> unproductive_labour().evaluate(year, "e", "e_naive", "r_gen", "r_net")
    {'e': 3/2, 'e_naive': 9/16, 'r_gen': 3/10, 'r_net': 9/55}
    """
    S, v_p = variables("S v_p", unit=f"{unit}/year")
    U_w, U_m, U_f = variables("U_w U_m U_f", unit=f"{unit}/year", domain="nonnegative")
    K, U_s = variables("K U_s", unit=unit, domain="nonnegative")
    V, C = variables("V C", unit=unit)
    e = variables("e")
    e_naive = variables("e_naive", domain="real")
    r_gen = variables("r_gen", unit="1/year")
    r_net = variables("r_net", unit="1/year", domain="real")
    return Model(
        {
            U_f: U_w + U_m,
            C: K + V,
            e: S / v_p,
            e_naive: (S - U_f) / (v_p + U_w),
            r_gen: S / C,
            r_net: (S - U_f) / (C + U_s),
        },
        name="productive and unproductive labour",
        source="Marx, Capital II, ch. 6; III, ch. 17; Moseley 1991; Shaikh and Tonak 1994",
    )


def wage_forms(*, money: str = "penny") -> Model:
    """Return the price of an hour and of a piece at a given daily value of labour-power.

    Returns
    -------
    Model
        Of the daily value of labour-power v_d, the hours h and the pieces x of a normal day:
        ``per_hour`` = v_d/h and ``per_piece`` = v_d/x.

    Notes
    -----
    The same daily wage with a longer day is a lower price of labour. A piece-wage falls as the
    pieces of a normal day rise: by itself it is no share in productivity.

    Examples
    --------
    >>> wage_forms().evaluate({"v_d": 36, "h": 12, "x": 24})
    {'per_hour': 3, 'per_piece': 3/2}
    """
    v_d = variables("v_d", unit=f"{money}/day")
    h = variables("h", unit="hour/day")
    x = variables("x", unit="piece/day")
    per_hour = variables("per_hour", unit=f"{money}/hour")
    per_piece = variables("per_piece", unit=f"{money}/piece")
    return Model(
        {per_hour: v_d / h, per_piece: v_d / x},
        name="forms of the wage",
        source="Marx, Capital I, ch. 20–21",
    )
