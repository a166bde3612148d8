"""The firms that carry the AI build-out: investment, c, v, s, K and the rates between them.

Variable capital is an interval wherever a firm does not disclose its wage bill, and so is every
ratio that rests on it. Fiscal years differ by up to eleven months; sums over firms are made of
calendar quarters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from capital import measure
from capital.evidence import Evidence, derived_from, weakest
from capital.measure import Accounts
from capital.report.content import Chart, Section, Table
from capital.results import Finding
from capital.study.chapter import Chapter, joined, key, span

FOUR = ("Microsoft", "Alphabet", "Amazon", "Meta")
FILINGS = "SEC filings of the firms: 10-K, 10-Q and earnings releases; accessions in the tables"
PAY = "10-K and proxy statements of the firms (tables firm_pay, firm_accounts_annual)"
COLUMNS = {
    "constant_capital": "c",
    "variable_capital": "v",
    "surplus_value": "s",
    "capital_stock": "K",
    "value_composition": "k",
    "rate_of_surplus_value": "e",
    "rate_of_profit": "r",
}


def chapter() -> Chapter:
    """Return the chapter on the firms."""
    years = {name: measure.firm(name) for name in measure.FIRMS}
    quarters = {
        name: measure.firm(name, frequency="quarterly", periods="calendar")
        for name in measure.FIRMS
    }
    capex, latest, factors = _capex(), _latest(years), _factors()
    sections = (_capex_section(quarters, capex), _rate_section(years, latest), _pay_section())
    return Chapter(sections, (*capex, *latest.values(), *factors), _summary(capex, latest))


def _capex() -> list[Finding]:
    """Return cash capital expenditure of the four largest buyers by calendar year."""
    parts = {name: measure.firm(name, periods="calendar").frame["capex"] / 1000 for name in FOUR}
    total = pd.DataFrame(parts).dropna().sum(axis=1)
    return [
        Finding(
            key=key("firms", "four", "capex", year),
            label=f"Cash capital expenditure of {joined(FOUR)}, calendar {year}",
            value=float(amount),
            unit="USD billion",
            formula="Σ of four firms, each the sum of its four calendar quarters",
            inputs={name: f"{parts[name][year]:.1f}" for name in FOUR},
            evidence=Evidence.DERIVED,
            source=FILINGS,
            note="without finance leases and unpaid purchases; not all of it is for AI",
        )
        for year, amount in total.items()
    ]


Latest = Mapping[tuple[str, str, str], Finding]


def _latest(years: Mapping[str, Accounts]) -> Latest:
    """Return (firm, year, ratio) → finding for the last year in which all its parts are known."""
    found = {}
    for name, account in years.items():
        known = account.interval("rate_of_profit").dropna()
        if known.empty:
            continue
        year = known.index[-1]
        ends = {column: account.interval(column).loc[year] for column in COLUMNS}
        for column in ("value_composition", "rate_of_surplus_value", "rate_of_profit"):
            line, (low, high) = account.lines[column], ends[column]
            found[name, str(year), column] = Finding(
                key=key("firms", name, column, year),
                label=f"{name}, {column.replace('_', ' ')}, fiscal {year}",
                value=float(low) if low == high else None,
                lower=float(low),
                upper=float(high),
                unit=line.unit,
                formula=line.formula,
                inputs={
                    letter: "–".join(f"{x:.0f}" for x in dict.fromkeys(ends[part])) + " USD million"
                    for part, letter in list(COLUMNS.items())[:4]
                },
                evidence=line.evidence,
                source=account.lines["surplus_value"].source,
                note=account.lines["variable_capital"].formula,
            )
    return found


def _rates(latest: Latest) -> dict[tuple[str, str], Finding]:
    return {(f, y): found for (f, y, c), found in latest.items() if c == "rate_of_profit"}


def _factors() -> list[Finding]:
    ratios = measure.pay_ratios()
    return [
        Finding(
            key=key("firms", row.firm, "pay-factor", year),
            label=f"Wage bill of {row.firm} over employees × median pay, {year}",
            value=float(row.ratio),
            unit="1",
            formula="wage bill / (employees × median pay)",
            inputs={
                "wage bill": f"{row.wage_bill:.0f} USD million ({row.scope})",
                "employees": f"{row.employees:.0f}",
                "median pay": f"{row.median_pay:.0f} USD a year",
            },
            evidence=Evidence.DERIVED,
            source=PAY,
            note="" if row.scope == "all employees" else "a lower bound: part of the firm only",
        )
        for year, row in zip(ratios.index, ratios.itertuples(), strict=True)
    ]


def _summary(capex: list[Finding], latest: Latest) -> tuple[str, ...]:
    first, last = capex[0], capex[-1]
    words = [
        f"{firm} {span(f.lower or 0, f.upper or 0, 0)} ({year})"
        for (firm, year), f in _rates(latest).items()
    ]
    return (
        f"{joined(FOUR)} spent {last.value:.1f} billion dollars in cash on plant and equipment in "
        f"calendar {last.key[-4:]}, against {first.value:.1f} billion in {first.key[-4:]}.",
        f"Operating income over fixed and variable capital advanced: {joined(words)}. The interval "
        "is what is not disclosed of wages.",
    )


def _capex_section(quarters: Mapping[str, Accounts], capex: list[Finding]) -> Section:
    data = pd.concat(
        pd.DataFrame({"quarter": a.frame.index, "firm": name, "capex": a.frame["capex"] / 1000})
        for name, a in quarters.items()
    ).dropna(subset="capex")
    chart = Chart(
        key="firms-capex",
        title="Cash capital expenditure by calendar quarter, USD billion",
        data=data.reset_index(drop=True),
        x="quarter",
        y="capex",
        series="firm",
        x_title="calendar quarter",
        y_title="USD billion a quarter",
        evidence=Evidence.DERIVED,
        source=FILINGS,
        note="; ".join(
            f"{name}: {note}"
            for name, a in quarters.items()
            for note in a.notes
            if note.startswith("quarters end")
        ),
    )
    table = Table(
        key="firms-capex-years",
        title="Cash capital expenditure by calendar year, USD billion",
        frame=pd.DataFrame(
            [
                {
                    "year": int(f.key[-4:]),
                    **{name: float(f.inputs[name]) for name in FOUR},
                    "four firms": f.value,
                }
                for f in capex
            ]
        ),
        digits=4,
        evidence=Evidence.DERIVED,
        source=FILINGS,
        note="Purchases paid in cash; assets taken under finance leases are not in it.",
    )
    return Section("firms", "Who builds, and how much", (), (chart, table))


def _rate_section(years: Mapping[str, Accounts], latest: Latest) -> Section:
    fixed = {n: a for n, a in years.items() if n not in ("Nvidia", "CoreWeave")}
    data = pd.concat(
        pd.DataFrame(
            {
                "year": account.frame.index.year,
                "firm": name,
                "r": account.rate_of_profit_on_fixed_capital,
            }
        )
        for name, account in fixed.items()
    ).dropna(subset="r")
    line = Chart(
        key="firms-fixed-capital",
        title="Operating income over opening net property, plant and equipment",
        data=data.reset_index(drop=True),
        x="year",
        y="r",
        series="firm",
        x_title="fiscal year (ends in May at Oracle, June at Microsoft)",
        y_title="per cent a year",
        percent=True,
        evidence=weakest(
            a.lines["rate_of_profit_on_fixed_capital"].evidence for a in fixed.values()
        ),
        source=FILINGS,
        note="Nvidia is left out of the drawing, because it owns few plants and its ratio is many "
        "times larger, and CoreWeave, whose operating income by year is not on record.",
    )
    rates = {key_: f for key_, f in _rates(latest).items() if key_[0] in fixed}
    bars = Chart(
        key="firms-rates",
        title="Rate of profit on capital advanced, last year with a known wage bill",
        data=pd.DataFrame(
            {
                "firm": [f"{firm} {year}" for firm, year in rates],
                "r": [math.nan if f.value is None else f.value for f in rates.values()],
                "lower": [f.lower for f in rates.values()],
                "upper": [f.upper for f in rates.values()],
            }
        ),
        x="firm",
        y="r",
        lower="lower",
        upper="upper",
        kind="interval",
        x_title="firm and fiscal year",
        y_title="r = s/(K + v), per cent a year",
        percent=True,
        evidence=derived_from(f.evidence for f in rates.values()),
        source=PAY,
        note="A point where the wage bill is disclosed; else an interval, of which no point is "
        "more likely than another.",
    )
    paragraphs = (
        "Surplus-value is operating, not net, income: net income holds gains on stakes in AI "
        "laboratories. Capital advanced is net property, plant and equipment at the start of the "
        "year and a year's variable capital.",
        _gaps(years),
    )
    return Section(
        "firms-rates-section",
        "Rates of profit of the firms",
        paragraphs,
        (line, bars, _account_table(years)),
    )


def _gaps(years: Mapping[str, Accounts]) -> str:
    start = "variable_capital is missing in "
    gaps = [
        f"{name} {note.removeprefix(start)}"
        for name, account in years.items()
        for note in account.notes
        if note.startswith(start)
    ]
    return f"Fiscal years without a wage bill on record, which are not filled: {'; '.join(gaps)}."


def _account_table(years: Mapping[str, Accounts]) -> Table:
    rows = []
    for name, account in years.items():
        for period in account.frame.index[-4:]:
            row: dict[str, object] = {"firm": name, "fiscal year": str(period)}
            for column, letter in COLUMNS.items():
                low, high = account.interval(column).loc[period]
                wide = account.is_interval(column)
                row |= {f"{letter} low": low, f"{letter} high": high} if wide else {letter: low}
            rows.append(row)
    return Table(
        key="firms-accounts",
        title="c, v, s, K in USD million and their ratios, last four fiscal years",
        frame=pd.DataFrame(rows),
        digits=4,
        evidence=weakest(account.evidence for account in years.values()),
        source=f"{FILINGS}; {PAY}",
        note="c depreciation, v wage bill, s operating income, K opening net property, plant and "
        "equipment; k = c/v, e = s/v, r = s/(K + v). A dash is a figure not on record.",
    )


def _pay_section() -> Section:
    ratios = measure.pay_ratios().reset_index(names="year").astype({"year": str})
    table = Table(
        key="firms-pay",
        title="Wage bill over employees × median pay, where both are disclosed",
        frame=ratios.rename(
            columns={"wage_bill": "wage bill, USD million", "median_pay": "median pay, USD"}
        ),
        digits=4,
        evidence=Evidence.DERIVED,
        source=PAY,
        note="At Alphabet the wage bill is that of two segments: a lower bound.",
    )
    low, high = ratios["ratio"].min(), ratios["ratio"].max()
    paragraphs = (
        "Where a firm discloses no wage bill, it is bounded by employees times median pay times "
        f"the lowest and the highest factor seen elsewhere, {low:.2f} and {high:.2f}.",
    )
    return Section("pay", "What is known of variable capital", paragraphs, (table,))
