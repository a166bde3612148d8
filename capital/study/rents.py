"""What rents say about the life of chips, and what a fall of them would destroy.

Firms book a life; the market for chip-hours has its own opinion. It is not one opinion: what one
seller asks hardly moves, what new contracts cost fell by half from 2024 to 2025 and rose again in
2026. Each reading gives another life, and another loss of capital that has not come back yet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from capital import datasets
from capital.ai.obsolescence import idle_after, rent_path, revaluation
from capital.ai.vintages import unbroken
from capital.evidence import Evidence
from capital.report.content import Section, Table
from capital.results import Finding
from capital.study.calibrated import calibrations
from capital.study.chapter import Chapter, key
from capital.study.firms import FILINGS
from capital.study.lives import BUYERS, booked_life, short_lived, stream
from capital.theory import chips
from capital.theory.chips import physical_life

SOURCE = "table gpu_rents (Epoch AI, Silicon Data, SemiAnalysis, Vast.ai and press)"
#: Physical life at the rated temperature: an assumption, since no failure rates are published.
RATED = (5.0, 15.0)


def chapter() -> Chapter:
    """Return the chapter on rents and the loss of capital."""
    falls = _falls()
    lives = _lives(falls)
    losses = _losses()
    findings = (*_fall_findings(falls, lives), *_loss_findings(losses))
    paragraphs = (
        "A chip is obsolete when its rent no longer covers the cost of running it. With energy, "
        "staff and space at a fraction of a dollar an hour and rents of two to three dollars, that "
        "takes a fall of rents for many years: what ends the life of a chip is less that it does "
        "not pay than that its place is wanted for a better one.",
        "A fall of rents writes down every vintage at once. This moral depreciation is a loss of "
        "capital, and a rise gives it back; neither enters the price of the product. Here it is "
        "shown beside profit and, in the last columns, charged to it.",
    )
    section = Section(
        "rents", "What rents say about lives", paragraphs,
        (_rent_table(falls, lives), *_cohort_table(lives), _loss_table(losses)),
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


def _losses() -> pd.DataFrame:
    """Return what rents did to the chips of each firm between two contracts, in USD billion."""
    rows = []
    for name in BUYERS:
        for (begin, before), (end, after) in pairwise(_contracts()):
            years = (end - begin).days / 365.25
            row = _revalued(name, begin, end, math.log(before / after) / years, years)
            if row:
                rows.append(row)
    return pd.DataFrame(rows)


@cache
def _contracts() -> tuple[tuple[pd.Timestamp, float], ...]:
    rents = datasets.load("gpu_rents").reset_index(drop=True)
    index = rents[rents["quote"] == "index_one_year_contract"]
    dates = pd.to_datetime(index["date"])
    return tuple(sorted(zip(dates, index["value"].astype(float), strict=True)))


def _revalued(
    name: str, begin: pd.Timestamp, end: pd.Timestamp, fall: float, years: float
) -> dict[str, object]:
    """Return the effect on c, K, s and r of a firm, or nothing where a figure is missing."""
    account, life = stream(name), booked_life(name)
    first, last = (pd.Period(date, "Q") for date in (begin, end))
    quarters = int(4 * life)
    capex = account["capex"].loc[: str(first)].iloc[-quarters:].astype(float)
    year = account[["surplus_value", "constant_capital"]].loc[: str(last)].iloc[-4:].astype(float)
    opening = account["capital_stock"].loc[: str(last - 4)].iloc[-1]
    if len(capex) < quarters or capex.isna().any() or year.isna().any().any() or pd.isna(opening):
        return {}
    stock = float(chips.net_stock(list(capex), quarters)[-1]) / 1000
    growth = math.log(capex.iloc[-4:].sum() / capex.iloc[-8:-4].sum())
    change = revaluation(stock, life=life, growth=growth, fall=fall, years=years)
    profit, capital = float(year["surplus_value"].sum()) / 1000, float(opening) / 1000
    low, high = sorted(share * change for share in short_lived())
    return {
        "firm": name, "from": str(first), "to": str(last),
        "depreciation": float(year["constant_capital"].sum()) / 1000, "capital": capital,
        "profit": profit,
        "chips_lower": short_lived()[0] * stock, "chips_upper": short_lived()[1] * stock,
        "change_lower": low, "change_upper": high, "rate": profit / capital,
        "rate_charged_lower": (profit + low) / capital,
        "rate_charged_upper": (profit + high) / capital,
    }  # fmt: skip


def _cohorts() -> pd.DataFrame:
    """Return what is on the books by asset class, of all purchases on record, in USD billion."""
    buildings = datasets.load("service_lives").reset_index(drop=True)
    lives = buildings[(buildings["asset"] == "buildings") & (buildings["kind"] == "longest stated")]
    shortest, longest = lives["life_after"].astype(float).agg(["min", "max"])
    low, high = short_lived()
    rows = []
    for name in BUYERS:
        account = stream(name)
        capex = unbroken(account["capex"]).astype(float)
        books = {
            years: float(chips.net_stock(list(capex), int(4 * years))[-1]) / 1000
            for years in (booked_life(name), shortest, longest)
        }
        rows.append({
            "firm": name, "on record since": str(capex.index[0]), "at": str(capex.index[-1]),
            "booked life": booked_life(name),
            "chips, lower": low * books[booked_life(name)],
            "chips, upper": high * books[booked_life(name)],
            "buildings, lower": (1 - high) * books[shortest],
            "buildings, upper": (1 - low) * books[longest],
        })  # fmt: skip
    return pd.DataFrame(rows)


def _competing_lives(lives: Mapping[str, tuple[float, float]]) -> list[dict[str, object]]:
    """Return booked, obsolete and physical lives side by side."""
    booked = sorted({booked_life(name) for name in BUYERS})
    hot = tuple(physical_life(years, 0, 10) for years in RATED)

    def years(low: float, high: float) -> str:
        return f"{low:.1f} to " + ("no end" if math.isinf(high) else f"{high:.1f}")

    finite = [end for pair in lives.values() for end in pair if not math.isinf(end)]
    rows = (
        ("booked", (booked[0], booked[-1]), "notes to the 10-K"),
        ("idle by rents", (min(finite), math.inf), "readings above"),
        ("worn, at its rated temperature", RATED, "assumption"),
        ("worn, ten degrees hotter", hot, "ten-degree rule"),
    )
    return [{"life": life, "years": years(*ends), "rests on": why} for life, ends, why in rows]


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
    shown = [name for name in losses.columns if name.startswith("rate")]
    frame = losses.assign(**{name: 100 * losses[name] for name in shown})
    names = {
        "depreciation": "c, depreciation",
        "capital": "K",
        "profit": "s",
        "chips_lower": "chips, lower",
        "chips_upper": "chips, upper",
        "change_lower": "change, lower",
        "change_upper": "change, upper",
        "rate": "r, %",
        "rate_charged_lower": "r charged, lower, %",
        "rate_charged_upper": "r charged, upper, %",
    }
    return Table(
        key="rents-losses",
        title="What rents did to the chips of each firm between two contracts, USD billion",
        frame=frame.rename(columns=names),
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS}; {SOURCE}",
        digits=3,
        note="Chips are the short-lived share of investment at book when the period begins; their "
        "change is what the fall or rise of contract rents does to what is still on the books. r "
        "is operating income of the last four quarters over the stock before them; charged, it "
        "bears the change. A firm and period without full accounts is left out.",
    )


def _cohort_table(lives: Mapping[str, tuple[float, float]]) -> tuple[Table, Table]:
    cohorts = Table(
        key="rents-cohorts",
        title="Purchases on record that are still on the books, by class, USD billion",
        frame=_cohorts(),
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS}; table service_lives",
        digits=3,
        note="Straight line. Buildings and what else lives long: the rest of investment, over the "
        "shortest and longest of the longest stated lives. If racks of another kind need another "
        "building, it is obsolete with its racks: then this, too, is at risk.",
    )
    competing = Table(
        key="rents-lives",
        title="Competing lives of a chip, years",
        frame=pd.DataFrame(_competing_lives(lives)),
        evidence=Evidence.ASSUMPTION,
        source=f"{SOURCE}; table service_lives; capital.theory.chips.physical_life",
        note="No failure rates are published: the physical life is an assumption of "
        f"{RATED[0]:g} to {RATED[1]:g} years, halved by ten degrees. The shortest ends a chip.",
    )
    return cohorts, competing


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
            key=key("rents", "change", row["firm"], row["to"]),
            label=f"Change of the capital of {row['firm']} in chips by rents, to {row['to']}",
            value=None,
            lower=float(row["change_lower"]),
            upper=float(row["change_upper"]),
            unit="USD billion",
            formula="K·(share still on the books)·(e^(−γ t) − 1)",
            inputs={
                "chips at book": f"{row['chips_lower']:.0f} to {row['chips_upper']:.0f}",
                "from": str(row["from"]),
            },
            evidence=Evidence.ESTIMATE,
            source=f"{FILINGS}; {SOURCE}",
            note="not realised: what contract rents say",
        )
        for _, row in losses.iterrows()
    ]
