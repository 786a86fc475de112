"""Runs the fuzzers for longer than the tests do, and prints how much was tried and found.

Run it as `python tests/benchmarks/fuzzing.py [examples]`, which is for each property of the fast
ones; what needs servers gets fewer.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
_RUNS = {
    "package": ("tests/fuzz/test_package_fuzz.py", 1),
    "job, plan, journal, state": ("tests/fuzz/test_files_fuzz.py", 1),
    "answers of the target": ("tests/fuzz/test_answers_fuzz.py", 4),
    "rows of the database": ("tests/fuzz/test_rows_fuzz.py", 20),
}
_TRIED = re.compile(r"(\d+) passing, (\d+) failing, and (\d+) invalid test cases")


def main() -> int:
    """Print a line for each; fail if anything was found."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{'what':<28}{'executions':>11}{'seconds':>9}{'findings':>10}")
    found = 0
    for what, (path, share) in _RUNS.items():
        began = time.monotonic()
        words = ("-q", "-p", "no:cacheprovider", "--hypothesis-show-statistics", path)
        made = subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=ROOT,
            env=os.environ | {"FUZZ_EXAMPLES": str(max(1, examples // share))},
            capture_output=True,
            text=True,
            check=False,
        )
        counts = [[int(number) for number in hit] for hit in _TRIED.findall(made.stdout)]
        tried = sum(passing + failing for passing, failing, _ in counts)
        failed = len(re.findall(r"(?m)^FAILED", made.stdout))
        found += failed + (made.returncode != 0 and not failed)
        took_s = time.monotonic() - began
        print(f"{what:<28}{tried:>11,}{took_s:>9.0f}{failed:>10}", flush=True)
        if made.returncode:
            print(made.stdout[-3000:])
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
