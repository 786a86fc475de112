"""Prints how long the command takes to start, beside a bare interpreter.

Run it as `python tests/benchmarks/startup.py`.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 15
ALLOWED_MS = 150
STARTS = {
    "bare interpreter": ["-c", "pass"],
    "migrator --version": ["-m", "migrator.cli.main", "--version"],
    "migrator --help": ["-m", "migrator.cli.main", "--help"],
    "migrator run --help": ["-m", "migrator.cli.main", "run", "--help"],
}


def median_ms(words):
    """The median of several starts, in milliseconds; the first only warms the disk's cache."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, timeout=60, check=True
        )
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def main():
    """Print the table; fail where a start takes longer than allowed."""
    results = {name: median_ms(words) for name, words in STARTS.items()}
    for name, spent in results.items():
        print(f"{name:<22}{spent:8.1f} ms")
    slow = [name for name, spent in results.items() if spent > ALLOWED_MS]
    print(f"allowed: {ALLOWED_MS} ms; slower: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
