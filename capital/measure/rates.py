r"""Rates of profit by different definitions, side by side.

Which profit over which capital decides more than any test: the sign of the trend of 1982–2007 turns
on the valuation of the stock alone. So the definitions are data (`capital.measure.mappings`), one
function computes them all, and every column carries its formula, its sources and what is missing.

.. math:: r_t = \frac{\text{numerator}_t}{\text{denominator}_{t-1}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from capital import datasets
from capital.errors import DataError, check_choice, unknown
from capital.evidence import Evidence, derived_from
from capital.measure.accounts import STOCKS, Accounts, Line, timed_stock
from capital.measure.catalogue import find_definition, in_words, mapping
from capital.measure.mappings import DEFINITIONS, OPERATIONS, Definition, Entry
from capital.measure.stocks import perpetual_inventory

COVERAGES = {
    "corporate": "all corporate business",
    "nonfinancial": "nonfinancial corporate business",
    "economy": "the whole private economy",
}
Share: TypeAlias = float | pd.Series | str | None
Bound: TypeAlias = int | str | pd.Period


@dataclass(frozen=True)
class Choices:
    """What a definition may need besides its mapping."""

    stock: str
    productive_share: float | pd.Series | None
    gross_life: float | None


def rates_of_profit(
    sector: str = "corporate",
    definitions: Sequence[str | Definition] | None = None,
    start: Bound | None = None,
    end: Bound | None = None,
    *,
    stock: str = "opening",
    productive_share: Share = None,
    gross_life: float | None = None,
) -> Accounts:
    """Return rates of profit by several definitions, one column each.

    Parameters
    ----------
    sector
        ``"corporate"``, ``"nonfinancial"`` or ``"economy"``.
    definitions
        Names of `definitions()`, or definitions of one's own. All that cover the sector, and need
        no argument that is not given, otherwise. One that is named and covers another sector is
        shown at its own, and the account says so.
    start, end
        First and last year; all years that some definition has otherwise.
    stock
        Timing of the stock: ``"opening"``, ``"closing"`` or ``"average"``, save where a published
        series has its own.
    productive_share
        Share φ of compensation that is paid to productive labour: a number, a series by year, or
        ``"shaikh_tonak_1994"`` for their share of persons engaged (1948–1968).
    gross_life
        Years of service of all fixed assets, for the gross stock.

    Returns
    -------
    Accounts
        ``.frame`` holds the rates, ``.formulas`` and ``.sources`` what each is made of, ``.notes``
        what is left out and why. A year that a definition has not is missing in its column.

    Raises
    ------
    UnknownNameError
        If a definition or an option is not known.
    DataError
        If a definition needs an argument, or no year is left.

    Examples
    --------
    >>> rates = rates_of_profit("corporate", ["shaikh_2016", "basu_2021"])
    >>> (100 * rates.frame.loc["1982"]).round(2).tolist()
    [5.99, 9.31]
    >>> print(rates.formulas["basu_2021"])
    r = (net operating surplus) / (net stock, end of the year before)
    """
    check_choice("sector", sector, COVERAGES)
    check_choice("timing of the stock", stock, STOCKS)
    choices = Choices(stock, _share(productive_share), gross_life)
    chosen, notes = _chosen(definitions, sector, choices)
    columns, lines = {}, {}
    for definition in chosen:
        made = _account(definition, _coverage(definition, sector), choices)
        columns[definition.name] = made.frame["rate_of_profit"]
        lines[definition.name] = made.lines["rate_of_profit"]
        notes += made.notes
    frame = _between(pd.DataFrame(columns), start, end)
    options = {"sector": sector, "stock": stock, **_shown(choices)}
    return Accounts(f"US rates of profit, {sector}", frame, lines, options, tuple(notes))


def by_definition(
    definition: str | Definition,
    sector: str = "corporate",
    *,
    stock: str = "opening",
    productive_share: Share = None,
    gross_life: float | None = None,
) -> Accounts:
    """Return profit, capital, output and their ratios by one definition.

    Parameters
    ----------
    definition, sector, stock, productive_share, gross_life
        As in `rates_of_profit`.

    Returns
    -------
    Accounts
        ``surplus_value``, ``capital_stock``, ``rate_of_profit`` and, where the definition has an
        output, ``net_value_added`` (gross where the definition is), ``profit_share`` and
        ``output_capital_ratio``, so that it can be decomposed.

    Raises
    ------
    UnknownNameError
        If a definition or an option is not known.
    DataError
        If the definition needs an argument or does not cover the sector.

    Examples
    --------
    >>> account = by_definition("shaikh_2016")
    >>> round(float(account.profit_share["1966"]), 3)
    0.238
    """
    check_choice("sector", sector, COVERAGES)
    check_choice("timing of the stock", stock, STOCKS)
    known = find_definition(definition)
    if sector not in known.sectors:
        raise DataError(
            f"{known.name} is about another sector than {sector}",
            mend=f"choose sector='{known.sectors[0]}'",
        )
    choices = Choices(stock, _share(productive_share), gross_life)
    _check_needs(known, choices)
    return _account(known, sector, choices)


# Choosing


def _chosen(
    wanted: Sequence[str | Definition] | None, sector: str, choices: Choices
) -> tuple[list[Definition], list[str]]:
    """Return the definitions to compute, and what is said of those that are not."""
    if wanted is not None:
        known = [
            find_definition(item) for item in ([wanted] if isinstance(wanted, str) else wanted)
        ]
        if not known or len({d.name for d in known}) < len(known):
            raise DataError("definitions must be named once each", mend="name at least one")
        for definition in known:
            _check_needs(definition, choices)
        other = [d for d in known if sector not in d.sectors]
        return known, [f"{d.name} covers {COVERAGES[d.sectors[0]]}, not the sector" for d in other]
    own = [d for d in DEFINITIONS.values() if sector in d.sectors]
    waiting = [d for d in own if d.needs and getattr(choices, d.needs) is None]
    notes = [f"left out, because {d.needs} is not given: {d.name}" for d in waiting]
    return [d for d in own if d not in waiting], notes


def _check_needs(definition: Definition, choices: Choices) -> None:
    if definition.needs and getattr(choices, definition.needs) is None:
        raise DataError(
            f"the definition {definition.name} needs {definition.needs}",
            where="rates_of_profit",
            mend=f"give {definition.needs}=",
        )


def _coverage(definition: Definition, sector: str) -> str:
    return sector if sector in definition.sectors else definition.sectors[0]


def _share(share: Share) -> float | pd.Series | None:
    """Return the productive share, once every value lies between 0 and 1."""
    if isinstance(share, str):
        check_choice("productive share", share, ["shaikh_tonak_1994"])
        table = datasets.load(share)
        return (table["productive_labour"] / table["total_labour"]).dropna()
    if share is not None:
        values = share.dropna() if isinstance(share, pd.Series) else pd.Series([float(share)])
        if not values.between(0, 1).all():
            raise DataError(
                "the productive share must lie between 0 and 1", mend="give a fraction, not percent"
            )
    return share


def _shown(choices: Choices) -> dict[str, object]:
    share = choices.productive_share
    given = {"productive_share": "by year" if isinstance(share, pd.Series) else share}
    given["gross_life"] = choices.gross_life
    return {name: value for name, value in given.items() if value is not None}


# Computing


def _account(definition: Definition, sector: str, choices: Choices) -> Accounts:
    """Compute one definition for one sector."""
    flows = {
        name: _part(definition, part, sector, choices)
        for name, part in (("surplus_value", "numerator"), ("net_value_added", "output"))
        if any(entry.part == part for entry in definition.entries)
    }
    if definition.price:
        price = datasets.load(definition.price[0])[definition.price[1]] / 100
        flows = {name: series / price for name, series in flows.items()}
    closing = _part(definition, "denominator", sector, choices).dropna()
    timing = "closing" if definition.same_year else choices.stock
    frame = pd.DataFrame({**flows, "capital_stock": timed_stock(closing, timing)}).dropna()
    frame["rate_of_profit"] = frame["surplus_value"] / frame["capital_stock"]
    if "net_value_added" in frame:
        frame["profit_share"] = frame["surplus_value"] / frame["net_value_added"]
        frame["output_capital_ratio"] = frame["net_value_added"] / frame["capital_stock"]
    lines = _account_lines(definition, timing, choices)
    notes = (f"{definition.name}: {definition.missing}",) if definition.missing else ()
    options = {"sector": sector, "stock": timing, **_shown(choices)}
    name = f"US {sector}, {definition.name}"
    return Accounts(name, frame, {c: lines[c] for c in frame.columns}, options, notes)


def _part(definition: Definition, part: str, sector: str, choices: Choices) -> pd.Series:
    """Return the sum of the entries of one part, missing where one of them is."""
    entries = [entry for entry in definition.entries if entry.part == part]
    return sum(
        (_term(entry, definition, sector, choices) for entry in entries[1:]),
        start=_term(entries[0], definition, sector, choices),
    )


def _term(entry: Entry, definition: Definition, sector: str, choices: Choices) -> pd.Series:
    """Return one entry with its sign, after its operation."""
    described = {field.name for field in datasets.describe(entry.table).fields}
    filters = {"sector": sector} if "sector" in described else {}
    table = datasets.load(entry.table, **filters)
    series = table[entry.line].copy()
    for line in entry.times:
        series = series * table[line]
    for line in entry.over:
        series = series / table[line]
    match entry.operation:
        case "+":
            return series
        case "−":
            return -series
        case "+Δ":
            return series.diff()
        case "− φ×":
            return -series * choices.productive_share
        case "chained":
            return series / 100 * float(table.loc["2017", "net_stock_current_cost"])
        case "Σ Δ÷p":
            return _deflated_increments(series, definition.price)
        case "gross":
            return _gross(series, table, choices.gross_life or 0)
    raise unknown("operation", entry.operation, OPERATIONS, where=definition.name)


def _deflated_increments(stock: pd.Series, price: Sequence[str]) -> pd.Series:
    """Return a stock at historical cost with each year's growth at that year's prices."""
    index = datasets.load(price[0])[price[1]].dropna() / 100
    known = stock.loc[stock.index.intersection(index.index)]
    growth = known.diff()
    growth.iloc[0] = known.iloc[0]
    return (growth / index.reindex(known.index)).cumsum()


def _gross(investment: pd.Series, table: pd.DataFrame, life: float) -> pd.Series:
    """Return the gross stock of investment, from the first year that knows a whole life."""
    price = (
        table["net_stock_current_cost_nonresidential"]
        / table["net_stock_quantity_index_nonresidential"]
    )
    made = perpetual_inventory(investment, life=life, method="one-hoss-shay", prices=price)
    return made["gross_stock_current_cost"].iloc[int(-(-life // 1)) - 1 :]


# Words


_WHEN = {
    "opening": "end of the year before",
    "closing": "end of the year",
    "average": "mean of opening and closing",
}


def _account_lines(definition: Definition, timing: str, choices: Choices) -> Mapping[str, Line]:
    """Return formula, source and evidence of every column that an account may have."""
    table = mapping(definition)
    price = f"; deflated by {definition.price[1].replace('_', ' ')}" if definition.price else ""
    constant = bool(definition.price)

    def line(part: str, letter: str, unit: str) -> Line:
        own = table[table["part"] == part]
        fields = [datasets.describe(row.table)[row.line] for row in own.itertuples()]
        source = "; ".join(dict.fromkeys(own["source"]))
        evidence = derived_from([field.status for field in fields])
        if definition.needs and set(own["operation"]) & {"− φ×", "gross"}:
            evidence = Evidence.ASSUMPTION
        flow = "" if part == "denominator" else " a year"
        base = "at constant prices of 2017" if constant else ""
        text = f"{letter} = {in_words(definition, part)}"
        text += f", {_WHEN[timing]}" if part == "denominator" else price
        return Line(text, source, evidence, f"{unit}{flow} {base}".strip())

    unit = datasets.describe(definition.entries[0].table)[definition.entries[0].line].unit
    lines = {
        "surplus_value": line("numerator", "s", unit),
        "capital_stock": line("denominator", "K", unit),
    }
    if any(entry.part == "output" for entry in definition.entries):
        lines["net_value_added"] = line("output", "Y", unit)
    rate = (
        f"r = ({in_words(definition, 'numerator')}{price}) / "
        f"({in_words(definition, 'denominator')}, {_WHEN[timing]})"
    )
    evidence = derived_from([own.evidence for own in lines.values()])
    sources = "; ".join(lines[name].source for name in ("surplus_value", "capital_stock"))
    share = _productive(choices) if definition.needs == "productive_share" else ""
    note = "; ".join(filter(None, [definition.missing, share, definition.reference]))
    return {
        **lines,
        "rate_of_profit": Line(rate, sources, evidence, "1/year", note),
        "profit_share": Line("s/Y", "computed from the lines above", evidence, "1"),
        "output_capital_ratio": Line("Y/K", "computed from the lines above", evidence, "1/year"),
    }


def _productive(choices: Choices) -> str:
    share = choices.productive_share
    return "φ by year" if isinstance(share, pd.Series) else f"φ = {share:g}"


def _between(frame: pd.DataFrame, start: Bound | None, end: Bound | None) -> pd.DataFrame:
    """Return the years from start to end; what has no figure at all is not in it."""
    try:
        first, last = (None if b is None else pd.Period(str(b), "Y") for b in (start, end))
    except ValueError:
        raise DataError(f"‘{start}’ or ‘{end}’ is no year", mend="write it like 1948") from None
    found = frame.sort_index().loc[first:last].dropna(how="all")
    if found.empty:
        raise DataError(
            f"no definition has a year from {start} to {end}",
            mend=f"choose from {frame.index.min()} to {frame.index.max()}",
        )
    return found.rename_axis("period")
