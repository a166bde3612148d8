r"""Technical change that raises the productivity of labour and lowers that of capital.

**Biased change.** Labour productivity ``q`` grows by the share ``α`` and the output–capital ratio
``ρ`` by ``χ < 0``: more machinery for each worker, less output for each unit of machinery. With
profit share ``π = 1 − w/q`` the gross rate of profit is ``r = πρ``. The change raises the
innovator's rate at the ruling wage exactly if

.. math:: \pi \le \pi^* = \frac{\alpha(1+\chi)}{\alpha-\chi}
          \;\longrightarrow\; \frac{\alpha}{\alpha-\chi}\quad\text{(small steps)}.

If wages then rise with productivity, ``π`` returns to what it was and ``r`` has fallen by ``χ``.
Each step paid whoever took it first, and lowered the general rate. This does not contradict
Okishio's theorem: the real wage has risen.

**Random change.** Every period a variation of both productivities is drawn from a disc and adopted
if it raises the rate of profit at the ruling wage. Where innovation is hard (the disc lies towards
the negative quadrant) what is adopted can save labour and waste capital: a trajectory *à la Marx*.

References
----------
Foley and Michl (1999), *Growth and Distribution*, ch. 7. Michl (2009), *Capitalists, Workers, and
Fiscal Policy*. Duménil and Lévy (1995), *Metroeconomica* 46; (2003), *Journal of Economic Behavior
and Organization* 52.
"""

from __future__ import annotations

import math
import sys

import numpy as np
import pandas as pd
import sympy as sp

from capital.errors import ModelError
from capital.model import Model, variables

SOURCE = "Foley and Michl 1999, ch. 7; Michl 2009"


def biased() -> Model:
    r"""Return the rate of profit before a step of biased change, at the old wage, and after.

    Returns
    -------
    Model
        Of labour productivity q (dollars an hour, constant prices), output–capital ratio rho (a
        year), profit share pi and the steps alpha > 0 and chi > −1: the wage w, the rate of
        profit r, the innovator's rate r_innovator at the ruling wage, the general rate r_later
        once wages have risen with productivity, the highest viable profit share pi_star and its
        small-step value pi_fossil, the capital exponent of the Cobb–Douglas function that the
        path of q and rho seems to trace.

    Notes
    -----
    Gross of depreciation. :math:`r_{later} = (1+\chi)\,r`.

    Examples
    --------
    >>> model = biased()
    >>> step = {"q": 50, "rho": "1/2", "pi": "7/20", "alpha": "1/50", "chi": "-1/100"}
    >>> model.evaluate(step, "r", "r_innovator", "r_later", "pi_star")
    {'r': 7/40, 'r_innovator': 1221/6800, 'r_later': 693/4000, 'pi_star': 33/50}
    >>> model.prove("r_innovator > r => pi < pi_star", given=["chi > -1", "chi < 0"])
    Proof(Implies(r_innovator > r, pi < pi_star))
    """
    q, w = variables("q", unit="dollar/hour"), variables("w", unit="dollar/hour", domain="real")
    rho = variables("rho", unit="1/year")
    r, r_innovator, r_later = variables("r r_innovator r_later", unit="1/year", domain="real")
    pi, alpha = variables("pi alpha")
    chi, pi_star, pi_fossil = variables("chi pi_star pi_fossil", domain="real")
    return Model(
        {
            w: (1 - pi) * q,
            r: pi * rho,
            r_innovator: (1 - w / (q * (1 + alpha))) * rho * (1 + chi),
            r_later: pi * rho * (1 + chi),
            pi_star: alpha * (1 + chi) / (alpha - chi),
            pi_fossil: alpha / (alpha - chi),
        },
        name="biased technical change",
        source=SOURCE,
        conditions={
            "profit is a part of output": pi < 1,
            "uses capital": sp.And(chi > -1, chi < 0),
            "viable": pi <= pi_star,
        },
        assumptions=("the wage first stays, then rises with the productivity of labour",),
    )


def random_change() -> Model:
    r"""Return the mean of random technical change that is adopted where it raises profit.

    Returns
    -------
    Model
        Of the profit share pi, the radius R_d of the disc of possible variations and the
        difficulty of innovation m_d (its centre is (−m_d, −m_d)): the wage share omega, the
        relative distance delta of the centre from the margin of adoption, the probability P of
        adoption and the mean growth g_rho and g_q of the output–capital ratio and of labour
        productivity in a period, with nothing adopted counting as zero.

    Notes
    -----
    A variation is adopted if :math:`\pi g_\rho + \omega g_q > 0`, which is to first order that
    it raises the rate of profit at the ruling wage. With
    :math:`\nu = \sqrt{\pi^2+\omega^2}` and :math:`\delta = -m_d/(R_d\nu)`, for |δ| < 1,

    .. math:: P = \frac{\arccos(-\delta) + \delta\sqrt{1-\delta^2}}{\pi_{circ}},\qquad
              E[g_\rho] = -m_dP + \frac{2R_d}{3\pi_{circ}}(1-\delta^2)^{3/2}\frac{\pi}{\nu}

    and :math:`E[g_q]` likewise with ω for π. At δ ≤ −1 nothing is adopted, at δ ≥ 1 everything.

    Examples
    --------
    >>> model = random_change()
    >>> hard = model.evaluate({"pi": 0.35, "R_d": 0.05, "m_d": 0.01}, "P", "g_rho", "g_q")
    >>> {name: round(value, 6) for name, value in hard.items()}
    {'P': 0.329664, 'g_rho': 0.00119, 'g_q': 0.005036}
    """
    pi, R_d, norm = variables("pi R_d norm")
    omega, m_d, delta, g_rho, g_q = variables("omega m_d delta g_rho g_q", domain="real")
    P, pull = variables("P pull", domain="nonnegative")
    return Model(
        {
            omega: 1 - pi,
            norm: sp.sqrt(pi**2 + omega**2),
            delta: -m_d / (R_d * norm),
            P: (sp.acos(-delta) + delta * sp.sqrt(1 - delta**2)) / sp.pi,
            pull: 2 * R_d / (3 * sp.pi) * (1 - delta**2) ** sp.Rational(3, 2),
            g_rho: -m_d * P + pull * pi / norm,
            g_q: -m_d * P + pull * omega / norm,
        },
        name="random technical change",
        source="Duménil and Lévy 1995, 2003",
        conditions={
            "profit is a part of output": pi < 1,
            "adoption is neither sure nor impossible": sp.And(delta > -1, delta < 1),
        },
        assumptions=(
            "variations are uniform on a disc",
            "adopted if the rate of profit rises at the ruling wage, to first order",
        ),
    )


def trajectory(
    periods: int,
    *,
    profit_share: float,
    radius: float,
    difficulty: float,
    rng: int | np.random.SeedSequence | np.random.Generator,
) -> pd.DataFrame:
    """Return one history of random technical change at a constant profit share.

    Parameters
    ----------
    periods
        Number of drawings.
    profit_share, radius, difficulty
        π, R_d and m_d of `random_change`; here the difficulty may exceed the radius.
    rng
        Seed or generator.

    Returns
    -------
    pandas.DataFrame
        One row a period from 1 on: ``adopted``; growth ``g_rho`` and ``g_q`` (zero where nothing
        is adopted); ``output_capital_ratio`` and ``productivity`` as multiples of their initial
        values. The rate of profit, π·ρ, moves as the former: wages rise with productivity.

    Raises
    ------
    ModelError
        If the periods are none, the share is not between 0 and 1, the radius is not positive
        or so large that a productivity could become negative, or one outgrows all numbers.

    Examples
    --------
    >>> trajectory(3, profit_share=0.35, radius=0.05, difficulty=0.01, rng=1).shape
    (3, 5)
    """
    if periods < 1 or not 0 < profit_share < 1 or not 0 < radius < 1 - difficulty:
        raise ModelError(
            "a trajectory needs a period, a share between 0 and 1, and a positive radius that "
            "leaves productivities positive",
            where="trajectory",
        )
    random = np.random.default_rng(rng)
    angle = 2 * np.pi * random.random(periods)
    distance = radius * np.sqrt(random.random(periods))  # uniform on the disc's area
    drawn = np.stack([distance * np.cos(angle), distance * np.sin(angle)]) - difficulty
    adopted = profit_share * drawn[0] + (1 - profit_share) * drawn[1] > 0
    growth = drawn * adopted
    logs = np.log1p(growth).cumsum(axis=1)
    if np.abs(logs).max() > math.log(sys.float_info.max):
        raise ModelError("a productivity is too large a number", mend="draw fewer periods")
    levels = np.exp(logs)
    return pd.DataFrame(
        {
            "adopted": adopted,
            "g_rho": growth[0],
            "g_q": growth[1],
            "output_capital_ratio": levels[0],
            "productivity": levels[1],
        },
        index=pd.RangeIndex(1, periods + 1, name="period"),
    )
