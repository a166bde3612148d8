"""The papers of the toolkit: named, checked key by key, and set from a study of today's data."""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress

import pytest

from capital.errors import DataError, OutputError, UnknownNameError
from capital.publication import articles, location, typeset
from capital.study import assembly

#: Words that say that one thing brought about another.
CAUSAL = re.compile(
    r"\b(caus(?:e[sd]?|ing|al)|because of AI|due to AI|destroyed jobs|effects? of AI|"
    r"AI (?:has )?(?:displaced|destroyed|lowered|reduced|raised))\b"
)


@pytest.fixture(scope="session")
def written(study_files, tmp_path_factory):
    """Return the folder of a study computed now."""
    folder = tmp_path_factory.mktemp("study")
    for name, text in study_files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def pages_of(pdf):
    """Count the pages of a PDF, whose objects may lie in compressed streams."""
    text = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            text += zlib.decompress(stream)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", text))


@pytest.mark.parametrize("name", articles.names())
def test_a_paper_is_set_from_the_study_and_has_the_length_of_one(name, written, tmp_path):
    pdf = articles.build(name, results=written, out=tmp_path / "paper.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"FontFile" in pdf
    assert 12 <= pages_of(pdf) <= 20
    again = articles.build(name, results=written, out=tmp_path / "again.pdf").read_bytes()
    assert pdf == again


@pytest.mark.parametrize("name", articles.names())
def test_every_work_in_the_list_is_cited_and_every_model_is_one(name):
    folder = location.papers() / name
    text = (folder / "paper.typ").read_text(encoding="utf-8")
    works = re.findall(r"@\w+\{(\w+),", (folder / "references.bib").read_text(encoding="utf-8"))
    assert len(works) == len(set(works)) > 20
    for work in works:
        assert re.search(rf'@{work}\b|by\("{work}"\)', text), work
    for model in typeset.MODEL.findall(text):
        assert typeset.named_model(model).equations


def test_the_paper_says_what_speaks_against_its_thesis():
    text = (location.papers() / "ai-capital" / "paper.typ").read_text(encoding="utf-8")
    for key in (
        "us.curve.share-negative-interval", "us.curve.share-positive-interval",
        "displacement.r1.placebo.eloundou-gpt4-beta.across",
        "displacement.curve.share-negative-interval",
    ):  # fmt: skip
        assert f'("{key}"' in text
    for claim in ("zero", "falls", "subsidy", "burn", "use", "lives", "rate", "obsolete",
                  "growth", "circle", "price", "intensity", "crash"):  # fmt: skip
        assert f'#verdict("{claim}")' in text
    assert "The placebo is not passed" in text
    assert CAUSAL.sub("", text.replace("allow a causal word", "")) == text.replace(
        "allow a causal word", ""
    )


@pytest.fixture
def home(tmp_path):
    """Return a folder of papers with one small paper, and an empty study."""
    folder = tmp_path / "papers" / "small-paper"
    folder.mkdir(parents=True)
    (folder / "paper.typ").write_text('#import "kit.typ": *\nIt was #num("us.r").\n')
    place = tmp_path / "study"
    for name in ("tables", "figures"):
        (place / name).mkdir(parents=True)
    results = {"data": {}, "findings": {"us.r": {"value": 0.5}}, "tables": {}, "figures": {}}
    (place / "results.json").write_text(json.dumps(results))
    return tmp_path


def test_papers_of_ones_own(home):
    root = home / "papers"
    assert articles.names(root) == ["small-paper"]
    out = articles.build("small-paper", results=home / "study", out=home / "a.pdf", root=root)
    assert out.read_bytes().startswith(b"%PDF")


def test_what_stops_a_paper(home):
    root, here = home / "papers", home / "study"
    with pytest.raises(
        UnknownNameError, match=r"no paper ‘smal-paper’.*did you mean ‘small-paper’"
    ):
        articles.build("smal-paper", results=here, out=home / "a.pdf", root=root)
    with pytest.raises(UnknownNameError, match="ai-capital"):
        articles.build("ai-capitel", results=here, out=home / "a.pdf")
    with pytest.raises(DataError, match="run capital study first"):
        articles.build("small-paper", results=home, out=home / "a.pdf", root=root)
    with pytest.raises(DataError, match="there is no folder of papers"):
        articles.names(home / "nowhere")
    with pytest.raises(UnknownNameError, match=r"there is no result ‘us\.nonfin.*paper\.typ, line"):
        articles.build("ai-capital", results=here, out=home / "a.pdf")
    (home / "file").write_text("")
    with pytest.raises(OutputError):
        articles.build("small-paper", results=here, out=home / "file" / "a.pdf", root=root)
    assert not (home / "a.pdf").exists()


def test_the_study_names_the_data_that_the_paper_rests_on(written):
    found = json.loads((written / "results.json").read_text(encoding="utf-8"))
    assert set(found["data"]) == set(assembly.provenance.USED)
