"""Bring a file from the network to a path: whole, or not at all.

The file goes to a neighbour of its target first and takes its name only when everything is in
order, so that an interruption leaves what was there before. What can go wrong is told apart: no
answer, a refusal, a page of a website in place of a table, a file cut off, another file than the
one expected, a full disk.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from capital.errors import DataError, OutputError
from capital.progress import track

CHUNK = 1 << 16  # bytes
HTML = (b"<!doctype html", b"<html")


def fetch(url: str, path: str | Path, *, sha256: str | None = None, timeout: float = 30.0) -> Path:
    """Download a file and return its path.

    Parameters
    ----------
    url
        ``http://`` or ``https://``.
    path
        File to write. One that stands there already is replaced only by a whole new one.
    sha256
        Hexadecimal digest that the file must have; unchecked otherwise.
    timeout
        Seconds to wait for the connection, and for each next piece.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        If the address is none, nothing or an error comes back, the answer is empty, cut off, a web
        page where a table was wanted, or not the file of that digest.
    OutputError
        If the file cannot be written.
    """
    target = Path(path)
    if urlsplit(url).scheme not in ("http", "https"):
        raise DataError(f"‘{url}’ is no address", mend="begin it with https://")
    if not timeout > 0:
        raise DataError(f"a timeout of {timeout} has no meaning", mend="give seconds above zero")
    handle, name = _beside(target)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            digest, head = _download(url, file, target, timeout)
        _check(url, target, draft.stat().st_size, digest, head, sha256)
        draft.chmod(0o644)
        _write(target, lambda: draft.replace(target))
    finally:
        with suppress(OSError):
            draft.unlink()
    return target


def _beside(target: Path) -> tuple[int, str]:
    """Open a new file in the folder of the target."""
    return _write(target, lambda: tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}."))


def _write(target: Path, action: Any) -> Any:
    """Do something with the disk; what it refuses is an error that names the target."""
    try:
        return action()
    except OSError as error:
        raise OutputError(
            f"the file cannot be written: {error.strerror or error}",
            where=str(target),
            mend="make room, or choose a folder that exists and may be written to",
        ) from None


def _download(url: str, file: Any, target: Path, timeout: float) -> tuple[str, bytes]:
    """Write the answer to a file; return its digest and its first bytes."""
    seen, head, got = hashlib.sha256(), b"", 0
    try:
        with urlopen(
            Request(url, headers={"User-Agent": "capital-toolkit"}), timeout=timeout
        ) as answer:
            length = _length(answer)
            steps = max(1, -(-length // CHUNK)) if length else 1
            for chunk in track(_chunks(answer), f"downloading {target.name}", steps):
                head = head or chunk[:512]
                seen.update(chunk)
                got += len(chunk)
                _write(target, lambda piece=chunk: file.write(piece))
            _write(target, file.flush)
    except OutputError:
        raise
    except HTTPError as error:
        error.close()
        raise _failed(f"the answer is {error.code} {error.reason}", url) from None
    except TimeoutError:
        raise _failed(f"no answer within {timeout:g} seconds", url) from None
    except URLError as error:
        late = isinstance(error.reason, TimeoutError)
        what = f"no answer within {timeout:g} seconds" if late else f"no answer: {error.reason}"
        raise _failed(what, url) from None
    except http.client.IncompleteRead:
        raise _failed(f"the file is cut off after {got} bytes", url) from None
    except (http.client.HTTPException, OSError) as error:
        raise _failed(f"the connection broke: {error or type(error).__name__}", url) from None
    if length and got < length:
        raise _failed(f"the file is cut off: {got} of {length} bytes", url)
    return seen.hexdigest(), head


def _length(answer: Any) -> int:
    """Return the length that the answer announces, or nothing."""
    text = answer.headers.get("Content-Length") or ""
    return int(text) if text.isdigit() else 0


def _chunks(answer: Any) -> Iterator[bytes]:
    while chunk := answer.read(CHUNK):
        yield chunk


def _check(
    url: str, target: Path, size: int, digest: str, head: bytes, expected: str | None
) -> None:
    """Refuse an empty file, a web page in place of a table, and another file than expected."""
    if not size:
        raise _failed("the file is empty", url)
    page = head.lstrip().lower().startswith(HTML)
    if page and target.suffix.lower() not in (".html", ".htm"):
        raise _failed(f"the answer is a web page, not {target.name}", url)
    if expected is not None and digest != expected.lower():
        raise DataError(
            f"the file has the digest {digest}, not {expected.lower()}",
            where=url,
            mend="it was changed at its source or on the way: check which file you want",
        )


def _failed(what: str, url: str) -> DataError:
    return DataError(what, where=url, mend="check the address and the network, and try again")
