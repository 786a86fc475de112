"""Scoped user roles: told apart by all that they say, united, and never widened."""

from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Kind, LogicalDocument, Ref
from migrator.model.plan import Choices
from migrator.rules.granting import (
    GRANTS,
    LIMITS,
    grant_key,
    grants_ref,
    tidy_grants,
    united_grants,
)
from migrator.rules.merging import item_names
from migrator.rules.preparing import prepare

TEAM, ROLE = Ref(Kind.TEAM, ("A", "Ops")), Ref(Kind.USER_ROLE, ("", "Deployer"))
KINDS = dict(
    zip(LIMITS, (Kind.PROJECT, Kind.ENVIRONMENT, Kind.TENANT, Kind.PROJECT_GROUP), strict=True)
)
REFS = {name: [Ref(kind, ("A", word)) for word in "xyz"] for name, kind in KINDS.items()}


def grant(**limits):
    return {"TeamId": TEAM, "UserRoleId": ROLE, **{name: limits.get(name, []) for name in LIMITS}}


def test_the_order_of_limits_does_not_tell_roles_apart_and_each_limit_does():
    one, other = REFS["ProjectIds"][:2]
    key = grant_key(grant(ProjectIds=[one, other]))
    assert grant_key(grant(ProjectIds=[other, one])) == key
    assert grant_key(grant(ProjectIds=[one])) != key
    assert len({grant_key(grant(**{name: REFS[name][:1]})) for name in LIMITS}) == len(LIMITS)


def test_it_is_called_by_its_role_and_its_team():
    body = {GRANTS: [grant()]}
    assert [*item_names(Kind.SCOPED_USER_ROLES, body).values()] == ["deployer of ops"]


def test_what_is_there_twice_is_there_once_and_other_members_are_gone():
    body = {GRANTS: [{**grant(), "Id": "ScopedUserRoles-1", "SpaceId": "Spaces-1"}, grant()]}
    tidy_grants(body)
    assert body == {GRANTS: [grant()]}


def test_two_spaces_give_what_both_gave():
    only = grant(TenantIds=REFS["TenantIds"][:1])
    united = united_grants([{GRANTS: [grant()]}, {GRANTS: [grant(), only]}])
    assert united == {GRANTS: [grant(), only]}


@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.lists(st.sampled_from(REFS[name]), unique=True) for name in LIMITS}
        ),
        max_size=6,
    ),
    st.frozensets(st.sampled_from([ref for refs in REFS.values() for ref in refs])),
)
def test_a_role_goes_with_all_its_limits_or_not_at_all(limits, absent):
    grants = [grant(**found) for found in limits]
    document = LogicalDocument(grants_ref("A"), {GRANTS: grants})
    ready = prepare(document, Choices(absent=absent))
    assert ready.body is not None
    kept = ready.body[GRANTS]
    whole = [item for item in grants if not absent & {ref for name in LIMITS for ref in item[name]}]
    assert kept == whole
    assert len(ready.left_out) == len(grants) - len(whole)
