"""Event studies against dummy regressions, pure trends and bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

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


def test_a_trend_without_noise_in_its_estimates_deviates_by_nothing():
    frame = sample(seed=12)
    years = [year for year in range(2016, 2024) if year != 2020]
    path = pd.DataFrame({t: frame["x"] * (frame["year"] == t) for t in years}, dtype=float)
    whole = path.join(pd.get_dummies(frame["job"], prefix="j", dtype=float))
    whole = whole.join(pd.get_dummies(frame["year"], prefix="t", dtype=float).iloc[:, 1:])
    noise = sm.OLS(frame["y"], whole).fit().resid  # moves no estimate
    frame["y"] = 0.3 * frame["x"] * (frame["year"] - 2020) + noise
    found = event_study(frame, **KEYS)
    assert found.slope == pytest.approx(0.3)
    np.testing.assert_allclose(found.table["deviation"].dropna(), 0, atol=1e-10)
    assert found.deviation_bse > 0
    # no bend before: whatever M, the bounds are the interval
    pd.testing.assert_frame_equal(found.bounds(5), found.bounds(0), rtol=1e-8)


def test_periods_keep_their_distances():
    frame = sample(0.4, 0.1, seed=13)
    part = frame[~frame["year"].isin([2018, 2022])]
    found = event_study(part, **KEYS)
    t = part["year"].drop_duplicates().to_numpy() - 2020
    b = found.table["estimate"].to_numpy()
    slope = (t[:4] @ b[:4]) / (t[:4] @ t[:4])
    assert found.slope == pytest.approx(slope)
    np.testing.assert_allclose(found.table["deviation"].dropna(), (b - slope * t)[4:])
    as_periods = part.assign(year=pd.PeriodIndex(part["year"].astype(str), freq="Y"))
    again = event_study(as_periods, **{**KEYS, "reference": pd.Period("2020", freq="Y")})
    assert again.slope == pytest.approx(slope)
    steps = np.abs(np.diff(b[:4]) / [1, 2, 1] - slope)
    wide = found.bounds(2)["upper"] - found.bounds(0)["upper"]
    np.testing.assert_allclose(wide, 2 * steps.max() * np.array([1, 3]))


def test_texts_count_one_by_one():
    frame = sample(0.4, seed=13)
    found = event_study(frame.assign(year="y" + frame["year"].astype(str)),
                        **{**KEYS, "reference": "y2020"})  # fmt: skip
    assert found.slope == pytest.approx(event_study(frame, **KEYS).slope)


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
    b = found.table["estimate"].to_numpy()
    most = np.abs(np.diff(b[:5]) - found.slope).max()
    np.testing.assert_allclose((one - zero)["upper"], most * np.arange(1, 4))
    np.testing.assert_allclose((zero - two)["lower"], 2 * most * np.arange(1, 4))


def test_the_bounds_hold_the_truth_where_the_path_bends_as_before():
    """A path that zigzags before and bends on after: the line alone misses the effect."""
    missed = {0: 0, 1: 0}
    for seed in range(40):
        frame = sample(0.5, seed=seed)
        bent = frame["year"].map(dict(zip(range(2016, 2024), (0, 0.4, 0, 0.4, 0, 0.3, 0.6, 0.9),
                                          strict=True)))  # fmt: skip
        found = event_study(frame.assign(y=frame["y"] + frame["x"] * bent), **KEYS)
        for bend in missed:
            bounds = found.bounds(bend).loc[2023]
            missed[bend] += not bounds["lower"] <= 0.5 <= bounds["upper"]
    assert missed[0] > 30
    assert missed[1] == 0


@pytest.mark.parametrize("first", [2019, 2020])
def test_a_line_through_all_it_rests_on_shows_no_bend(first):
    frame = sample(0.5, seed=5)
    found = event_study(frame[frame["year"] >= first], **KEYS)
    assert found.bounds(0).shape == (3, 2)
    with pytest.raises(DataError, match="show no bend"):
        found.bounds(1)


def test_too_few_clusters_for_a_joint_test_are_said():
    found = event_study(
        sample(seed=3).assign(group=lambda f: f["job"] % 4), **KEYS, cluster="group"
    )
    assert np.isnan(found.pre_trend.pvalue)
    assert found.pre_trend.verdict == "4 clusters are too few to test 4 periods together"
    assert not found.pre_trend.rejected
    five = event_study(sample(seed=3).assign(group=lambda f: f["job"] % 5), **KEYS, cluster="group")
    assert 0 <= five.pre_trend.pvalue <= 1


def test_the_sentence_holds_estimate_interval_null_and_errors():
    found = event_study(sample(0.5, seed=2), **KEYS)
    tail = stats.t.ppf(0.975, 59) * found.deviation_bse
    interval = f"{found.deviation - tail:.3g} to {found.deviation + tail:.3g}"
    test = found.pre_trend
    for words in (f"{found.deviation:.3g} a unit", interval, found.errors, test.null, test.verdict):
        assert words in found.sentence
    first = event_study(sample(0.5).query("year >= 2020"), **KEYS)
    assert "nan" not in first.sentence + first.to_latex()
    assert "no period before the event" in first.to_latex()
    assert "RambachanRoth2023" in found.references


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
        ({"y": "much"}, {}, DataError, "holds str, not numbers"),
        ({"y": lambda f: f["x"] * f["year"]}, {}, DataError, "without any error"),
        ({"z": 0.0}, {"controls": ["x"]}, DataError, "cannot be told apart"),
    ],
)
def test_bad_input_is_named(change, options, error, words):
    with pytest.raises(error, match=words):
        event_study(sample().assign(**change), **{**KEYS, **options})


def test_what_is_no_table_is_refused():
    with pytest.raises(DataError, match="this is no table"):
        event_study([1, 2], **KEYS)


def test_an_incomplete_panel_is_refused():
    with pytest.raises(DataError, match="some units lack a period"):
        event_study(sample().iloc[1:], **KEYS)
