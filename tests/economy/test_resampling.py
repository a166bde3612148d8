"""Intervals against loops over the same draws, against SciPy, and against known distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from capital.economy import resampling
from capital.economy.deviations import SCALE_FREE, deviations
from capital.errors import DataError

N = 40
RANDOM = np.random.default_rng(20)
BASE = np.exp(0.6 * RANDOM.normal(size=N))
PRICES = BASE * np.exp(0.2 * RANDOM.normal(size=N))
OUTPUT = np.exp(RANDOM.normal(size=N))


def test_the_bootstrap_is_a_loop_over_resampled_sectors() -> None:
    found = resampling.bootstrap(
        PRICES, BASE, weights=OUTPUT, bundle=OUTPUT, rng=5, repetitions=200, level=0.9
    )
    picked = np.random.default_rng(5).integers(0, N, size=(200, N))
    fits = [deviations(PRICES[i], BASE[i], weights=OUTPUT[i], bundle=OUTPUT[i]) for i in picked]
    for name in found.estimate:
        tails = np.quantile([getattr(fit, name) for fit in fits], [0.05, 0.95])
        assert [found.lower[name], found.upper[name]] == pytest.approx(list(tails)), name
    whole = deviations(PRICES, BASE, weights=OUTPUT, bundle=OUTPUT)
    assert found.estimate == {name: getattr(whole, name) for name in found.estimate}
    assert found.pvalue == {}


def test_the_bootstrap_of_a_mean_has_the_width_of_its_standard_error() -> None:
    found = resampling.bootstrap(PRICES, BASE, weights=OUTPUT, rng=1)
    gap = abs(PRICES / BASE - 1)
    width = 2 * stats.norm.ppf(0.975) * gap.std() / np.sqrt(N)
    assert found.upper["mad"] - found.lower["mad"] == pytest.approx(width, rel=0.05)


def test_the_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    """Log ratios are normal, so the slope of log prices on log base is 1."""
    random, hits = np.random.default_rng(7), 0
    for _ in range(200):
        base = np.exp(random.normal(size=80))
        prices = base * np.exp(0.3 * random.normal(size=80))
        found = resampling.bootstrap(
            prices, base, weights=np.ones(80), rng=random, repetitions=400, level=0.9
        )
        hits += found.lower["slope"] <= 1 <= found.upper["slope"]
    assert 0.82 <= hits / 200 <= 0.96


def test_the_permutation_is_a_loop_over_shuffled_bases() -> None:
    found = resampling.permutation(
        PRICES, BASE, weights=OUTPUT, bundle=OUTPUT, rng=5, repetitions=99, level=0.8
    )
    rows = np.random.default_rng(5).permuted(np.tile(np.log(BASE), (99, 1)), axis=1)
    fits = [deviations(PRICES, np.exp(row), weights=OUTPUT, bundle=OUTPUT) for row in rows]
    for name in found.pvalue:
        drawn = np.array([getattr(fit, name) for fit in fits])
        assert [found.lower[name], found.upper[name]] == pytest.approx(
            list(np.quantile(drawn, [0.1, 0.9]))
        )
        estimate, sign = found.estimate[name], -1 if name in ("slope", "correlation") else 1
        if name != "r_squared":
            hits = (sign * drawn <= sign * estimate).sum()
            assert found.pvalue[name] == pytest.approx((1 + hits) / 100), name


def test_the_permutation_agrees_with_scipy() -> None:
    weak = np.random.default_rng(2).permutation(BASE) ** 0.9 * BASE**0.12
    found = resampling.permutation(weak, BASE, weights=OUTPUT, rng=1)

    def correlation(x: np.ndarray) -> float:
        return float(np.corrcoef(x, np.log(BASE))[0, 1])

    other = stats.permutation_test(
        (np.log(weak),),
        correlation,
        permutation_type="pairings",
        alternative="greater",
        n_resamples=9_999,
        rng=np.random.default_rng(3),
    )
    assert 0.02 < other.pvalue < 0.98
    assert found.pvalue["correlation"] == pytest.approx(other.pvalue, abs=0.02)


def test_related_prices_are_told_from_unrelated_ones() -> None:
    near = resampling.permutation(PRICES, BASE, weights=OUTPUT, rng=1, repetitions=999)
    for name in SCALE_FREE:
        assert near.pvalue[name] == pytest.approx(0.001), name
        assert not near.lower[name] <= near.estimate[name] <= near.upper[name], name
    assert "intercept" not in near.pvalue


def test_size_takes_away_what_was_due_to_size() -> None:
    """Totals of unrelated unit prices: near each other by chance, but not beyond size."""
    random = np.random.default_rng(8)
    output = np.exp(2 * random.normal(size=N))
    totals, base = (output * np.exp(0.3 * random.normal(size=N)) for _ in range(2))
    plain = resampling.permutation(totals, base, weights=base, rng=1, repetitions=999)
    held = resampling.permutation(totals, base, weights=base, size=output, rng=1, repetitions=999)
    assert plain.pvalue["cv"] < 0.01
    assert held.pvalue["cv"] > 0.1
    assert held.estimate == plain.estimate


@pytest.mark.parametrize("kind", [resampling.bootstrap, resampling.permutation])
def test_the_same_seed_gives_the_same_numbers_in_blocks_of_any_size(
    kind: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(rng: object) -> resampling.Intervals:
        return kind(PRICES, BASE, weights=OUTPUT, rng=rng, repetitions=150)  # type: ignore[operator]

    first = run(9)
    assert first == run(9) == run(np.random.default_rng(9)) == run(np.random.SeedSequence(9))
    assert first != run(10)
    monkeypatch.setattr(resampling, "_BLOCK", 7 * N)
    assert first == run(9)


def test_a_constant_base_leaves_the_regression_undefined_and_the_rest_not() -> None:
    found = resampling.bootstrap(PRICES, np.ones(N), weights=OUTPUT, rng=1, repetitions=99)
    assert np.isnan(found.lower["slope"])
    assert found.lower["mad"] < found.upper["mad"]
    shuffled = resampling.permutation(PRICES, np.ones(N), weights=OUTPUT, rng=1, repetitions=99)
    assert np.isnan(shuffled.pvalue["slope"])
    assert shuffled.pvalue["mad"] == 1  # every order of equal numbers is the same


def test_what_is_refused() -> None:
    with pytest.raises(DataError, match="9 sectors say nothing"):
        resampling.bootstrap(range(1, 10), range(1, 10), weights=[1] * 9, rng=1)
    with pytest.raises(DataError, match="a repetition and a level"):
        resampling.bootstrap(PRICES, BASE, weights=OUTPUT, rng=1, level=95)
    with pytest.raises(DataError, match="size has 0 for sector 0"):
        resampling.permutation(PRICES, BASE, weights=OUTPUT, rng=1, size=np.arange(N))
