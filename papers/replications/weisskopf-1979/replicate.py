"""Weisskopf (1979): why the rate of profit turns down before output does; an annual version.

The quarterly original divides each cycle into early expansion (trough to the peak of the rate of
profit), late expansion (from there to the peak of output) and contraction. Here output falls in a
year or it does not; a late expansion runs from the year of the highest rate of profit since the
last fall to the last year before the next one.
"""

from __future__ import annotations

from capital import datasets
from capital.measure import Decomposition, us_corporate, weisskopf
from capital.theory import decomposition

FIRST, LAST = 1949, 1975


def replicate() -> dict[str, float]:
    """Return what falls in late expansions, and two cases of the decomposition by hand."""
    parts = late_expansions()
    changes, shares = parts.to_frame(), parts.shares()
    factors = ["profit_share", "capacity_use", "capacity_per_capital"]
    return {
        "late_expansions": len(changes),
        "with_falling_profit_share": float((changes["profit_share"] < 0).sum()),
        "led_by_profit_share": float((shares.idxmax(axis=1) == "profit_share").sum()),
        "gap_of_decomposition": float(
            (changes["rate_of_profit"] - changes[factors].sum(axis=1)).abs().max()
        ),
        **_by_hand(),
    }


def late_expansions() -> Decomposition:
    """Return the decomposition over the late part of every expansion from 1949 to 1975."""
    account = us_corporate("nonfinancial")
    output = datasets.load("us_corporate_addenda")["nonfinancial_gross_value_added_chained"]
    falls = output.pct_change().loc[str(FIRST) : str(LAST)]
    rate, phases, since = account.rate_of_profit, {}, None
    for year in falls[falls < 0].index:
        if since is not None and year - 1 > since:
            peak = rate.loc[since : year - 1].idxmax()
            if peak < year - 1:
                phases[f"{peak}–{year - 1}"] = (peak, year - 1)
        since = year
    return weisskopf(account, utilisation="shaikh_2016", phases=phases)


def _by_hand() -> dict[str, float]:
    """Return a level and a change that are easily checked."""
    given = {"Pi": 300, "Y": 1000, "Z": 1250, "K": 2500}
    parts = decomposition.PARTS
    table = decomposition.contributions(
        dict(zip(parts, (0.30, 0.80, 0.50), strict=True)),
        dict(zip(parts, (0.28, 0.82, 0.48), strict=True)),
    )
    return {
        "level_by_hand": float(decomposition.three_parts().evaluate(given)["r"]),
        **{f"change_of_{part}_by_hand": table.loc[part, "log_change"] for part in table.index},
    }
