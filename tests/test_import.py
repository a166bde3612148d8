"""Importing costs nothing, and works without the optional extras."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import capital

PACKAGE = Path(capital.__file__).parent
HEAVY = ["numpy", "pandas", "scipy", "sympy", "statsmodels", "z3", "matplotlib"]


def run(code: str) -> str:
    """Return what a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_no_library() -> None:
    code = f"import sys, capital; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert run(code) == "[]\n"


def test_public_names_load_on_first_use() -> None:
    code = "import capital; print(*[getattr(capital, name) is not None for name in dir(capital)])"
    assert set(run(code).split()) == {"True"}
    assert set(capital.__all__) <= set(dir(capital))
    assert capital.Model is capital.Model
    with pytest.raises(AttributeError, match="no attribute ‘Modell’"):
        _ = capital.Modell


WITHOUT_EXTRAS = """
import sys, importlib, pathlib

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"altair", "vl_convert", "arch", "linearmodels", "typst"}:
            raise ImportError(f"{name} is not installed")

sys.meta_path.insert(0, Absent())
try:
    import altair
except ImportError:
    pass
else:
    sys.exit("altair is there after all")
root = pathlib.Path("capital")
for path in sorted(root.rglob("*.py")):
    parts = path.with_suffix("").parts
    importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    print(path)
"""


def test_every_module_imports_without_the_extras() -> None:
    imported = set(run(WITHOUT_EXTRAS).split())
    expected = {str(path.relative_to(PACKAGE.parent)) for path in PACKAGE.rglob("*.py")}
    assert imported == expected


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
