"""Papers in Typst whose numbers are results: none is typed by hand, none may be out of date.

A paper is a folder with ``paper.typ`` and ``references.bib``. It is checked before it is set:
every key must stand in ``results.json``, every table of data must be the one that the results
rest on, and no figure may be typed into the text. Whatever is wrong is named with its line.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from capital import datasets
from capital.errors import DataError, MissingExtraError, unknown
from capital.model import Model
from capital.publication.typst_math import equations
from capital.publication.typst_prose import prose
from capital.report.output import write_files

CALLS = {
    "findings": re.compile(r'\b(?:num|span|both|percent|evidence|note)\(\s*"([^"]+)"'),
    "claims": re.compile(r'\bverdict\(\s*"([^"]+)"'),
    "tables": re.compile(r'\bstudy-table\(\s*"([^"]+)"'),
    "figures": re.compile(r'\bstudy-figure\(\s*"([^"]+)"'),
}
MODEL = re.compile(r'#model\(\s*"([^"]+)"')
#: Title and notes that a figure of the study carries, and where its plot lies.
CARRIED = re.compile(r'^<text x="0" y="\d+" font-size="\d+" font-weight="\w+">[^<]*</text>\n', re.M)
PLOT = re.compile(r'<svg y="(\d+)"[^>]* height="(\d+)"')
#: Which digits a sentence may hold: years, places in a book, names such as H100.
ALLOWED = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b[A-Z]+\d+\b"
    r"|(?i:\b(?:ch\.|chapters?|p\.|pp\.|s\.|tables?|lines?|volume|vol\.|step|part))"
    r" *~?\d+(?:[–,.-] ?\d+)*"
)


def build(folder: Path, results: Path, out: Path) -> Path:
    """Set a paper and write it as PDF.

    Parameters
    ----------
    folder
        With ``paper.typ`` and ``references.bib``.
    results
        Folder of a study: ``results.json``, ``tables/`` and ``figures/``.
    out
        The PDF, written whole or not at all.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    DataError
        If a number has no result, is typed by hand or rests on data that have changed since; or
        Typst cannot set the text. The message has the line.
    MissingExtraError
        If typst is not installed.
    OutputError
        If the file cannot be written.

    Notes
    -----
    The same results give the same bytes.
    """
    source = _read(folder / "paper.typ")
    found = _results(results)
    check(source, found, str(folder / "paper.typ"))
    with tempfile.TemporaryDirectory() as place:
        desk = Path(place)
        _lay_out(desk, folder, results, source)
        pdf = _compile(desk / "paper.typ")
    return write_files(out.parent, {out.name: pdf})[0]


def check(source: str, results: Mapping[str, Any], where: str) -> None:
    """Refuse a text whose numbers do not all come from these results, and these from the data.

    Raises
    ------
    DataError
        With the line of the first fault.
    """
    for name, digest in results["data"].items():
        if datasets.describe(name).hash != digest:
            line = next(_used(source), (1, "", ""))[0]
            raise DataError(
                f"the results are older than the table {name}",
                where=f"{where}, line {line}",
                mend="run capital study again",
            )
    for line, kind, key in _used(source):
        known = results["findings" if kind == "claims" else kind]
        if (f"claims.{key}" if kind == "claims" else key) not in known:
            raise unknown("result", key, known, where=f"{where}, line {line}")
    for number, text in enumerate(prose(source).split("\n"), start=1):
        typed = re.search(r"\d(?:[\d.,]*\d)?", ALLOWED.sub("", text))
        if typed:
            raise DataError(
                f"the number {typed.group()} is typed by hand",
                where=f"{where}, line {number}",
                mend='take it from the results, as in #num("key")',
            )


def _used(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and key of everything that the text takes from the results."""
    found = (
        (match.start(), kind, match.group(1))
        for kind, pattern in CALLS.items()
        for match in pattern.finditer(source)
    )
    for start, kind, key in sorted(found):
        yield source.count("\n", 0, start) + 1, kind, key


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"the paper cannot be read: {error.strerror}", str(path)) from error


def _results(folder: Path) -> dict[str, Any]:
    path = folder / "results.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"there are no results: {error.strerror}", str(path), "run capital study first"
        ) from error
    except ValueError as error:
        raise DataError(f"the results are no JSON: {error}", where=str(path)) from error
    return found


def _lay_out(desk: Path, folder: Path, results: Path, source: str) -> None:
    """Put everything that the paper reads into one folder."""
    shutil.copytree(folder, desk, dirs_exist_ok=True)
    shutil.copy(results / "results.json", desk)
    for name in ("tables", "figures"):
        shutil.copytree(results / name, desk / name)
    for path in (desk / "figures").glob("*.svg"):
        path.write_text(bare(path.read_text(encoding="utf-8")), encoding="utf-8")
    kit = files("capital.publication").joinpath("kit.typ").read_text(encoding="utf-8")
    (desk / "kit.typ").write_text(kit, encoding="utf-8")
    (desk / "equations").mkdir()
    for name in MODEL.findall(source):
        text = equations(named_model(name))
        (desk / "equations" / f"{name}.typ").write_text(text, encoding="utf-8")


def bare(svg: str) -> str:
    """Return a figure of the study without title and notes, which the paper's caption says.

    Examples
    --------
    >>> figure = '''<svg width="9" height="60" viewBox="0 0 9 60">
    ... <text x="0" y="22" font-size="17" font-weight="bold">A title</text>
    ... <svg y="40" width="9" height="8"></svg></svg>'''
    >>> print(bare(figure))
    <svg width="9" height="8" viewBox="0 40 9 8">
    <svg y="40" width="9" height="8"></svg></svg>
    """
    plot = PLOT.search(svg)
    if plot is None:
        return svg
    top, height = plot.groups()
    head = re.sub(r' height="\d+" viewBox="0 0 (\d+) \d+"',
                  rf' height="{height}" viewBox="0 {top} \1 {height}"', svg, count=1)  # fmt: skip
    return CARRIED.sub("", head)


def named_model(name: str) -> Model:
    """Return a model by its name, such as ``theory.value.account`` or ``ai.service.unit_cost``.

    Examples
    --------
    >>> named_model("theory.value.account").name
    'value account'
    """
    room, _, function = name.rpartition(".")
    if not re.fullmatch(r"(theory|ai)\.\w+", room):
        raise DataError(
            f"‘{name}’ is no model", mend="write theory.SUBJECT.NAME or ai.SUBJECT.NAME"
        )
    try:
        found = getattr(import_module(f"capital.{room}"), function, None)
    except ModuleNotFoundError as error:
        raise DataError(f"there is no subject {room}", where=name) from error
    if not callable(found) or function.startswith("_"):
        raise DataError(f"there is no model {function}", where=room)
    model: Model = found()
    return model


def _compile(paper: Path) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError(
            "papers need typst, which is not installed",
            mend="run pip install 'capital-toolkit[study]'",
        ) from error
    try:
        pdf: bytes = typst.compile(paper, root=paper.parent, ignore_system_fonts=True)
    except typst.TypstError as error:
        lines = re.findall(r"\bpaper\.typ:(\d+)", getattr(error, "diagnostic", ""))
        raise DataError(
            f"Typst cannot set the paper: {error}",
            where=f"paper.typ, line {lines[0]}" if lines else "paper.typ",
        ) from error
    return pdf
