"""Documents, and the names for them that stay true in every installation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType, TypeAlias
from urllib.parse import quote, unquote

SourceId = NewType("SourceId", str)
TargetId = NewType("TargetId", str)


class Kind(StrEnum):
    """What sort of document this is, in Octopus' own words."""

    SPACE = "space"
    ENVIRONMENT = "environment"
    PROJECT_GROUP = "project_group"
    TAG_SET = "tag_set"
    PROXY = "proxy"
    GIT_CREDENTIAL = "git_credential"
    FEED = "feed"
    PROJECT_LOGO = "project_logo"
    TENANT_LOGO = "tenant_logo"
    BUILT_IN_PACKAGE = "built_in_package"
    BUILD_INFORMATION = "build_information"
    WORKER_POOL = "worker_pool"
    LIFECYCLE = "lifecycle"
    TEAM = "team"
    TENANT = "tenant"
    ACCOUNT = "account"
    CERTIFICATE = "certificate"
    MACHINE_POLICY = "machine_policy"
    STEP_TEMPLATE = "step_template"
    STEP_TEMPLATE_VERSION = "step_template_version"
    LIBRARY_VARIABLE_SET = "library_variable_set"
    SCRIPT_MODULE = "script_module"
    DEPLOYMENT_TARGET = "deployment_target"
    LIBRARY_VARIABLES = "library_variables"
    PROJECT = "project"
    VERSION_CONTROL = "version_control"
    CHANNEL = "channel"
    RUNBOOK = "runbook"
    RUNBOOK_SNAPSHOT = "runbook_snapshot"
    RELEASE = "release"
    DEPLOYMENT_PROCESS = "deployment_process"
    RUNBOOK_PROCESS = "runbook_process"
    PROJECT_VARIABLES = "project_variables"
    DEPLOYMENT_SETTINGS = "deployment_settings"
    WORKER = "worker"
    TRIGGER = "trigger"
    SUBSCRIPTION = "subscription"
    USER = "user"
    USER_ROLE = "user_role"
    DEPLOYMENT_FREEZE = "deployment_freeze"
    SCOPED_USER_ROLES = "scoped_user_roles"
    TENANT_VARIABLES = "tenant_variables"
    # Parts of documents that others point at; they are never documents themselves.
    TAG = "tag"
    ACTION = "action"
    TEMPLATE_VERSION = "template_version"
    VARIABLE_TEMPLATE = "variable_template"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Names a document by what survives the move: its kind, its owners' names and its own.

    Attributes:
        path: names from the outermost owner inwards, the space first, as in
            ("Default", "Web Store", "Beta"); the space is "" for what belongs to no space.
    """

    kind: Kind
    path: tuple[str, ...]

    def __str__(self) -> str:
        # A name may hold a slash, so it is quoted: two refs never read the same.
        return f"{self.kind}:" + "/".join(
            quote(name, safe=" ", errors="surrogatepass") for name in self.path
        )

    @property
    def space(self) -> str:
        """Name of the space, or "" for what belongs to no space."""
        return self.path[0]

    @property
    def name(self) -> str:
        """The document's own name."""
        return self.path[-1]

    @property
    def label(self) -> str:
        """For people: the path as it reads, without the kind."""
        return "/".join(part for part in self.path if part)


def parse_ref(text: str) -> Ref:
    """Turn what `str(ref)` gave back into a ref.

    Raises:
        ValueError: the text is not one that we wrote.
    """
    kind, colon, path = text.partition(":")
    if not colon:
        message = f"not a ref: {text[:80]!r}"
        raise ValueError(message)
    names = tuple(unquote(part, errors="surrogatepass") for part in path.split("/"))
    return Ref(Kind(kind), names)


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands in a body where a secret goes; the secret itself lies sealed beside it.

    Attributes:
        readable: False where the master key did not open the value; it stays behind.
    """

    readable: bool = True


@dataclass(frozen=True, slots=True)
class Joined:
    """Text that is a list with a separator and holds refs, such as a comma list of teams."""

    separator: str
    items: tuple[str | Ref, ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Text that is JSON and holds refs."""

    node: Node


Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Special: TypeAlias = "Ref | Slot | Joined | Embedded"
Node: TypeAlias = "bool | int | float | str | list[Node] | dict[str, Node] | Special | None"
Body: TypeAlias = "dict[str, Node]"


@dataclass(frozen=True, slots=True)
class LogicalDocument:
    """A document with every id replaced by a Ref and every secret by a Slot.

    Attributes:
        body: the carried members, named as the REST API names them.
        unknown: members that no table of ours names; kept, not sent, reported.
        digests: for each readable secret, by JSON pointer into the body, a keyed digest of
            its plain text (hexadecimal), which tells whether it changed between two exports.
    """

    ref: Ref
    body: Body
    unknown: Mapping[str, Json] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Omitted:
    """Something that stays behind, and why.

    Attributes:
        code: `missing-reference`, `unreadable-secret`, `orphan`, `no-master-key`, ...
        where: a ref, or table and id of a row that became no document.
        pointer: JSON pointer to the place, or "".
    """

    code: str
    where: str
    pointer: str
    message: str


def walk(node: Node, pointer: str = "") -> Iterator[tuple[str, Node]]:
    """Yield each leaf (refs and slots too, also inside text) with its JSON pointer, in order."""
    match node:
        case dict():
            for key, item in node.items():
                yield from walk(item, f"{pointer}/{escape_pointer(key)}")
        case list():
            for index, item in enumerate(node):
                yield from walk(item, f"{pointer}/{index}")
        case Embedded(node=inner):
            yield from walk(inner, pointer)
        case Joined(items=items):
            for item in items:
                yield pointer, item
        case _:
            yield pointer, node


def escape_pointer(key: str) -> str:
    """One reference token of a JSON pointer. Source: RFC 6901 section 3."""
    return key.replace("~", "~0").replace("/", "~1")


def refs_in(node: Node) -> frozenset[Ref]:
    """Every ref that the body holds."""
    return frozenset(leaf for _, leaf in walk(node) if isinstance(leaf, Ref))


def slots_in(node: Node) -> Mapping[str, Slot]:
    """Every secret's place, by JSON pointer."""
    return {pointer: leaf for pointer, leaf in walk(node) if isinstance(leaf, Slot)}
