"""Prices of production: the published cases, the formulas solved another way, the theorems.

The second algorithm is a plain root search on the equations of each model, with dense solves.
"""

from __future__ import annotations

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import brentq

from capital.economy import NUMERAIRES, Economy
from capital.economy.prices import at_cost, at_rate, at_real_wage, maximum_rate, residual
from capital.economy.system import build
from capital.errors import ModelError

R = sp.Rational
CLOSE = 1e-10


def plain(economy, **options):
    """Return the rate of profit and prices as plain numbers."""
    found = economy.prices_of_production(**options)
    return found.rate_of_profit, found.prices.to_numpy()


# Published cases


def test_P1_basu_rate_and_prices_at_every_numeraire(basu) -> None:
    economy = Economy(**basu)
    found = economy.prices_of_production()
    assert found.rate_of_profit == pytest.approx(0.185374124799559801, rel=CLOSE)
    assert found.maximum_rate_of_profit == pytest.approx(0.482537151649842745, rel=CLOSE)
    assert economy.productive.number == pytest.approx(0.674519352777870787, rel=CLOSE)
    printed = {
        2: (0.25977727, 2.41232554, 1),
        "wage_basket": (0.378562, 3.51537598, 1.45725605),
        "net_output": (0.20305699, 1.88561367, 0.78165805),
        "total_value": (0.1992583, 1.85033853, 0.76703517),
        "value_of_wage_basket": (0.19501679, 1.81095126, 0.75070766),
        "surplus_value": (0.21235941, 1.97199709, 0.81746724),
    }
    for numeraire, prices in printed.items():
        assert plain(economy, numeraire=numeraire)[1] == pytest.approx(prices, abs=6e-9)


def test_P1_basu_new_interpretation(basu) -> None:
    economy = Economy(**basu)
    found = economy.prices_of_production(
        interpretation="new", value_of_labour_power=Fraction(1, 3), wage=1
    )
    assert found.rate_of_profit == pytest.approx(0.285945217626840144, rel=CLOSE)
    printed = (0.648424447111860, 5.776314476543384, 2.109453317328838)
    assert found.prices.to_numpy() == pytest.approx(printed, rel=CLOSE)
    assert found.wage == 1
    assert economy.melt(found) == pytest.approx(3, rel=CLOSE)


def test_P2_ochoa(ochoa) -> None:
    economy = Economy(**ochoa)
    rate, prices = plain(economy)
    assert rate == pytest.approx(0.38778431125622, rel=CLOSE)
    printed = (0.260659327892461, 4.46149689415937, 0.41395222722001)
    assert prices == pytest.approx(printed, rel=CLOSE)
    top = economy.prices_of_production().maximum_rate_of_profit
    assert top == pytest.approx(1.02493919118516, rel=CLOSE)
    rate, _ = plain(economy, interpretation="new", value_of_labour_power=Fraction(2, 3))
    assert rate == pytest.approx(0.21163527064453738, rel=CLOSE)


def test_T_F10_1_ochoa_with_stocks(ochoa_stocks, agrees) -> None:
    economy = Economy(**ochoa_stocks)
    found = economy.prices_of_production()
    assert agrees(found.rate_of_profit, "0.2337492")
    printed = ["0.3816756", "4.2560306", "0.4210263"]
    assert all(agrees(p, text) for p, text in zip(found.prices, printed, strict=True))
    assert found.capital == "stock"
    circulating = economy.prices_of_production(capital="circulating")
    assert agrees(circulating.rate_of_profit, "0.3877843")
    printed = ["0.2606593", "4.4614969", "0.4139522"]
    assert all(agrees(p, text) for p, text in zip(circulating.prices, printed, strict=True))


def bortkiewicz() -> Economy:
    """Return the three departments, each good measured so that a unit has the value of one hour."""
    c, v, s = [225, 100, 50], [90, 120, 90], [60, 80, 60]
    value = [sum(parts) for parts in zip(c, v, s, strict=True)]
    ratio = [Fraction(a, b) for a, b in zip(c, value, strict=True)]
    living = [Fraction(a + b, w) for a, b, w in zip(v, s, value, strict=True)]
    nothing = [0, 0, 0]
    return Economy(
        [ratio, nothing, nothing],
        living,
        wage_basket=[0, Fraction(3, 5), 0],
        output=value,
        labels=["means", "wage goods", "luxuries"],
    )


def test_T_F7_1_new_interpretation_on_bortkiewicz() -> None:
    economy = bortkiewicz()
    found = economy.prices_of_production(interpretation="new", exact=True)
    assert found.rate_of_profit == R(1, 4)
    assert found.prices.tolist() == [R(16, 13), R(40, 39), R(25, 26)]
    assert found.wage * 500 == R(4000, 13)
    profit = (found.table["profit"] * [375, 300, 200]).sum()
    assert profit == R(2500, 13)
    omega = economy.value_of_labour_power(found)
    assert (omega, (1 - omega) / omega) == (R(8, 13), R(5, 8))
    assert economy.value_account(exact=True).rate_of_surplus_value == R(2, 3)


def test_T_F3_1_and_T_F4_1_are_two_numeraires_of_one_solution() -> None:
    economy = bortkiewicz()
    gold = economy.prices_of_production(numeraire="luxuries", exact=True)
    assert gold.prices.tolist() == [R(32, 25), R(16, 15), 1]
    total = economy.prices_of_production(numeraire="total_value", exact=True)
    assert total.prices.tolist() == [R(28, 25), R(14, 15), R(7, 8)]
    assert (total.table["profit"] * [375, 300, 200]).sum() == 175
    assert not economy.irreducible
    assert economy.nonbasics.tolist() == ["luxuries"]


def after_change() -> dict[str, object]:
    return {"A": [["33/50", "3/10"], [0, 0]], "labour": ["33/40", 1], "output": [1, 1]}


def test_T_F7_2_new_interpretation_has_a_quadratic_root() -> None:
    economy = Economy(**after_change())
    found = economy.prices_of_production(
        interpretation="new", value_of_labour_power="1/2", exact=True
    )
    r = found.rate_of_profit
    assert sp.expand(825 * r**2 - 5234 * r + 1241) == 0
    assert r == R(2617, 825) - 4 * sp.sqrt(364054) / 825
    gaps = found.table["profit"] - r * found.table["capital_advanced"]
    assert [sp.expand(gap) for gap in gaps] == [0, 0]
    net = sp.Matrix([[1 - R(33, 50) - R(3, 10), 1]])
    assert sp.expand((net * sp.Matrix(found.prices.tolist()))[0]) == R(73, 40)
    wages = found.wage * R(73, 40)
    assert sp.expand(wages) == R(73, 80)
    assert sp.expand(found.table["profit"].sum()) == R(73, 80)


def test_T_E4_2_okishio_before_and_after() -> None:
    before = Economy([["3/5", "3/10"], [0, 0]], [2, 1], wage_basket=[0, "1/5"])
    found = before.prices_of_production(numeraire=1, exact=True)
    assert (found.rate_of_profit, found.prices.tolist()) == (R(1, 4), [2, 1])
    given_ = after_change()
    after = Economy(given_["A"], given_["labour"], wage_basket=[0, "1/5"])
    found = after.prices_of_production(numeraire=1, exact=True)
    assert (found.rate_of_profit, found.prices.tolist()) == (R(1, 3), [R(11, 6), 1])
    assert found.maximum_rate_of_profit == R(17, 33)
    dearer = Economy(given_["A"], given_["labour"], wage_basket=[0, "224/775"])
    assert dearer.prices_of_production(exact=True).rate_of_profit == R(1, 4)
    same_e = after.prices_of_production(value_of_labour_power="1/2", exact=True)
    assert same_e.rate_of_profit == (1670 - sp.sqrt(2340661)) / 561


def test_T_E4_3_a_luxury_has_no_say() -> None:
    for labour, prices in ((1, [4, 2, 1]), ("1/4", [R(32, 5), R(16, 5), 1])):
        economy = Economy(
            [["3/5", "3/10", "1/10"], [0, 0, 0], [0, 0, 0]],
            [2, 1, labour],
            wage_basket=[0, "1/5", 0],
        )
        found = economy.prices_of_production(numeraire=2, exact=True)
        assert found.rate_of_profit == R(1, 4)
        assert found.prices.tolist() == prices


def test_T_F9_1_sraffa_without_labour() -> None:
    inputs = [[Fraction(280, 400), Fraction(120, 20)], [Fraction(12, 400), Fraction(8, 20)]]
    found = Economy(inputs, None).prices_of_production(numeraire=0, exact=True)
    assert (found.rate_of_profit, found.prices.tolist()) == (0, [1, 10])
    surplus = [[Fraction(280, 575), Fraction(120, 20)], [Fraction(12, 575), Fraction(8, 20)]]
    found = Economy(surplus, None).prices_of_production(numeraire=0, exact=True)
    assert (found.rate_of_profit, found.prices.tolist()) == (R(1, 4), [1, 15])


def standard_case() -> Economy:
    flows = [[90, 50, 40], [120, 125, 40], [60, 150, 200]]
    output, labour = [180, 450, 480], [3, 5, 8]
    A = [[Fraction(x, q) for x, q in zip(row, output, strict=True)] for row in flows]
    hours = [Fraction(l, 16 * q) for l, q in zip(labour, output, strict=True)]
    return Economy(A, hours, output=output, labels=["iron", "coal", "wheat"])


def test_T_F9_2_and_K_12_standard_commodity() -> None:
    economy = standard_case()
    for share in (R(0), R(1, 2), R(3, 4)):
        found = economy.prices_of_production(
            interpretation="sraffian",
            profit_share=share,
            numeraire="standard_commodity",
            exact=True,
        )
        assert found.maximum_rate_of_profit == R(1, 5)
        assert (found.rate_of_profit, found.wage) == (share / 5, 1 - share)
    values = [R(49, 4640), R(51, 11600), R(91, 23200)]
    at_zero = economy.prices_of_production(
        "post", rate_of_profit=0, numeraire="standard_commodity", exact=True
    )
    assert at_zero.prices.tolist() == values == economy.values(exact=True).tolist()
    for rate, prices in (
        ("1/10", [R(24911, 2218720), R(4857, 1109360), R(7993, 2218720)]),
        ("1/5", [R(11, 920), R(1, 230), R(3, 920)]),
    ):
        found = economy.prices_of_production(
            "post", rate_of_profit=rate, numeraire="standard_commodity", exact=True
        )
        assert found.prices.tolist() == prices
    ante = economy.prices_of_production(
        "ante", rate_of_profit="1/10", numeraire="standard_commodity", exact=True
    )
    assert ante.wage == R(1, 2) / R(11, 10)
    other = economy.prices_of_production(
        "post", rate_of_profit="1/10", numeraire="iron", exact=True
    )
    assert other.wage != R(1, 2) * other.prices["iron"]


def test_T_F9_3_and_K_11_ante_is_not_post() -> None:
    economy = Economy([["3/5", "3/10"], [0, 0]], [2, 1])
    r = R(1, 10)
    options = {"numeraire": 1, "exact": True}
    ante = economy.prices_of_production("ante", rate_of_profit=r, **options)
    post = economy.prices_of_production("post", rate_of_profit=r, **options)
    assert (ante.wage, post.wage) == ((2 - 3 * r) / (5 * (1 + r)), (2 - 3 * r) / 5)
    for wages, rate in (("ante", R(1, 4)), ("post", R(1, 3))):
        found = economy.prices_of_production(wages, wage="1/5", **options)
        assert found.rate_of_profit == rate
        assert found.wage == R(1, 5)


def test_P7_fixed_real_wage_and_fixed_value_of_labour_power(ochoa) -> None:
    A, labour = np.array(ochoa["A"]), np.array(ochoa["labour"])
    A[:, 1] *= 1.02
    labour[1] *= 0.6
    changed = Economy(A, labour, wage_basket=ochoa["wage_basket"])
    found = changed.prices_of_production()
    assert found.rate_of_profit == pytest.approx(0.473883710, abs=6e-10)
    assert found.maximum_rate_of_profit == pytest.approx(0.996868773, abs=6e-10)
    old = Economy(**ochoa).value_of_labour_power()
    fixed = changed.prices_of_production(value_of_labour_power=old)
    assert fixed.rate_of_profit == pytest.approx(0.391118601, abs=6e-10)


@pytest.mark.parametrize("exact", [False, True])
def test_P12_one_good(exact: bool) -> None:
    a, l, b = R(2, 5), R(3, 7), R(1, 9)
    economy = Economy([[a]], [l], wage_basket=[b])
    ante = economy.prices_of_production("ante", exact=exact)
    post = economy.prices_of_production("post", exact=exact)
    expected = (1 / (a + b * l) - 1, (1 - b * l) / a - 1, 1 / a - 1)
    found = (ante.rate_of_profit, post.rate_of_profit, ante.maximum_rate_of_profit)
    if exact:
        assert found == expected
    assert [float(x) for x in found] == pytest.approx([float(x) for x in expected], rel=1e-14)


# The errors of an earlier package do not come out


def test_error_1_left_not_right_vector(ochoa) -> None:
    prices = plain(Economy(**ochoa))[1]
    assert prices != pytest.approx((0.570, 0.239, 1.342), rel=0.1)
    M = np.array(ochoa["A"]) + np.outer(ochoa["wage_basket"], ochoa["labour"])
    assert prices @ M / prices == pytest.approx([1 / 1.38778431125622] * 3, rel=CLOSE)


def test_error_2_maximum_rate_of_the_stock_model(ochoa_stocks) -> None:
    top = Economy(**ochoa_stocks).prices_of_production().maximum_rate_of_profit
    A, D, K = (np.array(ochoa_stocks[key]) for key in ("A", "depreciation", "capital"))
    N = np.eye(3) - A - D
    S = K + A * np.array(ochoa_stocks["turnover"])
    root = np.abs(np.linalg.eigvals(np.linalg.solve(N.T, S.T))).max()
    assert top == pytest.approx(1 / root, rel=CLOSE)
    assert top == pytest.approx(0.4627, abs=5e-5)


def test_error_4_raw_hours_consume_and_simple_hours_create(ochoa) -> None:
    economy = Economy(**ochoa)
    skill = [2.4, 2.4, 2.4]
    assert plain(economy, reduction=skill)[0] == plain(economy)[0] > 0.38
    mixed = np.array(ochoa["A"]) + np.outer(ochoa["wage_basket"], 2.4 * np.array(ochoa["labour"]))
    assert 1 / np.abs(np.linalg.eigvals(mixed)).max() - 1 < 0  # what mixing them would give
    for question in ("value_of_labour_power", "value_account"):
        one, other = (getattr(economy, question)(reduction=h) for h in (None, skill))
        if question == "value_account":
            one, other = one.rate_of_surplus_value, other.rate_of_surplus_value
        assert other == pytest.approx(one, rel=1e-12)


def test_error_5_the_root_is_exact_and_its_existence_tested(ochoa) -> None:
    economy = Economy(**ochoa)
    found = economy.prices_of_production(interpretation="new", value_of_labour_power=Fraction(2, 3))
    assert abs(found.rate_of_profit - 0.2116339) > 1e-6
    assert found.residual < 1e-13
    edge = plain(economy, interpretation="new", value_of_labour_power=1)
    assert edge[0] == 0
    with pytest.raises(ModelError, match="real wage exceeds what the technique can yield"):
        economy.prices_of_production(interpretation="new", value_of_labour_power=1.01)


def test_error_6_market_prices_set_the_scale(ochoa) -> None:
    market = [4.0, 60.0, 7.0]
    prices = plain(Economy(**ochoa, market_prices=market))[1]
    assert prices @ ochoa["output"] == pytest.approx(np.dot(market, ochoa["output"]))


def test_error_9_a_long_ring_is_irreducible() -> None:
    n = 250
    ring = np.roll(np.eye(n), 1, axis=1) * 0.01
    economy = Economy(ring, np.ones(n), wage_basket=np.full(n, 1e-4))
    assert economy.irreducible
    assert economy.prices_of_production().rate_of_profit > 0


def test_error_10_wages_are_averaged_by_hours(random_economy) -> None:
    given_ = random_economy(4, 3)
    wages = np.array([1.0, 2.0, 4.0, 8.0])
    economy = Economy(given_.A, given_.l, output=given_.Q)
    found = economy.prices_of_production(
        interpretation="new", value_of_labour_power=0.5, wages_by_sector=wages
    )
    hours = given_.l * given_.Q
    assert found.wage == pytest.approx(wages @ hours / hours.sum(), rel=1e-12)


# The models side by side, each solved a second time by a plain root search


def search(A, l, Q, target, *, D=None, K=None, T=None, t=None, w=None):
    """Return r with (wl + r wlt)[I − U(r)]⁻¹y = target, U = A + D + T + r(At + K), and prices."""
    n = len(l)
    zero, one = np.zeros((n, n)), np.ones(n)
    D, K, T = (zero if X is None else X for X in (D, K, T))
    t, w = (one if x is None else x for x in (t, w))
    y = (np.eye(n) - A - D) @ Q
    u = l * w

    def prices(r):
        U = A + D + T + r * (A * t + K)
        return np.linalg.solve((np.eye(n) - U).T, u + r * u * t)

    S = K + A * t
    top = 1 / np.abs(np.linalg.eigvals(np.linalg.solve((np.eye(n) - A - D - T).T, S.T))).max()
    r = brentq(lambda r: 1 / (prices(r) @ y) - 1 / target, 0, top * (1 - 1e-12), xtol=1e-15)
    return r, prices(r)


MODELS = {  # price hours, wage by sector, simple hours, productive sectors, stocks
    "NI1": ("raw", False, False, False, False),
    "NI2": ("raw", True, False, False, False),
    "NI3": ("raw", False, True, False, False),
    "NI4": ("raw", True, True, False, False),
    "NI5": ("raw", False, False, True, False),
    "NI6": ("raw", True, False, True, False),
    "NI7": ("raw", False, True, True, False),
    "NI8": ("raw", True, True, True, False),
    "NI with taxes": ("raw", False, False, True, True),
    "NI8 with taxes": ("raw", True, True, True, True),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(3))
def test_every_new_interpretation_model_in_one_solver(random_economy, model, seed) -> None:
    _, by_sector, subset, stocks, taxed = MODELS[model]
    e = random_economy(5, seed)
    skill, wages = e.rng.uniform(1, 2, 5), e.rng.uniform(1, 4, 5)
    D, K, t = e.A * 0.05, e.A * 2, e.rng.uniform(0.1, 0.4, 5)
    tax = e.rng.uniform(0, 0.03, 5)
    tables = {"depreciation": D, "capital": K, "turnover": t} if stocks else {}
    tables |= {"taxes": tax} if taxed else {}
    tables |= {"productive": [0, 1, 3]} if subset else {}
    members = [0, 1, 3] if subset else list(range(5))
    Q = np.linalg.solve(np.eye(5) - e.A - (D if stocks else 0), e.y)
    economy = Economy(e.A, e.l, output=Q, **tables)
    power = 0.45 * (skill * e.l * Q)[members].sum() / (e.l @ Q)  # v of peers' condition, 0.45 real
    average = wages @ (e.l * Q) / (e.l @ Q) if by_sector else 1.0
    target = (skill * e.l * Q)[members].sum() * average / power
    options = {"wages_by_sector": wages} if by_sector else {"wage": 1}
    found = economy.prices_of_production(
        interpretation="new", value_of_labour_power=power, reduction=skill, **options
    )
    parts = {"D": D, "K": K, "t": t} if stocks else {}
    rate, prices = search(
        e.A,
        e.l,
        Q,
        target,
        **parts,
        T=np.diag(tax) if taxed else None,
        w=wages if by_sector else None,
    )
    assert found.rate_of_profit == pytest.approx(rate, rel=CLOSE)
    assert found.prices.to_numpy() == pytest.approx(prices, rel=1e-9)
    low, high = found.bounds
    assert high - low < 1e-11
    assert low - 1e-14 <= found.rate_of_profit <= high + 1e-14


@pytest.mark.parametrize("wages", ["ante", "post"])
@pytest.mark.parametrize("seed", range(4))
def test_stocks_taxes_and_turnover_at_a_real_wage(random_economy, wages, seed) -> None:
    e = random_economy(6, seed, 0.5)
    D, K, t = e.A * 0.03, e.A * 1.5, e.rng.uniform(0.1, 1, 6)
    tax = e.A * 0.02
    economy = Economy(
        e.A, e.l, wage_basket=e.b, output=e.Q, depreciation=D, capital=K, turnover=t, taxes=tax
    )
    found = economy.prices_of_production(wages)
    wage_stock = np.outer(e.b, e.l * t) if wages == "ante" else 0
    S = K + e.A * t + wage_stock
    N = np.eye(6) - e.A - D - tax - np.outer(e.b, e.l)
    rho = np.abs(np.linalg.eigvals(np.linalg.solve(N.T, S.T))).max()
    assert found.rate_of_profit == pytest.approx(1 / rho, rel=CLOSE)
    p = found.prices.to_numpy()
    assert p @ N == pytest.approx(found.rate_of_profit * (p @ S), rel=1e-9)
    assert p @ e.Q == pytest.approx(e.Q.sum(), rel=1e-12)


def test_wages_by_sector_at_a_real_wage(random_economy) -> None:
    e = random_economy(5, 8)
    wages = e.rng.uniform(1, 4, 5)
    economy = Economy(e.A, e.l, wage_basket=e.b, output=e.Q)
    hours = e.l * e.Q
    shares = wages / (wages @ hours / hours.sum())
    for scale in (1, 250):  # only the proportions count: the basket is what the average buys
        rate, _ = plain(economy, wages_by_sector=wages * scale)
        M = e.A + np.outer(e.b, e.l * shares)
        assert rate == pytest.approx(1 / np.abs(np.linalg.eigvals(M)).max() - 1, rel=CLOSE)


def test_a_profit_share_of_the_actual_net_product(random_economy) -> None:
    e = random_economy(5, 11)
    economy = Economy(e.A, e.l, output=e.Q)
    for wages in ("ante", "post"):
        found = economy.prices_of_production(wages, profit_share=0.4)
        income = found.prices.to_numpy() @ e.y
        assert found.wage * (e.l @ e.Q) == pytest.approx(0.6 * income, rel=1e-11)
        assert (found.table["profit"] * e.Q).sum() == pytest.approx(0.4 * income, rel=1e-11)


def test_net_output_with_imports_takes_newton_and_a_change_of_sign(random_economy) -> None:
    e = random_economy(6, 2)
    Q = np.linalg.solve(np.eye(6) - e.A, e.y * [1, 1, -0.2, 1, 1, 1])
    assert (Q > 0).all()
    economy = Economy(e.A, e.l, output=Q)
    found = economy.prices_of_production(interpretation="new", value_of_labour_power=0.5)
    rate, prices = search(e.A, e.l, Q, e.l @ Q / 0.5)
    assert found.rate_of_profit == pytest.approx(rate, rel=CLOSE)
    assert found.prices.to_numpy() == pytest.approx(prices * found.wage, rel=1e-9)
    low, high = found.bounds
    assert low < found.rate_of_profit < high
    assert high - low < 1e-12
    with pytest.raises(ModelError, match="exceeds"):
        economy.prices_of_production(interpretation="new", value_of_labour_power=1.2)


@given(st.integers(0, 10_000), st.floats(0.02, 0.98), st.booleans())
def test_newton_on_the_reciprocal_agrees_with_the_perron_root(
    random_economy, seed, power, stock
) -> None:
    e = random_economy(5, seed)
    parts = {"D": e.A * 0.02, "K": e.A * 2, "t": np.full(5, 0.3)} if stock else {}
    system = build(e.A, e.l, wages="ante", **parts)
    hours = float(e.l @ e.Q)
    net = e.y - (parts["D"] @ e.Q if stock else 0)
    assume((net > 0).all())
    perron = at_real_wage(system, net * power / hours)
    newton = at_cost(system, net, hours / power, maximum_rate(system))
    assert newton.rate_of_profit == pytest.approx(perron.rate_of_profit, rel=1e-9, abs=1e-13)
    assert newton.iterations <= 9
    assert residual(system, newton) < 1e-11


# Theorems on random productive systems


@given(st.integers(0, 10_000), st.integers(1, 8), st.floats(0.05, 0.95))
def test_P13_a_certificate_holds(random_economy, seed, n, value) -> None:
    e = random_economy(n, seed, value)
    found = Economy(e.A, e.l, wage_basket=e.b, output=e.Q).prices_of_production()
    low, high = found.bounds
    assert 0 <= low <= found.rate_of_profit * (1 + 1e-15) + 1e-15
    assert found.rate_of_profit <= high + 1e-15
    assert high - low < 1e-11
    assert found.residual < 1e-12
    assert (found.prices > 0).all()
    rho = np.abs(np.linalg.eigvals(e.A + np.outer(e.b, e.l))).max()
    assert found.rate_of_profit == pytest.approx(1 / rho - 1, rel=1e-9, abs=1e-11)


@given(st.integers(0, 10_000), st.floats(0.3, 1.7))
def test_P13_profit_is_positive_if_and_only_if_the_basket_is_worth_less_than_an_hour(
    random_economy, seed, value
) -> None:
    assume(abs(value - 1) > 1e-6)
    e = random_economy(5, seed, value)
    for economy in (
        Economy(e.A, e.l, wage_basket=e.b),
        Economy(e.A, e.l, wage_basket=e.b, capital=e.A, turnover=0.5),
    ):
        assert bool(economy.viable) == (value < 1)
        for wages in ("ante", "post"):
            if value < 1:
                assert economy.prices_of_production(wages).rate_of_profit > 0
            else:
                with pytest.raises(ModelError, match="real wage exceeds"):
                    economy.prices_of_production(wages)


@given(st.integers(0, 10_000), st.floats(0.0, 0.999))
def test_P13_standard_wage_is_one_minus_r_over_R(random_economy, seed, share) -> None:
    e = random_economy(5, seed)
    for tables in ({}, {"capital": e.A * 2, "depreciation": e.A * 0.02, "turnover": 0.3}):
        found = Economy(e.A, e.l, **tables).prices_of_production(
            interpretation="sraffian", profit_share=share, numeraire="standard_commodity"
        )
        assert found.rate_of_profit == pytest.approx(share * found.maximum_rate_of_profit)
        assert found.wage == pytest.approx(1 - share, rel=1e-9)


@given(st.integers(0, 10_000))
def test_P13_prices_at_no_profit_are_values(random_economy, seed) -> None:
    e = random_economy(5, seed)
    economy = Economy(e.A, e.l, output=e.Q, depreciation=e.A * 0.05, capital=e.A)
    prices = economy.prices_of_production(rate_of_profit=0, numeraire="labour_commanded").prices
    assert prices.to_numpy() == pytest.approx(economy.values().to_numpy(), rel=1e-10)


@given(st.integers(0, 10_000), st.floats(0, 0.9))
def test_P13_equal_compositions_make_prices_proportional_to_values(
    random_economy, seed, share
) -> None:
    e = random_economy(5, seed)
    vector = np.ones(5)
    for _ in range(400):
        vector = vector @ e.A
        vector /= vector.max()
    economy = Economy(e.A, vector)
    found = economy.prices_of_production(interpretation="sraffian", profit_share=share)
    ratio = found.prices / economy.values()
    assert ratio.to_numpy() == pytest.approx(ratio.mean(), rel=1e-8)


@given(st.integers(0, 10_000), st.integers(0, 4), st.floats(-4, 4))
def test_P13_units_of_goods_do_not_matter(random_economy, seed, good, power) -> None:
    e = random_economy(5, seed)
    s = np.ones(5)
    s[good] = 10**power  # new units in an old one
    old = Economy(e.A, e.l, wage_basket=e.b).prices_of_production(numeraire="wage_basket")
    A, labour = e.A * s[:, None] / s, e.l / s
    new = Economy(A, labour, wage_basket=e.b * s).prices_of_production(numeraire="wage_basket")
    assert new.rate_of_profit == pytest.approx(old.rate_of_profit, rel=1e-10)
    assert new.prices.to_numpy() * s == pytest.approx(old.prices.to_numpy(), rel=1e-9)


@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_P13_new_interpretation_identity(random_economy, seed, power) -> None:
    e = random_economy(5, seed)
    economy = Economy(e.A, e.l, output=e.Q)
    found = economy.prices_of_production(interpretation="new", value_of_labour_power=power)
    income = found.prices.to_numpy() @ e.y
    assert income == pytest.approx(e.l @ e.Q, rel=1e-11)
    assert power * income == pytest.approx(found.wage * (e.l @ e.Q), rel=1e-11)
    assert economy.value_of_labour_power(found) == pytest.approx(power, rel=1e-11)
    assert economy.melt(found) == pytest.approx(1, rel=1e-11)


@given(st.integers(0, 10_000), st.sampled_from(["ante", "post"]))
def test_P13_stocks_that_turn_over_once_are_circulating(random_economy, seed, wages) -> None:
    e = random_economy(5, seed)
    flow = Economy(e.A, e.l, wage_basket=e.b, output=e.Q)
    stock = Economy(
        e.A,
        e.l,
        wage_basket=e.b,
        output=e.Q,
        depreciation=e.A * 0,
        capital=e.A * 0,
        turnover=np.eye(5),
        taxes=np.zeros(5),
    )
    one, other = flow.prices_of_production(wages), stock.prices_of_production(wages)
    assert other.capital == "stock"
    assert other.rate_of_profit == pytest.approx(one.rate_of_profit, rel=1e-10)
    assert other.maximum_rate_of_profit == pytest.approx(one.maximum_rate_of_profit, rel=1e-10)
    assert other.prices.to_numpy() == pytest.approx(one.prices.to_numpy(), rel=1e-9)


@given(st.integers(0, 10_000), st.sampled_from(sorted(NUMERAIRES)))
def test_numeraires_change_the_scale_and_nothing_else(random_economy, seed, name) -> None:
    e = random_economy(4, seed)
    economy = Economy(e.A, e.l, wage_basket=e.b, output=e.Q)
    base, found = economy.prices_of_production(), economy.prices_of_production(numeraire=name)
    assert found.rate_of_profit == base.rate_of_profit
    ratio = (found.prices / base.prices).to_numpy()
    assert ratio == pytest.approx(ratio.mean(), rel=1e-12)
    p, w, lam = found.prices.to_numpy(), found.wage, e.lam
    r = found.rate_of_profit
    holds = {
        "gross_output": (p @ e.Q, e.Q.sum()),
        "total_value": (p @ e.Q, lam @ e.Q),
        "net_output": (p @ e.y, e.l @ e.Q),
        "surplus_value": (r * (p @ e.A + w * e.l) @ e.Q, (1 - lam @ e.b) * (e.l @ e.Q)),
        "wage_basket": (p @ e.b, 1),
        "value_of_wage_basket": (p @ e.b, lam @ e.b),
        "labour_commanded": (w, 1),
        "unit_basket": (p.sum(), 1),
    }
    if name in holds:
        assert holds[name][0] == pytest.approx(holds[name][1], rel=1e-10)


@given(st.integers(0, 10_000), st.floats(0.01, 0.99))
def test_a_rate_and_the_wage_that_it_leaves_are_two_ways_to_say_one_thing(
    random_economy, seed, share
) -> None:
    e = random_economy(4, seed)
    economy = Economy(e.A, e.l, output=e.Q, capital=e.A, turnover=0.5)
    basket = {0: 1.0, 2: 2.0}
    top = economy.prices_of_production(rate_of_profit=0).maximum_rate_of_profit
    first = economy.prices_of_production(rate_of_profit=share * top, numeraire=basket)
    second = economy.prices_of_production(wage=first.wage, numeraire=basket)
    assert second.rate_of_profit == pytest.approx(share * top, rel=1e-8)
    assert second.prices.to_numpy() == pytest.approx(first.prices.to_numpy(), rel=1e-7)


@given(st.integers(0, 10_000), st.sampled_from(["ante", "post"]), st.booleans())
def test_exact_prices_agree_with_decimals(random_economy, seed, wages, stock) -> None:
    e = random_economy(3, seed)
    A, labour, basket = e.A.round(3) + 0.001, e.l.round(3), e.b.round(3) * 0.5
    assume(basket.any())
    tables = {"capital": A, "turnover": [0.5, 1, 0.25]} if stock else {}
    economy = Economy(A, labour, wage_basket=basket, output=[1, 2, 3], **tables)
    assume(economy.viable)
    decimals = economy.prices_of_production(wages)
    exact = economy.prices_of_production(wages, exact=True)
    assert float(exact.rate_of_profit) == pytest.approx(decimals.rate_of_profit, rel=1e-9)
    assert exact.prices.astype(float).to_numpy() == pytest.approx(
        decimals.prices.to_numpy(), rel=1e-8
    )
    low, high = decimals.bounds
    assert low - 1e-12 <= float(exact.rate_of_profit) <= high + 1e-12
    assert exact.residual == 0


@pytest.mark.parametrize("wages", ["ante", "post"])
def test_sparse_and_large_economies_take_products_alone(random_economy, wages, monkeypatch) -> None:
    e = random_economy(40, 5)
    tables = {"wage_basket": e.b, "output": e.Q, "depreciation": e.A * 0.02, "turnover": 0.4}
    dense = Economy(e.A, e.l, capital=e.A * 2, **tables)
    thin = Economy(sparse.csr_array(e.A), e.l, capital=sparse.coo_array(e.A * 2), **tables)
    for options in (
        {},
        {"interpretation": "new", "value_of_labour_power": 0.5},
        {"rate_of_profit": 0.1},
        {"capital": "circulating"},
    ):
        one, other = (x.prices_of_production(wages, **options) for x in (dense, thin))
        assert other.rate_of_profit == pytest.approx(one.rate_of_profit, rel=CLOSE)
        assert other.prices.to_numpy() == pytest.approx(one.prices.to_numpy(), rel=1e-9)
    monkeypatch.setattr("capital.economy.system.LARGE", 10)
    again = Economy(e.A, e.l, capital=e.A * 2, **tables).prices_of_production(wages)
    expected = dense.prices_of_production(wages)
    assert again.prices.to_numpy() == pytest.approx(expected.prices.to_numpy(), rel=1e-9)


# What has no meaning is refused


def test_non_basics_that_grow_too_slowly_have_no_price() -> None:
    A = np.array([[0.2, 0.1], [0.0, 0.9]])  # the second good: beans of which 0.9 are seed
    economy = Economy(A, [1.0, 1.0], wage_basket=[0.1, 0.0], labels=["wheat", "beans"])
    with pytest.raises(ModelError, match=r"no positive prices.*wheat"):
        economy.prices_of_production()


def test_separate_groups_have_no_relative_price() -> None:
    economy = Economy(np.diag([0.5, 0.5]), None, labels=["north", "south"])
    with pytest.raises(ModelError, match=r"no relative price: .*north.*south|south.*north"):
        economy.prices_of_production()


@pytest.mark.parametrize("rate", [-0.1, 1.2])
def test_rates_outside_their_range(rate: float) -> None:
    with pytest.raises(ModelError, match="not between 0 and the maximum"):
        Economy([[0.5]], [1.0]).prices_of_production(rate_of_profit=rate)


def test_the_maximum_rate_leaves_no_wage(ochoa) -> None:
    economy = Economy(**ochoa)
    top = economy.prices_of_production().maximum_rate_of_profit
    for options in ({"rate_of_profit": top}, {"wage": 0}, {"value_of_labour_power": 0}):
        found = economy.prices_of_production(**options)
        assert found.wage == 0
        assert found.rate_of_profit == pytest.approx(1.02493919118516, rel=CLOSE)


def test_the_maximum_rate_prices_luxuries_too() -> None:
    A = np.array([[0.4, 0.1, 0.1], [0.1, 0.4, 0.0], [0.0, 0.0, 0.1]])
    economy = Economy(A, [1.0, 1.0, 1.0])
    for options in ({"rate_of_profit": 1.0}, {"wage": 0}):
        found = economy.prices_of_production(numeraire=0, **options)
        assert found.rate_of_profit == pytest.approx(1, rel=CLOSE)  # the basics alone: 0.4 + 0.1
        assert found.prices.tolist() == pytest.approx([1, 1, 0.25], rel=CLOSE)


def test_without_labour_a_good_has_no_price() -> None:
    system = build(np.diag([0.5, 0.5]), np.array([1.0, 0.0]), wages="ante")
    with pytest.raises(ModelError, match="need no labour"):
        at_rate(system, 0.1, maximum_rate(system))


def test_the_maximum_is_infinite_where_nothing_enters_its_own_production() -> None:
    economy = Economy([[0, 0.5], [0, 0]], [1.0, 1.0])
    found = economy.prices_of_production(rate_of_profit=3, numeraire="labour_commanded")
    assert found.maximum_rate_of_profit == np.inf
    assert found.prices.tolist() == [4.0, 12.0]


def test_prices_of_a_reducible_table_need_no_second_matrix() -> None:
    rng = np.random.default_rng(0)
    A = rng.random((2500, 2500)) / 5000
    A[1250:, :1250] = 0  # the goods from 1250 on are luxuries
    economy = Economy(A, rng.random(2500) + 0.1, wage_basket=np.repeat([1e-4, 0.0], [40, 2460]))
    tracemalloc.start()
    economy.prices_of_production()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.2 * A.nbytes
