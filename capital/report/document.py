"""A report as one HTML file that reads well anywhere and needs no network.

Style, drawing library and data are in the file itself, and its content security policy forbids
everything else: no request can leave the page, and no script but its own, known by its hash,
can run in it. The file depends on the report alone, so the same report gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files

import pandas as pd
import sympy as sp

from capital.evidence import Evidence
from capital.report import tables
from capital.report.content import Chart, Explorer, Item, Report, Section, Table
from capital.report.figures import VEGA_LITE, describe, extra, vega_lite
from capital.report.sliders import javascript, mathematics, slider
from capital.results import Finding

_DIGITS = 4
_HINT = (
    '<p class="hint">Point at a figure, or touch it, for its numbers. A click on the legend '
    "singles out a series; drag and pinch (or Ctrl and the wheel) move along a line, and a double "
    "click brings all back. Figures need JavaScript; the numbers below them do not.</p>"
)
_LONG = 30  # rows; a longer table scrolls in a box of its own
_MEANING = {
    Evidence.REPORTED: "published by a body about itself or by a statistical agency",
    Evidence.DERIVED: "computed from reported figures",
    Evidence.ESTIMATE: "from a model, a survey of the literature or a count by media",
    Evidence.LEAK: "from internal accounts that were not meant for publication",
    Evidence.PROJECTION: "a forecast",
    Evidence.ANNOUNCED: "an intention or a claim of an interested party",
    Evidence.ASSUMPTION: "put in without a source",
}


def html(report: Report) -> str:
    """Return a report as one self-contained, interactive HTML page.

    Parameters
    ----------
    report

    Returns
    -------
    str
        The same bytes for the same report.

    Raises
    ------
    MissingExtraError
        If altair or vl-convert is not installed.
    """
    script, labels = _script(_explorer_code(report)), _labels(report)
    sections = list(report.sections)
    if report.findings:
        title = "All findings and what they rest on"
        sections.append(Section("findings", title, items=(report.findings,)))
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        *_head(report, script),
        "<body>",
        f"<header><h1>{escape(report.title)}</h1>",
        f'<p class="subtitle">{_prose(report.subtitle)}</p></header>',
        _contents(sections),
        "<main>",
        *(_section(section, labels) for section in sections),
        "</main>",
        _footer(report),
        f'<script type="application/json" id="page:charts">{_data(report)}</script>',
        f"<script>{script}</script>",
        "</body>",
        "</html>\n",
    ]
    return "\n".join(lines)


def _script(explorers: str = "") -> str:
    """Return the drawing library with the lines that start it, safe inside a script tag."""
    read = files("capital.report").joinpath
    start = read("document.js").read_text(encoding="utf-8")
    bundle: str = extra("vl_convert").javascript_bundle(start + explorers, vl_version=VEGA_LITE)
    return bundle.replace("\r\n", "\n").replace("</script", "<\\/script")


def _explorer_code(report: Report) -> str:
    """Return the formulas of all explorers as JavaScript, and what drives their sliders."""
    if not report.explorers:
        return ""
    read = files("capital.report").joinpath
    entries = []
    for item in report.explorers:
        forms = [form.subs(_by_symbol(form, item.fixed)) for form in item.forms]
        symbols = [item.model[name] for name in item.sliders]
        figure, *rest = (javascript(form, symbols) for form in forms)
        holds = f"(v) => {rest[0]}" if rest else "null"
        entries.append(
            f"{json.dumps(item.key)}: {{ factor: {item.factor:g}, figure: (v) => {figure}, "
            f"holds: {holds} }}"
        )
    special, drive = (read(f"{n}.js").read_text(encoding="utf-8") for n in ("special", "explorers"))
    return f"\n{special}\nconst explorers = {{ {', '.join(entries)} }};\n{drive}"


def _by_symbol(form: sp.Basic, numbers: Mapping[str, float]) -> dict[sp.Symbol, float]:
    return {s: numbers[s.name] for s in form.free_symbols if s.name in numbers}


def _head(report: Report, script: str) -> list[str]:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    read = files("capital.report").joinpath
    names = ("document", "sliders") if report.explorers else ("document",)
    style = "\n".join(read(f"{name}.css").read_text(encoding="utf-8") for name in names)
    return [
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(report.title)}</title>",
        '<link rel="icon" href="data:,">',
        f"<style>\n{style}</style></head>",
    ]


def _data(report: Report) -> str:
    """Return the charts as JSON in which no text can close the tag that holds it."""
    specs = {f"plot:{chart.key}": vega_lite(chart) for chart in report.charts}
    text = json.dumps(specs, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _labels(report: Report) -> dict[str, str]:
    charts = {chart.key: f"Figure {i}" for i, chart in enumerate(report.charts, start=1)}
    return charts | {table.key: f"Table {i}" for i, table in enumerate(report.tables, start=1)}


def _contents(sections: list[Section]) -> str:
    links = [f'<li><a href="#{item.key}">{escape(item.title)}</a></li>' for item in sections]
    return f'<nav aria-label="Contents"><ol>{"".join(links)}</ol>{_HINT}</nav>'


def _section(section: Section, labels: dict[str, str]) -> str:
    lines = [f'<section id="{section.key}"><h2>{escape(section.title)}</h2>']
    lines += [f"<p>{_prose(text)}</p>" for text in section.paragraphs]
    lines += [_item(item, labels) for item in section.items]
    return "\n".join([*lines, "</section>"])


def _item(item: Item, labels: dict[str, str]) -> str:
    if isinstance(item, tuple):
        return f'<div class="wide">{_findings(item)}</div>'
    if isinstance(item, Explorer):
        return _explorer(item)
    head = f"<h3><span>{labels[item.key]}</span> {escape(item.title)}</h3>"
    body = _chart(item) if isinstance(item, Chart) else _table(item)
    note = f"<p>{_prose(item.note)}</p>" if item.note else ""
    source = f"<p>Source: {_prose(item.source)} {_badge(item.evidence)}</p>"
    caption = f"<figcaption>{note}{source}</figcaption>"
    return f'<figure class="wide" id="{item.key}">{head}\n{body}\n{caption}</figure>'


def _chart(chart: Chart) -> str:
    """Return the place where the chart is drawn, and its numbers for all who prefer them."""
    label = escape(f"{describe(chart)} The numbers follow as a table.")
    return (
        f'<div class="chart" id="plot:{chart.key}" role="img" aria-label="{label}"></div>\n'
        f"<details><summary>The numbers</summary>{_numbers(chart)}</details>"
    )


def _numbers(chart: Chart) -> str:
    """Return the chart as a table; as its numbers share a unit, they share their decimals."""
    frame = chart.numbers()
    words = 2 if chart.series is not None and chart.lower is not None else 1
    largest = float(frame.iloc[:, words:].abs().max().max()) * (100 if chart.percent else 1)
    places = tables.decimals(largest, _DIGITS)
    rows = [
        [tables.cell(value, _DIGITS) for value in row[:words]]
        + [tables.fixed(value, places, percent=chart.percent) for value in row[words:]]
        for row in frame.itertuples(index=False, name=None)
    ]
    return _grid(frame, rows, chart.title)


def _table(table: Table) -> str:
    columns = [tables.column(values, table.digits) for _, values in table.frame.items()]
    return _grid(table.frame, [list(row) for row in zip(*columns, strict=True)], table.title)


def _grid(frame: pd.DataFrame, rows: list[list[str]], title: str) -> str:
    """Return a table in a box of its own that scrolls; numbers stand to the right."""
    right = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    kinds = [' class="n"' if is_number else "" for is_number in right]
    heads = zip(kinds, frame.columns, strict=True)
    head = "".join(f'<th scope="col"{kind}>{escape(str(name))}</th>' for kind, name in heads)
    body = [
        "".join(f"<td{kind}>{_prose(text)}</td>" for kind, text in zip(kinds, row, strict=True))
        for row in rows
    ]
    return _scroll(head, body, title)


def _findings(findings: tuple[Finding, ...]) -> str:
    names = ("finding", "value", "formula and inputs", "evidence", "source")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return _scroll(head, [_finding(item) for item in findings], "Findings", "findings")


def _finding(finding: Finding) -> str:
    inputs = "".join(
        f"<small>{escape(symbol)} = {_prose(words)}</small>"
        for symbol, words in finding.inputs.items()
    )
    note = f"<small>{_prose(finding.note)}</small>" if finding.note else ""
    cells = [
        f"{escape(finding.label)}{note}",
        _quantity(finding),
        f"<code>{escape(finding.formula)}</code>{inputs}",
        _badge(finding.evidence),
        _prose(finding.source),
    ]
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _quantity(finding: Finding) -> str:
    """Return the value with its unit and, below, its bounds; or the bounds alone."""
    bounds = f"{_trim(finding.lower)} to {_trim(finding.upper)}"
    carries = finding.lower is not None or finding.upper is not None
    if finding.value is None and carries:
        return f"{bounds} {escape(finding.unit)}"
    below = f"<small>{bounds}</small>" if carries else ""
    return f"{_trim(finding.value)} {escape(finding.unit)}{below}"


def _trim(value: float | None) -> str:
    text = tables.cell(value, _DIGITS)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _scroll(head: str, rows: list[str], title: str, name: str = "data") -> str:
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    box = "scroll long" if len(rows) > _LONG else "scroll"
    return (
        f'<div class="{box}" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="{name}"><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>'
    )


def _explorer(item: Explorer) -> str:
    """Return a formula with its sliders, its figure and whether its condition is true."""
    symbols = [item.model[name] for name in item.sliders]
    rows = "".join(
        slider(
            i, symbol, item.sliders[symbol.name], f"{item.key}-", item.words.get(symbol.name, "")
        )
        for i, symbol in enumerate(symbols)
    )
    condition = (
        f' <span>{escape(item.condition)}: <output class="holds"></output></span>'
        if item.condition
        else ""
    )
    note = f"<p>{_prose(item.note)}</p>" if item.note else ""
    return (
        f'<figure class="explorer" id="{item.key}"><h3>{escape(item.title)}</h3>'
        f'<div class="equations">{mathematics(item.model)}</div>'
        f'<form class="sliders">{rows}<button type="reset">Back to the medians</button></form>'
        f'<p aria-live="polite"><span>{escape(item.figure)} = <output class="figure"></output> '
        f"{escape(item.unit)}</span>{condition}</p>"
        f"<figcaption>{note}<p>Source: {_prose(item.source)} {_badge(item.evidence)}</p>"
        "</figcaption></figure>"
    )


def _badge(evidence: Evidence) -> str:
    return f'<span class="evidence {evidence.value}">{evidence.value}</span>'


def _prose(text: str) -> str:
    """Return text with all markup escaped, in which web addresses are links."""
    parts = re.split(r"(https?://[^\s<>\"']*[^\s<>\"'.,;:!?()\[\]»])", text)
    links = [f'<a href="{escape(part)}">{escape(part)}</a>' for part in parts[1::2]]
    plain = [escape(part) for part in parts[0::2]]
    return "".join(word for pair in zip(plain, [*links, ""], strict=True) for word in pair)


def _footer(report: Report) -> str:
    """Return the meaning of each badge on the page, best evidence first."""
    groups = (item if isinstance(item, tuple) else (item,) for item in report.items)
    shown = {item.evidence for group in (*groups, report.findings) for item in group}
    rows = [
        f"<dt>{_badge(kind)}</dt><dd>{_MEANING[kind]}</dd>" for kind in Evidence if kind in shown
    ]
    return f"<footer><dl>{''.join(rows)}</dl></footer>"
