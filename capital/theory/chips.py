r"""Booked life and economic life: what depreciation does to profit when capital grows.

A firm writes its machines off in equal parts over a booked life ``T_b``; they are obsolete after a
shorter economic life ``T_e``. With investment growing at ``g`` and
:math:`\Lambda(x) = (1-e^{-x})/x`,

.. math:: D(T) = I\,\Lambda(gT),\qquad K(T) = \frac{I}{g}\bigl(1-\Lambda(gT)\bigr),\qquad
          O = D(T_e) - D(T_b),\qquad K_b - K_e = O/g.

Three consequences are easily missed. With constant investment every life gives the same
depreciation, so the overstatement ``O`` of *profit* is a child of growth. Over the life of one
vintage it sums to zero. And the *rate* of profit goes the other way as soon as gross profit
exceeds investment, because the booked stock is overstated too: from ``D = I − gK``,

.. math:: r_{book} = g + \frac{G-I}{K_b},\qquad r_{econ} = g + \frac{G-I}{K_e}.

References
----------
Marx, *Capital* II, ch. 8. Harcourt (1965), *Oxford Economic Papers* 17. Solomon (1966). Kay
(1976), *Oxford Economic Papers* 28. Fisher and McGowan (1983), *American Economic Review* 73.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from scipy import constants

from capital.errors import ModelError
from capital.model import Model, variables

SOURCE = "Marx, Capital II, ch. 8; Harcourt 1965; Kay 1976; Fisher and McGowan 1983"
#: Boltzmann's constant in electronvolts per kelvin (CODATA).
BOLTZMANN = constants.value("Boltzmann constant in eV/K")


def steady_growth() -> Model:
    """Return depreciation, stocks and rates of profit under both lives, in steady growth.

    Returns
    -------
    Model
        Of investment I and gross profit before depreciation G (dollars a year), growth g (a
        year), economic and booked life T_e, T_b (years).

    Examples
    --------
    >>> chips = steady_growth()
    >>> numbers = {"I": 400.0, "g": 0.3, "T_e": 3.0, "T_b": 6.0, "G": 400.0}
    >>> round(chips.evaluate(numbers, "O"), 6), round(chips.evaluate(numbers, "r_book"), 12)
    (78.257682, 0.3)
    """
    I, G = variables("I G", unit="dollar/year")
    D_e, D_b, O = variables("D_e D_b O", unit="dollar/year", domain="real")
    g = variables("g", unit="1/year")
    T_e, T_b = variables("T_e T_b", unit="year")
    K_e, K_b = variables("K_e K_b", unit="dollar")
    r_book, r_econ = variables("r_book r_econ", unit="1/year", domain="real")
    return Model(
        {
            D_e: I * (1 - sp.exp(-g * T_e)) / (g * T_e),
            D_b: I * (1 - sp.exp(-g * T_b)) / (g * T_b),
            O: D_e - D_b,
            K_e: (I - D_e) / g,
            K_b: (I - D_b) / g,
            r_book: (G - D_b) / K_b,
            r_econ: (G - D_e) / K_e,
        },
        name="booked and economic life",
        source=SOURCE,
    )


def rates_of_profit() -> Model:
    """Return booked and economic rate of profit as functions of the two stocks.

    The form in which the reversal can be proved: with K_b > K_e the booked rate is the higher
    one if and only if gross profit is below investment.

    Examples
    --------
    >>> rates_of_profit().prove("r_book > r_econ", given=["K_b > K_e", "G < I"])
    Proof(r_book > r_econ)
    >>> bool(rates_of_profit().prove("r_book > r_econ", given=["K_b > K_e"]))
    False
    """
    I, G = variables("I G", unit="dollar/year")
    g = variables("g", unit="1/year")
    K_e, K_b = variables("K_e K_b", unit="dollar")
    r_book, r_econ = variables("r_book r_econ", unit="1/year", domain="real")
    return Model(
        {r_book: g + (G - I) / K_b, r_econ: g + (G - I) / K_e},
        name="booked and economic rate of profit",
        source=SOURCE,
    )


def mean_survival(x: float) -> float:
    """Return Λ(x) = (1 − e^(−x))/x, continued by Λ(0) = 1.

    Examples
    --------
    >>> mean_survival(0.0), round(mean_survival(0.9), 6)
    (1.0, 0.659367)
    """
    return 1.0 if x == 0 else -math.expm1(-x) / x


def depreciation(investment: Sequence[Any], life: int) -> list[Any]:
    """Return straight-line depreciation by vintages, a full share in the period of purchase.

    Parameters
    ----------
    investment
        Investment of successive periods, from the first vintage on. Whole numbers and fractions
        stay exact.
    life
        Life in periods.

    Notes
    -----
    D_t = Σ_{j<T} I_{t−j}/T. Before the series begins nothing was bought; where something was,
    the first T − 1 values are too low, and the caller has to leave them out.

    Raises
    ------
    ModelError
        If the life is not a whole number of periods, at least one.

    Examples
    --------
    >>> depreciation([150, 230, 400], 3)
    [Fraction(50, 1), Fraction(380, 3), Fraction(260, 1)]
    """
    life = _whole(life)
    shares = [_divide(amount, life) for amount in investment]
    return [sum(shares[max(0, t + 1 - life) : t + 1]) for t in range(len(shares))]


def net_stock(investment: Sequence[Any], life: int) -> list[Any]:
    """Return the book value at the end of each period: Σ_{j<T} I_{t−j}·(1 − (j+1)/T).

    Examples
    --------
    >>> net_stock([6, 0, 0], 3)
    [Fraction(4, 1), Fraction(2, 1), Fraction(0, 1)]
    """
    life = _whole(life)
    shares = [_divide(amount, life) for amount in investment]
    return [
        sum(shares[t - age] * (life - age - 1) for age in range(min(life, t + 1)))
        for t in range(len(shares))
    ]


def overstatement(investment: Sequence[Any], economic_life: int, booked_life: int) -> list[Any]:
    """Return by how much booked profit exceeds economic profit in each period.

    Notes
    -----
    O_t = D_t(T_e) − D_t(T_b). Over the whole life of a vintage it sums to zero.

    Examples
    --------
    >>> overstatement([150, 230, 400], 3, 6)[-1]
    Fraction(130, 1)
    >>> sum(overstatement([600, 0, 0, 0, 0, 0], 3, 6))
    Fraction(0, 1)
    """
    economic = depreciation(investment, economic_life)
    booked = depreciation(investment, booked_life)
    return [a - b for a, b in zip(economic, booked, strict=True)]


def discrete_depreciation() -> Model:
    """Return D(T) for investment that grows by the factor 1 + g a period.

    Examples
    --------
    >>> discrete_depreciation().evaluate({"I": 400, "g": "3/10", "T": 3}, "D")
    53200/169
    """
    I, D = variables("I D", unit="dollar")
    g, T = variables("g T")
    return Model(
        {D: I / T * (1 + g) / g * (1 - (1 + g) ** (-T))},
        name="straight-line depreciation of growing investment",
        source=SOURCE,
    )


def physical_life(life: float, reference: float, temperature: float) -> float:
    """Return the life at a temperature by the rule that ten degrees more halve it.

    Parameters
    ----------
    life
        Life at the reference temperature.
    reference, temperature
        In degrees Celsius, or both in kelvin.

    Notes
    -----
    A rule of thumb. Arrhenius' law gives it exactly only for one activation energy between two
    temperatures (`halving_energy`): the rule is not a law with one energy at all temperatures.

    Examples
    --------
    >>> physical_life(6, 60, 80)
    1.5
    """
    return life * 2.0 ** (-(temperature - reference) / 10)


def halving_energy(temperature: float) -> float:
    """Return the activation energy (eV) that halves life from a temperature (°C) to 10 K more.

    Examples
    --------
    >>> round(halving_energy(60), 6), round(halving_energy(80), 6)
    (0.682845, 0.766026)
    """
    low = temperature + constants.zero_Celsius
    return BOLTZMANN * math.log(2) * low * (low + 10) / 10


def arrhenius_factor(energy: float, low: float, high: float) -> float:
    """Return the factor by which life shortens between two temperatures (°C).

    Notes
    -----
    Life ∝ exp(E_a/(k_B Θ)) with Θ in kelvin.

    Examples
    --------
    >>> round(arrhenius_factor(0.7, 60, 70), 6)
    2.035133
    """
    cold, hot = low + constants.zero_Celsius, high + constants.zero_Celsius
    return math.exp(energy / BOLTZMANN * (1 / cold - 1 / hot))


def _whole(life: int) -> int:
    if not (math.isfinite(life) and int(life) == life and life >= 1):
        raise ModelError(
            f"a life of {life} periods has no vintages",
            mend="give a whole number of periods, at least 1; use quarters for half-years",
        )
    return int(life)


def _divide(amount: Any, life: int) -> Any:
    return Fraction(amount) / life if isinstance(amount, int | Fraction) else amount / life
