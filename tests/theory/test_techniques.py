"""Exact prices of production of a few sectors, against eigenvalues and the theorem."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from capital.errors import ModelError, UnknownNameError
from capital.theory import okishio, techniques
from capital.theory.techniques import Technique

SMALL = st.fractions(min_value="1/20", max_value="1/4", max_denominator=20)


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def qs(*texts: str) -> tuple[sp.Rational, ...]:
    return tuple(q(text) for text in texts)


def grain() -> Technique:
    return techniques.technique([["1/2"]], [1], ["1/4"])


def machines_and_corn() -> Technique:
    return techniques.technique([["3/5", "3/10"], [0, 0]], [2, 1], [0, "1/5"])


def with_luxury() -> Technique:
    inputs = [["3/5", "3/10", "1/10"], [0, 0, 0], [0, 0, 0]]
    return techniques.technique(inputs, [2, 1, 1], [0, "1/5", 0])


def test_T_E4_1_one_good() -> None:
    change = techniques.innovation(grain(), 0, ["3/5"], "1/4", wages="ante", numeraire=0)
    assert (change.cost_before, change.cost_after) == qs("3/4", "53/80")
    before, after = change.before, change.after
    assert (before.rate_of_profit, before.rate_of_surplus_value) == qs("1/3", "1")
    assert (before.values, before.value_compositions) == (qs("2"), qs("2"))
    assert (before.value_of_labour_power, before.maximum_rate_of_profit) == qs("1/2", "1")
    assert (after.rate_of_profit, after.rate_of_surplus_value) == qs("27/53", "27/5")
    assert (after.values, after.value_compositions) == (qs("5/8"), qs("48/5"))
    assert (after.value_of_labour_power, after.maximum_rate_of_profit) == qs("5/32", "2/3")


def test_T_E4_1_wages_that_hold_exploitation_or_the_rate_of_profit() -> None:
    new = techniques.adopt(grain(), 0, ["3/5"], "1/4")
    held = techniques.with_wage_for_exploitation(new, 1)
    assert held.wage[0] == q("4/5")
    assert techniques.state(held, wages="ante", numeraire=0).rate_of_profit == q("1/4")
    assert techniques.with_wage_for_rate(new, "1/3", wages="ante").wage[0] == q("3/5")


def test_T_E4_2_two_goods() -> None:
    change = techniques.innovation(
        machines_and_corn(), 0, ["33/50", 0], "33/40", wages="ante", numeraire=1
    )
    assert (change.cost_before, change.cost_after) == qs("8/5", "297/200")
    assert change.innovator_rate == q("103/297")
    before, after = change.before, change.after
    assert (before.rate_of_profit, before.prices) == (q("1/4"), qs("2", "1"))
    assert (before.values, before.value_of_labour_power) == (qs("5", "5/2"), q("1/2"))
    assert (after.rate_of_profit, after.prices) == (q("1/3"), qs("11/6", "1"))
    assert after.values == qs("165/68", "235/136")
    assert (after.value_of_labour_power, after.rate_of_surplus_value) == qs("47/136", "89/47")
    assert (before.value_compositions[0], after.value_compositions[0]) == qs("3", "264/47")
    assert (before.maximum_rate_of_profit, after.maximum_rate_of_profit) == qs("2/3", "17/33")


def test_T_E4_2_wages_that_hold_the_rate_of_profit_or_exploitation() -> None:
    new = techniques.adopt(machines_and_corn(), 0, ["33/50", 0], "33/40")
    assert tuple(techniques.with_wage_for_rate(new, "1/4", wages="ante").wage) == qs("0", "224/775")
    held = techniques.with_wage_for_exploitation(new, 1)
    assert tuple(held.wage) == qs("0", "68/235")
    rate = techniques.state(held, wages="ante", numeraire=1).rate_of_profit
    assert sp.expand(rate - (1670 - sp.sqrt(2340661)) / 561) == 0
    assert rate < q("1/4")


def test_T_E4_3_a_cheaper_luxury_leaves_the_rate_of_profit_where_it_is() -> None:
    change = techniques.innovation(
        with_luxury(), 2, ["1/10", 0, 0], "1/4", wages="ante", numeraire=2
    )
    assert change.cost_after < change.cost_before
    assert change.innovator_rate > change.before.rate_of_profit
    assert change.before.rate_of_profit == change.after.rate_of_profit == q("1/4")
    assert change.before.prices == qs("4", "2", "1")
    assert change.after.prices == qs("32/5", "16/5", "1")


def test_wages_paid_in_advance_or_out_of_the_product_give_different_rates() -> None:
    rates = [
        techniques.state(machines_and_corn(), wages=when, numeraire=1).rate_of_profit
        for when in ("ante", "post")
    ]
    assert rates == list(qs("1/4", "1/3"))


@pytest.mark.parametrize("wages", ["ante", "post"])
@pytest.mark.parametrize("numeraire", [0, 1, 2])
def test_three_sectors_agree_with_the_eigenvalues(wages: str, numeraire: int) -> None:
    inputs = [["1/5", "1/7", "1/10"], ["1/9", "1/5", "1/11"], ["1/3", "1/20", "1/6"]]
    given_ = techniques.technique(inputs, [1, 2, 3], ["1/50", "1/60", "1/70"])
    found = techniques.state(given_, wages=wages, numeraire=numeraire)
    A = np.array(given_.inputs.tolist(), dtype=float)
    labour, b = np.array([[1.0, 2.0, 3.0]]), np.array([[1 / 50], [1 / 60], [1 / 70]])
    matrix = A + b @ labour if wages == "ante" else A @ np.linalg.inv(np.eye(3) - b @ labour)
    roots, vectors = np.linalg.eig(matrix.T)
    top = np.argmax(roots.real)
    prices = vectors[:, top].real / vectors[numeraire, top].real
    assert float(found.rate_of_profit) == pytest.approx(1 / roots[top].real - 1, rel=1e-12)
    assert [float(p) for p in found.prices] == pytest.approx(list(prices), rel=1e-10)
    values = labour @ np.linalg.inv(np.eye(3) - A)
    assert [float(x) for x in found.values] == pytest.approx(list(values[0]), rel=1e-12)
    r = float(found.rate_of_profit)
    w = float(prices @ b[:, 0])
    cost = prices @ A * (1 + r) + w * labour[0] * (1 + r if wages == "ante" else 1)
    assert prices == pytest.approx(cost, rel=1e-10)


@settings(max_examples=25)
@given(
    inputs=st.tuples(SMALL, SMALL, SMALL, SMALL),
    labour=st.tuples(SMALL, SMALL),
    wage=st.tuples(SMALL, SMALL),
    new=st.tuples(SMALL, SMALL, SMALL),
    wages=st.sampled_from(techniques.WAGES),
)
def test_theorem_the_rate_follows_the_cost_of_the_new_process(
    inputs: tuple[Fraction, ...],
    labour: tuple[Fraction, ...],
    wage: tuple[Fraction, ...],
    new: tuple[Fraction, ...],
    wages: str,
) -> None:
    old = techniques.technique([inputs[:2], inputs[2:]], labour, wage)
    change = techniques.innovation(old, 0, new[:2], new[2], wages=wages, numeraire=1)
    saved = change.cost_before - change.cost_after
    risen = change.after.rate_of_profit - change.before.rate_of_profit
    assert sp.sign(saved) == sp.sign(risen)
    assert sp.sign(saved) == sp.sign(change.innovator_rate - change.before.rate_of_profit)


@settings(max_examples=25)
@given(a_1=SMALL, a_2=SMALL, l_1=SMALL, l_2=SMALL, b=SMALL)
def test_solver_and_model_agree(
    a_1: Fraction, a_2: Fraction, l_1: Fraction, l_2: Fraction, b: Fraction
) -> None:
    given_ = techniques.technique([[a_1, a_2], [0, 0]], [l_1, l_2], [0, b])
    found = techniques.state(given_, wages="ante", numeraire=1)
    numbers = {"a_1": a_1, "a_2": a_2, "l_1": l_1, "l_2": l_2, "b": b}
    again = okishio.two_goods().evaluate(numbers, "r", "p", "e", "k_1", "R")
    assert sp.radsimp(again["r"] - found.rate_of_profit).equals(0)
    assert sp.radsimp(again["p"] - found.prices[0]).equals(0)
    assert again["e"] == found.rate_of_surplus_value
    assert again["k_1"] == found.value_compositions[0]
    assert again["R"] == found.maximum_rate_of_profit


def test_wage_for_a_rate_and_rate_for_a_wage_are_inverse() -> None:
    for when in techniques.WAGES:
        paid = techniques.with_wage_for_rate(machines_and_corn(), "2/5", wages=when)
        assert techniques.state(paid, wages=when, numeraire=1).rate_of_profit == q("2/5")


def test_cubic_roots_stay_exact() -> None:
    inputs = [["1/5", "1/7", "1/10"], ["1/9", "1/5", "1/11"], ["1/3", "1/20", "1/6"]]
    given_ = techniques.technique(inputs, [1, 2, 3], ["1/50", "1/60", "1/70"])
    rate = techniques.state(given_, wages="ante", numeraire=0).rate_of_profit
    x = sp.Symbol("x")
    matrix = given_.inputs + given_.wage * given_.labour
    root = (1 / (1 + rate)).evalf(40)
    assert abs(matrix.charpoly(x).as_expr().subs(x, root)) < sp.Float("1e-38")


def test_decimals_are_read_as_they_are_written() -> None:
    assert techniques.technique([[0.1]], [1], ["1/4"]).inputs[0, 0] == q("1/10")


@pytest.mark.parametrize(
    ("inputs", "labour", "wage", "message"),
    [
        ([["1/2"]], [1, 2], ["1/4"], "do not fit"),
        ([["1/2", 0]], [1], ["1/4"], "do not fit"),
        ([["1/2", 0], [0]], [1, 1], [1, 1], "different lengths"),
        ([[1]], [1], ["1/4"], "no net product"),
        ([["-1/2"]], [1], ["1/4"], "must be at least 0"),
        ([["1/2"]], [1], [0], "basket is empty"),
    ],
)
def test_impossible_techniques_are_refused(inputs, labour, wage, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        techniques.technique(inputs, labour, wage)


def test_questions_without_an_answer_are_refused() -> None:
    rich = techniques.technique([["1/2"]], [1], [1])
    for when in techniques.WAGES:
        with pytest.raises(ModelError, match="exceeds the net product"):
            techniques.state(rich, wages=when, numeraire=0)
    with pytest.raises(UnknownNameError, match="did you mean ‘ante’"):
        techniques.state(grain(), wages="anti", numeraire=0)
    with pytest.raises(ModelError, match="no sector 3"):
        techniques.state(grain(), wages="ante", numeraire=3)
    with pytest.raises(ModelError, match="no positive wage"):
        techniques.with_wage_for_rate(grain(), 1, wages="ante")
    with pytest.raises(ModelError, match="2 inputs"):
        techniques.adopt(grain(), 0, ["1/2", 0], 1)
    idle = techniques.technique([[0]], [1], ["1/2"])
    with pytest.raises(ModelError, match="no capital is advanced"):
        techniques.state(idle, wages="post", numeraire=0)


def test_a_luxury_that_eats_itself_has_no_price_at_the_general_rate() -> None:
    inputs = [["3/5", "3/10", "1/10"], [0, 0, 0], [0, 0, "19/20"]]
    greedy = techniques.technique(inputs, [2, 1, 1], [0, "1/5", 0])
    with pytest.raises(ModelError, match="all prices positive"):
        techniques.state(greedy, wages="ante", numeraire=0)


def test_no_labour_and_no_inputs_give_infinite_ratios() -> None:
    given_ = techniques.technique([[0, 0], ["1/2", 0]], [0, 1], ["1/4", 0])
    found = techniques.state(given_, wages="ante", numeraire=0)
    assert found.value_compositions[0] == sp.oo
    assert found.maximum_rate_of_profit == sp.oo
