"""Market prices, values and prices of production of an economy, each beside the others.

`deviations` takes an `Economy` and is its method. What the measures mean stands in the module
`deviations`, what the intervals mean in `resampling`; here systems of prices are put together: of
the market, of production, and in proportion to a *basis*, which is labour or, as a rival, any good
that the others use (electricity, oil, steel: Cockshott and Cottrell 1997).

A sector is one observation: n sectors are n observations, and intervals draw or shuffle sectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from capital.economy import deviations as measuring
from capital.economy import options, resampling
from capital.economy.deviations import Deviations
from capital.economy.inputs import checked, vector
from capital.economy.labelled import need, ordinary
from capital.economy.resampling import Intervals
from capital.economy.tables import Prices
from capital.errors import ModelError, check_choice, unknown

if TYPE_CHECKING:
    from capital.economy.economy import Economy

#: The basis of value that needs no good.
LABOUR = "labour"
#: Bundles that may be named; a good or a basket may be given as well.
BUNDLES = ("gross_output", "net_output", "wage_basket", "unit_basket")
#: What may make a sector large.
SIZES = ("cost", "hours", "output")
MEASURES = tuple(field.name for field in fields(Deviations))[2:]


@dataclass(frozen=True)
class _Systems:
    """Systems of prices of the m sectors that all of them price, and what goes with each sector.

    Attributes
    ----------
    prices : mapping of str to array, shape (m,)
        An earlier system is compared with every later one, which is then the base.
    output, bundle : array, shape (m,)
    size : array, shape (m,), or None
    """

    prices: dict[str, Any]
    output: Any
    bundle: Any
    size: Any

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each two systems, market prices first."""
        yield from combinations(self.prices, 2)


def deviations(
    economy: Economy,
    prices: Prices | None = None,
    *,
    basis: Any = LABOUR,
    normalisation: Any = "gross_output",
    intervals: str | None = None,
    size_control: bool | str | Any = False,
    rng: Any = None,
    repetitions: int = 9_999,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Return how far market prices, prices of production and direct prices are apart.

    Parameters
    ----------
    prices
        Prices of production; those of the wage basket, wages advanced, if left out.
    basis
        What direct prices are in proportion to: ``"labour"``, the label of a good (its whole
        content in each good, direct and indirect), or a list of these.
    normalisation
        What costs the same in all systems: ``"gross_output"``, ``"net_output"``,
        ``"wage_basket"``, ``"unit_basket"``, the label of a good, or a basket, shape (n,).
    intervals
        ``"bootstrap"``: how exact each measure is, by drawing sectors anew. ``"permutation"``:
        what chance alone would give, by shuffling the totals of the base (price × output) among
        sectors; correlations and slopes are then those of totals. From ten sectors on.
    size_control
        True or ``"cost"`` (inputs and wages at market prices; Kliman 2002), ``"hours"``,
        ``"output"``, or numbers of shape (n,): adds regressions of totals with this size held
        constant; a permutation then shuffles only what size does not explain.
    rng : int, SeedSequence or Generator
        Needed for intervals: the same seed gives the same numbers.
    repetitions
        How many draws.
    level
        Probability between the ends of an interval.

    Returns
    -------
    DataFrame
        One row for each two systems, ``(prices, base)``; a basis other than labour bears the name
        of its good. Columns are the measures of `capital.economy.deviations` and, with intervals,
        pairs (measure, ``estimate``, ``lower``, ``upper`` and ``pvalue``). ``attrs`` say in words
        what was normalised, drawn and held constant. Only cv, angle and distance are free of the
        normalisation and of the units of the goods.

    Raises
    ------
    ModelError
        If the economy has no output or no values, or there is no seed.
    UnknownNameError
        If nothing bears the name of a basis, bundle, kind of intervals or size.

    References
    ----------
    Steedman and Tomkins (1998). Cockshott and Cottrell (1997). Kliman (2002). Efron and Tibshirani
    (1993).

    Examples
    --------
    >>> from capital.economy import Economy
    >>> usa = Economy.example("usa-2017")                            # 22 is utilities
    >>> found = usa.deviations(basis=["labour", "22"], normalisation="wage_basket")
    >>> found["angle"].xs("market").round(1).to_dict()
    {'production': 17.4, 'direct': 18.9, '22': 20.9}
    """
    if intervals is not None:
        check_choice("kind of intervals", intervals, ("bootstrap", "permutation"))
        if rng is None:
            raise ModelError("intervals need a seed", where="rng", mend="pass rng=1, or any other")
    systems = _systems(economy, prices, basis, normalisation, size_control)
    rows = {}
    for number, pair in enumerate(systems.pairs()):
        seed = None if intervals is None else _seed(rng, number)
        rows[pair] = _row(systems, pair, intervals, seed, repetitions, level)
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(rows, names=["prices", "base"])
    if intervals is not None:
        table.columns = pd.MultiIndex.from_tuples(table.columns, names=["measure", "number"])
    table.attrs = _words(normalisation, intervals, size_control, repetitions, level)
    return table


def _systems(
    economy: Economy, prices: Prices | None, basis: Any, normalisation: Any, size_control: Any
) -> _Systems:
    """Return the systems of prices, for the sectors that have a value."""
    given = ordinary(economy)
    output = need(given.Q, "output")
    bases = basis if isinstance(basis, list) else [basis]
    found = {"direct" if name == LABOUR else str(name): _base(economy, name) for name in bases}
    if {"market", "production"} & set(found):
        raise ModelError("‘market’ and ‘production’ name systems of prices", "basis", "rename it")
    kept = np.flatnonzero(economy.labels.isin(_valued(economy)))
    made = economy.prices_of_production() if prices is None else prices
    market = np.ones(len(output)) if given.m is None else given.m
    production = vector("prices", made.prices, economy.labels)
    every = {"market": market, "production": production, **found}
    size = _size(economy, size_control)
    return _Systems(
        prices={name: np.asarray(system, dtype=float)[kept] for name, system in every.items()},
        output=output[kept],
        bundle=_bundle(economy, normalisation)[kept],
        size=None if size is None else size[kept],
    )


def _valued(economy: Economy) -> pd.Index:
    """Return the sectors whose labour creates value, or all where there is no labour."""
    mask = economy.technique.productive
    return economy.labels if mask is None else economy.labels[mask]


def _base(economy: Economy, name: Any) -> Any:
    """Return prices in proportion to labour, or to the content of a good, shape (n,)."""
    if name == LABOUR:
        return economy.direct_prices().reindex(economy.labels).to_numpy()
    if name not in economy.labels:
        raise unknown("basis", name, [LABOUR, *map(str, economy.labels)], where="basis")
    given = economy.technique
    used = given.A if given.D is None else given.A + given.D
    content = measuring.integrated_coefficients(used, int(economy.labels.get_loc(name)))
    if not (content > 0).all():
        bare = economy.labels[int(np.argmin(content))]
        raise ModelError(
            f"‘{name}’ does not enter ‘{bare}’, which would cost nothing",
            where="basis",
            mend="take a basis that all goods need, directly or indirectly",
        )
    return content


def _bundle(economy: Economy, choice: Any) -> Any:
    """Return the goods that cost the same in all systems, shape (n,)."""
    given = economy.technique
    is_label = isinstance(choice, str | tuple) or not hasattr(choice, "__len__")
    if not is_label:
        names = economy.labels
        return checked("normalisation", options.goods("normalisation", choice, names), names)
    if choice in economy.labels:
        return np.asarray(economy.labels == choice, dtype=float)
    check_choice("normalisation", choice, [*BUNDLES, *map(str, economy.labels)])
    if choice == "unit_basket":
        return np.ones(len(given.l))
    if choice == "wage_basket":
        return need(given.b, "wage_basket")
    output = need(given.Q, "output")
    if choice == "gross_output":
        return output
    net = output - given.A @ output
    return net if given.D is None else net - given.D @ output


def _size(economy: Economy, choice: Any) -> Any:
    """Return what makes a sector large, shape (n,), or None."""
    if choice is False or choice is None:
        return None
    given = economy.technique
    if not isinstance(choice, str | bool):
        names = economy.labels
        return checked("size_control", options.goods("size_control", choice, names), names)
    name = "cost" if choice is True else choice
    check_choice("size", name, SIZES)
    output = need(given.Q, "output")
    if name == "output":
        return output
    if name == "hours":
        return given.l * output
    market = np.ones(len(output)) if given.m is None else given.m
    return (market @ given.A + (market @ need(given.b, "wage_basket")) * given.l) * output


def _row(
    systems: _Systems,
    pair: tuple[str, str],
    intervals: str | None,
    seed: Any,
    repetitions: int,
    level: float,
) -> dict[Any, float]:
    """Return all numbers of one comparison, by name of the column."""
    p, d = (systems.prices[name] for name in pair)
    weights = d * systems.output
    beside = {} if systems.size is None else _with_size(systems, p, d)
    if intervals is None:
        found = measuring.deviations(p, d, weights=weights, bundle=systems.bundle)
        return {name: getattr(found, name) for name in MEASURES} | beside
    given = {"weights": weights, "rng": seed, "repetitions": repetitions, "level": level}
    if intervals == "bootstrap":
        drawn = resampling.bootstrap(p, d, bundle=systems.bundle, **given)
    else:  # the unit of each good is its whole output: only totals could be exchanged
        Q = systems.output
        given |= {"bundle": systems.bundle / Q, "size": systems.size}
        drawn = resampling.permutation(p * Q, d * Q, **given)
    return _ends(drawn) | {(name, "estimate"): value for name, value in beside.items()}


def _ends(drawn: Intervals) -> dict[Any, float]:
    """Return estimate, interval and, of a permutation, p-value of every measure."""
    kinds = ["estimate", "lower", "upper"] + (["pvalue"] if drawn.pvalue else [])
    return {
        (name, kind): getattr(drawn, kind).get(name, float("nan"))
        for name in MEASURES
        for kind in kinds
    }


def _with_size(systems: _Systems, p: Any, d: Any) -> dict[str, float]:
    """Return the regressions of totals, with size in them and with size held constant."""
    found = measuring.size_control(p, d, systems.output, size=systems.size)
    return {
        "totals_correlation": found.totals.correlation,
        "partial_correlation": found.partial.correlation,
        "partial_slope": found.partial.slope,
        "size_alone": found.size_alone,
    }


def _seed(rng: Any, number: int) -> Any:
    """Return the seed of one comparison: independent of how many there are, if `rng` is fixed."""
    if isinstance(rng, np.random.Generator):
        return rng
    entropy = rng.entropy if isinstance(rng, np.random.SeedSequence) else rng
    return np.random.SeedSequence(entropy, spawn_key=(number,))


def _words(
    normalisation: Any, intervals: str | None, size: Any, repetitions: int, level: float
) -> dict[str, str]:
    """Return in words what was normalised, drawn and held constant."""
    kept = normalisation if isinstance(normalisation, str) else "the given goods"
    words = {"normalisation": f"{kept}: the same price in all systems"}
    if size is not False and size is not None:
        named = "cost" if size is True else size if isinstance(size, str) else "the given numbers"
        words["size"] = f"{named}, held constant in the partial regressions"
    if intervals == "bootstrap":
        words["intervals"] = f"bootstrap of sectors, {repetitions} draws, level {level}"
    if intervals == "permutation":
        beyond = " beyond what size explains" if "size" in words else ""
        words["intervals"] = f"permutation of totals, {repetitions} draws, level {level}"
        words["null"] = f"totals of prices and base are unrelated{beyond}; one-sided p-values"
    return words
