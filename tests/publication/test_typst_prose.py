"""What of a Typst source is prose: sentences stay, code, formulas and names do not."""

from __future__ import annotations

import pytest

from capital.publication.typst_prose import prose


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("one #f(2)[three #g(4)[five]] six", "one three five six"),
        ('#f("a (b", x: [two], y: (3, [four])) five', "two four five"),
        ("#set text(size: 9pt)\nnext", "next"),
        ("#let a = (\n  1,\n  [b]\n)\nnext", "b next"),
        ("#show: f.with(abstract: [one 2])\nthree", "one 2 three"),
        ("#{ 1 + 2 } a #(3 + 4) b", "a b"),
        ("a `1` b `` c ```2 ` 3``` d ```4", "a b c d"),
        ("a /* 1\n2 */ b // 3\nc", "a b c"),
        ("see https://x.org/2 and @key-3, <lab-4>", "see and ,"),
        ("$x_1$ and $ 2 $ and \\$3", "and $ 2 $ and 3"),
        ("#a.b(1).c[two].d", "two .d"),
        ('#"1" a', "a"),
        ("#f(1", ""),
        ("[a #b", "a"),
    ],
)
def test_what_stays(source, words):
    found = prose(source)
    assert " ".join(found.split()) == words
    assert len(found) == len(source)
    assert found.count("\n") == source.count("\n")
