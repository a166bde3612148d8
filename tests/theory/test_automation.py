"""Full automation: the limit of the rate of profit under every valuation and wage."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import UnknownNameError
from capital.model import Model
from capital.proof import Counterexample, Proof
from capital.theory import automation, temporal

SEED = {"A_0": "1/2", "xi": 0, "b": "1/4", "l_0": 1}
USING = {**SEED, "xi": "3/10"}
SHARES = ("0", "1/4", "1/2", "3/4")
SENSIBLE = ["a < 1", "A > 0", "A < 1", "A_0 < 1", "omega > 0", "omega < 1"]


def qs(text: str) -> list[sp.Rational]:
    return [sp.Rational(number) for number in text.split()]


def model(valuation: str, constant: str) -> Model:
    return automation.automation(valuation=valuation, constant=constant)


def along(of: Model, numbers: dict[str, object], name: str, shares=SHARES) -> list[sp.Rational]:
    return [of.evaluate({**numbers, "a": a}, name) for a in shares]


def test_T_E10_1_uniform_labour_saving_at_replacement_value() -> None:
    replacement = model("replacement", "real_wage")
    assert along(replacement, SEED, "r") == qs("1/3 5/11 3/5 7/9")
    assert along(replacement, SEED, "k") == qs("2 8/3 4 8")
    assert along(replacement, SEED, "r_max") == [1, 1, 1, 1]
    assert replacement.evaluate({**SEED, "a": 1}, "r", "omega") == {"r": 1, "omega": 0}


def test_K_05_the_rate_rises_while_variable_capital_vanishes() -> None:
    replacement = model("replacement", "real_wage")
    even = ["xi = 0", "a < 1", "A < 1", "A > 0"]
    assert replacement.sign("r", "a", given=even) == "+"
    assert replacement.sign("omega", "a", given=even) == "-"
    limit = replacement.reduce("r").subs({replacement["xi"]: 0}).limit(replacement["a"], 1, "-")
    A_0 = replacement["A_0"]
    assert sp.cancel(limit - (1 - A_0) / A_0) == 0
    refuted = replacement.prove("r < 1/4", given=["omega < 1/100", "a < 1", "A < 1", "A > 0"])
    assert isinstance(refuted, Counterexample)


def test_T_E10_2_capital_using_automation() -> None:
    shares = (*SHARES, "1")
    wage = model("replacement", "real_wage")
    assert along(wage, USING, "r", shares) == qs("1/3 19/61 9/31 17/63 1/4")
    assert along(wage, USING, "r_max", shares) == qs("1 17/23 7/13 11/29 1/4")
    held = model("replacement", "value_of_labour_power")
    numbers = {"A_0": "1/2", "xi": "3/10", "omega": "1/2"}
    assert along(held, numbers, "r", shares) == qs("1/3 17/63 7/33 11/69 1/9")


def test_at_replacement_value_the_rate_falls_where_automation_raises_cost() -> None:
    wage = model("replacement", "real_wage")
    assert wage.sign("r", "a", given=["xi > b*l_0"]) == "-"
    assert wage.sign("r", "a", given=["xi < b*l_0"]) == "+"
    same = wage.prove("r = 1/(A + b*l) - 1", given=["a < 1", "A > 0", "A < 1"])
    assert isinstance(same, Proof)
    held = model("replacement", "value_of_labour_power")
    assert held.sign("r", "a", given=["xi > 0", *SENSIBLE]) == "-"
    assert held.sign("r", "a", given=["xi < 0", *SENSIBLE]) == "+"
    form = "r = (1 - omega)*(1 - A)/(A + omega*(1 - A))"
    assert isinstance(held.prove(form, given=SENSIBLE), Proof)


@pytest.mark.parametrize("constant", automation.CONSTANT)
@pytest.mark.parametrize("valuation", ["historical", "replacement"])
def test_living_over_dead_labour_is_an_upper_bound(valuation: str, constant: str) -> None:
    assert isinstance(model(valuation, constant).prove("r < r_max", given=SENSIBLE), Proof)


@pytest.mark.parametrize("constant", automation.CONSTANT)
def test_with_historical_dead_labour_the_rate_vanishes_with_living_labour(constant: str) -> None:
    dead = model("historical", constant)
    for name in ("r", "r_max"):
        assert dead.reduce(name).limit(dead["a"], 1, "-") == 0
    numbers = {"A_0": "1/2", "xi": 0, "l_0": 1}
    numbers |= {"b": "1/4"} if constant == "real_wage" else {"omega": "1/2"}
    rates = along(dead, numbers, "r", ("0", "1/2", "9/10", "99/100"))
    assert rates[0] == sp.Rational(1, 3)  # before automation all valuations agree
    assert all(later < earlier for earlier, later in pairwise(rates))
    assert rates[-1] < sp.Rational(1, 50)


def test_historical_rate_falls_all_the_way_only_at_constant_exploitation() -> None:
    even = ["xi = 0", *SENSIBLE]
    assert model("historical", "value_of_labour_power").sign("r", "a", given=even) == "-"
    dear = {"A_0": "1/10", "xi": 0, "b": "17/20", "l_0": 1}
    rates = along(model("historical", "real_wage"), dear, "r", ("0", "1/2", "99/100"))
    assert rates[0] < rates[1] > rates[2]


@given(
    A=st.fractions("1/10", "3/5", max_denominator=10),
    b=st.fractions("1/20", "1/4", max_denominator=20),
    d=st.fractions("1/20", "1/4", max_denominator=20),
)
def test_temporal_rate_agrees_with_the_path_period_by_period(
    A: Fraction, b: Fraction, d: Fraction
) -> None:
    of = model("temporal", "real_wage")
    start = {"A": A, "b": b, "d": d, "i": 0, "l": 1, "lam": 1 / (1 - A), "mu": 1}
    path = temporal.period().path(3, start)
    for t in range(3):
        found = of.evaluate({"A": A, "b": b, "d": d, "l_0": 1, "t": t}, "r", "a", "l")
        assert found["r"] == path["r_T"].iloc[t]
        assert found["l"] == path["l"].iloc[t] == 1 - found["a"]


def test_temporal_rate_tends_to_a_constant() -> None:
    numbers = {"A": "1/2", "b": "1/4", "d": "1/5", "l_0": 1}
    of = model("temporal", "real_wage")
    first = [of.evaluate({**numbers, "t": t}, "r") for t in (0, 1)]
    assert first == qs("2/7 8/27")
    assert float(of.evaluate({**numbers, "t": 120}, "r")) == pytest.approx(0.6, abs=1e-9)


@pytest.mark.parametrize("case", automation.full_automation(), ids=str)
def test_limits_agree_with_the_models_near_full_automation(case: automation.Limit) -> None:
    of = model(case.valuation, case.constant)
    near: dict[str, object] = {"A": "3/10", "d": "1/10", "l_0": 2, "t": 260}
    if case.valuation != "temporal":
        near = {"A_0": "3/10", "xi": 0, "l_0": 2, "a": "999999999999/1000000000000"}
    near |= {"b": "1/5"} if case.constant == "real_wage" else {"omega": "2/5"}
    if (case.valuation, case.constant) == ("replacement", "value_of_labour_power"):
        del near["l_0"]  # r is then a function of A and ω alone
    used = {name: value for name, value in near.items() if name in {s.name for s in of.exogenous}}
    at = {"A": sp.Rational(3, 10), "d": sp.Rational(1, 10), "omega": sp.Rational(2, 5)}
    end = case.rate_of_profit.subs({s: at[s.name] for s in case.rate_of_profit.free_symbols})
    assert float(of.evaluate(used, "r")) == pytest.approx(float(end), abs=1e-9)


def test_valuation_and_wage_are_said_and_never_chosen() -> None:
    with pytest.raises(TypeError):
        automation.automation()  # type: ignore[call-arg]
    with pytest.raises(UnknownNameError, match="did you mean ‘historical’"):
        model("historic", "real_wage")
    with pytest.raises(UnknownNameError, match="did you mean ‘real_wage’"):
        model("temporal", "real wage")
    named = model("temporal", "real_wage")
    assert "temporal" in named.name
    assert any("real wage" in text for text in named.assumptions)


def test_without_wages_only_capitalists_buy_consumption_goods() -> None:
    demand = automation.consumption_demand()
    assert demand.evaluate({"v": 0, "dv": 0, "s": 100, "theta": "3/5"}) == {
        "W_II": 40,
        "workers": 0,
    }
    form = "W_II = v + dv + (1 - theta)*s"
    assert isinstance(demand.prove(form), Proof)
    assert demand.sign("W_II", "theta") == "-"
    assert demand.sign("workers", "v", given=["theta < 1"]) == "+"
