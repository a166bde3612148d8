"""Definitions side by side: each recomputed from the files, with its words and its refusals."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from capital import datasets
from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence
from capital.measure import (
    DEFINITIONS,
    Definition,
    Entry,
    by_definition,
    definitions,
    mapping,
    rates_of_profit,
    us_corporate,
)
from capital.measure.accounts import STOCKS
from capital.measure.mappings import OPERATIONS, PARTS
from capital.measure.rates import COVERAGES

DATA = Path(__file__).parents[2] / "data"
GIVEN: dict[str, Any] = {"productive_share": 0.4, "gross_life": 15}
Row = dict[str, float]


def rows(name: str, sector: str = "") -> dict[int, Row]:
    """Read a table anew: numbers by year, without blanks."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row.pop("sector", "") == sector]
    return {
        int(row.pop("year")): {key: float(cell) for key, cell in row.items() if cell}
        for row in found
    }


def close(found: pd.Series, expected: dict[int, float], least: int) -> None:
    """Compare a column with figures by year, in every year of either."""
    known = found.dropna()
    assert [period.year for period in known.index] == sorted(expected)
    assert len(known) >= least
    for period, value in known.items():
        assert value == pytest.approx(expected[period.year], rel=1e-9), period


# The numbers, by another way

SIMPLE: dict[str, tuple[Callable[[Row], float], str]] = {
    "net_operating_surplus": (lambda a: a["net_operating_surplus"], "net_stock_current_cost"),
    "surplus_after_tax": (
        lambda a: a["net_operating_surplus"] - a["taxes_on_corporate_income"],
        "net_stock_current_cost",
    ),
    "profit_before_tax": (
        lambda a: (
            a["net_operating_surplus"]
            - a["net_interest_and_miscellaneous_payments"]
            - a["business_current_transfers"]
        ),
        "net_stock_current_cost",
    ),
    "profit_after_tax": (
        lambda a: a["net_dividends"] + a["undistributed_profits_with_iva_and_ccadj"],
        "net_stock_current_cost",
    ),
    "tax_depreciation": (
        lambda a: a["net_operating_surplus"] - a["capital_consumption_adjustment"],
        "net_stock_historical_cost",
    ),
    "dumenil_levy": (
        lambda a: a["net_operating_surplus"] + a["taxes_on_production_less_subsidies"],
        "net_stock_current_cost_nonresidential",
    ),
    "productive_labour": (
        lambda a: a["net_value_added"] - 0.4 * a["compensation_of_employees"],
        "net_stock_current_cost",
    ),
}


@pytest.mark.parametrize("sector", ["corporate", "nonfinancial"])
@pytest.mark.parametrize("name", SIMPLE)
def test_profit_stands_over_the_stock_of_the_year_before(name: str, sector: str) -> None:
    profit, stock = SIMPLE[name]
    income, assets = rows("us_corporate_accounts", sector), rows("us_fixed_assets", sector)
    expected = {y: profit(income[y]) / assets[y - 1][stock] for y in income}
    found = rates_of_profit(sector, [name], productive_share=0.4).frame[name]
    known = found.dropna()
    assert [period.year for period in known.index] == sorted(expected)
    for period, value in known.items():  # parts of an identity are rounded one by one
        size = assets[period.year - 1][stock]
        assert abs(value - expected[period.year]) <= 2.001 / size


@pytest.mark.parametrize("sector", ["corporate", "nonfinancial"])
def test_the_first_two_agree_with_the_accounts(sector: str) -> None:
    for name, options in (
        ("net_operating_surplus", {}),
        ("tax_depreciation", {"valuation": "historical", "depreciation": "tax"}),
    ):
        for stock in STOCKS:
            made = by_definition(name, sector, stock=stock)
            account = us_corporate(sector, stock=stock, **options)
            for column in made.frame:
                pd.testing.assert_series_equal(
                    made.frame[column], account.frame[column], check_freq=False
                )


@pytest.mark.parametrize("sector", ["corporate", "nonfinancial"])
def test_historical_cost_above_and_below(sector: str) -> None:
    """Depreciation is investment less the growth of the stock, year by year."""
    income, assets = rows("us_corporate_accounts", sector), rows("us_fixed_assets", sector)
    stock = {y: row["net_stock_historical_cost_nonresidential"] for y, row in assets.items()}
    expected = {}
    for y, row in income.items():
        if y in stock and y - 1 in stock:
            worn = assets[y]["investment_nonresidential"] - (stock[y] - stock[y - 1])
            left = row["gross_value_added"] - worn - row["compensation_of_employees"]
            expected[y] = left / stock[y - 1]
    found = rates_of_profit(sector, ["kliman_property_income"]).frame["kliman_property_income"]
    close(found, expected, 96)


def test_depreciation_so_derived_is_that_of_the_agency() -> None:
    """Shaikh prints Fixed Assets 6.6, to a tenth of a billion, for the vintage of 2011.

    The two differ where disasters destroyed assets, and nowhere else.
    """
    table = datasets.load("shaikh_2016_corporate")
    derived = table["investment"] - table["net_stock_historical_bea"].diff()
    gap = (derived - table["depreciation_historical_bea"]).dropna()
    off = gap[gap.abs() > 0.45].index.year
    assert len(gap) == 86
    assert 2005 in off  # the hurricanes
    assert len(off) <= 12
    share = (gap.abs() / table["depreciation_historical_bea"]).dropna()
    assert share.max() < 0.05


def test_growth_of_the_stock_at_the_prices_of_each_year() -> None:
    income, assets = (
        rows("us_corporate_accounts", "corporate"),
        rows("us_fixed_assets", "corporate"),
    )
    price = {
        y: row["gdp_deflator"] / 100
        for y, row in rows("us_labour_prices").items()
        if "gdp_deflator" in row
    }
    cost = {y: row["net_stock_historical_cost_nonresidential"] for y, row in assets.items()}
    real, expected = {1929: cost[1929] / price[1929]}, {}
    for y in range(1930, 2025):
        worn = assets[y]["investment_nonresidential"] - (cost[y] - cost[y - 1])
        left = income[y]["gross_value_added"] - worn - income[y]["compensation_of_employees"]
        expected[y] = left / price[y] / real[y - 1]
        real[y] = real[y - 1] + (cost[y] - cost[y - 1]) / price[y]
    found = rates_of_profit("corporate", ["kliman_inflation_adjusted"]).frame
    close(found["kliman_inflation_adjusted"], expected, 95)


def test_the_real_rate_moves_by_the_relative_price_of_capital() -> None:
    made = rates_of_profit("nonfinancial", ["net_operating_surplus", "real_net_operating_surplus"])
    assets = rows("us_fixed_assets", "nonfinancial")
    price = {
        y: row["gdp_deflator"]
        for y, row in rows("us_labour_prices").items()
        if "gdp_deflator" in row
    }
    base = assets[2017]["net_stock_current_cost"]
    expected = {}
    for period, r in made.frame["net_operating_surplus"].dropna().items():
        y = period.year
        if y in price:
            before = assets[y - 1]
            capital = before["net_stock_current_cost"] / (before["net_stock_quantity_index"] * base)
            expected[y] = r * capital * 1e4 / price[y]
    close(made.frame["real_net_operating_surplus"], expected, 96)


def test_gross_surplus_stands_over_investment_still_in_use() -> None:
    income, assets = (
        rows("us_corporate_accounts", "corporate"),
        rows("us_fixed_assets", "corporate"),
    )
    price = {
        y: row["net_stock_current_cost_nonresidential"]
        / row["net_stock_quantity_index_nonresidential"]
        for y, row in assets.items()
    }
    expected = {}
    for y, row in income.items():
        alive = range(y - 15, y)
        if alive[0] in assets:
            stock = sum(assets[t]["investment_nonresidential"] / price[t] for t in alive)
            above = row["net_operating_surplus"] + row["consumption_of_fixed_capital"]
            expected[y] = above / (stock * price[y - 1])
    found = rates_of_profit("corporate", ["gross_operating_surplus"], gross_life=15).frame
    close(found["gross_operating_surplus"], expected, 80)
    assert found.index[0].year == 1940  # fifteen years after the table begins


def test_published_series_at_their_own_timing() -> None:
    tonak = rows("shaikh_tonak_1994")
    names = ["shaikh_tonak_1994", "shaikh_tonak_1994_adjusted"]
    made = {
        stock: rates_of_profit("economy", names, stock=stock).frame
        for stock in ("opening", "average")
    }
    pd.testing.assert_frame_equal(made["opening"], made["average"])
    close(
        made["opening"]["shaikh_tonak_1994"],
        {y: row["surplus_value"] / row["fixed_capital"] for y, row in tonak.items()},
        41,
    )
    close(
        made["opening"]["shaikh_tonak_1994_adjusted"],
        {
            y: row["surplus_value"] / row["fixed_capital"] / row["capacity_utilisation"]
            for y, row in tonak.items()
            if "capacity_utilisation" in row
        },
        40,
    )


# Productive labour


def test_if_all_labour_is_productive_only_taxes_are_left_beside_the_surplus() -> None:
    every = by_definition("productive_labour", productive_share=1)
    account = us_corporate("corporate")
    surplus = account.s + account.frame["taxes_on_production"]
    assert (every.s - surplus).abs().max() <= 1
    none = by_definition("productive_labour", productive_share=0)
    pd.testing.assert_series_equal(none.r, none.output_capital_ratio, check_names=False)


def test_a_share_by_year_and_the_published_one() -> None:
    by_name = by_definition("productive_labour", productive_share="shaikh_tonak_1994")
    labour = datasets.load("shaikh_tonak_1994")
    share = (labour["productive_labour"] / labour["total_labour"]).dropna()
    by_hand = by_definition("productive_labour", productive_share=share)
    pd.testing.assert_frame_equal(by_name.frame, by_hand.frame)
    assert [by_name.frame.index[0].year, by_name.frame.index[-1].year] == [1948, 1968]
    assert share.iloc[[0, -1]].round(2).tolist() == [0.57, 0.43]
    year = by_name.frame.loc["1960"]
    account = us_corporate("corporate").frame.loc["1960"]
    paid = share["1960"] * account["variable_capital"]
    assert year["surplus_value"] == pytest.approx(account["net_value_added"] - paid)


@pytest.mark.parametrize("share", [-0.1, 57, pd.Series([0.5, 1.2])])
def test_a_share_is_a_fraction(share: Any) -> None:
    with pytest.raises(DataError, match="between 0 and 1"):
        rates_of_profit("corporate", ["productive_labour"], productive_share=share)


# Words


def test_every_line_of_every_mapping_is_a_column_of_a_table() -> None:
    seen = set()
    for definition in DEFINITIONS.values():
        parts = {entry.part for entry in definition.entries}
        assert {"numerator", "denominator"} <= parts <= set(PARTS)
        assert set(definition.sectors) <= set(COVERAGES)
        for row in mapping(definition.name).itertuples():
            assert row.operation in OPERATIONS
            assert row.line in {field.name for field in datasets.describe(row.table).fields}
            assert row.source
            seen.add(row.operation)
    assert seen == set(OPERATIONS)


@pytest.mark.parametrize("sector", COVERAGES)
def test_every_definition_of_a_sector_is_computed_and_says_what_it_is(sector: str) -> None:
    account = rates_of_profit(sector, **GIVEN)
    own = [name for name, d in DEFINITIONS.items() if sector in d.sectors]
    assert account.frame.columns.tolist() == own == [*account.formulas]
    assert account.frame.notna().any().all()
    after_the_war = account.frame.loc["1948":]
    assert (after_the_war.isna() | (after_the_war > 0)).all(axis=None)
    for name in own:
        for entry in DEFINITIONS[name].entries:
            if entry.part != "output":
                assert entry.line.replace("_", " ") in account.formulas[name]
        assert account.sources[name]
        assert account.lines[name].unit == "1/year"
        assert account.column(name) == name
    text = str(account)
    assert all(f"  {name} = r = (" in text for name in own)


def test_the_catalogue_has_one_row_for_each() -> None:
    table = definitions()
    assert table.index.tolist() == [*DEFINITIONS]
    assert table.loc["shaikh_2016", ["author", "year"]].tolist() == ["Shaikh", 2016]
    assert table.loc["kliman_property_income", "numerator"] == (
        "gross value added − investment nonresidential "
        "+ Δ net stock historical cost nonresidential − compensation of employees"
    )
    assert table.loc["gross_operating_surplus", "kind"] == "gross"
    assert "self-employed" in table.loc["dumenil_levy", "missing"]
    assert set(table["needs"]) == {"", "gross_life", "productive_share"}


def test_what_rests_on_a_number_of_the_users_is_an_assumption() -> None:
    account = rates_of_profit("corporate", **GIVEN)
    weak = {name for name, line in account.lines.items() if line.evidence is Evidence.ASSUMPTION}
    assert weak == {"gross_operating_surplus", "productive_labour"}
    assert account.lines["productive_labour"].note.count("φ = 0.4") == 1
    assert account.options == {"sector": "corporate", "stock": "opening", **GIVEN}
    assert rates_of_profit("corporate").evidence is Evidence.DERIVED


def test_what_is_left_out_is_said() -> None:
    account = rates_of_profit("corporate")
    assert "left out, because gross_life is not given: gross_operating_surplus" in account.notes
    assert "productive_labour" not in account.frame
    mixed = rates_of_profit("nonfinancial", ["net_operating_surplus", "shaikh_tonak_1994"])
    assert "shaikh_tonak_1994 covers the whole private economy, not the sector" in mixed.notes
    assert mixed.frame["shaikh_tonak_1994"].notna().sum() == 41


def test_years_are_chosen_and_a_year_without_a_figure_is_missing() -> None:
    names = ["net_operating_surplus", "shaikh_2016"]
    account = rates_of_profit("corporate", names, 1940, "1950")
    assert [account.frame.index[0].year, account.frame.index[-1].year] == [1940, 1950]
    assert account.frame["shaikh_2016"].isna().sum() == 7
    with pytest.raises(DataError, match="from 2090 to None") as error:
        rates_of_profit("corporate", names, 2090)
    assert "1929 to 2025" in error.value.mend
    with pytest.raises(DataError, match="is no year"):
        rates_of_profit("corporate", names, "then")


# One definition


def test_an_account_by_definition_can_be_decomposed() -> None:
    for name, definition in DEFINITIONS.items():
        account = by_definition(name, definition.sectors[0], **GIVEN)
        if "profit_share" in account.frame:
            product = account.profit_share * account.output_capital_ratio
            assert (product - account.r).abs().max() < 1e-15
            late = replace(account, frame=account.frame.loc["1948":])
            assert late.decompose().notna().all(axis=None)
        else:
            assert name.startswith("shaikh_tonak")
        assert account.frame.notna().all(axis=None)
        assert list(account.lines) == account.frame.columns.tolist()


def test_a_definition_of_ones_own() -> None:
    own = Definition(
        "dividends",
        "a reader",
        2026,
        "current cost",
        "net",
        (
            Entry("numerator", "+", "us_corporate_accounts", "net_dividends"),
            Entry("denominator", "+", "us_fixed_assets", "net_stock_current_cost"),
        ),
    )
    made = rates_of_profit("corporate", [own, "net_operating_surplus"]).frame
    income, assets = (
        rows("us_corporate_accounts", "corporate"),
        rows("us_fixed_assets", "corporate"),
    )
    assert made["dividends"]["1950"] == pytest.approx(
        income[1950]["net_dividends"] / assets[1949]["net_stock_current_cost"]
    )
    wrong = Definition(
        "wrong",
        "a reader",
        2026,
        "current cost",
        "net",
        (Entry("numerator", "++", "us_corporate_accounts", "net_dividends"), own.entries[1]),
    )
    with pytest.raises(UnknownNameError, match="no operation"):
        by_definition(wrong)


# Refusals


def test_names_are_checked() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘shaikh_2016’"):
        rates_of_profit("corporate", ["shaik_2016"])
    with pytest.raises(UnknownNameError, match="did you mean ‘corporate’"):
        rates_of_profit("corporat")
    with pytest.raises(UnknownNameError, match="did you mean ‘opening’"):
        rates_of_profit("corporate", stock="openings")
    with pytest.raises(UnknownNameError, match="did you mean ‘shaikh_tonak_1994’"):
        rates_of_profit("corporate", productive_share="shaikh_tonak")
    for twice in (["basu_2021", "basu_2021"], []):
        with pytest.raises(DataError, match="once each"):
            rates_of_profit("corporate", twice)


@pytest.mark.parametrize(
    ("name", "need"),
    [("productive_labour", "productive_share"), ("gross_operating_surplus", "gross_life")],
)
def test_what_a_definition_needs_is_asked_for(name: str, need: str) -> None:
    for call in (by_definition, lambda name: rates_of_profit("corporate", [name])):
        with pytest.raises(DataError, match=f"{name} needs {need}") as error:
            call(name)
        assert error.value.mend == f"give {need}="


def test_a_definition_holds_for_its_own_sectors() -> None:
    with pytest.raises(DataError, match="about another sector than nonfinancial") as error:
        by_definition("shaikh_2016", "nonfinancial")
    assert error.value.mend == "choose sector='corporate'"


@pytest.mark.parametrize("life", [0, -3, math.nan])
def test_a_life_must_have_a_meaning(life: float) -> None:
    with pytest.raises(DataError, match="has no meaning"):
        by_definition("gross_operating_surplus", gross_life=life)
