"""Restrictions of theory against statsmodels' own tests, formulas by hand and simulation."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from capital.econometrics.broken_trend import broken_trend
from capital.econometrics.fit import least_squares
from capital.econometrics.restrictions import THEORY, restriction_tests, theory_restriction
from capital.econometrics.trend import trend
from capital.errors import DataError, ExpressionError, ModelError, UnknownNameError


def frame(nobs: int = 80, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(nobs, 2)), columns=["e", "k"])
    table["y"] = 0.5 + 1.0 * table["e"] - 0.8 * table["k"] + rng.normal(size=nobs)
    table["z"] = np.exp(table["k"])
    return table.set_axis(pd.period_range("1928", periods=nobs, freq="Y"))


FIT = least_squares(frame(), "y ~ e + k")


def falling(seed: int = 1, slope: float = -0.01) -> pd.Series:
    noise = np.random.default_rng(seed).normal(scale=0.05, size=60)
    index = pd.period_range("1948", periods=60, freq="Y")
    return pd.Series(0.2 * np.exp(slope * np.arange(60) + noise), index=index, name="r")


# ---------------------------------------------------------------- tests


@pytest.mark.parametrize(
    ("text", "contrast", "value"),
    [
        ("e = 1", [0, 1, 0], 1.0),
        ("b_e = 1", [0, 1, 0], 1.0),
        ("e + k = 0", [0, 1, 1], 0.0),
        ("2*e - k/2 == const + 1", [-1, 2, -0.5], 1.0),
        ("1 = e", [0, -1, 0], -1.0),
        ("k = -K/(1 + K)", [0, 0, 1], -0.8),
        ("`e` = e_bar", [0, 1, 0], 0.9),
    ],
)
def test_equalities_are_the_tests_of_statsmodels(text, contrast, value):
    test = restriction_tests(FIT, text, values={"K": 4.0, "e_bar": 0.9})[text]
    theirs = FIT.result.t_test((np.array([contrast], dtype=float), np.array([value])))
    assert test.statistic == pytest.approx(float(np.squeeze(theirs.tvalue)), rel=1e-9)
    assert test.pvalue == pytest.approx(float(theirs.pvalue), rel=1e-9)
    assert test.null == text
    assert test.verdict == f"{text} is {'' if test.pvalue < 0.05 else 'not '}rejected at 5 %"


@pytest.mark.parametrize(
    ("text", "null", "tail"),
    [
        ("e > 0", "e <= 0", "sf"),
        ("e >= 0", "e < 0", "sf"),
        ("e < 0", "e >= 0", "cdf"),
        ("e ≤ 0", "e > 0", "cdf"),
    ],
)
def test_inequalities_are_one_sided_and_their_null_is_the_contrary(text, null, tail):
    test = restriction_tests(FIT, text)[text]
    assert test.null == null
    assert test.statistic == pytest.approx(FIT.tvalues["e"])
    law = stats.t(FIT.result.df_resid)
    assert test.pvalue == pytest.approx(getattr(law, tail)(FIT.tvalues["e"]), rel=1e-9)
    speaks = "the data speak for" if test.rejected else "the data do not show"
    assert test.verdict.endswith(f"{speaks} {text}")
    assert test.rejected is (">" in text)


def test_several_equalities_are_tested_together():
    table = restriction_tests(FIT, ["e = 1", "k = -0.8", "const > 0"])
    assert [test.name for test in table] == ["e = 1", "k = -0.8", "const > 0", "jointly"]
    contrast = (np.array([[0, 1, 0], [0, 0, 1.0]]), np.array([1.0, -0.8]))
    theirs = FIT.result.f_test(contrast)
    assert table["jointly"].statistic == pytest.approx(float(np.squeeze(theirs.statistic)))
    assert table["jointly"].pvalue == pytest.approx(float(theirs.pvalue), rel=1e-8)
    assert table["jointly"].null == "e = 1 and k = -0.8"
    assert table["jointly"].detail["law"] == "F(2, 77)"
    assert (table.nobs, table.sample) == (80, "1928–2007")
    assert "HAC" in str(table["e = 1"])


def test_a_ratio_has_the_error_of_the_delta_method():
    test = restriction_tests(FIT, "e/k = -1")["e/k = -1"]
    b, cov = FIT.params, FIT.result.cov_params()
    gradient = np.array([0.0, 1 / b["k"], -b["e"] / b["k"] ** 2])
    error = math.sqrt(gradient @ cov.to_numpy() @ gradient)
    assert test.statistic == pytest.approx((b["e"] / b["k"] + 1) / error, rel=1e-9)


def test_the_normal_is_used_where_the_fit_uses_it():
    table = frame()
    plain = sm.OLS(table["y"], sm.add_constant(table[["e", "k"]])).fit(cov_type="HC1")
    test = restriction_tests(plain, "e < 0.5")["e < 0.5"]
    expected = stats.norm.cdf((plain.params["e"] - 0.5) / plain.bse["e"])
    assert test.pvalue == pytest.approx(expected, rel=1e-9)
    joint = restriction_tests(plain, ["e = 1", "k = -1"])["jointly"]
    theirs = plain.wald_test(
        (np.array([[0, 1, 0], [0, 0, 1.0]]), np.array([1.0, -1.0])), use_f=False, scalar=True
    )
    assert joint.statistic == pytest.approx(float(theirs.statistic))
    assert joint.pvalue == pytest.approx(float(theirs.pvalue), rel=1e-8)


def test_clusters_count_as_degrees_of_freedom():
    table = frame()
    table["group"] = np.repeat(np.arange(16), 5)
    fit = least_squares(table, "y ~ e + k", cluster="group")
    test = restriction_tests(fit, "e > 0")["e > 0"]
    assert test.pvalue == pytest.approx(stats.t.sf(fit.tvalues["e"], 15), rel=1e-8)


def test_fits_of_linearmodels_are_understood():
    ivreg = pytest.importorskip("linearmodels.iv")
    table = frame()
    fit = ivreg.IV2SLS(table["y"], sm.add_constant(table[["e", "k"]]), None, None).fit()
    test = restriction_tests(fit, "e = 1")["e = 1"]
    theirs = fit.wald_test(np.array([[0.0, 1.0, 0.0]]), np.array([1.0]))
    assert test.statistic**2 == pytest.approx(float(theirs.stat), rel=1e-8)
    assert test.pvalue == pytest.approx(float(theirs.pval), rel=1e-8)


def test_names_that_are_no_words_stand_in_backquotes_or_alone():
    fit = least_squares(frame(), "y ~ e + log(z) + lag(k, 2)")
    alone, quoted = restriction_tests(fit, ["log(z) < 0", "`log(z)` + `lag(k, 2)` < 0"])
    assert alone.statistic == pytest.approx(fit.tvalues["log(z)"])
    pair = fit.result.t_test(np.array([0.0, 0.0, 1.0, 1.0]))
    assert quoted.statistic == pytest.approx(float(np.squeeze(pair.tvalue)))
    broken = broken_trend(falling(), [1982])
    phase = broken.phases[0]
    test = restriction_tests(broken, f"trend {phase} < 0")[f"trend {phase} < 0"]
    assert test.statistic == pytest.approx(broken.slopes.loc[phase, "tvalues"])


def test_a_true_claim_on_the_edge_is_rejected_as_often_as_said():
    rng = np.random.default_rng(6)
    index = pd.period_range("1948", periods=60, freq="Y")
    fits = [
        trend(pd.Series(rng.normal(size=60), index=index), log=False, cov_type="nonrobust")
        for _ in range(400)
    ]
    share = np.mean([next(iter(restriction_tests(fit, "trend < 0"))).rejected for fit in fits])
    assert 0.025 < share < 0.085


# ---------------------------------------------------------------- theory


def test_the_claim_about_the_trend_is_tested_as_it_stands():
    row = theory_restriction("trend of r")
    down, up = (restriction_tests(trend(falling(slope=s)), row.restrictions) for s in (-0.01, 0.01))
    assert down["trend < 0"].rejected
    assert down["trend < 0"].verdict == (
        "trend >= 0 is rejected at 5 %: the data speak for trend < 0"
    )
    assert up["trend < 0"].verdict == (
        "trend >= 0 is not rejected at 5 %: the data do not show trend < 0"
    )
    assert down.references.count("@article") == 1


def test_every_row_of_theory_says_what_it_asks_claims_and_warns_of():
    assert len(THEORY) == 12
    for question, row in THEORY.items():
        assert row.question == question
        assert row.equation
        assert row.claim
        assert row.caution
    identities = {question for question, row in THEORY.items() if row.accounting}
    assert identities == {"decomposition", "growth of r", "capex and profit"}
    with pytest.raises(UnknownNameError, match="did you mean ‘trend of r’"):
        theory_restriction("trend of R")


@pytest.mark.parametrize("question", [q for q, row in THEORY.items() if row.restrictions])
def test_every_restriction_of_theory_can_be_tested(question):
    import re

    row = THEORY[question]
    names = {re.split(r"[ <>=]", text)[0] for text in row.restrictions} - {"const"}
    assert all(name in row.equation for name in names)
    rng = np.random.default_rng(1)
    table = pd.DataFrame({name: rng.normal(size=40) for name in sorted(names)})
    table["y"] = rng.normal(size=40)
    fit = least_squares(table, "y ~ " + " + ".join(sorted(names)))
    tests = restriction_tests(fit, row.restrictions, values={"K": 3.0})
    assert [test.name for test in tests][: len(row.restrictions)] == list(row.restrictions)


# ---------------------------------------------------------------- refusals


def test_an_identity_is_refused():
    table = frame()
    table["w"] = table["e"] + table["k"]
    row = theory_restriction("growth of r")
    fit = least_squares(table, "w ~ e + k", accounting=row.accounting)
    with pytest.raises(ModelError, match=r"identity cannot be tested: r = e/\(1 \+ k\).*in w"):
        restriction_tests(fit, "e = 1")


@pytest.mark.parametrize(
    ("restrictions", "error", "message"),
    [
        ("e", ExpressionError, "has one of =, <, >"),
        ("0 < e < 1", ExpressionError, "has one of"),
        ("1 = 2", ExpressionError, "names no coefficient"),
        ("e - e = 0", ExpressionError, "names no coefficient"),
        ("f = 1", UnknownNameError, "no coefficient ‘f’ .in «f = 1»."),
        ("konst > 0", UnknownNameError, "did you mean ‘const’"),
        ("`e = 1", ExpressionError, "backquote is not closed"),
        ("e + = 1", ExpressionError, "no formula"),
        ("e.real = 1", ExpressionError, "«"),
        ([], ExpressionError, "no restriction"),
        (["e = 1", "2*e = 2"], ExpressionError, "not independent of each other"),
        ("e = K", DataError, "the value of K is nan"),
        (3, ExpressionError, "there is no restriction"),
        ([3], ExpressionError, "has one of"),
    ],
)
def test_bad_restrictions_are_refused(restrictions, error, message):
    with pytest.raises(error, match=message):
        restriction_tests(FIT, restrictions, values={"K": math.nan})


def test_bad_fits_and_levels_are_refused():
    with pytest.raises(DataError, match="a float has no coefficients by name"):
        restriction_tests(3.0, "e = 1")
    bare = sm.OLS(frame()["y"].to_numpy(), frame()[["e"]].to_numpy()).fit()
    with pytest.raises(DataError, match="made from pandas objects"):
        restriction_tests(bare, "e = 1")
    with pytest.raises(DataError, match="no level of significance"):
        restriction_tests(FIT, "e = 1", level=5)
