"""Okishio (1961): what a cheaper technique does to the rate of profit, and under which wage."""

from __future__ import annotations

import numpy as np

from capital.economy import Economy
from capital.theory import techniques

ECONOMIES, SEED = 300, 1961


def replicate() -> dict[str, float]:
    """Return three exact cases, one on data, and a search for exceptions to the theorem."""
    return {**_one_good(), **_two_goods(), **_luxury(), **_ochoa(), **exceptions()}


def _one_good() -> dict[str, float]:
    grain = techniques.technique([["1/2"]], [1], ["1/4"])
    change = techniques.innovation(grain, 0, ["3/5"], "1/4", wages="ante", numeraire=0)
    new = techniques.adopt(grain, 0, ["3/5"], "1/4")
    same_e = techniques.with_wage_for_exploitation(new, 1)
    same_r = techniques.with_wage_for_rate(new, "1/3", wages="ante")
    return {
        "one_good_before": change.before.rate_of_profit,
        "one_good_cost_before": change.cost_before,
        "one_good_cost_after": change.cost_after,
        "one_good_same_real_wage": change.after.rate_of_profit,
        "one_good_same_exploitation": techniques.state(
            same_e, wages="ante", numeraire=0
        ).rate_of_profit,
        "one_good_wage_that_keeps_r": same_r.wage[0],
    }


def _two_goods() -> dict[str, float]:
    old = techniques.technique([["3/5", "3/10"], [0, 0]], [2, 1], [0, "1/5"])
    change = techniques.innovation(old, 0, ["33/50", 0], "33/40", wages="ante", numeraire=1)
    new = techniques.adopt(old, 0, ["33/50", 0], "33/40")
    same_e = techniques.with_wage_for_exploitation(new, 1)
    same_r = techniques.with_wage_for_rate(new, "1/4", wages="ante")
    return {
        "two_goods_before": change.before.rate_of_profit,
        "two_goods_cost_after": change.cost_after,
        "two_goods_innovator": change.innovator_rate,
        "two_goods_same_real_wage": change.after.rate_of_profit,
        "two_goods_same_exploitation": techniques.state(
            same_e, wages="ante", numeraire=1
        ).rate_of_profit,
        "two_goods_wage_that_keeps_r": same_r.wage[1],
    }


def _luxury() -> dict[str, float]:
    before, after = (
        Economy.example(f"okishio-luxury{when}").prices_of_production(exact=True)
        for when in ("", "-after")
    )
    return {
        "luxury_before": before.rate_of_profit,
        "luxury_after": after.rate_of_profit,
        "luxury_price_after": after.prices.iloc[0] / after.prices.iloc[2],
    }


def _ochoa() -> dict[str, float]:
    """Two per cent more inputs and two fifths less labour in the second sector."""
    old = Economy.example("ochoa")
    second = old.labels[1]
    old = Economy(old.inputs, old.labour, wage_basket=old.wage_basket)
    new = old.with_process(second, 1.02 * old.inputs[second], 0.6 * old.labour[second])
    found = old.experiment(new)
    return {
        "ochoa_before": found.before.rate_of_profit,
        "ochoa_same_real_wage": found.after["real_wage"].rate_of_profit,
        "ochoa_same_value_of_labour_power": found.after["exploitation"].rate_of_profit,
        "ochoa_maximum_after": found.after["real_wage"].maximum_rate,
    }


def exceptions(economies: int = ECONOMIES, seed: int = SEED) -> dict[str, float]:
    """Count random changes of technique after which the rate of profit moves the wrong way.

    With circulating capital, all goods basic and the same real wage, it must rise if the new
    technique is cheaper at the old prices, and fall if it is dearer.
    """
    random = np.random.default_rng(seed)
    wrong = {"cheaper_and_not_higher": 0, "dearer_and_not_lower": 0}
    for _ in range(economies):
        n = int(random.integers(2, 6))
        A, hours = random.uniform(0.01, 0.6 / n, (n, n)), random.uniform(0.1, 1, n)
        sector, b = int(random.integers(n)), np.full(n, 0.05)
        column = A[:, sector] * random.uniform(0.7, 1.4, n)
        labour = hours[sector] * random.uniform(0.5, 1.5)
        before = Economy(A, hours, wage_basket=b).prices_of_production()
        p = before.prices.to_numpy()
        saving = p @ (A[:, sector] - column) + (p @ b) * (hours[sector] - labour)
        A[:, sector], hours[sector] = column, labour
        after = Economy(A, hours, wage_basket=b).prices_of_production()
        rise = after.rate_of_profit - before.rate_of_profit
        wrong["cheaper_and_not_higher"] += bool(saving > 0 and rise <= 0)
        wrong["dearer_and_not_lower"] += bool(saving < 0 and rise >= 0)
    return {name: float(number) for name, number in wrong.items()}
