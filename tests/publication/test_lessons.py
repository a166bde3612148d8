"""The lessons: each runs at every end of its sliders, marks answers and judges its claim."""

from __future__ import annotations

import html
import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
from fractions import Fraction as F
from functools import cache
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import sympy as sp

from capital import measure
from capital.errors import CapitalError, DataError, MissingExtraError, OutputError, UnknownNameError
from capital.proof import Counterexample, Proof, Undecided
from capital.publication import classroom, lessons

NAMES = lessons.names()
#: What the books print, or what follows by hand; by lesson and exercise.
PUBLISHED = {
    "01_value_and_surplus_value": (F(80, 52), F(80, 430), 2 * 430 - 52),
    "02_the_working_day": (F(4, 10), F(7, 5), "it stays the same"),
    "03_machinery": (3, F(4, 6), F(1, 3)),
    "04_turnover": (900, 200, F(9, 7)),
    "05_reproduction": (1600 * F(11, 10) ** 5, F(1, 10), F(500, 800)),
    "06_values_and_prices": (F(22, 100), 113, F(1, 4)),
    "07_the_law": (F(1, 7), F(1, 2), "it rises"),
    "08_okishio": (1 / (F(3, 5) + F(1, 16)) - 1, F(1, 4), 90),
    "09_fictitious_capital": (2000, 2000, 130_000 / F(7, 100) - 1_000_000),
    "10_ai_as_capital": (F(1, 4) / (F(5, 2) + F(1, 4)), F(3, 5), F(40, 100)),
}
#: What the machine says of the claims of each lesson.
VERDICTS = {
    "01_value_and_surplus_value": ["Refuted", "Proved"],
    "02_the_working_day": ["Proved", "Refuted"],
    "03_machinery": ["Refuted", "Proved"],
    "04_turnover": ["Refuted", "Proved"],
    "05_reproduction": ["Refuted", "Proved"],
    "06_values_and_prices": ["Refuted", "Proved"],
    "07_the_law": ["Refuted", "Proved"],
    "08_okishio": ["Proved", "Proved", "Proved", "Refuted"],
    "09_fictitious_capital": ["Refuted", "Proved"],
    "10_ai_as_capital": ["Proved", "Refuted"],
    "11_econometrics": ["Refuted", "Proved"],
}


@cache
def notebook(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"lesson_{name}", lessons.lesson_path(name))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name, **values):
    """Run a lesson with other values of its fields, and return its text, pictures and names."""
    stand_ins = {field: SimpleNamespace(value=value) for field, value in values.items()}
    outputs, names = notebook(name).app.run(defs=stand_ins)
    page = "\n".join(output.text for output in outputs if hasattr(output, "text"))
    return SimpleNamespace(page=page, names=names)


@cache
def at_start(name):
    return run(name)


def settings(name, which):
    """Return the value of each slider at one end of it, of choices the first or the last."""
    ends = {}
    for i, (symbol, field) in enumerate(at_start(name).names["symbols"].elements.items()):
        low, high = (
            (field.start, field.stop)
            if hasattr(field, "start")
            else (next(iter(field.options)), [*field.options][-1])
        )
        ends[symbol] = {"least": low, "greatest": high, "across": (low, high)[i % 2]}[which]
    return ends


def plain(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_course_has_eleven_lessons():
    assert [name[:2] for name in NAMES] == [f"{i:02}" for i in range(1, 12)]
    assert all(lessons.lesson_path(name).stat().st_size < 12_000 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_opens_with_a_picture_and_nothing_given_away(name):
    seen = at_start(name)
    text = plain(seen.page)
    assert f"{int(name[:2])} ·" in text
    assert len(re.findall(r'<img alt="[^"]{20,}"', seen.page)) == 1
    assert "Not with these numbers" not in text
    assert seen.page.count("Answer ") == len(seen.names["exercises"]) == 3
    for secret in ("Right.", "Not yet", "is found", "Proved", "Refuted"):
        assert secret not in text
    for exercise in seen.names["exercises"]:
        assert exercise.how not in text


@pytest.mark.parametrize("which", ["least", "greatest", "across"])
@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_survives_the_ends_of_its_sliders(name, which):
    start, moved = at_start(name), run(name, symbols=settings(name, which))
    told = "Not with these numbers" in moved.page
    assert told or '<img alt="' in moved.page
    assert str(moved.names["found"]) != str(start.names["found"])
    numbers = html.unescape(re.sub('base64,[^"]*', "", moved.page))
    assert not re.search(r"\b(nan|inf|zoo)\b", numbers)


def test_where_the_scheme_breaks_the_lesson_says_in_which_year():
    page = run("05_reproduction", symbols={"theta_I": 0.75, "e": 1, "k_I": 4, "k_II": 2}).page
    assert "in year 1 Department II would have to shrink" in page
    page = run("11_econometrics", symbols={"start": 1990, "end": 1965, "valuation": "current"}).page
    assert "Not with these numbers" in page


def test_the_numbers_follow_the_sliders():
    found = run("01_value_and_surplus_value", symbols={"c": 90, "v": 10, "s": 20}).names["found"]
    assert (found["e"], found["k"], found["r"]) == (2, 9, sp.Rational(1, 5))
    found = run("06_values_and_prices", symbols={"steps": 10, "wage": 1}).names["found"]
    assert found["rate"] == pytest.approx(0.25, abs=1e-6)
    assert found["ratios"] == pytest.approx([28 / 25, 14 / 15, 7 / 8], rel=1e-5)
    assert found["profit"] == pytest.approx(175, rel=1e-4)  # and surplus-value is 200
    series = measure.us_corporate(valuation="historical").rate_of_profit["1960":"2000"]
    slope = np.polyfit(np.arange(41), np.log(series), 1)[0]
    sample = {"start": 1960, "end": 2000, "valuation": "historical"}
    assert run("11_econometrics", symbols=sample).names["found"]["trend"] == pytest.approx(slope)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_answers_are_the_published_ones(name):
    answers = [exercise.answer for exercise in at_start(name).names["exercises"]]
    assert [a if isinstance(a, str) else F(str(a)) for a in answers] == list(PUBLISHED[name])


def test_the_answers_to_the_econometrics_are_those_of_a_second_way():
    trend, turns, unit_root = (e.answer for e in at_start("11_econometrics").names["exercises"])
    slopes = {}
    for valuation in ("current", "historical"):
        rate = measure.us_corporate(valuation=valuation).rate_of_profit
        for first, last in ((1948, 1982), (1982, 2007)):
            y = np.log(rate[str(first) : str(last)])
            slopes[valuation, first] = np.polyfit(np.arange(len(y)), y, 1)[0]
    assert trend == pytest.approx(slopes["current", 1948])
    assert turns == ("yes" if slopes["current", 1982] * slopes["historical", 1982] < 0 else "no")
    assert unit_root in ("it is rejected", "it is not rejected")


@pytest.mark.parametrize("name", NAMES)
def test_exercises_accept_what_is_right_and_say_why_else(name):
    exercises = at_start(name).names["exercises"]
    for exercise in exercises:
        answer = exercise.answer
        typed = [answer] if exercise.choices else [f"{float(answer):.8f}", f"{float(answer):.3g}"]
        for text in typed:
            if "e" not in text or exercise.choices:
                assert classroom.mark(exercise, text).right, (exercise.question, text)
        assert exercise.slips
        for slip, reason in exercise.slips:
            text = slip if exercise.choices else f"{float(slip):.8f}"
            assert classroom.mark(exercise, text) == classroom.Mark(False, reason)
            assert len(reason) > 15
    right = [e.answer if e.choices else f"{float(e.answer):.8f}" for e in exercises]
    wrong = [e.slips[0][0] if e.choices else f"{float(e.slips[0][0]):.8f}" for e in exercises]
    vote = {"guess": None, "own": ""}
    assert run(name, sheet=right, vote=vote).page.count(". Right.") == 3
    page = run(name, sheet=wrong, vote=vote).page
    assert (page.count("Not yet."), len(re.findall("How . is found", page))) == (3, 3)


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_is_decided_once_it_is_judged(name):
    follows = VERDICTS[name][0] == "Proved"
    for guess, judged in ((classroom.HOLDS, follows), (classroom.FAILS, not follows)):
        page = run(name, vote={"guess": guess, "own": ""}).page
        assert re.findall("Proved|Refuted", page) == VERDICTS[name]
        assert ("You judged rightly" in page) == judged
        if not follows and judged:
            break  # the second verdict would only be the first again, more slowly


@pytest.mark.parametrize(
    ("own", "says"),
    [("r = e/(1 + k)", "Proved"), ("r > e", "Refuted"), ("r <", "Not with these numbers")],
)
def test_a_claim_of_ones_own_is_decided_too(own, says):
    vote = {"guess": None, "own": own}
    assert says in run("01_value_and_surplus_value", vote=vote).page


# --- what the lessons share ----------------------------------------------------------------------

RATE = classroom.Exercise("?", sp.Rational(1, 4), "so.", ((sp.Rational(1, 2), "this is half"),))


@pytest.mark.parametrize("text", ["1/4", "0.25", ".25", "25 %", "25%", " 0.2501", "+1/4", "2.5/10"])
def test_one_answer_has_many_forms(text):
    assert classroom.mark(RATE, text).right


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0.5", "this is half"),
        ("-0.25", "sign"),
        ("25", "hundred times too large"),
        ("0.25 %", "hundred times too small"),
        ("4", "inverse"),
        ("0.3", "Too large"),
        ("0.2", "Too small"),
        ("0.252", "Too large"),
        ("0,25", "write it as 0.25"),
        ("a quarter", "is not a number"),
        ("1/0", "is not a number"),
        ("", "is not a number"),
        ("1e3", "is not a number"),
    ],
)
def test_a_wrong_answer_is_told_why(text, says):
    found = classroom.mark(RATE, text)
    assert not found.right
    assert says in found.says


def test_an_answer_of_zero_has_a_tolerance_too():
    nothing = classroom.Exercise("?", 0, "so.")
    assert classroom.mark(nothing, "0").right
    assert classroom.mark(nothing, "0.1").says == "Too large: try again."


def test_names_and_numbers_are_set_as_in_the_books():
    assert classroom.tex("T_circ") == r"T_{\mathrm{circ}}"
    assert classroom.tex("rhat_linear") == r"\hat{r}_{\mathrm{linear}}"
    assert classroom.tex("kappa_r") == r"\kappa_{r}"
    assert classroom.number(np.float64(2.0)) == "2"
    assert classroom.number(sp.Integer(-3)) == "−3"
    assert classroom.number(0) == "0"


def test_a_picture_is_an_image_with_its_description():
    figure, _ = classroom.canvas("x", "y")
    image = classroom.picture(figure, 'a < b & "c"').text
    assert 'alt="a &lt; b &amp; &quot;c&quot;"' in image
    assert "data:image/svg+xml;base64," in image


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        (Proof(sp.true, (), 0.1), "Proved"),
        (Counterexample(sp.false, {"c": sp.Rational(1, 2)}, 0.1), "frac{1}{2}"),
        (Undecided(sp.false, "no answer", 10.0), "Undecided"),
    ],
)
def test_each_verdict_is_shown(verdict, says):
    claim = SimpleNamespace(text="r < 1", given=("e < 1",), decide=lambda: verdict)
    vote = SimpleNamespace(value={"guess": classroom.HOLDS, "own": ""})
    page = classroom.court("Words.", [claim], vote).text
    assert says in page
    assert ("judged" in page) != isinstance(verdict, Undecided)


# --- opening a lesson ----------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [4, "4", "04", "turnover", "04_turnover", "Turnover"])
def test_a_lesson_goes_by_number_or_name(asked):
    assert lessons.lesson_path(asked).name == "04_turnover.py"


def test_an_unknown_lesson_is_one_clear_error():
    with pytest.raises(UnknownNameError, match="did you mean ‘turnover’"):
        lessons.lesson_path("turnovr")
    with pytest.raises(UnknownNameError, match="there is no lesson ‘12’"):
        lessons.lesson_path(12)
    with pytest.raises(UnknownNameError, match="there is no lesson ‘0’"):
        lessons.open_lesson(0)
    with pytest.raises(UnknownNameError, match="there is no lesson ‘"):
        lessons.lesson_path("../etc")


def test_a_port_in_use_is_one_clear_error():
    with socket.socket() as other:
        other.bind((lessons.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OutputError, match=f"the port {port} is in use"):
            lessons.open_lesson(1, port=port, headless=True)
    for port in (0, 70_000, -1):
        with pytest.raises(DataError, match="is no port"):
            lessons.open_lesson(1, port=port)


def test_without_marimo_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(lessons, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'capital-toolkit\[teach\]'"):
        lessons.open_lesson(1)


def test_a_server_that_does_not_start_is_an_error(monkeypatch):
    monkeypatch.setattr(lessons.sys, "executable", "false")
    with pytest.raises(CapitalError, match="did not start"):
        lessons.open_lesson(1, headless=True)


def test_the_last_word_of_a_failed_server_is_passed_on(monkeypatch, tmp_path):
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\necho first >&2\necho 'no such module' >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setattr(lessons.sys, "executable", str(failing))
    with pytest.raises(CapitalError, match="it said: no such module"):
        lessons.open_lesson(1, headless=True)


def test_ctrl_c_ends_the_server():
    code = "from capital.publication.lessons import open_lesson; open_lesson(1, headless=True)"
    reader = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        line = reader.stdout.readline()
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", line)[1])
        with socket.socket() as caller:
            assert caller.connect_ex((lessons.HOST, port)) == 0
        os.killpg(reader.pid, signal.SIGINT)  # as a terminal does: to all that runs in it
        assert reader.wait(10) == 0
        assert reader.stdout.read().strip() == ""
    finally:
        reader.kill()
        reader.wait()
        reader.stdout.close()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with socket.socket() as caller:
            if caller.connect_ex((lessons.HOST, port)):
                return
        time.sleep(0.05)
    pytest.fail("the server goes on")
