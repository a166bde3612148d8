"""The papers of the toolkit itself: list them, and set one as PDF from the results of the study.

A paper is a folder of ``papers`` with ``paper.typ`` and ``references.bib``. Its numbers are taken
from a study; without one at hand, or where the data have changed since, nothing is set.
"""

from __future__ import annotations

from pathlib import Path

from capital.errors import unknown
from capital.publication import location, typeset


def names(root: str | Path | None = None) -> list[str]:
    """Return the papers by name.

    Parameters
    ----------
    root : path, optional
        A folder of one's own, laid out as ``papers``.

    Examples
    --------
    >>> names()
    ['ai-capital']
    """
    return sorted(path.parent.name for path in location.papers(root).glob("*/paper.typ"))


def build(
    name: str, *, results: str | Path, out: str | Path, root: str | Path | None = None
) -> Path:
    """Set a paper and write it as PDF.

    Parameters
    ----------
    name
        One of `names`.
    results
        Folder that ``capital study`` has written.
    out
        The PDF, written whole or not at all.
    root
        As in `names`.

    Returns
    -------
    pathlib.Path
        Of the PDF.

    Raises
    ------
    UnknownNameError
        If there is no such paper.
    DataError
        If there are no results, a number has none, is typed by hand or rests on data that have
        changed since; the message has the line.
    MissingExtraError
        If typst is not installed.
    OutputError
        If the file cannot be written.

    Notes
    -----
    The same results give the same bytes.
    """
    known = names(root)
    if name not in known:
        raise unknown("paper", name, known)
    return typeset.build(location.papers(root) / name, Path(results), Path(out))
