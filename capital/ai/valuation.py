r"""Fictitious capital, the revenue that capital expenditure needs, and its part in growth.

A claim to a stream of profit Π that grows at g is worth, at interest i and a premium ϱ for risk,

.. math:: \mathcal V^* = \frac{\Pi}{i+\varrho-g}\qquad(g < i+\varrho),

so that a price 𝒱 implies a growth :math:`g_{imp} = i+\varrho-\Pi/\mathcal V`. Capital expenditure
``I`` needs revenue each year of its life of :math:`I\,\mathrm{crf}(r,T_e)/m_g`; a wrong life is a
wrong requirement.

Two identities must not be read as causes. The share of capital expenditure in the growth of output
is arithmetic, net of imports; and by Kalecki's identity

.. math:: \Pi_{gross} = I + C_{cap} + (G - T) + NX - S_w

investment *is* gross profit in the year in which it is spent: revenue of the sellers, and only
later cost of the buyers. The boom makes the profits that seem to justify it; when ``I`` stops
growing they fall, and depreciation keeps rising.

References
----------
Marx, *Capital* III, ch. 25, 29–30. Hilferding (1910), *Finance Capital*, ch. 7. Kalecki (1971),
*Selected Essays on the Dynamics of the Capitalist Economy*, ch. 7.
"""

from __future__ import annotations

import sympy as sp

from capital.model import Model, variables

FICTITIOUS = "Marx, Capital III, ch. 29; Hilferding 1910, ch. 7"
KALECKI = "Kalecki 1971, ch. 7"


def capitalised_profit() -> Model:
    """Return what a stream of profit is worth, and the growth that a price takes for granted.

    Returns
    -------
    Model
        Of next year's distributable profit Pi (dollars a year), interest i, premium rho and
        growth g (a year) and the market's price V (dollars): ``V_star``, the ``ratio`` V/V_star
        and the implied growth ``g_imp``.

    Examples
    --------
    >>> claim = {"Pi": 10, "i": "1/20", "rho": "1/25", "g": "3/100", "V": 500}
    >>> capitalised_profit().evaluate(claim)
    {'V_star': 500/3, 'ratio': 3, 'g_imp': 7/100}
    """
    Pi = variables("Pi", unit="dollar/year")
    i, rho = variables("i rho", unit="1/year", domain="nonnegative")
    g, g_imp = variables("g g_imp", unit="1/year", domain="real")
    V, V_star = variables("V V_star", unit="dollar")
    ratio = variables("ratio")
    return Model(
        {V_star: Pi / (i + rho - g), ratio: V / V_star, g_imp: i + rho - Pi / V},
        name="capitalised profit",
        source=FICTITIOUS,
        conditions={"profit grows more slowly than it is discounted": sp.Lt(g, i + rho)},
    )


def loss_maker() -> Model:
    """Return the revenue at a horizon that the valuation of a firm without profit takes as given.

    Returns
    -------
    Model
        Of the valuation V (dollars), the yearly rate of discount rho_d, the horizon T in years
        (both counted), the margin m_pi of profit, the multiple M_v of profit at the horizon
        (years) and present revenue R_0 (dollars a year): ``R_T`` and the ``growth`` a year.

    Examples
    --------
    >>> lab = {"V": 1000, "rho_d": 0.1, "T": 10, "m_pi": 0.25, "M_v": 20, "R_0": 13}
    >>> found = loss_maker().evaluate(lab)
    >>> round(found["R_T"], 6), round(found["growth"], 6)
    (518.748492, 0.445777)
    """
    V = variables("V", unit="dollar")
    R_0, R_T = variables("R_0 R_T", unit="dollar/year")
    M_v = variables("M_v", unit="year")
    rho_d, growth = variables("rho_d growth", domain="real")
    T = variables("T")
    m_pi = variables("m_pi", domain="positive share")
    return Model(
        {R_T: V * (1 + rho_d) ** T / (m_pi * M_v), growth: (R_T / R_0) ** (1 / T) - 1},
        name="valuation of a firm without profit",
        source=FICTITIOUS,
    )


def required_revenue() -> Model:
    """Return the revenue a year that a year's capital expenditure needs to earn a rate of profit.

    Returns
    -------
    Model
        Of capital expenditure I (dollars), the rate of profit r, the economic life T_e (both
        counted in years) and the margin m_g before depreciation: the annuity ``crf`` and the
        revenue ``R_req`` (dollars, each year of the life).

    Examples
    --------
    >>> found = required_revenue().evaluate({"I": 400, "r": 0.1, "T_e": 3, "m_g": 0.6})
    >>> round(found["R_req"], 6)
    268.076536
    """
    I, R_req = variables("I R_req", unit="dollar")
    r, T_e, crf = variables("r T_e crf")
    m_g = variables("m_g", domain="positive share")
    return Model(
        {crf: r / (1 - (1 + r) ** -T_e), R_req: I * crf / m_g},
        name="revenue required by capital expenditure",
        source="Marx, Capital II, ch. 8; III, ch. 9",
        assumptions=("a machine is as good as new until its life ends",),
    )


def share_in_growth() -> Model:
    """Return the arithmetic part of capital expenditure in the growth of output.

    Returns
    -------
    Model
        Of the changes dI and dY of capital expenditure and output and last year's output Y_0
        (dollars), and the import content m_I: the ``contribution`` to growth and the shares of
        growth, ``gross`` and ``net`` of imports.

    Notes
    -----
    Accounting: it does not say what output would have been without the expenditure.

    Examples
    --------
    >>> share_in_growth().evaluate({"dI": 150, "dY": 600, "m_I": "1/2"}, "gross", "net")
    {'gross': 1/4, 'net': 1/8}
    """
    dI, dY = variables("dI dY", unit="dollar", domain="real")
    Y_0 = variables("Y_0", unit="dollar")
    m_I = variables("m_I", domain="share")
    contribution, gross, net = variables("contribution gross net", domain="real")
    return Model(
        {contribution: (1 - m_I) * dI / Y_0, gross: dI / dY, net: (1 - m_I) * dI / dY},
        name="share of capital expenditure in growth",
        source="national accounting identity",
        assumptions=("accounting, not a cause",),
    )


def gross_profits() -> Model:
    """Return gross profits as the sum of what is spent, by Kalecki's identity.

    Returns
    -------
    Model
        Of investment I, capitalists' consumption C_cap, the budget deficit D_g, net exports NX,
        workers' saving S_w, the import content m_I and depreciation D (dollars a year):
        ``gross``, ``net``, and ``by_investment``, what investment adds to gross profit in its
        year if the other terms are given.

    Notes
    -----
    Accounting. NX is as recorded, net of imported equipment, which m_I takes out again in
    ``by_investment``.

    Examples
    --------
    >>> gross_profits().evaluate({"I": 400, "C_cap": 300, "D_g": 150, "NX": -50, "S_w": 100},
    ...                          "gross")
    700
    """
    I, C_cap, S_w, D = variables("I C_cap S_w D", unit="dollar/year", domain="nonnegative")
    D_g, NX, gross, net = variables("D_g NX gross net", unit="dollar/year", domain="real")
    by_investment = variables("by_investment", unit="dollar/year", domain="nonnegative")
    m_I = variables("m_I", domain="share")
    return Model(
        {
            gross: I + C_cap + D_g + NX - S_w,
            net: gross - D,
            by_investment: (1 - m_I) * I,
        },
        name="gross profits",
        source=KALECKI,
        assumptions=("accounting, not a cause",),
    )
