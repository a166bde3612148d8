"""The study as its reader meets it: files, figures that agree with the record, errors."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from capital import cli, datasets, measure
from capital.errors import OutputError
from capital.evidence import Evidence
from capital.publication import articles
from capital.study import assembly, write_study
from capital.study.lives import BUYERS, LIVES, tables_at_lives


@pytest.fixture(scope="module")
def findings(studied):
    return {finding.key: finding for finding in studied.findings}


def _run(out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "capital", "study", "--out", str(out)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_the_published_rates_of_profit_are_met(findings):
    def percent(definition, year):
        return round(100 * findings[f"us.{definition}.rate-of-profit.{year}"].value, 2)

    assert percent("nonfinancial-current-cost", 2024) == 12.24
    assert percent("nonfinancial-current-cost", 1982) == 8.47
    assert percent("nonfinancial-historical-cost", 2024) == 18.08
    assert percent("corporate-current-cost", 2024) == 13.90


def test_the_trends_of_the_literature_are_met(findings):
    """The signs that decide the dispute about 1982–2007."""
    value = {
        name: round(findings[f"us.{name}.trend.1982-2007"].value, 2)
        for name in (
            "nonfinancial-current-cost",
            "nonfinancial-historical-cost",
            "corporate-current-cost",
            "corporate-historical-cost",
        )
    }
    assert list(value.values()) == [0.38, -0.56, 0.52, -0.38]


def test_parts_of_the_trend_add_up(findings):
    for sample in ("1948-1982", "1982-2007", "1948-2007", "1948-2025", "1929-2025"):
        start = f"us.nonfinancial-current-cost.parts.{{}}.{sample}"
        parts = [findings[start.format(x)].value for x in ("profit-share", "output-capital-ratio")]
        assert math.isclose(sum(parts), findings[start.format("rate-of-profit")].value)
        assert "accounting" in findings[start.format("profit-share")].note


def test_four_firms_spent_376_billion_in_2025(findings):
    assert round(findings["firms.four.capex.2025"].value, 1) == 376.1
    assert round(findings["firms.four.capex.2017"].value, 1) == 40.6


def test_profit_is_not_overstated_without_growth(findings):
    roots = [f.value for key, f in findings.items() if ".vanishing-growth." in key]
    assert len(roots) >= len(LIVES) - 1
    assert set(roots) == {0.0}


def test_a_shorter_life_lowers_profit_and_the_booked_life_leaves_it():
    tables = tables_at_lives()
    for name in BUYERS:
        last = [tables[name, life].dropna().iloc[-1] for life in LIVES]
        uppers = [row["profit_upper"] for row in last]
        assert uppers == sorted(uppers)
        booked = measure.booked_life(name, "2026-06-30")
        for life, row in zip(LIVES, last, strict=True):
            if life == booked:
                assert row["profit_lower"] == row["profit_upper"] == row["profit_booked"]
                assert row["rate_lower"] == row["rate_booked"]


def test_every_finding_says_where_it_comes_from(studied):
    assert len(studied.findings) > 150
    for finding in studied.findings:
        assert finding.formula, finding.key
        assert finding.source, finding.key
        assert finding.unit, finding.key
        assert finding.inputs, finding.key
        assert finding.evidence in Evidence
        known = (finding.value, finding.lower)
        assert any(x is not None for x in known), finding.key


def test_variable_capital_of_firms_is_never_a_point_unless_disclosed(findings):
    rates = {key: f for key, f in findings.items() if key.endswith("rate-of-profit.2025")}
    assert findings["firms.meta.rate-of-profit.2025"].value is not None
    assert findings["firms.alphabet.rate-of-profit.2025"].value is None
    for key, finding in rates.items():
        if key.startswith("firms.") and "meta" not in key:
            assert finding.value is None
            assert finding.lower < finding.upper


def test_results_json_lists_every_file_and_the_data(study_files):
    results = json.loads(study_files["results.json"])
    listed = {item["file"] for kind in ("tables", "figures") for item in results[kind].values()}
    assert listed < set(study_files)
    for name, digest in results["data"].items():
        assert digest == datasets.describe(name).hash
    for finding in results["findings"].values():
        numbers = [finding[x] for x in ("value", "lower", "upper") if finding[x] is not None]
        assert all(math.isfinite(x) for x in numbers)


def test_every_table_stands_in_csv_and_tex_and_every_figure_in_svg(studied, study_files):
    for table in studied.tables:
        assert study_files[f"tables/{table.key}.csv"].count("\n") == len(table.frame) + 1 + sum(
            str(value).count("\n") for value in table.frame.to_numpy().ravel()
        )
        assert r"\toprule" in study_files[f"tables/{table.key}.tex"]
    for chart in studied.charts:
        assert study_files[f"figures/{chart.key}.svg"].startswith("<svg")
        assert study_files[f"figures/{chart.key}.csv"].count("\n") > 2


def test_the_picture_of_the_readme_is_the_one_that_the_study_draws(study_files):
    picture = Path(__file__).parents[2] / ".assets" / "rate-of-profit.svg"
    assert picture.read_text(encoding="utf-8") == study_files["figures/us-rate-of-profit.svg"]


def test_no_number_in_the_summary_is_typed(monkeypatch, studied):
    """Each figure of the summary changes when the accounts do."""
    original = measure.us_corporate

    def halved(*args, **options):
        account = original(*args, **options)
        frame = account.frame.assign(
            rate_of_profit=account.frame["rate_of_profit"] / 2,
            rate_of_profit_on_fixed_capital=account.frame["rate_of_profit_on_fixed_capital"] / 2,
            profit_share=account.frame["profit_share"] / 2,
        )
        return type(account)(account.name, frame, account.lines, account.options, account.notes)

    monkeypatch.setattr(measure, "us_corporate", halved)
    chapter = assembly.CHAPTERS["The United States"]()
    before = next(s for s in studied.sections if s.key == "summary").paragraphs[0]
    assert re.findall(r"\d+\.\d %", before) != re.findall(r"\d+\.\d %", chapter.summary[0])
    assert "7.5 % in 1948" in chapter.summary[0]


def test_same_bytes_twice_and_silent_in_a_pipe(study_files, tmp_path):
    """Another process, another hash seed, width and locale: the files of this one."""
    run = _run(tmp_path / "a", PYTHONHASHSEED="1", COLUMNS="40", LC_ALL="C")
    assert (run.returncode, run.stderr) == (0, "")
    tree = _tree(tmp_path / "a")
    paper = articles.build("ai-capital", results=tmp_path / "a", out=tmp_path / "again.pdf")
    assert tree.pop("paper.pdf") == paper.read_bytes()
    assert tree == {name: text.encode() for name, text in study_files.items()}


def test_out_on_a_file_is_one_clear_error(tmp_path, capsys):
    target = tmp_path / "notes.txt"
    target.write_text("mine")
    assert cli.main(["study", "--out", str(target)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "is a file" in error
    assert target.read_text() == "mine"


def test_a_target_that_cannot_be_written_is_refused_before_computing(tmp_path, monkeypatch):
    def refuse(*args, **options):
        raise AssertionError("computed before the target was tried")

    monkeypatch.setattr(assembly, "build", refuse)
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError):
        write_study(blocked / "below")


def test_interrupted_it_leaves_the_former_files_whole(studied, tmp_path, monkeypatch):
    (tmp_path / "results.json").write_text("old")
    steps = []

    def stop(report, step):
        steps.append("figures")
        raise KeyboardInterrupt

    monkeypatch.setattr(assembly, "build", lambda step, scenario: studied)
    monkeypatch.setattr(assembly, "files", stop)
    assert cli.main(["study", "--out", str(tmp_path)]) == 130
    assert steps == ["figures"]
    assert _tree(tmp_path) == {"results.json": b"old"}
