"""What an upload must do, decided from the package and from what the target has."""

import random

from migrator.model.documents import Joined, Kind, Ref, Slot, TargetId, refs_in
from migrator.model.plan import Choices, Create, Fill, Link, Sort, Update, decode_plan, encode_plan
from migrator.model.report import Severity
from migrator.model.settings import Existing, MissingReference, PolicySettings
from migrator.rules.kinds import match_key
from migrator.rules.naming import missing_ref
from migrator.rules.planning import plan_changes
from migrator.rules.preparing import prepare, with_pool_known
from migrator.rules.present import Present, PresentDocument
from tests.unit.rules.making import (
    ACTION,
    PROCESS,
    PROJECT,
    SPACE,
    VARIABLES,
    document,
    process,
    ref,
)

SPACE_REF = Ref(Kind.SPACE, (SPACE,))
TEST, FEED = ref(Kind.ENVIRONMENT, "Test"), ref(Kind.FEED, "Docker")
GROUP, LIFECYCLE = ref(Kind.PROJECT_GROUP, "Shops"), ref(Kind.LIFECYCLE, "Standard")
ACCOUNT, TAGS = ref(Kind.ACCOUNT, "Key"), ref(Kind.TAG_SET, "Ring")
SETTINGS, CHANNEL = ref(Kind.DEPLOYMENT_SETTINGS, "Web Shop"), ref(Kind.CHANNEL, "Web Shop", "Default")  # fmt: skip
POOL = ref(Kind.WORKER_POOL, "Hosted Windows")
GONE = missing_ref(Kind.ENVIRONMENT, SPACE, "Environments-404")
SKIP = PolicySettings(missing_reference=MissingReference.SKIP_ITEM)


def present(*documents, parts=None, spaces=None):
    """A target that holds the documents, each with the id `T-<name>` and the version `v1`."""
    held = {
        match_key(found.ref): PresentDocument(
            found.ref, TargetId(f"T-{found.ref.name}"), "v1", found.body, found.digests
        )
        for found in documents
    }
    keys = {match_key(part): identity for part, identity in (parts or {}).items()}
    return Present(held, keys, spaces or {SPACE: SPACE}, "fingerprint", "2026.1", 90, 15)


def planned(package, target=None, policy=None):
    held = present(document(SPACE_REF, {"Name": SPACE})) if target is None else target
    return plan_changes(package, "digest", held, policy or PolicySettings())


def named(body, found):
    return document(found, {"Name": found.name, **body})


def steps(plan):
    return {(type(step), step.ref) for step in plan.steps}


def blocking(plan):
    return [(f.code, f.ref) for f in plan.findings if f.severity is Severity.BLOCKS]


def ranks_of(plan):
    return {step.ref: number for number, rank in enumerate(plan.ranks) for step in rank}


def shop(**process_action):
    return [
        named({}, TEST),
        named({}, GROUP),
        document(
            LIFECYCLE, {"Name": "Standard", "Phases": [{"OptionalDeploymentTargets": [TEST]}]}
        ),
        document(PROJECT, {"Name": "Web Shop", "ProjectGroupId": GROUP, "LifecycleId": LIFECYCLE}),
        document(PROCESS, process(**process_action)),
        document(VARIABLES, {"Variables": []}),
        document(CHANNEL, {"Name": "Default", "IsDefault": True}),
        document(SETTINGS, {"FailTargetDiscovery": False}),
    ]


def test_what_the_target_lacks_is_created_after_what_it_needs():
    plan = planned(shop())
    assert steps(plan) == {
        (Create, TEST), (Create, GROUP), (Create, LIFECYCLE), (Create, PROJECT), (Fill, PROCESS),
        (Fill, SETTINGS),
    }  # fmt: skip
    rank = ranks_of(plan)
    assert rank[TEST] < rank[LIFECYCLE] < rank[PROJECT] < rank[PROCESS]
    assert rank[GROUP] < rank[PROJECT]


def test_the_plan_names_what_it_was_made_from():
    plan = planned(shop())
    assert (plan.basis.package_digest, plan.basis.target_fingerprint) == ("digest", "fingerprint")
    assert plan.spaces == {SPACE: SPACE}
    assert (plan.rate_per_minute, plan.burst) == (90, 15)


def test_the_plan_is_the_same_whatever_the_order_of_the_package():
    package = [*shop(), document(ref(Kind.PROJECT_VARIABLES, "Other"), {"Variables": [GONE]})]
    wanted = encode_plan(planned(package))
    for seed in range(5):
        random.Random(seed).shuffle(package)
        assert encode_plan(planned(package)) == wanted


def test_a_plan_reads_back_from_its_file_as_it_was_made():
    target = present(
        document(SPACE_REF), named({"Description": "x"}, TEST), parts={ACTION: "T-action"}
    )
    plan = planned([*shop(Environments=[TEST]), named({"Description": "y"}, TEST)], target)
    assert decode_plan(encode_plan(plan)) == plan


def test_what_is_equal_is_kept_and_its_id_remembered():
    plan = planned([named({}, TEST)], present(document(SPACE_REF), named({}, TEST)))
    assert not plan.steps
    assert plan.kept[TEST] == "T-Test"
    assert plan.same == (TEST,)


def test_names_meet_without_case():
    other = Ref(Kind.ENVIRONMENT, (SPACE, " TEST"))
    plan = planned([named({}, TEST)], present(document(SPACE_REF), named({"Name": "Test"}, other)))
    assert not plan.steps


def test_what_differs_is_updated_and_the_step_says_where_and_from_which_version():
    target = present(document(SPACE_REF), named({"Description": "old"}, TEST))
    (step,) = planned([named({"Description": "new"}, TEST)], target).steps
    assert isinstance(step, Update)
    assert (step.changes, step.version, step.target_id) == (("/Description",), "v1", "T-Test")


def test_merge_keeps_what_only_the_target_has_and_overwrite_does_not():
    ours = document(TAGS, {"Tags": [{"Name": "A"}]})
    target = present(document(SPACE_REF), document(TAGS, {"Tags": [{"Name": "A"}, {"Name": "B"}]}))
    assert not planned([ours], target).steps
    (step,) = planned([ours], target, PolicySettings(existing=Existing.OVERWRITE)).steps
    assert step.changes == ("/Tags/1",)


def test_keep_touches_nothing_that_exists_and_stop_blocks():
    ours = named({"Description": "new"}, TEST)
    target = present(document(SPACE_REF), named({"Description": "old"}, TEST))
    kept = planned([ours], target, PolicySettings(existing=Existing.KEEP))
    assert not kept.steps
    assert kept.kept[TEST] == "T-Test"
    assert not blocking(kept)
    stopped = planned([ours], target, PolicySettings(existing=Existing.STOP))
    assert blocking(stopped) == [("exists", str(TEST))]
    assert stopped.is_blocked


def test_a_kind_with_a_rule_of_its_own_gives_it_to_what_belongs_to_it_and_to_nothing_else():
    ours = [
        named({"Description": "new"}, TEST),
        named({"Description": "new"}, PROJECT),
        document(VARIABLES, {"Variables": [{"Name": "A", "Type": "String", "Value": "new"}]}),
    ]
    target = present(
        document(SPACE_REF),
        named({"Description": "old"}, TEST),
        named({"Description": "old"}, PROJECT),
        document(VARIABLES, {"Variables": [{"Name": "A", "Type": "String", "Value": "old"}]}),
    )
    keep_projects = PolicySettings(existing_of={Kind.PROJECT: Existing.KEEP})
    assert steps(planned(ours, target, keep_projects)) == {(Update, TEST)}
    but_variables = PolicySettings(
        existing=Existing.KEEP, existing_of={Kind.PROJECT_VARIABLES: Existing.MERGE}
    )
    assert steps(planned(ours, target, but_variables)) == {(Update, VARIABLES)}
    stop = PolicySettings(existing_of={Kind.ENVIRONMENT: Existing.STOP})
    assert blocking(planned(ours, target, stop)) == [("exists", str(TEST))]


def test_a_secret_is_written_once_more_unless_it_is_known_to_be_there():
    ours = document(ACCOUNT, {"Name": "Key", "Password": Slot()}, {"/Password": "d1"})

    def against(digests):
        return planned([ours], present(document(SPACE_REF), document(ACCOUNT, ours.body, digests)))

    (step,) = against({}).steps
    assert step.changes == ("/Password",)
    assert "secrets" in step.reason
    assert against({"/Password": "d0"}).steps
    assert not against({"/Password": "d1"}).steps


def test_the_thumbprint_tells_whether_a_certificate_is_there():
    found = ref(Kind.CERTIFICATE, "Site", "AB12")
    ours = document(found, {"Name": "Site", "CertificateData": Slot()}, {"/CertificateData": "d"})
    assert not planned([ours], present(document(SPACE_REF), document(found, ours.body))).steps


def test_what_has_to_wait_is_linked_once_everything_exists():
    package = shop()
    package[3] = document(
        PROJECT, {"Name": "Web Shop", "LifecycleId": LIFECYCLE, "AutoCreateRelease": True}
    )
    plan = planned(package, policy=PolicySettings(disable_triggers=False))
    assert {(Create, PROJECT), (Link, PROJECT)} <= steps(plan)
    (link,) = [step for step in plan.steps if isinstance(step, Link)]
    last = ranks_of(plan)[PROCESS]
    (rank,) = [number for number, steps in enumerate(plan.ranks) if link in steps]
    assert rank > last


def test_a_process_that_points_at_its_own_actions_is_linked():
    own = process({"Octopus.Action.Docker.RemoveSteps": Joined(",", (ACTION,))})
    package = [item for item in shop() if item.ref != PROCESS]
    assert (Link, PROCESS) in steps(planned([*package, document(PROCESS, own)]))


def test_an_existing_document_is_linked_only_where_what_waits_differs():
    ours = named({"AutoCreateRelease": True}, PROJECT)
    space = document(SPACE_REF)
    differs = present(space, named({"AutoCreateRelease": False}, PROJECT))
    policy = PolicySettings(disable_triggers=False)
    assert steps(planned([ours], differs, policy)) == {(Link, PROJECT)}
    assert not planned([ours], present(space, ours), policy).steps
    assert not planned([ours], differs).steps


def test_what_the_server_makes_with_its_owner_is_filled_only_where_it_says_something():
    plan = planned(shop())
    refs = {step.ref for step in plan.steps}
    assert VARIABLES not in refs
    assert CHANNEL not in refs
    package = [item for item in shop() if item.ref != CHANNEL]
    said = document(CHANNEL, {"Name": "Default", "IsDefault": True, "Description": "Said"})
    assert (Fill, CHANNEL) in steps(planned([*package, said]))


def test_the_default_channel_is_looked_up_where_something_points_at_it():
    assert (Fill, CHANNEL) in steps(planned(shop(Channels=[CHANNEL])))


def test_another_channel_is_created():
    beta = ref(Kind.CHANNEL, "Web Shop", "Beta")
    assert (Create, beta) in steps(planned([*shop(), named({"IsDefault": False}, beta)]))


def test_in_a_new_space_its_own_things_are_filled_and_in_an_old_one_created():
    default = ref(Kind.LIFECYCLE, "Default Lifecycle")
    package = [document(SPACE_REF, {"Name": SPACE}), named({}, default)]
    assert steps(planned(package, present())) == {(Create, SPACE_REF), (Fill, default)}
    assert steps(planned(package)) == {(Create, default)}


def test_octopus_own_teams_are_only_mapped():
    everyone = Ref(Kind.TEAM, ("", "Everyone"))
    target = present(document(SPACE_REF), document(everyone))
    plan = planned([named({"Description": "x"}, everyone)], target)
    assert not plan.steps
    assert plan.kept[everyone] == "T-Everyone"
    assert not planned([named({}, everyone)]).steps


ADMINISTRATORS = Ref(Kind.TEAM, ("", "Octopus Administrators"))
MANAGERS = Ref(Kind.TEAM, ("", "Octopus Managers"))


def test_administrators_stand_for_managers_where_the_target_has_no_administrators():
    package = shop(Teams=ADMINISTRATORS)
    target = present(document(SPACE_REF), document(MANAGERS))
    plan = planned(package, target)
    assert plan.choices.substitutes == {ADMINISTRATORS: MANAGERS}
    assert plan.kept[MANAGERS] == "T-Octopus Managers"
    assert not blocking(plan)
    both = present(document(SPACE_REF), document(MANAGERS), document(ADMINISTRATORS))
    assert not planned(package, both).choices.substitutes


def test_a_space_takes_the_name_that_it_is_mapped_to():
    target = present(document(SPACE_REF, {"Name": "Main"}), spaces={SPACE: "Main"})
    plan = planned([document(SPACE_REF, {"Name": SPACE})], target)
    assert plan.choices.names == {SPACE_REF: "Main"}
    assert not plan.steps
    other_case = present(document(SPACE_REF, {"Name": SPACE}), spaces={SPACE: "DEFAULT "})
    assert not planned([document(SPACE_REF, {"Name": SPACE})], other_case).choices.names


def certificate(name, thumbprint, **body):
    return named({"Name": name, **body}, ref(Kind.CERTIFICATE, name, thumbprint))


def test_of_two_active_certificates_of_one_name_the_second_is_told_by_its_thumbprint():
    one, two = certificate("Site", "A" * 16), certificate("site ", "B" * 16)
    other = certificate("Other", "C" * 16)
    plan = planned([two, other, one])
    assert list(plan.choices.names.values()) == ["site  (BBBBBBBB)"]


def test_an_archived_certificate_takes_no_name():
    old = certificate("Site", "A" * 16, Archived=True)
    assert not planned([old, certificate("Site", "B" * 16)]).choices.names


def test_a_missing_reference_blocks_unless_items_may_be_skipped():
    package = [document(PROJECT, {"Name": "Web Shop"}), document(VARIABLES, {"Variables": [
        {"Name": "Lost", "Scope": {"Environment": [GONE]}}, {"Name": "Kept", "Scope": {}}]})]  # fmt: skip
    plan = planned(package)
    assert blocking(plan) == [("missing-reference", str(VARIABLES))]
    skipped = planned(package, policy=SKIP)
    assert not skipped.is_blocked
    assert (Fill, VARIABLES) in steps(skipped)
    (finding,) = skipped.findings
    assert (finding.severity, finding.pointer) == (Severity.WARNING, "/Variables/0")


def test_a_document_with_a_missing_reference_stays_behind_with_all_that_needs_it():
    scoped = document(ACCOUNT, {"Name": "Key", "EnvironmentIds": [GONE]})
    target = document(
        ref(Kind.DEPLOYMENT_TARGET, "web01"), {"Name": "web01", "Endpoint": {"AccountId": ACCOUNT}}
    )
    plan = planned([scoped, target], policy=SKIP)
    assert not plan.steps
    assert {leave.ref for leave in plan.left} == {ACCOUNT, target.ref}
    assert {leave.code for leave in plan.left} == {"missing-reference"}


def test_what_belongs_to_something_left_behind_stays_too():
    package = [
        document(PROJECT, {"Name": "Web Shop", "LifecycleId": ref(Kind.LIFECYCLE, "Nowhere")}),
        document(PROCESS, process()),
        document(VARIABLES, {"Variables": []}),
    ]
    plan = planned(package, policy=SKIP)
    assert {(leave.ref, leave.code) for leave in plan.left} == {
        (PROJECT, "missing-reference"),
        (PROCESS, "owner-left"),
        (VARIABLES, "owner-left"),
    }
    assert not plan.steps


def test_a_reference_to_what_the_target_has_resolves_though_it_does_not_move():
    package = shop(Environments=[ref(Kind.ENVIRONMENT, "Only There")])
    there = document(ref(Kind.ENVIRONMENT, "only there"))
    plan = planned(package, present(document(SPACE_REF), there))
    assert not blocking(plan)
    assert "T-only there" in plan.kept.values()
    assert blocking(planned(package))


def test_a_reference_to_what_a_new_space_brings_resolves():
    package = shop(
        Environments=[], Packages=[{"FeedId": ref(Kind.FEED, "Octopus Server (built-in)")}]
    )
    package.append(document(SPACE_REF, {"Name": SPACE}))
    assert not blocking(planned(package, present()))


def test_ids_of_parts_that_the_target_has_are_remembered():
    package = shop(Environments=[TEST])
    target = present(document(SPACE_REF), *package, parts={ACTION: "T-action"})
    extra = document(
        ref(Kind.PROJECT_VARIABLES, "Web Shop"), {"Variables": [{"Scope": {"Action": [ACTION]}}]}
    )
    plan = planned([*[item for item in package if item.ref != VARIABLES], extra], target)
    assert plan.kept[ACTION] == "T-action"


UNREADABLE_ACCOUNT = document(
    ACCOUNT, {"Name": "Key", "AccountType": "Token", "Token": Slot(readable=False)}
)


def needing(account):
    return [
        document(PROJECT, {"Name": "Web Shop"}),
        document(VARIABLES, {"Variables": [{"Name": "A", "Value": account, "Scope": {}}]}),
        document(ref(Kind.DEPLOYMENT_TARGET, "web01"), {"Endpoint": {"AccountId": account}}),
    ]


def test_what_cannot_be_made_without_its_unreadable_secret_is_left_with_what_needs_it_as_warnings():
    plan = planned([UNREADABLE_ACCOUNT, *needing(ACCOUNT)])
    assert not plan.is_blocked
    left = {leave.ref: leave.code for leave in plan.left}
    assert left[ACCOUNT] == "unreadable-secret"
    assert ref(Kind.DEPLOYMENT_TARGET, "web01") in left
    warned = {f.ref for f in plan.findings if f.severity is Severity.WARNING}
    assert {str(ACCOUNT), str(VARIABLES), "deployment_target:Default/web01"} <= warned


def test_a_missing_reference_beside_an_unreadable_secret_blocks_all_the_same():
    target = document(
        ref(Kind.DEPLOYMENT_TARGET, "web01"),
        {"Endpoint": {"AccountId": ACCOUNT}, "EnvironmentIds": [GONE]},
    )
    assert planned([UNREADABLE_ACCOUNT, target]).is_blocked


def test_an_unreadable_secret_that_the_target_has_already_leaves_nothing_out():
    target = present(
        document(SPACE_REF), document(ACCOUNT, {"Name": "Key", "AccountType": "Token"})
    )
    plan = planned([UNREADABLE_ACCOUNT, *needing(ACCOUNT)], target)
    assert not plan.left
    assert {f.code for f in plan.findings} >= {"unreadable-secret"}
    assert not plan.is_blocked


def test_an_unreadable_secret_that_is_not_needed_leaves_its_document():
    feed = document(FEED, {"Name": "Docker", "Password": Slot(readable=False)})
    plan = planned([feed])
    assert steps(plan) == {(Create, FEED)}
    assert [(f.code, f.pointer) for f in plan.findings] == [("unreadable-secret", "/Password")]


def on_server():
    return shop(Properties={"Octopus.Action.RunOnServer": "true"})


def test_steps_that_ran_on_the_server_need_the_pool_of_the_policy():
    without = planned(on_server())
    told = [(f.code, f.severity, f.ref) for f in without.findings if "pool" in f.code]
    assert told == [("worker-pool-missing", Severity.WARNING, str(SPACE_REF))]
    assert without.choices.poolless == {SPACE_REF.name}
    there = planned(on_server(), present(document(SPACE_REF), document(POOL)))
    assert not there.is_blocked
    assert there.kept[POOL] == "T-Hosted Windows"
    assert not planned([*on_server(), document(SPACE_REF)], present()).is_blocked


def test_where_the_pool_is_not_there_a_step_keeps_none_and_so_gets_the_default_pool():
    action = {
        "Name": "Run",
        "ActionType": "Octopus.Script",
        "Properties": {"Octopus.Action.RunOnServer": "true"},
    }
    process = document(PROCESS, {"Steps": [{"Name": "Run", "Actions": [action]}]})
    choices = Choices(PolicySettings(), poolless=frozenset({PROCESS.space}))
    ready = prepare(process, choices)
    assert POOL not in refs_in(ready.body)
    assert "default pool" in ready.changes[0].message
    known = with_pool_known(Choices(PolicySettings()), PROCESS, is_there=lambda _pool: False)
    assert known.poolless == {PROCESS.space}
    assert with_pool_known(known, PROCESS, is_there=lambda _pool: True) is known


def test_what_was_enabled_at_cut_over_is_not_disabled_again():
    machine = ref(Kind.DEPLOYMENT_TARGET, "web01")
    package = document(machine, {"Name": "web01", "IsDisabled": False})
    for is_disabled in (False, True):
        found = document(machine, {"Name": "web01", "IsDisabled": is_disabled})
        plan = planned([package], present(document(SPACE_REF), found))
        assert not plan.steps
        assert [f.code for f in plan.findings] == ["disabled"] * is_disabled
    assert [type(step) for step in planned([package], present(document(SPACE_REF))).steps] == [
        Create
    ]


def test_what_changes_on_the_way_is_told():
    plan = planned(on_server(), present(document(SPACE_REF), document(POOL)))
    assert [(f.code, f.severity) for f in plan.findings] == [("run-on-server", Severity.INFO)]


def ordered(name, place):
    return named({"SortOrder": place}, ref(Kind.ENVIRONMENT, name))


def sorts(plan):
    return [step.order for step in plan.steps if isinstance(step, Sort)]


def test_environments_are_put_in_their_order_once_they_are_there():
    package = [ordered("B", 1), ordered("A", 2)]
    made = planned(package)
    assert sorts(made) == [(package[0].ref, package[1].ref)]
    assert max(ranks_of(made).values()) == len(made.ranks) - 1
    turned = present(document(SPACE_REF), ordered("A", 1), ordered("B", 2))
    assert sorts(planned(package, turned)) == [(package[0].ref, package[1].ref)]
    assert not planned(package, present(document(SPACE_REF), *package)).steps
    assert not planned(package, turned, PolicySettings(existing=Existing.KEEP)).steps


def test_a_variable_scoped_to_an_action_of_a_step_that_is_left_out_is_left_out_too():
    package = [
        document(PROJECT, {"Name": "Web Shop"}),
        document(PROCESS, process(Environments=[GONE])),
        document(
            VARIABLES, {"Variables": [{"Name": "A", "Value": "x", "Scope": {"Action": [ACTION]}}]}
        ),
    ]
    plan = planned(package, policy=SKIP)
    assert {f.ref for f in plan.findings if f.code == "missing-reference"} == {
        str(PROCESS),
        str(VARIABLES),
    }


def test_a_tenants_link_to_a_project_that_does_not_move_is_left_and_blocks_nothing():
    link = {"ProjectId": PROJECT, "EnvironmentIds": [TEST]}
    tenant = named({"ProjectEnvironments": [link]}, ref(Kind.TENANT, "Acme"))
    plan = planned([tenant, named({}, TEST)])
    assert not plan.is_blocked
    assert (Create, tenant.ref) in steps(plan)
    assert [f.code for f in plan.findings] == ["link-left"]


def test_people_who_are_not_on_the_target_block_nothing_but_are_told():
    person = Ref(Kind.USER, ("", "ada@example.test"))
    watch = {"EventNotificationSubscription": {"Filter": {"Users": [person]}}}
    subscription = named(watch, ref(Kind.SUBSCRIPTION, "Watch"))
    plan = planned([document(person, {"Username": "ada"}), subscription])
    assert not plan.is_blocked
    assert [leave.ref for leave in plan.left if leave.ref == subscription.ref]
    there = present(document(SPACE_REF), document(person))
    assert (Create, subscription.ref) in steps(planned([document(person), subscription], there))
