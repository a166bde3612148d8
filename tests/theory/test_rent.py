"""*Capital* III, ch. 37–46: differential, absolute and monopoly rent, price of land."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError, UnknownNameError
from capital.proof import Counterexample, Proof
from capital.theory import average_profit, rent

POSITIVE = st.fractions(min_value="1/20", max_value=20, max_denominator=20)
RATE = st.fractions(min_value=0, max_value=2, max_denominator=20)
FIFTH = "1/5"


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


@st.composite
def plots(draw: st.DrawFn, doses: int = 3) -> list[rent.Plot]:
    listed = []
    for number in range(draw(st.integers(1, 5))):
        size = draw(st.integers(1, doses))
        amounts = [tuple(draw(POSITIVE) for _ in range(size)) for _ in range(2)]
        listed.append(rent.Plot(str(number), *amounts))
    return listed


def test_T_D10_1_differential_rent_I() -> None:
    rents = rent.ground_rent(rent.chapter_39(), FIFTH)
    assert rents.price == 60
    assert rents.table["rent"].tolist() == [0, 60, 120, 180]
    assert rents.table["in_kind"].tolist() == [0, 1, 2, 3]
    totals = rents.table.sum()
    assert (totals["output"], totals["proceeds"]) == (10, 600)
    assert (totals["rent"], totals["in_kind"], totals["individual_price"]) == (360, 6, 240)
    assert rents.false_social_value == 360 == totals["proceeds"] - totals["individual_price"]


def test_K_25_the_worst_land_regulates_not_the_average() -> None:
    rents = rent.ground_rent(rent.chapter_39(), FIFTH)
    average = rents.table.sum()["individual_price"] / rents.table.sum()["output"]
    assert (rents.price, average) == (60, 24)
    at_average = average * rents.table["output"] - rents.table["individual_price"]
    assert sum(at_average) == 0 != sum(rents.table["rent"])  # the surplus profits would cancel


def test_K_25_where_there_is_absolute_rent_the_worst_land_pays_rent_too() -> None:
    rents = rent.ground_rent(rent.chapter_39(), FIFTH, absolute=10)
    assert (rents.price_of_production, rents.price) == (60, 70)
    assert rents.table["rent"].tolist() == [10, 80, 150, 220]
    assert rents.table["differential"].tolist() == [0, 60, 120, 180]
    assert rents.table["absolute"].tolist() == [10, 20, 30, 40]
    assert rents.false_social_value == 360


@pytest.mark.parametrize(
    ("table", "output", "rents", "in_kind", "totals"),
    [
        ("I", "1 2 3 4", "0 3 6 9", "0 1 2 3", "10 10 18"),
        ("II", "1 4 6 8", "0 6 12 18", "0 2 4 6", "35/2 19 36"),
        ("III", "1 7/2 5 15/2", "0 9/2 9 33/2", "0 3/2 3 11/2", "35/2 17 30"),
        ("IV", "4 6 8", "0 3 6", "0 2 4", "15 18 9"),
    ],
)
def test_T_D10_2_differential_rent_II(
    table: str, output: str, rents: str, in_kind: str, totals: str
) -> None:
    fourth = table == "IV"  # soil A drops out as soon as the others meet the need
    soils = rent.in_use(rent.chapter_41("II"), need=18) if fourth else rent.chapter_41(table)
    found = rent.ground_rent(soils, FIFTH)
    assert found.price == (q("3/2") if fourth else 3)
    assert found.table["output"].tolist() == [q(x) for x in output.split()]
    assert found.table["rent"].tolist() == [q(x) for x in rents.split()]
    assert found.table["in_kind"].tolist() == [q(x) for x in in_kind.split()]
    sums = found.table.sum()[["capital", "output", "rent"]].tolist()
    assert sums == [q(x) for x in totals.split()]
    assert list(found.table.index) == list("BCD" if fourth else "ABCD")


@pytest.mark.parametrize(
    ("second", "price", "output", "rents"),
    [
        (None, "6", "10 12 14 16 18", "0 12 24 36 48"),
        (1, "6", "20 24 28 32 36", "0 24 48 72 96"),
        ("3/4", "48/7", "35/2 21 49/2 28 63/2", "0 24 48 72 96"),
    ],
)
def test_T_D10_3_engels_tables(second: Any, price: str, output: str, rents: str) -> None:
    found = rent.ground_rent(rent.chapter_43(second), FIFTH, regulating="plot")
    assert found.price == q(price)
    assert found.table["output"].tolist() == [q(x) for x in output.split()]
    assert found.table["rent"].tolist() == [q(x) for x in rents.split()]
    assert found.table.sum()["rent"] == (120 if second is None else 240)


@given(second=POSITIVE)
def test_engels_rents_depend_on_the_capital_not_on_the_yield_of_the_second_dose(
    second: Fraction,
) -> None:
    found = rent.ground_rent(rent.chapter_43(second), FIFTH, regulating="plot")
    assert found.table["rent"].tolist() == [0, 24, 48, 72, 96]
    assert found.price == q("12") / (1 + q(str(second)))


def test_a_dearer_second_dose_may_regulate_the_price() -> None:
    soils = rent.chapter_43("3/4")
    with pytest.raises(ModelError, match="regulating='plot' or 'dose'"):
        rent.ground_rent(soils, FIFTH)
    found = rent.ground_rent(soils, FIFTH, regulating="dose")
    assert found.price == 8
    assert found.table["rent"].tolist() == [20, 48, 76, 104, 132]  # soil A pays rent as well
    with pytest.raises(UnknownNameError, match="did you mean ‘dose’"):
        rent.ground_rent(soils, FIFTH, regulating="doses")


@given(plots(), RATE, st.sampled_from(["plot", "dose"]), RATE)
def test_rents_are_what_society_pays_above_individual_prices(
    listed: list[rent.Plot], r: Fraction, regulating: str, absolute: Fraction
) -> None:
    found = rent.ground_rent(listed, r, regulating=regulating, absolute=absolute)
    totals = found.table.sum()
    assert totals["rent"] == totals["proceeds"] - totals["individual_price"]
    assert totals["rent"] == totals["differential"] + totals["absolute"]
    assert found.false_social_value == totals["differential"] == sum(found.table["differential"])
    assert min(found.table["differential"]) >= 0
    if regulating == "plot":
        assert min(found.table["differential"]) == 0


@given(plots(), RATE)
def test_differential_rent_II_is_the_sum_over_doses(listed: list[rent.Plot], r: Fraction) -> None:
    found = rent.ground_rent(listed, r, regulating="dose")
    p = max(k * (1 + r) / q_ for x in listed for k, q_ in zip(x.capitals, x.outputs, strict=True))
    for plot in listed:
        doses = zip(plot.capitals, plot.outputs, strict=True)
        assert found.table["rent"][plot.name] == q(
            str(sum(p * q_ - k * (1 + r) for k, q_ in doses))
        )
    assert found.price == q(str(p))


@given(plots(doses=1), RATE)
def test_the_model_and_the_table_agree(listed: list[rent.Plot], r: Fraction) -> None:
    found = rent.ground_rent(listed, r)
    worst = max(listed, key=lambda plot: plot.capitals[0] / plot.outputs[0])
    model = rent.differential_rent()
    for plot in listed:
        numbers = {"kappa_w": worst.capitals[0], "q_w": worst.outputs[0], "r": r}
        numbers |= {"kappa_j": plot.capitals[0], "q_j": plot.outputs[0]}
        assert model.check(numbers)["plot w is the worst in use"]
        assert model.evaluate(numbers, "p") == found.price
        assert model.evaluate(numbers, "DR") == found.table["rent"][plot.name]


def test_differential_rent_in_general() -> None:
    model = rent.differential_rent()
    assert isinstance(model.prove("DR > 0", given=["q_j/kappa_j > q_w/kappa_w"]), Proof)
    assert isinstance(model.prove("DR = 0", given=["q_j/kappa_j = q_w/kappa_w"]), Proof)
    signs = [model.sign("DR", name) for name in ("q_j", "kappa_j", "q_w", "kappa_w")]
    assert signs == ["+", "-", "-", "+"]
    assert isinstance(model.prove("DR > 0"), Counterexample)


@given(plots(), st.fractions(min_value="1/10", max_value=1, max_denominator=10))
def test_the_land_in_use_covers_the_need_and_none_of_it_is_superfluous(
    listed: list[rent.Plot], part: Fraction
) -> None:
    need = part * sum(sum(plot.outputs) for plot in listed)
    kept = rent.in_use(listed, need)
    supply = sum(sum(plot.outputs) for plot in kept)
    dearest = max(kept, key=lambda plot: sum(plot.capitals) / sum(plot.outputs))
    assert supply - sum(dearest.outputs) < need <= supply
    left = {plot.name for plot in listed} - {plot.name for plot in kept}
    cheapest_left = [sum(x.capitals) / sum(x.outputs) for x in listed if x.name in left]
    worst = sum(dearest.capitals) / sum(dearest.outputs)
    assert all(sp.Rational(str(cost)) >= worst for cost in cheapest_left)


LAND = {"c_a": 75, "v_a": 25, "u_a": 75, "c_i": 85, "v_i": 15, "e": 1}


def test_T_D10_4_absolute_rent() -> None:
    found = rent.absolute_rent().evaluate({**LAND, "AR": 4})
    assert (found["r_i"], found["W"], found["P"]) == (q("3/20"), 125, 115)
    assert (found["AR_max"], found["P_m"]) == (10, 119)
    assert (found["r_all"], found["P_all"]) == (q("1/5"), 120)


def test_absolute_rent_needs_a_lower_composition_and_is_bounded_by_value() -> None:
    model = rent.absolute_rent()
    names = ("c_a", "v_a", "c_i", "v_i", "e")
    c_a, v_a, c_i, v_i, e = (model[name] for name in names)
    room = e * (c_i * v_a - c_a * v_i) / (c_i + v_i)
    assert sp.cancel(model.reduce("AR_max") - room) == 0
    assert isinstance(model.prove("AR_max > 0", given=["c_a/v_a < c_i/v_i"]), Proof)
    assert isinstance(model.prove("AR_max <= 0", given=["c_a/v_a >= c_i/v_i"]), Proof)
    assert isinstance(model.prove("P_m <= W", given=["AR <= AR_max"]), Proof)
    assert isinstance(model.prove("P < P_all", given=["c_a*v_i < c_i*v_a"]), Proof)
    holds = model.check({**LAND, "AR": 11})
    assert holds["agriculture has the lower composition"]
    assert not holds["rent does not exceed the room for it"]


@given(c_a=POSITIVE, v_a=POSITIVE, c_i=POSITIVE, v_i=POSITIVE, e=POSITIVE)
def test_without_landed_property_both_spheres_draw_the_average(
    c_a: Fraction, v_a: Fraction, c_i: Fraction, v_i: Fraction, e: Fraction
) -> None:
    land = {"c_a": c_a, "v_a": v_a, "u_a": c_a, "c_i": c_i, "v_i": v_i, "e": e}
    found = rent.absolute_rent().evaluate(land, "r_all", "P_all")
    spheres = [
        average_profit.Sphere("farm", c_a, v_a, e * v_a, c_a),
        average_profit.Sphere("industry", c_i, v_i, e * v_i, c_i),
    ]
    assert found["r_all"] == average_profit.average_rate(spheres)
    table = average_profit.prices_of_production(spheres)
    assert found["P_all"] == table["price_of_production"]["farm"]


def test_monopoly_rent_is_bounded_by_demand_alone() -> None:
    model = rent.monopoly_rent()
    assert isinstance(model.prove("monopoly <= bound", given=["p <= p_max"]), Proof)
    assert isinstance(model.prove("rent = absolute + monopoly"), Proof)
    assert isinstance(model.prove("monopoly > 0", given=["p > w"]), Proof)
    vineyard = {"q": 10, "p_s": 5, "w": 6, "p": 30, "p_max": 25}
    assert model.check(vineyard) == {"price above value": True, "demand bears the price": False}


def test_price_of_land_rises_as_interest_falls() -> None:
    model = rent.price_of_land()
    assert model.evaluate({"rent": 200, "i": "1/20"}, "P_land") == 4000
    assert model.evaluate({"rent": 200, "i": "1/25"}, "P_land") == 5000
    assert (model.sign("P_land", "i"), model.sign("P_land", "rent")) == ("-", "+")


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ([], "there is no plot"),
        ([rent.Plot("A", (1,), (1,)), rent.Plot("A", (1,), (2,))], "two plots are called ‘A’"),
        ([rent.Plot("A", (1, 1), (1,))], "2 capitals and 1 outputs"),
        ([rent.Plot("A", (), ())], "0 capitals and 0 outputs"),
        ([rent.Plot("A", (1,), (0,))], "output of plot A must be above 0"),
        ([rent.Plot("A", (-1,), (1,))], "capital on plot A must be above 0"),
    ],
)
def test_a_plot_that_cannot_be_is_refused(listed: list[rent.Plot], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        rent.ground_rent(listed, FIFTH)


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(ModelError, match="the plots yield 10, less than the need of 11"):
        rent.in_use(rent.chapter_39(), need=11)
    with pytest.raises(ModelError, match="absolute must be at least 0"):
        rent.ground_rent(rent.chapter_39(), FIFTH, absolute=-1)
    with pytest.raises(UnknownNameError, match="there is no table ‘V’"):
        rent.chapter_41("V")
