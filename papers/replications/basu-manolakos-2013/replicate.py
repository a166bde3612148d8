r"""Basu and Manolakos (2013): whether the rate of profit drifts, and falls other things equal.

.. math:: \ln r_t = a_0 + a_1 t + a_2 \ln U_t + a_3 \ln (p_K/p_Y)_t + u_t

with the rate of unemployment U for relative surplus population, and the price of the capital stock
over that of output for the cheapening of constant capital. The tendency asks whether
:math:`a_1 < 0`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from capital import datasets
from capital.econometrics.fit import least_squares
from capital.econometrics.trend import trend
from capital.econometrics.unit_roots import unit_roots
from capital.measure import us_corporate

FIRST, LAST = 1948, 2007


def replicate() -> dict[str, float]:
    """Return the verdicts of the tests and the signs of the trend."""
    rate = us_corporate("nonfinancial").rate_of_profit
    tests = unit_roots(np.log(rate).rename("ln r"), start=FIRST, end=LAST)
    plain = trend(rate, start=FIRST, end=LAST)
    full = tendency()
    return {
        "unit_root_not_rejected": float(tests["ADF"].pvalue > 0.05),
        "unit_root_with_break_not_rejected": float(tests["Zivot–Andrews"].pvalue > 0.05),
        "level_stationarity_rejected": float("not rejected" not in tests["KPSS"].verdict),
        "sign_of_trend": np.sign(plain.params["trend"]),
        "sign_of_tendency": np.sign(full.params["t"]),
        "tendency_significant": float(full.pvalues["t"] < 0.05),
    }


def tendency() -> Any:
    """Fit the trend with the counter-tendencies that the data allow."""
    assets = datasets.load("us_fixed_assets", sector="nonfinancial")
    prices = datasets.load("us_labour_prices")
    frame = pd.DataFrame(
        {
            "r": us_corporate("nonfinancial").rate_of_profit,
            "unemployment": prices["unemployment_rate"],
            "price_of_capital": assets["net_stock_current_cost"]
            / assets["net_stock_quantity_index"]
            / prices["nonfinancial_price"],
        }
    ).loc[str(FIRST) : str(LAST)]
    frame["t"] = np.arange(len(frame), dtype=float)
    return least_squares(frame, "log(r) ~ t + log(unemployment) + log(price_of_capital)")
