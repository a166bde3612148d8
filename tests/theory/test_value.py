"""The value account, compositions and turnover, against the figures of *Capital* I–III."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError, UnitError
from capital.proof import Proof
from capital.theory import value

MILL = {"c": 378, "v": 52, "s": 80}
POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=50)


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_A1_1_spinning_mill() -> None:
    found = value.account(unit="pound").evaluate(MILL)
    expected = {"W": "510", "y": "132", "e": "20/13", "k": "189/26", "r": "8/43", "omega": "13/33"}
    assert found == {name: q(number) for name, number in expected.items()}


def test_T_A1_2_ten_hours_divide_into_necessary_and_surplus_labour() -> None:
    necessary = 10 * value.account().evaluate(MILL, "omega")
    assert (necessary, 10 - necessary) == (q("130/33"), q("200/33"))


@pytest.mark.parametrize(
    ("c", "v", "s", "r"), [(80, 20, 20, "1/5"), (84, 16, 16, "4/25"), (16, 84, 21, "21/100")]
)
def test_T_A1_3_three_compositions(c: int, v: int, s: int, r: str) -> None:
    assert value.account().evaluate({"c": c, "v": v, "s": s}, "r") == q(r)


def test_T_A1_3_the_higher_rate_of_profit_has_the_lower_rate_of_exploitation() -> None:
    europe = value.account().evaluate({"c": 84, "v": 16, "s": 16}, "e", "r")
    asia = value.account().evaluate({"c": 16, "v": 84, "s": 21}, "e", "r")
    assert asia["r"] > europe["r"]
    assert asia["e"] < europe["e"]


def test_account_is_exact_on_fractions_and_refuses_what_has_no_meaning() -> None:
    assert value.account().evaluate({"c": 0, "v": "1/3", "s": Fraction(1, 6)}, "k", "r") == {
        "k": 0,
        "r": q("1/2"),
    }
    with pytest.raises(ModelError, match="v must be positive"):
        value.account().evaluate({"c": 1, "v": 0, "s": 0})


def test_equivalent_forms_of_the_account() -> None:
    account = value.account()
    e, k = account["e"], account["k"]
    assert account.reduce("r", to=("e", "k")) == e / (1 + k)
    assert account.reduce("omega", to=("e",)) == 1 / (1 + e)
    for claim in ["s/y = e/(1 + e)", "c/(c + v) = k/(1 + k)", "r = e*(1 - c/(c + v))"]:
        assert isinstance(account.prove(claim), Proof), claim


def test_derivatives_and_elasticities_of_the_rate_of_profit() -> None:
    account = value.account()
    e, k = account["e"], account["k"]
    assert sp.cancel(account.derivative("r", "e") - 1 / (1 + k)) == 0
    assert sp.cancel(account.derivative("r", "k") + e / (1 + k) ** 2) == 0
    assert (account.sign("r", "e"), account.sign("r", "k")) == ("+", "-")
    assert account.elasticities("r") == {e: 1, k: -k / (1 + k)}


def test_rate_of_profit_has_a_limit_where_e_and_k_have_none() -> None:
    account = value.account()
    c, v, s, e = (account[name] for name in "cvse")
    form = account.reduce("r")
    assert form.free_symbols == {c, v, s}
    assert sp.limit(form.subs(s, e * v), v, 0) == 0
    assert sp.limit(account.reduce("k").subs(c, 80), v, 0) == sp.oo


@given(c=POSITIVE, v=POSITIVE, s=POSITIVE, scale=POSITIVE)
def test_ratios_do_not_depend_on_the_unit_of_account(
    c: Fraction, v: Fraction, s: Fraction, scale: Fraction
) -> None:
    account = value.account()
    hours = account.evaluate({"c": c, "v": v, "s": s}, "e", "k", "r", "omega")
    money = account.evaluate(
        {"c": c * scale, "v": v * scale, "s": s * scale}, "e", "k", "r", "omega"
    )
    assert hours == money
    assert hours["r"] == sp.Rational(s.numerator, s.denominator) / (
        sp.Rational(c.numerator, c.denominator) + sp.Rational(v.numerator, v.denominator)
    )


def test_T_A1_4_organic_and_value_composition_differ() -> None:
    before = {"M": 100, "L": 50, "lam": 5, "lam_0": 5, "omega": "1/2", "omega_0": "1/2"}
    after = {**before, "M": 200, "lam": 3, "omega": "2/5"}
    base, now = (value.compositions().evaluate(state) for state in (before, after))
    assert base["OCC"] == base["VCC"]
    assert now["TCC"] / base["TCC"] == 2
    assert now["OCC"] / base["OCC"] == 2
    assert now["VCC"] / base["VCC"] == q("3/2")


def test_K_06_value_composition_grows_by_what_the_organic_one_leaves_out() -> None:
    model = value.compositions()
    of_value = model.elasticities("VCC", to=("TCC", "lam", "omega"))
    organic = model.elasticities("OCC", to=("TCC", "lam_0", "omega_0"))
    assert {symbol.name: power for symbol, power in of_value.items()} == {
        "TCC": 1,
        "lam": 1,
        "omega": -1,
    }
    assert not {"lam", "omega"} & {symbol.name for symbol in organic}


YEAR = {"F": 1000, "T_ph": 10, "K_c": 50, "n_c": 4, "V": 50, "n": 4, "e": 1}


def test_T_A2_1_stocks_and_flows() -> None:
    found = value.turnover().evaluate(YEAR)
    expected = {"c": "300", "v": "200", "s": "200", "W": "700", "r_flow": "2/5", "r": "2/11"}
    assert {name: found[name] for name in expected} == {n: q(x) for n, x in expected.items()}
    assert (found["K"] / 50, found["N_to"]) == (21, q("5/11"))


def test_K_02_flow_and_stock_rates_differ_by_the_turnover_of_the_whole_capital() -> None:
    turnover = value.turnover()
    assert isinstance(turnover.prove("r = r_flow*N_to"), Proof)
    assert isinstance(turnover.prove("r = e*n/(1 + K/V)"), Proof)
    with pytest.raises(UnitError, match="1/year"):
        turnover.prove("r = r_flow")
    once = {"F": 0, "T_ph": 1, "K_c": 80, "n_c": 1, "V": 20, "n": 1, "e": 1}
    found = turnover.evaluate(once, "r", "r_flow")
    assert found["r"] == found["r_flow"] == q("1/5")


@pytest.mark.parametrize(("V", "n", "annual"), [(500, 10, 10), (5000, 1, 1)])
def test_T_A2_2_annual_rate_of_surplus_value(V: int, n: int, annual: int) -> None:
    assert value.turnover().evaluate({**YEAR, "V": V, "n": n}, "e_ann") == annual


CAPITALS = {
    "I": {"F": 10000, "T_ph": 10, "K_c": 500, "n_c": 10, "V": 500, "n": 10},
    "II": {"F": 9000, "T_ph": 9, "K_c": 1000, "n_c": 5, "V": 1000, "n": 5},
    "III": {"F": 0, "T_ph": 1, "K_c": 6000, "n_c": 1, "V": 5000, "n": 1},
    "IV": {"F": 0, "T_ph": 1, "K_c": 10000, "n_c": 5, "V": 1000, "n": 5},
}


@pytest.mark.parametrize("name", CAPITALS)
def test_T_A2_3_equal_capitals_and_turnovers_of_variable_capital(name: str) -> None:
    found = value.turnover().evaluate({**CAPITALS[name], "e": 1})
    assert (found["C"], found["s"], found["r"]) == (11000, 5000, q("5/11"))


def test_T_A2_3_half_the_turnover_halves_the_rate() -> None:
    assert value.turnover().evaluate({**CAPITALS["I"], "n": 5, "e": 1}, "r") == q("5/22")


def test_T_A2_4_the_mill_in_a_year(agrees) -> None:  # type: ignore[no-untyped-def]
    weekly = {"F": 12400, "T_ph": 10, "K_c": 48, "n_c": 1, "V": 52, "n": 52, "e": "20/13"}
    assert value.turnover().evaluate(weekly, "C", "r") == {"C": 12500, "r": q("208/625")}
    engels = {**weekly, "V": 318, "K_c": 12500 - 12000 - 318, "F": 12000, "n": "17/2"}
    found = value.turnover().evaluate(engels, "e_ann", "r")
    assert found == {"e_ann": q("170/13"), "r": q("2703/8125")}
    assert agrees(100 * found["r"], "33.27")


def test_K_26_two_derivatives_of_the_rate_of_profit_by_turnover() -> None:
    turnover = value.turnover()
    e, V, K, C, n, v = (turnover[name] for name in ("e", "V", "K", "C", "n", "v"))
    held_advance = turnover.derivative("r", "n", to=("e", "V", "K", "n"))
    assert sp.cancel(held_advance - e / (1 + K / V)) == 0
    held_wage_bill = turnover.derivative("r", "n", to=("e", "v", "K", "n"))
    by_hand = (e * v**2 / (n**2 * C**2)).subs(C, K + v / n)
    assert sp.cancel(held_wage_bill - by_hand) == 0
    state = {V: 50, K: 1050, n: 4, e: 1, v: 200}
    assert held_advance.subs(state) > held_wage_bill.subs(state) > 0
    assert turnover.sign("r", "n", to=("e", "V", "K", "n")) == "+"
    assert turnover.sign("r", "n", to=("e", "v", "K", "n")) == "+"
