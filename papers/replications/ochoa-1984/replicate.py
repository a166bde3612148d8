"""Ochoa (1984): labour values and prices of production of three US sectors, in four models."""

from __future__ import annotations

from capital.economy import Economy

NEW = {"interpretation": "new", "value_of_labour_power": "2/3"}


def replicate() -> dict[str, float]:
    """Return values and rates of profit with circulating and with fixed capital."""
    economy = Economy.example("ochoa")
    flows, stocks = (
        economy.prices_of_production(capital=capital) for capital in ("circulating", "stock")
    )
    new_flows, new_stocks = (
        economy.prices_of_production(capital=capital, **NEW) for capital in ("circulating", "stock")
    )
    values, worn = economy.values(depreciation=False), economy.values()
    return {
        **{f"value_{i + 1}": values.iloc[i] for i in range(3)},
        **{f"value_{i + 1}_with_wear": worn.iloc[i] for i in range(3)},
        "value_of_labour_power": economy.value_of_labour_power(depreciation=False),
        "rate_of_profit_flows": flows.rate_of_profit,
        "maximum_rate_flows": flows.maximum_rate_of_profit,
        "rate_of_profit_stocks": stocks.rate_of_profit,
        "rate_of_profit_new_flows": new_flows.rate_of_profit,
        "rate_of_profit_new_stocks": new_stocks.rate_of_profit,
        **{f"price_{i + 1}_over_3": flows.prices.iloc[i] / flows.prices.iloc[2] for i in (0, 1)},
    }
