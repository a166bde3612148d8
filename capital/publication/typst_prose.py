"""The prose of a Typst source: what remains when code, mathematics and names are blanked.

A paper may hold digits in its code (widths, keys of results), in its formulas and in its labels,
but not in its sentences. To tell them apart the source is read bracket by bracket: content inside
a call, such as ``#box[…]``, is prose again, and so is an abstract in the brackets of a function.
"""

from __future__ import annotations

import re

NAME = re.compile(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*")
STATEMENT = re.compile(r"(?:let|set|show|import|include|if|for|while|context)\b")
LABEL = re.compile(r"@[\w:-]+(?:\.[\w:-]+)*|<[\w:.-]+>|https?://[^\s\])>]+")
CLOSING = {"(": ")", "{": "}", "[": "]"}


def prose(source: str) -> str:
    r"""Return the source with everything but its sentences blanked, each line in its place.

    Mathematics without a letter is no formula and stays.

    Examples
    --------
    >>> " ".join(prose('It fell by #num("a", digits: 2) to $x_2$; see @eq-1 // 3').split())
    'It fell by to ; see'
    >>> prose("#pad(x: 2cm)[By 3.]").split()
    ['By', '3.']
    >>> prose("$3$")
    '$3$'
    """
    reader = _Reader(source)
    reader.content(until="")
    kept = reader.kept
    return "".join(
        c if keep or c == "\n" else " " for c, keep in zip(source, kept, strict=True)
    )  # fmt: skip


class _Reader:
    """Where the reading stands, and which characters are prose."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.kept = bytearray(len(source))

    def content(self, until: str) -> None:
        """Read prose up to a closing bracket, or to the end."""
        text = self.source
        while self.at < len(text) and text[self.at] != until:
            label = LABEL.match(text, self.at)
            if self._comment():
                continue
            if text[self.at] == "`":
                self._raw()
            elif text[self.at] == "$":
                self._mathematics()
            elif text[self.at] == "#":
                self.at += 1
                self._code()
            elif label:
                self.at = label.end()
            elif text[self.at] == "\\":
                self.at += 2
            elif text[self.at] == "[":
                self.at += 1
                self.content("]")
            else:
                self.kept[self.at] = 1
                self.at += 1
        self.at = min(self.at + len(until), len(text))

    def _code(self) -> None:
        """Read what follows a hash: a statement to the end of its line, or an expression."""
        if STATEMENT.match(self.source, self.at):
            while self.at < len(self.source) and self.source[self.at] != "\n":
                self._token()
            return
        name = NAME.match(self.source, self.at)
        self.at = name.end() if name else self.at
        if not name and self.source[self.at : self.at + 1] == '"':
            self._past('"')
        while self.source[self.at : self.at + 1] in ("(", "[") or (
            not name and self.source[self.at : self.at + 1] == "{"
        ):
            self._token()
            after = re.compile(r"\.[^\W\d][\w-]*(?=[(\[])").match(self.source, self.at)
            self.at = after.end() if after else self.at

    def _token(self) -> None:
        """Read one sign of code, or a whole string, comment or bracket."""
        sign = self.source[self.at]
        if self._comment():
            return
        if sign == '"':
            self._past('"')
        elif sign == "$":
            self._mathematics()
        elif sign == "[":
            self.at += 1
            self.content("]")
        elif sign in CLOSING:
            self.at += 1
            while self.at < len(self.source) and self.source[self.at] != CLOSING[sign]:
                self._token()
            self.at += 1
        else:
            self.at += 1

    def _comment(self) -> bool:
        for start, end in (("//", "\n"), ("/*", "*/")):
            if self.source.startswith(start, self.at):
                found = self.source.find(end, self.at + 2)
                self.at = len(self.source) if found < 0 else found + len(end.strip())
                return True
        return False

    def _raw(self) -> None:
        """Go past raw text; two quotes enclose none."""
        opening = re.compile("`+").match(self.source, self.at)
        quotes = opening.group() if opening else "`"
        self.at += len(quotes)
        if len(quotes) != 2:
            end = self.source.find(quotes, self.at)
            self.at = len(self.source) if end < 0 else end + len(quotes)

    def _past(self, quote: str) -> None:
        """Go past the next such quote that is not escaped."""
        self.at += 1
        while self.at < len(self.source) and self.source[self.at] != quote:
            self.at += 2 if self.source[self.at] == "\\" else 1
        self.at += 1

    def _mathematics(self) -> None:
        start = self.at
        self._past("$")
        if not re.search(r"[^\W\d_]", self.source[start : self.at]):
            self.kept[start : self.at] = b"\x01" * len(self.source[start : self.at])
