"""From a formula and a table to the two sides of a regression.

The formula is a small language of its own, never Python: ``ln_e ~ log(wage) + lag(u, 2)``.
Whatever would make the estimates meaningless, which a pseudo-inverse hides, is refused here: a
missing number, a regressor that is constant or a combination of others, a sample too short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.linalg import qr

from capital.econometrics._series import listed
from capital.errors import DataError, ExpressionError, unknown

CONSTANT = "const"
Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Factor:
    """A column, or one function of a factor: ``log``, ``lag``, ``diff`` or ``C`` (groups)."""

    name: str
    inner: Factor | None = None
    order: int = 1

    def __str__(self) -> str:
        if self.inner is None:
            return self.name
        order = f", {self.order}" if self.name == "lag" and self.order != 1 else ""
        return f"{self.name}({self.inner}{order})"


@dataclass(frozen=True)
class Formula:
    """The two sides of ``y ~ a + b:c``; each term is a product of factors."""

    left: Factor
    terms: tuple[tuple[Factor, ...], ...]
    constant: bool


def parse_formula(text: str) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text
        ``y ~ x + log(z) + lag(x, 2) + diff(y) + C(group) + a:b - 1``. Names of columns stand
        as they are, or in backquotes where they are not plain words. ``- 1`` leaves the
        constant out.

    Raises
    ------
    ExpressionError
        If it is no such formula.

    Examples
    --------
    >>> formula = parse_formula("ln_e ~ lag(u, 2) + a:log(b) - 1")
    >>> [":".join(map(str, term)) for term in formula.terms], formula.constant
    (['lag(u, 2)', 'a:log(b)'], False)
    """
    if not isinstance(text, str) or text.count("~") != 1:
        raise ExpressionError("a formula has one ‘~’", where=str(text), mend="write y ~ x + z")
    left, right = text.split("~")
    reader = _Reader(text, left)
    target = reader.factor()
    reader.end()
    reader = _Reader(text, right)
    terms, constant = reader.sum()
    reader.end()
    if target.name == "C":
        raise ExpressionError("the left side cannot be a set of groups", where=text)
    return Formula(target, terms, constant)


def design(frame: pd.DataFrame, formula: str | Formula) -> tuple[pd.Series, pd.DataFrame]:
    """Return the left-hand side and the regressors of a formula.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, m)
        Over a `PeriodIndex` without holes where the formula has lags or differences.
    formula
        See `parse_formula`.

    Returns
    -------
    y : pandas.Series, shape (n − p,)
    X : pandas.DataFrame, shape (n − p, k)
        The constant, where there is one, comes first. p are the periods that lags and
        differences use up.

    Raises
    ------
    ExpressionError, UnknownNameError, DataError
        See the message.

    Examples
    --------
    >>> frame = pd.DataFrame({"y": [1.0, 2, 4, 3], "x": [1.0, 3, 2, 5]},
    ...                      index=pd.period_range("2020", periods=4, freq="Y"))
    >>> y, X = design(frame, "y ~ lag(x)")
    >>> X.to_dict("list")
    {'const': [1.0, 1.0, 1.0], 'lag(x)': [1.0, 3.0, 2.0]}
    """
    parsed = parse_formula(formula) if isinstance(formula, str) else formula
    if not isinstance(frame, pd.DataFrame) or not frame.columns.is_unique:
        raise DataError("this is no table with one name per column", mend="give a DataFrame")
    if not len(frame):
        raise DataError("the table is empty")
    y = _column(frame, parsed.left)
    columns = {CONSTANT: pd.Series(1.0, index=frame.index)} if parsed.constant else {}
    for term in parsed.terms:
        columns |= _term(frame, term)
    if not columns:
        raise ExpressionError("the right side is empty", mend="add a regressor or the constant")
    regressors = pd.DataFrame(columns, index=frame.index)
    lost = max([_depth(parsed.left), *(_depth(factor) for t in parsed.terms for factor in t)])
    y, regressors = y.iloc[lost:], regressors.iloc[lost:]
    for name, values in ((str(parsed.left), y), *regressors.items()):
        _check_finite(str(name), values)
    return y.rename(str(parsed.left)), regressors


def check_design(y: pd.Series, regressors: pd.DataFrame, *, spare: int = 2) -> None:
    """Refuse regressors from which no estimate follows.

    Parameters
    ----------
    y : pandas.Series, shape (n,)
    regressors : pandas.DataFrame, shape (n, k)
    spare : int
        The smallest number of degrees of freedom that will do.

    Raises
    ------
    DataError
        If there are fewer than k + `spare` observations, y does not vary, or a regressor does
        not vary or is a linear combination of others, which are named.
    """
    n, k = regressors.shape
    if n < k + spare:
        raise DataError(
            f"{n} observations are too few for {k} coefficients",
            where=str(y.name),
            mend=f"give at least {k + spare}, or fewer regressors or lags",
        )
    if np.ptp(y.to_numpy()) <= 1e-13 * np.abs(y.to_numpy()).max():
        raise DataError(f"{y.name} is the same in all observations", mend="choose another series")
    has_constant = CONSTANT in regressors
    for name in regressors.columns.drop(CONSTANT, errors="ignore"):
        values = regressors[name].to_numpy()
        still = np.ptp(values) <= 1e-13 * np.abs(values).max()
        if still and (has_constant or not values.any()):
            raise DataError("a regressor does not vary", where=str(name), mend="leave it out")
    _check_independent(regressors)


def accounting_reason(y: pd.Series, regressors: pd.DataFrame) -> str:
    """Say that y is a combination of the regressors in every observation, or return «».

    Such an equation is an identity: its coefficients are definitions and nothing is tested.
    """
    matrix, target = regressors.to_numpy(), y.to_numpy()
    scale = np.linalg.norm(matrix, axis=0)
    coefficients = np.linalg.lstsq(matrix / scale, target, rcond=None)[0]
    gap = target - matrix / scale @ coefficients
    if np.abs(gap).max() > 1e-9 * np.abs(target).max():
        return ""
    return f"{y.name} is an exact combination of {listed(regressors.columns)} in every observation"


class _Reader:
    """One side of a formula, read from left to right."""

    _TOKEN = re.compile(r"\s*(?:(`[^`]+`)|([^\W\d]\w*)|(\d+)|([-+:(),]))")

    def __init__(self, formula: str, text: str) -> None:
        self.formula, self.tokens, at = formula, [], 0
        text = text.strip()
        while at < len(text):
            match = self._TOKEN.match(text, at)
            if match is None:
                raise ExpressionError(
                    f"‘{text[at]}’ has no meaning in a formula",
                    where=formula,
                    mend="use names, log, lag, diff, C, ‘+’, ‘:’ and ‘- 1’",
                )
            self.tokens.append(match.group().strip())
            at = match.end()
        self.at = 0

    def sum(self) -> tuple[tuple[tuple[Factor, ...], ...], bool]:
        terms: list[tuple[Factor, ...]] = []
        constant = True
        for sign, term in self._signed():
            if term == "1":
                constant = sign == "+"
            elif term == "0":
                constant = False
            elif isinstance(term, str) or sign == "-":
                raise ExpressionError(
                    "only the constant is taken away, by ‘- 1’", where=self.formula
                )
            elif term in terms:
                raise ExpressionError("a term stands twice", where=self.formula)
            else:
                terms.append(term)
        return tuple(terms), constant

    def _signed(self) -> Iterator[tuple[str, tuple[Factor, ...] | str]]:
        sign = self.take() if self.peek() in ("+", "-") else "+"
        while True:
            yield sign, self.take() if self.peek().isdigit() else self.product()
            if self.peek() not in ("+", "-"):
                return
            sign = self.take()

    def product(self) -> tuple[Factor, ...]:
        factors = [self.factor()]
        while self.peek() == ":":
            self.take()
            factors.append(self.factor())
        return tuple(factors)

    def factor(self) -> Factor:
        name = self.take()
        if not (name.startswith("`") or name.isidentifier()):
            raise ExpressionError(
                f"‘{name or 'the end'}’ where a name should stand", where=self.formula
            )
        if self.peek() != "(" or name.startswith("`"):
            return Factor(name.strip("`"))
        if name not in ("log", "lag", "diff", "C"):
            raise unknown("function", name, ("log", "lag", "diff", "C"), where=self.formula)
        self.take()
        inner, order = self.factor(), 1
        if self.peek() == "," and name == "lag":
            self.take()
            order = int(number) if (number := self.take()).isdigit() else 0
        if self.take() != ")" or order < 1 or (inner.name == "C" and inner.inner):
            raise ExpressionError(
                f"{name}(…) is not well formed",
                where=self.formula,
                mend="write log(x), lag(x, 2), diff(x) or C(group)",
            )
        return Factor(name, inner, order)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise ExpressionError(f"‘{self.peek()}’ is out of place", where=self.formula)


def _term(frame: pd.DataFrame, factors: tuple[Factor, ...]) -> dict[str, pd.Series]:
    columns: dict[str, pd.Series] = {}
    for factor in factors:
        new = (
            _dummies(frame, factor)
            if factor.name == "C" and factor.inner
            else {str(factor): _column(frame, factor)}
        )
        columns = {
            f"{a}:{b}" if a else b: left * right if a else right
            for a, left in (columns or {"": None}).items()
            for b, right in new.items()
        }
    return columns


def _dummies(frame: pd.DataFrame, factor: Factor) -> dict[str, pd.Series]:
    """Return one column per group but the first, in order of the groups' names."""
    assert factor.inner is not None
    groups = _raw(frame, factor.inner.name)
    if groups.isna().any():
        raise DataError(
            f"a group is missing in {listed(frame.index[groups.isna()])}", where=str(factor)
        )
    names = sorted(groups.unique(), key=str)
    if len(names) < 2:
        raise DataError("there is one group only", where=str(factor), mend="leave it out")
    return {f"{factor}[{name}]": (groups == name).astype(float) for name in names[1:]}


def _column(frame: pd.DataFrame, factor: Factor) -> pd.Series:
    if factor.inner is None:
        values = _raw(frame, factor.name)
        if not pd.api.types.is_any_real_numeric_dtype(values.dtype) and values.dtype != bool:
            raise DataError(
                f"the column holds {values.dtype}, not numbers",
                where=factor.name,
                mend="convert it, or write C(…) for groups",
            )
        return values.astype(float)
    values = _column(frame, factor.inner)
    if factor.name == "log":
        wrong = values[values <= 0]
        if len(wrong):
            raise DataError(
                f"{factor.inner} is {wrong.iloc[0]:.4g} in {wrong.index[0]}",
                where=str(factor),
                mend="a logarithm needs positive values",
            )
        return np.log(values)
    if factor.name == "C":
        raise ExpressionError("groups stand at the top of a term", where=str(factor))
    _check_periods(frame, factor)
    return values.shift(factor.order) if factor.name == "lag" else values.diff()


def _raw(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise unknown("column", name, map(str, frame.columns))
    return frame[name]


def _depth(factor: Factor) -> int:
    own = factor.order if factor.inner and factor.name in ("lag", "diff") else 0
    return own + (_depth(factor.inner) if factor.inner else 0)


def _check_periods(frame: pd.DataFrame, factor: Factor) -> None:
    index: Any = frame.index
    follow = isinstance(index, pd.PeriodIndex) and (np.diff(index.asi8) == index.freq.n).all()
    if not follow:
        raise DataError(
            "its rows are not periods that follow one another",
            where=str(factor),
            mend="give a PeriodIndex without a hole",
        )


def _check_finite(name: str, values: pd.Series) -> None:
    wrong = ~np.isfinite(values.to_numpy())
    if wrong.any():
        raise DataError(
            f"{name} is missing or infinite in {listed(values.index[wrong])}",
            mend="leave these rows out yourself and say so",
        )


def _check_independent(regressors: pd.DataFrame) -> None:
    matrix = regressors.to_numpy(dtype=float)
    matrix = matrix / np.linalg.norm(matrix, axis=0)
    _, triangle, order = qr(matrix, mode="economic", pivoting=True)
    pivots = np.abs(np.diag(triangle))
    rank = int((pivots > 1e-10 * pivots[0]).sum())
    if rank == matrix.shape[1]:
        return
    spanning, excess = order[:rank], order[rank]
    weights = np.linalg.lstsq(matrix[:, spanning], matrix[:, excess], rcond=None)[0]
    names = regressors.columns
    others = listed(names[i] for i, w in zip(spanning, weights, strict=True) if abs(w) > 1e-8)
    raise DataError(
        f"{names[excess]} is a linear combination of {others}",
        mend="leave one of them out: their coefficients cannot be told apart",
    )
