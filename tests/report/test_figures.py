from __future__ import annotations

import re
import sys
from dataclasses import replace
from xml.etree import ElementTree

import altair as alt
import numpy as np
import pandas as pd
import pytest

from capital.errors import MissingExtraError
from capital.report import figures

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart):
    return ElementTree.fromstring(figures.svg(chart))


def words(root):
    return [element.text for element in root.iter(f"{SVG}text")]


def group(root, name):
    return [e for e in root.iter(f"{SVG}g") if name in e.get("class", "").split()]


def rules(chart):
    """Return the lengths of the ranged rules; the zero line has none."""
    lines = [
        e for g in group(drawn(chart), "mark-rule") if "role-mark" in g.get("class") for e in g
    ]
    return [abs(float(line.get("x2"))) for line in lines if float(line.get("x2"))]


def test_the_same_bytes_whatever_was_drawn_before(report):
    first = {chart.key: figures.svg(chart) for chart in report.charts}
    again = {chart.key: figures.svg(chart) for chart in reversed(report.charts)}
    assert first == again
    assert first["net-income"].count('id="net-income-clip-1"') == 1


def test_no_theme_has_a_say(charts):
    plain = figures.vega_lite(charts["capex"])
    with alt.theme.enable("dark"):
        assert figures.vega_lite(charts["capex"]) == plain


def test_the_data_are_left_alone(report):
    before = [chart.data.copy() for chart in report.charts]
    for chart in report.charts:
        figures.vega_lite(chart)
    for chart, data in zip(report.charts, before, strict=True):
        pd.testing.assert_frame_equal(chart.data, data)


def test_a_figure_says_what_it_is_and_where_it_comes_from(report):
    for chart in report.charts:
        root = drawn(chart)
        text = " ".join(filter(None, words(root)))
        assert root.get("width") == "720"
        assert root.findtext(f"{SVG}title") == chart.title
        assert chart.y_title in root.findtext(f"{SVG}desc")
        assert f"{chart.source.rstrip('.')}. Evidence: {chart.evidence.value}." in text
        for part in (chart.title, chart.y_title, *chart.series_names):
            assert part in text


def test_missing_values_are_gaps(charts):
    """Both lines break twice; 73 of 77 years have a place, and 1975 is a point of its own."""
    root = drawn(charts["rate-of-profit"])
    paths = [path.get("d") for g in group(root, "lines_marks") for path in g]
    assert len(paths) == 2
    for path in paths:
        assert path.count("M") == 3
        assert len(re.findall("[ML]", path)) == 25 + 1 + 47
    symbols = [path for g in group(root, "layer_1_marks") for path in g]
    assert len(symbols) == 2


def test_missing_bounds_are_gaps(charts):
    """A band breaks in two, and a row without bounds has no rule: none ends at zero."""
    band, ranges = charts["net-income"], charts["estimates"]
    data = band.data.copy()
    data.loc[10:11, ["y", "low", "high"]] = float("nan")
    areas = [p for g in group(drawn(replace(band, data=data)), "mark-area") for p in g]
    assert [path.get("d").count("M") for path in areas if path.get("d")] == [2]
    data = ranges.data.copy()
    data.loc[1, ["low", "high"]] = float("nan")
    assert len(rules(replace(ranges, data=data))) == len(rules(ranges)) - 1 == 2


def test_the_line_is_where_its_numbers_are(charts):
    """Places on paper are an increasing straight line of the values."""
    chart = charts["rate-of-profit"]
    path = next(iter(group(drawn(chart), "lines_marks")[0])).get("d")
    places = np.array(
        [
            [float(n) for n in pair.split(",")]
            for pair in re.split("[ML]", path.replace("Z", ""))[1:]
        ]
    )
    data = chart.data[chart.data["valuation"] == "historical cost"].dropna()
    for column, values in zip(places.T, (data["year"], data["r"]), strict=True):
        slope, start = np.polyfit(values, column, 1)
        assert np.abs(start + slope * values - column).max() < 1e-2


def test_bars_and_rules_are_as_long_as_their_numbers(charts):
    root = drawn(charts["capex"])
    heights = [
        float(re.search(r"v(-?[\d.]+)h", p.get("d"))[1])
        for g in group(root, "marks_marks")
        for p in g
    ]
    ratio = np.array(heights) / charts["capex"].data["capex"]
    assert ratio.max() - ratio.min() < 1e-6
    widths = rules(charts["estimates"])
    data = charts["estimates"].data
    np.testing.assert_allclose(widths / (data["high"] - data["low"]), widths[0] / 1.7)


def test_a_zero_line_only_where_the_sign_changes(charts):
    def zeros(key):
        layers = figures.vega_lite(charts[key])["layer"]
        return [layer for layer in layers if layer.get("data") == {"values": [{"zero": 0}]}]

    assert [len(zeros(key)) for key in ("net-income", "displacement", "capex")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("x", "kind", "channel"),
    [
        ([2000, 2001], "quantitative", "x"),
        (pd.period_range("2000", periods=2, freq="Y"), "quantitative", "x"),
        (pd.period_range("2000-01", periods=2, freq="M"), "temporal", "x"),
        (pd.date_range("2000-01-01", periods=2), "temporal", "x"),
        (["2000", "later"], "ordinal", "x"),
    ],
)
def test_lines_run_over_numbers_dates_and_words(charts, x, kind, channel):
    data = pd.DataFrame({"year": x, "capex": [1.0, 2.0]})
    chart = replace(charts["capex"], data=data, kind="line")
    spec = figures.vega_lite(chart)
    assert spec["layer"][0]["encoding"][channel]["type"] == kind
    assert [row["label"] for row in spec["data"]["values"]] == [
        str(value) for value in data["year"]
    ]
    assert drawn(chart) is not None


def test_annual_periods_stand_at_their_years(charts):
    periods = pd.period_range("2015", periods=10, freq="Y")
    chart = replace(charts["capex"], kind="line")
    later = replace(chart, data=chart.data.assign(year=periods))
    places = [[row["x"] for row in figures.vega_lite(c)["data"]["values"]] for c in (chart, later)]
    assert places[0] == places[1] == list(range(2015, 2025))


def test_bars_over_years_with_bounds_carry_whiskers(charts):
    chart = charts["capex"]
    data = chart.data.assign(low=chart.data["capex"] - 1, high=chart.data["capex"] + 1)
    spec = figures.vega_lite(replace(chart, data=data, lower="low", upper="high"))
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar", "rule"]


def test_column_names_are_never_expressions(charts):
    """Names with dots, brackets and colons mean something to Vega; here they mean nothing."""
    chart = charts["capex"]
    wild = {"year": "year:Q", "capex": "a.b['c']"}
    renamed = replace(chart, data=chart.data.rename(columns=wild), x="year:Q", y="a.b['c']")
    assert figures.vega_lite(renamed) == figures.vega_lite(chart)


def test_hostile_words_are_escaped(charts):
    hostile = '</title><script>alert(1)</script>&"'
    chart = replace(charts["displacement"], title=hostile, source=hostile, note=hostile)
    root = drawn(replace(chart, data=chart.data.replace("transport", hostile)))
    assert not list(root.iter(f"{SVG}script"))
    assert root.findtext(f"{SVG}title") == hostile


@pytest.mark.parametrize("module", ["altair", "vl_convert"])
def test_a_missing_extra_says_how_to_install_it(charts, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError) as error:
        figures.svg(charts["capex"])
    assert str(error.value).endswith("pip install 'capital-toolkit[study]'")
