"""Breaks: exact laws, published critical values, brute force, known breaks, the level kept."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gamma
from scipy.stats import chi2

from capital.econometrics._break_sample import long_run_moments, wald
from capital.econometrics._partitions import partitions, segment_squares
from capital.econometrics.bai_perron import bai_perron
from capital.econometrics.break_laws import (
    argmax_bounds,
    argmax_tail,
    draw_cusum,
    draw_many,
    draw_one,
    limit_quantiles,
    sup_chance,
    sup_critical,
)
from capital.econometrics.break_tables import (
    CUSUM,
    MANY,
    MANY_CHANCES,
    ONE,
    ONE_CHANCES,
    cusum_chance,
    many_chance,
    many_critical,
    next_chance,
    next_critical,
    one_chance,
)
from capital.econometrics.breaks import _recursive_pvalue, andrews, chow, cusum
from capital.errors import DataError, UnknownNameError

YEARS = pd.period_range("1930", "2009", freq="Y")


def series(breaks=(), jumps=(), seed=0, scale=0.5):
    rng = np.random.default_rng(seed)
    values = scale * rng.normal(size=len(YEARS))
    for year, jump in zip(breaks, jumps, strict=True):
        values += jump * (YEARS.year > year)
    return pd.Series(values, YEARS, name="r")


def regressor(seed=50, name="x"):
    return pd.Series(np.random.default_rng(seed).normal(size=len(YEARS)), YEARS, name=name)


# ------------------------------------------------------------------------------------ the laws


@pytest.mark.parametrize(
    ("k", "first", "corrected"), [(1, 8.85, 8.68), (2, 11.79, 11.72), (3, 14.15, 14.13)]
)
def test_critical_values_of_andrews(k, first, corrected):
    # Andrews (1993; 2003), table 1, π₀ = 0.15, 5 %: both drawn on a grid, so a little too small
    ours = sup_critical(0.05, k, 0.15)
    assert ours == pytest.approx(first, rel=0.013)
    assert corrected <= ours <= 1.022 * corrected


def test_the_exact_law_by_paths_that_may_cross_between_points():
    # the Ornstein–Uhlenbeck process on a grid, with the chance of a bridge to leave in between
    rng, paths, points = np.random.default_rng(1), 20_000, 250
    edge, step = math.sqrt(8.862), math.log(0.85 / 0.15) / points
    fade = math.exp(-step)
    x, stays = rng.normal(size=paths), 1.0
    stays = (np.abs(x) < edge).astype(float)
    for _ in range(points):
        y = fade * x + math.sqrt(1 - fade**2) * rng.normal(size=paths)
        inside = (np.abs(x) < edge) & (np.abs(y) < edge)
        cross = np.exp(-(edge - x) * (edge - y) / step) + np.exp(-(edge + x) * (edge + y) / step)
        stays *= np.where(inside, 1 - np.where(inside, cross, 0), 0)
        x = y
    assert 1 - stays.mean() == pytest.approx(sup_chance(8.862, 1, 0.15), abs=0.0045)


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("trim", [0.05, 0.15, 0.25])
def test_the_tail_of_the_exact_law(k, trim):
    # DeLong's and Estrella's expansion for large values
    x, length = 60.0, 2 * math.log((1 - trim) / trim)
    lead = (x / 2) ** (k / 2) * math.exp(-x / 2) / gamma(k / 2)
    assert sup_chance(x, k, trim) == pytest.approx(lead * ((1 - k / x) * length + 2 / x), rel=3e-2)


@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_the_exact_law_where_it_has_a_closed_form(k):
    # k − r² is an eigenfunction of rate 2 that vanishes at r² = k; the next rate is far above
    def over_ball(power):
        return quad(
            lambda r: (k - r**2) ** power * r ** (k - 1) * math.exp(-(r**2) / 2), 0, math.sqrt(k)
        )[0] / (2 ** (k / 2 - 1) * gamma(k / 2))  # fmt: skip

    trim = 0.02
    stays = over_ball(1) ** 2 / over_ball(2) * (trim / (1 - trim)) ** 2
    assert 1 - sup_chance(float(k), k, trim) == pytest.approx(stays, rel=2e-3)


def test_the_exact_law_falls_and_exceeds_that_of_a_known_date():
    values = [0.0, 1.0, 3.0, 8.0, 20.0, 200.0, 999.0, 2000.0]
    chances = [sup_chance(x, 2, 0.15) for x in values]
    assert chances[0] == 1
    assert all(a > b for a, b in pairwise(chances))
    assert all(c >= chi2.sf(x, 2) for x, c in zip(values, chances, strict=True))
    assert sup_chance(8.0, 1, 0.49999) == pytest.approx(chi2.sf(8.0, 1), rel=0.05)


def test_tables_are_drawn_again():
    # fewer paths, so that the tolerance is wide; the suprema of one break by two algorithms
    for k, trend in ((1, False), (2, True)):
        terms = "ct" if trend else "c"
        fine, coarse = draw_one(k, trend, 0.15, 2000, 400)
        again = limit_quantiles((fine, coarse), ONE_CHANCES[2:4])
        for name, row in zip(("sup-F", "ave-F", "exp-F"), again, strict=True):
            if (k, name) == (1, "sup-F"):
                np.testing.assert_allclose(
                    row, [sup_critical(p, 1, 0.15) for p in (0.1, 0.05)], rtol=0.06
                )
                continue
            line = next(x for x in ONE.splitlines() if x.startswith(f"{k} {terms} 0.15 {name} "))
            np.testing.assert_allclose(row, np.array(line.split()[6:8], float), rtol=0.08)
        many = draw_many(k, trend, 0.15, 2000, 400)
        np.testing.assert_allclose(many[0][0], fine[0], rtol=1e-4, atol=1e-4)
        again = limit_quantiles(many, (0.1, 0.05))
        printed = [
            [many_critical(m, p, k, trend, 0.15) for p in (0.1, 0.05)] for m in (1, 2, 3, 4, 5, 0)
        ]
        np.testing.assert_allclose(again, printed, rtol=0.06)  # one break: by the exact law


def test_every_line_of_the_tables_falls_with_the_chance():
    for text, count in ((ONE, len(ONE_CHANCES)), (MANY, len(MANY_CHANCES))):
        for line in text.splitlines():
            values = np.array(line.split()[4:], float)
            assert len(values) == count
            assert (np.diff(values) > 0).all()
    assert len(ONE.splitlines()) == 5 * (5 * 2 + 2 * 3)


def test_the_mean_of_F_by_the_eigenvalues_of_its_kernel():
    # ave-F is a sum of squared normals weighted by the eigenvalues of exp(−|s − s'|)
    share = np.linspace(0.15, 0.85, 401)
    clock = np.log(share / (1 - share)) / 2
    load = np.linalg.eigvalsh(np.exp(-np.abs(clock[:, None] - clock)))[-40:] / len(share)
    draws = np.random.default_rng(0).chisquare(1, size=(100_000, 40)) @ load
    for value in (1.278, 2.136, 2.839, 4.62):
        assert one_chance("ave-F", value, 1, False, 0.15) == pytest.approx(
            (draws > value).mean(), rel=0.06
        )
    # Andrews and Ploberger (1994): 2.88 and 2.06 at 5 %
    assert one_chance("ave-F", 2.88, 1, False, 0.15) == pytest.approx(0.05, abs=0.004)
    assert one_chance("exp-F", 2.06, 1, False, 0.15) == pytest.approx(0.05, abs=0.004)


@pytest.mark.parametrize(
    ("k", "printed", "largest"),
    [(1, [8.58, 7.22, 5.96, 4.99, 3.91], 8.88), (2, [11.47, 9.75, 8.36, 7.19, 5.85], 11.70)],
)
def test_critical_values_of_bai_and_perron(k, printed, largest):
    # Bai and Perron (2003), ε = 0.15, 5 %: drawn on a grid, so one to four per cent too small
    ours = [many_critical(m, 0.05, k, False, 0.15) for m in range(1, 6)]
    np.testing.assert_allclose(ours, printed, rtol=0.04)
    assert (np.array(ours) > printed).all()
    assert many_critical(0, 0.05, k, False, 0.15) == pytest.approx(largest, rel=0.04)


@pytest.mark.parametrize(
    ("k", "printed"),
    [(1, [8.58, 10.13, 11.14, 11.83, 12.25]), (2, [11.47, 12.95, 14.03, 14.85, 15.29])],
)
def test_sequential_critical_values_of_bai_and_perron(k, printed):
    ours = np.array([next_critical(0.05, m, k, False, 0.15) for m in range(5)])
    np.testing.assert_allclose(ours, printed, rtol=0.05)
    assert (ours > printed).all()
    for m, value in enumerate(ours):
        assert next_chance(value, m, k, False, 0.15) == pytest.approx(0.05, rel=1e-6)


def test_chances_and_critical_values_are_inverse():
    for m, level in ((0, 0.07), (1, 0.3), (3, 0.002)):
        value = many_critical(m, level, 2, True, 0.10)
        assert many_chance(m, value, 2, True, 0.10) == pytest.approx(level)
    assert cusum_chance(CUSUM[3]) == pytest.approx(0.05)
    assert math.isnan(many_chance(6, 5.0, 1, False, 0.15))
    assert math.isnan(next_chance(math.nan, 1, 1, False, 0.15))


def test_a_law_that_is_not_tabulated_is_drawn():
    exact = sup_critical(0.05, 6, 0.12)
    assert many_critical(1, 0.05, 6, False, 0.12) == pytest.approx(exact, rel=0.06)
    between = [one_chance("ave-F", 3.0, 1, False, trim) for trim in (0.10, 0.12, 0.15)]
    assert between[1] == pytest.approx(np.mean(between[::2]), abs=0.012)


def test_the_cusum_of_a_trend_by_its_own_draws():
    again = limit_quantiles(draw_cusum(4000, 400), (0.1, 0.05))[0]
    np.testing.assert_allclose(again, CUSUM[2:4], rtol=0.05)


# ------------------------------------------------------------------------- the law of the date


@pytest.mark.parametrize("ratio", [0.2, 1.0, 3.5])
@pytest.mark.parametrize("x", [0.0, 0.7, 4.0])
def test_the_law_of_the_argmax_by_quadrature(x, ratio):
    # first passage of m at t, never above again, and the other side below m
    def density(m, t):
        hit = m / math.sqrt(2 * math.pi * t**3) * math.exp(-((m + t / 2) ** 2) / (2 * t))
        return hit * -math.expm1(-ratio * m)

    def over_levels(t):
        return quad(density, 0, 12 * math.sqrt(t) + 1, args=(t,), limit=200)[0]

    total = quad(over_levels, x, 300, limit=400, points=[x + 0.01, x + 1, x + 10])[0]
    assert argmax_tail(x, ratio) == pytest.approx(total, abs=2e-4)


def test_the_argmax_lies_on_either_side():
    # Bai (1997): 7.7 and 11.0 are the 90 and 95 % points of the symmetric law
    assert argmax_bounds(0.10) == pytest.approx((-7.7, 7.7), abs=0.05)
    assert argmax_bounds(0.05) == pytest.approx((-11.0, 11.0), abs=0.05)
    for ratio in (0.01, 0.5, 2.0, 100.0):
        assert argmax_tail(0, ratio) + argmax_tail(0, 1 / ratio) == pytest.approx(1)
    assert argmax_tail(2000.0) == pytest.approx(0, abs=1e-12)
    low, high = argmax_bounds(0.05, 2.0, 3.0)
    mirrored = argmax_bounds(0.05, 0.5, 3.0 / 4)  # the same walk, time in the other side's units
    assert argmax_tail(-low, 2.0 / 3.0) == pytest.approx(0.025)
    assert argmax_tail(high * 4 / 3, 3.0 / 2.0) == pytest.approx(0.025)
    assert mirrored[0] < 0 < mirrored[1]


def test_intervals_cover_the_date():
    hits = 0
    for seed in range(120):
        found = bai_perron(
            series((1970,), (0.6,), seed=1000 + seed), log=False, maximum=1, select="sequential"
        )
        if found.dates:
            row = found.table.iloc[0]
            hits += row["lower"].year <= 1970 <= row["upper"].year
        else:
            hits += 1
    assert hits / 120 > 0.9


def test_robust_intervals_are_uneven_where_the_variance_changes():
    rng = np.random.default_rng(3)
    values = np.where(YEARS.year > 1970, 3.0 + 1.8 * rng.normal(size=80), 0.2 * rng.normal(size=80))
    y = pd.Series(values, YEARS, name="r")
    found = bai_perron(y, log=False, maximum=1, robust=True)
    row = found.table.iloc[0]
    assert abs(row["date"].year - 1970) <= 1
    after, before = values[row["date"].year - 1929 :], values[: row["date"].year - 1929]
    speed = (after.mean() - before.mean()) ** 2
    spreads = [
        long_run_moments(
            (part - part.mean())[:, None], math.floor(4 * (len(part) / 100) ** (2 / 9))
        )
        for part in (before, after)
    ]
    low, high = argmax_bounds(0.05, 1.0, float(spreads[1][0, 0] / spreads[0][0, 0]))
    rate = speed / float(spreads[0][0, 0])
    assert row["date"].year - row["lower"].year == math.floor(high / rate) + 1
    assert row["upper"].year - row["date"].year == math.floor(-low / rate) + 1
    assert row["date"].year - row["lower"].year > row["upper"].year - row["date"].year


def test_the_interval_of_a_bent_trend_rests_on_the_jump_at_the_break():
    t = np.arange(80)
    noise = 0.5 * np.random.default_rng(4).normal(size=80)
    y = pd.Series(0.05 * t + 0.8 * (t > 40) + 0.03 * (t > 40) * (t - 40) + noise, YEARS, name="r")
    found = bai_perron(y, log=False, regression="ct", maximum=1)
    row, cut = found.table.iloc[0], found.dates[0].year - 1929
    lines = [np.polyfit(t[part], y.to_numpy()[part], 1) for part in (t < cut, t >= cut)]
    jump = np.polyval(lines[1], cut) - np.polyval(lines[0], cut)
    variance = found.choice.loc[1, "ssr"] / (80 - 4)
    width = math.floor(argmax_bounds(0.05)[1] * variance / jump**2) + 1
    assert width > 1
    assert row["date"].year - row["lower"].year == width
    assert row["upper"].year - row["date"].year == width
    assert not row["cut"]


# ------------------------------------------------------------------------- dates and partitions


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from(["c", "ct", "x"]))
def test_dynamic_programming_is_brute_force(seed, breaks, terms):
    rng = np.random.default_rng(seed)
    n, shortest = 22, 4
    y = rng.normal(size=n)
    other = {"c": [], "ct": [np.arange(n)], "x": [rng.normal(size=n)]}[terms]
    X = np.column_stack([np.ones(n), *other])

    def cost(cuts):
        bounds = [0, *cuts, n]
        return sum(sm.OLS(y[a:b], X[a:b]).fit().ssr for a, b in pairwise(bounds))

    allowed = [
        cuts for cuts in combinations(range(shortest, n - shortest + 1), breaks)
        if all(b - a >= shortest for a, b in pairwise([0, *cuts, n]))
    ]  # fmt: skip
    best = min(allowed, key=cost)
    found = partitions(segment_squares(y, X, shortest), breaks)
    assert len(found) == breaks + 1
    assert cost(found[-1]) == pytest.approx(cost(best), rel=1e-9)


def test_recursive_sums_are_those_of_each_segment():
    rng = np.random.default_rng(9)
    X = np.linalg.qr(np.column_stack([np.ones(60), np.arange(60), rng.normal(size=60)]))[0]
    y = 100 + rng.normal(size=60)
    squares = segment_squares(y, X, 6)
    for a, b in ((0, 60), (0, 6), (13, 19), (20, 47), (54, 60)):
        assert squares[a, b] == pytest.approx(sm.OLS(y[a:b], X[a:b]).fit().ssr, rel=1e-7)
    assert np.isinf(squares[10, 15])
    assert np.isinf(squares[30, 20])


def test_known_breaks_are_found_with_their_intervals():
    found = bai_perron(series((1955, 1980), (2, -3)), log=False, maximum=4)
    assert [date.year for date in found.dates] == [1955, 1980]
    for (_, row), year in zip(found.table.iterrows(), (1955, 1980), strict=True):
        assert row["lower"].year <= year <= row["upper"].year
        assert row["upper"].year - row["lower"].year < 8
        assert not row["cut"]
    assert found.phases["mean"].tolist() == pytest.approx([0, 2, -1], abs=0.3)
    assert found.phases["nobs"].sum() == 80
    assert list(found.to_frame()) == ["start", "end", "nobs", "mean"]
    assert found.tests["sup F(1 | 0)"].rejected
    assert found.tests["UDmax"].rejected
    assert not found.tests["sup F(3 | 2)"].rejected
    assert "no further break" in found.tests["sup F(3 | 2)"].verdict
    assert r"\toprule" in found.to_latex()
    assert "BaiPerron1998" in found.references
    assert len(found.plot().patches) == 2
    assert "breaks 1955, 1980" in str(found)
    residual = found.observed - found.fitted
    assert residual @ residual == pytest.approx(found.choice.loc[2, "ssr"])


def test_breaks_that_cancel_are_told_by_the_largest_statistic():
    # up and down again: one break explains little, two explain all (Bai and Perron 2003)
    y = series((1957, 1982), (1.0, -1.0), seed=11, scale=0.9)
    tests = bai_perron(y, log=False, maximum=3).tests
    assert tests["UDmax"].statistic >= tests["sup F(2 | 0)"].statistic
    assert tests["UDmax"].pvalue < tests["sup F(1 | 0)"].pvalue


def test_statistics_are_those_of_wald_by_statsmodels():
    y, x = series((1960,), (0.5,), seed=3), regressor()
    found = bai_perron(y, regressors=x, log=False, maximum=2)
    X = np.column_stack([np.ones(80), x])
    squares = segment_squares(y.to_numpy(), X, 12)
    for m, cuts in enumerate(partitions(squares, 2)):
        if not m:
            continue
        dummies = [X * (np.arange(80) >= cut)[:, None] for cut in cuts]
        fit = sm.OLS(y.to_numpy(), np.hstack([X, *dummies])).fit()
        test = fit.wald_test(np.eye(2 * (m + 1))[2:], use_f=False, scalar=True)
        assert found.choice.loc[m, "sup_f"] == pytest.approx(test.statistic / m, rel=1e-7)
        assert found.choice.loc[m, "bic"] == pytest.approx(
            math.log(fit.ssr / 80) + (2 * (m + 1) + m) * math.log(80) / 80
        )
        count, parameters = 80, 2 * (m + 1) + m
        assert found.choice.loc[m, "lwz"] == pytest.approx(  # Liu, Wu and Zidek (1997)
            math.log(fit.ssr / (count - parameters))
            + parameters * 0.299 * math.log(count) ** 2.1 / count
        )
        robust = bai_perron(y, regressors=x, log=False, maximum=2, robust=True)
        fit = fit.get_robustcov_results("HAC", maxlags=3, use_correction=True)
        test = fit.wald_test(np.eye(2 * (m + 1))[2:], use_f=False, scalar=True)
        assert robust.choice.loc[m, "sup_f"] == pytest.approx(test.statistic / m, rel=1e-7)
        assert "HAC, bandwidth 3" in robust.tests["UDmax"].detail["errors"]
    # the first step of the sequence is the supremum against none
    assert found.choice.loc[0, "next"] == pytest.approx(
        found.choice.loc[1, "sup_f"] * found.choice.loc[1, "ssr"] / (80 - 4)
        / (found.choice.loc[0, "ssr"] / (80 - 2))
    )  # fmt: skip


def test_criteria_agree_on_a_clear_case_and_none_is_none():
    steps = series((1955, 1980), (2, -3), seed=2)
    for select in ("bic", "lwz", "sequential"):
        assert len(bai_perron(steps, log=False, maximum=3, select=select).dates) == 2
    none = bai_perron(series(seed=3), log=False, maximum=3)
    assert none.dates == ()
    assert none.table.empty
    assert list(none.table) == ["date", "lower", "upper", "cut"]


def test_a_broken_trend_has_its_slopes():
    t = np.arange(80)
    values = 0.1 * t - 0.3 * np.maximum(0, t - 40) + 0.2 * np.random.default_rng(0).normal(size=80)
    found = bai_perron(pd.Series(values, YEARS, name="r"), log=False, regression="ct", maximum=2)
    assert found.phases["trend"].iloc[0] == pytest.approx(0.1, abs=0.02)
    assert found.phases["trend"].iloc[-1] == pytest.approx(-0.2, abs=0.02)


def test_a_coefficient_that_breaks():
    x = regressor()
    y = series(seed=12) + x * (1 + 2.0 * (YEARS.year > 1968))
    found = bai_perron(y.rename("y"), regressors=x, log=False, maximum=2)
    assert [date.year for date in found.dates] == pytest.approx([1968], abs=1)
    assert found.phases["x"].tolist() == pytest.approx([1, 3], abs=0.35)
    assert found.phases["const"].tolist() == pytest.approx([0, 0], abs=0.35)
    assert bai_perron(y, log=False, maximum=2).choice.loc[1, "next_pvalue"] > 0.05
    assert andrews(y, regressors=x, log=False, robust=False)["sup-F"].detail["date"] == str(
        found.dates[0]
    )
    assert chow(y, 1968, regressors=x, regression="c", log=False)["Wald, HAC"].rejected
    assert "with x" in chow(y, 1968, regressors=x, log=False)["Chow"].null


def test_arrays_are_series_without_dates():
    y, x = series((1955, 1980), (2, -3)), regressor()
    dated = bai_perron(y, regressors=x, log=False, maximum=3)
    plain = bai_perron(y.to_numpy(), regressors=x.to_numpy(), log=False, maximum=3)
    assert plain.dates == (25, 50)
    assert [date.year - 1930 for date in dated.dates] == [25, 50]
    pd.testing.assert_frame_equal(dated.choice, plain.choice)
    assert plain.sample == "0–79"
    assert list(plain.phases["x0"]) == pytest.approx(list(dated.phases["x"]))
    assert len(plain.plot().patches) == 2
    assert chow(y.to_numpy(), 25, log=False)["Chow"].statistic == pytest.approx(
        chow(y, 1955, log=False)["Chow"].statistic
    )
    frame = pd.DataFrame({"x": x, "z": regressor(51, "z")})
    both = bai_perron(y, regressors=frame, log=False, maximum=2, start=1935)
    assert both.sample == "1935–2009"
    assert {"const", "x", "z"} <= set(both.phases)


# ----------------------------------------------------------------------------------- one break


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
    test = fit.wald_test(np.eye(4)[2:], use_f=True, scalar=True)
    assert table["Wald, HAC"].statistic == pytest.approx(test.statistic * 76 / 80, rel=1e-8)
    assert "before and after 1970" in table["Chow"].null


def test_wald_does_not_depend_on_the_basis():
    y, X = series(seed=1).to_numpy(), np.column_stack([np.ones(80), np.arange(80.0)])
    Q = np.linalg.qr(X)[0]
    for lags in (None, 3):
        assert wald(y, X, [30, 55], lags) == pytest.approx(wald(y, Q, [30, 55], lags), rel=1e-6)


def test_andrews_is_the_largest_chow():
    y = series((1975,), (1.0,), seed=4)
    found = andrews(y, log=False, robust=False)
    every = [
        chow(y, year, regression="c", log=False)["Chow"].statistic for year in range(1941, 1998)
    ]
    assert found["sup-F"].statistic == pytest.approx(max(every))
    assert found["ave-F"].statistic == pytest.approx(np.mean(every))
    assert found["exp-F"].statistic == pytest.approx(np.log(np.mean(np.exp(np.array(every) / 2))))


def test_andrews_finds_the_date_and_keeps_its_level():
    found = andrews(series((1975,), (1.0,), seed=4), log=False)
    assert found["sup-F"].rejected
    assert found["sup-F"].detail["date"] == "1975"


@pytest.mark.parametrize("terms", ["c", "ct"])
def test_tests_keep_their_level_in_noise(terms):
    rejected = np.zeros(6)
    for seed in range(100, 300):
        y = series(seed=seed)
        one = andrews(y, log=False, robust=False, regression=terms)
        summed = cusum(y, log=False, regression=terms)
        several = bai_perron(y, log=False, maximum=2, regression=terms).tests
        rejected += [
            *(test.rejected for test in one), *(test.rejected for test in summed),
            several["UDmax"].rejected,
        ]  # fmt: skip
    share = (
        rejected / 200
    )  # in 80 periods ave-F and exp-F reject 6 %, for the variance is estimated
    assert (share < 0.11).all(), share
    assert (share[[0, 1, 2, 3, 5]] > 0.005).all(), share


def test_cusum_by_hand():
    y = series((1970,), (1.0,), seed=6)
    table = cusum(y, log=False)
    assert table["CUSUM, OLS"].rejected
    residual = y.to_numpy() - y.mean()
    largest = np.abs(np.cumsum(residual)).max() / np.sqrt(80 * residual.var(ddof=1))
    assert table["CUSUM, OLS"].statistic == pytest.approx(largest)
    # Brown, Durbin and Evans: 0.948 is the 5 % point
    assert np.isclose(_recursive_pvalue(0.948), 0.05, atol=0.001)
    errors = []
    for t in range(1, 80):  # one-step forecasts of the mean
        past = y.to_numpy()[:t]
        errors.append((y.iloc[t] - past.mean()) / math.sqrt(1 + 1 / t))
    scaled = np.array(errors) / np.std(errors, ddof=1)
    line = 1 + 2 * np.arange(1, 80) / 79
    largest = np.abs(np.cumsum(scaled) / math.sqrt(79) / line).max()
    assert table["CUSUM, recursive"].statistic == pytest.approx(largest, rel=1e-6)


def test_shift_and_scale_change_no_date():
    y = series((1960,), (1.0,), seed=7)
    for robust in (False, True):
        one, other = (bai_perron(v, log=False, maximum=2, robust=robust) for v in (y, 5 + 10 * y))
        assert one.dates == other.dates
        pd.testing.assert_frame_equal(one.table, other.table)
        np.testing.assert_allclose(one.choice["next"], other.choice["next"], rtol=1e-7)
    backwards = pd.Series(y.to_numpy()[::-1], YEARS, name="r")
    there, back = (andrews(v, log=False)["sup-F"].statistic for v in (y, backwards))
    assert there == pytest.approx(back)


def test_input_is_left_as_it_was():
    y, x = np.exp(series(seed=8)), regressor()
    kept = y.copy(), x.copy()
    for regression in ("c", "ct"):
        bai_perron(y, regressors=x, regression=regression, maximum=2, robust=True)
        andrews(y, regressors=x, regression=regression)
    pd.testing.assert_series_equal(y, kept[0])
    pd.testing.assert_series_equal(x, kept[1])


STEP = pd.Series(np.where(YEARS.year > 1970, 2.0, 1.0), YEARS, name="r")


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda y: chow(y, 1930), DataError, "too few periods"),
        (lambda y: chow(y, 2020), DataError, "outside"),
        (lambda y: chow(y.to_numpy(), 80), DataError, "80 lies outside"),
        (lambda y: chow(y.to_numpy(), "1970"), DataError, "no place in an array"),
        (lambda y: andrews(y, trim=0.4), DataError, "a trim of 0.4"),
        (lambda y: andrews(y, level=5), DataError, "a level of 5"),
        (lambda y: bai_perron(y, maximum=9), DataError, "cannot hold 9 breaks"),
        (lambda y: bai_perron(y, maximum=0), DataError, "a maximum of 0"),
        (lambda y: bai_perron(y, select="aic"), UnknownNameError, "no selection"),
        (lambda y: andrews(y, regression="n"), UnknownNameError, "no regression"),
        (lambda y: andrews(y - 10), DataError, "a logarithm needs positive values"),
        (lambda y: andrews(y * 0 + 1), DataError, "the same in all periods"),
        (lambda y: andrews(y.iloc[:10]), DataError, "10 observations"),
        (lambda y: andrews(y.to_numpy()[:10]), DataError, "10 observations"),
        (lambda y: andrews(y.to_numpy(), start=1940), DataError, "an array has no periods"),
        (lambda y: andrews(y.to_numpy()[:, None]), DataError, "shape"),
        (lambda y: andrews(np.append(y, np.nan)), DataError, "missing or infinite in 80"),
        (lambda y: andrews(list(y)), DataError, "not a series"),
        (lambda y: andrews(y, regressors=regressor().loc["1940":]), DataError, "x spans 1940"),
        (lambda y: andrews(y, regressors=regressor() * 0 + 2), DataError, "does not vary"),
        (lambda y: andrews(y, regressors=np.ones((3, 1))), DataError, "3 rows of regressors"),
        (lambda y: andrews(y, regressors=regressor(name="const")), DataError, "stands twice"),
        (
            lambda y: andrews(y, regressors=pd.DataFrame({"a": regressor(), "b": 2 * regressor()})),
            DataError,
            "linear combination",
        ),
        (
            lambda y: bai_perron(
                y, regressors=pd.Series(1.0 * (YEARS.year > 1990), YEARS, name="d")
            ),
            DataError,
            "collinear in the 12 periods",
        ),
        (
            lambda y: cusum(y, regressors=pd.Series(1.0 * (YEARS.year > 1990), YEARS, name="d")),
            DataError,
            "collinear in the first 2",
        ),
        (lambda _: chow(STEP, 1970, log=False), DataError, "without any error"),
        (lambda _: bai_perron(STEP, log=False), DataError, "without any error"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(np.exp(series(seed=8)))
