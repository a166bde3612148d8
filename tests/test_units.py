"""Units: labour time is not calendar time, and nothing adds hours and dollars."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital import units
from capital.errors import ModelError, UnitError
from capital.expression import names_in
from capital.model import Model, variables
from capital.proof import Counterexample, Proof

BASES = ["hour", "year", "dollar", "person", "tonne"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("hours", "hour"),
        ("h", "hour"),
        ("$/h", "dollar/hour"),
        ("USD", "dollar"),
        ("$/(chip*hour)", "dollar/(chip*hour)"),
        ("hour^-1", "1/hour"),
        ("hour·year", "hour*year"),
        ("hour^(1/2)", "sqrt(hour)"),
        ("hour/hours", "1"),
        ("", "1"),
        ("1", "1"),
        ("1/year", "1/year"),
        ("ladder", "ladder"),
        ("workers", "person"),
    ],
)
def test_units_that_are_read(text: str, plain: str) -> None:
    assert str(units.parse_unit(text)) == plain


@pytest.mark.parametrize(
    "text",
    [
        "2*hour",
        "0",
        "hour + year",
        "hour - hour",
        "GPU-hour",
        "exp(hour)",
        "log(hour)",
        "hour^year",
        "2^hour",
        "max(hour, year)",
        "min",
        "exp",
        "chip hour",
        "hour = 1",
        "1/0",
        "hour # year",
        "and",
        "hour()",
        "hour.year",
    ],
)
def test_texts_that_are_no_units(text: str) -> None:
    with pytest.raises(UnitError, match="is no unit"):
        units.parse_unit(text)


@pytest.mark.parametrize(
    ("slip", "meant"), [("huor", "hour"), ("dolar", "dollar"), ("days", "day"), ("US$", "dollar")]
)
def test_a_slip_is_no_new_unit(slip: str, meant: str) -> None:
    with pytest.raises(UnitError, match=f"did you mean ‘{meant}’"):
        units.parse_unit(slip)


@given(powers=st.dictionaries(st.sampled_from(BASES), st.integers(-3, 3)))
def test_a_unit_is_read_back_from_its_own_text_and_from_a_symbol(powers: dict[str, int]) -> None:
    unit = units.parse_unit("*".join(f"{base}^({power})" for base, power in powers.items()))
    assert units.parse_unit(str(unit)) == unit
    symbol = variables("x", unit=str(unit))
    assert units.unit_of(symbol) == unit
    assert type(symbol) is sp.Symbol
    assert pickle.loads(pickle.dumps(symbol)) == symbol  # noqa: S301


def test_symbols_of_two_units_are_two_symbols() -> None:
    assert variables("c", unit="hour") != variables("c", unit="dollar")
    assert variables("c", unit="hours") == variables("c", unit="h")
    assert units.mark(units.PURE) == {}


@pytest.mark.parametrize(
    ("body", "unit"),
    [
        ("c/v", "1"),
        ("c*t", "hour*year"),
        ("sqrt(c*v)", "hour"),
        ("abs(c - v)", "hour"),
        ("max(c, v, 0)", "hour"),
        ("exp(-g*t)*c", "hour"),
        ("ln(c/v)", "1"),
        ("(c/v)^(g*t)", "1"),
        ("3*c", "hour"),
        ("0", "1"),
    ],
)
def test_unit_of_a_formula(body: str, unit: str) -> None:
    known = {"c": "hour", "v": "hour", "t": "year", "g": "1/year"}
    used = {name: known[name] for name in names_in(body)}
    model = Model.from_text([f"q = {body}"], units={**used, "q": unit}, real=["q"])
    found = units.unit_of_expression(model.equations[model["q"]])
    assert found == units.parse_unit(unit)


@pytest.mark.parametrize(
    "body",
    [
        "c + t",
        "c + 1",
        "max(c, t)",
        "min(c, 2)",
        "exp(c)",
        "ln(c)",
        "2^c",
        "c^(c/c + t)",
        "c*t + c",
    ],
)
def test_what_breaks_its_units_names_the_equation(body: str) -> None:
    known = {"c": "hour", "t": "year"}
    with pytest.raises(UnitError) as caught:
        Model.from_text([f"q = {body}"], units={name: known[name] for name in names_in(body)})
    assert caught.value.where.startswith("q = ")


def test_both_sides_have_one_unit_but_zero_fits_any() -> None:
    c, s = variables("c s", unit="dollar")
    r = variables("r")
    with pytest.raises(UnitError, match=r"r is a pure number, its formula is dollar"):
        Model({r: s})
    assert Model({c: 0}).equations == {c: 0}
    assert units.show(units.PURE) == "a pure number"


def test_decimal_exponents_that_sum_to_one_give_the_unit_itself() -> None:
    K, L, Y = variables("K L Y", unit="dollar")
    assert Model({Y: K**0.3 * L**0.7}).evaluate({"K": 1.0, "L": 1.0}, "Y") == 1.0
    with pytest.raises(UnitError):
        Model({Y: K**0.3 * L**0.6})


def test_a_share_is_at_most_one_for_numbers_columns_and_proofs() -> None:
    theta = variables("theta", domain="share")
    y = variables("y", domain="nonnegative")
    model = Model({y: 1 - theta})
    assert model.evaluate({"theta": 1}, "y") == 0
    with pytest.raises(ModelError, match="theta must be zero or more and at most 1, but is 3/2"):
        model.evaluate({"theta": "3/2"})
    with pytest.raises(ModelError, match="row 1"):
        model.evaluate({"theta": np.array([0.5, 1.5])})
    assert isinstance(model.prove("y >= 0"), Proof)
    assert isinstance(model.prove("theta < 1"), Counterexample)
