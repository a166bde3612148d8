"""Models: closed at construction, and answers that agree with arithmetic and with each other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital import numeric
from capital.errors import CapitalError, ExpressionError, ModelError, UnitError, UnknownNameError
from capital.model import Model, variables

PROFIT = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])
POSITIVE = st.fractions(min_value="1/20", max_value=20, max_denominator=20)


def exact(number: sp.Rational) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def rational(number: Fraction) -> sp.Rational:
    return sp.Rational(number.numerator, number.denominator)


# --- variables ----------------------------------------------------------------------------------


def test_variables_are_plain_symbols() -> None:
    c, v = variables("c, v", unit="hour")
    single = variables("g", domain="real")
    assert type(c) is type(single) is sp.Symbol
    assert (c.is_positive, single.is_positive, single.is_real) == (True, None, True)
    assert variables("x", domain="nonnegative").is_nonnegative
    assert c != v != variables("v")


@pytest.mark.parametrize("names", ["", " , ", "1c", "c-v", "_c", "lambda", "exp", "max", "µ", "c²"])
def test_names_that_are_refused(names: str) -> None:
    with pytest.raises(ExpressionError):
        variables(names)


def test_domains_and_units_that_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘positive’"):
        variables("c", domain="positiv")
    with pytest.raises(UnitError, match="did you mean ‘hour’"):
        variables("c", unit="huor")


# --- closed at construction ---------------------------------------------------------------------


def text_model(*equations: str, **options: Any) -> Callable[[], Model]:
    return lambda: Model.from_text(equations, **options)


def two_domains() -> Model:
    return Model(
        {variables("r"): variables("s") / 2, variables("e"): variables("s", domain="real")}
    )


def two_units() -> Model:
    c = variables("c", unit="dollar")
    return Model({variables("k"): c / variables("c", unit="hour")})


def given_in_another_unit() -> Model:
    r, c = variables("r c")
    return Model({r: 2 * c}, given=[variables("c", unit="hour")])


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (text_model("r = s/c", "r = s"), ModelError, "r is defined twice (in r = s)"),
        (text_model("a = b", "b = d", "d = a"), ModelError, "in a circle: a → b → d → a"),
        (text_model("a = a + 1"), ModelError, "in a circle: a → a"),
        (text_model(), ModelError, "at least one equation"),
        (text_model("s + v = r"), ModelError, "«s + v = r» defines nothing"),
        (text_model("2 = r"), ModelError, "defines nothing"),
        (text_model("r == s"), ExpressionError, "an equation has one ‘=’"),
        (text_model("r = s/c", given=["s"]), ModelError, "‘c’ is neither defined nor given"),
        (text_model("r = s", given=["s", "x"]), UnknownNameError, "no variable ‘x’"),
        (text_model("r = s", real=["S"]), UnknownNameError, "did you mean ‘s’"),
        (text_model("r = s", units={"S": "hour"}), UnknownNameError, "did you mean ‘s’"),
        (text_model("r = c + t", units={"c": "hour", "t": "year"}), UnitError, "(in r = c + t)"),
        (text_model("r = exp(c)", units={"c": "hour"}), UnitError, "needs pure numbers"),
        (text_model("r = c", units={"c": "hour"}), UnitError, "its formula is hour (in r = c)"),
        (text_model("r = 1/0"), ExpressionError, "divides by zero"),
        (text_model("r = ｓ"), ExpressionError, "only looks like ‘s’"),
        (two_domains, ModelError, "two different symbols are called ‘s’"),
        (two_units, ModelError, "two different symbols are called ‘c’ (other unit or domain)"),
        (given_in_another_unit, ModelError, "two different symbols are called ‘c’"),
        (lambda: Model({}), ModelError, "at least one equation"),
        (lambda: Model([variables("r")]), ModelError, "‘r’ is no equation"),
        (lambda: Model([sp.Eq(1, 1)]), ModelError, "is no equation"),
        (lambda: Model({2 * variables("r"): 1}), ModelError, "defines nothing"),
        (lambda: Model({variables("r"): sp.zoo}), ModelError, "r is defined as zoo"),
        (lambda: Model({variables("r"): -sp.oo}), ModelError, "r is defined as -oo"),
        (lambda: Model({variables("r"): sp.I * variables("s")}), ModelError, "a root negative"),
        (lambda: Model({variables("r"): "s"}), UnknownNameError, "no variable ‘s’"),
        (lambda: Model({variables("r"): None}), ModelError, "r = None is no number"),
        (lambda: Model({variables("r"): float("nan")}), ModelError, "no finite number"),
    ],
)
def test_what_is_no_model(
    build: Callable[[], Model], error: type[CapitalError], message: str
) -> None:
    with pytest.raises(error) as caught:
        build()
    assert message in str(caught.value)


def test_given_names_that_no_equation_uses() -> None:
    r, s, x = variables("r s x")
    with pytest.raises(ModelError, match="‘x’ is given, but no equation uses it"):
        Model({r: s}, given=[s, x])
    assert Model({r: s}, given=iter([s])).exogenous == (s,)
    assert Model.from_text(["r = s"], given=(name for name in ["s"])).exogenous == (s,)


def test_definitions_are_ordered_by_need_and_input_is_not_changed() -> None:
    a, b, c, x = variables("a b c x")
    equations = {a: b + c, b: 2 * c, c: x}
    model = Model(equations)
    assert model.defined == (c, b, a)
    assert list(equations) == [a, b, c]
    assert Model([sp.Eq(a, x)]).equations == {a: x}
    assert Model({a: "1/3", b: 0.5}).evaluate({}) == {"a": sp.Rational(1, 3), "b": 0.5}


# --- algebra ------------------------------------------------------------------------------------


def test_reduce_and_names() -> None:
    e, k, r = (PROFIT[name] for name in "ekr")
    assert PROFIT.reduce("rate_of_profit", to=["rate_of_surplus_value", k]) == e / (k + 1)
    assert PROFIT.reduce("k", to=("e", "r")) == (e - r) / r
    assert PROFIT.reduce("c", to=("k", "v")) == k * PROFIT["v"]
    assert PROFIT.reduce("c") == PROFIT["c"]
    assert PROFIT["value_composition"] == k
    with pytest.raises(ModelError, match="cannot be expressed by e alone: c, v remains"):
        PROFIT.reduce("r", to=["e"])
    with pytest.raises(ModelError, match="not independent"):
        PROFIT.reduce("r", to=["e", "s", "v"])
    with pytest.raises(UnknownNameError, match="no variable ‘q’"):
        PROFIT.reduce("q")


def test_solve() -> None:
    assert PROFIT.solve("k", {"r": "1/5", "e": 1}) == [4]
    s, v = PROFIT["s"], PROFIT["v"]
    assert PROFIT.solve("k", {"r": "1/5"}) == [(5 * s - v) / v]  # in terms of what is free
    quadratic = Model.from_text(["y = x^2 - 3*x + 2"], real=["y"])
    assert quadratic.solve("x", {"y": 0}) == [1, 2]
    assert Model.from_text(["y = x^2 - 1"], real=["y"]).solve("x", {"y": 3}) == [2]
    with pytest.raises(ModelError, match="no admissible value of k"):
        PROFIT.solve("k", {"r": 2, "e": 1})
    with pytest.raises(ModelError, match="s must be positive"):
        PROFIT.solve("r", {"s": -1, "c": 1, "v": 1})


def test_derivative_says_what_is_held() -> None:
    c, v, s, e, k = (PROFIT[name] for name in "cvsek")
    assert PROFIT.derivative("r", "c") == -s / (c + v) ** 2
    assert PROFIT.derivative("r", "k") == -e / (k + 1) ** 2
    assert PROFIT.derivative("r", "v", to=("e", "c", "v")) == c * e / (c + v) ** 2
    with pytest.raises(ModelError, match="r is not a function of x"):
        Model.from_text(["r = s", "x = 2*t"]).derivative("r", "x")


def test_ratios_that_follow_from_others_are_left_out() -> None:
    model = Model.from_text(["e = s/v", "k = c/v", "omega = v/(v + s)", "r = s/(c + v)"])
    e, k, omega = (model[name] for name in ("e", "k", "omega"))
    assert model.express("r") == e / (k + 1)
    assert model.express("r", wrt="omega") == (1 - omega) / (omega * (k + 1))


@pytest.mark.parametrize(
    ("equations", "name", "wrt", "sign"),
    [
        (["r = s/(c + v)"], "r", "s", "+"),
        (["r = s/(c + v)"], "r", "v", "-"),
        (["y = 3"], "y", "x", "0"),
        (["y = abs(x - 1)*0 + x^3"], "y", "x", "+"),
        (["y = z^3"], "y", "z", "≥0"),
        (["y = -z^3"], "y", "z", "≤0"),
        (["y = exp(x)"], "y", "x", "?"),
    ],
)
def test_signs(equations: list[str], name: str, wrt: str, sign: str) -> None:
    names = " ".join(equations)
    model = Model.from_text(
        [*equations, f"w = {wrt}"], real=["y", "z", "w"] if "z" in names else []
    )
    assert model.sign(name, wrt) == sign


def test_a_sign_that_changes_is_divided_by_a_condition() -> None:
    model = Model.from_text(["y = x^2 - 2*x"], real=["y"])
    assert model.sign("y", "x").startswith("+ iff ")
    assert model.sign("y", "x", given=["x > 1"]) == "+"
    assert model.sign("y", "x", given=["x < 1"]) == "-"


def test_a_premise_about_other_variables_is_not_ignored() -> None:
    model = Model.from_text(["a = x*y", "b = x/y", "q = (a - 1)*b"], real=["q"])
    assert model.sign("q", "b", to=("a", "b")).startswith("+ iff ")
    assert model.sign("q", "b", to=("a", "b"), given=["x*y > 1"]) == "+"
    with pytest.raises(ModelError):
        PROFIT.sign("r", "k", given=["c < 0"])


def test_growth_and_elasticities() -> None:
    e, k = PROFIT["e"], PROFIT["k"]
    ehat, khat, rhat = (sp.Symbol(f"{name}hat", real=True) for name in "ekr")
    assert PROFIT.growth("r") == sp.Eq(rhat, ehat - k / (k + 1) * khat, evaluate=False)
    assert PROFIT.growth("r", to=("c", "v", "s")).rhs.free_symbols > {PROFIT["c"]}
    assert PROFIT.elasticities("r", to=("e", "k")) == {e: 1, k: -k / (k + 1)}
    latex = sp.latex(Model.from_text(["omega_0 = K_c/s"]).growth("omega_0"))
    assert r"\hat{\omega}_{0}" in latex
    assert r"\hat{K}_{c}" in latex


# --- numbers ------------------------------------------------------------------------------------


def test_evaluate_keeps_what_is_exact() -> None:
    third = {"c": "1/3", "v": Fraction(1, 3), "s": sp.Rational(1, 3)}
    assert PROFIT.evaluate(third, "r") == sp.Rational(1, 2)
    assert PROFIT.evaluate({n: np.int64(2) for n in "cvs"}, "r") == sp.Rational(1, 2)
    found = PROFIT.evaluate({"c": 0.5, "v": 0.5, "s": 0.25})
    assert found == {"e": 0.5, "k": 1.0, "r": 0.25}
    assert all(type(value) is float for value in found.values())
    assert PROFIT.evaluate({"e": 1, "k": 4}, "rate_of_profit") == sp.Rational(1, 5)
    root = Model.from_text(["y = sqrt(x)"]).evaluate({"x": 2}, "y")
    assert root == sp.sqrt(2)


NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"c": 1}, "s, v has no value; give it, as in s=1"),
        ({"c": 1, "v": 0, "s": 1}, "v must be positive, but is 0"),
        ({"c": 1, "v": -1.5, "s": 1}, "v must be positive"),
        ({"c": NAN, "v": 1, "s": 1}, "c = nan is no finite number"),
        ({"c": float("inf"), "v": 1, "s": 1}, "c = inf is no finite number"),
        ({"c": None, "v": 1, "s": 1}, "c = None is no number"),
        ({"c": True, "v": 1, "s": 1}, "c = True is no number"),
        ({"c": 1j, "v": 1, "s": 1}, "c = 1j is no number"),
        ({"c": sp.I, "v": 1, "s": 1}, "c = I is no finite number"),
        ({"c": sp.Symbol("q"), "v": 1, "s": 1}, "c = q is no finite number"),
        ({"c": "q", "v": 1, "s": 1}, "no variable ‘q’"),
        ({"c": 1, "constant_capital": 2, "v": 1, "s": 1}, "c is given twice"),
        ({"C": 1, "v": 1, "s": 1}, "did you mean ‘c’"),
        ({"c": 1, "v": 1, "s": 1, "e": 5}, "not independent"),
        ({"c": [1.0, NAN], "v": 1, "s": 1}, "c is nan in row 1"),
        ({"c": [1.0, 2.0], "v": [1.0, 0.0], "s": 1}, "v is 0.0 in row 1"),
        ({"c": [1.0, 2.0], "v": [1.0, 1.0, 1.0], "s": 1}, "different lengths: c 2, v 3, s 1"),
        ({"c": ["one"], "v": 1, "s": 1}, "c is no column of numbers"),
        ({"c": pd.Series([1, None], dtype="Int64"), "v": 1, "s": 1}, "c is nan in row 1"),
    ],
)
def test_numbers_that_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(CapitalError) as caught:
        PROFIT.evaluate(values)
    assert message in str(caught.value)


@pytest.mark.parametrize("one", [1, 1.0, [1.0, 2.0]])
def test_nothing_without_a_value_comes_back_as_a_number(one: Any) -> None:
    model = Model.from_text(["y = 1/(a - b)", "z = sqrt(b - a)"], real=["y", "z"])
    with pytest.raises(ModelError, match="y"):
        model.evaluate({"a": one, "b": 1}, "y")
    with pytest.raises(ModelError, match="z"):
        model.evaluate({"a": [2.0] if isinstance(one, list) else 2, "b": 1}, "z")
    with pytest.raises(ModelError, match="r"):
        Model.from_text(["r = a*b"]).evaluate({"a": 1e300, "b": 1e300})


@pytest.mark.parametrize("v", [2, 2.0, [0.5, 2.0]])
def test_a_result_outside_its_domain_is_refused(v: Any) -> None:
    with pytest.raises(ModelError, match="s "):
        Model.from_text(["s = y - v"]).evaluate({"y": 1, "v": v})
    assert np.all(Model.from_text(["s = y - v"], real=["s"]).evaluate({"y": 3, "v": v}, "s") > 0)


def test_columns_stay_columns_with_their_periods() -> None:
    index = pd.period_range("2000", periods=2, freq="Y")
    c = pd.Series([80.0, 70.0], index=index)
    found = PROFIT.evaluate({"c": c, "v": 20, "s": "20"})
    assert all(value.index.equals(index) for value in found.values())
    assert found["e"].tolist() == [1.0, 1.0]
    assert found["r"].tolist() == [0.2, 20 / 90]
    assert c.tolist() == [80.0, 70.0]
    arrays = PROFIT.evaluate({"c": [80.0, 70.0], "v": 20, "s": 20})
    assert {value.shape for value in arrays.values()} == {(2,)}
    constant = Model.from_text(["y = 5", "z = x"]).evaluate({"x": c})
    assert constant["y"].tolist() == [5.0, 5.0]
    labelled = pd.Series([1.0, 2.0], index=["value", "other"])
    assert Model.from_text(["y = 2*x"]).evaluate({"x": labelled}, "y").tolist() == [2.0, 4.0]
    with pytest.raises(ModelError, match="different periods"):
        PROFIT.evaluate({"c": c, "v": pd.Series([1.0, 2.0]), "s": 20})


def test_compiled_functions() -> None:
    r = PROFIT.compile("rate_of_profit")
    assert (r.__name__, r(c=80, v=20, s=20)) == ("r", 0.2)
    grid = r(c=np.array([[80.0], [70.0]]), v=np.array([20.0, 30.0]), s=20)
    assert grid.shape == (2, 2)
    with pytest.raises(UnknownNameError, match="no input ‘S’"):
        r(c=1, v=1, S=1)
    with pytest.raises(ModelError, match="v has no value"):
        r(c=1, s=1)


def test_compiled_powers_and_constants() -> None:
    x = np.array([0.5, 2.0, 3.0])
    for text, by_hand in {
        "y = 1/x": 1 / x,
        "y = x^-3": x**-3.0,
        "y = 2/(3*x^2)": 2 / (3 * x**2),
        "y = x^(-1/2)": x**-0.5,
        "y = 1/(1 + 1/x)": x / (1 + x),
        "y = min(x, 1)/max(x, 1)": np.minimum(x, 1) / np.maximum(x, 1),
    }.items():
        found = Model.from_text([text]).compile("y")(x=x)
        np.testing.assert_allclose(found, by_hand, rtol=1e-15, err_msg=text)
    assert Model.from_text(["y = 5"]).compile("y")() == 5


def test_no_variable_hides_a_function_of_numpy() -> None:
    names = "x0 x1 amax array pi where maximum"
    x0, x1, amax, *rest = variables(names)
    y, exp = variables("y"), sp.Symbol("exp", positive=True)
    body = (x0 + x1) ** 2 + 1 / (x0 + x1) + sp.Max(amax, 1) + sp.log(1 + sum(rest)) + sp.exp(-exp)
    inputs = {symbol.name: number for number, symbol in enumerate(body.free_symbols, start=2)}
    by_hand = body.subs({symbol: inputs[symbol.name] for symbol in body.free_symbols})
    function = Model({y: body}).compile("y")
    assert function(**inputs) == pytest.approx(float(by_hand), rel=1e-14)


@pytest.mark.parametrize("block", [1, 7, 100, 16_384])
def test_the_size_of_blocks_does_not_change_a_bit(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    c, v, s = rng.uniform(0.1, 10, (3, 250))
    model = Model.from_text(["r = s/(c + v) + max(c, v, 1)*exp(-s) + abs(c - v)^0.3"])
    whole = model.compile("r")(c=c, v=v, s=s)
    grid = model.compile("r")(c=c.reshape(50, 5), v=v[:5], s=1.0)
    monkeypatch.setattr(numeric, "BLOCK", block)
    assert np.array_equal(model.compile("r")(c=c, v=v, s=s), whole)
    assert np.array_equal(model.compile("r")(c=c.reshape(50, 5), v=v[:5], s=1.0), grid)


# --- properties ---------------------------------------------------------------------------------


@given(c=POSITIVE, v=POSITIVE, s=POSITIVE)
def test_compile_evaluate_and_arithmetic_agree(c: Fraction, v: Fraction, s: Fraction) -> None:
    by_hand = s / (c + v)
    assert exact(PROFIT.evaluate({"c": c, "v": v, "s": s}, "r")) == by_hand
    floats = {"c": float(c), "v": float(v), "s": float(s)}
    assert PROFIT.evaluate(floats, "r") == pytest.approx(float(by_hand), rel=1e-14)
    assert PROFIT.compile("r")(**floats) == pytest.approx(float(by_hand), rel=1e-15)


@given(c=POSITIVE, v=POSITIVE, s=POSITIVE, scale=POSITIVE)
def test_rate_of_profit_is_homogeneous_of_degree_zero(
    c: Fraction, v: Fraction, s: Fraction, scale: Fraction
) -> None:
    once = PROFIT.evaluate({"c": c, "v": v, "s": s})
    assert PROFIT.evaluate({"c": c * scale, "v": v * scale, "s": s * scale}) == once


def test_elasticities_of_a_homogeneous_function_sum_to_its_degree() -> None:
    assert sp.cancel(sum(PROFIT.elasticities("r", to=("c", "v", "s")).values())) == 0


@given(c=POSITIVE, v=POSITIVE, s=POSITIVE)
def test_reducing_and_evaluating_commute(c: Fraction, v: Fraction, s: Fraction) -> None:
    basis = PROFIT.evaluate({"c": c, "v": v, "s": s}, "e", "k")
    direct = PROFIT.evaluate({"c": c, "v": v, "s": s}, "r")
    numbers = {PROFIT[name]: value for name, value in basis.items()}
    assert PROFIT.reduce("r", to=("e", "k")).subs(numbers) == direct
    assert PROFIT.evaluate(basis, "r") == direct


CURVED = Model.from_text(["y = a*x^2/(1 + x*b) + sqrt(a*b) + exp(-x/b)"])
CURVED_ELASTICITIES = CURVED.elasticities("y")
CURVED_VALUE = CURVED.compile("y")


@given(a=st.floats(0.2, 5), b=st.floats(0.2, 5), x=st.floats(0.2, 5))
def test_elasticities_are_numerical_derivatives_of_logarithms(a: float, b: float, x: float) -> None:
    point, step = {"a": a, "b": b, "x": x}, 1e-5
    for symbol, elasticity in CURVED_ELASTICITIES.items():
        up, down = (
            CURVED_VALUE(**{**point, symbol.name: point[symbol.name] * np.exp(sign * step)})
            for sign in (1, -1)
        )
        found = float(elasticity.subs({s: point[s.name] for s in elasticity.free_symbols}))
        assert found == pytest.approx((np.log(up) - np.log(down)) / (2 * step), rel=1e-6, abs=1e-8)


CASES = [
    Model.from_text(["y = x/(1 + x)*a"]),
    Model.from_text(["y = a/(x + a)"]),
    Model.from_text(["y = x^2 - 2*x*a"], real=["y"]),
    Model.from_text(["y = x + a^3/(x + 1)"]),
]


@pytest.mark.parametrize("model", CASES, ids=repr)
@pytest.mark.parametrize("wrt", ["x", "a"])
def test_a_sign_is_that_of_sampled_slopes(model: Model, wrt: str) -> None:
    x, a = np.random.default_rng(1).uniform(0.01, 30, (2, 2_000))
    step, y = 1e-6, model.compile("y")
    moved = {"x": x, "a": a, wrt: (x if wrt == "x" else a) + step}
    slopes = np.sign(y(**moved) - y(x=x, a=a))
    answer = model.sign("y", wrt)
    if answer in ("+", "-"):
        assert set(slopes) == {1.0 if answer == "+" else -1.0}
    else:
        assert answer.startswith("+ iff ") or answer == "±"
        assert {1.0, -1.0} <= set(slopes)


# --- what is shown ------------------------------------------------------------------------------


def test_shown_forms() -> None:
    model = Model.from_text(["e = s/v", "r = e/(1 + k)"], name="rate of profit", source="Marx")
    assert repr(model) == "Model(rate of profit: e = s/v, r = e/(k + 1))"
    assert model.to_latex() == (
        "\\begin{aligned}\ne &= \\frac{s}{v} \\\\\nr &= \\frac{e}{k + 1}\n\\end{aligned}"
    )
    assert model._repr_latex_() == f"$\\displaystyle {model.to_latex()}$"
    assert (model.name, model.source) == ("rate of profit", "Marx")


SHOW = """
import sympy as sp
from capital.model import Model, variables
m = Model.from_text(["e = s/v", "k = c/v", "W = c + v + s", "y = v + s", "omega = v/y",
                     "r = s/(c + v)", "q = sqrt(v) - sqrt(c)", "z = c/v - 1"], real=["q", "z"])
print(m, m.to_latex(), m.exogenous, m.reduce("q"), m.growth("r"), m.elasticities("y"))
print(m.sign("q", "v"), m.sign("z", "k"), m.express("r", wrt="omega"))
print(m.prove("r < 1/10"), m.prove("q > 0"))
print(m.prove("1/(c - v) + 1/(s - v) > 0 and e < 7"))
try:
    Model({variables("r"): variables("s") + 1, variables("u"): variables("s", domain="real")})
except ValueError as error:
    print(error)
try:
    m.reduce("W", to=("e", "k"))
except ValueError as error:
    print(error)
"""


def test_nothing_shown_depends_on_the_hash_seed() -> None:
    root = Path(__file__).parents[1]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SHOW],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in (1, 2, 3)
    ]
    shown = [run.communicate(timeout=60)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert "two different symbols are called ‘s’" in shown[0]
    assert shown[0] == shown[1] == shown[2]
