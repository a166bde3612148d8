"""A safe parser for formulas typed by a user.

Text is read by Python's own grammar and then walked node by node: only arithmetic, comparisons,
a few functions and *known* names pass. Nothing is ever evaluated as code. Numbers are exact:
``0.1`` is the rational 1/10. Names are those of the user, so that ``I``, ``E``, ``S`` and
``beta`` are ordinary symbols and never SymPy's objects of that name.

Three kinds of text are understood: an expression (``s/(c + v)``), an equation (``r = s/(c + v)``)
and a claim (``r < 1/k``, ``0 < e <= 1``, ``e < 1 => r < 1``, combined by ``and``, ``or``, ``not``).
"""

from __future__ import annotations

import ast
import keyword
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import reduce
from itertools import pairwise
from typing import Any

import sympy as sp

from capital.errors import ExpressionError, unknown
from capital.lags import lag

Names = Mapping[str, sp.Expr]

#: Longest text, largest number of digits in a literal, largest exponent, largest argument of exp
#: and most arguments of all min and max together (each is compared with each): beyond these a
#: formula is a mistake or an attack.
MAX_LENGTH = 5_000
MAX_LITERAL = 60
MAX_EXPONENT = 200
MAX_EXP = 10_000
MAX_COMPARED = 24

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": sp.exp,
    "ln": sp.log,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "abs": sp.Abs,
    "min": sp.Min,
    "max": sp.Max,
    "lag": lag,
}
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_RELATIONS: Mapping[type[ast.cmpop], Any] = {
    ast.Lt: sp.StrictLessThan,
    ast.LtE: sp.LessThan,
    ast.Gt: sp.StrictGreaterThan,
    ast.GtE: sp.GreaterThan,
    ast.Eq: sp.Equality,
    ast.NotEq: sp.Unequality,
}
_SPELLINGS = {
    "^": "**",
    "·": "*",
    "×": "*",
    "÷": "/",
    "−": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "⇒": "=>",
}
_SINGLE_EQUALS = re.compile(r"(?<![<>=!])=(?![=>])")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_DECIMAL = re.compile(r"[0-9.]+(e[+-]?[0-9]+)?")


def parse_expression(text: str, names: Names) -> sp.Expr:
    """Return the SymPy expression that a formula says.

    Parameters
    ----------
    text
        Such as ``"s/(c + v)"``.
    names
        The symbols that may occur, by name.

    Raises
    ------
    ExpressionError
        If the text is empty, no formula, too long, or uses anything but arithmetic.
    UnknownNameError
        If a name is not among `names`.

    Examples
    --------
    >>> import sympy as sp
    >>> I, E = sp.symbols("I E", positive=True)
    >>> parse_expression("0.1*I^2/E", {"I": I, "E": E})
    I**2/(10*E)
    """
    value = _Reader(text, names).read()
    if not isinstance(value, sp.Expr):
        raise ExpressionError("this is a claim, not an expression", where=f"«{text}»")
    return value


def parse_equation(text: str, names: Names) -> tuple[sp.Expr, sp.Expr]:
    """Return both sides of an equation.

    Examples
    --------
    >>> import sympy as sp
    >>> parse_equation("r = s/2", {"r": sp.Symbol("r"), "s": sp.Symbol("s")})
    (r, s/2)
    """
    left, right = split_equation(text)
    return parse_expression(left, names), parse_expression(right, names)


def parse_claim(text: str, names: Names) -> Any:
    """Return the SymPy Boolean that a claim says; relations are kept as they are written.

    Raises
    ------
    ExpressionError
        If the text states nothing that could be true or false.

    Examples
    --------
    >>> import sympy as sp
    >>> parse_claim("r <= 1 => r < 2", {"r": sp.Symbol("r", positive=True)})
    Implies(r <= 1, r < 2)
    """
    parts = _clean(text).split("=>")
    if len(parts) > MAX_COMPARED:
        raise ExpressionError(f"a claim has at most {MAX_COMPARED} parts joined by ‘=>’")
    *premises, conclusion = (_plain_claim(part, names, text) for part in parts)
    return reduce(lambda then, given: sp.Implies(given, then), reversed(premises), conclusion)


def _plain_claim(text: str, names: Names, shown: str) -> Any:
    """Return the claim that a text without arrows states."""
    value = _Reader(_SINGLE_EQUALS.sub("==", text), names, shown).read()
    if isinstance(value, sp.Expr):
        raise ExpressionError(
            "this claims nothing",
            where=f"«{shown[:80]}»",
            mend="write a comparison, such as r < 1/k",
        )
    return value


def split_equation(text: str) -> tuple[str, str]:
    """Return the texts left and right of the one equals sign.

    Raises
    ------
    ExpressionError
        If there is not exactly one ``=`` with something on both sides.
    """
    sides = _SINGLE_EQUALS.split(_clean(text))
    if len(sides) != 2 or not all(side.strip() for side in sides):
        raise ExpressionError(
            "an equation has one ‘=’ with something on both sides",
            where=f"«{text}»",
            mend="write it like r = s/(c + v)",
        )
    return sides[0].strip(), sides[1].strip()


def names_in(text: str) -> list[str]:
    """Return the names that occur in a text, in order, without functions and logical words.

    Examples
    --------
    >>> names_in("r = exp(-g*t)/(1e3 + k) and k > 1")
    ['r', 'g', 't', 'k']
    """
    found = _NAME.findall(text)
    skip = {*FUNCTIONS, "and", "or", "not", "True", "False"}
    return list(dict.fromkeys(name for name in found if name not in skip))


def check_name(name: str) -> None:
    """Raise `ExpressionError` unless a variable may bear the name.

    Python reads ``ｒ`` (full width) as ``r`` and the micro sign as ``μ``; so that one formula
    never has two readings, look-alikes are refused.
    """
    plain = unicodedata.normalize("NFKC", name)
    if not name.isidentifier() or name.startswith("_"):
        raise ExpressionError(f"‘{name}’ is no name", mend="begin with a letter")
    if plain != name:
        raise ExpressionError(f"‘{name}’ only looks like ‘{plain}’", mend=f"write {plain}")
    if keyword.iskeyword(name) or name in FUNCTIONS:
        raise ExpressionError(f"‘{name}’ is a reserved word", mend=f"write {name}_")


def _clean(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"a formula may have {MAX_LENGTH} characters, this has {len(text)}")
    for odd, plain in _SPELLINGS.items():
        text = text.replace(odd, plain)
    text = text.strip()
    if not text.isprintable() or "#" in text:  # Python would read the rest as a comment
        raise ExpressionError("a formula is one line of printable characters", where=repr(text))
    return text


def _size(value: sp.Expr) -> float:
    """Return the magnitude of a number; zero for a formula with variables."""
    try:
        return abs(float(value)) if value.is_number else 0.0
    except OverflowError:
        return math.inf


class _Reader:
    """Walk the syntax tree of one text; every node that is not named here is refused."""

    def __init__(self, text: str, names: Names, shown: str = "") -> None:
        self.text, self.names, self.shown = _clean(text), names, shown or text
        self.compared = 0

    def read(self) -> Any:
        if not self.text:
            raise self.error("there is no formula")
        for name in filter(str.isidentifier, names_in(self.text)):
            check_name(name)
        try:
            return self.visit(ast.parse(self.text, mode="eval").body)
        except SyntaxError as error:
            raise self.error("this is no formula", self.pointer(error)) from None
        except (RecursionError, MemoryError):
            raise self.error("this formula is nested too deeply") from None

    def visit(self, node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=value) if type(value) in (int, float):
                return self.number(node)
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                value = self.expression(operand)
                return -value if isinstance(sign, ast.USub) else value
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self.power(self.expression(left), self.expression(right))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self.finite(
                    _ARITHMETIC[type(op)](self.expression(left), self.expression(right))
                )
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args)
            case ast.Compare(left=left, ops=ops, comparators=rest):
                return self.comparison([left, *rest], ops)
            case ast.BoolOp(op=op, values=values):
                combine = sp.And if isinstance(op, ast.And) else sp.Or
                return combine(*(self.claim(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return sp.Not(self.claim(operand))
        part = ast.get_source_segment(self.text, node) if hasattr(node, "lineno") else None
        raise self.error(
            f"‘{part or type(node).__name__}’ is not allowed in a formula",
            "use numbers, names, + - * / ^, comparisons and " + ", ".join(FUNCTIONS),
        )

    def number(self, node: ast.Constant) -> sp.Rational:
        literal = (ast.get_source_segment(self.text, node) or "").replace("_", "")
        if not _DECIMAL.fullmatch(literal.lower()):
            raise self.error(f"‘{literal}’ is no decimal number")
        digits, _, exponent = literal.lower().partition("e")
        if len(literal) > MAX_LITERAL or abs(int(exponent or 0)) > MAX_EXPONENT:
            raise self.error(f"the number {literal[:20]}… is too large to be meant")
        return sp.Rational(digits) * sp.Integer(10) ** int(exponent or 0)

    def name(self, name: str) -> sp.Expr:
        if name not in self.names:
            raise unknown("variable", name, self.names, where=f"«{self.shown}»")
        return self.names[name]

    def power(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        if _size(exponent) > MAX_EXPONENT:
            raise self.error(f"the exponent {exponent} is too large to be meant")
        if base.is_Number and exponent.is_Number and base.is_Rational:
            size = max(int(base.p).bit_length(), int(base.q).bit_length())
            if size * abs(exponent) > 10_000:
                raise self.error("this power is too large to be meant")
        value = self.finite(base**exponent)
        if value.is_Pow and _size(value.exp) > MAX_EXPONENT:  # (x^200)^200 is x^40000
            raise self.error(f"the exponent {value.exp} is too large to be meant")
        return value

    def call(self, name: str, args: list[ast.expr]) -> sp.Expr:
        if name not in FUNCTIONS:
            raise unknown("function", name, FUNCTIONS, where=f"«{self.shown}»")
        compares = name in ("min", "max")
        if len(args) < 2 if compares else len(args) != 1:
            raise self.error(f"{name} takes {'two or more arguments' if compares else 'one'}")
        values = [self.expression(arg) for arg in args]
        if name == "exp" and _size(values[0]) > MAX_EXP:
            raise self.error(f"exp({values[0]}) is too large to be meant")
        self.compared += len(args) if compares else 0
        if self.compared > MAX_COMPARED:
            raise self.error(f"min and max compare more than {MAX_COMPARED} terms")
        return self.finite(FUNCTIONS[name](*values))

    def comparison(self, terms: list[ast.expr], ops: list[ast.cmpop]) -> Any:
        values = [self.expression(term) for term in terms]
        links = []
        for (left, right), op in zip(pairwise(values), ops, strict=True):
            if type(op) not in _RELATIONS:
                raise self.error("only < <= > >= = != compare")
            links.append(_RELATIONS[type(op)](left, right, evaluate=False))
        return links[0] if len(links) == 1 else sp.And(*links, evaluate=False)

    def expression(self, node: ast.AST) -> sp.Expr:
        value = self.visit(node)
        if not isinstance(value, sp.Expr):
            raise self.error("a comparison cannot be part of a sum or product")
        return value

    def claim(self, node: ast.AST) -> Any:
        value = self.visit(node)
        if isinstance(value, sp.Expr):
            raise self.error("‘and’, ‘or’ and ‘not’ combine comparisons, not numbers")
        return value

    def finite(self, value: sp.Expr) -> sp.Expr:
        if value.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
            raise self.error("this divides by zero")
        if value.is_real is False:
            raise self.error("this is the root or logarithm of a negative number")
        return value

    def pointer(self, error: SyntaxError) -> str:
        column = min(error.offset or 1, len(self.text))
        rest = self.text[column - 1 : column + 14]
        return f"look at character {column}: ‘{rest}’" if rest else ""

    def error(self, what: str, mend: str = "") -> ExpressionError:
        return ExpressionError(what, where=f"«{self.shown[:80]}»", mend=mend)
