"""Panels against dummies, sandwiches and Driscoll–Kraay by hand."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.econometrics.panel import codes_of, panel, within
from capital.errors import DataError, ExpressionError, MissingExtraError, UnknownNameError


@pytest.fixture
def frame():
    rng = np.random.default_rng(4)
    rows = pd.DataFrame(
        {"firm": np.repeat(np.arange(30), 8), "year": np.tile(np.arange(2000, 2008), 30)}
    )
    rows["x"] = rng.normal(size=240) + rows["firm"] / 10
    rows["z"] = rng.normal(size=240)
    rows["w"] = rng.uniform(0.5, 2, 240)
    rows["y"] = 1.5 * rows["x"] - rows["z"] + rows["firm"] + rows["year"] / 5 + rng.normal(size=240)
    rows["region"] = rows["firm"] % 12
    rows["fixed"] = rows["firm"] % 3
    return rows


def dummies(frame, weights=None):
    d = pd.get_dummies(frame["firm"], dtype=float).to_numpy()
    t = pd.get_dummies(frame["year"], dtype=float).to_numpy()[:, 1:]
    X = np.column_stack([frame[["x", "z"]], d, t])
    w = np.ones(len(frame)) if weights is None else frame[weights].to_numpy()
    root = np.sqrt(w)[:, None]
    b = np.linalg.lstsq(X * root, frame["y"] * root[:, 0], rcond=None)[0]
    return X, b, frame["y"].to_numpy() - X @ b, w


@pytest.mark.parametrize("weights", [None, "w"])
def test_two_way_effects_are_dummies(frame, weights):
    part = frame.drop(index=[3, 50, 51, 120])  # unbalanced
    fit = panel(part, "y ~ x + z", entity="firm", time="year", weights=weights)
    _, b, _, _ = dummies(part, weights)
    np.testing.assert_allclose(fit.params, b[:2], rtol=1e-8)
    assert fit.note == "The panel is unbalanced."


def test_clustered_errors_by_hand(frame):
    fit = panel(frame, "y ~ x + z", entity="firm", time="year", cluster="region")
    _, _, residual, _ = dummies(frame)
    X = within(frame[["x", "z"]].to_numpy(), [codes_of(frame["firm"]), codes_of(frame["year"])])
    scores = pd.DataFrame(X * residual[:, None]).groupby(frame["region"]).sum().to_numpy()
    bread = np.linalg.inv(X.T @ X)
    plain = np.sqrt(np.diag(bread @ scores.T @ scores @ bread))
    np.testing.assert_allclose(fit.bse, plain * np.sqrt(240 / (240 - 2 - 37)), rtol=1e-8)
    assert fit.warnings[0].startswith("few clusters: 12 of region")


def test_driscoll_and_kraay_by_hand(frame):
    fit = panel(frame, "y ~ x + z", entity="firm", time="year", effects="entity",
                cov="driscoll-kraay", bandwidth=2)  # fmt: skip
    X = within(frame[["x", "z"]].to_numpy(), [codes_of(frame["firm"])])
    y = within(frame[["y"]].to_numpy(), [codes_of(frame["firm"])])[:, 0]
    b = np.linalg.solve(X.T @ X, X.T @ y)
    scores = pd.DataFrame(X * (y - X @ b)[:, None]).groupby(frame["year"]).sum().to_numpy()
    meat = scores.T @ scores
    for lag in (1, 2):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / 3) * (cross + cross.T)
    bread = np.linalg.inv(X.T @ X)
    plain = np.sqrt(np.diag(bread @ meat @ bread))
    np.testing.assert_allclose(fit.bse, plain * np.sqrt(240 / (240 - 2 - 30)), rtol=1e-8)
    assert fit.errors == "Driscoll and Kraay, Bartlett kernel, bandwidth 2"


def test_kernel_is_another_name_and_the_rule_for_the_bandwidth_is_said(frame):
    keys = {"entity": "firm", "time": "year"}
    one, other = (panel(frame, "y ~ x", **keys, cov=cov) for cov in ("driscoll-kraay", "kernel"))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert one.errors.endswith("bandwidth 2")  # ⌊4(8/100)^(2/9)⌋
    assert "DriscollKraay1998" in other.references


@pytest.mark.parametrize(
    "periods", [list(range(2000, 2008)), pd.period_range("2000", "2007", freq="Y")]
)
def test_a_hole_in_time_is_a_named_warning(frame, periods):
    frame["year"] = list(periods) * 30
    call = {"entity": "firm", "time": "year", "cov": "driscoll-kraay"}
    assert panel(frame, "y ~ x", **call).warnings == ()
    holed = frame[frame["year"] != periods[3]]
    assert panel(holed, "y ~ x", **call).warnings[0].startswith("uneven periods")


def test_two_units_with_effects_of_time_have_no_clustered_error(frame):
    # what one unit is above the mean the other is below: their scores are the same and sum to zero
    with pytest.raises(DataError, match="the standard error of x vanishes"):
        panel(frame[frame["firm"] < 2], "y ~ x", entity="firm", time="year")


def test_without_linearmodels_the_extra_is_named(frame, monkeypatch):
    monkeypatch.setitem(sys.modules, "linearmodels.panel", None)
    with pytest.raises(MissingExtraError, match=r"capital-toolkit\[econometrics\]"):
        panel(frame, "y ~ x", entity="firm", time="year")


def test_lags_do_not_reach_across_units(frame):
    index = pd.period_range("2000", periods=240, freq="M")
    for effects in ("both", "none"):
        with pytest.raises(DataError, match="from one unit into the next"):
            panel(frame.set_index(index), "y ~ lag(x)", entity="firm", time="year", effects=effects)


@given(st.integers(0, 1000))
def test_within_is_the_residual_of_dummies(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 4, 30), rng.integers(0, 3, 30)
    a[:4], b[:4] = range(4), [0, 1, 2, 0]
    w = rng.uniform(0.2, 3, 30)
    y = rng.normal(size=(30, 2))
    X = np.column_stack([np.eye(4)[a], np.eye(3)[b]])
    root = np.sqrt(w)[:, None]
    fitted = X @ np.linalg.lstsq(X * root, y * root, rcond=None)[0]
    np.testing.assert_allclose(within(y, [a, b], w), y - fitted, atol=1e-8)


def test_pooled_and_random_effects(frame):
    pooled = panel(frame, "y ~ x + z", entity="firm", time="year", effects="none", cov="robust")
    X = np.column_stack([np.ones(240), frame["x"], frame["z"]])
    np.testing.assert_allclose(pooled.params, np.linalg.lstsq(X, frame["y"], rcond=None)[0])
    random = panel(frame, "y ~ x + z", entity="firm", time="year", effects="random")
    assert random.params["z"] == pytest.approx(-1, abs=0.3)
    assert "random effects" in random.summary().as_text()
    assert list(random.to_frame())[-2:] == ["lower", "upper"]


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        ({}, {"formula": "y ~ fixed"}, DataError, "the effects absorb fixed"),
        ({}, {"entity": "firms"}, UnknownNameError, "did you mean ‘firm’"),
        ({"year": 2000}, {}, DataError, "stands twice in 2000"),
        ({"firm": 1, "year": range(240)}, {}, DataError, "one unit only"),
        ({"one": 1}, {"cluster": "one"}, DataError, "one cluster only"),
        ({}, {"cluster": "none"}, UnknownNameError, "no column ‘none’"),
        ({"w": -1.0}, {"weights": "w"}, DataError, "a weight is not positive"),
        ({}, {"effects": "all"}, UnknownNameError, "no effects ‘all’"),
        ({}, {"bandwidth": 2}, DataError, "no bandwidth"),
        ({}, {"cov": "kernel", "bandwidth": 8}, DataError, "8 is no bandwidth for 8 periods"),
        ({}, {"cov": "kernel", "bandwidth": -1}, DataError, "-1 is no bandwidth"),
        ({}, {"cov": "robust", "cluster": "region"}, DataError, "do not go together"),
        ({}, {"formula": "y ~ 1"}, DataError, "no regressor beside the effects"),
        ({}, {"formula": "y ~ x + x"}, ExpressionError, "twice"),
        ({"x2": 2.0}, {"formula": "y ~ x2"}, DataError, "absorb x2"),
    ],
)
def test_bad_input_is_named(frame, change, options, error, words):
    given_frame = frame.assign(**change)
    call = {"formula": "y ~ x", "entity": "firm", "time": "year", **options}
    with pytest.raises(error, match=words):
        panel(given_frame, call.pop("formula"), **call)
