"""Shaikh (2016), appendix 6.8: the corporate rate of profit of the USA from its inputs."""

from __future__ import annotations

import pandas as pd

from capital import datasets
from capital.measure import by_definition, perpetual_inventory

YEARS = ("1947", "1966", "1982", "1997", "2007", "2011")


def replicate() -> dict[str, float]:
    """Return the rate of profit of some years, the largest gap of all, and the two stocks."""
    table = datasets.load("shaikh_2016_corporate")
    adjusted, conventional = (
        by_definition(name).frame for name in ("shaikh_2016", "shaikh_2016_conventional")
    )
    pairs = {
        "rate_of_profit": adjusted["rate_of_profit"],
        "profit_share": adjusted["profit_share"],
        "maximum_rate_of_profit": adjusted["output_capital_ratio"],
        "rate_of_profit_nipa": conventional["rate_of_profit"],
    }
    return {
        **{f"rate_of_profit_{year}": pairs["rate_of_profit"][year] for year in YEARS},
        **{f"gap_of_{name}": _gap(ours, table[name]) for name, ours in pairs.items()},
        "gross_stock_2011": stock(table, "retirement_rate_1993", "gross_stock_1993_rates"),
        "net_stock_2011": stock(table, "depreciation_rate_1993", "net_stock_1993_rates"),
    }


def _gap(ours: pd.Series, published: pd.Series) -> float:
    """Return the largest difference in any year; both must have the same years."""
    both = pd.concat([ours.dropna(), published.dropna()], axis=1, keys=["ours", "published"])
    return float((both["ours"] - both["published"]).abs().max(skipna=False))


def stock(table: pd.DataFrame, rate: str, published: str) -> float:
    """Build a stock from the one of 1925 by his perpetual inventory, up to 2011."""
    later = table.loc["1926":]
    made = perpetual_inventory(
        later["investment"],
        rate=later[rate],
        prices=table["price_of_net_stock"],
        initial=float(table[published]["1925"]),
    )
    return float(made["net_stock_current_cost"]["2011"])
