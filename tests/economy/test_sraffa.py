"""The wage–profit curve, the standard commodity and dated labour, against Sraffa's numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.economy.sraffa import MANY, dated_labour, standard_commodity, wage_profit_curve
from capital.errors import DataError, ModelError, UnknownNameError

#: Sraffa § 25: inputs of iron, coal and wheat, labour, and outputs.
INPUTS = np.array([[90, 50, 40], [120, 125, 40], [60, 150, 200]], dtype=object)
OUTPUTS = np.array([sp.Integer(180), sp.Integer(450), sp.Integer(480)], dtype=object)
SRAFFA = INPUTS / OUTPUTS
HOURS = np.array([sp.Rational(k, 16) for k in (3, 5, 8)], dtype=object) / OUTPUTS

#: Machines and corn (T-E4.2, before the change).
TWO, TWO_HOURS, CORN = [["3/5", "3/10"], [0, 0]], [2, 1], [0, 1]

CUBIC = [["1/4", "1/5", 0], [0, "1/4", "1/3"], ["1/7", 0, "1/5"]]


def q(*texts: str) -> list[sp.Rational]:
    return [sp.Rational(text) for text in texts]


def economy(seed: int, size: int) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    A = rng.random((size, size))
    A *= rng.uniform(0.4, 0.8) / A.sum(axis=0)
    return A, rng.uniform(0.1, 1, size), rng.random(size)


def test_T_F9_1_subsistence_and_surplus() -> None:
    """280 wheat and 12 iron, 120 wheat and 8 iron; P5's first two cases, workers fed as cattle."""
    for wheat, rate, iron in ((400, "0", 10), (575, "1/4", 15)):
        A = [[sp.Rational(280, wheat), 6], [sp.Rational(12, wheat), sp.Rational(2, 5)]]
        curve = wage_profit_curve(A, [1, 1], [1, 0], [rate], wages="post", exact=True)
        assert curve.maximum_rate_of_profit == sp.Rational(rate)
        assert list(curve.prices[0]) == [1, iron]
        floats = np.array(A, dtype=float)
        same = wage_profit_curve(floats, [1, 1], [1, 0], [float(sp.Rational(rate))], wages="post")
        np.testing.assert_allclose(same.prices[0], [1, iron], rtol=1e-12)


def test_P5_three_goods() -> None:
    inputs = np.array([[240, 90, 120], [12, 6, 3], [18, 12, 30]])
    A = inputs / np.array([450, 21, 60])
    curve = wage_profit_curve(A, [1, 1, 1], [1, 0, 0], [0], wages="post")
    np.testing.assert_allclose(curve.prices[0], [1, 10, 5], rtol=1e-12)
    assert curve.maximum_rate_of_profit == pytest.approx(0, abs=1e-14)


def test_T_F9_2_standard_system() -> None:
    standard = standard_commodity(SRAFFA, HOURS, labour="3/4", exact=True)
    assert standard.maximum_rate_of_profit == sp.Rational(1, 5)
    assert list(standard.outputs / OUTPUTS) == q("1", "3/5", "3/4")
    assert list(standard.inputs) == [150, 225, 300]
    assert list(standard.outputs) == [180, 270, 360]
    assert HOURS @ standard.outputs == sp.Rational(3, 4)
    assert standard.residual == 0
    unit = standard_commodity(SRAFFA, HOURS, exact=True)
    assert list(unit.net_product) == [40, 60, 80]


def test_T_F9_2_wages_and_prices_in_the_standard_commodity() -> None:
    rates = q("0", "1/10", "1/5")
    curve = wage_profit_curve(SRAFFA, HOURS, [40, 60, 80], rates, wages="post", exact=True)
    assert list(curve.wages) == [1 - 5 * r for r in rates]
    assert list(curve.prices[0]) == q("49/4640", "51/11600", "91/23200")
    assert list(curve.prices[1]) == q("24911/2218720", "4857/1109360", "7993/2218720")
    assert list(curve.prices[2]) == q("11/920", "1/230", "3/920")
    assert curve.residual == 0


def test_T_F9_3_ante_and_post() -> None:
    rates = q("1/10", "1/4", "1/3")
    post = wage_profit_curve(TWO, TWO_HOURS, CORN, rates, wages="post", exact=True)
    ante = wage_profit_curve(TWO, TWO_HOURS, CORN, rates, wages="ante", exact=True)
    assert list(post.wages) == [(2 - 3 * r) / 5 for r in rates]
    assert list(ante.wages) == [(2 - 3 * r) / (5 * (1 + r)) for r in rates]
    assert ante.wages[1] == post.wages[2] == sp.Rational(1, 5)


def test_K_11_timing_of_wages_is_said_and_matters() -> None:
    with pytest.raises(TypeError, match="wages"):
        wage_profit_curve(TWO, TWO_HOURS, CORN, [0], exact=True)  # type: ignore[call-arg]
    with pytest.raises(UnknownNameError, match="ante"):
        wage_profit_curve(TWO, TWO_HOURS, CORN, [0], wages="anti", exact=True)
    ante, post = (
        wage_profit_curve(TWO, TWO_HOURS, CORN, ["1/4"], wages=when, exact=True).wages[0]
        for when in ("ante", "post")
    )
    assert (ante, post) == (sp.Rational(1, 5), sp.Rational(1, 4))


def test_K_12_the_straight_line_needs_the_standard_commodity_and_post_wages() -> None:
    rates = np.linspace(0, 0.2, 9)
    A, l = SRAFFA.astype(float), HOURS.astype(float)
    standard = standard_commodity(A, l).net_product
    line = 1 - rates / 0.2

    def wages(numeraire: Any, when: str) -> Any:
        return wage_profit_curve(A, l, numeraire, rates, wages=when).wages

    np.testing.assert_allclose(wages(standard, "post"), line, atol=1e-13)
    np.testing.assert_allclose(wages(standard, "ante"), line / (1 + rates), atol=1e-13)
    other = wages([1.0, 0, 0], "post")
    assert np.abs(other / other[0] - line).max() > 1e-3


@given(st.integers(0, 10**6), st.sampled_from(["ante", "post"]))
def test_many_rates_agree_with_one_solve_for_each(seed: int, when: str) -> None:
    A, l, d = economy(seed, 7)
    curve = wage_profit_curve(A, l, d, wages=when)
    assert len(curve.rates_of_profit) == 100 > MANY
    for k in (0, 13, 50, 98):
        sigma = 1 + curve.rates_of_profit[k]
        u = np.linalg.solve((np.eye(7) - sigma * A).T, l) * (sigma if when == "ante" else 1)
        assert curve.wages[k] == pytest.approx(1 / (u @ d), rel=1e-10)
        np.testing.assert_allclose(curve.prices[k], u / (u @ d), rtol=1e-10)


@given(st.integers(0, 10**6))
def test_the_curve_falls_from_values_to_the_maximum_rate(seed: int) -> None:
    A, l, d = economy(seed, 6)
    curve = wage_profit_curve(A, l, d, wages="post")
    R = 1 / np.abs(np.linalg.eigvals(A)).max() - 1
    lam = np.linalg.solve((np.eye(6) - A).T, l)
    assert curve.maximum_rate_of_profit == pytest.approx(R, rel=1e-12)
    assert curve.bounds[0] <= curve.maximum_rate_of_profit <= curve.bounds[1]
    assert curve.wages[0] * (lam @ d) == pytest.approx(1)
    assert curve.wages[-1] == 0
    assert (np.diff(curve.wages) < 0).all()
    assert (curve.prices > 0).all()
    np.testing.assert_allclose(curve.prices @ d, 1)
    assert curve.residual < 1e-12


@given(st.integers(0, 10**6))
def test_the_standard_commodity_of_any_economy(seed: int) -> None:
    A, l, _ = economy(seed, 5)
    standard = standard_commodity(A, l)
    rates = standard.maximum_rate_of_profit * np.array([0, 0.3, 0.8, 1])
    curve = wage_profit_curve(A, l, standard.net_product, rates, wages="post")
    line = 1 - rates / standard.maximum_rate_of_profit
    np.testing.assert_allclose(curve.wages, line, atol=1e-11)
    np.testing.assert_allclose(standard.net_product / standard.inputs, rates[-1])


def test_a_large_table_in_any_units() -> None:
    """Units that differ by many orders of magnitude leave rates and the wage as they were."""
    A, l, d = economy(3, 60)
    units = 10.0 ** np.random.default_rng(1).uniform(-3, 3, 60)
    one = wage_profit_curve(A, l, d, wages="post")
    other = wage_profit_curve(A * units[:, None] / units, l / units, d * units, wages="post")
    np.testing.assert_allclose(other.rates_of_profit, one.rates_of_profit, rtol=1e-11)
    np.testing.assert_allclose(other.wages, one.wages, rtol=1e-8, atol=1e-14)


def test_non_basics_stay_out_of_the_standard_and_can_have_a_lower_maximum() -> None:
    A = np.array([[0.5, 0.1, 0.1], [0.2, 0.4, 0.1], [0, 0, 0.9]])
    standard = standard_commodity(A, np.ones(3))
    assert standard.outputs[2] == 0
    R = 1 / np.abs(np.linalg.eigvals(A[:2, :2])).max() - 1
    assert standard.maximum_rate_of_profit == pytest.approx(R)
    beans = wage_profit_curve(A, np.ones(3), [0, 0, 1], wages="post")
    assert beans.maximum_rate_of_profit == pytest.approx(1 / 9)
    with pytest.raises(ModelError, match="numéraire has no price"):
        wage_profit_curve(A, np.ones(3), [1, 0, 0], wages="post")
    corn = wage_profit_curve(A, np.ones(3), [1, 0, 0], [0, 0.1], wages="post")
    assert (corn.wages > 0).all()


def test_prices_at_the_maximum_of_goods_made_from_basics() -> None:
    A = [[0.5, 0.2, 0], [0, 0, 0.5], [0, 0, 0]]  # the third is made from the second
    curve = wage_profit_curve(A, [1, 1, 1], [1, 0, 0], [1.0], wages="post")
    np.testing.assert_allclose(curve.prices[0], [1, 0.4, 0.4])
    assert curve.wages[0] == 0


def test_dated_labour_adds_up_to_values_and_to_prices() -> None:
    parts = dated_labour(SRAFFA, HOURS, 4, exact=True)
    assert list(parts.values) == q("49/4640", "51/11600", "91/23200")
    assert list(sum(parts.labour) + parts.remainder) == list(parts.values)
    A, l, d = economy(5, 4)
    series = dated_labour(A, l, 400).labour
    curve = wage_profit_curve(A, l, d, [0.1], wages="post")
    cost = 1.1 ** np.arange(400) @ series
    np.testing.assert_allclose(curve.wages[0] * cost, curve.prices[0], rtol=1e-10)


def test_exact_answers_keep_square_roots() -> None:
    A = [["1/2", "1/4"], ["1/4", "1/4"]]
    standard = standard_commodity(A, [1, 1], exact=True)
    assert standard.residual == 0
    assert sp.simplify(standard.maximum_rate_of_profit - (5 - 2 * sp.sqrt(5))) == 0
    floats = standard_commodity([[0.5, 0.25], [0.25, 0.25]], [1, 1])
    assert float(standard.maximum_rate_of_profit) == pytest.approx(floats.maximum_rate_of_profit)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: wage_profit_curve([[0.5]], [1], [1], [1.1], wages="post"), ModelError, "exceeds"),
        (lambda: wage_profit_curve([[1.5]], [1], [1], [0], wages="post"), ModelError, "1.5"),
        (lambda: wage_profit_curve([[0]], [1], [1], wages="post"), ModelError, "no rates"),
        (lambda: wage_profit_curve([[0.5]], [0], [1], wages="post"), DataError, "l is zero"),
        (lambda: wage_profit_curve([[0.5]], [1], [0], wages="post"), DataError, "numeraire is"),
        (lambda: wage_profit_curve([[0.5, 0]], [1], [1], wages="post"), DataError, "square"),
        (lambda: wage_profit_curve([[-0.5]], [1], [1], wages="post"), DataError, r"at \[0, 0\]"),
        (
            lambda: wage_profit_curve([[0.5, 0], [0, 0.5]], [1, 0], [0, 1], [0], wages="post"),
            DataError,
            "no labour enters",
        ),
        (lambda: standard_commodity([[0.5, 0], [0, 0.4]], [1, 1]), ModelError, "no good enters"),
        (lambda: standard_commodity([[0.5, 0.1], [0, 0]], [0, 1]), ModelError, "no labour makes"),
        (
            lambda: wage_profit_curve(
                [["1/2", 0], [0, "1/2"]], [1, 1], [1, 1], [1], wages="post", exact=True
            ),
            ModelError,
            "2 independent solutions",
        ),
        (lambda: standard_commodity(CUBIC, [1, 1, 1], exact=True), ModelError, "root of order 3"),
        (lambda: dated_labour([[1.0]], [1], 3), ModelError, "just replaced"),
        (lambda: dated_labour([[0.5]], [1], 0), DataError, "0 terms"),
    ],
)
def test_bad_input_is_refused(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call()
