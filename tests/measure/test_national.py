"""US corporate business: published rates, an exact recomputation, identities over all options."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence
from capital.expression import parse_expression
from capital.measure import Accounts, us_corporate
from capital.measure.accounts import COLUMNS, STOCKS, WAGES
from capital.measure.national import DEPRECIATIONS, SECTORS, VALUATIONS
from capital.model import variables

DATA = Path(__file__).parents[2] / "data"
OPTIONS = [
    dict(
        zip(
            ("sector", "valuation", "stock", "residential", "depreciation", "wages", "turnovers"),
            values,
            strict=True,
        )
    )
    for values in [
        *product(SECTORS, VALUATIONS, STOCKS, (True, False), DEPRECIATIONS, ("post",), (1,)),
        *product(SECTORS, VALUATIONS, STOCKS, (True, False), DEPRECIATIONS, ("ante",), (5,)),
    ]
]
every_account = pytest.mark.parametrize(
    "options", OPTIONS, ids=lambda options: "-".join(map(str, options.values()))
)

#: Net operating surplus over the net stock at the end of the year before, per cent, as published
#: with the tables: NIPA 1.14 over Fixed Assets 6.1 (with rented housing) and 4.1 (without).
PUBLISHED = {
    ("nonfinancial", "current", "opening", True): {
        "1948": "15.09",
        "1966": "17.00",
        "1982": "8.47",
        "2007": "10.96",
        "2019": "10.54",
        "2024": "12.24",
    },
    ("nonfinancial", "current", "opening", False): {
        "1948": "15.33",
        "1966": "17.27",
        "1982": "8.59",
        "2007": "11.12",
        "2019": "10.69",
        "2024": "12.42",
    },
    ("nonfinancial", "historical", "opening", True): {"1948": "26.89", "2024": "18.08"},
    ("nonfinancial", "current", "closing", True): {"1948": "13.78", "2024": "11.85"},
    ("corporate", "current", "opening", True): {"2024": "13.90"},
}


def table(name: str, sector: str) -> dict[int, dict[str, Fraction]]:
    """Read a table anew: exact numbers by year."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("sector") == sector]
    return {int(row.pop("year")): {k: Fraction(x) for k, x in row.items() if x} for row in rows}


INCOME = {sector: table("us_corporate_accounts", sector) for sector in SECTORS}
ASSETS = {sector: table("us_fixed_assets", sector) for sector in SECTORS}


def recomputed(year: int, options: Mapping[str, Any]) -> dict[str, Fraction] | None:
    """Compute one year of an account from the files alone; nothing, if a stock is missing."""
    income, assets = INCOME[options["sector"]][year], ASSETS[options["sector"]]
    column = f"net_stock_{options['valuation']}_cost"
    column += "" if options["residential"] else "_nonresidential"
    dates = {"opening": [year - 1], "closing": [year], "average": [year - 1, year]}
    ends = [assets[date][column] for date in dates[options["stock"]] if date in assets]
    if len(ends) < len(dates[options["stock"]]):
        return None
    K = sum(ends) / len(ends)
    moved = income["capital_consumption_adjustment"] * (options["depreciation"] == "tax")
    c = income["gross_value_added"] - income["net_value_added"] + moved
    v = income["wages_and_salaries"] + income["supplements_to_wages_and_salaries"]
    s = income["net_operating_surplus"] - moved
    Y = income["net_value_added"] - moved
    advanced = K + (v / options["turnovers"] if options["wages"] == "ante" else 0)
    return {
        "constant_capital": c,
        "variable_capital": v,
        "surplus_value": s,
        "taxes_on_production": income["taxes_on_production_less_subsidies"],
        "net_value_added": Y,
        "capital_stock": K,
        "value_composition": c / v,
        "rate_of_surplus_value": s / v,
        "rate_of_profit": s / advanced,
        "rate_of_profit_on_fixed_capital": s / K,
        "rate_of_profit_on_cost_price": s / (c + v),
        "profit_share": s / Y,
        "output_capital_ratio": Y / advanced,
    }


# Numbers


@pytest.mark.parametrize("key", PUBLISHED, ids=lambda key: "-".join(map(str, key)))
def test_the_rates_are_the_published_ones(key: tuple[str, str, str, bool]) -> None:
    sector, valuation, stock, residential = key
    account = us_corporate(sector, valuation=valuation, stock=stock, residential=residential)
    found = {year: f"{100 * account.r[year]:.2f}" for year in PUBLISHED[key]}
    assert found == PUBLISHED[key]


@every_account
def test_every_number_is_that_of_a_recomputation_in_fractions(options: dict[str, Any]) -> None:
    account = us_corporate(**options)
    exact = {str(year): recomputed(year, options) for year in INCOME[options["sector"]]}
    known = {year: row for year, row in exact.items() if row is not None}
    assert account.frame.index.astype(str).tolist() == [*known]
    expected = pd.DataFrame.from_dict(known, orient="index").astype(float)
    found = account.frame.set_axis(account.frame.index.astype(str), axis="index")
    # c and v are recomputed from other lines, which the source has rounded one by one
    rounded = ["constant_capital", "variable_capital"]
    assert (found[rounded] - expected[rounded]).abs().max(axis=None) <= 2
    resting = [*rounded, "value_composition", "rate_of_surplus_value"]
    resting += ["rate_of_profit_on_cost_price"]
    if options["wages"] == "ante":
        resting += ["rate_of_profit", "output_capital_ratio"]
    exact_ones = found.columns.difference(resting)
    pd.testing.assert_frame_equal(
        found[exact_ones], expected[exact_ones], rtol=1e-14, check_names=False
    )
    pd.testing.assert_frame_equal(found[resting], expected[resting], rtol=5e-4, check_names=False)


def test_the_default_is_current_cost_opening_stock_and_wages_out_of_the_product() -> None:
    plain = us_corporate()
    pd.testing.assert_frame_equal(plain.frame, us_corporate(**OPTIONS_OF_DEFAULT).frame)
    assert plain.options == {k: x for k, x in OPTIONS_OF_DEFAULT.items() if k != "turnovers"}
    assert us_corporate(wages="ante", turnovers=3).options["turnovers"] == 3


OPTIONS_OF_DEFAULT: dict[str, Any] = {
    "sector": "nonfinancial",
    "valuation": "current",
    "stock": "opening",
    "residential": True,
    "depreciation": "current",
    "wages": "post",
    "turnovers": 1.0,
}


# Identities over all options


@every_account
def test_the_ratios_hang_together(options: dict[str, Any]) -> None:
    account = us_corporate(**options)
    c, v, s, K, Y = (getattr(account, letter) for letter in "cvsKY")
    close = {"rtol": 1e-13}
    np.testing.assert_allclose(account.e / (1 + account.k), s / (c + v), **close)
    np.testing.assert_allclose(account.r_flow, s / (c + v), **close)
    shares = account.profit_share * account.output_capital_ratio
    np.testing.assert_allclose(account.r, shares, **close)
    np.testing.assert_allclose(account.rate_of_profit_on_fixed_capital, s / K, **close)
    np.testing.assert_allclose(v + s + account.taxes_on_production, Y, atol=1.5)
    gross = us_corporate(options["sector"]).frame
    flows = ["constant_capital", "net_value_added"]
    total = gross[flows].sum(axis=1).loc[account.frame.index]
    np.testing.assert_allclose(c + Y, total, atol=1e-6)  # depreciation only moves inside the whole
    logs = account.decompose() if (account.frame[[*PARTS]] > 0).all(axis=None) else None
    if logs is not None:
        gap = logs["rate_of_profit"] - logs["profit_share"] - logs["output_capital_ratio"]
        assert gap.abs().max() < 1e-14
        np.testing.assert_allclose(logs["rate_of_profit"], np.log(account.r), **close)


PARTS = ("rate_of_profit", "profit_share", "output_capital_ratio")


@every_account
def test_an_average_stock_gives_a_rate_between_opening_and_closing(options: dict[str, Any]) -> None:
    rates = pd.DataFrame(
        {stock: us_corporate(**{**options, "stock": stock}).r for stock in STOCKS}
    ).dropna()
    assert len(rates) == 96
    ends = rates[["opening", "closing"]]
    assert (ends.min(axis=1) <= rates["average"]).all()
    assert (rates["average"] <= ends.max(axis=1)).all()


@pytest.mark.parametrize("sector", SECTORS)
def test_wages_that_are_advanced_lower_the_rate_and_less_so_the_faster_they_turn(
    sector: str,
) -> None:
    post = us_corporate(sector).r
    assert (post > 0).all()
    rates = [us_corporate(sector, wages="ante", turnovers=n).r for n in (1, 2, 12, 1e12)]
    for slow, fast in pairwise(rates):
        assert (slow < fast).all()
    assert (rates[2] < post).all()
    np.testing.assert_allclose(rates[3], post, rtol=1e-11)


@pytest.mark.parametrize("sector", SECTORS)
def test_tax_depreciation_moves_exactly_the_adjustment_from_c_to_s(sector: str) -> None:
    wear, tax = us_corporate(sector), us_corporate(sector, depreciation="tax")
    adjustment = [float(row["capital_consumption_adjustment"]) for row in INCOME[sector].values()]
    assert (tax.c - wear.c).tolist() == adjustment
    assert (wear.s - tax.s).tolist() == adjustment
    assert (wear.Y - tax.Y).tolist() == adjustment
    same = ["variable_capital", "taxes_on_production", "capital_stock"]
    pd.testing.assert_frame_equal(tax.frame[same], wear.frame[same])


def test_finance_lifts_the_rate_in_most_years_but_not_in_its_crises() -> None:
    below = us_corporate("corporate").r < us_corporate("nonfinancial").r
    assert below.mean() < 0.1
    assert below["1990"]
    assert below["2008"]


def test_housing_makes_the_stock_one_or_two_per_cent_larger() -> None:
    ratio = us_corporate().K / us_corporate(residential=False).K
    assert ratio.between(1.01, 1.02).all()


# What an account says of itself


@every_account
def test_every_column_has_a_formula_a_source_evidence_and_a_unit(options: dict[str, Any]) -> None:
    account = us_corporate(**options)
    assert set(account.lines) == set(account.frame.columns)
    for name, line in account.lines.items():
        assert line.formula.strip(), name
        assert line.evidence in (Evidence.REPORTED, Evidence.DERIVED), name
        assert line.unit in ("USD million", "USD million a year", "1", "1/year"), name
        assert "BEA, " in line.source or line.source == "computed from the lines above", name
    assert account.evidence is Evidence.DERIVED
    number = {("current", True): "6.1", ("current", False): "4.1"} | {
        ("historical", True): "6.3",
        ("historical", False): "4.3",
    }
    stated = number[options["valuation"], options["residential"]]
    assert f"Fixed Assets Table {stated}," in account.lines["capital_stock"].source
    adjusted = "capital consumption adjustment" in account.lines["surplus_value"].formula
    assert adjusted == (options["depreciation"] == "tax")


@every_account
def test_the_formulas_of_the_ratios_say_what_was_computed(options: dict[str, Any]) -> None:
    account = us_corporate(**options)
    letters = {letter: variables(letter) for letter in "cvsKY"}
    row = account.frame.loc["1990"]
    numbers = {symbol: row[COLUMNS[letter]] for letter, symbol in letters.items()}
    ratios = [n for n in account.lines if account.lines[n].source.startswith("computed")]
    assert len(ratios) == 7
    for name in ratios:
        text = account.lines[name].formula.rpartition("=")[2]
        said = parse_expression(text, letters).subs(numbers)
        assert float(said) == pytest.approx(row[name], rel=1e-12), name


def test_each_mixture_is_named_and_a_clean_account_has_no_note() -> None:
    mixed = "the surplus is net of depreciation at current cost, the stock is at historical"
    assert us_corporate(valuation="historical").notes == (mixed,)
    (other,) = us_corporate(depreciation="tax").notes
    assert "tax depreciation" in other
    assert "the stock is at current" in other
    (housing,) = us_corporate(residential=False).notes
    assert "housing" in housing
    assert us_corporate(valuation="historical", depreciation="tax").notes == ()
    assert us_corporate().notes == ()


@pytest.mark.parametrize("stock", ["closing", "average"])
def test_the_year_whose_stock_is_not_yet_known_is_named(stock: str) -> None:
    account = us_corporate(stock=stock)
    assert str(account.frame.index[-1]) == "2024"
    assert account.notes == ("left out, because the stock is not on record: 2025",)
    assert str(us_corporate().frame.index[-1]) == "2025"


# Refusals


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        ({"sector": "nonfinacial"}, "nonfinancial"),
        ({"valuation": "historic"}, "historical"),
        ({"stock": "averge"}, "average"),
        ({"depreciation": "curent"}, "current"),
        ({"wages": "antes"}, "ante"),
    ],
)
def test_an_unknown_option_is_met_with_the_one_that_was_meant(
    options: dict[str, str], meant: str
) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean ‘{meant}’"):
        us_corporate(**options)
    assert meant in {*SECTORS, *VALUATIONS, *STOCKS, *DEPRECIATIONS, *WAGES}


@pytest.mark.parametrize("turnovers", [0, -2, math.nan])
def test_wages_cannot_turn_over_never_or_backwards(turnovers: float) -> None:
    with pytest.raises(DataError, match="turnovers"):
        us_corporate(wages="ante", turnovers=turnovers)


def test_a_year_of_losses_has_no_logarithm() -> None:
    account: Accounts = us_corporate()
    frame = account.to_frame()
    lost = ["surplus_value", "rate_of_profit", "profit_share"]
    frame.loc["1932", lost] *= -1
    with pytest.raises(DataError, match="in 1932: no logarithm"):
        replace(account, frame=frame).decompose()
    pd.testing.assert_frame_equal(account.frame, us_corporate().frame)
