"""An invented report that shows everything once; no number in it is about the world."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from capital.evidence import Evidence
from capital.report.content import Chart, Report, Section, Table
from capital.results import Finding

INVENTED = "Invented for this test, table 1, line 7, https://example.org/table-1."
NAN = math.nan


def lines() -> Chart:
    years = np.arange(1948, 2025)
    waves = [0.16 + 0.03 * np.sin((years - 1948) / 6) - 0.0007 * (years - 1948)]
    waves += [waves[0] * 0.8 + 0.01 * np.cos(years / 3)]
    frames = [
        pd.DataFrame({"year": years, "valuation": name, "r": wave})
        for name, wave in zip(["historical cost", "replacement cost"], waves, strict=True)
    ]
    data = pd.concat(frames, ignore_index=True)
    data.loc[data["year"].isin([1973, 1974, 1976, 1977]), "r"] = NAN
    return Chart(
        key="rate-of-profit",
        title="The rate of profit of an invented country falls in waves",
        data=data,
        x="year",
        y="r",
        series="valuation",
        x_title="year",
        y_title="rate of profit, per cent a year",
        percent=True,
        evidence=Evidence.DERIVED,
        source=INVENTED,
        note="Four years are missing; 1975 stands alone between two gaps.",
    )


def band() -> Chart:
    quarters = pd.period_range("2019Q1", "2024Q4", freq="Q")
    middle = np.linspace(-40.0, 95.0, len(quarters))
    spread = np.linspace(8.0, 60.0, len(quarters))
    data = pd.DataFrame(
        {"quarter": quarters, "y": middle, "low": middle - spread, "high": middle + spread}
    )
    return Chart(
        key="net-income",
        title="Net income after the cost of constant capital",
        data=data,
        x="quarter",
        y="y",
        lower="low",
        upper="high",
        x_title="quarter",
        y_title="USD billion a year",
        kind="interval",
        evidence=Evidence.PROJECTION,
        source=INVENTED,
    )


def bars() -> Chart:
    sectors = ["software and information services", "manufacturing", "transport", "retail trade"]
    data = pd.DataFrame(
        {
            "sector": sectors * 2,
            "case": ["fast adoption"] * 4 + ["slow adoption"] * 4,
            "change": [-0.121, 0.043, -0.02, NAN, -0.03, 0.025, -0.004, 0.01],
        }
    )
    return Chart(
        key="displacement",
        title="Change of variable capital by sector",
        data=data,
        x="sector",
        y="change",
        series="case",
        x_title="sector",
        y_title="change of variable capital, per cent",
        percent=True,
        kind="bar",
        evidence=Evidence.ASSUMPTION,
        source=INVENTED,
    )


def ranges() -> Chart:
    data = pd.DataFrame(
        {
            "method": ["cross-section of occupations", "panel of firms", "payroll records"],
            "b": [-0.8, NAN, 0.3],
            "low": [-1.6, -0.9, -0.2],
            "high": [0.1, 0.6, 0.8],
        }
    )
    return Chart(
        key="estimates",
        title="Estimates of one elasticity, and one of which only the bounds are known",
        data=data,
        x="method",
        y="b",
        lower="low",
        upper="high",
        x_title="method",
        y_title="elasticity of employment",
        kind="interval",
        evidence=Evidence.ESTIMATE,
        source=INVENTED,
    )


def columns() -> Chart:
    data = pd.DataFrame(
        {"year": range(2015, 2025), "capex": [9.0, 11, 15, 18, 21, 25, 31, 40, 66, 98]}
    )
    return Chart(
        key="capex",
        title="Constant capital advanced",
        data=data,
        x="year",
        y="capex",
        x_title="year",
        y_title="USD billion",
        kind="bar",
        evidence=Evidence.REPORTED,
        source=INVENTED,
    )


def table() -> Table:
    frame = pd.DataFrame(
        {
            "firm": ["Alpha & Sons", "Beta_2"],
            "year": [2023, 2024],
            "constant capital": [12345.678, 0.1 + 0.2],
            "rate of profit": [0.071234567890123456, NAN],
        }
    )
    return Table("firms", "Two invented firms", frame, Evidence.LEAK, INVENTED)


def findings() -> tuple[Finding, ...]:
    return (
        Finding(
            key="r",
            label="Rate of profit",
            value=12.3456,
            unit="percent a year",
            formula="s / (c + v)",
            inputs={"s": "100 USD billion", "c": "600 USD billion", "v": "210 USD billion"},
            evidence=Evidence.DERIVED,
            source=INVENTED,
            note="accounting",
        ),
        Finding(
            key="displaced",
            label="Labour displaced by 2030",
            value=None,
            unit="million workers",
            formula="a · L",
            inputs={"a": "0.5 to 4 per cent", "L": "160 million"},
            evidence=Evidence.ASSUMPTION,
            source=INVENTED,
            lower=-0.8,
            upper=6.4,
        ),
    )


def build() -> Report:
    return Report(
        title="The rate of profit in an invented country",
        subtitle="A page to test pages with: every number in it is made up",
        sections=(
            Section(
                "profit",
                "What happened to the rate of profit",
                (
                    "Constant capital c, variable capital v and surplus value s give the rate of "
                    "profit r = s/(c + v). This paragraph is as long as an ordinary one, so that "
                    "the measure of the lines, their leading and the size of the letters can be "
                    "judged by eye, on a desk and on a phone.",
                    "The second paragraph is short. Compare https://example.org/method (p. 12).",
                ),
                (lines(), band(), findings()),
            ),
            Section(
                "labour",
                "What machines do to variable capital",
                ("Names run down the page; numbers and dates run across it.",),
                (bars(), ranges(), columns(), table()),
            ),
        ),
        findings=findings(),
    )


@pytest.fixture
def report() -> Report:
    return build()


@pytest.fixture
def charts() -> dict[str, Chart]:
    return {chart.key: chart for chart in build().charts}
