"""Multiple testing: by hand, and the level it keeps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capital.econometrics.multiple import multiple_testing, romano_wolf
from capital.errors import DataError, UnknownNameError

PVALUES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@settings(max_examples=20)
@given(PVALUES)
def test_holm_and_benjamini_hochberg_by_hand(values):
    p = np.array(values)
    m, order = len(p), np.argsort(p, kind="stable")
    holm = np.empty(m)
    holm[order] = np.minimum(1, np.maximum.accumulate((m - np.arange(m)) * p[order]))
    bh = np.empty(m)
    steps = np.minimum.accumulate((m / np.arange(m, 0, -1)) * p[order][::-1])[::-1]
    bh[order] = np.minimum(1, steps)
    named = {str(i): value for i, value in enumerate(values)}
    np.testing.assert_allclose(multiple_testing(named)["adjusted"], holm, atol=1e-12)
    np.testing.assert_allclose(multiple_testing(named, method="bh")["adjusted"], bh, atol=1e-12)


def test_the_note_says_what_is_controlled():
    note = multiple_testing({"a": 0.01, "b": 0.2}, method="by").attrs["note"]
    assert note.startswith("Benjamini and Yekutieli (2001) over 2 tests; the expected share")


def test_romano_wolf_keeps_the_level_and_uses_dependence():
    rng = np.random.default_rng(1)
    mixed = np.linalg.cholesky(0.9 + 0.1 * np.eye(6))
    draws = pd.DataFrame(rng.normal(size=(2000, 6)) @ mixed.T, columns=list("abcdef"))
    wrong = 0
    for _ in range(300):
        own = pd.Series(mixed @ rng.normal(size=6), index=list("abcdef"))
        wrong += romano_wolf(own, draws)["rejected"].any()
    assert wrong / 300 == pytest.approx(0.05, abs=0.03)
    one = pd.Series(2.3, index=list("abcdef"))
    step = romano_wolf(one, draws)
    assert step["adjusted"].max() < 6 * step["pvalue"].max()


def test_romano_wolf_by_hand():
    draws = pd.DataFrame({"a": [0.1, 3.0, 1.0], "b": [2.0, 0.2, 0.3]})
    table = romano_wolf(pd.Series({"a": 1.5, "b": 2.5}), draws)
    # b first, against max(a, b) = 2, 3, 1; then a against a alone
    assert table["adjusted"].tolist() == pytest.approx([2 / 4, 2 / 4])
    assert table["pvalue"].tolist() == pytest.approx([2 / 4, 1 / 4])


def test_bad_input_is_named():
    with pytest.raises(DataError, match=r"missing or outside 0 to 1 \(in b\)"):
        multiple_testing({"a": 0.2, "b": 1.2})
    with pytest.raises(DataError, match="there is no p-value"):
        multiple_testing({})
    with pytest.raises(DataError, match="5 is no level"):
        multiple_testing({"a": 0.2}, level=5)
    with pytest.raises(DataError, match=r"call romano_wolf\("):
        multiple_testing({"a": 0.2}, method="romano-wolf")
    with pytest.raises(UnknownNameError, match="did you mean ‘holm’"):
        multiple_testing({"a": 0.2}, method="holmes")
    with pytest.raises(DataError, match="of other tests"):
        romano_wolf(pd.Series({"a": 1.0}), pd.DataFrame({"b": [1.0]}))
    with pytest.raises(DataError, match=r"missing or infinite \(in b\)"):
        romano_wolf(pd.Series({"a": 1.0, "b": 2.0}), pd.DataFrame({"a": [1.0], "b": [np.nan]}))
    with pytest.raises(DataError, match="no test or no draw"):
        romano_wolf(pd.Series({"a": 1.0}), pd.DataFrame({"a": []}))
    with pytest.raises(DataError, match="0 is no level"):
        romano_wolf(pd.Series({"a": 1.0}), pd.DataFrame({"a": [1.0]}), level=0)
