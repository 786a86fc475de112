import hashlib
import json
from pathlib import Path

import pytest

from migrator.engine.job import load_job, resolve_package, resolve_source, resolve_target
from migrator.engine.job_errors import (
    JobSyntaxError,
    JobUnreadableError,
    LiteralSecretError,
    MissingMemberError,
    MissingSectionError,
    SecretNotSetError,
    UnknownMemberError,
    WrongTypeError,
    WrongValueError,
)
from migrator.engine.secrets import Vault
from migrator.model.documents import Kind
from migrator.model.errors import ExitCode, UsageError
from migrator.model.secret import Secret
from migrator.model.settings import (
    Authentication,
    BuiltInFeed,
    Carriage,
    Encryption,
    Existing,
    FileSettings,
    FromEnvironment,
    FromFile,
    FromKeyring,
    FromPrompt,
    MissingReference,
    NameRule,
    PolicySettings,
    SelectSettings,
)

# The example of the documentation, member for member.
FULL = """
[source]
server = "sql01.corp.example,1433"      # host, host,port or host\\\\instance
database = "OctopusDeploy"
authentication = "sql"                  # sql | windows | entra
user = "octopus_reader"
password = { env = "SOURCE_PASSWORD" }
encrypt = "yes"                         # yes | strict | optional
trust_server_certificate = false
server_certificate = "ca.pem"            # optional: a private CA
host_name_in_certificate = ""           # optional
driver = "auto"                         # or a driver's name or the path of its library
master_key = { env = "OCTOPUS_MASTER_KEY" }
older_master_keys = []                  # after a rotation that missed some values
timeout_s = 30

[select]                                # names, case-insensitive, with * and ?
spaces = ["*"]
projects = ["*"]
exclude = ["projects:Playground*"]      # kind:pattern
include_disabled = true

[package]
path = "acme.ocmpack"
passphrase = { keyring = "acme-package" }
recipients = ["age1..."]                # optional, instead of or beside the passphrase
identity = { file = "me.txt" }          # opens a package that was sealed to recipients

[target]
url = "https://acme.octopus.app"
api_key = { env = "OCTOPUS_API_KEY" }   # or access_token = {...}
space_map = { "Default" = "Default", "Payments" = "Payments EU" }
verify_tls = true                       # false only for tests; a bundle's path is accepted
connections = 8
proxy = ""                              # else environment, then system

[policy]
existing = "merge"                      # merge | keep | overwrite | stop
missing_reference = "fail"              # fail | skip-item  (never widens a scope)
run_on_server = "Hosted Windows"        # worker pool for steps that ran on the server
disable_targets = true
disable_triggers = true
disable_subscriptions = true
older_target = "refuse"                 # refuse | allow  (a target older than the source)
stop_task_queue = true

[state]
directory = "state/acme"
"""
SOURCE = """[source]
server = "h"
database = "d"
user = "u"
password = { env = "P" }
"""
TARGET = """[target]
url = "https://acme.octopus.app"
api_key = { env = "K" }
"""


@pytest.fixture
def load(tmp_path):
    def load_text(text, name="job.toml", environment=None):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return load_job(path, environment or {})

    return load_text


def test_the_documented_job_file_is_read_member_for_member(load, tmp_path):
    job = load(FULL)
    assert job.digest == hashlib.sha256(FULL.encode()).hexdigest()
    source, target = job.source, job.target
    assert source.server == "sql01.corp.example,1433"
    assert source.authentication is Authentication.SQL
    assert source.encrypt is Encryption.YES
    assert source.password == FromEnvironment("SOURCE_PASSWORD")
    assert source.master_key == FromEnvironment("OCTOPUS_MASTER_KEY")
    assert source.server_certificate == tmp_path / "ca.pem"
    assert job.select == SelectSettings(exclude=(("projects", "Playground*"),))
    assert job.package.path == tmp_path / "acme.ocmpack"
    assert job.package.passphrase == FromKeyring("acme-package")
    assert job.package.identity == FromFile(tmp_path / "me.txt")
    assert job.package.recipients == ("age1...",)
    assert target.url == "https://acme.octopus.app"
    assert target.space_map == {"Default": "Default", "Payments": "Payments EU"}
    assert (target.verify_tls, target.ca_bundle, target.connections) == (True, None, 8)
    assert job.policy == PolicySettings()
    assert job.state_directory == tmp_path / "state/acme"


def test_json_with_the_same_members_gives_the_same_job(load):
    import tomllib

    toml, as_json = load(FULL), load(json.dumps(tomllib.loads(FULL), indent=2), "job.json")
    for part in ("source", "select", "package", "target", "policy", "state_directory"):
        assert getattr(toml, part) == getattr(as_json, part)


def test_all_that_signing_in_does_not_need_has_its_documented_default(load, tmp_path):
    job = load(SOURCE + TARGET)
    assert job.source.authentication is Authentication.SQL
    assert job.source.encrypt is Encryption.YES
    assert job.source.trust_server_certificate is False
    assert job.source.timeout_s == 30
    assert job.source.driver == "auto"
    assert job.source.master_key is None
    assert job.select == SelectSettings()
    assert job.target.connections == 8
    assert job.target.verify_tls is True
    assert job.policy.existing is Existing.MERGE
    assert job.policy.missing_reference is MissingReference.FAIL
    assert job.policy.run_on_server == "Hosted Windows"
    assert job.package.path == tmp_path / "job.ocmpack"
    assert job.package.passphrase == FromPrompt("passphrase of the package")
    assert job.state_directory.is_absolute()


def test_the_rate_limit_is_raised_only_by_a_job_that_says_to_what(load):
    assert load(TARGET).policy.raise_rate_limit == 0
    assert load(TARGET + "[policy]\nraise_rate_limit = 1200").policy.raise_rate_limit == 1200
    assert load(TARGET + "[policy]\nraise_rate_limit = 0").policy.raise_rate_limit == 0


def test_what_exists_may_have_a_rule_for_each_kind(load):
    job = load(
        TARGET + "[policy.existing]\ndefault = 'keep'\nProjects = 'overwrite'\ntag_sets = 'stop'\n"
    )
    assert job.policy.existing is Existing.KEEP
    assert job.policy.existing_of == {
        Kind.PROJECT: Existing.OVERWRITE,
        Kind.TAG_SET: Existing.STOP,
    }
    assert load("[policy.existing]\nprojects = 'keep'").policy.existing is Existing.MERGE


def test_a_kind_that_is_not_known_is_told_with_the_nearest(load):
    with pytest.raises(UnknownMemberError, match="the nearest is `projects`"):
        load("[policy.existing]\nprojcts = 'keep'")


def test_a_verb_that_reads_no_source_needs_none(load):
    job = load(TARGET)
    assert job.source is None
    with pytest.raises(MissingSectionError, match=r"\[source\]"):
        resolve_source(job, Vault())


def test_a_missing_target_is_named_with_the_variables_that_would_fill_it(load):
    with pytest.raises(MissingSectionError) as caught:
        resolve_target(load(SOURCE), Vault())
    assert "OCTOPUS_URL" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "line", "key", "near"),
    [
        ('[source]\n# a comment\nsever = "h"\n', 3, "source.sever", "`server`"),
        (SOURCE + '\n[polcy]\nexisting = "merge"\n', 7, "polcy", "`policy`"),
        (
            SOURCE + "\n[select]\nspaces = [\n 'a',\n 'b',\n]\nproject = ['*']\n",
            12,
            "select.project",
            "`projects`",
        ),
        ("state.directry = 'x'\n", 1, "state.directry", "`directory`"),
        ('[source]\nserver="""\nsever = 1\n"""\nsever = 2\n', 5, "source.sever", "`server`"),
        ('[source]\nserver = "h"\npassword = { evn = "P" }\n', 3, "source.password", "`env`"),
        (
            "[source]\nserver = 'h'\n[source.password]\nkeyrin = 'x'\n",
            3,
            "source.password",
            "`keyring`",
        ),
    ],
)
def test_an_unknown_member_is_named_with_file_line_key_and_the_nearest_known_one(
    load, text, line, key, near
):
    with pytest.raises(UnknownMemberError) as caught:
        load(text)
    message = str(caught.value)
    assert f"/job.toml, line {line}, {key}: " in message.replace("\\", "/")
    assert near in message
    assert caught.value.exit_code is ExitCode.USAGE


def test_an_unknown_member_of_json_is_named_with_its_line(load):
    with pytest.raises(UnknownMemberError, match=r"line 4, source\.sever: .*`server`"):
        load('{\n "source": {\n  "database": "d",\n  "sever": "h"\n }\n}', "job.json")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "[source]\nserver = 5\ndatabase = 'd'\nauthentication = 'windows'",
            "must be text, and it is a number",
        ),
        (SOURCE + "trust_server_certificate = 'no'", "must be true or false, and it is text"),
        (SOURCE + "timeout_s = '30'", "must be a number, and it is text"),
        (SOURCE + "timeout_s = true", "must be a number, and it is true or false"),
        ("[policy]\nraise_rate_limit = true", "must be a number, and it is true or false"),
        ("[policy]\nraise_rate_limit = '600'", "must be a number, and it is text"),
        (SOURCE + "[select]\nspaces = '*'", "must be a list of texts, and it is text"),
        (SOURCE + "[select]\nspaces = [1]", "a list with a number"),
        (SOURCE + "older_master_keys = 1", "must be a list of secrets' places"),
        (TARGET + "space_map = ['a']", "must be a table, and it is a list"),
        (TARGET + "proxy = 1979-05-27", "a date or time"),
        ("source = 1", "must be a table"),
        ("[source]\nserver='h'\nuser='u'\npassword = 5", "must be a secret's place"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_with_both_types(load, text, wanted):
    with pytest.raises(WrongTypeError) as caught:
        load(text)
    assert wanted in str(caught.value)
    assert ", line " in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[source]\ndatabase = 'd'\nauthentication = 'windows'", "source.server"),
        ("[source]\nserver = 'h'\nauthentication = 'windows'", "source.database"),
        ("[source]\nserver = ''\ndatabase = 'd'\nauthentication = 'entra'", "source.server"),
        ("[source]\nserver = 'h'\ndatabase = 'd'\npassword = {env='P'}", "source.user"),
        ("[source]\nserver = 'h'\ndatabase = 'd'\nuser = 'u'", "source.password"),
        (SOURCE + "api_key = {env='K'}", "source.api_url"),
        (SOURCE + "api_url = 'https://octopus.corp'", "source.api_key"),
        ("[target]\nurl = 'https://a.example'", "target.api_key"),
        ("[target]\napi_key = {env='K'}", "target.url"),
    ],
)
def test_a_missing_member_is_named(load, text, key):
    with pytest.raises(MissingMemberError, match=f"{key}: this is missing"):
        load(text)


@pytest.mark.parametrize(
    "text",
    [
        "[source]\nserver='h'\nuser='u'\npassword = 'CANARY-9f2'",
        SOURCE + "master_key = 'CANARY-9f2'",
        SOURCE + "older_master_keys = ['CANARY-9f2']",
        SOURCE + "older_master_keys = 'CANARY-9f2'",
        SOURCE + "api_url = 'https://octopus.corp'\napi_key = 'API-CANARY-9f2'",
        "[package]\npassphrase = 'CANARY-9f2'",
        "[package]\nidentity = 'AGE-SECRET-KEY-1CANARY-9f2'",
        "[package]\nrecipients = ['AGE-SECRET-KEY-1CANARY-9f2']",
        "[target]\nurl = 'https://a.example'\napi_key = 'API-CANARY-9f2'",
        "[target]\nurl = 'https://u:CANARY-9f2@a.example'\napi_key = {env='K'}",
        TARGET + "proxy = 'http://u:CANARY-9f2@proxy.example'",
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(load, text):
    with pytest.raises(LiteralSecretError) as caught:
        load(text)
    assert "CANARY-9f2" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SOURCE + "encrypt = 'strickt'", "the nearest is `strict`"),
        (SOURCE + "timeout_s = 0", "from 1 to"),
        (SOURCE + "timeout_s = nan", "from 1 to"),
        (TARGET + "connections = 2.5", "a whole number"),
        (TARGET + "connections = 0", "from 1 to 64"),
        (SOURCE + "api_url = 'octopus.corp'\napi_key = {env='K'}", "no address"),
        (SOURCE + "api_url = 'http://octopus.corp'\napi_key = {env='K'}", "in clear to octopus"),
        (
            SOURCE + "packages_directory = 'p'\napi_url = 'https://o.corp'\napi_key = {env='K'}",
            "exclude each other",
        ),
        ("[package]\nbuilt_in_feed = 'usd'", "the nearest is `used`"),
        ("[package]\nfiles = 'seald'", "the nearest is `sealed`"),
        ("[select]\nspaces = []", "names nothing"),
        ("[select]\nexclude = ['Playground*']", "kind:pattern"),
        ("[select]\nexclude = ['projcts:x']", "the nearest is `projects`"),
        ("[policy]\nexisting = 'merg'", "the nearest is `merge`"),
        ("[policy]\nraise_rate_limit = -1", "from 0 to 100000"),
        ("[policy]\nraise_rate_limit = 100001", "from 0 to 100000"),
        ("[policy]\nraise_rate_limit = 600.5", "a whole number"),
        ("[policy.existing]\nprojects = 'merg'", "the nearest is `merge`"),
        ("[policy.existing]\nproject = 'keep'\nprojects = 'merge'", "stands here twice"),
        ("[package]\npassphrase = { env = 'A', file = 'b' }", "exactly one"),
        ("[package]\npassphrase = { prompt = false }", "exactly one"),
        ("[package]\npassphrase = {}", "exactly one"),
        ("[package]\npassphrase = { env = '' }", "exactly one"),
        (TARGET + "access_token = { env = 'T' }", "exclude each other"),
        ("[target]\nurl = 'acme.octopus.app'\napi_key = {env='K'}", "no address"),
        ("[target]\nurl = 'https://a:port'\napi_key = {env='K'}", "no address"),
        ("[target]\nurl = 'http://acme.octopus.app'\napi_key = {env='K'}", "in clear to acme"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_the_reason(load, text, why):
    with pytest.raises(WrongValueError) as caught:
        load(text)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://acme.octopus.app/", "https://acme.octopus.app"),
        ("https://acme.octopus.app/api", "https://acme.octopus.app"),
        ("https://acme.octopus.app/app#/Spaces-1/projects", "https://acme.octopus.app"),
        ("https://gateway.example/octopus/api/", "https://gateway.example/octopus"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_as_people_paste_it_is_understood(load, url, read):
    assert load(f"[target]\nurl = '{url}'\napi_key = {{env='K'}}").target.url == read


def test_verify_tls_takes_the_path_of_a_bundle(load, tmp_path):
    target = load(TARGET + "verify_tls = 'ca.pem'").target
    assert (target.verify_tls, target.ca_bundle) == (True, tmp_path / "ca.pem")


def test_a_driver_given_by_path_is_beside_the_job_and_one_given_by_name_is_a_name(load, tmp_path):
    assert load(SOURCE + "driver = 'lib/odbc.so'").source.driver == str(tmp_path / "lib/odbc.so")
    assert load(SOURCE + "driver = 'FreeTDS'").source.driver == "FreeTDS"


def test_kinds_are_excluded_in_any_spelling(load):
    select = load("[select]\nexclude = ['Project_Groups:a', 'tag sets:b:c']").select
    assert select.exclude == (("project groups", "a"), ("tag sets", "b:c"))


def test_octopus_own_variables_fill_a_missing_target(load):
    environment = {"OCTOPUS_URL": "https://acme.octopus.app/", "OCTOPUS_API_KEY": "API-X"}
    target = load(SOURCE, environment=environment).target
    assert target.url == "https://acme.octopus.app"
    assert target.api_key == FromEnvironment("OCTOPUS_API_KEY")
    assert target.space_map == {}


def test_octopus_space_names_where_the_one_selected_space_goes(load):
    environment = {"OCTOPUS_URL": "https://a.example", "OCTOPUS_SPACE": "Payments EU"}
    one = load(SOURCE + "[select]\nspaces = ['Payments']", environment=environment).target
    assert one.space_map == {"Payments": "Payments EU"}
    all_of_them = load(SOURCE, environment=environment).target
    assert all_of_them.space_map == {"*": "Payments EU"}


def test_an_access_token_of_the_environment_is_taken_where_there_is_no_key(load):
    environment = {"OCTOPUS_URL": "https://a.example", "OCTOPUS_ACCESS_TOKEN": "x"}
    target = load(SOURCE, environment=environment).target
    assert (target.api_key, target.access_token) == (None, FromEnvironment("OCTOPUS_ACCESS_TOKEN"))


def test_a_target_in_the_job_is_not_changed_by_the_environment(load):
    environment = {"OCTOPUS_URL": "https://other.example", "OCTOPUS_SPACE": "X"}
    target = load(TARGET, environment=environment).target
    assert (target.url, target.space_map) == ("https://acme.octopus.app", {})


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("job.toml", "[source]\nserver = h\n", "line 2"),
        ("job.toml", "[source]\nserver = 'h'\nserver = 'h'\n", "line 3"),
        ("job.toml", '[source]\nserver = "h', "line 2"),
        ("job.json", '{"source":\n {"server": }}', "line 2"),
        ("job.json", '{"source": {},\n "source": {}}', "twice"),
        ("job.json", '{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_not_well_formed_is_named_with_the_line(load, name, text, where):
    with pytest.raises(JobSyntaxError, match=where):
        load(text, name)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "job.toml"
    path.write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(JobSyntaxError, match="UTF-8"):
        load_job(path)


def test_a_job_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "job.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOURCE.encode())
    assert load_job(path, {}).source.server == "h"


def test_an_absent_job_file_is_named(tmp_path):
    with pytest.raises(JobUnreadableError, match=r"none\.toml"):
        load_job(tmp_path / "none.toml")


def test_a_file_too_large_for_a_job_is_not_read_whole(tmp_path):
    path = tmp_path / "job.toml"
    path.write_bytes(b"#" * (1 << 20) + b"##")
    with pytest.raises(JobUnreadableError, match="larger"):
        load_job(path)


def test_an_error_far_down_a_very_long_file_is_told_without_its_line(load):
    with pytest.raises(UnknownMemberError, match=r"job\.toml, source\.sever: "):
        load("# x\n" * 3000 + "[source]\nsever = 1\n")


def test_settings_hold_the_secrets_that_the_sections_name(load, tmp_path):
    (tmp_path / "pass.txt").write_text("from a file\n")
    job = load(
        SOURCE
        + "master_key = {env='M'}\nolder_master_keys = [{env='O'}]\n"
        + TARGET
        + "[package]\npassphrase = {file='pass.txt'}\n"
    )
    vault = Vault(environment={"P": "p", "M": "m", "O": "o", "K": "k"})
    source = resolve_source(job, vault)
    assert (source.password, source.master_key) == (Secret("p"), Secret("m"))
    assert source.older_master_keys == (Secret("o"),)
    assert resolve_target(job, vault).api_key == Secret("k")
    assert resolve_target(job, vault).access_token is None
    assert resolve_package(job, vault).passphrase == Secret("from a file")


def test_the_files_of_the_feed_are_where_the_source_says(load, tmp_path):
    vault = Vault(environment={"P": "p", "K": "k", "W": "w"})
    package = "[package]\npassphrase = {env='W'}\n"
    job = load(SOURCE + package)
    assert resolve_source(job, vault).built_in_feed is BuiltInFeed.NONE
    assert resolve_package(job, vault, with_files=True).files is None
    job = load(SOURCE + "packages_directory = 'Packages'\n" + package + "files = 'passed-through'")
    assert resolve_source(job, vault).built_in_feed is BuiltInFeed.USED
    files = resolve_package(job, vault, with_files=True).files
    assert files == FileSettings(tmp_path / "Packages", carriage=Carriage.PASSED_THROUGH)
    assert job.passes_files_through
    job = load(
        SOURCE
        + "api_url = 'https://octopus.corp/app'\napi_key = {env='K'}\n"
        + package
        + "built_in_feed = 'all'"
    )
    assert resolve_source(job, vault).built_in_feed is BuiltInFeed.ALL
    files = resolve_package(job, vault, with_files=True).files
    assert (files.api_url, files.api_key) == ("https://octopus.corp", Secret("k"))
    assert not job.passes_files_through
    # Who needs no file need not have the key that gives them.
    assert resolve_package(job, Vault(environment={"W": "w"})).files is None


def test_a_secret_is_fetched_only_by_the_verb_that_needs_it(load):
    job = load(SOURCE + TARGET)
    vault = Vault(environment={"K": "k"})
    assert resolve_target(job, vault).api_key == Secret("k")
    with pytest.raises(SecretNotSetError, match="P is not set"):
        resolve_source(job, vault)


def test_an_octopus_url_that_is_none_is_named(load):
    with pytest.raises(UsageError, match="OCTOPUS_URL"):
        load(SOURCE, environment={"OCTOPUS_URL": "acme"})


def test_two_job_files_have_their_own_default_state_and_an_edited_one_keeps_its_own(load, tmp_path):
    first = load(SOURCE).state_directory
    assert load(SOURCE + "# edited").state_directory == first
    assert load(SOURCE, "other.toml").state_directory != first
    assert Path(first).name.startswith("job-")


def test_items_may_have_other_names_on_the_target_in_all_spaces_or_in_one(load):
    job = load(
        TARGET + "[target.name_map.environments]\nProd = 'Production'\nPay = { prod = 'Live' }\n"
        "[target.name_map.Tag_Sets]\nRing = 'Rings'\n"
    )
    assert job.target is not None
    assert job.target.name_map == (
        NameRule(Kind.ENVIRONMENT, "Prod", "Production"),
        NameRule(Kind.ENVIRONMENT, "prod", "Live", "Pay"),
        NameRule(Kind.TAG_SET, "Ring", "Rings"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("enviroments = { A = 'B' }", "the nearest is `environments`"),
        ("channels = { A = 'B' }", "channels"),
        ("environments = { A = '' }", "a name is empty"),
        ("environments = { A = 'B', ' a' = 'C' }", "twice"),
        ("environments = { A = 'B' }\nenvironment = { A = 'C' }", "twice"),
        ("environments = 'B'", "a table"),
    ],
)
def test_a_name_map_that_is_wrong_is_told_with_its_place(load, text, told):
    with pytest.raises(UsageError, match=told):
        load(f"{TARGET}[target.name_map]\n{text}\n")
