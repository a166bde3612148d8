"""Booked against economic life of chips, on the investment of the firms that buy them.

What profit and its rate would be if servers lived two to six years, with the share of investment
that is short-lived as an interval; the overstatement as a path to 2026; what becomes of it when
investment stops growing; and whether the *rate* is overstated, which is another question.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import pandas as pd

from capital import measure
from capital.ai import vintages
from capital.evidence import Evidence
from capital.report.content import Chart, Section, Table
from capital.results import Finding
from capital.study.chapter import Chapter, joined, key, percent, span
from capital.study.firms import FILINGS

BUYERS = ("Microsoft", "Alphabet", "Amazon", "Meta", "Oracle")
LIVES = (2, 3, 4, 5, 6)
SHOWN = 3
AHEAD = 7
ENDS = ("lower", "upper")
AtLife = Mapping[tuple[str, int], pd.DataFrame]
LIFE_SOURCE = "notes to the 10-K of the firms on useful lives (table service_lives)"


def chapter() -> Chapter:
    """Return the chapter on lives."""
    share, streams = short_lived(), {name: stream(name) for name in BUYERS}
    booked = {name: _booked(name, stream) for name, stream in streams.items()}
    tables = tables_at_lives()
    reversal = _reversal(streams)
    findings = (
        _share(share),
        *_at_lives(tables, booked),
        *_vanishing(booked),
        *reversal.values(),
    )
    sections = (
        _section(tables, share, booked),
        _path_section(streams, tables, booked, share),
        _reversal_section(streams, tables, reversal),
    )
    return Chapter(sections, findings, _summary(tables))


@cache
def tables_at_lives() -> AtLife:
    """Return (firm, economic life) → profit and rate, from `vintages.profit_at_life`."""
    share = short_lived()
    streams = {name: stream(name) for name in BUYERS}
    return {
        (name, life): vintages.profit_at_life(stream, life, _booked(name, stream), share)
        for name, stream in streams.items()
        for life in LIVES
    }


def short_lived() -> tuple[float, float]:
    """Return the interval of the short-lived share of investment."""
    shares = measure.short_lived_shares()["share"]
    return float(shares.min()), float(shares.max())


@cache
def stream(name: str) -> pd.DataFrame:
    """Return quarterly investment, operating income, depreciation and closing stock."""
    account = measure.firm(name, frequency="quarterly", periods="calendar", stock="closing")
    return account.frame[["capex", "surplus_value", "constant_capital", "capital_stock"]]


def _booked(name: str, stream: pd.DataFrame) -> float:
    last = vintages.unbroken(stream["capex"]).index[-1]
    return measure.booked_life(name, str(last.end_time.date()))


def booked_life(name: str) -> float:
    """Return the booked life of servers at the end of what is known of a firm's investment."""
    return _booked(name, stream(name))


def _share(share: tuple[float, float]) -> Finding:
    observed = measure.short_lived_shares()
    return Finding(
        key="lives.short-lived-share",
        label="Share of investment that is short-lived",
        value=None,
        lower=share[0],
        upper=share[1],
        unit="1",
        formula="growth of the short-lived class / growth of gross property in use",
        inputs={row.firm: f"{row.share:.3f}" for row in observed.itertuples()},
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS} (classes of property, table firm_accounts_annual)",
        note="lowest and highest of the three firms that disclose classes, fiscal "
        f"{joined(sorted({str(year) for year in observed.index}))}; applied to all",
    )


def _at_lives(tables: AtLife, booked: Mapping[str, float]) -> list[Finding]:
    found = []
    for (name, life), table in tables.items():
        last, row = last_row(table)
        where = f"{name}, economic life {life} years, year to {last}"
        inputs = {
            "T_e": f"{life} years",
            "T_b": f"{booked[name]:g} years",
            "σ": "see lives.short-lived-share",
            "s": f"{row['profit_booked']:.0f} USD million booked",
        }
        source = f"{FILINGS}; {LIFE_SOURCE}"
        found += [
            Finding(
                key=key("lives", name, life, "profit", last),
                label=f"Operating income of {where}",
                value=None,
                lower=row["profit_lower"] / 1000,
                upper=row["profit_upper"] / 1000,
                unit="USD billion a year",
                formula="s − O, O = σ·[D(T_e) − D(T_b)] by quarterly vintages",
                inputs=inputs,
                evidence=Evidence.ESTIMATE,
                source=source,
                note="all vintages at the life booked now",
            ),
            Finding(
                key=key("lives", name, life, "rate", last),
                label=f"Rate of profit on fixed capital of {where}",
                value=None,
                lower=row["rate_lower"],
                upper=row["rate_upper"],
                unit="1/year",
                formula="(s − O)/(K − σ·[K(T_b) − K(T_e)]), stocks of four quarters before",
                inputs=inputs,
                evidence=Evidence.ESTIMATE,
                source=source,
                note=f"booked: {percent(row['rate_booked'])}",
            ),
        ]
    return found


def last_row(table: pd.DataFrame) -> tuple[pd.Period, pd.Series]:
    """Return the last quarter in which everything is on record, and its row."""
    known = table.dropna()
    return known.index[-1], known.iloc[-1]


def _vanishing(booked: Mapping[str, float]) -> list[Finding]:
    pairs = sorted(
        {(life, life_b) for life_b in booked.values() for life in LIVES if life < life_b}
    )
    return [
        Finding(
            key=key("lives", "vanishing-growth", life, f"{life_b:g}"),
            label=f"Growth of investment at which a life of {life} instead of {life_b:g} years "
            "leaves profit unchanged",
            value=round(vintages.vanishing_growth(life, life_b), 9) + 0.0,
            unit="1/year",
            formula="root in g of D(T_e) = D(T_b) for investment growing at g",
            inputs={"T_e": f"{life} years", "T_b": f"{life_b:g} years"},
            evidence=Evidence.DERIVED,
            source="theory: capital.theory.chips; found numerically from the discrete formula",
        )
        for life, life_b in pairs
    ]


def _reversal(streams: Mapping[str, pd.DataFrame]) -> dict[str, Finding]:
    """Return gross profit over investment: above one, a shorter life raises the rate in growth."""
    found = {}
    for name, stream in streams.items():
        year = stream.rolling(4).sum().dropna(subset=["capex", "surplus_value", "constant_capital"])
        last, row = year.index[-1], year.iloc[-1]
        gross = row["surplus_value"] + row["constant_capital"]
        found[name] = Finding(
            key=key("lives", name, "gross-profit-over-investment", last),
            label=f"Gross profit over investment of {name}, year to {last}",
            value=float(gross / row["capex"]),
            unit="1",
            formula="G/I = (s + depreciation)/capex",
            inputs={"G": f"{gross:.0f} USD million", "I": f"{row['capex']:.0f} USD million"},
            evidence=Evidence.DERIVED,
            source=FILINGS,
            note="in steady growth the booked rate exceeds the economic one if and only if G < I",
        )
    return found


def _summary(tables: AtLife) -> tuple[str, ...]:
    words: list[str] = []
    verdicts: dict[str, list[str]] = {}
    for name in BUYERS:
        _, row = last_row(tables[name, SHOWN])
        low, high = (row[f"overstatement_{end}"] / row["profit_booked"] for end in ENDS)
        words.append(f"{span(low, high, 0)} at {name}")
        verdicts.setdefault(_compare(row), []).append(name)
    rates = joined([f"{verdict} at {joined(names)}" for verdict, names in verdicts.items()])
    return (
        f"If servers were obsolete after {SHOWN} years, booked operating income of the last year "
        f"on record would be too high, by {joined(words)}. With constant investment it would not "
        "be overstated at all: the overstatement is a child of growth.",
        "The rate of profit is another matter, because the stock is overstated too: at that life "
        f"the booked rate on fixed capital is {rates}.",
    )


def _section(tables: AtLife, share: tuple[float, float], booked: Mapping[str, float]) -> Section:
    rows = []
    for (name, life), at_life in tables.items():
        last, row = last_row(at_life)
        rows.append(
            {
                "firm": name,
                "year to": str(last),
                "life": life,
                "booked life": booked[name],
                "booked s": row["profit_booked"] / 1000,
                "s low": row["profit_lower"] / 1000,
                "s high": row["profit_upper"] / 1000,
                "booked r, %": 100 * row["rate_booked"],
                "r low, %": 100 * row["rate_lower"],
                "r high, %": 100 * row["rate_upper"],
            }
        )
    table = Table(
        key="lives-table",
        title="Operating income (USD billion) and its rate on fixed capital at each economic life",
        frame=pd.DataFrame(rows),
        digits=4,
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS}; {LIFE_SOURCE}",
        note="Straight line by quarterly vintages; the interval is that of the short-lived share. "
        "Where the economic life exceeds the booked one, profit is understated.",
    )
    paragraphs = (
        f"The firms write their servers off over {min(booked.values()):g} to "
        f"{max(booked.values()):g} years. If competition and better chips make them worthless "
        "sooner, part of the profit booked today is an advance on losses to come. The table "
        "recomputes operating income, and the rate of profit on the equally recomputed stock, for "
        f"economic lives of {LIVES[0]} to {LIVES[-1]} years.",
        f"Between {span(*share, 0)} of investment is taken to be short-lived, the range seen in "
        "the firms that disclose classes of property. Cash purchases only: what is leased is left "
        "out, which makes the effect too small at firms that lease much.",
    )
    return Section("lives", "The life of chips", paragraphs, (table,))


def _sum_over_firms(tables: AtLife, life: int) -> pd.DataFrame:
    names = [f"overstatement_{end}" for end in ENDS]
    parts = [tables[name, life][names] for name in BUYERS]
    both = pd.concat(parts, axis=1, join="inner").dropna()
    return pd.DataFrame({name: both[name].sum(axis=1) / 1000 for name in names})


def _path_section(
    streams: Mapping[str, pd.DataFrame],
    tables: AtLife,
    booked: Mapping[str, float],
    share: tuple[float, float],
) -> Section:
    data = pd.concat(
        _sum_over_firms(tables, life).assign(life=f"{life} years") for life in LIVES[:4]
    )
    data.columns = pd.Index(["lower", "upper", "economic life"])
    data = data.assign(quarter=data.index, point=math.nan)
    chart = Chart(
        key="lives-path",
        title="Overstatement of profit of five firms, year to each quarter, USD billion",
        data=data.reset_index(drop=True),
        x="quarter",
        y="point",
        lower="lower",
        upper="upper",
        series="economic life",
        kind="interval",
        x_title="year to quarter",
        y_title="USD billion a year",
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS}; {LIFE_SOURCE}",
        note=f"{joined(BUYERS)}. The path begins where a whole booked life of purchases is on "
        "record at every firm.",
    )
    ahead = _frozen_path(streams, booked, share)
    frozen = Chart(
        key="lives-frozen",
        title=f"The same at a life of {SHOWN} years, if investment stopped growing",
        data=ahead,
        x="quarter",
        y="point",
        lower="lower",
        upper="upper",
        kind="interval",
        x_title="year to quarter",
        y_title="USD billion a year",
        evidence=Evidence.ASSUMPTION,
        source=f"{FILINGS}; {LIFE_SOURCE}; investment held at the last year's level from then on",
        note="No forecast. The young vintages first fill the years between economic and booked "
        "life; then the books write off what has long been obsolete, and when the last vintage of "
        "the boom has gone, both lives give the same depreciation.",
    )
    paragraphs = (
        "The overstatement is the difference between depreciation at the economic and at the "
        "booked life. In a boom the young vintages outweigh the old; when growth stops, the two "
        "depreciations meet, whatever the lives.",
    )
    return Section("lives-path-section", "The overstatement as a path", paragraphs, (chart, frozen))


def _frozen_path(
    streams: Mapping[str, pd.DataFrame], booked: Mapping[str, float], share: tuple[float, float]
) -> pd.DataFrame:
    parts = []
    for name, stream in streams.items():
        longer = vintages.frozen(vintages.unbroken(stream["capex"]), AHEAD)
        excess = vintages.overstatement(longer, SHOWN, booked[name], share)
        parts.append(excess[["profit_lower", "profit_upper"]].rolling(4).sum())
    both = pd.concat(parts, axis=1, join="inner").dropna()
    ends = pd.DataFrame({end: both[f"profit_{end}"].sum(axis=1) / 1000 for end in ENDS})
    ends = pd.DataFrame({"lower": ends.min(axis=1), "upper": ends.max(axis=1)})
    return ends.assign(point=math.nan, quarter=ends.index).reset_index(drop=True)


def _reversal_section(
    streams: Mapping[str, pd.DataFrame], tables: AtLife, reversal: Mapping[str, Finding]
) -> Section:
    rows = []
    for name, finding in reversal.items():
        _, row = last_row(tables[name, SHOWN])
        capex = vintages.unbroken(streams[name]["capex"])
        growth = math.log(capex.iloc[-4:].sum() / capex.iloc[-8:-4].sum())
        rows.append(
            {
                "firm": name,
                "growth of investment": percent(growth, 0),
                "G/I": finding.value,
                "booked r": percent(row["rate_booked"]),
                f"r at {SHOWN} years": span(row["rate_lower"], row["rate_upper"]),
                "the booked rate is": _compare(row),
            }
        )
    table = Table(
        key="lives-reversal",
        title="Is the rate of profit overstated too?",
        frame=pd.DataFrame(rows),
        digits=3,
        evidence=Evidence.ESTIMATE,
        source=f"{FILINGS}; {LIFE_SOURCE}",
        note="G gross profit (operating income and depreciation), I investment, both of the last "
        "four quarters on record; growth of investment over the four quarters before (logarithm).",
    )
    paragraphs = (
        "A shorter life lowers profit, but it lowers the stock as well. In steady growth the "
        "booked rate of profit exceeds the economic one if and only if gross profit is below "
        "investment; "
        "otherwise the books understate the rate although they overstate profit.",
        "The firms are in a ramp, not in steady growth, so the table compares the rates directly.",
    )
    return Section("lives-rate", "Profit overstated, rate understated?", paragraphs, (table,))


def _compare(row: pd.Series) -> str:
    if row["rate_booked"] > row["rate_upper"]:
        return "too high"
    return "too low" if row["rate_booked"] < row["rate_lower"] else "inside the interval"
