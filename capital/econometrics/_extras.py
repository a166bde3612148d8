"""Libraries that are wanted for some estimates only."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from capital.errors import MissingExtraError


def need(module: str) -> ModuleType:
    """Import a library of the extra ``econometrics``.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"this estimate needs {module.split('.')[0]}, which is not installed",
            mend="run pip install 'capital-toolkit[econometrics]'",
        ) from error
