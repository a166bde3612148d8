"""Bortkiewicz (1907): prices of production of three departments, inputs bought at prices too."""

from __future__ import annotations

from capital.economy import Economy
from capital.economy.departments import bortkiewicz, winternitz

SCHEME = [225, 100, 50], [90, 120, 90], [60, 80, 60]


def replicate() -> dict[str, float]:
    """Return the solution, its totals, and the way there from Marx's own step."""
    found = bortkiewicz(*SCHEME, exact=True)
    path = Economy.example("bortkiewicz").transformation(steps=2, exact=True)
    rates = path.iteration.rates_of_profit
    by_matrix = Economy.example("bortkiewicz").prices_of_production(exact=True)
    x, y, z = found.ratios
    first, second, third = found.prices
    return {
        "rate_of_profit": found.rate_of_profit,
        "rate_of_profit_by_matrix": by_matrix.rate_of_profit,
        "ratio_means_of_production": x,
        "ratio_wage_goods": y,
        "ratio_luxuries": z,
        "price_means_of_production": first,
        "price_wage_goods": second,
        "price_luxuries": third,
        "rejected_root": found.rejected[0],
        "total_price": found.total_price,
        "total_value": found.total_value,
        "total_profit": found.total_profit,
        "winternitz_total_profit": winternitz(*SCHEME, exact=True).total_profit,
        "rate_of_profit_marx": rates[0],
        "rate_of_profit_step_2": rates[1],
    }
