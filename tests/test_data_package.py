"""The shipped tables: complete descriptions, sound figures, and a wheel that carries them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest
from hatchling.builders.wheel import WheelBuilder

from capital import datasets
from capital.evidence import Evidence, weakest

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES: list[dict[str, Any]] = PACKAGE["resources"]
NAMES = [resource["name"] for resource in RESOURCES]
each_table = pytest.mark.parametrize("resource", RESOURCES, ids=NAMES)

ROUNDING = 1  # million dollars: every figure is rounded to a million


# Descriptions


def test_a_second_implementation_finds_the_package_valid() -> None:
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert report.stats["tasks"] == len(RESOURCES)


@each_table
def test_both_implementations_count_the_same_rows(resource: dict[str, Any]) -> None:
    rows = frictionless.Resource(path=resource["path"], basepath=str(DATA)).read_rows()
    assert len(datasets.load(resource["name"])) == len(rows)


def test_every_table_of_the_folder_is_described() -> None:
    described = {resource["path"] for resource in RESOURCES}
    assert {path.name for path in DATA.iterdir()} == described | {"datapackage.json"}


@each_table
def test_a_table_names_source_licence_date_and_status(resource: dict[str, Any]) -> None:
    dataset = datasets.describe(resource["name"])
    assert dataset.title
    assert dataset.description
    assert dataset.sources
    assert dataset.licence
    assert dataset.retrieved is not None
    assert dataset.primary_key
    assert Evidence.parse(resource["status"]) is dataset.evidence
    assert {"profile", "format", "mediatype", "encoding", "licenses"} <= resource.keys()


@each_table
def test_every_column_says_what_it_is(resource: dict[str, Any]) -> None:
    for field in datasets.describe(resource["name"]).fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
        assert field.title, field.name
        assert field.description, field.name
        assert field.type != "number" or field.unit, field.name
        assert field.type != "number" or field.source, field.name


@each_table
def test_the_status_of_a_table_is_the_weakest_inside(resource: dict[str, Any]) -> None:
    frame = datasets.load(resource["name"])
    inside = [*frame.attrs["evidence"].values()]
    if "status" in frame.columns:
        inside += [str(word) for word in frame["status"].dropna().unique()]
    assert weakest(inside) is Evidence.parse(resource["status"])


@each_table
def test_a_file_is_plain_utf8_with_plain_decimals(resource: dict[str, Any]) -> None:
    raw = (DATA / resource["path"]).read_bytes()
    assert (len(raw), f"sha256:{hashlib.sha256(raw).hexdigest()}") == (
        resource["bytes"],
        resource["hash"],
    )
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    numbers = [field["name"] for field in resource["schema"]["fields"] if field["type"] == "number"]
    for row in csv.DictReader(io.StringIO(raw.decode("utf-8"))):
        for name in numbers:
            assert re.fullmatch(r"(-?[0-9]+(\.[0-9]+)?)?", row[name]), (name, row)


# Identities of the accounts

IDENTITIES = {  # whole: its parts, a minus in front of what is subtracted
    "gross_value_added": ["net_value_added", "consumption_of_fixed_capital"],
    "net_value_added": [
        "compensation_of_employees",
        "taxes_on_production_less_subsidies",
        "net_operating_surplus",
    ],
    "net_operating_surplus": [
        "net_interest_and_miscellaneous_payments",
        "business_current_transfers",
        "profits_with_iva_and_ccadj",
    ],
    "compensation_of_employees": ["wages_and_salaries", "supplements_to_wages_and_salaries"],
    "profits_with_iva_and_ccadj": [
        "profits_before_tax",
        "inventory_valuation_adjustment",
        "capital_consumption_adjustment",
    ],
    "profits_before_tax": ["taxes_on_corporate_income", "profits_after_tax"],
    "profits_after_tax_with_iva_and_ccadj": [
        "profits_with_iva_and_ccadj",
        "-taxes_on_corporate_income",
    ],
    "undistributed_profits_with_iva_and_ccadj": [
        "profits_after_tax_with_iva_and_ccadj",
        "-net_dividends",
    ],
}


@pytest.mark.parametrize("whole", IDENTITIES)
def test_identities_inside_a_sector_hold_in_every_year(whole: str) -> None:
    accounts = datasets.load("us_corporate_accounts")
    parts = sum(
        -accounts[part[1:]] if part.startswith("-") else accounts[part]
        for part in IDENTITIES[whole]
    )
    assert len(accounts) == 2 * 97
    assert (accounts[whole] - parts).abs().max() <= ROUNDING


def test_every_account_is_part_of_an_identity() -> None:
    named = {part.lstrip("-") for parts in IDENTITIES.values() for part in parts} | {*IDENTITIES}
    assert named == {*datasets.load("us_corporate_accounts", sector="corporate").columns}


def test_corporate_value_added_is_the_sum_of_its_sectors_but_for_two_years() -> None:
    total = datasets.load("us_corporate_accounts", sector="corporate")["gross_value_added"]
    part = datasets.load("us_corporate_accounts", sector="nonfinancial")["gross_value_added"]
    rest = datasets.load("us_corporate_addenda")["financial_gross_value_added"]
    gap = total - part - rest
    known = pd.PeriodIndex(["1999", "2000"], freq="Y")
    assert gap[known].tolist() == [-104.0, -112.0]
    assert gap.drop(known).abs().max() <= ROUNDING


def test_chained_dollars_are_those_of_2017_and_net_is_gross_less_depreciation() -> None:
    real = datasets.load("us_corporate_addenda")
    current = datasets.load("us_corporate_accounts", sector="nonfinancial")
    for name in ("gross_value_added", "consumption_of_fixed_capital", "net_value_added"):
        ratio = current.loc["2017", name] / real.loc["2017", f"nonfinancial_{name}_chained"]
        assert ratio == pytest.approx(1, abs=1e-4)
    net = (
        real["nonfinancial_gross_value_added_chained"]
        - real["nonfinancial_consumption_of_fixed_capital_chained"]
    )
    assert (net - real["nonfinancial_net_value_added_chained"]).abs().max() <= ROUNDING


def levels(frame: pd.DataFrame) -> list[str]:
    """Return the columns that add up: money, not indices."""
    return [name for name, unit in frame.attrs["units"].items() if unit.startswith("USD")]


@pytest.mark.parametrize("name", ["us_fixed_assets", "us_fixed_assets_by_asset"])
def test_corporate_assets_are_the_sum_of_their_sectors(name: str) -> None:
    frame = datasets.load(name)
    by = ["period", *(["asset"] if "asset" in frame.columns else [])]
    sums = {
        sector: group.reset_index().groupby(by, observed=True)[levels(frame)].sum()
        for sector, group in frame.groupby("sector", observed=True)
    }
    gap = sums["corporate"] - sums["financial"] - sums["nonfinancial"]
    assert len(gap) == 100 * (3 if "asset" in frame.columns else 1)
    assert gap.abs().max().max() <= ROUNDING


def test_kinds_of_assets_add_up_to_the_nonresidential_total() -> None:
    kinds = datasets.load("us_fixed_assets_by_asset").reset_index()
    total = datasets.load("us_fixed_assets").reset_index().set_index(["sector", "period"])
    columns = [name for name in kinds.columns if f"{name}_nonresidential" in total.columns]
    columns.remove("net_stock_quantity_index")
    assert len(columns) == 4
    sums = kinds.groupby(["sector", "period"], observed=True)[columns].sum()
    for name in columns:
        assert (sums[name] - total[f"{name}_nonresidential"]).abs().max() <= ROUNDING


@pytest.mark.parametrize("name", ["us_fixed_assets", "us_fixed_assets_by_asset"])
def test_quantity_indices_are_100_in_2017(name: str) -> None:
    frame = datasets.load(name)
    indices = [column for column, unit in frame.attrs["units"].items() if unit.startswith("index")]
    assert indices
    assert (frame.loc["2017", indices] == 100).all().all()


def test_dwellings_are_one_to_two_percent_of_the_nonfinancial_stock() -> None:
    frame = datasets.load("us_fixed_assets", sector="nonfinancial")
    ratio = frame["net_stock_current_cost"] / frame["net_stock_current_cost_nonresidential"]
    assert (ratio.min(), ratio.max()) == pytest.approx((1.011, 1.018), abs=5e-4)


# Rates of profit computed elsewhere from the same vintages

RATES = {  # sector, stock → year: net operating surplus over the stock of the year before, percent
    ("nonfinancial", "net_stock_current_cost"): {
        1948: 15.09, 1966: 17.00, 1982: 8.47, 2007: 10.96, 2019: 10.54, 2024: 12.24,
    },
    ("nonfinancial", "net_stock_current_cost_nonresidential"): {
        1948: 15.33, 1966: 17.27, 1982: 8.59, 2007: 11.12, 2019: 10.69, 2024: 12.42,
    },
    ("nonfinancial", "net_stock_historical_cost"): {1948: 26.89, 2024: 18.08},
    ("corporate", "net_stock_current_cost"): {2024: 13.90},
}  # fmt: skip


@pytest.mark.parametrize(("sector", "stock"), RATES)
def test_rates_of_profit_agree_with_those_computed_elsewhere(sector: str, stock: str) -> None:
    surplus = datasets.load("us_corporate_accounts", sector=sector)["net_operating_surplus"]
    opening = datasets.load("us_fixed_assets", sector=sector)[stock].shift(1)
    rate = 100 * surplus / opening
    for year, expected in RATES[sector, stock].items():
        assert round(rate[pd.Period(year=year, freq="Y")], 2) == expected


# The wheel


def test_an_installed_wheel_carries_the_tables(tmp_path: Path) -> None:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(built) as wheel:
        inside = {*wheel.namelist()}
        assert "capital/py.typed" in inside
        for name in ["datapackage.json", *(resource["path"] for resource in RESOURCES)]:
            assert wheel.read(f"capital/data/{name}") == (DATA / name).read_bytes()
        wheel.extractall(tmp_path / "site")
    code = "from capital import datasets; print(datasets.describe(datasets.list()[0]).path)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )
    assert Path(done.stdout.strip()).parent == (tmp_path / "site" / "capital" / "data").resolve()
