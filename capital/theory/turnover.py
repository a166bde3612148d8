r"""Turnover time: how much capital must be advanced so that production never stands still.

A capital turns over in its time of production and its time of circulation,
:math:`T_{to} = T_{prod} + T_{circ}`, and so :math:`n = Y_w/T_{to}` times in a year of
:math:`Y_w` weeks. Production that lays out :math:`a_w` every week gets nothing back until the
first product is sold. What has to be advanced is therefore

.. math:: C = a_w T_{to} = \underbrace{a_w T_{prod}}_{\text{at work}}
              + \underbrace{a_w T_{circ}}_{\text{additional}},

and the second part is owed to circulation alone. Shorter circulation *releases* it as money
capital; longer circulation ties it up. Because the same weekly outlay makes the same yearly
product, the rate of profit moves against the turnover time: :math:`r = n\,r_{flow}`.

Assumptions: all capital circulates, with no fixed part (`capital.theory.value.turnover` has
one); outlay is even; each product is finished and sold whole; what is advanced is counted at
cost, without surplus-value.

References
----------
Marx, *Capital* II, ch. 5, 12–15; III, ch. 4.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from capital.model import Model, variables
from capital.theory.exact import frame, rational, whole

SOURCE = "Marx, Capital II, ch. 12–15"


def advance(*, unit: str = "pound") -> Model:
    """Return the capital that a weekly outlay needs, and what of it circulation alone demands.

    Parameters
    ----------
    unit
        Unit of capital.

    Returns
    -------
    Model
        Of the weekly outlay a_w, the times T_prod and T_circ (weeks), the weeks of a year Y_w and
        the rate of profit on cost price r_flow (of one turnover): turnover time T_to, turnovers a
        year n, capital at work C_prod, additional capital C_circ, both together C, and the annual
        rate of profit r.

    Examples
    --------
    >>> weeks = {"a_w": 100, "T_prod": 6, "T_circ": 3}      # Capital II, ch. 15
    >>> advance().evaluate(weeks, "C_prod", "C_circ", "C")
    {'C_prod': 600, 'C_circ': 300, 'C': 900}
    >>> advance().evaluate({**weeks, "T_circ": 0}, "C")
    600
    """
    a_w = variables("a_w", unit=f"{unit}/week")
    T_prod, T_to = variables("T_prod T_to", unit="week")
    T_circ = variables("T_circ", unit="week", domain="nonnegative")
    Y_w = variables("Y_w", unit="week/year")
    n, r = variables("n r", unit="1/year")
    r_flow = variables("r_flow")
    C, C_prod = variables("C C_prod", unit=unit)
    C_circ = variables("C_circ", unit=unit, domain="nonnegative")
    return Model(
        {
            T_to: T_prod + T_circ,
            n: Y_w / T_to,
            C_prod: a_w * T_prod,
            C_circ: a_w * T_circ,
            C: C_prod + C_circ,
            r: n * r_flow,
        },
        name="turnover time and advance",
        source=SOURCE,
        assumptions=(
            "all capital circulates; there is none that is fixed",
            "outlay is even and production never stands still",
        ),
    )


def release(*, unit: str = "pound") -> Model:
    """Return the capital set free when circulation is shorter or the weekly outlay cheaper.

    Parameters
    ----------
    unit
        Unit of capital.

    Returns
    -------
    Model
        Of two states, 0 and 1, with one working period: the release by time (at the old outlay),
        the release by price (at the new time), their sum ``released``, and the ratio of the
        rates of profit at a given rate on cost price. What is tied up is negative.

    Examples
    --------
    >>> shorter = {"a_0": 100, "a_1": 100, "T_prod": 6, "T_0": 3, "T_1": 0}
    >>> release().evaluate(shorter, "released", "ratio")
    {'released': 300, 'ratio': 3/2}
    """
    a_0, a_1 = variables("a_0 a_1", unit=f"{unit}/week")
    T_prod = variables("T_prod", unit="week")
    T_0, T_1 = variables("T_0 T_1", unit="week", domain="nonnegative")
    C_0, C_1 = variables("C_0 C_1", unit=unit)
    by_time, by_price, released = variables("by_time by_price released", unit=unit, domain="real")
    ratio = variables("ratio")
    return Model(
        {
            C_0: a_0 * (T_prod + T_0),
            C_1: a_1 * (T_prod + T_1),
            by_time: a_0 * (T_0 - T_1),
            by_price: (a_0 - a_1) * (T_prod + T_1),
            released: by_time + by_price,
            ratio: (T_prod + T_0) / (T_prod + T_1),
        },
        name="release of capital",
        source="Marx, Capital II, ch. 15",
        assumptions=("the working period is the same in both states",),
    )


def schedule(
    outlay: Any, production: int, circulation: int, *, weeks: int, capital: Any = None
) -> pd.DataFrame:
    """Return week by week how a capital is spread over its three forms: money, production, wares.

    Parameters
    ----------
    outlay
        Laid out at the start of every week.
    production, circulation
        Working period and time of circulation, in whole weeks.
    weeks
        How many weeks to show.
    capital
        The capital advanced; without it the advance that is just sufficient, a_w·T_to.

    Returns
    -------
    pandas.DataFrame
        By week, exact: ``money`` at its start, ``outlay``, ``returned`` at its end, and at its
        end ``money_end``, ``in_production`` and ``in_circulation``, which add up to the capital.
        Where there is less money than outlay, the capital is too small and the week is worked on
        credit.

    Notes
    -----
    At the end of week t, ⌊t/T_prod⌋ products are finished and ⌊(t − T_circ)/T_prod⌋ sold. Money
    is scarcest in the week at whose end a product is paid: with a_w·T_to it is then exactly the
    outlay, so that less is not enough.

    Raises
    ------
    ModelError
        If a time is not a whole number of weeks, or the outlay is not positive.

    Examples
    --------
    >>> table = schedule(100, 6, 3, weeks=10)
    >>> list(table["money"])
    [900, 800, 700, 600, 500, 400, 300, 200, 100, 600]
    >>> short = schedule(100, 6, 3, weeks=10, capital=800)
    >>> list(short.index[short["money"] < short["outlay"]])
    [9]
    """
    a_w = rational(outlay, "outlay", above=0)
    span, lag = whole(production, "production"), whole(circulation, "circulation", least=0)
    total = a_w * (span + lag) if capital is None else rational(capital, "capital", least=0)
    rows, money = [], total
    for week in range(1, whole(weeks, "weeks") + 1):
        finished, sold = week // span, max(0, week - lag) // span
        returned = a_w * span * (sold - max(0, week - 1 - lag) // span)
        row = {"week": week, "money": money, "outlay": a_w, "returned": returned}
        money += returned - a_w
        rows.append(
            {
                **row,
                "money_end": money,
                "in_production": a_w * (week - span * finished),
                "in_circulation": a_w * span * (finished - sold),
            }
        )
    return frame(rows, "week")
