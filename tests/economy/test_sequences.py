"""Temporal sequences: printed paths, both equalities in every period, and the limit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from capital.economy.sequences import temporal_sequence
from capital.errors import DataError, ModelError

Agrees = Callable[[object, str], bool]

A, HOURS, BASKET = (
    [["3/5", "1/3", "1/4"], [0, 0, 0], [0, 0, 0]],
    ["2/5", "2/3", "3/4"],
    [0, "3/5", 0],
)
TOTALS = [375, 300, 200]


def q(*texts: str) -> list[sp.Rational]:
    return [sp.Rational(text) for text in texts]


def floats(value: Any) -> np.ndarray[Any, Any]:
    exact = np.array(value, dtype=object)
    return np.vectorize(lambda item: float(sp.Rational(item)))(exact)


def test_T_F8_1_bortkiewicz_repeated(agrees: Agrees) -> None:
    path = temporal_sequence(A, HOURS, BASKET, TOTALS, [1, 1, 1], 5, exact=True)
    assert path.rates_of_profit[0] == sp.Rational(8, 27)
    for rate, printed in zip(
        path.rates_of_profit[1:], ("0.309746", "0.286875", "0.269612", "0.259881"), strict=True
    ):
        assert agrees(rate, printed)
    assert path.total_value[0] == 875
    for total, printed in zip(
        path.total_value[1:4], ("908.333", "932.944", "947.027"), strict=True
    ):
        assert agrees(total, printed)
    assert list(path.total_price) == list(path.total_value)
    assert list(path.total_profit) == list(path.surplus_value)
    assert not any(path.price_gap)
    assert not any(path.profit_gap)


def test_T_F8_1_limit_is_the_new_interpretation() -> None:
    parts = (floats(part) for part in (A, HOURS, BASKET, TOTALS))
    path = temporal_sequence(*parts, np.ones(3), 60)
    np.testing.assert_allclose(path.limit, [16 / 13, 40 / 39, 25 / 26], rtol=1e-13)
    np.testing.assert_allclose(path.limit, 25 / 26 * np.array([32 / 25, 16 / 15, 1]), rtol=1e-13)
    assert path.distance < 1e-12
    assert path.rates_of_profit[-1] == pytest.approx(1 / 4, rel=1e-12)
    np.testing.assert_allclose(path.simultaneous_rates, 1 / 4)


def test_P8_kliman_and_mcglone() -> None:
    inputs, hours, basket = [[1 / 2, 1 / 3], [0, 0]], [1 / 2, 2 / 3], [0, 1 / 2]
    path = temporal_sequence(inputs, hours, basket, [200, 300], [1, 1], 80)
    assert path.rates_of_profit[:2] == pytest.approx([3 / 7, 0.44], rel=1e-12)
    assert path.prices[1] == pytest.approx([15 / 14, 20 / 21], rel=1e-12)
    assert path.prices[5] == pytest.approx([1.148237233376885, 0.9972796543183362], rel=1e-12)
    assert path.limit == pytest.approx([(1 + math.sqrt(13)) / 4, 1], rel=1e-12)
    assert path.rates_of_profit[-1] == pytest.approx(4 - math.sqrt(13), rel=1e-12)
    assert path.simultaneous_rates[-1] == pytest.approx(4 - math.sqrt(13), rel=1e-12)
    np.testing.assert_allclose(path.total_price, path.total_value, rtol=1e-12)
    np.testing.assert_allclose(path.total_profit, path.surplus_value, rtol=1e-12)


@pytest.mark.parametrize(
    ("basket", "temporal", "physical"),
    [
        (0, ("4/5", "32/45", "256/385", "2048/3205"), ("1", "1", "1", "1")),
        ("1/20", ("2/3", "104/171", "29536/50589"), ("23/27", "117/133", "593/657")),
        ("1/4", ("2/7", "8/27"), ("3/7", "17/33")),
    ],
)
def test_T_E6_one_good_with_a_new_technique_each_period(
    basket: Any, temporal: tuple[str, ...], physical: tuple[str, ...]
) -> None:
    """A fifth of the labour is saved every period (T-E6.1 to T-E6.3)."""
    periods = len(temporal)
    hours = [[sp.Rational(4, 5) ** (t + 1)] for t in range(periods)]
    path = temporal_sequence([["1/2"]], hours, [basket], [1], [2], periods, exact=True)
    assert list(path.rates_of_profit) == q(*temporal)
    np.testing.assert_allclose(path.simultaneous_rates, [float(item) for item in q(*physical)])


def test_equalities_hold_whatever_changes() -> None:
    """Technique, real wage, outputs and MELT change in every period."""
    rng = np.random.default_rng(4)
    periods, n = 12, 4
    inputs = rng.random((periods, n, n)) * 0.15
    hours, basket = rng.uniform(0.5, 1, (periods, n)), rng.random((periods, n)) * 0.05
    outputs, melt = rng.uniform(1, 9, (periods, n)), 2 * 1.1 ** np.arange(periods + 1)
    start = rng.uniform(2, 3, n)
    path = temporal_sequence(inputs, hours, basket, outputs, start, periods, melt=melt)
    np.testing.assert_allclose(path.price_gap, 0, atol=1e-13)
    np.testing.assert_allclose(path.profit_gap, 0, atol=1e-13)
    real = (1 + path.rates_of_profit) / (melt[1:] / melt[:-1]) - 1
    np.testing.assert_allclose(path.real_rates_of_profit, real)
    p, t = start, 0  # the first period again, by hand
    constant, living = p @ inputs[0] @ outputs[0], hours[0] @ outputs[0]
    variable = (p @ basket[0]) * living
    value = melt[1] * (constant / melt[0] + living)
    cost = p @ (inputs[0] + np.outer(basket[0], hours[0]))
    np.testing.assert_allclose(path.prices[1], cost * value / (constant + variable))
    assert path.surplus_value[t] == pytest.approx(living - variable / melt[0])


def test_a_rising_melt_raises_the_rate_in_money_alone() -> None:
    inputs, hours, basket = [[0.5]], [1.0], [0.25]
    flat = temporal_sequence(inputs, hours, basket, [1], [2], 3)
    risen = temporal_sequence(inputs, hours, basket, [1], [2], 3, melt=1.05 ** np.arange(4))
    np.testing.assert_allclose(risen.real_rates_of_profit, flat.rates_of_profit)
    np.testing.assert_allclose(1 + risen.rates_of_profit, 1.05 * (1 + flat.rates_of_profit))


def test_input_is_not_changed() -> None:
    start = np.array([1.0, 1.0])
    given = [np.array([[0.5, 1 / 3], [0, 0]]), np.array([0.5, 2 / 3]), np.array([0, 0.5])]
    before = [part.copy() for part in given]
    temporal_sequence(*given, [200, 300], start, 4)
    assert all((part == old).all() for part, old in zip(given, before, strict=True))
    assert (start == 1).all()


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"b": [3]}, ModelError, "period 0 wages buy back more"),
        ({"b": [0.6], "start": [1.5], "periods": 1}, ModelError, "period 0 the real wage exceeds"),
        ({"periods": 0}, DataError, "0 periods"),
        ({"start": [0]}, DataError, "start must be positive"),
        ({"melt": [1, 1]}, DataError, r"give 3"),
        ({"A": [[0.5, 0]]}, DataError, "A has the shape"),
        ({"l": [-1]}, DataError, "l is -1.0"),
    ],
)
def test_bad_input_is_refused(change: dict[str, Any], error: type[Exception], text: str) -> None:
    given = {"A": [[0.5]], "l": [1], "b": [0.25], "outputs": [1], "start": [2], "periods": 2}
    with pytest.raises(error, match=text):
        temporal_sequence(**(given | change))
