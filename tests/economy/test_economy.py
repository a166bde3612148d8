"""The economy as users meet it: labels, frozen tables, conditions with reasons, bad input."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from scipy import sparse

from capital.economy import Condition, Economy
from capital.errors import CapitalError, DataError, ModelError, UnknownNameError

LABELS = ["farm", "works", "bank"]


def tables(ochoa: dict[str, object]) -> dict[str, object]:
    """Return Ochoa's tables with labels."""
    A = pd.DataFrame(ochoa["A"], LABELS, LABELS)
    rest = {key: pd.Series(ochoa[key], LABELS) for key in ("labour", "wage_basket", "output")}
    return {"A": A, **rest}


# Labels and forms of input


def test_labels_stay_on_every_result(ochoa) -> None:
    economy = Economy(**tables(ochoa), productive=["farm", "works"])
    prices = economy.prices_of_production()
    assert economy.labels.tolist() == LABELS
    for found in (prices.prices, prices.table, economy.labour, economy.output, economy.inputs):
        assert found.index.tolist() == LABELS
    for found in (economy.values(), economy.direct_prices(), economy.value_account().table):
        assert found.index.tolist() == ["farm", "works"]
    assert prices.prices.name == "price_of_production"


def test_several_levels_of_labels(ochoa) -> None:
    names = pd.MultiIndex.from_tuples([("DE", "steel"), ("DE", "corn"), ("FR", "steel")])
    economy = Economy(**ochoa, labels=names)
    found = economy.prices_of_production(numeraire=("FR", "steel"))
    assert found.prices[("FR", "steel")] == pytest.approx(1)
    assert economy.value_account().to_frame().index[-1] == ("total", "")


@pytest.mark.parametrize(
    "form",
    [
        pd.DataFrame,
        np.asfortranarray,
        sparse.csr_array,
        sparse.coo_matrix,
        lambda A: pd.DataFrame.sparse.from_spmatrix(sparse.csc_array(A)),
        lambda A: np.array(A, dtype=object),
        lambda A: [[Fraction(str(x)) for x in row] for row in A.tolist()],
        lambda A: [[Decimal(str(x)) for x in row] for row in A.tolist()],
        lambda A: np.array([[str(x) for x in row] for row in A.tolist()]),
        lambda A: A.astype(np.float64),
    ],
)
def test_every_form_of_table_gives_the_same(ochoa, form) -> None:
    rest = {key: table for key, table in ochoa.items() if key != "A"}
    found = Economy(form(np.array(ochoa["A"])), **rest).prices_of_production()
    assert found.rate_of_profit == pytest.approx(0.38778431125622, rel=1e-12)


def test_vectors_come_in_every_form(ochoa) -> None:
    A, basket = ochoa["A"], ochoa["wage_basket"]
    for form in (
        np.array,
        pd.Series,
        lambda b: np.array(b)[:, None],
        lambda b: pd.DataFrame({"b": b}),
        lambda b: dict(enumerate(b)),
    ):
        economy = Economy(A, ochoa["labour"], wage_basket=form(basket))
        assert economy.wage_basket.tolist() == basket


def test_labels_may_come_from_labour(ochoa) -> None:
    economy = Economy(ochoa["A"], pd.Series(ochoa["labour"], LABELS))
    assert economy.labels.tolist() == LABELS


def test_tables_are_copied_and_never_changed(ochoa) -> None:
    A, labour = np.array(ochoa["A"]), np.array(ochoa["labour"])
    economy = Economy(A, labour, wage_basket=ochoa["wage_basket"], output=ochoa["output"])
    before = economy.prices_of_production().rate_of_profit
    A[0, 0], labour[1] = 0.5, 9
    assert economy.prices_of_production().rate_of_profit == before
    inputs, hours = economy.inputs, economy.labour
    inputs.iloc[0, 0], hours.iloc[0] = 7, 7
    assert economy.inputs.iloc[0, 0] == 0.265
    assert economy.labour.iloc[0] == 0.193
    assert A[0, 0] == 0.5


def test_an_economy_is_frozen_and_can_be_sent(ochoa) -> None:
    economy = Economy(**ochoa)
    with pytest.raises(AttributeError):
        economy.labels = None
    thin = Economy(sparse.csc_array(ochoa["A"]), ochoa["labour"])
    for cells in (economy.technique.A, economy.technique.l, thin.technique.A.data):
        with pytest.raises(ValueError, match="read-only"):
            cells[0] = 1
    again = pickle.loads(pickle.dumps(economy))  # noqa: S301 -- our own bytes
    assert again.values().equals(economy.values())
    assert repr(economy) == "Economy of 3 sectors with labour, wage_basket, output"


def test_a_table_too_large_to_copy_is_held(monkeypatch, ochoa) -> None:
    monkeypatch.setattr("capital.economy.inputs.COPIED", 4)
    A = np.array(ochoa["A"])
    economy = Economy(A, ochoa["labour"])
    assert economy.technique.A is A
    assert A.flags.writeable


# Conditions


def test_conditions_have_reasons_and_numbers(ochoa) -> None:
    economy = Economy(**tables(ochoa))
    assert economy.nonnegative
    assert economy.productive
    assert economy.productive.number == pytest.approx(1 / 2.02493919118516)
    assert "0.4938" in economy.productive.reason
    assert economy.irreducible
    assert economy.viable.number == pytest.approx(0.4834230650976089)
    assert isinstance(economy.viable, Condition)
    assert str(economy.viable).startswith("yes: the goods of an hour’s wage take 0.48")
    with pytest.raises(ModelError, match="no wage basket"):
        _ = Economy(ochoa["A"], ochoa["labour"]).viable


def test_an_unproductive_economy_says_so_with_the_number() -> None:
    economy = Economy([[0.7, 0.4], [0.5, 0.6]], [1.0, 1.0], wage_basket=[0.1, 0.1])
    root = 0.65 + np.sqrt(0.0025 + 0.2)
    assert not economy.productive
    assert economy.productive.number == pytest.approx(root)
    assert not economy.viable
    for question in (
        economy.values,
        economy.prices_of_production,
        lambda: economy.prices_of_production(rate_of_profit=0.1),
        lambda: economy.values(exact=True),
    ):
        with pytest.raises(ModelError, match=r"not productive: .*1\.1"):
            question()


def test_wear_counts_for_productivity() -> None:
    economy = Economy([[0.7]], [1.0], depreciation=[[0.4]])
    assert not economy.productive
    assert "A + D" in economy.productive.reason
    assert economy.values(depreciation=False)[0] == pytest.approx(1 / 0.3)
    with pytest.raises(ModelError, match="not productive"):
        economy.values()


def test_a_wage_beyond_the_net_product_never_gives_a_negative_rate(ochoa) -> None:
    greedy = np.array(ochoa["wage_basket"]) * 3
    economy = Economy(ochoa["A"], ochoa["labour"], wage_basket=greedy)
    assert not economy.viable
    assert "the real wage exceeds what the technique can yield" in economy.viable.reason
    for wages in ("ante", "post"):
        for more in ({}, {"capital": ochoa["A"]}):
            beyond = Economy(ochoa["A"], ochoa["labour"], wage_basket=greedy, **more)
            with pytest.raises(ModelError, match=r"the real wage exceeds.* take 1\.45"):
                beyond.prices_of_production(wages)


def test_a_wage_of_the_whole_net_product_leaves_nothing() -> None:
    economy = Economy([["1/2"]], [1], wage_basket=["1/2"])
    assert economy.viable
    for options in ({}, {"exact": True}):
        assert economy.prices_of_production(**options).rate_of_profit == 0
    stock = Economy([[0.5]], [1.0], wage_basket=[0.5], capital=[[2.0]])
    assert stock.prices_of_production().rate_of_profit == 0


def test_basics_and_non_basics_are_named() -> None:
    A = [[0.2, 0.1, 0.3], [0.1, 0.2, 0.0], [0.0, 0.0, 0.1]]
    economy = Economy(A, [1.0, 1.0, 1.0], labels=["coal", "iron", "lace"])
    assert not economy.irreducible
    assert economy.irreducible.reason == "basic: coal, iron; non-basic: lace"
    assert economy.basics.tolist() == ["coal", "iron"]
    assert economy.nonbasics.tolist() == ["lace"]
    with_wage = Economy(A, [1.0, 1.0, 1.0], wage_basket=[0, 0, 0.1])
    assert with_wage.irreducible  # workers buy lace, so lace is needed everywhere
    apart = Economy(np.diag([0.2, 0.3]), [1.0, 1.0])
    assert apart.irreducible.reason == "no good is basic: 2 groups need no good from outside"


def test_subsidies_are_the_only_negative_numbers(ochoa) -> None:
    economy = Economy(**ochoa, taxes=[0.05, -0.02, 0.0])
    assert not economy.nonnegative
    assert "subsidies" in economy.nonnegative.reason
    found = economy.prices_of_production()
    p = found.prices.to_numpy()
    A, l, b = (np.array(ochoa[key]) for key in ("A", "labour", "wage_basket"))
    cost = p @ A + p * [0.05, -0.02, 0] + (p @ b) * l
    assert p == pytest.approx(cost + found.rate_of_profit * (p @ A + (p @ b) * l), rel=1e-12)
    hopeless = Economy(**ochoa, taxes=[0.9, -0.02, 0.0])
    with pytest.raises(ModelError, match="not productive"):
        hopeless.prices_of_production()


# Results


def test_results_print_and_export(ochoa) -> None:
    found = Economy(**tables(ochoa)).prices_of_production()
    text = found.summary()
    for part in ("0.3877843113", "1.024939191", "real wage given", "advanced", "residual", "works"):
        assert part in text
    assert str(found) == text
    frame = found.to_frame()
    frame["price"] = 0
    assert (found.table["price"] > 0).all()
    parts = found.table[["inputs", "wages", "profit"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(found.prices.to_numpy(), rel=1e-12)
    assert r"\toprule" in found.to_latex()
    account = Economy(**tables(ochoa)).value_account()
    assert account.to_frame().index.tolist() == [*LABELS, "total"]
    assert "total" in account.to_latex()
    assert "total" in str(account)


def test_the_result_says_what_was_chosen(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    found = economy.prices_of_production(
        "post", interpretation="new", value_of_labour_power=Fraction(1, 2), wage=3
    )
    assert (found.wages, found.interpretation, found.capital) == ("post", "new", "stock")
    assert found.normalisation == "the average wage is 3"
    assert found.closure.startswith("value of labour-power 0.5")
    sraffa = economy.prices_of_production(interpretation="sraffian", profit_share=0.2)
    assert sraffa.wages == "post"


def test_default_numeraires(ochoa) -> None:
    A, labour, basket = ochoa["A"], ochoa["labour"], ochoa["wage_basket"]
    chosen = {
        "gross output": Economy(A, labour, wage_basket=basket, output=ochoa["output"]),
        "wage basket": Economy(A, labour, wage_basket=basket),
    }
    for words, economy in chosen.items():
        assert words in economy.prices_of_production().normalisation
    bare = Economy(A, labour)
    assert "average wage is 1" in bare.prices_of_production(rate_of_profit=0.1).normalisation
    assert "every good" in Economy(A, None).prices_of_production().normalisation


def test_exact_answers_take_fractions_as_given() -> None:
    economy = Economy([[Fraction(1, 3)]], ["2/7"], wage_basket=[sp.Rational(1, 5)])
    assert economy.values(exact=True)[0] == sp.Rational(3, 7)
    found = economy.prices_of_production(exact=True, numeraire={0: "1/2"})
    assert found.prices[0] == 2
    assert found.bounds == (found.rate_of_profit,) * 2


# Bad input: one clear error each

GOOD = [[0.2, 0.1], [0.1, 0.3]]
ONES = [1.0, 1.0]
BAD = {
    "not square": (([[0.1, 0.2]], ONES), {}, DataError, "must be square"),
    "ragged": (([[0.1], [0.2, 0.3]], ONES), {}, DataError, "different lengths"),
    "empty": (([], []), {}, DataError, "must be square"),
    "labour too short": ((GOOD, [1.0]), {}, DataError, "labour has the shape"),
    "NaN in A": (([[0.1, np.nan], [0.1, 0.2]], ONES), {}, DataError, r"A\[0, 1\] is missing"),
    "None in A": (([[0.1, None], [0.1, 0.2]], ONES), {}, DataError, r"A\[0, 1\] is missing"),
    "infinite": ((GOOD, [1.0, np.inf]), {}, DataError, r"labour\[1\] is infinite"),
    "negative input": (([[0.1, 0.2], [-0.1, 0.2]], ONES), {}, DataError, r"A\[1, 0\] is negative"),
    "negative labour": ((GOOD, [1.0, -1.0]), {}, DataError, r"labour\[1\] is negative: -1"),
    "text": (([["a", 0.2], [0.1, 0.2]], ONES), {}, CapitalError, "a"),
    "complex": (([[1j, 0.2], [0.1, 0.2]], ONES), {}, DataError, "no number"),
    "labour of nothing": ((GOOD, [0.0, 0.0]), {}, DataError, "no sector uses labour"),
    "idle sector": (([[0.1, 0], [0.1, 0]], [1.0, 0]), {}, DataError, "neither inputs nor labour"),
    "no output": ((GOOD, ONES), {"output": [1, 0]}, DataError, "‘1’ has no output"),
    "no price": ((GOOD, ONES), {"market_prices": [1, 0]}, DataError, "no market price"),
    "no basket": ((GOOD, ONES), {"wage_basket": [0, 0]}, DataError, "basket is empty"),
    "negative basket": ((GOOD, ONES), {"wage_basket": [1, -1]}, DataError, "negative"),
    "two of a name": ((GOOD, ONES), {"labels": ["a", "a"]}, DataError, "two sectors are called"),
    "too many labels": ((GOOD, ONES), {"labels": ["a", "b", "c"]}, DataError, "3 labels for 2"),
    "K of another size": ((GOOD, ONES), {"capital": [[1.0]]}, DataError, "capital has the shape"),
    "turnover of two kinds": ((GOOD, ONES), {"turnover": GOOD}, DataError, "turnover has"),
    "subsidy between goods": (
        (GOOD, ONES),
        {"taxes": [[0.0, -0.1], [0.0, 0.0]]},
        DataError,
        r"taxes\[0, 1\] is negative",
    ),
    "unknown productive": ((GOOD, ONES), {"productive": ["x"]}, UnknownNameError, "sector ‘x’"),
    "none productive": ((GOOD, ONES), {"productive": [False, False]}, DataError, "productive"),
    "two currencies": (  # inputs of good 0 in a currency that is worth a ninth of the output's
        ([[0.2, 0.9], [0.1, 0.3]], ONES),
        {"output": [1, 10], "market_prices": [1000, 1]},
        DataError,
        "one currency",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_error(name: str) -> None:
    args, options, kind, message = BAD[name]
    with pytest.raises(kind, match=message) as caught:
        Economy(*args, **options)
    assert isinstance(caught.value, CapitalError)


def test_a_negative_cell_is_named_in_a_sparse_table_too() -> None:
    thin = sparse.csr_array(np.array([[0.1, 0.2], [-0.3, 0.1]]))
    with pytest.raises(DataError, match=r"A\[iron, coal\] is negative: -0.3"):
        Economy(thin, ONES, labels=["coal", "iron"])


def test_labels_must_agree_and_be_in_order(ochoa) -> None:
    given = tables(ochoa)
    with pytest.raises(DataError, match=r"another order.*labour.reindex"):
        Economy(**(given | {"labour": given["labour"][::-1]}))
    with pytest.raises(DataError, match="‘mine’ is no column of A"):
        Economy(**(given | {"output": pd.Series([1, 2, 3], ["farm", "works", "mine"])}))
    with pytest.raises(DataError, match="rows of A"):
        Economy(**(given | {"A": given["A"].set_axis(["x", "y", "z"])}))
    with pytest.raises(DataError, match="labels already"):
        Economy(**given, labels=LABELS)


CHOICES = {
    "unknown wages": ({"wages": "never"}, UnknownNameError, "ante, post"),
    "unknown reading": ({"interpretation": "newer"}, UnknownNameError, "did you mean ‘new’"),
    "unknown numeraire": ({"numeraire": "grossoutput"}, UnknownNameError, "gross_output"),
    "unknown good": ({"numeraire": {"gold": 1}}, UnknownNameError, "good ‘gold’"),
    "unknown capital": ({"capital": "stocks"}, UnknownNameError, "stock"),
    "temporal": ({"interpretation": "temporal"}, ModelError, "market_prices"),
    "two data": ({"wage": 1, "rate_of_profit": 0.1}, ModelError, "both settle distribution"),
    "share beyond one": ({"profit_share": 1.2}, ModelError, "no share"),
    "negative power": ({"value_of_labour_power": -1}, ModelError, "negative"),
    "sraffian value": (
        {"interpretation": "sraffian", "value_of_labour_power": 0.5},
        ModelError,
        "no value in the sraffian",
    ),
    "standard share of advanced wages": (
        {"wages": "ante", "interpretation": "sraffian", "profit_share": 0.5},
        ModelError,
        "paid out of the product",
    ),
    "a wage in wages": ({"wage": 1, "numeraire": "labour_commanded"}, ModelError, "goods"),
    "a wage beyond all": ({"wage": 900, "numeraire": 0}, ModelError, "exceeds"),
    "not a number": ({"rate_of_profit": "high"}, CapitalError, "high"),
    "infinite": ({"rate_of_profit": np.inf}, CapitalError, "rate_of_profit"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_choices_without_meaning_are_refused(ochoa, name: str) -> None:
    options, kind, message = CHOICES[name]
    with pytest.raises(kind, match=message):
        Economy(**ochoa).prices_of_production(**options)


def test_what_is_missing_is_asked_for(ochoa) -> None:
    bare = Economy(ochoa["A"], ochoa["labour"])
    with pytest.raises(ModelError, match="nothing settles distribution"):
        bare.prices_of_production()
    for options in ({"profit_share": 0.3}, {"rate_of_profit": 0.1, "numeraire": "gross_output"}):
        with pytest.raises(ModelError, match="output"):
            bare.prices_of_production(**options)
    with pytest.raises(DataError, match="output="):
        bare.prices_of_production(rate_of_profit=0.1, wages_by_sector=[1, 2, 3])
    with pytest.raises(ModelError, match="no values without labour"):
        Economy(ochoa["A"], None).values()
    for option in ("depreciation", "productive"):
        with pytest.raises(ModelError, match=f"has no {option}"):
            bare.values(**{option: True})


def test_a_name_cannot_mean_two_things() -> None:
    economy = Economy(GOOD, ONES, labels=["net_output", "b"])
    with pytest.raises(ModelError, match="a numéraire and a sector"):
        economy.prices_of_production(rate_of_profit=0, numeraire="net_output")


def test_exact_answers_are_for_small_systems() -> None:
    n = 13
    economy = Economy(np.eye(n) * 0.1, np.ones(n))
    with pytest.raises(ModelError, match="at most 12 sectors"):
        economy.values(exact=True)


def test_an_economy_is_replaced_part_by_part(ochoa_stocks) -> None:
    economy = Economy(**tables(ochoa_stocks), taxes=[0.1, 0.0, -0.05])
    same = economy.replace()
    assert same.prices_of_production().prices.equals(economy.prices_of_production().prices)
    double = economy.replace(wage_basket=economy.wage_basket * 2)
    assert double.value_of_labour_power() == pytest.approx(2 * economy.value_of_labour_power())
    bare = economy.replace(capital=None, depreciation=None, turnover=None, taxes=None)
    assert bare.prices_of_production().capital == "circulating"
    bookkeeping = Economy(GOOD, None).replace(output=[1, 1])
    assert not bookkeeping.labour.any()


def test_all_models_stand_side_by_side(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks, market_prices=[4.0, 60.0, 7.0])
    table = economy.models()
    assert len(table) == 11
    rate = table["rate_of_profit"]
    assert rate["standard", "ante", "circulating"] == pytest.approx(0.38778431125622)
    assert rate["standard", "ante", "stock"] == pytest.approx(0.2337492, abs=5e-8)
    flows = economy.replace(depreciation=None, capital=None, turnover=None)
    worth = flows.value_of_labour_power()
    new = flows.prices_of_production(interpretation="new", value_of_labour_power=worth)
    assert rate["new", "ante", "circulating"] == pytest.approx(new.rate_of_profit)
    assert (table["residual"] < 1e-13).all()
    assert (table["problem"] == "").all()
    at_market = flows.prices_of_production(interpretation="temporal")
    assert rate["temporal", "ante", "circulating"] == pytest.approx(at_market.rate_of_profit)
    high = economy.models(value_of_labour_power=1.3)
    assert "real wage exceeds" in high.loc[("new", "ante", "stock"), "problem"]
    bare = Economy(ochoa_stocks["A"], ochoa_stocks["labour"]).models(profit_share=0.4)
    assert bare.index.tolist() == [("sraffian", "post", "circulating")]
