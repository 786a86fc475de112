from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.engine.job import load_job
from migrator.gui.answers import make_job, read_answers, render_job, run_line
from migrator.gui.flow import (
    Answers,
    CloudAnswers,
    PackageAnswers,
    Route,
    SecretName,
    SourceAnswers,
)
from migrator.gui.typed import asked
from migrator.model.documents import Kind
from migrator.model.errors import UsageError
from migrator.model.settings import (
    Authentication,
    BuiltInFeed,
    Carriage,
    Encryption,
    Existing,
    ExternalGroups,
    FromEnvironment,
    FromFile,
    FromKeyring,
    NameRule,
    OlderTarget,
    PolicySettings,
    SelectSettings,
)

FULL = Answers(
    source=SourceAnswers(
        server='sql "01"\\x',
        database="Octo",
        user="reader",
        encrypt=Encryption.STRICT,
        trust_server_certificate=True,
        host_name_in_certificate="sql",
        driver="ODBC Driver 18 for SQL Server",
        timeout_s=7.5,
        api_url="https://octopus.corp.example",
    ),
    select=SelectSettings(("A", "B*"), ("Web",), (("tenants", "Test*"),), include_disabled=False),
    package=PackageAnswers(
        recipients=("age1abc",), built_in_feed=BuiltInFeed.ALL, files=Carriage.PASSED_THROUGH
    ),
    cloud=CloudAnswers(
        url="https://acme.octopus.app",
        uses_token=True,
        space_map={"Default": "Payments €"},
        verify_tls=False,
        connections=3,
        proxy="http://proxy:8080",
        name_map=(
            NameRule(Kind.ENVIRONMENT, 'Prod "1"', "Production"),
            NameRule(Kind.ENVIRONMENT, "Prod", "Live", "Payments/€"),
            NameRule(Kind.TAG_SET, "Ring", "Rings"),
        ),
    ),
    policy=PolicySettings(
        raise_rate_limit=1200,
        existing=Existing.KEEP,
        existing_of={Kind.PROJECT: Existing.STOP, Kind.TAG_SET: Existing.MERGE},
        run_on_server="Hosted Ubuntu",
        disable_targets=False,
        older_target=OlderTarget.ALLOW,
        external_groups=ExternalGroups.CARRY,
    ),
    places={
        SecretName.SOURCE_PASSWORD: FromEnvironment("PASSWORD"),
        SecretName.MASTER_KEY: asked(SecretName.MASTER_KEY),
        SecretName.PASSPHRASE: FromKeyring("acme"),
        SecretName.SOURCE_API_KEY: FromEnvironment("SOURCE_KEY"),
        SecretName.ACCESS_TOKEN: asked(SecretName.ACCESS_TOKEN),
    },
)


def test_all_answers_come_back_from_the_job_file(tmp_path):
    path = tmp_path / "job.toml"
    path.write_text(render_job(FULL, path), "utf-8")
    assert read_answers(path) == FULL


@pytest.mark.parametrize("route", list(Route))
def test_a_new_job_is_written_and_read_as_it_is(route, tmp_path):
    path = tmp_path / "job.toml"
    path.write_text(render_job(Answers(route=route), path), "utf-8")
    answers = read_answers(path)
    assert answers.route is route
    assert answers.source.server == answers.source.user == answers.cloud.url == ""


def test_what_the_wizard_hands_to_a_stage_is_what_the_command_line_reads(tmp_path):
    path = tmp_path / "job.toml"
    path.write_text(render_job(FULL, path), "utf-8")
    assert make_job(FULL, path) == load_job(path, {})


def test_paths_below_the_job_file_are_written_so_that_both_can_move(tmp_path):
    path = tmp_path / "job.toml"
    answers = replace(
        FULL,
        package=PackageAnswers(path=str(tmp_path / "out" / "a.ocmpack")),
        places={
            SecretName.MASTER_KEY: FromFile(tmp_path / "key"),
            SecretName.PASSPHRASE: FromFile(Path("/elsewhere/key").absolute()),
        },
    )
    text = render_job(answers, path)
    assert 'path = "out/a.ocmpack"' in text
    assert 'master_key = { file = "key" }' in text
    assert str(tmp_path) not in text
    assert "elsewhere" in text


def test_an_incomplete_job_is_refused_by_the_stage_with_the_member_named(tmp_path):
    with pytest.raises(UsageError, match=r"source\.user"):
        make_job(replace(Answers(), source=SourceAnswers("s", "d")), tmp_path / "job.toml")


def test_a_broken_job_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "job.toml"
    path.write_text('[source]\nserver = "a"\nserverr = "b"\n', "utf-8")
    with pytest.raises(UsageError, match="line 3"):
        read_answers(path)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_survives_the_job_file(text):
    answers = Answers(source=SourceAnswers(server=text, authentication=Authentication.WINDOWS))
    path = Path("job.toml")
    job = make_job(replace(answers, source=replace(answers.source, database=text), route=Route.TO_PACKAGE), path)  # fmt: skip
    assert (job.source.server, job.source.database) == (text, text)


def test_the_line_that_does_the_same_can_be_pasted(tmp_path):
    assert run_line(Path("my job.toml")) in ("migrator run 'my job.toml'", 'migrator run "my job.toml"')  # fmt: skip


@pytest.mark.parametrize("route", list(Route))
def test_before_the_cloud_is_answered_the_job_leads_as_far_as_there(route, tmp_path):
    answers = replace(FULL, route=route, cloud=CloudAnswers())
    job = make_job(answers, tmp_path / "job.toml")
    assert job.target is None
    assert (job.source is None) is (route is Route.FROM_PACKAGE)
