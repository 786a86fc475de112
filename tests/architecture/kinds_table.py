"""Prints resources/help/kinds.md: what becomes of each kind and of each of its members, and why.

Run it as `python tests/architecture/kinds_table.py > resources/help/kinds.md`. What the code
knows comes from its tables; what it cannot say of itself stands here, each note with the codes
of the findings that tell of it in a report.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from migrator.rules.field_fates import BY_KIND, COMMON, Fate  # noqa: E402
from migrator.rules.fields import FIELDS  # noqa: E402
from migrator.rules.kinds import FACTS  # noqa: E402

MOVES, CHANGED, LOOKED_UP, CANNOT = "moves", "moves changed", "looked up", "cannot"


@dataclass(frozen=True)
class Note:
    """What happens to a kind beyond that its members are carried.

    Attributes:
        codes: of the findings that tell of it.
        is_change: what arrives is not all as it was.
    """

    text: str
    codes: tuple[str, ...] = ()
    is_change: bool = True


_DISABLED = "arrives disabled until cut-over, unless the policy says otherwise"
_PROCESS = (
    "steps that ran on the server get a worker pool, names that were there twice a number, and "
    "connections to GitHub are chosen by hand"
)
_PROCESS_CODES = ("run-on-server", "action-renamed", "github-connection")
_VALUES = "what could not be opened is to be entered by hand"

NOTES = {
    "space": Note("gets another name where `space_map` says so", ("renamed",), is_change=False),
    "environment": Note(
        "dynamic ones cannot be made, and are told of",
        ("dynamic-environment", "adapted"),
        is_change=False,
    ),
    "tag_set": Note(
        "types and scopes go where the target's version has them; sets of free text need 2025.4",
        ("adapted", "older-target"),
        is_change=False,
    ),
    "feed": Note(
        "the built-in ones are those of the target; PyPI and Google Cloud Storage need 2026",
        ("older-target",),
        is_change=False,
    ),
    "lifecycle": Note(
        "before 2025 targets have no default for spaces: all is kept instead",
        ("adapted",),
        is_change=False,
    ),
    "team": Note(
        "members who are not on the target stay behind, and external groups too: those of Active "
        "Directory and LDAP always, others unless external_groups says to carry them; Octopus' "
        "own teams are those of the target",
        ("person-missing", "external-group"),
    ),
    "deployment_freeze": Note(
        "those that are not over and say what they freeze, for what is moved of it; others are "
        "told of, to be set by hand before cut-over",
        ("deployment-freeze", "link-left"),
        is_change=False,
    ),
    "project_logo": Note(
        "what was uploaded, where api_url lets us ask the source server; a target may keep the "
        "picture in another form, so it is only compared whether there is one",
        ("logo", "member-left"),
        is_change=False,
    ),
    "tenant_logo": Note(
        "as those of projects; logos of spaces and step templates are set by hand",
        ("logo", "member-left"),
        is_change=False,
    ),
    "build_information": Note(
        "that of packages that move; a finding counts the rest, of which the target would keep "
        "what belongs to other feeds for 100 days",
        ("build-information",),
        is_change=False,
    ),
    "built_in_package": Note(
        "where packages_directory or api_url says where the files are: those that processes, "
        "releases and snapshots use, or all; without it a finding counts them",
        ("built-in-packages", "package-file", "package-by-variable", "unused-packages"),
        is_change=False,
    ),
    "user_role": Note(
        "those that Octopus brings along are those of the target; permissions that it does not "
        "know are left out",
        ("adapted",),
        is_change=False,
    ),
    "scoped_user_roles": Note(
        "one whose limits cannot all be kept stays behind whole, and so do those that hold outside "
        "of spaces",
        ("link-left", "missing-reference", "refused-scope", "role-of-system"),
        is_change=False,
    ),
    "user": Note("people are never made: they are found by e-mail address, else by user name"),
    "account": Note(
        "trust of OpenID Connect names the instance and is to be set up anew", is_change=False
    ),
    "certificate": Note(
        "one that shares a name gets its thumbprint in it; archived ones arrive archived",
        ("renamed",),
    ),
    "step_template": Note(
        "versions count anew, and steps are pinned to the new numbers; those of the community "
        "are installed from the target's library, or copied where that lacks them",
        ("community-copy",),
    ),
    "step_template_version": Note(
        "those that steps are pinned to, where the target lacks the template; else its newest "
        "takes their place",
        ("template-version",),
    ),
    "deployment_target": Note(_DISABLED, ("disabled",)),
    "worker": Note(_DISABLED, ("disabled",)),
    "trigger": Note(_DISABLED, ("disabled",)),
    "subscription": Note(f"{_DISABLED}; where it left off is not carried", ("disabled",)),
    "tenant": Note(
        "links to projects that stay behind are left out",
        ("link-left", "member-left"),
    ),
    "tenant_variables": Note(
        f"values for projects that stay behind are left out; {_VALUES}",
        ("link-left", "unreadable-secret"),
    ),
    "project": Note(
        "automatic release creation arrives switched off until cut-over, unless the policy says "
        "otherwise; what names steps that lie in Git is set by hand",
        ("steps-in-git", "member-left", "disabled"),
    ),
    "version_control": Note(
        'connected to its repository where the policy says `git_projects = "connect"`, for the '
        "target may then write to it; variables and runbooks in Git, and connections to GitHub, "
        "are switched by hand",
        ("steps-in-git",),
    ),
    "channel": Note("those of ephemeral environments lose that", ("member-left",)),
    "runbook": Note("arrives unpublished where its snapshot stays behind"),
    "release": Note(
        'the newest of each channel where the policy says `releases = "latest"`, made anew where '
        "the project's process is still what it froze; its variables are those of now; where it "
        "takes packages of the built-in feed, or its process lies in Git, it stays behind",
        ("release-left",),
    ),
    "runbook_snapshot": Note(
        "the published one, made anew where the runbook's process is still what it froze; its "
        "variables are those of now; where it takes packages of the built-in feed, or its process "
        "lies in Git, it stays behind",
        ("snapshot-left",),
    ),
    "deployment_process": Note(_PROCESS, _PROCESS_CODES),
    "runbook_process": Note(_PROCESS, _PROCESS_CODES),
    "project_variables": Note(_VALUES, ("unreadable-secret",), is_change=False),
    "library_variables": Note(_VALUES, ("unreadable-secret",), is_change=False),
}
"""By kind; a kind without a note moves as it is."""


@dataclass(frozen=True)
class Other:
    """What is no kind of ours.

    Attributes:
        types: names of the API's resources that it stands for.
    """

    name: str
    why: str
    types: tuple[str, ...] = ()


OTHERS = (
    Other("API keys and passwords", "stored as hashes, which nobody can turn back"),
    Other("artifacts", "belong to deployments", ("Artifact",)),
    Other("audit log", "written by the server alone", ("Event",)),
    Other(
        "the library of community step templates",
        "each server synchronises its own; what is installed from it moves as step templates",
        ("CommunityActionTemplate",),
    ),
    Other("deployments and tasks", "history, which no API takes", ("Deployment", "Task")),
    Other("dynamic environments", "made by the target while it deploys; a finding names each"),
    Other("GitHub connections", "made by a person who signs in to GitHub"),
    Other("Platform Hub", "belongs to the instance as a whole"),
    Other(
        "releases but the newest, and runbook snapshots that are not published",
        "the API freezes what is there at the time, not what was",
    ),
    Other(
        "defaults of retention", "belong to the space of the target", ("RetentionPolicyDefault",)
    ),
    Other("settings of the server, licence, sign-in, mail", "Octopus Cloud has its own"),
)
"""What does not move at all."""

KIND_OF_TYPE = {
    "ActionTemplate": "step_template",
    "Package": "built_in_package",
    "ActionTemplateVersion": "step_template_version",
    "LibraryVariableSetVariables": "library_variables",
    "TenantConnections": "tenant",
    "TenantCommonVariables": "tenant_variables",
    "TenantProjectVariables": "tenant_variables",
    "TenantVariablesLegacy": "tenant_variables",
    "ProjectTrigger": "trigger",
    "ScopedUserRole": "scoped_user_roles",
    "GitConversion": "version_control",
}
"""Kinds that the API calls otherwise, or keeps in several places."""


def status_of(kind):
    """The word of the table for a kind."""
    note = NOTES.get(str(kind))
    if str(kind) == "user":
        return LOOKED_UP
    return CHANGED if note is not None and note.is_change else MOVES


def others():
    """What does not move: an entry goes once its types are kinds of ours."""
    ours = {str(kind) for kind in FACTS}
    return [
        other for other in OTHERS if not other.types or not {words(t) for t in other.types} <= ours
    ]


def words(type_name):
    """The kind that a resource of the API is: `UserRole` is `user_role`."""
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in type_name).lstrip("_")
    return KIND_OF_TYPE.get(type_name, snake)


def render():
    """The whole page in Markdown."""
    return "\n".join([*_kinds(), "", *_members(), "", *_compared()]) + "\n"


def _kinds():
    yield "# What moves\n"
    yield "Made by `tests/architecture/kinds_table.py` from the tables that the program works by.\n"
    yield "| kind | | what is to be known |"
    yield "|---|---|---|"
    for kind, facts in sorted(FACTS.items(), key=lambda pair: pair[1].plural):
        note = NOTES.get(str(kind))
        told = f" ({', '.join(f'`{code}`' for code in note.codes)})" if note and note.codes else ""
        yield f"| {facts.plural} | {status_of(kind)} | {note.text + told if note else ''} |"
    for other in others():
        yield f"| {other.name} | {CANNOT} | {other.why} |"


def _members():
    yield "## Members that are not carried as they are\n"
    yield (
        "Everything else that the API takes is carried. Members of every kind: "
        + "; ".join(f"`{name}`: {fate.reason}" for name, fate in sorted(COMMON.items()))
        + ".\n"
    )
    yield "| kind | member | | why |"
    yield "|---|---|---|---|"
    for kind, facts in sorted(FACTS.items(), key=lambda pair: pair[1].plural):
        by_reason = {}
        for name, fate in BY_KIND.get(kind, {}).items():
            by_reason.setdefault((fate.fate, fate.reason), []).append(name)
        for (fate, reason), names in sorted(
            by_reason.items(), key=lambda item: list(Fate).index(item[0][0])
        ):
            listed = ", ".join(f"`{name}`" for name in sorted(names))
            yield f"| {facts.plural} | {listed} | {fate} | {reason} |"


def _compared():
    yield "## Members that `verify` does not compare\n"
    for kind, facts in FACTS.items():
        for item in FIELDS[kind]:
            if item.not_compared:
                yield f"- {facts.plural}, `{item.name}`: {item.not_compared}."


if __name__ == "__main__":
    sys.stdout.write(render())
