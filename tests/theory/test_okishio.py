"""Okishio's theorem proved and refuted, and the objections from fixed capital."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp

from capital.errors import ModelError
from capital.proof import Counterexample, Proof
from capital.theory import okishio

Agrees = Callable[[object, str], bool]
ONE = {"A": "1/2", "l": 1, "b": "1/4", "A_n": "3/5", "l_n": "1/4", "b_n": "1/4"}
TWO = {
    **{"a_1": "3/5", "a_2": "3/10", "l_1": 2, "l_2": 1, "b": "1/5"},
    **{"a_1n": "33/50", "l_1n": "33/40", "b_n": "1/5"},
}
CONSTANT_REAL_WAGE = ["b_n = b"]
CHEAPER_RAISES = "cost_n < cost => r_n > r"


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def exact(numbers: dict[str, str]) -> dict[str, sp.Rational]:
    return {name: q(number) for name, number in numbers.items()}


def test_T_E4_1_one_good_at_a_constant_real_wage() -> None:
    before = {"r": "1/3", "lam": "2", "omega": "1/2", "e": "1", "k": "2", "R": "1", "cost": "3/4"}
    after = {"r_n": "27/53", "lam_n": "5/8", "omega_n": "5/32", "e_n": "27/5", "k_n": "48/5"}
    expected = exact({**before, **after, "R_n": "2/3", "cost_n": "53/80"})
    assert okishio.one_good().evaluate(ONE) == expected


def test_T_E4_1_one_good_at_constant_exploitation_and_at_a_constant_rate_of_profit() -> None:
    model = okishio.one_good()
    assert model.evaluate({**ONE, "b_n": "4/5"}, "e_n", "r_n") == exact({"e_n": "1", "r_n": "1/4"})
    assert model.evaluate({**ONE, "b_n": "3/5"}, "r_n") == q("1/3")


def test_K_07_a_constant_real_wage_is_a_premise_of_the_theorem() -> None:
    model = okishio.one_good()
    assert isinstance(model.prove(CHEAPER_RAISES, given=CONSTANT_REAL_WAGE), Proof)
    same = ["e_n = e", "e > 0", "A < 1", "A_n < 1"]
    refuted = model.prove(CHEAPER_RAISES, given=same)
    assert isinstance(refuted, Counterexample)
    numbers = refuted.values
    assert numbers["cost_n"] < numbers["cost"]
    assert numbers["r_n"] <= numbers["r"]
    assert numbers["e_n"] == numbers["e"] > 0
    rates = [model.evaluate({**ONE, "b_n": wage}, "r_n") for wage in ("1/4", "4/5")]
    assert rates == [q("27/53"), q("1/4")]  # one technique, on both sides of 1/3


def test_at_constant_exploitation_the_rate_follows_the_input_coefficient() -> None:
    model = okishio.one_good()
    same = ["e_n = e", "e > 0", "A < 1", "A_n < 1"]
    assert isinstance(model.prove("A_n < A => r_n > r", given=same), Proof)
    assert isinstance(model.prove("A_n > A => r_n < r", given=same), Proof)


@pytest.mark.parametrize(("cost", "rate"), [("<", ">"), (">", "<"), ("=", "=")])
def test_the_rate_follows_cost_in_both_directions_in_one_good(cost: str, rate: str) -> None:
    claim = f"cost_n {cost} cost => r_n {rate} r"
    assert isinstance(okishio.one_good().prove(claim, given=CONSTANT_REAL_WAGE), Proof)


@pytest.mark.parametrize(("cost", "rate"), [("<", ">"), (">", "<"), ("=", "=")])
def test_the_rate_follows_cost_in_both_directions_in_two_goods(cost: str, rate: str) -> None:
    model = okishio.two_goods()
    for claim in [f"cost_n {cost} cost => p_n {cost} p", f"p_n {cost} p => r_n {rate} r"]:
        assert isinstance(model.prove(claim, given=CONSTANT_REAL_WAGE), Proof), claim


def test_T_E4_2_two_goods_at_a_constant_real_wage() -> None:
    found = okishio.two_goods().evaluate(TWO)
    before = {"r": "1/4", "p": "2", "lam_1": "5", "lam_2": "5/2", "omega": "1/2", "R": "2/3"}
    before |= {"e": "1", "k_1": "3", "cost": "8/5", "cost_n": "297/200", "r_innovator": "103/297"}
    after = {"r_n": "1/3", "p_n": "11/6", "lam_1n": "165/68", "lam_2n": "235/136", "R_n": "17/33"}
    after |= {"omega_n": "47/136", "e_n": "89/47", "k_1n": "264/47"}
    assert found == exact({**before, **after})


def test_T_E4_2_two_goods_at_other_wages(agrees: Agrees) -> None:
    model = okishio.two_goods()
    assert model.evaluate({**TWO, "b_n": "224/775"}, "r_n") == q("1/4")
    held = model.evaluate({**TWO, "b_n": "68/235"}, "e_n", "r_n")
    assert held["e_n"] == 1
    assert sp.expand(sp.radsimp(held["r_n"]) - (1670 - sp.sqrt(2340661)) / 561) == 0
    assert agrees(held["r_n"], "0.249693595")


def test_two_goods_at_constant_exploitation_refute_the_theorem() -> None:
    seed = [f"{name} = {TWO[name]}" for name in ("a_1", "a_2", "l_1", "l_2", "b", "a_1n")]
    refuted = okishio.two_goods().prove(CHEAPER_RAISES, given=["e_n = e", *seed])
    assert isinstance(refuted, Counterexample)
    names = ("a_1", "a_2", "l_1", "l_2", "b", "a_1n", "l_1n", "b_n")
    again = okishio.two_goods().evaluate({name: refuted.values[name] for name in names})
    assert again["cost_n"] < again["cost"]
    assert again["r_n"] <= again["r"]
    assert again["e_n"] == again["e"]


def test_conditions_say_whether_a_technique_is_viable() -> None:
    assert all(okishio.two_goods().check(TWO).values())
    poor = okishio.one_good().check({**ONE, "b_n": 2})
    assert poor["the wage leaves a profit after"] is False
    assert poor["the wage leaves a profit"] is True


def test_two_goods_agree_with_the_eigenvalue_of_the_augmented_matrix() -> None:
    numbers = {"a_1": 0.31, "a_2": 0.17, "l_1": 1.9, "l_2": 0.7, "b": 0.33}
    new = {"a_1n": 0.4, "l_1n": 0.8, "b_n": 0.41}
    found = okishio.two_goods().evaluate({**numbers, **new})
    for a, labour, b, r, p in [(0.31, 1.9, 0.33, "r", "p"), (0.4, 0.8, 0.41, "r_n", "p_n")]:
        matrix = np.array([[a, 0.17], [b * labour, b * 0.7]])
        roots, vectors = np.linalg.eig(matrix.T)
        top = np.argmax(roots)
        assert found[r] == pytest.approx(1 / roots[top] - 1, rel=1e-12)
        assert found[p] == pytest.approx(vectors[0, top] / vectors[1, top], rel=1e-12)


COSTS = {"uc": 80, "kappa_K": 100, "uc_n": 75, "kappa_Kn": 150}
CHEAPER = ["uc_n < uc", "kappa_Kn > kappa_K"]


def test_T_E5_1_lower_cost_with_a_lower_rate_of_profit() -> None:
    model = okishio.cost_and_rate()
    high = model.evaluate({**COSTS, "p": 100}, "r", "r_n", "margin", "margin_n")
    assert high == exact({"r": "1/5", "r_n": "1/6", "margin": "1/4", "margin_n": "1/3"})
    low = model.evaluate({**COSTS, "p": 78}, "r", "r_n")
    assert low == exact({"r": "-1/50", "r_n": "1/50"})


def test_the_cheaper_technique_has_the_lower_rate_exactly_above_the_switching_price() -> None:
    model = okishio.cost_and_rate()
    claims = ["p > p_switch => r_n < r", "p < p_switch => r_n > r", "p = p_switch => r_n = r"]
    for claim in [*claims, "margin_n > margin"]:
        assert isinstance(model.prove(claim, given=CHEAPER), Proof), claim
    assert model.evaluate(COSTS, "p_switch") == 90
    same = model.evaluate({**COSTS, "p": 90}, "r", "r_n")
    assert same["r"] == same["r_n"] == q("1/10")


@pytest.mark.parametrize(("years", "printed"), [(5, "0.152382"), (4, "0.077138"), (3, "-0.050885")])
def test_T_E5_2_realised_return_of_a_machine_scrapped_early(
    years: int, printed: str, agrees: Agrees
) -> None:
    assert agrees(okishio.return_on(100, 30, years), printed)


@pytest.mark.parametrize(
    ("outlay", "rent", "years"), [(250.0, 61.0, 7), (10.0, 40.0, 1), (1e6, 2e5, 25), (90, 30, 3)]
)
def test_return_agrees_with_the_roots_of_the_polynomial(
    outlay: float, rent: float, years: int
) -> None:
    roots = np.roots([outlay, *[-rent] * years])  # P·(1 + r)^T = Q·((1 + r)^(T−1) + … + 1)
    real = [root.real for root in roots if abs(root.imag) < 1e-9 and root.real > 0]
    assert real == pytest.approx([1 + okishio.return_on(outlay, rent, years)], rel=1e-9)


@pytest.mark.parametrize("wrong", [(0, 30, 5), (100, -1, 5), (100, 30, 2.5), (100, 30, 0)])
def test_return_refuses_what_has_no_meaning(wrong: tuple[float, float, int]) -> None:
    with pytest.raises(ModelError):
        okishio.return_on(*wrong)
