"""Derivatives of the rate of profit against finite differences and SymPy; Δr taken apart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, sparse

from capital.economy.derivatives import (
    Sensitivities,
    attribute,
    decompose,
    sensitivities,
    solve,
)
from capital.economy.inputs import Technique
from capital.errors import DataError, ModelError, UnknownNameError

# Ochoa's three sectors with stocks, as in T-F10.1 of the theory.
OCHOA = Technique(
    A=np.array([[0.265, 0.968, 0.00681], [0.0121, 0.391, 0.0169], [0.0408, 0.808, 0.165]]),
    l=np.array([0.193, 3.562, 0.616]),
    b=np.array([0.0109, 0.0275, 0.296]),
)
STOCKS = replace(
    OCHOA,
    D=np.array([[0, 0, 0], [0.00568, 0.0267, 0.0028], [0.00265, 0.0147, 0.00246]]),
    K=np.array([[0, 0, 0], [0.120, 0.791, 0.096], [0.037, 0.251, 0.043]]),
    t=np.array([0.317, 0.099, 0.187]),
    tax=np.diag([0.01, 0.02, 0.03]),
)
# Capital good, wage good, luxury: T-E4.3 of the theory, r = 1/4.
LUXURY = Technique(
    A=np.array([[3 / 5, 3 / 10, 1 / 10], [0, 0, 0], [0, 0, 0]]),
    l=np.array([2.0, 1.0, 1.0]),
    b=np.array([0, 1 / 5, 0]),
)
WAGES = pytest.mark.parametrize("wages", ["ante", "post"])


def rate(technique: Technique, wages: str = "ante") -> float:
    return solve(technique, wages)[1].rate_of_profit


def moved(technique: Technique, part: str, cell: tuple[int, ...], step: float) -> Technique:
    changed = getattr(technique, part).copy()
    changed[cell] += step
    return replace(technique, **{part: changed})


def slope(technique: Technique, part: str, cell: tuple[int, ...], wages: str) -> float:
    """Central difference of the rate of profit, by a step small against the coefficient."""
    step = 1e-5 * max(getattr(technique, part)[cell], 1e-2)
    if getattr(technique, part)[cell] < step:  # a zero: one-sided, of second order
        ends = [rate(moved(technique, part, cell, k * step), wages) for k in (0, 1, 2)]
        return (-3 * ends[0] + 4 * ends[1] - ends[2]) / (2 * step)
    ends = [rate(moved(technique, part, cell, k * step), wages) for k in (-1, 1)]
    return (ends[1] - ends[0]) / (2 * step)


def random_technique(seed: int, n: int = 4, *, stocks: bool = False) -> Technique:
    """A productive technique whose basket takes 60 % of an hour, values counted without wear."""
    random = np.random.default_rng(seed)
    A = random.random((n, n))
    A *= 0.5 / A.sum(axis=0)
    labour, b = random.random(n) + 0.1, random.random(n)
    b *= 0.6 / (labour @ np.linalg.solve(np.eye(n) - A, b))
    more = {"K": random.random((n, n)), "t": random.random(n) + 0.1} if stocks else {}
    return Technique(A=A, l=labour, b=b, **more)


# --- against finite differences ------------------------------------------------------------------


@WAGES
@pytest.mark.parametrize("technique", [OCHOA, STOCKS], ids=["circulating", "stocks"])
def test_derivatives_are_finite_differences(technique: Technique, wages: str) -> None:
    found = sensitivities(technique, wages=wages)
    given_parts = {name for name, part in vars(technique).items() if part is not None}
    assert set(found.derivative) == given_parts
    for part, derivative in found.derivative.items():
        numbers = [slope(technique, part, cell, wages) for cell in np.ndindex(derivative.shape)]
        assert derivative.ravel() == pytest.approx(numbers, rel=2e-6, abs=1e-8), part


@pytest.mark.parametrize("seed", range(4))
def test_derivatives_of_a_random_system(seed: int) -> None:
    technique = random_technique(seed, stocks=seed % 2 == 1)
    found = sensitivities(technique, wages="ante")
    for part, cell in (("A", (0, 1)), ("l", (2,)), ("b", (3,))):
        expected = slope(technique, part, cell, "ante")
        assert found.derivative[part][cell] == pytest.approx(expected, rel=1e-6)


def test_parts_given_as_diagonals() -> None:
    diagonal = np.array([0.1, 0.2, 0.3])
    whole = replace(OCHOA, K=np.diag(diagonal), D=np.diag(diagonal / 10))
    short = replace(OCHOA, K=diagonal, D=diagonal / 10)
    first, second = (sensitivities(item, wages="ante") for item in (whole, short))
    assert first.rate_of_profit == pytest.approx(second.rate_of_profit)
    for part in ("K", "D"):
        assert np.diagonal(first.derivative[part]) == pytest.approx(second.derivative[part])


# --- against symbols -----------------------------------------------------------------------------

a, l_, b_ = sp.symbols("a l b", positive=True)


@pytest.mark.parametrize(
    ("wages", "closed"), [("ante", 1 / (a + b_ * l_) - 1), ("post", (1 - b_ * l_) / a - 1)]
)
def test_one_good_in_symbols(wages: str, closed: sp.Expr) -> None:
    numbers = {a: sp.Rational(1, 2), l_: 1, b_: sp.Rational(1, 4)}
    corn = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    found = sensitivities(corn, wages=wages)
    assert found.rate_of_profit == pytest.approx(float(closed.subs(numbers)), abs=1e-14)
    for part, symbol in (("A", a), ("l", l_), ("b", b_)):
        exact = float(closed.diff(symbol).subs(numbers))
        assert found.derivative[part].item() == pytest.approx(exact, rel=1e-13)
        elasticity = float((symbol / closed * closed.diff(symbol)).subs(numbers))
        assert found.elasticity(part).item() == pytest.approx(elasticity, rel=1e-12)


def symbolic(n: int) -> tuple[sp.Matrix, sp.Matrix, sp.Matrix]:
    A = sp.Matrix(n, n, lambda i, j: sp.Symbol(f"a{i}{j}"))
    return A, sp.Matrix(1, n, sp.symbols(f"l:{n}")), sp.Matrix(n, 1, sp.symbols(f"b:{n}"))


def in_numbers(technique: Technique, n: int) -> dict[sp.Symbol, sp.Rational]:
    A, hours, b = symbolic(n)
    pairs = [*zip(A, technique.A.ravel(), strict=True), *zip(hours, technique.l, strict=True)]
    pairs += zip(b, technique.b, strict=True)
    return {symbol: sp.Rational(Fraction(str(round(float(x), 12)))) for symbol, x in pairs}


def compare_in_symbols(found: Sensitivities, n: int, exact: dict[sp.Symbol, float]) -> None:
    A, hours, b = symbolic(n)
    for part, symbols in (("A", A), ("l", hours), ("b", b)):
        expected = [exact[symbol] for symbol in symbols]
        assert found.derivative[part].ravel() == pytest.approx(expected, rel=1e-10), part


def test_two_goods_in_symbols() -> None:
    """r = 1/ρ − 1 with ρ the larger root of a quadratic, differentiated as it stands."""
    technique = Technique(
        A=np.array([[0.6, 0.3], [0.05, 0.1]]), l=np.array([2.0, 1.0]), b=np.array([0.01, 0.15])
    )
    A, hours, b = symbolic(2)
    M = A + b * hours
    root = (M.trace() + sp.sqrt(M.trace() ** 2 - 4 * M.det())) / 2
    numbers = in_numbers(technique, 2)
    closed = 1 / root - 1
    exact = {symbol: float(closed.diff(symbol).subs(numbers)) for symbol in numbers}
    found = sensitivities(technique, wages="ante")
    assert found.rate_of_profit == pytest.approx(float(closed.subs(numbers)), abs=1e-14)
    compare_in_symbols(found, 2, exact)


@WAGES
def test_three_goods_in_symbols(wages: str) -> None:
    """det(I − M(r)) = 0 defines r; by the implicit function dr/dx = −F_x/F_r, to 40 digits."""
    A, hours, b = symbolic(3)
    r = sp.Symbol("r")
    wage_factor = 1 + r if wages == "ante" else 1
    F = (sp.eye(3) - (1 + r) * A - wage_factor * b * hours).det()
    numbers = in_numbers(OCHOA, 3)
    found = sensitivities(OCHOA, wages=wages)
    root = sp.nsolve(F.subs(numbers), r, found.rate_of_profit, prec=40)
    assert found.rate_of_profit == pytest.approx(float(root), abs=1e-14)
    at = numbers | {r: root}
    steepness = F.diff(r).subs(at)
    exact = {x: float(-F.diff(x).subs(at) / steepness) for x in numbers}
    compare_in_symbols(found, 3, exact)


def test_stocks_in_symbols() -> None:
    """One good: r = (1 − A − D − bl)/(K + (A + bl)t)."""
    D, K, t = sp.symbols("D K t", positive=True)
    closed = (1 - a - D - b_ * l_) / (K + (a + b_ * l_) * t)
    numbers = dict(zip((a, D, K, t, l_, b_), (0.4, 0.1, 2, 0.25, 1, 0.2), strict=True))
    technique = Technique(
        A=np.array([[0.4]]), l=np.array([1.0]), b=np.array([0.2]),
        D=np.array([[0.1]]), K=np.array([[2.0]]), t=np.array([0.25]),
    )  # fmt: skip
    found = sensitivities(technique, wages="ante")
    for part, symbol in {"A": a, "D": D, "K": K, "t": t, "l": l_, "b": b_}.items():
        exact = float(closed.diff(symbol).subs(numbers))
        assert found.derivative[part].item() == pytest.approx(exact, rel=1e-12), part


# --- identities ----------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.sampled_from([2, 3, 5]))
def test_elasticities_add_up(seed: int, n: int) -> None:
    """Scaling all of M by 1 + x divides 1 + r by it; l and b enter as a product."""
    found = sensitivities(random_technique(seed, n), wages="ante")
    r = found.rate_of_profit
    sums = {part: found.elasticity(part).sum() for part in ("A", "l", "b")}
    assert r * (sums["A"] + sums["b"]) == pytest.approx(-(1 + r), rel=1e-9)
    assert sums["l"] == pytest.approx(sums["b"], rel=1e-9)
    assert all(value < 0 for value in sums.values())


@given(st.integers(0, 10**6))
def test_more_stock_lowers_the_rate_in_proportion(seed: int) -> None:
    found = sensitivities(random_technique(seed, 3, stocks=True), wages="ante")
    stocks = found.elasticity("K").sum() + found.elasticity("t").sum()
    assert stocks == pytest.approx(-1, rel=1e-9)


@given(st.integers(0, 10**6))
def test_elasticities_do_not_know_the_units_of_goods_and_labour(seed: int) -> None:
    technique = random_technique(seed, 3)
    units = np.random.default_rng(seed).uniform(0.01, 100, 3)
    other = Technique(
        A=technique.A * units / units[:, None], l=7 * technique.l * units,
        b=technique.b / units / 7,
    )  # fmt: skip
    first, second = (sensitivities(item, wages="ante") for item in (technique, other))
    assert second.rate_of_profit == pytest.approx(first.rate_of_profit, rel=1e-11)
    for part in ("A", "l", "b"):
        assert second.elasticity(part) == pytest.approx(first.elasticity(part), rel=1e-8)


def test_the_vectors_and_bounds_are_right() -> None:
    found = sensitivities(OCHOA, wages="ante")
    M = OCHOA.A + np.outer(OCHOA.b, OCHOA.l)
    assert found.rate_of_profit == pytest.approx(1 / max(np.linalg.eigvals(M).real) - 1)
    assert found.lower <= found.rate_of_profit <= found.upper
    growth = 1 + found.rate_of_profit
    assert growth * found.prices @ M == pytest.approx(found.prices)
    assert growth * M @ found.activity == pytest.approx(found.activity)
    assert found.prices @ OCHOA.b == pytest.approx(1)
    assert OCHOA.l @ found.activity == pytest.approx(1)
    p, q = found.prices, found.activity
    assert found.derivative["A"] == pytest.approx(-(growth**2) * np.outer(p, q) / (p @ q))


def test_a_luxury_has_no_weight() -> None:
    found = sensitivities(LUXURY, wages="ante")
    assert found.rate_of_profit == pytest.approx(1 / 4)
    assert found.activity[2] == 0
    assert not found.derivative["A"][:, 2].any()
    assert found.derivative["l"][2] == 0
    basics = replace(LUXURY, A=LUXURY.A[:2, :2], l=LUXURY.l[:2], b=LUXURY.b[:2])
    alone = sensitivities(basics, wages="ante")
    assert found.derivative["A"][:2, :2] == pytest.approx(alone.derivative["A"])
    # but using luxuries to make basics, or paying them to workers, costs their price
    assert found.derivative["A"][2, 0] == pytest.approx(slope(LUXURY, "A", (2, 0), "ante"))
    assert found.derivative["b"][2] == pytest.approx(slope(LUXURY, "b", (2,), "ante"))


def test_a_rate_of_zero_has_derivatives_but_no_elasticities() -> None:
    balanced = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.5]))
    found = sensitivities(balanced, wages="ante")
    assert found.rate_of_profit == 0
    assert found.derivative["A"].item() == pytest.approx(-1)
    with pytest.raises(ModelError, match="no elasticity"):
        found.elasticity("A")


def test_wages_among_the_inputs() -> None:
    """Sraffa §5: 280 wheat + 12 iron → 575 wheat; 120 wheat + 8 iron → 20 iron; r = 1/4."""
    table = np.array([[280 / 575, 120 / 20], [12 / 575, 8 / 20]])
    surplus = Technique(A=table, l=np.zeros(2))
    found = sensitivities(surplus, wages="ante")
    assert found.rate_of_profit == pytest.approx(1 / 4)
    assert found.prices == pytest.approx([1 / 15, 1])
    expected = [slope(surplus, "A", cell, "ante") for cell in np.ndindex(2, 2)]
    assert found.derivative["A"].ravel() == pytest.approx(expected, rel=1e-6)
    assert not found.derivative["l"].any()


# --- the change between two tables ---------------------------------------------------------------

NEWER = Technique(
    A=OCHOA.A * np.array([0.9, 1.02, 1.05]), l=OCHOA.l * np.array([0.8, 0.6, 0.9]), b=OCHOA.b * 1.2
)
NEWER_STOCKS = replace(
    NEWER, D=STOCKS.D * 1.1, K=STOCKS.K * 1.3, t=STOCKS.t * 0.9, tax=STOCKS.tax * 0.5
)


def by_orders(before: Technique, after: Technique, parts: list[str]) -> dict[str, float]:
    """The mean over all orders, order by order."""
    total = dict.fromkeys(parts, 0.0)
    orders = list(permutations(parts))
    for order in orders:
        now = before
        for part in order:
            following = replace(now, **{part: getattr(after, part)})
            total[part] += rate(following) - rate(now)
            now = following
    return {part: value / len(orders) for part, value in total.items()}


def test_decomposition_is_the_mean_over_all_orders() -> None:
    found = decompose(OCHOA, NEWER, wages="ante")
    assert found.contribution == pytest.approx(by_orders(OCHOA, NEWER, ["A", "l", "b"]), abs=1e-13)
    assert found.before == rate(OCHOA)
    assert found.after == rate(NEWER)
    assert abs(found.residual) < 1e-15


@WAGES
def test_decomposition_with_stocks_adds_up(wages: str) -> None:
    found = decompose(STOCKS, NEWER_STOCKS, wages=wages)
    assert set(found.contribution) == {"A", "l", "b", "D", "K", "tax", "t"}
    total = sum(found.contribution.values())
    assert total == pytest.approx(rate(NEWER_STOCKS, wages) - rate(STOCKS, wages), abs=1e-14)
    assert abs(found.residual) < 1e-14
    assert found.contribution["K"] < 0 < found.contribution["l"]  # more stock, less labour
    assert found.contribution["b"] < 0 < found.contribution["tax"]


def test_decomposition_backwards_changes_every_sign() -> None:
    there, back = decompose(OCHOA, NEWER, wages="ante"), decompose(NEWER, OCHOA, wages="ante")
    for part, value in there.contribution.items():
        assert back.contribution[part] == pytest.approx(-value, abs=1e-14)


def test_decomposition_of_T_E4_1_in_exact_numbers() -> None:
    """A first: 3/17, then 27/53; l first: 7/9, then 27/53."""
    old = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    new = Technique(A=np.array([[0.6]]), l=np.array([0.25]), b=np.array([0.25]))
    F = Fraction
    by_inputs = (F(3, 17) - F(1, 3) + F(27, 53) - F(7, 9)) / 2
    by_labour = (F(7, 9) - F(1, 3) + F(27, 53) - F(3, 17)) / 2
    found = decompose(old, new, wages="ante").contribution
    assert found["A"] == pytest.approx(float(by_inputs), abs=1e-15)
    assert found["l"] == pytest.approx(float(by_labour), abs=1e-15)
    assert found["b"] == 0


@WAGES
@pytest.mark.parametrize(("old", "new"), [(OCHOA, NEWER), (STOCKS, NEWER_STOCKS)])
def test_single_coefficients_add_up(old: Technique, new: Technique, wages: str) -> None:
    found = attribute(old, new, wages=wages)
    total = sum(part.sum() for part in found.contribution.values())
    assert total == pytest.approx(rate(new, wages) - rate(old, wages), abs=1e-12)
    assert abs(found.residual) < 1e-12
    for name, part in found.contribution.items():
        unmoved = getattr(old, name) == getattr(new, name)
        assert not part[unmoved].any()


def test_a_single_coefficient_is_the_integral_along_the_path() -> None:
    def integrand(s: float) -> float:
        between = {x: (1 - s) * getattr(OCHOA, x) + s * getattr(NEWER, x) for x in ("A", "l", "b")}
        return sensitivities(Technique(**between), wages="ante").derivative["A"][0, 1]

    found = attribute(OCHOA, NEWER, wages="ante").contribution["A"][0, 1]
    step = NEWER.A[0, 1] - OCHOA.A[0, 1]
    assert found == pytest.approx(step * integrate.quad(integrand, 0, 1)[0], rel=1e-10)


def test_both_ways_of_taking_apart_nearly_agree_for_small_changes() -> None:
    near = replace(OCHOA, A=OCHOA.A * 1.001, l=OCHOA.l * 0.998)
    first = decompose(OCHOA, near, wages="ante").contribution
    second = attribute(OCHOA, near, wages="ante").contribution
    for part in ("A", "l"):
        assert first[part] == pytest.approx(second[part].sum(), rel=1e-3)


# --- what is refused -----------------------------------------------------------------------------


def test_what_is_refused() -> None:
    with pytest.raises(DataError, match="a dense table"):
        sensitivities(replace(OCHOA, A=sparse.csc_array(OCHOA.A)), wages="ante")
    with pytest.raises(ModelError, match="without a wage basket"):
        sensitivities(replace(OCHOA, b=None), wages="ante")
    with pytest.raises(UnknownNameError, match="did you mean ‘ante’"):
        sensitivities(OCHOA, wages="ant")
    with pytest.raises(UnknownNameError, match="no part of the technique ‘K’"):
        sensitivities(OCHOA, wages="ante").elasticity("K")
    with pytest.raises(DataError, match="only one table has D, K, t"):
        decompose(OCHOA, STOCKS, wages="ante")
    with pytest.raises(DataError, match="the shapes"):
        decompose(OCHOA, random_technique(1), wages="ante")
    with pytest.raises(ModelError, match="the real wage exceeds"):
        sensitivities(replace(OCHOA, b=OCHOA.b * 3), wages="ante")


def test_a_mixed_economy_without_a_rate_is_named() -> None:
    """A richer basket that only the new, labour-saving technique can yield."""
    rich = replace(OCHOA, l=OCHOA.l / 3, b=OCHOA.b * 2.5)
    with pytest.raises(ModelError, match=r"the economy with b of the second table"):
        decompose(OCHOA, rich, wages="ante")


def test_separate_economies_have_no_common_derivative() -> None:
    apart = Technique(A=np.diag([0.5, 0.5]), l=np.zeros(2), b=np.array([0.1, 0.1]))
    with pytest.raises(ModelError):
        sensitivities(apart, wages="ante")
