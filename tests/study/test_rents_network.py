"""Rents and the network of deals in the study."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from capital import datasets
from capital.study import network, rents


@pytest.fixture(scope="module")
def rent():
    return rents.chapter()


@pytest.fixture(scope="module")
def deals():
    return network.chapter()


def test_the_fall_of_contracts_is_that_of_the_index(rent):
    table = datasets.load("gpu_rents").reset_index(drop=True)
    index = table[table["quote"] == "index_one_year_contract"].sort_values("date")
    first, last = index.iloc[0], index.iloc[-1]
    years = (pd.Timestamp(str(last["date"])) - pd.Timestamp(str(first["date"]))).days / 365.25
    expected = math.log(float(first["value"]) / float(last["value"])) / years
    found = {f.key: f for f in rent.findings}
    assert found["rents.contracts-start-to-2026"].value == pytest.approx(expected)
    assert found["rents.contracts-low-to-2026"].value < 0  # rents rose in 2026
    assert "years" in found["rents.contracts-start-to-low"].inputs["idle after"]


def test_a_fall_lowers_the_charged_rate_and_a_rise_raises_it(rent):
    frame = rents._losses()
    assert len(frame) >= 6
    assert (frame["change_lower"].abs() < frame["chips_upper"]).all()
    fell, rose = frame[frame["change_upper"] < 0], frame[frame["change_lower"] > 0]
    assert len(fell) >= 3
    assert len(rose) >= 3
    assert (fell["rate_charged_upper"] < fell["rate"]).all()
    assert (rose["rate_charged_lower"] > rose["rate"]).all()


def test_cohorts_and_competing_lives(rent):
    cohorts = rents._cohorts()
    assert (cohorts["chips, lower"] < cohorts["chips, upper"]).all()
    assert (cohorts["buildings, lower"] < cohorts["buildings, upper"]).all()
    lives = next(i for i in rent.sections[0].items if i.key == "rents-lives").frame
    assert lives["life"].iloc[0] == "booked"
    assert lives.iloc[3]["years"] == "2.5 to 7.5"  # the ten-degree rule halves 5 to 15


def test_announced_and_paid_are_kept_apart(deals):
    table = deals.sections[0].items[0].frame
    raw = datasets.load("ai_deals").reset_index()
    raw = raw[raw["adds"].astype(bool)]
    for word in ("paid", "committed", "announced"):
        expected = raw.loc[raw["settled"] == word, "amount"].astype(float).sum()
        assert table[word].sum() == pytest.approx(expected)
    assert not set(table["kind"]) & {"stake value", "letter of intent"}


def test_clearing_conserves_money_and_promises_help(deals):
    cases = network._cases()
    for name, case in cases.items():
        assert case.unique, name
        assert case.residual < 1e-12
        table = case.table
        assert table["paid"].sum() == pytest.approx(table["received"].sum())
        if "kept" in name:
            other = cases[name.replace("kept", "withdrawn")]
            assert case.table.loc["OpenAI", "paid"] >= other.table.loc["OpenAI", "paid"]
    shares = [f.value for f in deals.findings if f.key.startswith("network.openai")]
    assert 0 < min(shares) < max(shares) < 1
