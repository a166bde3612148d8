"""Where the papers lie: inside an installed package, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from capital.errors import DataError

_PACKAGE = Path(__file__).resolve().parents[1]


def papers(root: str | Path | None = None) -> Path:
    """Return the folder of the papers, replications and lessons.

    Parameters
    ----------
    root : path, optional
        A folder of one's own, laid out in the same way; the folder of the toolkit otherwise.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    DataError
        If there is no such folder.

    Examples
    --------
    >>> (papers() / "replications").is_dir()
    True
    """
    inside, beside = _PACKAGE / "papers_files", _PACKAGE.parent / "papers"
    folder = Path(root) if root is not None else inside if inside.is_dir() else beside
    if not folder.is_dir():
        raise DataError(
            "there is no folder of papers",
            where=str(folder),
            mend="install the package anew, or give the folder",
        )
    return folder
