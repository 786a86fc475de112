import importlib.metadata
import re
import socket
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from migrator.engine import doctor_machine as at
from migrator.engine.doctor import examine, has_problem, make_report
from migrator.engine.doctor_check import Check, Verdict, ok, problem, warning
from migrator.engine.doctor_job import (
    check_proxy,
    judge_encryption,
    judge_secret,
    judge_skew,
    judge_source,
)
from migrator.engine.job import load_job
from migrator.model.errors import Cancelled
from migrator.model.events import Run
from migrator.model.settings import FromEnvironment, FromFile, FromKeyring, FromPrompt
from migrator.sandbox.rehearsal import RehearsalSettings, start
from migrator.source.address import Address
from migrator.source.drivers import DriverFound, Family, Library
from migrator.source.installation import Installation
from migrator.target.reaching import Reached

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CANARY = "CANARY-71"


def by_name(checks):
    return {check.name: check for check in checks}


def test_a_machine_and_a_job_that_work_have_no_problem(tmp_path):
    with start(RehearsalSettings(tmp_path)) as served:
        checks = examine(load_job(served.job, {}), Run(), {})
        found = by_name(checks)
        secrets = [path.read_text() for path in (tmp_path / "secrets").iterdir()]
    assert not has_problem(checks)
    assert f"answers on port {served.sql_port}" in found["source"].found
    assert found["source encryption"].verdict is Verdict.OK
    assert re.search(r"is Octopus Server 20\d\d\.\d", found["target"].found)
    assert found["clock beside the target's"].verdict is Verdict.OK
    assert found["source.password"].found.endswith("sql-password")
    assert "MiB free" in found["state directory"].found + found["package's place"].found
    assert found["driver of this job"].verdict is Verdict.OK
    assert len(secrets) >= 4
    for secret in secrets:
        assert secret not in repr(checks) + repr(make_report(checks))


def test_nothing_is_written_and_no_secret_is_read(tmp_path):
    job = tmp_path / "job.toml"
    job.write_text(
        '[source]\nserver = "127.0.0.1,9"\ndatabase = "d"\nuser = "u"\n'
        'password = { env = "ABSENT" }\nmaster_key = { file = "absent" }\n'
        '[package]\npassphrase = { keyring = "entry" }\n[state]\ndirectory = "deep/state"\n'
    )
    found = by_name(examine(load_job(job, {}), Run(), {}))
    assert list(tmp_path.iterdir()) == [job]
    assert found["source.password"].verdict is Verdict.WARNING
    assert "ABSENT" in found["source.password"].remedy
    assert found["source.master_key"].verdict is Verdict.WARNING
    assert found["package.passphrase"].found.endswith("entry entry")


def test_servers_that_cannot_be_reached_are_problems_with_a_remedy(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        port = taken.getsockname()[1]
        job = tmp_path / "job.toml"
        job.write_text(
            f'[source]\nserver = "127.0.0.1,{port}"\ndatabase = "d"\nuser = "u"\n'
            'password = { env = "P" }\n'
            f'[target]\nurl = "http://127.0.0.1:{port}"\napi_key = {{ env = "K" }}\n'
        )
        checks = examine(load_job(job, {}), Run(), {"P": CANARY, "K": CANARY})
    found = by_name(checks)
    for name in ("source", "target"):
        assert found[name].verdict is Verdict.PROBLEM
        assert found[name].remedy
    assert has_problem(checks)
    assert found["source.password"].found == "the environment variable P is set"
    assert CANARY not in repr(checks)


def test_a_source_whose_name_leads_nowhere_is_a_problem(tmp_path):
    job = tmp_path / "job.toml"
    job.write_text(
        '[source]\nserver = "no such host"\ndatabase = "d"\nauthentication = "windows"\n'
        'driver = "absent"\n'
    )
    found = by_name(examine(load_job(job, {}), Run(), {}))
    assert found["source"].verdict is Verdict.PROBLEM
    assert found["driver of this job"].verdict is Verdict.PROBLEM


def test_it_stops_when_asked(tmp_path):
    with pytest.raises(Cancelled):
        examine(None, Run(cancelled=lambda: True))


def test_without_a_job_the_machine_alone_is_looked_at():
    names = set(by_name(examine(None, Run())))
    assert {"Python", "packages", "ODBC driver", "Qt", "credential store", "proxy"} <= names
    assert {"TLS roots", "clock", "state directory"} <= names
    assert not {"source", "target"} & names


def test_a_report_holds_every_check_and_what_is_not_ok_as_findings():
    checks = (ok("a", "fine"), warning("b c", "so", "do"), problem("d", "bad", "act"))
    report = make_report(checks)
    assert [row["verdict"] for row in report.facts["checks"]] == ["ok", "warning", "problem"]
    assert [(f.code, f.severity, f.hint) for f in report.findings] == [
        ("doctor-b-c", "warning", "do"),
        ("doctor-d", "blocks", "act"),
    ]
    assert has_problem(checks)
    assert not report.is_clean
    assert make_report(checks[:2]).is_clean
    assert not has_problem(checks[:2])


def test_the_packages_looked_for_are_those_that_we_depend_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}
    assert set(at.PACKAGES) == named
    (qt,) = (line for line in project["optional-dependencies"]["gui"] if "PySide6" in line)
    assert f">={'.'.join(map(str, at.OLDEST_QT))}" in qt
    assert f"!={at.BROKEN_QT}" in qt


def test_packages_that_are_missing_are_a_problem():
    assert at.judge_packages({"a": "1", "b": "2"}) == ok("packages", "a 1, b 2")
    found = at.judge_packages({"a": "1", "b": ""})
    assert (found.verdict, found.remedy) == (Verdict.PROBLEM, "pip install b")


@pytest.mark.parametrize(
    ("version", "verdict"),
    [((3, 10, 9), Verdict.PROBLEM), ((3, 11, 0), Verdict.OK), ((4, 0, 0), Verdict.OK)],
)
def test_python_must_be_recent(version, verdict):
    assert at.judge_python(version, "x86_64").verdict is verdict


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ("", Verdict.WARNING),
        ("6.9.3", Verdict.WARNING),
        ("6.12.0", Verdict.WARNING),
        ("6.10.0", Verdict.OK),
        ("6.11.3", Verdict.OK),
        ("of unknown version", Verdict.OK),
    ],
)
def test_qt_is_needed_by_the_wizard_alone(version, verdict):
    assert at.judge_qt(version).verdict is verdict


def test_qt_is_looked_for_and_not_loaded():
    script = (
        "import sys; from migrator.engine.doctor import examine; from migrator.model.events "
        "import Run; examine(None, Run()); print('PySide6' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "False", done.stderr


def driver(name, why_not=""):
    return DriverFound(name, Family.MICROSOFT, Library.PYODBC, "", "18.6", why_not)


def test_drivers_are_a_problem_only_where_none_is_of_use():
    mixed = tuple(at.judge_drivers([driver("good"), driver("bad", "it lacks libx")]))
    assert [check.verdict for check in mixed] == [Verdict.OK, Verdict.WARNING]
    assert "libx" in mixed[1].found
    none = tuple(at.judge_drivers([driver("bad", "it lacks libx")]))
    assert [check.verdict for check in none] == [Verdict.WARNING, Verdict.PROBLEM]
    assert [check.verdict for check in at.judge_drivers([])] == [Verdict.PROBLEM]


@pytest.mark.parametrize(("system", "word"), [("Linux", "unixodbc"), ("Windows", "pip install")])
def test_a_missing_driver_manager_is_named_with_what_to_install(system, word):
    why = "pyodbc cannot be imported (libodbc.so.2: cannot open)"
    found = at.judge_driver_manager(Installation(pyodbc_problem=why, system=system))
    assert (found.verdict, found.found) == (Verdict.WARNING, why)
    assert word in found.remedy
    assert at.judge_driver_manager(Installation()).verdict is Verdict.OK


def test_missing_kerberos_libraries_are_named():
    assert at.judge_kerberos([]).verdict is Verdict.OK
    found = at.judge_kerberos(["libkrb5.so.3"])
    assert found.verdict is Verdict.WARNING
    assert "libkrb5.so.3" in found.found


def test_a_credential_store_is_named_or_other_ways_are():
    assert at.judge_store("Windows", is_usable=True) == ok("credential store", "Windows")
    assert at.judge_store("", is_usable=False).found == "none that works"
    found = at.judge_store("RuntimeError", is_usable=False)
    assert (found.verdict, found.found) == (Verdict.WARNING, "none that works (RuntimeError)")
    assert "{ env = ... }" in found.remedy


def test_a_credential_store_that_breaks_is_one_that_does_not_work(monkeypatch):
    import keyring

    def broken():
        raise RuntimeError(CANARY)

    monkeypatch.setattr(keyring, "get_keyring", broken)
    found = by_name(at.check_machine())["credential store"]
    assert found.found == "none that works (RuntimeError)"


@pytest.mark.parametrize("name", ["memory", "fail"])
def test_the_credential_store_is_the_one_that_keyring_takes(monkeypatch, name):
    import keyring
    from keyring.backends import fail

    class Memory(keyring.backend.KeyringBackend):
        priority = 1

        def get_password(self, service, username):
            return None

        def set_password(self, service, username, password):
            raise AssertionError

        def delete_password(self, service, username):
            raise AssertionError

    store = Memory() if name == "memory" else fail.Keyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: store)
    verdict = by_name(at.check_machine())["credential store"].verdict
    assert verdict is (Verdict.OK if name == "memory" else Verdict.WARNING)


@pytest.mark.parametrize(
    ("system", "place", "verdict"),
    [
        ("Linux", "", Verdict.PROBLEM),
        ("Linux", "/etc/ssl/certs", Verdict.OK),
        ("Windows", "", Verdict.OK),
        ("Darwin", "", Verdict.OK),
    ],
)
def test_without_roots_no_target_could_be_trusted(system, place, verdict):
    assert at.judge_roots(system, place).verdict is verdict


def test_roots_are_found_where_openssl_looks(monkeypatch, tmp_path):
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("")
    monkeypatch.setattr(at, "_ROOTS", (str(tmp_path / "absent"),))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert by_name(at.check_machine())["TLS roots"].found == str(bundle)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "absent"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert by_name(at.check_machine())["TLS roots"].verdict is Verdict.PROBLEM
    (tmp_path / "0a1b2c3d.0").write_text("")
    assert by_name(at.check_machine())["TLS roots"].found == str(tmp_path)


def test_a_clock_before_the_installation_is_wrong():
    assert at.judge_clock(NOW, NOW - timedelta(days=400)).verdict is Verdict.OK
    assert at.judge_clock(NOW, NOW + timedelta(hours=20)).verdict is Verdict.OK
    assert at.judge_clock(NOW, NOW + timedelta(days=2)).verdict is Verdict.PROBLEM


@pytest.mark.parametrize(
    ("ahead_s", "verdict", "words"),
    [
        (5, Verdict.OK, ""),
        (-299, Verdict.OK, ""),
        (3600, Verdict.WARNING, "60 minutes ahead of"),
        (-600, Verdict.WARNING, "10 minutes behind"),
    ],
)
def test_a_clock_is_held_beside_the_targets(ahead_s, verdict, words):
    found = judge_skew(ahead_s)
    assert found.verdict is verdict
    assert words in found.found


@pytest.mark.parametrize(
    ("free_mib", "verdict"),
    [(50, Verdict.PROBLEM), (500, Verdict.WARNING), (5000, Verdict.OK)],
)
def test_room_is_measured_where_the_folder_will_be(tmp_path, free_mib, verdict):
    asked = []

    def free_bytes(path):
        asked.append(path)
        return free_mib << 20

    found = at.judge_place("room", tmp_path / "a" / "b", free_bytes)
    assert asked == [tmp_path]
    assert found.verdict is verdict
    assert f"{free_mib:,} MiB free" in found.found


def test_room_that_nobody_can_tell_is_a_warning(tmp_path):
    def free_bytes(path):
        raise OSError(5, "Input/output error")

    found = at.judge_place("room", tmp_path, free_bytes)
    assert found.verdict is Verdict.WARNING
    assert "Input/output error" in found.found


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert at.judge_place("room", tmp_path).verdict is Verdict.PROBLEM
    monkeypatch.undo()
    monkeypatch.setattr(Path, "is_dir", lambda path: False)
    assert at.judge_place("room", tmp_path).verdict is Verdict.PROBLEM


def test_the_proxy_in_force_is_named_without_its_password(monkeypatch):
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": f"http://u:{CANARY}@p:3128"})
    monkeypatch.setattr("urllib.request.proxy_bypass", lambda host: False)
    assert check_proxy("https://acme.octopus.app") == ok("proxy", "p:3128")
    assert check_proxy("https://127.0.0.1") == ok("proxy", "none")
    assert check_proxy("https://acme.octopus.app", "q:1") == ok("proxy", "q:1")
    found = check_proxy("https://acme.octopus.app", f"socks5://u:{CANARY}@p")
    assert found.verdict is Verdict.PROBLEM
    assert CANARY not in repr(found)


def test_a_source_that_no_network_leads_to_is_left_to_a_driver():
    assert judge_source(Address(r"np:\\.\pipe", None, is_network=False), 0).verdict is Verdict.OK
    found = judge_source(Address("sql01", None, "OCTOPUS"), 0)
    assert found.verdict is Verdict.WARNING
    assert "OCTOPUS" in found.found
    assert "in 250 ms" in judge_source(Address("sql01", 1433), 0.25).found


@pytest.mark.parametrize(("offers", "verdicts"), [(True, ["ok"]), (False, ["problem"]), (None, [])])
def test_encryption_that_does_not_come_about_is_a_problem(offers, verdicts):
    found = judge_encryption(Address("sql01", 1433), offers=offers)
    assert [check.verdict for check in found] == verdicts


def test_secrets_are_looked_for_where_they_are_named_and_not_fetched(tmp_path):
    path = tmp_path / "secret"
    assert judge_secret("a", FromFile(path), {}).verdict is Verdict.WARNING
    path.write_text(CANARY)
    path.chmod(0)
    checks = [
        judge_secret("a", FromFile(path), {}),
        judge_secret("a", FromEnvironment("X"), {"X": CANARY}),
        judge_secret("a", FromKeyring("entry"), {}),
        judge_secret("a", FromPrompt("label"), {}),
    ]
    assert {check.verdict for check in checks} == {Verdict.OK}
    assert CANARY not in repr(checks)
    assert judge_secret("a", FromEnvironment("X"), {"X": ""}).verdict is Verdict.WARNING


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has lists of rights instead")
@pytest.mark.parametrize(
    ("mode", "verdict"),
    [(0o600, Verdict.OK), (0o640, Verdict.WARNING), (0o604, Verdict.WARNING)],
)
def test_a_secret_that_others_can_read_is_told(tmp_path, mode, verdict):
    path = tmp_path / "key"
    path.write_text(CANARY)
    path.chmod(mode)
    found = judge_secret("target.api_key", FromFile(path), {})
    assert found.verdict is verdict
    assert CANARY not in f"{found}"


def test_a_certificate_that_is_not_verified_is_told(tmp_path):
    with start(RehearsalSettings(tmp_path)) as served:
        text = served.job.read_text()
        loose = tmp_path / "loose.toml"
        loose.write_text(text.replace('verify_tls = "ca.pem"', "verify_tls = false"))
        found = by_name(examine(load_job(loose, {}), Run(), {}))
        strange = tmp_path / "strange.toml"
        strange.write_text(text.replace('verify_tls = "ca.pem"', "verify_tls = true"))
        strict = by_name(examine(load_job(strange, {}), Run(), {}))
    assert found["target certificate"] == Check(
        "target certificate",
        Verdict.WARNING,
        "not verified, as the job says",
        "Set verify_tls to true, or to a file with the certificates to trust.",
    )
    assert strict["target"].verdict is Verdict.PROBLEM
    assert "certificate" in strict["target"].found


def test_a_job_that_names_one_server_alone_is_looked_at_as_far_as_it_goes(tmp_path):
    job = tmp_path / "job.toml"
    job.write_text('[package]\nrecipients = ["age1x"]\n')
    names = set(by_name(examine(load_job(job, {}), Run(), {})))
    assert "package's place" in names
    assert not names & {"source", "target", "source.password", "target.api_key"}


@pytest.mark.parametrize("where", ["folder", "no folder", "server", "no server"])
def test_where_the_packages_are_is_looked_at(tmp_path, where):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        job = served.directory / "other.toml"
        # The sandbox's certificate is nobody's, so its server cannot be reached without more.
        line = {
            "folder": "",
            "no folder": 'packages_directory = "gone"',
            "server": f'api_url = "{served.cloud.url}"',
            "no server": 'api_url = "https://127.0.0.1:1"',
        }[where]
        text = served.job.read_text()
        key = 'api_key = { env = "K" }\n' if "server" in where else ""
        if line:
            text = text.replace('packages_directory = "packages"', f"{line}\n{key}")
        job.write_text(text)
        found = by_name(examine(load_job(job, {}), Run(), {"K": CANARY}))["packages"]
    wanted = {"folder": "in ", "no folder": "there is no folder", "no server": "127.0.0.1:1"}
    assert (found.verdict is Verdict.OK) == (where == "folder")
    assert wanted.get(where, "certificate") in found.found
    assert CANARY not in f"{found}"
    assert bool(found.remedy) == (where != "folder")


def test_a_job_that_does_not_insist_on_encryption_is_not_asked_about_it(tmp_path):
    with start(RehearsalSettings(tmp_path)) as served:
        loose = tmp_path / "loose.toml"
        text = served.job.read_text()
        loose.write_text(text.replace("[package]", 'encrypt = "optional"\n[package]', 1))
        found = by_name(examine(load_job(loose, {}), Run(), {}))
    assert found["source"].verdict is Verdict.OK
    assert "source encryption" not in found


def test_a_target_that_does_not_tell_its_time_is_reached_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "migrator.engine.doctor_job.reach_target", lambda settings: Reached("2026.1", None)
    )
    job = tmp_path / "job.toml"
    job.write_text('[target]\nurl = "https://127.0.0.1"\naccess_token = { env = "T" }\n')
    found = by_name(examine(load_job(job, {}), Run(), {"T": CANARY}))
    assert found["target"].found == "https://127.0.0.1 is Octopus Server 2026.1"
    assert found["target.access_token"].verdict is Verdict.OK
    assert "clock beside the target's" not in found


def test_libraries_and_qt_that_are_not_there_are_noticed(monkeypatch):
    monkeypatch.setattr(at, "_KERBEROS", ("libabsent.so.9",))
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    found = by_name(at.check_machine())
    assert found["Qt"].verdict is Verdict.WARNING
    if sys.platform == "linux":
        assert "libabsent.so.9" in found["Kerberos libraries"].found


def test_kerberos_libraries_are_looked_for_on_linux_alone(monkeypatch):
    monkeypatch.setattr(at, "look_around", lambda: Installation(system="Windows"))
    assert "Kerberos libraries" not in by_name(at.check_machine())


def test_a_package_that_has_no_version_is_not_installed(monkeypatch):
    monkeypatch.setattr(at, "PACKAGES", ("no-such-package-of-ours",))
    assert by_name(at.check_machine())["packages"].verdict is Verdict.PROBLEM


def test_a_frozen_program_has_packages_without_versions_and_a_time_of_its_own(monkeypatch):
    def absent(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", absent)
    monkeypatch.setattr(at, "__file__", "no/such/file.py")
    found = by_name(at.check_machine())
    assert found["packages"].verdict is Verdict.OK
    assert "mssql-python of unknown version" in found["packages"].found
    assert found["Qt"].verdict is Verdict.OK
    assert found["clock"].verdict is Verdict.OK
