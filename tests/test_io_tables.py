"""The input–output tables of the package: rows and columns balance, except where it is said."""

from __future__ import annotations

import pandas as pd
import pytest

from capital import datasets

SECTORS = datasets.load("us_sectors")["code"].tolist()[:15]


def block(table: pd.DataFrame, name: str) -> pd.DataFrame:
    rows = table[table["block"] == name].astype({"row": str, "column": str})
    return rows.pivot(index="row", columns="column", values="value")


def usa(year: int) -> dict[str, pd.DataFrame]:
    table = datasets.load("us_input_output", year=year)
    return {name: block(table, name) for name in table["block"].unique()}


@pytest.mark.parametrize("year", [2012, 2017])
def test_the_us_tables_balance_within_the_rounding_of_71_industries(year: int) -> None:
    found = usa(year)
    flows = found["intermediate"].loc[SECTORS, SECTORS]
    output = found["output"].loc["gross_output", SECTORS]
    paid = found["primary_input"].drop(index="consumption_of_fixed_capital")[SECTORS]
    assert (flows.sum() + paid.sum() - output).abs().max() <= 12.01
    sold = flows.sum(axis=1) + found["final_use"].loc[SECTORS].sum(axis=1)
    assert (sold - output).abs().max() <= 14
    assert (flows >= 0).all().all()


@pytest.mark.parametrize("year", [2012, 2017])
def test_us_capital_is_the_nonresidential_total_of_the_fixed_assets(year: int) -> None:
    found = usa(year)
    assets = {2012: (20_201_795, 1_706_281), 2017: (24_066_902, 2_107_877)}  # FA 4.1, 4.4, line 1
    stock = found["stock"].loc["net_capital_stock"].sum()
    wear = found["primary_input"].loc["consumption_of_fixed_capital"].sum()
    assert (stock, wear) == pytest.approx(assets[year], abs=1)


@pytest.mark.parametrize("year", [2012, 2017])
def test_the_known_gaps_of_the_us_tables(year: int) -> None:
    found = usa(year)
    assert found["stock"].columns.symmetric_difference(SECTORS).tolist() == ["G"]
    wear = found["primary_input"].loc["consumption_of_fixed_capital"]
    assert wear.index[wear.isna()].tolist() == ["G"]
    assert (found["primary_input"].drop(columns="G").notna()).all().all()
    negative = found["final_use"].lt(0).any()
    assert set(negative.index[negative]) <= {"imports", "change_in_inventories"}
    persons = found["labour"].loc["employed_persons"].sum()
    assert 140e6 < persons < 155e6


def test_noncomparable_imports_are_not_bought_from_government() -> None:
    """By market shares 142,491 million of them would have been, in 2017."""
    found = usa(2017)
    kept_out = found["primary_input"].loc["noncomparable_imports"].sum()
    assert kept_out == pytest.approx(142_491, abs=1)
    assert found["intermediate"].loc["G"].sum() == pytest.approx(258_700, abs=1)
    assert found["final_use"].loc["G", "rest_of_world_adjustment"] == 3_468


ECONOMIES = {  # economy: final uses of a row, inputs of a column, rounding
    "germany_1995": (
        [
            "household_consumption", "government_consumption", "gross_capital_formation",
            "change_in_inventories", "exports",
        ],
        [
            "imports", "taxes_on_products_less_subsidies", "compensation_of_employees",
            "taxes_on_production_less_subsidies", "consumption_of_fixed_capital",
            "net_operating_surplus_and_mixed_income",
        ],
        0,
    ),
    "netherlands_2000": (
        [
            "private_consumption", "government_consumption", "gross_fixed_capital_formation",
            "exports",
        ],
        ["imports", "taxes_on_products_less_subsidies", "gross_value_added"],
        1,
    ),
    "chile_2013": (
        [
            "household_consumption", "non_profit_consumption", "government_consumption",
            "gross_fixed_capital_formation", "change_in_inventories", "exports",
        ],
        [],
        1e-5,
    ),
}  # fmt: skip


@pytest.mark.parametrize("economy", ECONOMIES)
def test_national_tables_balance(economy: str) -> None:
    uses, inputs, rounding = ECONOMIES[economy]
    table = datasets.load("national_input_output", economy=economy)
    flows, final, paid = (block(table, b) for b in ("intermediate", "final_use", "primary_input"))
    output = block(table, "output").loc["gross_output"]
    assert (flows.sum(axis=1) + final[uses].sum(axis=1) - output).abs().max() <= rounding
    assert set(final.columns) - set(uses) <= {"household_consumption"}
    gap = output - flows.sum() - paid.loc[inputs].sum()
    if inputs:
        assert gap.abs().max() == 0
    else:  # wages only: the columns cannot be closed, and what is missing exceeds the wages due
        assert (gap - paid.loc["wages"] > 0).all()


def test_parts_of_the_national_tables_fit_their_wholes() -> None:
    german = block(datasets.load("national_input_output", economy="germany_1995"), "labour")
    parts = german.loc["employees"] + german.loc["self_employed"]
    assert (parts - german.loc["employed_persons"]).abs().max() == 0
    table = datasets.load("national_input_output", economy="netherlands_2000")
    final, paid = block(table, "final_use"), block(table, "primary_input")
    assert (final["private_consumption"] >= final["household_consumption"]).all()
    assert (paid.loc["gross_value_added"] > paid.loc["compensation_of_employees"]).all()


def test_supply_and_use_balance_with_two_known_exceptions() -> None:
    table = datasets.load("us_supply_use_2021")
    products = datasets.load("us_sectors")["code"].tolist()
    supply, use, final, total = (block(table, b) for b in ("supply", "use", "final_use", "total"))
    made = total.loc["total_industry_output_basic_prices", SECTORS]
    assert (supply[SECTORS].sum() - made).abs().max() <= 2
    assert (use[SECTORS].sum() - total.loc["total_intermediate", SECTORS]).abs().max() <= 2
    added = total.loc["value_added_basic_prices", SECTORS]
    assert (use[SECTORS].sum() + added - made).abs().max() <= 2
    gap = (use.sum(axis=1) + final.sum(axis=1) - total["total_use_of_products"]).loc[products]
    assert gap[["FIRE", "PROF"]].tolist() == [4289, -4290]
    assert gap.drop(["FIRE", "PROF"]).abs().max() <= 2


def test_ochoas_wage_is_the_basket_at_market_prices() -> None:
    table = datasets.load("ochoa_three_sectors")
    wage, price = block(table, "wage"), block(table, "price").loc["market_price"]
    basket = wage["basket"].dropna()
    assert price @ basket == pytest.approx(wage.loc["wage_rate", "given"], rel=1e-12)
    assert wage.loc["value_of_labour_power", "given"] == pytest.approx(2 / 3, rel=1e-11)


def test_every_code_of_the_us_tables_has_a_name() -> None:
    known = set(datasets.load("us_sectors")["code"])
    assert set(usa(2012)["intermediate"].index) == set(SECTORS) <= known
    assert set(block(datasets.load("us_supply_use_2021"), "use").index) == known
