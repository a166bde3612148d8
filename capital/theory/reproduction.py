r"""Expanded reproduction: two departments that accumulate, year by year, by Marx's rule.

Department I chooses the share :math:`\theta_I` of its surplus-value that it adds to its capital;
Department II adapts, because what I offers it beyond :math:`c_{II}` is its :math:`\Delta c_{II}`:

.. math:: \Delta c_I = \theta_I s_I\frac{k_I}{1+k_I},\quad
          \Delta c_{II} = v_I + \Delta v_I + (1-\theta_I)s_I - c_{II},\quad
          \Delta v_i = \frac{\Delta c_i}{k_i},\quad s = ev .

Then I grows at :math:`g = \theta_I e/(1+k_I)`, and from the second year on so does II: the
proportions are on the balanced ray

.. math:: \frac{c_{II}}{c_I} = \frac{1+(1+e)/k_I}{1+g} - 1,\qquad
          \theta_{II} = g\,\frac{1+k_{II}}{e},\qquad \theta_I r_I = \theta_{II} r_{II} = g .

That they are there after *one* step is a property of this rule, in which II is what is left over,
and not of capitalism. It is feasible if and only if :math:`0\le\theta_{II}\le 1` in every year.

Assumptions: those of `capital.theory.departments` (whose models `simple`, `luxuries` and
`expanded` can also be called from here); one constant e; compositions constant.

References
----------
Marx, *Capital* II, ch. 21. Luxemburg (1913), *The Accumulation of Capital*, ch. 25. Harris
(1972), *Journal of Political Economy* 80. Morishima (1973), *Marx's Economics*, ch. 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
import sympy as sp

from capital.errors import ModelError, check_choice
from capital.theory.departments import expanded, luxuries, simple
from capital.theory.exact import frame, rational, whole

__all__ = [
    "ILLUSTRATIONS",
    "ROUNDED",
    "Department",
    "ExpandedScheme",
    "Ray",
    "expanded",
    "expanded_scheme",
    "luxuries",
    "rising_composition",
    "rounded",
    "simple",
]

#: What Marx starts from: capital of year 1, rate of surplus-value, composition of what is added.
ILLUSTRATIONS: Mapping[str, Mapping[str, int]] = {
    "first": {"c_I": 4000, "v_I": 1000, "c_II": 1500, "v_II": 750, "k_I": 4, "k_II": 2},
    "second": {"c_I": 5000, "v_I": 1000, "c_II": 1430, "v_II": 285, "k_I": 5, "k_II": 5},
}
#: What Marx prints where he rounds; all his other figures are exact.
ROUNDED: Mapping[str, Mapping[int, Mapping[str, int]]] = {
    "first": {5: {"W": 13043}, 6: {"W": 14348}},
    "second": {
        2: {"c_I": 5417, "v_I": 1083, "W_I": 7583, "c_II": 1583, "v_II": 316, "W_II": 2215},
        3: {"c_I": 5869, "v_I": 1173, "W_I": 8215, "c_II": 1715, "v_II": 342, "W_II": 2399},
        4: {"c_I": 6358, "v_I": 1271, "W_I": 8900, "c_II": 1858, "v_II": 371, "W_II": 2600},
    },
}


class Department(NamedTuple):
    """A department at the start of a year: its capitals c and v, and the k of what it adds."""

    c: sp.Rational
    v: sp.Rational
    k: sp.Rational

    def add(self, amount: sp.Rational) -> Department:
        """Return the department after it has added an amount to its capital, as k : 1."""
        share = 1 / (1 + self.k)
        return Department(self.c + amount * self.k * share, self.v + amount * share, self.k)


class Ray(NamedTuple):
    """Balanced growth: its rate, c_II/c_I, and the share that Department II accumulates."""

    growth: sp.Rational
    proportion: sp.Rational
    share: sp.Rational


@dataclass(frozen=True)
class ExpandedScheme:
    """Expanded reproduction by Marx's rule, exactly.

    Attributes
    ----------
    I, II : Department
        The departments in year 1.
    e, share : sympy.Rational
        Rate of surplus-value; share of it that Department I accumulates.
    """

    I: Department
    II: Department
    e: sp.Rational
    share: sp.Rational

    def table(self, years: int = 6) -> pd.DataFrame:
        """Return the scheme at the start of each year.

        Returns
        -------
        pandas.DataFrame
            By year, exact: c, v, s, W of each department, the total W and theta_II, the share
            that Department II accumulates in the course of the year.

        Raises
        ------
        ModelError
            If in some year Department II would have to shrink, or accumulate more than its
            surplus-value.

        Examples
        --------
        >>> table = expanded_scheme().table(years=3)
        >>> print(table[["c_I", "v_I", "c_II", "v_II", "W"]])  # doctest: +NORMALIZE_WHITESPACE
               c_I   v_I  c_II v_II      W
        year
        1     4000  1000  1500  750   9000
        2     4400  1100  1600  800   9800
        3     4840  1210  1760  880  10780
        """
        rows, I, II = [], self.I, self.II
        for year in range(1, whole(years, "years") + 1):
            s_I, s_II = self.e * I.v, self.e * II.v
            first = {"c_I": I.c, "v_I": I.v, "s_I": s_I, "W_I": I.c + I.v + s_I}
            second = {"c_II": II.c, "v_II": II.v, "s_II": s_II, "W_II": II.c + II.v + s_II}
            added = self._left_to_second(I, II, year)
            total = {"W": first["W_I"] + second["W_II"], "theta_II": added / s_II}
            rows.append({"year": year, **first, **second, **total})
            I, II = I.add(self.share * s_I), II.add(added)
        return frame(rows, "year")

    def ray(self) -> Ray:
        """Return the balanced growth on which the departments are from the second year on.

        Notes
        -----
        The proportion supposes c = k·v in I, the share the same in II. Where the capitals at the
        start differ from that, as in Marx's second illustration, they are limits.

        Examples
        --------
        >>> expanded_scheme("second").ray()
        Ray(growth=1/12, proportion=19/65, share=1/2)
        """
        growth = self.share * self.e / (1 + self.I.k)
        proportion = (1 + (1 + self.e) / self.I.k) / (1 + growth) - 1
        return Ray(growth, proportion, growth * (1 + self.II.k) / self.e)

    def feasible_shares(self) -> tuple[sp.Rational, sp.Rational] | None:
        """Return the least and the greatest theta_I that year 1 allows; ``None`` if there is none.

        Notes
        -----
        More would make Department II shrink; less would leave it more means of production than
        its surplus-value can put to work.

        Examples
        --------
        >>> expanded_scheme().feasible_shares()
        (0, 5/8)
        """
        return self._shares(self.I, self.II)

    def _shares(self, I: Department, II: Department) -> tuple[sp.Rational, sp.Rational] | None:
        whole_share = self.e * I.v * I.k / (1 + I.k)
        most = I.v * (1 + self.e) - II.c
        least = most - self.e * II.v * II.k / (1 + II.k)
        low, high = max(least / whole_share, sp.S.Zero), min(most / whole_share, sp.S.One)
        return (low, high) if low <= high else None

    def _left_to_second(self, I: Department, II: Department, year: int) -> sp.Rational:
        """Return what Department II has to accumulate: Δc_II from the exchange, and Δv_II with it.

        Raises
        ------
        ModelError
            If that is negative or more than its surplus-value.
        """
        surplus = self.e * I.v
        dc_I = self.share * surplus * I.k / (1 + I.k)
        dc_II = I.v + surplus - dc_I - II.c
        added, s_II = dc_II * (1 + 1 / II.k), self.e * II.v
        if 0 <= added <= s_II:
            return added
        shares = self._shares(I, II)
        raise ModelError(
            f"in year {year} Department II would have to shrink: Δc_II = {dc_II}"
            if added < 0
            else f"in year {year} Department II would accumulate more than its surplus-value: "
            f"theta_II = {added / s_II}",
            where="expanded reproduction",
            mend=f"in that year theta_I from {shares[0]} to {shares[1]} is feasible"
            if shares
            else "in that year no theta_I is feasible: change the capitals of year 1",
        )


def expanded_scheme(
    illustration: str = "first",
    *,
    c_I: Any = None,
    v_I: Any = None,
    c_II: Any = None,
    v_II: Any = None,
    e: Any = 1,
    k_I: Any = None,
    k_II: Any = None,
    theta_I: Any = "1/2",
) -> ExpandedScheme:
    """Return one of Marx's two schemes of expanded reproduction, or a variation on it.

    Parameters
    ----------
    illustration
        ``"first"`` or ``"second"``: what is not given otherwise is taken from there.
    c_I, v_I, c_II, v_II
        Capitals of year 1, in one unit of value.
    e
        Rate of surplus-value of both departments.
    k_I, k_II
        Composition Δc : Δv of what is added to each department.
    theta_I
        Share of its surplus-value that Department I accumulates.

    Raises
    ------
    UnknownNameError
        If there is no such illustration.
    ModelError
        If a number is not rational, not positive, or theta_I no share.

    Examples
    --------
    >>> expanded_scheme().table(years=6)["theta_II"].to_list()
    [1/5, 3/10, 3/10, 3/10, 3/10, 3/10]
    >>> expanded_scheme(theta_I="3/4").table()
    Traceback (most recent call last):
        ...
    capital.errors.ModelError: in year 1 Department II would have to shrink: Δc_II = -100 (in \
expanded reproduction); in that year theta_I from 0 to 5/8 is feasible
    """
    check_choice("illustration", illustration, ILLUSTRATIONS)
    given = {"c_I": c_I, "v_I": v_I, "c_II": c_II, "v_II": v_II, "k_I": k_I, "k_II": k_II}
    numbers = {
        name: rational(ILLUSTRATIONS[illustration][name] if value is None else value, name, above=0)
        for name, value in given.items()
    }
    return ExpandedScheme(
        I=Department(numbers["c_I"], numbers["v_I"], numbers["k_I"]),
        II=Department(numbers["c_II"], numbers["v_II"], numbers["k_II"]),
        e=rational(e, "e", above=0),
        share=rational(theta_I, "theta_I", least=0, most=1),
    )


def rounded(illustration: str = "first") -> pd.DataFrame:
    """Return the figures that Marx rounds, beside the exact ones.

    Parameters
    ----------
    illustration
        ``"first"`` or ``"second"``.

    Returns
    -------
    pandas.DataFrame
        By year and item: ``marx``, ``exact`` and ``difference`` = exact − marx.

    Examples
    --------
    >>> print(rounded("first"))  # doctest: +NORMALIZE_WHITESPACE
                marx      exact difference
    year item
    5    W     13043    65219/5        4/5
    6    W     14348  717409/50       9/50
    """
    check_choice("illustration", illustration, ROUNDED)
    printed = ROUNDED[illustration]
    exact = expanded_scheme(illustration).table(years=max(printed))
    rows = [
        {"year": year, "item": item, "marx": sp.Integer(figure), "exact": exact.loc[year, item]}
        for year, figures in printed.items()
        for item, figure in figures.items()
    ]
    table = pd.DataFrame(rows).set_index(["year", "item"])
    return table.assign(difference=table["exact"] - table["marx"])


def rising_composition(
    compositions: Iterable[Any] = (6, 7, 8), *, scheme: ExpandedScheme | None = None
) -> pd.DataFrame:
    """Return what becomes of a scheme when more of what is added is constant capital.

    Parameters
    ----------
    compositions
        Δc : Δv of what both departments add in year 1, 2, …; by default Luxemburg's.
    scheme
        The scheme whose sums are accumulated; by default Marx's second illustration.

    Returns
    -------
    pandas.DataFrame
        By year, from the second: c, v of both departments, ``shortfall`` of means of production,
        c_I + c_II less the W_I of the year before, and ``unsold``, the excess of means of
        consumption of that year before. The two are equal.

    Notes
    -----
    Luxemburg keeps Marx's products and accumulated sums and changes only their division: what is
    added contains more c and less v, so that s/v rises. She prints shortfalls of 16, 45 and 88.
    Recomputed from the capitals that she prints (rounded to whole numbers) the second is 46;
    exactly it is 45.45.

    References
    ----------
    Luxemburg (1913), *The Accumulation of Capital*, ch. 25.

    Examples
    --------
    >>> [round(float(x), 2) for x in rising_composition()["shortfall"]]
    [16.29, 45.45, 87.58]
    """
    scheme = expanded_scheme("second") if scheme is None else scheme
    steps = [rational(k, "composition", above=0) for k in compositions]
    base = scheme.table(years=len(steps))
    I, II, rows = scheme.I, scheme.II, []
    for (year, row), k in zip(base.iterrows(), steps, strict=True):
        a_I, a_II = scheme.share * row["s_I"], row["theta_II"] * row["s_II"]
        I, II = I._replace(k=k).add(a_I), II._replace(k=k).add(a_II)
        eaten = I.v + II.v + row["s_I"] - a_I + row["s_II"] - a_II
        capitals = {"c_I": I.c, "v_I": I.v, "c_II": II.c, "v_II": II.v}
        gaps = {"shortfall": I.c + II.c - row["W_I"], "unsold": row["W_II"] - eaten}
        rows.append({"year": int(year) + 1, **capitals, **gaps})
    return frame(rows, "year")
