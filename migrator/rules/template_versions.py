"""Earlier versions of step templates: to which steps may be pinned.

The API takes no history, but it counts a version each time a template is saved. A template
that the target lacks is therefore saved once for each version that steps are pinned to, oldest
first, then as it is now. One that the target has keeps the history that it has.
Source: OctopusDeployLabs/SpaceCloner, StepTemplateCloner.ps1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def ordinal(ref: Ref, made: Iterable[Ref]) -> int:
    """The target's number of a step template's version, or of the template as it is now.

    Args:
        ref: the version or the template.
        made: everything that the plan creates.
    """
    template = Ref(Kind.STEP_TEMPLATE, ref.path[:2])
    numbers = [
        version_number(other)
        for other in made
        if other.kind is Kind.STEP_TEMPLATE_VERSION and _template(other) == template
    ]
    is_version = ref.kind is Kind.STEP_TEMPLATE_VERSION
    return (
        1 + sum(number < version_number(ref) for number in numbers)
        if is_version
        else (1 + len(numbers))
    )


def _template(ref: Ref) -> Ref:
    return owner_of(ref) or ref
