"""A regression by formula: right numbers, and nothing where nothing follows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from capital.econometrics import _extras
from capital.econometrics._design import design, parse_formula
from capital.econometrics.fit import least_squares
from capital.errors import (
    DataError,
    ExpressionError,
    MissingExtraError,
    ModelError,
    UnknownNameError,
)


@pytest.fixture
def yearly():
    rng = np.random.default_rng(3)
    index = pd.period_range("1948", periods=60, freq="Y")
    frame = pd.DataFrame(rng.lognormal(size=(60, 3)), index=index, columns=["x", "z", "w"])
    frame["y"] = 1 + 2 * frame["x"] - frame["z"] + rng.normal(size=60)
    frame["g"] = np.tile(["a", "b", "c"], 20)
    frame["class"] = np.repeat(np.arange(6), 10)
    return frame


def test_formula_gives_the_columns_it_names(yearly):
    y, X = design(yearly, "diff(y) ~ log(x) + lag(z, 2) + C(g) + x:log(w) + diff(log(x)) - 1")
    assert list(X) == ["log(x)", "lag(z, 2)", "C(g)[b]", "C(g)[c]", "x:log(w)", "diff(log(x))"]
    assert len(y) == 58
    np.testing.assert_array_equal(X["lag(z, 2)"], yearly["z"].iloc[:-2])
    np.testing.assert_allclose(X["diff(log(x))"], np.log(yearly["x"]).diff().iloc[2:])
    np.testing.assert_allclose(X["x:log(w)"], (yearly["x"] * np.log(yearly["w"])).iloc[2:])


def test_agrees_with_statsmodels_and_with_newey_west_by_hand(yearly):
    fit = least_squares(yearly, "y ~ x + z", maxlags=3)
    other = smf.ols("y ~ x + z", yearly).fit(cov_type="HAC", cov_kwds={"maxlags": 3}, use_t=True)
    np.testing.assert_allclose(fit.params, other.params, rtol=1e-12)
    np.testing.assert_allclose(fit.bse, other.bse, rtol=1e-12)
    X = np.column_stack([np.ones(60), yearly["x"], yearly["z"]])
    scores = X * fit.resid.to_numpy()[:, None]
    meat = scores.T @ scores
    for lag in (1, 2, 3):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / 4) * (cross + cross.T)
    bread = np.linalg.inv(X.T @ X)
    np.testing.assert_allclose(fit.bse, np.sqrt(np.diag(bread @ meat @ bread)), rtol=1e-10)


def test_weighted_and_clustered_errors_by_hand(yearly):
    frame = yearly.reset_index(drop=True)
    fit = least_squares(frame, "y ~ x + z", weights="w", cluster="class")
    X = np.column_stack([np.ones(60), frame["x"], frame["z"]])
    w, y = frame["w"].to_numpy(), frame["y"].to_numpy()
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    b = bread @ X.T @ (w * y)
    scores = X * (w * (y - X @ b))[:, None]
    sums = np.array([scores[frame["class"] == g].sum(axis=0) for g in range(6)])
    correction = 6 / 5 * 59 / 57
    covariance = correction * bread @ sums.T @ sums @ bread
    np.testing.assert_allclose(fit.params, b, rtol=1e-10)
    np.testing.assert_allclose(fit.bse, np.sqrt(np.diag(covariance)), rtol=1e-10)
    assert fit.errors == "clustered on 6 of class"
    assert fit.warnings[0].startswith("few clusters: 6 of class")
    assert "few clusters" in fit.summary().as_text()


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 100), st.floats(-50, 50))
def test_scale_and_shift_of_a_regressor_change_its_coefficient_only(scale, shift):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(40, 2)), columns=["y", "x"])
    before = least_squares(frame, "y ~ x")
    after = least_squares(frame.assign(x=shift + scale * frame["x"]), "y ~ x")
    assert after.params["x"] * scale == pytest.approx(before.params["x"], rel=1e-6)
    assert after.tvalues["x"] == pytest.approx(before.tvalues["x"], rel=1e-6)


def test_summary_names_null_errors_and_sample(yearly):
    fit = least_squares(yearly, "y ~ lag(x) + z", start=1950, end=2000)
    text = fit.summary().as_text()
    assert fit.nobs == 50
    for words in (
        "Null of each p-value: the coefficient is zero",
        "Sample 1951–2000",
        "bandwidth 3",
        "The first 1 rows serve as lags only.",
    ):
        assert words in text
    assert r"\toprule" in fit.to_latex()
    assert "<table" in fit.summary().as_html()
    assert fit.plot().get_title() == "y"


def test_identity_is_accounting_and_refuses_stars(yearly):
    frame = yearly.assign(r=yearly["x"] * yearly["z"])
    with pytest.raises(DataError, match=r"it is an identity: say why in accounting"):
        least_squares(frame, "log(r) ~ log(x) + log(z)")
    fit = least_squares(frame, "log(r) ~ log(x) + log(z)", accounting="r = x·z")
    np.testing.assert_allclose(fit.params, [0, 1, 1], atol=1e-10)
    assert list(fit.to_frame()) == ["params"]
    assert "Accounting: r = x·z" in str(fit)
    for what in ("bse", "tvalues", "pvalues"):
        with pytest.raises(ModelError, match="no errors and no stars"):
            getattr(fit, what)


@pytest.mark.parametrize(
    ("formula", "error", "words"),
    [
        ("y ~ x + q", UnknownNameError, "there is no column ‘q’"),
        ("y ~ exp(x)", UnknownNameError, "there is no function ‘exp’"),
        ("y = x", ExpressionError, "has one ‘~’"),
        ("y ~ x + x", ExpressionError, "stands twice"),
        ("y ~ x - z", ExpressionError, "only the constant"),
        ("y ~ lag(x, 0)", ExpressionError, "not well formed"),
        ("y ~ log(C(g))", ExpressionError, "not well formed"),
        ("C(g) ~ x", ExpressionError, "left side"),
        ("y ~ x.__class__", ExpressionError, "has no meaning"),
        ("y ~ x z", ExpressionError, "out of place"),
        ("y ~ ", ExpressionError, "where a name should stand"),
        ("y ~ 0", ExpressionError, "right side is empty"),
        ("y ~ g", DataError, "not numbers"),
        ("y ~ log(y)", DataError, "a logarithm needs positive values"),
        ("y ~ x + double", DataError, r"is a linear combination of"),
        ("y ~ one", DataError, "does not vary"),
        ("one ~ x", DataError, "the same in all observations"),
        ("y ~ hole", DataError, "hole is missing or infinite in 1950"),
        ("y ~ C(single)", DataError, "one group only"),
    ],
)
def test_bad_formula_or_regressor_is_named(yearly, formula, error, words):
    frame = yearly.assign(double=2 * yearly["x"], one=1.0, single="s", hole=yearly["x"])
    frame.loc["1950", "hole"] = np.nan
    with pytest.raises(error, match=words):
        least_squares(frame, formula)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cov_type": "HAC2"}, "there is no covariance"),
        ({"cov_type": "HC1", "maxlags": 2}, "has no bandwidth"),
        ({"cov_type": "cluster"}, "do not go together"),
        ({"cluster": "one"}, "one cluster only"),
        ({"cluster": "nope"}, "there is no column ‘nope’"),
        ({"weights": "minus"}, "a weight is not positive"),
        ({"end": 1950}, "too few for 2 coefficients"),
        ({"maxlags": 99}, "no bandwidth for 60"),
    ],
)
def test_bad_option_is_named(yearly, options, words):
    frame = yearly.assign(one=1, minus=-1.0)
    with pytest.raises((DataError, UnknownNameError), match=words):
        least_squares(frame, "y ~ x", **options)


def test_lag_over_a_hole_is_refused(yearly):
    with pytest.raises(DataError, match="not periods that follow one another"):
        least_squares(yearly.drop(index=pd.Period("1960", "Y")), "y ~ lag(x)")
    with pytest.raises(DataError, match="HAC errors need periods"):
        least_squares(yearly.reset_index(drop=True), "y ~ x", cov_type="HAC")


def test_near_collinearity_is_a_named_warning(yearly):
    twin = yearly["x"] + 1e-5 * yearly["w"]
    fit = least_squares(yearly.assign(twin=twin), "y ~ x + twin")
    assert fit.warnings[0].startswith("near collinearity: condition number")


def test_names_with_blanks_stand_in_backquotes(yearly):
    frame = yearly.rename(columns={"x": "wage share"})
    assert "wage share" in least_squares(frame, "y ~ `wage share`").params
    assert parse_formula("y ~ 1").terms == ()


def test_missing_library_says_how_to_install_it():
    with pytest.raises(MissingExtraError, match=r"capital-toolkit\[econometrics\]"):
        _extras.need("no_such_library")
