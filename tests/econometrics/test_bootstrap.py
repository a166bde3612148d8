"""The bootstrap against SciPy, arch, formulas and refits."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from capital.econometrics._extras import need
from capital.econometrics._resampling import UNIT, _flat_top
from capital.econometrics.bootstrap import block_length, bootstrap, ols_bootstrap
from capital.errors import DataError, UnknownNameError


def mean(x):
    return x.mean(axis=1)


def mean_error(x):
    return x.std(axis=1, ddof=1) / np.sqrt(x.shape[1])


def sample(seed=0, n=60):
    return np.random.default_rng(seed).exponential(size=n)


def memory(n=2000, share=0.6, seed=0):
    e = np.random.default_rng(seed).normal(size=n + 400)
    y = np.empty(n + 400)
    y[0] = e[0]
    for t in range(1, n + 400):
        y[t] = share * y[t - 1] + e[t]
    return y[400:]


# -------------------------------------------------------------------------- intervals and errors


@pytest.mark.parametrize("kind", ["percentile", "basic", "bca"])
def test_intervals_agree_with_scipy(kind):
    x = sample()
    ours = bootstrap(mean, x, draws=20_000, rng=1).conf_int(kind=kind).iloc[0]
    name = "BCa" if kind == "bca" else kind
    rng = np.random.default_rng(2)
    result = stats.bootstrap((x,), np.mean, n_resamples=20_000, method=name, rng=rng)
    theirs = result.confidence_interval
    np.testing.assert_allclose(ours, [theirs.low, theirs.high], atol=0.015)


@pytest.mark.parametrize("kind", ["percentile", "basic", "bca"])
def test_intervals_are_scipys_on_the_same_draws(kind):
    # SciPy takes draws that were made before: no chance is left in the comparison
    x = sample(8, 40)
    found = bootstrap(mean, x, draws=3000)

    class Drawn:
        bootstrap_distribution = found.draws["x0"].to_numpy()

    theirs = stats.bootstrap(
        (x,), np.mean, n_resamples=0, bootstrap_result=Drawn(), confidence_level=0.9,
        method="BCa" if kind == "bca" else kind,
    ).confidence_interval  # fmt: skip
    np.testing.assert_allclose(found.conf_int(0.1, kind=kind).iloc[0], theirs, rtol=1e-9)


def test_studentised_intervals_by_hand_and_their_cover():
    x = sample(2)
    found = bootstrap(mean, x, error=mean_error, draws=999)
    t = (found.draws["x0"] - x.mean()) / found.errors["x0"]
    se = x.std(ddof=1) / np.sqrt(60)
    low, high = x.mean() - se * np.quantile(t, [0.975, 0.025])
    np.testing.assert_allclose(found.conf_int(kind="studentised").iloc[0], [low, high])
    # a skew sample of 20: the studentised interval covers better than the percentile
    hits = np.zeros(2)
    for seed in range(200):
        one = bootstrap(mean, sample(seed, 20), error=mean_error, draws=399, rng=seed)
        for i, kind in enumerate(("percentile", "studentised")):
            low, high = one.conf_int(kind=kind).iloc[0]
            hits[i] += low <= 1 <= high
    assert hits[1] / 200 == pytest.approx(0.95, abs=0.04)
    assert hits[1] > hits[0]


def test_standard_error_of_a_mean_is_the_formula():
    x = sample(3)
    for method in ("pairs", "wild"):
        found = bootstrap(mean, x, method=method, draws=20_000)
        assert found.bse.iloc[0] == pytest.approx(x.std() / np.sqrt(60), rel=0.03)
        assert abs(found.bias.iloc[0]) < 0.01


def test_several_statistics_of_a_table():
    table = pd.DataFrame({"a": sample(5), "b": sample(6)})

    def slopes(x):
        centred = x - x.mean(axis=1, keepdims=True)
        products = (centred[:, :, 0] * centred[:, :, 1]).sum(axis=1)
        return products[:, None] / (centred**2).sum(axis=1)

    found = bootstrap(slopes, table, draws=500)
    assert found.draws.shape == (500, 2)
    fit = sm.OLS(table["b"], sm.add_constant(table["a"])).fit()
    assert found.estimate["x0"] == pytest.approx(fit.params["a"])
    without = sm.OLS(table["b"].drop(7), sm.add_constant(table["a"].drop(7))).fit()
    assert found.jackknife.loc[7, "x0"] == pytest.approx(without.params["a"])
    assert r"\toprule" in found.to_latex()
    assert "500 draws of 60 observations" in found.to_latex()
    assert found.plot(term="x0").get_xlabel() == "x0"
    assert "EfronTibshirani1993" in found.references


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 100), st.floats(-100, 100), st.sampled_from(["pairs", "wild", "block"]))
def test_shift_and_scale_pass_through(scale, shift, method):
    x = sample(7, 30)
    one = bootstrap(mean, x, method=method, block=4, draws=64)
    other = bootstrap(mean, shift + scale * x, method=method, block=4, draws=64)
    np.testing.assert_allclose(other.draws, shift + scale * one.draws, rtol=1e-9, atol=1e-9)


# --------------------------------------------------------------------------- seeds, size, memory


@pytest.mark.parametrize("method", ["pairs", "wild", "block"])
@pytest.mark.parametrize("blocks", ["stationary", "circular", "moving"])
def test_the_batch_changes_no_number(method, blocks):
    x = sample(4)
    options = {"method": method, "blocks": blocks, "block": 4, "error": mean_error, "rng": 5}
    one = bootstrap(mean, x, draws=1000, batch=1, **options)
    for batch in (7, UNIT, 300, 5000, None):
        other = bootstrap(mean, x, draws=1000, batch=batch, **options)
        pd.testing.assert_frame_equal(one.draws, other.draws, check_exact=True)
        pd.testing.assert_frame_equal(one.errors, other.errors, check_exact=True)
    more = bootstrap(mean, x, draws=1005, **options)
    pd.testing.assert_frame_equal(more.draws.iloc[:1000], one.draws, check_exact=True)
    assert not one.draws.equals(bootstrap(mean, x, draws=1000, **{**options, "rng": 6}).draws)


@pytest.mark.parametrize("method", ["pairs", "wild", "block"])
def test_the_batch_changes_no_coefficient(method):
    y, X = regression()
    one, *others = (
        ols_bootstrap(y, X, method=method, draws=500, batch=batch) for batch in (1, 33, None)
    )
    for other in others:
        pd.testing.assert_frame_equal(one.draws, other.draws, check_exact=True)


def test_seeds_of_every_kind():
    x = sample(1)
    by_number = bootstrap(mean, x, draws=40, rng=9)
    by_sequence = bootstrap(mean, x, draws=40, rng=np.random.SeedSequence(9))
    pd.testing.assert_frame_equal(by_number.draws, by_sequence.draws)
    again = [bootstrap(mean, x, draws=40, rng=np.random.default_rng(9)).draws for _ in "ab"]
    pd.testing.assert_frame_equal(*again)


@pytest.mark.parametrize("method", ["pairs", "wild", "block"])
def test_memory_is_bounded(method):
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(5000, 3)), columns=list("abc"))
    y = X["a"] + rng.normal(size=5000)
    tracemalloc.start()
    bootstrap(mean, y, method=method, block=5, draws=3000)
    ols_bootstrap(y, X, method=method, block=5, draws=1500)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300e6  # all draws of rows at once would take 1500 × 5000 × 4 numbers, and twice


# ----------------------------------------------------------------------------------------- blocks


@pytest.mark.parametrize("blocks", ["stationary", "circular", "moving"])
def test_blocks_keep_the_memory_of_a_series(blocks):
    y = memory()
    found = bootstrap(mean, y, method="block", blocks=blocks, block=60, draws=3000)
    truth = 1 / (1 - 0.6) / np.sqrt(2000)
    assert found.bse.iloc[0] == pytest.approx(truth, rel=0.12)
    independent = bootstrap(mean, y, draws=2000)
    assert independent.bse.iloc[0] < 0.7 * truth


def test_variance_of_stationary_blocks_is_the_formula():
    # Politis and Romano (1994): the variance of the mean is a weighted sum of autocovariances
    y, n, length = memory(300), 300, 8.0
    x = y - y.mean()
    lags = np.arange(1, n)
    cov = np.array([x @ np.roll(x, -m) / n for m in range(n)])  # the sample closed to a circle
    weight = (1 - lags / n) * (1 - 1 / length) ** lags
    variance = (cov[0] + 2 * (weight * cov[1:]).sum()) / n
    found = bootstrap(mean, y, method="block", block=length, draws=20_000)
    assert found.bse.iloc[0] == pytest.approx(np.sqrt(variance), rel=0.025)


def test_whole_blocks_are_rows_that_follow_one_another():
    found = bootstrap(lambda x: x, np.arange(12.0), method="block", blocks="moving", block=4)
    steps = np.diff(found.draws.to_numpy().reshape(-1, 3, 4), axis=2)
    assert (steps == 1).all()
    circular = bootstrap(lambda x: x, np.arange(12.0), method="block", blocks="circular", block=4)
    assert (np.diff(circular.draws.to_numpy().reshape(-1, 3, 4), axis=2) % 12 == 1).all()
    assert circular.draws.to_numpy()[:, 0].max() == 11
    shares = np.bincount(circular.draws.to_numpy().astype(int).ravel(), minlength=12)
    np.testing.assert_allclose(shares / shares.mean(), 1, atol=0.06)


def arch_width(x):
    """Return arch's lag window: its first lag within the band, and moments one term shorter."""
    n = len(x)
    eps, run = x - x.mean(), max(5, int(np.log10(len(x))))
    most, band, small = int(np.ceil(np.sqrt(n))) + run, 2 * np.sqrt(np.log10(n) / n), []
    for i in range(most + 1):
        v1, v2 = eps[i + 1 :] @ eps[i + 1 :], eps[: -(i + 1)] @ eps[: -(i + 1)]
        small.append(np.abs(eps[i:] @ eps[: n - i]) / np.sqrt(v1 * v2) < band)
        if i >= run and all(small[i - run : i]):
            return min(2 * max(i - run, 1), most)
    return most


def test_block_length_is_that_of_arch_with_its_window():
    # arch's window begins with the first small autocorrelation, ours, as in Politis and White,
    # with the last large one: one lag less, all else equal
    optimal = need("arch.bootstrap").optimal_block_length
    ratios = []
    for seed in range(30):
        y = memory(300, 0.8 if seed % 2 else 0.3, seed)
        theirs, x = optimal(y).iloc[0], y - y.mean()
        for name in ("stationary", "circular"):
            assert _flat_top(x, arch_width(y), name) == pytest.approx(theirs[name], rel=1e-9)
        ratios.append(block_length(y) / theirs["stationary"])
    assert np.median(ratios) == pytest.approx(1, abs=0.1)
    assert 0.4 < min(ratios) <= max(ratios) < 1.7


def test_the_window_is_twice_the_last_large_lag():
    # a moving average of order 2 has two large autocorrelations, so that M = 2·2 (n is large)
    e = np.random.default_rng(5).normal(size=20_002)
    y = e[2:] + e[1:-1] + e[:-2]
    assert block_length(y) == _flat_top(y - y.mean(), 4, "stationary")
    noise = np.random.default_rng(1).normal(size=20_000)  # none is large: the least window
    assert block_length(noise) == _flat_top(noise - noise.mean(), 2, "stationary")


def test_block_length_of_a_known_series():
    # the rule with the true autocovariances: G = Σ|k|R(k), D = 2 (ΣR(k))² for stationary blocks
    share, n = 0.7, 20_000
    lags = np.arange(1, 400)
    cov = share**lags / (1 - share**2)
    g, spectrum = 2 * (lags * cov).sum(), 1 / (1 - share) ** 2
    truth = (2 * g**2 / (2 * spectrum**2)) ** (1 / 3) * n ** (1 / 3)
    found = [block_length(memory(n, share, seed)) for seed in range(5)]
    assert np.mean(found) == pytest.approx(truth, rel=0.1)
    y = memory(n, share)
    assert block_length(y, "circular") / block_length(y) == pytest.approx(1.5 ** (1 / 3))
    assert block_length(y, "moving") == block_length(y, "circular")
    assert block_length(3 - 5 * y) == pytest.approx(block_length(y))


def test_the_length_by_default_is_the_longest_of_the_columns():
    table = np.column_stack([sample(1, 300), memory(300, 0.9, 3), np.ones(300)])
    found = bootstrap(lambda x: x.mean(axis=1), table, method="block", draws=50)
    assert found.method == f"stationary blocks of {block_length(table[:, 1]):.3g}"


# ------------------------------------------------------------------------------------ regressions


def regression(n=80, seed=0):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"const": 1.0, "x": rng.normal(size=n), "z": rng.normal(size=n)})
    y = pd.Series(1 + 2 * X["x"] + np.abs(X["x"]) * rng.normal(size=n), name="y")
    return y, X


def test_pairs_are_refits_of_drawn_rows():
    y, X = regression()
    found = ols_bootstrap(y, X, method="pairs", draws=300, rng=3)
    for unit, i in ((0, 0), (6, 4), (18, 11)):
        seed = np.random.SeedSequence(3, spawn_key=(unit,))
        rows = np.random.Generator(np.random.PCG64(seed)).integers(80, size=(UNIT, 80))[i]
        fit = sm.OLS(y.to_numpy()[rows], X.to_numpy()[rows]).fit(cov_type="HC1")
        np.testing.assert_allclose(found.draws.iloc[unit * UNIT + i], fit.params, rtol=1e-9)
        np.testing.assert_allclose(found.errors.iloc[unit * UNIT + i], fit.bse, rtol=1e-9)
    fit = sm.OLS(y, X).fit(cov_type="HC1")
    np.testing.assert_allclose(found.estimate, fit.params, rtol=1e-10)
    np.testing.assert_allclose(found.error, fit.bse, rtol=1e-10)
    without = sm.OLS(y.drop(5), X.drop(5)).fit().params
    np.testing.assert_allclose(found.jackknife.iloc[5], without, rtol=1e-9)
    low, high = found.conf_int(kind="bca").loc["x"]
    assert low < found.estimate["x"] < high


@pytest.mark.parametrize("weights", ["rademacher", "mammen"])
def test_wild_draws_are_refits_of_weighted_residuals(weights):
    y, X = regression()
    found = ols_bootstrap(y, X, draws=200, rng=4, weights=weights)
    fit = sm.OLS(y, X).fit()
    signs = found.draws.to_numpy() - found.estimate.to_numpy()
    assert np.abs(signs.mean(axis=0)).max() < 4 * found.bse.max() / np.sqrt(200)
    seed = np.random.SeedSequence(4, spawn_key=(2,))
    uniform = np.random.Generator(np.random.PCG64(seed)).random((UNIT, 80))[5]
    root = np.sqrt(5)
    low, high, chance = {
        "rademacher": (-1, 1, 0.5),
        "mammen": ((1 - root) / 2, (1 + root) / 2, (root + 1) / 2 / root),
    }[weights]
    drawn = fit.fittedvalues + np.where(uniform < chance, low, high) * fit.resid
    refit = sm.OLS(drawn, X).fit(cov_type="HC1")
    np.testing.assert_allclose(found.draws.iloc[2 * UNIT + 5], refit.params, rtol=1e-9)
    np.testing.assert_allclose(found.errors.iloc[2 * UNIT + 5], refit.bse, rtol=1e-9)


@pytest.mark.parametrize("weights", ["rademacher", "mammen"])
def test_wild_errors_are_those_of_white(weights):
    y, X = regression()
    found = ols_bootstrap(y, X, draws=20_000, weights=weights)
    white = sm.OLS(y, X).fit(cov_type="HC0").bse
    np.testing.assert_allclose(found.bse, white, rtol=0.04)
    assert found.method == f"wild, {weights}"
    assert list(found.to_frame()) == ["estimate", "bse", "bias", "lower", "upper"]


def test_mammens_weights_keep_the_third_moment():
    x = sample(9, 12) - 1
    found = bootstrap(lambda d: d, x, method="wild", weights="mammen", draws=40_000)
    moved = (found.draws - x.mean()) / (x - x.mean())
    for power, value in ((1, 0), (2, 1), (3, 1)):
        np.testing.assert_allclose((moved**power).mean(), value, atol=0.05)


def test_studentised_wild_intervals_of_a_slope():
    y, X = regression(400, 2)
    found = ols_bootstrap(y, X, draws=4000)
    white = sm.OLS(y, X).fit(cov_type="HC1").conf_int()
    np.testing.assert_allclose(found.conf_int(kind="studentised"), white, atol=0.05)


@pytest.mark.parametrize("blocks", ["stationary", "circular", "moving"])
def test_blocks_of_a_regression_agree_with_long_run_errors(blocks):
    x, u = memory(1500, 0.5, 1), memory(1500, 0.5, 2)
    X, y = pd.DataFrame({"const": 1.0, "x": x}), pd.Series(1 + 2 * x + u)
    found = ols_bootstrap(y, X, method="block", blocks=blocks, draws=3000)
    hac = sm.OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": 15}).bse
    np.testing.assert_allclose(found.bse, hac, rtol=0.15)
    assert found.bse["x"] > 1.12 * ols_bootstrap(y, X, method="pairs", draws=1000).bse["x"]
    assert found.method.startswith(f"{blocks} blocks of ")
    assert ols_bootstrap(y, X, method="block", block=5, draws=40).method == "stationary blocks of 5"


def test_a_scale_of_regressors_loses_no_digit():
    y, X = regression()
    wide = X.assign(x=1e7 + X["x"])
    one, other = (ols_bootstrap(y, table, method="pairs", draws=50) for table in (X, wide))
    np.testing.assert_allclose(other.draws["x"], one.draws["x"], rtol=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: bootstrap(mean, [1.0, 2, np.nan, 4, 5]), DataError, "no table of five finite"),
        (lambda: bootstrap(mean, [1.0, 2]), DataError, "no table of five finite"),
        (lambda: bootstrap(lambda x: x[0], sample()), DataError, "the statistic has the shape"),
        (lambda: bootstrap(lambda x: x.mean(axis=1) * np.nan, sample()), DataError, "no value"),
        (lambda: bootstrap(mean, sample(), method="jackknife"), UnknownNameError, "no method"),
        (lambda: bootstrap(mean, sample(), method="block", block=99), DataError, "blocks of 99"),
        (
            lambda: bootstrap(mean, sample(), method="block", block=2.5, blocks="moving"),
            DataError,
            "round it",
        ),
        (lambda: bootstrap(mean, np.ones(20), method="block"), DataError, "constant"),
        (lambda: bootstrap(mean, sample(), draws=1), DataError, "1 draws"),
        (lambda: bootstrap(mean, sample(), batch=0), DataError, "a batch of 0"),
        (lambda: bootstrap(mean, sample(), rng="x"), DataError, "is no seed"),
        (lambda: bootstrap(mean, sample(), blocks="fixed"), UnknownNameError, "no blocks"),
        (
            lambda: bootstrap(mean, sample(), error=lambda x: x[:, :3], draws=20),
            DataError,
            "different shapes",
        ),
        (lambda: block_length(np.ones(50)), DataError, "constant"),
        (lambda: block_length([1.0, np.nan] * 9), DataError, "nine finite"),
        (lambda: ols_bootstrap(*regression(), weights="webb"), UnknownNameError, "no weights"),
        (
            lambda: ols_bootstrap(
                regression()[0], regression()[1].assign(d=[1.0] + [0.0] * 79), method="pairs"
            ),
            DataError,
            "does not vary in a draw",
        ),
        (
            lambda: bootstrap(mean, sample(), method="block", draws=50).conf_int(kind="bca"),
            DataError,
            "bca needs rows",
        ),
        (
            lambda: bootstrap(mean, sample(), draws=50).conf_int(kind="studentised"),
            DataError,
            "give error=",
        ),
        (
            lambda: ols_bootstrap(*regression(), method="block", draws=50).conf_int(
                kind="studentised"
            ),
            DataError,
            "need a standard error",
        ),
        (lambda: bootstrap(mean, sample(), draws=50).conf_int(5), DataError, "5 is no share"),
        (lambda: bootstrap(mean, sample(), draws=50).conf_int(kind="t"), UnknownNameError, "no in"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
