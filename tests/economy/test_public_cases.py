"""The public cases P1–P14, each under its number, through the objects that users handle.

Figures are relative to 1e-10 where they are published or computed to so many digits, and within
half a unit of the last digit printed elsewhere.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

import capital as cap
from capital.economy import choice, readers
from capital.economy.transformation import marx_procedure
from capital.errors import MissingExtraError

Agrees = Callable[[object, str], bool]
CLOSE = 1e-10


def near(*figures: float) -> Any:
    return pytest.approx(np.array(figures) if len(figures) > 1 else figures[0], rel=CLOSE)


def exactly(*texts: str) -> list[sp.Rational]:
    return [sp.Rational(text) for text in texts]


def test_P1_basu(basu, agrees: Agrees) -> None:
    economy = cap.Economy(**basu)
    assert economy.values(exact=True).tolist() == exactly("2/11", "20/11", "10/11")
    account = economy.value_account(exact=True)
    assert account.totals["v"] + account.totals["s"] == 60
    assert economy.value_of_labour_power(exact=True) == sp.Rational(17, 33)
    assert account.rate_of_surplus_value == sp.Rational(16, 17)
    found = economy.prices_of_production()
    assert 1 / (1 + found.maximum_rate_of_profit) == near(0.674519352777870787)
    assert found.maximum_rate_of_profit == near(0.482537151649842745)
    assert 1 / (1 + found.rate_of_profit) == near(0.843615512671237413)
    assert found.rate_of_profit == near(0.185374124799559801)
    printed = {
        2: ("0.25977727", "2.41232554", "1"),
        "wage_basket": ("0.378562", "3.51537598", "1.45725605"),
        "net_output": ("0.20305699", "1.88561367", "0.78165805"),
        "total_value": ("0.1992583", "1.85033853", "0.76703517"),
        "value_of_wage_basket": ("0.19501679", "1.81095126", "0.75070766"),
        "surplus_value": ("0.21235941", "1.97199709", "0.81746724"),
    }
    for numeraire, figures in printed.items():
        prices = economy.prices_of_production(numeraire=numeraire).prices
        assert all(map(agrees, prices, figures)), numeraire
    assert account.totals["W"] == near(174.5454545454545454)
    assert account.totals["s"] == near(29.0909090909090909)
    new = economy.prices_of_production(interpretation="new", value_of_labour_power="1/3", wage=1)
    assert new.rate_of_profit == near(0.285945217626840144)
    assert new.prices.to_numpy() == near(0.648424447111860, 5.776314476543384, 2.109453317328838)
    assert economy.melt(new) == near(3)


def test_P2_ochoa(ochoa) -> None:
    economy = cap.Economy(**ochoa)
    values = economy.values().to_numpy()
    assert values == near(0.439841699291147, 7.739431388155930, 0.897954146625160)
    assert economy.value_of_labour_power() == near(0.4834230650976089)
    account = economy.value_account()
    assert account.rate_of_surplus_value == near(1.0685814811051433)
    assert account.table["e"].to_numpy() == near(*[1.0685814811051433] * 3)
    assert account.rate_of_profit == near(0.3746362160319719)
    found = economy.prices_of_production()
    assert found.rate_of_profit == near(0.38778431125622)
    assert found.prices.to_numpy() == near(0.260659327892461, 4.46149689415937, 0.41395222722001)
    assert found.maximum_rate_of_profit == near(1.02493919118516)
    new = economy.prices_of_production(interpretation="new", value_of_labour_power="2/3")
    assert new.rate_of_profit == near(0.21163527064453738)


def test_P3_marx_average_profit() -> None:
    s = [20, 30, 40, 15, 5]
    found = marx_procedure([80, 70, 60, 85, 95], s, s, used=[50, 51, 51, 40, 10], exact=True)
    assert found.rate_of_profit == sp.Rational(22, 100)
    assert list(found.cost_prices) == [70, 81, 91, 55, 15]
    assert list(found.values) == [90, 111, 131, 70, 20]
    assert list(found.prices) == [92, 103, 113, 77, 37]
    assert list(found.deviations) == [2, -8, -18, 7, 17]


def test_P4_bortkiewicz(agrees: Agrees) -> None:
    economy = cap.Economy.example("bortkiewicz")
    found = economy.prices_of_production(numeraire="luxuries", exact=True)
    assert found.rate_of_profit == sp.Rational(1, 4)
    assert found.prices.tolist() == exactly("32/25", "16/15", "1")
    assert (found.prices * economy.output.to_numpy()).astype(float).to_numpy() == near(
        480, 320, 200
    )
    steps = economy.transformation()
    rates = steps.iteration.rates_of_profit
    for step, printed in {1: "0.2962963", 2: "0.26168224", 10: "0.25000018"}.items():
        assert agrees(rates[step - 1], printed)
    totals = steps.iteration.prices * economy.output
    assert all(map(agrees, totals.iloc[1], ("408.3333", "285.1852", "181.4815")))
    assert totals.iloc[-1].to_numpy() == near(420, 280, 175)


def test_P5_sraffa() -> None:
    subsistence = cap.Economy.example("sraffa-subsistence").prices_of_production(exact=True)
    assert subsistence.rate_of_profit == 0
    assert subsistence.prices["iron"] / subsistence.prices["wheat"] == 10
    surplus = cap.Economy.example("sraffa-surplus").prices_of_production(exact=True)
    assert surplus.rate_of_profit == sp.Rational(1, 4)
    assert surplus.prices["iron"] / surplus.prices["wheat"] == 15
    three = cap.Economy.example("sraffa-three-goods").prices_of_production(
        numeraire="wheat", exact=True
    )
    assert three.prices.tolist() == [1, 10, 5]
    actual = cap.Economy.example("sraffa-standard")
    standard = actual.standard_commodity(labour="3/4", exact=True)
    assert standard.maximum_rate_of_profit == sp.Rational(1, 5)
    multipliers = [q / x for q, x in zip(standard.outputs, (180, 450, 480), strict=True)]
    assert multipliers == exactly("1", "3/5", "3/4")


def test_P6_expanded_reproduction() -> None:
    table = cap.theory.reproduction.expanded_scheme().table(years=6)
    capitals = table[["c_I", "v_I", "s_I", "c_II", "v_II", "s_II"]]
    assert capitals.iloc[1].tolist() == [4400, 1100, 1100, 1600, 800, 800]
    assert capitals.iloc[2].tolist() == [4840, 1210, 1210, 1760, 880, 880]
    year_5 = [5856.4, 1464.1, 1464.1, 2129.6, 1064.8, 1064.8]
    assert capitals.iloc[4].astype(float).to_numpy() == near(*year_5)
    surplus = capitals["s_I"] + capitals["s_II"]
    advanced = capitals[["c_I", "v_I", "c_II", "v_II"]].sum(axis="columns")
    rates = (surplus / advanced).astype(float)
    assert rates.iloc[0] == near(7 / 29)
    assert rates.iloc[1:].to_numpy() == near(*[0.24050632911392406] * 5)
    growth = (surplus.iloc[2:].to_numpy() / surplus.iloc[1:-1].to_numpy()).astype(float)
    assert growth == near(*[1.1] * 4)
    added = np.diff(capitals[["c_II", "v_I"]].to_numpy(), axis=0)
    first = capitals.iloc[:-1]
    balance = first["v_I"] + first["s_I"] / 2 + added[:, 1] - first["c_II"] - added[:, 0]
    assert balance.tolist() == [0] * 5


def test_P7_okishio_on_ochoa(ochoa, agrees: Agrees) -> None:
    economy = cap.Economy(**ochoa)
    new = economy.with_process(1, economy.inputs[1] * 1.02, 3.562 * 0.6)
    found = economy.experiment(new)
    (one,) = found.appraisals
    assert (one.process, one.cheaper) == (1, True)
    assert agrees(one.cost_before, "12.9597914")
    assert agrees(one.cost_after, "11.7229473")
    table = found.to_frame()
    assert agrees(table.loc["before", "rate_of_profit"], "0.387784311")
    assert agrees(table.loc["real_wage", "rate_of_profit"], "0.473883710")
    assert agrees(table.loc["exploitation", "rate_of_profit"], "0.391118601")
    assert agrees(table.loc["exploitation", "wage_factor"], "1.19764")
    assert table.loc["exploitation", "value_of_labour_power"] == near(0.4834230650976089)
    assert agrees(table.loc["before", "maximum_rate"], "1.024939191")
    assert agrees(table.loc["real_wage", "maximum_rate"], "0.996868773")
    assert agrees(table.loc["real_wage", "rate_of_exploitation"], "1.477413436")


def kliman_mcglone() -> cap.Economy:
    return cap.Economy(
        [["1/2", "1/3"], [0, 0]],
        ["1/2", "2/3"],
        wage_basket=[0, "1/2"],
        output=[200, 300],
        market_prices=[1, 1],
    )


def test_P8_kliman_mcglone() -> None:
    economy = kliman_mcglone()
    once = economy.prices_of_production(interpretation="temporal", exact=True)
    assert once.rate_of_profit == sp.Rational(3, 7)
    assert once.prices.tolist() == exactly("15/14", "20/21")
    path = economy.sequence(80)
    assert path.rates_of_profit[1] == near(0.44)
    assert path.prices.loc[5].to_numpy() == near(1.148237233376885, 0.9972796543183362)
    assert path.limit.to_numpy() == near((1 + math.sqrt(13)) / 4, 1)
    assert path.prices.loc[80].to_numpy() == near((1 + math.sqrt(13)) / 4, 1)
    assert path.rates_of_profit[79] == near(4 - math.sqrt(13))
    assert path.total_price.to_numpy() == near(*path.total_value)
    assert path.total_profit.to_numpy() == near(*path.surplus_value)


def test_P9_goodwin() -> None:
    """The cycle as a `Model`: rest point, conserved quantity, period of small cycles."""
    v, u = cap.variables("v u")
    v_dot, u_dot, H = cap.variables("v_dot u_dot H", domain="real")
    s, a, b, g, rho = sp.Integer(4), *exactly("1/50", "1/50", "3/100", "7/100")
    rise, fall = (1 / s - a - b), (a + g)
    model = cap.Model(
        {
            v_dot: v * (rise - u / s),
            u_dot: u * (rho * v - fall),
            H: rho * v - fall * sp.log(v) + u / s - rise * sp.log(u),
        },
        name="Goodwin",
        source="Goodwin (1967)",
    )
    drift = model.derivative("H", "v") * model.reduce("v_dot") + model.derivative(
        "H", "u"
    ) * model.reduce("u_dot")
    assert sp.cancel(drift) == 0
    rest = {v: sp.Rational(5, 7), u: sp.Rational(84, 100)}
    assert model.reduce("v_dot").subs(rest) == model.reduce("u_dot").subs(rest) == 0
    flow = sp.Matrix([model.reduce("v_dot"), model.reduce("u_dot")]).jacobian([v, u]).subs(rest)
    assert flow.trace() == 0
    assert flow.det() == sp.Rational(21, 100) * sp.Rational(5, 100)
    assert 2 * math.pi / math.sqrt(flow.det()) == pytest.approx(61.318, abs=5e-4)


def test_P10_reswitching() -> None:
    alpha, beta = (cap.Economy.example(f"samuelson-{name}") for name in ("alpha", "beta"))
    found = alpha.choice(beta, numeraire="champagne", wages="ante", exact=True)
    assert [switch.rate_of_profit for switch in found.switches] == exactly("1/2", "1")
    assert found.reswitching == (0,)
    assert [switch.reverse for switch in found.switches] == [False, True]
    inexact = alpha.choice(beta, numeraire="champagne", wages="ante")
    assert np.array([switch.rate_of_profit for switch in inexact.switches]) == near(0.5, 1)
    streams = choice.dated_labour_switches([0, 0, 7], [0, 6, 0, 2], exact=True)
    assert list(streams.rates_of_profit) == exactly("1/2", "1")


def test_P11_steedman() -> None:
    economy = cap.Economy.example("steedman").replace(output=[5, 1])
    found = economy.prices_of_production("post", exact=True)
    assert found.rate_of_profit == sp.Rational(1, 5)
    assert (found.prices.tolist(), found.wage) == (exactly("1/3", "1"), 1)
    ((rate, prices),) = found.rejected
    assert (rate, *prices) == (*exactly("1/60", "-12/19", "30/19"),)
    assert economy.values(kind="additive", exact=True).tolist() == [-1, 2]
    totals = economy.value_account(exact=True).totals
    assert (totals["v"], totals["s"], totals["v"] + totals["s"]) == (7, -1, 6)
    assert economy.values(exact=True).tolist() == exactly("0", "1/2")
    theorem = economy.fundamental_theorem()
    assert theorem.value_of_labour_power * 6 == near(2.5)
    assert theorem.rate_of_exploitation == near(1.4)
    assert theorem.profitable


@pytest.mark.parametrize(("a", "l", "b"), [(0.5, 1.0, 0.25), (0.2, 3.0, 0.1)])
def test_P12_one_good(a: float, l: float, b: float) -> None:
    economy = cap.Economy([[a]], [l], wage_basket=[b])
    assert economy.values().iloc[0] == near(l / (1 - a))
    ante, post = (economy.prices_of_production(wages) for wages in ("ante", "post"))
    assert ante.rate_of_profit == near(1 / (a + b * l) - 1)
    assert post.rate_of_profit == near((1 - b * l) / a - 1)
    assert ante.maximum_rate_of_profit == post.maximum_rate_of_profit == near(1 / a - 1)


@pytest.mark.parametrize("seed", range(4))
def test_P13_properties(random_economy, seed: int) -> None:
    for worth, profit in ((0.9, True), (1.0, False)):
        g = random_economy(5, seed, worth)
        economy = cap.Economy(g.A, g.l, wage_basket=g.b, output=g.Q)
        assert (economy.prices_of_production().rate_of_profit > 0) == profit
    g = random_economy(5, seed)
    economy = cap.Economy(g.A, g.l, wage_basket=g.b, output=g.Q)
    found = economy.prices_of_production()
    curve = economy.wage_profit_curve(numeraire="standard_commodity")
    straight = 1 - curve.rates_of_profit / curve.maximum_rate_of_profit
    assert curve.wages.to_numpy() == pytest.approx(straight, rel=CLOSE, abs=1e-12)
    at_zero = economy.prices_of_production(rate_of_profit=0, numeraire="labour_commanded")
    assert at_zero.prices.to_numpy() == near(*economy.values())
    units = 10.0 ** g.rng.integers(-2, 3, 5)
    other = cap.Economy(g.A * units / units[:, None], g.l * units, wage_basket=g.b / units)
    assert other.prices_of_production().rate_of_profit == near(found.rate_of_profit)
    new = economy.prices_of_production(interpretation="new", value_of_labour_power=0.7)
    y = g.Q - g.A @ g.Q
    assert 0.7 * (new.prices @ y) == near(new.wage * (g.l @ g.Q))
    stock = economy.replace(capital=g.A * 0, depreciation=g.A * 0, turnover=1)
    assert stock.prices_of_production().rate_of_profit == near(found.rate_of_profit)
    roots, rows = np.linalg.eig(g.A.T)
    hours = np.abs(rows[:, np.argmax(roots.real)].real)  # labour like the value of the inputs
    even = cap.Economy(g.A, hours, output=g.Q)
    for share in (0.1, 0.7):
        rate = share * found.maximum_rate_of_profit
        ratio = even.prices_of_production(rate_of_profit=rate).prices / even.values()
        assert ratio.to_numpy() == near(*[ratio.iloc[0]] * 5)


def test_P14_the_system_of_pymrio() -> None:
    """48 sectors, none negative; the largest column of A adds up to 0.6827293."""
    if importlib.util.find_spec("pymrio") is None:
        with pytest.raises(MissingExtraError, match="pymrio"):
            readers.pymrio("test", labour=("factor_inputs", "Value Added"))
        return
    reading = readers.pymrio("test", labour=("factor_inputs", "Value Added"))
    economy = cap.Economy(**reading.arguments)
    assert economy.nonnegative
    assert len(economy.labels) == 48
    assert economy.inputs.sum().max() == pytest.approx(0.6827293, abs=5e-8)
