"""Estimates and tests, in the vocabulary of statsmodels and with this field's defaults.

============================ ==================================================================
`trend`, `broken_trend`      log, level or log-odds trends with HAC errors, by phase, adding up
`unit_roots`                 drift or return: up to seven tests, each with its null in words
`chow`, `andrews`, `cusum`   one break; `bai_perron`: several, with intervals of their dates
`ardl`                       long-run relations: bounds test, long-run table, bootstrap
`engle_granger`, `johansen`  cointegration; `cointegrating_regression` (DOLS, FMOLS); `vecm`
`var`, `local_projection`    responses, Granger causality
`markov_switching`           phases; `unobserved_components`, `turning_points`, `phase_table`
`least_squares`              regressions by formula; `quantile`, `panel`, `event_study`
`bootstrap`                  rows, blocks, signs; `wild_cluster_bootstrap` for few clusters
`multiple_testing`           many tests at once; `specification_curve`: many choices at once
`compare`                    several fits in one table; `references`: their BibTeX
`is_identity`                what tests nothing; `restriction_tests`: what theory restricts
`displacement`               ten designs on AI and labour, each with its placebo
============================ ==================================================================

Every result names its null hypothesis, its type of errors and its sample. An equation that
follows from an identity is labelled accounting, and has neither errors nor stars.
"""

from __future__ import annotations

from capital.econometrics import displacement
from capital.econometrics.ardl import ardl, bootstrap_long_run
from capital.econometrics.bai_perron import bai_perron
from capital.econometrics.bootstrap import block_length, bootstrap, ols_bootstrap
from capital.econometrics.breaks import andrews, chow, cusum
from capital.econometrics.broken_trend import broken_trend
from capital.econometrics.cointegration import (
    cointegrating_regression,
    engle_granger,
    johansen,
)
from capital.econometrics.compare import compare, references
from capital.econometrics.components import unobserved_components
from capital.econometrics.event_study import event_study
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.identities import identity_reason, is_identity
from capital.econometrics.multiple import multiple_testing, romano_wolf
from capital.econometrics.panel import panel
from capital.econometrics.phases import phase_table, turning_points
from capital.econometrics.quantile import quantile
from capital.econometrics.regimes import markov_switching
from capital.econometrics.restrictions import THEORY, restriction_tests, theory_restriction
from capital.econometrics.specification import specification_curve
from capital.econometrics.trend import (
    TrendResults,
    additive_trends,
    newey_west_bandwidth,
    trend,
)
from capital.econometrics.unit_roots import reading, unit_roots
from capital.econometrics.var import local_projection, var
from capital.econometrics.vecm import vecm
from capital.econometrics.wild_cluster import wild_cluster_bootstrap

__all__ = [
    "THEORY",
    "Fit",
    "TrendResults",
    "additive_trends",
    "andrews",
    "ardl",
    "bai_perron",
    "block_length",
    "bootstrap",
    "bootstrap_long_run",
    "broken_trend",
    "chow",
    "cointegrating_regression",
    "compare",
    "cusum",
    "displacement",
    "engle_granger",
    "event_study",
    "identity_reason",
    "is_identity",
    "johansen",
    "least_squares",
    "local_projection",
    "markov_switching",
    "multiple_testing",
    "newey_west_bandwidth",
    "ols_bootstrap",
    "panel",
    "phase_table",
    "quantile",
    "reading",
    "references",
    "restriction_tests",
    "romano_wolf",
    "specification_curve",
    "theory_restriction",
    "trend",
    "turning_points",
    "unit_roots",
    "unobserved_components",
    "var",
    "vecm",
    "wild_cluster_bootstrap",
]
