from __future__ import annotations

import io
import math
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from capital.report import tables


def test_csv_keeps_twelve_digits_and_leaves_the_frame_alone(report):
    frame = report.tables[0].frame
    before = frame.copy()
    text = tables.csv(frame)
    assert "\r" not in text
    assert text.splitlines()[2] == "Beta_2,2024,0.3,"
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(pd.read_csv(io.StringIO(text)), frame, rtol=1e-11)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_csv_loses_nothing_that_a_source_has(values):
    back = pd.read_csv(io.StringIO(tables.csv(pd.DataFrame({"v": values}))))["v"]
    np.testing.assert_allclose(back, values, rtol=1e-11, atol=1e-300)


def test_tex_has_caption_source_and_evidence(report):
    table = replace(report.tables[0], note="A & B.")
    text = tables.tex(table)
    assert r"\caption{Two invented firms}" in text
    assert r"Alpha \& Sons & 2023" in text
    assert r"A \& B. Source: Invented for this test" in text
    assert "Evidence: leak." in text
    for name in ("table", "tabular"):
        assert text.count(rf"\begin{{{name}}}") == text.count(rf"\end{{{name}}}") == 1
    assert text.index(r"\end{tabular}") < text.index("Source:") < text.index(r"\end{table}")


@given(st.floats(min_value=1e-5, max_value=1e12), st.integers(2, 8), st.sampled_from([1, -1]))
def test_a_cell_is_as_near_as_its_digits(value, digits, sign):
    text = tables.cell(sign * value, digits).replace("−", "-").replace(",", "")
    assert math.isclose(float(text), sign * value, rel_tol=0.5000001 * 10 ** (1 - digits))


def test_cells_of_all_kinds():
    values = (np.int64(-12345), np.float64(2.5), pd.NA, float("nan"), np.True_, pd.Period("2020Q1"))
    shown = [tables.cell(value, 3) for value in values]
    assert shown == ["−12,345", "2.50", "–", "–", "yes", "2020Q1"]


def test_nothing_is_minus_zero():
    assert tables.fixed(-0.0001, 2) == "0.00"
