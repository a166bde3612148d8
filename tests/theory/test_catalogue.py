"""The catalogue as a whole: complete, documented, and every model answers."""

from __future__ import annotations

import inspect
import itertools
import re
from pathlib import Path

import pytest

from capital import theory
from capital.errors import ModelError, UnknownNameError
from capital.model import Model

CHOICES = {
    "labour.reduction": [{"rule": rule} for rule in ("wage", "training", "unity")],
    "tendency.over_accumulation": [{"labour": x} for x in ("reserve", "exhausted")],
    "automation.automation": [
        {"valuation": v, "constant": c}
        for v, c in itertools.product(
            ("historical", "replacement", "temporal"), ("real_wage", "value_of_labour_power")
        )
    ],
}


def _models():
    return [
        pytest.param(name, options, id=f"{name}{options or ''}")
        for name in theory.catalogue()
        for options in CHOICES.get(name, [{}])
    ]


def test_every_option_that_must_be_chosen_is_tried_here():
    assert {name for name, entry in theory.catalogue().items() if entry.needs} == set(CHOICES)


@pytest.mark.parametrize(("name", "options"), _models())
def test_a_model_is_closed_sourced_and_prints(name, options):
    model = theory.model(name, **options)
    assert isinstance(model, Model)
    assert model.source, name
    assert model.name, name
    for symbol in model.defined:
        assert model.reduce(symbol).free_symbols <= set(model.exogenous)
    assert model.to_latex().count("&=") == len(model.defined)
    for condition in model.conditions.values():
        assert {s.name for s in condition.free_symbols} <= {
            s.name for s in (*model.defined, *model.exogenous)
        }


@pytest.mark.parametrize("name", list(theory.catalogue()))
def test_a_docstring_opens_with_what_the_model_says_and_shows_an_example(name):
    text = inspect.getdoc(theory.catalogue()[name].build)
    assert text.startswith("Return "), name
    assert text.splitlines()[0].endswith("."), name
    assert ">>> " in text, name


def test_a_model_is_found_by_name_and_a_slip_is_named():
    assert theory.model("profit.rate_of_profit").name == "rate of profit"
    with pytest.raises(UnknownNameError, match="did you mean ‘value"):
        theory.model("value.acount")
    with pytest.raises(ModelError, match="no option ‘unti’"):
        theory.model("value.account", unti="hour")
    with pytest.raises(ModelError, match="needs the option ‘rule’"):
        theory.model("labour.reduction")


def test_every_file_of_the_catalogue_is_listed_in_its_order():
    files = {path.stem for path in Path(theory.__file__).parent.glob("*.py")} - {"__init__"}
    assert files - set(theory.SUBJECTS) == {"exact", "matrices", "printed"}  # tools, not subjects
    for subject in theory.SUBJECTS:
        assert re.search(rf"^`{subject}` ", theory.__doc__, re.MULTILINE), subject
