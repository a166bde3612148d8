"""Whole files or none.

All files are first written, in full, to a hidden folder beside their targets. Only then does each
take its name, by a rename, which a file system does at once or not at all. Whatever happens —
a full disk, Ctrl-C — a reader finds the old file or the new one, never half of one.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from capital.errors import OutputError

_CAUSES = {
    errno.EEXIST: ("--out is a file", "give a folder"),
    errno.ENOTDIR: ("--out leads through a file", "give a folder"),
    errno.EISDIR: ("a folder has the name of a file to be written", "remove it or choose another"),
    errno.ENOTEMPTY: ("a folder has the name of a file to be written", "remove it"),
    errno.EACCES: ("the folder is not writable", "choose another or change its permissions"),
    errno.EPERM: ("the folder is not writable", "choose another or change its permissions"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.ENOSPC: ("the disk is full", "free some space or choose another folder"),
    errno.EDQUOT: ("the quota of the disk is used up", "free some space or choose another folder"),
    errno.ENAMETOOLONG: ("a name is too long for the file system", "choose a shorter folder"),
}


def write_files(directory: str | os.PathLike[str], files: Mapping[str, str | bytes]) -> list[Path]:
    r"""Write files into a folder, each whole or not at all.

    Parameters
    ----------
    directory
        The folder; it is made where it is missing.
    files
        Name relative to the folder (``"figures/rate.svg"``) → content; text becomes UTF-8.

    Returns
    -------
    list of pathlib.Path
        The files written, in the order of the mapping.

    Raises
    ------
    OutputError
        If the folder is a file, or cannot be written, or the disk is full. Files of a former run
        are then as they were, unless the failure came between two renames: each is whole still.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.read_text() for path in write_files(folder, {"tables/rate.csv": "year,r\n"})]
    ['year,r\n']
    """
    folder = Path(directory)
    targets = {_inside(name): content for name, content in files.items()}
    with _named_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".capital-", dir=folder) as stage:
            for name, content in targets.items():
                _write(Path(stage, name), content)
            for name in targets:
                Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(Path(stage, name), Path(folder, name))
    return [Path(folder, name) for name in targets]


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.name:
        raise OutputError("a file would be written outside its folder", where=name)
    return path


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _named_errors(folder: Path) -> Iterator[None]:
    """Turn what the operating system says into what the user can do."""
    try:
        yield
    except OSError as error:
        what, mend = _CAUSES.get(error.errno or 0, (error.strerror or str(error), ""))
        raise OutputError(what, where=str(folder), mend=mend) from error
