"""Version-controlled projects are connected where that is wanted, and told of where not."""

import pytest

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.process import migrator

SECRET = "git-token-1"


@pytest.fixture
def served(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as made:
        yield made


def run(served, tmp_path, *words):
    return migrator(tmp_path, "run", served.job, "--yes", "--json", *words)


def project(served):
    (found,) = [p for p in served.cloud.store.all_of("Project") if p["Name"] == "Git Project"]
    return found


def consent(served):
    served.job.write_text(served.job.read_text() + '\n[policy]\ngit_projects = "connect"\n')


def told(ended):
    findings = ended.result["report"]["findings"]
    return [f for f in findings if f["ref"] == "version_control:Default/Git Project"]


def test_a_project_in_git_is_connected_with_its_credentials_and_only_once(served, tmp_path):
    consent(served)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    settings = project(served)["PersistenceSettings"]
    assert settings["Url"] == "https://git.example.test/shop.git"
    assert settings["Credentials"]["Password"]["NewValue"] == SECRET
    assert SECRET not in ended.out + ended.err
    sent = [r for r in served.cloud.requests if r.path.endswith("/git/convert")]
    assert len(sent) == 1
    # What its own branch is called, for the default branch is protected.
    assert sent[0].body["InitialCommitBranchName"].startswith("octopus-cloud-")
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert {r.method for r in served.cloud.requests[before:]} == {"GET"}


def test_without_consent_it_is_told_and_nothing_is_asked_of_the_repository(served, tmp_path):
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    (finding,) = told(ended)
    assert "https://git.example.test/shop.git, folder .octopus" in finding["message"]
    assert not any("/git/" in r.path for r in served.cloud.requests)
    assert not project(served)["IsVersionControlled"]
    consent(served)
    ended = run(served, tmp_path)  # ours, so it may still be connected
    assert ended.exit_code == 0, ended.err
    assert project(served)["IsVersionControlled"]


def test_what_is_changed_by_hand_is_put_right(served, tmp_path):
    consent(served)
    assert run(served, tmp_path).exit_code == 0
    project(served)["PersistenceSettings"]["DefaultBranch"] = "trunk"
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert project(served)["PersistenceSettings"]["DefaultBranch"] == "main"
