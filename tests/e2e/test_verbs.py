"""The verbs one after another are the same as `run`; `package` looks into what they made."""

import zipfile

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.end_state import end_state
from tests.e2e.process import migrator


def test_the_verbs_one_after_another_end_as_one_run_does(tmp_path):
    ends, reports = [], []
    for name in ("run", "verbs"):
        home = tmp_path / name
        home.mkdir()
        with start(RehearsalSettings(home / "served")) as served:
            plan, html = home / "plan.json", home / "report.html"
            package = served.directory / "sample.ocmpack"
            verbs = (
                ("survey", served.job),
                ("export", served.job),
                ("check", package, "--job", served.job),
                ("plan", served.job, "--out", plan),
                ("upload", served.job, "--plan", plan),
                ("verify", served.job, "--html", html),
            )
            for words in [("run", served.job, "--yes")] if name == "run" else verbs:
                ended = migrator(home, *words, "--json")
                assert ended.exit_code == 0, (words, ended.err)
                assert ended.result["stage"] == words[0]
            reports.append(ended.result["report"])
            ends.append(end_state(served.cloud))
    assert reports[0]["kinds"] == reports[1]["kinds"]
    assert set(ends[0]) ^ set(ends[1]) == set()
    assert len(ends[0]) == len(ends[1]) > 250
    assert html.read_text("utf-8").startswith("<!doctype html>")


def test_a_package_tells_its_header_and_changes_its_key_and_is_shared_without_secrets(tmp_path):
    secrets = tmp_path / "served" / "secrets"
    with start(RehearsalSettings(tmp_path / "served")) as served:
        assert migrator(tmp_path, "export", served.job).exit_code == 0
        plain = served.directory / "sample.ocmpack"
        old = ("--passphrase-file", secrets / "passphrase")
        for name in ("new", "other"):
            (secrets / name).write_text(f"a passphrase that is {name}\n", "utf-8")

        info = migrator(tmp_path, "package", "info", plain, "--json")
        assert info.exit_code == 0, info.err
        assert served.instance.installation_id in info.out
        with zipfile.ZipFile(plain) as archive:
            assert {"manifest.json", "documents.age"} <= set(archive.namelist())

        copy = tmp_path / "copy.ocmpack"
        words = ("--out", copy, *old, "--new-passphrase-file", secrets / "other")
        shared = migrator(tmp_path, "package", "share", plain, *words, "--json")
        assert shared.exit_code == 0, shared.err
        looked = migrator(tmp_path, "check", copy, "--passphrase-file", secrets / "other")
        assert looked.exit_code == 0, looked.err
        text = served.job.read_text("utf-8").replace("sample.ocmpack", str(copy))
        shared_job = served.directory / "shared.toml"
        shared_job.write_text(text.replace("secrets/passphrase", "secrets/other"), "utf-8")
        assert migrator(tmp_path, "plan", shared_job).exit_code == 0
        refused = migrator(tmp_path, "upload", shared_job, "--json")
        assert refused.exit_code == 5
        assert refused.result["error"]["code"] == "OCM-4106"

        changed = ("package", "rekey", plain, *old, "--new-passphrase-file", secrets / "new")
        assert migrator(tmp_path, *changed).exit_code == 0
        assert migrator(tmp_path, "check", plain, *old).exit_code == 5
        opened = migrator(tmp_path, "check", plain, "--passphrase-file", secrets / "new")
        assert opened.exit_code == 0, opened.err
