"""Papers: numbers come from results, and whatever else is refused with its line."""

from __future__ import annotations

import json

import pytest

from capital import datasets
from capital.errors import CapitalError, DataError, OutputError
from capital.publication import typeset

PAPER = """\
#import "kit.typ": *
#show: paper.with(title: "A paper", authors: "Nobody", abstract: [Short.])
= The rate of profit
In 1948 it was #num("us.r", times: 100, digits: 2) percent (table 6.1), or #span("us.s").
#model("theory.value.account")
#study-table("levels", columns: (("year", "year"), ("r", "rate")))
See #evidence("us.r") and @marx1867; #both("us.t") of #percent("us.s", digits: 0), #note("us.t").
#verdict("lives")\\; and #by("marx1867").
#study-table("levels", rows: (head, row) => row.at(0) == "2007", digits: auto,
  letters: ("name",), title: [Of 2007], placement: auto, says: auto) <of-2007>
#study-figure("path", width: 80%, says: [As @of-2007 shows.])
#landscape[#model("theory.value.account", columns: 2) <account>]
#show: appendix
= Where @account comes from
#bibliography("references.bib")
"""
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="60" viewBox="0 0 9 60">
<title>A path</title>
<text x="0" y="22" font-size="17" font-weight="bold">A path</text>
<text x="0" y="57" font-size="12" font-weight="normal">Source: BEA.</text>
<svg y="40" width="9" height="8" viewBox="0 0 9 8"><path d="M0 0L9 8" stroke="red"/></svg>
</svg>
"""


@pytest.fixture
def desk(tmp_path):
    folder, study = tmp_path / "paper", tmp_path / "study"
    for place in (folder, study / "tables", study / "figures"):
        place.mkdir(parents=True)
    (folder / "paper.typ").write_text(PAPER, encoding="utf-8")
    (folder / "references.bib").write_text(
        "@book{marx1867, author={Marx, Karl}, title={Das Kapital}, year={1867}, publisher={M}}"
    )
    (study / "tables" / "levels.csv").write_text("year,r,name\n1948,0.15086,T_e\n2007,-0.2,subs\n")
    (study / "figures" / "path.svg").write_text(SVG)
    results = {
        "data": {"us_corporate_accounts": datasets.describe("us_corporate_accounts").hash},
        "findings": {
            "us.r": {"value": 0.15086, "lower": None, "upper": None, "evidence": "derived"},
            "us.t": {"value": 1.5, "lower": -1.0, "upper": 2.0, "evidence": "estimate",
                     "note": "no relation of k_a is refused"},
            "claims.lives": {"value": 1.0, "lower": None, "upper": None, "evidence": "leak",
                             "note": "holds only if T_e < 3.37; in 33.7 % of draws. Figure: O."},
            "us.s": {"value": None, "lower": -0.5, "upper": 1.25, "evidence": "estimate"},
        },
        "tables": {
            "levels": {"file": "tables/levels.csv", "title": "Levels", "source": "BEA",
                       "evidence": "derived", "note": "A note."}
        },
        "figures": {
            "path": {"file": "figures/path.svg", "title": "A path", "source": "BEA",
                     "evidence": "derived", "note": "A note."}
        },
    }  # fmt: skip
    (study / "results.json").write_text(json.dumps(results))
    return folder, study


def change(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_paper_is_set_and_the_same_results_give_the_same_bytes(desk, tmp_path):
    folder, study = desk
    first = typeset.build(folder, study, tmp_path / "a.pdf").read_bytes()
    second = typeset.build(folder, study, tmp_path / "b.pdf").read_bytes()
    assert first == second
    assert first.startswith(b"%PDF")
    assert b"FontFile" in first  # fonts are embedded


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"us.r"', '"us.q"', "there is no result ‘us.q’ .*line 4.*did you mean"),
        ('"levels"', '"level"', "there is no result ‘level’ .*line 6"),
        ("In 1948 it was", "In 1948 it was 15.09 percent,", r"15.09 is typed by hand .*line 4"),
        ('"theory.value.account"', '"theory.value.acount"', "there is no model acount"),
        ('"theory.value.account"', '"os.system"', "‘os.system’ is no model"),
        ('("r", "rate")', '("q", "rate")', "lacks a column"),
        ("@marx1867", "@marx1868", "Typst cannot set the paper"),
        ("= The rate", "#nonsense()\n= The rate", "Typst cannot set the paper"),
        ('#num("us.r"', '#num("us.s"', "is an interval: use span .*paper.typ, line 4"),
        ('span("us.s")', 'span("us.r")', "has no interval: use num"),
        ('verdict("lives")', 'verdict("live")', "no result ‘live’ .*line 8"),
        ('"path"', '"paths"', "there is no result ‘paths’ .*line 11"),
        ('both("us.t")', 'both(\n  "us.u")', "there is no result ‘us.u’ .*line 7"),
        ("[As @of-2007 shows.]", "[It fell by 3.]", "number 3 is typed by hand .*line 11"),
        ('== "2007"', '== "2008"', "has no such row"),
    ],
)
def test_what_stops_a_paper(desk, tmp_path, old, new, words):
    folder, study = desk
    change(folder / "paper.typ", old, new)
    with pytest.raises(CapitalError, match=words):
        typeset.build(folder, study, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_results_older_than_their_data_stop_it(desk, tmp_path):
    folder, study = desk
    digest = datasets.describe("us_corporate_accounts").hash
    change(study / "results.json", digest, "sha256:0")
    with pytest.raises(DataError, match=r"older than the table us_corporate_accounts .*line 4"):
        typeset.build(folder, study, tmp_path / "a.pdf")


def test_missing_files_and_folders_are_named(desk, tmp_path):
    folder, study = desk
    with pytest.raises(DataError, match="run capital study first"):
        typeset.build(folder, tmp_path, tmp_path / "a.pdf")
    with pytest.raises(DataError, match="the paper cannot be read"):
        typeset.build(tmp_path, study, tmp_path / "a.pdf")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        typeset.build(folder, study, tmp_path / "file" / "a.pdf")
    (study / "results.json").write_text("{")
    with pytest.raises(DataError, match="no JSON"):
        typeset.build(folder, study, tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("It fell by 3 percent.", "3"),
        ("It fell by #num(\"a\") in 1982–2007 (ch. 13–15; Capital III, ch. 3).", None),
        ("$r = s/(c + v + 2)$ and `x = 3`", None),
        ("a factor of 1.5", "1.5"),
        ("It fell by 12 %.", "12"),
        ('#num("a") of 48 specifications', "48"),
        ("#pad(x: 1cm, y: 2pt)[by 3.]", "3"),
        ("#let style = (x: 1cm)\nby #box(width: 80%)[$x^2$] (NIPA Table 1.14, line 8)", None),
        ("rents of an H100 in zone Z3 @eq-2 <t-1> // 9", None),
        ("It fell by $3$.", "3"),
        ("see table 6.1 and @basu2013", None),
    ],
)  # fmt: skip
def test_what_counts_as_typed_by_hand(text, typed):
    results = {"data": {}, "findings": {"a": {}}, "tables": {}, "figures": {}}
    if typed is None:
        typeset.check(text, results, "paper.typ")
    else:
        with pytest.raises(DataError, match=f"the number {typed} is typed by hand"):
            typeset.check(text, results, "paper.typ")


def test_a_figure_leaves_its_title_and_notes_to_the_caption():
    plot = typeset.bare(SVG)
    assert "A path</text>" not in plot
    assert "Source" not in plot
    assert 'height="8" viewBox="0 40 9 8"' in plot
    assert typeset.bare("<svg></svg>") == "<svg></svg>"
