"""*Capital* III, ch. 13–15: the law, the counteracting influences, over-accumulation."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import UnknownNameError
from capital.proof import Counterexample, Proof
from capital.theory import tendency

POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=50)
BASE = ("h", "iota", "omega", "L", "K", "n")
AT_BASE = {"h": 1, "iota": 1, "omega": "1/2", "L": 1, "K": 2, "n": 1}


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_D4_1_the_law_as_such() -> None:
    table = tendency.law_as_such()
    assert table["c"].tolist() == [50, 100, 200, 300, 400]
    assert table["r"].tolist() == [q(x) for x in ("2/3", "1/2", "1/3", "1/4", "1/5")]


@given(st.lists(POSITIVE, min_size=2, max_size=5, unique=True), POSITIVE, POSITIVE)
def test_at_a_given_rate_of_surplus_value_more_constant_capital_means_a_lower_rate(
    constant: list[Fraction], v: Fraction, e: Fraction
) -> None:
    table = tendency.law_as_such(sorted(constant), v, e)
    rates = table["r"].tolist()
    assert rates == [sp.Rational(str(e * v / (c + v))) for c in sorted(constant)]
    assert rates == sorted(rates, reverse=True)
    assert len(set(rates)) == len(rates)


def test_rate_and_mass() -> None:
    model = tendency.rate_and_mass()
    growth = {symbol.name for symbol in model.growth("S_0").rhs.free_symbols}
    assert growth == {"Chat_0", "rhat_0"}
    assert all(factor == 1 for factor in model.elasticities("S_0").values())
    halved = {"r_0": "40/100", "r_1": "20/100", "C_0": 7}
    assert model.evaluate(halved, "C_same") == 14
    assert isinstance(model.prove("S_1 = S_0", given=["C_1 = C_same"]), Proof)
    assert isinstance(model.prove("C_1 > C_same", given=["S_1 > S_0"]), Proof)
    falling = ["r_1 < r_0", "C_1 > C_0"]
    assert isinstance(model.prove("S_1 > S_0", given=falling), Counterexample)
    assert isinstance(model.prove("S_1 < S_0", given=falling), Counterexample)


@pytest.mark.parametrize(
    ("name", "slope"),
    [("h", "2/5"), ("omega", "-12/25"), ("K", "-2/25"), ("L", "4/25"), ("n", "1/25")],
)
def test_T_D5_1_slopes_at_the_base(name: str, slope: str) -> None:
    model = tendency.counteracting_influences()
    assert model.evaluate(AT_BASE, "r") == q("1/5")
    numbers = {model[key]: sp.Rational(value) for key, value in AT_BASE.items()}
    assert model.derivative("r", name, BASE).subs(numbers) == q(slope)


def test_T_D5_2_share_capital_leaves_more_to_the_rest() -> None:
    numbers = {"S": 110, "C": 500, "C_J": 200, "i": "1/20"}
    found = tendency.capitals_apart().evaluate(numbers, "r", "r_rest")
    assert found == {"r": q("11/50"), "r_rest": q("1/3")}


def test_the_derivatives_are_those_of_the_formula() -> None:
    model = tendency.counteracting_influences()
    h, iota, omega, L, K, n = (model[name] for name in BASE)
    below, gain = (K * n + omega * L) ** 2, h * iota - omega
    expected = {
        "h": L * iota * n / (K * n + omega * L),
        "iota": L * h * n / (K * n + omega * L),
        "omega": -L * n * (K * n + h * iota * L) / below,
        "K": -gain * L * n**2 / below,
        "n": L**2 * omega * gain / below,
        "L": K * n**2 * gain / below,
    }
    for name, slope in expected.items():
        assert sp.cancel(model.derivative("r", name, BASE) - slope) == 0
    signs = [model.sign("r", name, BASE, given=["S > 0"]) for name in expected]
    assert signs == ["+", "+", "-", "-", "+", "+"]


def test_the_derivatives_of_capitals_apart() -> None:
    model = tendency.capitals_apart()
    r_rest = model.reduce("r_rest", ("S", "C", "C_J", "i"))
    expected = (r_rest - model["i"]) / (model["C"] - model["C_J"])
    assert sp.cancel(model.derivative("r_rest", "C_J", ("S", "C", "C_J", "i")) - expected) == 0
    assert model.derivative("r_social", "w_new", ("r", "r_new", "w_new")) == (
        model["r_new"] - model["r"]
    )
    assert isinstance(model.prove("r_rest > i", given=["r > i", "C > C_J"]), Proof)
    assert isinstance(model.prove("r > i", given=["r_rest > i", "C > C_J"]), Proof)


def test_every_influence_of_the_table_raises_the_rate() -> None:
    table = tendency.influences()
    assert sorted(set(table["number"])) == list(range(1, 10))
    assert table["raises"].all()
    assert table.set_index("influence")["sign"].loc["cheaper constant capital"] == "-"


def test_the_slopes_of_the_table_agree_with_finite_differences() -> None:
    """Numbers of the whole model, each influence moved by a small step."""
    one, apart = tendency.counteracting_influences(), tendency.capitals_apart()
    inside = {"h": 1.1, "iota": 1.2, "omega_v": 0.6, "d": 0.1, "L": 3.0, "n": 2.0}
    inside |= {"Delta_K": 0.2, "lam_K": 1.5, "K_ph": 4.0}
    outside = {"S": 110.0, "C": 500.0, "C_J": 200.0, "i": 0.05, "r_new": 0.4, "r_for": 0.3}
    outside |= {"w_new": 0.1, "w_for": 0.2}
    for row in tendency.influences().itertuples():
        model, given = (one, inside) if row.rate == "r" else (apart, outside)
        full = {**given, **model.evaluate(given)}
        slope = float(row.derivative.subs({model[k]: v for k, v in full.items()}))
        step = 1e-6
        up, down = ({**given, row.variable: given[row.variable] + s} for s in (step, -step))
        difference = (model.evaluate(up, row.rate) - model.evaluate(down, row.rate)) / (2 * step)
        assert slope == pytest.approx(difference, rel=1e-6)


@pytest.mark.parametrize(
    ("rate", "variable", "to", "premises", "sign"),
    [
        ("r_social", "w_new", ("r", "r_new", "w_new"), ["r_new < r"], "-"),
        ("r_rest", "C_J", ("S", "C", "C_J", "i"), ["S < i*C", "C > C_J"], "-"),
    ],
)
def test_without_its_premise_an_influence_works_the_other_way(
    rate: str, variable: str, to: tuple[str, ...], premises: list[str], sign: str
) -> None:
    assert tendency.capitals_apart().sign(rate, variable, to, given=premises) == sign


def test_a_longer_day_that_wears_and_works_up_more_can_lower_the_rate() -> None:
    """The limit stated in the notes: ∂K/∂h < ιL/r."""
    model = tendency.counteracting_influences()
    r = model.evaluate(AT_BASE, "r")
    for extra, rises in ((q("4"), True), (q("6"), False)):  # ιL/r = 5
        step = q("1/1000")
        longer = {**AT_BASE, "h": 1 + step, "K": 2 + extra * step}
        assert (model.evaluate(longer, "r") > r) == rises


def test_K_26_quicker_turnover_with_the_wage_bill_or_with_the_advance_held() -> None:
    model = tendency.counteracting_influences()
    K, V, omega = (model[name] for name in ("K", "V", "omega"))
    bill = model.derivative("r", "n", BASE)
    advance = model.derivative("r", "n", ("h", "iota", "omega", "V", "K", "n"))
    e = (model["h"] * model["iota"] - omega) / omega
    assert sp.cancel(advance - e / (1 + K / V)) == 0
    numbers = {model[key]: sp.Rational(value) for key, value in AT_BASE.items()}
    assert bill.subs(numbers) == q("1/25")
    assert advance.subs({**numbers, V: q("1/2")}) == q("1/5")


def test_the_conditions_of_the_influences_are_checked() -> None:
    inside = {"h": 1, "iota": 1, "omega_v": 2, "d": "1/10", "L": 3, "n": 2}
    inside |= {"Delta_K": 0, "lam_K": 1, "K_ph": 4}
    found = tendency.counteracting_influences().check(inside)
    assert found["wages are still paid"]
    assert not found["there is surplus-value"]


def test_over_accumulation_in_general() -> None:
    model = tendency.marginal_surplus_value()
    L, L_C, omega, omega_C = (model[name] for name in ("L", "L_C", "omega", "omega_C"))
    assert sp.expand(model.reduce("dS") - ((1 - omega) * L_C - L * omega_C)) == 0
    assert isinstance(model.prove("dS < 0", given=["L_C = 0", "omega_C > 0"]), Proof)
    assert isinstance(model.prove("dS > 0", given=["L_C > 0", "omega < 1"]), Counterexample)
    constant = ["L_C > 0", "omega < 1", "omega_C = 0"]
    assert isinstance(model.prove("dS > 0", given=constant), Proof)


def test_the_special_case_is_the_general_one() -> None:
    for labour in ("reserve", "exhausted"):
        model = tendency.over_accumulation(labour=labour)
        C, L, omega = model["C"], model.reduce("L"), model.reduce("omega")
        general = (1 - omega) * L.diff(C) - L * omega.diff(C)
        assert sp.cancel(model.derivative("S", "C") - general) == 0


def test_exhausted_labour_makes_more_capital_yield_less() -> None:
    model = tendency.over_accumulation(labour="exhausted")
    assert model.sign("S", "C") == "-"
    assert model.sign("r", "C", given=["S > 0"]) == "-"
    reserve = tendency.over_accumulation(labour="reserve")
    assert isinstance(
        reserve.prove("C < C_abs", given=["C > q*L_bar", "omega_0 < 1"]), Counterexample
    )


@given(q_=POSITIVE, labour=POSITIVE, share=st.fractions(0, "9/10"), beta=POSITIVE, x=POSITIVE)
def test_the_mass_is_greatest_at_the_critical_capital(
    q_: Fraction, labour: Fraction, share: Fraction, beta: Fraction, x: Fraction
) -> None:
    economy = {"q": q_, "L_bar": labour, "omega_0": share + Fraction(1, 100), "beta": beta}

    def mass(capital: Fraction) -> sp.Rational:
        state = "reserve" if capital <= q_ * labour else "exhausted"
        model = tendency.over_accumulation(labour=state)
        values = {**economy, "C": capital}
        assert model.check(values)[f"labour is {'in ' if state == 'reserve' else ''}{state}"]
        return model.evaluate(values, "S")

    reserve = tendency.over_accumulation(labour="reserve")
    best = reserve.evaluate(economy, "C_abs")
    top = mass(Fraction(int(best.p), int(best.q)))
    assert mass(x * q_ * labour) <= top
    assert mass(2 * Fraction(int(best.p), int(best.q))) < top


def test_the_two_states_of_labour_meet_where_it_is_just_exhausted() -> None:
    numbers = {"q": 2, "L_bar": 100, "omega_0": "1/4", "beta": "1/4", "C": 200}
    masses = [
        tendency.over_accumulation(labour=state).evaluate(numbers, "S")
        for state in ("reserve", "exhausted")
    ]
    assert masses == [50, 50]
    with pytest.raises(UnknownNameError, match="did you mean ‘reserve’"):
        tendency.over_accumulation(labour="reserves")
