r"""Adoption of AI by the firms that use it, when its price is not its cost.

To replace one hour of labour takes τ units of a service; a share η of the hour is still needed.
With the unit cost κ of the service, its price ``ς κ`` and the *cost of replacing one hour*

.. math:: \kappa_r = \frac{\kappa\tau}{1-\eta},

capital adopts if :math:`\varsigma\kappa_r < w`. Without the subsidy it would if κ_r < w; social
labour is saved if κ_r < μ, with w = ωμ (exactly so only if the service is priced at its value).
Five zones follow: adopted at cost (Z1), only by the subsidy but saving labour (Z2), only by the
subsidy and wasting labour (Z3, if and only if ς < ω), not adopted although it would save labour
(Z4, Marx's band, if and only if ς > ω), neither (Z5). The private criterion is the social one
where ς = ω.

Techniques of Z2 and Z3 are chosen at false prices, and Okishio's theorem does not protect the rate
of profit against them: once such a technique is general and priced at cost plus average profit, the
rate is *lower* at the same real wage (`mispriced`). So it is with machines that pay only because
they are booked over too long a life (`mispriced_machine`). Both suppose that the technique stays in
use when its price returns to cost.

References
----------
Marx, *Capital* I, ch. 15 s. 2. Okishio (1961), *Kobe University Economic Review* 7. Roemer (1981),
*Analytical Foundations of Marxian Economic Theory*, ch. 4, on viable and progressive techniques.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import sympy as sp
from scipy.optimize import brentq
from scipy.special import ndtr

from capital.economy import Economy
from capital.economy.fixed_capital import capital_recovery, prices_with_machines
from capital.errors import DataError, ModelError
from capital.model import Model, variables

SOURCE = "Marx, Capital I, ch. 15 s. 2; Roemer 1981"
ZONES = {
    "Z1": "adopted, at cost too; saves labour",
    "Z2": "adopted only by the subsidy; saves labour",
    "Z3": "adopted only by the subsidy; wastes labour",
    "Z4": "not adopted, although it would save labour",
    "Z5": "not adopted; would waste labour",
}


def replacing_an_hour() -> Model:
    """Return the cost of replacing an hour of labour, and at which prices firms do so.

    Returns
    -------
    Model
        Of the unit cost kappa (dollars a unit), the service tau needed for an hour (units an
        hour), the share eta of the hour still needed, the ratio subs of price to cost, the MELT
        mu (dollars an hour) and the value of labour-power omega: ``kappa_r``, the wage ``w``, the
        ``outlay`` subs·kappa_r, what is ``gained`` by the firm and ``saved`` at cost against mu
        (dollars an hour), and the subsidy ``subs_c`` at which firms begin to adopt.

    Examples
    --------
    >>> task = {"kappa": 2, "tau": 18, "eta": "1/10", "subs": "1/2", "mu": 80, "omega": "1/2"}
    >>> replacing_an_hour().evaluate(task, "kappa_r", "outlay", "subs_c")
    {'kappa_r': 40, 'outlay': 20, 'subs_c': 1}
    """
    kappa = variables("kappa", unit="dollar/unit")
    tau = variables("tau", unit="unit/hour")
    kappa_r, w, mu = variables("kappa_r w mu", unit="dollar/hour")
    outlay = variables("outlay", unit="dollar/hour", domain="nonnegative")
    gained, saved = variables("gained saved", unit="dollar/hour", domain="real")
    eta = variables("eta", domain="share")
    subs = variables("subs", domain="nonnegative")
    omega, subs_c = variables("omega subs_c")
    return Model(
        {
            kappa_r: kappa * tau / (1 - eta),
            w: omega * mu,
            outlay: subs * kappa_r,
            gained: w - outlay,
            saved: mu - kappa_r,
            subs_c: w / kappa_r,
        },
        name="cost of replacing an hour",
        source=SOURCE,
        conditions={
            "adopted": sp.Lt(outlay, w),
            "adopted without subsidy": sp.Lt(kappa_r, w),
            "saves labour": sp.Lt(kappa_r, mu),
        },
    )


def zones(kappa_r: Any, *, wage: float, omega: float, subsidy: float) -> pd.Series:
    """Return the zone of each task.

    Parameters
    ----------
    kappa_r : array or Series, shape (n,)
        Cost of replacing an hour, money an hour, not negative.
    wage : float
        Money an hour.
    omega : float
        Value of labour-power, in (0, 1): the MELT is wage/omega.
    subsidy : float
        Ratio ς of price to cost; 0 means a price of zero.

    Returns
    -------
    pandas.Series, shape (n,)
        ``"Z1"`` … ``"Z5"``.

    Raises
    ------
    DataError
        If a cost is negative or missing, or an argument lies outside its range.

    Examples
    --------
    >>> zones([20, 60, 200, 900], wage=40, omega=0.5, subsidy=0.1).tolist()
    ['Z1', 'Z2', 'Z3', 'Z5']
    """
    value, bar = _limits(wage, omega, subsidy)
    cost = pd.Series(kappa_r, dtype=float)
    if not (cost >= 0).all():
        raise DataError("a cost of replacing an hour is negative or missing", where="kappa_r")
    adopted, paid, saves = cost < bar, cost < wage, cost < value
    names = np.select(
        [adopted & paid, adopted & saves, adopted, saves], ["Z1", "Z2", "Z3", "Z4"], "Z5"
    )
    return pd.Series(names, index=cost.index, name="zone")


@dataclass(frozen=True)
class Adoption:
    """Shares of tasks by zone, where costs are lognormal over tasks.

    Attributes
    ----------
    shares : pandas.Series
        Of Z1 … Z5; they add up to one.
    adopted, reversed : float
        Share adopted at the ruling price; share *of the adopted* that is given up when the price
        returns to cost.
    """

    shares: pd.Series
    adopted: float
    reversed: float


def lognormal_tasks(
    *, median: float, spread: float, wage: float, omega: float, subsidy: float
) -> Adoption:
    r"""Return how many tasks are adopted, by zone, and how many would be given up at cost.

    Parameters
    ----------
    median, spread : float
        Median of κ_r over tasks (money an hour) and the standard deviation of its logarithm.
    wage, omega, subsidy : float
        As in `zones`.

    Returns
    -------
    Adoption

    Notes
    -----
    With F lognormal, F(w/ς) is adopted and 1 − F(w)/F(w/ς) of it is given up.

    Examples
    --------
    >>> found = lognormal_tasks(median=100, spread=1, wage=40, omega=0.5, subsidy=0.1)
    >>> round(found.adopted, 6), round(found.reversed, 6)
    (0.917171, 0.804009)
    """
    value, bar = _limits(wage, omega, subsidy)
    if median <= 0 or spread <= 0:
        raise DataError("median and spread of a lognormal are positive", where="median, spread")

    def below(cost: float) -> float:
        return float(ndtr(np.log(cost / median) / spread)) if np.isfinite(cost) else 1.0

    at_cost, adopted = below(min(wage, bar)), below(bar)
    saving, saving_adopted = below(value), below(min(bar, value))
    shares = {
        "Z1": at_cost,
        "Z2": max(saving_adopted - at_cost, 0.0),
        "Z3": max(adopted - max(saving, at_cost), 0.0),
        "Z4": max(saving - adopted, 0.0),
        "Z5": 1 - max(saving, adopted),
    }
    return Adoption(pd.Series(shares, name="share"), adopted, 1 - at_cost / adopted)


def parity() -> Model:
    """Return the years until replacing an hour costs no more than its wage.

    Returns
    -------
    Model
        Of kappa_r and w (dollars an hour), the fall g_kappa of cost and the growth g_w of the
        wage (a year): ``years``, negative where parity is past.

    Examples
    --------
    >>> now = {"kappa_r": 400, "w": 40, "g_kappa": 0.5, "g_w": 0.02}
    >>> round(parity().evaluate(now, "years"), 6)
    4.428048
    """
    kappa_r, w = variables("kappa_r w", unit="dollar/hour")
    g_kappa, g_w = variables("g_kappa g_w", unit="1/year", domain="real")
    years = variables("years", unit="year", domain="real")
    return Model(
        {years: sp.log(kappa_r / w) / (g_kappa + g_w)},
        name="years to parity",
        source=SOURCE,
        conditions={"cost and wage approach each other": sp.Gt(g_kappa + g_w, 0)},
    )


def conversion() -> Model:
    """Return the cost of replacing an hour when a post must be converted first.

    Returns
    -------
    Model
        Of subs, kappa_r and w (dollars an hour), the conversion cost F_c of a post (dollars), its
        hours H in a period, eta, and the rate r and horizon T in periods: the annuity ``crf``,
        the ``outlay`` an hour and what is ``gained`` by adopting.

    Examples
    --------
    >>> post = {"subs": 1, "kappa_r": 30, "w": 40, "F_c": 27000, "H": 2000, "eta": "1/10",
    ...         "r": "1/10", "T": 1}
    >>> conversion().evaluate(post, "outlay")
    93/2
    """
    kappa_r, w, outlay = variables("kappa_r w outlay", unit="dollar/hour")
    gained = variables("gained", unit="dollar/hour", domain="real")
    F_c, H = variables("F_c", unit="dollar"), variables("H", unit="hour")
    eta = variables("eta", domain="share")
    subs = variables("subs", domain="nonnegative")
    r, T, crf = variables("r T crf")
    return Model(
        {
            crf: r / (1 - (1 + r) ** -T),
            outlay: subs * kappa_r + F_c * crf / ((1 - eta) * H),
            gained: w - outlay,
        },
        name="conversion of a post",
        source=SOURCE,
        conditions={"adopted": sp.Lt(outlay, w)},
    )


@dataclass(frozen=True)
class Mispricing:
    """A technique chosen at a subsidised price, and what becomes of the rate of profit.

    Attributes
    ----------
    price_of_service : float
        At the old rate of profit and wage; prices and costs are in units of the product.
    old_cost, true_cost, perceived_cost : float
        Of a unit of the product by the old technique, and by the new one at the true and at the
        subsidised price of the service.
    critical_subsidy : float
        ς below which the new technique is adopted.
    adopted : bool
    innovator : float
        Rate of profit of the first to adopt, at the subsidised price.
    rate_before, rate_after : float
        General rate of profit before, and after the technique is general and unsubsidised, at the
        same real wage.
    verdict : str
        What follows, in words.
    """

    price_of_service: float
    old_cost: float
    true_cost: float
    perceived_cost: float
    critical_subsidy: float
    adopted: bool
    innovator: float
    rate_before: float
    rate_after: float
    verdict: str


def mispriced(
    economy: Economy,
    sector: Any,
    *,
    inputs: Any,
    labour: float,
    use: float,
    service_inputs: Any,
    service_labour: float,
    subsidy: float,
) -> Mispricing:
    """Return what a subsidised service does to the general rate of profit once it is priced.

    Parameters
    ----------
    economy : Economy
        With a wage basket; wages are advanced.
    sector
        The label of the product whose technique changes.
    inputs : array, shape (n,)
        New inputs of goods to a unit of the product; the service comes besides.
    labour, use : float
        Hours and units of the service a unit of the product takes.
    service_inputs : array, shape (n,)
        Inputs of goods to a unit of the service.
    service_labour : float
        Hours a unit of the service takes.
    subsidy : float
        Ratio ς of the service's price to its price of production.

    Returns
    -------
    Mispricing

    Raises
    ------
    ModelError
        If the economy has no wage basket or prices.

    Notes
    -----
    The theorem: if the new technique costs more at true prices of production than the old one,
    p M′ ≥ p/(1 + r), so that the largest root of M′ exceeds 1/(1 + r) and r′ < r.

    Examples
    --------
    >>> corn = Economy([[0.5]], [1.0], wage_basket=[0.25])
    >>> found = mispriced(corn, 0, inputs=[0.5], labour=0.2, use=0.75, service_inputs=[0.4],
    ...                   service_labour=0.08, subsidy=0.2)
    >>> round(found.rate_before, 6), round(found.rate_after, 6), found.adopted
    (0.333333, 0.111111, True)
    """
    if subsidy < 0:
        raise DataError(f"a price of {subsidy} times the cost is negative", where="subsidy")
    before = economy.prices_of_production(wages="ante")
    p, r = before.prices.to_numpy(dtype=float), float(before.rate_of_profit)
    A = economy.inputs.to_numpy(dtype=float)
    b = _basket(economy)
    labels = list(economy.labour.index)
    if sector not in labels:
        raise ModelError(f"there is no sector ‘{sector}’", mend=f"choose of {labels}")
    j = labels.index(sector)
    l = economy.labour.to_numpy(dtype=float)
    p = p / p[j]
    w = float(p @ b)
    goods, service = (np.asarray(x, dtype=float) for x in (inputs, service_inputs))
    price = (1 + r) * float(p @ service + w * service_labour)
    old, goods_cost = float(p @ A[:, j] + w * l[j]), float(p @ goods + w * labour)
    true, seen = goods_cost + price * use, goods_cost + subsidy * price * use
    after = _with_service(A, l, b, j, (goods, labour, use), (service, service_labour))
    new = float(after.prices_of_production(wages="ante").rate_of_profit)
    adopted = seen < old
    return Mispricing(
        price_of_service=price,
        old_cost=old,
        true_cost=true,
        perceived_cost=seen,
        critical_subsidy=(old - goods_cost) / (price * use),
        adopted=adopted,
        innovator=1 / seen - 1,
        rate_before=r,
        rate_after=new,
        verdict=_verdict(adopted, true < old, new - r),
    )


def mispriced_machine(
    circulating: float, machine: float, *, rate: float, booked: float, economic: float
) -> dict[str, float]:
    r"""Return what too long a booked life makes of a machine's cost and of the rate of profit.

    Parameters
    ----------
    circulating : float
        Inputs and wages advanced for a unit of the product, in units of it.
    machine : float
        Machine for a unit of the product a year, in units of it.
    rate : float
        Rate of profit before.
    booked, economic : float
        Lives in years.

    Returns
    -------
    dict
        ``perceived_cost`` and ``true_cost`` with profit at the old rate (adopted if the first is
        below one), the rates ``rate_booked`` and ``rate_after`` that follow at either life, and
        the ``break_even_life`` below which the machine lowers the rate.

    Raises
    ------
    DataError
        If an amount is not positive, a life is below one year, or the machine never pays.
    ModelError
        If it yields no profit over a life.

    Notes
    -----
    :math:`(1+r)c + m\,\mathrm{crf}(r, T) = 1` for the product as numéraire.

    Examples
    --------
    >>> found = mispriced_machine(0.35, 0.8, rate=1/3, booked=6, economic=2)
    >>> {name: round(value, 6) for name, value in found.items()}["rate_after"]
    0.256997
    """
    for what, value in (
        ("circulating", circulating), ("machine", machine), ("booked", booked),
        ("economic", economic), ("rate", rate),
    ):  # fmt: skip
        if not value > 0:
            raise DataError(f"{what} is {value}", mend="give a number above zero")

    def cost(r: float, life: float) -> float:
        return (1 + r) * circulating + machine * float(capital_recovery(r, life))

    def realised(life: float) -> float:
        one = [[circulating]], [0.0], [0.0], [[machine]], [life]
        return prices_with_machines(*one, wages="post", numeraire=[1.0]).rate_of_profit

    if (1 + rate) * circulating + machine * rate >= 1:
        raise DataError(f"the machine does not yield {rate} over any life")
    life = brentq(lambda T: cost(rate, T) - 1, 1e-3, 1e4, xtol=1e-12)
    return {
        "perceived_cost": cost(rate, booked),
        "true_cost": cost(rate, economic),
        "rate_booked": realised(booked),
        "rate_after": realised(economic),
        "break_even_life": float(life),
    }


def _limits(wage: float, omega: float, subsidy: float) -> tuple[float, float]:
    """Return the MELT, and the cost of replacing an hour up to which firms adopt."""
    if not wage > 0:
        raise DataError(f"a wage of {wage}", where="wage", mend="give a number above zero")
    if not 0 < omega < 1:
        raise DataError(f"a value of labour-power of {omega}", where="omega", mend="0 < ω < 1")
    if not 0 <= subsidy < np.inf:
        raise DataError(f"a ratio of price to cost of {subsidy}", where="subsidy", mend="0 ≤ ς")
    return wage / omega, wage / subsidy if subsidy else np.inf


def _basket(economy: Economy) -> np.ndarray[Any, np.dtype[np.float64]]:
    if economy.wage_basket is None:
        raise ModelError("a real wage must be given", mend="give the economy a wage_basket")
    return economy.wage_basket.to_numpy(dtype=float)


def _with_service(A: Any, l: Any, b: Any, j: int, new: Any, service: Any) -> Economy:
    """Return the economy in which sector j uses the service, which is one more good."""
    n = len(l)
    goods, labour, use = new
    wider = np.zeros((n + 1, n + 1))
    wider[:n, :n] = A
    wider[:n, j], wider[n, j], wider[:n, n] = goods, use, service[0]
    hours = np.append(l, service[1])
    hours[j] = labour
    return Economy(wider, hours, wage_basket=np.append(b, 0.0))


def _verdict(adopted: bool, cheaper: bool, change: float) -> str:
    if not adopted:
        return "not adopted: the technique costs more even at the subsidised price"
    if cheaper:
        return "adopted, and it would be at cost: the rate of profit rises at the same real wage"
    moved = "falls" if change < 0 else "does not fall"
    return f"adopted only by the subsidy: the rate of profit {moved} at the same real wage"
