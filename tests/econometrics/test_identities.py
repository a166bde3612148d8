"""Identities are found in whatever dress, and nothing else is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.econometrics.fit import least_squares
from capital.econometrics.identities import accounting_reason, identity_reason, is_identity
from capital.errors import DataError, ModelError, UnknownNameError


def accounts(nobs: int = 60, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        np.exp(rng.normal(scale=0.2, size=(nobs, 4))), columns=["c", "v", "s", "z"]
    ).set_axis(pd.period_range("1948", periods=nobs, freq="Y"))
    frame["e"], frame["k"] = frame["s"] / frame["v"], frame["c"] / frame["v"]
    frame["r"] = frame["s"] / (frame["c"] + frame["v"])
    frame["share"] = frame["s"] / (frame["s"] + frame["v"])
    frame["output_capital"] = frame["r"] / frame["share"]
    frame["value"] = frame["c"] + frame["v"] + frame["s"]
    return frame


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("value ~ c + v + s", "value is an exact combination of const, c, v, s"),
        ("diff(value) ~ diff(c) + diff(v) + diff(s)", "exact combination"),
        ("log(r) ~ log(share) + log(output_capital)", "log(r) is an exact combination"),
        ("diff(log(r)) ~ diff(log(share)) + diff(log(output_capital))", "exact combination"),
        ("r ~ share + output_capital", "ln r = 1·ln share + 1·ln output_capital"),
        ("k ~ c + v", "ln k = 1·ln c − 1·ln v"),
        ("log(k) ~ c + v + z", "ln k = 1·ln c − 1·ln v"),
    ],
)
def test_identities_are_found_in_every_dress(formula, words):
    assert words in identity_reason(accounts(), formula)
    assert is_identity(accounts(), formula)


@pytest.mark.parametrize(
    "formula",
    ["r ~ z", "log(r) ~ log(share) + z", "r ~ lag(share) + lag(output_capital)", "r ~ share + z"],
)
def test_equations_that_can_fail_are_none(formula):
    assert identity_reason(accounts(), formula) == ""
    assert not is_identity(accounts(), formula, definitions=["r = e/(1 + k)"])


def test_a_definition_is_found_whatever_the_functions_around_it():
    frame = accounts()
    growth = "diff(log(r)) ~ diff(log(e)) + diff(log(k))"
    assert identity_reason(frame, growth) == ""  # the coefficient on k̂ moves: R² is below one
    reason = identity_reason(frame, growth, definitions=["value = c + v", "r = e/(1 + k)"])
    assert reason == "r = e/(1 + k) by definition, in every observation"
    assert not is_identity(frame, growth, definitions=["r = e/(2 + k)"])
    fit = least_squares(frame, growth, accounting=reason)
    with pytest.raises(ModelError, match="no stars: r = e"):
        _ = fit.pvalues


def test_a_definition_counts_only_where_all_its_names_stand():
    frame = accounts()
    definition = ["r = e/(1 + k)"]
    assert not is_identity(frame, "r ~ e + z", definitions=definition)
    assert not is_identity(frame, "z ~ r + e + k", definitions=definition)  # z is not defined by it
    assert is_identity(frame, "e ~ r + k + z", definitions=definition)


@given(seed=st.integers(0, 10**6), scale=st.floats(1e-6, 1e6), weight=st.floats(-3, 3))
def test_unit_does_not_matter_and_an_error_ends_it(seed, scale, weight):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(30, 2)), columns=["a", "b"])
    frame["y"] = scale * (1 + frame["a"] + weight * frame["b"])
    assert is_identity(frame, "y ~ a + b")
    frame["y"] += 1e-4 * scale * rng.normal(size=30)
    assert not is_identity(frame, "y ~ a + b")


def test_two_sides_can_be_compared_as_they_are():
    frame = accounts()
    assert accounting_reason(frame["value"], frame[["c", "v", "s"]])
    assert not accounting_reason(frame["value"], frame[["c", "v", "z"]])


def test_groups_are_no_columns():
    frame = accounts()
    frame["group"] = ["a", "b"] * 30
    assert identity_reason(frame, "r ~ share + C(group)") == ""


def test_too_few_rows_prove_nothing():
    with pytest.raises(DataError, match="5 observations are too few for 4 coefficients"):
        identity_reason(accounts(5), "r ~ c + v + s")
    with pytest.raises(UnknownNameError, match="did you mean ‘share’"):
        identity_reason(accounts(), "r ~ shares")
    with pytest.raises(UnknownNameError, match="no column ‘q’"):
        identity_reason(accounts(), "r ~ e + k", definitions=["r = e/q"])
