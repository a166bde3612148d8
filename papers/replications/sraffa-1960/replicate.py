"""Sraffa (1960): subsistence, surplus, the standard commodity and the straight line of the wage."""

from __future__ import annotations

from typing import Any

from capital.economy import Economy

STANDARD_NET_PRODUCT = {"iron": 40, "coal": 60, "wheat": 80}


def replicate() -> dict[str, float]:
    """Return the prices of part I and the standard system of chapter 4, in exact numbers."""
    two, three, surplus = (
        Economy.example(f"sraffa-{name}").prices_of_production(exact=True)
        for name in ("subsistence", "three-goods", "surplus")
    )
    return {
        "subsistence_iron": _relative(two, "iron", "wheat"),
        "subsistence_rate_of_profit": two.rate_of_profit,
        "three_goods_iron": _relative(three, "iron", "wheat"),
        "three_goods_pigs": _relative(three, "pigs", "wheat"),
        "surplus_rate_of_profit": surplus.rate_of_profit,
        "surplus_iron": _relative(surplus, "iron", "wheat"),
        **_standard(),
    }


def _relative(found: Any, good: str, unit: str) -> Any:
    return found.prices[good] / found.prices[unit]


def _standard() -> dict[str, Any]:
    """Return the standard system and the wage at half the maximum rate of profit."""
    economy = Economy.example("sraffa-standard")
    standard = economy.standard_commodity(exact=True)
    multipliers = standard.outputs / economy.output
    multipliers = multipliers / multipliers["iron"]
    half = economy.prices_of_production(
        exact=True, wages="post", rate_of_profit="1/10", numeraire=STANDARD_NET_PRODUCT
    )
    return {
        "maximum_rate_of_profit": standard.maximum_rate_of_profit,
        "multiplier_coal": multipliers["coal"],
        "multiplier_wheat": multipliers["wheat"],
        "standard_iron_over_coal": standard.net_product["iron"] / standard.net_product["coal"],
        "standard_wheat_over_coal": standard.net_product["wheat"] / standard.net_product["coal"],
        "wage_at_half_the_maximum": half.wage,
        "value_of_iron": economy.values(exact=True)["iron"],
        "price_of_iron_at_half": half.prices["iron"],
    }
