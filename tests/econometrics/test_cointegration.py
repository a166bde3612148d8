"""Cointegration against hand-written regressions, likelihoods and simulated distributions."""

from __future__ import annotations

import math
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize_scalar
from statsmodels.tsa.coint_tables import c_sja, c_sjt
from statsmodels.tsa.stattools import coint
from statsmodels.tsa.vector_ar.vecm import VECM, coint_johansen

from capital.econometrics._reduced_rank import clean, eigenvalues
from capital.econometrics.cointegration import (
    cointegrating_regression,
    engle_granger,
    johansen,
    vecm,
)
from capital.errors import DataError, MissingExtraError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def dated(values: np.ndarray, names: str = "yxzabcdefghijk") -> pd.DataFrame:
    index = pd.period_range("1900", periods=len(values), freq="Y")
    return pd.DataFrame(values, index=index, columns=list(names)[: values.shape[1]])


def pair(nobs: int = 100, seed: int = 0, theta: float = 0.8, speed: float = 0.4) -> pd.DataFrame:
    """y closes `speed` of its gap to θx; x walks by itself."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=nobs).cumsum(), np.zeros(nobs)
    for t in range(1, nobs):
        y[t] = y[t - 1] - speed * (y[t - 1] - theta * x[t - 1]) + rng.normal(scale=0.5)
    return dated(np.column_stack([y, x]))


def walks(nobs: int = 100, number: int = 2, seed: int = 0) -> pd.DataFrame:
    return dated(np.random.default_rng(seed).normal(size=(nobs, number)).cumsum(axis=0))


def least_squares(y: np.ndarray, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    return beta, y - X @ beta


def long_run_variance(u: np.ndarray, width: int) -> float:
    total = u @ u
    for lag in range(1, width + 1):
        total += 2 * (1 - lag / (width + 1)) * (u[lag:] @ u[:-lag])
    return total / len(u)


# ---------------------------------------------------------------- Engle and Granger


@pytest.mark.parametrize("trend", ["c", "ct"])
@pytest.mark.parametrize("lags", [0, 2])
def test_engle_granger_is_two_regressions(trend, lags):
    frame = pair()
    test = engle_granger(frame, dependent="y", trend=trend, lags=lags)["Engle–Granger"]
    terms = [np.ones(100), np.arange(100)][: len(trend)]
    _, resid = least_squares(frame["y"].to_numpy(), np.column_stack([*terms, frame["x"]]))
    steps = np.diff(resid)
    rows = np.arange(lags, len(steps))
    X = np.column_stack([resid[rows], *(steps[rows - i] for i in range(1, lags + 1))])
    beta, left = least_squares(steps[rows], X)
    variance = left @ left / (len(rows) - X.shape[1])
    error = math.sqrt(variance * np.linalg.inv(X.T @ X)[0, 0])
    assert test.statistic == pytest.approx(beta[0] / error, rel=1e-9)
    assert test.detail["lag"] == lags


@pytest.mark.parametrize("trend", ["c", "ct"])
@pytest.mark.parametrize("frame", [pair(), walks(), walks(80, 3)], ids=["pair", "two", "three"])
def test_engle_granger_agrees_with_statsmodels(frame, trend):
    test = engle_granger(frame, dependent="y", trend=trend)["Engle–Granger"]
    nobs = len(frame)
    most = min(math.ceil(12 * (nobs / 100) ** 0.25), int(0.15 * nobs) - 2)
    direct = coint(frame["y"], frame.iloc[:, 1:], trend, maxlag=most, return_results=False)
    assert (test.statistic, test.pvalue) == pytest.approx((direct[0], direct[1]))


def test_engle_granger_tells_a_pair_from_two_walks():
    assert engle_granger(pair(), dependent="y")["Engle–Granger"].rejected
    test = engle_granger(walks(), dependent="x")["Engle–Granger"]
    assert test.verdict == "no long-run relation of x with y is not rejected at 5 %"


def test_engle_granger_keeps_its_level():
    rejections = [
        engle_granger(walks(100, 2, seed), dependent="y", lags=0)["Engle–Granger"].rejected
        for seed in range(400)
    ]
    assert 0.025 < np.mean(rejections) < 0.085  # 5 %, with a standard error of 1.1


def test_engle_granger_ignores_units():
    expected = engle_granger(pair(), dependent="y")["Engle–Granger"].statistic
    for frame in (pair() * 1e6, pair() * [1e-3, 1e4] + [5, -7]):
        found = engle_granger(frame, dependent="y")["Engle–Granger"].statistic
        assert found == pytest.approx(expected, rel=1e-6)


# ---------------------------------------------------------------- Johansen


@pytest.mark.parametrize("det_order", [-1, 0])
@pytest.mark.parametrize("lags", [1, 2, 3])
def test_johansen_agrees_with_statsmodels_where_that_is_right(det_order, lags):
    frame = pair().assign(z=walks(100, 1, 5)["y"].to_numpy())
    found = johansen(frame, det_order=det_order, lags=lags)
    direct = coint_johansen(frame, det_order, lags)
    np.testing.assert_allclose(found.eigenvalues, direct.eig, rtol=1e-7)
    statistics = [test.statistic for test in found.tests]
    np.testing.assert_allclose(statistics, [*direct.lr1, *direct.lr2], rtol=1e-7)
    first = direct.evec[:, 0] / direct.evec[0, 0]
    np.testing.assert_allclose(found.vectors["relation 1"], first, rtol=1e-6)
    critical = [test.detail["critical value"] for test in found.tests]
    np.testing.assert_allclose(critical, [*direct.cvt[:, 1], *direct.cvm[:, 1]], atol=1e-3)


@pytest.mark.parametrize(("det_order", "terms"), [(-1, "n"), (0, "co"), (1, "colo")])
@pytest.mark.parametrize("lags", [0, 1, 2])
def test_johansen_is_the_gain_in_likelihood(det_order, terms, lags):
    frame = pair().assign(z=walks(100, 1, 5)["y"].to_numpy())
    tests = johansen(frame, det_order=det_order, lags=lags).tests
    fits = [
        VECM(frame.to_numpy(), k_ar_diff=lags, coint_rank=rank, deterministic=terms).fit().llf
        for rank in (1, 2)
    ]
    gain = 2 * (fits[1] - fits[0])
    assert tests["maximum eigenvalue, r = 1"].statistic == pytest.approx(gain, rel=1e-8)


def test_eigenvalues_are_squared_canonical_correlations():
    y = walks(60).to_numpy()
    cleaned = clean(y, 1, "c")
    a, b = cleaned.differences, cleaned.levels
    matrix = np.linalg.inv(b.T @ b) @ b.T @ a @ np.linalg.inv(a.T @ a) @ a.T @ b
    expected = np.sort(np.linalg.eigvals(matrix).real)[::-1]
    values, vectors = eigenvalues(cleaned)
    np.testing.assert_allclose(values, expected, rtol=1e-9)
    np.testing.assert_allclose(matrix @ vectors, vectors * values, atol=1e-12)


@pytest.mark.parametrize(("det_order", "power"), [(-1, 0), (0, 1), (1, 2)])
def test_critical_values_are_those_of_simulated_walks(det_order, power):
    """The drift has to be there: the tables suppose the trend that the terms allow."""
    rng, nobs = np.random.default_rng(1), 300
    drift = (np.arange(nobs) / nobs) ** power * 200 * (power > 0)
    terms, draws = {-1: "n", 0: "c", 1: "ct"}[det_order], []
    for _ in range(1_000):
        y = rng.normal(size=(nobs, 2)).cumsum(axis=0)
        y[:, 0] += drift
        values = -(nobs - 1) * np.log1p(-eigenvalues(clean(y, 0, terms))[0])
        draws.append([values.sum(), values[0]])
    trace, most = np.quantile(draws, 0.95, axis=0)
    assert trace == pytest.approx(c_sjt(2, det_order)[1], rel=0.07)
    assert most == pytest.approx(c_sja(2, det_order)[1], rel=0.07)


def test_the_rank_is_said_in_words():
    one = johansen(pair())
    assert one.rank == 1
    assert one.verdict.startswith("one long-run relation (trace tests at 5 %")
    assert one.vectors.loc["x", "relation 1"] == pytest.approx(-0.8, abs=0.1)
    assert (one.tests.sample, one.tests.nobs) == ("1902–1999", 98)
    none = johansen(walks(100, 2, 7))
    assert (
        none.verdict == "no long-run relation (trace tests at 5 %; the maximum eigenvalue agrees)"
    )
    noise = dated(np.random.default_rng(0).normal(size=(100, 2)))
    assert johansen(noise, det_order=-1).verdict.startswith("every series is stationary by itself")
    test = none.tests["trace, r = 1"]
    assert test.null == "at most one long-run relation"
    assert test.detail["critical value"] == 3.841  # χ²(1)
    assert "@book{Johansen1995" in one.references
    assert r"\toprule" in one.to_latex()
    assert len(one.to_frame()) == 4
    assert one.verdict in str(one)


def test_verdict_p_and_critical_value_agree():
    for level in (0.10, 0.05, 0.01):
        for seed in range(8):
            for test in johansen(walks(60, 2, seed), level=level).tests:
                assert test.rejected is (test.statistic > test.detail["critical value"])
                if math.isnan(test.pvalue):
                    assert test.detail["p-value"] in ("below 0.01", "above 0.10")
                else:
                    assert test.rejected is (test.pvalue < level)


def test_the_small_sample_correction_scales():
    plain, less = johansen(pair(60), lags=2), johansen(pair(60), lags=2, small_sample=True)
    for before, after in zip(plain.tests, less.tests, strict=True):
        assert after.statistic == pytest.approx(before.statistic * (57 - 2 * 3) / 57)
    assert "Reinsel" in next(iter(less.tests)).detail["correction"]


def test_johansen_ignores_a_change_of_basis():
    frame = walks(80, 3)
    mixed = dated(frame.to_numpy() @ np.array([[1, 2, 0], [0, 1, -1], [3, 0, 1.0]]) + 4)
    np.testing.assert_allclose(johansen(mixed).eigenvalues, johansen(frame).eigenvalues, rtol=1e-8)


# ---------------------------------------------------------------- the line


@pytest.mark.parametrize("trend", ["n", "c", "ct"])
@pytest.mark.parametrize(("lags", "leads"), [(0, 0), (2, 1)])
def test_dynamic_ols_by_hand(trend, lags, leads):
    frame, width = pair(), 3
    fit = cointegrating_regression(
        frame, dependent="y", trend=trend, lags=lags, leads=leads, bandwidth=width
    )
    y, x = frame["y"].to_numpy(), frame["x"].to_numpy()
    rows = np.arange(1 + lags, 100 - leads)
    steps = np.concatenate([[np.nan], np.diff(x)])
    terms = [np.ones(100), np.arange(1.0, 101)][: len(trend.strip("n"))]
    columns = [x, *terms, *(np.roll(steps, i) for i in range(-leads, lags + 1))]
    X = np.column_stack([column[rows] for column in columns])
    beta, resid = least_squares(y[rows], X)
    variance = long_run_variance(resid, width) * len(rows) / (len(rows) - X.shape[1])
    errors = np.sqrt(variance * np.diag(np.linalg.inv(X.T @ X)))
    assert fit.params["x"] == pytest.approx(beta[0], rel=1e-9)
    assert fit.bse["x"] == pytest.approx(errors[0], rel=1e-9)
    np.testing.assert_allclose(fit.resid, resid, atol=1e-9)
    assert fit.sample == f"{1901 + lags}–{1999 - leads}"
    assert fit.nobs == len(rows)


def test_fully_modified_ols_by_hand():
    frame, width = pair(), 3
    fit = cointegrating_regression(frame, dependent="y", method="fmols", bandwidth=width)
    y, x = frame["y"].to_numpy(), frame["x"].to_numpy()
    _, u = least_squares(y, np.column_stack([x, np.ones(100)]))
    eta = np.column_stack([u[1:], np.diff(x - x.mean())])
    one_sided = eta.T @ eta / 99
    both = one_sided.copy()
    for lag in range(1, width + 1):
        gamma = (1 - lag / (width + 1)) * eta[:-lag].T @ eta[lag:] / 99
        one_sided = one_sided + gamma
        both = both + gamma + gamma.T
    ratio = both[0, 1] / both[1, 1]
    adjusted = y[1:] - ratio * eta[:, 1]
    # what past steps of x say of u, cleaned of what they say of steps of x
    drift = one_sided[1, 0] - ratio * one_sided[1, 1]
    X = np.column_stack([x[1:], np.ones(99)])
    beta = np.linalg.solve(X.T @ X, X.T @ adjusted - [99 * drift, 0])
    np.testing.assert_allclose(fit.params, beta, rtol=1e-9)
    conditional = (both[0, 0] - ratio * both[0, 1]) * 99 / 97
    errors = np.sqrt(conditional * np.diag(np.linalg.inv(X.T @ X)))
    np.testing.assert_allclose(fit.bse, errors, rtol=1e-9)


def test_dynamic_and_modified_estimates_are_less_biased_than_static_ones():
    found = {"ols": [], "dols": [], "fmols": []}
    for seed in range(60):
        rng = np.random.default_rng(seed)
        shocks = rng.normal(size=(60, 2)) @ np.array([[1, 0.8], [0, 0.6]])  # correlated
        x = shocks[:, 1].cumsum()
        u = np.zeros(60)
        for t in range(1, 60):
            u[t] = 0.5 * u[t - 1] + shocks[t, 0]
        for method, values in found.items():
            fit = cointegrating_regression(
                dated(np.column_stack([x + u, x])), dependent="y", method=method
            )
            values.append(fit.params["x"] - 1)
    bias = {method: abs(np.mean(values)) for method, values in found.items()}
    assert bias["dols"] < 0.5 * bias["ols"]
    assert bias["fmols"] < 0.8 * bias["ols"]


def test_the_line_offers_what_every_fit_does():
    fit = cointegrating_regression(pair(), dependent="y")
    assert list(fit.to_frame().columns) == [
        *("params", "bse", "tvalues", "pvalues", "lower", "upper")
    ]
    np.testing.assert_allclose(fit.conf_int(0.10)[0], fit.params - 1.6448536269514722 * fit.bse)
    np.testing.assert_allclose(fit.pvalues, fit.result.arch.pvalues, atol=1e-12)
    assert f"{fit.result.arch.lags} lags and {fit.result.arch.leads} leads" in fit.note
    assert "bandwidth 4" in fit.errors
    assert "dynamic OLS of y" in fit.summary().as_text()
    assert fit.references.count("@article") == 2


def test_without_arch_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "arch.unitroot.cointegration", None)
    for method in ("dols", "fmols"):
        with pytest.raises(MissingExtraError, match=r"needs arch.*capital-toolkit\[econometrics\]"):
            cointegrating_regression(pair(), dependent="y", method=method)
    assert cointegrating_regression(pair(), dependent="y", method="ols").nobs == 100


def test_static_errors_come_with_a_warning():
    fit = cointegrating_regression(pair(), dependent="y", method="ols")
    expected = sm.OLS(pair()["y"], sm.add_constant(pair()["x"])).fit().params
    assert fit.params["x"] == pytest.approx(expected["x"])
    assert fit.warnings[0].startswith("no inference:")
    assert "! no inference" in str(fit)


# ---------------------------------------------------------------- error correction


def concentrated(y: np.ndarray, b: float, exogenous: bool) -> float:
    """Minus the log-likelihood (but for a constant) of β = (1, −b), one lag, by regressions.

    With x exogenous, its equation has no gap, and that of y is given the step of x.
    """
    steps, nobs = np.diff(y, axis=0), len(y) - 2
    gap = y[1:-1] @ np.array([1, -b])
    base = np.column_stack([np.ones(nobs), steps[:-1]])
    full = np.column_stack([base, gap])
    _, of_x = least_squares(steps[1:, 1], base if exogenous else full)
    _, of_y = least_squares(steps[1:, 0], np.column_stack([full, steps[1:, 1]]))
    return nobs / 2 * (np.log(of_x @ of_x / nobs) + np.log(of_y @ of_y / nobs))


@pytest.mark.parametrize("seed", range(3))
def test_long_run_and_exogeneity_maximise_the_likelihood(seed):
    frame = pair(seed=seed)
    y, model = frame.to_numpy(), vecm(frame)
    best = [
        minimize_scalar(lambda b, e=e: concentrated(y, b, e), bracket=(0.7, 0.9), tol=1e-12)
        for e in (False, True)
    ]
    assert model.long_run.loc[("y", "x"), "params"] == pytest.approx(best[0].x, rel=1e-6)
    ratio = 2 * (best[1].fun - best[0].fun)
    assert model.exogeneity["x"].statistic == pytest.approx(ratio, rel=1e-6)


def test_loadings_are_regressions_on_the_gap():
    frame = pair().assign(z=walks(100, 1, 5)["y"].to_numpy())
    model = vecm(frame, lags=2)
    steps = np.diff(frame.to_numpy(), axis=0)
    rows = np.arange(2, len(steps))
    X = np.column_stack([model.gaps["y"], np.ones(len(rows)), steps[rows - 1], steps[rows - 2]])
    beta, resid = least_squares(steps[rows], X)
    alpha = model.loadings.loc["y", "params"]
    np.testing.assert_allclose(alpha, beta[0], rtol=1e-7)
    np.testing.assert_allclose(model.resid, resid, atol=1e-9)
    # the error that a regression gives when β is known
    variance = np.diag(resid.T @ resid) / len(rows)
    errors = np.sqrt(variance * np.linalg.inv(X.T @ X)[0, 0])
    np.testing.assert_allclose(model.loadings.loc["y", "bse"], errors, rtol=0.02)


@pytest.mark.parametrize("terms", ["n", "ci", "co", "coli", "colo"])
def test_gaps_reproduce_the_residuals(terms):
    frame = pair() + np.column_stack([3 + 0.02 * np.arange(100), np.ones(100)])
    model = vecm(frame, deterministic=terms)
    steps = np.diff(frame.to_numpy(), axis=0)
    outside = {"n": 0, "ci": 0, "co": 1, "coli": 1, "colo": 2}[terms]
    time = np.column_stack([np.ones(98), np.arange(98)])[:, :outside]
    X = np.column_stack([model.gaps["y"], time, steps[:-1]])
    beta, resid = least_squares(steps[1:], X)
    np.testing.assert_allclose(model.resid, resid, atol=1e-8)
    np.testing.assert_allclose(model.loadings["params"], beta[0], rtol=1e-6)


def test_the_error_of_the_long_run_is_that_of_the_curvature():
    frame = pair(200)
    y, model = frame.to_numpy(), vecm(frame)
    b, step = model.long_run.loc[("y", "x"), "params"], 1e-3
    curve = [concentrated(y, b + shift, False) for shift in (-step, 0, step)]
    curvature = (curve[0] - 2 * curve[1] + curve[2]) / step**2
    assert model.long_run["bse"].iloc[0] == pytest.approx(curvature**-0.5, rel=0.05)


def test_the_sign_is_that_of_the_relation():
    for theta in (0.8, -0.5):
        row = vecm(pair(theta=theta)).long_run.loc[("y", "x")]
        assert row["lower"] < theta < row["upper"]
        assert abs(row["params"] - theta) < 0.1


def test_who_adjusts():
    model = vecm(pair(seed=4))
    effects = model.loadings["effect"].droplevel("relation")
    assert effects["y"] == "closes the gap"
    assert effects["x"] == "no effect that differs from none"
    assert model.exogeneity["y"].rejected
    assert not model.exogeneity["x"].rejected
    assert model.exogeneity["x"].null == (
        "x does not adjust to the long-run relation (weak exogeneity)"
    )
    turned = vecm(pair(seed=4)[["x", "y"]])
    assert turned.long_run.loc[("x", "y"), "params"] == pytest.approx(
        1 / model.long_run.loc[("y", "x"), "params"], rel=1e-6
    )
    assert turned.loadings.loc[("x", "y"), "effect"] == "closes the gap"


@pytest.mark.parametrize("rank", [1, 2])
def test_exogeneity_comes_near_the_wald_test_in_a_long_sample(rank):
    rng = np.random.default_rng(6)
    z, shocks = rng.normal(size=3_000).cumsum(), rng.normal(size=(3_000, 2))
    y, x = np.zeros(3_000), np.zeros(3_000)
    for t in range(1, 3_000):
        y[t] = y[t - 1] - 0.05 * (y[t - 1] - z[t - 1]) + shocks[t, 0]
        x[t] = x[t - 1] - 0.02 * (rank - 1) * (x[t - 1] + z[t - 1]) + shocks[t, 1]
    model = vecm(dated(np.column_stack([y, x, z])), rank=rank, lags=0)
    result = model.result
    for i, name in enumerate("yxz"):
        cov = result.sigma_u[i, i] * np.linalg.inv(model.gaps.T @ model.gaps)
        if rank == 1:
            assert np.sqrt(cov[0, 0]) == pytest.approx(result.stderr_alpha[i, 0], rel=0.02)
        wald = result.alpha[i] @ np.linalg.inv(cov) @ result.alpha[i]
        assert model.exogeneity[name].statistic == pytest.approx(wald, rel=0.1, abs=0.2)


def test_exogeneity_keeps_its_level():
    tests = [vecm(pair(150, seed)).exogeneity["x"] for seed in range(200)]
    assert np.mean([test.statistic for test in tests]) == pytest.approx(1.0, abs=0.3)  # χ²(1)
    assert 0.015 < np.mean([test.rejected for test in tests]) < 0.11


def test_two_relations_of_three_series():
    rng = np.random.default_rng(2)
    z = rng.normal(size=120).cumsum()
    frame = dated(np.column_stack([0.5 * z, -2 * z, z]) + rng.normal(size=(120, 3)) * [0.3, 0.3, 0])
    model = vecm(frame, rank=2)
    assert model.long_run.loc[("y", "z"), "params"] == pytest.approx(0.5, abs=0.05)
    assert model.long_run.loc[("x", "z"), "params"] == pytest.approx(-2, abs=0.05)
    assert model.exogeneity["z"].detail["degrees of freedom"] == 2
    assert list(model.gaps.columns) == ["y", "x"]
    other = model.loadings.loc[("y", "x"), "effect"]
    assert other in ("not in this relation", "no effect that differs from none")


def test_the_model_says_what_it_rests_on():
    model = vecm(pair())
    assert (model.sample, model.nobs) == ("1902–1999", 98)
    assert model.warnings == ()
    text = str(model)
    assert "Null of each p-value: the coefficient is zero" in text
    assert "a constant outside the relation" in text
    assert r"\caption{Vector error correction" in model.to_latex()
    assert model.to_frame() is model.long_run
    assert len(model.plot().lines) == 2
    assert model.result.alpha.shape == (2, 1)
    assert 'L{\\"u}tkepohl' in model.references


def test_responses_settle_on_the_long_run():
    """After a shock y ends at 0.8 times x, and the errors are those of repeated worlds."""
    model = vecm(pair(400))
    table = model.responses(80)
    theta = model.long_run.loc[("y", "x"), "params"]
    for impulse in "yx":
        ends = [table.loc[(impulse, response, 80), "estimate"] for response in "yx"]
        assert ends[0] == pytest.approx(theta * ends[1], abs=1e-6)
    first = table.xs(0, level="horizon")["estimate"].unstack("impulse")[["y", "x"]]
    u = model.resid.to_numpy()
    expected = np.linalg.cholesky(u.T @ u / len(u))
    np.testing.assert_allclose(first.loc[["y", "x"]], expected, atol=1e-9)
    draws = [vecm(pair(200, seed)).responses(3)["estimate"] for seed in range(100)]
    errors = vecm(pair(200)).responses(3)["bse"]
    inner = errors > 1e-6
    assert np.median(errors[inner] / np.std(draws, axis=0)[inner]) == pytest.approx(1, abs=0.12)


def test_what_is_wrong_is_warned_of():
    assert any("no adjustment: no series" in w for w in vecm(walks(100, 2, 1)).warnings)
    rng = np.random.default_rng(3)
    slow = np.convolve(rng.normal(size=130), np.ones(12))[:120]  # moving sums need many lags
    frame = dated(np.column_stack([rng.normal(size=120).cumsum() + slow, slow.cumsum()]))
    assert any(w.startswith("autocorrelation: portmanteau") for w in vecm(frame, lags=0).warnings)


# ---------------------------------------------------------------- refusals


GAP = pair()
GAP.loc["1950"] = np.nan
IDENTITY = walks(60).assign(z=lambda frame: frame["y"] - 2 * frame["x"] + 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: engle_granger(GAP, dependent="y"), "y is missing in 1950"),
        (lambda: engle_granger(pair().drop(index="1950"), dependent="y"), "1949 to 1951"),
        (lambda: engle_granger(pair()[["y"]], dependent="y"), "needs 2 series or more"),
        (lambda: engle_granger(pair(20), dependent="y"), "20 observations.*at least 25"),
        (lambda: engle_granger(pair().reset_index(drop=True), dependent="y"), "no frequency"),
        (lambda: engle_granger(walks(60, 7), dependent="y"), "end at 6 series"),
        (lambda: engle_granger(IDENTITY, dependent="z"), "identity: z is an exact combination"),
        (lambda: engle_granger(pair().assign(x=1.0), dependent="y"), "the same in all periods"),
        (lambda: engle_granger(pair(), dependent="y", level=0), "no level of significance"),
        (lambda: engle_granger(pair(), dependent="y", lags=-1), "whole number, from 0"),
        (lambda: engle_granger(pair()["y"], dependent="y"), "no table"),
        (lambda: johansen(pair().set_axis(["y", "y"], axis=1)), "two columns have one name"),
        (lambda: johansen(pair(30), lags=10), "leaves 19 observations for 23 coefficients"),
        (lambda: johansen(IDENTITY), "identity"),
        (lambda: johansen(walks(60, 13)), "end at 12 series"),
        (lambda: cointegrating_regression(pair(), dependent="y", method="ols", lags=1), "no lags"),
        (lambda: cointegrating_regression(pair(30), dependent="y", lags=12, leads=12), "5 observ"),
        (lambda: vecm(pair(), rank=2), "whole number, from 1 to 1"),
        (lambda: vecm(pair(), lags=1.5), "1.5 will not do"),
        (lambda: vecm(IDENTITY), "identity"),
        (lambda: vecm(pair(), level=1.5), "no level of significance"),
        (lambda: vecm(pair().rename(columns={"x": "const"})), "kept for a term"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(DataError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: engle_granger(pair(), dependent="yy"), "no column ‘yy’"),
        (lambda: engle_granger(pair(), dependent="y", trend="n"), "there is no trend ‘n’"),
        (lambda: johansen(pair(), det_order=2), "there is no det_order ‘2’"),
        (lambda: johansen(pair(), level=0.2), "there is no level ‘0.2’"),
        (lambda: cointegrating_regression(pair(), dependent="y", method="dol"), "‘dols’"),
        (lambda: vecm(pair(), deterministic="c"), "there is no deterministic"),
    ],
)
def test_an_unknown_name_is_named(call, message):
    with pytest.raises(UnknownNameError, match=message):
        call()


def test_the_input_is_not_changed():
    frame, before = pair(), pair()
    engle_granger(frame, dependent="x")
    johansen(frame)
    vecm(frame)
    pd.testing.assert_frame_equal(frame, before)
