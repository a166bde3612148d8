"""The small real economies that come with this package, from its data to an Economy.

USA 2012 and 2017 (15 sectors, with capital and depreciation), Germany 1995, the Netherlands 2000,
Chile 2013, and Ochoa's three sectors, which are an example in physical units. What each table
lacks is said in the log; nothing is filled but the zeros that the log names.
"""

from __future__ import annotations

import pandas as pd

from capital import datasets
from capital.economy.readers.reading import (
    Reading,
    basket,
    money,
    ones,
    per_unit,
    settle_negatives,
    spread,
)
from capital.errors import check_choice

_USA = {"usa-2012": 2012, "usa-2017": 2017}
_NATIONAL = {
    "germany-1995": "germany_1995",
    "netherlands-2000": "netherlands_2000",
    "chile-2013": "chile_2013",
}
_BLOCKS = ("intermediate", "final_use", "primary_input")
NAMES = (*_USA, *_NATIONAL, "ochoa")


def shipped(name: str) -> Reading:
    """Return one of the economies by name.

    Parameters
    ----------
    name
        ``"usa-2012"``, ``"usa-2017"``, ``"germany-1995"``, ``"netherlands-2000"``,
        ``"chile-2013"`` or ``"ochoa"``.

    Returns
    -------
    Reading

    Raises
    ------
    UnknownNameError
        If no economy bears the name.

    Examples
    --------
    >>> shipped("ochoa").arguments["labour"].tolist()
    [0.193, 3.562, 0.616]
    """
    check_choice("economy", name, NAMES)
    if name in _USA:
        return _usa(_USA[name])
    return _ochoa() if name == "ochoa" else _national(_NATIONAL[name])


def _block(table: pd.DataFrame, block: str) -> pd.DataFrame:
    """Return one block as a matrix, rows and columns in the order of the file."""
    rows = table[table["block"] == block]
    order = [dict.fromkeys(rows[side].astype(str)) for side in ("row", "column")]
    wide = rows.pivot(index="row", columns="column", values="value")
    wide.index, wide.columns = wide.index.astype(str), wide.columns.astype(str)
    return wide.reindex(index=[*order[0]], columns=[*order[1]]).rename_axis(
        index=None, columns=None
    )


def _ochoa() -> Reading:
    table = datasets.load("ochoa_three_sectors")
    price = _block(table, "price").loc["market_price"]
    arguments = {
        "A": _block(table, "input"),
        "labour": _block(table, "labour").loc["labour"],
        "wage_basket": _block(table, "wage")["basket"].reindex(price.index),
        "output": _block(table, "output").loc["gross_output"],
        "depreciation": _block(table, "depreciation"),
        "capital": _block(table, "capital"),
        "turnover": _block(table, "turnover").loc["turnover"],
        "market_prices": price,
    }
    units = {"A": "goods per good", "labour": "labour per good", "turnover": "years"}
    log = (
        "three sectors of the USA in physical units; sectors and year are not named",
        "labour: the source's own unit for all sectors; market prices are given",
        *settle_negatives(arguments["A"], "refuse", "inputs")[1],
    )
    return Reading(arguments, units, price.to_frame(), log, "Ochoa 1984, pp. 46–57")


def _usa(year: int) -> Reading:
    table = datasets.load("us_input_output", year=year)
    flows, final, inputs = (
        _block(table, b) for b in ("intermediate", "final_use", "primary_input")
    )
    output = _block(table, "output").loc["gross_output"]
    persons = _block(table, "labour").loc["employed_persons"]
    paid = inputs.loc["compensation_of_employees"]
    stock = _block(table, "stock").loc["net_capital_stock"].reindex(output.index)
    wear = inputs.loc["consumption_of_fixed_capital"].reindex(output.index)
    unrecorded = [*stock.index[stock.isna()]]
    stock, wear = stock.fillna(0.0), wear.fillna(0.0)
    new = final[["private_structures", "private_equipment", "private_intellectual_property"]]
    composition = new.sum(axis="columns")
    arguments = {
        "A": per_unit(flows, output),
        "labour": persons / output,
        "wage_basket": basket(final["personal_consumption"], paid.sum() / persons.sum()),
        "output": output,
        "depreciation": spread(wear, composition, output),
        "capital": spread(stock, composition, output),
        "market_prices": ones(output.index),
    }
    out = inputs.loc[["noncomparable_imports", "scrap_and_used_goods_bought"]].sum().sum()
    log = (
        money("USD million"),
        *settle_negatives(flows, "refuse", "intermediate inputs")[1],
        "labour: persons employed, not hours",
        "wage basket: composition of personal consumption, worth the compensation of employees; "
        "wages differ between sectors, see compensation and persons among the totals",
        "capital and depreciation: private, nonresidential, current cost, year-end; every "
        "sector's has the composition of private nonresidential investment",
        f"capital and depreciation of {', '.join(unrecorded)} are not recorded and put at zero",
        "turnover is not given",
        f"noncomparable imports, scrap and used goods ({out:,.0f} USD million) and taxes on "
        "production are no inputs: they are part of the surplus",
    )
    units = _money_units("USD million", "person")
    columns = {"output": output, "persons": persons, "capital": stock, "depreciation": wear}
    sectors = pd.DataFrame(columns).join(inputs.T.drop(columns="consumption_of_fixed_capital"))
    return Reading(arguments, units, sectors, log, f"BEA and BLS, USA {year}")


def _national(economy: str) -> Reading:
    table = datasets.load("national_input_output", economy=economy)
    unit = str(table.loc[table["block"] == "output", "unit"].iloc[0])
    flows, final, inputs = (
        _block(table, b) for b in ("intermediate", "final_use", "primary_input")
    )
    output = _block(table, "output").loc["gross_output"].reindex(flows.index)
    paid = inputs.loc["wages" if "wages" in inputs.index else "compensation_of_employees"]
    labour, what = _labour(table, paid)
    arguments = {
        "A": per_unit(flows, output),
        "labour": labour / output,
        "wage_basket": basket(final["household_consumption"], paid.sum() / labour.sum()),
        "output": output,
        "market_prices": ones(output.index),
    }
    log = [
        money(unit),
        *settle_negatives(flows, "refuse", "intermediate inputs")[1],
        "inputs and consumption: domestic goods only",
        f"labour: {what}",
        "wage basket: composition of household consumption, worth the wages in the table",
    ]
    if "consumption_of_fixed_capital" in inputs.index:
        wear = inputs.loc["consumption_of_fixed_capital"]
        new = final["gross_capital_formation"]
        arguments["depreciation"] = spread(wear, new, output)
        log.append("depreciation: of the composition of gross capital formation; no stock given")
    sectors = pd.DataFrame({"output": output, "labour": labour}).join(inputs.T)
    units = {name: _money_units(unit, what)[name] for name in arguments}
    return Reading(arguments, units, sectors, tuple(log), economy)


def _labour(table: pd.DataFrame, paid: pd.Series) -> tuple[pd.Series, str]:
    """Return labour of each sector and its unit: persons, or wages where there are no persons."""
    if not (table["block"] == "labour").any():
        return paid, "compensation, a unit of money as the same labour everywhere"
    persons = _block(table, "labour").reindex(columns=paid.index)
    name = "employed_persons" if "employed_persons" in persons.index else "employees"
    rows = (table["block"] == "labour") & (table["row"] == name)
    return persons.loc[name], f"{name.replace('_', ' ')}, {table.loc[rows, 'unit'].iloc[0]}"


def _money_units(unit: str, labour: str) -> dict[str, str]:
    return {
        "A": f"{unit} per {unit}",
        "labour": f"{labour} per {unit}",
        "wage_basket": f"{unit} of goods per {labour}",
        "output": unit,
        "depreciation": f"{unit} per {unit}",
        "capital": f"{unit} per {unit}",
        "market_prices": f"{unit} per {unit}",
    }
