"""*Capital* III, ch. 8–11 and 17: average profit, wage rises, merchant's capital."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import CapitalError, ModelError
from capital.proof import Counterexample, Proof
from capital.theory import average_profit as ap

POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=50)
SHARE = st.fractions(min_value=0, max_value=1, max_denominator=20)


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


@st.composite
def spheres(draw: st.DrawFn, *, same_rate: bool = False) -> list[ap.Sphere]:
    """Two to five spheres, with one rate of surplus-value and turnover or with each its own."""
    e, n = draw(POSITIVE), draw(POSITIVE)
    listed = []
    for number in range(draw(st.integers(2, 5))):
        c, v = draw(POSITIVE), draw(POSITIVE)
        if not same_rate:
            e, n = draw(POSITIVE), draw(POSITIVE)
        listed.append(ap.Sphere(str(number), c, v, e * n * v, c * draw(SHARE), n))
    return listed


def test_T_D2_1_the_five_spheres() -> None:
    table = ap.prices_of_production(ap.five_spheres())
    assert ap.average_rate(ap.five_spheres()) == q("11/50")
    assert table["cost_price"].tolist() == [70, 81, 91, 55, 15]
    assert table["value"].tolist() == [90, 111, 131, 70, 20]
    assert table["price_of_production"].tolist() == [92, 103, 113, 77, 37]
    assert table["deviation"].tolist() == [2, -8, -18, 7, 17]
    assert table["rate_of_profit"].tolist() == [
        q(x) for x in ("1/5", "3/10", "2/5", "3/20", "1/20")
    ]
    assert (table["profit"] == 22).all()
    assert sum(table["value"]) == sum(table["price_of_production"]) == 422


def test_T_D2_2_rates_are_weighted_by_capital() -> None:
    rates = ["1/4", "2/5", "3/20", "1/10"]
    assert ap.weighted_rate(rates, [200, 300, 1000, 4000]) == q("36/275")


def test_K_03_profit_is_reckoned_on_capital_advanced_not_on_cost_price() -> None:
    table = ap.prices_of_production(ap.five_spheres())
    shorthand = table["cost_price"] * (1 + q("11/50"))
    assert sum(shorthand) == 312 * q("61/50") != sum(table["value"])
    assert all(a != b for a, b in zip(shorthand, table["price_of_production"], strict=True))
    all_used = [replace(sphere, used=sphere.c) for sphere in ap.five_spheres()]
    table = ap.prices_of_production(all_used)
    assert (table["cost_price"] * (1 + q("11/50"))).tolist() == [122] * 5
    assert table["price_of_production"].tolist() == [122] * 5


def test_K_04_the_unweighted_mean_is_another_number() -> None:
    rates = ["1/4", "2/5", "3/20", "1/10"]
    assert ap.weighted_rate(rates, [1, 1, 1, 1]) == q("9/40")  # 22.5 %
    assert ap.weighted_rate(rates, [200, 300, 1000, 4000]) < q("9/40")


@given(spheres())
def test_surplus_value_is_redistributed_and_none_is_made(listed: list[ap.Sphere]) -> None:
    table = ap.prices_of_production(listed)
    assert sum(table["price_of_production"]) == sum(table["value"])
    assert sum(table["profit"]) == sum(table["s"])
    assert sum(table["deviation"]) == 0
    assert (table["price_of_production"] - table["value"] == table["deviation"]).all()
    assert (table["profit"] / (table["c"] + table["v"]) == ap.average_rate(listed)).all()


@given(spheres())
def test_the_average_rate_is_the_capital_weighted_mean_of_the_rates(
    listed: list[ap.Sphere],
) -> None:
    own = [Fraction(x.s) / (x.c + x.v) for x in listed]
    assert ap.weighted_rate(own, [x.c + x.v for x in listed]) == ap.average_rate(listed)
    assert min(own) <= ap.average_rate(listed) <= max(own)


@given(spheres(same_rate=True))
def test_prices_exceed_values_where_composition_is_above_the_average(
    listed: list[ap.Sphere],
) -> None:
    mean = sum(x.c for x in listed) / sum(x.v for x in listed)
    found = ap.prices_of_production(listed)["deviation"]
    for sphere, deviation in zip(listed, found, strict=True):
        assert (deviation > 0) == (Fraction(sphere.c) / sphere.v > mean)
        assert (deviation == 0) == (Fraction(sphere.c) / sphere.v == mean)


def test_the_sign_of_the_deviation_is_proved_and_needs_a_uniform_rate() -> None:
    model = ap.deviation()
    assert isinstance(model.prove("deviation > 0", given=["k > k_mean"]), Proof)
    assert isinstance(model.prove("k > k_mean", given=["deviation > 0"]), Proof)
    assert isinstance(model.prove("deviation = 0", given=["k = k_mean"]), Proof)
    odd = [ap.Sphere("high", 90, 10, 90, 90), ap.Sphere("low", 10, 10, 1, 10)]
    assert ap.prices_of_production(odd)["deviation"]["high"] < 0


def test_quicker_turnover_counts_as_a_lower_composition() -> None:
    quick = ap.Sphere("quick", 80, 20, 40, used=80, turnovers=2)
    slow = ap.Sphere("slow", 80, 20, 20, used=80)
    table = ap.prices_of_production([quick, slow])
    assert ap.average_rate([quick, slow]) == q("3/10")
    assert table["cost_price"].tolist() == [120, 100]
    assert table["deviation"].tolist() == [-10, 10]


@pytest.mark.parametrize(
    ("sphere", "message"),
    [
        (ap.Sphere("I", 80, 20, 20, used=81), "81 is used up, more than the 80 advanced"),
        (ap.Sphere("I", -1, 20, 20, used=0), "c of sphere I must be at least 0"),
        (ap.Sphere("I", 0, 0, 0, used=0), "sphere I has no capital"),
        (ap.Sphere("I", 80, 20, 20, used=80, turnovers=0), "turnovers of sphere I"),
        (ap.Sphere("I", "many", 20, 20, used=80), "many"),
    ],
)
def test_a_sphere_that_cannot_be_is_refused(sphere: ap.Sphere, message: str) -> None:
    with pytest.raises(CapitalError, match=message):
        ap.prices_of_production([sphere])


def test_spheres_are_told_apart_and_at_least_one_is_needed() -> None:
    sphere = ap.five_spheres()[0]
    with pytest.raises(ModelError, match="two spheres are called ‘I’"):
        ap.average_rate([sphere, sphere])
    with pytest.raises(ModelError, match="there is no sphere"):
        ap.average_rate([])
    with pytest.raises(ModelError, match="2 rates and 1 capitals"):
        ap.weighted_rate(["1/5", "1/4"], [100])
    with pytest.raises(ModelError, match="a capital must be above 0"):
        ap.weighted_rate(["1/5"], [-100])


BASE = {"c_mean": 80, "v_mean": 20, "e": 1, "x": "1/4"}
WAGES = ap.wage_rise()
CHANGE = WAGES.reduce("change")


@pytest.mark.parametrize(
    ("c", "v", "after"), [(80, 20, "120"), (50, 50, "900/7"), (92, 8, "816/7")]
)
def test_T_D3_1_a_wage_rise_of_a_quarter(c: int, v: int, after: str) -> None:
    found = ap.wage_rise().evaluate({**BASE, "c_i": c, "u_i": c, "v_i": v})
    assert (found["r_1"], found["r_2"]) == (q("1/5"), q("1/7"))
    assert (found["P_1"], found["P_2"]) == (120, q(after))


def test_the_change_of_price_is_the_formula_of_the_chapter() -> None:
    model = ap.wage_rise()
    names = ("c_mean", "v_mean", "c_i", "v_i", "e", "x")
    c_mean, v_mean, c, v, e, x = (model[name] for name in names)
    formula = x * (c_mean * v - c * v_mean) * (c_mean + v_mean + e * v_mean)
    formula /= (c_mean + v_mean) * (c_mean + v_mean * (1 + x))
    assert sp.cancel(model.reduce("change") - formula) == 0
    assert model["u_i"] not in model.reduce("change").free_symbols
    assert sp.cancel(model.reduce("r_2") - (v_mean * (e - x)) / (c_mean + v_mean * (1 + x))) == 0


def test_who_gains_and_who_loses_by_a_wage_rise_is_proved() -> None:
    model = ap.wage_rise()
    below, above = "c_i/v_i < c_mean/v_mean", "c_i/v_i > c_mean/v_mean"
    assert isinstance(model.prove("change > 0", given=["x > 0", below]), Proof)
    assert isinstance(model.prove("change < 0", given=["x > 0", above]), Proof)
    assert isinstance(model.prove("change < 0", given=["-1 < x < 0", below]), Proof)
    assert isinstance(model.prove("r_2 < r_1", given=["x > 0"]), Proof)
    assert isinstance(model.prove("change > 0", given=["x > 0"]), Counterexample)


@given(spheres(same_rate=True), st.fractions("-9/10", 5, max_denominator=20))
def test_a_wage_rise_leaves_the_sum_of_prices_as_it_was(
    listed: list[ap.Sphere], x: Fraction
) -> None:
    """Twice equalised, before and after, the spheres show the change that the model states."""
    once = [replace(z, turnovers=1, s=z.v) for z in listed]
    raised = [replace(z, v=z.v * (1 + x), s=2 * z.v - z.v * (1 + x)) for z in once]
    before, after = (ap.prices_of_production(z)["price_of_production"] for z in (once, raised))
    assert sum(before) == sum(after)
    mean = {"c_mean": sum(z.c for z in once), "v_mean": sum(z.v for z in once), "e": 1, "x": x}
    for z, old, new in zip(once, before, after, strict=True):
        numbers = {WAGES[k]: q(str(n)) for k, n in {**mean, "c_i": z.c, "v_i": z.v}.items()}
        assert CHANGE.subs(numbers) == new - old


def test_T_D7_1_the_merchant_buys_below_value_and_sells_at_value() -> None:
    year = {"C_ind": 900, "C_com": 100, "cost": 900, "S": 180}
    found = ap.merchants_capital().evaluate(year)
    assert found["r"] == q("9/50")
    assert (found["P_buy"], found["P_sell"], found["profit_com"]) == (1062, 1080, 18)


def test_merchants_draw_the_average_profit_and_turnover_only_sets_the_mark_up() -> None:
    model = ap.merchants_capital()
    assert isinstance(model.prove("profit_com = r*C_com"), Proof)
    assert isinstance(model.prove("mark_up = r/n_com"), Proof)
    assert isinstance(model.prove("P_buy < P_sell"), Proof)
    assert model.sign("r", "C_com") == "-"


@given(c=POSITIVE, v=POSITIVE, e=POSITIVE, trade=POSITIVE)
def test_merchants_capital_is_one_more_sphere_without_surplus_value(
    c: Fraction, v: Fraction, e: Fraction, trade: Fraction
) -> None:
    spheres = [ap.Sphere("industry", c, v, e * v, c), ap.Sphere("trade", trade, 0, 0, 0)]
    table = ap.prices_of_production(spheres)
    year = {"C_ind": c + v, "C_com": trade, "cost": c + v, "S": e * v}
    found = ap.merchants_capital().evaluate(year)
    assert found["r"] == ap.average_rate(spheres)
    assert found["P_buy"] == table["price_of_production"]["industry"]
    assert found["profit_com"] == table["profit"]["trade"]
