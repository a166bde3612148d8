r"""The value account: constant capital, variable capital, surplus-value.

The value of a product is what the used-up means of production transfer, ``c``, and what living
labour adds, ``y = v + s``: the value of its own labour-power and the surplus,

.. math:: W = c + v + s,\qquad e = \frac{s}{v},\qquad k = \frac{c}{v},\qquad
          r = \frac{s}{c+v} = \frac{e}{1+k}.

These are flows. Capital *advanced* is a stock, and stock and flow agree only if everything turns
over exactly once a year; `turnover` keeps them apart.

References
----------
Marx, *Capital* I, ch. 8, 9 and 25; II, ch. 7–9 and 16; III, ch. 2–4. Sweezy (1942), *The Theory
of Capitalist Development*. Fine and Harris (1979), *Rereading Capital*. Saad-Filho (1993),
*Capital and Class* 17.
"""

from __future__ import annotations

from capital.model import Model, variables


def account(*, unit: str = "hour") -> Model:
    """Return the value account of one turnover.

    Parameters
    ----------
    unit
        Unit of c, v and s: labour time or money, of one and the same period.

    Returns
    -------
    Model
        W, y, e, k, r and ω = v/y (value of labour-power per hour of labour) of c, v, s. Here
        ``r`` is surplus over cost price, a pure number per turnover.

    Notes
    -----
    c may be zero. r = s/(c + v) holds also where v vanishes and e and k are not defined.

    Examples
    --------
    >>> mill = account(unit="pound")              # Capital I ch. 9: one week of a spinning mill
    >>> mill.evaluate({"c": 378, "v": 52, "s": 80}, "e", "r")
    {'e': 20/13, 'r': 8/43}
    """
    v, s, W, y = variables("v s W y", unit=unit)
    c = variables("c", unit=unit, domain="nonnegative")
    e, r, omega = variables("e r omega")
    k = variables("k", domain="nonnegative")
    return Model(
        {W: c + v + s, y: v + s, e: s / v, k: c / v, r: s / (c + v), omega: v / y},
        name="value account",
        source="Marx, Capital I, ch. 8–9; III, ch. 2–3",
    )


def compositions() -> Model:
    """Return technical, organic and value composition of capital.

    Returns
    -------
    Model
        ``TCC`` means of production per hour of living labour; ``VCC`` at current values;
        ``OCC`` the same quantities at the values of the base period (suffix 0), that is, the
        value composition in so far as it mirrors the technical one.

    Notes
    -----
    The growth of VCC is that of TCC plus that of the unit value of the means of production minus
    that of the value of labour-power.

    Examples
    --------
    >>> compositions().growth("VCC", to=("TCC", "lam", "omega"))
    Eq(VCChat, TCChat + lamhat - omegahat)
    """
    M, L = variables("M", unit="unit"), variables("L", unit="hour")
    lam, lam_0 = variables("lam lam_0", unit="hour/unit")
    omega, omega_0, VCC, OCC = variables("omega omega_0 VCC OCC")
    TCC = variables("TCC", unit="unit/hour")
    return Model(
        {TCC: M / L, VCC: lam * M / (omega * L), OCC: lam_0 * M / (omega_0 * L)},
        name="compositions of capital",
        source="Marx, Capital I, ch. 25 s. 1; Fine and Harris 1979; Saad-Filho 1993",
    )


def turnover(*, unit: str = "dollar") -> Model:
    r"""Return stocks, flows and the annual rate of profit.

    Parameters
    ----------
    unit
        Unit of the stocks; flows are this a year.

    Returns
    -------
    Model
        Of fixed capital F with life T_ph (years), circulating constant capital K_c turned over
        n_c times a year, variable capital V turned over n times a year, and the rate of
        surplus-value e: flows c, v, s, W; stocks K = F + K_c, C = K + V; e_ann = s/V the annual
        rate of surplus-value; r = s/C the annual rate of profit; r_flow = s/(c + v) the rate on
        cost price; N_to = (c + v)/C the turnover of the whole capital. F or K_c may be zero.

    Notes
    -----
    .. math:: r = \frac{s}{C} = \frac{en}{1+K/V} = r_{flow}\,N_{to}.

    Examples
    --------
    >>> year = {"F": 1000, "T_ph": 10, "K_c": 50, "n_c": 4, "V": 50, "n": 4, "e": 1}
    >>> turnover().evaluate(year, "r_flow", "r")
    {'r_flow': 2/5, 'r': 2/11}
    """
    V, C = variables("V C", unit=unit)
    F, K_c, K = variables("F K_c K", unit=unit, domain="nonnegative")
    v, s, W = variables("v s W", unit=f"{unit}/year")
    c = variables("c", unit=f"{unit}/year", domain="nonnegative")
    T_ph = variables("T_ph", unit="year")
    n_c, n, e_ann, r, N_to = variables("n_c n e_ann r N_to", unit="1/year")
    e, r_flow = variables("e r_flow")
    return Model(
        {
            c: F / T_ph + n_c * K_c,
            v: n * V,
            s: e * v,
            W: c + v + s,
            K: F + K_c,
            C: K + V,
            e_ann: s / V,
            r_flow: s / (c + v),
            N_to: (c + v) / C,
            r: s / C,
        },
        name="turnover",
        source="Marx, Capital II, ch. 7–9 and 16; III, ch. 4",
    )
