r"""Money and labour time: the monetary expression of labour time and the value of labour-power.

Productive labour of ``L`` hours adds a *net* product worth ``Y`` in money. One hour is thus
expressed in

.. math:: \mu = \frac{Y}{L},\qquad \omega = \frac{w}{\mu},\qquad e = \frac{1-\omega}{\omega}

of money (the MELT); a wage of ``w`` an hour commands ω hours of labour for each hour worked, and
the rest is unpaid. Two slips bias μ: counting depreciation and unproductive activities into the
product, and counting unproductive hours into the labour. The first raises it, the second lowers
it.

The *temporal* MELT values the constant capital used up at the MELT of the period before,

.. math:: \mu_t = \frac{P_t}{C_t/\mu_{t-1} + L_t},

so that it carries the past with it; if nothing changes it tends to the net-product MELT.

References
----------
Marx, *Capital* I, ch. 6. Duménil (1980), *De la valeur aux prix de production*. Foley (1982),
*Review of Radical Political Economics* 14. Mohun (2004), in *The Value Controversy*. Freeman and
Carchedi (1996), *Marx and Non-Equilibrium Economics*. Kliman (2007), *Reclaiming Marx's
"Capital"*.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from capital.errors import ModelError
from capital.model import Model, lag, variables

#: How often a year the means of subsistence are bought: daily, weekly, quarterly baskets.
PURCHASES: Mapping[str, int] = {"A_d": 365, "A_w": 52, "A_q": 4}


def melt(*, money: str = "dollar") -> Model:
    """Return the MELT of the net product, the value of labour-power and the rate of surplus-value.

    Parameters
    ----------
    money
        The unit of money.

    Returns
    -------
    Model
        Of the net product of productive activities Y (money a year, after depreciation), the
        productive living labour L (hours a year) and the wage w (money an hour): μ, ω = w/μ and
        e = (1 − ω)/ω.

    Notes
    -----
    The equations stand above. With a wage bill W = wL the same e is (Y − W)/W: profit of
    productive capital over productive wages.

    Examples
    --------
    >>> economy = {"Y": 27000, "L": 300, "w": 36}          # both in thousand millions
    >>> melt().evaluate(economy)
    {'mu': 90, 'omega': 2/5, 'e': 3/2}
    """
    Y = variables("Y", unit=f"{money}/year")
    L = variables("L", unit="hour/year")
    w, mu = variables("w mu", unit=f"{money}/hour")
    omega = variables("omega")
    e = variables("e", domain="real")
    return Model(
        {mu: Y / L, omega: w / mu, e: (1 - omega) / omega},
        name="monetary expression of labour time",
        source="Duménil 1980; Foley 1982; Mohun 2004",
        conditions={"the wage leaves a surplus": sp.Lt(omega, 1)},
        assumptions=(
            "the product is net of depreciation and of productive activities only",
            "the hours are those of productive labour, reduced to simple labour",
        ),
    )


def gross_and_all_hours(*, money: str = "dollar") -> Model:
    r"""Return by which factor a MELT of gross product over all hours misses the true one.

    Returns
    -------
    Model
        Of Y and L as in `melt`, depreciation D and the product Y_u booked to unproductive
        activities (money a year), and unproductive hours L_u: the naive ``mu_all``, ``mu`` and
        ``bias`` = mu_all/mu.

    Notes
    -----
    .. math:: \frac{\mu_{all}}{\mu} = \frac{1 + (D+Y_u)/Y}{1 + L_u/L}

    The sign of the slip is open: the two errors work against each other.

    Examples
    --------
    >>> economy = {"Y": 27000, "L": 300, "D": 5000, "Y_u": 4000, "L_u": 200}
    >>> gross_and_all_hours().evaluate(economy, "mu_all", "bias")
    {'mu_all': 72, 'bias': 4/5}
    """
    Y = variables("Y", unit=f"{money}/year")
    D, Y_u = variables("D Y_u", unit=f"{money}/year", domain="nonnegative")
    L = variables("L", unit="hour/year")
    L_u = variables("L_u", unit="hour/year", domain="nonnegative")
    mu, mu_all = variables("mu mu_all", unit=f"{money}/hour")
    bias = variables("bias")
    return Model(
        {mu: Y / L, mu_all: (Y + D + Y_u) / (L + L_u), bias: mu_all / mu},
        name="bias of a MELT of gross product and all hours",
        source="Foley 1982; Mohun 2004",
    )


def labour_power(purchases: Mapping[str, int] = PURCHASES, *, money: str = "shilling") -> Model:
    """Return the daily value of labour-power from baskets bought at different intervals.

    Parameters
    ----------
    purchases
        Name of each basket → how often it is bought a year.
    money
        Unit of the baskets' values: of money, or ``"hour"``.

    Returns
    -------
    Model
        v_d, the value of labour-power a day, of the values of the baskets.

    Notes
    -----
    v_d = Σ n_i A_i / 365. The baskets keep the worker *and* the family and pay for training.
    What belongs to them has a historical and moral element: they are data, never a physiological
    constant.

    References
    ----------
    Marx, *Capital* I, ch. 6.

    Examples
    --------
    >>> labour_power().evaluate({"A_d": 2, "A_w": 7, "A_q": "73/2"}, "v_d")
    248/73
    """
    for name, times in purchases.items():
        if times <= 0:
            raise ModelError(
                f"a basket bought {times} times a year",
                where=name,
                mend="give how often it is bought a year, such as 52",
            )
    baskets = {name: variables(name, unit=money) for name in purchases}
    v_d = variables("v_d", unit=money)
    yearly = sum(sp.Rational(purchases[name]) * basket for name, basket in baskets.items())
    return Model({v_d: yearly / 365}, name="value of labour-power", source="Marx, Capital I, ch. 6")


def temporal_melt(*, money: str = "dollar") -> Model:
    """Return the temporal MELT: money of a period over dead labour at the old MELT plus living.

    Returns
    -------
    Model
        Of the money value of gross output P and of the constant capital consumed C_M (money a
        year) and living labour L (hours a year): ``mu``, which needs its value of the period
        before, and ``mu_net`` = (P − C_M)/L, the MELT of the net product of the same data.

    Notes
    -----
    μ_t = P_t/(C_t/μ_{t−1} + L_t). With constant data it converges to mu_net; each period
    leaves about C_M/P of the distance.

    Examples
    --------
    >>> data = {"P": 50000, "C_M": 20000, "L": 300, "mu": 90}
    >>> temporal_melt().path(1, data)["mu"].iloc[-1]
    4500/47
    >>> temporal_melt().steady_state({"P": 50000, "C_M": 20000, "L": 300})[0]["mu"]
    100
    """
    P, C_M = variables("P C_M", unit=f"{money}/year")
    L = variables("L", unit="hour/year")
    mu, mu_net = variables("mu mu_net", unit=f"{money}/hour")
    return Model(
        {mu: P / (C_M / lag(mu) + L), mu_net: (P - C_M) / L},
        name="temporal MELT",
        source="Freeman and Carchedi 1996; Kliman 2007",
        assumptions=("constant capital of a period was bought at the MELT of the period before",),
    )
