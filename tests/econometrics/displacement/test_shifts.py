"""Placebo dates: every shift by a slow loop, and the size of the test where nothing is related."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from capital.econometrics.displacement._rows import published, words
from capital.econometrics.displacement._shifts import (
    circular_shifts,
    hac_wald,
    share_as_large,
)
from capital.econometrics.displacement.macro import long_run_variance
from capital.errors import DataError, UnknownNameError


def ar(rng: np.random.Generator, n: int, rho: float) -> np.ndarray:
    x = np.zeros(n + 50)
    for t in range(1, n + 50):
        x[t] = rho * x[t - 1] + rng.normal()
    return x[50:]


def test_every_shift_is_a_regression_on_a_rolled_regressor() -> None:
    rng = np.random.default_rng(3)
    n = 40
    y, x, z = rng.normal(size=(3, n))
    moved = np.column_stack([x, np.roll(x, 1)])
    fixed = np.column_stack([np.ones(n), z])
    found = circular_shifts(y, moved, fixed, least=5)
    slow = [
        np.linalg.lstsq(np.column_stack([np.roll(moved, k, axis=0), fixed]), y, rcond=None)[0][0]
        for k in range(5, n - 4)
    ]
    np.testing.assert_allclose(found, slow, atol=1e-12)


def test_a_sample_too_short_for_a_shift_is_refused() -> None:
    with pytest.raises(DataError, match="no shift of 8 or more"):
        circular_shifts(np.ones(10), np.ones((10, 1)), np.ones((10, 1)), least=8)


def test_shifts_keep_their_size_where_two_slow_series_are_unrelated() -> None:
    """The simple t test rejects at 5 % in a quarter of such samples; the shifts do not."""
    rng = np.random.default_rng(5)
    simple, shifted = [], []
    for _ in range(300):
        y, x = ar(rng, 120, 0.9), ar(rng, 120, 0.9)
        fit = sm.OLS(y, sm.add_constant(x)).fit()
        simple.append(fit.pvalues[1] < 0.05)
        others = circular_shifts(y, x[:, None], np.ones((120, 1)), least=8)
        shifted.append(share_as_large(fit.params[1], others) < 0.05)
    assert np.mean(simple) > 0.25
    assert np.mean(shifted) < 0.10  # 5 % and 3.9 standard errors of 300 draws


@pytest.mark.parametrize("tested", [[1], [1, 2], [0, 2]])
@pytest.mark.parametrize("maxlags", [0, 3, 8])
def test_hac_by_hand_is_that_of_statsmodels(tested: list[int], maxlags: int) -> None:
    rng = np.random.default_rng(7)
    X = np.column_stack([np.ones(90), rng.normal(size=(90, 2))])
    y = X @ [1.0, 0.5, 0.0] + ar(rng, 90, 0.6)
    fit = sm.OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": maxlags}, use_t=True)
    restriction = np.eye(3)[tested]
    expected = fit.wald_test(restriction, scalar=True).statistic
    assert hac_wald(y, X, tested, maxlags) == pytest.approx(expected, rel=1e-9)


def test_the_long_run_variance_is_that_of_the_mean() -> None:
    x = ar(np.random.default_rng(2), 200, 0.5)
    fit = sm.OLS(x, np.ones(200)).fit(cov_type="HAC", cov_kwds={"maxlags": 8})
    assert long_run_variance(x, 8) / 200 == pytest.approx(float(fit.bse[0]) ** 2, rel=1e-9)


def test_the_estimate_counts_among_its_placebos() -> None:
    assert share_as_large(5.0, np.zeros(99)) == 0.01
    assert share_as_large(0.0, np.zeros(99)) == 1.0


def test_words_and_published_figures() -> None:
    assert words(-0.126) == "−0.13"
    with pytest.raises(UnknownNameError, match="did you mean ‘wage_curve’"):
        published("wage_curv")
    assert isinstance(pd.Series([published("robots_employment")]).item(), float)
