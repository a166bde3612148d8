"""Loading tables: types, periods, filters, and one clear error for everything that can be wrong."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital import datasets
from capital.datasets.cells import parse_date, parse_integer, parse_number
from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence

SHIPPED = Path(__file__).parents[1] / "data"

FIELDS = [
    {"name": "firm", "type": "string", "constraints": {"enum": ["Alpha", "Beta"]}},
    {"name": "year", "type": "integer"},
    {"name": "capital", "type": "number", "unit": "USD million", "status": "leak", "source": "F 1"},
    {"name": "staff", "type": "integer", "unit": "persons"},
    {"name": "audited", "type": "boolean"},
    {"name": "filed", "type": "date"},
    {"name": "remark", "type": "string"},
]
PERIOD = {"field": "year", "frequency": "Y", "contiguous": True, "within": ["firm"]}
HEADER = "firm,year,capital,staff,audited,filed,remark\n"
ROWS = [
    "Alpha,2020,10.5,3,true,2021-01-31,first\n",
    'Alpha,2021,-2,,false,,"a, b"\n',
    "Beta,2020,,7,,2021-03-01,\n",
    "Beta,2021,1e3,8,true,2022-03-01,\n",
]
TABLE = HEADER + "".join(ROWS)


def write_package(folder: Path, table: str | bytes = TABLE, **changes: Any) -> Path:
    """Write a package of one small table; `changes` replace keys of its resource."""
    schema = {"fields": FIELDS, "primaryKey": ["firm", "year"], "missingValues": [""]}
    resource = {"name": "firms", "path": "firms.csv", "schema": schema, "period": PERIOD}
    resource |= {"status": "derived", **changes}
    raw = table if isinstance(table, bytes) else table.encode()
    (folder / "firms.csv").write_bytes(raw)
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_package(tmp_path)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the tables of the toolkit, free to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "data"))


# What is loaded


def test_columns_have_the_types_of_the_schema(root: Path) -> None:
    frame = datasets.load("firms", root=root)
    assert frame["firm"].dtype == pd.CategoricalDtype(["Alpha", "Beta"])
    assert frame["capital"].dtype == "float64"
    assert frame["staff"].dtype == "Int64"
    assert frame["audited"].dtype == "boolean"
    assert frame["filed"].dtype.kind == "M"
    assert frame["remark"].dtype == "str"
    assert frame["capital"].tolist()[:2] == [10.5, -2.0]
    assert frame["capital"].tolist()[3] == 1000.0
    assert frame["remark"].tolist()[:2] == ["first", "a, b"]
    assert frame.isna().sum().to_dict() == {
        "firm": 0, "capital": 1, "staff": 1, "audited": 1, "filed": 1, "remark": 2,
    }  # fmt: skip


def test_required_columns_have_types_without_gaps(tmp_path: Path) -> None:
    fields = [{**field, "constraints": {"required": True}} for field in FIELDS]
    table = HEADER + ROWS[0]
    frame = datasets.load("firms", root=write_package(tmp_path, table, schema={"fields": fields}))
    assert (frame["staff"].dtype, frame["audited"].dtype) == ("int64", "bool")


def test_years_become_the_index_and_rows_keep_their_order(root: Path) -> None:
    frame = datasets.load("firms", root=root)
    assert isinstance(frame.index, pd.PeriodIndex)
    assert (frame.index.name, frame.index.freqstr) == ("period", "Y-DEC")
    assert [str(period) for period in frame.index] == ["2020", "2021", "2020", "2021"]
    assert "year" not in frame.columns


def test_dates_stay_as_a_column_beside_their_periods(tmp_path: Path) -> None:
    period = {"field": "filed", "frequency": "Q"}
    table = HEADER + ROWS[0] + ROWS[2]
    frame = datasets.load("firms", root=write_package(tmp_path, table, period=period))
    assert [str(value) for value in frame.index] == ["2021Q1", "2021Q1"]
    assert frame["filed"].tolist() == [pd.Timestamp("2021-01-31"), pd.Timestamp("2021-03-01")]
    assert frame["year"].tolist() == [2020, 2020]


def test_a_row_without_its_period_is_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path, period={"field": "filed", "frequency": "M"})
    with pytest.raises(DataError, match=r"the value is missing \(in firms\.csv, row 3, column fi"):
        datasets.load("firms", root=folder)


def test_a_table_without_period_counts_its_rows(tmp_path: Path) -> None:
    frame = datasets.load("firms", root=write_package(tmp_path, period=None))
    assert frame.index.tolist() == [0, 1, 2, 3]
    assert frame["year"].dtype == "int64"  # part of the key, so never missing


def test_columns_of_the_file_may_stand_in_any_order(tmp_path: Path, root: Path) -> None:
    expected = datasets.load("firms", root=root)
    shuffled = pd.read_csv(root / "firms.csv", dtype="str", keep_default_na=False)
    shuffled = shuffled[shuffled.columns[::-1]]
    shuffled.to_csv(root / "firms.csv", index=False)
    pd.testing.assert_frame_equal(datasets.load("firms", root=root), expected)


def test_attributes_carry_units_evidence_and_sources(root: Path) -> None:
    frame = datasets.load("firms", root=root, firm="Alpha")
    assert frame.attrs["name"] == "firms"
    assert frame.attrs["units"]["capital"] == "USD million"
    assert frame.attrs["evidence"] == {
        "capital": "leak", "staff": "derived", "audited": "derived", "filed": "derived",
        "remark": "derived",
    }  # fmt: skip
    assert frame.attrs["sources"]["capital"] == "F 1"


def test_a_loaded_frame_is_the_callers_own(root: Path) -> None:
    first = datasets.load("firms", root=root)
    first.loc[:, "capital"] = 0.0
    first.attrs["units"]["capital"] = "pounds"
    second = datasets.load("firms", root=root)
    assert second["capital"].iloc[0] == 10.5
    assert second.attrs["units"]["capital"] == "USD million"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_survives_its_text(value: float) -> None:
    assert parse_number(repr(value)) == value


@given(st.integers(-(10**18) + 1, 10**18 - 1), st.dates())
def test_every_integer_and_date_survives_its_text(number: int, day: date) -> None:
    assert parse_integer(str(number)) == number
    assert parse_date(day.isoformat()) == day


# Filters


def test_filters_select_rows_and_drop_the_column(root: Path) -> None:
    whole = datasets.load("firms", root=root)
    beta = datasets.load("firms", root=root, firm="Beta")
    expected = whole[whole["firm"] == "Beta"].drop(columns="firm")
    pd.testing.assert_frame_equal(beta, expected)
    assert len(datasets.load("firms", root=root, firm="Beta", year=2021)) == 1


@pytest.mark.parametrize("day", ["2021-03-01", date(2021, 3, 1), pd.Timestamp("2021-03-01")])
def test_dates_select_in_any_form(root: Path, day: object) -> None:
    frame = datasets.load("firms", root=root, filed=day)
    assert frame["firm"].tolist() == ["Beta"]


def test_truth_selects_and_a_missing_value_does_not(root: Path) -> None:
    assert len(datasets.load("firms", root=root, audited=True)) == 2
    assert len(datasets.load("firms", root=root, audited=False)) == 1


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"firm": "Alhpa"}, "there is no firm ‘Alhpa’ (in firms); did you mean ‘Alpha’?"),
        ({"frim": "Alpha"}, "there is no column to select by ‘frim’ (in firms); did you mean ‘fi"),
        ({"capital": 10.5}, "there is no column to select by ‘capital’ (in firms); there is: firm"),
        ({"firm": "Alpha", "staff": 7}, "there is no staff ‘7’ (in firms, firm Alpha); there is:"),
        ({"firm": ["Alpha", "Beta"]}, "there is no firm ‘['Alpha', 'Beta']’"),
    ],
)
def test_unknown_filters_say_what_was_meant(
    root: Path, filters: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        datasets.load("firms", root=root, **filters)
    assert message in str(caught.value)


def test_a_long_column_is_not_listed_in_the_message() -> None:
    with pytest.raises(UnknownNameError, match="the column holds 97 values") as caught:
        datasets.load("us_corporate_accounts", year="never")
    assert len(str(caught.value)) < 200


# Names and descriptions


def test_names_stand_in_the_order_of_the_package() -> None:
    package = json.loads((SHIPPED / "datapackage.json").read_text("utf-8"))
    assert datasets.list() == [resource["name"] for resource in package["resources"]]


@pytest.mark.parametrize("ask", [datasets.describe, datasets.load, datasets.verify])
def test_an_unknown_table_is_named_with_its_neighbour(ask: Any) -> None:
    message = "there is no data set ‘us_fixed_asets’; did you mean ‘us_fixed_assets’?"
    with pytest.raises(UnknownNameError) as caught:
        ask("us_fixed_asets")
    assert str(caught.value) == message


def test_a_description_reads_like_a_page() -> None:
    text = str(datasets.describe("us_corporate_accounts"))
    assert text.startswith("us_corporate_accounts: US corporate accounts")
    assert "evidence: reported" in text
    assert "retrieved  2026-06-12" in text
    assert "source     U.S. Bureau of Economic Analysis, National Income and Product" in text
    assert "net_operating_surplus [USD million]: Net operating surplus, reported; BEA, NIPA" in text


def test_a_description_is_frozen_and_finds_its_fields(root: Path) -> None:
    dataset = datasets.describe("firms", root=root)
    assert dataset["capital"].unit == "USD million"
    assert dataset.period == datasets.Period("year", "Y", contiguous=True, within=("firm",))
    assert dataset.evidence is Evidence.LEAK  # the weakest column, not what the table says
    with pytest.raises(FrozenInstanceError):
        dataset.name = "other"  # type: ignore[misc]
    with pytest.raises(UnknownNameError, match="did you mean ‘capital’"):
        dataset["captial"]


def test_a_package_that_says_little_is_an_assumption(tmp_path: Path) -> None:
    fields = [{"name": field["name"], "type": field["type"]} for field in FIELDS]
    folder = write_package(tmp_path, schema={"fields": fields}, period=None)
    package = json.loads((folder / "datapackage.json").read_text())
    del package["resources"][0]["status"]
    (folder / "datapackage.json").write_text(json.dumps(package))
    dataset = datasets.describe("firms", root=folder)
    assert dataset.evidence is Evidence.ASSUMPTION
    assert "retrieved  unknown, evidence: assumption" in str(dataset)
    assert set(datasets.load("firms", root=folder).attrs["evidence"].values()) == {"assumption"}


def test_a_changed_description_is_read_anew(root: Path) -> None:
    assert datasets.describe("firms", root=root).title == ""
    write_package(root, title="Two firms")
    assert datasets.describe("firms", root=root).title == "Two firms"


# Tables that break their description


def spoilt(row: int, old: str, new: str) -> str:
    """Return the table with one replacement in one row of the file (the header is row 1)."""
    lines = [HEADER, *ROWS]
    assert old in lines[row - 1]
    lines[row - 1] = lines[row - 1].replace(old, new, 1)
    return "".join(lines)


BAD_TABLES = {
    "missing column": (
        spoilt(1, "capital", "captial"),
        "the column ‘capital’ is missing (in firms.csv, row 1); did you mean ‘captial’?",
    ),
    "unexpected column": (
        "".join(line.replace("\n", ",more\n") for line in [HEADER, *ROWS]),
        "the column ‘more’ is not expected (in firms.csv, row 1); remove it, or describe it",
    ),
    "doubled column": (
        "".join(line.replace("\n", ",x\n") for line in [HEADER, *ROWS]).replace(",x", ",remark", 1),
        "the column ‘remark’ stands twice (in firms.csv, row 1)",
    ),
    "text in a number": (
        spoilt(3, "-2", "two"),
        "‘two’ is no finite number (digits, a point, a minus) (in firms.csv, row 3, column capital)"
        "; correct the cell or leave it blank if there is no figure",
    ),
    "NaN": (spoilt(4, "Beta,2020,", "Beta,2020,NaN"), "‘NaN’ is no finite number"),
    "inf": (spoilt(2, "10.5", "-inf"), "‘-inf’ is no finite number"),
    "too large": (spoilt(2, "10.5", "1e999"), "‘1e999’ is no finite number"),
    "thousands": (spoilt(2, "10.5", '"10,500"'), "‘10,500’ is no finite number"),
    "blank around": (spoilt(2, "10.5", " 10.5"), "‘ 10.5’ is no finite number"),
    "other digits": (spoilt(2, "10.5", "١٠"), "‘١٠’ is no finite number"),
    "fraction of a person": (
        spoilt(2, ",3,", ",3.5,"),
        "‘3.5’ is no whole number (in firms.csv, row 2, column staff)",
    ),
    "neither true nor false": (spoilt(2, "true", "yes"), "‘yes’ is no true or false"),
    "no date": (spoilt(2, "2021-01-31", "31.1.2021"), "‘31.1.2021’ is no date (YYYY-MM-DD)"),
    "no such day": (spoilt(2, "2021-01-31", "2021-02-31"), "‘2021-02-31’ is no date"),
    "value not listed": (
        spoilt(2, "Alpha", "Alhpa"),
        "‘Alhpa’ is no value of this column (in firms.csv, row 2, column firm); did you mean",
    ),
    "missing key": (
        spoilt(2, "Alpha", ""),
        "the value is missing (in firms.csv, row 2, column firm); fill the cell",
    ),
    "doubled key": (
        TABLE + ROWS[1],
        "rows 3 and 6 have the same key: firm Alpha, year 2021 (in firms.csv, row 6, columns firm",
    ),
    "gap": (
        spoilt(5, "2021", "2024"),
        "2021, 2022, 2023 of Beta are missing (in firms.csv, column year); add the rows, or say",
    ),
    "out of order": (
        HEADER + ROWS[1] + ROWS[0] + ROWS[2] + ROWS[3],
        "2020 of Alpha stands after 2021 (in firms.csv, row 3, column year); put the rows in order",
    ),
    "short row": (
        HEADER + ROWS[0] + "Alpha,2021\n",
        "the row has 2 values for 7 columns (in firms.csv, row 3); complete it",
    ),
    "long row": (spoilt(2, "first", "first,second"), "the row has 8 values for 7 columns"),
    "blank row": (TABLE + "\n", "the row has 0 values for 7 columns (in firms.csv, row 6)"),
    "open quotation": (
        TABLE[:-1] + '"open',
        "the file is broken or cut off: ",
    ),
    "empty file": ("", "the file is empty (in firms.csv); restore its header and rows"),
    "white file": (" \n\n", "the file is empty (in firms.csv)"),
    "header only": (HEADER, "the table has no rows (in firms.csv)"),
    "Latin-1": (
        spoilt(3, "a, b", "é").encode("latin-1"),
        "the byte 0xe9 is not UTF-8 (in firms.csv, row 3); save the file as CSV in UTF-8",
    ),
    "UTF-16": (TABLE.encode("utf-16"), "the byte 0xff is not UTF-8 (in firms.csv, row 1)"),
    "byte order mark": (TABLE.encode("utf-8-sig"), "the file begins with a byte order mark"),
    "zero bytes": (spoilt(2, "first", "\0"), "or holds zero bytes (in firms.csv)"),
}


@pytest.mark.parametrize(("table", "message"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_bad_table_is_one_error_that_says_where(
    tmp_path: Path, table: str | bytes, message: str
) -> None:
    folder = write_package(tmp_path, table)
    with pytest.raises(DataError) as caught:
        datasets.load("firms", root=folder)
    assert message in str(caught.value)
    assert "firms.csv" in caught.value.where
    assert caught.value.mend
    assert caught.value.__cause__ is None


BAD_VALUES = {
    "minimum": ("number", {"minimum": 0}, "-0.5", "-0.5 is below the minimum 0"),
    "maximum": ("integer", {"maximum": "7"}, "8", "8 is above the maximum 7"),
    "date": ("date", {"maximum": "2020-01-01"}, "2020-01-02", "2020-01-02 is above the maximum"),
    "pattern": ("string", {"pattern": "[a-z]+"}, "ab1", "‘ab1’ does not match [a-z]+"),
    "enum": ("integer", {"enum": [1, 2]}, "3", "‘3’ is no value of this column"),
    "unique": ("string", {"unique": True}, "same", "‘same’ stands twice in a column of unique"),
    "required": ("number", {"required": True}, "", "the value is missing"),
    "year": ("year", {}, "10000", "‘10000’ is no year"),
}


@pytest.mark.parametrize(
    ("kind", "constraints", "cell", "message"), BAD_VALUES.values(), ids=BAD_VALUES
)
def test_constraints_are_kept(
    tmp_path: Path, kind: str, constraints: dict[str, Any], cell: str, message: str
) -> None:
    fields = [{"name": "a", "type": kind, "constraints": constraints}, {"name": "b"}]
    table = f"a,b\n{cell},first\n{cell},second\n"
    folder = write_package(tmp_path, table, schema={"fields": fields}, period=None)
    with pytest.raises(DataError) as caught:
        datasets.load("firms", root=folder)
    assert message in str(caught.value)
    assert caught.value.where == f"firms.csv, row {3 if 'unique' in constraints else 2}, column a"


def test_a_value_inside_its_constraints_is_loaded(tmp_path: Path) -> None:
    rules = {"minimum": 0, "maximum": 1, "unique": True, "required": True}
    fields = [{"name": "a", "type": "number", "constraints": rules}]
    folder = write_package(tmp_path, "a\n0\n0.5\n1\n", schema={"fields": fields}, period=None)
    assert datasets.load("firms", root=folder)["a"].tolist() == [0.0, 0.5, 1.0]


def test_a_blank_is_missing_only_where_the_schema_says_so(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "number"}, {"name": "b"}]
    schema = {"fields": fields, "missingValues": ["n/a"]}
    folder = write_package(tmp_path, "a,b\nn/a,x\n", schema=schema, period=None)
    assert datasets.load("firms", root=folder)["a"].isna().tolist() == [True]
    folder = write_package(tmp_path, "a,b\n,x\n", schema=schema, period=None)
    with pytest.raises(DataError, match="‘’ is no finite number"):
        datasets.load("firms", root=folder)


def test_a_gap_is_no_error_in_a_series_that_may_have_gaps(tmp_path: Path) -> None:
    folder = write_package(tmp_path, spoilt(5, "2021", "2024"), period={**PERIOD, "within": "firm"})
    with pytest.raises(DataError, match="of Beta are missing"):
        datasets.load("firms", root=folder)
    period = {"field": "year", "frequency": "Y"}
    folder = write_package(tmp_path, spoilt(5, "2021", "2024"), period=period)
    assert str(datasets.load("firms", root=folder).index[-1]) == "2024"


def test_a_series_without_groups_runs_through_the_whole_table(tmp_path: Path) -> None:
    fields = [{"name": "year", "type": "year"}, {"name": "x", "type": "number"}]
    rules = {"schema": {"fields": fields}, "period": {**PERIOD, "within": []}}
    folder = write_package(tmp_path, "year,x\n1999,1\n2000,2\n", **rules)
    assert len(datasets.load("firms", root=folder)) == 2
    folder = write_package(tmp_path, "year,x\n1999,1\n2020,2\n", **rules)
    with pytest.raises(DataError, match="2008, 2009 and 10 more are missing"):
        datasets.load("firms", root=folder)
    folder = write_package(tmp_path, "year,x\n1999,1\n1999,2\n", **rules)
    with pytest.raises(DataError, match="1999 stands after 1999"):
        datasets.load("firms", root=folder)


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_table_that_is_cut_off_is_not_taken_for_whole(copied: Path, cut: int) -> None:
    path = copied / "us_corporate_accounts.csv"
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(DataError, match="the file is cut off") as caught:
        datasets.load("us_corporate_accounts", root=copied)
    assert "us_corporate_accounts.csv, row 195" in caught.value.where


def test_a_missing_or_unreadable_file_is_named(root: Path) -> None:
    (root / "firms.csv").unlink()
    with pytest.raises(DataError, match=r"the file of the table ‘firms’ is missing .*firms\.csv"):
        datasets.load("firms", root=root)
    (root / "firms.csv").mkdir()
    with pytest.raises(DataError, match="the file of the table ‘firms’ cannot be read: Is a dir"):
        datasets.load("firms", root=root)


# Packages that contradict themselves


def with_schema(**changes: Any) -> dict[str, Any]:
    return {"schema": {"fields": FIELDS, "primaryKey": ["firm", "year"], **changes}}


def with_field(**field: Any) -> dict[str, Any]:
    return with_schema(fields=[*FIELDS, field])


BAD_RESOURCES: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": None}, "‘name’ is of the wrong kind (in datapackage.json); write a JSON"),
    "no schema": ({"schema": []}, "‘schema’ is of the wrong kind (in datapackage.json, table firm"),
    "no fields": ({"schema": {}}, "‘fields’ is missing (in datapackage.json, table firms)"),
    "field no object": (with_schema(fields=["a"]), "a part of the description is not an object"),
    "field without name": (with_field(type="string"), "‘name’ is missing"),
    "doubled field": (with_field(name="firm"), "two columns are called ‘firm’"),
    "unknown type": (with_field(name="a", type="nubmer"), "did you mean ‘number’?"),
    "unknown constraint": (
        with_field(name="a", constraints={"minimun": 1}),
        "the constraint ‘minimun’ is not known (in datapackage.json, table firms, column a); did",
    ),
    "bad bound": (
        with_field(name="a", type="number", constraints={"minimum": "low"}),
        "a constraint is no number: low",
    ),
    "bad pattern": (
        with_field(name="a", constraints={"pattern": "("}),
        "the pattern is no regular expression",
    ),
    "bad status": (
        {"status": "reprted"},
        "there is no status of evidence ‘reprted’ (in datapackage.json, table firms); did you mean",
    ),
    "bad status of field": (with_field(name="a", status="true"), "table firms, column a"),
    "key of no column": (with_schema(primaryKey=["frim"]), "which is not described"),
    "key no list": (with_schema(primaryKey=1), "‘primaryKey’ is no list of names"),
    "period of no column": ({"period": {**PERIOD, "field": "yaer"}}, "did you mean ‘year’?"),
    "within no column": ({"period": {**PERIOD, "within": ["sector"]}}, "a column ‘sector’"),
    "bad frequency": ({"period": {**PERIOD, "frequency": "yearly"}}, "‘yearly’ is no frequency"),
    "months from years": (
        {"period": {**PERIOD, "frequency": "M"}},
        "the column ‘year’ of type integer gives no periods of frequency M",
    ),
    "periods from text": ({"period": {**PERIOD, "field": "remark"}}, "of type string gives no"),
    "bad date": ({"retrieved": "yesterday"}, "retrieved ‘yesterday’ is no date"),
    "upwards": ({"path": "../firms.csv"}, "the path ‘../firms.csv’ leads out of the folder"),
    "absolute": ({"path": "/firms.csv"}, "the path ‘/firms.csv’ leads out of the folder"),
    "network": ({"path": "https://example.org/f.csv"}, "leads out of the folder"),
    "several files": ({"path": ["a.csv", "b.csv"]}, "‘path’ is of the wrong kind"),
    "other encoding": ({"encoding": "latin-1"}, "only CSV in UTF-8, divided by commas"),
    "other delimiter": ({"dialect": {"delimiter": ";"}}, "only CSV in UTF-8, divided by commas"),
    "source without title": ({"sources": [{}]}, "‘title’ is missing"),
}


@pytest.mark.parametrize(("changes", "message"), BAD_RESOURCES.values(), ids=BAD_RESOURCES)
def test_a_package_that_contradicts_itself_is_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    folder = write_package(tmp_path, **changes)
    with pytest.raises(DataError) as caught:
        datasets.list(root=folder)
    assert message in str(caught.value)
    assert "datapackage.json" in caught.value.where
    assert caught.value.mend


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "the description is no JSON: Expecting property name"),
        (b"", "the description is no JSON"),
        (b"\xff", "the description is no JSON"),
        (b"[" * 100_000, "the description is no JSON"),
        (b"[]", "a part of the description is not an object"),
        (b"{}", "‘resources’ is missing"),
        (b'{"resources": 1}', "‘resources’ is of the wrong kind"),
    ],
)
def test_a_broken_package_is_one_error(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "datapackage.json").write_bytes(text)
    with pytest.raises(DataError) as caught:
        datasets.list(root=tmp_path)
    assert message in str(caught.value)
    assert "datapackage.json" in caught.value.where


def test_two_tables_of_one_name_are_refused(root: Path) -> None:
    package = json.loads((root / "datapackage.json").read_text())
    package["resources"] *= 2
    (root / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(DataError, match="two tables are called ‘firms’"):
        datasets.list(root=root)


def test_a_folder_without_package_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no datapackage\.json \(in .*nowhere\); name a"):
        datasets.list(root=tmp_path / "nowhere")


@given(st.one_of(st.binary(max_size=60), st.text('Alph,20-3.e"\n', max_size=60).map(str.encode)))
def test_no_bytes_break_the_reader_otherwise_than_by_its_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = write_package(tmp_path_factory.mktemp("noise"), TABLE.encode() + raw)
    with suppress(DataError):
        assert len(datasets.load("firms", root=folder)) >= 4


# Verification


def test_the_shipped_tables_are_sound() -> None:
    found = datasets.verify()
    assert found.index.tolist() == datasets.list()
    assert found["problem"].tolist() == [""] * len(found)
    assert (found["rows"] > 0).all()


def test_verification_reports_every_table_and_goes_on(copied: Path) -> None:
    first, second = copied / "us_corporate_accounts.csv", copied / "us_fixed_assets.csv"
    first.write_text(first.read_text().replace("corporate,1929,54806", "corporate,1929,54807"))
    second.write_text(second.read_text().replace("corporate,1925,100112", "corporate,1925,much"))
    found = datasets.verify(root=copied)
    problems = found["problem"]
    assert "the file is not the one that the package describes" in problems[first.stem]
    assert f"sha256:{hashlib.sha256(first.read_bytes()).hexdigest()}" in problems[first.stem]
    assert found.loc[first.stem, "rows"] == 194
    assert "‘much’ is no finite number" in problems[second.stem]
    assert found.loc[second.stem, "rows"] is pd.NA
    assert (problems.drop([first.stem, second.stem]) == "").all()


def test_an_edited_copy_still_loads(copied: Path) -> None:
    path = copied / "us_corporate_accounts.csv"
    path.write_text(path.read_text().replace("corporate,1929,54806", "corporate,1929,54807"))
    frame = datasets.load("us_corporate_accounts", root=copied, sector="corporate")
    assert frame["gross_value_added"].iloc[0] == 54807


def test_one_table_is_verified_alone(root: Path) -> None:
    assert datasets.verify("firms", root=root).to_dict("index") == {
        "firms": {"rows": 4, "problem": ""}
    }


@pytest.mark.parametrize("promise", [{"bytes": 9}, {"hash": "sha256:0"}])
def test_size_and_hash_are_checked_each_alone(tmp_path: Path, promise: dict[str, Any]) -> None:
    folder = write_package(tmp_path, **promise)
    problem = datasets.verify(root=folder).loc["firms", "problem"]
    assert problem.startswith("the file is not the one that the package describes: it has")


def test_importing_the_tables_needs_nothing_heavier_than_pandas() -> None:
    heavy = "{'scipy', 'sympy', 'statsmodels', 'matplotlib', 'frictionless', 'altair', 'z3'}"
    code = f"import sys, capital.datasets; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=SHIPPED.parent,
    )
    assert done.stdout.strip() == "[]"
