r"""Accumulation and the industrial reserve army (*Capital* I, ch. 25).

Accumulation raises the demand for labour, a rising composition of capital lowers it. Of a capital
``C`` with :math:`k_K = K/V` the part :math:`V = C/(1+k_K)` buys labour-power; at ``w`` advanced
for a worker it employs ``N = V/w``:

.. math:: \hat V = \hat C - \frac{k_K}{1+k_K}\,\hat k_K,\qquad \hat N = \hat V - \hat w.

If the labour force grows at ``β``, the rate of the reserve army ``1 − ε`` grows if and only if
:math:`\hat N < \beta`. How the reserve army acts back on wages is the subject of the growth cycle.

References
----------
Marx, *Capital* I, ch. 25, s. 2–4.
"""

from __future__ import annotations

import sympy as sp

from capital.model import Model, lag, variables

SOURCE = "Marx, Capital I, ch. 25"


def demand_for_labour(*, money: str = "dollar") -> Model:
    """Return the variable capital and the employment that a capital of some composition demands.

    Returns
    -------
    Model
        Of capital advanced C, composition k_K = K/V, capital w advanced for one worker and labour
        force N_bar: the variable ``share`` 1/(1 + k_K), V, N, the rate of employment ``epsilon``
        and that of the reserve army ``reserve`` = 1 − epsilon.

    Examples
    --------
    >>> demand = demand_for_labour()
    >>> demand.evaluate({"C": 6000, "k_K": 1}, "V"), demand.solve("C", {"V": 3600, "k_K": 4})
    (3000, [18000])
    >>> demand.growth("V", to=("C", "k_K"))
    Eq(Vhat, Chat - k_K*khat_K/(k_K + 1))
    """
    C, V = variables("C V", unit=money)
    w = variables("w", unit=f"{money}/person")
    N, N_bar = variables("N N_bar", unit="person")
    k_K = variables("k_K", domain="nonnegative")
    share, epsilon = variables("share epsilon")
    reserve = variables("reserve", domain="real")
    return Model(
        {
            share: 1 / (1 + k_K),
            V: share * C,
            N: V / w,
            epsilon: N / N_bar,
            reserve: 1 - epsilon,
        },
        name="demand for labour",
        source=SOURCE,
        conditions={"there are workers enough": sp.Le(N, N_bar)},
    )


def growth_of_employment() -> Model:
    """Return the growth of variable capital and of employment, and whether the reserve army grows.

    Returns
    -------
    Model
        Of the growth rates (a year) of capital g_C, composition g_k, wage g_w and labour force
        beta, and of the level k_K: ``g_V``, ``g_N`` and the growth ``g_epsilon`` of the rate of
        employment.

    Notes
    -----
    These are momentary rates of growth; for whole periods follow `accumulation`.

    Examples
    --------
    >>> year = {"g_C": "1/10", "g_k": "1/20", "k_K": 4, "g_w": 0, "beta": "1/50"}
    >>> growth_of_employment().evaluate(year)
    {'g_V': 3/50, 'g_N': 3/50, 'g_epsilon': 1/25}
    """
    g_C, g_k, g_w, g_V, g_N, beta, g_epsilon = variables(
        "g_C g_k g_w g_V g_N beta g_epsilon", unit="1/year", domain="real"
    )
    k_K = variables("k_K", domain="nonnegative")
    return Model(
        {g_V: g_C - k_K / (1 + k_K) * g_k, g_N: g_V - g_w, g_epsilon: g_N - beta},
        name="growth of employment",
        source=SOURCE,
        conditions={"the reserve army grows": sp.Lt(g_N, beta)},
    )


def accumulation(*, money: str = "dollar") -> Model:
    """Return employment and reserve army period by period, from rates of growth.

    Returns
    -------
    Model
        Of the growth a period of capital g_C, composition g_k, wage g_w and labour force beta: C,
        k_K, w, N_bar from their values a period before; V, N, ``epsilon`` and ``reserve``.

    Examples
    --------
    >>> start = {"C": 1000, "k_K": 1, "w": 1, "N_bar": 600}
    >>> rates = {"g_C": "1/10", "g_k": "1/5", "g_w": 0, "beta": "1/50"}
    >>> accumulation().path(2, {**start, **rates})["V"].tolist()
    [500, 30250/61]
    """
    C, V = variables("C V", unit=money)
    w = variables("w", unit=f"{money}/person")
    N, N_bar = variables("N N_bar", unit="person")
    k_K = variables("k_K", domain="nonnegative")
    epsilon = variables("epsilon")
    g_C, g_k, g_w, beta, reserve = variables("g_C g_k g_w beta reserve", domain="real")
    return Model(
        {
            C: lag(C) * (1 + g_C),
            k_K: lag(k_K) * (1 + g_k),
            w: lag(w) * (1 + g_w),
            N_bar: lag(N_bar) * (1 + beta),
            V: C / (1 + k_K),
            N: V / w,
            epsilon: N / N_bar,
            reserve: 1 - epsilon,
        },
        name="accumulation and reserve army",
        source=SOURCE,
    )
