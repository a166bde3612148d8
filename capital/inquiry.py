"""Questions to a formula: when a slope has its sign, where it tends, what differs, with numbers in.

Pure functions on SymPy expressions; `capital.Model` asks them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from capital.errors import ModelError
from capital.proof import Counterexample, Proof, decide

_STRICT = {"+": sp.StrictGreaterThan, "-": sp.StrictLessThan}
_WEAK = {"≥0": sp.GreaterThan, "≤0": sp.LessThan}


def sign(slope: sp.Expr, premises: Iterable[Any] = (), *, timeout: float = 10.0) -> str:
    """Return the sign of an expression on its whole domain, or the condition for it.

    Returns
    -------
    str
        ``"+"``, ``"-"``, ``"0"``; ``"≥0"``, ``"≤0"`` where it can vanish; ``"+ iff …"`` where
        both signs occur and one inequality divides them; ``"±"`` where none was found; ``"?"``
        where it could not be decided.

    Examples
    --------
    >>> e, k = sp.symbols("e k", positive=True)
    >>> sign(-e / (1 + k) ** 2), sign(e - k)
    ('-', '+ iff e > k')
    """
    if slope == 0:
        return "0"
    given, end = list(premises), time.monotonic() + timeout

    def ask(relation: Any) -> Any:
        """Decide within what is left of the time for all questions together."""
        left = max(0.01, end - time.monotonic())
        return decide(relation(slope, 0, evaluate=False), given, timeout=left)

    for mark, relation in {**_STRICT, **_WEAK}.items():
        if isinstance(ask(relation), Proof):
            return mark
    answers = [ask(relation) for relation in (sp.Le, sp.Ge)]
    if not all(isinstance(answer, Counterexample) for answer in answers):
        return "?"
    condition = positive_iff(slope)
    return "±" if condition is None else f"+ iff {condition}"


def positive_iff(expression: sp.Expr) -> Any:
    """Return the inequality that holds exactly where an expression is positive, or nothing.

    It is found where one factor decides the sign, solved for a variable in which it is linear.

    Examples
    --------
    >>> h, w, L = sp.symbols("h w L", positive=True)
    >>> positive_iff((h - w) * L / (1 + w))
    h > w
    """
    top, bottom = sp.fraction(sp.factor(sp.together(expression)))
    factors = [f for f, power in sp.factor_list(top * bottom)[1] if power % 2]
    doubtful = [f for f in factors if f.is_positive is None and f.is_negative is None]
    fixed = sp.cancel(top * bottom / sp.Mul(*doubtful)) if doubtful else None
    if len(doubtful) != 1 or fixed is None or not (fixed.is_positive or fixed.is_negative):
        return None
    factor = doubtful[0] if fixed.is_positive else -doubtful[0]
    for symbol in sorted(factor.free_symbols, key=lambda s: s.name):
        slope = sp.factor(factor.diff(symbol))
        if symbol not in slope.free_symbols and (slope.is_positive or slope.is_negative):
            bound = sp.factor_terms(sp.cancel(symbol - factor / slope))
            relation = sp.Gt if slope.is_positive else sp.Lt
            return relation(symbol, bound, evaluate=False)
    return sp.Gt(factor, 0, evaluate=False)


def limit(expression: sp.Expr, symbol: sp.Symbol, value: Any) -> sp.Expr:
    """Return the limit of an expression; ``"inf"`` or ``oo`` is infinity.

    Approached from inside the domain: a positive variable goes to zero from above.

    Raises
    ------
    ModelError
        If SymPy finds no limit.
    """
    point = sp.oo if value in ("inf", "oo", float("inf")) else value
    side = "-" if point == sp.oo else "+"
    found = sp.limit(expression, symbol, point, side)
    if found.has(sp.Limit) or found is sp.nan:
        raise ModelError(f"no limit of {expression} was found as {symbol} → {value}")
    return sp.factor_terms(found)


def explain(equations: Mapping[sp.Symbol, sp.Expr], numbers: Mapping[sp.Symbol, Any]) -> str:
    """Return each equation with the numbers in it and its value.

    Examples
    --------
    >>> s, v, e = sp.symbols("s v e", positive=True)
    >>> print(explain({e: s / v}, {s: sp.Integer(80), v: sp.Integer(52)}))
    e = s/v = 80/52 = 20/13
    """
    known, lines = dict(numbers), []
    for symbol, body in equations.items():
        if symbol in known:
            continue
        shown = _with_numbers(body, known)
        known[symbol] = body.subs(known)
        lines.append(f"{symbol} = {body} = {shown} = {_plain(known[symbol])}")
    return "\n".join(lines)


def _with_numbers(body: sp.Expr, known: Mapping[sp.Symbol, Any]) -> str:
    """Print an expression with numbers in the places of its variables, not yet computed."""
    texts = {s.name: _plain(known[s]) for s in body.free_symbols if s in known}
    names = sorted(map(re.escape, texts), key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(names)})(?!\w|\[)"
    return re.sub(pattern, lambda found: _bracketed(texts[found.group()]), str(body))


def _bracketed(number: str) -> str:
    return number if number.replace(".", "", 1).isdigit() else f"({number})"


def _plain(number: Any) -> str:
    return f"{float(number):.6g}" if number.has(sp.Float) else str(number)


def differences(
    ours: Mapping[str, sp.Expr], theirs: Mapping[str, sp.Expr]
) -> dict[str, tuple[sp.Expr | None, sp.Expr | None]]:
    """Return the definitions in which two models differ, by name; ``None`` where one has none."""
    names = dict.fromkeys([*ours, *theirs])
    pairs = {name: (ours.get(name), theirs.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if not _same(*pair)}


def _same(first: sp.Expr | None, second: sp.Expr | None) -> bool:
    if first is None or second is None:
        return False
    plain = [{s: sp.Symbol(s.name, positive=True) for s in x.free_symbols} for x in (first, second)]
    difference = first.xreplace(plain[0]) - second.xreplace(plain[1])
    return bool(sp.cancel(sp.together(difference)) == 0)
