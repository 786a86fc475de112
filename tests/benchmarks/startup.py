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


def start_times_ms(words):
    """Several starts, in milliseconds; one before them only warms the disk's cache."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, timeout=60, check=True
        )
        times.append((time.perf_counter() - began) * 1000)
    return times[1:]


def main():
    """Print the table; fail where even the best start takes longer than allowed."""
    results = {name: start_times_ms(words) for name, words in STARTS.items()}
    print(f"{'':<22}{'best':>10}{'median':>10}")
    for name, times in results.items():
        print(f"{name:<22}{min(times):7.1f} ms{statistics.median(times):7.1f} ms")
    # What else the machine does makes a start slower, never faster.
    slow = [name for name, times in results.items() if min(times) > ALLOWED_MS]
    print(f"allowed: {ALLOWED_MS} ms; slower: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
