from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from capital.errors import DataError, UnknownNameError
from capital.report.content import MOST_SERIES, Report, Section
from capital.results import Finding


def test_an_unknown_column_names_the_one_meant(charts):
    with pytest.raises(UnknownNameError, match="did you mean ‘valuation’"):
        replace(charts["rate-of-profit"], series="valuations")


def test_an_unknown_kind_is_refused(charts):
    with pytest.raises(UnknownNameError, match="kind of chart ‘pie’"):
        replace(charts["capex"], kind="pie")


@pytest.mark.parametrize(
    ("column", "row", "value", "words"),
    [
        ("y", 0, float("inf"), "infinite"),
        ("low", 0, 1e9, "lower bound exceeds"),
        ("low", 0, float("nan"), "one bound of two"),
        ("quarter", 1, pd.Period("2019Q1"), "comes twice"),
        ("quarter", 0, pd.NaT, "no x"),
    ],
)
def test_data_that_cannot_be_drawn_unchanged_are_refused(charts, column, row, value, words):
    chart = charts["net-income"]
    data = chart.data.copy()
    data.loc[row, column] = value
    with pytest.raises(DataError, match=words):
        replace(chart, data=data)


def test_words_are_no_numbers(charts):
    chart = charts["capex"]
    with pytest.raises(DataError, match="holds no numbers"):
        replace(chart, data=chart.data.astype({"capex": str}))


def test_nothing_to_draw_is_refused(charts):
    chart = charts["capex"]
    with pytest.raises(DataError, match="not one number"):
        replace(chart, data=chart.data.assign(capex=float("nan")))


@pytest.mark.parametrize("change", [{"upper": None}, {"lower": None, "upper": None}])
def test_an_interval_has_two_bounds(charts, change):
    with pytest.raises(DataError, match="two bounds"):
        replace(charts["net-income"], **change)


def test_as_many_series_as_colours(charts):
    names = [f"s{i}" for i in range(MOST_SERIES + 1)]
    data = pd.DataFrame({"year": 2000, "valuation": names, "r": 0.1})
    chart = charts["rate-of-profit"]
    assert len(replace(chart, data=data.iloc[:-1]).series_names) == MOST_SERIES
    with pytest.raises(DataError, match="more than 7 series"):
        replace(chart, data=data)


@pytest.mark.parametrize("words", [{"source": " "}, {"title": ""}])
def test_title_and_source_are_due(charts, report, words):
    for item in (charts["capex"], report.tables[0]):
        with pytest.raises(DataError, match="missing"):
            replace(item, **words)


def test_a_table_hides_no_index(report):
    table = report.tables[0]
    with pytest.raises(DataError, match="reset_index"):
        replace(table, frame=table.frame.set_index("firm"))
    kept = table.frame[table.frame["year"] > 2023]
    assert replace(table, frame=kept).frame is kept


@pytest.mark.parametrize("key", ["a/b", "..", "A", "", "a b", "<", "x" * 101])
def test_a_key_is_a_file_name_and_an_anchor(charts, key):
    section = Section("s", "S", (), (replace(charts["capex"], key=key),))
    with pytest.raises(DataError, match="file name"):
        Report("t", "", (section,))


def test_a_key_is_taken_once(charts, report):
    with pytest.raises(DataError, match="key capex comes twice"):
        Report("t", "", (Section("capex", "S", (), (charts["capex"],)),))
    with pytest.raises(DataError, match="key findings comes twice"):
        Report("t", "", (Section("findings", "S"),), report.findings)


def test_the_numbers_of_a_chart_are_its_data(charts):
    chart = charts["rate-of-profit"]
    wide = chart.numbers()
    assert list(wide.columns) == ["year", "historical cost", "replacement cost"]
    long = wide.melt("year", var_name="valuation", value_name="r")
    pd.testing.assert_frame_equal(long, chart.data, check_dtype=False)
    assert list(charts["net-income"].numbers().columns) == [
        "quarter",
        "USD billion a year",
        "lower",
        "upper",
    ]


def test_the_numbers_keep_their_order_and_survive_a_clash_of_names(charts):
    chart = replace(charts["displacement"], x_title="fast adoption")
    wide = chart.numbers()
    assert list(wide.iloc[:, 0]) == list(chart.data["sector"].unique())
    assert list(wide.columns) == ["fast adoption", "fast adoption", "slow adoption"]


def test_reading_order(report):
    assert [chart.key for chart in report.charts][:2] == ["rate-of-profit", "net-income"]
    assert [table.key for table in report.tables] == ["firms"]
    assert isinstance(report.items[2], tuple)
    assert all(isinstance(item, Finding) for item in report.items[2])
