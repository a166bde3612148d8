r"""From uncertain assumptions to uncertain conclusions.

A calibration of intervals gives a result of intervals. `propagate` draws the parameters, computes
the model on every draw and keeps quantiles, and the share of draws in which a claim holds;
`sensitivity` says which assumption decides, by the indices of Sobol

.. math:: S_i = \frac{\mathrm{V}\,\mathrm{E}(y\mid x_i)}{\mathrm{V}(y)},\qquad
   T_i = 1 - \frac{\mathrm{V}\,\mathrm{E}(y\mid x_{-i})}{\mathrm{V}(y)}.

Draws come in units of 16,384, each with a seed of its own, and what is kept of a unit adds up
without rounding (counts, and sums by `math.fsum`). The numbers are therefore the same for any
size of block and any number of workers, and the memory does not grow with the draws.

References
----------
Sobol' (2001), *Mathematics and Computers in Simulation* 55. Saltelli, Annoni, Azzini, Campolongo,
Ratto and Tarantola (2010), *Computer Physics Communications* 181. Jansen (1999), *Computer Physics
Communications* 117.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import sympy as sp
from scipy.special import ndtri
from scipy.stats import qmc, t

from capital.calibration import NORMAL_95, Calibration, Parameter
from capital.errors import DataError, check_choice, unknown
from capital.evidence import Evidence
from capital.model import Model
from capital.numeric import compiled
from capital.progress import track
from capital.sketch import Sketch
from capital.units import is_share

UNIT = 16_384
QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Seed: TypeAlias = int | np.random.SeedSequence | np.random.Generator
Sampler: TypeAlias = Literal["random", "sobol"]


@dataclass(frozen=True)
class Propagation:
    """What follows from uncertain parameters.

    Attributes
    ----------
    table : pandas.DataFrame
        A row per output: mean, sd, the quantiles asked for, minimum and maximum; ``outside``
        counts the draws in which it left its domain, ``undefined`` those in which it had no
        value. Only the latter are not in the other columns.
    claims : pandas.Series
        Share of all draws in which each claim holds.
    inputs_outside : pandas.Series
        Draws in which a parameter left the model's domain; they are in the table.
    draws : int
    evidence : Evidence
        The weakest among the parameters.
    note : str
        Sampler, number of draws and precision, in words.
    """

    table: pd.DataFrame
    claims: pd.Series
    inputs_outside: pd.Series
    draws: int
    evidence: Evidence
    note: str

    def interval(self, output: str, share: float = 0.95) -> tuple[float, float]:
        """Return the central interval of an output, from quantiles that were asked for."""
        if output not in self.table.index:
            raise unknown("output", output, self.table.index)
        low, high = f"{50 * (1 - share):g} %", f"{50 * (1 + share):g} %"
        for name in (low, high):
            if name not in self.table.columns:
                raise unknown("quantile", name, [c for c in self.table.columns if "%" in c])
        return float(self.table.loc[output, low]), float(self.table.loc[output, high])


def draw(parameter: Parameter, uniforms: Array) -> Array:
    """Turn uniform numbers into draws of a parameter.

    Parameters
    ----------
    parameter : Parameter
    uniforms : array, shape (n,)
        In (0, 1).

    Returns
    -------
    array, shape (n,)
        The inverse of the distribution function; for a mixture, that of the alternative whose
        share of (0, 1) the number falls into.

    Examples
    --------
    >>> draw(Parameter(lower=2, upper=4), np.array([0.25, 0.5])).tolist()
    [2.5, 3.0]
    """
    if parameter.alternatives:
        return _draw_mixture(parameter, uniforms)
    low, high = parameter.ends
    match parameter.shape:
        case "point":
            return np.full(uniforms.shape, parameter.number)
        case "uniform":
            return low + (high - low) * uniforms
        case "loguniform":
            return np.asarray(low * (high / low) ** uniforms)
        case "lognormal":
            half = math.log(high / low) / (2 * NORMAL_95)
            return np.asarray(math.sqrt(low * high) * np.exp(half * ndtri(uniforms)))
        case "normal":
            spread = float(parameter.se or 0) or (high - low) / (2 * NORMAL_95)
            middle = (low + high) / 2 if parameter.value is None else parameter.number
            return np.asarray(middle + spread * ndtri(uniforms))
        case _:
            return _draw_triangular(low, parameter.number, high, uniforms)


def propagate(
    target: Model | Callable[..., Mapping[str, Array]],
    calibration: Calibration,
    outputs: Sequence[str] | None = None,
    *,
    claims: Iterable[str] = (),
    draws: int = 100_000,
    sampler: Sampler = "random",
    quantiles: Sequence[float] = QUANTILES,
    rng: Seed = 0,
    block: int = 16,
    executor: Executor | None = None,
) -> Propagation:
    """Draw the parameters and compute a model on every draw, in constant memory.

    Parameters
    ----------
    target
        A `Model`, or a function of arrays by keyword, shape (n,), that returns arrays by name
        (for an executor of processes, a function at the top of a module).
    calibration
        One parameter for each exogenous variable, at least.
    outputs
        What to compute; of a model all defined variables by default.
    claims
        Claims about the model's variables, as in ``"r < 1/10"``.
    draws : int
    sampler
        ``"random"``, or ``"sobol"``: scrambled Sobol points, more exact where the model is smooth.
    quantiles
        In (0, 1).
    rng : int, SeedSequence or Generator
    block : int
        Units of 16,384 draws that are computed in one go. It changes no number.
    executor
        Any `concurrent.futures.Executor`. It changes no number.

    Returns
    -------
    Propagation

    Raises
    ------
    DataError, UnknownNameError, ModelError
        If a parameter is missing, or an argument is out of its range.

    Notes
    -----
    Quantiles come from a histogram whose bins are 2⁻¹⁴ wide relative to the number: they are
    exact to 0.006 %. Counts do not depend on the order in which they are added.

    Examples
    --------
    >>> profit = Model.from_text(["r = e/(1 + k)"])
    >>> assumed = Calibration(e=Parameter(lower=0.5, upper=1.5), k=Parameter(4))
    >>> found = propagate(profit, assumed, claims=["r < 1/5"], sampler="sobol")
    >>> found.table.loc["r", ["2.5 %", "50 %", "97.5 %"]].round(3).tolist()
    [0.105, 0.2, 0.295]
    >>> float(found.claims["r < 1/5"])
    0.5
    """
    task = _task(target, calibration, outputs, tuple(claims), sampler, rng)
    _check_counts(draws, block, quantiles)
    units = math.ceil(draws / UNIT)
    starts = range(0, units, block)
    sizes = [min(block, units - first) for first in starts]
    run = map if executor is None else executor.map
    parts = run(partial(_summarise, task, draws=draws), list(starts), sizes)
    whole = _Summary(task.outputs, task.claims, tuple(task.parameters))
    for part in track(parts, "Drawing", len(sizes)):
        whole.add(part)
    precision = "quantiles exact to 0.006 %"
    note = f"{draws:,} {'scrambled Sobol points' if sampler == 'sobol' else 'draws'}; {precision}"
    return Propagation(
        whole.table(quantiles), whole.shares(draws), whole.inputs(), draws,
        calibration.evidence, note,
    )  # fmt: skip


def sensitivity(
    target: Model | Callable[..., Mapping[str, Array]],
    calibration: Calibration,
    output: str,
    *,
    points: int = 4096,
    replicates: int = 16,
    level: float = 0.95,
    rng: Seed = 0,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Say which assumption decides: Sobol indices of one output, with intervals.

    Parameters
    ----------
    target, calibration, rng, executor
        As in `propagate`.
    output
        A defined variable, or a claim, which counts as 1 where it holds.
    points : int
        Sobol points of a replicate, a power of two; the model is computed on points × (d + 2).
    replicates : int
        Independent scramblings, from which the intervals come.
    level : float
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        A row per uncertain parameter, the most important first: ``first``, ``total``, and the
        bounds of each. First-order indices add up to at most 1; the rest is interaction.

    Raises
    ------
    DataError
        If nothing is uncertain, the output does not vary or has no value at some points.

    Notes
    -----
    First order as in Saltelli et al. (2010, table 2b), total as in Jansen (1999). Intervals are
    Student's t over the replicates.

    Examples
    --------
    >>> double = Model.from_text(["y = a + 2*b"])
    >>> unit = Parameter(lower=0, upper=1)
    >>> table = sensitivity(double, Calibration(a=unit, b=unit), "y", points=1024)
    >>> table["first"].round(2).to_dict()
    {'b': 0.8, 'a': 0.2}
    """
    is_claim = any(sign in output for sign in "<>=")
    outputs, claims = ([], (output,)) if is_claim else ([output], ())
    task = _task(target, calibration, outputs, claims, "sobol", rng)
    free = [name for name, item in task.parameters.items() if _varies(item)]
    if not free:
        raise DataError(
            f"nothing that {output} depends on is uncertain",
            mend="give intervals or standard errors",
        )
    if points < 2 or points & (points - 1):
        raise DataError(f"{points} is no power of two", where="points", mend="choose 4096")
    if replicates < 2:
        raise DataError("an interval needs two replicates or more", where="replicates")
    run = map if executor is None else executor.map
    found = run(partial(_indices, task, tuple(free), points), list(range(replicates)))
    sample = np.array(list(track(found, "Indices", replicates)))  # (replicates, 2, parameters)
    middle = sample.mean(axis=0)
    half = t.ppf(0.5 + level / 2, replicates - 1) * sample.std(axis=0, ddof=1) / replicates**0.5
    columns = {
        f"{kind}{suffix}": middle[row] + side * half[row]
        for row, kind in enumerate(("first", "total"))
        for suffix, side in (("", 0), ("_lower", -1), ("_upper", 1))
    }
    table = pd.DataFrame(columns, index=pd.Index(free, name="parameter"))
    return table.sort_values("total", ascending=False, kind="stable")


def closed_claim(model: Model, text: str) -> sp.Basic:
    """Return a claim in the exogenous variables of a model alone.

    Examples
    --------
    >>> closed_claim(Model.from_text(["r = e/(1 + k)"]), "r < 1/5")
    e/(k + 1) < 1/5
    """
    known = {symbol: model.reduce(symbol) for symbol in model.equations}
    plain = {sp.Symbol(symbol.name, real=True): form for symbol, form in known.items()}
    return model.claim(text).xreplace(plain | known)


def seed_sequence(rng: Seed) -> np.random.SeedSequence:
    """Return the seed from which every unit gets its own.

    Raises
    ------
    DataError
        If it is neither a whole number nor one of numpy's own.
    """
    if isinstance(rng, np.random.SeedSequence):
        return rng
    if isinstance(rng, np.random.Generator):
        return np.random.SeedSequence(rng.integers(2**63, size=2).tolist())
    if isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0:
        return np.random.SeedSequence(int(rng))
    raise DataError(f"{rng!r} is no seed", where="rng", mend="give a whole number or a Generator")


@dataclass(frozen=True)
class _Task:
    """Everything that a worker needs: formulas or a function, parameters, sampler and seed."""

    outputs: tuple[str, ...]
    claims: tuple[str, ...]
    parameters: dict[str, Parameter]
    domains: dict[str, tuple[bool, bool, bool]]
    formulas: tuple[tuple[str, sp.Basic], ...]
    function: Callable[..., Mapping[str, Array]] | None
    sampler: Sampler
    seed: np.random.SeedSequence


def _task(
    target: Model | Callable[..., Mapping[str, Array]],
    calibration: Calibration,
    outputs: Sequence[str] | None,
    claims: tuple[str, ...],
    sampler: Sampler,
    rng: Seed,
) -> _Task:
    check_choice("sampler", sampler, ("random", "sobol"))
    seed = seed_sequence(rng)
    if not isinstance(target, Model):
        if claims or not outputs:
            raise DataError(
                "a plain function has no variables to make claims about",
                mend="name its outputs, and let it return a claim as 0 or 1",
            )
        return _Task(tuple(outputs), (), dict(calibration), {}, (), target, sampler, seed)
    named = {target[name].name: item for name, item in calibration.items()}
    if outputs is None:
        outputs = [symbol.name for symbol in target.defined if symbol.name not in named]
    symbols = [target[name] for name in outputs]
    formulas = [(s.name, target.reduce(s) if s in target.equations else s) for s in symbols]
    formulas += [(text, closed_claim(target, text)) for text in claims]
    needed = sorted({s.name for _, form in formulas for s in form.free_symbols})
    missing = [name for name in needed if name not in named]
    if missing:
        raise DataError(f"{', '.join(missing)} has no value", where="calibration", mend="add it")
    domains = {s.name: _domain(s) for s in (*symbols, *(target[name] for name in needed))}
    return _Task(
        tuple(s.name for s in symbols), claims, {name: named[name] for name in needed}, domains,
        tuple(formulas), None, sampler, seed,
    )  # fmt: skip


def _domain(symbol: sp.Symbol) -> tuple[bool, bool, bool]:
    """Return whether a variable must be positive, must not be negative, must not exceed one."""
    return bool(symbol.is_positive), bool(symbol.is_nonnegative), is_share(symbol)


def _check_counts(draws: int, block: int, quantiles: Sequence[float]) -> None:
    for name, number in (("draws", draws), ("block", block)):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise DataError(f"{number!r} is no whole number above zero", where=name)
    for quantile in quantiles:
        if not 0 < quantile < 1:
            raise DataError(f"{quantile} is no quantile", where="quantiles", mend="0 < q < 1")


def _varies(parameter: Parameter) -> bool:
    low, high = parameter.ends
    return bool(low != high)


def _draw_triangular(low: float, mode: float, high: float, uniforms: Array) -> Array:
    width = high - low
    if not width:
        return np.full(uniforms.shape, mode)
    left = low + np.sqrt(uniforms * width * (mode - low))
    right = high - np.sqrt((1 - uniforms) * width * (high - mode))
    return np.where(uniforms < (mode - low) / width, left, right)


def _draw_mixture(parameter: Parameter, uniforms: Array) -> Array:
    edges = np.concatenate([[0.0], np.cumsum(parameter.weights)])
    which = np.searchsorted(edges[1:-1], uniforms, side="right")
    found = np.empty(uniforms.shape)
    for number, item in enumerate(parameter.alternatives):
        mine = which == number
        inside = (uniforms[mine] - edges[number]) / (edges[number + 1] - edges[number])
        found[mine] = draw(item, inside)
    return found


# --- one block of draws ---------------------------------------------------------------------


class _Summary:
    """What is kept of any number of draws; parts add up to the whole in any order."""

    def __init__(
        self, outputs: Sequence[str], claims: Sequence[str], inputs: Sequence[str]
    ) -> None:
        self.outputs = {name: Sketch() for name in outputs}
        self.holds = dict.fromkeys(claims, 0)
        self.outside = dict.fromkeys(inputs, 0)

    def add(self, other: _Summary) -> None:
        for name, sketch in other.outputs.items():
            self.outputs[name].add(sketch)
        for counts, more in ((self.holds, other.holds), (self.outside, other.outside)):
            for name, count in more.items():
                counts[name] += count

    def table(self, quantiles: Sequence[float]) -> pd.DataFrame:
        rows = {name: sketch.row(quantiles) for name, sketch in self.outputs.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("output")
        return frame.astype({"outside": int, "undefined": int}) if len(frame) else frame

    def shares(self, draws: int) -> pd.Series:
        return pd.Series({k: n / draws for k, n in self.holds.items()}, name="share", dtype=float)

    def inputs(self) -> pd.Series:
        return pd.Series(self.outside, name="outside", dtype=int)


def _summarise(task: _Task, first: int, units: int, draws: int) -> _Summary:
    """Compute some units of draws; the last unit of all may be cut."""
    summary = _Summary(task.outputs, task.claims, tuple(task.parameters))
    for unit, uniforms in enumerate(_uniforms(task, first, units), start=first):
        uniforms = uniforms[: draws - unit * UNIT]
        columns = _columns(task, uniforms)
        for name, values in columns.items():
            summary.outside[name] += _outside(values, task.domains.get(name))
        found = _compute(task, columns)
        for name in task.outputs:
            values = _as_column(name, found, len(uniforms))
            summary.outputs[name].take(values, _outside(values, task.domains.get(name)))
        for text in task.claims:
            summary.holds[text] += int(np.broadcast_to(found[text], len(uniforms)).sum())
    return summary


def _uniforms(task: _Task, first: int, units: int) -> Iterator[Array]:
    """Yield the uniform numbers of each unit, shape (16384, d): the same for any block."""
    width = len(task.parameters)
    if task.sampler == "sobol":
        engine = qmc.Sobol(width, scramble=True, rng=_generator(task.seed, 0))
        if first:  # SciPy fails at zero
            engine.fast_forward(first * UNIT)
        for _ in range(units):
            yield engine.random(UNIT) + 2.0**-31  # never zero, where a normal has no quantile
    else:
        for unit in range(first, first + units):
            yield _generator(task.seed, unit).random((UNIT, width)) + 2.0**-54


def _generator(seed: np.random.SeedSequence, number: int) -> np.random.Generator:
    child = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, number))
    return np.random.Generator(np.random.PCG64(child))


def _columns(task: _Task, uniforms: Array) -> dict[str, Array]:
    items = task.parameters.items()
    return {name: draw(item, uniforms[:, i]) for i, (name, item) in enumerate(items)}


def _compute(task: _Task, columns: Mapping[str, Array]) -> Mapping[str, Any]:
    with np.errstate(all="ignore"):  # what has no value is counted
        if task.function is not None:
            return task.function(**columns)
        kernels = _kernels(task.formulas)
        return {
            name: kernel(**{needed: columns[needed] for needed in names})
            for name, (kernel, names) in kernels.items()
        }


@lru_cache(maxsize=64)
def _kernels(
    formulas: tuple[tuple[str, sp.Basic], ...],
) -> dict[str, tuple[Callable[..., Any], list[str]]]:
    return {name: (compiled(form), [s.name for s in form.free_symbols]) for name, form in formulas}


def _as_column(name: str, found: Mapping[str, Any], size: int) -> Array:
    if name not in found:
        raise unknown("output", name, found)
    return np.array(np.broadcast_to(np.asarray(found[name], dtype=float), size))


def _outside(values: Array, domain: tuple[bool, bool, bool] | None) -> int:
    if domain is None:
        return 0
    positive, nonnegative, share = domain
    bad = np.zeros(values.shape, dtype=bool)
    if positive:
        bad |= values <= 0
    elif nonnegative:
        bad |= values < 0
    if share:
        bad |= values > 1
    return int(bad.sum())


def _indices(task: _Task, free: tuple[str, ...], points: int, replicate: int) -> Array:
    """Return the first-order and total indices of one scrambling, shape (2, d)."""
    d = len(free)
    engine = qmc.Sobol(2 * d, scramble=True, rng=_generator(task.seed, replicate))
    both = engine.random(points) + 2.0**-31
    a, b = both[:, :d], both[:, d:]
    outputs = {key: _output(task, free, a if key == "a" else b) for key in "ab"}
    everything = np.concatenate([outputs["a"], outputs["b"]])
    middle, variance = everything.mean(), everything.var()
    if variance <= 1e-24 * middle**2 or variance == 0:
        raise DataError("the output does not vary", mend="no assumption decides it")
    indices = np.empty((2, d))
    for i in range(d):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        changed = _output(task, free, mixed)
        moved = changed - outputs["a"]
        indices[0, i] = np.mean((outputs["b"] - middle) * moved) / variance
        indices[1, i] = np.mean(moved**2) / (2 * variance)
    return indices


def _output(task: _Task, free: tuple[str, ...], uniforms: Array) -> Array:
    fixed = np.full(len(uniforms), 0.5)
    columns = {
        name: draw(item, uniforms[:, free.index(name)] if name in free else fixed)
        for name, item in task.parameters.items()
    }
    name = (task.outputs or task.claims)[0]
    values = _as_column(name, _compute(task, columns), len(uniforms))
    wrong = int((~np.isfinite(values)).sum())
    if wrong:
        raise DataError(
            f"{name} has no value at {wrong} of {len(uniforms)} points",
            mend="narrow the intervals to where the model has a value",
        )
    return values
