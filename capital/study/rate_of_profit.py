"""The rate of profit of US corporate business since 1929.

Levels under several definitions side by side, the exact division into profit share and
output per unit of capital, trends by sample, and tests for unit roots. The sign of the trend of
1982–2007 depends on the valuation of capital; that is shown, not chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from capital import econometrics, measure
from capital.evidence import Evidence, derived_from
from capital.measure import Accounts
from capital.report.content import Chart, Section, Table
from capital.results import Finding, TestTable
from capital.study.chapter import Chapter, joined, key, percent, together

MAIN = "nonfinancial, current cost"
DEFINITIONS: Mapping[str, Mapping[str, Any]] = {
    MAIN: {"sector": "nonfinancial"},
    "nonfinancial, historical cost": {"sector": "nonfinancial", "valuation": "historical"},
    "nonfinancial, historical cost, tax depreciation": {
        "sector": "nonfinancial",
        "valuation": "historical",
        "depreciation": "tax",
    },
    "corporate, current cost": {"sector": "corporate"},
    "corporate, historical cost": {"sector": "corporate", "valuation": "historical"},
}
#: Years that the literature uses as turning points, and the last of the accounts.
BENCHMARKS = (1929, 1948, 1966, 1982, 1997, 2007, 2019, 2024, 2025)
SAMPLES = ((1948, 1982), (1982, 2007), (1948, 2007), (1948, 2025), (1929, 2025))
TESTED = ((1948, 2007), (1948, 2025))
SHORT = {
    "profit_share": "profit share s/Y",
    "output_capital_ratio": "output per unit of capital Y/K",
    "rate_of_profit": "rate of profit s/K",
}


def chapter() -> Chapter:
    """Return the chapter on the United States."""
    accounts = {name: measure.us_corporate(**how) for name, how in DEFINITIONS.items()}
    levels, trends = _levels(accounts), _trends(accounts)
    parts = _part_trends(accounts[MAIN])
    tests = _tests(accounts[MAIN])
    sections = (
        _level_section(accounts),
        _part_section(accounts[MAIN], parts),
        _trend_section(accounts, trends, tests),
    )
    findings = (
        *levels,
        *trends.values(),
        *parts.values(),
        *_test_findings(accounts[MAIN], tests),
    )
    return Chapter(sections, findings, _summary(levels, trends))


def _levels(accounts: Mapping[str, Accounts]) -> list[Finding]:
    found = []
    for name, account in accounts.items():
        lines = account.lines
        for year in BENCHMARKS:
            row = account.frame.loc[str(year)]
            found.append(
                Finding(
                    key=key("us", name, "rate-of-profit", year),
                    label=f"US rate of profit, {name}, {year}",
                    value=float(row["rate_of_profit"]),
                    unit="1/year",
                    formula=lines["rate_of_profit"].formula,
                    inputs={
                        "s": f"{row['surplus_value']:.0f} USD million",
                        "K": f"{row['capital_stock']:.0f} USD million",
                    },
                    evidence=account.evidence,
                    source=_source(account),
                    note="; ".join((lines["capital_stock"].formula, *account.notes)),
                )
            )
    return found


def _source(account: Accounts) -> str:
    return together(account.lines[name].source for name in ("surplus_value", "capital_stock"))


Sample = tuple[int, int]


def _trends(accounts: Mapping[str, Accounts]) -> dict[tuple[str, Sample], Finding]:
    found = {}
    for name, account in accounts.items():
        for start, end in SAMPLES:
            fit = econometrics.trend(account.rate_of_profit, start=start, end=end)
            low, high = fit.conf_int().loc["trend"]
            found[name, (start, end)] = Finding(
                key=key("us", name, "trend", f"{start}-{end}"),
                label=f"Trend of the US rate of profit, {name}, {start}–{end}",
                value=float(fit.percent_per_period),
                lower=100 * float(low),
                upper=100 * float(high),
                unit="percent a year (log points)",
                formula="b in ln r = a + b·t + u",
                inputs={"r": account.lines["rate_of_profit"].formula, "T": str(fit.nobs)},
                evidence=derived_from([account.evidence]),
                source=_source(account),
                note=f"least squares; 95 % interval by HAC errors, bandwidth {fit.bandwidth}",
            )
    return found


def _part_trends(account: Accounts) -> dict[tuple[str, Sample], Finding]:
    found, logs = {}, account.decompose()
    for start, end in SAMPLES:
        table = econometrics.additive_trends(
            logs, total="rate_of_profit", start=start, end=end, log=False
        )
        for column in SHORT:
            row = table.loc[column]
            found[column, (start, end)] = Finding(
                key=key("us", MAIN, "parts", column, f"{start}-{end}"),
                label=f"Trend of the {SHORT[column]}, {start}–{end}",
                value=100 * float(row["trend"]),
                lower=100 * float(row["lower"]),
                upper=100 * float(row["upper"]),
                unit="percent a year (log points)",
                formula="ln(s/K) = ln(s/Y) + ln(Y/K), trends on one sample",
                inputs={"Y": account.lines["net_value_added"].formula},
                evidence=derived_from([account.evidence]),
                source=_source(account),
                note=f"accounting: the parts add up; bandwidth {table.attrs['bandwidth']}",
            )
    return found


def _tests(account: Accounts) -> dict[Sample, TestTable]:
    log_r = np.log(account.rate_of_profit).rename("ln r")
    return {
        (start, end): econometrics.unit_roots(log_r, start=start, end=end) for start, end in TESTED
    }


def _test_findings(account: Accounts, tables: Mapping[Sample, TestTable]) -> list[Finding]:
    return [
        Finding(
            key=key("us", MAIN, "test", test.name, f"{start}-{end}"),
            label=f"{test.name} on ln r, {start}–{end}: p-value",
            value=test.pvalue,
            unit="probability",
            formula=f"null hypothesis: {test.null}; statistic {test.statistic:.4f}",
            inputs={"r": account.lines["rate_of_profit"].formula, "T": str(table.nobs)}
            | {name: str(value) for name, value in test.detail.items()},
            evidence=derived_from([account.evidence]),
            source=_source(account),
            note=test.verdict,
        )
        for (start, end), table in tables.items()
        for test in table
    ]


def _summary(
    levels: list[Finding], trends: Mapping[tuple[str, Sample], Finding]
) -> tuple[str, ...]:
    main = dict(zip(BENCHMARKS, levels[: len(BENCHMARKS)], strict=True))
    level = {year: percent(finding.value or 0.0) for year, finding in main.items()}
    last, disputed = BENCHMARKS[-1], (1982, 2007)
    current = trends[MAIN, disputed]
    historical = trends["nonfinancial, historical cost", disputed]
    return (
        f"The rate of profit of US nonfinancial corporations was {level[1948]} in 1948, "
        f"{level[1982]} in 1982 and {level[last]} in {last} (net operating surplus over the "
        "opening net stock at current cost).",
        f"Its trend over 1948–2025 is {_trend_words(trends[MAIN, (1948, 2025)])}. Over 1982–2007 "
        f"it is {_trend_words(current)} at current cost and {_trend_words(historical)} at "
        f"historical cost: {_dispute(current, historical)}.",
    )


def _dispute(current: Finding, historical: Finding) -> str:
    """Say whether the two valuations agree in sign, and whether either trend is significant."""
    same = (current.value or 0) * (historical.value or 0) > 0
    clear = [f for f in (current, historical) if (f.lower or 0) * (f.upper or 0) > 0]
    sign = "the valuations agree in sign" if same else "the sign turns on the valuation of capital"
    number = {0: "neither interval excludes", 1: "one interval excludes", 2: "both exclude"}
    return f"{sign}, and {number[len(clear)]} zero"


def _trend_words(finding: Finding) -> str:
    text = f"{finding.value:+.2f} % a year (95 %: {finding.lower:+.2f} to {finding.upper:+.2f})"
    return text.replace("-", "−")


def _level_section(accounts: Mapping[str, Accounts]) -> Section:
    drawn = {name: a for name, a in accounts.items() if a.options["depreciation"] == "current"}
    series = pd.concat(
        pd.DataFrame({"year": a.frame.index.year, "definition": name, "r": a.rate_of_profit})
        for name, a in drawn.items()
    )
    chart = Chart(
        key="us-rate-of-profit",
        title="The rate of profit of US corporate business, 1929–2025",
        data=series.reset_index(drop=True),
        x="year",
        y="r",
        series="definition",
        x_title="year",
        y_title="rate of profit, per cent a year",
        percent=True,
        evidence=Evidence.DERIVED,
        source=together(_source(a) for a in drawn.values()),
        note="r = s/K: net operating surplus over the net stock at the end of the year before.",
    )
    wide = pd.DataFrame(
        {
            name: [100 * account.frame.loc[str(y), "rate_of_profit"] for y in BENCHMARKS]
            for name, account in accounts.items()
        },
    )
    wide.insert(0, "year", BENCHMARKS)
    table = Table(
        key="us-levels",
        title="Rate of profit in benchmark years, per cent a year",
        frame=wide,
        digits=4,
        evidence=Evidence.DERIVED,
        source=together(_source(a) for a in accounts.values()),
        note="Historical cost with current-cost depreciation mixes valuations; the column with "
        "tax depreciation does not, but tax rules write off faster than wear.",
    )
    main = accounts[MAIN]
    paragraphs = (
        "Surplus-value is measured by the net operating surplus, capital by the net stock of "
        "fixed assets at the end of the year before. Five definitions stand side by side, because "
        "the choice between them decides more than the choice of a test.",
        "Replacement cost values each year's stock at that year's prices; historical cost adds up "
        "what was paid. After an inflation the two part for decades.",
    )
    return Section(
        "us", "The United States since 1929", paragraphs, (chart, table, _account_table(main))
    )


def _account_table(account: Accounts) -> Table:
    names = {
        "constant_capital": "c",
        "variable_capital": "v",
        "surplus_value": "s",
        "net_value_added": "Y",
        "capital_stock": "K",
        "value_composition": "k = c/v",
        "rate_of_surplus_value": "e = s/v",
        "rate_of_profit": "r = s/K",
    }
    frame = account.frame[list(names)].rename(columns=names)
    frame.insert(0, "year", account.frame.index.year)
    return Table(
        key="us-accounts",
        title="Nonfinancial corporate business: c, v, s, Y, K in USD million, and their ratios",
        frame=frame.reset_index(drop=True),
        digits=5,
        evidence=account.evidence,
        source=together(line.source for line in list(account.lines.values())[:6]),
        note="; ".join(account.lines[name].formula for name in list(names)[:5]),
    )


def _part_section(account: Accounts, parts: Mapping[tuple[str, Sample], Finding]) -> Section:
    logs = account.decompose().loc["1948":]
    index = pd.DataFrame(100 * np.exp(logs - logs.iloc[0]))
    data = index.rename(columns=SHORT).melt(ignore_index=False, var_name="part", value_name="index")
    chart = Chart(
        key="us-parts",
        title="Rate of profit, profit share and output per unit of capital, 1948 = 100",
        data=data.assign(year=data.index.year).reset_index(drop=True),
        x="year",
        y="index",
        series="part",
        x_title="year",
        y_title="1948 = 100",
        evidence=Evidence.DERIVED,
        source=_source(account),
        note="Nonfinancial, current cost. Accounting: r = (s/Y)·(Y/K).",
    )
    table = Table(
        key="us-part-trends",
        title="Where the trend of the rate of profit sits, per cent a year",
        frame=pd.DataFrame(
            [
                {"sample": f"{start}–{end}"}
                | {label: parts[column, (start, end)].value for column, label in SHORT.items()}
                for start, end in SAMPLES
            ]
        ),
        evidence=Evidence.DERIVED,
        source=_source(account),
        note="Trends of logarithms on one sample; they add up exactly, which is accounting and "
        "explains nothing by itself.",
    )
    paragraphs = (
        "The rate of profit is the profit share times net output per unit of capital. In "
        "logarithms the two trends add up to the third, year by year and sample by sample.",
    )
    return Section("us-parts-section", "What the movement consists of", paragraphs, (chart, table))


def _trend_section(
    accounts: Mapping[str, Accounts],
    trends: Mapping[tuple[str, Sample], Finding],
    tests: Mapping[Sample, TestTable],
) -> Section:
    rows = [
        {
            "definition": name,
            "sample": f"{start}–{end}",
            "trend, % a year": finding.value,
            "lower": finding.lower,
            "upper": finding.upper,
        }
        for (name, (start, end)), finding in trends.items()
    ]
    source = together(_source(a) for a in accounts.values())
    trend_table = Table(
        key="us-trends",
        title="Trends of the rate of profit by definition and sample",
        frame=pd.DataFrame(rows),
        digits=3,
        evidence=Evidence.DERIVED,
        source=source,
        note="ln r = a + b·t + u, least squares; 95 % intervals by HAC standard errors (Newey and "
        "West 1987) with bandwidth ⌊4(T/100)^(2/9)⌋.",
    )
    tested = Table(
        key="us-unit-roots",
        title="Has ln r a unit root? Nonfinancial, current cost",
        frame=pd.DataFrame(
            [
                {
                    "test": test.name,
                    "sample": f"{start}–{end}",
                    "null hypothesis": test.null,
                    "statistic": test.statistic,
                    "p": test.pvalue,
                    "verdict": test.verdict,
                }
                for (start, end), table in tests.items()
                for test in table
            ]
        ),
        digits=3,
        evidence=Evidence.DERIVED,
        source=_source(accounts[MAIN]),
    )
    paragraphs = (
        "A trend is a description of a sample, not a law. Its interval assumes that deviations "
        "from it die out; whether they do is what the unit-root tests ask.",
        " ".join(
            f"{start}–{end}: {econometrics.reading(table)}" for (start, end), table in tests.items()
        ),
        _sign_words(trends),
    )
    return Section(
        "us-trends-section", "Trends, and how far to trust them", paragraphs, (trend_table, tested)
    )


def _sign_words(trends: Mapping[tuple[str, Sample], Finding]) -> str:
    """Say under how many definitions the trend of each sample is significant, and which way."""
    words = []
    for start, end in SAMPLES:
        own = [finding for (_, sample), finding in trends.items() if sample == (start, end)]
        falls = sum((f.upper or 0) < 0 for f in own)
        rises = sum((f.lower or 0) > 0 for f in own)
        counts = {f"it falls under {falls}": falls, f"it rises under {rises}": rises}
        verdict = [word for word, count in counts.items() if count]
        words.append(f"over {start}–{end} {joined(verdict or ['no trend is significant'])}")
    return (
        f"Of the {len(DEFINITIONS)} definitions, judged by intervals that exclude zero: "
        f"{joined(words)}."
    )
