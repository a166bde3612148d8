"""Put the chapters together and write the files of the study."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from capital import __version__, datasets
from capital.report import document, figures, tables
from capital.report.content import Report, Section
from capital.report.output import write_files
from capital.study import (
    claims,
    debate,
    displacement,
    firms,
    lives,
    long_run,
    network,
    provenance,
    rate_of_profit,
    rents,
)
from capital.study.chapter import Chapter

TITLE = "The rate of profit and the AI build-out"
SUBTITLE = (
    "The rate of profit of US corporate business since 1929 and of the firms that build for AI, "
    "from their published accounts; and what the booked life of chips does to it."
)
CHAPTERS: Mapping[str, Callable[[], Chapter]] = {
    "The United States": rate_of_profit.chapter,
    "The long run": long_run.chapter,
    "The firms": firms.chapter,
    "The life of chips": lives.chapter,
    "Rents": rents.chapter,
    "Labour displacement": displacement.chapter,
    "The network of deals": network.chapter,
    "The claims": claims.chapter,
    "The debate": debate.chapter,
    "Sources": provenance.chapter,
}


def build(
    step: Callable[[str], None] = lambda name: None, *, scenario: str | Path | None = None
) -> Report:
    """Compute every chapter and return the report.

    Parameters
    ----------
    step
        Called with the name of each chapter before it is computed.
    scenario
        A TOML file that replaces parameters of the claims.

    Returns
    -------
    Report
    """
    chapters = []
    for name, compute in CHAPTERS.items():
        step(name)
        chapters.append(claims.chapter(scenario) if compute is claims.chapter else compute())
    points = tuple(sentence for chapter in chapters for sentence in chapter.summary)
    sections = (
        Section("summary", "In short", points),
        *(section for chapter in chapters for section in chapter.sections),
    )
    findings = tuple(finding for chapter in chapters for finding in chapter.findings)
    return Report(TITLE, SUBTITLE, sections, findings)


def files(report: Report, step: Callable[[str], None] = lambda name: None) -> dict[str, str]:
    """Return the content of every file of the study, by its path in the folder."""
    content = {"results.json": results(report)}
    for table in report.tables:
        content[f"tables/{table.key}.csv"] = tables.csv(table.frame)
        content[f"tables/{table.key}.tex"] = tables.tex(table)
    for chart in report.charts:
        step(f"Figure {chart.key}")
        content[f"figures/{chart.key}.svg"] = figures.svg(chart)
        content[f"figures/{chart.key}.csv"] = tables.csv(chart.numbers())
    step("The page")
    content["report.html"] = document.html(report)
    return content


def results(report: Report) -> str:
    """Return results.json: all findings, what is in which file, and the data it rests on."""
    shown: dict[str, Any] = {}
    for kind, items, suffix in (
        ("tables", report.tables, "csv"),
        ("figures", report.charts, "svg"),
    ):
        shown[kind] = {
            item.key: {
                "title": item.title,
                "file": f"{kind}/{item.key}.{suffix}",
                "evidence": item.evidence.value,
                "source": item.source,
                "note": item.note,
            }
            for item in items
        }
    content = {
        "title": report.title,
        "version": __version__,
        "data": {name: datasets.describe(name).hash for name in provenance.USED},
        "findings": {finding.key: finding.to_dict() for finding in report.findings},
        **shown,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def write_study(out: str | Path, *, scenario: str | Path | None = None) -> Path:
    """Compute the study and write results.json, tables, figures and report.html.

    Progress shows on a terminal and is silent in a pipe.

    Parameters
    ----------
    out
        Folder; made if missing.
    scenario
        A TOML file that replaces parameters of the claims; it is read before anything else.

    Returns
    -------
    Path
        Of report.html.

    Raises
    ------
    DataError, UnitError, UnknownNameError
        If the scenario is wrong.
    OutputError
        If the folder cannot be written; this is tried before anything is computed.
    MissingExtraError
        If the extra ``study`` is not installed.
    """
    if scenario is not None:
        claims.given(scenario)
    write_files(out, {})
    figures.extra("altair")
    with _progress() as step:
        report = build(step, scenario=scenario)
        content = files(report, step)
        step("Writing")
        write_files(out, content)
    return Path(out) / "report.html"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the steps on a terminal; the number of figures is known only when they are drawn."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda name: bar.update(task, description=name)
