import pytest

from migrator.engine.job_names import name_used_twice, nameable_kinds
from migrator.model.documents import Kind
from migrator.model.settings import NameRule

PROD = NameRule(Kind.ENVIRONMENT, "Prod", "Production")


@pytest.mark.parametrize(
    ("other", "twice"),
    [
        (NameRule(Kind.ENVIRONMENT, " PROD ", "Live"), " PROD "),
        (NameRule(Kind.ENVIRONMENT, "Prod", "Live", "Payments"), None),
        (NameRule(Kind.PROJECT, "Prod", "Live"), None),
        (NameRule(Kind.ENVIRONMENT, "Test", "Production"), None),
    ],
    ids=["same but for case", "of one space", "of another kind", "to the same name"],
)
def test_a_name_is_used_twice_where_a_job_file_would_be_refused(other, twice):
    assert name_used_twice((PROD, other)) == twice


def test_what_belongs_to_a_project_has_no_name_of_its_own():
    kinds = nameable_kinds()
    assert Kind.PROJECT in kinds
    assert {Kind.SPACE, Kind.CHANNEL, Kind.RUNBOOK, Kind.TRIGGER}.isdisjoint(kinds)
