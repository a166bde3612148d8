"""Unit-root tests against hand-written regressions and direct calls."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
import scipy.linalg
import scipy.optimize
from statsmodels.tools.sm_exceptions import InterpolationWarning
from statsmodels.tsa.stattools import adfuller, kpss, leybourne, zivot_andrews

from capital.econometrics.unit_roots import reading, unit_roots
from capital.errors import DataError, MissingExtraError, UnknownNameError
from capital.results import HypothesisTest, TestTable


def dated(values: np.ndarray) -> pd.Series:
    index = pd.period_range("1948", periods=len(values), freq="Y")
    return pd.Series(values, index=index, name="r")


def shocks(nobs: int = 60, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=nobs)


NOISE, WALK = dated(shocks(120)), dated(shocks(120).cumsum())
BROKEN = dated(shocks(100, 5) * 0.3 + np.where(np.arange(100) >= 40, 5.0, 0.0))


def t_value(y: np.ndarray, design: np.ndarray, column: int) -> float:
    """t-value of one coefficient, from the normal equations."""
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ y
    resid = y - design @ beta
    variance = resid @ resid / (len(y) - design.shape[1])
    return float(beta[column] / math.sqrt(variance * bread[column, column]))


def dickey_fuller(y: np.ndarray, lags: int, *columns: np.ndarray) -> float:
    """t-value of the lagged level; `columns` are deterministic terms over all of y."""
    steps = np.diff(y)
    rows = np.arange(lags, len(steps))
    lagged = [steps[rows - i] for i in range(1, lags + 1)]
    terms = [column[rows + 1] for column in columns]
    return t_value(steps[rows], np.column_stack([y[rows], *terms, *lagged]), 0)


def terms_of(regression: str, nobs: int) -> list[np.ndarray]:
    return [np.ones(nobs), np.arange(nobs)][: len(regression)]


# ---------------------------------------------------------------- statistics


@pytest.mark.parametrize("regression", ["c", "ct"])
@pytest.mark.parametrize("series", [NOISE, WALK, BROKEN], ids=["noise", "walk", "broken"])
def test_adf_is_the_hand_written_regression(series, regression):
    test = unit_roots(series, regression=regression)["ADF"]
    y = series.to_numpy()
    lag = test.detail["lag"]
    expected = dickey_fuller(y, lag, *terms_of(regression, len(y)))
    assert test.statistic == pytest.approx(expected, rel=1e-8)
    direct = adfuller(y, maxlag=lag, regression=regression, autolag=None, result_object=True)
    assert test.statistic == pytest.approx(direct.statistic)
    assert test.pvalue == pytest.approx(direct.pvalue)


def test_adf_without_lags_is_dickey_and_fuller():
    test = unit_roots(WALK)["ADF"]
    assert test.detail["lag"] == 0
    assert test.statistic == pytest.approx(dickey_fuller(WALK.to_numpy(), 0, np.ones(120)))


def test_lag_is_that_of_least_aic_over_one_sample():
    y = dated(np.convolve(shocks(200), [1, 0.9, 0.8, 0.6])[:120].cumsum()).to_numpy()
    table = unit_roots(dated(y))
    most = table["ADF"].detail["most lags"]
    steps = np.diff(y)
    rows = np.arange(most, len(steps))

    def aic(lag: int) -> float:
        lagged = [steps[rows - i] for i in range(1, lag + 1)]
        design = np.column_stack([y[rows], np.ones(len(rows)), *lagged])
        resid = steps[rows] - design @ np.linalg.lstsq(design, steps[rows], rcond=None)[0]
        return len(rows) * math.log(resid @ resid / len(rows)) + 2 * design.shape[1]

    assert table["ADF"].detail["lag"] == min(range(most + 1), key=aic) > 0


@pytest.mark.parametrize("regression", ["c", "ct"])
def test_kpss_is_the_partial_sums_over_the_long_run_variance(regression):
    series = dated(np.convolve(shocks(120, 8), [1, 0.7, 0.5])[:120] + 0.01 * np.arange(120))
    test = unit_roots(series, regression=regression)["KPSS"]
    y = series.to_numpy()
    design = np.column_stack(terms_of(regression, 120))
    resid = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    bandwidth = test.detail["bandwidth"]
    variance = resid @ resid / 120
    for lag in range(1, bandwidth + 1):
        variance += 2 * (1 - lag / (bandwidth + 1)) * (resid[lag:] @ resid[:-lag]) / 120
    assert test.statistic == pytest.approx((resid.cumsum() ** 2).sum() / 120**2 / variance)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InterpolationWarning)
        direct = kpss(y, regression=regression, result_object=True)
    assert (test.statistic, bandwidth) == (direct.statistic, direct.lags)


@pytest.mark.parametrize("regression", ["c", "ct"])
@pytest.mark.parametrize("nobs", [25, 60, 100])
@pytest.mark.parametrize("seed", range(4))
def test_zivot_andrews_is_the_least_of_all_breaks(regression, nobs, seed):
    y = shocks(nobs, seed).cumsum()
    y[nobs // 2 :] += 3
    test = unit_roots(dated(y), regression=regression)["Zivot–Andrews"]
    lag, time = test.detail["lag"], np.arange(nobs)
    trim = int(0.15 * nobs)
    statistics = {}
    for last in range(trim, nobs - trim):
        dummies = [np.where(time > last, 1.0, 0.0), np.where(time > last, time - last, 0.0)]
        terms = [np.ones(nobs), time, *dummies[: len(regression)]]
        statistics[last] = dickey_fuller(y, lag, *terms)
    best = min(statistics, key=statistics.__getitem__)
    assert test.statistic == pytest.approx(statistics[best], rel=1e-7)
    assert test.detail["break after"] == str(1948 + best)
    direct = zivot_andrews(y, maxlag=test.detail["most lags"], regression=regression)
    assert (test.statistic, test.pvalue) == pytest.approx(direct[:2])


@pytest.mark.parametrize(("nobs", "most"), [(25, 1), (60, 7), (100, 12), (400, 17)])
def test_most_lags(nobs, most):
    table = unit_roots(dated(shocks(nobs)))
    assert table["ADF"].detail["most lags"] == most == table["Zivot–Andrews"].detail["most lags"]


# ---------------------------------------------------------------- verdicts


def test_a_walk_and_a_noise_get_opposite_verdicts():
    walk, noise = unit_roots(WALK), unit_roots(NOISE)
    assert walk["ADF"].verdict == "a unit root is not rejected at 5 %"
    assert noise["ADF"].verdict == "a unit root is rejected at 5 %"
    assert (
        walk["KPSS"].verdict == "stationarity around a constant is rejected at 5 % (p below 0.01)"
    )
    assert noise["KPSS"].verdict.startswith("stationarity around a constant is not rejected at 5 %")
    assert not walk["Zivot–Andrews"].rejected
    assert noise["Zivot–Andrews"].rejected
    assert reading(walk) == "ADF and KPSS agree on I(1): the series does not return to a constant."
    assert reading(noise).startswith("ADF and KPSS agree on I(0)")


def test_a_break_looks_like_a_unit_root_until_it_is_allowed():
    table = unit_roots(BROKEN)
    assert not table["ADF"].rejected
    assert table["Zivot–Andrews"].detail["break after"] == "1987"  # index 39; the shift is at 40
    assert reading(table).endswith(
        "Zivot–Andrews rejects a unit root once a break after 1987 is allowed."
    )


def test_a_trend_is_a_path_only_where_it_is_asked_for():
    line = dated(shocks(120) + 0.2 * np.arange(120))
    assert "agree on I(1)" in reading(unit_roots(line))
    assert (
        reading(unit_roots(line, regression="ct"))
        == "ADF and KPSS agree on I(0): the series returns to a linear trend."
    )


@pytest.mark.parametrize(
    ("adf", "stationary", "words"),
    [
        (True, False, "I(0)"),
        (False, True, "I(1)"),
        (True, True, "neither; look for a break"),
        (False, False, "the sample is silent"),
    ],
)
def test_reading_has_words_for_every_case(adf, stationary, words):
    def test(name: str, rejected: bool) -> HypothesisTest:
        detail = {"path": "a constant", "break after": "1981"}
        return HypothesisTest(name, "", 0.0, 0.5, rejected, 0.05, "", detail)

    pair = (test("ADF", adf), test("KPSS", stationary))
    assert words in reading(TestTable((*pair, test("Zivot–Andrews", False)), 60, ""))
    broken = reading(TestTable((*pair, test("Zivot–Andrews", True)), 60, ""))
    assert ("1981" in broken) is not adf


def test_kpss_gives_a_bound_instead_of_a_false_p():
    low, high = unit_roots(WALK)["KPSS"], unit_roots(NOISE)["KPSS"]
    assert math.isnan(low.pvalue)
    assert low.statistic > 0.739  # the last critical value of the table
    assert low.detail["p-value"] == "below 0.01"
    assert math.isnan(high.pvalue)
    assert high.statistic < 0.347
    assert high.verdict.endswith("(p above 0.10)")
    within = unit_roots(dated(shocks(60, 0).cumsum()))["KPSS"]
    assert 0.01 < within.pvalue < 0.10
    assert "p-value" not in within.detail


@pytest.mark.parametrize("level", [0.01, 0.025, 0.05, 0.10])
@pytest.mark.parametrize("seed", range(6))
def test_kpss_rejects_where_the_statistic_passes_the_critical_value(level, seed):
    critical = {0.10: 0.347, 0.05: 0.463, 0.025: 0.574, 0.01: 0.739}[level]
    test = unit_roots(dated(shocks(40, seed).cumsum()), level=level)["KPSS"]
    assert test.rejected is (test.statistic > critical)
    assert f"rejected at {100 * level:g} %" in test.verdict


def test_the_table_says_sample_and_sources():
    table = unit_roots(WALK, start=1960, end="2000", regression="ct")
    assert (table.sample, table.nobs, len(table)) == ("1960–2000", 41, 3)
    assert table.references.count("@article") == 3
    frame = table.to_frame()
    assert list(frame.index) == ["ADF", "KPSS", "Zivot–Andrews"]
    assert "break in = the level and the trend" in frame.loc["Zivot–Andrews", "detail"]
    assert r"\toprule" in table.to_latex()
    assert "1960–2000, 41 observations" in str(table)
    assert all(isinstance(test.rejected, bool) for test in table)


def test_the_input_is_not_changed():
    before = WALK.copy()
    unit_roots(WALK)
    pd.testing.assert_series_equal(WALK, before)


# ---------------------------------------------------------------- further tests


SEVEN = [
    *("ADF", "KPSS", "Zivot–Andrews"),
    *("Leybourne–McCabe", "range", "Phillips–Perron", "DF-GLS"),
]


def path_free(y: np.ndarray, design: np.ndarray) -> np.ndarray:
    return y - design @ np.linalg.lstsq(design, y, rcond=None)[0]


def autoregression(phi: float, nobs: int, rng: np.random.Generator) -> np.ndarray:
    y = np.zeros(nobs + 50)
    for t, shock in enumerate(rng.normal(size=nobs + 50)):
        y[t] = phi * y[t - 1] + shock
    return y[50:]


def test_all_seven_have_null_verdict_and_source():
    table = unit_roots(WALK, tests="all")
    assert [test.name for test in table] == SEVEN
    assert table.references.count("@article") == 7
    for test in table:
        assert test.null
        assert test.verdict.startswith(test.null)
        assert {"lag", "bandwidth", "records", "lags of the filter"} & set(test.detail)
    assert reading(table) == reading(unit_roots(WALK))


def test_further_tests_are_chosen_by_name_however_it_is_spelt():
    names = ["df-gls", "phillips_perron", "ADF", "DFGLS"]
    assert [t.name for t in unit_roots(WALK, tests=names)] == [*SEVEN[:3], *SEVEN[5:]]
    assert [t.name for t in unit_roots(WALK, tests="RANGE")] == [*SEVEN[:3], "range"]
    assert unit_roots(WALK, tests="range").references.count("@article") == 4
    with pytest.raises(UnknownNameError, match="did you mean ‘Phillips–Perron’"):
        unit_roots(WALK, tests=["Philips-Peron"])


def test_without_arch_its_tests_are_refused(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "arch.unitroot", None)
    assert len(unit_roots(WALK, tests=("range", "Leybourne–McCabe"))) == 5
    with pytest.raises(MissingExtraError, match=r"needs arch.*capital-toolkit"):
        unit_roots(WALK, tests="all")


@pytest.mark.parametrize("regression", ["c", "ct"])
@pytest.mark.parametrize("series", [NOISE, WALK, BROKEN], ids=["noise", "walk", "broken"])
def test_phillips_perron_is_the_corrected_dickey_fuller(series, regression):
    test = unit_roots(series, regression=regression, tests="Phillips–Perron")["Phillips–Perron"]
    y, bandwidth = series.to_numpy(), test.detail["bandwidth"]
    assert bandwidth == math.floor(4 * (len(y) / 100) ** (2 / 9))
    nobs = len(y) - 1
    design = np.column_stack([y[:-1], *terms_of(regression, nobs)])
    beta = np.linalg.solve(design.T @ design, design.T @ y[1:])
    resid = y[1:] - design @ beta
    s2 = resid @ resid / (nobs - design.shape[1])
    gamma = [resid[lag:] @ resid[: nobs - lag] / nobs for lag in range(bandwidth + 1)]
    long_run = gamma[0] + 2 * sum(
        (1 - lag / (bandwidth + 1)) * gamma[lag] for lag in range(1, bandwidth + 1)
    )
    se = math.sqrt(s2 * np.linalg.inv(design.T @ design)[0, 0])
    t = (beta[0] - 1) / se
    # Hamilton (1994), equation 17.6.12
    expected = math.sqrt(gamma[0] / long_run) * t - (long_run - gamma[0]) / (
        2 * math.sqrt(long_run)
    ) * (nobs * se / math.sqrt(s2))
    assert test.statistic == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("regression", "c"), [("c", -7.0), ("ct", -13.5)])
@pytest.mark.parametrize("series", [NOISE, WALK, BROKEN], ids=["noise", "walk", "broken"])
def test_df_gls_is_dickey_fuller_of_the_quasi_detrended(series, regression, c):
    test = unit_roots(series, regression=regression, tests="DF-GLS")["DF-GLS"]
    y = series.to_numpy()
    design = np.column_stack(terms_of(regression, len(y))).astype(float)
    root = 1 + c / len(y)
    quasi = np.column_stack([y, design])
    quasi[1:] -= root * np.column_stack([y, design])[:-1]
    beta = np.linalg.lstsq(quasi[:, 1:], quasi[:, 0], rcond=None)[0]
    expected = dickey_fuller(y - design @ beta, test.detail["lag"])
    assert test.statistic == pytest.approx(expected, rel=1e-7)


def test_df_gls_finds_the_slow_return_that_adf_misses():
    rng = np.random.default_rng(11)
    tables = [unit_roots(dated(autoregression(0.85, 80, rng)), tests="dfgls") for _ in range(120)]
    found = {name: sum(t[name].rejected for t in tables) for name in ("ADF", "DF-GLS")}
    assert found["DF-GLS"] > 1.3 * found["ADF"]


@pytest.mark.parametrize("name", ["Phillips–Perron", "DF-GLS", "range"])
def test_a_true_unit_root_is_rejected_about_as_often_as_said(name):
    rng = np.random.default_rng(5)
    walks = rng.normal(size=(300, 100)).cumsum(axis=1)
    share = np.mean([unit_roots(dated(y), tests=name)[name].rejected for y in walks])
    assert 0.02 < share < 0.10  # 0.05 with a standard error of 0.013


def test_the_range_test_counts_records():
    y = np.r_[0.0, 1.0, 0.5, 2.0, -1.0, np.tile([0.3, -0.2, 0.7], 9), 3.0]
    noise = 1e-3 * shocks(len(y))
    test = unit_roots(dated(y + noise), tests="range")["range"]
    assert test.detail["records"] == 4  # 1, 2, −1 and 3
    assert test.statistic == pytest.approx(4 / math.sqrt(len(y)))
    assert test.rejected
    cubed = unit_roots(dated(WALK.to_numpy() ** 3), tests="range")["range"]
    assert cubed.statistic == unit_roots(WALK, tests="range")["range"].statistic


def test_few_records_reject_and_a_trend_sets_many():
    assert unit_roots(NOISE, tests="range")["range"].rejected
    climb = unit_roots(dated(shocks(100) + 0.5 * np.arange(100)), tests="range")["range"]
    assert not climb.rejected
    assert climb.verdict.endswith("(p above 0.10)")


def test_the_table_of_the_range_test_is_that_of_simulated_walks():
    walks = np.random.default_rng(3).normal(size=(20_000, 250)).cumsum(axis=1)
    top = np.maximum.accumulate(walks, axis=1)
    bottom = np.minimum.accumulate(walks, axis=1)
    records = (np.diff(top, axis=1) > 0).sum(axis=1) + (np.diff(bottom, axis=1) < 0).sum(axis=1)
    from statsmodels.tsa.stattools import range_unit_root_test

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InterpolationWarning)
        values = range_unit_root_test(walks[0], result_object=True).critical_values
    for key, value in values.items():
        least = value * math.sqrt(250)  # between two whole numbers of records
        share = float(key[:-1]) / 100
        assert np.mean(records < least) - 0.01 < share < np.mean(records < least + 1) + 0.01


def test_the_range_test_ends_where_its_table_does():
    with pytest.raises(DataError, match="ends at 5000 observations, not 5001"):
        unit_roots(dated_by_day(shocks(5001).cumsum()), tests="range")


def dated_by_day(values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=pd.period_range("1948-01-01", periods=len(values), freq="D"))


@pytest.mark.parametrize("regression", ["c", "ct"])
def test_leybourne_mccabe_without_memory_is_kpss_without_bandwidth(regression):
    test = unit_roots(NOISE, regression=regression, tests="Leybourne–McCabe")["Leybourne–McCabe"]
    assert test.detail["lags of the filter"] == 0
    resid = path_free(NOISE.to_numpy(), np.column_stack(terms_of(regression, 120)))
    expected = (resid.cumsum() ** 2).sum() / 120**2 / (resid @ resid / 120)
    assert test.statistic == pytest.approx(expected, rel=1e-9)


def minus_likelihood(phi: float, theta: float, steps: np.ndarray) -> float:
    """Of an ARMA(1, 1) around zero, by its dense covariance; the variance is concentrated out."""
    psi = np.r_[1.0, (phi + theta) * phi ** np.arange(400)]
    gamma = [psi[: len(psi) - lag] @ psi[lag:] for lag in range(len(steps))]
    root = np.linalg.cholesky(scipy.linalg.toeplitz(gamma))
    scaled = scipy.linalg.solve_triangular(root, steps, lower=True)
    n = len(steps)
    return 0.5 * n * math.log(scaled @ scaled / n) + float(np.log(np.diag(root)).sum())


@pytest.mark.parametrize(("phi", "seed"), [(0.6, 4), (0.5, 2), (0.7, 5)])
def test_leybourne_mccabe_filters_by_the_likeliest_arima(phi, seed):
    y = autoregression(phi, 80, np.random.default_rng(seed))
    test = unit_roots(dated(y), tests="Leybourne–McCabe")["Leybourne–McCabe"]
    assert test.detail["lags of the filter"] == 1
    steps = np.diff(y)
    cells = [(a, m) for a in np.linspace(-0.9, 0.98, 20) for m in np.linspace(-1, 0.9, 20)]
    start = min(cells, key=lambda cell: minus_likelihood(*cell, steps))
    best = scipy.optimize.minimize(
        lambda v: minus_likelihood(v[0], v[1], steps) if max(abs(v)) < 1.02 else 1e6,
        start,
        method="Nelder-Mead",
    )
    resid = path_free(y[1:] - best.x[0] * y[:-1], np.ones((79, 1)))
    expected = (resid.cumsum() ** 2).sum() / 79 / (resid @ resid)
    assert test.statistic == pytest.approx(expected, rel=0.02)


def test_leybourne_mccabe_keeps_its_size_where_a_single_start_does_not():
    rng = np.random.default_rng(2)
    stationary = [dated(autoregression(0.7, 100, rng)) for _ in range(50)]
    walks = [dated(rng.normal(size=100).cumsum()) for _ in range(30)]

    def share(series: list[pd.Series]) -> float:
        tables = [unit_roots(s, tests="Leybourne–McCabe") for s in series]
        return float(np.mean([table["Leybourne–McCabe"].rejected for table in tables]))

    assert share(stationary) <= 0.20
    assert share(walks) >= 0.50
    usual = [leybourne(series.to_numpy())[1] < 0.05 for series in stationary]
    assert np.mean(usual) > 0.30


# ---------------------------------------------------------------- refusals


TIME = np.arange(60.0)


@pytest.mark.parametrize(
    "values",
    [
        np.full(60, 0.3),
        np.zeros(60),
        TIME,
        3 - 0.01 * TIME,
        (-1.0) ** TIME,
        0.2 * np.exp(-0.01 * TIME),
        np.cos(TIME),
        np.cos(TIME[:25]),
        TIME**2,
        np.where(TIME > 25, 1.0, 0.0),
        np.log(0.2 * np.exp(-0.01 * TIME)),
        0.3 + 1e-16 * shocks(),
    ],
    ids=[
        *(
            "constant",
            "zero",
            "line",
            "fall",
            "flips",
            "growth",
            "wave",
            "short wave",
            "square",
            "step",
        ),
        *("rounded line", "rounded constant"),
    ],
)
def test_series_without_chance_are_refused(values):
    for regression in ("c", "ct"):
        with pytest.raises(DataError, match="r follows its own past"):
            unit_roots(dated(values), regression=regression)


def test_scale_does_not_matter():
    expected = [test.statistic for test in unit_roots(WALK, tests="all")]
    for series in (1e-9 * WALK, 1e9 * WALK, WALK + 1e5):
        found = [test.statistic for test in unit_roots(series, tests="all")]
        assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        (WALK.iloc[:24], {}, "24 observations.*at least 25"),
        (WALK.mask(WALK.index == "1950"), {}, "r is missing in 1950"),
        (WALK.drop(pd.Period("1950", freq="Y")), {}, "1949 to 1951"),
        (WALK.to_frame(), {}, "choose one column"),
        (WALK, {"start": 1900}, "spans 1948–2067"),
        (WALK, {"level": 0.001}, "from 0.01 to 0.10"),
        (WALK, {"level": 0.5}, "from 0.01 to 0.10"),
        (WALK, {"level": math.nan}, "from 0.01 to 0.10"),
    ],
)
def test_bad_input_is_refused(series, options, message):
    with pytest.raises(DataError, match=message):
        unit_roots(series, **options)


def test_an_unknown_regression_is_named():
    with pytest.raises(UnknownNameError, match="there is: c, ct"):
        unit_roots(WALK, regression="n")
