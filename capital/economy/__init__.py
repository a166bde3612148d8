"""Economies in numbers: values and prices of production, each with its proof.

`Economy` is the way in. The modules beside it are pure functions on arrays: `matrices`, `perron`
and `system` for the equations, `values`, `prices`, `closures` and `exact` for what they say.
"""

from __future__ import annotations

from capital.economy.closures import NUMERAIRES
from capital.economy.economy import Economy
from capital.economy.tables import Condition, Prices, ValueAccount

__all__ = ["NUMERAIRES", "Condition", "Economy", "Prices", "ValueAccount"]
