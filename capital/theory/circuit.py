r"""The circuit of capital: how fast a capital grows that always sends its profit round again.

Money is laid out; after :math:`T_P` the product is ready, after a further :math:`T_R` it is sold
at a markup :math:`e_c = s/(c+v)` on its cost, and after a further :math:`T_F` the proceeds, less
what capitalists consume of the profit, are laid out again. An outlay :math:`B(t)` thus returns
as

.. math:: B(t) = (1+\theta e_c)\,B(t - T),\qquad T = T_P + T_R + T_F,

and exponential growth of outlay, :math:`B = B_0e^{gt}`, needs

.. math:: (1+\theta e_c)\,e^{-gT} = 1 \quad\Rightarrow\quad g = \frac{\ln(1+\theta e_c)}{T}.

Capital is the sum of what is in production, in wares (both at cost) and in money. On the growth
path it stands to profit as θ to g: the Cambridge equation :math:`g = \theta r` is not assumed, it
comes out.

Assumptions: lags are fixed; all outlay circulates; wages are advanced; what is not recommitted is
consumed when the product is sold.

References
----------
Foley (1982), *Journal of Economic Theory* 28, "Realization and accumulation in a Marxian model
of the circuit of capital"; (1986), *Understanding Capital*, ch. 5. Marx, *Capital* II, ch. 1–4.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from capital.model import Model, variables

SOURCE = "Foley 1982; 1986, ch. 5; Marx, Capital II, ch. 1–4"
_ASSUMPTIONS = (
    "the lags of production, sale and finance are fixed",
    "all capital circulates and wages are advanced",
    "the consumed part of profit is spent when the product is sold",
)


def growth(*, time: str = "year") -> Model:
    """Return the growth rate of a capital that recommits a share θ of its profit.

    Parameters
    ----------
    time
        Unit of the lags.

    Returns
    -------
    Model
        Of the recommitted share θ, the markup on cost e_c and the lags T_P, T_R, T_F (which may
        be zero, but not all): the time of the circuit T_to and the growth rate g. θ beyond one is
        growth on borrowed money.

    Examples
    --------
    >>> lags = {"theta": 0.5, "e_c": 0.2, "T_P": 0.5, "T_R": 0.25, "T_F": 0.25}
    >>> round(growth().evaluate(lags, "g"), 7)
    0.0953102
    """
    return Model(
        _growth(time)[1],
        name="growth of the circuit of capital",
        source=SOURCE,
        assumptions=_ASSUMPTIONS,
    )


def stocks(*, unit: str = "dollar", time: str = "year") -> Model:
    r"""Return the capital held in production, wares and money on the growth path, and r.

    Parameters
    ----------
    unit, time
        Units of capital and of the lags.

    Returns
    -------
    Model
        Of the outlay B (a year) and what `growth` needs, with θ above zero: productive capital
        C_P, commodity capital C_R at cost, money capital C_F, their sum C, profit s (a year) and
        the rate of profit r = s/C.

    Notes
    -----
    .. math::

        C_P = B\frac{1-e^{-gT_P}}{g},\quad
        C_R = B e^{-gT_P}\frac{1-e^{-gT_R}}{g},\quad
        C_F = (1+\theta e_c)B e^{-g(T_P+T_R)}\frac{1-e^{-gT_F}}{g},

    and profit is :math:`s = e_c B e^{-g(T_P+T_R)}`. Inserting the growth rate gives
    :math:`C = \theta s/g`.

    Examples
    --------
    >>> numbers = {"B": 100.0, "theta": 0.5, "e_c": 0.2, "T_P": 0.5, "T_R": 0.25, "T_F": 0.25}
    >>> found = stocks().evaluate(numbers, "g", "r")
    >>> round(found["g"] / found["r"], 12)
    0.5
    """
    symbols, equations = _growth(time)
    theta, e_c, T_P, T_R, T_F, g = symbols
    B, s = variables("B s", unit=f"{unit}/{time}")
    C = variables("C", unit=unit)
    C_P, C_R, C_F = variables("C_P C_R C_F", unit=unit, domain="nonnegative")
    r = variables("r", unit=f"1/{time}")
    sold = B * sp.exp(-g * (T_P + T_R))
    return Model(
        {
            **equations,
            C_P: B * (1 - sp.exp(-g * T_P)) / g,
            C_R: B * sp.exp(-g * T_P) * (1 - sp.exp(-g * T_R)) / g,
            C_F: (1 + theta * e_c) * sold * (1 - sp.exp(-g * T_F)) / g,
            C: C_P + C_R + C_F,
            s: e_c * sold,
            r: s / C,
        },
        name="stocks of the circuit of capital",
        source=SOURCE,
        assumptions=_ASSUMPTIONS,
    )


def _growth(time: str) -> tuple[tuple[Any, ...], dict[Any, Any]]:
    """Return the symbols θ, e_c, T_P, T_R, T_F, g and the equations of the growth rate."""
    theta = variables("theta", domain="share")
    e_c = variables("e_c")
    T_P, T_R, T_F = variables("T_P T_R T_F", unit=time, domain="nonnegative")
    T_to = variables("T_to", unit=time)
    g = variables("g", unit=f"1/{time}", domain="nonnegative")
    equations = {T_to: T_P + T_R + T_F, g: sp.log(1 + theta * e_c) / T_to}
    return (theta, e_c, T_P, T_R, T_F, g), equations
