"""Marxian value and profit-rate modelling: derive, calibrate, estimate, teach.

The public names load on first use, so that importing the package costs nothing.

>>> import capital as cap
>>> c, v, s = cap.variables("c v s", unit="hour")
>>> e, k, r = cap.variables("e k r")
>>> profit = cap.Model({e: s / v, k: c / v, r: s / (c + v)})
>>> profit.reduce("r", to=("e", "k"))
e/(k + 1)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capital.calibration import Calibration, Parameter
    from capital.economy import Economy
    from capital.errors import CapitalError
    from capital.evidence import Evidence
    from capital.model import Model
    from capital.units import variables

__version__ = "0.1.0"

_HOME = {
    "Calibration": "calibration",
    "CapitalError": "errors",
    "Economy": "economy",
    "Evidence": "evidence",
    "Model": "model",
    "Parameter": "calibration",
    "variables": "units",
}
_ROOMS = ("ai", "datasets", "econometrics", "economy", "measure", "report", "study", "theory")

__all__ = [
    "Calibration",
    "CapitalError",
    "Economy",
    "Evidence",
    "Model",
    "Parameter",
    "__version__",
    "variables",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"capital.{name}")
    if name in _HOME:
        return getattr(import_module(f"capital.{_HOME[name]}"), name)
    raise AttributeError(f"module ‘capital’ has no attribute ‘{name}’")


def __dir__() -> list[str]:
    return sorted([*__all__, *_ROOMS])
