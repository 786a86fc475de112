"""Facts about each kind: order of writing, owner, plural and what the server makes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Kind, Ref
from migrator.model.plan import Choices
from migrator.model.settings import Existing, PolicySettings


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What holds for every document of a kind.

    Attributes:
        rank: documents of a lower rank are written first; those of one rank have no order.
            Source: OctopusDeployLabs/SpaceCloner, CloneSpace.ps1, and the reference graph.
        plural: the word used in `exclude` patterns and reports.
        owner: kind of the document that it belongs to, beside the space.
        comes_with_owner: the server makes it together with its owner, so it is only written to.
    """

    rank: int
    plural: str
    owner: Kind | None = None
    comes_with_owner: bool = False


FACTS: Mapping[Kind, KindFacts] = {
    Kind.SPACE: KindFacts(0, "spaces"),
    Kind.USER: KindFacts(0, "users"),
    Kind.USER_ROLE: KindFacts(0, "user roles"),
    Kind.ENVIRONMENT: KindFacts(1, "environments"),
    Kind.PROJECT_GROUP: KindFacts(1, "project groups"),
    Kind.TAG_SET: KindFacts(1, "tag sets"),
    Kind.PROXY: KindFacts(1, "proxies"),
    Kind.GIT_CREDENTIAL: KindFacts(1, "git credentials"),
    Kind.FEED: KindFacts(1, "feeds"),
    Kind.WORKER_POOL: KindFacts(1, "worker pools"),
    # Before any project is there that makes a release of each new package.
    Kind.BUILT_IN_PACKAGE: KindFacts(6, "packages"),
    Kind.BUILD_INFORMATION: KindFacts(6, "build information"),
    Kind.LIFECYCLE: KindFacts(2, "lifecycles"),
    Kind.TEAM: KindFacts(2, "teams"),
    Kind.TENANT: KindFacts(2, "tenants"),
    Kind.ACCOUNT: KindFacts(3, "accounts"),
    Kind.CERTIFICATE: KindFacts(3, "certificates"),
    Kind.MACHINE_POLICY: KindFacts(4, "machine policies"),
    Kind.LIBRARY_VARIABLE_SET: KindFacts(4, "library variable sets"),
    Kind.SCRIPT_MODULE: KindFacts(4, "script modules"),
    Kind.DEPLOYMENT_TARGET: KindFacts(5, "deployment targets"),
    Kind.WORKER: KindFacts(5, "workers"),
    Kind.PROJECT: KindFacts(7, "projects"),
    Kind.CHANNEL: KindFacts(8, "channels", Kind.PROJECT),
    Kind.RUNBOOK: KindFacts(8, "runbooks", Kind.PROJECT),
    # Templates of steps that deploy a release point at projects.
    Kind.STEP_TEMPLATE: KindFacts(9, "step templates"),
    # Written one after the other, before the template as it is now.
    Kind.STEP_TEMPLATE_VERSION: KindFacts(9, "step template versions"),
    Kind.DEPLOYMENT_PROCESS: KindFacts(
        10, "deployment processes", Kind.PROJECT, comes_with_owner=True
    ),
    Kind.RUNBOOK_PROCESS: KindFacts(10, "runbook processes", Kind.RUNBOOK, comes_with_owner=True),
    Kind.PROJECT_VARIABLES: KindFacts(11, "project variables", Kind.PROJECT, comes_with_owner=True),
    # Their scopes may name what those of a project name.
    Kind.LIBRARY_VARIABLES: KindFacts(
        11, "library variables", Kind.LIBRARY_VARIABLE_SET, comes_with_owner=True
    ),
    Kind.DEPLOYMENT_SETTINGS: KindFacts(
        12, "deployment settings", Kind.PROJECT, comes_with_owner=True
    ),
    Kind.PROJECT_LOGO: KindFacts(13, "project logos", Kind.PROJECT, comes_with_owner=True),
    Kind.TENANT_LOGO: KindFacts(13, "tenant logos", Kind.TENANT, comes_with_owner=True),
    # After the links at LINK_RANK: a value needs the tenant's link to the project.
    Kind.TENANT_VARIABLES: KindFacts(14, "tenant variables", Kind.TENANT, comes_with_owner=True),
    Kind.TRIGGER: KindFacts(15, "triggers", Kind.PROJECT),
    # Once all that a project keeps in the database is there.
    Kind.VERSION_CONTROL: KindFacts(18, "version control settings", Kind.PROJECT),
    # What is published freezes the process and the variables as they are then.
    Kind.RUNBOOK_SNAPSHOT: KindFacts(16, "runbook snapshots", Kind.RUNBOOK),
    Kind.RELEASE: KindFacts(16, "releases", Kind.CHANNEL),
    Kind.SUBSCRIPTION: KindFacts(16, "subscriptions"),
    Kind.DEPLOYMENT_FREEZE: KindFacts(17, "deployment freezes"),
    # One document for each space: see `rules.granting`.
    Kind.SCOPED_USER_ROLES: KindFacts(17, "scoped user roles", comes_with_owner=True),
}
LINK_RANK = 12
"""References that had to wait are set here, once processes and their actions exist."""

DOCUMENT_KINDS: tuple[Kind, ...] = tuple(sorted(FACTS, key=lambda kind: FACTS[kind].rank))

OF_PROJECT, OF_LIBRARY = "project", "library"
"""Whose variable template it is; stands second in the path of its ref."""

BUILT_IN_FEED = "Octopus Server (built-in)"
RELEASES_FEED = "Octopus Server Releases (built-in)"
DEFAULT_CHANNEL = "Default"
DEFAULT_POOL = "Default Worker Pool"
EVERYONE = "Everyone"
ADMINISTRATORS = "Octopus Administrators"
MANAGERS = "Octopus Managers"
SPACE_MANAGERS = "Space Managers"

MADE_WITH_SPACE: frozenset[tuple[Kind, str]] = frozenset(
    {
        (Kind.LIFECYCLE, "default lifecycle"),
        (Kind.PROJECT_GROUP, "default project group"),
        (Kind.MACHINE_POLICY, "default machine policy"),
        (Kind.WORKER_POOL, DEFAULT_POOL.casefold()),
        (Kind.FEED, BUILT_IN_FEED.casefold()),
        (Kind.FEED, RELEASES_FEED.casefold()),
        (Kind.TEAM, SPACE_MANAGERS.casefold()),
    }
)
"""Made by the server with each space. Source: OctopusDeploy/terraform-provider-octopusdeploy."""

NEEDED_WITH_SPACE: frozenset[tuple[Kind, str]] = frozenset(
    made
    for made in MADE_WITH_SPACE
    if made[0] is not Kind.TEAM and made[1] != RELEASES_FEED.casefold()
)
"""Those that documents are likely to need and that every key for the space can see."""

MAPPED_ONLY: frozenset[tuple[Kind, str]] = frozenset(
    {
        (Kind.FEED, RELEASES_FEED.casefold()),
        (Kind.TEAM, EVERYONE.casefold()),
        (Kind.TEAM, ADMINISTRATORS.casefold()),
        (Kind.TEAM, MANAGERS.casefold()),
        (Kind.TEAM, SPACE_MANAGERS.casefold()),
    }
)
"""Octopus' own: found on the target by name, never created or changed."""


def package_ref(space: str, package_id: str, version: str) -> Ref:
    """What names a package of the built-in feed: its id and its version within the space."""
    return Ref(Kind.BUILT_IN_PACKAGE, (space, package_id, version))


def build_ref(package: Ref) -> Ref:
    """What names the build information of a package."""
    return Ref(Kind.BUILD_INFORMATION, package.path)


def owner_of(ref: Ref) -> Ref | None:
    """The document that this one belongs to; None for spaces and what is in no space."""
    match ref.kind:
        case Kind.SPACE:
            return None
        case (
            Kind.LIBRARY_VARIABLES
            | Kind.RUNBOOK_PROCESS
            | Kind.RUNBOOK_SNAPSHOT
            | Kind.RELEASE
            | Kind.TENANT_VARIABLES
            | Kind.TENANT_LOGO
        ):
            owner = FACTS[ref.kind].owner
            return Ref(owner, ref.path) if owner else None
        case (
            Kind.DEPLOYMENT_PROCESS
            | Kind.PROJECT_VARIABLES
            | Kind.DEPLOYMENT_SETTINGS
            | Kind.VERSION_CONTROL
            | Kind.PROJECT_LOGO
        ):
            return Ref(Kind.PROJECT, ref.path)
        case Kind.CHANNEL | Kind.RUNBOOK | Kind.TRIGGER:
            return Ref(Kind.PROJECT, ref.path[:-1])
        case Kind.STEP_TEMPLATE_VERSION:
            return Ref(Kind.STEP_TEMPLATE, ref.path[:-1])
        case _:
            return Ref(Kind.SPACE, ref.path[:1]) if ref.space else None


def owners_of(ref: Ref) -> tuple[Ref, ...]:
    """Every document that may be its owner; at most one of them exists.

    Sets of variables and script modules share one name space, and both have library variables.
    Source: the schema of 2018.12, unique name of LibraryVariableSet.
    """
    owner = owner_of(ref)
    if owner is None:
        return ()
    if ref.kind is Kind.LIBRARY_VARIABLES:
        return (owner, Ref(Kind.SCRIPT_MODULE, owner.path))
    return (owner,)


def document_of(ref: Ref) -> Ref:
    """The document in which the thing that the ref names lies; most refs name a document."""
    match ref.kind:
        case Kind.TAG:
            return Ref(Kind.TAG_SET, ref.path[:2])
        case Kind.TEMPLATE_VERSION:
            return Ref(Kind.STEP_TEMPLATE, ref.path)
        case Kind.VARIABLE_TEMPLATE:
            space, holder, owner, _name = ref.path
            kind = Kind.PROJECT if holder == OF_PROJECT else Kind.LIBRARY_VARIABLE_SET
            return Ref(kind, (space, owner))
        case Kind.ACTION if len(ref.path) == 3:  # noqa: PLR2004 - space, project, action
            return Ref(Kind.DEPLOYMENT_PROCESS, ref.path[:2])
        case Kind.ACTION:
            return Ref(Kind.RUNBOOK_PROCESS, ref.path[:3])
        case _:
            return ref


def match_key(ref: Ref) -> Ref:
    """The ref as servers compare names: without case and outer blanks.

    Source: OctopusDeploy/Issues #3128.
    """
    if ref.kind is Kind.CERTIFICATE:
        space, name, thumbprint = ref.path
        # A certificate that shares a name is written under the name and its thumbprint.
        ref = Ref(ref.kind, (space, name.removesuffix(f" ({thumbprint[:8]})"), thumbprint))
    return Ref(ref.kind, tuple(name.strip().casefold() for name in ref.path))


def is_made_with_space(ref: Ref) -> bool:
    """Whether the server makes it together with its space."""
    return (ref.kind, ref.name.strip().casefold()) in MADE_WITH_SPACE


def is_mapped_only(ref: Ref) -> bool:
    """Whether it is only ever found, never written: Octopus' own, and people.

    Source: octopus.com/docs/octopus-cloud (people sign in through Octopus ID or single sign-on).
    """
    return ref.kind is Kind.USER or (ref.kind, ref.name.strip().casefold()) in MAPPED_ONLY


def is_default_channel(ref: Ref) -> bool:
    """Whether the server made it together with its project."""
    return ref.kind is Kind.CHANNEL and ref.name.strip().casefold() == DEFAULT_CHANNEL.casefold()


def existing_for(kind: Kind, policy: PolicySettings) -> Existing:
    """What becomes of documents that the target has: by the rule of the kind or its owner's."""
    at: Kind | None = kind
    while at is not None:
        if at in policy.existing_of:
            return policy.existing_of[at]
        at = FACTS[at].owner
    return policy.existing


def existing_of(ref: Ref, choices: Choices) -> Existing:
    """What becomes of one document that the target has."""
    if ref in choices.trimmed:
        return Existing.OVERWRITE  # nothing is in it that is not ours
    return existing_for(ref.kind, choices.policy)


def kind_named(word: str) -> Kind | None:
    """The kind that an `exclude` pattern names: plural or singular, in any spelling."""
    wanted = _letters(word)
    for kind, facts in FACTS.items():
        if wanted in {_letters(facts.plural), _letters(str(kind))}:
            return kind
    return None


def _letters(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalpha())
