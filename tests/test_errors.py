"""Errors say what, where and how to mend, survive a pickle, and suggest the nearest name."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital import errors
from capital.errors import CapitalError, check_choice, did_you_mean, unknown

CLASSES = [
    CapitalError,
    errors.ExpressionError,
    errors.UnknownNameError,
    errors.ModelError,
    errors.UnitError,
    errors.DataError,
    errors.OutputError,
    errors.MissingExtraError,
]
BASES = {
    errors.ExpressionError: ValueError,
    errors.UnknownNameError: KeyError,
    errors.ModelError: ValueError,
    errors.UnitError: ValueError,
    errors.DataError: ValueError,
    errors.OutputError: OSError,
    errors.MissingExtraError: ImportError,
}
SENTENCE = "the basket is too dear (in wages, row 3); lower it"


@pytest.mark.parametrize("kind", CLASSES)
def test_message_has_three_parts_in_order(kind: type[CapitalError]) -> None:
    error = kind("the basket is too dear", where="wages, row 3", mend="lower it")
    assert str(error) == SENTENCE
    assert (error.what, error.where, error.mend) == (
        "the basket is too dear",
        "wages, row 3",
        "lower it",
    )
    assert str(kind("nothing follows")) == "nothing follows"


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_survives_the_way_back_from_a_worker_process(kind: type[CapitalError]) -> None:
    error = kind("the basket is too dear", where="wages, row 3", mend="lower it")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301
        assert type(again) is kind
        assert str(again) == SENTENCE
        assert again.mend == "lower it"


@pytest.mark.parametrize(("kind", "base"), BASES.items())
def test_each_class_is_one_cause(kind: type[CapitalError], base: type[Exception]) -> None:
    assert issubclass(kind, base)
    assert issubclass(kind, CapitalError)
    assert not any(issubclass(kind, other) for other in BASES if other is not kind)


def test_suggestion_ignores_case_and_keeps_the_first_spelling() -> None:
    assert did_you_mean("RATE", ["Rate", "rate"]) == "did you mean ‘Rate’?"
    assert did_you_mean("K", ["k", "c"]) == "did you mean ‘k’?"
    assert did_you_mean("zebra", []) == "there is none"


@given(name=st.text(max_size=8), known=st.lists(st.text(min_size=1, max_size=8), max_size=5))
def test_suggestion_is_always_a_known_name(name: str, known: list[str]) -> None:
    text = did_you_mean(name, known)
    suggested = [item for item in known if text == f"did you mean ‘{item}’?"]
    assert suggested or text == (f"there is: {', '.join(known)}" if known else "there is none")


def test_unknown_names_the_kind_and_the_place() -> None:
    error = unknown("sector", "manufacturng", ["manufacturing"], where="options")
    message = "there is no sector ‘manufacturng’ (in options); did you mean ‘manufacturing’?"
    assert str(error) == message


def test_check_choice() -> None:
    check_choice("wages", "ante", iter(["ante", "post"]))
    with pytest.raises(errors.UnknownNameError, match="did you mean ‘ante’"):
        check_choice("wages", "anti", iter(["ante", "post"]))
