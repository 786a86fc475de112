"""Prints how long the wizard takes from the start of its process to a painted window that answers.

Beside it stands the least that Qt allows: the same interpreter, QtWidgets and an empty window.
Run it as `python tests/benchmarks/wizard_startup.py`.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
ROUNDS = 9
GOAL_S = 1.0
# Each ends once its window has been painted and the event loop has turned after that.
UNTIL_PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class UntilPainted(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            app.removeEventFilter(self)
            QTimer.singleShot(0, app.quit)
        return False
"""
EMPTY = f"""{UNTIL_PAINTED}
app = QApplication([])
watch = UntilPainted()
app.installEventFilter(watch)
window = QWidget()
window.resize(1080, 760)
window.show()
app.exec()
window.hide()
"""
WIZARD = f"""
import sys
{UNTIL_PAINTED}
app = QApplication(["migrator"])
watch = UntilPainted()
app.installEventFilter(watch)
sys.argv = ["migrator", "gui", "--language", "en", "--theme", "light"]
from migrator.cli.main import main
main()
"""
STARTS = {"empty QWidget": EMPTY, "migrator gui": WIZARD}


def start_times_s(program, state):
    """Several starts, in seconds; one before them only warms the disk's cache."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_STATE_HOME": state,
    }
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=60,
            check=True,
        )
        times.append(time.perf_counter() - began)
    return times[1:]


def main():
    """Print the table."""
    with TemporaryDirectory() as state:
        results = {name: start_times_s(program, state) for name, program in STARTS.items()}
    least = statistics.median(results["empty QWidget"])
    print(f"{'':<16}{'best':>9}{'median':>10}{'beside the least':>20}")
    for name, times in results.items():
        median = statistics.median(times)
        print(f"{name:<16}{min(times):7.2f} s{median:8.2f} s{median / least:19.1f}x")
    ours = statistics.median(results["migrator gui"])
    print(f"goal: {GOAL_S} s; {'reached' if ours < GOAL_S else 'missed'}")


if __name__ == "__main__":
    main()
