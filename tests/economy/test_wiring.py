"""What `Economy` takes from the rooms beside it: examples and deviations, with labels."""

from __future__ import annotations

import numpy as np
import pytest

import capital as cap
from capital.economy import deviations
from capital.errors import CapitalError


def test_an_example_is_one_line() -> None:
    assert cap.Economy.example("bortkiewicz").prices_of_production(exact=True).rate_of_profit == (
        cap.theory.profit.rate_of_profit().evaluate({"c": 80, "v": 20, "e": "5/4"}, "r")
    )
    with pytest.raises(CapitalError, match="did you mean ‘ochoa’"):
        cap.Economy.example("ochao")


def test_deviations_agree_with_the_pure_function_and_keep_labels() -> None:
    economy = cap.Economy.example("ochoa")
    prices = economy.prices_of_production(capital="circulating")
    table = economy.deviations(prices)
    direct, output = economy.direct_prices(depreciation=False), economy.output
    found = deviations.deviations(
        prices.prices,
        economy.direct_prices(),
        weights=economy.direct_prices() * output,
        bundle=output,
    )
    row = table.loc[("production", "direct")]
    assert row["mad"] == pytest.approx(found.mad)
    assert row["angle"] == pytest.approx(found.angle)
    assert direct.index.equals(economy.labels)
    assert list(table.index) == [
        ("market", "production"),
        ("market", "direct"),
        ("production", "direct"),
    ]


def test_only_the_scale_free_measures_ignore_the_bundle() -> None:
    economy = cap.Economy.example("ochoa")
    prices = economy.prices_of_production()
    one, other = economy.deviations(prices), economy.deviations(prices, normalisation=[1, 0, 0])
    scale_free = ["cv", "angle", "distance"]
    assert np.allclose(one[scale_free], other[scale_free])
    assert not np.allclose(one["mad"], other["mad"])
