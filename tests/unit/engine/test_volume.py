"""How much of the built-in feed goes up, and whether there is room for it."""

from types import SimpleNamespace

import pytest

from migrator.engine.volume import volume_findings
from migrator.model.documents import LogicalDocument, TargetId
from migrator.model.plan import Create, StepId, Update
from migrator.model.report import Severity
from migrator.rules.built_in_feed import STORE_BYTES
from migrator.rules.kinds import build_ref, package_ref

GIB = 1 << 30


def create(ref):
    return Create(StepId(f"create {ref}"), ref, "new")


def update(ref):
    return Update(StepId(f"update {ref}"), ref, "changed", TargetId("packages-1"), "", ("/Hash",))


def found(sizes, make=create, space="Default"):
    """What is said of packages of so many bytes."""
    bodies = {
        package_ref(space, "Acme.Web", f"1.{number}.0"): {"PackageSizeBytes": size_bytes}
        for number, size_bytes in enumerate(sizes)
    }
    builds = [create(build_ref(ref)) for ref in bodies]
    package = SimpleNamespace(read=lambda ref: LogicalDocument(ref, bodies[ref]))
    made = SimpleNamespace(steps=(*map(make, bodies), *builds))
    return volume_findings(package, made)


def test_nothing_is_said_where_nothing_goes_up():
    assert found([]) == []


@pytest.mark.parametrize("make", [create, update])
def test_count_size_and_least_time_are_told_of_each_space(make):
    (told,) = found([GIB, 2 * GIB, None], make)
    assert (told.severity, told.code, told.ref) == (
        Severity.INFO,
        "package-volume",
        "space:Default",
    )
    assert "2 packages will go up, 3.0 GiB in all" in told.message
    # 3 GiB are 25,770 megabits: 2,577 s at 10 and 258 s at 100 in a second.
    assert "43 min at 10 Mbit/s and 4 min at 100 Mbit/s" in told.message


@pytest.mark.parametrize(
    ("total", "severity"),
    [
        (STORE_BYTES * 7 // 10, None),
        (STORE_BYTES * 7 // 10 + GIB, Severity.WARNING),
        (STORE_BYTES, Severity.WARNING),
        (STORE_BYTES + 1, Severity.BLOCKS),
    ],
)
def test_what_the_target_has_hardly_room_for_is_told_and_what_it_has_none_for_blocks(
    total, severity
):
    half = total // 2
    told = [f for f in found([half, total - half]) if f.code == "file-storage"]
    assert [f.severity for f in told] == ([severity] if severity else [])
