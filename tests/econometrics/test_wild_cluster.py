"""The wild cluster bootstrap against refits by brute force, and its size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from capital.econometrics.wild_cluster import WEBB, wild_cluster_bootstrap
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


def test_weighted_draws_agree_with_refits_one_by_one():
    y, X, code = sample(4, groups=8)
    found = wild_cluster_bootstrap(y, X, code, "x", weights="webb", draws=60, rng=3)
    points = np.concatenate([-np.sqrt([1.5, 1, 0.5]), np.sqrt([1.5, 1, 0.5])])
    drawn = points[np.random.Generator(np.random.PCG64(np.random.SeedSequence(3)))
                   .integers(6, size=(60, 8))]  # fmt: skip
    restricted = sm.OLS(y, X.drop(columns="x")).fit()
    count = 0
    for v in drawn:
        turned = restricted.fittedvalues + v[code] * restricted.resid
        fit = sm.OLS(turned, X).fit(cov_type="cluster", cov_kwds={"groups": code})
        count += abs(fit.tvalues["x"]) >= abs(found.statistic)
    assert found.pvalue == count / 60


def test_webb_points_have_the_moments_of_a_sign_but_the_fourth():
    assert len(np.unique(WEBB)) == 6
    moments = [np.mean(WEBB**power) for power in (1, 2, 3, 4)]
    assert moments == pytest.approx([0, 1, 0, 7 / 6])  # (1.5² + 1 + 0.5²)/3


@pytest.mark.parametrize(("groups", "finite"), [(5, False), (6, True)])
def test_two_patterns_of_32_are_no_five_percent(groups, finite):
    # far from the estimate only the sample and its mirror image are as extreme: p = 2/2^G
    y, X, code = sample(8, groups=groups)
    found = wild_cluster_bootstrap(y, X, code, "x")
    assert np.isfinite([found.lower, found.upper]).tolist() == [finite, finite]
    far = wild_cluster_bootstrap(y, X, code, "x", null=1e7)
    assert far.pvalue == 2 / 2**groups


def test_scale_and_order_of_the_rows_change_nothing():
    y, X, code = sample(9, groups=6)
    one = wild_cluster_bootstrap(y, X, code, "x")
    order = np.random.default_rng(0).permutation(len(y))
    mixed = wild_cluster_bootstrap(1000 * y.iloc[order], X.iloc[order], code[order], "x")
    assert mixed.pvalue == one.pvalue
    assert mixed.lower == pytest.approx(1000 * one.lower)
    assert mixed.statistic == pytest.approx(one.statistic)


def test_a_thousand_clusters_need_no_refit():
    y, X, code = sample(10, groups=1000, size=5)
    found = wild_cluster_bootstrap(y, X, code, "x", draws=199)
    fit = sm.OLS(y, X).fit(cov_type="cluster", cov_kwds={"groups": code})
    assert found.statistic == pytest.approx(fit.tvalues["x"])
    # with so many clusters the interval is that of the normal law
    assert found.upper - found.lower == pytest.approx(2 * 1.96 * fit.bse["x"], rel=0.25)


def test_the_result_names_null_errors_and_sample():
    y, X, code = sample(1, groups=6)
    found = wild_cluster_bootstrap(y, X, code, "x", null=0.4)
    test = str(found.test)
    for words in ("x is 0.4", "all 64 patterns", "72 observations in 6 clusters"):
        assert words in test
        assert words in found.to_latex()
    assert found.test.rejected == (found.pvalue < 0.05)
    assert found.to_frame().loc["x", "upper"] == found.upper
    assert "CameronGelbachMiller2008" in found.references


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
        ({"draws": 0}, DataError, "0 draws"),
        ({"level": 5}, DataError, "at level 5"),
        (
            {"clusters": pd.Series(np.repeat(np.arange(7), 12)).iloc[::-1]},
            DataError,
            "another order",
        ),
    ],
)
def test_bad_input_is_named(change, error, words):
    y, X, code = sample(1)
    call = {"clusters": code, "coefficient": "x", **change}
    with pytest.raises(error, match=words):
        wild_cluster_bootstrap(y, X, call.pop("clusters"), call.pop("coefficient"), **call)


def test_rows_that_differ_or_miss_a_number_are_refused():
    y, X, code = sample(1)
    with pytest.raises(DataError, match="the rows of both sides differ"):
        wild_cluster_bootstrap(y.iloc[::-1], X, code, "x")
    with pytest.raises(DataError, match="missing or infinite in 5"):
        wild_cluster_bootstrap(y.where(y.index != 5), X, code, "x")
    with pytest.raises(DataError, match="missing or infinite in 7"):
        wild_cluster_bootstrap(y, X.assign(x=X["x"].where(X.index != 7)), code, "x")


def test_a_dummy_of_one_cluster_has_no_clustered_error():
    y, _, code = sample(1)
    dummies = pd.get_dummies(code, prefix="g", dtype=float)
    with pytest.raises(DataError, match="its clustered standard error vanishes"):
        wild_cluster_bootstrap(y, dummies, code, "g_0")


def test_few_clusters_are_a_named_warning():
    y, X, code = sample(1)
    assert wild_cluster_bootstrap(y, X, code, "x").warnings[0].startswith("few clusters: 7")
