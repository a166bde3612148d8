"""The bootstrap against SciPy, arch, formulas and refits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from capital.econometrics._extras import need
from capital.econometrics.bootstrap import block_length, bootstrap, ols_bootstrap
from capital.errors import DataError, UnknownNameError


def mean(x):
    return x.mean(axis=1)


def sample(seed=0, n=60):
    return np.random.default_rng(seed).exponential(size=n)


@pytest.mark.parametrize("kind", ["percentile", "basic", "bca"])
def test_intervals_agree_with_scipy(kind):
    x = sample()
    ours = bootstrap(mean, x, draws=20_000, rng=1).conf_int(kind=kind).iloc[0]
    name = "BCa" if kind == "bca" else kind
    rng = np.random.default_rng(2)
    result = stats.bootstrap((x,), np.mean, n_resamples=20_000, method=name, rng=rng)
    theirs = result.confidence_interval
    np.testing.assert_allclose(ours, [theirs.low, theirs.high], atol=0.015)


def test_standard_error_of_a_mean_is_the_formula():
    x = sample(3)
    found = bootstrap(mean, x, draws=20_000)
    assert found.bse.iloc[0] == pytest.approx(x.std() / np.sqrt(60), rel=0.03)
    assert abs(found.bias.iloc[0]) < 0.01


@pytest.mark.parametrize("method", ["pairs", "block"])
def test_the_batch_changes_no_number(method):
    x = sample(4)
    one, other = (bootstrap(mean, x, method=method, draws=1000, batch=b, rng=5) for b in (1, 7))
    pd.testing.assert_frame_equal(one.draws, other.draws)
    assert not one.draws.equals(bootstrap(mean, x, method=method, draws=1000, rng=6).draws)


@pytest.mark.parametrize("blocks", ["stationary", "circular", "moving"])
def test_blocks_keep_the_memory_of_a_series(blocks):
    rng = np.random.default_rng(0)
    e = rng.normal(size=2400)
    y = np.empty(2400)
    y[0] = e[0]
    for t in range(1, 2400):
        y[t] = 0.6 * y[t - 1] + e[t]
    y = y[-2000:]
    found = bootstrap(mean, y, method="block", blocks=blocks, block=60, draws=3000)
    truth = 1 / (1 - 0.6) / np.sqrt(2000)
    assert found.bse.iloc[0] == pytest.approx(truth, rel=0.12)
    independent = bootstrap(mean, y, draws=2000)
    assert independent.bse.iloc[0] < 0.7 * truth


def test_block_length_is_near_that_of_arch():
    # arch scales the autocorrelations otherwise, so that the width of the window may differ by one
    optimal = need("arch.bootstrap").optimal_block_length
    ratios = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        y = np.convolve(rng.normal(size=320), 0.8 ** np.arange(20), "valid")
        theirs = optimal(y)
        ratios.append(block_length(y) / theirs["stationary"].iloc[0])
        ratio = block_length(y, "circular") / block_length(y)
        assert ratio == pytest.approx((2 / (4 / 3)) ** (1 / 3))
    assert np.median(ratios) == pytest.approx(1, abs=0.06)
    assert 0.6 < min(ratios) <= max(ratios) < 1.7


def regression(n=80, seed=0):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"const": 1.0, "x": rng.normal(size=n), "z": rng.normal(size=n)})
    y = pd.Series(1 + 2 * X["x"] + np.abs(X["x"]) * rng.normal(size=n), name="y")
    return y, X


def test_pairs_are_refits_of_drawn_rows():
    y, X = regression()
    found = ols_bootstrap(y, X, method="pairs", draws=300, rng=3)
    seed = np.random.SeedSequence(3, spawn_key=(0,))
    rows = np.random.Generator(np.random.PCG64(seed)).integers(80, size=(256, 80))
    for i in (0, 100, 255):
        fit = sm.OLS(y.to_numpy()[rows[i]], X.to_numpy()[rows[i]]).fit()
        np.testing.assert_allclose(found.draws.iloc[i], fit.params, rtol=1e-9)
    fit = sm.OLS(y, X).fit()
    np.testing.assert_allclose(found.estimate, fit.params, rtol=1e-10)
    without = sm.OLS(y.drop(5), X.drop(5)).fit().params
    np.testing.assert_allclose(found.jackknife.iloc[5], without, rtol=1e-9)


@pytest.mark.parametrize("weights", ["rademacher", "mammen"])
def test_wild_errors_are_those_of_white(weights):
    y, X = regression()
    found = ols_bootstrap(y, X, draws=20_000, weights=weights)
    white = sm.OLS(y, X).fit(cov_type="HC0").bse
    np.testing.assert_allclose(found.bse, white, rtol=0.04)
    assert found.method == f"wild, {weights}"
    assert list(found.to_frame()) == ["estimate", "bse", "bias", "lower", "upper"]


def test_blocks_of_a_regression_run():
    y, X = regression()
    found = ols_bootstrap(y, X, method="block", block=5, draws=400)
    assert found.method == "stationary blocks of 5"
    assert found.bse["x"] > 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: bootstrap(mean, [1.0, 2, np.nan, 4, 5]), DataError, "no table of five finite"),
        (lambda: bootstrap(mean, [1.0, 2]), DataError, "no table of five finite"),
        (lambda: bootstrap(lambda x: x[0], sample()), DataError, "the statistic has the shape"),
        (lambda: bootstrap(lambda x: x.mean(axis=1) * np.nan, sample()), DataError, "no value"),
        (lambda: bootstrap(mean, sample(), method="jackknife"), UnknownNameError, "no method"),
        (lambda: bootstrap(mean, sample(), method="block", block=99), DataError, "blocks of 99"),
        (lambda: bootstrap(mean, sample(), draws=1), DataError, "1 draws"),
        (lambda: bootstrap(mean, sample(), batch=0), DataError, "a batch of 0"),
        (lambda: block_length(np.ones(50)), DataError, "constant"),
        (lambda: ols_bootstrap(*regression(), weights="webb"), UnknownNameError, "no weights"),
        (
            lambda: bootstrap(mean, sample(), method="block", draws=50).conf_int(kind="bca"),
            DataError,
            "bca needs rows",
        ),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
