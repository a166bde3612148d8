r"""Basu, Huato, Jauregui and Wasner (2022): the method, and their table against its own identity.

Trends of logarithms add up, :math:`\hat b_r = \hat b_{\text{share}} + \hat b_{Y/K}`, whatever the
countries. So each printed trend of r must follow from the two printed beside it, within rounding.
The same decomposition is made on US corporate business, where it must be exact; that is not the
world, and no figure of theirs.
"""

from __future__ import annotations

from capital import datasets
from capital.econometrics.trend import additive_trends
from capital.measure import us_corporate

WHO = {
    "World: all observations": "all",
    "World: balanced 25 countries": "balanced",
    "World: WIOD industry panel": "industries",
}
WEIGHTS = ("ppp", "nominal_fx")


def replicate() -> dict[str, float]:
    """Return the trend of r that follows from its two printed parts, in per cent a year."""
    table = datasets.load("published_results")
    found = {"gap_of_method_on_us": gap_of_method()}
    for (entity, first, last), rows in table.groupby(["entity", "first_year", "last_year"]):
        values = rows.set_index("measure")["value"]
        for weights in WEIGHTS if str(entity) in WHO else ():
            share, ratio = (
                values.get(f"trend_log_{part}_{weights}")
                for part in ("profit_share", "output_capital_ratio")
            )
            if share is not None and ratio is not None:
                found[f"{WHO[str(entity)]}_{weights}_{first}_{last}"] = float(share + ratio)
    return found


def gap_of_method() -> float:
    """Return by how much the trends of the parts miss that of r, US corporations 1960–2019."""
    parts = ["rate_of_profit", "profit_share", "output_capital_ratio"]
    frame = us_corporate("corporate").frame[parts]
    trends = additive_trends(frame, total="rate_of_profit", start=1960, end=2019)["trend"]
    return float(abs(trends["rate_of_profit"] - trends[parts[1:]].sum()))
