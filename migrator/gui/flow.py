"""Which page follows which, what was answered and what came of it. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from migrator.model.inventory import Inventory, Selection
from migrator.model.plan import Plan
from migrator.model.report import Report
from migrator.model.settings import (
    Authentication,
    BuiltInFeed,
    Carriage,
    Encryption,
    NameRule,
    PolicySettings,
    SecretSource,
    SelectSettings,
)

if TYPE_CHECKING:  # they read databases and clouds, which the first page does not need
    from migrator.engine.look import SourceLook
    from migrator.engine.look_target import TargetLook


class PageName(StrEnum):
    """The pages; each is one question."""

    START = "start"
    SOURCE = "source"
    MASTER_KEY = "master-key"
    CHOOSE = "choose"
    PACKAGE = "package"
    CLOUD = "cloud"
    REVIEW = "review"
    UPLOAD = "upload"
    VERIFY = "verify"
    FINISH = "finish"


class Route(StrEnum):
    """Which part of the way this migration goes."""

    WHOLE = "whole"
    TO_PACKAGE = "to-package"
    FROM_PACKAGE = "from-package"


class SecretName(StrEnum):
    """Each secret that a page asks for, as section and member of the job file."""

    SOURCE_PASSWORD = "source.password"  # noqa: S105 - a name
    MASTER_KEY = "source.master_key"
    OLDER_KEY = "source.older_master_keys"
    SOURCE_API_KEY = "source.api_key"
    PASSPHRASE = "package.passphrase"  # noqa: S105 - a name
    IDENTITY = "package.identity"
    API_KEY = "target.api_key"
    ACCESS_TOKEN = "target.access_token"  # noqa: S105 - a name

    @property
    def section(self) -> str:
        """The job file's section."""
        return self.value.partition(".")[0]

    @property
    def member(self) -> str:
        """The member of that section."""
        return self.value.partition(".")[2]


@dataclass(frozen=True, slots=True)
class SourceAnswers:
    """What the Source page asks; paths as typed."""

    server: str = ""
    database: str = ""
    authentication: Authentication = Authentication.SQL
    user: str = ""
    encrypt: Encryption = Encryption.YES
    trust_server_certificate: bool = False
    server_certificate: str = ""
    host_name_in_certificate: str = ""
    driver: str = "auto"
    timeout_s: float = 30
    packages_directory: str = ""
    api_url: str = ""


@dataclass(frozen=True, slots=True)
class PackageAnswers:
    """What the Package page asks; "" as path is beside the job file."""

    path: str = ""
    recipients: tuple[str, ...] = ()
    built_in_feed: BuiltInFeed = BuiltInFeed.USED
    files: Carriage = Carriage.SEALED


@dataclass(frozen=True, slots=True)
class CloudAnswers:
    """What the Octopus Cloud page asks.

    Attributes:
        ca_bundle: path of certificates to trust; "" for the system's.
        name_map: other names of single items; asked for on the Review page.
    """

    url: str = ""
    uses_token: bool = False
    space_map: Mapping[str, str] = field(default_factory=dict)
    verify_tls: bool = True
    ca_bundle: str = ""
    connections: int = 8
    proxy: str = ""
    name_map: tuple[NameRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """All that was typed, without the secrets.

    Attributes:
        places: where secrets are that the job file names; those typed in are in none.
        older_keys: where older master keys are.
        state_directory: "" is the platform's place for this job.
        remembers: put typed secrets into the system's credential store when saving.
    """

    route: Route = Route.WHOLE
    source: SourceAnswers = field(default_factory=SourceAnswers)
    select: SelectSettings = field(default_factory=SelectSettings)
    package: PackageAnswers = field(default_factory=PackageAnswers)
    cloud: CloudAnswers = field(default_factory=CloudAnswers)
    policy: PolicySettings = field(default_factory=PolicySettings)
    places: Mapping[SecretName, SecretSource] = field(default_factory=dict)
    older_keys: tuple[SecretSource, ...] = ()
    state_directory: str = ""
    remembers: bool = False


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the stages gave so far; one that no longer fits its answers is dropped.

    Attributes:
        looked: what Test found on the source.
        inventory: the survey, with the master key tried.
        selection: what the survey's documents and the choice give.
        package: the report of export, or of check where the package came from elsewhere.
        cloud: what the target is and what the key may do.
        goes_on: an upload that was stopped goes on, with its package and its plan.
    """

    looked: SourceLook | None = None
    inventory: Inventory | None = None
    selection: Selection | None = None
    package: Report | None = None
    cloud: TargetLook | None = None
    plan: Plan | None = None
    uploaded: Report | None = None
    verified: Report | None = None
    goes_on: bool = False


_ROUTES: Mapping[Route, tuple[PageName, ...]] = {
    Route.WHOLE: tuple(PageName),
    Route.TO_PACKAGE: (
        PageName.START,
        PageName.SOURCE,
        PageName.MASTER_KEY,
        PageName.CHOOSE,
        PageName.PACKAGE,
        PageName.FINISH,
    ),
    Route.FROM_PACKAGE: (
        PageName.START,
        PageName.PACKAGE,
        PageName.CLOUD,
        PageName.REVIEW,
        PageName.UPLOAD,
        PageName.VERIFY,
        PageName.FINISH,
    ),
}


def pages_of(route: Route) -> tuple[PageName, ...]:
    """The pages of a route, in order."""
    return _ROUTES[route]


def next_page(
    page: PageName, answers: Answers, outcomes: Outcomes | None = None
) -> PageName | None:
    """The page after this one; None after the last, or where the route lacks this one."""
    pages = pages_of(answers.route)
    if page is PageName.START and outcomes is not None and outcomes.goes_on:
        return PageName.PACKAGE  # what comes before it is settled
    if page not in pages or page is pages[-1]:
        return None
    return pages[pages.index(page) + 1]


def page_before(page: PageName, answers: Answers) -> PageName | None:
    """The page before this one; None before the first."""
    pages = pages_of(answers.route)
    if page not in pages or page is pages[0]:
        return None
    return pages[pages.index(page) - 1]


def is_complete(page: PageName, answers: Answers, outcomes: Outcomes) -> bool:
    """Whether what the page asks is settled, so that one may go past it."""
    match page:
        case PageName.START | PageName.FINISH:
            return True
        case PageName.SOURCE:
            return outcomes.looked is not None or outcomes.goes_on
        case PageName.MASTER_KEY | PageName.CHOOSE:
            return outcomes.inventory is not None or outcomes.goes_on
        case PageName.PACKAGE:
            return outcomes.package is not None
        case PageName.CLOUD:
            return bool(answers.cloud.url) and outcomes.cloud is not None
        case PageName.REVIEW:
            return outcomes.plan is not None and not outcomes.plan.is_blocked
        case PageName.UPLOAD:
            return outcomes.uploaded is not None
        case PageName.VERIFY:
            return outcomes.verified is not None


def reachable(answers: Answers, outcomes: Outcomes) -> tuple[PageName, ...]:
    """The pages that one may go to: all complete ones from the first, and the one after."""
    open_pages: list[PageName] = []
    for page in pages_of(answers.route):
        open_pages.append(page)
        if not is_complete(page, answers, outcomes):
            break
    return tuple(open_pages)


_SOURCE_SECRETS = (SecretName.SOURCE_PASSWORD,)
_KEY_SECRETS = (SecretName.MASTER_KEY,)
_PACKAGE_SECRETS = (SecretName.PASSPHRASE, SecretName.IDENTITY)
_CLOUD_SECRETS = (SecretName.API_KEY, SecretName.ACCESS_TOKEN)


def after_change(old: Answers, new: Answers, outcomes: Outcomes) -> Outcomes:
    """The outcomes that still hold when answers change."""
    if new.source != old.source or _differ(old, new, _SOURCE_SECRETS):
        return after_secret(SecretName.SOURCE_PASSWORD, outcomes)
    if new.older_keys != old.older_keys or _differ(old, new, _KEY_SECRETS):
        return after_secret(SecretName.MASTER_KEY, outcomes)
    if new.select != old.select:
        outcomes = replace(outcomes, selection=None, goes_on=False)
        return after_secret(SecretName.PASSPHRASE, outcomes)
    if (
        new.route is not old.route
        or new.package != old.package
        or _differ(old, new, _PACKAGE_SECRETS)
    ):
        return after_secret(SecretName.PASSPHRASE, outcomes)
    names = old.cloud.name_map
    if replace(new.cloud, name_map=names) != old.cloud or _differ(old, new, _CLOUD_SECRETS):
        return after_secret(SecretName.API_KEY, outcomes)
    if (
        new.policy != old.policy
        or new.state_directory != old.state_directory
        or new.cloud.name_map != names
    ):
        return replace(outcomes, plan=None, uploaded=None, verified=None)
    return outcomes


def after_secret(name: SecretName, outcomes: Outcomes) -> Outcomes:
    """The outcomes that still hold when a secret is typed anew."""
    outcomes = replace(outcomes, plan=None, uploaded=None, verified=None)
    match name:
        case SecretName.API_KEY | SecretName.ACCESS_TOKEN:
            return replace(outcomes, cloud=None)
        case SecretName.PASSPHRASE | SecretName.IDENTITY:
            # What the cloud told is about the package's spaces too.
            return replace(outcomes, package=None, cloud=None)
        case SecretName.MASTER_KEY | SecretName.OLDER_KEY | SecretName.SOURCE_API_KEY:
            return Outcomes(looked=outcomes.looked)
        case SecretName.SOURCE_PASSWORD:
            return Outcomes()


def _differ(old: Answers, new: Answers, names: tuple[SecretName, ...]) -> bool:
    return any(old.places.get(name) != new.places.get(name) for name in names)
