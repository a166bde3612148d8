"""Typst mathematics: every model of the catalogue prints and compiles, and says what it means."""

from __future__ import annotations

import pytest
import sympy as sp

from capital.publication.typst_math import equations, typst
from capital.theory import catalogue

a, b, c = sp.symbols("a b c")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (a / (b + c), "a/(b + c)"),
        (-a / b, "-a/b"),
        ((a + b) * c, "c (a + b)"),
        (a * (b - c) / (a + c), "(a (b - c))/(a + c)"),
        (sp.Rational(2, 3) * a, "(2 a)/3"),
        (a**2, "a^(2)"),
        ((a + b) ** -2, "1/((a + b)^(2))"),
        (sp.sqrt(a), "sqrt(a)"),
        (sp.log(a / b), "ln(a/b)"),
        (sp.Min(a, b), "min(a, b)"),
        (sp.Symbol("T_econ"), 'T_("econ")'),
        (sp.Symbol("kappa_h"), "kappa_h"),
        (sp.Symbol("K[-1]"), "K_(t-1)"),
        (sp.Symbol("headroom"), '"headroom"'),
        (sp.Lt(a, b), "a < b"),
        (sp.Float(0.5) * a, "0.5 a"),
        (1 - a, "1 - a"),
    ],
)
def test_formula(formula, text):
    assert typst(formula) == text


def test_what_cannot_be_printed_is_an_error():
    with pytest.raises(TypeError, match="no Typst for"):
        typst(sp.zeta(a))


def test_every_model_of_the_catalogue_compiles(tmp_path):
    typesetter = pytest.importorskip("typst")
    blocks = [f"$ {equations(e.build())} $" for e in catalogue().values() if not e.needs]
    assert len(blocks) > 30
    source = tmp_path / "all.typ"
    source.write_text("\n\n".join(blocks), encoding="utf-8")
    pdf = typesetter.compile(source)
    assert pdf.startswith(b"%PDF")
