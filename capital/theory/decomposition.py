r"""The rate of profit as profit share × use of capacity × capacity per capital (Weisskopf).

.. math:: r = \frac{\Pi}{K} = \frac{\Pi}{Y}\cdot\frac{Y}{Z}\cdot\frac{Z}{K},\qquad
          \hat r = \hat\sigma_\Pi + \hat\varphi + \hat\zeta

with profit Π, output Y, capacity output Z and capital K. The three parts stand for three accounts
of a falling rate: wages rise against productivity, what is produced cannot be realised, or the
composition of capital rises. It is an identity: it says in which part a change shows, not what
caused it. In logarithms the parts add up exactly and in any order. The first and the third part
hold relative prices; the split takes them out. Capital may be valued at what it cost or at what it
would cost today; `valuation` says by how much the two differ.

References
----------
Weisskopf (1979), *Cambridge Journal of Economics* 3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from capital.errors import ModelError, unknown
from capital.model import Model, variables

SOURCE = "Weisskopf 1979"
PARTS = ("profit_share", "capacity_use", "capacity_per_capital")


def three_parts() -> Model:
    r"""Return the rate of profit and its three parts.

    Returns
    -------
    Model
        Of profit Pi, output Y and capacity output Z (dollars a year) and capital K (dollars):
        profit share sigma_Pi, capacity use phi, capacity per capital zeta (a year) and r.

    Examples
    --------
    >>> model = three_parts()
    >>> model.evaluate({"Pi": 300, "Y": 1000, "Z": 1250, "K": 2500})
    {'sigma_Pi': 3/10, 'phi': 4/5, 'zeta': 1/2, 'r': 3/25}
    >>> model.growth("r", to=("sigma_Pi", "phi", "zeta"))
    Eq(rhat, phihat + sigmahat_Pi + zetahat)
    """
    Pi, Y, Z = variables("Pi Y Z", unit="dollar/year")
    K = variables("K", unit="dollar")
    sigma_Pi, phi = variables("sigma_Pi phi")
    zeta, r = variables("zeta r", unit="1/year")
    return Model(
        {sigma_Pi: Pi / Y, phi: Y / Z, zeta: Z / K, r: sigma_Pi * phi * zeta},
        name="three parts of the rate of profit",
        source=SOURCE,
        assumptions=("Y and K are at one valuation, net or gross throughout",),
    )


def real_and_price_parts() -> Model:
    r"""Return the rate of profit with relative prices taken out of two of its parts.

    Returns
    -------
    Model
        Of the real wage w_r and real productivity q (base-year dollars an hour), capacity use
        phi, real capacity Z_r (base-year dollars a year) and real capital K_r (base-year
        dollars), and the price indices p_w of wage goods, p_y of output, p_z of capacity output
        and p_k of capital: the real parts wage_share_real and zeta_real, the price parts
        price_of_wages and price_of_capacity, and sigma_Pi, zeta and r as before.

    Notes
    -----
    .. math:: \frac{\Pi}{Y} = 1 - \frac{w_r}{q}\cdot\frac{p_w}{p_y},\qquad
              \frac{Z}{K} = \frac{Z_r}{K_r}\cdot\frac{p_z}{p_k}

    Examples
    --------
    >>> prices = {"p_w": "6/5", "p_y": 1, "p_z": 1, "p_k": "5/4"}
    >>> real = {"w_r": 7, "q": 12, "phi": "4/5", "Z_r": 1250, "K_r": 2000}
    >>> real_and_price_parts().evaluate({**prices, **real}, "sigma_Pi", "zeta", "r")
    {'sigma_Pi': 3/10, 'zeta': 1/2, 'r': 3/25}
    """
    w_r, q = variables("w_r q", unit="dollar/hour")
    Z_r, K_r = variables("Z_r", unit="dollar/year"), variables("K_r", unit="dollar")
    p_w, p_y, p_z, p_k, phi = variables("p_w p_y p_z p_k phi")
    wage_share_real, price_of_wages = variables("wage_share_real price_of_wages")
    price_of_capacity = variables("price_of_capacity")
    zeta_real, zeta = variables("zeta_real zeta", unit="1/year")
    sigma_Pi, r = variables("sigma_Pi", domain="real"), variables("r", unit="1/year", domain="real")
    return Model(
        {
            wage_share_real: w_r / q,
            price_of_wages: p_w / p_y,
            sigma_Pi: 1 - wage_share_real * price_of_wages,
            zeta_real: Z_r / K_r,
            price_of_capacity: p_z / p_k,
            zeta: zeta_real * price_of_capacity,
            r: sigma_Pi * phi * zeta,
        },
        name="real and price parts of the rate of profit",
        source=SOURCE,
    )


def contributions(before: Mapping[str, float], after: Mapping[str, float]) -> pd.DataFrame:
    """Return how much each part contributes to a change of the rate of profit.

    Parameters
    ----------
    before, after
        The values of the parts of `PARTS`.

    Returns
    -------
    pandas.DataFrame
        One row for each part and one, ``rate_of_profit``, for their product; columns ``before``,
        ``after`` and ``log_change``. The changes of the parts add up to that of the product.

    Raises
    ------
    UnknownNameError
        If a part is unknown.
    ModelError
        If a part is missing or not positive: a loss has no logarithm.

    Examples
    --------
    >>> table = contributions(
    ...     {"profit_share": 0.30, "capacity_use": 0.80, "capacity_per_capital": 0.50},
    ...     {"profit_share": 0.28, "capacity_use": 0.82, "capacity_per_capital": 0.48},
    ... )
    >>> table["log_change"].round(6).tolist()
    [-0.068993, 0.024693, -0.040822, -0.085122]
    """
    years = {"before": _parts(before, "before"), "after": _parts(after, "after")}
    table = pd.DataFrame({year: [*row, math.prod(row)] for year, row in years.items()})
    table.index = pd.Index([*PARTS, "rate_of_profit"], name="part")
    logs = [math.log(b / a) for a, b in zip(*years.values(), strict=True)]
    table["log_change"] = [*logs, math.log(table["after"].iloc[-1] / table["before"].iloc[-1])]
    return table


def valuation() -> Model:
    r"""Return capital at current and at historical cost when investment grows steadily.

    Returns
    -------
    Model
        Of nominal investment I (dollars a year), its real growth g, the rate of depreciation
        delta and the inflation phat_k of capital goods (all a year): K_cur, K_hist (dollars) and
        ``ratio`` = K_cur/K_hist, which is also the rate of profit at historical over that at
        current cost, for the same profit.

    Notes
    -----
    Depreciation is geometric and time continuous:

    .. math:: K_{cur} = \frac{I}{g+\delta},\qquad K_{hist} = \frac{I}{g+\delta+\hat p_k},\qquad
              \frac{K_{cur}}{K_{hist}} = \frac{g+\delta+\hat p_k}{g+\delta} .

    Where capital goods become cheaper, as chips do, historical cost overstates capital.

    Examples
    --------
    >>> chips = {"g": "3/5", "delta": "1/5", "phat_k": "-3/10"}
    >>> valuation().evaluate(chips, "ratio")
    5/8
    """
    I = variables("I", unit="dollar/year")
    delta = variables("delta", unit="1/year", domain="nonnegative")
    g, phat_k = variables("g phat_k", unit="1/year", domain="real")
    K_cur, K_hist = variables("K_cur K_hist", unit="dollar")
    ratio = variables("ratio")
    return Model(
        {
            K_cur: I / (g + delta),
            K_hist: I / (g + delta + phat_k),
            ratio: (g + delta + phat_k) / (g + delta),
        },
        name="current and historical cost",
        source="on the choice of valuation: Kliman 2011",
        conditions={
            "investment outgrows old capital": g + delta > 0,
            "nominal investment does too": g + delta + phat_k > 0,
        },
        assumptions=("geometric depreciation", "steady growth for as long as capital lasts"),
    )


def _parts(values: Mapping[str, float], where: str) -> list[float]:
    for name in values:
        if name not in PARTS:
            raise unknown("part of the rate of profit", name, PARTS, where=where)
    for name in PARTS:
        if name not in values or not 0 < values[name] < math.inf:
            raise ModelError(
                f"{name} is {values.get(name, 'missing')}",
                where=where,
                mend="give a positive number; a loss has no logarithm",
            )
    return [float(values[name]) for name in PARTS]
