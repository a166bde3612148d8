"""Regimes against Hamilton's filter by hand, known regimes and every naming of them."""

from __future__ import annotations

from functools import cache
from itertools import product

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from capital.econometrics.phases import phase_table
from capital.econometrics.regimes import MarkovSwitching, markov_switching
from capital.errors import DataError, UnknownNameError


def simulated(nobs: int = 160, seed: int = 5) -> tuple[pd.Series, np.ndarray]:
    """Growth of −2 with sd 1.5 or of 1 with sd 0.7, in regimes that last about 15 quarters."""
    rng = np.random.default_rng(seed)
    state = np.zeros(nobs, dtype=int)
    for t in range(1, nobs):
        state[t] = state[t - 1] if rng.random() < 0.93 else 1 - state[t - 1]
    y = np.where(state == 0, -2.0, 1.0) + rng.normal(size=nobs) * np.where(state == 0, 1.5, 0.7)
    index = pd.period_range("1948Q1", periods=nobs, freq="Q")
    return pd.Series(y, index=index, name="g"), state


@cache
def fitted(**options: object) -> MarkovSwitching:
    return markov_switching(simulated()[0], **{"starts": 5, **options})


def forward_backward(fit: MarkovSwitching, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Log-likelihood and smoothed probabilities from the definitions, for order 0 or 1."""
    params, k = fit.params, len(fit.regimes)
    transition = fit.transition.to_numpy()
    slope = np.array([params.get(f"x1[{i}]", 0.0) for i in range(k)])
    time = np.arange(len(y)) - (len(y) - 1) / 2
    path = fit.regimes["mean"].to_numpy() + slope * time[:, None]
    sd, phi = fit.regimes["sd"].to_numpy(), float(params.get("ar.L1", 0.0))
    order = int("ar.L1" in params)
    left = np.vstack([transition.T - np.eye(k), np.ones(k)])
    steady = np.linalg.lstsq(left, np.r_[np.zeros(k), 1.0], rcond=None)[0]
    pairs = list(product(range(k), range(k)))  # (before, now)
    alpha = np.array([steady[i] * transition[i, j] for i, j in pairs])
    rows, alphas, llf = range(order, len(y)), [], 0.0
    density = np.array(
        [
            [
                norm.pdf(y[t], path[t, j] + phi * (y[t - 1] - path[t - 1, i]) * order, sd[j])
                for i, j in pairs
            ]
            for t in rows
        ]
    )
    move = np.array([[transition[j, n] * (j == m) for m, n in pairs] for _, j in pairs])
    for t in range(len(density)):
        alpha = (alpha if t == 0 else alpha @ move) * density[t]
        llf += np.log(alpha.sum())
        alpha = alpha / alpha.sum()
        alphas.append(alpha)
    beta, smoothed = np.ones(len(pairs)), []
    for t in reversed(range(len(density))):
        weight = alphas[t] * beta
        smoothed.append(weight / weight.sum())
        beta = move @ (density[t] * beta)
        beta = beta / beta.sum()
    joint = np.array(smoothed[::-1]).reshape(-1, k, k)
    return llf, joint.sum(axis=1)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"order": 1},
        {"regimes": 3, "starts": 3, "switching_variance": False},
        {"trend": "ct"},
        {"switching_trend": False},
    ],
    ids=["plain", "memory", "three", "trend", "variance"],
)
def test_probabilities_are_those_of_the_filter_by_hand(options):
    fit = fitted(**options)
    llf, smoothed = forward_backward(fit, simulated()[0].to_numpy())
    assert fit.result.llf == pytest.approx(llf, abs=1e-6)
    np.testing.assert_allclose(fit.probabilities, smoothed, atol=1e-6)
    np.testing.assert_allclose(fit.probabilities.sum(axis=1), 1.0)
    np.testing.assert_allclose(fit.transition.sum(axis=1), 1.0)
    assert fit.criteria.iloc[0]["llf"] == pytest.approx(llf, abs=1e-6)
    assert fit.criteria.iloc[0]["llf"] > fit.criteria.iloc[1]["llf"] - 1e-6


def test_known_regimes_are_found():
    fit, (series, state) = fitted(), simulated()
    assert fit.warnings == ()
    assert (np.argmax(fit.probabilities.to_numpy(), axis=1) == state).mean() > 0.95
    near = fit.regimes[["mean", "sd"]].to_numpy()
    np.testing.assert_allclose(near, [[-2.0, 1.5], [1.0, 0.7]], atol=0.35)
    stay = np.diag(fit.transition)
    np.testing.assert_allclose(fit.regimes["duration"], 1 / (1 - stay))
    np.testing.assert_allclose(fit.regimes["share"], fit.probabilities.mean())
    assert fit.probabilities.index.equals(series.index)
    for i, name in enumerate(["low", "high"]):
        assert fit.params[f"const[{i}]"] == pytest.approx(fit.regimes.loc[name, "mean"])
        assert fit.params[f"sigma2[{i}]"] == pytest.approx(fit.regimes.loc[name, "sd"] ** 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_names_do_not_depend_on_where_the_climb_began(seed):
    other = fitted(rng=seed)
    np.testing.assert_allclose(other.params, fitted().params, atol=2e-3)
    assert list(other.regimes.index) == ["low", "high"]
    assert other.regimes["mean"].is_monotonic_increasing


def test_the_same_seed_gives_the_same_numbers():
    series = simulated()[0]
    one, two = (markov_switching(series, starts=2, rng=np.random.default_rng(4)) for _ in "ab")
    np.testing.assert_array_equal(one.params, two.params)
    pd.testing.assert_frame_equal(one.probabilities, two.probabilities)


def test_a_mirror_swaps_the_names_and_the_unit_scales():
    series = simulated()[0]
    fit, mirror = fitted(), markov_switching(-3 * series + 5, starts=5)
    np.testing.assert_allclose(
        mirror.regimes["mean"], (5 - 3 * fit.regimes["mean"]).to_numpy()[::-1], atol=5e-3
    )
    np.testing.assert_allclose(mirror.regimes["sd"], 3 * fit.regimes["sd"][::-1], atol=5e-3)
    np.testing.assert_allclose(mirror.probabilities["low"], fit.probabilities["high"], atol=2e-3)
    np.testing.assert_allclose(
        mirror.bse[["const[0]", "const[1]"]], 3 * fit.bse[["const[1]", "const[0]"]], rtol=0.02
    )


def test_three_regimes_are_in_order():
    fit = fitted(regimes=3, starts=3, switching_variance=False)
    assert list(fit.regimes.index) == ["low", "middle", "high"]
    assert fit.regimes["mean"].is_monotonic_increasing


def test_without_a_switching_mean_the_variance_orders():
    series, state = simulated()
    shocks = np.random.default_rng(2).normal(size=len(series)) * np.where(state == 0, 3.0, 0.5)
    fit = markov_switching(series * 0 + shocks, switching_trend=False, starts=4)
    np.testing.assert_allclose(fit.regimes["sd"], [0.5, 3.0], rtol=0.2)
    assert fit.regimes["mean"].nunique() == 1
    assert "ordered by variance" in fit.note
    found = fit.probabilities["high"].to_numpy() > 0.5
    assert (found == (state == 0)).mean() > 0.9


def test_regimes_that_do_not_differ_say_so():
    fit = fitted(switching_trend=False)  # these differ in the mean, which may not switch here
    assert any(warning.startswith("regimes coincide") for warning in fit.warnings)


def test_one_regime_is_an_autoregression():
    fit = fitted(order=1)
    from statsmodels.tsa.ar_model import AutoReg

    single = AutoReg(simulated()[0].to_numpy(), 1).fit()
    assert fit.criteria.loc["1 regime", "llf"] == pytest.approx(single.llf, rel=1e-9)
    assert fit.criteria.loc["1 regime", "bic"] == pytest.approx(single.bic, rel=1e-9)


def test_words_phases_and_picture():
    mpl.use("Agg")
    fit = fitted()
    text = str(fit)
    for words in ("number of regimes is not tested", "1948Q1–1987Q4", "observed information"):
        assert words in text
    assert "starts led to the highest peak" in fit.note
    assert fit.references.count("@article") == 1
    assert set(fit.phases["kind"]) == {"low", "high"}
    level = np.exp(simulated()[0].cumsum() / 100)
    assert len(phase_table(level, fit.phases)) == len(fit.phases) + 1
    axes = fit.plot()
    assert axes.get_ylabel() == "probability of the regime"
    assert r"\toprule" in fit.to_latex()


def test_noise_without_regimes_is_not_preferred_by_bic():
    noise = pd.Series(
        np.random.default_rng(8).normal(size=120),
        index=pd.period_range("1948Q1", periods=120, freq="Q"),
        name="g",
    )
    fit = markov_switching(noise, starts=3)
    assert fit.criteria.loc["1 regime", "bic"] < fit.criteria.loc["2 regimes", "bic"]


def test_a_fit_that_cannot_be_trusted_says_so():
    series = simulated(60)[0].copy()
    series.iloc[10:12] = 40.0  # two points far off are a regime of their own
    fit = markov_switching(series, starts=4)
    names = {warning.split(":")[0] for warning in fit.warnings}
    assert names & {"collapsed regime", "rare regime", "boundary", "no errors"}
    assert "! " in str(fit)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"regimes": 1}, "1 is no number of regimes.*from 2 to 4"),
        ({"regimes": 5}, "5 is no number of regimes"),
        ({"order": -1}, "-1 is no number of order"),
        ({"starts": 0}, "0 is no number of starts"),
        ({"switching_trend": False, "switching_variance": False}, "nothing switches"),
        ({"end": 1950}, "12 observations.*at least 25"),
        ({"regimes": 4, "end": 1958}, "44 observations are too few for 20 parameters.*at least 60"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(DataError, match=message):
        markov_switching(simulated()[0], **options)


def test_bad_series_are_refused():
    series = simulated()[0]
    with pytest.raises(DataError, match="the same in all periods"):
        markov_switching(0 * series + 0.3)
    with pytest.raises(DataError, match="g is missing in 1948Q1"):
        markov_switching(series.mask(series.index == "1948Q1"))
    with pytest.raises(UnknownNameError, match="there is no trend ‘t’"):
        markov_switching(series, trend="t")
