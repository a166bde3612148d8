"""Formulas with sliders inside a report: the page computes what Python computes."""

from __future__ import annotations

import math

import pytest
from scipy.special import erf

from capital import Model
from capital.ai.claims import medians
from capital.errors import DataError
from capital.evidence import Evidence
from capital.report import document
from capital.report.content import Explorer, Report, Section
from capital.report.output import write_files
from capital.study import claims
from capital.study.calibrated import calibrations

LAW = Model.from_text(["r = e/(1 + k)"], name="law")


def explorer(**change):
    given = {
        "key": "law", "title": "The law", "model": LAW, "figure": "r", "condition": "r < 1/5",
        "sliders": {"k": (0.0, 10.0, 4.0)}, "fixed": {"e": 1.0}, "evidence": Evidence.ASSUMPTION,
        "source": "none", "factor": 100.0, "unit": "%",
    }  # fmt: skip
    return Explorer(**{**given, **change})


def opened(visit, tmp_path, *items):
    report = Report("Title", "Subtitle", (Section("one", "One", (), items),))
    return visit(write_files(tmp_path, {"index.html": document.html(report)})[0])


def move(seen, key, i, value):
    seen.page.evaluate(
        "([id, value]) => { const box = document.getElementById(id); box.value = value;"
        " box.dispatchEvent(new Event('input')); }",
        [f"{key}-n{i}", str(value)],
    )


def figure(seen, key):
    return float(seen.page.inner_text(f"#{key} .figure").replace("\u2212", "-"))


def test_a_slider_moves_figure_and_verdict(visit, tmp_path):
    seen = opened(visit, tmp_path, explorer())
    assert seen.complaints == []
    assert figure(seen, "law") == 20
    assert seen.page.inner_text("#law .holds") == "false here"
    move(seen, "law", 0, 9)
    assert figure(seen, "law") == 10
    assert seen.page.inner_text("#law .holds") == "true here"
    seen.page.click("#law button[type=reset]")
    seen.page.wait_for_timeout(50)
    assert figure(seen, "law") == 20


def test_every_claim_is_computed_as_in_python(visit, tmp_path):
    chosen = claims.claims(calibrations())
    items = []
    for claim in chosen:
        middle = medians(claim.calibration)
        free = [n for n, p in claim.calibration.items() if p.ends[0] != p.ends[1]][:2]
        items.append(
            explorer(
                key=f"c-{claim.key}", model=claim.model, figure=claim.figure,
                condition=claim.condition, factor=1.0,
                sliders={n: (*claim.calibration[n].ends, middle[n]) for n in free},
                fixed={n: v for n, v in middle.items() if n not in free},
            )
        )  # fmt: skip
    seen = opened(visit, tmp_path, *items)
    assert seen.complaints == []
    for claim in chosen:
        middle = medians(claim.calibration)
        needed = {s.name for s in claim.model.reduce(claim.figure).free_symbols}
        inputs = {name: middle[name] for name in needed}
        expected = float(claim.model.compile(claim.figure)(**inputs))
        assert figure(seen, f"c-{claim.key}") == pytest.approx(expected, rel=1e-3, abs=1e-12)


def test_the_error_function_of_the_page(visit, tmp_path):
    model = Model.from_text(["y = x"])
    import sympy as sp

    special = Model({model["y"]: sp.erf(model["x"])})
    item = explorer(key="erf", model=special, figure="y", condition="", factor=1e6,
                    sliders={"x": (0.0, 7.0, 1.0)}, fixed={})  # fmt: skip
    seen = opened(visit, tmp_path, item)
    for x in (0.1, 1.0, 2.4, 2.6, 4.0, 6.5):
        move(seen, "erf", 0, x)
        assert seen.page.evaluate(f"erf({x})") == pytest.approx(float(erf(x)), rel=1e-13)
        assert seen.page.evaluate(f"erf({-x})") == pytest.approx(float(erf(-x)), rel=1e-13)
        assert math.isfinite(figure(seen, "erf"))


def test_an_unset_variable_is_an_error():
    with pytest.raises(DataError, match="e has neither slider nor number"):
        explorer(fixed={})
