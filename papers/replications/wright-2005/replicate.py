r"""Wright (2005): a society of workers and capitalists by six rules, and what it settles into.

N actors hold M coins. Each is employed, an employer, or unemployed. A month is N times:

1. S1: an actor *a* is drawn, each alike.
2. H1: an unemployed *a* draws an employer or another unemployed *h* in proportion to money, and is
   hired if *h* holds the mean wage.
3. E1: another actor *b*, each alike, spends a uniform part of its money, from nothing to all, into
   the market.
4. M1: unless *a* is unemployed, a uniform part of what lies in the market is taken as revenue of
   the firm of *a*.
5. F1: an employer *a* dismisses as many as it cannot pay the mean wage: n − m/w̄ at random, rounded
   up. Without workers it is unemployed.
6. W1: each worker of *a* is paid a uniform wage between the bounds, or a uniform part of the money
   left if there is too little.

Nothing is fitted. All coins are whole numbers, so that their sum is kept exactly.
"""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd

MONTHS = 12
#: Sizes of the paper; shorter than its hundred years, to run in seconds.
ACTORS, COINS, WAGES = 1000, 100_000, (10, 90)
SETTLING, YEARS, SEED = 10, 50, 2005
#: Share of the distributions that counts as their tail; coins a bin of workers' wealth.
TOP, BIN = 0.05, 10
POOLED = ("sizes", "paid", "profits", "incomes", "workers_wealth", "owners_wealth")


class Society:
    """The state: who has how much, who works for whom, and this year's books of each firm."""

    def __init__(self, actors: int, coins: int, wages: tuple[int, int], seed: int) -> None:
        self.random = Random(seed).random
        self.wages, self.mean_wage = wages, sum(wages) / 2
        share, rest = divmod(coins, actors)
        self.money = [share + (a < rest) for a in range(actors)]
        self.market = 0
        self.boss = [-1] * actors
        self.staff: list[list[int]] = [[] for _ in range(actors)]
        self.free = list(range(actors))  # those whom nobody employs, in no order
        self.place = list(range(actors))  # where each stands among them
        self.demises = 0
        self.open_books()

    def open_books(self) -> None:
        """Begin a year: nothing sold, nothing paid."""
        self.revenue = [0] * len(self.money)
        self.paid = [0] * len(self.money)
        self.received = [0] * len(self.money)

    def month(self) -> None:
        """Apply the six rules N times."""
        actors, random = len(self.money), self.random
        for _ in range(actors):
            a = int(random() * actors)
            if self.boss[a] < 0 and not self.staff[a]:
                self.hire(a)
            self.spend(a)
            if self.boss[a] >= 0 or self.staff[a]:
                self.sell(a)
            if self.staff[a]:
                self.dismiss(a)
                self.pay(a)

    def hire(self, a: int) -> None:
        """H1: the unemployed looks for an employer, money draws."""
        money, place = self.money, self.place[a]
        weights = np.fromiter(map(money.__getitem__, self.free), np.int64, len(self.free))
        weights[place] = 0
        heap = weights.cumsum()
        if heap[-1] == 0:
            return
        coin = int(self.random() * int(heap[-1]))
        h = self.free[int(heap.searchsorted(coin, side="right"))]
        if money[h] >= self.mean_wage:
            self.boss[a] = h
            self.staff[h].append(a)
            last = self.free.pop()
            if last != a:
                self.free[place], self.place[last] = last, place

    def spend(self, a: int) -> None:
        """E1: somebody else buys."""
        b = int(self.random() * (len(self.money) - 1))
        b += b >= a
        coins = int(self.random() * (self.money[b] + 1))
        self.money[b] -= coins
        self.market += coins

    def sell(self, a: int) -> None:
        """M1: the firm of a realises value on the market."""
        owner = self.boss[a] if self.boss[a] >= 0 else a
        coins = int(self.random() * (self.market + 1))
        self.market -= coins
        self.money[owner] += coins
        self.revenue[owner] += coins

    def dismiss(self, a: int) -> None:
        """F1: the workers whom the money of a does not pay lose their place."""
        staff = self.staff[a]
        number = -int(-(len(staff) - self.money[a] / self.mean_wage) // 1)  # rounded up
        for _ in range(number):
            spot = int(self.random() * len(staff))
            staff[spot], staff[-1] = staff[-1], staff[spot]
            gone = staff.pop()
            self.boss[gone] = -1
            self.place[gone] = len(self.free)
            self.free.append(gone)
        self.demises += number > 0 and not staff

    def pay(self, a: int) -> None:
        """W1: wages, as far as the money goes."""
        (low, high), money, random = self.wages, self.money, self.random
        for worker in self.staff[a]:
            wage = low + int(random() * (high - low + 1))
            if wage > money[a]:
                wage = int(random() * (money[a] + 1))
            money[a] -= wage
            money[worker] += wage
            self.paid[a] += wage
            self.received[worker] += wage


def simulate(
    actors: int = ACTORS,
    coins: int = COINS,
    wages: tuple[int, int] = WAGES,
    *,
    settling: int = SETTLING,
    years: int = YEARS,
    seed: int = SEED,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, np.ndarray]]:
    """Run the society; return one row a month, one a year, and what was pooled."""
    society = Society(actors, coins, wages, seed)
    for _ in range(settling * MONTHS):
        society.month()
    months, years_of_gdp = [], []
    pooled: dict[str, list[float]] = {name: [] for name in POOLED}
    for _ in range(years):
        society.open_books()
        for _ in range(MONTHS):
            demises = society.demises
            society.month()
            sizes = [len(staff) for staff in society.staff if staff]
            months.append((sum(sizes), len(sizes), society.demises - demises))
            pooled["sizes"] += sizes
        _close_books(society, pooled)
        years_of_gdp.append((sum(society.paid), sum(society.revenue)))
    by_month = pd.DataFrame(months, columns=["workers", "firms", "demises"])
    by_year = pd.DataFrame(years_of_gdp, columns=["wages", "income"])
    return by_month, by_year, {name: np.array(values) for name, values in pooled.items()}


def _close_books(society: Society, pooled: dict[str, list[float]]) -> None:
    """Add wealth at the end of the year, and what the year has brought to firms and persons."""
    money, boss = np.array(society.money), np.array(society.boss)
    paid, revenue = np.array(society.paid), np.array(society.revenue)
    pooled["workers_wealth"] += money[boss >= 0].tolist()
    pooled["owners_wealth"] += money[[bool(staff) for staff in society.staff]].tolist()
    pooled["incomes"] += (np.array(society.received) + revenue - paid).tolist()
    pooled["paid"] += paid[paid > 0].tolist()
    pooled["profits"] += (revenue - paid)[paid > 0].tolist()


def power_law(sizes: np.ndarray) -> float:
    """Return α of a density x^−(α+1), from a line through log densities in bins that double."""
    edges = 2.0 ** np.arange(int(np.log2(sizes.max())) + 1)
    counts = np.histogram(sizes, edges)[0]
    slope = np.polyfit(np.log(edges[:-1]), np.log(counts / np.diff(edges)), 1)[0]
    return float(-slope - 1)


def tail(values: np.ndarray, share: float) -> float:
    """Return the exponent of the largest values, a share of all (Hill)."""
    largest = np.sort(values)[::-1][: int(share * len(values)) + 1]
    return float(1 / np.mean(np.log(largest[:-1] / largest[-1])))


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the value at which half the weight lies below."""
    order = values.argsort()
    heap = weights[order].cumsum()
    return float(values[order][heap.searchsorted(heap[-1] / 2)])


def decline(counts: np.ndarray) -> float:
    """Return b of frequency ∝ exp(−b·x) from counts at x = 0, 1, 2 …, by the line of logs."""
    seen = np.flatnonzero(counts)
    return float(-np.polyfit(seen, np.log(counts[seen]), 1)[0])


def recessions(income: np.ndarray) -> np.ndarray:
    """Return the durations, in years, of unbroken falls of income."""
    falls = np.concatenate([[0], np.diff(income) < 0, [0]])
    begin, end = (np.flatnonzero(np.diff(falls) == sign) for sign in (1, -1))
    return end - begin


def replicate(seed: int = SEED, years: int = YEARS) -> dict[str, float]:
    """Return the moments of the paper, from our own run of the model."""
    months, by_year, pooled = simulate(years=years, seed=seed)
    employed, firms = months["workers"].mean(), months["firms"].mean()
    wages = (by_year["wages"] / by_year["income"]).mean()
    rates = 100 * pooled["profits"] / pooled["paid"]
    durations = recessions(by_year["income"].to_numpy())
    wealth = np.bincount((pooled["workers_wealth"] / BIN).astype(int))
    return {
        "workers_share": 100 * employed / ACTORS,
        "capitalists_share": 100 * firms / ACTORS,
        "unemployed_share": 100 * (1 - (employed + firms) / ACTORS),
        "firms": firms,
        "firm_demises_a_month": months["demises"].mean(),
        "firm_demises_a_year": months["demises"].mean() * MONTHS,
        "wage_share": wages,
        "profit_share": 1 - wages,
        "firm_size_exponent": power_law(pooled["sizes"]),
        "profit_rate_mean": float(np.average(rates, weights=pooled["paid"])),
        "profit_rate_median": weighted_median(rates, pooled["paid"]),
        "workers_wealth_rate": decline(wealth) / BIN,
        "capitalists_wealth_exponent": tail(pooled["owners_wealth"], TOP),
        "income_exponent": tail(pooled["incomes"], TOP),
        "recession_duration_rate": float(-np.log1p(-1 / durations.mean())),  # b of exp(−b·years)
    }
