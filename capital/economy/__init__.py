"""Economies in numbers: values and prices of production, each with its proof.

`Economy` is the way in. Its methods come from modules that put labels on answers:

=============== ==================================================================================
`valuing`       values, the value account, labour-power, MELT, direct prices
`pricing`       prices of production, all models in one function
`transition`    Marx's transformation and its iterations; sequences of periods (temporal)
`distribution`  wage–profit curve, standard commodity, dated labour, choice of technique
`change`        sensitivities, experiments (Okishio, Roemer), decomposition of Δr
`comparison`    deviations of market prices, prices of production and direct prices
`jointly`       joint products: both kinds of values, prices, the Fundamental Marxian Theorem
=============== ==================================================================================

What they call are pure functions on arrays, a subject a file: `system`, `prices`, `closures` and
`perron` for prices, `values`, `transformation`, `departments`, `sequences`, `sraffa`, `choice`,
`blueprints`, `joint`, `exploitation`, `fixed_capital`, `derivatives`, `appraisal`, `experiments`,
`deviations`, `resampling`, and `exact` for rationals. `examples` has the economies of the
literature by name, `readers` those of statistical offices.
"""

from __future__ import annotations

from capital.economy.closures import NUMERAIRES
from capital.economy.economy import Economy
from capital.economy.tables import Condition, Prices, ValueAccount

__all__ = ["NUMERAIRES", "Condition", "Economy", "Prices", "ValueAccount"]
