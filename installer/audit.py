"""Asks whether any pinned version has a known weakness: `python installer/audit.py`.

Needs pip-audit in the same environment. A version that the list cannot be asked for, on a machine
without a way to it for instance, is said to be unasked; only a known weakness fails.
"""

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).with_name("constraints.txt")
WORDS = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--timeout", "15")


def main() -> int:
    """Print what was asked and what was found; 1 if a pin has a known weakness."""
    made = subprocess.run(
        [sys.executable, "-m", "pip_audit", *WORDS, "--format", "json", "-r", str(PINS)],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(made.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = made.stderr.strip().splitlines()[-1:]
        print(f"NOT AUDITED: pip-audit gave no answer ({' '.join(last)[:200]})")
        return 0
    skipped = [item for item in found if "skip_reason" in item]
    weak = [item for item in found if item.get("vulns")]
    print(f"{len(found) - len(skipped)} of {len(found)} pinned versions were asked for.")
    if skipped:
        print(
            f"NOT AUDITED: {len(skipped)}, first {skipped[0]['name']}: {skipped[0]['skip_reason']}"
        )
    for item in weak:
        for known in item["vulns"]:
            better = ", ".join(known["fix_versions"]) or "none"
            print(f"{item['name']} {item['version']}: {known['id']}; mended in: {better}")
    return 1 if weak else 0


if __name__ == "__main__":
    raise SystemExit(main())
