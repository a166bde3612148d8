r"""WIOD 2016: a national table and the socio-economic accounts, in one currency and in hours.

The tables are in US dollars, the accounts in national currency: every money figure of the accounts
is divided by NOMEXCH (national currency for a dollar) before it meets the table, and the reader
checks that the gross output of both then agrees. Hours are raw hours, for labour and for the wage
basket alike. Both mistakes are known from published work: values and rates of profit move by half.

Layout of the table: columns ``country, year, code, description, origin``, one column an industry,
the final uses (``CONS_h`` … ``EXP``) and ``GO``; rows with origin ``Domestic`` and ``Imports`` for
each industry, and ``TOT`` for the totals (``VA``, ``GO``, taxes and margins). Layout of the
accounts: ``country, code, year`` and the variables as columns, with ``NOMEXCH``.

References
----------
Timmer, Dietzenbacher, Los, Stehrer, de Vries (2015), "An illustrated user guide to the World
Input–Output Database", *Review of International Economics* 23. Release of November 2016.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import pandas as pd

from capital.economy.readers.files import Source, need, numbers, place, read_csv, unique
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
from capital.errors import DataError, check_choice, unknown

_KEYS = ("country", "year", "code", "origin")
_FINAL = ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN", "EXP")
_ACCOUNTS = ("GO", "VA", "COMP", "LAB", "K", "EMP", "EMPE", "H_EMPE", "NOMEXCH")
_HOURS = (500, 4_000)  # plausible hours of an employee in a year
_AGREE = 0.02  # gross output of table and accounts, at the exchange rate

Imports = Literal["include", "exclude"]


def wiod2016(
    io: Source,
    sea: Source,
    country: str,
    year: int,
    *,
    imports: Imports = "include",
    labour: Literal["engaged", "employees"] = "engaged",
    wages: Literal["compensation", "consumption"] = "compensation",
    capital: bool = False,
    leave_out: Collection[str] = (),
    negative: Negative = "zero",
) -> Reading:
    """Read one country and year of WIOD 2016.

    Parameters
    ----------
    io
        National input–output tables: DataFrame or path of a CSV file.
    sea
        Socio-economic accounts: DataFrame or path of a CSV file.
    country
        Code of three letters.
    year
        2000 to 2014.
    imports
        ``"include"``: inputs and consumption whatever their origin, as if imports were made with
        the country's own technique. ``"exclude"``: domestic goods only.
    labour
        ``"engaged"``: hours of employees times persons engaged per employee, so that the
        self-employed work as long as the employees of their industry. ``"employees"``: only these.
    wages
        What an hour consumes. ``"compensation"``: goods worth the compensation of the labour that
        is counted. ``"consumption"``: all that households consume, whatever the income.
    capital
        Whether to give the capital stock: that of the accounts (K), of the composition of gross
        fixed capital formation. Depreciation is not in the accounts.
    leave_out
        Codes of industries that are not to be in the economy, such as ``("O84", "T")``: their
        rows, columns and hours go.
    negative
        What to do with negative cells: ``"zero"``, ``"refuse"``, ``"keep"``.

    Returns
    -------
    Reading
        A (dollar per dollar), labour (hours per dollar), wage_basket (dollars of goods per hour),
        output (million dollars), market_prices (1), and capital (dollars per dollar) on request.

    Raises
    ------
    DataError
        If a file cannot be read, a row, column or figure is missing, the table does not add up,
        or currencies or hours cannot be those of WIOD.
    UnknownNameError
        If there is no such country or year.

    Notes
    -----
    Industries without output are left out, and so are those with neither inputs nor labour; the
    log names them.
    """
    check_choice("treatment of imports", imports, ("include", "exclude"))
    check_choice("kind of labour", labour, ("engaged", "employees"))
    check_choice("kind of wages", wages, ("compensation", "consumption"))
    table, domestic = _table(io, country, year, imports)
    accounts = _accounts(sea, country, year, domestic.index)
    rate, exchange = _exchange(accounts["NOMEXCH"], country)
    sectors, left = _kept(domestic["GO"], leave_out)
    output, accounts = domestic.loc[sectors, "GO"], accounts.loc[sectors]
    log = [_origin(imports), money("USD million"), exchange, *left]
    log += [_balance(domestic), _currency(accounts["GO"] / rate, output)]
    flows, found = settle_negatives(table.loc[sectors, sectors], negative, "intermediate inputs")
    eaten, more = settle_column(table.loc[sectors, "CONS_h"], negative, "household consumption")
    hours, counted = _hours(accounts, labour)
    paid = (accounts["LAB"] if labour == "engaged" else accounts["COMP"]) / rate
    worth = float((eaten if wages == "consumption" else paid).sum() / hours.sum())
    log += [*found, *more, counted, _wages(wages, labour, worth)]
    arguments = {
        "A": per_unit(flows, output),
        "labour": hours / output,
        "wage_basket": basket(eaten, worth),
        "output": output,
        "market_prices": ones(sectors),
    }
    units = {
        "A": "USD per USD",
        "labour": "hours per USD",
        "wage_basket": "USD of goods per hour",
        "output": "USD million",
        "market_prices": "USD per USD",
    }
    if capital:
        new, also = settle_column(table.loc[sectors, "GFCF"], negative, "fixed capital formation")
        arguments["capital"] = spread(accounts["K"] / rate, new, output)
        units["capital"] = "USD per USD"
        log += [*also, "capital: nominal stock K of the accounts, composition of GFCF; no "
                "depreciation, because the accounts have none"]  # fmt: skip
    in_dollars = accounts[["VA", "COMP", "LAB", "K"]] / rate
    totals = pd.DataFrame({"output": output, "hours": hours, "persons": accounts["EMP"]})
    whole, totals, left = without_idle(arguments, totals.join(in_dollars))
    return Reading(whole, units, totals, (*log, *left), f"WIOD 2016, {country} {year}")


def _table(
    io: Source, country: str, year: int, imports: Imports
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the uses of either origin, or of domestic goods, and the domestic block."""
    what = "the input–output table"
    frame = _select(read_csv(io, what, text=("country", "code", "origin")), country, year, what)
    need(frame, _KEYS + _FINAL + ("GO",), what)
    blocks = {}
    for origin in ("Domestic", "Imports"):
        block = frame[frame["origin"] == origin].set_index("code")
        unique(block.index, f"{what}, {origin}: the industry")
        blocks[origin] = block
    codes = blocks["Domestic"].index
    for origin, block in blocks.items():
        lacking = [code for code in codes if code not in block.index or code not in block.columns]
        if lacking or len(block) != len(codes) or not len(block):
            raise DataError(
                f"{what} is not whole: industries of rows and columns differ",
                where=f"{place(io)}, origin {origin}: {', '.join(lacking[:5]) or 'no rows'}",
                mend="take the file anew: it is cut off, or of another layout",
            )
    columns = [*codes, *_FINAL]
    domestic = numbers(blocks["Domestic"][[*columns, "GO"]], what)
    foreign = numbers(blocks["Imports"].loc[codes, columns], what)
    uses = domestic[columns] + foreign if imports == "include" else domestic[columns]
    return uses, domestic


def _accounts(sea: Source, country: str, year: int, codes: pd.Index) -> pd.DataFrame:
    """Return the accounts of the industries, in the order of the table."""
    what = "the socio-economic accounts"
    frame = _select(read_csv(sea, what, text=("country", "code")), country, year, what)
    need(frame, ("code", *_ACCOUNTS), what)
    frame = frame.set_index("code")
    unique(frame.index, f"{what}: the industry")
    lacking = [code for code in codes if code not in frame.index]
    if lacking:
        raise DataError(
            f"{what} lack industries of the table",
            where=f"{place(sea)}: {', '.join(lacking[:5])}",
            mend="take both files from the release of 2016",
        )
    return numbers(frame.loc[codes, [*_ACCOUNTS]], what)


def _select(frame: pd.DataFrame, country: str, year: int, what: str) -> pd.DataFrame:
    """Return the rows of one country and year."""
    need(frame, ("country", "year"), what)
    rows = frame[frame["country"] == country]
    if rows.empty:
        raise unknown("country", country, sorted(set(frame["country"].dropna())), where=what)
    chosen = rows[pd.to_numeric(rows["year"], errors="coerce") == year]
    if chosen.empty:
        raise unknown("year", year, [str(item) for item in rows["year"].unique()], where=what)
    return chosen


def _exchange(rates: pd.Series, country: str) -> tuple[float, str]:
    """Return national currency for a dollar, and say so."""
    found = rates.unique()
    if len(found) != 1 or not found[0] > 0:
        raise DataError(
            f"NOMEXCH is not one positive rate: {', '.join(f'{x:g}' for x in found[:5])}",
            where=f"the socio-economic accounts of {country}",
            mend="give national currency for a dollar, the same for every industry",
        )
    rate = float(found[0])
    return rate, f"currency: accounts divided by {rate:g} units of {country} for a dollar"


def _currency(accounts: pd.Series, output: pd.Series) -> str:
    """Check that both files show one gross output, which no wrong currency passes."""
    ratio = accounts / output
    middle = float(ratio.median())
    if abs(middle - 1) > _AGREE:
        raise DataError(
            f"gross output of the accounts is {middle:.4g} times that of the table (median)",
            where="GO",
            mend="give the accounts in national currency and the table in dollars, as WIOD does",
        )
    apart = ratio.index[(ratio - 1).abs() > _AGREE]
    named = f"; apart by more than 2 %: {', '.join(map(str, apart))}" if len(apart) else ""
    return f"gross output of accounts and table agree: median ratio {middle:.5f}{named}"


def _hours(accounts: pd.DataFrame, labour: str) -> tuple[pd.Series, str]:
    """Return million hours of each industry, once they can be hours of a year."""
    hours, staff = accounts["H_EMPE"], accounts["EMPE"]
    if (hours < 0).any() or not hours.sum() > 0 or not staff.sum() > 0:
        raise DataError("no hours are worked", where="H_EMPE, EMPE", mend="give million hours")
    each = 1_000 * hours.sum() / staff.sum()
    if not _HOURS[0] < each < _HOURS[1]:
        raise DataError(
            f"an employee would work {each:,.6g} hours a year",
            where="H_EMPE, EMPE",
            mend="give hours in millions and persons in thousands, as WIOD does",
        )
    if labour == "employees":
        return hours, f"labour: raw hours of employees, {each:,.0f} a year each"
    alone = accounts.index[(staff == 0) & (accounts["EMP"] > 0)]
    if len(alone):
        raise DataError(
            "an industry has persons engaged but no employees to take hours from",
            where=", ".join(map(str, alone)),
            mend='pass labour="employees"',
        )
    ratio = accounts["EMP"] / staff.where(staff > 0, 1.0)
    extra = accounts["EMP"].sum() / staff.sum() - 1
    return (
        hours * ratio,
        f"labour: raw hours, {each:,.0f} a year for an employee and as many for a "
        f"self-employed person of the industry; persons engaged exceed employees by {extra:.1%}",
    )


def _balance(domestic: pd.DataFrame) -> str:
    gap = domestic["GO"] - domestic.drop(columns="GO").sum(axis="columns")
    mend = "take the file anew: a figure is cut off or changed"
    return check_balance(gap, domestic["GO"], 1e-4, "domestic sales", mend)


def _origin(imports: Imports) -> str:
    if imports == "include":
        return "inputs and consumption: domestic and imported goods together"
    return "inputs and consumption: domestic goods only, imports left out"


def _kept(output: pd.Series, leave_out: Collection[str]) -> tuple[pd.Index, list[str]]:
    """Return the industries that stay, and sentences on those that do not."""
    for code in leave_out:
        check_choice("industry", code, output.index)
    idle = [code for code in output.index if output[code] == 0]
    chosen = [code for code in leave_out if code not in idle]
    log = [f"left out, no output: {', '.join(idle)}"] if idle else []
    log += [f"left out by choice: {', '.join(chosen)}"] if chosen else []
    return output.index.difference([*idle, *chosen], sort=False), log


def _wages(wages: str, labour: str, worth: float) -> str:
    paid = "labour compensation (LAB)" if labour == "engaged" else "compensation (COMP)"
    whose = "all household consumption" if wages == "consumption" else paid
    return f"wage basket: composition of household consumption, worth {whose}, {worth:.4g} USD/hour"
