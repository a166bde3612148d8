"""A finding without its placebo, or without its sentences, cannot be made."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from capital.econometrics.displacement.finding import Displacement
from capital.errors import DataError, UnknownNameError


def table(**columns: list[float]) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([("plain", "x")], names=["specification", "term"])
    return pd.DataFrame(columns, index=index)


def finding(**changes: Any) -> Displacement:
    given: dict[str, Any] = {
        "design": "R5",
        "question": "Does it?",
        "equation": "y = a + b·x + u",
        "estimates": table(params=[-1.0], lower=[-2.0], upper=[0.0]),
        "placebo": table(params=[0.1], lower=[-1.0], upper=[1.2]),
        "null": "the coefficient is zero",
        "errors": "HC1",
        "sample": "2020–2025",
        "nobs": 6,
        "shows": "a fall",
        "cannot_show": "a cause",
    }
    return Displacement(**{**given, **changes})


def test_estimates_and_placebo_stand_in_one_table() -> None:
    frame = finding().to_frame()
    assert frame["kind"].tolist() == ["estimate", "placebo"]
    assert frame["params"].tolist() == [-1.0, 0.1]
    assert list(frame.columns) == ["kind", "specification", "term", "params", "lower", "upper"]


def test_what_it_rests_on_is_printed() -> None:
    text = str(finding(notes=("mind this",)))
    for part in ("the coefficient is zero", "HC1", "2020–2025", "6 obs", "a cause", "! mind this"):
        assert part in text
    assert r"\toprule" in finding().to_latex()
    assert "Accounting: by definition" in finding(accounting="by definition").to_latex()


@pytest.mark.parametrize(
    "name", ["question", "equation", "null", "errors", "sample", "shows", "cannot_show"]
)
def test_no_sentence_may_be_missing(name: str) -> None:
    with pytest.raises(DataError, match=f"does not say its {name}"):
        finding(**{name: " "})


def test_no_estimate_without_placebo() -> None:
    with pytest.raises(DataError, match=r"placebo is empty.*placebo beside it"):
        finding(placebo=table(params=[1.0]).iloc[:0])
    with pytest.raises(DataError, match="estimates is empty or has no column"):
        finding(estimates=table(b=[1.0]))


def test_an_unknown_design_is_named() -> None:
    with pytest.raises(UnknownNameError, match="there is no design ‘R12’"):
        finding(design="R12")


def test_the_picture_shows_both_and_skips_what_is_unknown() -> None:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    ax = finding(placebo=table(params=[np.nan], lower=[np.nan], upper=[np.nan])).plot()
    assert len(ax.get_yticklabels()) == 1
    assert finding().plot(plt.subplots()[1]).get_title().startswith("R5")
    plt.close("all")
