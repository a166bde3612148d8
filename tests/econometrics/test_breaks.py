"""Breaks: published critical values, brute force, known breaks, and the level kept."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from capital.econometrics.bai_perron import bai_perron, partition, segment_squares
from capital.econometrics.break_laws import argmax_cdf, argmax_quantile, next_critical, sup_law
from capital.econometrics.breaks import andrews, chow, cusum
from capital.errors import DataError, UnknownNameError

YEARS = pd.period_range("1930", "2009", freq="Y")


def series(breaks=(), jumps=(), seed=0, scale=0.5):
    rng = np.random.default_rng(seed)
    values = scale * rng.normal(size=len(YEARS))
    for year, jump in zip(breaks, jumps, strict=True):
        values += jump * (YEARS.year > year)
    return pd.Series(values, YEARS, name="r")


@pytest.mark.parametrize(("q", "printed"), [(1, 8.85), (2, 11.79), (3, 14.15)])
def test_critical_values_of_andrews(q, printed):
    # Andrews (2003), table 1, π₀ = 0.15, 5 %; a grid makes the supremum a little too small
    assert np.quantile(sup_law(q, 0.15)[0], 0.95) == pytest.approx(printed, rel=0.02)


def test_sequential_critical_values_of_bai_and_perron():
    # Bai and Perron (1998), table II, q = 1, ε = 0.05 is another trim: here 0.15 of (2003)
    printed = [8.58, 10.13, 11.14, 11.83, 12.25]
    ours = [next_critical(1, 0.15, m, 0.05) for m in range(5)]
    np.testing.assert_allclose(ours, printed, rtol=0.03)


def test_several_breaks_in_noise_by_the_same_programme():
    # sup F(m | 0) of Bai and Perron for q = 1, ε = 0.15: 8.58, 7.22, 5.96
    rng = np.random.default_rng(5)
    n, shortest, paths = 100, 15, 150
    found = np.empty((paths, 3))
    for i in range(paths):
        y = rng.normal(size=n)
        squares = segment_squares(y, np.ones((n, 1)))
        for m in (1, 2, 3):
            bounds = [0, *partition(squares, m, shortest), n]
            ssr = sum(squares[a, b] for a, b in pairwise(bounds))
            found[i, m - 1] = (squares[0, n] - ssr) / m / (ssr / (n - m - 1))
    np.testing.assert_allclose(np.quantile(found, 0.95, axis=0), [8.58, 7.22, 5.96], rtol=0.15)


def test_the_law_of_the_argmax():
    # Bai (1997): 7.7 and 11.0 are the 90 and 95 % points of the two-sided law
    assert argmax_quantile(0.95) == pytest.approx(7.7, abs=0.05)
    assert argmax_quantile(0.975) == pytest.approx(11.0, abs=0.05)
    assert argmax_cdf(0) == pytest.approx(0.5)
    rng = np.random.default_rng(0)
    steps = np.cumsum(rng.normal(size=(4000, 400)) * np.sqrt(0.1), axis=1)
    time = 0.1 * np.arange(1, 401)
    best = (steps - time / 2).argmax(axis=1)
    peak = np.where((steps - time / 2).max(axis=1) > 0, time[best], 0)
    other = np.random.default_rng(1).permutation((steps - time / 2).max(axis=1))
    right = (steps - time / 2).max(axis=1).clip(0) > other.clip(0)
    assert (peak[right] < 3.0).mean() == pytest.approx(2 * argmax_cdf(3.0) - 1, abs=0.06)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from(["c", "ct"]))
def test_dynamic_programming_is_brute_force(seed, breaks, terms):
    rng = np.random.default_rng(seed)
    n, shortest = 22, 4
    y = rng.normal(size=n)
    X = np.ones((n, 1)) if terms == "c" else np.column_stack([np.ones(n), np.arange(n)])
    squares = segment_squares(y, X)

    def cost(cuts):
        bounds = [0, *cuts, n]
        return sum(sm.OLS(y[a:b], X[a:b]).fit().ssr for a, b in pairwise(bounds))

    allowed = [
        cuts for cuts in combinations(range(shortest, n - shortest + 1), breaks)
        if all(b - a >= shortest for a, b in pairwise([0, *cuts, n]))
    ]  # fmt: skip
    best = min(allowed, key=cost)
    assert cost(partition(squares, breaks, shortest)) == pytest.approx(cost(best), rel=1e-9)


def test_known_breaks_are_found_with_their_intervals():
    found = bai_perron(series((1955, 1980), (2, -3)), log=False, maximum=4)
    assert [date.year for date in found.dates] == [1955, 1980]
    for (_, row), year in zip(found.table.iterrows(), (1955, 1980), strict=True):
        assert row["lower"].year <= year <= row["upper"].year
        assert row["upper"].year - row["lower"].year < 8
    assert found.phases["mean"].tolist() == pytest.approx([0, 2, -1], abs=0.3)
    assert found.phases["nobs"].sum() == 80
    assert found.tests["sup F(1 | 0)"].rejected
    assert not found.tests["sup F(3 | 2)"].rejected
    assert "no further break" in found.tests["sup F(3 | 2)"].verdict
    assert r"\toprule" in found.to_latex()
    assert len(found.plot().patches) == 2
    assert "breaks 1955, 1980" in str(found)


def test_criteria_agree_on_a_clear_case_and_none_is_none():
    steps = series((1955, 1980), (2, -3), seed=2)
    for select in ("bic", "lwz", "sequential"):
        assert len(bai_perron(steps, log=False, maximum=3, select=select).dates) == 2
    assert bai_perron(series(seed=3), log=False, maximum=3).dates == ()


def test_a_broken_trend_has_its_slopes():
    t = np.arange(80)
    values = 0.1 * t - 0.3 * np.maximum(0, t - 40) + 0.2 * np.random.default_rng(0).normal(size=80)
    found = bai_perron(pd.Series(values, YEARS, name="r"), log=False, regression="ct", maximum=2)
    assert found.phases["trend"].iloc[0] == pytest.approx(0.1, abs=0.02)
    assert found.phases["trend"].iloc[-1] == pytest.approx(-0.2, abs=0.02)


def test_chow_is_the_textbook_F():
    y = series((1970,), (0.5,), seed=1)
    table = chow(y, 1970, regression="ct", log=False)
    X = np.column_stack([np.ones(80), np.arange(80)])
    cut = 41
    ssr = sm.OLS(y.to_numpy(), X).fit().ssr
    parts = sum(sm.OLS(y.to_numpy()[a:b], X[a:b]).fit().ssr for a, b in ((0, cut), (cut, 80)))
    assert table["Chow"].statistic == pytest.approx((ssr - parts) / 2 / (parts / 76))
    fit = sm.OLS(y.to_numpy(), np.hstack([X, X * (np.arange(80) >= cut)[:, None]])).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3}
    )
    wald = fit.wald_test(np.eye(4)[2:], use_f=True, scalar=True)
    assert table["Wald, HAC"].statistic == pytest.approx(wald.statistic * 76 / 80, rel=1e-8)
    assert "before and after 1970" in table["Chow"].null


def test_andrews_finds_the_date_and_keeps_its_level():
    found = andrews(series((1975,), (1.0,), seed=4), log=False)
    assert found["sup-F"].rejected
    assert found["sup-F"].detail["date"] == "1975"
    wrong = sum(
        andrews(series(seed=s), log=False, robust=False)["sup-F"].rejected for s in range(100, 250)
    )
    assert wrong / 150 == pytest.approx(0.05, abs=0.045)


def test_cusum_by_hand_and_its_level():
    y = series((1970,), (1.0,), seed=6)
    table = cusum(y, log=False)
    assert table["CUSUM, OLS"].rejected
    residual = y.to_numpy() - y.mean()
    largest = np.abs(np.cumsum(residual)).max() / np.sqrt(80 * residual.var(ddof=1))
    assert table["CUSUM, OLS"].statistic == pytest.approx(largest)
    # Brown, Durbin and Evans: 0.948 is the 5 % point
    assert np.isclose(_pvalue(0.948), 0.05, atol=0.001)
    wrong = sum(cusum(series(seed=s), log=False)["CUSUM, recursive"].rejected
                for s in range(300, 500))  # fmt: skip
    assert wrong / 200 < 0.09


def _pvalue(value):
    from capital.econometrics.breaks import _recursive_pvalue

    return _recursive_pvalue(value)


def test_shift_and_scale_change_no_date():
    y = series((1960,), (1.0,), seed=7)
    one, other = (bai_perron(v, log=False, maximum=2) for v in (y, 5 + 10 * y))
    assert one.dates == other.dates
    np.testing.assert_allclose(one.choice["next"], other.choice["next"], rtol=1e-8)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda y: chow(y, 1930), DataError, "too few periods"),
        (lambda y: chow(y, 2020), DataError, "outside"),
        (lambda y: andrews(y, trim=0.4), DataError, "a trim of 0.4"),
        (lambda y: bai_perron(y, maximum=9), DataError, "cannot hold 9 breaks"),
        (lambda y: bai_perron(y, select="aic"), UnknownNameError, "no selection"),
        (lambda y: andrews(y, regression="n"), UnknownNameError, "no regression"),
        (lambda y: andrews(y - 10), DataError, "a logarithm needs positive values"),
        (lambda y: andrews(y * 0 + 1), DataError, "the same in all periods"),
        (lambda y: andrews(y.iloc[:10]), DataError, "10 observations"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(np.exp(series(seed=8)))
