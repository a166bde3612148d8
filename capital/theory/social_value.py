r"""Socially necessary labour time: individual value, market value, extra surplus-value.

Producers of one good work with different techniques. Producer ``j`` makes ``x_j`` units at the
individual value ``λ_j`` (means of production used up, plus living labour). The market has one
value for all of them:

=============== ======================== ==========================================
regime          market value             when
=============== ======================== ==========================================
``"average"``   Σ x_j λ_j / Σ x_j        supply matches the social need
``"worst"``     the highest λ_j needed   supply is short; the worst are needed too
``"best"``      the lowest λ_j           supply is in excess
=============== ======================== ==========================================

Whoever works below the market value pockets *extra surplus-value* :math:`\lambda^*-\lambda_j` a
unit; whoever works above it loses. Under the average rule the sum over all units is zero: it is
redistributed, not created. As the new technique spreads the market value falls with it,
continuously — not at the invention, and not only when everyone has it.

References
----------
Marx, *Capital* I, ch. 1, 3 (s. 2) and 12; III, ch. 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from capital.errors import ModelError, check_choice
from capital.model import Model, variables
from capital.theory.exact import rational

REGIMES = ("average", "worst", "best")


@dataclass(frozen=True)
class MarketValue:
    """The social value of one unit, and what each producer gains or loses by it.

    Attributes
    ----------
    regime : str
    value : sympy number
        Labour time that counts for one unit (hours a unit).
    extra : tuple of sympy numbers
        Extra surplus-value of each producer, hours a unit: value − individual value.
    total_extra : sympy number
        Σ x_j·extra_j in hours; zero under the average rule.
    """

    regime: str
    value: Any
    extra: tuple[Any, ...]
    total_extra: Any


def market_value(
    unit_values: Sequence[Any], outputs: Sequence[Any], *, regime: str = "average", need: Any = None
) -> MarketValue:
    """Return the market value of a good that several producers make at different values.

    Parameters
    ----------
    unit_values
        Individual value of a unit of each producer (hours a unit).
    outputs
        Output of each producer (units a period).
    regime
        ``"average"``, ``"worst"`` or ``"best"``, as above.
    need
        Only for ``"worst"``: the social need in units. The best producers cover it first; the
        last one who is needed regulates. Without it all are needed. What labour counts when
        output exceeds the need under the average rule, `counted` says.

    Raises
    ------
    UnknownNameError
        If there is no such regime.
    ModelError
        If the lists do not fit together, hold what is not positive, or `need` has no meaning.

    Examples
    --------
    >>> ladders = market_value([8, "1/2"], [1, 1000])    # a backyard maker and a works
    >>> ladders.value, ladders.total_extra
    (508/1001, 0)
    >>> market_value([3, 4, 6], [10, 5, 5], regime="worst", need=14).value
    4
    """
    check_choice("regime", regime, REGIMES)
    values = [rational(value, "a unit value", above=0) for value in unit_values]
    amounts = [rational(amount, "an output", above=0) for amount in outputs]
    if not values or len(values) != len(amounts):
        raise ModelError(
            f"{len(values)} unit values and {len(amounts)} outputs",
            mend="give one of each for every producer",
        )
    if need is not None and regime != "worst":
        raise ModelError(
            f"the social need does not enter the regime ‘{regime}’",
            where="need",
            mend="use regime='worst', or counted() for output beyond the need",
        )
    rules = {
        "average": lambda: sum(v * x for v, x in zip(values, amounts, strict=True)) / sum(amounts),
        "worst": lambda: _last_needed(values, amounts, need),
        "best": lambda: min(values),
    }
    social = rules[regime]()
    extra = tuple(social - value for value in values)
    return MarketValue(
        regime, social, extra, sum(x * gain for x, gain in zip(amounts, extra, strict=True))
    )


def _last_needed(values: list[Any], amounts: list[Any], need: Any) -> Any:
    """Return the unit value of the last producer, the best first, who is needed."""
    left = sum(amounts) if need is None else rational(need, "need", above=0)
    for value, amount in sorted(zip(values, amounts, strict=True)):
        left -= amount
        if left <= 0:
            return value
    return max(values)


def counted() -> Model:
    """Return what a unit counts for when more is produced than society needs.

    Returns
    -------
    Model
        Of the average individual value λ (hours a unit), output x and social need d (units):
        the value of a unit ``lam_s`` = λ·min(1, d/x), the labour that counts ``counted`` and the
        labour ``wasted``, in hours.

    References
    ----------
    Marx, *Capital* I, ch. 3, s. 2 (the weavers' linen); III, ch. 10.

    Examples
    --------
    >>> counted().evaluate({"lam": 2, "x": 100, "d": 80})
    {'lam_s': 8/5, 'counted': 160, 'wasted': 40}
    """
    lam, lam_s = variables("lam lam_s", unit="hour/unit")
    x, d = variables("x d", unit="unit")
    counting, wasted = variables("counted wasted", unit="hour", domain="nonnegative")
    return Model(
        {lam_s: lam * sp.Min(1, d / x), counting: lam_s * x, wasted: lam * x - counting},
        name="labour beyond the social need",
        source="Marx, Capital I, ch. 3 s. 2; III, ch. 10",
    )


def diffusion() -> Model:
    r"""Return market value, innovator's gain and laggard's loss when a share f uses the new way.

    Returns
    -------
    Model
        Of the old and the new unit value λ_0, λ_1 (hours a unit) and the share f of output.

    Notes
    -----
    .. math:: \lambda = (1-f)\lambda_0 + f\lambda_1,\quad
              gain = (1-f)(\lambda_0-\lambda_1),\quad loss = -f(\lambda_0-\lambda_1)

    Examples
    --------
    >>> diffusion().evaluate({"lam_0": 4, "lam_1": 1, "f": "1/10"})
    {'lam': 37/10, 'gain': 27/10, 'loss': -3/10}
    >>> diffusion().prove("f*gain + (1 - f)*loss = 0")
    Proof(Eq(f*gain + loss*(1 - f), 0))
    """
    lam_0, lam_1, lam = variables("lam_0 lam_1 lam", unit="hour/unit")
    gain, loss = variables("gain loss", unit="hour/unit", domain="real")
    f = variables("f", domain="share")
    return Model(
        {lam: (1 - f) * lam_0 + f * lam_1, gain: lam - lam_1, loss: lam - lam_0},
        name="diffusion of a technique",
        source="Marx, Capital I, ch. 12",
        conditions={"f is a share": sp.Le(f, 1), "the new way saves labour": sp.Lt(lam_1, lam_0)},
    )


def logistic_diffusion() -> Model:
    r"""Return the market value over time, and an early adopter's whole extra surplus-value.

    Returns
    -------
    Model
        Of λ_0 and λ_1 (hours a unit), the first share f_0 < 1, the speed ψ (a year), the time t
        (years) and one adopter's output x (units a year): share f, market value ``lam``, the
        extra surplus-value earned until t, ``premium_t``, and for ever, ``premium`` (hours).

    Notes
    -----
    .. math:: \dot f = \psi f(1-f),\quad
              f(t) = \frac{1}{1+\frac{1-f_0}{f_0}e^{-\psi t}},\quad
              \int_0^\infty(1-f)\,dt = \frac{-\ln f_0}{\psi}

    The premium is finite and vanishes with diffusion.

    Examples
    --------
    >>> numbers = {"lam_0": 4.0, "lam_1": 1.0, "f_0": 0.1, "psi": 0.5, "t": 4.0, "x": 1.0}
    >>> found = logistic_diffusion().evaluate(numbers, "lam", "premium")
    >>> round(found["lam"], 6), round(found["premium"], 6)
    (2.647441, 13.815511)
    """
    lam_0, lam_1, lam = variables("lam_0 lam_1 lam", unit="hour/unit")
    f_0, f = variables("f_0 f", domain="positive share")
    psi = variables("psi", unit="1/year")
    t = variables("t", unit="year", domain="nonnegative")
    x = variables("x", unit="unit/year")
    premium, premium_t = variables("premium premium_t", unit="hour", domain="real")
    elapsed = (psi * t - sp.log(1 - f_0 + f_0 * sp.exp(psi * t))) / psi
    return Model(
        {
            f: 1 / (1 + (1 - f_0) / f_0 * sp.exp(-psi * t)),
            lam: (1 - f) * lam_0 + f * lam_1,
            premium_t: x * (lam_0 - lam_1) * elapsed,
            premium: -x * (lam_0 - lam_1) * sp.log(f_0) / psi,
        },
        name="logistic diffusion of a technique",
        source="Marx, Capital I, ch. 12",
        conditions={"f_0 is a share": sp.Lt(f_0, 1)},
    )


def extra_surplus_value(*, money: str = "penny") -> Model:
    """Return an innovator's day: sold below the social and above the individual value.

    Returns
    -------
    Model
        Of the new value y_d that a day creates, the daily wage v_d and the means of production m
        of an article, the number x of articles a day, the price p of an article and the hours h
        of the day: the individual value ``lam_i``, ``proceeds``, ``means``, the value product
        ``product`` that is realised, surplus ``s_d``, its rate ``e``, and ``h_n``, the hours in
        which the wage is earned back.

    Notes
    -----
    s_d = (y_d − v_d) + x·(p − lam_i): the ordinary surplus-value, and the extra.

    References
    ----------
    Marx, *Capital* I, ch. 12.

    Examples
    --------
    >>> day = {"y_d": 72, "v_d": 60, "m": 6, "x": 24, "p": 10, "h": 12}
    >>> extra_surplus_value().evaluate(day, "lam_i", "s_d", "e", "h_n")
    {'lam_i': 9, 's_d': 36, 'e': 3/5, 'h_n': 15/2}
    """
    y_d, v_d, proceeds, means = variables("y_d v_d proceeds means", unit=f"{money}/day")
    product, s_d = variables("product s_d", unit=f"{money}/day", domain="real")
    m, p, lam_i = variables("m p lam_i", unit=f"{money}/article")
    x = variables("x", unit="article/day")
    h, h_n = variables("h h_n", unit="hour/day")
    e = variables("e", domain="real")
    return Model(
        {
            lam_i: m + y_d / x,
            proceeds: p * x,
            means: m * x,
            product: proceeds - means,
            s_d: product - v_d,
            e: s_d / v_d,
            h_n: h * v_d / product,
        },
        name="extra surplus-value",
        source="Marx, Capital I, ch. 12",
    )
