"""Figures of the public debate, set beside the record.

Five articles started this project. Where a figure of theirs can be set beside one of ours, it is;
where they contradict each other or the record, the contradiction is shown as it stands.
"""

from __future__ import annotations

import pandas as pd

from capital import datasets, measure
from capital.evidence import Evidence
from capital.report.content import Section, Table
from capital.study.chapter import Chapter, span
from capital.study.firms import FILINGS, FOUR
from capital.study.lives import BUYERS, ENDS, LIFE_SOURCE, SHOWN, last_row, tables_at_lives

ARTICLES = "five articles on AI and profit (table article_figures)"


def chapter() -> Chapter:
    """Return the chapter on the debate."""
    contradictions = datasets.load("article_contradictions")
    beside = Table(
        key="debate-figures",
        title="Figures of the articles beside the record",
        frame=pd.DataFrame([_capex(), *_lives(), _earnings(), _assets()]),
        evidence=Evidence.ASSUMPTION,
        source=f"{ARTICLES}; {FILINGS}; {LIFE_SOURCE}",
        note="An article's figure without a source counts as an assumption.",
    )
    against = Table(
        key="debate-contradictions",
        title="Where the articles contradict each other or the record",
        frame=contradictions[["topic", "claims", "evidence", "assessment", "status"]],
        evidence=Evidence.ASSUMPTION,
        source="table article_contradictions",
    )
    paragraphs = (
        "The articles say that AI is a bubble, that chip lives flatter profit and that circular "
        "deals inflate revenue. Each claim needs a model; here their figures are only set beside "
        "what can be looked up or computed.",
    )
    section = Section("debate", "The figures of the debate", paragraphs, (beside, against))
    return Chapter((section,), ())


def _claim(article: str, quantity: str) -> pd.Series:
    figures = datasets.load("article_figures")
    chosen = (figures["article"] == article) & (figures["quantity"] == quantity)
    return figures[chosen].iloc[0]


def _row(claim: pd.Series, ours: str, comment: str) -> dict[str, object]:
    return {
        "article": claim["article"],
        "claim": claim["quantity"],
        "figure": f"{claim['value']:g} {claim['unit']}",
        "status": claim["status"],
        "the record": ours,
        "comment": comment,
    }


def _capex() -> dict[str, object]:
    claim = _claim("a1", "big-tech spending on AI infrastructure")
    year = claim["period"]
    spent = {
        name: measure.firm(name, periods="calendar").frame.loc[year, "capex"] / 1000
        for name in (*FOUR, "Oracle")
    }
    four = sum(spent[name] for name in FOUR)
    ours = (
        f"{four:.1f} billion dollars in cash by four firms, {sum(spent.values()):.1f} with Oracle"
    )
    return _row(claim, ours, "of one order; not all of it is for AI, and leases are left out")


def _lives() -> list[dict[str, object]]:
    booked = {name: measure.booked_life(name, "2026-06-30") for name in BUYERS}
    ours = f"{min(booked.values()):g} to {max(booked.values()):g} years at five firms"
    ends = ("accounting life of AI chips, lower", "accounting life of AI chips, upper")
    return [_row(_claim("a2", quantity), ours, "the life booked for servers") for quantity in ends]


def _earnings() -> dict[str, object]:
    rows = [last_row(tables_at_lives()[name, SHOWN])[1] for name in BUYERS]
    shares = [row[f"overstatement_{end}"] / row["profit_booked"] for row in rows for end in ENDS]
    ours = f"{span(min(shares), max(shares))} of operating income at a life of {SHOWN} years"
    return _row(
        _claim("a2", "overstatement of hyperscaler earnings, lower bound"),
        ours,
        "depends on the life and on growth; the rate of profit is another matter",
    )


def _assets() -> dict[str, object]:
    rows = [last_row(tables_at_lives()[name, SHOWN])[1] for name in BUYERS]
    excess = [row[f"stock_excess_{end}"] / 1000 for row in rows for end in ENDS]
    ours = f"{min(excess):.0f} to {max(excess):.0f} billion dollars a firm at {SHOWN} years"
    return _row(
        _claim("a2", "overstated assets per hyperscaler, order of magnitude"),
        ours,
        "book value that a life so short would have written off already",
    )
