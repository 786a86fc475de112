"""The link of a version-controlled project to its repository.

Source: octopus.com/docs/projects/version-control/converting; OctopusDeploy/OctopusClients,
Model/Git; OctopusDeploy/Issues #7330 (a repository that holds the project already is adopted).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.model.documents import Body, Kind, LogicalDocument, Ref
from migrator.model.plan import Leave
from migrator.model.report import Finding, Severity
from migrator.model.settings import GitProjects, PolicySettings
from migrator.rules.present import Present

_CREDENTIALS: Mapping[str, tuple[str, ...]] = {
    "Anonymous": (),
    "UsernamePassword": ("Username", "Password"),
    "Reference": ("Id",),
    "GitHub": (),
}
_BY_HAND = "convert it on the target by hand"


def link_ref(project: Ref) -> Ref:
    """The document that links a project to its repository."""
    return Ref(Kind.VERSION_CONTROL, project.path)


def tidy_link(body: Body) -> None:
    """Leave what counts of the credentials, by their type."""
    given = body.get("Credentials")
    credentials = given if isinstance(given, dict) else {}
    kind = str(credentials.get("Type") or "Anonymous")
    names = _CREDENTIALS.get(kind, ())
    body["Credentials"] = {"Type": kind, **{name: credentials.get(name) for name in names}}


def folder_of(body: Body) -> tuple[str, str]:
    """Repository and folder, as two projects must not share them."""
    url = str(body.get("Url") or "").strip().casefold().rstrip("/").removesuffix(".git")
    return url, str(body.get("BasePath") or "").strip().strip("/").casefold()


def settle_links(
    documents: Mapping[Ref, LogicalDocument], present: Present, policy: PolicySettings
) -> Iterator[tuple[Leave | None, Finding]]:
    """Say of each link whether it stays behind, and what is to be known of it.

    Nothing is connected without consent: whoever connects a project lets the target write to the
    repository, which the source goes on writing to until it is switched off.
    """
    links = {ref: doc for ref, doc in documents.items() if ref.kind is Kind.VERSION_CONTROL}
    folders: dict[tuple[str, str], list[Ref]] = {}
    for ref, document in links.items():
        folders.setdefault(folder_of(document.body), []).append(ref)
    for found in present.documents.values():
        if found.ref.kind is Kind.VERSION_CONTROL:
            holders = folders.setdefault(folder_of(found.body), [])
            if all(holder.path != found.ref.path for holder in holders):
                holders.append(found.ref)
    for ref, document in sorted(links.items()):
        body = document.body
        shared = [other for other in folders[folder_of(body)] if other != ref]
        why = _why_left(ref, body, shared, present, policy)
        where = f"{body.get('Url')}, folder {body.get('BasePath')}"
        if present.find(ref) is not None and policy.git_projects is GitProjects.REPORT:
            message = f"Its steps lie in {where}; it is connected on the target."
            yield Leave(ref, "steps-in-git", message), _told(Severity.INFO, ref, message, "")
        elif why:
            message = f"Its steps lie in {where}; {why}."
            yield Leave(ref, "steps-in-git", message), _told(Severity.WARNING, ref, message, _HINT)
        else:
            message = (
                f"It is connected to {where}, which the target may then write to, as the source "
                "does: whoever saves on both servers undoes what the other did."
            )
            hint = (
                "Disable the project on the source at cut-over. Variables in Git: switch by hand."
            )
            yield None, _told(Severity.WARNING, ref, message, hint)


_HINT = 'Set git_projects = "connect" under [policy] to have what can be connected, or do it there.'


def _told(severity: Severity, ref: Ref, message: str, hint: str) -> Finding:
    return Finding(severity, "steps-in-git", str(ref), message, hint)


def _why_left(
    ref: Ref, body: Body, shared: list[Ref], present: Present, policy: PolicySettings
) -> str:
    if policy.git_projects is GitProjects.REPORT:
        return _BY_HAND
    credentials = body.get("Credentials")
    if isinstance(credentials, dict) and credentials.get("Type") == "GitHub":
        return f"its connection to GitHub is made by a person: {_BY_HAND}"
    if shared:
        return f"{shared[0].label!r} has the same folder, where one would overwrite the other"
    project = Ref(Kind.PROJECT, ref.path)
    left = present.earlier.of(project)
    is_ours = left is not None and left.is_made
    if present.find(ref) is None and present.find(project) is not None and not is_ours:
        return f"the target's project keeps its own steps, which that would write there: {_BY_HAND}"
    return ""
