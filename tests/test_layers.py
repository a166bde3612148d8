"""The order of the layers, and what no module may do, read from the syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import capital

PACKAGE = Path(capital.__file__).parent

#: From left to right; a module imports only from its left. Rooms in one tuple never meet.
ORDER: list[tuple[str, ...]] = [
    ("errors", "progress", "sketch"),
    ("evidence",),
    ("vocabulary",),
    ("lags",),
    ("expression",),
    ("units",),
    ("proof", "numeric"),
    ("closure", "algebra", "dynamics", "inquiry"),
    ("model",),
    ("results",),
    ("calibration",),
    ("uncertainty",),
    ("datasets",),
    ("theory", "economy", "measure", "econometrics"),
    ("ai",),
    ("report",),
    ("study",),
    ("publication",),
    ("cli",),
    ("__main__",),
]
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
HOME = capital._HOME
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def module_of(path: Path) -> list[str]:
    parts = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(tree: ast.AST, package: list[str]) -> Iterator[str]:
    """Yield every dotted name of the package that a module imports, wherever it does so."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = ".".join(package[: len(package) - level + 1]) if level else ""
                source = ".".join(filter(None, [base, module]))
                yield from (f"{source}.{alias.name}" for alias in names)
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
                called = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
                if called in ("import_module", "__import__"):
                    yield name


def wrong_arrows(room: str, tree: ast.AST, package: list[str]) -> list[str]:
    """Return what a module of a room imports from its own right."""
    if room not in RANK:
        return [f"{room} has no place in the order"]
    found = []
    for name in imports(tree, package):
        parts = name.split(".")
        if parts[0] != "capital":
            continue
        target = parts[1] if len(parts) > 1 else ""
        target = HOME.get(target, target)
        if target in (room, "__version__"):
            continue
        if target not in RANK or RANK[target] >= RANK[room]:
            found.append(f"{room} imports {name}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrows_point_to_the_left(path: Path) -> None:
    package = module_of(path) if path.name == "__init__.py" else module_of(path)[:-1]
    assert wrong_arrows(room_of(path), ast.parse(path.read_text()), package) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("model", "from capital.results import Finding"),
        ("model", "from capital import calibration"),
        ("model", "from capital import Calibration"),
        ("model", "import capital"),
        ("model", "import capital.calibration as c"),
        ("evidence", "from capital import vocabulary"),
        ("errors", "def f():\n    from capital.evidence import Evidence"),
        ("proof", "if TYPE_CHECKING:\n    from capital.model import Model"),
        ("proof", "from capital.numeric import exact"),
        ("theory", "from capital.economy import values"),
        ("theory", "from ..measure import accounts"),
        ("measure", "from .. import econometrics"),
        ("econometrics", "import_module('capital.theory')"),
        ("economy", "importlib.import_module('capital.ai')"),
        ("ai", "try:\n    import capital.report\nexcept ImportError:\n    pass"),
        ("report", "from capital.study import run"),
        ("study", "from capital.cli import main"),
        ("kitchen", "from capital import errors"),
        ("theory", "from capital import kitchen"),
    ],
)
def test_a_wrong_arrow_is_found(room: str, source: str) -> None:
    assert len(wrong_arrows(room, ast.parse(source), ["capital", room])) == 1


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("model", "from capital.errors import ModelError\nfrom capital import closure, units"),
        ("theory", "from capital import Model\nfrom capital.theory.value import account"),
        ("theory", "from . import value\nfrom .value import account\nfrom ..model import Model"),
        ("ai", "from capital import __version__, theory\nimport numpy.linalg"),
        ("cli", "def f():\n    from capital import study"),
    ],
)
def test_a_right_arrow_is_let_through(room: str, source: str) -> None:
    assert wrong_arrows(room, ast.parse(source), ["capital", room]) == []


# --- no text is ever run ------------------------------------------------------------------------

FORBIDDEN_NAMES = {"eval", "exec", "compile", "__import__", "sympify", "S", "parse_expr"}
FORBIDDEN_ATTRIBUTES = {"eval", "exec", "sympify", "S", "parse_expr", "read_pickle", "to_pickle"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "code"}


def dangers(tree: ast.AST) -> list[str]:
    """Return every call that could run text or bytes as code, and every import that would."""
    found = [name for name in imports(tree, []) if name.split(".")[0] in FORBIDDEN_MODULES]
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(names=names):
                found += [a.name for a in names if a.name in {"sympify", "parse_expr"}]
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_NAMES:
                found.append(name)
            case ast.Call(func=ast.Attribute(attr=name)) if name in FORBIDDEN_ATTRIBUTES:
                asks_z3 = any(keyword.arg == "model_completion" for keyword in node.keywords)
                found += [] if asks_z3 else [name]
            case ast.Call(keywords=keywords) if any(k.arg == "allow_pickle" for k in keywords):
                found.append("allow_pickle")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_runs_text(path: Path) -> None:
    assert dangers(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "exec('x = 1')",
        "compile('1', '', 'eval')",
        "__import__('os')",
        "import pickle",
        "from pickle import loads",
        "import_module('marshal')",
        "sympy.sympify('x')",
        "sp.S('x')",
        "from sympy import sympify as read",
        "frame.eval('a + b')",
        "parse_expr('x')",
        "pd.read_pickle('x')",
        "np.load('x', allow_pickle=True)",
    ],
)
def test_a_danger_is_found(source: str) -> None:
    assert dangers(ast.parse(source))


def test_what_only_looks_dangerous_is_let_through() -> None:
    harmless = "re.compile('x')\nmodel.compile('r')\nz.eval(v, model_completion=True)\nsp.S.Half"
    assert dangers(ast.parse(harmless)) == []
