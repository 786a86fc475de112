"""Where a secret lies, in words that hold on both sides: names instead of ids."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from migrator.sandbox.cloud import OctopusCloud
from tests.e2e.canaries import CanaryInstance

Place = tuple[str, ...]

_KINDS = {"DeploymentEnvironment": "Environment", "Machine": "DeploymentTarget"}
_LEFT = {
    # Other tests show where its values go: the target keys them by what makes them common.
    "TenantVariable",
    # The latest version is the template itself.
    "ActionTemplateVersion",
}
_WRAPPERS = {"newvalue", "sensitivevalue"}


class _Names:
    """The names of one side's documents by their ids."""

    def __init__(self, documents: Iterable[Mapping[str, object]]) -> None:
        self._by_id = {str(d["Id"]): d for d in documents}

    def name(self, identifier: object) -> str:
        found = self._by_id.get(str(identifier), {})
        return str(found.get("Thumbprint") or found.get("Name") or "")

    def document(self, kind: str, body: Mapping[str, object]) -> Place:
        """Kind, space, and the name of the document or of what owns it."""
        owners = (body.get(key) for key in ("OwnerId", "RunbookId", "ProjectId"))
        names = [self.name(body["Id"]), *(self.name(owner) for owner in owners if owner)]
        name = next((name for name in names if name), "")
        return (kind, self.name(body.get("SpaceId")), name)

    def item(self, value: object, index: int) -> str:
        """An item of a list: by its name, and a variable also by its scope."""
        if not isinstance(value, dict):
            return str(index)
        name = str(value.get("Name") or value.get("name") or index)
        scope = value.get("Scope")
        scoped = scope.values() if isinstance(scope, dict) else ()
        return f"{name} {sorted(self.name(one) for ids in scoped for one in ids)}"

    def texts(self, value: object, path: Place) -> Iterator[tuple[str, Place]]:
        """Every text in a value, with the path to it."""
        match value:
            case dict():
                for key, item in value.items():
                    word = str(key).lower()
                    yield from self.texts(item, path if word in _WRAPPERS else (*path, word))
            case list():
                for index, item in enumerate(value):
                    yield from self.texts(item, (*path, self.item(item, index)))
            case str():
                yield value, path
            case _:
                return


def places_at_source(source: CanaryInstance) -> dict[str, Place]:
    """Where each secret lies that the target is to have, by its plain text."""
    documents = source.instance.documents
    names = _Names(document.body for document in documents)
    bodies = {(document.table, document.id): document.body for document in documents}
    old = {s.stored: new for s, new in zip(source.instance.secrets, source.secrets, strict=True)}
    found: dict[str, Place] = {}
    for (table, _), body in bodies.items():
        place = names.document(_KINDS.get(table, table), body)
        for text, path in names.texts(body, ()):
            secret = old.get(text)
            is_carried = secret and secret.is_live and secret.plain and table not in _LEFT
            is_of_git = path[:1] == ("persistencesettings",)  # it names a git credential instead
            has_come_to_light = secret and (secret.readable or secret.stored == secret.plain)
            if secret and is_carried and has_come_to_light and not is_of_git:
                found[secret.plain] = (*place, *path)
    return found


def places_at_target(cloud: OctopusCloud, wanted: Collection[str]) -> dict[str, Place]:
    """Where the target has each of the wanted texts."""
    kinds = ALL_KINDS
    documents = {kind: cloud.store.documents(kind) for kind in kinds}
    names = _Names(document for kind in kinds for document in documents[kind])
    return {
        text: (*names.document(kind, body), *path)
        for kind in kinds
        for body in documents[kind]
        for text, path in names.texts(body, ())
        if text in wanted
    }


ALL_KINDS = (
    "Space",
    "Environment",
    "Lifecycle",
    "ProjectGroup",
    "TagSet",
    "Feed",
    "Account",
    "Certificate",
    "GitCredential",
    "WorkerPool",
    "MachinePolicy",
    "Proxy",
    "LibraryVariableSet",
    "ActionTemplate",
    "Project",
    "Runbook",
    "Channel",
    "Tenant",
    "Team",
    "DeploymentTarget",
    "DeploymentSettings",
    "ProjectTrigger",
    "Subscription",
    "Worker",
    "VariableSet",
    "DeploymentProcess",
    "RunbookProcess",
    "RunbookSnapshot",
)
