r"""The falling rate of profit: the exact condition, the bound, and the mass of profit.

**The race.** With :math:`r = e/(1+k)` the rate of profit falls exactly if

.. math:: \hat e < \frac{k}{1+k}\,\hat k .

A composition that grows faster than exploitation, :math:`\hat k > \hat e`, is necessary for this
where exploitation rises, but not sufficient: ``e`` races against ``1 + k``, not against ``k``.

**The bound.** Surplus labour is a part of living labour, so with ``m = K/L``, dead labour for each
unit of living labour,

.. math:: r = \frac{s}{K+V} = \frac{e}{(1+e)m + 1/n} < \frac{L}{K} = \frac1m .

If ``m`` grows without limit, ``r`` tends to zero whatever exploitation does; if ``m`` has a limit,
nothing of the kind follows. Rising exploitation can carry the rate of profit up for long, but it
loses its grip: the elasticity of ``r`` in ``e`` falls to zero.

**The mass.** While the rate falls, the mass of profit first grows with capital and then falls too.

References
----------
Marx, *Capital* III, ch. 13 and 15. Grossmann (1929), *Das Akkumulations- und
Zusammenbruchsgesetz*. Rosdolsky (1956). Okishio (1972), *Kobe University Economic Review*. Shaikh
(1978), *Cambridge Journal of Economics* 2; (1992), in *New Findings in Long-Wave Research*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import sympy as sp
from scipy import optimize

from capital.errors import ModelError
from capital.model import Model, variables

SOURCE = "Marx, Capital III, ch. 13"


def two_years() -> Model:
    r"""Return how the rate of profit changes from one year to the next, exactly and to first order.

    Returns
    -------
    Model
        Of the rate of surplus-value and the composition in both years: their growth ``ehat`` and
        ``khat``, both rates of profit, the exact growth ``rhat`` and its first-order value
        ``rhat_linear``. All are pure numbers: r is the rate of one turnover.

    Notes
    -----
    .. math:: \hat r \approx \hat e - \frac{k_0}{1+k_0}\hat k,\qquad
              r_1 < r_0 \iff \hat e < \frac{k_0}{1+k_0}\hat k .

    The condition holds for steps of any size, although the decomposition is of first order.

    Examples
    --------
    The composition grows by 3 %, exploitation by only 2.5 %, and the rate of profit rises:

    >>> year = {"e_0": 1, "k_0": 4, "e_1": "41/40", "k_1": "103/25"}
    >>> two_years().evaluate(year, "khat", "ehat", "rhat_linear", "rhat")
    {'khat': 3/100, 'ehat': 1/40, 'rhat_linear': 1/1000, 'rhat': 1/1024}
    """
    e_0, e_1, k_0, k_1, r_0, r_1 = variables("e_0 e_1 k_0 k_1 r_0 r_1")
    ehat, khat, rhat, rhat_linear = variables("ehat khat rhat rhat_linear", domain="real")
    return Model(
        {
            ehat: e_1 / e_0 - 1,
            khat: k_1 / k_0 - 1,
            r_0: e_0 / (1 + k_0),
            r_1: e_1 / (1 + k_1),
            rhat: r_1 / r_0 - 1,
            rhat_linear: ehat - k_0 / (1 + k_0) * khat,
        },
        name="rate of profit in two years",
        source=SOURCE,
        assumptions=("everything turns over once in the period",),
    )


def with_turnover() -> Model:
    """Return the annual rate of profit of stocks: r = e·n/(1 + k_K) with k_K = K/V.

    Examples
    --------
    >>> with_turnover().growth("r")
    Eq(rhat, ehat - k_K*khat_K/(k_K + 1) + nhat)
    """
    e, k_K = variables("e k_K")
    n, r = variables("n r", unit="1/year")
    return Model(
        {r: e * n / (1 + k_K)},
        name="annual rate of profit",
        source="Marx, Capital II, ch. 16; III, ch. 4",
        assumptions=("n turnovers of variable capital a year", "K and V are capital advanced"),
    )


def bound() -> Model:
    r"""Return the rate of profit and the bound that living labour sets to it, r < L/K.

    Returns
    -------
    Model
        Of the flows v and s (hours a year), the stock of constant capital K (hours) and the
        turnovers n of variable capital (a year): living labour L = v + s, e = s/v, the advance V,
        dead per living labour m = K/L (years), the bound r_max = L/K and the rate r.

    Notes
    -----
    .. math:: r = \frac{e}{(1+e)m + 1/n} < \frac1m,\qquad
              \varepsilon_{r,e} = \frac{m + 1/n}{(1+e)m + 1/n} .

    Examples
    --------
    >>> model = bound()
    >>> model.reduce("r", to=("e", "m", "n"))
    e*n/(e*m*n + m*n + 1)
    >>> model.prove("r < r_max")
    Proof(r < r_max)
    >>> model.limit("r", "m", "inf", to=("e", "m", "n"))
    0
    """
    v, s, L = variables("v s L", unit="hour/year")
    K, V = variables("K V", unit="hour")
    m = variables("m", unit="year")
    n, r, r_max = variables("n r r_max", unit="1/year")
    e = variables("e")
    return Model(
        {L: v + s, e: s / v, V: v / n, m: K / L, r_max: L / K, r: s / (K + V)},
        name="bound of the rate of profit",
        source="Rosdolsky 1956; Okishio 1972; Shaikh 1978",
        assumptions=(
            "K is counted in hours of dead labour; how it is valued is a separate choice",
        ),
    )


def race() -> Model:
    """Return the path of the rate of profit when e and m grow at constant rates.

    Returns
    -------
    Model
        Of time t (years), the initial e_0 and m_0 (years), their growth h and g (a year) and n
        turnovers a year: e, m, r, its growth ``rhat`` (a year) and the bound r_max = 1/m.

    Notes
    -----
    With h and g positive r̂ has the sign of (h/g)·(1 + 1/(n·m)) − (1 + e), which falls from
    above to below zero: r rises to one `peak` and falls for ever after.

    Examples
    --------
    >>> start = {"e_0": "1/4", "m_0": 2, "h": "3/100", "g": "1/50", "n": 1, "t": 0}
    >>> race().evaluate(start, "r")
    1/14
    """
    t = variables("t", unit="year", domain="nonnegative")
    m_0, m = variables("m_0 m", unit="year")
    n, r, r_max = variables("n r r_max", unit="1/year")
    h, g, rhat = variables("h g rhat", unit="1/year", domain="real")
    e_0, e = variables("e_0 e")
    return Model(
        {
            e: e_0 * sp.exp(h * t),
            m: m_0 * sp.exp(g * t),
            r: e / ((1 + e) * m + 1 / n),
            rhat: (h * (m + 1 / n) - g * m * (1 + e)) / ((1 + e) * m + 1 / n),
            r_max: 1 / m,
        },
        name="race of exploitation and composition",
        source="Okishio 1972",
        assumptions=("e and m grow at constant rates, each without limit",),
    )


@dataclass(frozen=True)
class Peak:
    """Where the rate of profit of `race` is highest.

    Attributes
    ----------
    time : float
        Years from the start; negative where the rate falls from the start.
    rate_of_profit, rate_of_surplus_value, dead_per_living_labour : float
        What r (a year), e and m (years) are then.
    """

    time: float
    rate_of_profit: float
    rate_of_surplus_value: float
    dead_per_living_labour: float


def peak(*, e_0: float, m_0: float, h: float, g: float, n: float = 1.0) -> Peak:
    r"""Return when the rate of profit peaks while exploitation and composition both grow.

    Parameters
    ----------
    e_0, m_0, h, g, n
        As in `race`.

    Raises
    ------
    ModelError
        If a number is not positive (there is no peak), or the root is not exact to rounding.

    Notes
    -----
    The root of :math:`g(1+e) = h\,(1+1/(nm))`: the left side only rises, the right only falls, so
    there is one.

    Examples
    --------
    >>> top = peak(e_0=0.25, m_0=2, h=0.03, g=0.02)
    >>> round(top.time, 6), round(top.rate_of_profit, 9)
    (40.219737, 0.090757798)
    """
    for name, value in {"e_0": e_0, "m_0": m_0, "h": h, "g": g, "n": n}.items():
        if not (value > 0 and math.isfinite(value)):
            raise ModelError(
                f"{name} = {value}: no peak", where="peak", mend="give a positive number"
            )

    def excess(t: float) -> float:
        return g * (1 + e_0 * math.exp(h * t)) - h * (1 + math.exp(-g * t) / (n * m_0))

    reach = 1.0
    while excess(-reach) > 0 or excess(reach) < 0:
        reach *= 2
    t = float(optimize.brentq(excess, -reach, reach, xtol=1e-12, rtol=1e-14))
    e, m = e_0 * math.exp(h * t), m_0 * math.exp(g * t)
    if abs(excess(t)) > 1e-9 * g * (1 + e):
        raise ModelError(f"the peak was not found: {excess(t)} remains", where="peak")
    return Peak(t, e / ((1 + e) * m + 1 / n), e, m)


def mass_of_profit() -> Model:
    r"""Return rate and mass of profit while the rate falls: the mass stagnates at t_star.

    Returns
    -------
    Model
        Of the initial rate r_0, its decline lambda_r (both a year), the accumulated share theta
        and time t: r, its capital and profit as multiples C_ratio and S_ratio of their initial
        values, the growth Shat of the mass, the critical time t_star with C_star and S_star,
        and C_limit, to which capital grows.

    Notes
    -----
    .. math:: r = r_0e^{-\lambda_r t},\quad \hat C = \theta r,\quad S = rC,\quad
              \hat S = \theta r - \lambda_r,\quad
              t^* = \frac{1}{\lambda_r}\ln\frac{\theta r_0}{\lambda_r} .

    Capital accumulates for ever, but only to a multiple of what it was.

    Examples
    --------
    >>> model = mass_of_profit()
    >>> numbers = {"r_0": 0.2, "lambda_r": 0.02, "theta": 0.6}
    >>> round(model.evaluate(numbers, "t_star"), 6), round(model.evaluate(numbers, "S_star"), 6)
    (89.587973, 24.735527)
    """
    t = variables("t", unit="year", domain="nonnegative")
    t_star = variables("t_star", unit="year", domain="real")
    r_0, r, lambda_r = variables("r_0 r lambda_r", unit="1/year")
    Shat = variables("Shat", unit="1/year", domain="real")
    theta = variables("theta", domain="positive share")
    C_ratio, S_ratio = variables("C_ratio S_ratio")
    C_star, S_star, C_limit = variables("C_star S_star C_limit")
    return Model(
        {
            r: r_0 * sp.exp(-lambda_r * t),
            C_ratio: sp.exp(theta * (r_0 - r) / lambda_r),
            S_ratio: r / r_0 * C_ratio,
            Shat: theta * r - lambda_r,
            t_star: sp.log(theta * r_0 / lambda_r) / lambda_r,
            C_star: sp.exp(theta * r_0 / lambda_r - 1),
            S_star: lambda_r / (theta * r_0) * C_star,
            C_limit: sp.exp(theta * r_0 / lambda_r),
        },
        name="rate and mass of profit",
        source="Grossmann 1929; Shaikh 1992; Marx, Capital III, ch. 13 and 15",
        conditions={
            "the share accumulated is a share": theta <= 1,
            "the mass still grows at first": theta * r_0 > lambda_r,
        },
        assumptions=("the rate of profit falls at a constant rate",),
    )
