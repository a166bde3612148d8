"""Deviations of an `Economy`: bases, normalisations, intervals, and the control for size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital.economy import Economy, deviations, resampling
from capital.errors import ModelError, UnknownNameError

N = 14


@pytest.fixture(scope="module")
def industry(random_economy) -> Economy:
    """Fourteen sectors whose market prices are near those of production."""
    g = random_economy(N, 5)
    labels = [f"good{i}" for i in range(N - 1)] + ["electricity"]
    economy = Economy(g.A, g.l, wage_basket=g.b, output=g.Q, labels=labels)
    noise = np.exp(g.rng.normal(0, 0.1, N))
    return economy.replace(market_prices=economy.prices_of_production().prices * noise)


def test_a_good_may_be_the_basis_of_value(industry: Economy) -> None:
    table = industry.deviations(basis=["labour", "electricity"])
    assert list(table.index) == [
        ("market", "production"), ("market", "direct"), ("market", "electricity"),
        ("production", "direct"), ("production", "electricity"), ("direct", "electricity"),
    ]  # fmt: skip
    content = deviations.integrated_coefficients(industry.technique.A, N - 1)
    prices = industry.prices_of_production().prices
    z = prices / content
    assert table.loc[("production", "electricity"), "cv"] == pytest.approx(
        z.std(ddof=0) / z.mean(), rel=1e-10
    )
    alone = industry.deviations(basis="electricity")
    assert ("market", "direct") not in alone.index


@pytest.mark.parametrize(
    ("choice", "goods"),
    [
        ("gross_output", lambda e: e.output),
        ("net_output", lambda e: e.output - e.inputs @ e.output),
        ("wage_basket", lambda e: e.wage_basket),
        ("unit_basket", lambda e: e.output * 0 + 1),
        ("good3", lambda e: pd.Series(np.arange(N) == 3, e.labels).astype(float)),
    ],
)
def test_a_normalisation_is_a_bundle(industry: Economy, choice: str, goods) -> None:
    named = industry.deviations(normalisation=choice)
    given = industry.deviations(normalisation=goods(industry))
    pd.testing.assert_frame_equal(named, given)
    market, bundle = industry.market_prices, goods(industry)
    direct = industry.direct_prices()
    z = market / direct * (direct @ bundle) / (market @ bundle)
    assert named.loc[("market", "direct"), "mad"] == pytest.approx((z - 1).abs().mean())
    assert choice in named.attrs["normalisation"]


def test_the_bootstrap_encloses_the_estimate_and_repeats(industry: Economy) -> None:
    one, again = (industry.deviations(intervals="bootstrap", rng=7, repetitions=499) for _ in "ab")
    pd.testing.assert_frame_equal(one, again)
    pair = ("market", "production")
    lower, estimate, upper = (one.loc[pair, ("mad", k)] for k in ("lower", "estimate", "upper"))
    assert lower < estimate < upper
    plain = industry.deviations()
    assert estimate == pytest.approx(plain.loc[pair, "mad"])
    assert "499 draws" in one.attrs["intervals"]
    weights = industry.prices_of_production().prices * industry.output
    pure = resampling.bootstrap(
        industry.market_prices, industry.prices_of_production().prices, weights=weights,
        bundle=industry.output, rng=np.random.SeedSequence(7, spawn_key=(0,)), repetitions=499,
    )  # fmt: skip
    assert lower == pytest.approx(pure.lower["mad"])


def test_the_permutation_shuffles_totals_and_states_its_null(industry: Economy) -> None:
    found = industry.deviations(intervals="permutation", rng=1, repetitions=999)
    pair = ("market", "production")
    assert found.loc[pair, ("correlation", "pvalue")] <= 0.01
    assert found.loc[pair, ("mad", "pvalue")] <= 0.01
    total = np.log(industry.market_prices * industry.output)
    made = np.log(industry.prices_of_production().prices * industry.output)
    expected = np.corrcoef(total, made)[0, 1]
    assert found.loc[pair, ("correlation", "estimate")] == pytest.approx(expected)
    assert "unrelated" in found.attrs["null"]
    units = np.exp(np.linspace(-3, 3, N))  # tonnes or kilograms change no total
    other = Economy(
        industry.technique.A * units / units[:, None],
        industry.labour.to_numpy() * units,
        wage_basket=industry.wage_basket.to_numpy() / units,
        output=industry.output.to_numpy() / units,
        market_prices=industry.market_prices.to_numpy() * units,
    ).deviations(intervals="permutation", rng=1, repetitions=999)
    assert np.allclose(other.to_numpy(), found.to_numpy(), rtol=1e-8, equal_nan=True)


def test_size_is_held_constant(industry: Economy) -> None:
    found = industry.deviations(size_control=True)
    row = found.loc[("market", "direct")]
    cost = (
        industry.market_prices @ industry.inputs
        + (industry.market_prices @ industry.wage_basket) * industry.labour
    )
    pure = deviations.size_control(
        industry.market_prices, industry.direct_prices(), industry.output,
        size=cost * industry.output,
    )  # fmt: skip
    assert row["partial_correlation"] == pytest.approx(pure.partial.correlation)
    assert row["totals_correlation"] == pytest.approx(pure.totals.correlation)
    assert row["size_alone"] == pytest.approx(pure.size_alone)
    hours = industry.deviations(size_control="hours")
    same = industry.deviations(size_control=industry.labour * industry.output)
    pd.testing.assert_frame_equal(hours, same)
    both = industry.deviations(
        size_control="hours", intervals="permutation", rng=3, repetitions=199
    )
    assert ("partial_correlation", "estimate") in both.columns
    assert "beyond what size explains" in both.attrs["null"]


def test_unproductive_sectors_are_left_out_of_every_system(industry: Economy) -> None:
    some = industry.replace(productive=[*industry.labels[:12]])
    table = some.deviations()
    P = some.labels[:12]
    z = some.market_prices[P] / some.direct_prices()
    assert table.loc[("market", "direct"), "cv"] == pytest.approx(z.std(ddof=0) / z.mean())


def test_without_labour_a_good_can_still_be_the_basis() -> None:
    economy = Economy.example("sraffa-surplus")
    table = economy.deviations(basis="wheat")
    assert np.isfinite(table.loc[("production", "wheat"), "angle"])
    with pytest.raises(ModelError, match="without labour"):
        economy.deviations()


def test_what_is_refused(industry: Economy) -> None:
    for options, kind, message in (
        ({"intervals": "bootstrap"}, ModelError, "need a seed"),
        ({"intervals": "jackknife", "rng": 1}, UnknownNameError, "bootstrap, permutation"),
        ({"basis": "electrcity"}, UnknownNameError, "did you mean ‘electricity’"),
        ({"normalisation": "gross"}, UnknownNameError, "gross_output"),
        ({"size_control": "employment"}, UnknownNameError, "cost, hours, output"),
    ):
        with pytest.raises(kind, match=message):
            industry.deviations(**options)
    lone = Economy([[0.5, 0.2], [0.0, 0.3]], [1.0, 1.0], output=[1, 1], wage_basket=[0.1, 0.1])
    with pytest.raises(ModelError, match="does not enter ‘0’"):
        lone.deviations(basis=1)
