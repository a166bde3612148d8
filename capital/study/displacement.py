"""Labour displacement: what ten designs find, each beside its placebo."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from capital.econometrics import displacement, specification_curve
from capital.econometrics.displacement import DESIGNS, MEASURES, Displacement
from capital.econometrics.specification import SpecificationCurve
from capital.evidence import Evidence
from capital.report.content import Chart, Section, Table
from capital.results import Finding
from capital.study.chapter import Chapter, key, percent

CHOICES = {
    "exposure": tuple(MEASURES),
    "base": (2021, 2022),
    "end": (2024, 2025),
    "weights": ("employment", "none"),
    "specification": ("across", "within"),
}
SOURCE = {
    "R1": "us_occupations",
    "R2": "us_occupations",
    "R3": "us_sector_occupations; us_occupations",
    "R4": "us_occupations",
    "R5": "us_quarterly_labour",
    "R6": "us_quarterly_labour",
    "R8": "us_monthly_sectors",
    "R9": "us_state_ai_use; us_state_postings",
    "R10": "us_job_cuts; us_monthly_sectors",
    "R11": "us_quarterly_labour",
}


def chapter() -> Chapter:
    """Return the chapter on labour displacement."""
    results = {name: design() for name, design in DESIGNS.items()}
    curve = _curve()
    findings = [f for name, result in results.items() for f in _findings(name, result)]
    findings += _curve_findings(curve)
    sections = (_designs_section(results), _curve_section(curve), *_tables(results))
    return Chapter(sections, tuple(findings), _summary(results, curve))


@lru_cache(maxsize=16)
def _differences(exposure: str, base: int, end: int, weights: str) -> Displacement:
    return displacement.long_difference(
        exposure=[exposure], base=base, end=end, weights=weights, wild_draws=0
    )


def _estimate(
    exposure: str, base: int, end: int, weights: str, specification: str
) -> dict[str, float]:
    found = _differences(exposure, base, end, weights)
    row = found.estimates.loc[(exposure, specification)]
    return {"estimate": row["params"], "lower": row["lower"], "upper": row["upper"]}


@lru_cache(maxsize=1)
def _curve() -> SpecificationCurve:
    return specification_curve(_estimate, CHOICES, label="Exposure and employment")


def _findings(name: str, result: Displacement) -> list[Finding]:
    found = []
    for kind, table in (("estimate", result.estimates), ("placebo", result.placebo)):
        for label, row in table.iterrows():
            words = label if isinstance(label, tuple) else (label,)
            low, high = (row.get(end) for end in ("lower", "upper"))
            known = low is not None and pd.notna(low) and pd.notna(high)
            if pd.isna(row["params"]):
                continue
            found.append(
                Finding(
                    key=key("displacement", name, kind, *words),
                    label=f"{name}, {kind}: {', '.join(map(str, words))}",
                    value=float(row["params"]),
                    lower=float(low) if known else None,
                    upper=float(high) if known else None,
                    unit="as the equation says",
                    formula=result.equation,
                    inputs={"sample": result.sample, "observations": str(result.nobs)},
                    evidence=result.evidence,
                    source=SOURCE[name],
                    note=f"accounting: {result.accounting}"
                    if result.accounting
                    else f"null: {result.null}; errors: {result.errors}",
                )
            )
    return found


def _curve_findings(curve: SpecificationCurve) -> list[Finding]:
    summary = curve.summary
    return [
        Finding(
            key=key("displacement", "curve", name.replace("_", "-")),
            label=f"R1 over all specifications: {name.replace('_', ' ')}",
            value=float(summary[name]),
            unit=unit,
            formula="100·Δln E = a + b·x + c·ln w (+ μ_major) + u",
            inputs={choice: ", ".join(map(str, values)) for choice, values in CHOICES.items()},
            evidence=Evidence.ESTIMATE,
            source="us_occupations",
            note="b for one standard deviation of exposure; clustered on major groups",
        )
        for name, unit in (
            ("median", "log points"),
            ("share_negative", "share"),
            ("share_negative_interval", "share"),
            ("specifications", "count"),
        )
    ]


def _designs_section(results: Mapping[str, Displacement]) -> Section:
    table = Table(
        key="displacement-designs",
        title="What each design shows, and what it cannot show",
        frame=pd.DataFrame(
            [
                {
                    "design": name,
                    "question": result.question,
                    "shows": result.shows,
                    "cannot show": result.cannot_show,
                    "sample": result.sample,
                    "observations": result.nobs,
                }
                for name, result in results.items()
            ]
        ),
        evidence=Evidence.ESTIMATE,
        source="; ".join(dict.fromkeys("; ".join(SOURCE.values()).split("; "))),
        note="Each estimate stands beside its placebo in the tables below.",
    )
    paragraphs = (
        "Whether AI displaces labour is asked of occupations, sectors, states and the whole "
        "economy. Each design is estimated once more where no effect can be. Where the placebo "
        "moves as well, the design shows a path that exposed work was on already.",
    )
    return Section("displacement", "Does AI displace labour?", paragraphs, (table,))


def _curve_section(curve: SpecificationCurve) -> Section:
    good = curve.table[curve.table["failure"] == ""].reset_index(drop=True)
    data = good.assign(number=good.index + 1)
    chart = Chart(
        key="displacement-curve",
        title="Growth of employment and exposure to AI under every choice",
        data=data[["number", "estimate", "lower", "upper"]],
        x="number",
        y="estimate",
        lower="lower",
        upper="upper",
        x_title="specification, from the largest fall to the largest rise",
        y_title="log points of growth for one standard deviation of exposure, 95 % interval",
        evidence=Evidence.ESTIMATE,
        source="us_occupations",
        note="Every combination of exposure measure, base and end year, weights, and with or "
        "without effects of major groups; clustered on 22 major groups.",
    )
    table = Table(
        key="displacement-specifications",
        title="All specifications of R1",
        frame=good.drop(columns="failure"),
        evidence=Evidence.ESTIMATE,
        source="us_occupations",
        digits=3,
    )
    means = good.groupby("specification")["estimate"].mean()
    paragraphs = (
        f"Across major groups exposed occupations grew by {means['across']:.1f} log points a "
        f"standard deviation, within them by {means['within']:.1f}, on the mean of the "
        f"specifications. {percent(curve.summary['share_negative_interval'], 0)} of the intervals "
        "lie below zero.".replace("-", "−"),
    )
    return Section("displacement-curve-section", "What the estimate owes to choices", paragraphs,
                   (chart, table))  # fmt: skip


def _tables(results: Mapping[str, Displacement]) -> list[Section]:
    sections = []
    for name, result in results.items():
        frame = result.to_frame()
        for column in frame.columns:
            if isinstance(frame[column].dtype, pd.PeriodDtype):
                frame[column] = frame[column].astype(str)
        table = Table(
            key=key("displacement", name),
            title=f"{name}: {result.question}",
            frame=frame.reset_index(drop=True),
            evidence=result.evidence,
            source=SOURCE[name],
            digits=3,
            note=f"{result.equation}. Null: {result.null}. Errors: {result.errors}. "
            + (f"Accounting: {result.accounting}. " if result.accounting else "")
            + " ".join(result.notes),
        )
        sections.append(
            Section(
                key("displacement", name, "section"), f"{name}. {result.question}",
                (result.shows, result.cannot_show), (table,),
            )
        )  # fmt: skip
    return sections


def _summary(results: Mapping[str, Displacement], curve: SpecificationCurve) -> tuple[str, ...]:
    return (
        f"{results['R1'].shows} {results['R2'].shows}",
        "No design isolates AI: exposed occupations were on a path of their own before 2022.",
    )
