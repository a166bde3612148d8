"""Joint production on an `Economy`: labels, conditions, values of both kinds, prices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy as sp

from capital.economy import Economy, joint
from capital.errors import CapitalError, DataError, ModelError, UnknownNameError

GOODS, PROCESSES = ["iron", "wheat"], ["old", "new"]
A = pd.DataFrame([[5, 0], [0, 10]], GOODS, PROCESSES)
B = pd.DataFrame([[6, 3], [1, 12]], GOODS, PROCESSES)
HOURS = pd.Series([1, 1], PROCESSES)
BASKET = pd.Series(["1/2", "5/6"], GOODS)
ACTIVITY = pd.Series([5, 1], PROCESSES)


def steedman(**changes: Any) -> Economy:
    given = {"A": A, "labour": HOURS, "wage_basket": BASKET, "joint": B, "output": ACTIVITY}
    return Economy(**(given | changes))


def test_goods_and_processes_keep_their_names() -> None:
    economy = steedman()
    assert list(economy.labels) == GOODS
    assert list(economy.processes) == PROCESSES
    assert economy.inputs.loc["iron", "old"] == 5
    assert economy.labour.index.tolist() == economy.output.index.tolist() == PROCESSES
    assert list(economy.value_account().table.index) == PROCESSES
    assert list(economy.values().index) == GOODS


def test_more_processes_than_goods_have_values_of_least_labour_and_no_prices() -> None:
    third = steedman(
        A=A.assign(worse=[5, 10]),
        joint=B.assign(worse=[6, 11]),
        labour=pd.Series([1, 1, 5], [*PROCESSES, "worse"]),
        output=None,
    )
    assert third.values(exact=True).tolist() == [0, sp.Rational(1, 2)]
    assert third.fundamental_theorem().rate_of_exploitation == pytest.approx(1.4)
    for question in (third.prices_of_production, lambda: third.values(kind="additive")):
        with pytest.raises(DataError, match="3 processes for 2 goods"):
            question()


def test_values_of_both_kinds_and_the_negative_one() -> None:
    economy = steedman()
    assert economy.values(kind="additive", exact=True).tolist() == [-1, 2]
    assert economy.values(kind="additive").name == "additive_value"
    least = economy.values()
    assert least.name == "optimal_value"
    assert (least >= 0).all()
    with pytest.raises(UnknownNameError, match="additive"):
        economy.values(kind="additiv")
    with pytest.raises(ModelError, match="kind='additive'"):
        steedman(wage_basket=None).values()


def test_the_account_at_additive_values_adds_up() -> None:
    account = steedman().value_account(exact=True)
    made = np.array([-1, 2]) @ B.to_numpy() * ACTIVITY.to_numpy()
    assert account.table["W"].tolist() == made.tolist()
    assert account.totals[["v", "s"]].tolist() == [7, -1]


def test_prices_carry_their_certificate_and_the_rejected_root() -> None:
    found = steedman().prices_of_production("post")
    low, high = found.bounds
    assert low <= 0.2 <= high
    assert high - low < 1e-12
    assert found.residual < 1e-14
    ((rate, prices),) = found.rejected
    assert rate == pytest.approx(1 / 60)
    assert prices[0] < 0
    assert "rejected" in found.summary()
    table = found.to_frame()
    earned = table["revenue"] - table["inputs"] - table["wages"]
    assert earned.to_numpy() == pytest.approx((0.2 * table["capital_advanced"]).to_numpy())
    assert found.maximum_rate_of_profit == pytest.approx(1.2 + np.sqrt(600) / 100 - 1)


@pytest.mark.parametrize("wages", ["ante", "post"])
@pytest.mark.parametrize("numeraire", [None, "iron", "unit_basket", {"wheat": 2}])
def test_a_rate_and_the_basket_say_one_thing(wages: str, numeraire: Any) -> None:
    economy = steedman()
    by_basket = economy.prices_of_production(wages, numeraire=numeraire)
    by_rate = economy.prices_of_production(
        wages, rate_of_profit=by_basket.rate_of_profit, numeraire=numeraire
    )
    assert by_rate.prices.to_numpy() == pytest.approx(by_basket.prices.to_numpy(), rel=1e-9)


@pytest.mark.parametrize("wages", ["ante", "post"])
def test_a_wage_in_money_is_a_third_way(wages: str) -> None:
    economy = steedman()
    wanted = economy.prices_of_production(wages, numeraire="unit_basket")
    found = economy.prices_of_production(wages, wage=wanted.wage, numeraire="unit_basket")
    assert found.rate_of_profit == pytest.approx(wanted.rate_of_profit, rel=1e-9)


def test_a_price_of_nothing_is_not_positive() -> None:
    """At r = 1/10 iron is free: rounding must not make a second solution of it."""
    economy = steedman()
    found = economy.prices_of_production("post", wage=1, numeraire="wheat")
    assert found.rate_of_profit == pytest.approx(0.2, rel=1e-9)
    assert [round(rate, 9) for rate, _ in found.rejected] == [0.1]
    with pytest.raises(ModelError, match="not positive"):
        economy.prices_of_production("post", rate_of_profit=0.1, numeraire="wheat")


@pytest.mark.parametrize("seed", range(3))
def test_one_product_each_written_as_joint_products(random_economy, seed: int) -> None:
    g = random_economy(4, seed)
    ordinary = Economy(g.A, g.l, wage_basket=g.b, output=g.Q)
    written = Economy(g.A, g.l, wage_basket=g.b, output=g.Q, joint=np.eye(4))
    for wages in ("ante", "post"):
        one, other = (e.prices_of_production(wages) for e in (ordinary, written))
        assert other.rate_of_profit == pytest.approx(one.rate_of_profit, rel=1e-9)
        assert other.maximum_rate_of_profit == pytest.approx(one.maximum_rate_of_profit, rel=1e-9)
        ratio = other.prices / one.prices
        assert ratio.to_numpy() == pytest.approx(np.full(4, ratio.iloc[0]), rel=1e-8)
    for kind in ("least", "additive"):
        assert written.values(kind=kind).to_numpy() == pytest.approx(ordinary.values().to_numpy())
    one, other = (e.value_account().table for e in (ordinary, written))
    assert other.to_numpy() == pytest.approx(one.to_numpy())
    assert bool(written.productive) == bool(ordinary.productive)
    assert written.viable.number == pytest.approx(ordinary.viable.number)


def test_conditions_are_those_of_activities() -> None:
    economy = steedman()
    assert economy.productive
    assert economy.viable.number == pytest.approx(2.5 / 6)
    assert not steedman(wage_basket=pd.Series([9, 9], GOODS)).viable
    poor = steedman(joint=A)
    assert not poor.productive
    assert "not productive" in poor.productive.reason
    assert not poor.viable
    with pytest.raises(ModelError, match="no activities of these processes yield the basket"):
        poor.values()
    with pytest.raises(ModelError, match="which good is basic"):
        _ = economy.irreducible


REFUSED = {
    "stocks": ({"capital": A}, {}, DataError, "capital has no place"),
    "a process that yields nothing": (
        {"joint": B.assign(new=0)}, {}, DataError, "‘new’ yields nothing",
    ),
    "another size": ({"joint": B["old"].to_frame()}, {}, DataError, "2 sectors|2 goods"),
    "a labour of goods": ({"labour": pd.Series([1, 1], GOODS)}, {}, DataError, "labels of labour"),
    "new": ({}, {"interpretation": "new"}, ModelError, "no new interpretation"),
    "labour-power": ({}, {"value_of_labour_power": 0.5}, ModelError, "settles no prices"),
    "total value": ({}, {"numeraire": "total_value"}, ModelError, "one product each"),
    "wages by sector": ({}, {"wages_by_sector": [1, 2]}, ModelError, "all hours as equal"),
    "too high a rate": ({}, {"rate_of_profit": 3}, ModelError, "not positive"),
    "no wage": ({}, {"wage": 0, "numeraire": "iron"}, ModelError, "a wage is needed"),
    "nothing settles it": ({"wage_basket": None}, {}, ModelError, "nothing settles"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_meaning_is_refused(name: str) -> None:
    changes, options, kind, message = REFUSED[name]
    with pytest.raises(kind, match=message) as caught:
        steedman(**changes).prices_of_production("post", **options)
    assert isinstance(caught.value, CapitalError)


def test_other_questions_say_where_joint_products_are_answered() -> None:
    economy = steedman()
    for question in (
        economy.wage_profit_curve, economy.direct_prices, economy.sensitivities,
        economy.transformation, economy.dated_labour, economy.deviations,
    ):  # fmt: skip
        with pytest.raises(ModelError, match="one product each"):
            question()


def test_the_theorem_of_single_products_counts_wear(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    found = economy.fundamental_theorem()
    assert found.value_of_labour_power == pytest.approx(economy.value_of_labour_power())
    assert found.agree
    with pytest.raises(ModelError, match="taxes"):
        economy.replace(taxes=[0.1, 0.1, 0.1]).fundamental_theorem()


def test_the_labelled_values_are_those_of_the_pure_functions() -> None:
    tables = A.to_numpy(), B.to_numpy(), HOURS.to_numpy()
    pure = joint.minimum_labour(*tables, [0.5, 5 / 6]).values
    assert steedman().values().to_numpy() == pytest.approx(pure)
