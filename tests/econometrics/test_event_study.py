"""Event studies against dummy regressions, pure trends and bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from capital.econometrics.event_study import event_study
from capital.errors import DataError, UnknownNameError

KEYS = {"unit": "job", "time": "year", "outcome": "y", "exposure": "x", "reference": 2020}


def sample(effect=0.0, trend=0.0, seed=0, units=60):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"job": np.repeat(np.arange(units), 8), "year": np.tile(np.arange(2016, 2024), units)}
    )
    for name in ("x", "z"):
        frame[name] = np.repeat(rng.normal(size=units), 8)
    frame["w"] = np.repeat(rng.uniform(0.5, 2, units), 8)
    frame["group"] = frame["job"] % 15
    moved = effect * (frame["year"] > 2020) + trend * (frame["year"] - 2020)
    frame["y"] = frame["x"] * moved + frame["z"] * (frame["year"] - 2016) / 9
    frame["y"] += np.repeat(rng.normal(size=units), 8) + 0.2 * rng.normal(size=len(frame))
    return frame


def test_agrees_with_a_regression_on_dummies():
    frame = sample(0.5, seed=1)
    found = event_study(frame, **KEYS, controls=["z"], weights="w", cluster="group")
    years = [year for year in range(2016, 2024) if year != 2020]
    X = pd.DataFrame({f"{v}{t}": frame[v] * (frame["year"] == t) for v in "xz" for t in years})
    X = X.join(pd.get_dummies(frame["job"], prefix="j", dtype=float))
    X = X.join(pd.get_dummies(frame["year"], prefix="t", dtype=float).iloc[:, 1:])
    fit = sm.WLS(frame["y"], X, weights=frame["w"]).fit(
        cov_type="cluster", cov_kwds={"groups": frame["group"]}
    )
    names = [f"x{t}" for t in years]
    np.testing.assert_allclose(found.table.drop(2020)["estimate"], fit.params[names], rtol=1e-8)
    # statsmodels counts the effects as coefficients, we do not: one factor for all
    ratio = found.table.drop(2020)["bse"].to_numpy() / fit.bse[names].to_numpy()
    n, k = len(frame), 14
    expected = np.sqrt((n - X.shape[1]) / (n - k))
    np.testing.assert_allclose(ratio, expected, rtol=1e-8)


def test_an_effect_without_a_trend_is_found():
    found = event_study(sample(0.5, seed=2), **KEYS)
    assert not found.pre_trend.rejected
    assert found.table.loc[2021:, "estimate"].to_numpy() == pytest.approx([0.5] * 3, abs=0.15)
    assert found.deviation == pytest.approx(0.5, abs=0.15)
    assert found.table.loc[2020, "estimate"] == found.table.loc[2020, "bse"] == 0


def test_a_pure_trend_is_no_deviation():
    studies = [event_study(sample(trend=0.3, seed=s), **KEYS) for s in range(60)]
    for found in studies:
        assert found.pre_trend.rejected
        assert "no effect can be read off" in found.pre_trend.verdict
        assert found.slope == pytest.approx(0.3, abs=0.1)
        assert found.table.loc[2023, "estimate"] == pytest.approx(0.9, abs=0.3)
    standard = np.array([found.deviation / found.deviation_bse for found in studies])
    assert abs(standard.mean()) < 0.4
    assert 0.75 < standard.std() < 1.35


def test_the_placebo_keeps_its_level():
    rejected = sum(event_study(sample(seed=s, units=40), **KEYS).pre_trend.rejected
                   for s in range(100, 220))  # fmt: skip
    assert rejected <= 0.12 * 120


def test_the_line_and_the_deviation_by_hand():
    found = event_study(sample(0.4, 0.1, seed=4), **KEYS)
    b = found.table["estimate"]
    t = np.arange(8) - 4
    slope = (t[:5] * b.to_numpy()[:5]).sum() / (t[:5] ** 2).sum()
    assert found.slope == pytest.approx(slope)
    np.testing.assert_allclose(found.table["deviation"].dropna(), (b - slope * t).iloc[5:])
    assert found.deviation == pytest.approx((b - slope * t).iloc[5:].mean())


def test_bounds_widen_with_what_the_path_may_do_by_itself():
    found = event_study(sample(0.5, seed=5), **KEYS)
    zero, one, two = (found.bounds(m) for m in (0, 1, 2))
    np.testing.assert_allclose(zero["lower"], found.table["deviation_lower"].dropna())
    assert (two["upper"] - two["lower"] > one["upper"] - one["lower"]).all()
    extra = (one - zero)["upper"].to_numpy()
    np.testing.assert_allclose(extra, extra[0] * np.arange(1, 4))


def test_scale_of_the_exposure_changes_nothing_but_the_scale():
    frame = sample(0.5, seed=6)
    one = event_study(frame, **KEYS)
    ten = event_study(frame.assign(x=10 * frame["x"] + 3), **KEYS)
    np.testing.assert_allclose(ten.table["estimate"] * 10, one.table["estimate"], atol=1e-9)
    assert ten.pre_trend.pvalue == pytest.approx(one.pre_trend.pvalue)


def test_pictures_and_tables():
    found = event_study(sample(0.5, seed=7, units=20), **KEYS)
    assert found.plot().get_legend() is not None
    assert r"\toprule" in found.to_latex()
    assert found.warnings[0].startswith("few clusters: 20 of job")


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        ({}, {"reference": 2030}, UnknownNameError, "no period ‘2030’"),
        ({}, {"reference": 2023}, DataError, "no period after 2023"),
        ({}, {"exposure": "q"}, UnknownNameError, "no column ‘q’"),
        ({}, {"exposure": "y"}, DataError, "varies over time"),
        ({"x": 1.0}, {}, DataError, "the same for all units"),
        ({"w": -1.0}, {"weights": "w"}, DataError, "not positive"),
        ({"one": 1}, {"cluster": "one"}, DataError, "one cluster"),
        ({"y": np.nan}, {}, DataError, "y is missing for"),
        ({"z": 0.0}, {"controls": ["x"]}, DataError, "cannot be told apart"),
    ],
)
def test_bad_input_is_named(change, options, error, words):
    with pytest.raises(error, match=words):
        event_study(sample().assign(**change), **{**KEYS, **options})


def test_an_incomplete_panel_is_refused():
    with pytest.raises(DataError, match="some units lack a period"):
        event_study(sample().iloc[1:], **KEYS)
