import json
import re

import pytest

from migrator.model.secret import Secret
from migrator.source.here.ports import View
from migrator.source.here.servers import find_program, find_servers
from tests.fakes.octopus_machine import (
    INSTANCES,
    KEY,
    MASTER_KEY,
    PROGRAM,
    configuration,
    in_registry,
    machine,
)

SQL = "Server=sql01;Database=Octopus;User Id=sa;Password=CANARY-71"
CONFIG = r"D:\Octopus\OctopusServer.config"


def instance_file(name, path):
    return json.dumps({"Name": name, "ConfigurationFilePath": path})


def test_an_instance_of_the_instance_files_is_found_with_its_database():
    found = find_servers(
        machine(
            files={
                rf"{INSTANCES}\octopusserver.config": instance_file("OctopusServer", CONFIG),
                CONFIG: configuration(SQL),
                PROGRAM: "",
            }
        )
    )
    (server,) = found
    assert (server.name, server.problem, server.program) == ("OctopusServer", "", PROGRAM)
    assert (server.settings.server, server.settings.database) == ("sql01", "Octopus")
    assert server.settings.password == Secret("CANARY-71")
    assert server.settings.master_key is None
    assert CONFIG in server.origin
    assert "CANARY-71" not in repr(found)


@pytest.mark.parametrize("view", list(View))
def test_an_instance_of_either_registry_is_found(view):
    (server,) = find_servers(
        machine(registry=in_registry("Main", CONFIG, view), files={CONFIG: configuration(SQL)})
    )
    assert (server.name, server.settings.server) == ("Main", "sql01")
    assert f"the registry ({int(view)} bit)" in server.origin


def test_an_instance_that_both_name_is_one_and_the_file_counts():
    old = r"C:\Old\OctopusServer.config"
    found = find_servers(
        machine(
            registry=in_registry("main", old) | in_registry("Other", old, View.NARROW),
            files={
                rf"{INSTANCES}\main.config": instance_file("Main", CONFIG),
                CONFIG: configuration(SQL),
                old: configuration(SQL.replace("sql01", "sql00")),
            },
        )
    )
    assert [(one.name, one.settings.server) for one in found] == [
        ("Main", "sql01"),
        ("Other", "sql00"),
    ]


def test_the_instance_files_are_where_the_machine_says_its_data_is():
    path = r"E:\Data\Octopus\OctopusServer\Instances\a.config"
    (server,) = find_servers(
        machine(
            environment={"PROGRAMDATA": r"E:\Data"},
            files={path: instance_file("A", CONFIG), CONFIG: configuration(SQL)},
        )
    )
    assert server.name == "A"


def test_a_server_that_nothing_lists_is_found_at_its_usual_place():
    path = "/home/octopus/.octopus/OctopusServer/Server/Server.linux.config"
    files = {path: configuration(SQL), "/Octopus/Octopus.Server": ""}
    (server,) = find_servers(machine("Linux", files=files))
    assert (server.name, server.program) == ("OctopusServer", "/Octopus/Octopus.Server")
    assert server.settings.server == "sql01"


def test_instances_of_linux_are_found():
    files = {
        "/etc/octopus/OctopusServer/Instances/a.config": instance_file("A", "/srv/a.config"),
        "/srv/a.config": configuration(SQL),
    }
    assert [one.name for one in find_servers(machine("Linux", files=files))] == ["A"]


@pytest.mark.parametrize(
    ("string_name", "key_name"),
    [("DB_CONNECTION_STRING", "MASTER_KEY"), ("sqlDbConnectionString", "masterKey")],
)
def test_the_variables_of_a_container_are_found_and_their_values_not_shown(string_name, key_name):
    environment = {string_name: SQL, key_name: MASTER_KEY, "ADMIN_PASSWORD": "CANARY-72"}
    found = find_servers(machine("Linux", environment=environment))
    (server,) = found
    assert (server.connection_variable, server.key_variable) == (string_name, key_name)
    assert server.settings.user == "sa"
    for hidden in ("CANARY", MASTER_KEY):
        assert hidden not in repr(found) + repr(machine(environment=environment))


def test_variables_that_are_empty_or_of_an_administrator_make_no_server():
    environment = {"DB_CONNECTION_STRING": "", "MASTER_KEY": MASTER_KEY, "ADMIN_USERNAME": "a"}
    assert find_servers(machine("Linux", environment=environment)) == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PermissionError(13, "Permission denied"), r"cannot be read \(Permission denied\)"),
        (FileNotFoundError(2, "No such file"), "cannot be read"),
        ("<octopus-settings><set", "no configuration"),
        (b"\xff\xfe\xfa", "no configuration"),
        ('<?xml version="1.0" encoding="nonsense"?><octopus-settings/>', "no configuration"),
        ('<!DOCTYPE x [<!ENTITY a "CANARY-71">]><octopus-settings/>', "no configuration"),
        ("<octopus-settings/>", "holds no connection string"),
        (configuration("CANARY-71"), "its part 1 is not of the form"),
        (configuration("Server=s;PWD=CANARY-71"), "names no database"),
    ],
)
def test_a_configuration_that_cannot_be_used_says_why_and_nothing_of_itself(content, why):
    (server,) = find_servers(machine(registry=in_registry("A", CONFIG), files={CONFIG: content}))
    assert server.settings is None
    assert re.search(why, server.problem)
    assert "CANARY-71" not in repr(server)


def test_container_variables_that_cannot_be_used_say_why():
    found = find_servers(machine("Linux", environment={"DB_CONNECTION_STRING": "CANARY-71"}))
    assert found[0].settings is None
    assert "part 1" in found[0].problem
    assert "CANARY-71" not in repr(found)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"Name": "A"}', b"\xff", "[" * 100_000])
def test_an_instance_file_that_is_none_is_passed_over(text):
    files = {rf"{INSTANCES}\a.config": text}
    assert find_servers(machine(files=files)) == ()


def test_an_instance_file_that_must_not_be_read_is_passed_over():
    files = {rf"{INSTANCES}\a.config": PermissionError(13, "Permission denied")}
    assert find_servers(machine(files=files)) == ()


def test_the_program_is_where_the_registry_or_the_usual_folder_has_it():
    elsewhere = "D:\\Apps\\Octopus\\Octopus.Server.exe"
    registry = {(View.NARROW, KEY, "InstallLocation"): "D:\\Apps\\Octopus\\"}
    assert find_program(machine(registry=registry, files={elsewhere: "", PROGRAM: ""})) == elsewhere
    assert find_program(machine(registry=registry, files={PROGRAM: ""})) == PROGRAM
    assert find_program(machine()) == ""
    assert find_program(machine("Linux")) == ""


def test_a_key_of_the_registry_that_is_no_instance_is_passed_over():
    registry = {(View.WIDE, rf"{KEY}\Settings", "Other"): "x"}
    assert find_servers(machine(registry=registry)) == ()


def test_a_container_that_also_lists_its_instance_is_one_server():
    config, listed = "/srv/a.config", "/etc/octopus/OctopusServer/Instances/a.config"
    files = {listed: instance_file("A", config), config: configuration(SQL)}
    environment = {"DB_CONNECTION_STRING": SQL.replace("sql01", "SQL01")}
    (server,) = find_servers(machine("Linux", environment, files=files))
    assert server.connection_variable == "DB_CONNECTION_STRING"
    files[config] = configuration(SQL.replace("sql01", "sql02"))
    assert len(find_servers(machine("Linux", environment, files=files))) == 2
    files[config] = PermissionError(13, "Permission denied")
    assert len(find_servers(machine("Linux", environment, files=files))) == 2
