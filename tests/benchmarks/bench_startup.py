"""Start-up times, as ratios to the interpreter's own start in the same run.

Run ``python tests/benchmarks/bench_startup.py``; targets are 0.05 s for the import and 0.25 s for
the help text, beyond the interpreter itself.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 15
COMMANDS = {
    "interpreter": ["-c", "pass"],
    "import capital": ["-c", "import capital"],
    "capital --help": ["-m", "capital", "--help"],
}


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    for arguments in COMMANDS.values():
        seconds(arguments)  # once without counting: byte code is written, files are cached
    times = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(ROUNDS):  # alternating, so that a slow moment strikes all alike
        times = {name: min(times[name], seconds(args)) for name, args in COMMANDS.items()}
    base = times["interpreter"]
    for name, best in times.items():
        print(f"{name:16} {best:6.3f} s  {best / base:5.2f} ×  {best - base:+.3f} s")


if __name__ == "__main__":
    main()
