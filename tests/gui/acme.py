"""A job of an invented company at its end: every answer and outcome, the same on each machine."""

from dataclasses import replace
from pathlib import Path

from migrator.engine.look import SourceLook
from migrator.engine.look_target import SpaceLook, TargetLook
from migrator.engine.select import choose
from migrator.gui.flow import Answers, CloudAnswers, Outcomes, PackageAnswers, SourceAnswers
from migrator.gui.session import Session
from migrator.model.documents import Kind, Ref, SourceId, TargetId
from migrator.model.inventory import Entry, Inventory, KeyVerdict, SourceVersion
from migrator.model.plan import Basis, Choices, Create, Leave, Plan, StepId, Update
from migrator.model.report import Difference, Finding, Item, Report, Severity
from migrator.model.settings import NameRule
from migrator.target.probe import Limit

JOB = Path("/jobs/acme.toml")
SPACES = ("Default", "Payments")
PROJECTS = {"Default": ("Web Shop", "Orders", "Legacy Intranet"), "Payments": ("Card Gateway",)}
VERSION = SourceVersion(
    server="2024.1.12815",
    installation_id="acme",
    driver="ODBC Driver 18 for SQL Server: it is registered.",
    consistency="one snapshot",
    database={"version": "16.0.4135.4", "login": "the SQL login 'octopus_reader'"},
)


def _refs():
    for space in SPACES:
        yield Ref(Kind.SPACE, (space,))
        for name in ("Development", "Staging", "Production"):
            yield Ref(Kind.ENVIRONMENT, (space, name))
        yield Ref(Kind.LIFECYCLE, (space, "Straight to production"))
        yield Ref(Kind.PROJECT_GROUP, (space, "All projects"))
        for project in PROJECTS[space]:
            yield Ref(Kind.PROJECT, (space, project))
            yield Ref(Kind.DEPLOYMENT_PROCESS, (space, project))
            yield Ref(Kind.PROJECT_VARIABLES, (space, project))


REFS = tuple(_refs())
WEB_SHOP = Ref(Kind.PROJECT, ("Default", "Web Shop"))
UNREADABLE = Finding(
    Severity.WARNING,
    "secret-unreadable",
    str(Ref(Kind.PROJECT_VARIABLES, ("Default", "Legacy Intranet"))),
    "A stored secret does not open: it was sealed with another key, or it is damaged.",
    "Enter it by hand in the cloud.",
)


def _entry(at, ref):
    project = ref.kind is Kind.PROJECT
    needs = {Ref(Kind.SPACE, (ref.space,))} if len(ref.path) > 1 else set()
    if project:
        needs |= {
            Ref(Kind.PROJECT_GROUP, (ref.space, "All projects")),
            Ref(Kind.LIFECYCLE, (ref.space, "Straight to production")),
        }
    if ref.kind in {Kind.DEPLOYMENT_PROCESS, Kind.PROJECT_VARIABLES}:
        needs.add(Ref(Kind.PROJECT, ref.path))
    return Entry(
        ref=ref,
        table=str(ref.kind),
        source_id=SourceId(f"{ref.kind}-{at}"),
        needs=frozenset(needs),
        size_bytes=1_200 + 640 * at,
        secrets=at % 4 if ref.kind is Kind.PROJECT_VARIABLES else 0,
        is_disabled=project and ref.name.startswith("Legacy"),
    )


def _inventory():
    entries = {ref: _entry(at, ref) for at, ref in enumerate(REFS)}
    return Inventory(VERSION, entries, KeyVerdict.PARTLY_FOREIGN, 132, 130, (UNREADABLE,))


def _plan():
    updated = Update(
        StepId("update"),
        Ref(Kind.SPACE, ("Default",)),
        "differs",
        TargetId("Spaces-1"),
        "1",
        ("/Description",),
    )
    made = [
        Create(StepId(str(at)), ref, "not on the target")
        for at, ref in enumerate(REFS)
        if ref.kind not in {Kind.SPACE, Kind.ENVIRONMENT}
    ]
    return Plan(
        basis=Basis("package", "target", "2026.1.9674"),
        choices=Choices(),
        ranks=((updated,), tuple(made)),
        kept={},
        same=tuple(ref for ref in REFS if ref.kind is Kind.ENVIRONMENT),
        left=(
            Leave(
                Ref(Kind.SUBSCRIPTION, ("Default", "Failures by mail")),
                "missing-reference",
                "it refers to user 'ada@acme.example', which is not on the target.",
            ),
        ),
        spaces={"Default": "Default", "Payments": "Card Payments"},
        findings=(
            Finding(
                Severity.WARNING,
                "worker-pool",
                str(WEB_SHOP),
                "Steps that ran on the server will run in the pool 'Hosted Windows'.",
                "Have a look at what they need to find there.",
            ),
        ),
        rate_per_minute=300,
        burst=20,
    )


CLOUD = TargetLook(
    version="2026.1.9674",
    user="migration",
    is_cloud=True,
    limits=(Limit("Projects", 500, 12), Limit("Machines", 100, 4), Limit("Tenants", None, 7)),
    task_cap=20,
    rate_per_minute=300,
    burst=20,
    documents=1_120,
    spaces=(
        SpaceLook("Default", "Default", exists=True),
        SpaceLook("Payments", "Card Payments", exists=False),
    ),
    known_spaces=("Default", "Sandbox"),
    findings=(
        Finding(
            Severity.WARNING,
            "key-lacks",
            "",
            "The key may not edit users.",
            "Give it the role System Manager, or invite the users by hand.",
        ),
    ),
)
PACKAGE = Report(
    "export",
    facts={
        "documents": 1_120,
        "secrets": 130,
        "size_bytes": 481_300,
        "path": "/jobs/acme.ocmpack",
        "digest": "2ad2278b40f40c4791d133a7afabe1566ff4094011fa3e381d742143dfc3f640",
    },
)
UPLOADED = Report("upload", facts={"done": 1_117, "failed": 3, "requests": 1_349})
VERIFIED = Report(
    "verify",
    kinds={
        "project": {"equal": 211, "different": 1},
        "deployment_process": {"equal": 212},
        "library_variable_set": {"equal": 40, "missing": 1},
        "feed": {"equal": 18, "failed": 1},
        "secrets": {"not_comparable": 130},
    },
    items=(
        Item(
            str(WEB_SHOP),
            "different",
            (
                Difference("/Description", "Sells everything.", "Sells everything"),
                Difference("/DefaultToSkipIfAlreadyInstalled", expected=True, found=False),
            ),
        ),
        Item(str(Ref(Kind.LIBRARY_VARIABLE_SET, ("Default", "Shared settings"))), "missing"),
        Item(str(Ref(Kind.FEED, ("Default", "Helm charts"))), "failed"),
    ),
    findings=(UNREADABLE,),
    facts={"left": 1},
)


def answers():
    """What the person typed."""
    return Answers(
        source=SourceAnswers(server="sql01.acme.example", database="OctopusDeploy", user="reader"),
        package=PackageAnswers(path="/jobs/acme.ocmpack"),
        cloud=CloudAnswers(
            url="https://acme.octopus.app",
            space_map={"Payments": "Card Payments"},
            name_map=(NameRule(Kind.ENVIRONMENT, "Staging", "Acceptance", "Payments"),),
        ),
    )


def outcomes():
    """What came of it, from the first look to a comparison that found differences."""
    inventory = _inventory()
    return Outcomes(
        looked=SourceLook(VERSION, SPACES, {Kind.PROJECT: 4, Kind.ENVIRONMENT: 6}, 801_200),
        inventory=inventory,
        selection=choose(inventory, answers().select),
        package=PACKAGE,
        cloud=CLOUD,
        plan=_plan(),
        uploaded=UPLOADED,
        verified=VERIFIED,
    )


def acme_session(parent, *, without=()):
    """A session of that job; `without` names outcomes that are not there yet."""
    session = Session(JOB, parent)
    session.answers = answers()
    session.outcomes = replace(outcomes(), **dict.fromkeys(without))
    return session
