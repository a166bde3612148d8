"""Tables of several fits: what they show, and what they never do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital.econometrics.compare import compare, references
from capital.econometrics.fit import least_squares
from capital.econometrics.panel import panel
from capital.econometrics.trend import trend
from capital.errors import DataError


@pytest.fixture
def fits():
    rng = np.random.default_rng(0)
    index = pd.period_range("1950", periods=50, freq="Y")
    frame = pd.DataFrame(rng.lognormal(size=(50, 2)), index=index, columns=["x", "z"])
    frame["y"] = 2 * frame["x"] + rng.normal(size=50)
    frame["r"] = frame["x"] * frame["z"]
    return {
        "short": least_squares(frame, "y ~ x"),
        "long": least_squares(frame, "y ~ x + z"),
        "identity": least_squares(frame, "log(r) ~ log(x) + log(z)", accounting="r = x·z"),
    }


def test_the_table_holds_estimates_errors_and_samples(fits):
    table = compare(fits)
    assert table.frame.loc["x", "short"] == f"{fits['short'].params['x']:.4g}"
    assert table.frame.loc["(x)", "long"] == f"({fits['long'].bse['x']:.4g})"
    assert table.frame.loc["z", "short"] == ""
    assert table.frame.loc["Observations"].tolist() == ["50"] * 3
    assert table.frame.loc["Sample", "short"] == "1950–1999"
    assert table.frame.loc["Errors", "short"].startswith("HAC")


def test_fixed_effects_and_headings_are_in_the_table(fits):
    frame = pd.DataFrame({"i": np.repeat(range(10), 5), "t": list(range(5)) * 10})
    frame["x"] = np.random.default_rng(2).normal(size=50)
    frame["y"] = frame["x"] + np.random.default_rng(3).normal(size=50)
    both = panel(frame, "y ~ x", entity="i", time="t")
    table = compare([both, fits["short"]], names=["both", "none"])
    assert table.frame.loc["Method"].tolist() == ["panel, effects of entity and time", "OLS"]
    assert list(compare(fits, names=["a", "b", "c"]).frame) == ["a", "b", "c"]


def test_errors_stand_under_estimates_without_a_label(fits):
    table = compare(fits, stars=True)
    error = table.frame.loc["(x)", "long"]
    lines = table.to_latex().splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("x &"))
    assert lines[place + 1].startswith(" & ")
    assert error in lines[place + 1]
    assert lines[lines.index(r"\end{tabular}") + 1].startswith(r"\par")
    assert "<tr><th></th>" in table.to_html()


def test_stars_name_their_null_and_are_no_list_in_markdown(fits):
    table = compare(fits, stars=True)
    assert table.notes[1].endswith("null: the coefficient is zero.")
    text = table.to_markdown()
    assert r"\*\*\*" in text
    assert not any(line.startswith("*") for line in text.splitlines())
    only = compare({"identity": fits["identity"]}, stars=True)
    assert only.notes == ("identity: accounting, r = x·z.",)


def test_an_identity_has_no_stars_and_no_errors(fits):
    table = compare(fits, stars=True)
    assert table.frame.loc["x", "short"].endswith("***")
    assert table.frame.loc["log(x)", "identity"] == "1"
    assert "(log(x))" not in table.frame.index
    assert table.frame.loc["Errors", "identity"] == "accounting"
    assert "identity: accounting, r = x·z." in table.notes


def test_every_format_holds_the_same_cells(fits):
    table = compare(fits)
    for text in (table.to_latex(), table.to_html(), table.to_markdown(), str(table)):
        assert table.frame.loc["x", "long"] in text
    assert r"\midrule" in table.to_latex()
    assert "<th>short</th>" in table.to_html()


def test_trends_and_panels_stand_beside_regressions(fits):
    index = pd.period_range("1950", periods=50, freq="Y")
    series = pd.Series(np.exp(np.random.default_rng(1).normal(size=50)), index, name="r")
    frame = pd.DataFrame({"i": np.repeat(range(10), 5), "t": list(range(5)) * 10})
    frame["x"] = np.random.default_rng(2).normal(size=50)
    frame["y"] = frame["x"] + np.random.default_rng(3).normal(size=50)
    table = compare([trend(series), panel(frame, "y ~ x", entity="i", time="t",
                                          cov="driscoll-kraay")])  # fmt: skip
    assert list(table.frame.columns) == ["(1)", "(2)"]
    assert table.references.index("DriscollKraay1998") < table.references.index("NeweyWest1987")
    assert references(trend(series), trend(series)).count("NeweyWest1987") == 1


def test_bad_input_is_named(fits):
    with pytest.raises(DataError, match="nothing to compare"):
        compare([])
    for names in (["a"], ["a", "a", "b"]):
        with pytest.raises(DataError, match="headings for 3 fits"):
            compare(fits, names=names)
    with pytest.raises(DataError, match="this is a int, no fit"):
        compare([3])
