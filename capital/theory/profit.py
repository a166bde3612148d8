r"""The rate of profit and the rate of surplus-value (*Capital* III, ch. 3).

One formula, :math:`r = e\,v/C`, and what happens to ``r`` when some of its parts vary and others
are held. Marx goes through the cases one by one; each is the general comparison of two states

.. math:: \frac{r_1}{r_0} = \frac{e_1}{e_0}\cdot\frac{v_1}{v_0}\cdot\frac{C_0}{C_1}

with some of the factors equal to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from capital.model import Model, variables

SOURCE = "Marx, Capital III, ch. 3"


def rate_of_profit(*, unit: str = "dollar") -> Model:
    """Return r = e·v/C with C = c + v.

    Examples
    --------
    >>> rate_of_profit().evaluate({"c": 80, "v": 20, "e": 1}, "r")
    1/5
    """
    c, v, C = variables("c v C", unit=unit)
    e, r = variables("e r")
    return Model({C: c + v, r: e * v / C}, name="rate of profit", source=SOURCE)


def comparison(*, unit: str = "dollar") -> Model:
    """Return the ratio of the rates of profit of two states, 0 and 1.

    Examples
    --------
    >>> states = {"e_0": 1, "v_0": 20, "C_0": 100, "e_1": "3/2", "v_1": 10, "C_1": 100}
    >>> comparison().evaluate(states, "ratio")
    3/4
    """
    e_0, e_1, r_0, r_1, ratio = variables("e_0 e_1 r_0 r_1 ratio")
    v_0, v_1, C_0, C_1 = variables("v_0 v_1 C_0 C_1", unit=unit)
    return Model(
        {r_0: e_0 * v_0 / C_0, r_1: e_1 * v_1 / C_1, ratio: r_1 / r_0},
        name="two rates of profit compared",
        source=SOURCE,
    )


@dataclass(frozen=True)
class Case:
    """One of the chapter's cases.

    Attributes
    ----------
    name, held, varies : str
    ratio : sympy.Expr
        r₁/r₀ under what is held.
    """

    name: str
    held: str
    varies: str
    ratio: sp.Expr


def cases() -> tuple[Case, ...]:
    """Return the chapter's seven cases, each derived from the general comparison.

    Examples
    --------
    >>> for case in cases()[:3]:
    ...     print(case.name, case.ratio)
    I.1 v_1/v_0
    I.2 C_0*v_1/(C_1*v_0)
    I.3 C_0/C_1
    """
    model = comparison()
    ratio = model.reduce("ratio")
    e_0, e_1, v_0, v_1, C_0, C_1 = (model[x] for x in ("e_0", "e_1", "v_0", "v_1", "C_0", "C_1"))
    same_e, same_v, same_C = (e_1, e_0), (v_1, v_0), (C_1, C_0)
    same_composition = (C_1, C_0 * v_1 / v_0)
    listed = [
        ("I.1", "e, C", "v, and c inversely", [same_e, same_C]),
        ("I.2", "e, c", "v, and so C", [same_e]),
        ("I.3", "e, v", "c", [same_e, same_v]),
        ("I.4", "e", "v, c and C", [same_e]),
        ("II.1", "v/C", "e", [same_composition]),
        ("II.2", "C", "e and v", [same_C]),
        ("II.3", "nothing", "everything", []),
    ]
    return tuple(
        Case(name, held, varies, sp.cancel(ratio.subs(equal)))
        for name, held, varies, equal in listed
    )


def wage_change(*, unit: str = "dollar") -> Model:
    """Return r = (y − v)/(c + v): a wage rise at given new value y lowers the rate of profit.

    Examples
    --------
    >>> wage_change().derivative("r", "v")
    -(c + y)/(c + v)**2
    """
    c, v, y = variables("c v y", unit=unit)
    s = variables("s", unit=unit, domain="real")
    r = variables("r", domain="real")
    return Model({s: y - v, r: s / (c + v)}, name="wage and profit", source=SOURCE)
