"""Shaikh and Tonak (1994), table 5.9: how far the Marxian rate of profit fell, and then rose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capital import datasets
from capital.measure import by_definition

PERIODS = ((1948, 1980), (1980, 1989))


def replicate() -> dict[str, float]:
    """Return changes and trends from the printed rates, and from the parts of the rate."""
    table = datasets.load("shaikh_tonak_1994")
    printed = table["rate_of_profit_adjusted"]
    ours = by_definition("shaikh_tonak_1994_adjusted", "economy").rate_of_profit
    found = {"gap_of_the_rate": float((ours - printed).abs().max())}
    for first, last in PERIODS:
        span = f"{first}_{last}"
        found[f"change_{span}"] = _change(printed, first, last)
        found[f"trend_{span}"] = log_trend(printed, first, last)
        found[f"trend_from_parts_{span}"] = log_trend(ours, first, last)
    labour = table["productive_labour"] / table["total_labour"]
    found["productive_share_1948"] = float(labour["1948"])
    return found


def _change(rate: pd.Series, first: int, last: int) -> float:
    return float(100 * (rate[str(last)] / rate[str(first)] - 1))


def log_trend(rate: pd.Series, first: int, last: int) -> float:
    """Return the log trend in per cent a year, through the legible years at their own dates."""
    legible = rate.loc[str(first) : str(last)].dropna()
    years = legible.index.year.to_numpy(float)
    return float(100 * np.polyfit(years, np.log(legible.to_numpy()), 1)[0])
