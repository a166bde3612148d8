"""Quantile regressions against linear programming."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from capital.econometrics.quantile import quantile
from capital.errors import DataError


def sample():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"x": rng.uniform(1, 3, 80)})
    frame["y"] = 1 + frame["x"] * (1 + 0.5 * rng.normal(size=80))
    return frame


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_agrees_with_linear_programming(share):
    frame = sample()
    n, X = 80, np.column_stack([np.ones(80), frame["x"]])
    cost = np.concatenate([np.zeros(2), share * np.ones(n), (1 - share) * np.ones(n)])
    equal = np.hstack([X, np.eye(n), -np.eye(n)])
    best = linprog(
        cost, A_eq=equal, b_eq=frame["y"], bounds=[(None, None)] * 2 + [(0, None)] * 2 * n
    )
    found = quantile(frame, "y ~ x", quantiles=[share])["params"].to_numpy()
    loss = frame["y"] - X @ found
    assert np.sum(loss * (share - (loss < 0))) == pytest.approx(best.fun, rel=1e-6)
    assert found == pytest.approx(best.x[:2], abs=1e-4)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.75])
def test_the_subgradient_holds_zero(share):
    """Observations off the line balance up to what those on it can carry: |Σ ψ x| ≤ Σ |x|."""
    frame = sample()
    X = np.column_stack([np.ones(80), frame["x"]])
    found = quantile(frame, "y ~ x", quantiles=[share])["params"].to_numpy()
    gap = frame["y"].to_numpy() - X @ found
    on = np.abs(gap) < 1e-4
    assert on.sum() == 2  # as many as coefficients
    off = ((share - (gap < 0)) * ~on) @ X
    weights = np.linalg.solve(X[on].T, -off)
    assert (weights >= share - 1).all()
    assert (weights <= share).all()


def test_the_table_names_null_errors_and_sample():
    table = quantile(sample(), "y ~ x")
    assert table.index.names == ["quantile", "term"]
    assert len(table) == 10
    assert table.attrs["sample"] == "80 observations"
    assert "zero at this quantile" in table.attrs["null"]


def test_quantiles_may_be_an_array():
    one = quantile(sample(), "y ~ x", quantiles=np.array([0.2, 0.5]))
    pd.testing.assert_frame_equal(one, quantile(sample(), "y ~ x", quantiles=(0.2, 0.5)))


@pytest.mark.parametrize("shares", [(), (0.5, 0.2), (1.0,), (0.5, 0.5)])
def test_quantiles_that_are_none(shares):
    with pytest.raises(DataError, match="no quantiles"):
        quantile(sample(), "y ~ x", quantiles=shares)
