"""Balanced growth of n sectors: productive or not, fastest ray, duality, Cambridge, gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from capital.errors import DataError, ModelError
from capital.theory import balanced_growth as growth
from capital.theory import reproduction

R = sp.Rational
#: Means of production, wage goods, luxuries: nobody needs luxuries to produce.
THREE = [["1/4", "1/4", "1/2"], ["1/3", "1/6", "1/6"], [0, 0, 0]]
#: Marx's first illustration on its ray: what a unit of value uses up, c in row I and v in row II.
MARX = [["2/3", "1/2"], ["1/6", "1/4"]]

entries = st.floats(min_value=0.0, max_value=1.0)
squares = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n)
)


def radius(matrix) -> float:
    return float(max(abs(np.linalg.eigvals(np.asarray(matrix, dtype=float)))))


# Productive systems


def test_augmented_matrix_counts_the_workers_consumption() -> None:
    A, labour, basket = np.array([[0.2, 0.1], [0.0, 0.3]]), [2.0, 1.0], [0.05, 0.1]
    M = growth.augmented(A, labour, basket)
    assert M.to_numpy() == pytest.approx(np.array([[0.3, 0.15], [0.2, 0.4]]))
    assert growth.augmented(A, labour, basket, exact=True).loc[1, 1] == R(3, 10)
    assert A[0, 0] == 0.2  # the input is left alone


@given(squares, st.floats(0.1, 2.0))
def test_hawkins_simon_and_the_spectral_radius_agree(rows, scale) -> None:
    matrix = np.array(rows) * scale
    rho = radius(matrix)
    assume(abs(rho - 1) > 1e-6 and abs(1 - matrix[0, 0]) > 1e-9)
    assert bool(growth.productive(matrix)) == (rho < 1)


@given(squares)
def test_running_products_of_pivots_are_the_principal_minors(rows) -> None:
    matrix = np.array(rows) / 8
    found = growth.productive(matrix)
    rest = np.eye(len(matrix)) - matrix
    minors = [np.linalg.det(rest[: j + 1, : j + 1]) for j in range(len(found.pivots))]
    assert np.cumprod(found.pivots.to_numpy()) == pytest.approx(minors, rel=1e-9)


def test_productive_says_why_not() -> None:
    labels = ["corn", "iron"]
    A = pd.DataFrame([["1/2", "1/2"], ["3/4", "1/2"]], labels, labels)
    found = growth.productive(A, exact=True)
    assert not found
    assert found.reason.startswith("a unit of iron yields -1/4 net of what it needs")
    assert list(found.pivots) == [R(1, 2), R(-1, 4)]
    assert growth.productive([["1/2", "1/2"], ["1/4", "1/2"]], exact=True).productive


def test_the_edge_is_decided_in_rationals_only() -> None:
    edge = [["1/10", "9/10"], ["9/10", "1/10"]]
    found = growth.productive(edge, exact=True)
    assert not found
    assert found.reason == "a unit of 2 yields 0 net of what it needs: nothing is left"
    with pytest.raises(ModelError, match="exact=True"):
        growth.productive([[0.1, 0.9], [0.9, 0.1]])


# Fastest growth


def test_corn_model_by_hand() -> None:
    """A unit of corn takes 2/5 of seed and an hour that is paid 1/5: g* = r = 1/(3/5) − 1."""
    found = growth.maximum_growth(growth.augmented([["2/5"]], [1], ["1/5"], exact=True), exact=True)
    assert found.growth == found.rate_of_profit == R(2, 3)
    assert found.residual == 0


def test_luxuries_are_not_produced_and_have_a_price() -> None:
    found = growth.maximum_growth(THREE, exact=True)
    assert found.growth == R(1)  # ρ of [[1/4, 1/4], [1/3, 1/6]] is 1/2
    assert list(found.outputs) == [R(1, 2), R(1, 2), 0]
    assert list(found.prices) == [R(1, 3), R(1, 4), R(5, 12)]
    assert found.residual == 0
    decimals = growth.maximum_growth([[float(R(x)) for x in row] for row in THREE])
    assert decimals.growth == pytest.approx(1.0)
    assert decimals.outputs.to_numpy() == pytest.approx(found.outputs.astype(float).to_numpy())
    assert decimals.prices.to_numpy() == pytest.approx(found.prices.astype(float).to_numpy())


def test_a_rate_may_be_a_square_root() -> None:
    found = growth.maximum_growth([["1/4", "1/8"], ["1/4", "1/2"]], exact=True)
    assert found.growth == 3 - 4 * sp.sqrt(3) / 3
    assert found.residual == 0
    assert sp.expand(sum(found.outputs)) == sp.expand(sum(found.prices)) == 1


def test_a_rate_of_higher_order_is_refused_exactly_and_found_in_decimals() -> None:
    cubic = [["1/4", "1/8", 0], ["1/4", "1/2", "1/7"], ["1/3", "1/5", "1/7"]]
    with pytest.raises(ModelError, match="root of order 3"):
        growth.maximum_growth(cubic, exact=True)
    decimals = [[float(R(x)) for x in row] for row in cubic]
    assert growth.maximum_growth(decimals).growth == pytest.approx(1 / radius(decimals) - 1)


@given(squares)
def test_growth_and_profit_are_dual(rows) -> None:
    """Two eigenvector problems, one number; and no other output can do better."""
    matrix = np.array(rows) + 0.01
    found = growth.maximum_growth(matrix)
    assert found.growth == found.rate_of_profit
    assert found.growth == pytest.approx(1 / radius(matrix) - 1, rel=1e-9, abs=1e-9)
    assert found.residual < 1e-10
    assert (found.outputs > 0).all()
    assert (found.prices > 0).all()
    other = np.linspace(1.0, 2.0, len(matrix))
    slowest = min(other / (matrix @ other)) - 1  # the growth that its scarcest good allows
    assert slowest <= found.growth + 1e-9


@given(squares, st.integers(0, 9))
def test_units_of_goods_do_not_matter(rows, power) -> None:
    matrix = np.array(rows) + 0.01
    units = 10.0 ** (power * np.linspace(-1, 1, len(matrix)))
    changed = matrix * units / units[:, None]
    found, same = growth.maximum_growth(changed), growth.maximum_growth(matrix)
    assert found.growth == pytest.approx(same.growth, rel=1e-8, abs=1e-9)
    outputs = found.outputs.to_numpy() * units
    assert outputs / outputs.sum() == pytest.approx(same.outputs.to_numpy(), rel=1e-7)


def test_exact_and_decimal_agree_with_closed_forms() -> None:
    """Two sectors: ρ from trace and determinant."""
    for a, b, c, d in [(1, 2, 3, 4), (5, 1, 1, 5), (0, 7, 7, 0), (2, 0, 3, 1)]:
        matrix = np.array([[a, b], [c, d]]) / 16
        trace, det = (a + d) / 16, (a * d - b * c) / 256
        rho = trace / 2 + (trace**2 / 4 - det) ** 0.5
        exact = growth.maximum_growth(matrix, exact=True)
        assert growth.maximum_growth(matrix).growth == pytest.approx(1 / rho - 1)
        assert float(exact.growth) == pytest.approx(1 / rho - 1)


def test_a_system_that_cannot_replace_itself_shrinks() -> None:
    found = growth.maximum_growth([["3/2", 0], [0, "1/2"]], exact=True)
    assert found.growth == R(-1, 3)


def test_what_limits_nothing_and_what_is_not_determined_is_refused() -> None:
    with pytest.raises(ModelError, match="nothing limits growth"):
        growth.maximum_growth([[0.0, 0.5], [0.0, 0.0]])
    for exact in (True, False):
        with pytest.raises(ModelError, match=r"equally slowly \(1 and 2\)"):
            growth.maximum_growth([[0.5, 0.0], [0.0, 0.5]], exact=exact)


# Consumption and the Cambridge equation


@given(squares, st.floats(0.0, 0.95))
def test_capitalists_who_consume_alike_grow_by_the_share_of_profit(rows, share) -> None:
    """Spending (1 − θ) of profit at prices of production is not put in: it comes out."""
    matrix = np.array(rows) + 0.01
    matrix *= 0.8 / radius(matrix)
    basket = np.arange(1.0, len(matrix) + 1)
    found = growth.balanced_growth(matrix, share, basket)
    assert found.growth == pytest.approx(share * found.rate_of_profit)
    assert found.rate_of_profit == pytest.approx(0.25)
    p, x = found.prices.to_numpy(), found.outputs.to_numpy()
    profit = found.rate_of_profit * p @ matrix @ x
    assert p @ found.consumption.to_numpy() == pytest.approx((1 - share) * profit, rel=1e-8)
    gaps = growth.disproportion(matrix, x, found.growth, found.consumption)
    assert gaps.to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert growth.cambridge().evaluate(
        {"theta": share, "r": found.rate_of_profit}, "g"
    ) == pytest.approx(found.growth)


def test_the_cambridge_equation_exactly() -> None:
    found = growth.balanced_growth(THREE, "3/4", [0, 1, 2], exact=True)
    assert (found.rate_of_profit, found.growth, found.residual) == (1, R(3, 4), 0)
    M = sp.Matrix([[R(x) for x in row] for row in THREE])
    p, x, c = (sp.Matrix(list(v)) for v in (found.prices, found.outputs, found.consumption))
    assert p.dot(c) == (1 - R(3, 4)) * p.dot(M * x)
    assert c[2] == 2 * c[1] > 0
    assert growth.cambridge().check({"theta": 2}) == {"theta is a share": False}


def test_there_is_nothing_to_consume_without_profit() -> None:
    with pytest.raises(ModelError, match="no profit to divide"):
        growth.balanced_growth([[0.6, 0.5], [0.5, 0.6]], 0.5, [1, 1])
    for share, basket in ((1, [1, 1]), (0.5, [0, 0])):
        with pytest.raises(DataError, match="share must be below one"):
            growth.balanced_growth([[0.3, 0.2], [0.2, 0.3]], share, basket)


# Disproportion


def test_marx_first_illustration_is_in_proportion_from_year_2_on() -> None:
    table = reproduction.expanded_scheme().table(years=6)
    for year in range(1, 7):
        row = table.loc[year]
        eaten = row["s_I"] / 2 + (1 - row["theta_II"]) * row["s_II"]
        gaps = growth.disproportion(MARX, [row["W_I"], row["W_II"]], "1/10", [0, eaten], exact=True)
        assert (set(gaps) == {0}) == (year > 1)


def test_what_is_lacking_is_negative() -> None:
    names = ["means", "goods"]
    M = pd.DataFrame(MARX, names, names)
    gaps = growth.disproportion(M, pd.Series([6600, 3300], names), "1/10", [0, 1110], exact=True)
    assert gaps.to_dict() == {"means": -55, "goods": R(145, 2)}


# What goes in


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: growth.productive([[0.1, 0.2]]), r"the matrix has the shape \(1, 2\)"),
        (lambda: growth.productive([[0.1, -0.2], [0, 0]]), "has an entry -0.2"),
        (lambda: growth.productive([[0.1, float("nan")], [0, 0]]), "has an entry nan"),
        (lambda: growth.productive([["1/2"]]), "exact=True"),
        (lambda: growth.augmented([[0.1]], [1, 2], [0.1]), "labour has 2 entries for 1 goods"),
        (
            lambda: growth.productive(pd.DataFrame([[0.1, 0], [0, 0.1]], [1, 2], [2, 1])),
            "different labels",
        ),
        (
            lambda: growth.augmented([[0.1]], pd.Series([1], ["iron"]), [0.1]),
            "labour has other labels",
        ),
        (lambda: growth.disproportion([[0.1]], [1], 0, [-1]), "consumption has an entry -1"),
    ],
)
def test_what_is_no_system_is_refused(call, text) -> None:
    with pytest.raises(DataError, match=text):
        call()
