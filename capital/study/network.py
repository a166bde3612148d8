"""The network of deals: who owes whom, what has been paid, and what clears.

Deals are announced in totals over many years. Here they are put on a yearly footing: what labs owe
their suppliers of compute, and what investors have promised the labs. Then all claims are settled
together (Eisenberg and Noe) with the labs' revenue as what comes from outside, and it is asked who
cannot pay and who bears it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from capital import datasets
from capital.ai.circular_finance import Clearing, clear
from capital.evidence import Evidence
from capital.report.content import Section, Table
from capital.results import Finding
from capital.study.chapter import Chapter, key, percent

LABS = ("OpenAI", "Anthropic")
OWED = ("compute commitment", "compute rental", "chip purchase")
PROMISED = ("equity",)
#: Years over which a commitment without a stated end is spread: an assumption.
SPREAD = (5.0, 10.0)
RICH = 1000.0  # USD billion a year from outside: firms whose own sales dwarf these claims
REVENUE = {
    "accounts of 2025": ("revenue", "2025-12-31"),
    "run rate of May 2026": ("revenue_run_rate", "2026-05-31"),
}
SOURCE = "tables ai_deals and ai_labs"


def chapter() -> Chapter:
    """Return the chapter on the network of deals."""
    cases = _cases()
    findings = tuple(f for name, case in cases.items() for f in _findings(name, case))
    worst = min(_paid_share(case, "OpenAI") for case in cases.values())
    best = max(_paid_share(case, "OpenAI") for case in cases.values())
    paragraphs = (
        "Announced sums are no payments, and a stake's valuation is no investment: the first table "
        "keeps them apart.",
        f"On a yearly footing OpenAI could pay between {percent(worst, 0)} and {percent(best, 0)} "
        "of what it has committed itself to, by the reading of its revenue, of the length of the "
        "contracts and of whether investors keep their promises. Suppliers with sales of their own "
        "bear the rest as revenue that does not come; none of them fails by it. Commitments are "
        "made to be stretched and renegotiated: this is a measure of what growth they presuppose.",
    )
    section = Section("network", "The network of deals", paragraphs,
                      (_deal_table(), _clearing_table(cases)))  # fmt: skip
    return Chapter((section,), findings)


@cache
def _deals() -> pd.DataFrame:
    deals = datasets.load("ai_deals").reset_index()
    return deals[deals["adds"].astype(bool)]


def _cases() -> dict[str, Clearing]:
    """Return the clearing for each reading of revenue, contract length and promises."""
    return {
        f"{name}, contracts of {years:g} years, {word}": _settle(what, end, years, kept)
        for name, (what, end) in REVENUE.items()
        for years in SPREAD
        for kept, word in ((True, "promises kept"), (False, "promises withdrawn"))
    }


def _settle(what: str, end: str, years: float, kept: bool) -> Clearing:
    deals = _deals()
    owed = deals[deals["from_firm"].isin(LABS) & deals["kind"].isin(OWED)]
    promised = deals[
        deals["to_firm"].isin(LABS) & deals["kind"].isin(PROMISED) & (deals["settled"] != "paid")
    ]
    firms = sorted({*owed["from_firm"], *owed["to_firm"], *promised["from_firm"], *LABS})
    claims = pd.DataFrame(0.0, firms, firms)
    for deal in owed.itertuples():
        claims.loc[deal.from_firm, deal.to_firm] += float(deal.amount) / _years(deal, years)
    if kept:  # a promise is paid within the year
        for deal in promised.itertuples():
            claims.loc[deal.from_firm, deal.to_firm] += float(deal.amount)
    outside = pd.Series(RICH, firms)
    for lab in LABS:
        outside[lab] = _lab(lab, what, end)
    return clear(claims, outside)


def _years(deal: object, spread: float) -> float:
    begin, end = getattr(deal, "date"), getattr(deal, "end")  # noqa: B009
    if pd.isna(end):
        return spread
    return max((pd.Timestamp(end) - pd.Timestamp(begin)).days / 365.25, 1.0)


def _lab(lab: str, what: str, end: str) -> float:
    labs = datasets.load("ai_labs").reset_index(drop=True)
    chosen = labs[
        (labs["firm"] == lab) & (labs["measure"] == what)
        & (labs["period_end"].astype(str).str.slice(0, 10) == end)
    ]  # fmt: skip
    return float(chosen.sort_values("period_start")["value"].iloc[0])


def _paid_share(case: Clearing, lab: str) -> float:
    row = case.table.loc[lab]
    return float(row["paid"] / row["owed"])


def _deal_table() -> Table:
    deals = _deals()
    sums = deals.assign(amount=deals["amount"].astype(float)).pivot_table(
        index="kind", columns="settled", values="amount", aggfunc="sum"
    )
    order = [c for c in ("paid", "committed", "announced") if c in sums.columns]
    return Table(
        key="network-deals",
        title="Deals around the labs by kind and by what has become of them, USD billion",
        frame=sums[order].reset_index().rename_axis(None, axis=1),
        evidence=Evidence.ANNOUNCED,
        source="table ai_deals",
        digits=4,
        note="Only rows that may be added: no letter of intent, no valuation, no part of a total.",
    )


def _clearing_table(cases: Mapping[str, Clearing]) -> Table:
    rows = []
    for name, case in cases.items():
        unpaid = case.table["owed"] - case.table["paid"]
        rows.append(
            {
                "case": name,
                **{f"{lab} owes a year": float(case.table.loc[lab, "owed"]) for lab in LABS},
                **{f"{lab} pays, %": 100 * _paid_share(case, lab) for lab in LABS},
                "unpaid": float(unpaid.sum()),
                "in default": ", ".join(case.table.index[case.table["default"]]) or "none",
            }
        )
    return Table(
        key="network-clearing",
        title="What clears in a year, USD billion",
        frame=pd.DataFrame(rows),
        evidence=Evidence.ANNOUNCED,
        source=SOURCE,
        digits=3,
        note="Outside assets of the labs: their revenue, before any other cost; no cash and no "
        "debt. A commitment without a stated end is spread over 5 or 10 years (an assumption).",
    )


def _findings(name: str, case: Clearing) -> list[Finding]:
    return [
        Finding(
            key=key("network", lab, name),
            label=f"Share of its yearly commitments that {lab} can pay: {name}",
            value=_paid_share(case, lab),
            unit="share",
            formula="p = min(p̄, o + Ξᵀp)",
            inputs={
                "owed": f"{case.table.loc[lab, 'owed']:.1f} USD billion a year",
                "received": f"{case.table.loc[lab, 'received']:.1f} USD billion",
            },
            evidence=Evidence.ANNOUNCED,
            source=SOURCE,
            note="unique" if case.unique else "the greatest of several clearing vectors",
        )
        for lab in LABS
    ]
