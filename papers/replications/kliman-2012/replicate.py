"""Kliman (2012): the rate of profit at historical cost, and what its valuation decides."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capital.econometrics.trend import trend
from capital.measure import by_definition, us_corporate


def replicate() -> dict[str, float]:
    """Return levels and trends at both valuations, and the signs of his own measure."""
    rates = {
        (sector, valuation): us_corporate(sector, valuation=valuation).rate_of_profit
        for sector in ("nonfinancial", "corporate")
        for valuation in ("current", "historical")
    }
    own = by_definition("kliman_property_income", "corporate").rate_of_profit
    found = {
        f"{sector}_{valuation}_1982_2007": slope(rate, 1982, 2007)
        for (sector, valuation), rate in rates.items()
    }
    for valuation in ("current", "historical"):
        for year in ("1948", "2024"):
            level = float(100 * rates["nonfinancial", valuation][year])
            found[f"nonfinancial_{valuation}_{year}"] = level
    return {
        **found,
        "sign_of_trend_1948_2007": np.sign(slope(own, 1948, 2007)),
        "sign_of_trend_1982_2007": np.sign(slope(own, 1982, 2007)),
        "recovered_by_2007": float(own["2007"] >= own["1948"]),
    }


def slope(rate: pd.Series, first: int, last: int) -> float:
    """Return the log trend in per cent a year."""
    return float(100 * trend(rate, start=first, end=last).params["trend"])
