"""Distributed lags against least squares by hand, statsmodels, simulation and refits."""

from __future__ import annotations

import math

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.diagnostic import acorr_breusch_godfrey, het_breuschpagan
from statsmodels.tsa.adfvalues import mackinnoncrit
from statsmodels.tsa.ardl import ARDL, UECM, pss_critical_values

from capital.econometrics import _bounds, ardl_bootstrap
from capital.econometrics._ardl_tests import adjustment, between
from capital.econometrics.ardl import ardl, bootstrap_long_run
from capital.errors import DataError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def series(
    nobs: int = 100, seed: int = 0, number: int = 1, a: tuple[float, ...] = (0.5, 0.1)
) -> pd.DataFrame:
    """y remembers itself by `a` and follows x, which walks: θ = 0.32/(1 − Σa) = 0.8."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(nobs, number)).cumsum(axis=0)
    y = np.zeros(nobs)
    for t in range(2, nobs):
        past = a[0] * y[t - 1] + a[1] * y[t - 2]
        y[t] = 1 + past + 0.3 * x[t, 0] + 0.02 * x[t - 1, 0] + rng.normal(scale=0.5)
    columns = {"y": y, **{f"x{i + 1}": x[:, i] for i in range(number)}}
    return pd.DataFrame(columns, index=pd.period_range("1920", periods=nobs, freq="Y"))


def by_hand(
    frame: pd.DataFrame, orders: dict[str, int], trend: str
) -> tuple[np.ndarray, np.ndarray]:
    """Left-hand side and regressors, row by row."""
    most, rows, left = max(orders.values()), [], []
    for t in range(most, len(frame)):
        row = [1.0, t + 1.0][: len(trend.strip("n"))]
        for name, order in orders.items():
            values = frame[name].to_numpy()
            row += [values[t - lag] for lag in range(int(name == "y"), order + 1)]
        rows.append(row)
        left.append(frame["y"].iloc[t])
    return np.array(left), np.array(rows)


SHAPES = [{"y": 1, "x1": 0}, {"y": 2, "x1": 2}, {"y": 1, "x1": 3}, {"y": 3, "x1": 1, "x2": 0}]


def frame_of(orders: dict[str, int]) -> pd.DataFrame:
    return series(number=len(orders) - 1)


# ---------------------------------------------------------------- the short run


@pytest.mark.parametrize("trend", ["n", "c", "ct"])
@pytest.mark.parametrize("orders", SHAPES, ids=str)
def test_the_short_run_is_least_squares(orders, trend):
    frame = frame_of(orders)
    fit = ardl(frame, dependent="y", lags=orders, trend=trend)
    y, X = by_hand(frame, orders, trend)
    direct = sm.OLS(y, X).fit()
    np.testing.assert_allclose(fit.params, direct.params, rtol=1e-7)
    np.testing.assert_allclose(fit.bse, direct.bse, rtol=1e-7)
    np.testing.assert_allclose(fit.resid, direct.resid, atol=1e-9)
    np.testing.assert_allclose(fit.fit.pvalues, direct.pvalues, rtol=1e-6, atol=1e-15)
    np.testing.assert_allclose(fit.design[1], X)
    assert list(fit.design[1].columns) == list(fit.params.index)
    most = max(orders.values())
    assert (fit.nobs, fit.sample) == (100 - most, f"{1920 + most}–2019")


def test_hac_errors_are_those_of_statsmodels():
    fit = ardl(series(), dependent="y", lags=1, cov_type="HAC")
    y, X = by_hand(series(), {"y": 1, "x1": 1}, "c")
    direct = sm.OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": 3})
    np.testing.assert_allclose(fit.bse, direct.bse, rtol=1e-7)
    assert "bandwidth 3" in fit.fit.errors


@pytest.mark.parametrize("ic", ["aic", "bic"])
def test_lags_have_the_least_criterion_on_one_sample(ic):
    frame = series(80, seed=2, number=2)
    fit = ardl(frame, dependent="y", ic=ic, max_lags=3)
    assert len(fit.selection) == 3 * 4 * 4
    values = {}
    for orders in fit.selection.index:
        names = dict(zip(["x1", "x2"], orders[1:], strict=True))
        direct = ARDL(frame["y"], orders[0], frame[["x1", "x2"]], names, hold_back=3).fit()
        values[orders] = getattr(direct, ic)
    best = min(values, key=values.__getitem__)
    assert tuple(fit.orders.values()) == best == fit.selection.index[0]
    gap = fit.selection[ic] - fit.selection[ic].iloc[0]
    expected = [values[orders] - values[best] for orders in fit.selection.index]
    np.testing.assert_allclose(gap, expected, atol=1e-8)


# ---------------------------------------------------------------- the long run


@pytest.mark.parametrize("trend", ["n", "c", "ct"])
@pytest.mark.parametrize("orders", SHAPES, ids=str)
def test_the_long_run_is_sums_of_lags(orders, trend):
    fit = ardl(frame_of(orders), dependent="y", lags=orders, trend=trend)
    p = fit.params
    rest = 1 - sum(p[f"y.L{i}"] for i in range(1, orders["y"] + 1))
    for name, order in orders.items():
        if name != "y":
            total = sum(p[f"{name}.L{i}"] for i in range(order + 1))
            assert fit.long_run.loc[name, "params"] == pytest.approx(total / rest, rel=1e-12)
    if trend != "n":
        term = {"c": "const", "ct": "trend"}[trend]
        assert fit.long_run.loc[term, "params"] == pytest.approx(p[term] / rest, rel=1e-12)
    assert fit.adjustment.speed == pytest.approx(-rest, rel=1e-12)


@pytest.mark.parametrize("trend", ["n", "c"])
def test_the_sign_is_that_of_the_relation_not_of_the_vector(trend):
    frame = series(number=2)
    fit = ardl(frame, dependent="y", lags=2, trend=trend)
    error_correction = UECM(frame["y"], 2, frame[["x1", "x2"]], 2, trend=trend).fit()
    for name in ("x1", "x2", "const")[: 3 if trend == "c" else 2]:
        vector = error_correction.ci_params[name]
        assert fit.long_run.loc[name, "params"] == pytest.approx(-vector, rel=1e-7)
        assert fit.long_run.loc[name, "bse"] == pytest.approx(
            error_correction.ci_bse[name], rel=1e-7
        )
    assert fit.long_run.loc["x1", "lower"] > 0  # θ is 0.8
    phi = error_correction.params["y.L1"]
    assert fit.long_run.loc["x1", "params"] == pytest.approx(
        -error_correction.params["x1.L1"] / phi, rel=1e-7
    )
    assert fit.adjustment.speed == pytest.approx(phi, rel=1e-7)
    assert fit.adjustment.bse == pytest.approx(error_correction.bse["y.L1"], rel=1e-7)


@pytest.mark.parametrize("trend", ["n", "c", "ct"])
@pytest.mark.parametrize("orders", SHAPES, ids=str)
def test_delta_errors_have_the_numerical_gradient(orders, trend):
    fit = ardl(frame_of(orders), dependent="y", lags=orders, trend=trend)
    terms, params = fit.long_run_map, fit.params.to_numpy()
    gradient = np.empty((len(terms.terms), len(params)))
    for k in range(len(params)):
        step = np.zeros(len(params))
        step[k] = 1e-6
        gradient[:, k] = (terms.value(params + step) - terms.value(params - step)) / 2e-6
    np.testing.assert_allclose(terms.gradient(params), gradient, rtol=1e-5, atol=1e-7)
    cov = fit.result.cov_params().to_numpy()
    expected = np.sqrt(np.diag(gradient @ cov @ gradient.T))
    np.testing.assert_allclose(fit.long_run["bse"], expected, rtol=1e-5)


def test_y_comes_to_rest_at_the_long_run():
    """Without shocks and with x held, the fitted equation ends where the table says."""
    fit = ardl(series(), dependent="y", lags=2)
    p, y, x = fit.params, [0.0, 5.0], 2.0
    for _ in range(400):
        y.append(p["const"] + p["y.L1"] * y[-1] + p["y.L2"] * y[-2] + p.filter(like="x1").sum() * x)
    theta = fit.long_run["params"]
    assert y[-1] == pytest.approx(theta["const"] + theta["x1"] * x, rel=1e-10)


def test_with_a_trend_y_grows_along_it():
    fit = ardl(series(), dependent="y", lags=2, trend="ct")
    p, y = fit.params, [0.0, 0.0]
    for t in range(600):
        y.append(p["const"] + p["trend"] * t + p["y.L1"] * y[-1] + p["y.L2"] * y[-2])
    assert y[-1] - y[-2] == pytest.approx(fit.long_run.loc["trend", "params"], rel=1e-6)


def test_the_long_run_is_found():
    fit = ardl(series(4_000), dependent="y", lags=2)
    assert fit.long_run.loc["x1", "params"] == pytest.approx(0.8, abs=0.01)
    assert fit.adjustment.speed == pytest.approx(-0.4, abs=0.02)


@given(st.floats(-1.99, -0.01))
def test_half_lives_halve_a_gap(speed):
    terms = ardl(series(40), dependent="y", lags=1).long_run_map
    params = np.array([0.0, 1 + speed, 0.0, 0.0])
    found = adjustment(params, np.eye(4) * 0.04, terms)
    assert found.bse == pytest.approx(0.2)
    if abs(1 + speed) > 1e-9:
        assert abs(1 + speed) ** found.half_life == pytest.approx(0.5)
    assert found.largest_root == pytest.approx(abs(1 + speed), abs=1e-12)
    assert ("oscillates" in str(found)) is (speed < -1)


def test_units_scale_the_long_run():
    fit, scaled = (
        ardl(frame, dependent="y", lags=2) for frame in (series(), series() * [1e3, 1e-2])
    )
    for column in ("params", "bse"):
        assert scaled.long_run.loc["x1", column] == pytest.approx(
            1e5 * fit.long_run.loc["x1", column], rel=1e-6
        )
    f, g = (one.bounds_test()["PSS F"].statistic for one in (fit, scaled))
    assert f == pytest.approx(g, rel=1e-6)


# ---------------------------------------------------------------- the bounds test


@pytest.mark.parametrize(("case", "trend"), [(1, "n"), (2, "c"), (3, "c"), (4, "ct"), (5, "ct")])
@pytest.mark.parametrize("number", [1, 2])
def test_f_is_that_of_the_error_correction_form(case, trend, number):
    frame = series(number=number)
    fit = ardl(frame, dependent="y", lags=2, trend=trend)
    error_correction = UECM(frame["y"], 2, frame.iloc[:, 1:], 2, trend=trend).fit()
    direct = error_correction.bounds_test(case=case)
    table = fit.bounds_test(case, draws=50)
    assert table["PSS F"].statistic == pytest.approx(direct.statistic, rel=1e-7)
    if case in (1, 3, 5):
        phi = error_correction.tvalues["y.L1"]
        assert table["PSS t"].statistic == pytest.approx(phi, rel=1e-7)
    else:
        assert len(table) == 1


def test_f_compares_two_sums_of_squares():
    """Also where a regressor has no lag, which the error-correction form of statsmodels refuses."""
    frame = series()
    y, X = by_hand(frame, {"y": 2, "x1": 0}, "c")
    steps = np.diff(frame["y"].to_numpy())
    small = np.column_stack([np.ones(98), steps[:-1]])
    resid = steps[1:] - small @ np.linalg.lstsq(small, steps[1:], rcond=None)[0]
    full = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    expected = (resid @ resid - full @ full) / 2 / (full @ full / (98 - 4))
    fit = ardl(frame, dependent="y", lags={"y": 2, "x1": 0})
    assert fit.bounds_test()["PSS F"].statistic == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("regressors", "case", "level", "low", "high"),
    [
        (1, 3, 0.10, 4.04, 4.78),
        (1, 3, 0.05, 4.94, 5.73),
        (1, 3, 0.01, 6.84, 7.84),
        (2, 3, 0.05, 3.79, 4.85),
        (1, 5, 0.05, 6.56, 7.30),
    ],
)
def test_bounds_are_those_of_pesaran_shin_and_smith(regressors, case, level, low, high):
    """Their table CI, from 40,000 samples; ours, from 32 million, differ in the second decimal."""
    found = _bounds.asymptotic(5.0, regressors, case, level).critical
    assert found == pytest.approx((low, high), rel=0.012)


@pytest.mark.parametrize("case", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("regressors", [1, 2])
def test_simulated_bounds_come_near_the_tables(regressors, case):
    f, t = _bounds.simulate(regressors, case, 400, 6_000, 1)
    for row, drifting in enumerate((False, True)):
        table = pss_critical_values.crit_vals[(regressors, case, drifting)]
        assert np.quantile(f[row], 0.90) == pytest.approx(table[0], rel=0.06)
        assert np.quantile(f[row], 0.95) == pytest.approx(table[1], rel=0.06)
    # with regressors that do not drift, t is Dickey and Fuller's
    trend = {1: "n", 3: "c", 5: "ct"}.get(case)
    if trend:
        assert np.quantile(t[0], 0.05) == pytest.approx(mackinnoncrit(1, trend)[1], abs=0.08)
        assert np.quantile(t[1], 0.05) < np.quantile(t[0], 0.05)


def test_p_values_agree_with_critical_values():
    for regressors in (1, 3, 10):
        for case in range(1, 6):
            for level in (0.10, 0.05, 0.01):
                for side in (0, 1):
                    critical = _bounds.asymptotic(5.0, regressors, case, level).critical[side]
                    pvalue = _bounds.asymptotic(critical, regressors, case, level).pvalues[side]
                    assert pvalue == pytest.approx(level, rel=0.05)


def test_more_simulated_samples_continue_fewer():
    few, more = (_bounds.simulate(1, 3, 40, draws, 7)[0] for draws in (500, 2_500))
    np.testing.assert_array_equal(more[:, :500], few)


def test_verdicts_in_words():
    bounds = _bounds.Bounds((4.9, 5.7), (0.04, 0.07))
    null = "no relation"
    below, within, beyond = (between("PSS F", null, f, bounds, 0.05, {}) for f in (4, 5, 6))
    assert below.verdict == "no relation is not rejected at 5 % (bounds 4.90 and 5.70)"
    assert within.verdict.startswith("inconclusive at 5 % (bounds 4.90 and 5.70): no relation is")
    assert beyond.verdict.startswith("no relation is rejected at 5 %, whatever the regressors")
    assert [test.rejected for test in (below, within, beyond)] == [False, False, True]
    tails = _bounds.Bounds((-2.86, -3.22), (0.04, 0.07))
    words = [between("PSS t", null, t, tails, 0.05, {}).verdict for t in (-2, -3, -4)]
    assert "not rejected" in words[0]
    assert "inconclusive" in words[1]
    assert "whatever" in words[2]


def test_the_bounds_test_says_what_it_rests_on():
    fit = ardl(series(), dependent="y", lags=2)
    test = fit.bounds_test()["PSS F"]
    assert test.null == "no relation in levels of y with x1"
    assert test.rejected
    assert test.detail["case"] == "3, a constant outside the relation"
    assert test.pvalue == test.detail["p of I(1)"] or test.pvalue < 1e-3
    assert fit.bounds_test().references.startswith("@article{PesaranShinSmith2001")
    small = fit.bounds_test(draws=2_000, rng=1)
    assert [row.name for row in small] == ["PSS F", "PSS t"]
    assert small["PSS F"].detail["bounds"] == "2,000 simulated samples of 98"
    assert small["PSS F"].detail["I(1) bound"] == pytest.approx(5.72, rel=0.1)


def test_the_bounds_test_keeps_its_level_without_a_relation():
    rejections = []
    for seed in range(300):
        y = np.random.default_rng(seed).normal(size=(100, 2)).cumsum(axis=0)
        frame = pd.DataFrame(
            y, columns=["y", "x"], index=pd.period_range("1900", periods=100, freq="Y")
        )
        rejections.append(ardl(frame, dependent="y", lags=1).bounds_test()["PSS F"].rejected)
    assert 0.02 < np.mean(rejections) < 0.10  # 5 %, with a standard error of 1.3


# ---------------------------------------------------------------- diagnostics and warnings


def test_diagnostics_are_those_of_statsmodels():
    fit = ardl(series(), dependent="y", lags=2)
    y, X = by_hand(series(), {"y": 2, "x1": 2}, "c")
    direct = sm.OLS(y, X).fit()
    table = fit.diagnostics(lags=3)
    godfrey = acorr_breusch_godfrey(direct, nlags=3, result_object=False)
    assert table["Breusch–Godfrey"].statistic == pytest.approx(godfrey[0], rel=1e-7)
    assert table["Breusch–Godfrey"].pvalue == pytest.approx(godfrey[1], rel=1e-6)
    statistic, *_ = het_breuschpagan(direct.resid, X)
    assert table["Breusch–Pagan"].statistic == pytest.approx(statistic, rel=1e-7)
    skew, kurtosis = (np.mean(direct.resid**k) / direct.resid.std() ** k for k in (3, 4))
    shape = 98 / 6 * (skew**2 + (kurtosis - 3) ** 2 / 4)
    assert table["Jarque–Bera"].statistic == pytest.approx(shape, rel=1e-7)
    assert "up to lag 3" in table["Breusch–Godfrey"].null
    assert fit.diagnostics()["Breusch–Godfrey"].detail["lags"] == 2
    quarterly = series().set_axis(pd.period_range("1990Q1", periods=100, freq="Q"))
    table = ardl(quarterly, dependent="y", lags=2).diagnostics()
    assert table["Breusch–Godfrey"].detail["lags"] == 4


def test_autocorrelation_is_warned_of():
    frame = series(seed=1, a=(1.2, -0.7))
    short = ardl(frame, dependent="y", lags=1)
    assert any(w.startswith("autocorrelation: Breusch–Godfrey") for w in short.warnings)
    assert "! autocorrelation" in str(short)
    assert not ardl(frame, dependent="y", lags=2).warnings


def test_growth_without_return_is_warned_of():
    rng = np.random.default_rng(0)
    y = np.ones(60)
    for t in range(1, 60):
        y[t] = 1.05 * y[t - 1] + rng.normal(scale=0.05)
    frame = series(60).assign(y=y)
    fit = ardl(frame, dependent="y", lags=1)
    assert fit.warnings[0].startswith("no error correction: the adjustment 0.0")
    assert math.isnan(fit.adjustment.half_life)
    assert "no return" in str(fit.adjustment)


def test_a_root_beyond_the_circle_is_warned_of():
    rng = np.random.default_rng(0)
    y = np.ones(60)
    for t in range(2, 60):  # roots of modulus 1.02, though φ is −1.44: an explosive cycle
        y[t] = 0.6 * y[t - 1] - 1.04 * y[t - 2] + rng.normal(scale=0.05)
    fit = ardl(series(60).assign(y=y), dependent="y", lags={"y": 2, "x1": 0})
    assert -2 < fit.adjustment.speed < 0
    assert any(w.startswith("unstable: a root of modulus 1.0") for w in fit.warnings)


def test_little_room_is_warned_of():
    fit = ardl(series(26), dependent="y", lags=3)
    assert any(w.startswith("little room: 23 observations") for w in fit.warnings)


# ---------------------------------------------------------------- the bootstrap


def refitted(fit, y: np.ndarray) -> np.ndarray:
    """The long run of a rebuilt y, by statsmodels."""
    others = [name for name in fit.orders if name != "y"]
    again = ARDL(
        pd.Series(y, fit.data.index, name="y"),
        fit.orders["y"],
        fit.data[others],
        {name: fit.orders[name] for name in others},
        fit.trend,
    ).fit()
    p = again.params
    rest = 1 - sum(p[f"y.L{i}"] for i in range(1, fit.orders["y"] + 1))
    sums = [sum(p[f"{name}.L{i}"] for i in range(fit.orders[name] + 1)) for name in others]
    first = {"n": [], "c": ["const"], "ct": ["trend"]}[fit.trend]
    return np.array([*(p[name] for name in first), *sums]) / rest


@pytest.mark.parametrize("trend", ["n", "c", "ct"])
@pytest.mark.parametrize("orders", SHAPES, ids=str)
def test_draws_are_refits_of_rebuilt_samples(orders, trend):
    fit = ardl(frame_of(orders), dependent="y", lags=orders, trend=trend)
    (y, X), most = fit.design, fit.hold_back
    first = fit.data["y"].to_numpy()[most - orders["y"] : most]
    problem = ardl_bootstrap._Problem.of(y.to_numpy(), X.to_numpy(), first, fit.long_run_map)
    shocks = np.random.default_rng(5).normal(scale=0.5, size=(len(y), 4))
    rebuilt = problem.rebuild(shocks)
    theta, speed = problem.refit(rebuilt)
    for draw in range(4):
        path = fit.data["y"].to_numpy().copy()
        for t in range(len(y)):  # the recursion, one number at a time
            row = X.to_numpy()[t].copy()
            own = fit.long_run_map.memory.astype(bool)
            row[own] = [path[most + t - lag] for lag in range(1, orders["y"] + 1)]
            path[most + t] = row @ fit.params.to_numpy() + shocks[t, draw]
        np.testing.assert_allclose(rebuilt[orders["y"] :, draw], path[most:], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(theta[draw], refitted(fit, path), rtol=1e-8, atol=1e-8)
    assert speed.shape == (4,)


def test_without_shocks_of_its_own_a_draw_is_the_sample():
    fit = ardl(series(), dependent="y", lags=2)
    y, X = fit.design
    first = fit.data["y"].to_numpy()[:2]
    problem = ardl_bootstrap._Problem.of(y.to_numpy(), X.to_numpy(), first, fit.long_run_map)
    again, speed = problem.refit(problem.rebuild(fit.resid.to_numpy()[:, None]))
    np.testing.assert_allclose(again[0], fit.long_run["params"], rtol=1e-8)
    assert speed[0] == pytest.approx(fit.adjustment.speed, rel=1e-8)


@pytest.mark.parametrize("method", ["residual", "wild"])
def test_bootstrap_and_delta_errors_agree_in_a_long_sample(method):
    fit = ardl(series(400), dependent="y", lags=2)
    found = bootstrap_long_run(fit, draws=4_000, rng=1, method=method)
    np.testing.assert_allclose(found.bse, fit.long_run["bse"], rtol=0.08)
    np.testing.assert_allclose(found.draws.median(), fit.long_run["params"], rtol=0.02)
    bounds = found.conf_int()
    np.testing.assert_allclose(bounds[0], fit.long_run["lower"], atol=0.3 * found.bse.max())


def test_the_wild_bootstrap_sees_changing_variance():
    """Shocks that are larger where x is far from its mean make θ less certain."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=400), np.zeros(400)
    for t in range(1, 400):
        y[t] = 0.4 * y[t - 1] + x[t] + abs(x[t]) ** 2 * rng.normal()
    frame = pd.DataFrame({"y": y, "x": x}, index=pd.period_range("1920Q1", periods=400, freq="Q"))
    robust = ardl(frame, dependent="y", lags={"y": 1, "x": 0}, cov_type="HC0")
    usual = ardl(frame, dependent="y", lags={"y": 1, "x": 0})
    wild, plain = (
        bootstrap_long_run(usual, draws=4_000, rng=1, method=method).bse["x"]
        for method in ("wild", "residual")
    )
    assert wild == pytest.approx(robust.long_run.loc["x", "bse"], rel=0.10)
    assert plain == pytest.approx(usual.long_run.loc["x", "bse"], rel=0.10)
    assert wild > 1.3 * plain


def test_shocks_are_residuals():
    resid = np.array([3.0, -1.0, 4.0])
    rng = np.random.default_rng(0)
    drawn = ardl_bootstrap._shocks(resid, "residual", rng)
    np.testing.assert_allclose(np.unique(drawn), np.sort(resid - 2))
    signed = ardl_bootstrap._shocks(resid, "wild", rng)
    np.testing.assert_allclose(np.abs(signed), np.abs(resid)[:, None] * np.ones((1, 1_000)))
    assert abs(np.sign(signed).mean()) < 0.05


def test_one_seed_gives_one_set_of_draws():
    fit = ardl(series(60), dependent="y", lags=1)
    few = bootstrap_long_run(fit, draws=700, rng=3).draws
    more = bootstrap_long_run(fit, draws=2_300, rng=3).draws
    pd.testing.assert_frame_equal(more.iloc[:700], few)
    seed = np.random.SeedSequence(3)
    for _ in range(2):  # a seed is not used up
        pd.testing.assert_frame_equal(bootstrap_long_run(fit, draws=700, rng=seed).draws, few)
    rng = np.random.default_rng(3)
    first, second = (bootstrap_long_run(fit, draws=50, rng=rng).draws for _ in range(2))
    assert not first.equals(second)
    assert not bootstrap_long_run(fit, draws=700, rng=4).draws.equals(few)


def test_the_bootstrap_offers_tables_and_a_picture():
    fit = ardl(series(60), dependent="y", lags=1)
    found = fit.bootstrap(draws=500, rng=1)
    frame = found.to_frame()
    assert list(frame.columns) == ["params", "median", "bse", "lower", "upper"]
    np.testing.assert_allclose(frame["params"], fit.long_run["params"])
    np.testing.assert_allclose(frame["lower"], found.draws.quantile(0.025))
    basic = found.conf_int(kind="basic")
    np.testing.assert_allclose(basic[0], 2 * found.estimates - found.draws.quantile(0.975))
    assert "500 draws, recursive" in str(found)
    assert r"\toprule" in found.to_latex()
    assert found.plot().get_xlabel() == "long-run coefficient of x1"
    assert "@book" in found.references


def test_draws_without_a_long_run_are_warned_of():
    y = np.random.default_rng(2).normal(size=40).cumsum() + 0.02 * np.arange(40) ** 2
    found = ardl(series(40).assign(y=y), dependent="y", lags=1).bootstrap(draws=500, rng=1)
    share = np.mean((found.adjustment >= 0) | (found.adjustment <= -2))
    assert share > 0.01
    assert found.warnings[0].startswith("draws without error correction")


# ---------------------------------------------------------------- what a reader sees


def test_the_summary_says_null_errors_and_sample():
    fit = ardl(series(), dependent="y", max_lags=2)
    text = fit.summary().as_text()
    assert "Null of each p-value: the coefficient is zero" in text
    assert "errors: one variance for all disturbances" in text
    assert "Lags by AIC, least of 6 combinations on one sample" in text
    assert "closes half of a gap" in text
    assert "Long run" in text
    latex = fit.to_latex()
    assert "Errors: one variance for all disturbances, delta method" in latex
    assert fit.plot().get_title() == "long run of y"
    assert fit.references.startswith("@article")
    assert len(fit.to_frame()) == len(fit.params) == len(fit.bse) == len(fit.pvalues)


def test_the_input_is_not_changed():
    frame = series()
    ardl(frame, dependent="y", max_lags=2).bootstrap(draws=10)
    pd.testing.assert_frame_equal(frame, series())


HOLE = series()
HOLE.loc["1950", "x1"] = np.nan


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ardl(series(30), dependent="y", lags=12), "leaves 18 observations for 26 coeff"),
        (lambda: ardl(series(30), dependent="y", max_lags=12), "leaves 18 observations"),
        (lambda: ardl(HOLE, dependent="y"), "x1 is missing in 1950"),
        (lambda: ardl(series().drop(index="1950"), dependent="y"), "1949 to 1951"),
        (lambda: ardl(series().reset_index(drop=True), dependent="y"), "no frequency"),
        (lambda: ardl(series().assign(x1=3.0), dependent="y"), "same in all periods"),
        (lambda: ardl(series().assign(z=lambda f: 2 * f["x1"]), dependent="y"), "combination of"),
        (lambda: ardl(series().assign(y=lambda f: 2 * f["x1"]), dependent="y", lags=1), "combin"),
        (lambda: ardl(series(), dependent="y", lags=0), "whole number, 1 or more"),
        (lambda: ardl(series(), dependent="y", lags={"y": 0, "x1": 1}), "lags of y"),
        (lambda: ardl(series(), dependent="y", lags={"y": 1}), "no lags are given for x1"),
        (lambda: ardl(series(number=6), dependent="y", max_lags=5), "too many to try"),
        (lambda: ardl(series(), dependent="y", lags=1, maxlags=3), "has no bandwidth"),
        (lambda: ardl(series(), dependent="y", start=2005), "15 observations.*at least 20"),
        (lambda: ardl(series(), dependent="y", lags=1).bounds_test(5), "fit with trend='ct'"),
        (lambda: bootstrap_long_run(ardl(series(), dependent="y", lags=1), draws=0), "1 or more"),
        (lambda: ardl(series(), dependent="y", lags=1).bootstrap(rng="x"), "is no seed"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(DataError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ardl(series(), dependent="z"), "no column ‘z’"),
        (lambda: ardl(series(), dependent="y", lags={"y": 1, "x11": 1}), "did you mean ‘x1’"),
        (lambda: ardl(series(), dependent="y", ic="hq"), "there is: aic, bic"),
        (lambda: ardl(series(), dependent="y", trend="t"), "no trend ‘t’"),
        (lambda: ardl(series(), dependent="y", lags=1, cov_type="cluster"), "no covariance"),
        (lambda: ardl(series(), dependent="y", lags=1).bounds_test(6), "no case ‘6’"),
        (lambda: ardl(series(), dependent="y", lags=1).bounds_test(level=0.07), "no level"),
        (lambda: ardl(series(), dependent="y", lags=1).bootstrap(method="pairs"), "no method"),
        (
            lambda: ardl(series(), dependent="y", lags=1).bootstrap(draws=9).conf_int(kind="bca"),
            "there is: percentile, basic",
        ),
    ],
)
def test_an_unknown_name_is_named(call, message):
    with pytest.raises(UnknownNameError, match=message):
        call()
