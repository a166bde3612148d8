"""Vector autoregressions and local projections against hand-written algebra and known worlds."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import f as fisher
from scipy.stats import t as student
from statsmodels.tsa.vector_ar.var_model import VAR

from capital.econometrics.var import local_projection, var
from capital.errors import DataError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


A1 = np.array([[0.5, 0.0, 0.1], [0.3, 0.4, 0.0], [0.0, -0.2, 0.3]])
A2 = np.array([[0.0, 0.1, 0.0], [0.0, 0.2, 0.0], [0.1, 0.0, 0.0]])
IMPACT = np.array([[1.0, 0, 0], [0.5, 0.8, 0], [-0.3, 0.2, 0.6]])


def world(nobs: int = 200, seed: int = 0, names: str = "sxy") -> pd.DataFrame:
    """Three series in the order in which their shocks act; two lags."""
    rng = np.random.default_rng(seed)
    shocks = rng.normal(size=(nobs + 50, 3)) @ IMPACT.T
    y = np.zeros((nobs + 50, 3))
    for t in range(2, nobs + 50):
        y[t] = A1 @ y[t - 1] + A2 @ y[t - 2] + shocks[t]
    index = pd.period_range("1900Q1", periods=nobs, freq="Q")
    return pd.DataFrame(y[50:], index=index, columns=list(names))


def true_responses(horizons: int) -> np.ndarray:
    """Responses to one standard deviation, shape (horizons + 1, response, impulse)."""
    found = [IMPACT, A1 @ IMPACT]
    for _ in range(2, horizons + 1):
        found.append(A1 @ found[-1] + A2 @ found[-2])
    return np.array(found)


def regressors(y: np.ndarray, lags: int, trend: str = "c") -> tuple[np.ndarray, np.ndarray]:
    """Left-hand sides and deterministic terms with all lags, row by row."""
    rows = [
        [*[1.0, t - lags + 1.0][: len(trend.strip("n"))], *(y[t - i] for i in range(1, lags + 1))]
        for t in range(lags, len(y))
    ]
    return y[lags:], np.array([np.hstack(row) for row in rows])


def resid(y: np.ndarray, X: np.ndarray) -> np.ndarray:
    return y - X @ np.linalg.lstsq(X, y, rcond=None)[0]


# ---------------------------------------------------------------- the autoregression


@pytest.mark.parametrize("trend", ["n", "c", "ct"])
@pytest.mark.parametrize("lags", [1, 3])
def test_the_equations_are_least_squares(lags, trend):
    frame = world()
    model = var(frame, lags=lags, trend=trend)
    y, X = regressors(frame.to_numpy(), lags, trend)
    for column, name in enumerate(frame.columns):
        direct = sm.OLS(y[:, column], X).fit()
        table = model.to_frame().loc[name]
        lagged = [term for term in table.index if term[0] == "L"]
        assert len(lagged) == 3 * lags
        np.testing.assert_allclose(
            table.loc[lagged, "params"], direct.params[-3 * lags :], rtol=1e-6
        )
        np.testing.assert_allclose(table.loc[lagged, "bse"], direct.bse[-3 * lags :], rtol=1e-6)
    np.testing.assert_allclose(model.resid, resid(y, X), atol=1e-9)
    assert model.nobs == 200 - lags
    assert model.sample == f"{frame.index[lags]}–1949Q4"


def test_roots_are_those_of_the_companion_matrix():
    model = var(world(), lags=2)
    first, second = model.result.coefs
    companion = np.block([[first, second], [np.eye(3), np.zeros((3, 3))]])
    expected = np.sort(np.abs(np.linalg.eigvals(companion)))[::-1]
    np.testing.assert_allclose(model.roots, expected, rtol=1e-6)
    assert model.stable
    assert model.warnings == ()


def test_growth_is_unstable():
    rng = np.random.default_rng(1)
    y = np.ones((80, 2))
    for t in range(1, 80):
        y[t] = [1.04, 0.5] * y[t - 1] + rng.normal(scale=0.1, size=2)
    frame = pd.DataFrame(y, index=pd.period_range("1900", periods=80, freq="Y"), columns=["a", "b"])
    model = var(frame, lags=1)
    assert not model.stable
    assert model.warnings[0].startswith("unstable: a root of modulus 1.0")
    assert "! unstable" in str(model)


def test_too_few_lags_are_warned_of():
    assert any(w.startswith("autocorrelation") for w in var(world(600), lags=1).warnings)


@pytest.mark.parametrize("ic", ["aic", "bic"])
def test_lags_have_the_least_criterion_on_one_sample(ic):
    frame = world()
    model = var(frame, ic=ic, max_lags=5)
    y = frame.to_numpy()
    for lags in range(1, 6):
        left, X = regressors(y[5 - lags :], lags)
        u = resid(left, X)
        assert len(left) == 195
        penalty = {"aic": 2, "bic": np.log(195)}[ic] / 195 * 3 * X.shape[1]
        expected = np.linalg.slogdet(u.T @ u / 195)[1] + penalty
        assert model.selection[lags] == pytest.approx(expected, rel=1e-8)
    assert model.order == model.selection.idxmin()
    assert f"Lags by {ic.upper()}, at most 5, on one sample" in str(model)


def test_granger_compares_two_sums_of_squares():
    frame = world()
    y, X = regressors(frame.to_numpy(), 2)
    without = np.delete(X, [1, 4], axis=1)  # both lags of s
    small, full = (float(np.sum(resid(y[:, 2], part) ** 2)) for part in (without, X))
    expected = (small - full) / 2 / (full / (198 - 7))
    test = var(frame, lags=2).granger("y", "s")
    assert test.statistic == pytest.approx(expected, rel=1e-7)
    assert test.pvalue == pytest.approx(fisher.sf(expected, 2, 3 * (198 - 7)), rel=1e-6)
    assert test.null == "the past of s does not help to predict y"
    assert test.detail == {"given the past of": "x, y", "lags": 2}


def test_granger_finds_who_leads():
    table = var(world(800), lags=2).granger_table()
    assert [test.name for test in table][:2] == ["s → x", "s → y"]
    assert table["s → x"].rejected  # 0.3 in A1
    assert table["x → y"].rejected  # −0.2
    both = var(world(800), lags=2).granger("y", ["s", "x"])
    assert both.name == "s, x → y"
    assert both.rejected
    assert len(table) == 6


def test_granger_keeps_its_level():
    rejections = []
    for seed in range(300):
        noise = np.random.default_rng(seed).normal(size=(100, 2))
        frame = pd.DataFrame(
            noise, index=pd.period_range("1900", periods=100, freq="Y"), columns=["a", "b"]
        )
        rejections.append(var(frame, lags=2).granger("a", "b").rejected)
    assert 0.02 < np.mean(rejections) < 0.09


@pytest.mark.parametrize("orthogonal", [True, False])
def test_responses_are_powers_of_the_companion_matrix(orthogonal):
    model = var(world(), lags=2)
    first, second = model.result.coefs
    companion = np.block([[first, second], [np.eye(3), np.zeros((3, 3))]])
    u = model.resid.to_numpy()
    impact = np.linalg.cholesky(u.T @ u / (198 - 7)) if orthogonal else np.eye(3)
    table = model.responses(6, orthogonal=orthogonal)
    for h in range(7):
        expected = np.linalg.matrix_power(companion, h)[:3, :3] @ impact
        for i, impulse in enumerate("sxy"):
            for j, response in enumerate("sxy"):
                found = table.loc[(impulse, response, h), "estimate"]
                assert found == pytest.approx(expected[j, i], rel=1e-7, abs=1e-10)


def test_errors_of_responses_are_those_of_repeated_worlds():
    draws = np.array(
        [var(world(300, seed), lags=2).responses(3)["estimate"].to_numpy() for seed in range(120)]
    )
    found = np.mean(
        [var(world(300, seed), lags=2).responses(3)["bse"].to_numpy() for seed in range(5)], axis=0
    )
    spread = draws.std(axis=0)
    moves = spread > 1e-6  # a recursive shock has no answer within the period from those before
    np.testing.assert_allclose(found[moves], spread[moves], rtol=0.35)
    assert np.median(found[moves] / spread[moves]) == pytest.approx(1, abs=0.08)


def test_the_true_responses_lie_within_the_bounds():
    table = var(world(2_000), lags=2).responses(8, alpha=0.001)
    truth = true_responses(8)
    for h in range(9):
        for i, impulse in enumerate("sxy"):
            for j, response in enumerate("sxy"):
                row = table.loc[(impulse, response, h)]
                assert row["lower"] - 1e-9 <= truth[h, j, i] <= row["upper"] + 1e-9


def test_the_model_says_what_it_rests_on():
    model = var(world(), lags=2)
    assert "Null of each p-value: the coefficient is zero" in str(model)
    assert "VAR(2) of s, x, y, sample 1900Q3–1949Q4, T = 198" in str(model)
    assert r"\caption{VAR(2)" in model.to_latex()
    assert model.plot().get_ylabel() == "response of y to s"
    assert model.plot(impulse="x", response="s").get_ylabel() == "response of s to x"
    assert isinstance(model.summary().__str__(), str)
    assert model.bse.shape == model.params.shape == (7, 3)
    assert "Sims1980" in model.references


# ---------------------------------------------------------------- local projections


def projected(
    frame: pd.DataFrame, h: int, lags: int, present: list[str], cumulative: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Left, right and residuals of y on s (first of `present`), row by row."""
    rows, left = [], []
    y = frame["y"].to_numpy()
    for t in range(lags, len(frame) - h):
        row = [1.0, *(frame[name].iloc[t] for name in present)]
        row += [frame[name].iloc[t - i] for name in frame for i in range(1, lags + 1)]
        rows.append(row)
        left.append(y[t : t + h + 1].sum() if cumulative else y[t + h])
    left, right = np.array(left), np.array(rows)
    return left, right, resid(left, right)


def newey_west(X: np.ndarray, u: np.ndarray, width: int) -> np.ndarray:
    scores = X * u[:, None]
    middle = scores.T @ scores
    for lag in range(1, width + 1):
        cross = scores[lag:].T @ scores[:-lag]
        middle = middle + (1 - lag / (width + 1)) * (cross + cross.T)
    bread = np.linalg.inv(X.T @ X)
    return np.sqrt(np.diag(bread @ middle @ bread))


@pytest.mark.parametrize("cumulative", [False, True])
@pytest.mark.parametrize("contemporaneous", [[], ["x"]])
def test_each_horizon_is_a_regression_with_hac_errors(cumulative, contemporaneous):
    frame = world(120)
    found = local_projection(
        frame,
        response="y",
        shock="s",
        horizons=7,
        lags=2,
        controls=["x"],
        contemporaneous=contemporaneous,
        cumulative=cumulative,
    )
    for h in range(8):
        left, X, u = projected(frame, h, 2, ["s", *contemporaneous], cumulative)
        row = found.frame.loc[h]
        beta = np.linalg.lstsq(X, left, rcond=None)[0][1]
        width = max(h, 4)  # ⌊4(T/100)^(2/9)⌋ is 4 for T from 100 to 272
        assert row["estimate"] == pytest.approx(beta, rel=1e-8)
        assert row["bse"] == pytest.approx(newey_west(X, u, width)[1], rel=1e-7)
        assert (row["nobs"], row["bandwidth"]) == (118 - h, width)
        reach = student.ppf(0.975, 118 - h - X.shape[1]) * row["bse"]
        assert row["upper"] == pytest.approx(beta + reach, rel=1e-7)
        assert row["lower"] == pytest.approx(beta - reach, rel=1e-7)


def test_the_first_horizon_is_least_squares_without_any_lag():
    frame = world(100)[["y", "s"]]
    found = local_projection(frame, response="y", shock="s", horizons=0, lags=0)
    slope = np.polyfit(frame["s"], frame["y"], 1)[0]
    assert found.frame.loc[0, "estimate"] == pytest.approx(slope, rel=1e-9)


def test_the_first_horizon_is_the_impact_of_the_autoregression():
    """By algebra, not by chance: both regress on the same lags."""
    frame = world(150)
    table = var(frame, lags=2).responses(1)
    for response in "xy":
        expected = table.loc[("s", response, 0), "estimate"] / table.loc[("s", "s", 0), "estimate"]
        other = "x" if response == "y" else "y"
        found = local_projection(
            frame, response=response, shock="s", horizons=0, lags=2, controls=[other]
        )
        assert found.frame.loc[0, "estimate"] == pytest.approx(expected, rel=1e-8)
    # ordered second, x acts on y given s of the same period
    expected = table.loc[("x", "y", 0), "estimate"] / table.loc[("x", "x", 0), "estimate"]
    found = local_projection(
        frame, response="y", shock="x", horizons=0, lags=2, contemporaneous=["s"]
    )
    assert found.frame.loc[0, "estimate"] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("response", ["s", "x", "y"])
def test_projection_and_autoregression_agree_on_a_long_sample(response):
    frame, truth = world(20_000, seed=3), true_responses(8)
    others = [name for name in "sxy" if name not in ("s", response)]
    found = local_projection(
        frame, response=response, shock="s", horizons=8, lags=4, controls=others
    ).frame
    expected = truth[:, "sxy".index(response), 0] / truth[0, 0, 0]
    np.testing.assert_allclose(found["estimate"], expected, atol=0.04)
    inside = (found["estimate"] - expected).abs() <= 3.5 * found["bse"] + 1e-12
    assert inside.all()
    fitted = var(frame, lags=4).responses(8)["estimate"]
    unit = fitted[("s", response)] / fitted[("s", "s", 0)]
    np.testing.assert_allclose(found["estimate"], unit, atol=0.04)


def test_the_cumulated_response_is_the_sum():
    frame = world(20_000, seed=3)
    arguments = {"response": "y", "shock": "s", "horizons": 6, "lags": 4, "controls": ["x"]}
    plain = local_projection(frame, **arguments).frame["estimate"]
    summed = local_projection(frame, cumulative=True, **arguments).frame["estimate"]
    np.testing.assert_allclose(summed, plain.cumsum(), atol=0.01)  # but for the last few rows


def test_bounds_cover_the_truth_as_often_as_they_say():
    truth, inside = true_responses(4)[:, 2, 0], []
    for seed in range(150):
        table = local_projection(
            world(150, seed), response="y", shock="s", horizons=4, lags=2, controls=["x"]
        ).frame
        inside.append((table["lower"] <= truth) & (truth <= table["upper"]))
    assert 0.86 < np.mean(inside) < 0.98  # HAC bounds are a little too narrow in short samples


def test_what_holds_by_definition_has_no_error():
    frame = world()
    own = local_projection(frame, response="s", shock="s", horizons=2, lags=2).frame
    assert own.loc[0, ["estimate", "bse", "lower", "upper"]].tolist() == [1, 0, 1, 1]
    assert np.isnan(own.loc[0, "pvalues"])
    assert own.loc[1, "bse"] > 0
    late = local_projection(
        frame, response="y", shock="s", horizons=2, lags=2, contemporaneous=["y"]
    ).frame
    assert late.loc[0, "estimate"] == 0
    left, X, _ = projected(frame[["y", "s"]], 1, 2, ["s", "y"])
    assert late.loc[1, "estimate"] == pytest.approx(np.linalg.lstsq(X, left, rcond=None)[0][1])


def test_columns_that_are_not_named_are_not_used():
    frame = world()
    frame.loc[frame.index[5], "x"] = np.nan
    found = local_projection(frame, response="y", shock="s", horizons=1, lags=2)
    assert found.frame["nobs"].tolist() == [198, 197]


def test_the_projection_says_what_it_rests_on():
    found = local_projection(
        world(), response="y", shock="s", horizons=3, controls=["x"], cumulative=True, alpha=0.1
    )
    text = str(found)
    assert "Cumulated response of y to s, sample 1900Q1–1949Q4" in text
    assert "Bounds of 90 %; errors: HAC" in text
    assert "Null of each p-value: no response at this horizon" in text
    assert "Others with lags: x" in text
    assert r"\toprule" in found.to_latex()
    assert found.plot().get_ylabel() == "cumulated response of y"
    assert "Jorda2005" in found.references
    changed = found.to_frame()
    changed.loc[0, "estimate"] = 99.0
    assert found.frame.loc[0, "estimate"] != 99


def test_the_input_is_not_changed():
    frame = world()
    var(frame, lags=2)
    local_projection(frame, response="y", shock="s", horizons=2)
    pd.testing.assert_frame_equal(frame, world())


# ---------------------------------------------------------------- refusals


HOLE = world()
HOLE.loc["1910Q1", "x"] = np.inf


def project(frame: pd.DataFrame, **changes: object) -> object:
    return local_projection(frame, **{"response": "y", "shock": "s", "horizons": 4, **changes})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: var(HOLE), "x is infinite in 1910Q1"),
        (lambda: var(world().drop(index="1910Q1")), "1909Q4 to 1910Q2"),
        (lambda: var(world(30), lags=8), "leaves 22 observations for 25 coefficients"),
        (lambda: var(world(), lags=0), "whole number, 1 or more"),
        (lambda: var(world()[["s"]]), "needs 2 series or more"),
        (lambda: var(world().assign(z=lambda f: f["s"] + f["x"])), "linear combination"),
        (lambda: var(world().assign(x=2.0)), "same in all periods"),
        (lambda: var(world()["s"]), "no table"),
        (lambda: var(world(), lags=1).granger("s", "s"), "its own past"),
        (lambda: var(world(), lags=1).responses(0), "whole number, 1 or more"),
        (lambda: var(world(), lags=1).responses(alpha=2), "no share"),
        (lambda: project(world(40), horizons=30), "observations for 10 coefficients at horizon 30"),
        (lambda: project(world(), horizons=-1), "whole number, 0 or more"),
        (lambda: project(HOLE, controls=["x"]), "infinite in 1910Q1"),
        (lambda: project(world(), controls="x"), r"write \['x'\]"),
        (lambda: project(world(), contemporaneous=["s"]), "the shock itself"),
        (lambda: project(world(), maxlags=500), "from 0 to"),
        (lambda: project(world(), alpha=0), "no share"),
        (
            lambda: project(world().assign(z=lambda f: 2 * f["s"]), contemporaneous=["z"]),
            "linear combination",
        ),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(DataError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: var(world(), ic="hqic"), "no criterion ‘hqic’"),
        (lambda: var(world(), trend="ctt"), "no trend ‘ctt’"),
        (lambda: var(world(), lags=1).granger("z", "s"), "no column ‘z’"),
        (lambda: var(world(), lags=1).plot(impulse="q"), "no column ‘q’"),
        (lambda: project(world(), shock="q"), "no column ‘q’"),
        (lambda: project(world(), trend="t"), "no trend ‘t’"),
    ],
)
def test_an_unknown_name_is_named(call, message):
    with pytest.raises(UnknownNameError, match=message):
        call()


def test_the_wrapped_result_is_that_of_statsmodels():
    direct = VAR(world()).fit(2)
    np.testing.assert_allclose(var(world(), lags=2).params, direct.params)
