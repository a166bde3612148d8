"""Numbers in and out of a model: exact where they can be, checked always, fast on arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Rational
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import erf
from sympy.printing.numpy import NumPyPrinter

from capital.errors import ModelError, check_choice
from capital.expression import parse_expression
from capital.units import is_share

#: Rows evaluated at a time: a few columns of this length stay in a core's cache.
BLOCK = 16_384


def exact(value: Any, name: str = "") -> sp.Expr:
    """Return a number as SymPy's, exact where it is: ``"1/5"``, ``Fraction(1, 5)``, ``0.2``.

    Raises
    ------
    ModelError
        If it is not a finite number.

    Examples
    --------
    >>> exact("3/15"), exact(0.5)
    (1/5, 0.500000000000000)
    """
    if isinstance(value, str):
        number = parse_expression(value, {})
    elif (
        isinstance(value, bool | np.bool_ | complex)
        or is_column(value)
        or not hasattr(value, "__float__")
    ):
        raise ModelError(f"{name} = {value!r} is no number")
    elif isinstance(value, sp.Expr):
        number = value
    elif isinstance(value, Rational):  # int, Fraction and the whole numbers of NumPy
        number = sp.Rational(int(value.numerator), int(value.denominator))
    else:
        number = sp.Float(float(value)) if math.isfinite(float(value)) else sp.nan
    if not (number.is_number and number.is_real and number.is_finite):
        raise ModelError(
            f"{name} = {value} is no finite number",
            mend="missing values are never filled in: give a number",
        )
    return number


def inside(symbol: sp.Symbol, number: sp.Expr, *, where: str = "") -> sp.Expr:
    """Return the number if it lies in the symbol's domain; raise `ModelError` if not."""
    outside = (symbol.is_positive and not number > 0) or (symbol.is_nonnegative and number < 0)
    if outside or (is_share(symbol) and number > 1):
        kind = "positive" if symbol.is_positive else "zero or more"
        kind += " and at most 1" if is_share(symbol) else ""
        raise ModelError(
            f"{symbol} must be {kind}, but is {number}",
            where=where,
            mend="correct the numbers, or declare it real",
        )
    return number


def at(symbol: sp.Symbol, form: sp.Expr, numbers: Mapping[sp.Symbol, sp.Expr]) -> Any:
    """Return the value of a formula at numbers: a SymPy number if exact, else a float.

    Raises
    ------
    ModelError
        If there is no value, or it lies outside the symbol's domain.
    """
    value = form.subs(numbers)
    inexact = value.has(sp.Float)
    if not (value.is_finite and value.is_real) or (inexact and not math.isfinite(float(value))):
        raise ModelError(
            f"{symbol} = {form} has no value at these numbers",
            mend="a denominator is zero, a root negative or the number too large",
        )
    inside(symbol, value)
    return float(value) if inexact else value


def is_column(value: Any) -> bool:
    """Say whether a value is an array, series or list, rather than one number."""
    return hasattr(value, "__len__") and not isinstance(value, str)


def on_columns(symbol: sp.Symbol, form: sp.Expr, given: Mapping[sp.Symbol, Any]) -> Any:
    """Return the value of a formula on columns; a series where one of them is a series.

    Raises
    ------
    ModelError
        If the columns do not fit together, or a value is missing or outside its domain.
    """
    columns = {item: column(item, value) for item, value in given.items()}
    try:
        shape = np.broadcast_shapes(*(array.shape for array in columns.values()))
    except ValueError:
        lengths = ", ".join(f"{item} {array.size}" for item, array in columns.items())
        raise ModelError(f"the columns have different lengths: {lengths}") from None
    indexed = [value for value in given.values() if hasattr(value, "iloc")]
    for other in indexed[1:]:
        if not other.index.equals(indexed[0].index):
            raise ModelError(
                "the series have different periods", mend="select the common periods first"
            )
    with np.errstate(all="ignore"):  # what is not finite is refused below
        result = compiled(form)(**{item.name: columns[item] for item in form.free_symbols})
    result = np.broadcast_to(column(symbol, result), shape).copy()
    return type(indexed[0])(result, index=indexed[0].index) if indexed else result


def column(symbol: sp.Symbol, value: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a column as floats; raise `ModelError` at the first that is outside the domain."""
    given = exact(value, symbol.name) if isinstance(value, str) else value
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise ModelError(f"{symbol} is no column of numbers") from None
    numbers = np.atleast_1d(array)
    bad = ~np.isfinite(numbers)
    if symbol.is_positive:
        bad |= ~(numbers > 0)
    elif symbol.is_nonnegative:
        bad |= numbers < 0
    if is_share(symbol):
        bad |= numbers > 1
    if bad.any():
        row = int(np.argmax(bad))
        raise ModelError(
            f"{symbol} is {numbers[row]} in row {row}, outside its domain",
            mend="remove or correct that row; nothing is filled or clipped",
        )
    return array


class _Printer(NumPyPrinter):  # type: ignore[misc]
    """Write x⁻¹ as a division: NumPy's general power is four times as slow."""

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> Any:
        if expr.exp.is_Integer and expr.exp.is_negative:
            return f"(1/({self._print(expr.base**-expr.exp)}))"
        return super()._print_Pow(expr, rational=rational)


def compiled(expression: sp.Expr) -> Callable[..., Any]:
    """Return a fast function of the expression's symbols, by keyword, evaluated in blocks."""
    symbols = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
    # Stand-ins, so that a variable called like one of NumPy's functions does not hide it.
    stand_ins = {symbol: sp.Dummy(symbol.name, real=True) for symbol in symbols}
    body = expression.xreplace(stand_ins)
    printer = _Printer({"fully_qualified_modules": False, "allow_unknown_functions": True})
    known = [{"erf": erf}, "numpy"]
    kernel = sp.lambdify(list(stand_ins.values()), body, modules=known, printer=printer, cse=True)
    names = [symbol.name for symbol in symbols]

    def function(**inputs: Any) -> Any:
        for name in inputs:
            check_choice("input", name, names)
        missing = [name for name in names if name not in inputs]
        if missing:
            raise ModelError(
                f"{', '.join(missing)} has no value", mend=f"give {', '.join(names)} by keyword"
            )
        return _in_blocks(kernel, [inputs[item] for item in names])

    function.__doc__ = str(expression)
    return function


def _in_blocks(kernel: Callable[..., Any], inputs: list[Any]) -> Any:
    arrays = np.broadcast_arrays(*[np.asarray(item, dtype=float) for item in inputs])
    if not arrays or arrays[0].size <= BLOCK:
        return np.asarray(kernel(*arrays), dtype=float)
    flat = [array.reshape(-1) for array in arrays]
    result = np.empty(flat[0].size)
    for start in range(0, result.size, BLOCK):
        stop = start + BLOCK
        result[start:stop] = kernel(*(array[start:stop] for array in flat))
    return result.reshape(arrays[0].shape)
