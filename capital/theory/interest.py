r"""Interest, profit of enterprise and fictitious capital (*Capital* III, ch. 21–25 and 29).

Money lent as capital is paid out of the profit that it helps to make: interest i and *profit of
enterprise* r − i are two parts of one profit. The rate of profit is the upper bound of interest,

.. math:: 0 < i < r,

within which supply and demand of loans decide; there is no law of a natural rate. Once interest
exists, any regular income is looked on as the interest of some capital,

.. math:: \text{price of the claim} = \frac{Y}{i},

even where no such capital exists or where it has long been spent. That capital is fictitious:
the claim has a price and no value.

References
----------
Marx, *Capital* III, ch. 21–25 and 29. Hilferding (1910), *Finance Capital*, ch. 7.
"""

from __future__ import annotations

from capital.model import Model, variables


def profit_of_enterprise() -> Model:
    r"""Return how profit divides between lender and borrower, and what leverage does.

    Returns
    -------
    Model
        Of debt D and own capital E (dollars), rate of profit r and rate of interest i (a year):
        gross profit S, interest Z, profit of enterprise ``S_ent``, its rate on borrowed capital
        ``r_ent`` and on own capital ``r_E``. D may be zero.

    Notes
    -----
    .. math:: r_E = r + (r-i)\frac{D}{E},\qquad r_{ent} = r - i

    While r > i, debt raises the return on own capital; when r falls below i it deepens the loss
    by the same factor. Either way r_E moves 1 + D/E times as fast as r.

    Examples
    --------
    >>> profit_of_enterprise().evaluate({"r": "15/100", "i": "5/100", "D": 2, "E": 1}, "r_E")
    7/20
    >>> profit_of_enterprise().sign("r_E", "D", given=["r < i"])
    '-'
    """
    D = variables("D", unit="dollar", domain="nonnegative")
    E = variables("E", unit="dollar")
    i = variables("i", unit="1/year")
    r, r_ent, r_E = variables("r r_ent r_E", unit="1/year", domain="real")
    Z = variables("Z", unit="dollar/year", domain="nonnegative")
    S, S_ent = variables("S S_ent", unit="dollar/year", domain="real")
    return Model(
        {S: r * (D + E), Z: i * D, S_ent: S - Z, r_ent: r - i, r_E: S_ent / E},
        name="interest and profit of enterprise",
        source="Marx, Capital III, ch. 22–23",
        conditions={"interest is a part of profit": i < r},
        assumptions=("the whole capital, own and borrowed, draws the same rate of profit",),
    )


def fictitious_capital() -> Model:
    r"""Return the price of a claim to a regular income.

    Returns
    -------
    Model
        Of the yearly income Y (dollars a year) and the rate of interest i (a year): the price
        ``P_f`` at which the claim is bought and sold.

    Notes
    -----
    .. math:: P_f = \frac{Y}{i},\qquad \frac{\partial P_f}{\partial i} = -\frac{Y}{i^2}

    The price moves against the rate of interest although nothing has changed in production.

    Examples
    --------
    >>> fictitious_capital().evaluate({"Y": 100, "i": "1/20"}, "P_f")
    2000
    >>> fictitious_capital().derivative("P_f", "i")
    -Y/i**2
    """
    Y = variables("Y", unit="dollar/year")
    i = variables("i", unit="1/year")
    P_f = variables("P_f", unit="dollar")
    return Model(
        {P_f: Y / i},
        name="fictitious capital",
        source="Marx, Capital III, ch. 25 and 29",
        assumptions=("the income is expected for ever and without risk",),
    )


def promoters_profit() -> Model:
    r"""Return what the founder of a company gains by selling its profit as interest.

    Returns
    -------
    Model
        Of the capital C invested (dollars), its rate of profit r, the rate of interest i, the
        premium for risk ``rho`` (all a year) and yearly expenses X: dividends Y, the price of
        all shares ``P_f`` and promoter's profit G.

    Notes
    -----
    .. math:: G = \frac{rC - X}{i+\varrho} - C

    Without expenses it is positive if and only if r > i + ϱ: the profit of enterprise,
    capitalised.

    Examples
    --------
    >>> company = {"C": 1000000, "r": "15/100", "i": "5/100", "rho": "2/100", "X": 20000}
    >>> promoters_profit().evaluate(company, "P_f", "G")
    {'P_f': 13000000/7, 'G': 6000000/7}
    """
    C, P_f = variables("C P_f", unit="dollar")
    G = variables("G", unit="dollar", domain="real")
    r, i = variables("r i", unit="1/year")
    rho = variables("rho", unit="1/year", domain="nonnegative")
    X = variables("X", unit="dollar/year", domain="nonnegative")
    Y = variables("Y", unit="dollar/year")
    return Model(
        {Y: r * C - X, P_f: Y / (i + rho), G: P_f - C},
        name="promoter's profit",
        source="Hilferding 1910, ch. 7",
        conditions={"dividends are paid": r * C > X},
        assumptions=("dividends are expected for ever",),
    )
