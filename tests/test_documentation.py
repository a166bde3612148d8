"""Every public function says what it takes and returns, and shows it in an example that runs.

The examples themselves run as doctests; this test walks the public names, so that none has been
forgotten. What every result offers, in the words of statsmodels, needs a sentence only, and a class
may leave the example to the function that returns it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from capital import ai

ROOMS = ("capital.economy", "capital.econometrics", "capital.econometrics.displacement")
ROOMS += ("capital.measure", "capital.theory.tables")

#: The vocabulary of results, which means the same wherever it is met.
VOCABULARY = {"to_frame", "to_latex", "summary", "terms", "plot", "conf_int", "predict"}


def public_of(module: Any) -> Iterator[tuple[str, Any]]:
    """Yield the public functions and classes of a module: those of ``__all__``, or its own."""
    own = (name for name, item in vars(module).items() if _is_from(item, module))
    for name in getattr(module, "__all__", None) or own:
        item = getattr(module, name)
        if not name.startswith("_") and (inspect.isfunction(item) or inspect.isclass(item)):
            yield f"{module.__name__}.{name}", item


def _is_from(item: Any, module: Any) -> bool:
    return getattr(item, "__module__", None) == module.__name__


def callables(name: str, item: Any) -> Iterator[tuple[str, Any]]:
    """Yield a function, or the public methods of a class."""
    if inspect.isfunction(item):
        yield name, item
        return
    for word, member in inspect.getmembers_static(item):
        function = getattr(member, "__func__", member)
        ours = str(getattr(function, "__module__", "")).startswith("capital")
        if not word.startswith("_") and inspect.isfunction(function) and ours:
            yield f"{name}.{word}", function


def gaps(function: Any) -> list[str]:
    """Return what the docstring of a function lacks."""
    text = inspect.getdoc(function) or ""
    if function.__name__ in VOCABULARY and "." in function.__qualname__:
        return [] if text.partition("\n")[0].endswith(".") else ["a sentence"]
    signature = inspect.signature(function)
    wanted = {"an example": ">>> "}
    if signature.return_annotation not in (None, "None"):
        wanted["Returns"] = "Returns\n-------"
    # a method that is a function of another module has its object as the first argument
    if set(signature.parameters) - {"self", "cls", "economy"}:
        wanted["Parameters"] = "Parameters\n----------"
    return [word for word, mark in wanted.items() if mark not in text]


MODULES = [import_module(f"capital.ai.{name}") for name in ai.__all__] + [
    import_module(room) for room in ROOMS
]
PUBLIC = dict(pair for module in MODULES for pair in public_of(module))
FUNCTIONS = dict(pair for name, item in PUBLIC.items() for pair in callables(name, item))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_is_documented(name: str) -> None:
    assert gaps(FUNCTIONS[name]) == []


@pytest.mark.parametrize("name", [name for name, item in PUBLIC.items() if inspect.isclass(item)])
def test_a_public_class_names_its_attributes(name: str) -> None:
    text = inspect.getdoc(PUBLIC[name]) or ""
    assert any(f"{head}\n{'-' * len(head)}" in text for head in ("Attributes", "Parameters"))


def test_the_walk_finds_gaps_and_does_not_walk_in_vain() -> None:
    def bare(x: int) -> int:
        return x

    assert gaps(bare) == ["an example", "Returns", "Parameters"]
    assert len(FUNCTIONS) > 150
