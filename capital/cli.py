"""The command line: ``capital study | derive | prove | prices | data | paper | lesson``.

Each command only reads its arguments, asks the library and prints. What a user can get wrong ends
in one line on standard error and exit code 2, without a traceback.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, CycloptsError, Parameter

from capital import __version__
from capital.errors import CapitalError, DataError, check_choice

if TYPE_CHECKING:
    from capital.economy import Prices
    from capital.model import Model

app = App(
    name="capital",
    help="Marxian value and profit-rate modelling: derive, calibrate, estimate, teach.",
    version=__version__,
    suppress_keyboard_interrupt=False,  # main() says how an interruption ends
)
data = App(name="data", help="The tables of the toolkit: list, show, verify.")
app.command(data)

HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
Listed = Annotated[bool, Parameter(name="--list", negative="")]
Many = Annotated[list[str], Parameter(negative="", consume_multiple=False)]


@app.command
def study(part: str = "", /, *, out: Path = Path("study"), scenario: Path | None = None) -> None:
    """Compute the study and write results.json, tables, figures and report.html.

    Parameters
    ----------
    part
        "claims" prints the verdicts on the claims of the debate and writes nothing.
    out
        Folder to write to; it is made if missing.
    scenario
        A TOML file that replaces parameters of the claims, such as [lives.T_e] with lower, upper
        and unit.
    """
    if part:
        check_choice("part of the study", part, ["claims"])
        _print_claims(scenario)
        return
    from capital.study import write_study

    report = write_study(out, scenario=scenario)
    print(f"{report}: open it in a browser")
    if scenario is None:  # the paper speaks of the calibrations as they are
        from capital.publication import articles

        print(articles.build("ai-capital", results=out, out=out / "paper.pdf"))


def _print_claims(scenario: Path | None) -> None:
    from capital.study import claims

    for verdict in claims.decided(scenario):
        row = claims.row(verdict)
        print(f"{row['claim']}\n  {row['verdict']}: {row['condition']}")
        print(f"  {row['figure']}; evidence: {row['evidence']}")
    for proof in claims.proofs():
        print(f"{proof['claim']}\n  {proof['verdict']}: {proof['condition']}")


@app.command
def derive(
    equations: list[str] = [],  # noqa: B006 (cyclopts reads the default, nothing changes it)
    /,
    *,
    target: Annotated[str | None, Parameter(name="--for")] = None,
    wrt: str | None = None,
    to: str | None = None,
    real: Many = [],  # noqa: B006
    unit: Many = [],  # noqa: B006
    catalogue: Listed = False,
) -> None:
    """Derive closed form, derivative, sign and growth form of a variable, with LaTeX.

    Parameters
    ----------
    equations
        Definitions, such as "e = s/v" "k = c/v" "r = s/(c + v)"; or one model of the catalogue,
        such as value.account.
    target
        The variable that is asked for.
    wrt
        The variable with respect to which it is differentiated.
    to
        Variables in which it is to be expressed, separated by commas.
    real
        A name that may be negative; all others are positive.
    unit
        NAME=UNIT, such as c=hour.
    catalogue
        List the models of the catalogue.
    """
    import sympy as sp

    if catalogue:
        _list_models()
        return
    if not equations or target is None:
        raise DataError(
            "there is nothing to derive",
            mend='write equations and --for NAME, as in "r = s/(c + v)" --for r',
        )
    model = _model(equations, real, unit)
    basis = [name.strip() for name in to.split(",")] if to else None
    form = model.express(target, basis, wrt)
    print(f"{target} = {form}")
    if wrt is not None:
        slope = model.derivative(target, wrt, basis)
        print(f"∂{target}/∂{wrt} = {slope}   sign: {model.sign(target, wrt, basis)}")
    growth = model.growth(target, basis)
    names = [symbol.name for symbol in (*model.defined, *model.exogenous)]
    print(f"{_hats(growth.lhs, names)} = {_hats(growth.rhs, names)}")
    print(f"LaTeX: {sp.latex(model[target])} = {sp.latex(form)}")
    print(f"LaTeX: {sp.latex(growth)}")


@app.command
def prove(
    claim: str | None = None,
    equations: list[str] = [],  # noqa: B006
    /,
    *,
    given: Many = [],  # noqa: B006
    real: Many = [],  # noqa: B006
    unit: Many = [],  # noqa: B006
    timeout: float = 10.0,
    catalogue: Listed = False,
) -> int:
    """Prove a claim, or refute it with exact numbers.

    Exit code 0: proved; 1: refuted; 3: undecided.

    Parameters
    ----------
    claim
        Such as "r < 1/k", or "e < 1 => r < 1"; put -- before one that begins with a minus. Or a
        theorem of the page, such as okishio.
    equations
        The model, such as "e = s/v" "k = c/v" "r = s/(c + v)".
    given
        A premise, such as "e < 1".
    real
        A name that may be negative; all others are positive.
    unit
        NAME=UNIT, such as c=hour.
    timeout
        Seconds after which the claim is left undecided.
    catalogue
        List the theorems of the page.
    """
    from capital.expression import parse_claim
    from capital.proof import Counterexample, Proof, decide
    from capital.units import check_claim

    if not 0 < timeout < math.inf:
        raise DataError(f"--timeout is {timeout}", mend="give a positive number of seconds")
    if catalogue or claim is None or _is_theorem(claim):
        return _show_theorems(claim, timeout, listed=catalogue)
    if equations:
        verdict = _model(equations, real, unit).prove(claim, given, timeout=timeout)
    else:
        names = _free_variables([claim, *given], real, unit)
        statement, *premises = [parse_claim(text, names) for text in (claim, *given)]
        for item in (statement, *premises):
            check_claim(item)
        verdict = decide(statement, premises, timeout=timeout)
    print(verdict)
    return 0 if isinstance(verdict, Proof) else 1 if isinstance(verdict, Counterexample) else 3


@app.command
def prices(
    table: str | None = None,
    /,
    *,
    wages: str | None = None,
    interpretation: str = "standard",
    value_of_labour_power: float | None = None,
    profit_share: float | None = None,
    rate_of_profit: float | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    as_csv: Annotated[bool, Parameter(name="--csv", negative="")] = False,
    catalogue: Listed = False,
) -> None:
    """Compute prices of production of an example or of a table of one's own, with a certificate.

    Parameters
    ----------
    table
        Name of an example, such as sraffa-surplus, or a CSV or Excel file in the plain layout.
    wages
        ante (advanced) or post (paid out of the product).
    interpretation
        standard, new or sraffian.
    value_of_labour_power, profit_share, rate_of_profit
        At most one settles distribution; otherwise the wage basket does.
    as_json, as_csv
        Print the result for machines.
    catalogue
        List the examples.
    """
    from capital.economy import Economy, examples
    from capital.economy.readers import plain

    if catalogue:
        for name in examples.names():
            print(f"{name:28} {examples.about(name).title}")
        return
    if table is None:
        raise DataError("there is no table", mend="name an example or a file, or --list")
    is_file = table not in examples.names() and Path(table).suffix
    given = plain(table).arguments if is_file else examples.example(table)
    found = Economy(**given).prices_of_production(
        wages,
        interpretation=interpretation,
        value_of_labour_power=value_of_labour_power,
        profit_share=profit_share,
        rate_of_profit=rate_of_profit,
    )
    if as_json:
        print(json.dumps(_as_dict(found), ensure_ascii=False, indent=1))
    elif as_csv:
        print(found.to_frame().astype(float).to_csv(lineterminator="\n"), end="")
    else:
        print(found.summary())


@app.command
def paper(
    name: str = "",
    /,
    *,
    results: Path = Path("study"),
    out: Path = Path("paper.pdf"),
    catalogue: Listed = False,
) -> int:
    """Set a paper of our own as PDF, or replicate a published one.

    A replication prints published figures, ours and the difference. Exit code 0: all agree within
    their tolerance; 1: some do not.

    Parameters
    ----------
    name
        Such as ai-capital or shaikh-2016.
    results
        Folder of a study, from which a paper of our own takes its numbers.
    out
        Where its PDF is written.
    catalogue
        List the papers.
    """
    from capital.publication import articles, replication

    own, others = articles.names(), replication.names()
    if catalogue:
        print("\n".join([*own, *others]))
        return 0
    if not name:
        raise DataError("there is no paper to set or replicate", mend="name one, or ask for --list")
    if name in own:
        print(articles.build(name, results=results, out=out))
        return 0
    check_choice("paper", name, [*own, *others])
    found = replication.run(name)
    print(found)
    return 0 if found.within else 1


@app.command
def lesson(
    lesson: str = "",
    /,
    *,
    port: int | None = None,
    headless: bool = False,
    catalogue: Listed = False,
) -> None:
    """Open a lesson of the course in the browser; Ctrl-C ends it.

    Parameters
    ----------
    lesson
        Its number or name, such as 1.
    port
        Of the server; a free one by default.
    headless
        Do not open a browser.
    catalogue
        List the lessons.
    """  # fmt: skip
    from capital.publication import lessons

    if catalogue or not lesson:
        if not catalogue:
            raise DataError("there is no lesson to open", mend="give its number, or --list")
        for item in lessons.names():
            print(item)
        return
    lessons.open_lesson(int(lesson) if lesson.isdigit() else lesson, port=port, headless=headless)


@data.command(name="list")
def data_list() -> None:
    """List the tables."""
    from capital import datasets

    for name in datasets.list():
        print(f"{name:28} {datasets.describe(name).title}")


@data.command(name="show")
def data_show(name: str, /, *, where: Many = [], rows: int = 10) -> None:  # noqa: B006
    """Describe a table and print its last rows.

    Parameters
    ----------
    name
        Name of the table.
    where
        COLUMN=VALUE, such as firm=Meta.
    rows
        How many rows to print; 0 for all.
    """
    import pandas as pd

    from capital import datasets

    dataset, filters = datasets.describe(name), _pairs(where, "--where", "COLUMN=VALUE")
    for column in filters:
        check_choice("column", column, [field.name for field in dataset.fields])
    frame = datasets.load(name, **filters)
    print(dataset)
    with pd.option_context(
        "display.max_rows",
        None,
        "display.max_columns",
        None,
        "display.width",
        None,
        "display.max_colwidth",
        60,
    ):
        print(frame if rows <= 0 else frame.tail(rows))


@data.command(name="verify")
def data_verify(name: str | None = None, /) -> int:
    """Check every table, or one, against its description and checksum.

    Exit code 0: sound; 1: not.

    Parameters
    ----------
    name
        Name of one table.
    """
    from capital import datasets

    found = datasets.verify(name)
    for table, row in found.iterrows():
        print(f"{table!s:28}", row["problem"] or f"{row['rows']} rows, sound")
    return int((found["problem"] != "").any())


def _as_dict(found: Prices) -> dict[str, Any]:
    """Return prices with their certificate as plain values."""
    numbers = ("rate_of_profit", "maximum_rate_of_profit", "wage", "residual")
    words = ("normalisation", "closure", "interpretation", "wages", "capital")
    return {
        **{name: float(getattr(found, name)) for name in numbers},
        "bounds": [float(end) for end in found.bounds],
        **{name: getattr(found, name) for name in words},
        "table": found.to_frame().astype(float).to_dict(orient="index"),
    }


def _list_models() -> None:
    from capital import theory

    for name, entry in theory.catalogue().items():
        needs = f" (choose {', '.join(entry.needs)})" if entry.needs else ""
        print(f"{name:40} {entry.what}  [{entry.source}]{needs}")


def _is_theorem(claim: str) -> bool:
    from capital.theory.theorems import PAGE

    return claim in PAGE


def _show_theorems(claim: str | None, timeout: float, *, listed: bool) -> int:
    from capital.theory.theorems import PAGE, theorem

    if listed:
        for key in PAGE:
            print(f"{key:28} {theorem(key).statement}")
    elif claim is None:
        raise DataError("there is nothing to prove", mend="write a claim, or --list")
    else:
        print(theorem(claim).report(timeout))
    return 0


def _model(equations: Sequence[str], real: Sequence[str], unit: Sequence[str]) -> Model:
    from capital.model import Model

    if len(equations) == 1 and equations[0].strip() and "=" not in equations[0]:
        from capital import theory

        return theory.model(equations[0])
    return Model.from_text(equations, real=real, units=_units(unit))


def _free_variables(
    texts: Sequence[str], real: Sequence[str], unit: Sequence[str]
) -> dict[str, Any]:
    """Return a variable for every name in claims that no equation binds."""
    from capital.expression import names_in
    from capital.model import variables

    words = list(dict.fromkeys(word for text in texts for word in names_in(text)))
    units = _units(unit)
    for word in (*units, *real):
        check_choice("variable", word, words)
    domains = {word: "real" if word in real else "positive" for word in words}
    return {
        word: variables(word, unit=units.get(word, "1"), domain=domains[word]) for word in words
    }


def _units(unit: Sequence[str]) -> dict[str, str]:
    return _pairs(unit, "--unit", "NAME=UNIT")


def _pairs(texts: Sequence[str], option: str, form: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        if not (name and value):
            raise DataError(f"{option} {text} is not of the form {form}")
        if name in pairs:
            raise DataError(f"{option} is given twice for {name}", mend="leave one of them out")
        pairs[name] = value
    return pairs


def _hats(expression: Any, names: Sequence[str]) -> str:
    """Print the growth rates of variables with hats: ``ehat`` is ê."""

    def hatted(word: re.Match[str]) -> str:
        name = word[0].removesuffix("hat")
        return name + HAT if name in names and word[0] not in names else word[0]

    return re.sub(r"\w+hat\b", hatted, str(expression))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may lack ∂ and hats
    try:
        result = app(
            list(arguments) if arguments is not None else None,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        if sys.stdout is not None:  # it is None where it was closed before the start
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except CapitalError as error:
        return _fail(str(error))
    except CycloptsError as error:
        return _fail(str(error).strip())
    except KeyboardInterrupt:
        print("\ncapital: interrupted; what was written is whole", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _close_output()
        return 0
    except OSError as error:
        _close_output()
        return _fail(f"{error.strerror or error}; check disk space, paths and permissions")


def _close_output() -> None:
    """Let what is still to be printed vanish, instead of failing again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> int:
    print(f"capital: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
