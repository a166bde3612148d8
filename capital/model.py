"""Models: named equations over plain SymPy symbols that one can question.

A model is a list of definitions, ``r = s/(c + v)``. What is defined is *endogenous*, the rest is
*exogenous*. At construction a model is checked to be closed: no name is defined twice, no two
symbols share a name, no definition runs in a circle, no equation adds hours and dollars. It then
answers: `Model.reduce`, `Model.solve`, `Model.derivative`, `Model.sign`, `Model.elasticities`,
`Model.growth`, `Model.prove`, `Model.compile`, `Model.evaluate`, `Model.to_latex`.

Algebra uses ``together``, ``cancel`` and ``factor_terms`` only: they are predictable and fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy as sp

from capital import algebra, closure, dynamics, inquiry, numeric, units
from capital.errors import ModelError, check_choice, unknown
from capital.expression import (
    names_in,
    parse_claim,
    parse_equation,
    split_equation,
)
from capital.lags import current, is_lag
from capital.lags import lag as lag
from capital.proof import Verdict, decide
from capital.units import variables as variables
from capital.vocabulary import LETTERS


class Model:
    """Definitions that are closed, consistent in their units, and answer questions.

    Parameters
    ----------
    equations
        A mapping of symbol → expression, or an iterable of ``sympy.Eq(symbol, expression)``.
    name, source
        What the model is, and the author, year and chapter that it comes from.
    given
        The exogenous symbols. Where they are stated, any other name is an error; a stated one
        that no equation uses is an error too.
    conditions
        Named inequalities between the variables, such as ``{"productive": A < 1}``; `check` says
        which hold for given numbers.
    assumptions
        What the model takes for granted, in words.

    Raises
    ------
    ModelError
        If a name is undefined, defined twice, borne by two symbols or defined in a circle.
    UnitError
        If an equation breaks its units.

    Examples
    --------
    >>> c, v, s = variables("c v s", unit="hour")
    >>> e, k, r = variables("e k r")
    >>> profit = Model({e: s / v, k: c / v, r: s / (c + v)}, name="rate of profit")
    >>> profit.reduce("r", to=("e", "k"))
    e/(k + 1)
    >>> profit.sign("r", "k")
    '-'
    >>> profit.evaluate({"c": 378, "v": 52, "s": 80}, "r")
    8/43
    """

    def __init__(
        self,
        equations: Mapping[sp.Symbol, Any] | Iterable[sp.Eq],
        *,
        name: str = "",
        source: str = "",
        given: Iterable[sp.Symbol] | None = None,
        conditions: Mapping[str, Any] | None = None,
        assumptions: Iterable[str] = (),
    ) -> None:
        self.name, self.source = name, source
        self.assumptions, self.conditions = tuple(assumptions), dict(conditions or {})
        self.equations = closure.ordered(closure.definitions(equations))
        self._symbols = closure.by_name(self.equations)
        if given is not None:
            stated = list(given)
            closure.by_name(self.equations, stated)
            closure.check_given(self.exogenous, {symbol.name for symbol in stated})
        for symbol, body in self.equations.items():
            closure.check_units(symbol, body)
        closure.check_conditions(self.conditions, self._symbols)
        self._reduced = closure.substituted(self.equations)

    @classmethod
    def from_text(
        cls,
        equations: Iterable[str],
        *,
        units: Mapping[str, str] | None = None,
        real: Iterable[str] = (),
        given: Iterable[str] | None = None,
        name: str = "",
        source: str = "",
    ) -> Model:
        """Return the model that typed equations say, read by the safe parser.

        Parameters
        ----------
        equations
            Such as ``["e = s/v", "k = c/v"]``.
        units
            Unit of each name that is not a pure number.
        real
            Names that may be negative; all others are positive.
        given
            The exogenous names, if only these are allowed.

        Examples
        --------
        >>> Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"]).sign("r", "e")
        '+'
        """
        texts = _texts(equations)
        words = list(dict.fromkeys(word for text in texts for word in names_in(text)))
        units_of, may_be_negative = dict(units or {}), set(real)
        stated = None if given is None else list(given)
        for word in (*units_of, *may_be_negative, *(stated or ())):
            check_choice("variable", word, words)
        names = {
            word: variables(
                word,
                unit=units_of.get(word, "1"),
                domain="real" if word in may_be_negative else "positive",
            )
            for word in words
        }
        pairs = [_text_equation(text, names) for text in texts]
        known = None if stated is None else [names[word] for word in stated]
        return cls(
            [sp.Eq(a, b, evaluate=False) for a, b in pairs], name=name, source=source, given=known
        )

    @property
    def defined(self) -> tuple[sp.Symbol, ...]:
        """Endogenous symbols, each after those it needs."""
        return tuple(self.equations)

    @property
    def exogenous(self) -> tuple[sp.Symbol, ...]:
        """Symbols that no equation defines, lags among them, by name."""
        return tuple(s for s in self._symbols.values() if s not in self.equations)

    @property
    def lags(self) -> tuple[sp.Symbol, ...]:
        """Last period's values that the equations use."""
        return tuple(s for s in self.exogenous if is_lag(s))

    def __getitem__(self, name: str | sp.Symbol) -> sp.Symbol:
        text = str(name)
        letter = text if text in self._symbols else LETTERS.get(text, text)
        if letter not in self._symbols:
            raise unknown("variable", text, self._symbols, where=self.name)
        return self._symbols[letter]

    def reduce(self, name: str | sp.Symbol, to: Iterable[str | sp.Symbol] | None = None) -> sp.Expr:
        """Return a variable in terms of the exogenous ones, or of those named in `to`.

        Raises
        ------
        ModelError
            If it cannot be expressed by `to` alone, or these are not independent.

        Examples
        --------
        >>> m = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])
        >>> m.reduce("r"), m.reduce("k", to=("e", "r"))
        (s/(c + v), (e - r)/r)
        """
        symbol = self[name]
        if to is None:
            return algebra.tidy(self._reduced.get(symbol, symbol))
        basis = [self[item] for item in to]
        return algebra.expressed(symbol, self._reduced, basis, where=self.name)

    def solve(
        self, unknown: str | sp.Symbol, given: Mapping[str, Any] | None = None
    ) -> list[sp.Expr]:
        """Return the values of a variable for which the given values hold, exactly.

        Parameters
        ----------
        unknown
            The variable sought.
        given
            Values of any variables, exogenous or defined (``{"r": "1/5", "e": 1}``).

        Returns
        -------
        list of sympy expressions
            All solutions inside the variable's domain.

        Raises
        ------
        ModelError
            If no admissible value exists.

        Examples
        --------
        >>> m = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])
        >>> m.solve("k", {"r": "1/5", "e": 1})
        [4]
        """
        target = self[unknown]
        values = {
            self[name]: numeric.inside(self[name], numeric.exact(value, name))
            for name, value in (given or {}).items()
        }
        system = [lhs - rhs for lhs, rhs in self.equations.items()]
        system = [equation for item in system if (equation := item.subs(values)) != 0]
        others = sorted({s for eq in system for s in eq.free_symbols} - {target}, key=str)
        solutions = sp.solve(system, [target, *others], dict=True)
        found = [algebra.tidy(solution[target]) for solution in solutions if target in solution]
        if not found:
            raise ModelError(
                f"no admissible value of {target} satisfies the equations",
                where=self.name,
                mend="check the given values",
            )
        return list(dict.fromkeys(found))

    def express(
        self,
        name: str | sp.Symbol,
        to: Iterable[str | sp.Symbol] | None = None,
        wrt: str | sp.Symbol | None = None,
    ) -> sp.Expr:
        """Return a variable in the terms in which it is usually discussed.

        These are the variables of `to`; without it the other defined pure numbers where they
        suffice (r of e and k), each unless it follows from `wrt` and those before it; else, or
        if `wrt` is exogenous, the exogenous variables. Roots and exponentials are left in
        exogenous variables, where they can be read.

        Raises
        ------
        ModelError
            If the variable is then no function of `wrt`.

        Examples
        --------
        >>> Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"]).express("r")
        e/(k + 1)
        """
        symbol, moved = self[name], None if wrt is None else self[wrt]
        if to is not None or moved in self.exogenous:
            return self.reduce(symbol, to)
        others = [s for s in self.defined if s not in (symbol, moved)]
        ratios = [
            s
            for s in others
            if units.unit_of(s) == units.PURE and self._reduced[s].is_rational_function()
        ]
        if moved is None and not self._reduced.get(symbol, symbol).is_rational_function():
            ratios = []
        basis = self._independent([*ratios] if moved is None else [moved, *ratios])
        form = self._within(symbol, basis) if basis else None
        form = self.reduce(symbol) if form is None else form
        if moved is not None and moved not in form.free_symbols:
            raise ModelError(
                f"{symbol} is not a function of {moved} and the other ratios",
                where=self.name,
                mend="say in ‘to’ which variables are held constant",
            )
        return form

    def _within(self, symbol: sp.Symbol, basis: list[sp.Symbol]) -> sp.Expr | None:
        """Return a variable in terms of a basis, or nothing where that is not sufficient."""
        try:
            return self.reduce(symbol, basis)
        except ModelError:
            return None

    def _independent(self, symbols: list[sp.Symbol]) -> list[sp.Symbol]:
        """Return the symbols of which none follows from those before it."""
        basis: list[sp.Symbol] = []
        for symbol in symbols:
            if self._within(symbol, basis) is None:
                basis.append(symbol)
        return basis

    def derivative(
        self,
        name: str | sp.Symbol,
        wrt: str | sp.Symbol,
        to: Iterable[str | sp.Symbol] | None = None,
    ) -> sp.Expr:
        """Return ∂name/∂wrt, holding constant the other variables that `express` uses.

        Examples
        --------
        >>> Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"]).derivative("r", "k")
        -e/(k + 1)**2
        """
        symbol = self[wrt]
        return sp.factor(algebra.tidy(self.express(name, to, symbol).diff(symbol)))

    def sign(
        self,
        name: str | sp.Symbol,
        wrt: str | sp.Symbol,
        to: Iterable[str | sp.Symbol] | None = None,
        *,
        given: Iterable[str] = (),
        timeout: float = 10.0,
    ) -> str:
        """Return the sign of a derivative on the whole domain, or under the premises `given`.

        Returns
        -------
        str
            ``"+"``, ``"-"``, ``"0"``; ``"≥0"`` or ``"≤0"`` where it can vanish; ``"+ iff …"``
            where an inequality divides the signs, ``"±"`` where none was found; ``"?"`` where it
            could not be decided.

        Examples
        --------
        >>> m = Model.from_text(["r = e*v/(c + v)"])
        >>> m.sign("r", "e"), m.sign("r", "v")
        ('+', '+')
        """
        slope = self.derivative(name, wrt, to)
        basis = slope.free_symbols | {self[wrt]}
        premises = [self._premise(text, basis) for text in _texts(given)]
        return inquiry.sign(slope, premises, timeout=timeout)

    def _premise(self, text: str, basis: set[sp.Symbol]) -> Any:
        """Return a premise in which every variable stands as an expression of the basis."""
        names = {name: self[name] for name in names_in(text)}
        if not basis & set(self.equations):
            basis = set(self.exogenous)
        opened = {n: s if s in basis else self.reduce(s, basis) for n, s in names.items()}
        return parse_claim(text, opened)

    def limit(
        self,
        name: str | sp.Symbol,
        wrt: str | sp.Symbol,
        value: Any,
        to: Iterable[str | sp.Symbol] | None = None,
    ) -> sp.Expr:
        """Return where a variable tends as another goes to a value, or to ``"inf"``.

        Raises
        ------
        ModelError
            If no limit is found.

        Examples
        --------
        >>> m = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])
        >>> m.limit("r", "k", "inf"), m.limit("r", "k", 0)
        (0, e)
        """
        return inquiry.limit(self.express(name, to, wrt), self[wrt], value)

    def elasticities(
        self, name: str | sp.Symbol, to: Iterable[str | sp.Symbol] | None = None
    ) -> dict[sp.Symbol, sp.Expr]:
        """Return (∂y/∂x)·(x/y) for every variable x that y depends on.

        Examples
        --------
        >>> Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"]).elasticities("r")
        {e: 1, k: -k/(k + 1)}
        """
        form = self.express(name, to)
        symbols = sorted(form.free_symbols, key=lambda symbol: symbol.name)
        return {x: algebra.tidy(form.diff(x) * x / form) for x in symbols}

    def growth(self, name: str | sp.Symbol, to: Iterable[str | sp.Symbol] | None = None) -> sp.Eq:
        """Return the growth rate of a variable as a sum of growth rates.

        Notes
        -----
        ŷ = Σ ε_{y,x} x̂ with the elasticities ε. ``rhat`` prints as r̂ in LaTeX.

        Examples
        --------
        >>> Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"]).growth("r")
        Eq(rhat, ehat - k*khat/(k + 1))
        """
        terms = self.elasticities(name, to)
        total = sp.Add(*(factor * algebra.hat(symbol) for symbol, factor in terms.items()))
        return sp.Eq(algebra.hat(self[name]), total, evaluate=False)

    def claim(self, text: str) -> Any:
        """Return a typed claim about this model's variables, as a SymPy Boolean.

        Defined variables stand in it without their sign: that ``s`` is positive has to follow
        from ``s = y - v``, and must not turn ``abs(s)`` into ``s`` beforehand.
        """
        units.check_claim(parse_claim(text, self._with_terms(self._symbols)), where=f"«{text}»")
        names = {
            n: algebra.unsigned(s) if s in self.equations else s for n, s in self._symbols.items()
        }
        return parse_claim(text, self._with_terms(names))

    def _with_terms(self, names: Mapping[str, sp.Symbol]) -> dict[str, sp.Symbol]:
        """Return names and, beside them, the full terms that the vocabulary has for them."""
        terms = {term: names[letter] for term, letter in LETTERS.items() if letter in names}
        return {**terms, **names}

    def prove(self, claim: str, given: Iterable[str] = (), *, timeout: float = 10.0) -> Verdict:
        """Prove a claim from the equations and premises, or refute it with exact numbers.

        The domains of the exogenous variables are premises; those of the defined ones are not.

        Raises
        ------
        ExpressionError, UnknownNameError
            If the claim is none, or speaks of what is not in the model.
        ModelError
            If the premises contradict each other.

        Examples
        --------
        >>> m = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])
        >>> m.prove("r < 1/k", given=["e < 1"])
        Proof(r < 1/k)
        >>> m.prove("r < 1/10")
        Counterexample(c=1, s=1, v=1, e=1, k=1, r=1/2)
        """
        premises = [self.claim(text) for text in _texts(given)]
        known = {algebra.unsigned(symbol): body for symbol, body in self._reduced.items()}
        return decide(self.claim(claim), premises, definitions=known, timeout=timeout)

    def compile(self, name: str | sp.Symbol) -> Callable[..., Any]:
        """Return a fast function of the exogenous variables, by keyword.

        It evaluates common subexpressions once, in blocks of 16,384 rows that stay in the
        processor's cache. Inputs are arrays that broadcast together, or numbers.

        Examples
        --------
        >>> import numpy as np
        >>> r = Model.from_text(["r = s/(c + v)"]).compile("r")
        >>> r(c=np.array([80.0, 70.0]), v=np.array([20.0, 30.0]), s=20.0)
        array([0.2, 0.2])
        """
        symbol = self[name]
        function = numeric.compiled(self._reduced.get(symbol, symbol))
        function.__name__ = symbol.name
        return function

    def evaluate(self, values: Mapping[str, Any], *names: str | sp.Symbol) -> Any:
        """Return the value of one or more defined variables; of all, if none is named.

        Whole numbers, fractions and texts such as ``"1/5"`` stay exact; floats give floats;
        arrays and series give arrays and series.

        Raises
        ------
        ModelError
            If a value is missing, given twice, not a number or outside its domain, or nothing
            follows.

        Examples
        --------
        >>> m = Model.from_text(["e = s/v", "k = c/v", "r = s/(c + v)"])
        >>> m.evaluate({"c": 80, "v": 20, "s": 20})
        {'e': 1, 'k': 4, 'r': 1/5}
        >>> m.evaluate({"e": 1, "k": 4}, "rate_of_profit")
        1/5
        """
        given = self._given(values)
        wanted = [self[name] for name in names] or [s for s in self.defined if s not in given]
        forms = {symbol: self._form(symbol, given) for symbol in wanted}
        missing = {s.name for form in forms.values() for s in form.free_symbols - given.keys()}
        if missing:
            raise ModelError(
                f"{', '.join(sorted(missing))} has no value",
                where=self.name,
                mend=f"give it, as in {min(missing)}=1",
            )
        if any(numeric.is_column(value) for value in given.values()):
            found = {s.name: numeric.on_columns(s, form, given) for s, form in forms.items()}
        else:
            numbers = {s: numeric.inside(s, numeric.exact(v, s.name)) for s, v in given.items()}
            found = {s.name: numeric.at(s, form, numbers) for s, form in forms.items()}
        return found[wanted[0].name] if len(names) == 1 else found

    def _given(self, values: Mapping[str, Any]) -> dict[sp.Symbol, Any]:
        """Return values by symbol; a parameter stands for its value."""
        given: dict[sp.Symbol, Any] = {}
        for name, item in values.items():
            if self[name] in given:
                raise ModelError(f"{self[name]} is given twice", where=self.name)
            given[self[name]] = item if numeric.is_column(item) else getattr(item, "value", item)
        return given

    def _form(self, symbol: sp.Symbol, given: Mapping[sp.Symbol, Any]) -> sp.Expr:
        """Return what to compute `symbol` by: the exogenous variables, or a given basis."""
        if any(item in self.equations for item in given):
            return self.reduce(symbol, given)
        return self._reduced.get(symbol, symbol)

    def check(self, values: Mapping[str, Any]) -> dict[str, bool]:
        """Return which of the model's conditions hold for given numbers.

        Examples
        --------
        >>> A, b = variables("A b")
        >>> m = Model({b: A / 2}, conditions={"productive": A < 1})
        >>> m.check({"A": "3/5"})
        {'productive': True}
        """
        needed = {s.name for c in self.conditions.values() for s in c.free_symbols}
        known = {self[n]: numeric.exact(getattr(v, "value", v), n) for n, v in values.items()}
        defined = [name for name in needed if self[name] not in known]
        found = self.evaluate(values, *defined, defined[0]) if defined else {}
        known |= {self[name]: numeric.exact(value, name) for name, value in found.items()}
        return {name: bool(c.subs(known)) for name, c in self.conditions.items()}

    def explain(self, values: Mapping[str, Any]) -> str:
        """Return each equation with the numbers in it and its value.

        Examples
        --------
        >>> print(Model.from_text(["e = s/v"]).explain({"s": 80, "v": 52}))
        e = s/v = 80/52 = 20/13
        """
        self.evaluate(values)
        numbers = {self[n]: numeric.exact(getattr(v, "value", v), n) for n, v in values.items()}
        return inquiry.explain(self.equations, numbers)

    def compare(self, other: Model) -> dict[str, tuple[sp.Expr | None, sp.Expr | None]]:
        """Return the definitions in which two models differ, reduced to exogenous variables.

        Examples
        --------
        >>> ante = Model.from_text(["K = c + v", "r = s/K"])
        >>> ante.compare(Model.from_text(["K = c", "r = s/K"]))["r"]
        (s/(c + v), s/c)
        """
        ours = {s.name: algebra.tidy(body) for s, body in self._reduced.items()}
        return inquiry.differences(
            ours, {s.name: algebra.tidy(b) for s, b in other._reduced.items()}
        )

    def path(self, periods: int, values: Mapping[str, Any]) -> Any:
        """Return the path of the defined variables of a model with lags (see `capital.dynamics`).

        Parameters
        ----------
        periods
            Number of steps.
        values
            Exogenous numbers, or one for each period; the value of each lagged variable in the
            period before the first.

        Returns
        -------
        pandas.DataFrame
            One row per period, from 1; rational numbers stay exact.

        Examples
        --------
        >>> m = Model.from_text(["K = (1 + g)*lag(K)"])
        >>> m.path(3, {"K": 100, "g": "1/10"})["K"].tolist()
        [110, 121, 1331/10]
        """
        lagged = {current(symbol).name: current(symbol) for symbol in self.lags}
        given = {lagged.get(name) or self[name]: value for name, value in values.items()}
        return dynamics.path(self.equations, periods, given)

    def steady_state(self, values: Mapping[str, Any] | None = None) -> list[dict[str, sp.Expr]]:
        """Return every state in which lags equal current values.

        Examples
        --------
        >>> Model.from_text(["K = I + (1 - d)*lag(K)"]).steady_state({"I": 5, "d": "1/10"})
        [{'K': 50}]
        """
        given = {self[name]: value for name, value in (values or {}).items()}
        return dynamics.steady_state(self.equations, given)

    def to_latex(self) -> str:
        """Return the equations in LaTeX, one a line."""
        lines = [rf"{sp.latex(a)} &= {sp.latex(b)}" for a, b in self.equations.items()]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.to_latex()}$"

    def __repr__(self) -> str:
        body = ", ".join(f"{a} = {b}" for a, b in self.equations.items())
        return f"Model({self.name + ': ' if self.name else ''}{body})"


def _texts(given: str | Iterable[str]) -> list[str]:
    """Return typed texts as a list; one text alone is one, not its letters."""
    return [given] if isinstance(given, str) else list(given)


def _text_equation(text: str, names: Mapping[str, sp.Symbol]) -> tuple[sp.Expr, sp.Expr]:
    left = split_equation(text)[0]
    if left not in names:
        raise ModelError(
            f"«{text}» defines nothing", mend="the left side must be a single variable"
        )
    return parse_equation(text, names)
