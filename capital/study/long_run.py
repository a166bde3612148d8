"""How far to trust the long run: every choice at once, breaks, and relations that last.

The trend of a rate of profit depends on what is called profit and capital, and on the years. So it
is estimated under every combination of these choices; a reader sees what the sign owes to which.
Then the date of its breaks is asked of the series itself, and whether its two factors move
together in the long run.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from capital import econometrics, measure
from capital.econometrics.bai_perron import Breaks
from capital.econometrics.specification import SpecificationCurve
from capital.evidence import Evidence, derived_from
from capital.measure import Accounts
from capital.report.content import Chart, Section, Table
from capital.results import Finding, TestTable
from capital.study.chapter import Chapter, joined, key, percent, together

CHOICES: Mapping[str, tuple[Any, ...]] = {
    "sector": ("nonfinancial", "corporate"),
    "valuation": ("current", "historical"),
    "stock": ("opening", "average", "closing"),
    "residential": (True, False),
    "start": (1929, 1948, 1966, 1982),
    "end": (1997, 2007, 2019, 2024),
}
TESTED = (1948, 2024)
VALUATIONS = ("current", "historical")


def chapter() -> Chapter:
    """Return the chapter on the long run."""
    curve = _curve()
    breaks = {valuation: _breaks(valuation) for valuation in VALUATIONS}
    account = _account("nonfinancial", "current", "opening", True)
    together_tests = _relations(account)
    findings = (
        *_curve_findings(curve, account),
        *_break_findings(breaks, account),
        *_relation_findings(together_tests, account),
    )
    sections = (
        _curve_section(curve, account),
        _break_section(breaks, account),
        _relation_section(together_tests, account),
    )
    return Chapter(sections, findings, _summary(curve, breaks))


@lru_cache(maxsize=32)
def _account(sector: str, valuation: str, stock: str, residential: bool) -> Accounts:
    return measure.us_corporate(sector, valuation=valuation, stock=stock, residential=residential)


def _estimate(
    sector: str, valuation: str, stock: str, residential: bool, start: int, end: int
) -> dict[str, float]:
    account = _account(sector, valuation, stock, residential)
    fit = econometrics.trend(account.rate_of_profit, start=start, end=end)
    low, high = fit.conf_int().loc["trend"]
    return {"estimate": fit.percent_per_period, "lower": 100 * low, "upper": 100 * high}


@lru_cache(maxsize=1)
def _curve() -> SpecificationCurve:
    return econometrics.specification_curve(_estimate, CHOICES, label="Trends of r")


def _breaks(valuation: str) -> Breaks:
    r = _account("nonfinancial", valuation, "opening", True).rate_of_profit
    return econometrics.bai_perron(r, start=TESTED[0], end=TESTED[1], maximum=3)


def _relations(account: Accounts) -> dict[str, TestTable]:
    """Ask whether profit share and output per capital move together, so that r returns."""
    logs = account.decompose().loc[str(TESTED[0]) : str(TESTED[1])]
    pair = logs[["profit_share", "output_capital_ratio"]]
    johansen = econometrics.johansen(pair, lags=1, det_order=0)
    return {
        "Engle–Granger": econometrics.engle_granger(pair, dependent="profit_share"),
        "Johansen": johansen.tests,
    }


def _source(account: Accounts) -> str:
    return together(account.lines[name].source for name in ("surplus_value", "capital_stock"))


def _curve_findings(curve: SpecificationCurve, account: Accounts) -> list[Finding]:
    labels = {
        "median": ("Median trend of r over all specifications", "percent a year (log points)"),
        "lowest": ("Lowest trend of r", "percent a year (log points)"),
        "highest": ("Highest trend of r", "percent a year (log points)"),
        "share_negative": ("Share of specifications with a falling r", "share"),
        "share_negative_interval": ("Share whose 95 % interval lies below zero", "share"),
        "share_positive_interval": ("Share whose 95 % interval lies above zero", "share"),
        "specifications": ("Number of specifications", "count"),
    }
    found = [
        Finding(
            key=key("us", "curve", name.replace("_", "-")),
            label=label,
            value=float(curve.summary[name]),
            unit=unit,
            formula="b in ln r = a + b·t + u, over every combination of choices",
            inputs={name: joined([str(v) for v in values]) for name, values in CHOICES.items()},
            evidence=derived_from([account.evidence]),
            source=_source(account),
            note="least squares, 95 % intervals by HAC errors",
        )
        for name, (label, unit) in labels.items()
    ]
    for choice, share in curve.what_matters().items():
        found.append(
            Finding(
                key=key("us", "curve", "matters", choice),
                label=f"Share of the variance of the trends that goes with the choice of {choice}",
                value=float(share),
                unit="share",
                formula="variance of the means by choice over the variance of all trends",
                inputs={"specifications": str(int(curve.summary["specifications"]))},
                evidence=derived_from([account.evidence]),
                source=_source(account),
                note="accounting",
            )
        )
    return found


def _curve_section(curve: SpecificationCurve, account: Accounts) -> Section:
    good = curve.table[curve.table["failure"] == ""].reset_index(drop=True)
    chart = Chart(
        key="us-specification-curve",
        title="The trend of the rate of profit under every choice",
        data=good.assign(number=good.index + 1)[["number", "estimate", "lower", "upper"]],
        x="number",
        y="estimate",
        lower="lower",
        upper="upper",
        x_title="specification, from the steepest fall to the steepest rise",
        y_title="trend of ln r, per cent a year, with its 95 % interval",
        evidence=Evidence.DERIVED,
        source=_source(account),
        note="Every combination of sector, valuation, timing and housing of the stock, first and "
        "last year. HAC errors.",
    )
    samples = good.assign(sample=good["start"].astype(str) + "–" + good["end"].astype(str))
    by_sample = samples.groupby(["sample", "valuation"], sort=False)["estimate"]
    ranges = (
        by_sample.agg(["median", "min", "max"]).reset_index().sort_values(["sample", "valuation"])
    )
    spread = Chart(
        key="us-trend-ranges",
        title="The range of trends by sample and valuation",
        data=ranges.reset_index(drop=True),
        x="sample",
        y="median",
        lower="min",
        upper="max",
        series="valuation",
        x_title="sample",
        y_title="trend of ln r, per cent a year: median and range",
        kind="interval",
        evidence=Evidence.DERIVED,
        source=_source(account),
        note="The range over sector, timing and housing of the stock.",
    )
    table = Table(
        key="us-specifications",
        title="All specifications",
        frame=good.drop(columns="failure"),
        evidence=Evidence.DERIVED,
        source=_source(account),
        digits=3,
    )
    return Section("us-curve", "What the trend owes to choices", _curve_words(curve),
                   (chart, spread, table))  # fmt: skip


def _curve_words(curve: SpecificationCurve) -> tuple[str, ...]:
    summary, matters = curve.summary, curve.what_matters()
    first, second = matters.index[:2]
    below, above = summary["share_negative_interval"], summary["share_positive_interval"]
    return (
        f"Of {summary['specifications']:.0f} specifications "
        f"{percent(summary['share_negative'], 0)} have a falling rate of profit; the interval "
        f"lies below zero in {percent(below, 0)} and above it in {percent(above, 0)}.",
        f"What decides most is the choice of {first} ({percent(matters.iloc[0], 0)} of the "
        f"variance) and of {second} ({percent(matters.iloc[1], 0)}): a trend is a statement about "
        "a period before it is one about capital.",
    )


def _break_findings(breaks: Mapping[str, Breaks], account: Accounts) -> list[Finding]:
    found = []
    for valuation, result in breaks.items():
        for i, row in enumerate(result.table.itertuples(index=False), start=1):
            found.append(
                Finding(
                    key=key("us", "breaks", valuation, i),
                    label=f"Break {i} in the level of ln r, {valuation} cost: last year before it",
                    value=float(row.date.year),
                    lower=float(row.lower.year),
                    upper=float(row.upper.year),
                    unit="year",
                    formula="mean of ln r by phase, dates by least squares (Bai and Perron)",
                    inputs={"sample": result.sample, "number chosen by": result.chosen_by},
                    evidence=derived_from([account.evidence]),
                    source=_source(account),
                    note="95 % interval of Bai (1997), one variance",
                )
            )
        found.append(
            Finding(
                key=key("us", "breaks", valuation, "number"),
                label=f"Number of breaks in the level of ln r, {valuation} cost",
                value=float(len(result.dates)),
                unit="count",
                formula="sequential sup F tests",
                inputs={"sample": result.sample},
                evidence=derived_from([account.evidence]),
                source=_source(account),
                note="; ".join(str(test) for test in result.tests),
            )
        )
    return found


def _break_section(breaks: Mapping[str, Breaks], account: Accounts) -> Section:
    rows = []
    for valuation, result in breaks.items():
        for phase in result.phases.itertuples(index=False):
            rows.append({
                "valuation": valuation, "from": str(phase.start), "to": str(phase.end),
                "years": phase.nobs, "mean rate of profit, %": 100 * float(np.exp(phase.mean)),
            })  # fmt: skip
    table = Table(
        key="us-phases",
        title="Phases of the rate of profit that the series finds by itself",
        frame=pd.DataFrame(rows),
        evidence=Evidence.DERIVED,
        source=_source(account),
        digits=3,
        note="Level of ln r, nonfinancial; geometric means. Bai and Perron, sequential tests.",
    )
    words = "; ".join(
        f"at {valuation} cost after {joined([str(date) for date in result.dates])}"
        if result.dates
        else f"at {valuation} cost nowhere"
        for valuation, result in breaks.items()
    )
    paragraphs = (
        f"The level of the rate of profit breaks {words}. The tests suppose disturbances without "
        "memory, which a business cycle has: they find a break too easily.",
    )
    return Section("us-breaks", "Where the level breaks", paragraphs, (table,))


def _relation_findings(tables: Mapping[str, TestTable], account: Accounts) -> list[Finding]:
    return [
        Finding(
            key=key("us", "relations", name, test.name),
            label=f"{name}: {test.name}",
            value=None if np.isnan(test.pvalue) else float(test.pvalue),
            lower=float(test.statistic) if np.isnan(test.pvalue) else None,
            upper=float(test.statistic) if np.isnan(test.pvalue) else None,
            unit="probability, or the statistic where no p-value is tabulated",
            formula=f"null hypothesis: {test.null}; statistic {test.statistic:.4f}",
            inputs={"sample": table.sample},
            evidence=derived_from([account.evidence]),
            source=_source(account),
            note=test.verdict,
        )
        for name, table in tables.items()
        for test in table
    ]


def _relation_section(tables: Mapping[str, TestTable], account: Accounts) -> Section:
    rows = [
        {
            "test": f"{name}: {test.name}",
            "null hypothesis": test.null,
            "statistic": test.statistic,
            "p": test.pvalue,
            "verdict": test.verdict,
        }
        for name, table in tables.items()
        for test in table
    ]
    table = Table(
        key="us-relations",
        title="Whether profit share and output per capital move together",
        frame=pd.DataFrame(rows),
        evidence=Evidence.DERIVED,
        source=_source(account),
        digits=3,
    )
    paragraphs = (
        "If profit share and output per unit of capital were tied to each other in the long run, "
        "one would make up for the other and the rate of profit would return to its path. The "
        "tests ask for such a tie, with a free coefficient.",
    )
    return Section("us-relations-section", "Relations that last", paragraphs, (table,))


def _summary(curve: SpecificationCurve, breaks: Mapping[str, Breaks]) -> tuple[str, ...]:
    summary = curve.summary
    return (
        f"Under {summary['specifications']:.0f} combinations of sector, valuation, timing and "
        f"years the trend of the rate of profit is negative in "
        f"{percent(summary['share_negative'], 0)}, with an interval below zero in "
        f"{percent(summary['share_negative_interval'], 0)} and above zero in "
        f"{percent(summary['share_positive_interval'], 0)}.",
    )
