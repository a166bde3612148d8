r"""Two departments: what the production of means of production and of consumption exchange.

Department I makes means of production, Department II means of consumption; the product of each is
:math:`W_i = c_i + v_i + s_i`. In *simple* reproduction everything is replaced and all
surplus-value is consumed. Its three conditions say one thing:

.. math:: W_I = c_I + c_{II},\qquad W_{II} = \sum(v+s),\qquad v_I + s_I = c_{II}.

In *expanded* reproduction the share :math:`\theta_i` of surplus-value is added to capital, as
:math:`\Delta c_i : \Delta v_i = k_i : 1`, and the departments fit together if

.. math:: v_I + \Delta v_I + (1-\theta_I)s_I = c_{II} + \Delta c_{II}.

Where each accumulates on its own, they do not in general: the excess supplies
:math:`D_I = W_I - \sum(c+\Delta c)` and :math:`D_{II}` sum to zero, but need not be zero.

Assumptions: one turnover a year, all capital circulates, commodities sell at their values.

References
----------
Marx, *Capital* II, ch. 20–21. Harris (1972), "On Marx's scheme of reproduction and accumulation",
*Journal of Political Economy* 80. Morishima (1973), *Marx's Economics*, ch. 10.
"""

from __future__ import annotations

import sympy as sp

from capital.model import Model, variables


def simple(*, unit: str = "pound") -> Model:
    """Return simple reproduction and what either department makes too much of.

    Parameters
    ----------
    unit
        Unit of value; flows of one year.

    Returns
    -------
    Model
        Of c, v and s of the departments I and II: the products W_I, W_II and the excess supplies
        D_I = W_I − c_I − c_II and D_II = W_II − Σ(v + s). These sum to zero, so that one
        condition holds if the other does.

    Examples
    --------
    >>> marx = {"c_I": 4000, "v_I": 1000, "s_I": 1000, "c_II": 2000, "v_II": 500, "s_II": 500}
    >>> simple().evaluate(marx)                                       # Capital II, ch. 20
    {'W_I': 6000, 'W_II': 3000, 'D_I': 0, 'D_II': 0}
    >>> simple().prove("D_II = 0", given=["v_I + s_I = c_II"])
    Proof(Eq(D_II, 0))
    """
    c_I, v_I, s_I, c_II, v_II, s_II, W_I, W_II = variables(
        "c_I v_I s_I c_II v_II s_II W_I W_II", unit=unit
    )
    D_I, D_II = variables("D_I D_II", unit=unit, domain="real")
    return Model(
        {
            W_I: c_I + v_I + s_I,
            W_II: c_II + v_II + s_II,
            D_I: W_I - c_I - c_II,
            D_II: W_II - v_I - s_I - v_II - s_II,
        },
        name="simple reproduction",
        source="Marx, Capital II, ch. 20",
        conditions={"exchange": sp.Eq(v_I + s_I, c_II)},
        assumptions=("all surplus-value is consumed",),
    )


def luxuries(*, unit: str = "pound") -> Model:
    """Return simple reproduction where Department II makes necessities (IIa) and luxuries (IIb).

    Parameters
    ----------
    unit
        Unit of value; flows of one year.

    Returns
    -------
    Model
        Of c, v, s of I, IIa, IIb and the share phi of surplus-value that capitalists spend on
        necessities; workers buy nothing else. Excess supplies D_I, D_IIa, D_IIb sum to zero.

    Examples
    --------
    >>> marx = {"c_I": 4000, "v_I": 1000, "s_I": 1000, "c_IIa": 1600, "v_IIa": 400, "s_IIa": 400}
    >>> marx |= {"c_IIb": 400, "v_IIb": 100, "s_IIb": 100, "phi": "3/5"}
    >>> luxuries().evaluate(marx, "D_I", "D_IIa", "D_IIb")
    {'D_I': 0, 'D_IIa': 0, 'D_IIb': 0}
    """
    departments = ("I", "IIa", "IIb")
    c, v, s, W = (variables(" ".join(f"{x}_{d}" for d in departments), unit=unit) for x in "cvsW")
    S = variables("S", unit=unit)
    D_I, D_IIa, D_IIb = variables("D_I D_IIa D_IIb", unit=unit, domain="real")
    phi = variables("phi", domain="nonnegative")
    return Model(
        {
            **{W[i]: c[i] + v[i] + s[i] for i in range(3)},
            S: sum(s),
            D_I: W[0] - sum(c),
            D_IIa: W[1] - sum(v) - phi * S,
            D_IIb: W[2] - (1 - phi) * S,
        },
        name="simple reproduction with luxuries",
        source="Marx, Capital II, ch. 20, s. 4",
        conditions={"phi is a share": phi <= 1},
        assumptions=(
            "all surplus-value is consumed",
            "workers buy necessities only",
            "capitalists of all departments divide their spending alike",
        ),
    )


def expanded(*, unit: str = "pound") -> Model:
    """Return one year of expanded reproduction, each department accumulating on its own.

    Parameters
    ----------
    unit
        Unit of value; flows of one year.

    Returns
    -------
    Model
        Of v_I, c_II, v_II, the rate of surplus-value e, the shares theta and the compositions k of
        what is added: s, dc and dv of both departments, and the excess supplies
        D_I = W_I − Σ(c + Δc) and D_II = W_II − Σ(v + Δv + (1 − θ)s), from which c_I drops out and
        which sum to zero.

    Examples
    --------
    >>> year = {"v_I": 1000, "c_II": 1500, "v_II": 750, "e": 1, "k_I": 4, "k_II": 2}
    >>> expanded().evaluate({**year, "theta_I": "1/2", "theta_II": "1/2"}, "D_I", "D_II")
    {'D_I': -150, 'D_II': 150}
    >>> expanded().solve("theta_II", {**year, "theta_I": "1/2", "D_I": 0})     # Marx's rule
    [1/5]
    """
    e, k_I, k_II = variables("e k_I k_II")
    theta_I, theta_II = variables("theta_I theta_II", domain="share")
    v_I, s_I, c_II, v_II, s_II = variables("v_I s_I c_II v_II s_II", unit=unit)
    dc_I, dv_I, dc_II, dv_II = variables("dc_I dv_I dc_II dv_II", unit=unit, domain="nonnegative")
    D_I, D_II = variables("D_I D_II", unit=unit, domain="real")
    wages, luxury = v_I + dv_I + v_II + dv_II, (1 - theta_I) * s_I + (1 - theta_II) * s_II
    return Model(
        {
            s_I: e * v_I,
            s_II: e * v_II,
            dc_I: theta_I * s_I * k_I / (1 + k_I),
            dv_I: theta_I * s_I / (1 + k_I),
            dc_II: theta_II * s_II * k_II / (1 + k_II),
            dv_II: theta_II * s_II / (1 + k_II),
            D_I: v_I + s_I - c_II - dc_I - dc_II,
            D_II: c_II + v_II + s_II - wages - luxury,
        },
        name="expanded reproduction",
        source="Marx, Capital II, ch. 21",
        conditions={
            "exchange": sp.Eq(v_I + dv_I + (1 - theta_I) * s_I, c_II + dc_II),
            "theta_I is a share": theta_I <= 1,
            "theta_II is a share": theta_II <= 1,
        },
    )
