"""The study's page in a browser: drawn, silent, without a request, at home on a phone."""

from __future__ import annotations

import pytest

from capital.report import document
from capital.study import build


@pytest.fixture(scope="module")
def study():
    return build()


@pytest.fixture(scope="module")
def study_file(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "report.html"
    path.write_text(document.html(study), encoding="utf-8")
    return path


def test_every_figure_is_drawn_and_nothing_is_fetched(visit, study, study_file):
    seen = visit(study_file)
    assert seen.requests == [study_file.as_uri()]
    assert seen.complaints == []
    assert seen.page.locator(".chart svg").count() == len(study.charts)
    for evidence in seen.page.locator("figure figcaption").all():
        assert evidence.locator(".evidence").count() == 1
        assert "Source:" in evidence.inner_text()


def test_a_phone_scrolls_no_page_sideways(visit, study_file):
    page_ = visit(study_file, width=390).page
    page_.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    assert page_.evaluate("document.documentElement.scrollWidth") == 390
