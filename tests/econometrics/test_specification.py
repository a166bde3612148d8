"""Specification curves: every combination, failures too."""

from __future__ import annotations

import numpy as np
import pytest

from capital.econometrics.specification import specification_curve
from capital.errors import DataError


def estimate(a, b):
    if a == 2 and b == "x":
        raise DataError("no estimate", where="a")
    value = a * (1 if b == "y" else -1)
    return {"estimate": value, "lower": value - 0.5, "upper": value + 0.5}


def test_every_combination_is_a_row_and_failures_keep_their_reason():
    curve = specification_curve(estimate, {"a": [1, 2, 3], "b": ["x", "y"]})
    assert curve.table["estimate"].tolist()[:5] == [-3, -1, 1, 2, 3]
    assert curve.table.iloc[-1][["a", "b", "failure"]].tolist() == [2, "x", "no estimate (in a)"]
    summary = curve.summary
    assert (summary["specifications"], summary["failures"], summary["median"]) == (6, 1, 1)
    assert summary["share_negative"] == summary["share_negative_interval"] == 2 / 5
    assert summary["share_positive_interval"] == 3 / 5
    assert summary["share_same_sign"] == 3 / 5
    assert summary["share_significant"] == 1


def test_none_is_a_choice_like_any_other():
    def weighted(weights, start):
        value = (3.0 if weights is None else 1.0) + (start or 0)
        return {"estimate": value, "lower": value, "upper": value}

    curve = specification_curve(weighted, {"weights": [None, "w"], "start": [None, 5]})
    assert curve.table["start"].tolist() == [None, None, 5, 5]
    assert curve.table["weights"].tolist() == ["w", None, "w", None]
    assert curve.what_matters().to_dict() == pytest.approx({"start": 25 / 29, "weights": 4 / 29})
    _, bottom = curve.plot()
    assert [len(line.get_xdata()) for line in bottom.lines] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"estimate": np.nan, "lower": 0, "upper": 1}, "no finite estimate"),
        ({"estimate": np.inf, "lower": 0, "upper": 1}, "no finite estimate"),
        ({"estimate": 0.5, "lower": np.nan, "upper": np.nan}, "no finite lower, upper"),
        (np.linalg.LinAlgError("Singular matrix"), "Singular matrix"),
    ],
)
def test_what_is_no_number_is_a_failure_that_stays_in_the_table(found, words):
    def some(a):
        if a == 1:
            return {"estimate": 2.0, "lower": 1.0, "upper": np.inf}
        if isinstance(found, Exception):
            raise found
        return found

    curve = specification_curve(some, {"a": [1, 2]})
    assert curve.table["failure"].tolist() == ["", words]
    assert (curve.summary["specifications"], curve.summary["failures"]) == (2, 1)
    assert curve.summary["median"] == 2


def test_a_fault_in_the_function_is_no_failed_fit():
    def faulty(a):
        raise TypeError("no such thing")

    with pytest.raises(TypeError, match="no such thing"):
        specification_curve(faulty, {"a": [1]})
    with pytest.raises(DataError, match="lower bound is above"):
        specification_curve(lambda a: {"estimate": a, "lower": 2, "upper": 0}, {"a": [1]})


def test_what_matters_is_the_share_of_variance():
    def plain(a, b):
        return {"estimate": 3 * a + b, "lower": 0, "upper": 9}

    shares = specification_curve(plain, {"b": [0, 1], "a": [0, 1]}).what_matters()
    assert shares.to_dict() == pytest.approx({"a": 0.9, "b": 0.1})
    assert list(shares.index) == ["a", "b"]


def test_the_picture_has_a_row_for_every_value():
    top, bottom = specification_curve(estimate, {"a": [1, 2, 3], "b": ["x", "y"]}).plot()
    labels = {text.get_text() for text in bottom.get_yticklabels()}
    assert labels == {"a: 1", "a: 2", "a: 3", "b: x", "b: y"}
    assert len(top.lines[0].get_xdata()) == 5


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "nothing to choose"),
        ({"a": []}, "nothing to choose"),
        ({"lower": [1]}, "called lower"),
        ({"a": "xy"}, "this is one text"),
        ({"a": [["x"], ["y"]]}, "a value is a list"),
        ({"a": [1, 2, 1]}, "a value stands twice"),
    ],
)
def test_bad_choices_are_named(choices, words):
    with pytest.raises(DataError, match=words):
        specification_curve(estimate, choices)


def test_an_estimate_without_bounds_is_an_error():
    with pytest.raises(DataError, match="does not say its lower, upper"):
        specification_curve(lambda a: {"estimate": a}, {"a": [1]})


def test_no_estimate_at_all():
    def nothing(a):
        raise DataError("none")

    curve = specification_curve(nothing, {"a": [1, 2]})
    with pytest.raises(DataError, match="no specification"):
        _ = curve.summary
