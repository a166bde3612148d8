"""Formulas for Typst, printed from the models: no equation of a paper is typed a second time."""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.precedence import PRECEDENCE, precedence
from sympy.printing.printer import Printer

from capital.model import Model

GREEK = re.compile(
    "(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|"
    "upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega)"
)
FUNCTIONS = {
    **{name: name for name in ("sin", "cos", "tan", "exp", "sign")},
    "log": "ln",
    "Min": "min",
    "Max": "max",
    "Abs": "abs",
    "acos": "arccos",
}
#: Letters that a formula spells out.
SPELT = {"lam": "lambda", "ell": "ell", "subs": "sigma.alt"}
RELATIONS = {"==": "=", "!=": "!=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}


def typst(expression: sp.Basic) -> str:
    """Return a formula as Typst mathematics.

    Examples
    --------
    >>> e, k = sp.symbols("e k")
    >>> typst(e / (1 + k))
    'e/(k + 1)'
    >>> typst(sp.Symbol("omega_0") * sp.exp(-sp.Symbol("chi") * sp.Symbol("a")))
    'omega_0 e^(-a chi)'
    """
    return _Typst().doprint(expression)


def equations(model: Model) -> str:
    r"""Return the equations of a model as one aligned block of Typst.

    Examples
    --------
    >>> equations(Model.from_text(["k = c/v", "r = e/(1 + k)"]))
    'k &= c/v \\\nr &= e/(k + 1)'
    """
    lines = [f"{typst(a)} &= {typst(b)}" for a, b in model.equations.items()]
    return " \\\n".join(lines)


class _Typst(Printer):  # type: ignore[misc]
    """Print sums, products, powers and the functions that models hold."""

    printmethod = "_typst"

    def emptyPrinter(self, expr: Any) -> str:
        raise TypeError(f"no Typst for {type(expr).__name__}: {expr}")

    def _bracket(self, expr: sp.Basic, level: int) -> str:
        text = self._print(expr)
        return f"({text})" if precedence(expr) < level else str(text)

    def _print_Symbol(self, expr: sp.Symbol) -> str:
        lag = expr.name.endswith("[-1]")
        head, _, tail = expr.name.removesuffix("[-1]").partition("_")
        if tail == "star" and not lag:
            return f"{_letters(head)}^ast"
        if not tail and not lag and re.fullmatch(r"[a-zA-Z]hat", head):
            return f"hat({head[0]})"
        marks = [_letters(part) for part in (tail,) if part] + ["t-1"] * lag
        return _letters(head) + (
            f"_({','.join(marks)})" if lag or len(tail) > 1 else f"_{marks[0]}" if marks else ""
        )

    def _print_Integer(self, expr: sp.Integer) -> str:
        return str(expr)

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"{expr.p}/{expr.q}"

    def _print_Float(self, expr: sp.Float) -> str:
        return f"{float(expr):g}"

    def _print_Exp1(self, expr: sp.Expr) -> str:
        return "e"

    def _print_Pi(self, expr: sp.Expr) -> str:
        return "pi"

    def _print_Add(self, expr: sp.Add) -> str:
        terms = [self._print(term) for term in expr.as_ordered_terms()]
        first = next((term for term in terms if not term.startswith("-")), terms[0])
        terms.insert(0, terms.pop(terms.index(first)))  # a sum opens with what is added
        return str(terms[0]) + "".join(
            f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in terms[1:]
        )

    def _print_Mul(self, expr: sp.Mul) -> str:
        sign, expr = ("-", -expr) if expr.could_extract_minus_sign() else ("", expr)
        above, below = sp.fraction(expr, exact=True)
        if below != 1 and not above.is_Number:
            return f"{sign}{self._side(above)}/{self._side(below)}"
        if below != 1:
            return f"{sign}{above}/{self._side(below)}"
        if not expr.is_Mul:
            return sign + self._bracket(expr, PRECEDENCE["Mul"])
        factors = [self._bracket(f, PRECEDENCE["Mul"]) for f in expr.as_ordered_factors()]
        return sign + " ".join(factors)

    def _side(self, expr: sp.Expr) -> str:
        """Return one side of a fraction, in brackets (which Typst hides) unless it is an atom."""
        text = self._print(expr)
        return text if expr.is_Symbol or expr.is_Integer else f"({text})"

    def _print_Pow(self, expr: sp.Pow) -> str:
        base, exponent = expr.as_base_exp()
        if exponent == sp.Rational(1, 2):
            return f"sqrt({self._print(base)})"
        if exponent.could_extract_minus_sign() and base != sp.E:
            return f"1/{self._side(base**-exponent)}"
        return f"{self._bracket(base, PRECEDENCE['Atom'])}^({self._print(exponent)})"

    def _print_exp(self, expr: sp.exp) -> str:
        return f"e^({self._print(expr.args[0])})"

    def _print_Function(self, expr: sp.Function) -> str:
        name = FUNCTIONS.get(expr.func.__name__)
        if name is None or isinstance(expr, AppliedUndef):
            return self.emptyPrinter(expr)
        return f"{name}({', '.join(self._print(a) for a in expr.args)})"

    def _print_MinMaxBase(self, expr: sp.Expr) -> str:
        return self._print_Function(expr)

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        rows = [f"{self._print(form)} & {self._when(case)}" for form, case in expr.args]
        return f"cases({', '.join(rows)})"

    def _when(self, case: sp.Basic) -> str:
        return '"otherwise"' if case == sp.true else f'"if" {self._print(case)}'

    def _print_Relational(self, expr: sp.core.relational.Relational) -> str:
        return f"{self._print(expr.lhs)} {RELATIONS[expr.rel_op]} {self._print(expr.rhs)}"


def _letters(name: str) -> str:
    if name in SPELT:
        return SPELT[name]
    if GREEK.fullmatch(name) or len(name) == 1 or name.isdigit():
        return name
    return f'"{re.sub(r"[^0-9A-Za-z]", " ", name)}"'
