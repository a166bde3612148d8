"""Components against the dense normal distribution: likelihood, smoothed parts, closed forms."""

from __future__ import annotations

import math

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from capital.econometrics.components import LEVELS, unobserved_components
from capital.errors import DataError, UnknownNameError

NAMES = ("irregular", "level", "trend", "cycle")


def dated(values: np.ndarray, name: str = "y") -> pd.Series:
    return pd.Series(
        values, index=pd.period_range("1908", periods=len(values), freq="Y"), name=name
    )


def simulated(nobs: int = 90, seed: int = 2, length: float = 11.0) -> pd.Series:
    """A random walk with drift, a damped cycle of eleven years, and noise."""
    rng = np.random.default_rng(seed)
    turn = 2 * np.pi / length
    rotate = 0.92 * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    state, y, trend = np.zeros(2), [], 0.0
    for _ in range(nobs):
        state = rotate @ state + rng.normal(size=2) * 0.5
        trend += 0.05 + rng.normal() * 0.2
        y.append(trend + state[0] + rng.normal() * 0.2)
    return dated(np.array(y))


def dense(fit, series: pd.Series) -> dict[str, object]:
    """Likelihood and parts from the covariance matrix of the whole sample; the trend is diffuse."""
    p, n = fit.params, len(series)
    time = np.arange(n)
    variance = {name: float(p.get(f"sigma2.{name}", 0.0)) for name in NAMES}
    walk = variance["level"] * np.minimum.outer(time, time)
    slopes = np.maximum(time[:, None] - 1 - time[None, :], 0.0)
    walk = walk + variance["trend"] * slopes @ slopes.T
    wave = np.zeros((n, n))
    if "damping.cycle" in p:
        rho, gap = p["damping.cycle"], time[:, None] - time
        wave = (
            variance["cycle"] / (1 - rho**2) * rho ** abs(gap) * np.cos(p["frequency.cycle"] * gap)
        )
    total = walk + wave + variance["irregular"] * np.eye(n)
    drift = "trend" in LEVELS[fit.method.split(", ")[1].removesuffix(" and cycle")]
    loads = np.column_stack([np.ones(n), time][: 1 + drift])
    y = series.to_numpy()
    inverse = np.linalg.inv(total)
    inner = loads.T @ inverse @ loads
    beta = np.linalg.solve(inner, loads.T @ inverse @ y)
    rest = inverse @ (y - loads @ beta)
    llf = -0.5 * (
        n * math.log(2 * math.pi)
        + np.linalg.slogdet(total)[1]
        + np.linalg.slogdet(inner)[1]
        + (y - loads @ beta) @ rest
    )
    return {"llf": llf, "trend": loads @ beta + walk @ rest, "cycle": wave @ rest}


@pytest.mark.parametrize("cycle", [True, False])
@pytest.mark.parametrize("level", ["line", "random walk", "local linear trend", "smooth trend"])
def test_likelihood_and_parts_are_those_of_the_dense_normal(level, cycle):
    series = simulated()
    fit = unobserved_components(series, level=level, cycle=cycle)
    expected = dense(fit, series)
    assert fit.result.llf == pytest.approx(expected["llf"], abs=1e-4)
    np.testing.assert_allclose(fit.trend["params"], expected["trend"], atol=1e-4)
    if cycle:
        np.testing.assert_allclose(fit.cycle["params"], expected["cycle"], atol=1e-4)
    else:
        assert len(fit.cycle) == 0


def test_parts_add_up_to_the_series():
    series = simulated()
    fit = unobserved_components(series)
    whole = fit.trend["params"] + fit.cycle["params"] + fit.irregular
    np.testing.assert_allclose(whole, series, atol=1e-10)
    assert (fit.trend["lower"] <= fit.trend["upper"]).all()
    wide = unobserved_components(series, alpha=0.01)
    assert (
        wide.trend["upper"] - wide.trend["lower"] >= fit.trend["upper"] - fit.trend["lower"]
    ).all()


def test_a_local_level_is_penalised_least_squares():
    rng = np.random.default_rng(4)
    series = dated(rng.normal(size=60).cumsum() + rng.normal(size=60))
    fit = unobserved_components(series, level="random walk", cycle=False)
    ratio = fit.params["sigma2.irregular"] / fit.params["sigma2.level"]
    steps = np.diff(np.eye(60), axis=0)
    smooth = np.linalg.solve(np.eye(60) + ratio * steps.T @ steps, series.to_numpy())
    np.testing.assert_allclose(fit.trend["params"], smooth, atol=1e-8)


def test_a_smooth_trend_is_the_hodrick_prescott_filter():
    from statsmodels.tsa.filters.hp_filter import hpfilter

    series = simulated()
    fit = unobserved_components(series, level="smooth trend", cycle=False)
    ratio = fit.params["sigma2.irregular"] / fit.params["sigma2.trend"]
    np.testing.assert_allclose(fit.trend["params"], hpfilter(series, ratio)[1], atol=1e-7)


def test_a_known_period_is_found_within_its_bounds():
    fit = unobserved_components(simulated(300), level="random walk with drift")
    low, high = fit.period_bounds
    assert low < 11 < high
    assert fit.period == pytest.approx(11, rel=0.15)
    assert fit.period == pytest.approx(2 * math.pi / fit.params["frequency.cycle"])
    assert fit.period**2 == pytest.approx(low * high)  # symmetric in logarithms
    reach = 1.959964 * fit.bse["frequency.cycle"] / fit.params["frequency.cycle"]
    assert math.log(high / low) == pytest.approx(2 * reach, rel=1e-5)


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_unit_and_level_do_not_matter(scale):
    series = simulated()
    fit, other = (
        unobserved_components(s, level="random walk") for s in (series, scale * series + 7)
    )
    assert other.period == pytest.approx(fit.period, rel=1e-2)
    np.testing.assert_allclose(
        other.cycle["params"], scale * fit.cycle["params"], atol=0.02 * scale
    )
    assert other.params["sigma2.cycle"] == pytest.approx(
        scale**2 * fit.params["sigma2.cycle"], rel=0.05
    )


def test_a_walk_is_not_said_to_have_a_cycle():
    """With a diffuse cycle the likelihood rises without end as the damping goes to zero."""
    walk = dated(np.random.default_rng(6).normal(size=80).cumsum())
    with_cycle, without = (
        unobserved_components(walk, level="random walk", cycle=c) for c in (True, False)
    )
    gain = with_cycle.result.llf - without.result.llf
    assert -1e-6 < gain < 4.0
    assert with_cycle.result.llf == pytest.approx(dense(with_cycle, walk)["llf"], abs=1e-4)


def test_diagnostics_and_words():
    mpl.use("Agg")
    series = simulated()
    fit = unobserved_components(series, start=1910, end=1990)
    assert [test.name for test in fit.diagnostics] == ["Ljung–Box", "H", "Jarque–Bera"]
    assert all(test.null and test.verdict for test in fit.diagnostics)
    text = str(fit)
    for words in ("1910–1990", "observed information", "take the variances as known", "Null"):
        assert words in text
    assert (fit.nobs, fit.references.count("@book")) == (81, 1)
    axes = fit.plot()
    np.testing.assert_allclose(axes.get_lines()[0].get_ydata(), series.loc["1910":"1990"])


def test_misspecified_dynamics_fail_the_diagnostics():
    noise = np.random.default_rng(3).normal(size=200)
    memory = dated(np.convolve(noise, [1, 0.9, 0.8, 0.7])[:200])
    fit = unobserved_components(memory, level="fixed", cycle=False)
    assert fit.diagnostics["Ljung–Box"].rejected
    plain = unobserved_components(dated(noise), level="fixed", cycle=False)
    assert not plain.diagnostics["Ljung–Box"].rejected


def test_parts_at_zero_and_periods_at_a_bound_are_named():
    noise = dated((-1.0) ** np.arange(80) + 0.1 * np.random.default_rng(6).normal(size=80))
    fit = unobserved_components(noise, level="random walk", cycle=False)
    assert any(w.startswith("part without movement: sigma2.level at zero") for w in fit.warnings)
    slow = unobserved_components(simulated(200), level="line", period=(3, 7))
    assert any(w.startswith("period at its bound: 7.0") for w in slow.warnings)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"period": (10, 5)}, "10 and 5 are no bounds of a period"),
        ({"period": (1, 5)}, "no bounds of a period"),
        ({"alpha": 1.5}, "1.5 is no share"),
        ({"start": 1980}, "at least 25"),
        ({"level": "line", "cycle": False, "irregular": False}, "nothing in the model moves"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(DataError, match=message):
        unobserved_components(simulated(), **options)


def test_bad_series_and_levels_are_refused():
    with pytest.raises(DataError, match="the same in all periods"):
        unobserved_components(dated(np.full(40, 0.3)))
    with pytest.raises(UnknownNameError, match="did you mean ‘random walk’"):
        unobserved_components(simulated(), level="random wlk")
