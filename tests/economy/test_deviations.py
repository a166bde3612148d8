"""Distances of price systems: published figures, other formulas, and what they do not depend on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse, stats

from capital.economy import deviations as dev
from capital.economy.prices import at_real_wage
from capital.economy.system import build
from capital.economy.values import values
from capital.errors import DataError, ModelError

Agrees = Callable[[object, str], bool]
# Ochoa's three sectors (1984), as in theory and in the README of clptheory.
A = np.array([[0.265, 0.968, 0.00681], [0.0121, 0.391, 0.0169], [0.0408, 0.808, 0.165]])
L = np.array([0.193, 3.562, 0.616])
B = np.array([0.0109, 0.0275, 0.296])
Q = np.array([26530.0, 18168.0, 73840.0])

MEASURES = (*dev.NUMERAIRE_DEPENDENT, *dev.SCALE_FREE)
POSITIVE = st.floats(0.05, 20.0)
SECTORS = st.integers(3, 12)


@st.composite
def systems(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    """Prices, base, weights, bundle and positive factors, one of each a sector."""
    n = draw(SECTORS)
    return tuple(draw(hnp.arrays(float, n, elements=POSITIVE)) for _ in range(5))


def ochoa() -> tuple[np.ndarray, np.ndarray]:
    """Prices of production and direct prices, not yet normalised."""
    return at_real_wage(build(A, L, wages="ante"), B).prices, values(A, L)


def measures_of(found: dev.Deviations) -> dict[str, float]:
    return {name: getattr(found, name) for name in MEASURES}


# --- published figures --------------------------------------------------------------------------


def test_T_F11_1_ochoa_circulating(agrees: Agrees) -> None:
    p, direct = ochoa()
    found = dev.deviations(p, direct, weights=direct * Q, bundle=Q)
    printed = {"mad": "0.101905", "rmse": "0.108100", "angle": "6.156776", "distance": "0.107404"}
    for name, number in printed.items():
        assert agrees(getattr(found, name), number), name


def test_T_F11_1_with_the_sample_deviation_the_angle_would_be_another() -> None:
    p, direct = ochoa()
    found = dev.deviations(p, direct, weights=direct * Q, bundle=Q)
    wrong = np.degrees(np.arctan(found.ratio.std(ddof=1) / found.ratio.mean()))
    assert np.tan(np.radians(wrong)) / np.tan(np.radians(found.angle)) == pytest.approx(1.5**0.5)


def test_marx_five_spheres() -> None:
    """Capital III, ch. 9: |deviations| 2, 8, 18, 7, 17 from values of 422 in all."""
    value, price = [90, 111, 131, 70, 20], [92, 103, 113, 77, 37]
    found = dev.deviations(price, value, weights=value)
    assert found.mawd == pytest.approx(52 / 422)
    assert found.weights @ found.ratio == pytest.approx(1)  # total price = total value


# --- other formulas for the same -----------------------------------------------------------------


@given(systems())
def test_angle_and_distance_are_those_between_vectors(drawn: tuple[np.ndarray, ...]) -> None:
    p, d, weights, _, _ = drawn
    found = dev.deviations(p, d, weights=weights)
    z, one = p / d, np.ones(len(p))
    cosine = z @ one / np.linalg.norm(z) / np.linalg.norm(one)
    assert np.cos(np.radians(found.angle)) == pytest.approx(cosine, abs=1e-12)
    chord = np.linalg.norm(z / np.linalg.norm(z) - one / np.linalg.norm(one))
    assert found.distance == pytest.approx(chord, abs=1e-9)
    assert found.cv == pytest.approx(stats.variation(z), abs=1e-12)


@given(systems())
def test_mawd_with_weights_of_the_base_is_the_difference_of_totals(
    drawn: tuple[np.ndarray, ...],
) -> None:
    p, d, output, _, _ = drawn
    found = dev.deviations(p, d, weights=d * output)
    assert found.mawd == pytest.approx((abs(p - d) * output).sum() / (d * output).sum())
    assert found.weights.sum() == pytest.approx(1)


def test_the_regression_is_that_of_statsmodels() -> None:
    random = np.random.default_rng(3)
    d = np.exp(random.normal(size=40))
    p = d**0.8 * np.exp(0.3 * random.normal(size=40))
    fit = sm.OLS(np.log(p), sm.add_constant(np.log(d))).fit()
    found = dev.deviations(p, d, weights=d)
    assert [found.intercept, found.slope] == pytest.approx(list(fit.params), abs=1e-12)
    assert found.r_squared == pytest.approx(fit.rsquared, abs=1e-12)
    assert found.correlation == pytest.approx(np.corrcoef(np.log(p), np.log(d))[0, 1], abs=1e-12)


def test_rmse_splits_into_bias_and_spread() -> None:
    p, direct = ochoa()
    found = dev.deviations(p, direct, weights=direct * Q, bundle=Q)
    assert found.rmse**2 == pytest.approx((found.ratio.mean() - 1) ** 2 + found.ratio.var())


# --- what a measure depends on -------------------------------------------------------------------


@given(systems(), st.floats(0.01, 100.0))
def test_scale_free_measures_do_not_know_the_numeraire(
    drawn: tuple[np.ndarray, ...], factor: float
) -> None:
    p, d, weights, _, _ = drawn
    first, second = (dev.deviations(k * p, d, weights=weights) for k in (1.0, factor))
    for name in dev.SCALE_FREE:
        expected = getattr(first, name)
        assert getattr(second, name) == pytest.approx(expected, abs=1e-6, nan_ok=True), name


@pytest.mark.parametrize("name", dev.NUMERAIRE_DEPENDENT)
def test_the_others_do(name: str) -> None:
    p, direct = ochoa()
    first, second = (dev.deviations(k * p, direct, weights=direct * Q) for k in (1.0, 2.0))
    assert getattr(first, name) != pytest.approx(getattr(second, name), rel=1e-3)


def test_every_measure_is_in_one_of_the_two_lists() -> None:
    assert len(set(MEASURES)) == len(MEASURES)
    assert set(dev.measures(*(np.ones(3),) * 3)) == set(MEASURES)


@given(systems(), st.floats(0.01, 100.0))
def test_with_a_bundle_nothing_depends_on_how_prices_were_scaled(
    drawn: tuple[np.ndarray, ...], factor: float
) -> None:
    p, d, weights, bundle, _ = drawn
    first = dev.deviations(p, d, weights=weights, bundle=bundle)
    second = dev.deviations(factor * p, d / factor, weights=weights, bundle=bundle)
    for name in set(MEASURES) - {"intercept"}:
        expected = getattr(first, name)
        assert getattr(second, name) == pytest.approx(expected, abs=1e-6, nan_ok=True), name
    priced = first.ratio * d
    assert priced @ bundle == pytest.approx(d @ bundle)


@given(systems())
def test_units_of_goods_matter_to_the_regression_only(drawn: tuple[np.ndarray, ...]) -> None:
    p, d, weights, bundle, units = drawn
    first = dev.deviations(p, d, weights=weights, bundle=bundle)
    second = dev.deviations(p * units, d * units, weights=weights, bundle=bundle / units)
    for name in set(MEASURES) - set(dev.UNIT_DEPENDENT):
        assert getattr(second, name) == pytest.approx(getattr(first, name), abs=1e-6), name


@pytest.mark.parametrize("name", dev.UNIT_DEPENDENT)
def test_units_of_goods_do_matter_to_the_regression(name: str) -> None:
    p, direct = ochoa()
    units = np.array([1.0, 1000.0, 0.1])
    first = dev.deviations(p, direct, weights=Q)
    second = dev.deviations(p * units, direct * units, weights=Q)
    assert getattr(first, name) != pytest.approx(getattr(second, name), rel=1e-3)


@given(systems(), st.floats(0.01, 100.0))
def test_proportional_vectors_are_at_an_angle_of_zero(
    drawn: tuple[np.ndarray, ...], factor: float
) -> None:
    _, d, weights, bundle, _ = drawn
    found = dev.deviations(factor * d, d, weights=weights)
    assert [found.angle, found.distance, found.cv] == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.mad == pytest.approx(abs(factor - 1))
    same = dev.deviations(factor * d, d, weights=weights, bundle=bundle)
    assert [same.mad, same.mawd, same.rmse] == pytest.approx([0, 0, 0], abs=1e-12)


def test_the_direction_of_a_comparison_matters() -> None:
    p, direct = ochoa()
    there = dev.deviations(p, direct, weights=Q, bundle=Q)
    back = dev.deviations(direct, p, weights=Q, bundle=Q)
    assert there.angle != pytest.approx(back.angle, rel=1e-3)
    assert there.correlation == pytest.approx(back.correlation)


def test_where_output_is_counted_in_money_nothing_is_left_to_regress() -> None:
    found = dev.deviations([0.8, 1.1, 1.3], [1.0, 1.0, 1.0], weights=[1, 1, 1])
    assert np.isnan([found.slope, found.intercept, found.correlation, found.r_squared]).all()
    assert found.mad == pytest.approx(0.2)


# --- each between each ---------------------------------------------------------------------------


def test_compare_takes_each_pair_at_the_same_price_of_the_bundle() -> None:
    p, direct = ochoa()
    market = np.array([4.0, 60.0, 7.0])  # the market prices of the README of clptheory
    named = {"market": market, "production": p, "direct": direct}
    found = dev.compare(named, Q, bundle=Q)
    assert list(found) == [
        ("market", "production"),
        ("market", "direct"),
        ("production", "direct"),
    ]
    for (first, second), one in found.items():
        base = named[second]
        expected = dev.deviations(named[first], base, weights=base * Q, bundle=Q)
        assert measures_of(one) == measures_of(expected)
        assert one.weights @ one.ratio == pytest.approx(1)


def test_a_bundle_of_one_good_gives_it_a_deviation_of_zero() -> None:
    p, direct = ochoa()
    found = dev.compare({"p": p, "d": direct}, Q, bundle=[0, 1, 0])["p", "d"]
    assert found.ratio[1] == pytest.approx(1)
    assert (abs(found.ratio - 1) > 0.1).sum() == 1


# --- size ----------------------------------------------------------------------------------------


def sectors(n: int = 400) -> tuple[np.ndarray, ...]:
    """Unit prices, unrelated base, and outputs that differ by orders of magnitude."""
    random = np.random.default_rng(11)
    return tuple(np.exp(scale * random.normal(size=n)) for scale in (0.3, 0.3, 2.0))


def test_totals_of_unrelated_prices_correlate_by_size_alone() -> None:
    p, d, output = sectors()
    found = dev.size_control(p, d, output)
    assert found.totals.correlation > 0.95
    assert abs(found.units.correlation) < 0.15
    assert abs(found.partial.correlation) < 0.15
    assert found.size_alone > 0.95


def test_related_prices_keep_their_correlation_when_size_is_out() -> None:
    p, noise, output = sectors()
    found = dev.size_control(p, p * noise**0.2, output)
    assert found.units.correlation > 0.9
    assert found.partial.correlation > 0.9


def test_partial_fit_is_the_multiple_regression() -> None:
    p, d, output = sectors()
    hours = output * d**0.5 * (1 + 0.1 * np.cos(np.arange(400.0)))
    found = dev.size_control(p, d, output, size=hours)
    y, x, s = np.log(p * output), np.log(d * output), np.log(hours)
    fit = sm.OLS(y, sm.add_constant(np.column_stack([x, s]))).fit()
    assert found.partial.slope == pytest.approx(fit.params[1], abs=1e-9)
    r = np.corrcoef([y, x, s])
    partial = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    assert found.partial.correlation == pytest.approx(partial, abs=1e-9)
    assert found.partial.intercept == pytest.approx(0, abs=1e-12)
    assert found.size_alone == pytest.approx(r[0, 2] ** 2, abs=1e-12)


def test_with_output_as_size_partial_totals_are_partial_unit_prices() -> None:
    p, d, output = sectors()
    found = dev.size_control(p, d, output)
    rests = [dev.log_residual(np.log(item), np.log(output))[0] for item in (p, d)]
    assert found.partial.correlation == pytest.approx(np.corrcoef(rests)[0, 1])


def test_output_in_money_leaves_nothing_but_size() -> None:
    _, d, output = sectors()
    with pytest.raises(DataError, match="the totals of prices are nothing but size"):
        dev.size_control(np.ones(400), d, output)
    found = dev.size_control(
        np.ones(400), d, output, size=output * d**0.5 * (1 + 0.1 * np.cos(np.arange(400.0)))
    )
    assert np.isnan(found.units.correlation)
    assert -1 < found.partial.correlation < 0


# --- other bases of value ------------------------------------------------------------------------


def test_integrated_coefficients_are_those_of_T_F12_1() -> None:
    augmented = np.array([[3 / 5, 3 / 10], [2 / 5, 1 / 5]])
    assert dev.integrated_coefficients(augmented, 0) == pytest.approx([3 / 4, 3 / 8])
    assert dev.integrated_coefficients(augmented, 1) == pytest.approx([1, 1 / 2])


def test_integrated_coefficients_add_up_all_rounds() -> None:
    for good in range(3):
        others = A.copy()
        others[good] = 0
        round_, total = A[good].copy(), np.zeros(3)
        for _ in range(200):
            total, round_ = total + round_, round_ @ others
        assert dev.integrated_coefficients(A, good) == pytest.approx(total, rel=1e-12)


def test_labour_entered_as_a_good_gives_labour_values() -> None:
    table = np.zeros((4, 4))
    table[:3, :3], table[3, :3] = A, L
    assert dev.integrated_coefficients(table, 3)[:3] == pytest.approx(values(A, L))


def test_the_two_countings_of_a_base_are_proportional() -> None:
    other = A[0] @ np.linalg.solve(np.eye(3) - A, np.eye(3))
    ratio = dev.integrated_coefficients(A, 0) / other
    assert ratio == pytest.approx(np.full(3, ratio[0]))


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prices", "base", "weights", "bundle", "said"),
    [
        ([1, 0, 2], [1, 1, 1], [1, 1, 1], None, "prices has 0 for sector 1"),
        ([1, 1, 2], [1, -1, 1], [1, 1, 1], None, "base has -1 for sector 1"),
        ([1, np.nan, 2], [1, 1, 1], [1, 1, 1], None, "prices has nan for sector 1"),
        ([1, 1], [1, 1, 1], [1, 1], None, "base has the shape"),
        ([1, 1], [1, 1], [0, 0], None, "weights is no set of numbers"),
        ([1, 1], [1, 1], [1, -1], None, "weights is no set of numbers"),
        ([1, 1], [1, 1], [1, 1], [0, 0], "bundle is no set of numbers"),
        ([1, 1], [1, 1], [1, 1], [1], "bundle is no set of numbers"),
        ([[1, 1]], [[1, 1]], [1, 1], None, "prices has the shape"),
    ],
)
def test_bad_vectors_are_refused(
    prices: object, base: object, weights: object, bundle: object, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        dev.deviations(prices, base, weights=weights, bundle=bundle)  # type: ignore[arg-type]


def test_other_bad_input_is_refused() -> None:
    with pytest.raises(DataError, match="needs two price systems"):
        dev.compare({"market": [1, 1]}, [1, 1], bundle=[1, 1])
    with pytest.raises(DataError, match="too few"):
        dev.size_control([1, 2, 3], [1, 2, 3], [1, 2, 3])
    with pytest.raises(DataError, match="there is no good 3"):
        dev.integrated_coefficients(A, 3)
    with pytest.raises(DataError, match="no square matrix"):
        dev.integrated_coefficients(-A, 0)
    with pytest.raises(ModelError, match="productive"):
        dev.integrated_coefficients(np.array([[0.5, 0.1], [0.1, 1.2]]), 0)


def test_input_is_left_as_it_was() -> None:
    table, p = A.copy(), np.array([1.0, 2.0, 3.0])
    dev.integrated_coefficients(table, 0)
    dev.deviations(p, L, weights=Q, bundle=Q)
    assert np.array_equal(table, A)
    assert np.array_equal(p, [1, 2, 3])


def test_a_sparse_table_gives_the_same_content() -> None:
    table = np.random.default_rng(2).random((6, 6)) * 0.1
    thin = dev.integrated_coefficients(sparse.csr_array(table), 2)
    assert thin == pytest.approx(dev.integrated_coefficients(table, 2), rel=1e-12)
