"""Prove a claim, or refute it with exact numbers.

A claim is decided over the real numbers by z3 (nonlinear real arithmetic): its negation is added
to the premises, and either no numbers satisfy them (the claim is proved) or some do (a
counterexample). Denominators are cleared first and must not vanish. A counterexample is made of
rationals, is checked again by exact substitution with SymPy, independently of z3, and is then
rewritten in the smallest numbers that still refute. Contradictory premises prove nothing and are
an error.

References
----------
Jovanović and de Moura (2012), *Solving non-linear arithmetic*, IJCAR.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sympy as sp
import z3

from capital.errors import ModelError
from capital.units import is_share

#: Numbers that make a counterexample readable, tried in this order for each variable.
_PLAIN = [sp.Rational(p, q) for p, q in [(1, 1), (2, 1), (1, 2), (3, 1), (4, 1), (1, 4), (0, 1)]]
_PLAIN += [sp.Rational(p, q) for p, q in [(5, 1), (10, 1), (1, 10), (100, 1), (1, 100)]]


@dataclass(frozen=True)
class Proof:
    """The claim follows from its premises.

    Attributes
    ----------
    claim : sympy Boolean
    given : tuple of sympy Boolean
        The premises, with the domains of the variables (``c > 0``) among them.
    seconds : float
    """

    claim: Any
    given: tuple[Any, ...]
    seconds: float

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"Proof: {self.claim} follows from {', '.join(map(str, self.given)) or 'nothing'}"

    def __repr__(self) -> str:
        return f"Proof({self.claim})"


@dataclass(frozen=True)
class Counterexample:
    """Exact numbers that satisfy every premise and refute the claim.

    Attributes
    ----------
    claim : sympy Boolean
    values : dict of str to sympy.Rational
        All variables, those that the equations define among them.
    seconds : float
    """

    claim: Any
    values: Mapping[str, sp.Rational]
    seconds: float

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        numbers = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return f"Counterexample to {self.claim}: {numbers}"

    def __repr__(self) -> str:
        return f"Counterexample({', '.join(f'{k}={v}' for k, v in self.values.items())})"


@dataclass(frozen=True)
class Undecided:
    """Neither a proof nor a counterexample was found.

    Attributes
    ----------
    claim : sympy Boolean
    reason : str
    seconds : float
    """

    claim: Any
    reason: str
    seconds: float

    def __bool__(self) -> bool:
        raise ModelError(f"«{self.claim}» is undecided: {self.reason}")

    def __str__(self) -> str:
        return f"undecided in {self.seconds:.1f} s: {self.reason}"


Verdict = Proof | Counterexample | Undecided


def decide(
    claim: Any,
    given: Iterable[Any] = (),
    *,
    definitions: Mapping[sp.Symbol, sp.Expr] | None = None,
    timeout: float = 10.0,
) -> Verdict:
    """Prove or refute a claim.

    Parameters
    ----------
    claim
        A SymPy Boolean.
    given
        Premises. The assumptions of the symbols (positive, nonnegative) are added to them.
    definitions
        Symbols that stand for expressions; they are substituted before deciding and reported in
        a counterexample.
    timeout
        Seconds after which the claim is left undecided.

    Raises
    ------
    ModelError
        If the premises contradict each other, so that everything would follow from them, or two
        symbols have one name.

    Examples
    --------
    >>> e, k = sp.symbols("e k", positive=True)
    >>> decide(e / (1 + k) < 1 / k, [e <= 1])
    Proof(e/(k + 1) < 1/k)
    >>> decide(e / (1 + k) < 1 / k)
    Counterexample(e=2, k=1)
    """
    start = time.perf_counter()
    definitions = dict(definitions or {})
    premises = tuple(given)
    opened = [_open(item, definitions) for item in (*premises, claim)]
    symbols = sorted({s for item in opened for s in item.free_symbols}, key=lambda s: s.name)
    if len({symbol.name for symbol in symbols}) < len(symbols):
        raise ModelError("two different symbols of the claim have one name")
    domains = [fact for symbol in symbols for fact in _domain(symbol)]
    conditions = [*domains, *_defined(opened), *opened[:-1]]
    refuted = sp.Not(opened[-1])

    def elapsed() -> float:
        return time.perf_counter() - start

    try:
        answer, values = _search([*conditions, refuted], symbols, timeout)
        if answer == z3.unsat:
            _require_consistent(conditions, symbols, timeout)
            return Proof(claim, (*domains, *premises), elapsed())
    except _UntranslatableError as error:
        return Undecided(claim, str(error), elapsed())
    if answer == z3.unknown:
        return Undecided(claim, "no answer within the time allowed", elapsed())
    if values is None:
        reason = "numbers that refute it exist, but no rational ones were found"
        return Undecided(claim, reason, elapsed())
    plain = _plainest(values, [*conditions, refuted])
    defined = {symbol: sp.cancel(body.subs(plain)) for symbol, body in definitions.items()}
    known = {s: v for s, v in {**plain, **defined}.items() if v.is_Rational}
    return Counterexample(claim, {s.name: v for s, v in known.items()}, elapsed())


class _UntranslatableError(Exception):
    """A function that real arithmetic has no word for."""


def _open(item: Any, definitions: Mapping[sp.Symbol, sp.Expr]) -> Any:
    """Substitute definitions without letting SymPy evaluate a relation away."""
    if item in (sp.true, sp.false):
        return item
    if isinstance(item, sp.core.relational.Relational):
        sides = [side.subs(definitions, simultaneous=True) for side in item.args]
        return item.func(*sides, evaluate=False)
    return item.func(*(_open(part, definitions) for part in item.args), evaluate=False)


def _domain(symbol: sp.Symbol) -> list[Any]:
    facts = {
        sp.StrictGreaterThan: symbol.is_positive,
        sp.StrictLessThan: symbol.is_negative,
        sp.GreaterThan: symbol.is_nonnegative,
        sp.LessThan: symbol.is_nonpositive,
        sp.Unequality: symbol.is_nonzero,
    }
    found = [relation(symbol, 0, evaluate=False) for relation, known in facts.items() if known][:1]
    return [*found, sp.LessThan(symbol, 1, evaluate=False)] if is_share(symbol) else found


def _defined(items: Iterable[Any]) -> list[Any]:
    """Return under which conditions every term has a value, where signs do not settle it.

    No denominator vanishes, and nothing under a root is negative.
    """
    bottoms: set[sp.Expr] = set()
    radicands: set[sp.Expr] = set()
    for power in {power for item in items for power in item.atoms(sp.Pow)}:
        if power.exp.is_negative:
            bottoms.update(_factors(sp.fraction(sp.together(power.base))[0]))
        if power.exp.is_Rational and not power.exp.is_Integer:
            radicands.add(power.base)
    doubtful = [sp.Ne(b, 0, evaluate=False) for b in bottoms if not b.is_nonzero]
    doubtful += [sp.Ge(b, 0, evaluate=False) for b in radicands if not b.is_nonnegative]
    return sorted(doubtful, key=sp.default_sort_key)


def _factors(expression: sp.Expr) -> list[sp.Expr]:
    return [base for base, _ in sp.factor_list(expression)[1]] if expression.free_symbols else []


def _search(
    conditions: list[Any], symbols: list[sp.Symbol], timeout: float
) -> tuple[Any, dict[sp.Symbol, sp.Rational] | None]:
    """Ask z3 for numbers; return its answer and rationals that were checked by substitution."""
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", max(1, int(timeout * 1000)))
    translate = _Translator(symbols)
    solver.add(*[translate.boolean(item) for item in conditions], *translate.side_conditions)
    answer = solver.check()
    if answer == z3.unknown and "interrupted" in solver.reason_unknown():
        raise KeyboardInterrupt  # z3 has taken Ctrl-C for itself
    if answer != z3.sat:
        return answer, None
    model = solver.model()
    for digits in (0, 3, 6, 12, 24):
        values = {s: _rational(model, translate.variables[s], digits) for s in symbols}
        if _holds(conditions, values):
            return answer, values
    return answer, None


def _rational(model: Any, variable: Any, digits: int) -> sp.Rational:
    number = model.eval(variable, model_completion=True)
    if z3.is_algebraic_value(number):
        number = number.approx(digits)
    return sp.Rational(number.numerator_as_long(), number.denominator_as_long())


def _require_consistent(conditions: list[Any], symbols: list[sp.Symbol], timeout: float) -> None:
    if _search(conditions, symbols, timeout)[0] == z3.unsat:
        raise ModelError(
            "the premises contradict each other, so everything would follow from them",
            mend="drop or weaken one of them",
        )


def _holds(conditions: Iterable[Any], values: Mapping[sp.Symbol, sp.Rational]) -> bool:
    """Check by exact substitution that numbers satisfy every condition."""
    return all(item.subs(values) == sp.true for item in conditions)


def _plainest(
    values: dict[sp.Symbol, sp.Rational], conditions: list[Any]
) -> dict[sp.Symbol, sp.Rational]:
    """Replace each number by the plainest one that keeps every condition true."""
    plain = dict(values)
    for symbol in values:
        touched = [item for item in conditions if symbol in item.free_symbols]
        tries = ({**plain, symbol: number} for number in _PLAIN)
        plain = next((option for option in tries if _holds(touched, option)), plain)
    return plain


class _Translator:
    """Write SymPy expressions in z3's language; one z3 variable for each symbol."""

    def __init__(self, symbols: Iterable[sp.Symbol]) -> None:
        self.variables = {symbol: z3.Real(symbol.name) for symbol in symbols}
        self.side_conditions: list[Any] = []
        self.roots: dict[tuple[str, int], Any] = {}

    def boolean(self, item: Any) -> Any:
        if item in (sp.true, sp.false):
            return z3.BoolVal(item == sp.true)
        if isinstance(item, sp.core.relational.Relational):
            return self.relation(item)
        parts = [self.boolean(part) for part in item.args]
        words: Mapping[Any, Callable[..., Any]] = {
            sp.And: z3.And,
            sp.Or: z3.Or,
            sp.Not: z3.Not,
            sp.Implies: z3.Implies,
            sp.Equivalent: lambda first, *rest: z3.And([first == other for other in rest]),
        }
        if item.func not in words:
            raise _UntranslatableError(f"‘{item.func.__name__}’ is no word of a claim")
        return words[item.func](*parts)

    def relation(self, item: Any) -> Any:
        """Clear the denominators: n/d < 0 is n·d < 0, or n < 0 where d is known positive."""
        top, bottom = sp.fraction(sp.together(item.lhs - item.rhs))
        if bottom.is_negative or not (bottom.is_positive or item.func in (sp.Eq, sp.Ne)):
            top = top * bottom
        left, zero = self.number(top), z3.RealVal(0)
        signs: Mapping[Any, Callable[[], Any]] = {
            sp.StrictLessThan: lambda: left < zero,
            sp.LessThan: lambda: left <= zero,
            sp.StrictGreaterThan: lambda: left > zero,
            sp.GreaterThan: lambda: left >= zero,
            sp.Equality: lambda: left == zero,
            sp.Unequality: lambda: left != zero,
        }
        return signs[item.func]()

    def number(self, term: sp.Expr) -> Any:
        if term.is_Symbol:
            return self.variables[term]
        if term.is_Rational:
            return z3.RealVal(str(term))
        if term.is_Add:
            return z3.Sum([self.number(part) for part in term.args])
        if term.is_Mul:
            return z3.Product([self.number(part) for part in term.args])
        if term.is_Pow and term.exp.is_Rational:
            return self.power(self.number(term.base), term.exp)
        if isinstance(term, sp.Abs):
            inner = self.number(term.args[0])
            return z3.If(inner >= 0, inner, -inner)
        if isinstance(term, sp.Min | sp.Max):
            return reduce(_smaller if isinstance(term, sp.Min) else _larger, self.numbers(term))
        raise _UntranslatableError(
            f"‘{term.func.__name__}’ is beyond real arithmetic; only + − · / roots, "
            "min, max and abs can be decided"
        )

    def numbers(self, term: sp.Expr) -> list[Any]:
        return [self.number(part) for part in term.args]

    def power(self, base: Any, exponent: sp.Rational) -> Any:
        """Return base^(p/q); a root is a new variable y ≥ 0 with y^q = base."""
        root = base
        if exponent.q != 1:
            root = self.root(base, int(exponent.q))
        whole = _repeated(root, abs(int(exponent.p)))
        return whole if exponent.p > 0 else 1 / whole

    def root(self, base: Any, degree: int) -> Any:
        """Return the one variable that stands for this root wherever it occurs."""
        key = base.sexpr(), degree
        if key not in self.roots:
            self.roots[key] = z3.FreshReal("root")
            self.side_conditions += [
                self.roots[key] >= 0,
                _repeated(self.roots[key], degree) == base,
            ]
        return self.roots[key]


def _repeated(base: Any, times: int) -> Any:
    return z3.Product([base] * times) if times != 1 else base


def _smaller(a: Any, b: Any) -> Any:
    return z3.If(a <= b, a, b)


def _larger(a: Any, b: Any) -> Any:
    return z3.If(a >= b, a, b)
