"""Trends against least squares, Newey–West's formula and the identity of the parts."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

import capital as cap
from capital.econometrics.trend import additive_trends, newey_west_bandwidth, trend
from capital.errors import DataError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def rate(nobs: int = 60, seed: int = 7, start: str = "1948") -> pd.Series:
    """A rate of profit that falls by one percent a year, with a cycle that remembers."""
    rng = np.random.default_rng(seed)
    cycle = np.zeros(nobs)
    for t in range(1, nobs):
        cycle[t] = 0.6 * cycle[t - 1] + rng.normal(scale=0.05)
    index = pd.period_range(start, periods=nobs, freq="Y")
    return pd.Series(0.2 * np.exp(-0.01 * np.arange(nobs) + cycle), index=index, name="r")


def newey_west(design: np.ndarray, resid: np.ndarray, bandwidth: int) -> np.ndarray:
    """Standard errors straight from the formula, by loops."""
    scores = [x * u for x, u in zip(design, resid, strict=True)]
    middle = sum(np.outer(s, s) for s in scores)
    for lag in range(1, bandwidth + 1):
        weight = 1 - lag / (bandwidth + 1)
        for t in range(lag, len(scores)):
            cross = np.outer(scores[t], scores[t - lag])
            middle = middle + weight * (cross + cross.T)
    bread = np.linalg.inv(design.T @ design)
    return np.sqrt(np.diag(bread @ middle @ bread))


# ---------------------------------------------------------------- estimates


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("nobs", [8, 19, 60, 100])
def test_coefficients_are_those_of_least_squares(nobs, log):
    r = rate(nobs)
    y = np.log(r) if log else r
    design = np.column_stack([np.ones(nobs), np.arange(nobs)])
    expected, *_ = np.linalg.lstsq(design, y.to_numpy(), rcond=None)
    fit = trend(r, log=log)
    assert list(fit.params.index) == ["const", "trend"]
    np.testing.assert_allclose(fit.params, expected, rtol=1e-10)
    np.testing.assert_allclose(fit.fittedvalues, design @ expected, rtol=1e-10)
    np.testing.assert_allclose(fit.fittedvalues + fit.resid, y, rtol=1e-12)
    assert fit.nobs == nobs


@pytest.mark.parametrize("maxlags", [None, 0, 1, 5, 12])
def test_errors_are_those_of_newey_and_west(maxlags):
    fit = trend(rate(), maxlags=maxlags)
    design = np.column_stack([np.ones(60), np.arange(60)])
    bandwidth = 3 if maxlags is None else maxlags
    assert fit.bandwidth == bandwidth
    expected = newey_west(design, fit.resid.to_numpy(), bandwidth)
    np.testing.assert_allclose(fit.bse, expected, rtol=1e-9)


def test_tests_and_intervals_use_student_with_t_minus_2():
    from scipy.stats import t as student

    fit = trend(rate(20))
    np.testing.assert_allclose(fit.tvalues, fit.params / fit.bse)
    np.testing.assert_allclose(fit.pvalues, 2 * student.sf(fit.tvalues.abs(), 18))
    reach = student.ppf(0.95, 18) * fit.bse
    np.testing.assert_allclose(fit.conf_int(0.10)[0], fit.params - reach)
    np.testing.assert_allclose(fit.conf_int(0.10)[1], fit.params + reach)


def test_the_usual_errors_are_the_textbook_ones():
    fit = trend(rate(), cov_type="nonrobust")
    design = np.column_stack([np.ones(60), np.arange(60)])
    variance = (fit.resid**2).sum() / 58
    expected = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
    np.testing.assert_allclose(fit.bse, expected, rtol=1e-9)
    assert fit.bandwidth is None
    assert "Covariance nonrobust" in str(fit)


def test_errors_of_statsmodels_own_call_agree():
    y = np.log(rate()).to_numpy()
    direct = sm.OLS(y, sm.add_constant(np.arange(60.0))).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3}
    )
    np.testing.assert_allclose(trend(rate()).bse, direct.bse, rtol=1e-9)


@pytest.mark.parametrize(("nobs", "expected"), [(8, 2), (60, 3), (100, 4), (272, 4), (273, 5)])
def test_bandwidth_rule(nobs, expected):
    assert newey_west_bandwidth(nobs) == expected
    # ⌊x⌋ = L means L ≤ 4(T/100)^(2/9) < L + 1, that is (L/4)^9 ≤ (T/100)² < ((L + 1)/4)^9.
    assert (expected / 4) ** 9 <= (nobs / 100) ** 2 < ((expected + 1) / 4) ** 9


def test_percent_per_period_is_in_log_points():
    fit = trend(rate())
    assert fit.percent_per_period == 100 * fit.params["trend"]
    with pytest.raises(DataError, match="log=True"):
        _ = trend(rate(), log=False).percent_per_period


@given(st.floats(-0.2, 0.2), st.floats(-3, 3))
@settings(max_examples=30, deadline=None)
def test_an_exact_line_is_found(slope, level):
    index = pd.period_range("1948", periods=30, freq="Y")
    line = pd.Series(np.exp(level + slope * np.arange(30)), index=index)
    if abs(slope) < 1e-10:
        return
    assert trend(line).params["trend"] == pytest.approx(slope, rel=1e-6, abs=1e-13)


# ---------------------------------------------------------------- shares


def wage_share(nobs: int = 60, seed: int = 4) -> pd.Series:
    return (1 / (1 + rate(nobs, seed))).rename("wage share")


def test_log_odds_are_fitted_and_told_in_percentage_points():
    share = wage_share()
    fit = trend(share, log_odds=True)
    odds = share / (1 - share)
    plain = trend(np.log(odds).rename("x"), log=False)
    np.testing.assert_allclose(fit.params, plain.params, rtol=1e-10)
    np.testing.assert_allclose(fit.bse, plain.bse, rtol=1e-10)
    assert (fit.name, fit.log, fit.mean_share) == ("log-odds of wage share", False, share.mean())
    # the derivative of 1/(1 + exp(−z)) by z, at the mean share, by a small step
    z = math.log(share.mean() / (1 - share.mean()))
    step = fit.params["trend"] * 1e-4
    moved = (1 / (1 + math.exp(-z - step)) - 1 / (1 + math.exp(-z + step))) / 2e-4
    assert fit.points_per_period == pytest.approx(100 * moved, rel=1e-6)
    assert f"{fit.points_per_period:+.3g} percentage points a period" in str(fit)


def test_log_odds_of_a_share_and_of_its_rest_are_mirrors():
    share = wage_share()
    ours, theirs = trend(share, log_odds=True), trend(1 - share, log_odds=True)
    assert ours.params["trend"] == pytest.approx(-theirs.params["trend"], rel=1e-9)
    assert ours.points_per_period == pytest.approx(-theirs.points_per_period, rel=1e-9)


@pytest.mark.parametrize("wrong", [0.0, 1.0, -0.2, 1.2, 65.0])
def test_log_odds_need_a_share(wrong):
    share = wage_share()
    share.iloc[3] = wrong
    with pytest.raises(DataError, match=r"in 1951, no share between 0 and 1; give a fraction"):
        trend(share, log_odds=True)


def test_each_scale_has_its_own_measure():
    share = wage_share()
    with pytest.raises(DataError, match="log-odds of wage share is no percentage"):
        _ = trend(share, log_odds=True).percent_per_period
    with pytest.raises(DataError, match=r"not one of log-odds.*log_odds=True"):
        _ = trend(share).points_per_period


# ---------------------------------------------------------------- samples


def test_the_sample_is_the_one_asked_for():
    r = rate()
    fit = trend(r, start=1950, end="1999")
    assert (fit.sample, fit.nobs) == ("1950–1999", 50)
    whole = trend(r.loc["1950":"1999"])
    np.testing.assert_array_equal(fit.params, whole.params)
    assert trend(r, start=pd.Period("1950"), end=np.int64(1999)).sample == "1950–1999"


def test_a_year_bounds_quarters_on_both_sides():
    index = pd.period_range("1948Q1", periods=80, freq="Q")
    series = pd.Series(np.arange(1.0, 81.0), index=index)
    assert trend(series, start=1950, end=1960).sample == "1950Q1–1960Q4"
    assert trend(series, start="1950Q2", end="1960Q3").sample == "1950Q2–1960Q3"


def test_a_fiscal_year_keeps_its_name():
    r = rate()
    r.index = pd.period_range("1948", periods=60, freq="Y-SEP")
    assert trend(r, start=1950, end=1999).sample == "1950–1999"


@pytest.mark.parametrize("freq", ["YS", "YE", "QS", "MS", "W"])
def test_dates_with_a_frequency_become_periods(freq):
    r = rate()
    dated = r.set_axis(pd.date_range("1948-01-01", periods=60, freq=freq))
    np.testing.assert_array_equal(trend(dated).params, trend(r).params)
    zoned = r.set_axis(pd.date_range("1948-01-01", periods=60, freq=freq, tz="UTC"))
    assert trend(zoned).sample == trend(dated).sample


def test_every_second_year_counts_as_one_period():
    r = rate(30)
    r.index = pd.period_range("1948", periods=30, freq="2Y")
    fit = trend(r)
    assert fit.sample == "1948–2006"
    np.testing.assert_array_equal(fit.params, trend(rate(30)).params)
    np.testing.assert_allclose(fit.predict(r.index), fit.fittedvalues)


def test_missing_numbers_outside_the_sample_do_not_matter():
    r = rate()
    r.iloc[0], r.iloc[-1] = np.nan, -1.0
    assert trend(r, start=1949, end=2006).nobs == 58
    holed = rate().drop(pd.Period("1950", freq="Y"))
    assert trend(holed, start=1951).nobs == 57


def test_the_input_is_not_changed_and_whole_numbers_will_do():
    r = rate()
    before = r.copy()
    trend(r, start=1950)
    pd.testing.assert_series_equal(r, before)
    counts = pd.Series(range(1, 11), index=pd.period_range("1948", periods=10, freq="Y"))
    assert trend(counts, log=False).params["trend"] == pytest.approx(1)
    assert trend(counts.astype("Int64"), log=False).params["trend"] == pytest.approx(1)


# ---------------------------------------------------------------- results


def test_predict_goes_on_along_the_line():
    fit = trend(rate())
    ahead = fit.predict(pd.period_range("2006", "2010", freq="Y"))
    assert ahead.iloc[1] == pytest.approx(fit.fittedvalues.iloc[-1])
    assert ahead.iloc[4] == pytest.approx(fit.params["const"] + 62 * fit.params["trend"])
    pd.testing.assert_series_equal(fit.predict(), fit.fittedvalues)
    with pytest.raises(DataError, match="freq='Y-DEC'"):
        fit.predict(pd.period_range("2008Q1", "2010Q1", freq="Q"))


@pytest.mark.parametrize("nobs", [8, 60])
def test_summary_says_sample_covariance_and_bandwidth(nobs):
    fit = trend(rate(nobs))
    for text in (fit.summary().as_text(), fit.summary().as_latex(), fit.summary().as_html()):
        assert f"1948–{1947 + nobs}" in text
        assert f"bandwidth {fit.bandwidth}, the integer part of" in text
        assert "without small sample correction" in text
        assert "Newey and West 1987" in text
    assert "as asked for" in str(trend(rate(), maxlags=5))
    assert str(fit).count("[1]") == 1


def test_a_line_without_any_error_has_no_summary():
    exact = SimpleNamespace(bse=pd.Series({"const": 0.0, "trend": 0.0}))
    with pytest.raises(DataError, match="without any error"):
        replace(trend(rate()), result=exact).summary()


def test_the_summary_note_is_safe_in_latex():
    assert not set(trend(rate()).note) & set("%_&#$^~{}\\")


def test_frame_and_latex():
    fit = trend(rate())
    frame = fit.to_frame()
    assert list(frame.columns) == ["params", "bse", "tvalues", "pvalues", "lower", "upper"]
    assert frame.loc["trend", "lower"] == fit.conf_int().loc["trend", 0]
    latex = fit.to_latex()
    assert r"\toprule" in latex
    assert "bandwidth 3" in latex
    assert fit.references.count("@article") == 1
    assert fit.result.rsquared > 0


def test_plot_draws_series_and_line_and_does_not_show():
    import matplotlib.pyplot as plt

    r = rate()
    fit = trend(r)
    axes = fit.plot()
    drawn, line = axes.get_lines()
    np.testing.assert_allclose(drawn.get_ydata(), np.log(r))
    np.testing.assert_allclose(line.get_ydata(), fit.fittedvalues)
    assert axes.get_ylabel() == "ln r"
    own = plt.figure().subplots()
    assert fit.plot(ax=own) is own


def test_the_room_is_reached_from_the_top():
    assert callable(cap.econometrics.additive_trends)
    assert "trend" in cap.econometrics.__all__


# ---------------------------------------------------------------- refusals


def changed(**values: float) -> pd.Series:
    r = rate()
    for year, value in values.items():
        r.loc[year.lstrip("y")] = value
    return r


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ([0.1, 0.2], "a list, not a series"),
        (None, "a NoneType"),
        (np.ones(60), "a ndarray"),
        (rate().to_frame(), "choose one column: r"),
        (pd.DataFrame({"lower": rate(), "upper": rate()}), "choose a bound: lower, upper"),
        (
            pd.Series(pd.IntervalIndex.from_breaks(range(61)), index=rate().index),
            "choose a bound of each",
        ),
        (pd.Series([], index=pd.period_range("1948", periods=0, freq="Y"), dtype=float), "empty"),
        (pd.Series(dtype=object), "empty"),
        (rate().astype(str), "not real numbers"),
        (rate().astype(object), "not real numbers"),
        (rate() > 0.1, "holds bool"),
        (rate().astype(complex), "not real numbers"),
        (rate().set_axis(range(1948, 2008)), "no frequency"),
        (rate().set_axis([str(year) for year in range(1948, 2008)]), "no frequency"),
        (
            rate().set_axis(pd.DatetimeIndex([f"{year}-01-01" for year in range(1948, 2008)])),
            "no frequency",
        ),
        (rate().set_axis(pd.date_range("1948", periods=60, freq="SMS")), "are no periods"),
        (rate(3).set_axis(pd.PeriodIndex(["1948", "NaT", "1950"], freq="Y")), "period is missing"),
        (pd.concat([rate(), rate(2)]), "more than one number for 1948, 1949"),
        (rate().iloc[::-1], "not in order.*sort_index"),
        (rate().drop(pd.Period("1950", freq="Y")), "1949 to 1951.*without a hole"),
        (rate().iloc[::2], "1948 to 1950, .* and 24 more"),
        (changed(y1950=np.nan, y1951=np.nan), "r is missing in 1950, 1951;"),
        (rate().astype("Float64").mask(rate().index == "1950"), "r is missing in 1950"),
        (changed(y1950=np.inf), "r is infinite in 1950"),
        (changed(y1950=-np.inf), "r is infinite in 1950"),
        (changed(y1950=-0.02), "r is −0.02 in 1950.*needs positive values.*log=False"),
        (changed(y1950=0.0), "r is 0 in 1950"),
        (changed(y1950=-0.02, y1952=0), "in 1950, nor is it positive in 1952"),
        (rate(7), "has 7 observations.*at least 8"),
        (rate() * 0 + 0.3, "the same in all periods of 1948–2007"),
        (rate() * 0 + 1, "the same in all periods"),
    ],
)
def test_bad_series_are_refused(series, message):
    with pytest.raises(DataError, match=message):
        trend(series)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": 1900}, "1900 lies outside.*in start.*spans 1948–2007"),
        ({"end": "2050"}, "2050 lies outside.*in end"),
        ({"start": pd.Period("1930-05")}, "1930 lies outside"),
        ({"start": 1990, "end": 1970}, "starts in 1990, after its end in 1970"),
        ({"start": "the war"}, "‘the war’ is no period"),
        ({"start": "nan"}, "no period"),
        ({"start": True}, "no period"),
        ({"start": 1950.0}, "no period"),
        ({"start": pd.NaT}, "no period"),
        ({"end": 10**12}, "no period"),
        ({"start": 2005}, "2005–2007 has 3 observations"),
        ({"maxlags": -1}, "whole number from 0 to 59"),
        ({"maxlags": 60}, "whole number"),
        ({"maxlags": 2.5}, "whole number"),
        ({"maxlags": True}, "whole number"),
        ({"maxlags": 2, "cov_type": "HC1"}, "HC1 has no bandwidth"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(DataError, match=message):
        trend(rate(), **options)


def test_an_unknown_covariance_is_named():
    with pytest.raises(UnknownNameError, match="did you mean ‘HAC’"):
        trend(rate(), cov_type="hac")


# ---------------------------------------------------------------- parts


def product(nobs: int, seed: int) -> pd.DataFrame:
    share, output = rate(nobs, seed), rate(nobs, seed + 1)
    return pd.DataFrame({"r": share * output, "share": share, "output_capital": output})


@given(nobs=st.integers(8, 80), seed=st.integers(0, 10**6), scale=st.floats(1e-6, 1e6))
@settings(max_examples=40, deadline=None)
def test_trends_of_factors_add_up_to_that_of_the_product(nobs, seed, scale):
    frame = product(nobs, seed)
    frame["unit"] = scale * np.linspace(1, 2, nobs)
    frame["r"] *= frame["unit"]
    table = additive_trends(frame, total="r")
    parts = table.drop(index="r")
    assert list(table.index) == ["share", "output_capital", "unit", "r"]
    whole = table.loc["r", "trend"]
    assert math.fsum(parts["trend"]) == pytest.approx(whole, abs=1e-12)
    assert parts["share"].sum() * whole == pytest.approx(whole, abs=1e-12)
    assert table.loc["r", "share"] == 1


def test_parts_have_the_estimates_of_trend_on_one_sample():
    frame = product(60, 3)
    table = additive_trends(frame, total="r", start=1960, end=2000, maxlags=5)
    alone = trend(frame["share"], start=1960, end=2000, maxlags=5)
    row = table.loc["share"]
    assert row["trend"] == alone.params["trend"]
    assert row["bse"] == alone.bse["trend"]
    assert (row["lower"], row["upper"]) == tuple(alone.conf_int().loc["trend"])
    assert table.attrs["sample"] == "1960–2000"
    assert table.attrs["bandwidth"] == 5
    assert table.attrs["note"].startswith("Accounting")


def test_logarithms_may_be_given_as_such():
    frame = product(40, 5)
    given_logs = additive_trends(np.log(frame), total="r", log=False)
    pd.testing.assert_frame_equal(given_logs, additive_trends(frame, total="r"), rtol=1e-9)


def test_shares_of_no_trend_are_missing():
    line = np.exp(0.01 * np.arange(30))
    ripple = np.exp(0.1 * np.cos(np.pi * np.arange(30)) * np.r_[np.ones(15), -np.ones(15)])
    index = pd.period_range("1948", periods=30, freq="Y")
    frame = pd.DataFrame({"up": line * ripple, "down": 1 / line, "r": ripple}, index=index)
    slope = trend(frame["r"]).params["trend"]
    frame["up"] *= np.exp(-slope * np.arange(30))
    frame["r"] *= np.exp(-slope * np.arange(30))
    table = additive_trends(frame, total="r")
    assert abs(table.loc["r", "trend"]) < 1e-15
    assert table["share"].isna().all()


def test_columns_that_do_not_add_up_are_refused():
    frame = product(60, 3)
    frame.loc["1973", "share"] *= 1 + 1e-8
    with pytest.raises(DataError, match=r"miss the total by 1e-08 in 1973 \(in r\)"):
        additive_trends(frame, total="r")
    with pytest.raises(DataError, match="miss the total"):
        additive_trends(product(60, 3), total="share")
    frame.loc["1973", "share"] = -1.0
    with pytest.raises(DataError, match="share is −1 in 1973"):
        additive_trends(frame, total="r")


def test_tables_without_total_or_factors_are_refused():
    frame = product(60, 3)
    with pytest.raises(UnknownNameError, match="did you mean ‘share’"):
        additive_trends(frame, total="shares")
    with pytest.raises(DataError, match="no factors"):
        additive_trends(frame[["r"]], total="r")
    with pytest.raises(DataError, match="no table"):
        additive_trends(frame["r"], total="r")
    with pytest.raises(DataError, match="one name per column"):
        additive_trends(frame[["r", "r"]], total="r")
