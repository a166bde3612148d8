r"""Ground rent (*Capital* III, ch. 37–47).

Corn sells at the price of production of the *regulating* land, the worst that social need still
requires,

.. math:: p^* = \frac{\kappa_w (1+r)}{q_w},

not at an average one. Whoever produces for less makes a surplus profit, and landed property turns
it into rent:

* *differential rent I*, capitals of one size on unequal plots, :math:`p^*q_j - \kappa_j(1+r)`;
* *differential rent II*, the same summed over successive doses of capital on one plot;
* *absolute rent*, where landed property lets nobody onto even the worst land for nothing. It is
  possible where composition is below average and value stands above the price of production,
  and it is bounded by their difference;
* *monopoly rent*, a price above value, bounded by demand alone.

The sum of proceeds exceeds the sum of individual prices of production by the differential rents:
society pays for produce more than it costs in labour, a *false social value*.

References
----------
Marx, *Capital* III, ch. 37 (price of land), 39 (differential rent I), 40–43 (II; ch. 43 by Engels),
44 (regulating dose on the worst land), 45 (absolute rent), 46 (price of land, monopoly rent).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sympy as sp

from capital.errors import ModelError, check_choice
from capital.model import Model, variables
from capital.theory.exact import frame, rational


@dataclass(frozen=True)
class Plot:
    """A piece of land with the doses of capital laid out on it, in their order.

    Attributes
    ----------
    name : str
    capitals, outputs : tuple of numbers
        Capital advanced and produce, one number a dose. All capital is used up.
    """

    name: str
    capitals: tuple[Any, ...]
    outputs: tuple[Any, ...]


@dataclass(frozen=True)
class Rents:
    """The rents of all plots at one price.

    Attributes
    ----------
    price_of_production, price : sympy.Rational
        Per unit of produce: the regulating one, and the market price, which exceeds it by the
        absolute rent.
    table : pandas.DataFrame
        One row a plot: ``capital``, ``output``, ``proceeds``, ``individual_price`` (price of
        production of its whole produce), ``rent``, of it ``differential`` and ``absolute``, and
        ``in_kind`` (rent over price). ``table.sum()`` is exact too.
    """

    price_of_production: sp.Rational
    price: sp.Rational
    table: pd.DataFrame

    @property
    def false_social_value(self) -> sp.Rational:
        """What the regulating price makes of all produce, over its individual prices."""
        paid = self.price_of_production * self.table["output"]
        return sum(paid - self.table["individual_price"])


def chapter_39() -> tuple[Plot, ...]:
    """Return the four soils of ch. 39: 50 shillings each, 1 to 4 quarters.

    Examples
    --------
    >>> ground_rent(chapter_39(), "1/5").table["rent"].tolist()
    [0, 60, 120, 180]
    """
    return tuple(Plot(name, (50,), (q,)) for name, q in zip("ABCD", (1, 2, 3, 4), strict=True))


def chapter_41(table: str) -> tuple[Plot, ...]:
    """Return the soils of ch. 41: £2½ a dose, the produce in quarters.

    Parameters
    ----------
    table
        ``"I"`` one dose; ``"II"`` a second of equal yield on B, C and D; ``"III"`` a second of
        less yield. Table IV of ch. 42, where soil A drops out, is II as far as it is `in_use`.

    Examples
    --------
    >>> ground_rent(chapter_41("III"), "1/5").table.sum()[["capital", "output", "rent"]].tolist()
    [35/2, 17, 30]
    """
    second: dict[str, tuple[tuple[Any, ...], ...]] = {
        "I": ((), (), (), ()),
        "II": ((), (2,), (3,), (4,)),
        "III": ((), ("3/2",), (2,), ("7/2",)),
    }
    check_choice("table", table, second)
    return tuple(
        Plot(name, ("5/2",) * (1 + len(q)), (first, *q))
        for name, first, q in zip("ABCD", (1, 2, 3, 4), second[table], strict=True)
    )


def chapter_43(second: Any = None) -> tuple[Plot, ...]:
    """Return Engels's five soils: 50 shillings a dose, 10 to 18 bushels.

    Parameters
    ----------
    second
        Yield of a second dose as a multiple of the first; without it there is one dose.

    Examples
    --------
    >>> ground_rent(chapter_43("3/4"), "1/5", regulating="plot").price
    48/7
    >>> ground_rent(chapter_43("3/4"), "1/5", regulating="dose").price
    8
    """
    soils = zip("ABCDE", (10, 12, 14, 16, 18), strict=True)
    if second is None:
        return tuple(Plot(name, (50,), (q,)) for name, q in soils)
    factor = rational(second, "second", above=0)
    return tuple(Plot(name, (50, 50), (q, factor * q)) for name, q in soils)


def in_use(plots: Iterable[Plot], need: Any) -> tuple[Plot, ...]:
    """Return the plots that social need requires: the dearest is left out while the rest suffice.

    Raises
    ------
    ModelError
        If all plots together yield less than the need.

    Examples
    --------
    >>> [plot.name for plot in in_use(chapter_41("II"), need=18)]
    ['B', 'C', 'D']
    """
    kept, wanted = _checked(plots), rational(need, "need", above=0)
    supply = sum(sum(plot.outputs) for plot in kept)
    if supply < wanted:
        raise ModelError(f"the plots yield {supply}, less than the need of {wanted}")
    for plot in sorted(kept, key=_unit_capital, reverse=True):
        if supply - sum(plot.outputs) < wanted:
            break
        supply -= sum(plot.outputs)
        kept.remove(plot)
    return tuple(kept)


def ground_rent(
    plots: Sequence[Plot], r: Any, *, regulating: str | None = None, absolute: Any = 0
) -> Rents:
    r"""Return price and rents of the plots in use.

    Parameters
    ----------
    plots
        The plots that the need requires (`in_use` selects them).
    r
        Average rate of profit on the capital of one period.
    regulating
        What sets the price where successive doses differ (ch. 44): ``"plot"``, the dearest plot
        at the average of its doses; ``"dose"``, the dearest single dose on any plot. It must be
        said where the two give different prices.
    absolute
        Absolute rent per unit of produce, which even the worst land pays.

    Returns
    -------
    Rents
        Money in the unit of the capitals.

    Raises
    ------
    ModelError
        If `regulating` is left open although the answer depends on it, there is no plot, a plot
        has not as many outputs as capitals, or one of them is not positive.

    Notes
    -----
    .. math:: R_j = \sum_d \bigl((p^*+a)\,q_{jd} - \kappa_{jd}(1+r)\bigr)

    Examples
    --------
    >>> rents = ground_rent(chapter_39(), "1/5")                      # in shillings and quarters
    >>> rents.price, rents.false_social_value
    (60, 360)
    >>> rents.table[["output", "individual_price", "rent", "in_kind"]].rename_axis(None)
      output individual_price rent in_kind
    A      1               60    0       0
    B      2               60   60       1
    C      3               60  120       2
    D      4               60  180       3
    """
    listed = _checked(plots)
    factor, levy = 1 + rational(r, "r", above=-1), rational(absolute, "absolute", least=0)
    cost = factor * _regulating(listed, regulating)
    rows = [{"plot": p.name, "capital": sum(p.capitals), "output": sum(p.outputs)} for p in listed]
    table = frame(rows, "plot").assign(
        proceeds=lambda t: (cost + levy) * t["output"],
        individual_price=lambda t: factor * t["capital"],
        rent=lambda t: t["proceeds"] - t["individual_price"],
        differential=lambda t: cost * t["output"] - t["individual_price"],
        absolute=lambda t: levy * t["output"],
        in_kind=lambda t: t["rent"] / (cost + levy),
    )
    return Rents(cost, cost + levy, table)


def differential_rent() -> Model:
    """Return the differential rent of one plot against the regulating one.

    Returns
    -------
    Model
        Of capital and produce of the regulating plot (``kappa_w``, ``q_w``) and of plot j, and the
        rate of profit r: the price ``p`` and the differential rent DR.

    Examples
    --------
    >>> differential_rent().prove("DR > 0", given=["q_j/kappa_j > q_w/kappa_w"])
    Proof(DR > 0)
    >>> differential_rent().sign("DR", "q_j"), differential_rent().sign("DR", "q_w")
    ('+', '-')
    """
    kappa_w, kappa_j = variables("kappa_w kappa_j", unit="shilling")
    q_w, q_j = variables("q_w q_j", unit="quarter")
    r = variables("r", domain="nonnegative")
    p = variables("p", unit="shilling/quarter")
    DR = variables("DR", unit="shilling", domain="real")
    return Model(
        {p: kappa_w * (1 + r) / q_w, DR: p * q_j - kappa_j * (1 + r)},
        name="differential rent",
        source="Marx, Capital III, ch. 39",
        conditions={"plot w is the worst in use": kappa_w / q_w >= kappa_j / q_j},
        assumptions=("all capital is used up in the period",),
    )


def absolute_rent() -> Model:
    r"""Return the room for absolute rent: value of farm produce over its price of production.

    Returns
    -------
    Model
        Of capital in agriculture (``c_a``, ``v_a``; ``u_a`` of it used up) and in industry
        (``c_i``, ``v_i``), the rate of surplus-value e and the absolute rent AR actually paid:
        industry's rate ``r_i``, value W, price of production P, the bound ``AR_max`` = W − P, the
        market price ``P_m`` = P + AR; and, had landed property been no barrier, the common rate
        ``r_all`` and price ``P_all``.

    Notes
    -----
    .. math:: 0 \le AR \le W - P = \frac{e\,(c_i v_a - c_a v_i)}{c_i + v_i}

    The bound is positive if and only if agriculture has the lower composition.

    Examples
    --------
    >>> land = {"c_a": 75, "v_a": 25, "u_a": 75, "c_i": 85, "v_i": 15, "e": 1}
    >>> absolute_rent().evaluate(land, "W", "P", "AR_max", "r_all", "P_all")
    {'W': 125, 'P': 115, 'AR_max': 10, 'r_all': 1/5, 'P_all': 120}
    >>> absolute_rent().prove("AR_max > 0", given=["c_a/v_a < c_i/v_i"])
    Proof(AR_max > 0)
    """
    c_a, u_a, c_i = variables("c_a u_a c_i", unit="pound", domain="nonnegative")
    v_a, v_i = variables("v_a v_i", unit="pound")
    AR = variables("AR", unit="pound", domain="nonnegative")
    AR_max = variables("AR_max", unit="pound", domain="real")
    W, P, P_m, P_all = variables("W P P_m P_all", unit="pound")
    e, r_i, r_all = variables("e r_i r_all")
    return Model(
        {
            r_i: e * v_i / (c_i + v_i),
            W: u_a + v_a + e * v_a,
            P: u_a + v_a + r_i * (c_a + v_a),
            AR_max: W - P,
            P_m: P + AR,
            r_all: e * (v_a + v_i) / (c_a + v_a + c_i + v_i),
            P_all: u_a + v_a + r_all * (c_a + v_a),
        },
        name="absolute rent",
        source="Marx, Capital III, ch. 45",
        conditions={
            "agriculture has the lower composition": c_a * v_i < c_i * v_a,
            "rent does not exceed the room for it": AR_max >= AR,
            "no more is used up than advanced": u_a <= c_a,
        },
    )


def monopoly_rent() -> Model:
    """Return how a monopoly price above value divides into rents.

    Returns
    -------
    Model
        Of the produce q, its price of production ``p_s`` and value ``w`` per unit, the market price
        ``p`` and the most that buyers would pay, ``p_max``: the whole rent, its parts up to the
        value (absolute) and above it (monopoly), and the bound of the latter.

    Examples
    --------
    >>> vineyard = {"q": 10, "p_s": 5, "w": 6, "p": 20, "p_max": 25}
    >>> monopoly_rent().evaluate(vineyard, "absolute", "monopoly", "bound")
    {'absolute': 10, 'monopoly': 140, 'bound': 190}
    """
    q = variables("q", unit="barrel")
    p_s, w, p, p_max = variables("p_s w p p_max", unit="pound/barrel")
    names = "rent absolute monopoly bound"
    rent, absolute, monopoly, bound = variables(names, unit="pound", domain="real")
    return Model(
        {
            rent: (p - p_s) * q,
            absolute: (w - p_s) * q,
            monopoly: (p - w) * q,
            bound: (p_max - w) * q,
        },
        name="monopoly rent",
        source="Marx, Capital III, ch. 46",
        conditions={"price above value": p > w, "demand bears the price": p <= p_max},
    )


def price_of_land() -> Model:
    """Return the price of land: its rent, looked on as interest.

    Land has no value. Its price rises with the rent, and with a fall of interest alone.

    Examples
    --------
    >>> price_of_land().evaluate({"rent": 200, "i": "1/20"}, "P_land")
    4000
    >>> price_of_land().sign("P_land", "i")
    '-'
    """
    rent, i = variables("rent", unit="pound/year"), variables("i", unit="1/year")
    P_land = variables("P_land", unit="pound")
    return Model(
        {P_land: rent / i}, name="price of land", source="Marx, Capital III, ch. 37 and 46"
    )


def _regulating(plots: Sequence[Plot], regulating: str | None) -> sp.Rational:
    """Return the capital per unit of produce that sets the price."""
    single = [Plot(p.name, (k,), (q,)) for p in plots for k, q in zip(*_doses(p), strict=True)]
    dearest = {"plot": max(map(_unit_capital, plots)), "dose": max(map(_unit_capital, single))}
    if regulating is None and dearest["plot"] != dearest["dose"]:
        raise ModelError(
            "the dearest dose costs more than the dearest plot does on average",
            where="ground_rent",
            mend="say which regulates the price: regulating='plot' or 'dose'",
        )
    check_choice("regulating", regulating or "plot", dearest)
    return dearest[regulating or "plot"]


def _checked(plots: Iterable[Plot]) -> list[Plot]:
    """Return plots of exact numbers."""
    listed = list(plots)
    if not listed:
        raise ModelError("there is no plot", mend="give at least one")
    for number, plot in enumerate(listed):
        if plot.name in {other.name for other in listed[:number]}:
            raise ModelError(f"two plots are called ‘{plot.name}’", mend="name them apart")
        if not plot.capitals or len(plot.capitals) != len(plot.outputs):
            raise ModelError(
                f"there are {len(plot.capitals)} capitals and {len(plot.outputs)} outputs",
                where=f"plot {plot.name}",
                mend="give one capital and one output for each dose",
            )
    return [Plot(plot.name, *_doses(plot)) for plot in listed]


def _doses(plot: Plot) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    capitals = (rational(k, f"capital on plot {plot.name}", above=0) for k in plot.capitals)
    outputs = (rational(q, f"output of plot {plot.name}", above=0) for q in plot.outputs)
    return tuple(capitals), tuple(outputs)


def _unit_capital(plot: Plot) -> sp.Rational:
    return sum(plot.capitals) / sum(plot.outputs)
