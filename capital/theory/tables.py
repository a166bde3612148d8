"""The tables of the textbooks by name: what is printed beside what is exact.

Marx reckoned with a pen and mostly in whole numbers. Here every figure of a table is computed anew
in rational numbers by the functions of the catalogue and set beside the printed one. The column
``remark`` says what lies between them:

===================================== ===========================================================
``exact``                             the printed figure is the exact one
``rounded``                           it is the nearest one with as many digits
``rounded down``, ``rounded up``      it has been cut or raised, and is not the nearest
``slip``                              it is off by at least one unit of its last digit
``no printed figure at hand``         the exact one stands alone, which says nothing of the book
===================================== ===========================================================

``.attrs`` holds ``title``, ``source`` (volume and chapter), ``note`` and ``provenance``: most of
the printed figures are those that the literature quotes; look them up before you quote them again.

References
----------
Marx, *Capital* I–III. Bortkiewicz (1907), in Sweezy (1949). Hilferding (1910), *Finance Capital*.
Luxemburg (1913), *The Accumulation of Capital*. Grossmann (1929), *The Law of Accumulation*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import sympy as sp

from capital.errors import unknown
from capital.theory import (
    average_profit,
    breakdown,
    departments,
    interest,
    machinery,
    profit,
    rent,
    reproduction,
    reserve_army,
    social_value,
    techniques,
    tendency,
    turnover,
    value,
    working_day,
)
from capital.theory.printed import COMPARED, PRINTED, cells, number

__all__ = ["names", "table"]

Rows = Mapping[Any, Mapping[Any, Any]]
MISSING = "no printed figure at hand"
QUOTED = "as the literature quotes it; not compared with the text"


def names() -> tuple[str, ...]:
    """Return the names of the tables: Marx's in the order of *Capital*, then those of others.

    Returns
    -------
    tuple of str
        Volume, chapter and subject, or author and year.

    Examples
    --------
    >>> names()[:3]
    ('I-9-mill', 'I-12-innovator', 'I-15-machine')
    """
    return tuple(EXACT)


def table(name: str) -> pd.DataFrame:
    """Return a textbook table: printed figures, exact ones, and where they part.

    Parameters
    ----------
    name
        One of `names`.

    Returns
    -------
    pandas.DataFrame
        By row and item: ``printed`` (``None`` where no printed figure is at hand), ``exact``,
        ``difference`` = exact − printed, and ``remark``. Percentages are pure numbers. ``.attrs``
        has title, source, note and provenance.

    Raises
    ------
    UnknownNameError
        If there is no such table.

    Examples
    --------
    >>> scheme = table("II-21-first")
    >>> scheme.attrs["source"]
    'Marx, Capital II, ch. 21'
    >>> print(scheme[scheme["remark"] != MISSING].tail(3))  # doctest: +NORMALIZE_WHITESPACE
              printed      exact difference        remark
    year item
    4    W      11858      11858          0         exact
    5    W      13043    65219/5        4/5  rounded down
    6    W      14348  717409/50       9/50       rounded
    """
    if name not in EXACT:
        raise unknown("table", name, names())
    chosen = PRINTED[name]
    exact = {str(row): figures for row, figures in EXACT[name]().items()}
    lines = [
        {chosen.row: row, "item": item, **_beside(text, sp.Rational(exact[row][item]))}
        for row, item, text in cells(name)
    ]
    found = pd.DataFrame(lines).astype(object)
    if found[chosen.row].str.isdigit().all():
        found[chosen.row] = found[chosen.row].astype(int)
    found = found.set_index([chosen.row, "item"])
    provenance = "compared with a published commentary" if name in COMPARED else QUOTED
    found.attrs = {
        "title": chosen.title,
        "source": chosen.source,
        "note": chosen.note,
        "provenance": provenance,
    }
    return found


def _beside(text: str, exact: sp.Rational) -> dict[str, Any]:
    """Return a printed figure beside the exact one."""
    if text == ".":
        return {"printed": None, "exact": exact, "difference": None, "remark": MISSING}
    printed, unit = number(text)
    gap = exact - printed
    return {"printed": printed, "exact": exact, "difference": gap, "remark": _remark(gap, unit)}


def _remark(gap: sp.Rational, unit: sp.Rational) -> str:
    """Say what a printed figure is to the exact one, which exceeds it by a gap."""
    if gap == 0:
        return "exact"
    if 2 * abs(gap) <= unit:
        return "rounded"
    if abs(gap) >= unit:
        return "slip"
    return "rounded down" if gap > 0 else "rounded up"


def _by_row(frame: pd.DataFrame) -> Rows:
    return frame.to_dict(orient="index")


def _mill() -> Rows:
    week = value.account(unit="pound").evaluate({"c": 378, "v": 52, "s": 80})
    needed = 10 * week["omega"]  # of a day of ten hours
    return {"week": {**week, "h_n": needed, "h_s": 10 - needed}}


def _innovator() -> Rows:
    model, day = social_value.extra_surplus_value(), {"y_d": 72, "v_d": 60, "m": 6, "h": 12}
    return {
        "before": model.evaluate({**day, "x": 12, "p": 12}),
        "innovator": model.evaluate({**day, "x": 24, "p": 10}),
        "general": model.evaluate({**day, "x": 24, "p": 9}),
    }


def _machine() -> Rows:
    plough = {"P_m": 3000, "N": 150, "wage": 20, "e": 1}
    return {"machine": machinery.machine_against_wages().evaluate(plough)}


def _composition() -> Rows:
    model = reserve_army.demand_for_labour(money="pound")
    return {k: {"share": model.evaluate({"k_K": k}, "share")} for k in range(1, 8)}


def _advance() -> Rows:
    model, items = turnover.advance(), ("C_prod", "C_circ", "C")
    return {
        word: model.evaluate({"a_w": 100, "T_prod": 6, "T_circ": weeks}, *items)
        for word, weeks in (("three weeks", 3), ("none", 0))
    }


def _annual_rate() -> Rows:
    return {"V = 500": _turned_over(0, 500, 10), "V = 5000": _turned_over(0, 5000, 1)}


def _turned_over(constant: Any, variable: Any, n: Any, e: Any = 1) -> dict[str, Any]:
    """Return the annual rates of a capital; how fast its constant part turns does not matter."""
    year = {"F": constant, "T_ph": 1, "K_c": 0, "n_c": 1, "V": variable, "n": n, "e": e}
    return value.turnover(unit="pound").evaluate(year, "e_ann", "r")


def _turnover() -> Rows:
    e = sp.Rational(80, 52)
    return {
        "I": _turned_over(10500, 500, 10),
        "II": _turned_over(10000, 1000, 5),
        "III": _turned_over(6000, 5000, 1),
        "IV": _turned_over(10000, 1000, 5),
        "I, slower": _turned_over(10500, 500, 5),
        "mill": _turned_over(12500 - 52, 52, 52, e),
        "mill by turnover": _turned_over(12500 - 318, 318, "17/2", e),
    }


def _simple() -> Rows:
    capitals = {"I": (4000, 1000), "II": (2000, 500), "IIa": (1600, 400), "IIb": (400, 100)}
    flows = {d: {"c": c, "v": v, "s": v} for d, (c, v) in capitals.items()}
    simple = _with_departments(flows, "I", "II")
    whole = departments.simple().evaluate(simple, "W_I", "W_II")
    split = {**_with_departments(flows, "I", "IIa", "IIb"), "phi": "3/5"}
    parts = departments.luxuries().evaluate(split, "W_IIa", "W_IIb")
    return {d: {**flows[d], "W": {**whole, **parts}[f"W_{d}"]} for d in flows}


def _with_departments(flows: Rows, *chosen: str) -> dict[str, Any]:
    return {f"{x}_{d}": amount for d in chosen for x, amount in flows[d].items()}


def _compositions() -> Rows:
    model = profit.rate_of_profit()
    capitals = ((80, 20, 1), (84, 16, 1), (16, 84, "1/4"))
    return {
        f"{c}c + {v}v": {"r": model.evaluate({"c": c, "v": v, "e": e}, "r")} for c, v, e in capitals
    }


def _wage_rise() -> Rows:
    model = average_profit.wage_rise()
    given = {"c_mean": 80, "v_mean": 20, "e": 1, "x": "1/4"}
    return {
        f"{c}c + {v}v": model.evaluate({**given, "c_i": c, "u_i": c, "v_i": v}, "r_2", "P_2")
        for c, v in ((80, 20), (50, 50), (92, 8))
    }


def _law() -> Rows:
    return _by_row(tendency.law_as_such().set_index("c"))


def _weights() -> Rows:
    rates, capitals = ["25/100", "40/100", "15/100", "10/100"], [200, 300, 1000, 4000]
    return {"weighted": {"r": average_profit.weighted_rate(rates, capitals)}}


def _merchant() -> Rows:
    year = {"C_ind": 900, "C_com": 100, "cost": 900, "S": 180}
    return {"year": average_profit.merchants_capital().evaluate(year)}


def _rents(plots: tuple[rent.Plot, ...], regulating: str | None = None) -> Rows:
    found = rent.ground_rent(plots, "1/5", regulating=regulating).table
    return {**_by_row(found), "total": found.sum().to_dict()}


def _absolute_rent() -> Rows:
    land = {"c_a": 75, "v_a": 25, "u_a": 75, "c_i": 85, "v_i": 15, "e": 1}
    model = rent.absolute_rent()
    return {"agriculture": model.evaluate(land, "W", "P", "AR_max", "r_all", "P_all")}


def _bortkiewicz() -> Rows:
    """Return the scheme at prices, the technique read off from it: products are the units."""
    c, v, W = (225, 100, 50), (90, 120, 90), (375, 300, 200)
    inputs = [[sp.Rational(c[j], W[j]) for j in range(3)], [0] * 3, [0] * 3]
    labour = [sp.Rational(W[j] - c[j], W[j]) for j in range(3)]
    basket = [0, sp.Rational(sum(v), sum(W) - sum(c)), 0]  # of wage goods, an hour
    at = techniques.state(techniques.technique(inputs, labour, basket), wages="ante", numeraire=2)
    x, y, _ = at.prices
    rows = {
        d: {"c": c[j] * x, "v": v[j] * y, "price": W[j] * at.prices[j]}
        for j, d in enumerate(("I", "II", "III"))
    }
    for row in rows.values():
        row["profit"] = at.rate_of_profit * (row["c"] + row["v"])
    return {**rows, "total": {item: sum(r[item] for r in rows.values()) for item in rows["I"]}}


def _hilferding() -> Rows:
    company = {"C": 1_000_000, "r": "15/100", "i": "5/100", "rho": "2/100", "X": 20_000}
    found = interest.promoters_profit().evaluate(company, "P_f", "G")
    million = {"shares": found["P_f"], "promoter's profit": found["G"]}
    return {word: {"millions": amount / 1_000_000} for word, amount in million.items()}


def _luxemburg() -> Rows:
    rows = _by_row(reproduction.rising_composition())
    own = {(int(row), item): number(text)[0] for row, item, text in cells("luxemburg-1913")}
    products = {2: 7000, 3: 7583, 4: 8215}  # Marx's second illustration, as printed
    return {
        year: {**row, "of_her_capitals": own[year, "c_I"] + own[year, "c_II"] - products[year]}
        for year, row in rows.items()
    }


def _spheres() -> Rows:
    return _by_row(average_profit.prices_of_production(average_profit.five_spheres()))


#: What reckons each table anew, in the order of *Capital*.
EXACT: Mapping[str, Callable[[], Rows]] = {
    "I-9-mill": _mill,
    "I-12-innovator": _innovator,
    "I-15-machine": _machine,
    "I-17-cases": lambda: _by_row(working_day.four_cases()),
    "I-25-composition": _composition,
    "II-15-advance": _advance,
    "II-16-annual-rate": _annual_rate,
    "II-20-simple": _simple,
    "II-21-first": lambda: _by_row(reproduction.expanded_scheme("first").table(years=6)),
    "II-21-second": lambda: _by_row(reproduction.expanded_scheme("second").table(years=4)),
    "III-4-turnover": _turnover,
    "III-8-compositions": _compositions,
    "III-9-spheres": _spheres,
    "III-9-weights": _weights,
    "III-11-wage-rise": _wage_rise,
    "III-13-law": _law,
    "III-17-merchant": _merchant,
    "III-39-rent": lambda: _rents(rent.chapter_39()),
    "III-41-I": lambda: _rents(rent.chapter_41("I")),
    "III-41-II": lambda: _rents(rent.chapter_41("II")),
    "III-41-III": lambda: _rents(rent.chapter_41("III")),
    "III-42-IV": lambda: _rents(rent.in_use(rent.chapter_41("II"), need=18)),
    "III-43-one-dose": lambda: _rents(rent.chapter_43()),
    "III-43-equal-dose": lambda: _rents(rent.chapter_43(1)),
    "III-43-lesser-dose": lambda: _rents(rent.chapter_43("3/4"), "plot"),
    "III-45-absolute-rent": _absolute_rent,
    "bortkiewicz-1907": _bortkiewicz,
    "hilferding-1910": _hilferding,
    "luxemburg-1913": _luxemburg,
    "bauer-grossmann-1929": lambda: _by_row(breakdown.bauer_grossmann().table(years=35)),
}
