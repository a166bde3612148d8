r"""The working day: absolute and relative surplus-value, and the mass of surplus-value.

A day of ``h`` hours at intensity ``ι`` (hours of average labour per hour by the clock) divides
into the time that reproduces the wage and the time that does not. With a real daily wage of
``b_d`` units and ``q`` units of wage goods an hour,

.. math:: h_n = \frac{b_d}{q},\qquad h_s = h\iota - h_n,\qquad e = \frac{h_s}{h_n}.

Surplus labour grows by a longer day (*absolute* surplus-value), by more labour in the same hours
(*intensification*), and by cheaper wage goods (*relative* surplus-value); a higher real wage
lowers it. Intensity is measured against what is usual: once a higher one is universal it is the
new unit and counts as one.

References
----------
Marx, *Capital* I, ch. 10–12, 15 (s. 3) and 17; III, ch. 15; *Grundrisse*, notebook III.
"""

from __future__ import annotations

import pandas as pd
import sympy as sp

from capital.model import Model, variables

#: Marx's cases (*Capital* I, ch. 17): case, hours, intensity, value of labour-power in shillings.
CHAPTER_17 = (
    ("base", "12", "1", "3"),
    ("I, q falls", "12", "1", "4"),
    ("I, q rises", "12", "1", "2"),
    ("II, ι rises", "12", "4/3", "3"),
    ("II, ι and the wage rise", "12", "4/3", "4"),
    ("III, shorter day", "10", "1", "3"),
    ("III, longer day", "14", "1", "3"),
    ("IV, dearer wage goods, same mass", "14", "1", "4"),
    ("IV, dearer wage goods, same rate", "16", "1", "4"),
    ("IV, q and ι rise, shorter day", "9", "4/3", "2"),
)
#: What varies, in the order of the chapter's cases; the last is the struggle over the wage.
CAUSES = ("q", "iota", "h", "b_d")


def working_day(*, good: str = "unit") -> Model:
    """Return necessary and surplus labour of a day, and the rate of surplus-value.

    Parameters
    ----------
    good
        The unit of the wage goods.

    Returns
    -------
    Model
        Of hours h (a day), intensity iota, productivity q of the wage-goods branch (units an
        hour) and real daily wage b_d (units a day): h_n, h_s (hours of average labour a day), e.

    Examples
    --------
    >>> working_day().evaluate({"h": 12, "iota": 1, "q": 1, "b_d": 10})
    {'h_n': 10, 'h_s': 2, 'e': 1/5}
    >>> working_day().derivative("h_s", "q")
    b_d/q**2
    """
    h, h_n = variables("h h_n", unit="hour/day")
    h_s = variables("h_s", unit="hour/day", domain="real")
    iota = variables("iota")
    q = variables("q", unit=f"{good}/hour")
    b_d = variables("b_d", unit=f"{good}/day")
    e = variables("e", domain="real")
    return Model(
        {h_n: b_d / q, h_s: h * iota - h_n, e: h_s / h_n},
        name="working day",
        source="Marx, Capital I, ch. 10–12",
    )


def relative_surplus_value() -> Model:
    """Return what a gain of productivity in wage goods adds, and why it adds less and less.

    Returns
    -------
    Model
        Of the rate of surplus-value e and a proportional gain g: the new rate ``e_1``; of the
        share m_n of the day that is necessary labour and the factor x by which productivity is
        multiplied: ``gain``, the part of a day won.

    Notes
    -----
    e_1 = (1 + e)(1 + g) − 1 and gain = m_n(1 − 1/x): the smaller the part of the day that is still
    necessary, the less there is to be won.

    References
    ----------
    Marx, *Capital* I, ch. 12; *Grundrisse*, notebook III.

    Examples
    --------
    >>> relative_surplus_value().evaluate({"e": 1, "g": "1/2", "m_n": "1/4", "x": 2})
    {'e_1': 2, 'gain': 1/8}
    """
    e, e_1, m_n, x = variables("e e_1 m_n x")
    g, gain = variables("g gain", domain="real")
    return Model(
        {e_1: (1 + e) * (1 + g) - 1, gain: m_n * (1 - 1 / x)},
        name="relative surplus-value",
        source="Marx, Capital I, ch. 12; Grundrisse, notebook III",
        conditions={"m_n is a share of the day": sp.Lt(m_n, 1)},
    )


def day_in_money(*, money: str = "shilling", good: str = "unit") -> Model:
    """Return the value product of a day, the value of labour-power and surplus-value in money.

    Returns
    -------
    Model
        Of the MELT mu (money per hour of average labour), h, iota, q and b_d as in `working_day`:
        y_d = μhι, v_d = μb_d/q, s_d = y_d − v_d, e = s_d/v_d.

    Notes
    -----
    v_d may be given instead of q and b_d. Where longer or more intense work wears labour-power
    out faster, its value rises with them (`wear`): at a constant v_d the wage is then below it.

    References
    ----------
    Marx, *Capital* I, ch. 17.

    Examples
    --------
    >>> day = {"mu": "1/2", "h": 14, "iota": 1, "v_d": 4}
    >>> day_in_money().evaluate(day, "y_d", "s_d", "e")
    {'y_d': 7, 's_d': 3, 'e': 3/4}
    """
    mu = variables("mu", unit=f"{money}/hour")
    h = variables("h", unit="hour/day")
    iota = variables("iota")
    q = variables("q", unit=f"{good}/hour")
    b_d = variables("b_d", unit=f"{good}/day")
    y_d, v_d = variables("y_d v_d", unit=f"{money}/day")
    s_d = variables("s_d", unit=f"{money}/day", domain="real")
    e = variables("e", domain="real")
    return Model(
        {y_d: mu * h * iota, v_d: mu * b_d / q, s_d: y_d - v_d, e: s_d / v_d},
        name="value product of a day",
        source="Marx, Capital I, ch. 17",
    )


def four_cases() -> pd.DataFrame:
    """Return the examples of chapter 17 as a table of exact numbers.

    Returns
    -------
    pandas.DataFrame
        A row for each case: h, iota, v_d (given), y_d, s_d and e (computed), in shillings a day
        at half a shilling an hour.

    Examples
    --------
    >>> table = four_cases()
    >>> table.loc["III, longer day", ["y_d", "s_d", "e"]].tolist()
    [7, 4, 4/3]
    """
    model = day_in_money()
    rows = []
    for _, h, iota, v_d in CHAPTER_17:
        given = {name: sp.Rational(text) for name, text in [("h", h), ("iota", iota), ("v_d", v_d)]}
        found = model.evaluate({**given, "mu": "1/2"}, "y_d", "s_d", "e")
        rows.append({**given, **found})
    return pd.DataFrame(rows, index=pd.Index([case[0] for case in CHAPTER_17], name="case"))


def laws() -> pd.DataFrame:
    """Return the laws of chapter 17 as a table of signs, each proved from the equations.

    Returns
    -------
    pandas.DataFrame
        A row for each cause (q: case I; iota: II; h: III; b_d: the wage), a column for each of
        y_d, v_d, s_d, e: ``"+"``, ``"-"`` or ``"0"``.

    Notes
    -----
    Case I: y_d does not move, v_d and s_d move against each other. Cases II and III: y_d moves,
    and all of it goes to s_d unless the wage moves too. Case IV is any combination.

    Examples
    --------
    >>> laws().loc["q"].to_dict()
    {'y_d': '0', 'v_d': '-', 's_d': '+', 'e': '+'}
    """
    model = day_in_money()
    rows = {
        cause: {name: model.sign(name, cause) for name in ("y_d", "v_d", "s_d", "e")}
        for cause in CAUSES
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("cause")


def wear(*, money: str = "shilling") -> Model:
    """Return by how much an unchanged wage falls below the value of labour-power worn out faster.

    Returns
    -------
    Model
        Of the wage paid (money a day), the value of labour-power v_0 at a normal day of h_0 hours,
        and h, iota: the value ``v_d`` = v_0·(hι/h_0)^ψ and the ``shortfall`` = v_d − wage.

    Notes
    -----
    Marx says that wear rises faster than the hours; the power ψ > 1 is the simplest form of it
    and an assumption, not his.

    Examples
    --------
    >>> day = {"v_0": 3, "h_0": 12, "h": 18, "iota": 1, "psi": 2, "wage": 3}
    >>> wear().evaluate(day)
    {'v_d': 27/4, 'shortfall': 15/4}
    """
    v_0, v_d, wage = variables("v_0 v_d wage", unit=f"{money}/day")
    shortfall = variables("shortfall", unit=f"{money}/day", domain="real")
    h_0, h = variables("h_0 h", unit="hour/day")
    iota, psi = variables("iota psi")
    return Model(
        {v_d: v_0 * (h * iota / h_0) ** psi, shortfall: v_d - wage},
        name="wear of labour-power",
        source="Marx, Capital I, ch. 17",
        conditions={"wear is more than proportional": sp.Gt(psi, 1)},
        assumptions=("wear is a power of the labour done in a day",),
    )


def mass_of_surplus_value(*, money: str = "shilling") -> Model:
    """Return the mass of surplus-value, and the bound that the length of the day sets to it.

    Returns
    -------
    Model
        Of N workers, the hours h and necessary labour h_n of each (a day), the longest possible
        day h_max and the MELT mu: the value of labour-power ``P_lp``, the rate ``e``, the variable
        capital of a day ``V``, surplus labour ``H_s`` (hours a day), surplus-value ``S`` (money a
        day), its bound ``S_max`` and ``N_min``, the fewest workers who could yield it.

    Notes
    -----
    S = eV = P_lp·(h_s/h_n)·N ≤ μN(h_max − h_n). A higher rate makes good for fewer workers, but
    only as far as this. h_n may be zero (workers who live on air): S is then still bounded.

    References
    ----------
    Marx, *Capital* I, ch. 11; III, ch. 15.

    Examples
    --------
    >>> mass = mass_of_surplus_value()
    >>> [mass.evaluate({"P_lp": 3, "N": N, "e": e}, "S") for N, e in [(100, 1), (200, "1/2")]]
    [300, 300]
    >>> mass.prove("S <= S_max", given=["h <= h_max"])
    Proof(S <= S_max)
    """
    N = variables("N", unit="person")
    h, h_max = variables("h h_max", unit="hour/(day*person)")
    h_n = variables("h_n", unit="hour/(day*person)", domain="nonnegative")
    mu = variables("mu", unit=f"{money}/hour")
    P_lp = variables("P_lp", unit=f"{money}/(day*person)", domain="nonnegative")
    e, N_min = variables("e", domain="real"), variables("N_min", unit="person", domain="real")
    V = variables("V", unit=f"{money}/day", domain="nonnegative")
    H_s = variables("H_s", unit="hour/day", domain="real")
    S, S_max = variables("S S_max", unit=f"{money}/day", domain="real")
    return Model(
        {
            P_lp: mu * h_n,
            e: (h - h_n) / h_n,
            V: P_lp * N,
            H_s: N * (h - h_n),
            S: mu * H_s,
            S_max: mu * N * (h_max - h_n),
            N_min: H_s / (h_max - h_n),
        },
        name="mass of surplus-value",
        source="Marx, Capital I, ch. 11; III, ch. 15",
        conditions={"the day is possible": sp.Le(h, h_max)},
    )
