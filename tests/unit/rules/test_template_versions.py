"""In which order the versions of a step template are saved, and which stay behind."""

from migrator.model.documents import Kind
from migrator.rules.template_versions import left_versions, replaced_by_newest, versions_before
from tests.unit.rules.making import ref

TEMPLATE, OTHER = ref(Kind.STEP_TEMPLATE, "Chat"), ref(Kind.STEP_TEMPLATE, "Mail")


def version(number: int, template: str = "Chat"):
    return ref(Kind.STEP_TEMPLATE_VERSION, template, str(number))


class Target:
    """Has some documents."""

    def __init__(self, *refs):
        self._refs = refs

    def find(self, wanted):
        return wanted if wanted in self._refs else None


def test_each_version_follows_the_one_with_the_next_lower_number_and_the_template_the_last():
    made = [TEMPLATE, version(10), version(2), OTHER, version(1, "Mail")]
    assert versions_before(made) == {
        version(10): version(2),
        TEMPLATE: version(10),
        OTHER: version(1, "Mail"),
    }


def test_a_template_without_versions_follows_nothing():
    assert versions_before([TEMPLATE, ref(Kind.ENVIRONMENT, "Test")]) == {}


def test_only_versions_that_a_template_of_the_target_lacks_give_way_to_its_newest():
    wanted = [version(2), version(3), version(1, "Mail"), TEMPLATE]
    replaced = replaced_by_newest(wanted, Target(TEMPLATE, version(3)))
    assert replaced == {version(2): ref(Kind.TEMPLATE_VERSION, "Chat")}
    (left,) = left_versions(replaced)
    assert left.ref == version(2)
    assert "version 2" in left.message
