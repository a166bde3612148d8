"""Findings, tests in words and LaTeX tables."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence
from capital.results import (
    Finding,
    HypothesisTest,
    TestTable,
    latex_escape,
    latex_table,
    round_number,
)


def finding(**changes: object) -> Finding:
    parts: dict[str, object] = {
        "key": "mill.r",
        "label": "rate of profit of the mill",
        "value": 8 / 43,
        "unit": "1",
        "formula": "s/(c + v)",
        "inputs": {"c": "378", "v": "52", "s": "80"},
        "evidence": Evidence.DERIVED,
        "source": "Marx, Capital I, ch. 9",
    }
    return Finding(**{**parts, **changes})  # type: ignore[arg-type]


def unit_root(name: str = "ADF", **changes: object) -> HypothesisTest:
    parts: dict[str, object] = {
        "name": name,
        "null": "a unit root",
        "statistic": -3.4567,
        "pvalue": 0.0123,
        "rejected": True,
        "level": 0.05,
        "verdict": "stationary",
        "detail": {"lags": 2},
    }
    return HypothesisTest(**{**parts, **changes})  # type: ignore[arg-type]


def test_finding_is_plain_json_and_does_not_share_its_inputs() -> None:
    item = finding(lower=0.1, upper=math.nan)
    record = json.loads(json.dumps(item.to_dict(), allow_nan=False))
    assert record["value"] == pytest.approx(8 / 43, rel=1e-12)
    assert (record["lower"], record["upper"]) == (0.1, None)
    assert record["evidence"] == "derived"
    item.to_dict()["inputs"]["c"] = "0"
    assert item.inputs["c"] == "378"


def test_a_finding_may_be_an_interval_without_a_point() -> None:
    record = finding(value=None, lower=0.1, upper=0.2).to_dict()
    assert (record["value"], record["lower"], record["upper"]) == (None, 0.1, 0.2)


@pytest.mark.parametrize("value", [math.inf, -math.inf, np.float64("inf")])
def test_an_infinite_number_is_no_finding(value: float) -> None:
    with pytest.raises(DataError, match="infinite"):
        finding(value=value).to_dict()


@given(value=st.floats(allow_nan=False, allow_infinity=False), digits=st.integers(1, 15))
def test_rounding_is_idempotent_and_close(value: float, digits: int) -> None:
    rounded = round_number(value, digits)
    assert rounded is not None
    if math.isinf(rounded):  # the largest floats round beyond the largest float
        assert abs(value) > 1e308
        return
    assert round_number(rounded, digits) == rounded
    assert rounded == pytest.approx(value, rel=0.5 * 10 ** (1 - digits), abs=1e-320)


def test_a_test_speaks_in_words() -> None:
    text = str(unit_root())
    for part in ("ADF", "«a unit root»", "-3.457", "p = 0.012", "→ stationary", "lags 2"):
        assert part in text
    assert "(" not in str(unit_root(detail={}))


def test_table_of_tests() -> None:
    table = TestTable((unit_root("ADF"), unit_root("KPSS", rejected=False)), 60, "1948–2007")
    assert [test.name for test in table] == ["ADF", "KPSS"]
    assert (len(table), table["KPSS"].rejected) == (2, False)
    frame = table.to_frame()
    assert list(frame.index) == ["ADF", "KPSS"]
    assert frame.loc["ADF", "detail"] == "lags = 2"
    assert r"\toprule" in table.to_latex()
    assert str(table).startswith("1948–2007, 60 observations\n  ADF")
    with pytest.raises(UnknownNameError, match="did you mean ‘KPSS’"):
        table["KPS"]


def test_two_tests_of_one_name_both_stay_in_the_frame() -> None:
    table = TestTable((unit_root(statistic=1.0), unit_root(statistic=2.0)), 60, "all")
    assert list(table.to_frame()["statistic"]) == [1.0, 2.0]


SPECIAL = r"\&%$#_{}~^"


def test_latex_escapes_every_special_character_once() -> None:
    assert latex_escape(r"\{") == r"\textbackslash{}\{"
    for character in SPECIAL:
        escaped = latex_escape(character)
        assert escaped.startswith("\\")
        assert escaped != character


@given(text=st.text(alphabet="ab −≤" + SPECIAL, max_size=12))
def test_escaped_text_has_balanced_braces_and_no_bare_specials(text: str) -> None:
    escaped = latex_escape(text)
    bare = escaped.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    for character in "&%#_":
        assert escaped.count(character) == escaped.count("\\" + character)


def test_latex_table_aligns_numbers_and_shows_what_is_missing() -> None:
    frame = pd.DataFrame(
        {
            "sector_1": ["a&b", None, pd.NA],
            "r": [0.123456, math.nan, 2.0],
            "n": pd.array([1, None, 3], dtype="Int64"),
            "when": [pd.Timestamp("2000-01-01"), pd.NaT, pd.NaT],
        }
    )
    before = frame.copy()
    lines = latex_table(frame, caption="50 %").splitlines()
    assert lines[:3] == [r"\begin{table}", r"\caption{50 \%}", r"\begin{tabular}{lrrl}"]
    assert lines[4] == r"sector\_1 & r & n & when \\"
    assert lines[6] == r"a\&b & 0.1235 & 1 & 2000-01-01 00:00:00 \\"
    assert lines[7] == r"-- & -- & -- & -- \\"
    assert all(line.count(" & ") == 3 for line in lines[6:9])
    pd.testing.assert_frame_equal(frame, before)
