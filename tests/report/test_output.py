from __future__ import annotations

import errno
import os
import stat
import tempfile

import pytest

from capital.errors import OutputError
from capital.report import output
from capital.report.output import write_files

OLD = {"index.html": "old page", "tables/rate.csv": "old table"}
NEW = {"index.html": "new page", "tables/rate.csv": b"new\n", "figures/rate.svg": "<svg>ω</svg>"}


def contents(folder):
    """Every file below the folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def temporary(folder):
    return list(folder.rglob(".*"))


def test_files_are_written_and_replaced(tmp_path):
    folder = tmp_path / "deep" / "out"
    write_files(folder, OLD)
    assert contents(folder) == OLD
    written = write_files(folder, NEW)
    assert written == [folder / name for name in NEW]
    assert contents(folder) == {**NEW, "tables/rate.csv": "new\n"}
    assert temporary(folder) == []


def test_others_files_stay(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    write_files(tmp_path, {"index.html": "page"})
    assert contents(tmp_path) == {"index.html": "page", "mine.txt": "mine"}


def test_files_can_be_read_by_whom_the_umask_lets(tmp_path):
    before = os.umask(0o022)
    try:
        (path,) = write_files(tmp_path, {"index.html": "page"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def failing(function, error, after):
    """Return the function, failing from the call of that number on."""
    calls = iter(range(1_000))

    def call(*arguments, **options):
        if next(calls) >= after:
            raise error
        return function(*arguments, **options)

    return call


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), OutputError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_failure_while_writing_leaves_all_as_it_was(
    tmp_path, monkeypatch, error, expected, after
):
    write_files(tmp_path, OLD)
    monkeypatch.setattr(os, "fsync", failing(os.fsync, error, after))
    with pytest.raises(expected):
        write_files(tmp_path, NEW)
    assert contents(tmp_path) == OLD
    assert temporary(tmp_path) == []


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("error", "expected"),
    [(OSError(errno.EIO, "I/O error"), OutputError), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_a_failure_between_renames_leaves_whole_files(
    tmp_path, monkeypatch, error, expected, after
):
    write_files(tmp_path, OLD)
    monkeypatch.setattr(os, "replace", failing(os.replace, error, after))
    with pytest.raises(expected):
        write_files(tmp_path, NEW)
    whole = {**NEW, "tables/rate.csv": "new\n"}
    done = list(NEW)[:after]
    assert contents(tmp_path) == {**OLD, **{name: whole[name] for name in done}}
    assert temporary(tmp_path) == []


def test_half_a_file_never_bears_its_name(tmp_path, monkeypatch):
    """Stop in the middle of the bytes: what was written so far is gone."""
    write_files(tmp_path, OLD)

    def half(path, content):
        path.write_text(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(output, "_write", half)
    with pytest.raises(OutputError, match="the disk is full"):
        write_files(tmp_path, NEW)
    assert contents(tmp_path) == OLD
    assert temporary(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "not writable"),
        (errno.EROFS, "read-only"),
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_what_the_system_says_becomes_one_error(tmp_path, monkeypatch, number, words):
    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(OutputError, match=words) as error:
        write_files(tmp_path, NEW)
    assert str(tmp_path) in str(error.value)
    assert contents(tmp_path) == {}


def test_the_target_is_a_file(tmp_path):
    target = tmp_path / "out"
    target.write_text("mine")
    with pytest.raises(OutputError, match="--out is a file") as error:
        write_files(target, NEW)
    assert "give a folder" in str(error.value)
    with pytest.raises(OutputError, match="leads through a file"):
        write_files(target / "below", NEW)
    assert target.read_text() == "mine"


def test_a_folder_bears_the_name_of_a_file(tmp_path):
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutputError, match="a folder has the name"):
        write_files(tmp_path, {"index.html": "page"})
    assert temporary(tmp_path) == []


def test_a_file_bears_the_name_of_a_folder(tmp_path):
    (tmp_path / "tables").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        write_files(tmp_path, {"tables/rate.csv": "r"})
    assert contents(tmp_path) == {"tables": "mine"}


def test_a_name_is_too_long(tmp_path):
    with pytest.raises(OutputError, match="too long"):
        write_files(tmp_path / ("x" * 300), NEW)
    with pytest.raises(OutputError, match="too long"):
        write_files(tmp_path, {"x" * 300: "page"})
    assert contents(tmp_path) == {}
    assert temporary(tmp_path) == []
    assert write_files(tmp_path, {"x" * 255: "page"})


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", ""])
def test_no_file_leaves_its_folder(tmp_path, name):
    with pytest.raises(OutputError, match="outside its folder"):
        write_files(tmp_path, {name: "x"})
