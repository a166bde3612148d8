r"""Bauer's scheme and Grossmann's breakdown: when surplus-value no longer suffices to accumulate.

Bauer lets constant capital grow by a tenth a year and variable capital by a twentieth, like the
working population, with a constant rate of surplus-value:

.. math:: c_t = c_0(1+g_c)^t,\qquad v_t = v_0(1+g_v)^t,\qquad s_t = e\,v_t.

What capitalists can consume is the surplus-value that this accumulation leaves,

.. math:: k_{cap} = s - g_c c - g_v v .

Because c outgrows v it first rises, then falls, and at last turns negative: Grossmann's breakdown.
Year 1 is :math:`t = 0`, so the breakdown comes in the first year with
:math:`t = year - 1 > \ln\frac{(e-g_v)v_0}{g_c c_0}\big/\ln\frac{1+g_c}{1+g_v}`.

Its weak point is the assumption that c grows at a fixed rate whatever the rate of profit. Since
:math:`k_{cap} = (r-g)(c+v)` with :math:`g` the growth of the whole capital, "breakdown" says only
that capital was to grow faster than its rate of profit.

References
----------
Bauer (1913), "Die Akkumulation des Kapitals", *Die Neue Zeit* 31. Grossmann (1929), *The Law of
Accumulation and Breakdown of the Capitalist System*, ch. 2. Sweezy (1942), ch. 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import sympy as sp

from capital.errors import ModelError
from capital.model import Model, variables
from capital.theory.exact import frame, rational, whole

SOURCE = "Bauer 1913; Grossmann 1929, ch. 2"


@dataclass(frozen=True)
class Breakdown:
    """A scheme in which c and v grow at fixed rates, exactly.

    Attributes
    ----------
    c, v : sympy.Rational
        Constant and variable capital of year 1.
    e : sympy.Rational
        Rate of surplus-value.
    g_c, g_v : sympy.Rational
        Growth of c and v, a year.
    """

    c: sp.Rational
    v: sp.Rational
    e: sp.Rational
    g_c: sp.Rational
    g_v: sp.Rational

    def consumption(self, year: int) -> sp.Rational:
        """Return what capitalists can consume in a year; year 1 is t = 0.

        Examples
        --------
        >>> bauer_grossmann().consumption(1)
        75000
        """
        t = whole(year, "year") - 1
        left = (self.e - self.g_v) * self.v * (1 + self.g_v) ** t
        return left - self.g_c * self.c * (1 + self.g_c) ** t

    def table(self, years: int = 36) -> pd.DataFrame:
        """Return the scheme year by year.

        Returns
        -------
        pandas.DataFrame
            By year, exact: c, v, s, W; a_c and a_v, what is added to c and v; k_cap, what
            capitalists consume (negative: what is lacking); r = s/(c + v).

        Examples
        --------
        >>> table = bauer_grossmann().table(years=2)[["c", "v", "a_c", "a_v", "k_cap", "r"]]
        >>> print(table)  # doctest: +NORMALIZE_WHITESPACE
                   c       v    a_c   a_v  k_cap      r
        year
        1     200000  100000  20000  5000  75000    1/3
        2     220000  105000  22000  5250  77750  21/65
        """
        return frame([self._year(year) for year in range(1, whole(years, "years") + 1)], "year")

    def _year(self, year: int) -> dict[str, Any]:
        c, v = self.c * (1 + self.g_c) ** (year - 1), self.v * (1 + self.g_v) ** (year - 1)
        s = self.e * v
        return {
            "year": year,
            "c": c,
            "v": v,
            "s": s,
            "W": c + v + s,
            "a_c": self.g_c * c,
            "a_v": self.g_v * v,
            "k_cap": s - self.g_c * c - self.g_v * v,
            "r": s / (c + v),
        }

    @property
    def peak_year(self) -> int | None:
        """The first year of the highest consumption; ``None`` where it always rises."""
        if self.g_c <= self.g_v:
            return None
        gain, loss = (self.e - self.g_v) * self.v * self.g_v, self.c * self.g_c**2
        return 1 + _first(self._factor, gain / loss, lambda power, bar: power >= bar)

    @property
    def breakdown_year(self) -> int | None:
        """The first year in which consumption would be negative; ``None`` where it never is."""
        if self.consumption(1) < 0:
            return 1
        if self.g_c <= self.g_v:
            return None
        ratio = (self.e - self.g_v) * self.v / (self.g_c * self.c)
        return 1 + _first(self._factor, ratio, lambda power, bar: power > bar)

    @property
    def _factor(self) -> sp.Rational:
        return (1 + self.g_c) / (1 + self.g_v)


def bauer_grossmann(
    *, c: Any = 200_000, v: Any = 100_000, e: Any = 1, g_c: Any = "1/10", g_v: Any = "1/20"
) -> Breakdown:
    """Return Bauer's scheme, or one with other numbers, to be followed to its breakdown.

    Parameters
    ----------
    c, v
        Constant and variable capital of year 1, in one unit of value.
    e
        Rate of surplus-value.
    g_c, g_v
        Growth of c and v a year. Decimals are read as they are written.

    Raises
    ------
    ModelError
        If a number is not rational, c, v or e is not positive, c does not grow or v shrinks.

    Examples
    --------
    >>> scheme = bauer_grossmann()
    >>> scheme.peak_year, scheme.breakdown_year
    (20, 35)
    >>> bauer_grossmann(e=2).breakdown_year     # a higher rate of surplus-value only delays it
    50
    """
    return Breakdown(
        c=rational(c, "c", above=0),
        v=rational(v, "v", above=0),
        e=rational(e, "e", above=0),
        g_c=rational(g_c, "g_c", above=0),
        g_v=rational(g_v, "g_v", least=0),
    )


def consumption(*, unit: str = "mark") -> Model:
    """Return what capitalists can consume, and how it hangs on the rate of profit.

    Parameters
    ----------
    unit
        Unit of value; one turnover a year, so that rates are pure numbers.

    Returns
    -------
    Model
        k_cap = s − g_c·c − g_v·v, the rate of profit r, and the growth g of c + v.

    Examples
    --------
    >>> consumption().prove("k_cap < 0", given=["r < g"])
    Proof(k_cap < 0)
    """
    c, v, s = variables("c v s", unit=unit)
    k_cap = variables("k_cap", unit=unit, domain="real")
    g_c, g_v, g, r = variables("g_c g_v g r")
    return Model(
        {k_cap: s - g_c * c - g_v * v, r: s / (c + v), g: (g_c * c + g_v * v) / (c + v)},
        name="consumption of capitalists",
        source=SOURCE,
        assumptions=("c and v grow at given rates, whatever the rate of profit",),
    )


def time_of_breakdown(*, unit: str = "mark") -> Model:
    """Return after how many years (t, with t = 0 in year 1) capitalists' consumption is zero.

    Parameters
    ----------
    unit
        Unit of value.

    Returns
    -------
    Model
        Of c_0, v_0, e, g_c, g_v. Meaningful where g_c exceeds g_v.

    Examples
    --------
    >>> bauer = {"c_0": 2.0e5, "v_0": 1.0e5, "e": 1, "g_c": 0.1, "g_v": 0.05}
    >>> round(time_of_breakdown().evaluate(bauer, "t"), 6)
    33.494069
    """
    c_0, v_0 = variables("c_0 v_0", unit=unit)
    e, g_c = variables("e g_c")
    g_v = variables("g_v", domain="nonnegative")
    t = variables("t", domain="real")
    left, taken = (e - g_v) * v_0, g_c * c_0
    return Model(
        {t: sp.log(left / taken) / sp.log((1 + g_c) / (1 + g_v))},
        name="time of breakdown",
        source=SOURCE,
    )


def _first(factor: sp.Rational, bar: sp.Rational, passed: Any) -> int:
    """Return the first t ≥ 0 at which factor^t has passed the bar, exactly; the factor exceeds 1.

    The logarithm only guesses; the powers decide, so that no rounding dates a year wrongly.
    """
    if passed(sp.Integer(1), bar):
        return 0
    guess = sp.log(bar) / sp.log(factor)
    t = max(0, int(guess.evalf(30)) - 1)
    if t > 10_000:
        raise ModelError(
            f"the year lies more than {t} years ahead", mend="let c and v grow less alike"
        )
    while not passed(factor**t, bar):
        t += 1
    return t
