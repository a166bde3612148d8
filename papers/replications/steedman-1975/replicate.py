"""Steedman (1975): joint products, negative surplus-value and positive profit."""

from __future__ import annotations

from capital.economy import joint

INPUTS, OUTPUTS, LABOUR = [[5, 0], [0, 10]], [[6, 3], [1, 12]], [1, 1]
BASKET, ACTIVITIES, WAGES = ["1/2", "5/6"], [5, 1], [3, 5]


def replicate() -> dict[str, float]:
    """Return values, prices and both measures of exploitation, in exact numbers."""
    values = joint.additive_values(INPUTS, OUTPUTS, LABOUR, exact=True).values
    account = joint.value_account(values, INPUTS, OUTPUTS, LABOUR, BASKET, ACTIVITIES, exact=True)
    prices = joint.joint_prices(INPUTS, OUTPUTS, LABOUR, BASKET, wages="post", exact=True)
    least = joint.minimum_labour(INPUTS, OUTPUTS, LABOUR, WAGES, exact=True)
    return {
        "value_of_good_1": values[0],
        "value_of_good_2": values[1],
        "living_labour": account.living_labour,
        "value_of_wages": account.variable_capital,
        "surplus_value": account.surplus_value,
        "rate_of_profit": prices.rate_of_profit,
        "price_of_good_1": prices.prices[0] / prices.prices[1],
        "rejected_root": prices.rejected[0][0],
        "least_labour_for_wages": least.labour,
        "rate_of_exploitation": account.living_labour / least.labour - 1,
    }
