"""Economies by name: the classic examples with their published answers, and small real ones.

`example` gives the arguments of an Economy, `about` says where they come from and what is published
about them, and `compare` computes the published answers anew::

    Economy(**example("sraffa-surplus")).prices_of_production().rate_of_profit    # 1/4

Textbook numbers are exact fractions, so that ``exact=True`` gives the answers as the books print
them. Real economies come from the data of this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from capital.economy import joint, transformation
from capital.economy.classics import CLASSICS
from capital.economy.economy import Economy
from capital.economy.readers.shipped import NAMES, shipped
from capital.economy.textbook import Example, Published
from capital.errors import ModelError, unknown

__all__ = ["Example", "Published", "about", "compare", "example", "names"]

_TITLES = {
    "ochoa": "Three sectors of the US economy, with fixed capital",
    "usa-2012": "The USA in 2012, 15 sectors with fixed capital",
    "usa-2017": "The USA in 2017, 15 sectors with fixed capital",
    "germany-1995": "Germany in 1995, six product groups",
    "netherlands-2000": "The Netherlands in 2000, six product groups",
    "chile-2013": "Chile in 2013, twelve industries",
}


def names() -> list[str]:
    """Return the names of all examples, the classic ones first.

    Examples
    --------
    >>> "bortkiewicz" in names(), "usa-2017" in names()
    (True, True)
    """
    return [*CLASSICS, *NAMES]


def about(name: str) -> Example:
    """Return an example with its source, its note and what is published about it.

    Raises
    ------
    UnknownNameError
        If no example bears the name.

    Examples
    --------
    >>> print(about("sraffa-surplus"))
    sraffa-surplus: Production with a surplus
      source  Sraffa (1960), §5
      note    wages are counted among the inputs: there is no labour, and there are no values
      rate_of_profit = 1/4 (§5)
      relative_prices = 1, 15 (§5)
    """
    if name in CLASSICS:
        return CLASSICS[name]
    if name not in NAMES:
        raise unknown("example", name, names())
    reading = shipped(name)
    published = _OCHOA if name == "ochoa" else ()
    note = "; ".join(reading.log)
    return Example(name, _TITLES[name], reading.source, reading.arguments, published, note)


def example(name: str) -> dict[str, Any]:
    """Return the arguments of an economy, for ``Economy(**example(name))``.

    Parameters
    ----------
    name
        One of `names`.

    Returns
    -------
    dict of str to DataFrame or Series
        Copies: changing them changes no other example.

    Raises
    ------
    UnknownNameError
        If no example bears the name.
    ModelError
        If the source gives accounts only, and no inputs by commodity.

    Examples
    --------
    >>> example("basu-corn-iron-gold")["labour"].tolist()
    [Fraction(1, 25), Fraction(4, 7), Fraction(1, 2)]
    """
    found = about(name)
    if not found.arguments:
        raise ModelError(
            f"‘{name}’ is no economy: {found.note}",
            where=found.source,
            mend=f"take the accounts: about({name!r}).accounts",
        )
    return {key: None if value is None else value.copy() for key, value in found.arguments.items()}


def compare(name: str) -> pd.DataFrame:
    """Compute the published answers of an example anew.

    Returns
    -------
    DataFrame
        One row an answer: ``quantity``, ``published``, ``computed`` (tuples for vectors),
        ``difference`` (the largest, relative to the size of the published figures), ``agrees``
        (within the rounding of the source) and ``where``.

    Examples
    --------
    >>> found = compare("bortkiewicz")
    >>> found["quantity"].tolist()[:2], bool(found["agrees"].all())
    (['rate_of_profit', 'relative_prices'], True)
    """
    found = about(name)
    economy = Economy(**found.arguments) if _solvable(found) else None
    rows = []
    for item in found.published:
        published = np.atleast_1d(np.asarray(item.value, dtype=float))
        computed = np.atleast_1d(np.asarray(_answer(item, found, economy), dtype=float))
        if item.quantity == "relative_prices":
            computed = computed * (published[-1] / computed[-1])
        gap = float(np.abs(computed - published).max() / max(np.abs(published).max(), 1e-300))
        gap = gap if published.any() else float(np.abs(computed).max())
        rows.append(
            {
                "quantity": item.quantity,
                "published": item.value,
                "computed": tuple(computed.tolist()) if len(computed) > 1 else float(computed[0]),
                "difference": gap,
                "agrees": gap <= item.tolerance,
                "where": item.where,
            }
        )
    return pd.DataFrame(rows)


def _solvable(found: Example) -> bool:
    return bool(found.arguments) and "joint" not in found.arguments


def _answer(item: Published, found: Example, economy: Economy | None) -> Any:
    """Compute one published answer by the method that gives it."""
    kind, _, rest = item.quantity.partition("_")
    options = dict(item.options)
    if kind == "account" and found.accounts is not None:
        columns = [found.accounts[name].to_numpy() for name in ("c", "v", "s")]
        used = found.accounts["used"].to_numpy() if "used" in found.accounts else None
        return getattr(transformation.marx_procedure(*columns, used=used, exact=True), rest)
    if economy is None:
        return _joint(rest, found.arguments, options)
    return _METHODS[item.quantity](economy, options)


def _joint(quantity: str, given: Mapping[str, Any], options: dict[str, Any]) -> Any:
    """Compute values, prices or the rate of profit of joint production."""
    A, B, hours = (given[key].to_numpy() for key in ("A", "joint", "labour"))
    if quantity == "values":
        return joint.additive_values(A, B, hours).values
    found = joint.joint_prices(A, B, hours, given["wage_basket"].to_numpy(), **options)
    return getattr(found, quantity)


_METHODS: Mapping[str, Callable[[Economy, dict[str, Any]], Any]] = {
    "rate_of_profit": lambda e, o: e.prices_of_production(**o).rate_of_profit,
    "maximum_rate_of_profit": lambda e, o: e.prices_of_production(**o).maximum_rate_of_profit,
    "prices": lambda e, o: e.prices_of_production(**o).prices,
    "relative_prices": lambda e, o: e.prices_of_production(**o).prices,
    "price_of_first": lambda e, o: e.prices_of_production(**o).prices.iloc[0],
    "values": lambda e, o: e.values(**o),
    "value_of_labour_power": lambda e, o: e.value_of_labour_power(**o),
    "rate_of_surplus_value": lambda e, o: 1 / e.value_of_labour_power(**o) - 1,
    "value_rate_of_profit": lambda e, o: e.value_account(**o).rate_of_profit,
}

_THESIS, _COPY = "Ochoa 1984, pp. 46–57", "Basu and Moraitis 2023, appendix B"
_FLOWS: Mapping[str, Any] = {"capital": "circulating"}
_NEW: Mapping[str, Any] = {"interpretation": "new", "value_of_labour_power": "2/3"}
_WITHOUT_WEAR: Mapping[str, Any] = {"depreciation": False}
_CLEAN = "recomputed from the data"  # where the copy is imprecise or mistakes the eigenvector
_OCHOA = (
    Published("rate_of_profit", 0.3877843, _COPY, 2e-7, _FLOWS),
    Published("rate_of_profit", 0.38778431125622, _CLEAN, 1e-10, _FLOWS),
    Published("maximum_rate_of_profit", 1.02493919118516, _CLEAN, 1e-10, _FLOWS),
    Published(
        "relative_prices", (0.260659327892461, 4.46149689415937, 0.41395222722001), _CLEAN, 1e-10,
        _FLOWS,
    ),
    Published("values", (0.4398417, 7.739431, 0.8979541), _COPY, 2e-7, _WITHOUT_WEAR),
    Published("value_of_labour_power", 0.4834230650976089, _CLEAN, 1e-10, _WITHOUT_WEAR),
    Published("rate_of_surplus_value", 1.0685814811051433, _CLEAN, 1e-10, _WITHOUT_WEAR),
    Published("rate_of_profit", 0.2116339, _COPY, 1e-5, {**_FLOWS, **_NEW}),
    Published("rate_of_profit", 0.21163527064453738, _CLEAN, 1e-10, {**_FLOWS, **_NEW}),
    Published("rate_of_profit", 0.2337492, _COPY, 3e-7),
    Published("relative_prices", (0.3816756, 4.2560306, 0.4210263), _CLEAN, 3e-7),
    Published("values", (0.5192079, 8.309406, 0.9407729), _COPY, 2e-7),
    Published("rate_of_profit", 0.1569311, _COPY, 1e-4, _NEW),
)  # fmt: skip
