from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from capital.errors import MissingExtraError
from capital.evidence import Evidence
from capital.report import document
from capital.report.content import Report, Section

VOID = {"meta", "link", "br", "img", "input", "hr"}
HOSTILE = "</script><script>alert(1)</script>"


class Reader(HTMLParser):
    """Read a page, insist that every tag is closed in its turn, and keep what it holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def bundle():
    """The page's script is the same for all; making it takes a second, so it is made once."""
    return document._script()


@pytest.fixture
def read(bundle, monkeypatch):
    monkeypatch.setattr(document, "_script", lambda explorers="": bundle)
    return lambda report: Reader(document.html(report))


def test_the_same_bytes_in_another_process(report):
    source = Path(__file__).with_name("conftest.py")
    code = (
        f"import runpy, hashlib; demo = runpy.run_path({str(source)!r}); "
        "from capital.report import document; "
        "print(hashlib.sha256(document.html(demo['build']()).encode()).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(source.parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(document.html(report).encode()).hexdigest()


def test_well_formed_with_one_heading_of_the_page_and_a_language(read, report):
    reader = read(report)
    assert reader.all("html") == [{"lang": "en"}]
    assert len(reader.all("h1")) == 1
    assert len(reader.all("h2")) == len(report.sections) + 1
    assert len(reader.all("h3")) == len(report.charts) + len(report.tables)
    names = [attributes["id"] for _, attributes in reader.tags if attributes.get("id")]
    assert len(names) == len(set(names))
    anchors = [a["href"][1:] for a in reader.all("a") if a["href"].startswith("#")]
    assert anchors == [*(section.key for section in report.sections), "findings"]
    assert set(anchors) <= set(names)


def test_nothing_is_loaded(read, report):
    reader = read(report)
    assert not any("src" in attributes for _, attributes in reader.tags)
    assert [link["href"] for link in reader.all("link")] == ["data:,"]
    assert not re.search(r"@import|url\(", "".join(reader.texts["style"]))
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)
    assert len(reader.all("script")) == 2


def test_the_policy_allows_one_script_by_its_hash(read, report):
    reader = read(report)
    policy = next(m["content"] for m in reader.all("meta") if m.get("http-equiv"))
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy
    script = max(reader.texts["script"], key=len)
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy


def test_every_chart_has_its_words_and_its_numbers(read, report):
    reader = read(report)
    boxes = [box for box in reader.all("div") if box.get("class") == "chart"]
    assert [box["id"] for box in boxes] == [f"plot:{chart.key}" for chart in report.charts]
    for box, chart in zip(boxes, report.charts, strict=True):
        assert box["role"] == "img"
        assert chart.title in box["aria-label"]
    assert len(reader.all("details")) == len(report.charts)
    specs = json.loads(reader.texts["script"][0])
    assert list(specs) == sorted(box["id"] for box in boxes)
    rows = {chart.key: chart.numbers().shape[0] for chart in report.charts}
    assert len(reader.all("tr")) == (
        sum(rows.values()) + len(rows) + (2 + 1) + 2 * (len(report.findings) + 1)
    )


def test_every_item_says_its_source_and_evidence(report, bundle, monkeypatch):
    monkeypatch.setattr(document, "_script", lambda explorers="": bundle)
    text = document.html(report)
    for item in (*report.charts, *report.tables):
        figure = text[text.index(f'<figure class="wide" id="{item.key}"') :]
        caption = figure[figure.index("<figcaption>") : figure.index("</figcaption>")]
        assert "Invented for this test" in caption
        assert f'<span class="evidence {item.evidence.value}">' in caption
    assert '<a href="https://example.org/table-1">https://example.org/table-1</a>.' in text


def test_findings_show_formula_inputs_and_bounds(read, report):
    cells = " ".join(read(report).texts["td"])
    words = read(report).texts
    assert "12.35 percent a year" in cells
    assert "−0.8 to 6.4 million workers" in cells
    assert words["code"] == ["s / (c + v)", "a · L"] * 2
    assert "c = 600 USD billion" in words["small"]


def test_hostile_words_open_no_tag(read, report):
    chart = report.charts[2]
    words = dict.fromkeys(("title", "x_title", "y_title", "note", "source"), HOSTILE)
    chart = replace(chart, data=chart.data.replace("fast adoption", HOSTILE), **words)
    frame = report.tables[0].frame.rename(columns={"firm": HOSTILE}).assign(more=HOSTILE)
    table = replace(report.tables[0], frame=frame)
    words = dict.fromkeys(("label", "unit", "formula", "source", "note"), HOSTILE)
    found = (replace(report.findings[0], inputs={HOSTILE: HOSTILE}, **words),)
    section = Section("s", HOSTILE, (HOSTILE,), (chart, table, found))
    reader = read(Report(HOSTILE, HOSTILE, (section,), found))
    assert len(reader.all("script")) == 2
    assert reader.texts["h1"] == [HOSTILE]
    specs = json.loads(reader.texts["script"][0])
    assert HOSTILE in str(specs)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.org/x_(y) now", ["https://a.org/x_(y"]),
        ("(http://a.org/?a=1&b=2).", ["http://a.org/?a=1&amp;b=2"]),
        ('https://a.org/"onmouseover="x', ["https://a.org/"]),
        ("javascript:alert(1)", []),
    ],
)
def test_only_web_addresses_become_links(text, links):
    assert re.findall(r'<a href="([^"]*)">', document._prose(text)) == links


def test_a_report_without_findings_has_no_section_for_them(read, charts):
    section = Section("s", "S", ("Words.",), (charts["capex"],))
    reader = read(Report("t", "", (section,)))
    assert len(reader.all("h2")) == 1
    assert "".join(reader.texts["span"]).count("reported") == 2


def test_every_rung_has_a_meaning_and_a_colour_that_can_be_read():
    """Contrast of at least 4.5 : 1 on paper (WCAG 2.2, success criterion 1.4.3)."""
    style = files("capital.report").joinpath("document.css").read_text(encoding="utf-8")
    assert set(document._MEANING) == set(Evidence)
    schemes = re.findall(r":root \{([^}]*--paper[^}]*)\}", style)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", scheme))
        for name in (*(rung.value for rung in Evidence), "ink", "soft", "link"):
            assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for rung in Evidence:
        assert f".{rung.value} {{ color: var(--{rung.value}); }}" in style


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_a_missing_extra_says_how_to_install_it(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtraError, match=r"capital-toolkit\[study\]"):
        document.html(report)
