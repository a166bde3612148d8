"""Readers: small files in the published layouts, whole ones where the machine has them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.economy import Economy, readers
from capital.economy.readers import reading as steps
from capital.errors import CapitalError, DataError, MissingExtraError, UnknownNameError

WHOLE = Path(__file__).parents[3] / "shared" / "reference" / "macro"  # whole tables, if there


def radius(matrix: Any) -> float:
    return float(np.abs(np.linalg.eigvals(np.asarray(matrix))).max())


def rate(found: readers.Reading) -> float:
    """Return the circulating rate of profit by a second algorithm."""
    given = found.arguments
    return 1 / radius(given["A"] + np.outer(given["wage_basket"], given["labour"])) - 1


def logged(found: readers.Reading, *words: str) -> bool:
    return all(any(word in sentence for sentence in found.log) for word in words)


# WIOD

CODES = ["A01", "C29", "O84", "U"]
FINAL = ["CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN", "EXP"]


def wiod_table() -> pd.DataFrame:
    """Return a country of four industries, one of them idle, in dollars."""
    domestic = [
        [20.0, 30, 5, 0, 30, 0, 0, 5, -2, 12],
        [10.0, 40, 10, 0, 50, 0, 0, 60, 0, 30],
        [2.0, 3, 5, 0, 5, 0, 65, 0, 0, 0],
        [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    imports = [
        [4.0, 6, 1, 0, 10, 0, 0, 0, 0, 0],
        [6.0, 20, 4, 0, 20, 0, 0, 25, 0, 0],
        [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    frames = []
    for origin, rows in (("Domestic", domestic), ("Imports", imports)):
        frame = pd.DataFrame(rows, columns=[*CODES, *FINAL])
        frame["GO"] = frame.sum(axis=1) if origin == "Domestic" else 0.0
        frame.insert(0, "origin", origin)
        frame.insert(0, "code", CODES)
        frames.append(frame)
    total = frames[0].iloc[:1].assign(code="GO", origin="TOT")
    table = pd.concat([*frames, total], ignore_index=True)
    table.insert(0, "description", "x")
    table.insert(0, "year", 2010)
    table.insert(0, "country", "XYZ")
    return table


def wiod_accounts() -> pd.DataFrame:
    """Return its accounts in a currency of which half a unit buys a dollar."""
    columns = {
        "country": "XYZ", "code": CODES, "year": 2010, "GO": [50.0, 100, 40, 0],
        "VA": [29.0, 50.5, 27.5, 0], "COMP": [10.0, 30, 25, 0], "LAB": [16.0, 33, 25, 0],
        "K": [80.0, 200, 50, 0], "EMP": [2.0, 1.5, 1, 0], "EMPE": [1.0, 1.25, 1, 0],
        "H_EMPE": [1.8, 2, 1.7, 0], "NOMEXCH": 0.5,
    }  # fmt: skip
    return pd.DataFrame(columns)


def wiod(io: pd.DataFrame | None = None, sea: pd.DataFrame | None = None, **options: Any) -> Any:
    table = wiod_table() if io is None else io
    accounts = wiod_accounts() if sea is None else sea
    return readers.wiod2016(table, accounts, "XYZ", 2010, **options)


def test_wiod_gives_coefficients_in_one_currency_and_in_hours() -> None:
    found = wiod()
    given = found.arguments
    assert given["A"].index.tolist() == ["A01", "C29", "O84"]
    assert given["A"].loc["A01"].tolist() == pytest.approx([24 / 100, 36 / 200, 6 / 80])
    hours = np.array([1.8 * 2, 2 * 1.2, 1.7])
    assert given["labour"].tolist() == pytest.approx((hours / [100, 200, 80]).tolist())
    worth = (16 + 33 + 25) / 0.5 / hours.sum()
    assert given["wage_basket"].sum() == pytest.approx(worth)
    assert (given["wage_basket"] / given["wage_basket"].sum()).tolist() == pytest.approx(
        [40 / 115, 70 / 115, 5 / 115]
    )
    assert logged(found, "0.5 units of XYZ for a dollar", "left out, no output: U", "exceed")
    assert found.units["labour"] == "hours per USD"
    assert found.sectors.loc["C29", ["output", "LAB", "K"]].tolist() == [200, 66, 400]


def test_wiod_options_say_what_they_do() -> None:
    found = wiod(imports="exclude", labour="employees", wages="consumption", leave_out=["O84"])
    given = found.arguments
    assert given["A"].loc["C29"].tolist() == pytest.approx([10 / 100, 40 / 200])
    assert given["labour"].tolist() == pytest.approx([1.8 / 100, 2 / 200])
    assert given["wage_basket"].tolist() == pytest.approx([30 / 3.8, 50 / 3.8])
    assert logged(found, "domestic goods only", "left out by choice: O84", "all household")
    assert "capital" not in given


def test_wiod_capital_has_the_composition_of_investment() -> None:
    found = wiod(capital=True)
    stock = found.arguments["capital"]
    assert (stock.sum() * found.arguments["output"]).tolist() == pytest.approx([160, 400, 100])
    assert (stock.loc["A01"] / stock.sum()).tolist() == pytest.approx([5 / 90] * 3)
    assert logged(found, "no depreciation")
    assert Economy(**found.arguments).prices_of_production().capital == "stock"


def test_the_currency_of_the_accounts_is_checked() -> None:
    dollars = wiod_accounts().assign(GO=[100.0, 200, 80, 0])
    with pytest.raises(DataError, match="gross output of the accounts is 2 times") as caught:
        wiod(sea=dollars)
    assert "national currency" in caught.value.mend
    for wrong in (0.0, -1.0, [0.5, 0.5, 0.6, 0.5]):
        with pytest.raises(DataError, match="NOMEXCH is not one positive rate"):
            wiod(sea=wiod_accounts().assign(NOMEXCH=wrong))


def test_the_unit_of_hours_is_checked() -> None:
    for factor in (1e-3, 1e3):
        accounts = wiod_accounts()
        accounts["H_EMPE"] *= factor
        with pytest.raises(DataError, match="an employee would work"):
            wiod(sea=accounts)
    with pytest.raises(DataError, match="no hours are worked"):
        wiod(sea=wiod_accounts().assign(H_EMPE=0.0))


def test_self_employed_without_employees_need_a_choice() -> None:
    accounts = wiod_accounts()
    accounts.loc[0, ["EMPE", "H_EMPE"]] = 0.0
    with pytest.raises(DataError, match="no employees to take hours from") as caught:
        wiod(sea=accounts)
    assert caught.value.where == "A01"
    assert wiod(sea=accounts, labour="employees").arguments["labour"]["A01"] == 0


def with_negative() -> pd.DataFrame:
    """Return the table with one negative input, balanced by exports."""
    table = wiod_table()
    table.loc[0, ["C29", "EXP"]] = [-1.0, 43.0]
    return table


def test_negative_cells_are_reported_and_settled_as_chosen() -> None:
    table = with_negative().drop(index=4 + 0)  # its import of A01 would hide the cell
    whole = pd.concat([table, wiod_table().iloc[[4]].assign(C29=0.0)], ignore_index=True)
    zero, kept = wiod(whole, negative="zero"), wiod(whole, negative="keep")
    assert zero.arguments["A"].loc["A01", "C29"] == 0
    assert kept.arguments["A"].loc["A01", "C29"] == -1 / 200
    assert logged(zero, "set to zero: A01 → C29 -1")
    assert logged(kept, "kept: A01 → C29 -1")
    with pytest.raises(DataError, match="1 negative cell") as caught:
        wiod(whole, negative="refuse")
    assert caught.value.where == "A01 → C29 -1"
    with pytest.raises(UnknownNameError, match="did you mean ‘zero’"):
        wiod(whole, negative="zeros")  # type: ignore[arg-type]


def test_a_wiod_table_that_is_not_whole_is_refused() -> None:
    table = wiod_table()
    with pytest.raises(DataError, match="is not whole"):
        wiod(table.drop(index=2))
    with pytest.raises(DataError, match="has no column ‘GFCF’"):
        wiod(table.drop(columns="GFCF"))
    changed = table.copy()
    changed.loc[1, "CONS_h"] = 5.0  # a digit cut off
    with pytest.raises(DataError, match="domestic sales do not add up") as caught:
        wiod(changed.assign(GO=table["GO"]))
    assert caught.value.where == "C29"
    blank = table.copy()
    blank.loc[0, "C29"] = np.nan
    with pytest.raises(DataError, match="is blank"):
        wiod(blank)
    with pytest.raises(DataError, match="industry ‘A01’ stands twice"):
        wiod(pd.concat([table, table.iloc[[0]]]))
    with pytest.raises(DataError, match="accounts lack industries"):
        wiod(sea=wiod_accounts().iloc[1:])


def test_an_unknown_country_year_or_industry_is_named() -> None:
    for arguments in (("XZY", 2010), ("XYZ", 2011)):
        with pytest.raises(UnknownNameError, match=r"did you mean|there is"):
            readers.wiod2016(wiod_table(), wiod_accounts(), *arguments)
    with pytest.raises(UnknownNameError, match="no industry ‘O85’"):
        wiod(leave_out=["O85"])


def save(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path, index=False)
    return path


def test_wiod_reads_files_plain_and_compressed(tmp_path: Path) -> None:
    io, sea = save(wiod_table(), tmp_path / "io.csv.gz"), save(wiod_accounts(), tmp_path / "s.csv")
    found = readers.wiod2016(io, str(sea), "XYZ", 2010)
    pd.testing.assert_frame_equal(found.arguments["A"], wiod().arguments["A"])


def broken(tmp_path: Path) -> dict[str, tuple[Path, str]]:
    """Return files that cannot be read, each with what the error must say."""
    whole = save(wiod_table(), tmp_path / "whole.csv.gz").read_bytes()
    files = {
        "cut.csv.gz": (whole[: len(whole) // 2], "the file is cut off"),
        "noise.csv.gz": (b"no gzip at all", "cannot be read"),
        "empty.csv": (b"", "the file is empty"),
        "binary.csv": (b"\xff\xfe\x00a,b\n\x9d", "not text in UTF-8"),
        "ragged.csv": (b"a,b\n1,2\n1,2,3\n", "the file is no table"),
        "header.csv": (b"country,year\n", "has no rows"),
    }
    for name, (content, _) in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.csv").mkdir()
    found = {name: (tmp_path / name, words) for name, (_, words) in files.items()}
    missing = (tmp_path / "nowhere.csv", "the file is missing")
    return {**found, "missing": missing, "folder": (tmp_path / "folder.csv", "cannot be read")}


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    for path, words in broken(tmp_path).values():
        readings: list[Callable[[], object]] = [
            lambda path=path: readers.wiod2016(path, wiod_accounts(), "XYZ", 2010),
            lambda path=path: readers.wiod2016(wiod_table(), path, "XYZ", 2010),
            lambda path=path: readers.bea_summary(path, bea_make(), 2017),
            lambda path=path: readers.bea_detail(bea_long()[0], path),
        ]
        for read in readings:
            with pytest.raises(DataError) as caught:
                read()
            assert words in str(caught.value)
            assert path.name in caught.value.where
            assert caught.value.mend


def test_a_compressed_file_with_a_damaged_middle_is_refused(tmp_path: Path) -> None:
    raw = bytearray(save(wiod_table(), tmp_path / "io.csv.gz").read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    (tmp_path / "io.csv.gz").write_bytes(raw)
    with pytest.raises(DataError):
        readers.wiod2016(tmp_path / "io.csv.gz", wiod_accounts(), "XYZ", 2010)


def test_input_frames_are_not_changed() -> None:
    table, accounts = with_negative(), wiod_accounts()
    before = table.copy(), accounts.copy()
    wiod(table, accounts)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(accounts, before[1])


# BEA

INDUSTRIES = ["11", "31", "GOV"]
COMMODITIES = [*INDUSTRIES, "Used", "Other"]


def bea_make(year: int = 2017) -> pd.DataFrame:
    """Return who makes what: manufacturing makes some services, government books Other."""
    rows = {"11": [90, 10, 0, 0, 0], "31": [0, 180, 15, 5, 0], "GOV": [0, 0, 98, 0, 2]}
    make = pd.DataFrame.from_dict(rows, orient="index", columns=COMMODITIES)
    make["Total Industry Output"] = make.sum(axis=1)
    make.loc["Total Commodity Output"] = make.sum()
    make.insert(0, "row_code", make.index)
    make.insert(0, "year", year)
    return make.reset_index(drop=True)


def bea_use(year: int = 2017) -> pd.DataFrame:
    """Return what goes into each industry, with value added and final uses."""
    use = pd.DataFrame(
        {
            "11": [10, 20, 8, 2, 5, 30, 5, 20],
            "31": [30, 50, 10, -1, 11, 60, 10, 30],
            "GOV": [-1, 10, 20, 0, 4, 50, 5, 12],
            "F010": [40, 60, 30, 1, 0, 0, 0, 0],
            "F02S": [0, 20, 2, 0, 0, 0, 0, 0],
            "F02E": [0, 25, 3, -2, 0, 0, 0, 0],
            "F02N": [0, 0, 10, 0, 0, 0, 0, 0],
            "F050": [0, -5, 0, 0, -18, 0, 0, 0],
        },
        index=[*COMMODITIES, "V001", "V002", "V003"],
    )
    use["Total Commodity Output"] = 0
    use.loc["Total Intermediate"] = use.sum()
    use.insert(0, "row_code", use.index)
    use.insert(0, "year", year)
    return use.reset_index(drop=True)


def bea_long() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the same in the long layout of the detailed tables, with its totals."""
    codes = {"V001": "V00100", "V002": "V00200", "V003": "V00300", "F010": "F01000"}
    codes |= {f"F02{k}": f"F02{k}00" for k in "SEN"} | {"F050": "F05000"}
    totals = {"Total Commodity Output": "T007", "Total Industry Output": "T017"}
    totals["Total Intermediate"] = "T005"
    long = []
    for frame in (bea_use(), bea_make()):
        table = frame.drop(columns="year").melt("row_code", var_name="column_code")
        table = table[table["value"] != 0].replace({**codes, **totals})
        totals_named = table["row_code"].str.startswith("T") | table["column_code"].eq("T017")
        table.loc[totals_named & table["row_code"].eq("T017"), "row_code"] = "T017"
        table["column_code"] = table["column_code"].replace("T017", "T007")
        long.append(table.drop_duplicates(["row_code", "column_code"]))
    return long[0], long[1]


def bea(**options: Any) -> readers.Reading:
    return readers.bea_summary(bea_use(), bea_make(), 2017, **options)


def by_hand() -> dict[str, Any]:
    make = np.array([[90.0, 10, 0], [0, 180, 15], [0, 0, 98]])
    use = np.array([[10.0, 30, 0], [20, 50, 10], [8, 10, 20]])
    return {"make": make, "use": use, "g": np.array([100.0, 200, 100]), "q": make.sum(axis=0)}


def test_industry_technology_charges_inputs_to_those_who_make_them() -> None:
    hand, found = by_hand(), bea()
    shares, inputs = hand["make"] / hand["q"], hand["use"] / hand["g"]
    np.testing.assert_allclose(found.arguments["A"], shares @ inputs, rtol=1e-14)
    np.testing.assert_allclose(bea(by="commodity").arguments["A"], inputs @ shares, rtol=1e-14)
    assert found.arguments["output"].tolist() == [100, 200, 100]
    assert bea(by="commodity").arguments["output"].tolist() == [90, 190, 113]


def test_commodity_technology_is_the_inverse_product_mix() -> None:
    hand = by_hand()
    mix, inputs = hand["make"].T / hand["g"], hand["use"] / hand["g"]
    found = bea(technology="commodity", by="commodity", negative="keep")
    np.testing.assert_allclose(found.arguments["A"].to_numpy() @ mix, _kept(inputs), atol=1e-14)
    other = bea(technology="commodity", by="industry", negative="keep")
    assert radius(found.arguments["A"]) == pytest.approx(radius(other.arguments["A"]), rel=1e-12)


def _kept(inputs: Any) -> Any:
    inputs = inputs.copy()
    inputs[0, 2] = -1 / 100  # the negative cell of the use table stays
    return inputs


def test_goods_without_an_industry_are_kept_out_and_named() -> None:
    found = bea()
    assert logged(found, "Used 1, booked under 31; Other 20, booked under GOV")
    assert logged(found, "industry technology, sectors are industries", "11 → GOV -1")


def test_wages_are_worth_the_compensation_under_every_choice() -> None:
    persons = pd.Series({"GOV": 4.0, "31": 3.0, "11": 3.0})
    for technology in ("industry", "commodity"):
        for by in ("industry", "commodity"):
            for labour in (None, persons):
                given = bea(technology=technology, by=by, labour=labour).arguments
                employed = 140.0 if labour is None else 10.0
                assert given["wage_basket"].sum() * employed == pytest.approx(140)
                assert given["labour"] @ given["output"] == pytest.approx(employed, rel=0.2)
    assert bea(labour=persons).arguments["labour"].tolist() == pytest.approx([0.03, 0.015, 0.04])


def test_capital_is_spread_like_private_investment() -> None:
    stock = pd.Series({"11": 100.0, "31": 300.0, "GOV": 0.0})
    found = bea(capital=stock, depreciation=stock / 10)
    totals = found.arguments["capital"].sum() * found.arguments["output"]
    assert totals.tolist() == pytest.approx([100, 300, 0])
    np.testing.assert_allclose(found.arguments["depreciation"], found.arguments["capital"] / 10)
    assert Economy(**found.arguments).prices_of_production().rate_of_profit > 0
    with pytest.raises(DataError, match="capital has no figure for the sector ‘GOV’"):
        bea(capital=stock.drop("GOV"))
    with pytest.raises(DataError, match="names a sector ‘32’ that the table lacks"):
        bea(capital=pd.concat([stock, pd.Series({"32": 1.0})]))


def test_the_long_layout_gives_the_same_economy() -> None:
    use, make = bea_long()
    assert use["row_code"].str.startswith("T0").any()
    found = readers.bea_detail(use, make)
    np.testing.assert_allclose(found.arguments["A"], bea().arguments["A"], rtol=1e-14)
    np.testing.assert_allclose(found.arguments["labour"], bea().arguments["labour"], rtol=1e-14)


def test_an_industry_without_a_commodity_is_merged_for_commodity_technology() -> None:
    use, make = bea_long()
    extra = pd.DataFrame({"row_code": ["S9"], "column_code": ["31"], "value": [20.0]})
    inputs = pd.DataFrame(
        {"row_code": ["11", "V00100"], "column_code": ["S9", "S9"], "value": [5.0, 15.0]}
    )
    use, make = pd.concat([use, inputs]), pd.concat([make, extra])
    found = readers.bea_detail(use, make, technology="commodity")
    assert logged(found, "merged, because commodity technology needs a square table: S9 with 31")
    assert found.arguments["output"].tolist() == [100, 220, 100]
    assert readers.bea_detail(use, make).arguments["output"].tolist() == [100, 200, 100, 20]


def test_bea_tables_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(DataError, match="inputs and value added do not add up"):
        readers.bea_summary(bea_use().replace({"31": {50: 150}}), bea_make(), 2017)
    with pytest.raises(DataError, match="the use table lacks codes of the make table"):
        readers.bea_summary(bea_use().drop(columns="GOV"), bea_make(), 2017)
    use = bea_use()
    with pytest.raises(DataError, match="lacks value added"):
        readers.bea_summary(use[use["row_code"] != "V003"], bea_make(), 2017)
    with pytest.raises(UnknownNameError, match="no year ‘2018’"):
        readers.bea_summary(bea_use(), bea_make(), 2018)
    with pytest.raises(DataError, match="the row ‘11’ stands twice"):
        readers.bea_summary(bea_use(), pd.concat([bea_make(), bea_make().iloc[:1]]), 2017)
    with pytest.raises(DataError, match="no finite number: ‘many’"):
        readers.bea_summary(use.astype(object).replace({"31": {50: "many"}}), bea_make(), 2017)
    with pytest.raises(UnknownNameError, match="technology"):
        bea(technology="product")


def test_equal_product_mixes_have_no_commodity_technology() -> None:
    make = bea_make()
    make.loc[0, INDUSTRIES] = [45, 45, 10]
    make.loc[1, INDUSTRIES] = [90, 90, 20]
    make.loc[1, "Used"] = 0
    use = bea_use()
    with pytest.raises(DataError, match="two industries have the same product mix"):
        readers.bea_summary(use, make, 2017, technology="commodity")


# Whole tables of the publishers, where there are any: figures computed elsewhere

CLEAN = {"imports": "exclude", "labour": "employees", "wages": "consumption"}
KNOWN = [("USA", 0.262), ("AUS", 0.473)] if WHOLE.is_dir() else []


@pytest.mark.parametrize(("country", "expected"), [("XYZ", None), *KNOWN])
def test_rates_of_profit_in_one_currency_and_one_kind_of_hours(
    country: str, expected: float | None
) -> None:
    """Raw hours and dollars: not −28.2 % and −17.7 %, as mixed units have given."""
    if expected is None:
        found = wiod(**CLEAN, leave_out=["O84"])
    else:
        name = "wiod2016_{}_6_countries_2000_2014.csv.gz"
        io, sea = WHOLE / name.format("national_io"), WHOLE / name.format("sea")
        found = readers.wiod2016(io, sea, country, 2010, **CLEAN, leave_out=["O84", "T"])
        assert round(rate(found), 3) == expected
    assert Economy(**found.arguments).prices_of_production().rate_of_profit == pytest.approx(
        rate(found), rel=1e-10
    )


def summary_files() -> list[tuple[Any, Any]]:
    names = [f"bea_{kind}_summary_after_redef_2012_2023.csv.gz" for kind in ("use", "make")]
    whole = [(WHOLE / names[0], WHOLE / names[1])] if WHOLE.is_dir() else []
    return [(bea_use(), bea_make()), *whole]


@pytest.mark.parametrize("tables", summary_files(), ids=["small", "whole"][: len(summary_files())])
def test_labels_do_not_change_the_rate_of_profit(tables: tuple[Any, Any]) -> None:
    for technology in ("industry", "commodity"):
        rates = []
        for by in ("industry", "commodity"):
            found = readers.bea_summary(
                *tables, 2017, technology=technology, by=by, negative="keep"
            )
            rates.append(1 / radius(found.arguments["A"]) - 1)
            assert logged(found, f"{technology} technology")
        assert rates[0] == pytest.approx(rates[1], rel=1e-9)


@pytest.mark.parametrize("tables", summary_files()[1:] or [None])
def test_the_shipped_us_tables_come_from_the_published_ones(tables: Any) -> None:
    shipped = readers.shipped("usa-2017").arguments
    flows = shipped["A"] * shipped["output"]
    assert flows.to_numpy().sum() == pytest.approx(14_655_479, abs=1)
    if tables is not None:
        found = readers.bea_summary(*tables, 2017, negative="keep").arguments
        whole = found["A"] * found["output"]
        assert whole.to_numpy().sum() == pytest.approx(flows.to_numpy().sum(), abs=1)
        mining = ["211", "212", "213"]
        assert whole.loc[mining, mining].to_numpy().sum() == pytest.approx(
            flows.loc["21", "21"], abs=1e-2
        )


def detail_files() -> list[tuple[Any, Any, bool]]:
    names = [f"bea_{kind}_detail_after_redef_2017.csv.gz" for kind in ("use", "make")]
    whole = [(WHOLE / names[0], WHOLE / names[1], False)] if WHOLE.is_dir() else []
    return [(*bea_long(), True), *whole]


@pytest.mark.parametrize(("use", "make", "both"), detail_files())
def test_industry_technology_is_always_productive(use: Any, make: Any, both: bool) -> None:
    found = readers.bea_detail(use, make)
    economy = Economy(**found.arguments)
    assert economy.productive
    assert economy.prices_of_production().rate_of_profit == pytest.approx(rate(found), rel=1e-9)
    commodity = readers.bea_detail(use, make, technology="commodity", by="commodity")
    assert bool(Economy(**commodity.arguments).productive) == both


# Plain tables

SHEET = pd.DataFrame(
    {
        "wheat": [280.0, 12, 10, 575, 1, 30, 3],
        "iron": [120.0, 8, 10, 20, 15, 60, 6],
        "wage_basket": [40.0, 0, *[np.nan] * 5],
        "investment": [0.0, 4, *[np.nan] * 5],
        "unit": ["quarters", "tons", "hours", None, "shillings", "shillings", "shillings"],
    },
    index=["wheat", "iron", "labour", "output", "market_price", "capital", "depreciation"],
)


def test_a_plain_sheet_becomes_coefficients(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    SHEET.to_csv(path)
    for found in (readers.plain(path), readers.plain(SHEET)):
        given = found.arguments
        assert given["A"].loc["iron"].tolist() == pytest.approx([12 / 575, 8 / 20])
        assert given["wage_basket"].tolist() == [2, 0]
        assert given["market_prices"].tolist() == [1, 15]
        assert given["capital"].loc["iron"].tolist() == pytest.approx([2 / 575, 4 / 20])
        assert given["depreciation"].loc["wheat"].tolist() == [0, 0]
        assert found.units["labour"] == "hours"
        assert logged(found, "labour in hours", "20 units of labour", "composition of investment")
    assert Economy(**given).prices_of_production().capital == "stock"


def test_a_plain_sheet_of_coefficients_keeps_them() -> None:
    table = pd.DataFrame(
        {"a": [0.5, 0.1, 1.0], "b": [0.2, 0.3, 0.5]}, index=["a", "b", "labour"]
    ).assign(wage_basket=[0.1, 0.2, np.nan])
    given = readers.plain(table, kind="coefficients").arguments
    assert given["A"].to_numpy().tolist() == [[0.5, 0.2], [0.1, 0.3]]
    assert given["wage_basket"].tolist() == [0.1, 0.2]
    assert "output" not in given
    assert "market_prices" not in given


def test_stocks_can_be_listed_by_product() -> None:
    table = SHEET.drop(index=["capital", "depreciation"])
    table.loc["capital: iron", ["wheat", "iron"]] = [2.0, 4.0]
    found = readers.plain(table)
    assert found.arguments["capital"].loc["iron"].tolist() == pytest.approx([2 / 575, 0.2])
    assert logged(found, "none of wheat")
    table.loc["capital", ["wheat", "iron"]] = [1.0, 1.0]
    with pytest.raises(DataError, match="capital is given twice"):
        readers.plain(table)


BAD_SHEETS: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "no labour": (lambda t: t.drop(index="labour"), "no row ‘labour’"),
    "no output": (lambda t: t.drop(index="output"), "no row ‘output’"),
    "unknown row": (lambda t: t.rename(index={"labour": "labor"}), "‘labor’ is unknown"),
    "no row": (lambda t: t.rename(columns={"iron": "irn"}), "‘iron’ is unknown|has no row"),
    "blank": (lambda t: t.assign(iron=t["iron"].where(t.index != "wheat")), "is blank"),
    "text": (lambda t: t.astype(object).replace({"iron": {8.0: "8 t"}}), "no finite number: ‘8 t’"),
    "negative": (lambda t: t.replace({"iron": {8.0: -8.0}}), "a figure is negative: -8"),
    "negative basket": (lambda t: t.assign(wage_basket=-1.0), "a figure is negative"),
    "no composition": (lambda t: t.drop(columns="investment"), "no composition"),
    "idle": (lambda t: t.replace({"iron": {20.0: 0.0}}), "output is not positive"),
    "doubled row": (lambda t: pd.concat([t, t.iloc[:1]]), "the row ‘wheat’ stands twice"),
    "no sectors": (lambda t: t[["unit"]], "no sectors"),
    "labour in money": (lambda t: t.replace({"unit": {"hours": "USD"}}), "measured in ‘USD’"),
    "currencies": (
        lambda t: t.drop(index="market_price").assign(
            unit=[*["EUR"] * 2, "hours", "EUR", *["USD"] * 2]
        ),
        "several units: USD, EUR",
    ),
    "empty": (lambda t: t.iloc[:0], "no rows or no columns"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), BAD_SHEETS.values(), ids=BAD_SHEETS)
def test_a_spoilt_sheet_is_one_clear_error(
    spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        readers.plain(spoil(SHEET))


def test_a_sheet_cut_off_in_a_row_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    SHEET.drop(columns="unit").to_csv(path)
    path.write_bytes(path.read_bytes()[:75])
    with pytest.raises(DataError):
        readers.plain(path)
    with pytest.raises(DataError, match="the file is missing"):
        readers.plain(tmp_path / "none.csv")


def test_excel_needs_its_library_or_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sheet.xlsx"
    with pytest.raises(DataError, match="the file is missing"):
        readers.plain(path)
    if importlib.util.find_spec("openpyxl"):
        SHEET.to_excel(path)
        pd.testing.assert_frame_equal(
            readers.plain(path).arguments["A"], readers.plain(SHEET).arguments["A"]
        )
        with pytest.raises(DataError, match="the sheet cannot be read"):
            readers.plain(path, sheet="second")
        path.write_bytes(path.read_bytes()[:500])
        with pytest.raises(DataError, match="the sheet cannot be read"):
            readers.plain(path)
    path.write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match="openpyxl") as caught:
        readers.plain(path)
    assert "capital-toolkit[io]" in caught.value.mend


@given(st.binary(max_size=80))
def test_no_bytes_break_the_plain_reader_otherwise(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("noise") / "table.csv"
    path.write_bytes(b",wheat\nwheat," + raw)
    with pytest.raises(CapitalError):
        readers.plain(path)


# pymrio


class System(SimpleNamespace):
    """What of an IOSystem the adapter uses."""

    def get_extensions(self) -> list[str]:
        return ["satellite"]


def system(unit: str = "M.EUR") -> System:
    labels = pd.MultiIndex.from_product([["DE", "FR"], ["food", "steel"]])
    flows = pd.DataFrame(
        [[5.0, 2, 1, 0], [3, 10, 1, 2], [1, 0, 4, 2], [2, 1, 3, 8]], index=labels, columns=labels
    )
    categories = pd.MultiIndex.from_product([["DE", "FR"], ["households", "investment"]])
    demand = [[10.0, 0, 2, 0], [1, 5, 0, 2], [3, 0, 9, 1], [0, 2, 1, 3]]
    final = pd.DataFrame(demand, index=labels, columns=categories)
    satellite = SimpleNamespace(
        F=pd.DataFrame([[4.0, 6, 5, 3], [1, 1, 1, 1]], index=["hours", "wages"], columns=labels),
        unit=pd.DataFrame({"unit": ["M.hr", "M.EUR"]}, index=["hours", "wages"]),
    )
    units = pd.DataFrame({"unit": [unit] * 3 + ["M.EUR"]}, index=labels)
    return System(Z=flows, Y=final, x=None, unit=units, satellite=satellite, name="small")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Stand in for pymrio, so that the adapter is tested where it is not installed."""
    module = ModuleType("pymrio")
    module.load_test = system  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pymrio", module)
    return module


HOURS = ("satellite", "hours")


def test_a_multiregional_system_becomes_an_economy(library: ModuleType) -> None:
    found = readers.pymrio(
        "test", labour=HOURS, wage_basket="households", compensation=("satellite", ["wages"])
    )
    given = found.arguments
    output = system().Z.sum(axis=1) + system().Y.sum(axis=1)
    assert given["A"].columns.tolist() == ["DE: food", "DE: steel", "FR: food", "FR: steel"]
    np.testing.assert_allclose(given["A"], system().Z / output.to_numpy())
    assert given["labour"].tolist() == pytest.approx([4 / 20, 6 / 24, 5 / 20, 3 / 20])
    assert given["wage_basket"].tolist() == pytest.approx(
        (np.array([12, 1, 12, 1]) / 26 * 4 / 18).tolist()
    )
    assert found.units["labour"] == "M.hr per M.EUR"
    assert logged(found, "money in M.EUR", "the system states none", "worth satellite, wages")
    assert Economy(**given).prices_of_production().rate_of_profit == pytest.approx(rate(found))


def test_the_adapter_checks_currency_balance_and_names(library: ModuleType) -> None:
    with pytest.raises(DataError, match=r"several units: M\.USD, M\.EUR"):
        readers.pymrio(system("M.USD"), labour=HOURS)
    stated = system()
    stated.x = pd.DataFrame({"x": [20.0, 24, 20, 90]}, index=stated.Z.index)
    with pytest.raises(DataError, match="flows and final demand do not add up") as caught:
        readers.pymrio(stated, labour=HOURS)
    assert caught.value.where == "FR: steel"
    for arguments, words in (
        ({"labour": ("satelite", "hours")}, "did you mean ‘satellite’"),
        ({"labour": ("satellite", "hour")}, "did you mean ‘hours’"),
        ({"labour": HOURS, "wage_basket": "household"}, "did you mean ‘households’"),
        ({"labour": HOURS, "parser": "exiobase"}, "did you mean ‘exiobase"),
        ({"labour": ("satellite", ["hours", "wages"])}, "several units"),
    ):
        with pytest.raises(CapitalError, match=words):
            readers.pymrio("test", **arguments)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="no such file or folder"):
        readers.pymrio("nowhere", labour=HOURS)
    with pytest.raises(DataError, match="no flows Z"):
        readers.pymrio(3, labour=HOURS)


def test_wages_must_stand_in_the_money_of_the_table(library: ModuleType) -> None:
    other = system()
    other.satellite.unit.loc["wages", "unit"] = "EUR"
    wages = ("satellite", "wages")
    with pytest.raises(DataError, match=r"satellite, wages is in EUR, but the table in M\.EUR"):
        readers.pymrio(other, labour=HOURS, wage_basket="households", compensation=wages)
    assert logged(readers.pymrio("test", labour=wages), "a unit of money as the same labour")


def test_every_reader_says_money_labour_and_negative_cells(library: ModuleType) -> None:
    sheet = pd.DataFrame(
        {
            "wheat": [280, 12, 1, 575],
            "iron": [120, 8, 1, 20],
            "unit": ["USD"] * 2 + ["hours", "USD"],
        },
        index=["wheat", "iron", "labour", "output"],
    )
    for found, unit in (
        (wiod(), "USD million"),
        (readers.bea_summary(bea_use(), bea_make(), 2017), "USD million"),
        (readers.pymrio("test", labour=HOURS), "M.EUR"),
        (readers.plain(sheet), "USD"),
        (readers.shipped("usa-2017"), "USD million"),
        (readers.shipped("germany-1995"), "EUR million"),
        (readers.shipped("ochoa"), "physical units"),
    ):
        text = str(found)
        assert unit in text
        assert "labour" in text
        assert "no negative" in text or "negative cell" in text


def test_what_pymrio_cannot_parse_is_one_error(library: ModuleType, tmp_path: Path) -> None:
    def refuse(path: str) -> object:
        raise KeyError(path)

    library.parse_oecd = refuse  # type: ignore[attr-defined]
    with pytest.raises(DataError, match="pymrio cannot read it as oecd"):
        readers.pymrio(str(tmp_path), parser="oecd", labour=HOURS)


def test_sectors_that_produce_nothing_are_left_out(library: ModuleType) -> None:
    idle = system()
    idle.Z.iloc[1], idle.Z.iloc[:, 1], idle.Y.iloc[1] = 0.0, 0.0, 0.0
    found = readers.pymrio(idle, labour=HOURS, wage_basket="households")
    assert "DE: steel" not in found.arguments["A"].index
    assert logged(found, "left out, no output: 1 sectors (DE: steel)")


def test_the_test_system_of_pymrio_or_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """P14: 48 sectors, nonnegative, largest column sum 0.6827293."""
    if importlib.util.find_spec("pymrio"):
        found = readers.pymrio("test", labour=("factor_inputs", "Value Added"))
        A = found.arguments["A"]
        assert A.shape == (48, 48)
        assert (A >= 0).all().all()
        assert A.sum().max() == pytest.approx(0.6827293, abs=5e-8)
    monkeypatch.setitem(sys.modules, "pymrio", None)
    with pytest.raises(MissingExtraError, match="need pymrio") as caught:
        readers.pymrio("test", labour=HOURS)
    assert "capital-toolkit[io]" in caught.value.mend


# The shipped economies and the steps that all readers share


@pytest.mark.parametrize(
    "name", ["usa-2012", "usa-2017", "germany-1995", "netherlands-2000", "chile-2013", "ochoa"]
)
def test_shipped_economies_are_viable(name: str) -> None:
    found = readers.shipped(name)
    economy = Economy(**found.arguments)
    assert economy.productive
    assert economy.viable
    prices = economy.prices_of_production(capital="circulating")
    assert prices.rate_of_profit == pytest.approx(rate(found), rel=1e-10)
    assert prices.bounds[0] <= prices.rate_of_profit <= prices.bounds[1]
    assert found.log
    with pytest.raises(UnknownNameError, match="did you mean"):
        readers.shipped(f"{name}s")


@pytest.mark.parametrize("year", [2012, 2017])
def test_the_us_wage_basket_is_worth_the_compensation(year: int) -> None:
    found = readers.shipped(f"usa-{year}")
    given, sectors = found.arguments, found.sectors
    paid = sectors["compensation_of_employees"].sum()
    assert given["wage_basket"].sum() * sectors["persons"].sum() == pytest.approx(paid, rel=1e-12)
    stock = given["capital"].sum() * given["output"]
    assert stock.drop("G").tolist() == pytest.approx(sectors["capital"].drop("G").tolist())
    assert stock["G"] == 0
    assert logged(found, "of G are not recorded and put at zero", "persons employed, not hours")


matrices = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.floats(0, 100), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(matrices)
def test_coefficients_times_output_are_the_flows(rows: list[list[float]]) -> None:
    labels = [f"s{i}" for i in range(len(rows))]
    flows = pd.DataFrame(rows, index=labels, columns=labels)
    output = flows.sum(axis=1) + 1
    made = steps.per_unit(flows, output) * output
    np.testing.assert_allclose(made, flows, rtol=1e-12, atol=1e-300)
    stock = steps.spread(flows.sum(), output, output)
    np.testing.assert_allclose(stock.sum() * output, flows.sum(), rtol=1e-12, atol=1e-300)
    assert steps.basket(output, 3.0).sum() == pytest.approx(3)


def test_the_shared_steps_refuse_nothing_to_compose() -> None:
    nothing = pd.Series([0.0, 0.0], index=["a", "b"])
    with pytest.raises(DataError, match="nothing is consumed"):
        steps.basket(nothing, 1.0)
    with pytest.raises(DataError, match="nothing is invested"):
        steps.spread(nothing, nothing, nothing + 1)


def test_a_reading_prints_what_was_done() -> None:
    text = str(wiod())
    assert text.startswith("3 sectors; arguments: A, labour, wage_basket, output, market_prices")
    assert "\n  labour: raw hours" in text
    assert wiod().source == "WIOD 2016, XYZ 2010"
