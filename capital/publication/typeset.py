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
from capital.report.output import write_files

CALLS = {
    "findings": re.compile(r'\b(?:num|span|evidence|note)\("([^"]+)"'),
    "claims": re.compile(r'\bverdict\("([^"]+)"'),
    "tables": re.compile(r'\bstudy-table\("([^"]+)"'),
    "figures": re.compile(r'\bstudy-figure\("([^"]+)"'),
}
MODEL = re.compile(r'#model\("([^"]+)"\)')
#: What may hold digits: calls, code, labels and citations, mathematics, years, a table's page.
ALLOWED = re.compile(
    r'"[^"\n]*"|#\w[\w.-]*\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|@[\w-]+|<[\w-]+>|\$[^$]*\$|`[^`]*`'
    r"|//.*|\b(?:1[5-9]|20)\d\d\b|\b(?:\d+|[IVX]+)(?:\.\d+)* *(?:pt|cm|em|%)"
    r"|(?:ch\.|chapter|chapters|p\.|pp\.|s\.|table|volume|vol\.|step|part) *~?\d+(?:[–,.-] ?\d+)*"
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
    for number, text in enumerate(source.splitlines(), start=1):
        typed = re.search(r"\d[\d.,]*", ALLOWED.sub("", text))
        if typed and not text.lstrip().startswith(("#", ")", "]")):
            raise DataError(
                f"the number {typed.group()} is typed by hand",
                where=f"{where}, line {number}",
                mend='take it from the results, as in #num("key")',
            )


def _used(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and key of everything that the text takes from the results."""
    for number, text in enumerate(source.splitlines(), start=1):
        for kind, pattern in CALLS.items():
            for match in pattern.finditer(text):
                yield number, kind, match.group(1)


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
    kit = files("capital.publication").joinpath("kit.typ").read_text(encoding="utf-8")
    (desk / "kit.typ").write_text(kit, encoding="utf-8")
    (desk / "equations").mkdir()
    for name in MODEL.findall(source):
        text = f"$ {equations(named_model(name))} $\n"
        (desk / "equations" / f"{name}.typ").write_text(text, encoding="utf-8")


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
        raise DataError(f"Typst cannot set the paper: {error}", where="paper.typ") from error
    return pdf
