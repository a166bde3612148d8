"""Basu (2021): his series of the US rate of profit, and how far revisions have moved them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capital import datasets
from capital.measure import by_definition

FIRST = "1948"


def replicate() -> dict[str, float]:
    """Return revisions since his vintage, by line, and the exactness of his decomposition."""
    theirs = datasets.load("basu_2021", sector="nonfinancial")
    ours = datasets.load("us_corporate_accounts", sector="nonfinancial")
    value_added, surplus = (
        _revision(theirs[line], ours[line]) for line in ("net_value_added", "net_operating_surplus")
    )
    account = by_definition("basu_2021", "nonfinancial").frame.loc[FIRST:]
    rate = theirs["net_operating_surplus"] / theirs["net_stock"].shift(1)
    parts = np.log(account["profit_share"]) + np.log(account["output_capital_ratio"])
    return {
        "largest_revision_of_value_added": value_added.max(),
        "largest_revision_of_surplus": surplus.max(),
        "year_of_that_revision": surplus.idxmax().year,
        "gap_of_rate": float((rate[FIRST:] - account["rate_of_profit"]).abs().max()),
        "gap_of_decomposition": float((np.log(account["rate_of_profit"]) - parts).abs().max()),
    }


def _revision(theirs: pd.Series, ours: pd.Series) -> pd.Series:
    """Return the difference in per cent of ours; theirs are billions, ours millions."""
    return (100 * (1000 * theirs / ours - 1)).dropna().abs()[FIRST:]
