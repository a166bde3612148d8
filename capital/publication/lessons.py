"""The lessons of a one-term course: list them, and open one in a browser.

A lesson is a marimo notebook in ``papers/lessons``. Opening one starts a server on this machine
alone, which needs no network and ends with Ctrl-C.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from capital.errors import CapitalError, DataError, MissingExtraError, OutputError, unknown
from capital.publication import location

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds in which a server must answer
GRACE = 5.0  # seconds that it has to end by itself


@dataclass(frozen=True)
class Server:
    """A lesson that is being served.

    Attributes
    ----------
    url : str
    process : subprocess.Popen
    """

    url: str
    process: subprocess.Popen[bytes]


def names() -> list[str]:
    """Return the lessons in the order of the course.

    Examples
    --------
    >>> names()[0]
    '01_value_and_surplus_value'
    """
    return sorted(path.stem for path in _folder().glob("[0-9][0-9]_*.py"))


def lesson_path(lesson: int | str) -> Path:
    """Return the notebook of a lesson, asked for by number or by name.

    Raises
    ------
    UnknownNameError
        If there is no such lesson.

    Examples
    --------
    >>> lesson_path(4).stem, lesson_path("turnover").stem
    ('04_turnover', '04_turnover')
    """
    known = names()
    text = str(lesson).strip().lower().replace("-", "_").replace(" ", "_")
    by_number = {str(int(name[:2])): name for name in known}
    by_word = {name[3:]: name for name in known}
    number = text.lstrip("0") if text.isdigit() else text
    name = by_number.get(number) or by_word.get(text) or (text if text in known else None)
    if name is None:
        offered = by_number if re.fullmatch(r"-?\d+", text) else by_word
        raise unknown("lesson", lesson, offered)
    return _folder() / f"{name}.py"


def open_lesson(lesson: int | str, *, port: int | None = None, headless: bool = False) -> None:
    """Open a lesson in the browser and serve it until Ctrl-C.

    Parameters
    ----------
    lesson
        Number or name.
    port
        Of this machine; a free one by default.
    headless
        Serve without opening a browser.

    Raises
    ------
    UnknownNameError
        If there is no such lesson.
    MissingExtraError
        If marimo is not installed.
    DataError
        If the port is no port.
    OutputError
        If the port is in use.
    CapitalError
        If the server ends by itself.
    """
    try:
        with served(lesson, port=port, headless=headless) as server:
            print(f"{server.url}: the lesson is open; Ctrl-C ends it", flush=True)
            server.process.wait()
            raise CapitalError("the server of the lesson has ended", where=server.url)
    except KeyboardInterrupt:
        print()


@contextmanager
def served(
    lesson: int | str, *, port: int | None = None, headless: bool = True
) -> Iterator[Server]:
    """Serve a lesson, ready to be visited, and end the server afterwards.

    Parameters and errors are those of `open_lesson`.
    """
    path, number = lesson_path(lesson), _port(port)
    if find_spec("marimo") is None:
        raise MissingExtraError(
            "lessons need marimo, which is not installed",
            where=path.stem,
            mend="pip install 'capital-toolkit[teach]'",
        )
    command = [sys.executable, "-m", "marimo", "--quiet", "--yes", "run", str(path)]
    command += ["--host", HOST, "--port", str(number), "--no-token", "--no-sandbox"]
    environment = os.environ | {"MARIMO_SKIP_UPDATE_CHECK": "1"}
    with TemporaryFile() as complaints:  # a server that is interrupted complains at length
        process = subprocess.Popen(
            command + ["--headless"] * headless,
            stdin=subprocess.DEVNULL,
            stderr=complaints,
            env=environment,
        )
        try:
            _wait(process, number, path, complaints)
            yield Server(f"http://{HOST}:{number}", process)
        finally:
            _end(process)


def _folder() -> Path:
    return location.papers() / "lessons"


def _port(port: int | None) -> int:
    """Return a port on which nobody listens: the one asked for, or a free one."""
    if port is not None and not 1 <= port <= 65535:
        raise DataError(f"{port} is no port", where="port", mend="choose one from 1024 to 65535")
    with socket.socket() as listener:
        if os.name == "posix":  # elsewhere this option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port or 0))
        except OSError as error:
            raise OutputError(
                f"the port {port} is in use or not allowed",
                where=HOST,
                mend="choose another, or leave it out and a free one is found",
            ) from error
        return int(listener.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, path: Path, complaints: IO[bytes]) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    complaints.seek(0)
    said = complaints.read().decode(errors="replace").strip().splitlines()
    raise CapitalError(
        f"the server of the lesson did not start on port {port}",
        where=path.stem,
        mend=f"it said: {said[-1]}" if said else "try another port",
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server, gently first."""
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
