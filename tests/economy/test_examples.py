"""The examples: their published answers, exact where the books are exact, and their guards."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from capital.economy import Economy, choice, examples, joint, readers
from capital.economy.textbook import Published, departments, processes, row, table
from capital.errors import ModelError, UnknownNameError

CLASSIC = [name for name in examples.names() if examples.about(name).published]
COUNTRIES = [name for name in examples.names() if name not in CLASSIC]
ECONOMIES = [name for name in examples.names() if examples.about(name).arguments]


def numbers(name: str) -> dict[str, Any]:
    """Return the arguments of an example as bare floats."""
    given = examples.example(name)
    return {k: None if v is None else np.asarray(v, dtype=float) for k, v in given.items()}


def exactly(name: str, **options: Any) -> Any:
    return Economy(**examples.example(name)).prices_of_production(exact=True, **options)


# Published answers


@pytest.mark.parametrize("name", CLASSIC)
def test_an_example_gives_its_published_answers(name: str) -> None:
    found = examples.compare(name)
    assert found["agrees"].all(), found[~found["agrees"]].to_string()
    assert len(found) == len(examples.about(name).published)


def test_the_classic_cases_are_there_and_the_countries_beside_them() -> None:
    assert {"basu-corn-iron-gold", "ochoa", "marx-average-profit", "bortkiewicz"} <= {*CLASSIC}
    assert sum(name.startswith("sraffa-") for name in CLASSIC) == 5
    assert COUNTRIES == ["usa-2012", "usa-2017", "germany-1995", "netherlands-2000", "chile-2013"]
    assert len(set(examples.names())) == len(examples.names())


@pytest.mark.parametrize("name", examples.names())
def test_an_example_says_where_it_comes_from(name: str) -> None:
    found = examples.about(name)
    assert found.name == name
    assert found.title
    assert found.source
    assert all(item.where for item in found.published)
    assert found.source in str(found)


def test_a_wrong_answer_would_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = examples.about("okishio-one-good")
    wrong = tuple(
        Published(item.quantity, item.value + Fraction(1, 10**8), item.where)
        for item in whole.published
    )
    changed = examples.Example(whole.name, "", "", whole.arguments, wrong)
    monkeypatch.setattr(examples, "CLASSICS", {whole.name: changed})
    assert not examples.compare(whole.name)["agrees"].any()


# The same by hand, without the solver


@pytest.mark.parametrize("name", [n for n in ECONOMIES if "joint" not in examples.example(n)])
def test_the_rate_of_profit_is_that_of_a_second_algorithm(name: str) -> None:
    given = numbers(name)
    if given["labour"] is not None and "wage_basket" not in given:
        given["wage_basket"] = np.zeros(len(given["labour"]))
    M = given["A"]
    if given["labour"] is not None:
        M = M + np.outer(given["wage_basket"], given["labour"])
    top = np.abs(np.linalg.eigvals(M)).max()
    if top < 1e-9:  # dated labour: no good enters its own production
        assert np.linalg.matrix_power(M, len(M)).max() == 0
        return
    datum = {} if "wage_basket" in examples.example(name) or given["labour"] is None else {
        "wage": 0, "numeraire": str(Economy(**examples.example(name)).labels[0])}  # fmt: skip
    prices = Economy(**examples.example(name)).prices_of_production(capital="circulating", **datum)
    assert prices.rate_of_profit == pytest.approx(1 / top - 1, rel=1e-9, abs=1e-12)
    p = prices.prices.to_numpy()
    np.testing.assert_allclose((1 + prices.rate_of_profit) * p @ M, p, rtol=1e-9)


def test_t_f9_1_sraffas_first_chapters_exactly() -> None:
    surplus = exactly("sraffa-surplus", numeraire="wheat")
    assert (surplus.rate_of_profit, surplus.prices["iron"]) == (Fraction(1, 4), 15)
    nothing = exactly("sraffa-subsistence", numeraire="wheat")
    assert (nothing.rate_of_profit, nothing.prices["iron"]) == (0, 10)
    pigs = exactly("sraffa-three-goods", numeraire="wheat")
    assert pigs.prices.tolist() == [1, 10, 5]


def test_t_f3_1_bortkiewicz_exactly() -> None:
    prices = exactly("bortkiewicz", numeraire="luxuries")
    assert prices.rate_of_profit == Fraction(1, 4)
    assert prices.prices.tolist() == [Fraction(32, 25), Fraction(16, 15), 1]
    totals = prices.prices * examples.example("bortkiewicz")["output"]
    assert totals.tolist() == [480, 320, 200]


@pytest.mark.parametrize(
    ("before", "after", "rates"),
    [
        ("okishio-one-good", "okishio-one-good-after", ("1/3", "27/53")),
        ("okishio-two-goods", "okishio-two-goods-after", ("1/4", "1/3")),
        ("okishio-luxury", "okishio-luxury-after", ("1/4", "1/4")),
    ],
)
def test_t_e4_okishio_before_and_after(before: str, after: str, rates: tuple[str, str]) -> None:
    """A process cheaper at the old prices raises r if its good is basic, and not if it is none."""
    old, new = exactly(before), exactly(after)
    assert (old.rate_of_profit, new.rate_of_profit) == (Fraction(rates[0]), Fraction(rates[1]))
    one, two = numbers(before), numbers(after)
    p = old.prices.astype(float).to_numpy()
    cost = [p @ (g["A"] + np.outer(g["wage_basket"], g["labour"])) for g in (one, two)]
    assert (cost[1] <= cost[0] + 1e-12).all()
    assert (cost[1] < cost[0] - 1e-12).sum() == 1


def test_t_e4_1_costs_at_old_prices() -> None:
    new = examples.example("okishio-one-good-after")
    cost = new["A"].iloc[0, 0] + new["labour"].iloc[0] * new["wage_basket"].iloc[0]
    assert cost == Fraction(53, 80)


def test_t_f12_2_steedman_from_the_example() -> None:
    given = examples.example("steedman")
    least = joint.minimum_labour(
        given["A"].to_numpy(), given["joint"].to_numpy(), given["labour"].to_numpy(),
        given["wage_basket"].to_numpy() * 6,
    )  # fmt: skip
    assert "5/2" in str(least) or "2.5" in str(least)
    net = (given["joint"] - given["A"]).to_numpy() @ [5, 1]
    assert net.tolist() == [8, 7]
    found = Economy(**given).prices_of_production("post", exact=True)
    assert found.rate_of_profit == Fraction(1, 5)


def test_t_f9_4_samuelsons_techniques_switch_twice() -> None:
    def cost(name: str, rate: Fraction) -> Any:
        found = exactly(name, rate_of_profit=rate, numeraire="labour_commanded")
        return found.prices.iloc[0]

    for rate, sign in ((0, -1), ("1/4", -1), ("1/2", 0), ("3/4", 1), (1, 0), ("3/2", -1)):
        r = Fraction(rate)
        gap = cost("samuelson-alpha", r) - cost("samuelson-beta", r)
        assert np.sign(float(gap)) == sign
        assert gap == 7 * (1 + r) ** 2 - 2 * (1 + r) ** 3 - 6 * (1 + r)
    found = choice.dated_labour_switches([0, 0, 7], [0, 6, 0, 2], exact=True)
    assert "1/2" in str(found)


def test_p6_the_scheme_of_expanded_reproduction_balances() -> None:
    found = examples.about("marx-expanded-reproduction")
    c, v, s = (found.accounts[name] for name in "cvs")
    half, ratio = s["I"] / 2, c["I"] / (c["I"] + v["I"])
    added = half * ratio, half * (1 - ratio)
    demand = v["I"] + s["I"] - half + added[1]
    assert demand - c["II"] == 100  # what Department II must add to its constant capital
    assert found.arguments["output"].tolist() == [6000, 3000]


def test_p13_units_of_a_good_do_not_matter() -> None:
    given = numbers("ochoa")
    scale = np.array([3.0, 0.01, 40.0])
    changed = {
        "A": given["A"] * scale[:, None] / scale,
        "labour": given["labour"] / scale,
        "wage_basket": given["wage_basket"] * scale,
    }
    plain = {key: given[key] for key in changed}
    rates = [Economy(**data).prices_of_production().rate_of_profit for data in (plain, changed)]
    assert rates[0] == pytest.approx(rates[1], rel=1e-12)


# Real economies


@pytest.mark.parametrize("name", COUNTRIES)
def test_a_country_has_prices_values_and_an_account(name: str) -> None:
    economy = Economy(**examples.example(name))
    assert economy.productive
    assert economy.viable
    prices = economy.prices_of_production()
    assert 0 < prices.rate_of_profit < prices.maximum_rate_of_profit
    assert prices.residual < 1e-9
    assert (economy.values() > 0).all()
    assert (economy.direct_prices() > 0).all()
    assert 0 < economy.value_of_labour_power() < 1


@pytest.mark.parametrize("year", [2012, 2017])
def test_every_us_sector_has_a_surplus_over_the_wages_that_it_pays(year: int) -> None:
    reading = readers.shipped(f"usa-{year}")
    given, sectors = reading.arguments, reading.sectors
    average = given["market_prices"] @ given["wage_basket"]
    assert 58_000 < 1e6 * average < 70_000  # dollars a year, compensation of 2012 and 2017
    wages = sectors["compensation_of_employees"] / sectors["persons"]
    cost = given["market_prices"] @ given["A"] + wages * given["labour"]
    assert ((cost > 0) & (cost < 1)).all()
    prices = Economy(**given).prices_of_production(wages_by_sector=wages)
    assert prices.rate_of_profit > 0
    uniform = given["market_prices"] @ given["A"] + average * given["labour"]
    assert uniform.index[uniform > 1].tolist() == ["44RT", "7"]  # badly paid: retail, restaurants


# Guards


def test_an_unknown_example_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘sraffa-surplus’"):
        examples.example("sraffa-surpluss")
    with pytest.raises(UnknownNameError, match="did you mean ‘usa-2017’"):
        examples.about("usa-2016")


def test_accounts_without_inputs_are_no_economy() -> None:
    with pytest.raises(ModelError, match="is no economy: Marx states no inputs") as caught:
        examples.example("marx-average-profit")
    assert "accounts" in caught.value.mend


@pytest.mark.parametrize("name", ECONOMIES)
def test_arguments_are_copies_and_fit_each_other(name: str) -> None:
    given = examples.example(name)
    sectors = given["A"].columns
    for key, value in given.items():
        if isinstance(value, pd.DataFrame):
            assert value.index.equals(sectors), key
            assert value.columns.equals(sectors), key
        elif value is not None:
            assert value.index.equals(sectors), key
    given["A"].iloc[0, 0] = 99
    assert examples.example(name)["A"].iloc[0, 0] != 99


def test_tables_are_read_as_fractions() -> None:
    assert table("a b", "1/2 0 / 3 1/7").loc["b"].tolist() == [3, Fraction(1, 7)]
    assert row("a b", "1 2/4")["b"] == Fraction(1, 2)
    made = processes("a b", "1 2 / 3 4", "2 4", labour="1 1")
    assert made["A"].loc["b", "b"] == 1
    assert made["labour"].tolist() == [Fraction(1, 2), Fraction(1, 4)]
    economy, accounts = departments("I II", "4 2", "1 1", "1 1")
    assert economy["A"].loc["I"].tolist() == [Fraction(2, 3), Fraction(1, 2)]
    assert economy["wage_basket"].tolist() == [0, Fraction(1, 2)]
    assert accounts.sum().tolist() == [6, 2, 2]
