"""The parser reads arithmetic exactly and refuses everything else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from capital.errors import CapitalError, ExpressionError, UnknownNameError
from capital.expression import (
    FUNCTIONS,
    check_name,
    names_in,
    parse_claim,
    parse_equation,
    parse_expression,
    split_equation,
)

LETTERS = list("abcekrsvxy")
NAMES = {name: sp.Symbol(name, positive=True) for name in LETTERS}
REAL = {name: sp.Symbol(name, real=True) for name in LETTERS}


def read(text: str) -> sp.Expr:
    return parse_expression(text, NAMES)


# --- what is read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", "1/10"),
        (".5", "1/2"),
        ("1.", "1"),
        ("1_000", "1000"),
        ("1e3", "1000"),
        ("1.5E-3", "3/2000"),
        ("1.e2", "100"),
        ("2^10", "1024"),
        ("2**-2", "1/4"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("(-2)^2", "4"),
        ("- - 3", "3"),
        ("+3", "3"),
        ("1 − 2 × 3 ÷ 4 · 5", "-13/2"),
        ("8/4/2", "1"),
        ("0.1 + 0.2", "3/10"),
        ("sqrt(1/4)", "1/2"),
        ("abs(1 - 3)", "2"),
        ("min(1, 2, 1/2)", "1/2"),
        ("max(0.1, 1/10)", "1/10"),
        ("ln(exp(2))", "2"),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert read(text) == sp.Rational(value)


def test_names_of_sympy_are_ordinary_names() -> None:
    names = {name: sp.Symbol(name) for name in ["I", "E", "S", "N", "O", "Q", "beta", "pi", "zoo"]}
    text = "I*E + S*N - O*Q + beta*pi*zoo"
    assert parse_expression(text, names).free_symbols == set(names.values())
    assert names_in(text) == list(names)


def test_names_in_skips_numbers_functions_and_logical_words() -> None:
    text = "1e5*x1e5 + 1_000*max(a, b) and not c > 2.5E3 or exp(v) < _u"
    assert names_in(text) == ["x1e5", "a", "b", "c", "v", "_u"]


# --- what is refused ----------------------------------------------------------------------------

ATTACKS = [
    "__import__('os').system('true')",
    "__builtins__",
    "(1).__class__",
    "c.__class__.__mro__",
    "c.free_symbols",
    "1 .real",
    "exp.__call__(1)",
    "exp.__globals__",
    "().__class__.__bases__[0].__subclasses__()",
    "lambda: c",
    "(lambda x: x)(c)",
    "[c for c in a]",
    "{c: c}",
    "{c}",
    "[c]",
    "(c, v)",
    "c, v",
    "(c := 1)",
    "c if a else v",
    "f'{c}'",
    'f"{__import__(1)}"',
    "'c'",
    "b'c'",
    "r'c'",
    '"""c"""',
    "'c' 'v'",
    "c[0]",
    "c[0:1]",
    "*c",
    "exp(*c)",
    "exp(**c)",
    "exp(x=c)",
    "exp(c for c in a)",
    "exp()",
    "exp(c, v)",
    "max(c)",
    "max()",
    "exp",
    "max",
    "exp(exp)(c)",
    "lag(2)",
    "lag(c + v)",
    "lag(lag(c))",
    "lag()",
    "lag(c, v)",
    "print(c)",
    "eval('c')",
    "Symbol('c')",
    "sympify('c')",
    "diff(c, c)",
    "await c",
    "yield c",
    "yield from c",
    "not c",
    "c and v",
    "c or v",
    "c is v",
    "c in v",
    "c // v",
    "c % v",
    "c @ v",
    "c << v",
    "c | v",
    "c & v",
    "~c",
    "...",
    "None",
    "True",
    "False",
    "nan",
    "inf",
    "0x10",
    "0b11",
    "0o17",
    "0xe1",
    "1j",
    "1e5j",
    "007",
    "1e999",
    "1e-999",
    "1" * 61,
    "1" * 4_999,
    "1__0",
    "2c",
    "2 c",
    "c v",
    "c # + v",
    "# c",
    "c;",
    "c; v",
    "c\nv",
    "c\n+ v",
    "c\r+ v",
    "c\t+ v",
    "c\x00",
    "c\\\n+ v",
    "c\u2028+ v",
    "c\u200b",
    "c\u202e",
    "c\xa0+ v",
    "\ufeffc + \ud800",
    "ｃ",
    "𝐜",
    "c²",
    "c₀",
    "½",
    "１",
    "٣",
    "∞",
    "√c",
    "c == v",
    "c < v",
    "(c < v) + 1",
    "-(c < v)",
    "exp(c < v)",
    "c <",
    "",
    " ",
    "\n",
    "(",
    ")",
    "(c",
    "c)",
    "c +",
    "* c",
    "c **",
    "c *** v",
    "$c",
    "c$",
    "`c`",
    "@c",
    "c?",
    "!c",
    "c: int",
    "import os",
    "del c",
    "pass",
    "class",
    "1/0",
    "0/0",
    "0^-1",
    "1/(c - c)",
    "ln(0)",
    "sqrt(-1)",
    "sqrt(-c)",
    "ln(-1)",
    "(-8)^(1/3)",
    "(-1)^0.5",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_everything_but_arithmetic_is_refused(text: str) -> None:
    for read_text in (parse_expression, parse_equation):
        with pytest.raises((ExpressionError, UnknownNameError)):
            read_text(text, NAMES)


def test_an_equation_is_no_expression() -> None:
    with pytest.raises(ExpressionError, match="look at character 3: ‘= v’"):
        read("c = v")


def within(seconds: float, action: Callable[[], Any]) -> Any:
    """Return what an action returns or raises, failing if it takes too long."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(action())
        except CapitalError as error:
            outcome.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds)
    assert outcome, "no answer in time"
    return outcome[0]


HUGE = [
    "2^1000",
    "2^2^20",
    "9^9^9^9",
    "10^200^200",
    "(10^200)^200",
    "((2^200)^200)^200",
    "x^1000",
    "x^-1000",
    "((x + y)^200)^200",
    "(x^200)^(200*1)",
    "2^exp(100)",
    "exp(10^5)",
    "exp(exp(exp(100)))",
    "abs(exp(exp(exp(100))) - 1)",
    "max(exp(exp(exp(100))), 2)",
    "x^exp(exp(9))",
    "-" * 3_000 + "x",
    "(" * 2_000 + "x" + ")" * 2_000,
    "x^" * 1_500 + "x",
    "+".join(["x"] * 2_400),
    "abs(" * 600 + "x" + ")" * 600,
    "max(" + ",".join(f"{a}*{b}" for a in LETTERS for b in LETTERS) + ")",
    "max(a*b, a*c" + ", max(b*c, x*y" * 12 + ")" * 13,
    "x + " * 1_300 + "x",
]


@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:24])
def test_what_is_too_large_to_be_meant_is_refused_at_once(text: str) -> None:
    assert isinstance(within(3, lambda: read(text)), ExpressionError)


@pytest.mark.parametrize("text", ["a<1=>" * 900 + "b<1", "not " * 1_200 + "a<1", "a<1 and " * 620])
def test_long_claims_are_refused_at_once(text: str) -> None:
    assert isinstance(within(3, lambda: parse_claim(text, NAMES)), ExpressionError)


def test_long_but_honest_formulas_are_read() -> None:
    assert read("+".join(["x"] * 150)) == 150 * NAMES["x"]
    assert read("(" * 150 + "x" + ")" * 150) == NAMES["x"]
    assert read("(1/3)^200") == sp.Rational(1, 3) ** 200
    assert read("1e200") == sp.Integer(10) ** 200


# --- what an error says -------------------------------------------------------------------------


def test_errors_point_to_the_mistake() -> None:
    with pytest.raises(ExpressionError, match=r"look at character 3: ‘v’"):
        read("c v")
    with pytest.raises(ExpressionError, match=r"‘c.real’ is not allowed in a formula"):
        read("1 + c.real")
    with pytest.raises(UnknownNameError, match=r"no variable ‘S’ \(in «S/\(c \+ v\)»\).*‘s’"):
        read("S/(c + v)")
    with pytest.raises(UnknownNameError, match="no function ‘sin’"):
        read("sin(c)")
    with pytest.raises(ExpressionError, match="write lambda_"):
        read("lambda*c")
    with pytest.raises(ExpressionError, match="only looks like ‘c’; write c"):
        read("ｃ/v")
    with pytest.raises(ExpressionError, match="root or logarithm of a negative"):
        read("sqrt(-c - v)")


@pytest.mark.parametrize("name", ["", "1c", "_c", "c d", "c-d", "c.d", "c²", "µ", "ｃ", "ﬁ"])
def test_names_that_no_variable_may_bear(name: str) -> None:
    with pytest.raises(ExpressionError):
        check_name(name)


@pytest.mark.parametrize("name", ["lambda", "in", "None", *FUNCTIONS])
def test_reserved_names_get_an_underscore(name: str) -> None:
    with pytest.raises(ExpressionError, match=f"write {name}_"):
        check_name(name)
    check_name(name + "_")


@pytest.mark.parametrize("name", ["c", "K_c", "λ", "μ", "ω", "T_ph", "Δp", "é", "rate_of_profit"])
def test_names_of_the_field_are_read_as_written(name: str) -> None:
    check_name(name)
    symbol = sp.Symbol(name)
    assert names_in(f"2*{name} + 1") == [name]
    assert parse_expression(f"2*{name} + 1", {name: symbol}) == 2 * symbol + 1


# --- equations and claims -----------------------------------------------------------------------


def test_equations() -> None:
    assert parse_equation(" r = s/(c + v) ", NAMES) == (NAMES["r"], read("s/(c + v)"))
    assert split_equation("r=s") == ("r", "s")


@pytest.mark.parametrize(
    "text", ["r", "r =", "= r", "r = s = e", "r == s", "r <= s", "r => s", "r != s", "r = s # = e"]
)
def test_an_equation_has_one_equals_sign(text: str) -> None:
    with pytest.raises(ExpressionError):
        split_equation(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("r < 1", "r < 1"),
        ("r ≤ 1", "r <= 1"),
        ("r = 1", "Eq(r, 1)"),
        ("r == 1", "Eq(r, 1)"),
        ("r ≠ 1", "Ne(r, 1)"),
        ("1 < 2", "1 < 2"),
        ("r > 0", "r > 0"),
        ("0 < e <= 1", "(e <= 1) & (0 < e)"),
        ("r = s = e", "Eq(r, s) & Eq(s, e)"),
        ("e < 1 => r < 1", "Implies(e < 1, r < 1)"),
        ("e < 1 ⇒ r < 1", "Implies(e < 1, r < 1)"),
        ("a<1 => b<1 => c<1", "Implies(a < 1, Implies(b < 1, c < 1))"),
        ("a < 1 and b < 1 or c < 1", "(c < 1) | ((a < 1) & (b < 1))"),
        ("not a < b", "a >= b"),
    ],
)
def test_claims_are_kept_as_they_are_written(text: str, shown: str) -> None:
    assert str(parse_claim(text, NAMES)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "r",
        "1",
        "r + s",
        "=>",
        "r < 1 =>",
        "=> r < 1",
        "r => 1",
        "r =< 1",
        "r >< 1",
        "r === 1",
        "r := 1",
        "r <=> s",
        "a < 1 and 1",
        "not a",
        "a < 1 if b else c",
        "a is b",
        "a in b",
        "a < 1, b < 1",
        "a < 1 # and b < 2",
        "a < 1 and",
        "1/0 < a",
        "True",
        "exp(x = 1) > 0",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_claim(text, NAMES)


# --- properties ---------------------------------------------------------------------------------

NUMBERS = st.fractions(min_value="-9", max_value=9, max_denominator=12)


def combine(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    binary = st.tuples(st.sampled_from("+-*/"), parts, parts)
    power = st.tuples(st.just("^"), parts, st.integers(-3, 3))
    function = st.tuples(st.sampled_from(["min", "max"]), parts, parts)
    return binary | power | function | st.tuples(st.sampled_from(["neg", "abs"]), parts)


TREES = st.recursive(st.sampled_from("abc") | st.integers(0, 99), combine, max_leaves=8)


def write(tree: Any) -> str:
    """Write a random tree as a formula."""
    match tree:
        case str() | int():
            return str(tree)
        case ("neg", part):
            return f"(-{write(part)})"
        case ("abs", part):
            return f"abs({write(part)})"
        case ("min" | "max" as name, left, right):
            return f"{name}({write(left)}, {write(right)})"
        case (sign, left, right):
            return f"({write(left)} {sign} {write(right)})"
    raise AssertionError(tree)


def value_of(tree: Any, numbers: dict[str, Fraction]) -> Fraction:
    """Evaluate a random tree by the arithmetic of fractions, independently of the parser."""
    match tree:
        case str():
            return numbers[tree]
        case int():
            return Fraction(tree)
        case ("neg", part):
            return -value_of(part, numbers)
        case ("abs", part):
            return abs(value_of(part, numbers))
        case ("^", left, power):
            return value_of(left, numbers) ** power
        case (sign, left, right):
            a, b = value_of(left, numbers), value_of(right, numbers)
            if sign in ("min", "max"):
                return min(a, b) if sign == "min" else max(a, b)
            if sign == "/":
                return a / b
            return {"+": a + b, "-": a - b, "*": a * b}[sign]
    raise AssertionError(tree)


@given(tree=TREES, a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_value_agrees_with_the_arithmetic_of_fractions(
    tree: Any, a: Fraction, b: Fraction, c: Fraction
) -> None:
    numbers = {"a": a, "b": b, "c": c}
    try:
        expected = value_of(tree, numbers)
        parsed = parse_expression(write(tree), REAL)
    except (ZeroDivisionError, ExpressionError):
        assume(False)
    exact = {REAL[n]: sp.Rational(x.numerator, x.denominator) for n, x in numbers.items()}
    assert parsed.subs(exact) == sp.Rational(expected.numerator, expected.denominator)


SMOOTH = st.recursive(
    st.sampled_from(LETTERS) | st.integers(1, 99).map(str) | st.just("2/7") | st.just("0.25"),
    lambda parts: (
        st.tuples(parts, st.sampled_from(["+", "-", "*", "/"]), parts).map(
            lambda part: f"({part[0]} {part[1]} {part[2]})"
        )
        | st.tuples(parts, st.integers(-3, 3)).map(lambda part: f"({part[0]})^({part[1]})")
        | parts.map(lambda part: f"exp(-({part}))")
        | parts.map(lambda part: f"ln(1 + ({part})^2)")
        | parts.map(lambda part: f"sqrt(({part})^2 + 1)")
    ),
    max_leaves=8,
)


@given(text=SMOOTH)
def test_what_is_printed_is_read_back(text: str) -> None:
    try:
        parsed = parse_expression(text, NAMES)
    except ExpressionError:
        assume(False)
    assert parse_expression(str(parsed), NAMES) == parsed


@given(text=st.text(max_size=30) | st.text(alphabet="abcxy+-*/^()<>=!.,0123456789e ", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read_text in (parse_expression, parse_equation, parse_claim):
        try:
            found = read_text(text, NAMES)
        except (ExpressionError, UnknownNameError):
            continue
        parts = found if isinstance(found, tuple) else (found,)
        assert all(part.free_symbols <= set(NAMES.values()) for part in parts)
