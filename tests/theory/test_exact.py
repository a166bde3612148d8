"""Exact numbers: decimals as written, bounds, what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import CapitalError, ModelError
from capital.theory.exact import frame, rational, whole


@pytest.mark.parametrize(
    "value",
    [0.1, "0.1", "1/10", Fraction(1, 10), sp.Rational(1, 10), np.float64(0.1), Decimal("0.1")],
)
def test_a_tenth_is_a_tenth_however_it_is_written(value) -> None:
    assert rational(value, "x") == sp.Rational(1, 10)


@given(st.fractions())
def test_fractions_stay_what_they_are(value) -> None:
    assert rational(value, "x") == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_the_number_that_it_prints_as(value) -> None:
    assert rational(value, "x") == Fraction(repr(value))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "pi", sp.pi, True, None, 1j, [1]])
def test_what_is_no_rational_number_is_refused(value) -> None:
    with pytest.raises(CapitalError):
        rational(value, "x")


def test_bounds_are_checked_at_the_edge() -> None:
    assert rational(0, "x", least=0) == 0
    assert rational(1, "x", most=1) == 1
    for bounds in ({"above": 0}, {"least": 1}, {"most": -1}):
        with pytest.raises(ModelError, match="x must be"):
            rational(0, "x", **bounds)


def test_whole_numbers() -> None:
    assert whole("6", "years") == whole(6.0, "years") == 6
    with pytest.raises(ModelError, match=r"years = 2\.5 is not a whole number"):
        whole(2.5, "years")


def test_a_frame_holds_objects() -> None:
    table = frame([{"year": 1, "r": sp.Integer(2)}], "year")
    assert table.dtypes.tolist() == [object]
    assert table.index.name == "year"
