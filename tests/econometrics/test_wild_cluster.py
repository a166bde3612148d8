"""The wild cluster bootstrap against refits by brute force, and its size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from capital.econometrics.wild_cluster import wild_cluster_bootstrap
from capital.errors import DataError, UnknownNameError


def sample(seed, groups=7, size=12, effect=0.5):
    rng = np.random.default_rng(seed)
    code = np.repeat(np.arange(groups), size)
    x = rng.normal(size=groups)[code] + rng.normal(size=groups * size)
    X = pd.DataFrame({"const": 1.0, "x": x, "z": rng.normal(size=groups * size)})
    y = pd.Series(1 + effect * x + rng.normal(size=groups)[code] + rng.normal(size=len(x)))
    return y, X, code


def by_refits(y, X, code, null):
    own = sm.OLS(y, X).fit(cov_type="cluster", cov_kwds={"groups": code})
    t = abs((own.params["x"] - null) / own.bse["x"])
    restricted = sm.OLS(y - null * X["x"], X.drop(columns="x")).fit()
    groups = code.max() + 1
    count = 0
    for number in range(2**groups):
        signs = 2 * ((number >> np.arange(groups)) & 1) - 1
        turned = restricted.fittedvalues + null * X["x"] + signs[code] * restricted.resid
        fit = sm.OLS(turned, X).fit(cov_type="cluster", cov_kwds={"groups": code})
        count += abs((fit.params["x"] - null) / fit.bse["x"]) >= t * (1 - 1e-10)
    return t, count / 2**groups


@pytest.mark.parametrize("null", [0.0, 0.4])
def test_agrees_with_refits_of_every_pattern(null):
    y, X, code = sample(1, groups=6)
    found = wild_cluster_bootstrap(y, X, code, "x", null=null)
    t, pvalue = by_refits(y, X, code, null)
    assert abs(found.statistic) == pytest.approx(t, rel=1e-8)
    assert found.pvalue == pvalue
    assert (found.exact, found.draws) == (True, 64)


def test_the_interval_holds_what_is_not_rejected():
    y, X, code = sample(2, groups=12)
    found = wild_cluster_bootstrap(y, X, code, "x", draws=1999, rng=5)
    assert found.lower < found.estimate < found.upper
    for value, inside in (
        (found.lower + 0.02, True), (found.lower - 0.02, False),
        (found.upper - 0.02, True), (found.upper + 0.02, False),
    ):  # fmt: skip
        again = wild_cluster_bootstrap(y, X, code, "x", null=value, draws=1999, rng=5)
        assert (again.pvalue >= 0.05) == inside


def test_the_level_is_kept_where_cluster_errors_fail():
    rejected = {"wild": 0, "usual": 0}
    for seed in range(200):
        y, X, code = sample(seed + 1000, groups=6, effect=0.0)
        rejected["wild"] += wild_cluster_bootstrap(y, X, code, "x").pvalue <= 0.05
        fit = sm.OLS(y, X).fit(cov_type="cluster", cov_kwds={"groups": code}, use_t=True)
        rejected["usual"] += fit.pvalues["x"] <= 0.05
    assert rejected["wild"] <= 0.1 * 200
    assert rejected["wild"] < rejected["usual"]


def test_same_seed_same_numbers_and_webb_weights():
    y, X, code = sample(3, groups=15)
    first = wild_cluster_bootstrap(y, X, code, "x", rng=9, weights="webb", draws=499)
    second = wild_cluster_bootstrap(y, X, code, "x", rng=9, weights="webb", draws=499)
    assert first == second
    assert first.null == "x is 0"


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"clusters": np.zeros(84)}, DataError, "one cluster only"),
        ({"clusters": np.zeros(3)}, DataError, "a cluster is missing"),
        ({"coefficient": "q"}, UnknownNameError, "no regressor ‘q’"),
        ({"weights": "normal"}, UnknownNameError, "no weights"),
    ],
)
def test_bad_input_is_named(change, error, words):
    y, X, code = sample(1)
    call = {"clusters": code, "coefficient": "x", **change}
    with pytest.raises(error, match=words):
        wild_cluster_bootstrap(y, X, call.pop("clusters"), call.pop("coefficient"), **call)


def test_few_clusters_are_a_named_warning():
    y, X, code = sample(1)
    assert wild_cluster_bootstrap(y, X, code, "x").warnings[0].startswith("few clusters: 7")
