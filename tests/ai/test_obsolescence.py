"""Rents, scrapping and write-downs: by dummies, by integrals, by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from capital import datasets
from capital.ai.obsolescence import idle_after, rent_path, revaluation
from capital.errors import DataError, UnknownNameError


def test_the_slope_is_that_of_a_regression_on_sellers():
    found = rent_path("A100", end="2025-12-31")
    rents = datasets.load("gpu_rents").reset_index(drop=True)
    dates = pd.to_datetime(rents["date"])
    part = rents[
        rents["chip"].str.contains("NVIDIA A100") & (rents["quote"] == "on_demand")
        & (dates <= "2025-12-31")
    ].assign(t=(dates - pd.Timestamp("2020-01-01")).dt.days / 365.25)  # fmt: skip
    keys = part[["chip", "vendor", "region", "quote", "offer"]].astype(str).agg("|".join, axis=1)
    keep = part.groupby(keys)["t"].transform("nunique") > 1
    part, keys = part[keep], keys[keep]
    X = pd.get_dummies(keys, dtype=float).assign(t=part["t"])
    fit = sm.OLS(np.log(part["value"].astype(float)), X).fit()
    assert found.rate == pytest.approx(fit.params["t"], rel=1e-8)
    assert found.sellers == keys.nunique()
    assert found.lower < found.rate < found.upper


def test_list_prices_hardly_move_within_sellers():
    # the fall of rents is a change in who sells, not in what one seller asks
    for family in ("A100", "H100"):
        path = rent_path(family, end="2025-12-31")
        assert abs(path.rate) < 0.05
    assert rent_path("A100", end="2025-12-31").nobs > 50


def test_a_known_slope_is_found_whatever_the_levels():
    same = {"chip": "NVIDIA H100 PCIe", "quote": "on_demand", "region": "US", "offer": 1}
    rows = [
        {**same, "date": f"202{y}-01-01", "vendor": f"v{v}", "value": (v + 1) * math.exp(-0.3 * y)}
        for v in range(5)
        for y in range(3, 6)
    ]
    found = rent_path("H100", frame=pd.DataFrame(rows))
    assert found.rate == pytest.approx(-0.3, rel=1e-3)


def test_idle_after_by_hand():
    years = idle_after(3.0, 0.4, 0.25)
    assert 3.0 * math.exp(-0.25 * years) == pytest.approx(0.4)
    assert idle_after(0.3, 0.4, 0.25) == 0
    assert idle_after(3.0, 0.4, 0.0) == math.inf


@given(st.floats(2, 8), st.floats(-0.3, 0.8), st.floats(0.01, 1), st.floats(0, 1))
def test_revaluation_is_the_integral_over_vintages(life, growth, fall, part):
    years = part * life

    def on_books(age, later):
        return math.exp(-growth * age) * max(0.0, 1 - (age + later) / life)

    now, _ = quad(lambda a: on_books(a, 0), 0, life)
    then, _ = quad(lambda a: on_books(a, years), 0, life - years)
    expected = -100 * then / now * (1 - math.exp(-fall * years))
    found = revaluation(100, life=life, growth=growth, fall=fall, years=years)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert -100 <= found <= 0
    assert revaluation(100, life=life, growth=growth, fall=-fall, years=years) >= 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: rent_path("H1000"), UnknownNameError, "did you mean ‘H100’"),
        (lambda: rent_path("H100", quotes=("spot",)), UnknownNameError, "no kind of quote"),
        (lambda: rent_path("H100", start="2026-06-01"), DataError, "too few"),
        (lambda: idle_after(0, 1, 1), DataError, "positive"),
        (lambda: revaluation(-1, life=6, growth=0, fall=1, years=1), DataError, "negative"),
        (lambda: revaluation(1, life=0, growth=0, fall=1, years=1), DataError, "negative"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
