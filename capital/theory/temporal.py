r"""Temporal valuation: the rate of profit when inputs are valued at what was paid for them.

One good, all capital circulating, the wage paid in kind and advanced. The value of a unit follows
from last period's value of its inputs and this period's labour, and the rate of profit compares
the value of the product with the value that was advanced:

.. math:: \lambda_t = A\lambda_{t-1} + l_t,\qquad
          1+r^T_t = \frac{\lambda_t}{\lambda_{t-1}(A+bl_t)}
                  = (1+r^S_t)\,\frac{\lambda_t}{\lambda_{t-1}},\qquad 1+r^S_t = \frac{1}{A+bl_t}.

The temporal rate is the simultaneous (physical) rate times the revaluation of the inputs. Where
labour is saved at a constant rate ``d`` the unit value falls at that rate in the long run, and the
temporal rate tends to a constant: :math:`r^T \to (1-d)/A - 1`, below :math:`R = (1-A)/A`. It ends
below where it began only if labour-saving is fast relative to the wage,
:math:`b\,l_0 < A\,d/(1-d)`, and at constant ``d`` it does not fall without end.

In money the rate rises with the monetary expression of labour time (MELT): report its path.

References
----------
Freeman and Carchedi (1996), *Marx and Non-Equilibrium Economics*. Kliman (2007), *Reclaiming
Marx's "Capital"*. Okishio (1961) for the simultaneous rate.
"""

from __future__ import annotations

import sympy as sp

from capital.model import Model, lag, variables

SOURCE = "Freeman and Carchedi 1996; Kliman 2007"
_PREMISES = (
    "one good, all capital circulating, one period of production",
    "the wage is paid in kind and advanced",
    "input coefficient A and real wage b are constant",
)


def period() -> Model:
    r"""Return values and rates of profit of one period from those of the period before.

    Returns
    -------
    Model
        Of the input A, the real wage b (units an hour), the share d of labour saved and the
        growth i of the MELT in each period: labour l and value lam of a unit (hours), the MELT mu
        (dollars an hour), the price p of a unit; and the rates of profit r_S simultaneous
        (physical), r_T temporal in labour time and r_money temporal in money. Initial values of
        l, lam and mu begin a path; the first row is the first period after them.

    Notes
    -----
    Price is value: :math:`p_t = \mu_t\lambda_t`, so that
    :math:`1 + r^{money} = (1+i)(1 + r^T)`.

    Examples
    --------
    A fifth of the labour saved every period, from a stationary start, without wages:

    >>> numbers = {"A": "1/2", "b": 0, "d": "1/5", "i": 0, "l": 1, "lam": 2, "mu": 1}
    >>> list(period().path(4, numbers)["r_T"])
    [4/5, 32/45, 256/385, 2048/3205]
    """
    A = variables("A")
    b = variables("b", unit="unit/hour", domain="nonnegative")
    d, i = variables("d i", domain="real")
    l, lam = variables("l lam", unit="hour/unit")
    mu, p = variables("mu", unit="dollar/hour"), variables("p", unit="dollar/unit")
    r_S, r_T, r_money = variables("r_S r_T r_money", domain="real")
    advanced = A + b * l
    return Model(
        {
            l: lag(l) * (1 - d),
            lam: A * lag(lam) + l,
            mu: lag(mu) * (1 + i),
            p: mu * lam,
            r_S: 1 / advanced - 1,
            r_T: lam / (lag(lam) * advanced) - 1,
            r_money: mu * lam / (lag(mu) * lag(lam) * advanced) - 1,
        },
        name="temporal and simultaneous rate of profit",
        source=SOURCE,
        conditions={"productive": A < 1, "some labour remains": d < 1},
        assumptions=_PREMISES,
    )


def threshold() -> Model:
    r"""Return where the temporal rate begins and ends at a constant rate of labour-saving.

    Returns
    -------
    Model
        Of A, the share d of labour saved each period and the paid share bl = b·l_0 of a unit at
        the start: the initial rate r_start (stationary, so that both valuations agree), the limit
        r_T_end of the temporal and r_S_end of the simultaneous rate, and bl_max = A·d/(1 − d),
        below which the temporal rate ends lower than it began.

    Notes
    -----
    If labour is saved faster than the product of past labour is used up, 1 − d < A, values in the
    long run consist of past labour only, fall at the rate 1 − A, and r_T tends to zero.

    Examples
    --------
    >>> model = threshold()
    >>> model.evaluate({"A": "1/2", "d": "1/5", "bl": "1/4"})
    {'r_start': 1/3, 'r_S_end': 1, 'r_T_end': 3/5, 'bl_max': 1/8}
    >>> model.prove("r_T_end < r_start => bl < bl_max", given=["d < 1 and A + bl < 1"])
    Proof(Implies(r_T_end < r_start, bl < bl_max))
    """
    A, d, bl_max = variables("A d bl_max")
    bl = variables("bl", domain="nonnegative")
    r_start, r_S_end, r_T_end = variables("r_start r_S_end r_T_end", domain="real")
    return Model(
        {
            r_start: 1 / (A + bl) - 1,
            r_S_end: 1 / A - 1,
            r_T_end: sp.Max(1 - d, A) / A - 1,
            bl_max: A * d / (1 - d),
        },
        name="start and limit of the temporal rate of profit",
        source=SOURCE,
        conditions={"some labour remains": d < 1, "the wage leaves a profit": A + bl < 1},
        assumptions=(*_PREMISES, "labour is saved at a constant rate, from a stationary start"),
    )
