"""Earlier versions of step templates: to which steps may be pinned.

The API takes no history, but it counts a version each time a template is saved. A template
that the target lacks is therefore saved once for each version that steps are pinned to, oldest
first, then as it is now. One that the target has keeps the history that it has.
Source: OctopusDeployLabs/SpaceCloner, StepTemplateCloner.ps1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Protocol

from migrator.model.documents import Kind, Ref
from migrator.model.plan import Leave
from migrator.rules.kinds import owner_of


class _Finds(Protocol):
    def find(self, ref: Ref) -> object | None:
        """The document that has this name on the target."""
        ...


LEFT = "template-version"


def version_number(ref: Ref) -> int:
    """The source's number of the version; what is no number counts as the first."""
    return int(ref.name) if ref.name.isdecimal() else 0


def replaced_by_newest(refs: Iterable[Ref], present: _Finds) -> dict[Ref, Ref]:
    """Versions that the target's template has not had, and the newest in their place."""
    return {
        ref: Ref(Kind.TEMPLATE_VERSION, ref.path[:-1])
        for ref in refs
        if ref.kind is Kind.STEP_TEMPLATE_VERSION
        and present.find(ref) is None
        and present.find(_template(ref)) is not None
    }


def left_versions(replaced: Mapping[Ref, Ref]) -> tuple[Leave, ...]:
    """Say of each such version why it stays behind."""
    return tuple(
        Leave(
            ref,
            LEFT,
            f"The target has the step template with a history of its own, without what was "
            f"version {ref.name}; steps get its newest version.",
        )
        for ref in replaced
    )


def versions_before(made: Iterable[Ref]) -> dict[Ref, Ref]:
    """For each version, and for the template as it is now, the version that is saved before it.

    Servers count on from there, whatever number they give to the first.

    Args:
        made: everything that the plan creates.
    """
    chains: dict[Ref, list[Ref]] = {}
    for ref in sorted(made, key=version_number):
        if ref.kind is Kind.STEP_TEMPLATE_VERSION:
            chains.setdefault(_template(ref), []).append(ref)
    return {
        later: earlier
        for template, versions in chains.items()
        for earlier, later in pairwise((*versions, template))
    }


def _template(ref: Ref) -> Ref:
    return owner_of(ref) or ref
