"""Teams with their members, user roles and who has them where, from the database to the cloud."""

import json

import pytest

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.process import migrator

LIMITS = ("ProjectIds", "EnvironmentIds", "TenantIds", "ProjectGroupIds")


@pytest.fixture
def served(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as made:
        yield made


def run(served, tmp_path, *words):
    return migrator(tmp_path, "run", served.job, "--yes", "--json", *words)


def find(served, kind, name):
    (found,) = [one for one in served.cloud.store.all_of(kind) if one.get("Name") == name]
    return found


def named(served, kind, ids):
    return [served.cloud.store.find(kind, identity)["Name"] for identity in ids]


def add_user(served, email):
    store = served.cloud.store
    like = store.all_of("User")[0]
    user = {**like, "Id": f"Users-{email}", "Username": email, "EmailAddress": email}
    store.put("User", user)
    return user["Id"]


def told(ended, code):
    return [f for f in ended.result["report"]["findings"] if f["code"] == code]


def written(served, before):
    sent = served.cloud.requests[before:]
    return [f"{r.method} {r.path}" for r in sent if r.method != "GET" and "/spaces/" not in r.path]


def test_who_may_do_what_where_arrives_and_a_second_run_writes_nothing(served, tmp_path):
    ada = add_user(served, "ada@example.test")
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    team, role = find(served, "Team", "Operators"), find(served, "UserRole", "Release watcher")
    assert team["MemberUserIds"] == [ada]
    (missing,) = told(ended, "person-missing")
    assert missing["message"].startswith("dora@example.test is not on the target")
    assert sorted(role["GrantedSpacePermissions"]) == ["EventView", "ProjectView", "ReleaseView"]
    everywhere, limited = sorted(
        served.cloud.store.all_of("ScopedUserRole"), key=lambda one: len(one["ProjectIds"])
    )
    assert {everywhere["TeamId"], limited["TeamId"]} == {team["Id"]}
    assert everywhere["UserRoleId"] == role["Id"]
    assert not any(everywhere[name] for name in LIMITS)
    assert limited["UserRoleId"] == "userroles-projectdeployer"
    assert named(served, "Project", limited["ProjectIds"]) == ["Web Shop"]
    assert named(served, "Environment", limited["EnvironmentIds"]) == ["Production"]
    assert named(served, "Tenant", limited["TenantIds"]) == ["Contoso"]
    assert named(served, "ProjectGroup", limited["ProjectGroupIds"]) == ["Shop"]

    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert (ended.exit_code, written(served, before)) == (0, [])


def test_a_role_for_a_project_that_stays_behind_is_not_given_for_all(served, tmp_path):
    text = served.job.read_text()
    served.job.write_text(text + '\n[select]\nexclude = ["projects:Web Shop", "subscriptions:*"]\n')
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    (everywhere,) = served.cloud.store.all_of("ScopedUserRole")
    assert everywhere["UserRoleId"] != "userroles-projectdeployer"
    assert any("'Default/Web Shop'" in f["message"] for f in told(ended, "link-left"))


def test_members_and_roles_that_only_the_target_has_stay_and_a_lost_role_comes_back(
    served, tmp_path
):
    add_user(served, "ada@example.test")
    assert run(served, tmp_path).exit_code == 0
    store, team = served.cloud.store, find(served, "Team", "Operators")
    guest = add_user(served, "guest@example.test")
    team["MemberUserIds"] = [*team["MemberUserIds"], guest]
    (watcher,) = [g for g in store.all_of("ScopedUserRole") if not g["ProjectIds"]]
    store.remove("ScopedUserRole", watcher["Id"])
    own = {**watcher, "Id": "ScopedUserRoles-9001", "UserRoleId": "userroles-projectviewer"}
    store.put("ScopedUserRole", own)
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert guest in find(served, "Team", "Operators")["MemberUserIds"]
    roles = sorted(grant["UserRoleId"] for grant in store.all_of("ScopedUserRole"))
    expected = {"userroles-projectdeployer", "userroles-projectviewer", watcher["UserRoleId"]}
    assert roles == sorted(expected)
    assert [line for line in written(served, before) if "scopeduserroles" in line] == [
        f"POST /api/{watcher['SpaceId']}/scopeduserroles"
    ]


def test_a_role_that_is_gone_from_the_source_is_told_and_taken_back_only_where_we_gave_it(
    served, tmp_path
):
    assert run(served, tmp_path).exit_code == 0
    rows = served.instance.database.tables["ScopedUserRole"].rows
    (gone,) = [row for row in rows if row.get("UserRoleId") == "userroles-projectdeployer"]
    rows.remove(gone)
    ended = run(served, tmp_path, "--delete-removed")
    assert ended.exit_code == 0, ended.err
    (finding,) = told(ended, "part-removed-on-source")
    assert "'project deployer of operators'" in finding["message"]
    # The space was there before us: who has which role in it may be somebody else's doing.
    assert "before the first run" in finding["message"]
    assert len(served.cloud.store.all_of("ScopedUserRole")) == 2


def test_permissions_that_the_target_does_not_know_are_left_out_and_told(served, tmp_path):
    (row,) = [
        row
        for row in served.instance.database.tables["UserRole"].rows
        if row["Name"] == "Release watcher"
    ]
    body = json.loads(row["JSON"].removeprefix("\ufeff")) if row.get("JSON") else None
    granted = "GrantedSpacePermissions"
    if body is not None and granted in body:
        row["JSON"] = json.dumps({**body, granted: [*body[granted], "DefectReport2015"]})
    else:
        row[granted] = f"{row[granted]}DefectReport2015|"
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    role = find(served, "UserRole", "Release watcher")
    assert "DefectReport2015" not in role[granted]
    assert len(role[granted]) == 3
    assert any("DefectReport2015" in f["message"] for f in told(ended, "adapted"))


def test_a_key_that_may_not_write_user_roles_is_told_before_anything_is_written(served, tmp_path):
    served.cloud.trouble.missing_permissions = frozenset({"UserRoleEdit"})
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 6
    assert written(served, before) == []
    assert "UserRoleEdit" in ended.out
    text = served.job.read_text()
    exclude = '["user roles:*", "scoped user roles:*"]'
    served.job.write_text(text + f"\n[select]\nexclude = {exclude}\n")
    assert run(served, tmp_path).exit_code == 0
    assert served.cloud.store.all_of("ScopedUserRole") == []
