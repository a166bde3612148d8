"""Claims about a model with uncertain parameters, and how they are decided.

A claim is a condition in the symbols of a model. Where the theory decides it, whatever the
numbers, the proof or the counterexample is the verdict. Otherwise the parameters are drawn from
what is known about them, and the claim holds (in at least 95 % of the draws), fails (in at most
5 %), or *holds only if* one assumption is met: the one that decides most, by its total Sobol index,
with the value at which the claim turns when all others are at their medians.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital.calibration import Calibration, Parameter
from capital.errors import DataError, UnitError, check_choice, unknown
from capital.evidence import Evidence
from capital.model import Model
from capital.numeric import compiled
from capital.uncertainty import Seed, closed_claim, draw, propagate, sensitivity

SURE = 0.95
Condition: TypeAlias = Callable[[Mapping[str, float]], bool]
KEYS = ("value", "lower", "upper", "se", "shape", "unit", "source", "evidence")


@dataclass(frozen=True)
class Claim:
    """A claim of the debate, as a condition on a calibrated model.

    Attributes
    ----------
    key, says : str
        Short name; what is claimed, in our words.
    model : Model
    calibration : Calibration
    condition : str
        In the model's symbols, true where the claim holds.
    figure : str
        The variable whose size shows it.
    unit : str
        Of the figure, in words; ``"percent"`` multiplies by 100.
    would_change : str
        What observation would change the verdict.
    note : str
        What the reader must know besides.
    """

    key: str
    says: str
    model: Model
    calibration: Calibration
    condition: str
    figure: str
    unit: str
    would_change: str
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """How a claim stands.

    Attributes
    ----------
    claim : Claim
    verdict : str
        ``"holds"``, ``"fails"`` or ``"holds only if …"``.
    share : float
        Of the draws in which the condition holds.
    middle, lower, upper : float
        Median and central 95 % of the figure.
    deciding : str
        The assumption that decides most; ``""`` where none does.
    turns_at : float or None
        Its value at which the claim turns, the others at their medians.
    indices : pandas.DataFrame
        Sobol indices of the condition where it is open, else of the figure.
    draws, outside, undefined : int
        Draws, and how many of them left the figure's domain or had no value.
    evidence : Evidence
        The weakest among the parameters.
    """

    claim: Claim
    verdict: str
    share: float
    middle: float
    lower: float
    upper: float
    deciding: str
    turns_at: float | None
    indices: pd.DataFrame = field(repr=False)
    draws: int
    outside: int
    undefined: int
    evidence: Evidence


def decide(
    claim: Claim, *, draws: int = 2**17, rng: Seed = 0, executor: Executor | None = None
) -> Verdict:
    """Draw the parameters and say how a claim stands.

    Parameters
    ----------
    claim : Claim
    draws : int
    rng : int, SeedSequence or Generator
    executor
        Any `concurrent.futures.Executor`; it changes no number.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> law = Model.from_text(["r = e/(1 + k)"])
    >>> assumed = Calibration(e=Parameter(1), k=Parameter(lower=1, upper=9))
    >>> low = Claim("low", "the rate of profit is below one fifth", law, assumed, "r < 1/5", "r",
    ...             "percent", "a composition that is known")
    >>> decide(low, draws=2**14).verdict
    'holds only if k > 4'
    """
    found = propagate(
        claim.model, claim.calibration, [claim.figure], claims=[claim.condition],
        draws=draws, sampler="sobol", rng=rng, executor=executor,
    )  # fmt: skip
    share = float(found.claims[claim.condition])
    open_question = 1 - SURE < share < SURE
    indices = _indices(claim, open_question, rng, executor)
    deciding = str(indices.index[0]) if len(indices) else ""
    holds = _condition(claim)
    turns_at = _turning_point(claim, deciding, holds) if open_question and deciding else None
    row = found.table.loc[found.table.index[0]]
    return Verdict(
        claim=claim,
        verdict=_verdict(claim, share, deciding, turns_at, holds),
        share=share,
        middle=float(row["50 %"]),
        lower=float(row["2.5 %"]),
        upper=float(row["97.5 %"]),
        deciding=deciding,
        turns_at=turns_at,
        indices=indices,
        draws=draws,
        outside=int(row["outside"] + found.inputs_outside.sum()),
        undefined=int(row["undefined"]),
        evidence=found.evidence,
    )


def medians(calibration: Calibration) -> dict[str, float]:
    """Return the median of each parameter.

    Parameters
    ----------
    calibration : Calibration

    Returns
    -------
    dict
        By name, each in the unit of its parameter.

    Examples
    --------
    >>> medians(Calibration(k=Parameter(lower=1, upper=9), e=1))
    {'k': 5.0, 'e': 1.0}
    """
    half = np.array([0.5])
    return {name: float(draw(item, half)[0]) for name, item in calibration.items()}


def read_scenario(
    path: str | Path, calibrations: Mapping[str, Calibration]
) -> dict[str, Calibration]:
    r"""Return calibrations in which a file replaces some parameters.

    Parameters
    ----------
    path
        A TOML file with one table a parameter: ``[service.T_e]`` with ``value``, or ``lower`` and
        ``upper``, or ``value`` and ``se``; always ``unit``; and ``shape``, ``source``,
        ``evidence`` where they are known.
    calibrations
        By name, such as ``service``.

    Returns
    -------
    dict
        All calibrations; the given ones are left alone.

    Raises
    ------
    DataError
        If the file cannot be read, is no TOML, or a number is none.
    UnknownNameError
        If there is no such calibration, parameter or key.
    UnitError
        If a unit is missing or another one.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> given = {"chips": Calibration(T_e=Parameter(3, unit="year"))}
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "scenario.toml"
    ...     _ = path.write_text('[chips.T_e]\nvalue = 2\nunit = "year"')
    ...     read_scenario(path, given)["chips"]["T_e"].value
    2
    """
    changed = dict(calibrations)
    for name, entries in _toml(Path(path)).items():
        if name not in calibrations:
            raise unknown("calibration", name, calibrations, where=str(path))
        if not isinstance(entries, dict):
            raise DataError(f"{name} is no table of parameters", where=str(path))
        new = {
            symbol: _parameter(f"{name}.{symbol}", entry, calibrations[name][symbol])
            for symbol, entry in entries.items()
        }
        changed[name] = calibrations[name].replace(**new)
    return changed


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"the scenario cannot be read: {error.strerror}", str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"the scenario is no TOML: {error}", where=str(path)) from error


def _parameter(where: str, entry: Any, old: Parameter) -> Parameter:
    if not isinstance(entry, dict):
        raise DataError(f"‘{entry}’ says neither value nor unit", where,
                        f"write value = … and unit = \"{old.unit}\"")  # fmt: skip
    for key, value in entry.items():
        check_choice(f"key of {where}", key, KEYS)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if key in ("value", "lower", "upper", "se") and not number:
            raise DataError(f"{key} is ‘{value}’, which is no number", where)
    if "unit" not in entry:
        raise UnitError("the unit is missing", where, f'write unit = "{old.unit}"')
    if entry["unit"] != old.unit:
        raise UnitError(f"the unit is {entry['unit']}, not {old.unit}", where, "convert the number")
    return Parameter(**{"source": "scenario", **entry})


def _indices(
    claim: Claim, open_question: bool, rng: Seed, executor: Executor | None
) -> pd.DataFrame:
    what = claim.condition if open_question else claim.figure
    try:
        return sensitivity(
            claim.model, claim.calibration, what, points=1024, replicates=8, rng=rng,
            executor=executor,
        )  # fmt: skip
    except DataError:  # nothing varies: no assumption decides
        return pd.DataFrame()


def _turning_point(claim: Claim, name: str, holds: Condition) -> float | None:
    """Return the value of one parameter at which the claim turns, the others at their medians."""
    middle = medians(claim.calibration)
    low, high = claim.calibration[name].ends
    at_low = holds({**middle, name: low})
    if at_low == holds({**middle, name: high}):
        return None
    for _ in range(60):
        between = (low + high) / 2
        if holds({**middle, name: between}) == at_low:
            low = between
        else:
            high = between
    return (low + high) / 2


def _condition(claim: Claim) -> Condition:
    """Return a function that says whether the claim is true at given numbers."""
    form = closed_claim(claim.model, claim.condition)
    kernel, names = compiled(form), [symbol.name for symbol in form.free_symbols]
    return lambda numbers: bool(kernel(**{name: numbers[name] for name in names}))


def _verdict(
    claim: Claim, share: float, deciding: str, turns_at: float | None, holds: Condition
) -> str:
    if share >= SURE:
        return "holds"
    if share <= 1 - SURE:
        return "fails"
    if turns_at is None:
        return f"holds only if several assumptions agree, {deciding} above all"
    low, _ = claim.calibration[deciding].ends
    below = holds({**medians(claim.calibration), deciding: low})
    return f"holds only if {deciding} {'<' if below else '>'} {turns_at:.3g}"
