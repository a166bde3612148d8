"""Proofs, exact counterexamples, and what is honestly left undecided."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from capital.errors import ModelError
from capital.expression import parse_claim
from capital.model import Model
from capital.proof import Counterexample, Proof, Undecided, Verdict, decide

PROFIT = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])


def symbols(positive: str = "", real: str = "") -> dict[str, sp.Symbol]:
    found = {name: sp.Symbol(name, positive=True) for name in positive.split()}
    return found | {name: sp.Symbol(name, real=True) for name in real.split()}


def ask(
    claim: str, names: dict[str, sp.Symbol], premises: Sequence[str] = (), **options: Any
) -> Verdict:
    return decide(
        parse_claim(claim, names), [parse_claim(text, names) for text in premises], **options
    )


def refutes(
    verdict: Verdict, claim: str, names: dict[str, sp.Symbol], premises: Sequence[str] = ()
) -> bool:
    """Say whether numbers are rational, in their domains, satisfy the premises, break the claim."""
    assert isinstance(verdict, Counterexample)
    numbers = {names[name]: value for name, value in verdict.values.items()}
    assert all(value.is_Rational for value in numbers.values())
    assert all(value > 0 for symbol, value in numbers.items() if symbol.is_positive)
    holds = [parse_claim(text, names).subs(numbers) == sp.true for text in premises]
    return all(holds) and parse_claim(claim, names).subs(numbers) == sp.false


# --- the rate of profit -------------------------------------------------------------------------


def test_rate_of_profit_below_its_bound_is_proved() -> None:
    verdict = PROFIT.prove("r < 1/k", given=["e < 1"])
    assert isinstance(verdict, Proof)
    assert bool(verdict)
    assert str(verdict) == "Proof: r < 1/k follows from c > 0, s > 0, v > 0, e < 1"
    assert repr(verdict) == "Proof(r < 1/k)"


def test_counterexample_holds_by_substitution_into_the_equations() -> None:
    verdict = PROFIT.prove("r < 1/10", given=["e < 1"])
    assert isinstance(verdict, Counterexample)
    assert not verdict
    x = {n: Fraction(int(value.p), int(value.q)) for n, value in verdict.values.items()}
    assert x.keys() == {"c", "v", "s", "e", "k", "r"}
    assert (x["e"], x["k"], x["r"]) == (
        x["s"] / x["v"],
        x["c"] / x["v"],
        x["s"] / (x["c"] + x["v"]),
    )
    assert min(x.values()) > 0
    assert x["e"] < 1
    assert x["r"] >= Fraction(1, 10)
    assert str(verdict).startswith("Counterexample to r < 1/10: c = ")


def test_terms_of_the_vocabulary_may_be_used() -> None:
    assert PROFIT.prove("rate_of_profit < rate_of_surplus_value")


def test_the_sign_of_a_defined_variable_has_to_follow() -> None:
    model = Model.from_text(["s = y - v"])
    for claim in ("s > 0", "abs(s) = s", "max(s, 0) = s", "not s <= 0"):
        verdict = model.prove(claim)
        assert isinstance(verdict, Counterexample), claim
        assert verdict.values["s"] == verdict.values["y"] - verdict.values["v"]
    assert isinstance(model.prove("y > v", given=["not s <= 0"]), Proof)


# --- theorems of two sectors --------------------------------------------------------------------

OLD = ["p = (1 + r)*(a*p + b*l)", "1 = (1 + r)*(A*p + b*L)", "r > -1", "R > -1"]
CAPITAL_GOOD = [
    "q = (1 + R)*(n*q + b*m)",
    "1 = (1 + R)*(A*q + b*L)",
]
WAGE_GOOD = ["q = (1 + R)*(a*q + b*l)", "1 = (1 + R)*(n*q + b*m)"]
TECHNIQUE = symbols("p q a A b n m l L", "r R")


@pytest.mark.parametrize(
    ("new", "old_cost", "new_cost"),
    [(CAPITAL_GOOD, "a*p + b*l", "n*p + b*m"), (WAGE_GOOD, "A*p + b*L", "n*p + b*m")],
    ids=["capital good", "wage good"],
)
@pytest.mark.parametrize(("cost", "rate"), [("<", ">"), (">", "<"), ("=", "=")])
def test_Okishio_for_a_change_in_either_sector(
    new: list[str], old_cost: str, new_cost: str, cost: str, rate: str
) -> None:
    premises = [*OLD, *new, f"{new_cost} {cost} {old_cost}"]
    verdict = ask(f"R {rate} r", TECHNIQUE, premises)
    assert isinstance(verdict, Proof)
    assert verdict.seconds < 1


def test_Okishio_needs_the_constant_real_wage() -> None:
    names = TECHNIQUE | symbols("B")
    new = [text.replace("b", "B") for text in CAPITAL_GOOD]
    premises = [*OLD, *new, "n*p + b*m < a*p + b*l", "r > 0", "R > 0"]
    verdict = ask("R > r", names, premises)
    assert refutes(verdict, "R > r", names, premises)


VALUES = ["x = a*x + l", "y = A*x + L", "e = 1/(b*y) - 1"]
PRICES = ["p = (1 + r)*(a*p + b*l)", "1 = (1 + r)*(A*p + b*L)", "r > -1"]


@pytest.mark.parametrize("claim", ["e > 0 => r > 0", "r > 0 => e > 0", "e = 0 => r = 0"])
def test_Fundamental_Marxian_Theorem(claim: str) -> None:
    names = symbols("x y p a A b l L", "e r")
    verdict = ask(claim, names, [*VALUES, *PRICES])
    assert isinstance(verdict, Proof)
    assert verdict.seconds < 1


# --- premises -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "premises", [["e < 1", "e > 2"], ["e < 1 and e >= 1"], ["s < 0"], ["r > e"], ["r = 1", "k > e"]]
)
def test_contradictory_premises_prove_nothing(premises: list[str]) -> None:
    with pytest.raises(ModelError, match="premises contradict each other"):
        PROFIT.prove("r < 1", given=premises)


def test_domains_are_premises_and_are_shown() -> None:
    x, y = sp.Symbol("x", nonnegative=True), sp.Symbol("y", negative=True)
    proved = decide(sp.Gt(x - y, 0, evaluate=False))
    assert isinstance(proved, Proof)
    assert set(map(str, proved.given)) == {"x >= 0", "y < 0"}
    refuted = decide(sp.Gt(x + y, 0, evaluate=False))
    assert isinstance(refuted, Counterexample)
    assert refuted.values["x"] >= 0 > refuted.values["y"]


def test_two_symbols_of_one_name_are_refused() -> None:
    claim = sp.Le(sp.Symbol("x", positive=True), sp.Symbol("x", real=True), evaluate=False)
    with pytest.raises(ModelError, match="one name"):
        decide(claim)


# --- what may have no value ---------------------------------------------------------------------

REAL = symbols("", "x y z")


def test_denominators_must_not_vanish() -> None:
    assert isinstance(ask("1/x > 0", REAL, ["x >= 0"]), Proof)
    assert isinstance(ask("x/(x - y) = 1 + y/(x - y)", REAL), Proof)
    verdict = ask("1/(x - y) > 0", REAL, ["x >= y"])
    assert isinstance(verdict, Proof)


@pytest.mark.parametrize(
    ("claim", "premises"),
    [
        ("1/(x - y) > 0", []),
        ("1/(x - y) < 5", ["x > y"]),
        ("x/y < 1", ["x < y"]),
        ("1/(1/x - 1) > 0", []),
        ("x^2/(x*y) > 0", ["1/(x + y) > 0"]),
        ("sqrt(x - 1) > sqrt(y)", ["1/sqrt(x - 1) < 3"]),
        ("1/max(x, y) < 1", []),
    ],
)
def test_a_denominator_of_unknown_sign_does_not_turn_an_inequality(
    claim: str, premises: list[str]
) -> None:
    assert refutes(ask(claim, REAL, premises), claim, REAL, premises)


def test_a_root_that_has_no_value_proves_nothing() -> None:
    with pytest.raises(ModelError, match="contradict"):
        ask("sqrt(x) > 5", REAL, ["x < 0"])
    with pytest.raises(ModelError, match="contradict"):
        ask("sqrt(x*y - x^2 - y^2 - 1) > 0", REAL)


@pytest.mark.parametrize(
    "claim",
    [
        "sqrt(x) >= 0",
        "sqrt(x)^2 = x",
        "sqrt(x*x) = abs(x)",
        "abs(x + y) <= abs(x) + abs(y)",
        "abs(x) >= x",
        "min(x, y) <= max(x, y)",
        "max(x, y) + min(x, y) = x + y",
        "max(x, y, z) >= z",
        "min(x, y, z) <= (x + y + z)/3",
        "(x*x)^(1/4) >= 0",
        "x^(-1/2) > 0",
        "x < y => x < (x + y)/2 and (x + y)/2 < y",
        "x = y or x < y or x > y",
        "not (x < y and y < x)",
        "x^2 + y^2 >= 2*x*y",
    ],
)
def test_roots_extremes_and_absolute_values(claim: str) -> None:
    assert isinstance(ask(claim, REAL), Proof)


@pytest.mark.parametrize(
    "claim",
    [
        "sqrt(x) < x",
        "abs(x - y) = x - y",
        "max(x, y) = x",
        "min(x, y) > 0",
        "x^(1/3) <= x",
        "x < y => x^2 < y^2",
        "x < y or y < x",
        "x = 1 and y = 1",
    ],
)
def test_false_claims_are_refuted_exactly(claim: str) -> None:
    assert refutes(ask(claim, REAL), claim, REAL)


def test_equivalence_and_words_that_claims_do_not_have() -> None:
    x, y = REAL["x"], REAL["y"]
    assert isinstance(decide(sp.Equivalent(x > 0, x**3 > 0)), Proof)
    assert isinstance(decide(sp.Equivalent(x > 0, x**2 > 0)), Counterexample)
    assert isinstance(decide(sp.Xor(x > 0, y > 0)), Undecided)


# --- what is left undecided ---------------------------------------------------------------------


@pytest.mark.parametrize("claim", ["exp(x) > x", "ln(1 + x^2) >= 0", "x^y > 0"])
def test_what_is_beyond_real_arithmetic_is_undecided(claim: str) -> None:
    verdict = ask(claim, REAL, ["x > 0"])
    assert isinstance(verdict, Undecided)
    assert "beyond real arithmetic" in verdict.reason
    with pytest.raises(ModelError, match="is undecided"):
        bool(verdict)
    assert str(verdict).startswith("undecided in ")


@pytest.mark.parametrize("claim", ["x^2 != 2", "x^3 != 5", "x^2 = 3 => x < 0"])
def test_numbers_that_refute_only_irrationally_are_not_invented(claim: str) -> None:
    verdict = ask(claim, REAL)
    assert isinstance(verdict, Undecided)
    assert "no rational ones" in verdict.reason


def test_an_irrational_model_with_a_rational_neighbour_is_found() -> None:
    claim, premises = "x*x + y < 3", ["x^2 > 2", "y > x^3"]
    assert refutes(ask(claim, REAL, premises), claim, REAL, premises)


def test_no_answer_within_the_time_allowed() -> None:
    names = symbols("a b c d f g")
    hard = (
        "a^7 + b^7 + c^7 + d^7 + f^7 + g^7 + a*b*c*d*(a + b + c + d)^3 >= "
        "a^3*b^4 + b^3*c^4 + c^3*d^4 + d^3*f^4 + f^3*g^4 + g^3*a^4 + a*b*c*d*(f + g)^2*abs(a - b)"
    )
    start = time.perf_counter()
    verdict = ask(hard, names, timeout=0.05)
    assert isinstance(verdict, Undecided)
    assert "time allowed" in verdict.reason
    assert time.perf_counter() - start < 2


# --- properties ---------------------------------------------------------------------------------

WEIGHTS = st.integers(-3, 3)
EXPONENTS = st.tuples(*[st.integers(0, 2)] * 2)
POLYNOMIALS = st.lists(st.tuples(WEIGHTS, EXPONENTS), min_size=1, max_size=3).map(
    lambda terms: " + ".join(f"({w})*x^{i}*y^{j}" for w, (i, j) in terms)
)
CLAIMS = st.tuples(POLYNOMIALS, st.sampled_from(["<", "<=", "=", "!="]), POLYNOMIALS).map(" ".join)
POINTS = st.fractions(min_value="1/8", max_value=8, max_denominator=8)
PAIR = symbols("x y")


@given(claim=CLAIMS, premise=CLAIMS, points=st.lists(st.tuples(POINTS, POINTS), max_size=8))
def test_a_proof_is_never_refuted_and_a_counterexample_always_refutes(
    claim: str, premise: str, points: list[tuple[Fraction, Fraction]]
) -> None:
    try:
        verdict = ask(claim, PAIR, [premise], timeout=1)
    except ModelError:  # contradictory premises: no point may satisfy them
        verdict = None
    assume(not isinstance(verdict, Undecided))
    if isinstance(verdict, Counterexample):
        full = {"x": sp.Integer(1), "y": sp.Integer(1), **verdict.values}
        assert refutes(Counterexample(None, full, 0.0), claim, PAIR, [premise])
        return
    for x, y in points:
        at = {
            PAIR["x"]: sp.Rational(x.numerator, x.denominator),
            PAIR["y"]: sp.Rational(y.numerator, y.denominator),
        }
        if parse_claim(premise, PAIR).subs(at) == sp.true:
            assert verdict is not None
            assert parse_claim(claim, PAIR).subs(at) == sp.true
