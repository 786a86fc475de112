import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.engine.here import find_here, make_report, read_master_key, render_job
from migrator.engine.job import load_job
from migrator.model.report import encode_report
from migrator.model.secret import Secret
from migrator.model.settings import FromEnvironment
from tests.fakes.octopus_machine import (
    MASTER_KEY,
    PROGRAM,
    FakePrograms,
    configuration,
    in_registry,
    machine,
)

CONFIG = r"C:\Octopus\OctopusServer.config"
SQL = r"Server=.\SQLEXPRESS;Database=O" "x;User Id=sa;Password=CANARY-71;"


def found_with(text, name="OctopusServer", **more):
    files = {CONFIG: configuration(text), **more}
    return find_here(machine(registry=in_registry(name, CONFIG), files=files))


def read_back(servers, tmp_path):
    job = tmp_path / "job.toml"
    job.write_text(render_job(servers), "utf-8")
    return load_job(job, {}).source


@pytest.mark.parametrize(
    "more",
    [
        "",
        "Encrypt=Optional",
        "Encrypt=Strict;TrustServerCertificate=true;HostNameInCertificate=db.corp",
        "Integrated Security=SSPI",
        "Authentication=Active Directory Default",
    ],
)
def test_what_is_printed_is_a_job_file_that_says_the_same(tmp_path, more):
    servers = found_with(SQL + more)
    section, settings = read_back(servers, tmp_path), servers[0].settings
    for member in (
        "server",
        "database",
        "authentication",
        "user",
        "encrypt",
        "trust_server_certificate",
        "host_name_in_certificate",
    ):
        assert getattr(section, member) == getattr(settings, member)
    assert section.password in (FromEnvironment("SOURCE_PASSWORD"), None)
    assert (section.password is None) == (settings.password is None)
    assert section.master_key == FromEnvironment("OCTOPUS_MASTER_KEY")


def test_a_pinned_certificate_is_in_the_job_file(tmp_path):
    servers = found_with(SQL + "ServerCertificate=/etc/db.pem")
    assert str(read_back(servers, tmp_path).server_certificate) == "/etc/db.pem"


def test_a_container_names_its_own_variable_for_the_key(tmp_path):
    environment = {"DB_CONNECTION_STRING": SQL, "MASTER_KEY": MASTER_KEY}
    servers = find_here(machine("Linux", environment))
    assert read_back(servers, tmp_path).master_key == FromEnvironment("MASTER_KEY")
    text = render_job(servers)
    assert "Its master key was found, in MASTER_KEY." in text
    assert "Its password was found" in text
    assert read_master_key(
        servers[0], lambda words: False, machine("Linux", environment)
    ) == Secret(MASTER_KEY)


def test_password_and_key_are_never_shown(tmp_path):
    environment = {"DB_CONNECTION_STRING": SQL, "MASTER_KEY": MASTER_KEY}
    for servers in (find_here(machine("Linux", environment)), found_with(SQL)):
        shown = render_job(servers) + json.dumps(encode_report(make_report(servers)))
        shown += repr(servers) + repr(make_report(servers))
        assert "CANARY-71" not in shown
        assert MASTER_KEY not in shown


def test_the_command_that_shows_the_key_is_quoted_to_be_pasted():
    text = render_job(found_with(SQL, name="My Server", **{PROGRAM: ""}))
    assert f'"{PROGRAM}" show-master-key "--instance=My Server" --console' in text
    assert "Octopus.Server is not here" in render_job(found_with(SQL))


def test_a_second_server_is_a_comment_since_a_job_has_one_source(tmp_path):
    other = r"C:\Other\OctopusServer.config"
    servers = find_here(
        machine(
            registry=in_registry("B", CONFIG) | in_registry("A", other),
            files={CONFIG: configuration(SQL), other: PermissionError(13, "Permission denied")},
        )
    )
    assert [server.name for server in servers] == ["A", "B"]
    assert read_back(servers, tmp_path).server == r".\SQLEXPRESS"
    both = (servers[1], servers[1])
    assert render_job(both).count("\n[source]") == render_job(both).count("# [source]") == 1
    assert tomllib.loads(render_job(both))["source"]["server"] == r".\SQLEXPRESS"
    report = make_report(servers)
    assert [(f.code, f.ref) for f in report.findings] == [("server-not-readable", "A")]
    assert "Permission denied" in report.findings[0].message
    assert report.facts["servers"][0]["source"] is None


def test_where_there_is_no_server_the_report_says_so():
    report = make_report(find_here(machine()))
    assert [finding.code for finding in report.findings] == ["no-server-here"]
    assert render_job(()) == ""


def test_the_report_holds_the_source_as_a_job_file_in_json_has_it(tmp_path):
    report = encode_report(make_report(found_with(SQL, **{PROGRAM: ""})))
    (server,) = report["facts"]["servers"]
    job = tmp_path / "job.json"
    job.write_text(json.dumps({"source": server["source"]}))
    assert load_job(job, {}).source.user == "sa"
    assert server["is_password_found"] is True
    assert server["is_master_key_found"] is False
    assert server["show_master_key"][:2] == [PROGRAM, "show-master-key"]


def test_the_key_is_read_by_the_servers_program_when_somebody_agrees():
    programs = FakePrograms(MASTER_KEY.encode())
    here = machine(
        registry=in_registry("A", CONFIG),
        files={CONFIG: configuration(SQL), PROGRAM: ""},
        programs=programs,
    )
    (server,) = find_here(here)
    assert programs.asked == []
    assert read_master_key(server, lambda words: False, here) is None
    assert read_master_key(server, lambda words: True, here) == Secret(MASTER_KEY)
    assert len(programs.asked) == 1


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
def test_any_name_is_printed_so_that_it_comes_back_and_moves_no_cursor(name):
    quoted = '"' + name.replace('"', '""') + '"'
    if "\0" in name or not name.strip():
        return
    environment = {"DB_CONNECTION_STRING": f"Server=s;UID={quoted};Database=d;PWD=p"}
    servers = find_here(machine("Linux", environment))
    text = render_job(servers)
    assert tomllib.loads(text)["source"]["user"] == servers[0].settings.user == name
    assert not set(text) & {"\x1b", "\x7f", "\x9b", "\u202e", "\u2028"}
