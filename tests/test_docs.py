"""The pages under papers/: their examples run, their links lead somewhere, nothing is left out."""

from __future__ import annotations

import doctest
import re
import tomllib

import pytest

import capital
from capital.publication import lessons, replication
from capital.publication.location import papers

PAGES = sorted(papers().glob("*.md"))
GALLERY = (papers() / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| \[([\w-]+)\]\(replications/.*\| (\w+) \|$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page) -> None:
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_replication_stands_in_the_gallery_with_its_scope() -> None:
    shown = dict(ROW.findall(GALLERY))
    scopes = {
        name: tomllib.loads((papers() / "replications" / name / "expected.toml").read_text())[
            "scope"
        ]
        for name in replication.names()
    }
    assert shown == scopes


def test_every_lesson_and_every_folder_stand_in_the_gallery() -> None:
    assert re.findall(r"\(lessons/(\w+)\.py\)", GALLERY) == lessons.names()
    folders = {path.name for path in papers().iterdir() if path.is_dir()} - {"__pycache__"}
    assert {name for name in folders if f"({name}/" not in GALLERY} == set()


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`((?:theory|measure|ai)\.[\w.]+)", PAGES[-1].read_text())))
)
def test_what_the_conventions_name_exists(name: str) -> None:
    found = capital
    for part in name.split("."):
        found = getattr(found, part)


def test_the_citation_has_what_the_format_requires_and_the_version_of_the_package() -> None:
    lines = (papers() / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    top = dict(line.split(":", 1) for line in lines if re.match(r"[\w-]+:", line))
    assert {"cff-version", "message", "title", "authors"} <= set(top)
    assert top["cff-version"].strip() == "1.2.0"
    assert top["version"].strip() == capital.__version__
