"""The command line: what it prints, what it refuses in one line, and how it ends."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from capital import __version__, cli, datasets

ROOT = Path(__file__).parents[1]
PROFIT = ["e = s/v", "k = c/v", "r = s/(c + v)"]
HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, standard output, standard error."""

    def main(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return main


def python(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as its users do."""
    return subprocess.run(
        [sys.executable, "-m", "capital", *arguments],
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        **{"stdout": subprocess.PIPE, **options},  # type: ignore[call-overload]
    )


def one_line(error: str) -> str:
    """Return the message, which is one line and no traceback."""
    assert "Traceback" not in error
    assert error.startswith("capital: ")
    assert error.endswith("\n")
    assert error.count("\n") == 1
    return error.strip()


# Help


@pytest.mark.parametrize("asked", [[], ["--help"], ["-h"]])
def test_help_names_every_command(run: Run, asked: list[str]) -> None:
    code, out, err = run(*asked)
    assert (code, err) == (0, "")
    for command in ("study", "derive", "prove", "data"):
        assert f" {command} " in out


@pytest.mark.parametrize("command", ["derive", "prove", "data", "data show", "data verify"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    code, out, err = run(*command.split(), "--help")
    assert (code, err) == (0, "")
    assert f"capital {command}" in out


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == (0, f"{__version__}\n", "")


# derive


def test_derive_gives_closed_form_sign_growth_and_latex(run: Run) -> None:
    code, out, err = run("derive", *PROFIT, "--for", "r", "--wrt", "k")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "r = e/(k + 1)",
        "∂r/∂k = -e/(k + 1)**2   sign: -",
        f"r{HAT} = e{HAT} - k*k{HAT}/(k + 1)",
        r"LaTeX: r = \frac{e}{k + 1}",
        r"LaTeX: \hat{r} = \hat{e} - \frac{k \hat{k}}{k + 1}",
    ]


def test_derive_goes_by_the_basis_that_is_asked_for(run: Run) -> None:
    code, out, _ = run("derive", *PROFIT, "--for", "k", "--to", "e, r")
    assert code == 0
    assert out.startswith("k = (e - r)/r\n")


def test_a_name_that_may_be_negative_leaves_the_sign_open(run: Run) -> None:
    signs = []
    for options in ([], ["--real", "g"]):
        _, out, _ = run("derive", "r = g*s", "--for", "r", "--wrt", "s", *options)
        signs.append(out.splitlines()[1].partition("sign: ")[2])
    assert signs[0] == "+"
    assert signs[1] not in ("+", "-", "0", "")


def test_units_that_fit_are_accepted(run: Run) -> None:
    units = [word for name in "cvs" for word in ("--unit", f"{name}=hour")]
    assert run("derive", *PROFIT, "--for", "r", *units)[0] == 0


def test_only_growth_rates_wear_hats(run: Run) -> None:
    """A variable whose own name ends in «hat» keeps it."""
    _, out, _ = run("derive", "r = s*what", "--for", "r")
    assert out.splitlines()[:2] == ["r = s*what", f"r{HAT} = s{HAT} + what{HAT}"]
    _, out, _ = run("derive", "cost = wage*wages", "--for", "cost")
    assert out.splitlines()[1] == f"cost{HAT} = wage{HAT} + wages{HAT}"


# prove


def test_a_proof_ends_with_zero(run: Run) -> None:
    code, out, err = run("prove", "r < 1/k", *PROFIT, "--given", "e < 1")
    assert (code, err) == (0, "")
    assert out.startswith("Proof: r < 1/k")
    assert run("prove", "e < 1 => r < 1/k", *PROFIT)[0] == 0


def test_a_counterexample_ends_with_one_and_refutes(run: Run) -> None:
    code, out, err = run("prove", "r < 1/10", *PROFIT)
    assert (code, err) == (1, "")
    numbers = dict(pair.split(" = ") for pair in out.strip().partition(": ")[2].split(", "))
    c, v, s = (float(numbers[name]) for name in "cvs")
    assert s / (c + v) >= 1 / 10


def test_what_cannot_be_decided_ends_with_three(run: Run) -> None:
    code, out, err = run("prove", "exp(x) > x")
    assert (code, err) == (3, "")
    assert out.startswith("undecided")


def test_a_claim_needs_no_model(run: Run) -> None:
    assert run("prove", "e/(1 + k) < 1/k", "--given", "e <= 1")[0] == 0
    assert run("prove", "x^2 >= 0", "--real", "x")[0] == 0
    assert run("prove", "x >= 0", "--real", "x")[0] == 1


def test_a_claim_may_begin_with_a_minus(run: Run) -> None:
    assert run("prove", "--", "-r < 1")[0] == 0
    assert run("prove", "--timeout", "5", "--", "-r < 1", *PROFIT)[0] == 0


# data


def test_the_list_has_every_table_with_its_title(run: Run) -> None:
    code, out, err = run("data", "list")
    assert (code, err) == (0, "")
    listed = {line.split()[0]: line for line in out.splitlines()}
    assert [*listed] == datasets.list()
    for name, line in listed.items():
        assert line.endswith(datasets.describe(name).title)


def test_show_describes_a_table_and_prints_its_last_rows(run: Run) -> None:
    code, out, err = run("data", "show", "firm_pay", "--where", "firm=Meta", "--rows", "2")
    assert (code, err) == (0, "")
    assert out.startswith(str(datasets.describe("firm_pay")))
    rows = [line for line in out.splitlines() if "personnel_expense" in line]
    assert ["41327.0" in rows[-2], "50702.0" in rows[-1]] == [True, True]
    *_, shown = out.partition(str(datasets.describe("firm_pay")))
    assert len(shown.strip().splitlines()) == 2 + 2  # two lines of header


def test_several_filters_hold_together_and_zero_rows_are_all(run: Run) -> None:
    where = ["--where", "firm=Meta", "--where", "measure=employees"]
    code, out, _ = run("data", "show", "firm_pay", *where, "--rows", "0")
    assert code == 0
    *_, shown = out.partition(str(datasets.describe("firm_pay")))
    expected = datasets.load("firm_pay", firm="Meta", measure="employees")
    assert len(shown.strip().splitlines()) == 2 + len(expected)


def test_verify_finds_every_table_sound(run: Run) -> None:
    code, out, err = run("data", "verify")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == datasets.list()
    assert all(line.endswith("rows, sound") for line in out.splitlines())
    code, out, _ = run("data", "verify", "firm_pay")
    assert (code, out.count("\n")) == (0, 1)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a copy of the tables, which a test may break, in their place."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    monkeypatch.setattr(datasets, "_folder", lambda root: Path(root) if root else copy)
    return copy


def test_verify_names_what_is_broken_and_ends_with_one(run: Run, package: Path) -> None:
    table = package / "us_fixed_assets.csv"
    table.write_text(table.read_text("utf-8").replace("100112", "1oo112", 1), "utf-8")
    (package / "gpu_rents.csv").unlink()
    changed = package / "service_lives.csv"
    changed.write_text(changed.read_text("utf-8").replace("note 1", "note 2", 1), "utf-8")
    code, out, err = run("data", "verify")
    assert (code, err) == (1, "")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert "‘1oo112’ is no" in lines["us_fixed_assets"]
    assert "us_fixed_assets.csv, row 2" in lines["us_fixed_assets"]
    assert "is missing" in lines["gpu_rents"]
    assert "is not the one that the package describes" in lines["service_lives"]
    assert lines["firm_pay"].endswith("sound")
    assert run("data", "verify", "firm_pay")[0] == 0
    one_line(run("data", "show", "us_fixed_assets")[2])


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resources": 3}'])
def test_a_broken_package_is_one_line(run: Run, package: Path, text: str) -> None:
    (package / "datapackage.json").write_text(text, "utf-8")
    for command in (["list"], ["verify"], ["show", "firm_pay"]):
        code, out, err = run("data", *command)
        assert (code, out) == (2, "")
        assert "datapackage.json" in one_line(err)


def test_a_package_that_is_gone_is_one_line(run: Run, package: Path) -> None:
    (package / "datapackage.json").unlink()
    code, out, err = run("data", "list")
    assert (code, out) == (2, "")
    assert "datapackage.json" in one_line(err)


def test_a_table_whose_columns_were_renamed_is_one_line(run: Run, package: Path) -> None:
    descriptor = package / "datapackage.json"
    described = json.loads(descriptor.read_text("utf-8"))
    described["resources"][0]["schema"]["fields"][0]["name"] = "sektor"
    descriptor.write_text(json.dumps(described), "utf-8")
    code, out, err = run("data", "show", described["resources"][0]["name"])
    assert (code, out) == (2, "")
    one_line(err)


# What a user can get wrong

WRONG = {
    "no such command": (["frobnicate"], "frobnicate"),
    "no such command of data": (["data", "frob"], "frob"),
    "derive: nothing": (["derive"], "nothing to derive"),
    "derive: no target": (["derive", *PROFIT], "--for"),
    "derive: target without a name": (["derive", *PROFIT, "--for"], "--for"),
    "derive: no such option": (["derive", *PROFIT, "--for", "r", "--bogus"], "--bogus"),
    "derive: no such name": (["derive", *PROFIT, "--for", "profit"], "‘profit’"),
    "derive: slip of a term": (["derive", "wage = a*b", "--for", "wgae"], "did you mean ‘wage’"),
    "derive: no such variable to move": (["derive", *PROFIT, "--for", "r", "--wrt", "q"], "‘q’"),
    "derive: not enough to go by": (["derive", *PROFIT, "--for", "r", "--to", "e"], "‘to’"),
    "derive: a basis of nothing": (["derive", *PROFIT, "--for", "r", "--to", ","], "‘’"),
    "derive: no right side": (["derive", "r = ", "--for", "r"], "one ‘=’"),
    "derive: no left side": (["derive", " = s", "--for", "r"], "one ‘=’"),
    "derive: no equation": (["derive", "", "--for", "r"], "one ‘=’"),
    "derive: two equals signs": (["derive", "r = s = v", "--for", "r"], "one ‘=’"),
    "derive: a sum defined": (["derive", "r + s = v", "--for", "r"], "defines nothing"),
    "derive: defined twice": (["derive", "r = a", "r = b", "--for", "r"], "defined twice"),
    "derive: in a circle": (["derive", "r = q", "q = r", "--for", "r"], "circle"),
    "derive: divided by zero": (["derive", "r = s/0", "--for", "r"], "divides by zero"),
    "derive: open bracket": (["derive", "r = s/(c + v", "--for", "r"], "no formula"),
    "derive: a reserved word": (["derive", "lambda = s", "--for", "lambda"], "reserved"),
    "derive: code": (["derive", "r = __import__('os')", "--for", "r"], "__import__"),
    "derive: an attribute": (["derive", "r = s.real", "--for", "r"], "not allowed"),
    "derive: a list": (["derive", "r = [s]", "--for", "r"], "not allowed"),
    "derive: another base": (["derive", "r = 0x10", "--for", "r"], "0x10"),
    "derive: a huge power": (["derive", "r = 9^9^9", "--for", "r"], "too large"),
    "derive: hours and years": (
        ["derive", "r = c + t", "--for", "r", "--unit", "c=hour", "--unit", "t=year"],
        "adds hour",
    ),
    "derive: dimensions of the two sides": (
        ["derive", "r = c*v", "--for", "r", "--unit", "c=hour", "--unit", "r=dollar"],
        "r is dollar",
    ),
    "derive: unit without a name": (["derive", *PROFIT, "--for", "r", "--unit", "hour"], "--unit"),
    "derive: unit of nothing": (["derive", *PROFIT, "--for", "r", "--unit", "=hour"], "--unit"),
    "derive: unit left blank": (["derive", *PROFIT, "--for", "r", "--unit", "c= "], "--unit"),
    "derive: slip of a unit": (
        ["derive", *PROFIT, "--for", "r", "--unit", "c=huor"],
        "did you mean ‘hour’",
    ),
    "derive: sum as a unit": (["derive", *PROFIT, "--for", "r", "--unit", "c=a+b"], "no unit"),
    "derive: unit of an unknown": (["derive", *PROFIT, "--for", "r", "--unit", "q=hour"], "‘q’"),
    "derive: two units": (
        ["derive", *PROFIT, "--for", "r", "--unit", "c=hour", "--unit", "c=year"],
        "twice for c",
    ),
    "derive: an unknown may be negative": (["derive", *PROFIT, "--for", "r", "--real", "q"], "‘q’"),
    "prove: nothing": (["prove"], "nothing to prove"),
    "prove: code": (["prove", "__import__('os').system('x')"], "__import__"),
    "prove: code with a model": (["prove", "__import__('os').system('x')", *PROFIT], "__import__"),
    "prove: no claim": (["prove", ""], "no formula"),
    "prove: blanks": (["prove", "   "], "no formula"),
    "prove: no comparison": (["prove", "r"], "claims nothing"),
    "prove: half a claim": (["prove", "r < "], "no formula"),
    "prove: half an equation": (["prove", "r = "], "no formula"),
    "prove: a name not in the model": (["prove", "r < q", *PROFIT], "‘q’"),
    "prove: a premise about nothing": (["prove", "r < 1", *PROFIT, "--given", "q < 1"], "‘q’"),
    "prove: a premise that claims nothing": (["prove", "r < 1", "--given", "r"], "claims nothing"),
    "prove: premises that contradict": (["prove", "r < 1", "--given", "r < 0"], "contradict"),
    "prove: a broken model": (["prove", "r < 1", "r = "], "one ‘=’"),
    "prove: an option that looks like a claim": (["prove", "-r < 1"], "-r"),
    "prove: unknown name may be negative": (["prove", "r < 1", "--real", "q"], "‘q’"),
    "prove: unit of an unknown name": (["prove", "r < 1", "--unit", "q=hour"], "‘q’"),
    "prove: no time": (["prove", "r < 1", "--timeout", "0"], "--timeout"),
    "prove: negative time": (["prove", "r < 1", "--timeout", "-1"], "--timeout"),
    "prove: time that is no number": (["prove", "r < 1", "--timeout", "nan"], "--timeout"),
    "prove: all the time there is": (["prove", "r < 1", "--timeout", "inf"], "--timeout"),
    "prove: time in words": (["prove", "r < 1", "--timeout", "soon"], "--timeout"),
    "data: nothing to show": (["data", "show"], "NAME"),
    "data: slip of a table": (["data", "show", "firm_pya"], "did you mean ‘firm_pay’"),
    "data: no such table": (["data", "verify", "firmpay"], "did you mean ‘firm_pay’"),
    "data: rows in words": (["data", "show", "firm_pay", "--rows", "few"], "--rows"),
    "data: no column": (["data", "show", "firm_pay", "--where", "Meta"], "COLUMN=VALUE"),
    "data: slip of a column": (
        ["data", "show", "firm_pay", "--where", "frim=Meta"],
        "did you mean ‘firm’",
    ),
    "data: another folder": (["data", "show", "firm_pay", "--where", "root=elsewhere"], "‘root’"),
    "data: a measurement": (["data", "show", "firm_pay", "--where", "value=1"], "‘value’"),
    "data: slip of a value": (
        ["data", "show", "firm_pay", "--where", "firm=Metta"],
        "did you mean ‘Meta’",
    ),
    "data: two values of a column": (
        ["data", "show", "firm_pay", "--where", "firm=Meta", "--where", "firm=Amazon"],
        "twice for firm",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_one_line_and_exit_code_two(run: Run, case: str) -> None:
    arguments, named = WRONG[case]
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert named in one_line(err)


def test_a_long_or_deep_formula_is_refused_without_a_traceback(run: Run) -> None:
    for formula in ("(" * 900 + "s" + ")" * 900, "+".join(["s"] * 4000), "-" * 3000 + "s"):
        code, out, err = run("derive", f"r = {formula}", "--for", "r")
        assert (code, out) == (2, "")
        one_line(err)


# How it ends


def test_an_interruption_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "list", interrupted)
    code, out, err = run("data", "list")
    assert (code, out) == (130, "")
    assert err.strip() == "capital: interrupted; what was written is whole"


def test_an_unforeseen_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[str]:
        raise ZeroDivisionError

    monkeypatch.setattr(datasets, "list", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["data", "list"])


def test_as_a_program_it_derives() -> None:
    done = python("derive", *PROFIT, "--for", "r")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("r = e/(k + 1)\n")


def test_as_a_program_it_ends_with_the_code_of_the_verdict() -> None:
    done = python("prove", "x < 1")
    assert (done.returncode, done.stderr) == (1, "")


def test_as_a_program_a_mistake_is_one_line() -> None:
    done = python("prove", "__import__('os').system('x')")
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done.stderr)


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """As in ``capital data show … | head -1``."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = python("data", "show", "firm_accounts_annual", "--rows", "0", stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """A limit of no bytes for every file stands for a full disk."""

    def no_bytes() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    with (tmp_path / "list.txt").open("w") as full:
        done = python("data", "list", stdout=full, preexec_fn=no_bytes)
    assert done.returncode == 2
    assert "File too large" in one_line(done.stderr)


def test_output_that_was_closed_is_no_error() -> None:
    done = python("data", "list", preexec_fn=lambda: os.close(1))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_terminal_without_the_letters_still_gets_its_answer() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = python("derive", "r = s/c", "--for", "r", "--wrt", "c", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\u2202r/\u2202c = -s/c**2   sign: -" in done.stdout


def test_prices_of_an_example_and_of_a_table(run: Run, tmp_path: Path) -> None:
    code, out, err = run("prices", "sraffa-surplus", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    low, high = found["bounds"]
    assert low <= 0.25 <= high
    assert found["table"]["iron"]["price"] / found["table"]["wheat"]["price"] == pytest.approx(15)
    table = tmp_path / "corn.csv"
    table.write_text("sector,corn\ncorn,50\nlabour,100\noutput,100\n")
    code, out, err = run("prices", str(table), "--rate-of-profit", "0.25", "--csv")
    assert (code, err) == (0, "")
    assert out.startswith(",price,inputs,wages,profit")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["prices"], "there is no table"),
        (["prices", "ochao"], "did you mean ‘ochoa’"),
        (["prices", "nowhere.csv"], "nowhere.csv"),
        (["prices", "ochoa", "--wages", "late"], "late"),
        (["prices", "ochoa", "--rate-of-profit", "9"], "rate of profit"),
        (["derive"], "there is nothing to derive"),
        (["derive", "value.acount", "--for", "r"], "did you mean"),
    ],
)
def test_a_mistake_with_tables_is_one_line(run: Run, arguments: list[str], named: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert named in one_line(err)


def test_the_lists_of_models_theorems_and_examples(run: Run) -> None:
    for command, name in (("derive", "value.account"), ("prove", "okishio"), ("prices", "ochoa")):
        code, out, err = run(command, "--list")
        assert (code, err) == (0, "")
        assert any(line.startswith(name) for line in out.splitlines())


def test_a_theorem_and_a_model_of_the_catalogue_by_name(run: Run) -> None:
    code, out, _ = run("prove", "race")
    assert code == 0
    assert "Counterexample" in out
    code, out, _ = run("derive", "value.account", "--for", "r", "--wrt", "k")
    assert code == 0
    assert "r = e/(k + 1)" in out


def test_paper_prints_published_ours_and_difference(run):
    code, out, _ = run("paper", "bortkiewicz-1907")
    assert code == 0
    assert "published" in out
    assert "difference" in out
    assert "15 of 15 figures within tolerance" in out


def test_papers_and_lessons_are_listed(run):
    assert "shaikh-2016" in run("paper", "--list")[1].split()
    assert len(run("lesson", "--list")[1].split()) == 11


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["paper", "shaikh-2061"], "did you mean ‘shaikh-2016’"),
        (["paper"], "there is no paper to set or replicate"),
        (["lesson", "77"], "there is no lesson"),
        (["lesson"], "there is no lesson to open"),
    ],
)
def test_a_paper_or_lesson_that_is_none_is_one_line(run, arguments, words):
    code, _, error = run(*arguments)
    assert code == 2
    assert words in error
    assert "Traceback" not in error
