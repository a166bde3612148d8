"""Published figures beside ours: one folder a paper, a tolerance for every figure.

A replication is a folder of ``papers/replications`` with three files. ``replicate.py`` has a
function ``replicate()`` without arguments that computes our figures; ``expected.toml`` has the
published ones, with page or table, how each was obtained and how far ours may be from it;
``README.md`` says in one page what was asked, done and left out. The two sets of figures must bear
the same names: what one side lacks is an error, never left out of the table.

The tolerance belongs to the figure, not to the replication: half a unit of the last printed digit
where the computation is exact, more where the source is rounded on the way or the figure is a draw.
"""

from __future__ import annotations

import importlib.util
import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from capital.errors import DataError, check_choice, did_you_mean, unknown
from capital.publication import location

#: How far a replication goes.
SCOPES: Mapping[str, str] = {
    "full": "replication",
    "partial": "replication in part",
    "method": "not a replication: the method alone",
}
#: What a published figure is.
STATUSES: Mapping[str, str] = {
    "published": "read in the publication",
    "reproduced": "read through another text, and following from other printed figures",
    "independent": "not printed: computed independently from the same equations or data",
    "qualitative": "a statement in words: a sign, yes (1) or no (0), a number of exceptions",
}
_HEAD = ("paper", "scope", "limits")
_WORDS = ("unit", "where", "obtained", "status")
_SLACK = 1e-12  # rounding in the last bit of a difference is no deviation


@dataclass(frozen=True)
class Figure:
    """A published figure.

    Attributes
    ----------
    published, tolerance : float
        In the unit; ours agrees if it is no farther away than the tolerance.
    unit, where, obtained : str
        Unit; table or page; how the figure was got.
    status : str
        A key of `STATUSES`.
    """

    published: float
    tolerance: float
    unit: str
    where: str
    obtained: str
    status: str


@dataclass(frozen=True, eq=False)
class Replication:
    """Published figures beside ours.

    Attributes
    ----------
    name, paper : str
        Folder, and reference of the paper.
    scope : str
        A key of `SCOPES`.
    limits : str
        What is not replicated, and why; empty where nothing is left out.
    frame : pandas.DataFrame
        One row a figure: ``published``, ``ours``, ``difference``, ``tolerance``, ``within``,
        ``unit``, ``where``, ``obtained``, ``status``.
    """

    name: str
    paper: str
    scope: str
    limits: str
    frame: pd.DataFrame

    @property
    def within(self) -> bool:
        """Whether every figure agrees within its tolerance."""
        return bool(self.frame["within"].all())

    def __str__(self) -> str:
        shown = self.frame[["published", "ours", "difference", "tolerance", "unit", "where"]].copy()
        for column in ("published", "ours"):
            shown[column] = [f"{value:.6g}" for value in shown[column]]
        for column in ("difference", "tolerance"):
            shown[column] = [f"{value:.2g}" for value in shown[column]]
        shown.insert(4, "within", ["yes" if ok else "NO" for ok in self.frame["within"]])
        agree = f"{int(self.frame['within'].sum())} of {len(shown)} figures within tolerance"
        lines = [f"{self.paper}", f"{SCOPES[self.scope]}; {agree}"]
        lines += [f"limits: {self.limits}"] if self.limits else []
        return "\n".join([*lines, "", shown.reset_index().to_string(index=False)])


def names(*, root: str | Path | None = None) -> list[str]:
    """Return the replications, by author and year.

    Parameters
    ----------
    root : path, optional
        A folder of papers of one's own; that of the toolkit otherwise.

    Examples
    --------
    >>> "bortkiewicz-1907" in names()
    True
    """
    return sorted(path.parent.name for path in _home(root).glob("*/expected.toml"))


def run(name: str, *, root: str | Path | None = None) -> Replication:
    """Compute the figures of a paper and set them beside the published ones.

    Parameters
    ----------
    name
        One of `names`.
    root : path, optional
        A folder of papers of one's own; that of the toolkit otherwise.

    Returns
    -------
    Replication
        A figure outside its tolerance is no error: see ``within``.

    Raises
    ------
    UnknownNameError
        If no replication bears the name.
    DataError
        If ``expected.toml`` breaks its form (a missing tolerance, say), the two sides have not the
        same figures, or a figure is no finite number.

    Examples
    --------
    >>> found = run("bortkiewicz-1907")
    >>> found.within, found.frame.loc["rate_of_profit", ["published", "ours"]].tolist()
    (True, [0.25, 0.25])
    """
    folder = _folder(name, root)
    paper, scope, limits, figures = _read(folder)
    ours = _compute(folder)
    _check_same(figures, ours, name)
    rows = []
    for key, figure in figures.items():
        difference = ours[key] - figure.published
        allowed = figure.tolerance + _SLACK * max(1.0, abs(figure.published))
        rows.append(
            {
                "published": figure.published,
                "ours": ours[key],
                "difference": difference,
                "tolerance": figure.tolerance,
                "within": abs(difference) <= allowed,
                **{word: getattr(figure, word) for word in _WORDS},
            }
        )
    frame = pd.DataFrame(rows, index=pd.Index(list(figures), name="figure"))
    return Replication(name, paper, scope, limits, frame)


def expected(name: str, *, root: str | Path | None = None) -> dict[str, Figure]:
    """Return the published figures of a paper, without computing ours.

    Raises
    ------
    UnknownNameError
        If no replication bears the name.
    DataError
        If ``expected.toml`` breaks its form.

    Examples
    --------
    >>> expected("samuelson-1966")["first_switch"].published
    0.5
    """
    return _read(_folder(name, root))[3]


def module(name: str, *, root: str | Path | None = None) -> Any:
    """Return the module ``replicate.py`` of a replication.

    Raises
    ------
    UnknownNameError
        If no replication bears the name.
    DataError
        If there is no such file, or it has no function ``replicate``.
    """
    return _module(_folder(name, root) / "replicate.py")


def summary(*, root: str | Path | None = None) -> pd.DataFrame:
    """Run every replication and count what agrees, one row a paper.

    Returns
    -------
    pandas.DataFrame
        ``paper``, ``scope``, ``figures``, ``agree`` and ``limits``.
    """
    rows = {}
    for name in names(root=root):
        found = run(name, root=root)
        rows[name] = {
            "paper": found.paper,
            "scope": SCOPES[found.scope],
            "figures": len(found.frame),
            "agree": int(found.frame["within"].sum()),
            "limits": found.limits,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("replication")


# Folders


def _home(root: str | Path | None) -> Path:
    return location.papers(root) / "replications"


def _folder(name: str, root: str | Path | None) -> Path:
    if name not in names(root=root):
        raise unknown("replication", name, names(root=root))
    return _home(root) / name


# Published figures


def _read(folder: Path) -> tuple[str, str, str, dict[str, Figure]]:
    """Return paper, scope, limits and figures."""
    where = f"{folder.name}/expected.toml"
    try:
        content = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"this is no TOML: {error}", where=where, mend="correct it") from None
    _check_keys(content, (*_HEAD, "figures"), where)
    paper, scope, limits = (_text(content[key], key, where) for key in _HEAD)
    check_choice(f"scope in {where}", scope, SCOPES)
    tables = content["figures"]
    if not isinstance(tables, dict) or not tables:
        raise DataError("there are no figures", where=where, mend="add a table [figures.NAME]")
    figures = {name: _figure(table, f"{where}, figures.{name}") for name, table in tables.items()}
    return paper, scope, limits, figures


def _figure(table: Any, where: str) -> Figure:
    if not isinstance(table, dict):
        raise DataError("a figure must be a table", where=where, mend="write [figures.NAME]")
    _check_keys(table, ("published", "tolerance", *_WORDS), where)
    words = {word: _text(table[word], word, where) for word in _WORDS}
    check_choice(f"status in {where}", words["status"], STATUSES)
    tolerance = _number(table["tolerance"], "tolerance", where)
    if tolerance < 0:
        raise DataError(
            f"the tolerance {tolerance:g} is negative", where=where, mend="give 0 or more"
        )
    return Figure(_number(table["published"], "published", where), tolerance, **words)


def _check_keys(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in keys:
        if key not in table:
            raise DataError(f"there is no {key}", where=where, mend=f"add the line {key} = …")
    for key in table:
        if key not in keys:
            raise DataError(f"‘{key}’ is no key", where=where, mend=did_you_mean(key, keys))


def _text(value: Any, key: str, where: str) -> str:
    if not isinstance(value, str) or (not value.strip() and key != "limits"):
        raise DataError(f"{key} must be text", where=where, mend=f'write {key} = "…"')
    return value


def _number(value: Any, key: str, where: str) -> float:
    """Return a number, or a fraction written as text, once it is finite."""
    try:
        found = float(Fraction(value)) if isinstance(value, str) else value
    except (ValueError, ZeroDivisionError):
        found = None
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise DataError(
            f"{key} = {value!r} is no finite number",
            where=where,
            mend='give a number, or a fraction such as "16/15"',
        )
    return float(found)


# Our figures


@cache
def _module(path: Path) -> Any:
    """Load a file as a module; a replication is a plain module, whatever its folder is called."""
    spec = importlib.util.spec_from_file_location(
        f"capital_replication_{path.parent.name.replace('-', '_')}", path
    )
    if spec is None or spec.loader is None or not path.is_file():
        raise DataError("the file is missing", where=str(path), mend="write it")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    if not callable(getattr(found, "replicate", None)):
        raise DataError("there is no function replicate()", where=str(path), mend="define it")
    return found


def _compute(folder: Path) -> dict[str, float]:
    """Return our figures, once each is a finite number."""
    replicate: Callable[[], Any] = _module(folder / "replicate.py").replicate
    where = f"{folder.name}/replicate.py"
    found = replicate()
    if not isinstance(found, Mapping):
        raise DataError("replicate() returns no mapping", where=where, mend="return name → number")
    return {str(name): _own(value, f"{where}, {name}") for name, value in found.items()}


def _own(value: Any, where: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise DataError(
            f"our figure is {value!r}, no finite number",
            where=where,
            mend="find out why: nothing can be compared with it",
        )
    return number


def _check_same(figures: Mapping[str, Figure], ours: Mapping[str, float], name: str) -> None:
    """Refuse figures that only one side has."""
    for one, other, file, has in (
        (ours, figures, "expected.toml", "replicate()"),
        (figures, ours, "replicate()", "expected.toml"),
    ):
        extra = [key for key in one if key not in other]
        if extra:
            raise DataError(
                f"{file} lacks the figure ‘{extra[0]}’, which {has} has",
                where=name,
                mend=did_you_mean(extra[0], other) if other else "add it",
            )
