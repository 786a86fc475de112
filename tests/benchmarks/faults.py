"""Prints what a migration loses, doubles and costs while the target makes trouble.

Run it as `python tests/benchmarks/faults.py [--quick] [--large]`. Each line is one `migrator run`
as a process of its own, from the sandbox's SQL Server to its cloud, by the machine's own clock.
The projects are those by which others were measured: each has a process of 8 script steps, 30
variables of which 6 are secret, a channel and a runbook; 20 share a project group, and for each
10 there are a library variable set of 20 variables and a token account.

Lost and doubled are documents of the target, secrets included, beside those that an undisturbed
run leaves there. The floor is what the rate limit alone takes, (requests - burst) / rate.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2]))

from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.trouble import Cue
from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.credentials import add_account
from migrator.sandbox.instance.documents import Slot
from migrator.sandbox.instance.infrastructure import ROLES
from migrator.sandbox.instance.library import add_library_set
from migrator.sandbox.instance.projects import Project, add_project, simple_runbook
from migrator.sandbox.instance.steps import Step, inline_script
from migrator.sandbox.instance.variables import plain_variables
from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start
from tests.e2e.end_state import end_state

ROOT = Path(__file__).parents[2]
STEPS, VARIABLES, SECRETS = 8, 30, 6
RATE, BURST = 200, 200
BEGUN = 120  # by so many requests the plan is made and the upload begins
EMPTY = ("DeploymentProcess", "RunbookProcess", "VariableSet")
Hinder = Callable[[OctopusCloud], None]


def add_measured(site: Site, count: int) -> None:
    """Add so many of the projects that others were measured by, and what they share."""
    for number in range(-(-count // 20)):
        site.add("ProjectGroup", f"Measured {number}", {"Description": ""})
    for number in range(-(-count // 10)):
        add_library_set(site, f"Measured {number}", plain_variables(site, 20, 0))
        add_account(site, f"measured {number}", "Token", {"Token": Slot(f"token {number}")})
    for number in range(count):
        name = f"Measured {number:04}"
        steps = tuple(
            Step(
                f"Step {step}",
                "Octopus.Script",
                inline_script(f"echo {step} of {name}"),
                (ROLES["web"],),
            )
            for step in range(1, STEPS + 1)
        )
        project = Project(
            name,
            steps,
            plain_variables(site, count=VARIABLES, secret_count=SECRETS),
            (simple_runbook(),),
            group=f"Measured {number // 20}",
            includes=(site.ref("LibraryVariableSet", f"Measured {number // 10}"),),
            frozen_copies=0,
        )
        add_project(site, project)


@dataclass
class Ended:
    """What one run of the command did."""

    exit_code: int
    took_s: float
    rss_mib: float
    log_kib: float


@dataclass
class World:
    """Servers with the projects, and a job that moves them."""

    served: Rehearsal
    ended: list[Ended] = field(default_factory=list)

    @property
    def cloud(self) -> OctopusCloud:
        """The target."""
        return self.served.cloud

    def run(self, *, kill_at: int = 0) -> Ended:
        """Call the command; kill it once the target has seen so many requests."""
        home = self.served.directory
        log = home / f"log-{len(self.ended)}.txt"
        words = ("run", str(self.served.job), "--yes", "--quiet", "--log", str(log))
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "migrator.cli.main", *words],
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=(home / "stderr.txt").open("wb"),
        )
        looking = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while kill_at and os.waitid(os.P_PID, process.pid, looking) is None:
            if len(self.cloud.requests) >= kill_at:
                process.kill()
                break
            time.sleep(0.01)
        _, status, usage = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        process.returncode = code
        self.ended.append(
            Ended(
                code,
                time.monotonic() - began,
                usage.ru_maxrss / 1024,
                log.stat().st_size / 1024 if log.exists() else 0.0,
            )
        )
        return self.ended[-1]


@contextmanager
def world(count: int, *, latency_ms: int = 0, is_limited: bool = False) -> Iterator[World]:
    """Serve so many projects and an empty target."""
    with (
        tempfile.TemporaryDirectory() as home,
        mock.patch(
            "migrator.sandbox.instance.default_space.add_services",
            lambda site, _scale: add_measured(site, count),
        ),
        start(
            RehearsalSettings(
                Path(home),
                latency_ms=latency_ms,
                rate_per_minute=RATE if is_limited else None,
                burst=BURST,
            )
        ) as served,
    ):
        text = served.job.read_text("utf-8")
        chosen = '[select]\nprojects = ["Measured *"]\n\n[package]'
        served.job.write_text(text.replace("[package]", chosen, 1), "utf-8")
        yield World(served)


@dataclass(frozen=True)
class Trouble:
    """One kind of trouble.

    Attributes:
        hinder: given the target before the run.
        kill_at: the first run is killed at this request.
        runs: how often the command is called.
    """

    name: str
    counts: Sequence[int]
    hinder: Hinder = lambda _: None
    latency_ms: int = 0
    is_limited: bool = False
    kill_at: int = 0
    runs: int = 1


def rejects(seed: int) -> Hinder:
    """Reject one request in ten."""
    return lambda cloud: cloud.trouble.fail_sometimes(0.1, 429, seed)


def drops(*, after: bool) -> Hinder:
    """Drop 60 connections, once the upload has begun."""

    def hinder(cloud: OctopusCloud) -> None:
        left = [60]

        def decide(_method: str) -> Cue | None:
            if len(cloud.requests) < BEGUN or not left[0]:
                return None
            left[0] -= 1
            return Cue(drops_after=after, drops_before=not after)

        cloud.trouble.schedule = decide

    return hinder


def fails_every_fifth_write(cloud: OctopusCloud) -> None:
    """Answer every fifth POST with 500."""
    seen = [0]

    def decide(method: str) -> Cue | None:
        seen[0] += method == "POST"
        return Cue(status=500) if method == "POST" and seen[0] % 5 == 0 else None

    cloud.trouble.schedule = decide


def outage(cloud: OctopusCloud) -> None:
    """Be away for 20 seconds, once the upload has begun."""
    until = [0.0]

    def decide(_method: str) -> Cue | None:
        if len(cloud.requests) >= BEGUN and not until[0]:
            until[0] = time.monotonic() + 20
        return Cue(status=503) if time.monotonic() < until[0] else None

    cloud.trouble.schedule = decide


TROUBLES = (
    Trouble("none", (10, 50, 100, 200, 400)),
    Trouble("50 ms for each answer", (50, 200), latency_ms=50),
    Trouble("limit of 200 a minute, 200 at once", (25, 50, 100), is_limited=True),
    Trouble("10 % rejected (429), seed 1", (50,), rejects(1)),
    Trouble("10 % rejected (429), seed 2", (50,), rejects(2)),
    Trouble("10 % rejected (429), seed 3", (50,), rejects(3)),
    Trouble("60 dropped, nothing done", (50,), drops(after=False)),
    Trouble("60 dropped, done", (50,), drops(after=True)),
    Trouble("each fifth POST fails (500)", (50,), fails_every_fifth_write),
    Trouble("away for 20 s (503)", (50,), outage),
    Trouble("killed in the upload, run again", (50,), kill_at=BEGUN + 40, runs=2),
    Trouble("run again, nothing changed", (50,), runs=2),
)
_HEAD = (
    f"{'trouble':<36}{'projects':>9}{'lost':>6}{'empty':>6}{'twice':>6}{'rejected':>9}"
    f"{'requests':>9}{'a project':>10}{'wall s':>8}{'floor s':>8}{'MiB':>6}{'log KiB':>8}  exit"
)


def empty(cloud: OctopusCloud) -> int:
    """How many processes and variable sets of our projects hold nothing."""
    store = cloud.store
    ours = {p["Id"] for p in store.documents("Project") if str(p["Name"]).startswith("Measured")}
    return sum(
        not document.get("Steps" if kind != "VariableSet" else "Variables")
        for kind in EMPTY
        for document in store.documents(kind)
        if {document.get("ProjectId"), document.get("OwnerId")} & ours
    )


def measure(trouble: Trouble, count: int, clean: dict[int, Counter[str]]) -> int:
    """Carry one out and print its line; gives how many documents are wrong."""
    with world(count, latency_ms=trouble.latency_ms, is_limited=trouble.is_limited) as made:
        trouble.hinder(made.cloud)
        begin = 0
        for number in range(trouble.runs):
            begin = len(made.cloud.requests)
            made.run(kill_at=trouble.kill_at if not number else 0)
        left = Counter(end_state(made.cloud))
        wanted = clean.setdefault(count, left)
        lost, extra = sum((wanted - left).values()), sum((left - wanted).values())
        sent = made.cloud.requests[begin:]
        rejected = sum(request.status == 429 for request in made.cloud.requests)
        took_s, codes = made.ended[-1].took_s, [ended.exit_code for ended in made.ended]
        floor_s = max(0.0, (len(sent) - BURST) / RATE * 60) if trouble.is_limited else 0.0
        print(
            f"{trouble.name:<36}{count:>9}{lost:>6}{empty(made.cloud):>6}{extra:>6}{rejected:>9}"
            f"{len(sent):>9}{len(sent) / count:>10.1f}{took_s:>8.1f}{floor_s:>8.1f}"
            f"{made.ended[-1].rss_mib:>6.0f}{made.ended[-1].log_kib:>8.0f}  "
            f"{', '.join(map(str, codes))}",
            flush=True,
        )
        if codes[-1]:
            print((made.served.directory / "stderr.txt").read_text("utf-8")[-2000:])
        return lost + extra + (codes[-1] != 0)


def main() -> int:
    """Print the table; fail where a run lost or doubled anything."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--quick", action="store_true", help="ten projects of each")
    words.add_argument("--large", action="store_true", help="4,000 projects too")
    asked = words.parse_args()
    print(_HEAD)
    clean: dict[int, Counter[str]] = {}
    wrong = 0
    for trouble in TROUBLES:
        counts = (10,) if asked.quick else trouble.counts
        if asked.large and trouble is TROUBLES[0]:
            counts = (*counts, 4000)
        for count in counts:
            if count not in clean and trouble is not TROUBLES[0]:
                wrong += measure(TROUBLES[0], count, clean)
            wrong += measure(trouble, count, clean)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
