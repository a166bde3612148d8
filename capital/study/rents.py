"""What rents say about the life of chips, and what a fall of them would destroy.

Firms book a life; the market for chip-hours has its own opinion. It is not one opinion: what one
seller asks hardly moves, what new contracts cost fell by half from 2024 to 2025 and rose again in
2026. Each reading gives another life, and another loss of capital that has not come back yet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from capital import datasets
from capital.ai.obsolescence import idle_after, rent_path, write_down
from capital.evidence import Evidence
from capital.report.content import Section, Table
from capital.results import Finding
from capital.study.calibrated import calibrations
from capital.study.chapter import Chapter, key
from capital.study.firms import FILINGS
from capital.study.lives import BUYERS, booked_life, short_lived, stream
from capital.theory import chips

SOURCE = "table gpu_rents (Epoch AI, Silicon Data, SemiAnalysis, Vast.ai and press)"
YEARS = 1.0  # for how long rents fall in the table of write-downs


def chapter() -> Chapter:
    """Return the chapter on rents and the loss of capital."""
    falls = _falls()
    lives = _lives(falls)
    losses = _losses(falls)
    findings = (*_fall_findings(falls, lives), *_loss_findings(losses))
    paragraphs = (
        "A chip is obsolete when its rent no longer covers the cost of running it. With energy, "
        "staff and space at a fraction of a dollar an hour and rents of two to three dollars, that "
        "takes a fall of rents for many years: what ends the life of a chip is less that it does "
        "not pay than that its place is wanted for a better one.",
        "A fall of rents writes down every vintage at once. This moral depreciation is a loss of "
        "capital; it does not enter the price of the product, and here it is shown beside profit "
        "and, in the last column, charged to it.",
    )
    section = Section(
        "rents", "What rents say about lives", paragraphs,
        (_rent_table(falls, lives), _loss_table(losses)),
    )  # fmt: skip
    return Chapter((section,), findings)


@cache
def _falls() -> Mapping[str, tuple[float, str]]:
    """Return the yearly fall of the rent of an H100 by each reading, and what it rests on."""
    rents = datasets.load("gpu_rents").reset_index(drop=True)
    index = rents[rents["quote"] == "index_one_year_contract"].sort_values("date")
    values = index["value"].astype(float).to_numpy()
    dates = pd.to_datetime(index["date"]).to_numpy()
    low = int(np.argmin(values))

    def fall(a: int, b: int) -> float:
        years = (dates[b] - dates[a]) / np.timedelta64(1, "D") / 365.25
        return math.log(values[a] / values[b]) / float(years)

    paths = [rent_path(family, end="2025-12-31") for family in ("H100", "A100")]
    last = len(values) - 1
    return {
        "contracts, start to low": (fall(0, low), f"{values[0]:g} to {values[low]:g} dollars"),
        "contracts, low to 2026": (fall(low, last), f"{values[low]:g} to {values[last]:g} dollars"),
        "contracts, start to 2026": (fall(0, last), f"{values[0]:g} to {values[last]:g} dollars"),
        **{
            f"list prices of {path.family}, within sellers": (
                -path.rate,
                f"{path.nobs} quotes, {path.sellers} sellers",
            )
            for path in paths
        },
    }


def _lives(falls: Mapping[str, tuple[float, str]]) -> dict[str, tuple[float, float]]:
    """Return the years until an H100 stands idle, at both ends of rent and running cost."""
    given = calibrations()["obsolescence"]
    cost = [
        given["pw"].ends[i] * given["PUE"].ends[i] * given["p_e"].number + given["v_h"].ends[i]
        for i in (0, 1)
    ]
    rent = given["p_0"].ends
    return {
        name: (idle_after(rent[0], cost[1], fall), idle_after(rent[1], cost[0], fall))
        for name, (fall, _) in falls.items()
    }


def _losses(falls: Mapping[str, tuple[float, str]]) -> pd.DataFrame:
    """Return what a year of falling rents would destroy at each firm, in USD billion."""
    fall = falls["contracts, start to low"][0]
    low, high = short_lived()
    rows = []
    for name in BUYERS:
        account = stream(name)
        invested = account["capex"].loc[: account["capex"].last_valid_index()]
        known = invested.iloc[-int(4 * booked_life(name)) :]
        if known.isna().any():
            continue
        life = booked_life(name)
        stock = float(chips.net_stock(list(known.astype(float)), int(4 * life))[-1]) / 1000
        growth = math.log(known.iloc[-4:].sum() / known.iloc[-8:-4].sum())
        ends = [
            write_down(share * stock, life=life, growth=growth, fall=fall, years=YEARS)
            for share in (low, high)
        ]
        year = account.loc[: known.index[-1]].iloc[-4:]
        profit = float(year["surplus_value"].sum()) / 1000
        opening = float(account["capital_stock"].loc[: known.index[-1]].iloc[-5]) / 1000
        rows.append({
            "firm": name, "year to": str(known.index[-1]), "profit": profit,
            "chips_lower": low * stock, "chips_upper": high * stock,
            "loss_lower": ends[0], "loss_upper": ends[1],
            "rate": profit / opening,
            "rate_charged_lower": (profit - ends[1]) / opening,
            "rate_charged_upper": (profit - ends[0]) / opening,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _rent_table(
    falls: Mapping[str, tuple[float, str]], lives: Mapping[str, tuple[float, float]]
) -> Table:
    def years(value: float) -> str:
        return "no end" if math.isinf(value) else f"{value:.1f}"

    rows = [
        {
            "reading": name,
            "change of rent, % a year": 100 * (math.exp(-fall) - 1),
            "rests on": rests,
            "idle after, years": f"{years(lives[name][0])} to {years(lives[name][1])}",
        }
        for name, (fall, rests) in falls.items()
    ]
    return Table(
        key="rents-readings",
        title="The rent of an H100, read in several ways, and the life that follows",
        frame=pd.DataFrame(rows),
        evidence=Evidence.ASSUMPTION,
        source=f"{SOURCE}; us_electricity, data_centres",
        digits=3,
        note="Idle after: the life at which the rent falls to the cost of running the chip, for "
        "the lowest rent and highest cost, and the other way round.",
    )


def _loss_table(losses: pd.DataFrame) -> Table:
    percent = ["rate", "rate_charged_lower", "rate_charged_upper"]
    frame = losses.assign(**{name: 100 * losses[name] for name in percent})
    names = {
        "profit": "profit", "chips_lower": "chips at book, lower", "chips_upper": "upper",
        "loss_lower": "loss in a year, lower", "loss_upper": "loss, upper",
        "rate": "r, %", "rate_charged_lower": "r charged, lower, %",
        "rate_charged_upper": "r charged, upper, %",
    }  # fmt: skip
    return Table(
        key="rents-losses",
        title="What a year of rents falling as from 2024 to their low would destroy, USD billion",
        frame=frame.rename(columns=names),
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS}; {SOURCE}",
        digits=3,
        note="Chips are the short-lived share of investment at book. r is operating income of the "
        "year over the stock a year before; charged, it bears the loss. Buildings that only these "
        "chips need would lose with them and are not counted. A blank rate: the stock a year "
        "before is not known.",
    )


def _fall_findings(
    falls: Mapping[str, tuple[float, str]], lives: Mapping[str, tuple[float, float]]
) -> list[Finding]:
    return [
        Finding(
            key=key("rents", name),
            label=f"Yearly fall of the rent of an H100: {name}",
            value=fall,
            unit="1/year",
            formula="ln(p_a/p_b)/years, or the slope of ln p within sellers",
            inputs={
                "rests on": rests,
                "idle after": "{:.1f} to {:.1f} years".format(*lives[name]),
            },
            evidence=Evidence.ESTIMATE,
            source=SOURCE,
        )
        for name, (fall, rests) in falls.items()
    ]


def _loss_findings(losses: pd.DataFrame) -> list[Finding]:
    return [
        Finding(
            key=key("rents", "loss", row["firm"]),
            label=f"Loss of capital at {row['firm']} by a year of falling rents",
            value=None,
            lower=float(row["loss_lower"]),
            upper=float(row["loss_upper"]),
            unit="USD billion",
            formula="K·(share still on the books)·(1 − e^(−γ t))",
            inputs={"chips at book": f"{row['chips_lower']:.0f} to {row['chips_upper']:.0f}"},
            evidence=Evidence.ESTIMATE,
            source=f"{FILINGS}; {SOURCE}",
            note="not realised: what would be lost",
        )
        for _, row in losses.iterrows()
    ]
