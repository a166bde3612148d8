r"""From commodities by industries to a square economy: the two technologies.

The make table V (industries × commodities) says which industry owns what: who makes each
commodity. The use table U (commodities × industries) says what goes into each industry. With
gross output g of industries and q of commodities:

.. math:: B = U\hat g^{-1},\qquad T = V\hat q^{-1}\ \text{(industry technology)}\quad\text{or}
          \quad T = (V^{\top}\hat g^{-1})^{-1}\ \text{(commodity technology)}

.. math:: A = T B\ \text{(industries)}\quad\text{or}\quad A = B T\ \text{(commodities)}

*Industry technology*: an industry makes all its products with the same inputs, and a commodity is
bought from its makers in proportion to their market shares; A is never negative. *Commodity
technology*: a commodity has the same inputs whoever makes it; small negative coefficients are
usual. Both give one spectral radius, hence one R, whichever labels are chosen.

Scrap, used goods and noncomparable imports have no industry of their own. The make table books
what there is of them under industries that do not produce what is bought: by market shares all
noncomparable imports would become purchases from government. They are kept out of A, and the log
says how much they are. An industry without a commodity of its own (federal electric utilities)
shares the commodity of others; commodity technology merges it with the main owner.

References
----------
Miller and Blair (2009), *Input–Output Analysis*, ch. 5. Horowitz and Planting (2009), *Concepts and
Methods of the U.S. Input–Output Accounts*, Bureau of Economic Analysis, ch. 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.linalg import lu_factor, lu_solve

from capital.economy.readers.reading import (
    Negative,
    Reading,
    basket,
    check_balance,
    money,
    ones,
    per_unit,
    settle_column,
    settle_negatives,
    spread,
    without_idle,
)
from capital.errors import DataError, check_choice

Technology = Literal["industry", "commodity"]
Labels = Literal["industry", "commodity"]

_INVESTMENT = ("F02S", "F02E", "F02N")  # private, nonresidential: structures, equipment, IP
_ROUNDING = 1e-3  # share of output by which the tables may miss their sums


@dataclass(frozen=True)
class Tables:
    """Make and use of one year in one layout; money in USD million.

    Attributes
    ----------
    make : DataFrame
        Industries × commodities.
    use : DataFrame
        Commodities × industries.
    final : DataFrame
        Commodities × codes of final uses.
    value_added : DataFrame
        V001 (compensation), V002 (taxes less subsidies), V003 (gross operating surplus) ×
        industries.
    name : str
    """

    make: pd.DataFrame
    use: pd.DataFrame
    final: pd.DataFrame
    value_added: pd.DataFrame
    name: str


def square(
    tables: Tables,
    technology: Technology,
    by: Labels,
    negative: Negative,
    series: dict[str, pd.Series],
) -> Reading:
    """Return the economy of a make and a use table.

    Parameters
    ----------
    tables
        One year.
    technology, by
        See the module; `by` says what the sectors are.
    negative
        What to do with negative cells.
    series
        ``labour``, ``capital``, ``depreciation`` of the industries, as far as they are known.

    Raises
    ------
    DataError
        If the tables do not belong together or the technology cannot be inverted.
    """
    check_choice("technology", technology, ("industry", "commodity"))
    check_choice("kind of sectors", by, ("industry", "commodity"))
    log = [f"{money('USD million')}; producers’ prices", _balance(tables)]
    tables, series, merged = _merge(tables, series, technology)
    own, kept_out = _own_commodities(tables)
    use, found = settle_negatives(tables.use.loc[own], negative, "intermediate inputs")
    log += [merged, kept_out, *found] if merged else [kept_out, *found]
    output = tables.make.sum(axis="columns")
    T = _transformation(tables.make, own, output, technology)
    log.append(_ownership(tables.make[own], technology, by))
    arguments, wages = _per_output(tables, T, use, own, output, by, series, negative)
    units = _units("labour" in series, arguments)
    totals = pd.DataFrame({"output": output}).join(tables.value_added.T).join(pd.DataFrame(series))
    if by == "commodity":
        totals = pd.DataFrame({"output": tables.make[own].sum()})
        arguments["output"] = totals["output"]
    arguments, totals, left = without_idle(arguments, totals)
    return Reading(arguments, units, totals, (*log, *wages, *left), tables.name)


def _per_output(
    tables: Tables,
    T: pd.DataFrame,
    use: pd.DataFrame,
    own: pd.Index,
    output: pd.Series,
    by: Labels,
    series: dict[str, pd.Series],
    negative: Negative,
) -> tuple[dict[str, pd.DataFrame | pd.Series], list[str]]:
    """Return the arguments of the economy: everything commodity × industry goes through T."""

    def squared(block: pd.DataFrame, what: str) -> pd.DataFrame:
        made = T @ block if by == "industry" else block @ T
        settled, found = settle_negatives(made, negative, f"{what}, coefficients")
        log.extend(found)
        return settled

    log: list[str] = []
    paid = tables.value_added.loc["V001"]
    labour = series.get("labour", paid)
    eaten, found = settle_column(tables.final.loc[own, "F010"], negative, "personal consumption")
    log += [*found, _wages("labour" in series, float(paid.sum() / labour.sum()))]
    coefficients = per_unit(use, output)
    A = squared(coefficients, "inputs")
    hours = labour / output
    if by == "industry":
        eaten, more = settle_column(T @ eaten, negative, "personal consumption, by industry")
        log += more
    else:
        hours, more = settle_column(hours @ T, negative, "labour, coefficients")
        log += more
    arguments: dict[str, pd.DataFrame | pd.Series] = {
        "A": A,
        "labour": hours,
        "wage_basket": basket(eaten, float(paid.sum() / labour.sum())),
        "output": output,
        "market_prices": ones(A.index),
    }
    for name in ("capital", "depreciation"):
        if name in series:
            new = tables.final.loc[own, [*_INVESTMENT]].sum(axis="columns")
            new, more = settle_column(new, negative, "private nonresidential investment")
            log += [*more, f"{name}: composition of private nonresidential investment"]
            arguments[name] = squared(spread(series[name], new, output), name)
    return arguments, log


def _own_commodities(tables: Tables) -> tuple[pd.Index, str]:
    """Return the commodities that have an industry of their own, and say what is kept out."""
    industries = tables.make.index
    own = pd.Index([code for code in tables.make.columns if code in industries])
    out = [code for code in tables.use.index if code not in own]
    total = float(tables.use.loc[own].to_numpy().sum())
    words = []
    for code in out:
        bought = float(tables.use.loc[code].sum())
        made = tables.make.get(code)
        owners = [] if made is None else [*made[made != 0].nlargest(3).index]
        booked = f", booked under {', '.join(map(str, owners))}" if owners else ""
        words.append(f"{code} {bought:,.0f}{booked}")
    shown = "; ".join(words) or "none"
    return own, (
        f"kept out of the inputs, because no industry of their own makes them: {shown}; against "
        f"{total:,.0f} kept in (USD million)"
    )


def _merge(
    tables: Tables, series: dict[str, pd.Series], technology: Technology
) -> tuple[Tables, dict[str, pd.Series], str]:
    """Merge industries without a commodity of their own with the main owner of what they make."""
    make = tables.make
    homeless = [code for code in make.index if code not in make.columns]
    if technology == "industry" or not homeless:
        return tables, series, ""
    own = [code for code in make.columns if code in make.index]
    into = {code: str(make.loc[code, own].idxmax()) for code in homeless}

    def rows(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.groupby(lambda code: into.get(code, code), sort=False).sum()

    def columns(frame: pd.DataFrame) -> pd.DataFrame:
        return rows(frame.T).T

    kept = [code for code in make.index if code not in into]
    merged = {k: rows(s.to_frame())[s.name].loc[kept] for k, s in series.items()}
    whole = Tables(
        rows(make).loc[kept],
        columns(tables.use)[kept],
        tables.final,
        columns(tables.value_added)[kept],
        tables.name,
    )
    words = ", ".join(f"{code} with {owner}" for code, owner in into.items())
    return whole, merged, f"merged, because commodity technology needs a square table: {words}"


def _transformation(
    make: pd.DataFrame, own: pd.Index, output: pd.Series, technology: Technology
) -> pd.DataFrame:
    """Return T, industries × commodities."""
    V = make[own]
    idle = [*own[V.sum() <= 0], *output.index[output <= 0]]
    if idle:
        raise DataError(
            "a commodity or industry has no output",
            where=", ".join(map(str, idle[:5])),
            mend="take it out of both tables",
        )
    if technology == "industry":
        return V / V.sum()
    mix = (V.T / output).loc[own, V.index]
    if np.linalg.matrix_rank(mix.to_numpy()) < len(own):
        raise DataError(
            "commodity technology cannot be had: two industries have the same product mix",
            mend='pass technology="industry"',
        )
    inverse = lu_solve(lu_factor(mix.to_numpy()), np.eye(len(own)))
    return pd.DataFrame(inverse, index=V.index, columns=own)


def _ownership(V: pd.DataFrame, technology: Technology, by: Labels) -> str:
    """Say how far commodities are made by the industries that bear their names."""
    same = [code for code in V.columns if code in V.index]
    primary = pd.Series({code: V.loc[code, code] for code in same}) / V.sum()[same]
    lowest = primary.nsmallest(3)
    named = ", ".join(f"{code} {share:.0%}" for code, share in lowest.items())
    total = sum(V.loc[code, code] for code in same) / float(V.to_numpy().sum())
    return (
        f"{technology} technology, sectors are {by.replace('y', 'ies')}: {total:.1%} of all output "
        f"is made by the industry of its own name; least: {named}"
    )


def _balance(tables: Tables) -> str:
    output = tables.make.sum(axis="columns")
    gap = output - tables.use.sum() - tables.value_added.sum()
    mend = "take make and use from one release and year, and whole"
    return check_balance(gap, output, _ROUNDING, "inputs and value added", mend)


def _wages(given: bool, worth: float) -> str:
    labour = (
        f"labour as given, in a unit that nothing here can check; the compensation is {worth:.6g} "
        "million USD a unit of it"
        if given
        else "labour is compensation: a dollar of wages counts as the same labour everywhere"
    )
    return f"{labour}; wage basket: composition of personal consumption, worth the compensation"


def _units(given: bool, arguments: dict[str, pd.DataFrame | pd.Series]) -> dict[str, str]:
    unit = "unit of labour" if given else "USD of compensation"
    known = {
        "labour": f"{unit} per USD million" if given else f"{unit} per USD",
        "wage_basket": f"USD million of goods per {unit}" if given else f"USD of goods per {unit}",
        "output": "USD million",
    }
    return {name: known.get(name, "USD per USD") for name in arguments}
