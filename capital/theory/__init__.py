"""The catalogue of models, in the order of *Capital*.

Each file holds one subject; its functions return a `capital.Model` with its assumptions and
source, or a small exact table where the theory is a table. `catalogue` lists the models,
`theorems` decides the disputes.

==================== ================================================== =====================
`value`              value account, compositions, turnover of capital   I ch. 8–9, 25; II, III
`melt`               money and labour time, value of labour-power       I ch. 6; II ch. 1
`social_value`       market value, socially necessary labour time       I ch. 1, 12; III ch. 10
`labour`             complex and unproductive labour, wage forms        I ch. 1, 20–21
`working_day`        absolute and relative surplus-value, its mass      I ch. 10–12, 17
`machinery`          adoption, transferred and moral depreciation       I ch. 8, 15
`vintages`           scrapping and the life of a machine                III ch. 15
`chips`              booked and economic life                           II ch. 8
`reserve_army`       accumulation and the demand for labour             I ch. 25
`turnover`           turnover time, advance and release of capital      II ch. 12–15
`departments`        simple reproduction, luxuries, expansion           II ch. 20–21
`reproduction`       schemes year by year, Marx's own numbers         II ch. 21
`balanced_growth`    n sectors                                          von Neumann
`circuit`            the circuit of capital in time                     II ch. 1–4
`breakdown`          Bauer's scheme and Grossmann's breakdown           Grossmann 1929
`profit`             rate of profit and rate of surplus-value           III ch. 3
`average_profit`     average profit, prices of production, commerce     III ch. 8–11, 17
`tendency`           the law, its counteracting influences              III ch. 13–15
`interest`           interest, fictitious capital, promoter's profit    III ch. 22–29
`rent`               differential and absolute rent                     III ch. 37–46
`falling_rate`       exact condition, bound, rate and mass              after Marx
`okishio`            cost-reducing techniques                           Okishio 1961
`techniques`         exact prices and values of small systems           Sraffa, Bowles
`temporal`           values through time                                TSSI
`technical_change`   biased and stochastic technical change             Foley, Duménil
`decomposition`      profit share, utilisation, output per capital      Weisskopf 1979
`automation`         the limit of full automation                       by valuation
`theorems`           theorems and disputes, decided by machine
`tables`             the books' own tables, printed beside exact        I–III and after
==================== ================================================== =====================
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from capital.errors import ModelError, unknown
from capital.model import Model

SUBJECTS = (
    "value",
    "melt",
    "social_value",
    "labour",
    "working_day",
    "machinery",
    "vintages",
    "chips",
    "reserve_army",
    "turnover",
    "departments",
    "reproduction",
    "balanced_growth",
    "circuit",
    "breakdown",
    "profit",
    "average_profit",
    "tendency",
    "interest",
    "rent",
    "falling_rate",
    "okishio",
    "techniques",
    "temporal",
    "technical_change",
    "decomposition",
    "automation",
    "theorems",
    "tables",
)
__all__ = ["Entry", "catalogue", "model", *SUBJECTS]


@dataclass(frozen=True)
class Entry:
    """One model of the catalogue.

    Attributes
    ----------
    what, source : str
    build : function
        Returns the model; its keyword arguments are the options that change it.
    needs : tuple of str
        Options that must be chosen.
    """

    what: str
    source: str
    build: Callable[..., Model]
    needs: tuple[str, ...] = ()


def catalogue() -> Mapping[str, Entry]:
    """Return every model by name, such as ``value.account``, in the order of *Capital*.

    Examples
    --------
    >>> catalogue()["value.account"].source
    'Marx, Capital I, ch. 8–9; III, ch. 2–3'
    """
    found = {}
    for subject in SUBJECTS:
        room = import_module(f"capital.theory.{subject}")
        for name, function in vars(room).items():
            if _builds_model(function, room.__name__):
                what = (inspect.getdoc(function) or "").splitlines()[0].removeprefix("Return ")
                needs = _needs(function)
                source = getattr(room, "SOURCE", "") if needs else function().source
                found[f"{subject}.{name}"] = Entry(what, source, function, needs)
    return found


def _builds_model(function: Any, room: str) -> bool:
    """Say whether something is a public function of the room that returns a Model."""
    if not inspect.isfunction(function) or function.__module__ != room:
        return False
    returns = function.__annotations__.get("return")
    return returns in ("Model", Model) and not function.__name__.startswith("_")


def _needs(function: Callable[..., Model]) -> tuple[str, ...]:
    options = inspect.signature(function).parameters.values()
    return tuple(option.name for option in options if option.default is option.empty)


def model(name: str, **options: Any) -> Model:
    """Return a model of the catalogue by its name, with its options.

    Raises
    ------
    UnknownNameError
        If there is no such model.
    ModelError
        If it has no such option.

    Examples
    --------
    >>> model("profit.wage_change").sign("r", "v")
    '-'
    """
    models = catalogue()
    if name not in models:
        raise unknown("model", name, models)
    build, needs = models[name].build, models[name].needs
    known = inspect.signature(build).parameters
    for option in needs:
        if option not in options:
            raise ModelError(f"{name} needs the option ‘{option}’", mend="see its docstring")
    for option in options:
        if option not in known:
            mend = f"its options are {', '.join(known) or 'none'}"
            raise ModelError(f"{name} has no option ‘{option}’", mend=mend)
    return build(**options)


def __getattr__(name: str) -> Any:
    if name in SUBJECTS:
        return import_module(f"capital.theory.{name}")
    raise AttributeError(f"module ‘capital.theory’ has no attribute ‘{name}’")


def __dir__() -> list[str]:
    return sorted(__all__)
