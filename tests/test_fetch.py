"""Downloads from a server that fails in every way; what stood at the target stays whole."""

from __future__ import annotations

import errno
import hashlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from capital.datasets import fetch as module
from capital.datasets.fetch import fetch
from capital.errors import DataError, OutputError

TABLE = b"isocode,year,labsh\n" + b"USA,1960,0.6\n" * 20_000
DIGEST = hashlib.sha256(TABLE).hexdigest()
RELEASE = threading.Event()


class Server(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def answer(self, body: bytes, length: int | None = None, status: int = 200) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        match self.path:
            case "/whole":
                self.answer(TABLE, len(TABLE))
            case "/nameless":
                self.answer(TABLE)
            case "/empty":
                self.answer(b"", 0)
            case "/page":
                page = b"\n<!DOCTYPE html><title>Sorry</title>"
                self.answer(page, len(page))
            case "/short":
                self.answer(TABLE[:1000], len(TABLE))
            case "/chunks":
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"400\r\n" + b"x" * 100)
            case "/slow":
                self.send_response(200)
                self.send_header("Content-Length", "10")
                self.end_headers()
                self.wfile.write(b"12345")
                self.wfile.flush()
                RELEASE.wait(20)
            case "/hang":
                RELEASE.wait(20)
            case "/reset":
                self.send_response(200)
                self.send_header("Content-Length", str(len(TABLE)))
                self.end_headers()
                self.wfile.write(TABLE[:70_000])
                self.wfile.flush()
                time.sleep(0.2)
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            case "/moved":
                self.send_response(302)
                self.send_header("Location", "/whole")
                self.end_headers()
            case "/loop":
                self.send_response(302)
                self.send_header("Location", "/loop")
                self.end_headers()
            case path:
                status = int(path.removeprefix("/"))
                self.answer(b"no", 2, status)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    RELEASE.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["whole", "nameless", "moved"])
def test_a_file_arrives_whole(site: str, tmp_path: Path, path: str) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old")
    assert fetch(f"{site}/{path}", target, sha256=DIGEST.upper()) == target
    assert target.read_bytes() == TABLE
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_page_is_welcome_where_one_is_wanted(site: str, tmp_path: Path) -> None:
    assert fetch(f"{site}/page", str(tmp_path / "page.html")).read_bytes().startswith(b"\n<!DOC")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("404", "the answer is 404 Not Found"),
        ("500", "the answer is 500 Internal Server Error"),
        ("empty", "the file is empty"),
        ("page", "a web page, not table.csv"),
        ("short", f"cut off: 1000 of {len(TABLE)} bytes"),
        ("chunks", "cut off|broke"),
        ("slow", "no answer within 0.3 seconds"),
        ("hang", "no answer within 0.3 seconds"),
        ("reset", "the connection broke|cut off"),
        ("loop", "the answer is 302"),
    ],
)
def test_a_failure_is_named_and_leaves_what_was_there(
    site: str, tmp_path: Path, path: str, message: str
) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old")
    with pytest.raises(DataError, match=message) as error:
        fetch(f"{site}/{path}", target, timeout=0.3)
    assert error.value.where == f"{site}/{path}"
    assert "try again" in error.value.mend
    assert target.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]


def test_another_file_than_the_one_expected(site: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"digest {DIGEST}, not 00ff"):
        fetch(f"{site}/whole", tmp_path / "table.csv", sha256="00FF")
    assert not [*tmp_path.iterdir()]


def test_nobody_answers(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DataError, match="no answer: "):
        fetch(f"http://127.0.0.1:{port}/x", tmp_path / "table.csv", timeout=2)


@pytest.mark.parametrize("url", ["file:///etc/hosts", "pwt.csv", "", "ftp://127.0.0.1/x"])
def test_only_the_web_is_read(tmp_path: Path, url: str) -> None:
    with pytest.raises(DataError, match="is no address"):
        fetch(url, tmp_path / "x")


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_must_have_a_meaning(tmp_path: Path, timeout: float) -> None:
    with pytest.raises(DataError, match="timeout"):
        fetch("http://127.0.0.1/x", tmp_path / "x", timeout=timeout)


# The disk


def test_a_folder_that_is_not_there(site: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        fetch(f"{site}/whole", tmp_path / "no" / "table.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        fetch(f"{site}/whole", tmp_path / "folder")
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


def test_a_full_disk(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = module.os.fdopen

    def small(handle: int, mode: str) -> Any:
        file = opened(handle, mode)

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, _: bytes) -> int:
                raise OSError(errno.ENOSPC, "No space left on device")

            def flush(self) -> None:
                file.flush()

        return Full()

    target = tmp_path / "table.csv"
    target.write_text("old")
    monkeypatch.setattr(module.os, "fdopen", small)
    with pytest.raises(OutputError, match="No space left on device") as error:
        fetch(f"{site}/whole", target)
    assert error.value.where == str(target)
    assert target.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]


def test_an_interruption_leaves_nothing_half(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_chunks", stop)
    with pytest.raises(KeyboardInterrupt):
        fetch(f"{site}/whole", tmp_path / "table.csv")
    assert not [*tmp_path.iterdir()]


def test_it_is_silent_in_a_pipe(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(f"{site}/whole", tmp_path / "table.csv")
    assert capsys.readouterr() == ("", "")


def test_progress_is_counted_in_pieces_of_the_announced_length(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def track(items: Iterator[bytes], label: str, total: int) -> Iterator[bytes]:
        pieces = [*items]
        yield from pieces
        seen.append((label, total, len(pieces)))

    monkeypatch.setattr(module, "track", track)
    fetch(f"{site}/whole", tmp_path / "table.csv")
    pieces = -(-len(TABLE) // module.CHUNK)
    assert seen == [("downloading table.csv", pieces, pieces)]
