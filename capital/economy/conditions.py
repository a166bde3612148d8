"""Conditions that an economy may meet, each with its reason."""

from __future__ import annotations

import pandas as pd

from capital.economy import jointly
from capital.economy.inputs import Technique
from capital.economy.matrices import Components, components
from capital.economy.perron import spectral_radius
from capital.economy.prices import TOO_HIGH, ZERO
from capital.economy.system import System
from capital.economy.tables import Condition
from capital.errors import DataError, ModelError


def nonnegative(given: Technique) -> Condition:
    """Say whether every coefficient is zero or more; reading lets only subsidies be less."""
    least = 0.0 if given.tax is None else float(given.tax.min())
    if least >= 0:
        return Condition(True, "every coefficient is zero or more")
    return Condition(False, f"there are subsidies, of up to {-least:g} of a price", least)


def productive(given: Technique) -> Condition:
    """Say whether the sectors yield a net product after inputs and wear."""
    if given.B is not None:
        return jointly.productive(given)
    used = [X for X in (given.A, given.D) if X is not None]
    root = spectral_radius(*used)
    text = f"the spectral radius of {'A' if len(used) == 1 else 'A + D'} is {root.radius:.10g}"
    if root.upper < 1:
        return Condition(True, f"{text}, below one", root.radius)
    return Condition(False, f"not productive: {text}, one or more", root.radius)


def groups(given: Technique) -> Components:
    """Return who needs whom; with a wage basket, what workers consume counts as needed.

    Raises
    ------
    ModelError
        If processes have several products: then no one process makes a good.
    """
    if given.B is not None:
        raise ModelError(
            "which good is basic is not settled where processes have several products",
            where="joint",
            mend="ask productive, viable or fundamental_theorem()",
        )
    used = [X for X in (given.A, given.D, given.K, given.tax) if X is not None]
    return components(used, given.b, given.l)


def irreducible(found: Components, labels: pd.Index) -> Condition:
    """Say whether all goods need each other, or which are basic and which are not."""
    if found.irreducible:
        return Condition(True, "every good enters, directly or indirectly, every good")
    if not len(found.basics):
        text = f"no good is basic: {len(found.sources)} groups need no good from outside"
        return Condition(False, text if len(found.sources) > 1 else "no good is basic")
    basics = listed(labels[found.basics])
    return Condition(False, f"basic: {basics}; non-basic: {listed(labels.delete(found.basics))}")


def viable(given: Technique) -> Condition:
    """Say whether the wage basket leaves a profit of zero or more.

    Raises
    ------
    ModelError
        If there is no wage basket.
    """
    if given.b is None:
        raise ModelError("the economy has no wage basket", where="viable", mend="give wage_basket=")
    if given.B is not None:
        return jointly.viable(given)
    try:
        inverse = System(given.A, given.l, given.l, D=given.D, tax=given.tax).productive_inverse
    except ModelError as error:
        return Condition(False, error.what)
    hours = float(inverse.left(given.l) @ given.b)
    text = f"the goods of an hour’s wage take {hours:.10g} hours to make"
    if hours <= 1 + ZERO:
        return Condition(True, text, hours)
    return Condition(False, f"{TOO_HIGH}: {text}", hours)


def check_market(given: Technique) -> None:
    """Raise if, at market prices, the inputs cost more than all output together."""
    if given.m is None or given.Q is None or given.B is not None:
        return
    added = float((given.m - given.m @ given.A) @ given.Q)
    if added <= 0:
        raise DataError(
            f"at market prices the inputs cost more than the whole output, by {-added:.6g}",
            where="market_prices",
            mend="are flows and output in one currency, and prices in its units?",
        )


def listed(names: pd.Index, most: int = 12) -> str:
    """Return some names, in words."""
    shown = ", ".join(str(name) for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
