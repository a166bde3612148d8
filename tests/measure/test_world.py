"""Rates of countries and of the world from a Penn World Table file, by hand; what is refused."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from capital.errors import DataError, MissingExtraError, UnknownNameError
from capital.evidence import Evidence
from capital.measure import penn_world_table, world
from capital.measure.world import NO_REPLICATION, PANELS, WEIGHTS

HERE = Path(__file__).resolve().parents[2]
NAME = Path("shared", "reference", "macro", "pwt1001.csv.gz")
NAMED = os.environ.get("CAPITAL_PENN_WORLD_TABLE")
#: The real table where it is at hand; the small one below is always.
PLACES = [Path(NAMED)] if NAMED else [HERE / NAME, HERE.parent / NAME]
FILES = [None, *[place for place in PLACES if place.is_file()][:1]]


def small() -> pd.DataFrame:
    """Three countries over four years; C begins late, and once has a price below zero."""
    rows = []
    for country, name, size, first in (
        ("AAA", "Arcadia", 1.0, 1960),
        ("BBB", "Boeotia", 3.0, 1960),
        ("CCC", "Corinth", 2.0, 1961),
    ):
        for year in range(1960, 1964):
            known = year >= first
            grown = size * 1.03 ** (year - 1960)
            rows.append(
                {
                    "country": name,
                    "isocode": country,
                    "year": year,
                    "rgdpna": 100 * grown if known else np.nan,
                    "rnna": 310 * grown if known else np.nan,
                    "cgdpo": 110 * grown if known else np.nan,
                    "cn": 300 * grown**1.1 if known else np.nan,
                    "labsh": 0.6 - 0.02 * size if known else np.nan,
                    "delta": 0.04 + 0.005 * size if known else np.nan,
                    "irr": 0.1 if known else np.nan,
                    "pl_gdpo": (-1.0 if (country, year) == ("CCC", 1962) else 0.5 * size),
                    "pl_n": 0.4 * size,
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def saved(table: pd.DataFrame | None = None, name: str = "pwt.csv") -> Path:
        path = tmp_path / name
        (small() if table is None else table).to_csv(path, index=False)
        return path

    return saved


# Numbers


def test_a_country_by_hand(write: Callable[..., Path]) -> None:
    row = penn_world_table(write(), countries=["BBB"], end=1961).country("BBB").loc["1961"]
    gdp, capital = 110 * 3 * 1.03, 300 * (3 * 1.03) ** 1.1
    worn = 0.055 * capital
    assert row["capital"] == pytest.approx(capital)
    assert row["net_output"] == pytest.approx(gdp - worn)
    assert row["profit"] == pytest.approx((1 - 0.54) * gdp - worn)
    assert row["rate_of_profit"] == pytest.approx(row["profit"] / capital)
    assert row["irr"] == 0.1


@pytest.mark.parametrize(
    ("weights", "output", "capital"),
    [
        ("ppp", lambda t: t["cgdpo"], lambda t: t["cn"]),
        ("market", lambda t: t["cgdpo"] * t["pl_gdpo"], lambda t: t["cn"] * t["pl_n"]),
        ("national", lambda t: t["rgdpna"], lambda t: t["rnna"]),
    ],
)
def test_the_world_is_the_sum_of_its_countries(
    write: Callable[..., Path], weights: str, output: Any, capital: Any
) -> None:
    table = small().query("isocode != 'CCC'")
    found = penn_world_table(write(), weights=weights).world
    worn = table["delta"] * capital(table)
    profit = ((1 - table["labsh"]) * output(table) - worn).groupby(table["year"]).sum()
    net = (output(table) - worn).groupby(table["year"]).sum()
    stock = capital(table).groupby(table["year"]).sum()
    assert found.r.tolist() == pytest.approx((profit / stock).tolist())
    assert found.profit_share.tolist() == pytest.approx((profit / net).tolist())
    assert found.Y.tolist() == pytest.approx(net.tolist())


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name if path else "small")
@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("panel", PANELS)
def test_the_rate_of_the_world_is_a_mean_weighted_by_capital(
    write: Callable[..., Path], file: Path | None, weights: str, panel: str
) -> None:
    found = penn_world_table(file or write(), weights=weights, panel=panel, start=1960, end=1963)
    rates = found.countries
    weight = rates["capital"] / rates["capital"].groupby("period").transform("sum")
    mean = (weight * rates["rate_of_profit"]).groupby("period").sum()
    assert np.allclose(mean, found.world.r, rtol=1e-12)
    product = rates["profit_share"] * rates["output_capital_ratio"]
    assert np.allclose(product, rates["rate_of_profit"], rtol=1e-9, atol=1e-12)
    logs = found.world.decompose()
    parts = logs["profit_share"] + logs["output_capital_ratio"]
    assert np.allclose(parts, logs["rate_of_profit"], rtol=0, atol=1e-13)
    assert found.members.tolist() == rates.groupby("period").size().tolist()
    if panel == "balanced":
        assert found.members.nunique() == 1
    assert found.world.r.between(0.01, 0.5).all()


# Panels, notes


def test_a_balanced_panel_names_whom_it_leaves_out(write: Callable[..., Path]) -> None:
    found = penn_world_table(write())
    assert found.members.tolist() == [2, 2, 2, 2]
    assert found.notes == (NO_REPLICATION, "left out, because a year is missing: CCC")
    with pytest.raises(UnknownNameError, match="no country ‘CCC’"):
        found.country("CCC")


def test_all_observations_change_the_members(write: Callable[..., Path]) -> None:
    found = penn_world_table(write(), panel="all")
    assert found.members.tolist() == [2, 3, 3, 3]
    assert "differs from year to year" in found.notes[1]
    assert found.notes[2] == "a figure is missing in 1 of 12 rows"
    market = penn_world_table(write(), panel="all", weights="market")
    assert market.members.tolist() == [2, 3, 2, 3]
    assert "left out, because a level is not positive: CCC 1962" in market.notes


def test_it_says_that_it_is_no_replication(write: Callable[..., Path]) -> None:
    found = penn_world_table(write())
    assert "Extended Penn World Tables" in found.notes[0]
    assert NO_REPLICATION in str(found.world)
    assert found.world.evidence is Evidence.ESTIMATE
    assert found.world.options == {"weights": "ppp", "panel": "balanced", "countries": 2}
    assert found.world.formulas["surplus_value"] == "s = Σ (1 − labsh)·GDP − delta·K"


def test_years_and_countries_are_chosen(write: Callable[..., Path]) -> None:
    found = penn_world_table(write(), countries=["CCC", "AAA"], start=1961, end=1962)
    assert found.countries.index.unique("country").tolist() == ["AAA", "CCC"]
    assert found.world.frame.index.astype(str).tolist() == ["1961", "1962"]


# Files


def test_the_workbook_with_its_own_headers_gives_the_same(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    book = tmp_path / "pwt.xlsx"
    official = small().rename(columns={"isocode": "countrycode"}).assign(currency_unit="x")
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"about": ["a table"]}).to_excel(writer, sheet_name="Info", index=False)
        official.to_excel(writer, sheet_name="Data", index=False)
    one, other = penn_world_table(book), penn_world_table(write())
    pd.testing.assert_frame_equal(one.countries, other.countries)
    with pd.ExcelWriter(book) as writer:
        official.to_excel(writer, sheet_name="Sheet1", index=False)
    with pytest.raises(DataError, match="no Penn World Table") as error:
        penn_world_table(book)
    assert "sheet called Data" in error.value.mend


def test_a_workbook_without_its_reader_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*args: object, **options: object) -> None:
        raise ImportError("openpyxl")

    book = tmp_path / "pwt.xlsx"
    book.write_bytes(b"PK")
    monkeypatch.setattr(world.pd, "read_excel", without)
    with pytest.raises(MissingExtraError) as error:
        penn_world_table(book)
    assert "capital-toolkit[io]" in error.value.mend


def test_a_packed_file_is_unpacked(write: Callable[..., Path], tmp_path: Path) -> None:
    packed = tmp_path / "pwt.csv.gz"
    packed.write_bytes(gzip.compress(write().read_bytes()))
    pd.testing.assert_frame_equal(
        penn_world_table(packed).countries, penn_world_table(write()).countries
    )
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(DataError, match="no Penn World Table"):
        penn_world_table(packed)


@pytest.mark.parametrize("text", ["", "\0\1", "<html>not found</html>\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pwt.csv"
    path.write_text(text)
    with pytest.raises(DataError):
        penn_world_table(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file pwt1001\.csv") as error:
        penn_world_table(tmp_path / "pwt1001.csv")
    assert "www.ggdc.net/pwt" in error.value.mend


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="labsh"), "column ‘labsh’ is missing"),
        (lambda t: t.drop(columns="isocode"), "column ‘isocode’ is missing"),
        (lambda t: t.rename(columns={"cgdpo": "cgdpe"}), "did you mean ‘cgdpe’"),
        (lambda t: t.assign(labsh=t["labsh"].round()), "every labsh is a whole number"),
        (lambda t: t.assign(labsh=t["labsh"] * 100), "labsh is 58 for AAA in 1960"),
        (lambda t: t.assign(delta=-t["delta"]), "delta is -0.045 for AAA in 1960"),
        (lambda t: pd.concat([t, t.iloc[[0]]]), "AAA stands twice in 1960"),
        (lambda t: t.assign(isocode=t["isocode"].where(t["year"] > 1960)), "no country or no year"),
        (lambda t: t.assign(year=t["year"] + 0.5), "no country or no year"),
        (lambda t: t.assign(cn=t["cn"].astype(object).where(t["year"] != 1962, "n/a.")), "n/a."),
        (lambda t: t.assign(cn=t["cn"].where(t["year"] != 1962, np.inf)), "‘inf’ is no number"),
        (lambda t: t.assign(cn=np.nan), "no country has every figure"),
        (lambda t: t.iloc[:0], "no country or no year"),
    ],
)
def test_a_table_that_is_not_in_order_is_refused(
    write: Callable[..., Path], change: Any, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        penn_world_table(write(change(small())))


def test_the_row_of_a_figure_that_is_none_is_named(write: Callable[..., Path]) -> None:
    table = small().astype({"cgdpo": object})
    table.loc[4, "cgdpo"] = "a lot"
    with pytest.raises(DataError) as error:
        penn_world_table(write(table))
    assert error.value.where == "pwt.csv, row 6, column cgdpo"


def test_names_are_checked(write: Callable[..., Path]) -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘market’"):
        penn_world_table(write(), weights="markt")
    with pytest.raises(UnknownNameError, match="did you mean ‘balanced’"):
        penn_world_table(write(), panel="balance")
    with pytest.raises(UnknownNameError, match="did you mean ‘AAA’"):
        penn_world_table(write(), countries=["AAB"])
    with pytest.raises(UnknownNameError, match="there is: BBB"):
        penn_world_table(write(), countries=["Boeotia"])
    for years in ({"start": 1950}, {"end": 1999}, {"start": 1962, "end": 1961}):
        with pytest.raises(DataError, match="no years"):
            penn_world_table(write(), **years)
