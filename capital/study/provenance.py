"""What the study rests on: the tables, their sources, their weakest evidence, their checksums."""

from __future__ import annotations

import pandas as pd

from capital import datasets
from capital.evidence import weakest
from capital.report.content import Section, Table
from capital.study.chapter import Chapter, together

USED = (
    "us_corporate_accounts",
    "us_fixed_assets",
    "firm_accounts_annual",
    "firm_accounts_quarterly",
    "firm_pay",
    "service_lives",
    "us_occupations",
    "us_sector_occupations",
    "us_quarterly_labour",
    "us_monthly_sectors",
    "us_job_cuts",
    "us_state_ai_use",
    "us_state_postings",
    "displacement_literature",
    "gpu_rents",
    "us_electricity",
    "data_centres",
    "ai_deals",
    "ai_labs",
    "ai_services",
    "us_ai_investment",
    "article_figures",
    "article_contradictions",
)


def chapter() -> Chapter:
    """Return the chapter on sources and limits."""
    described = [datasets.describe(name) for name in USED]
    table = Table(
        key="data",
        title="Tables used",
        frame=pd.DataFrame(
            [
                {
                    "table": item.name,
                    "what": item.title,
                    "weakest evidence": item.evidence.value,
                    "retrieved": str(item.retrieved),
                    "sources": together(str(source) for source in item.sources),
                }
                for item in described
            ]
        ),
        evidence=weakest(item.evidence for item in described),
        source="datapackage.json of the toolkit; checksums in results.json",
    )
    paragraphs = (
        "Depreciation at historical cost and economic life is not published for US corporations, "
        "so the historical-cost rate stands with depreciation at current cost and, beside it, as "
        "in tax returns. National accounts hold no intermediate inputs by sector: c is "
        "depreciation. Wages of supervision, finance and trade are inside v.",
        "Firms disclose little of their wages; many headcounts and service lives were read at "
        "second hand, as the notes in the tables say. Chips are not disclosed apart from other "
        "short-lived assets.",
    )
    return Chapter((Section("sources", "Sources and limits", paragraphs, (table,)),), ())
