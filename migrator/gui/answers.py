"""Answers as a job file and back, so that `migrator run` does what the wizard does. No Qt."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from migrator.engine.job import Job, digest_of, parse_job, read_job_text
from migrator.engine.job_names import name_tables
from migrator.engine.job_sections import (
    PackageSection,
    SourceSection,
    TargetSection,
    existing_rules,
    parse_package,
    parse_policy,
    parse_select,
    parse_source,
    parse_target,
)
from migrator.engine.job_table import JobText, Table
from migrator.gui.flow import (
    Answers,
    CloudAnswers,
    PackageAnswers,
    Route,
    SecretName,
    SourceAnswers,
)
from migrator.model.settings import (
    Authentication,
    BuiltInFeed,
    Carriage,
    Encryption,
    Existing,
    FromEnvironment,
    FromFile,
    FromKeyring,
    FromPrompt,
    PolicySettings,
    SecretSource,
    SelectSettings,
)

# What stands for an answer that is not given yet, while the engine reads a job half filled in.
_NOT_YET = "not-yet.invalid"
_PROMPT = {"prompt": True}
_FILLERS: Mapping[str, Mapping[str, object]] = {
    "source": {"server": _NOT_YET, "database": _NOT_YET, "user": _NOT_YET, "password": _PROMPT},
    "target": {"url": f"https://{_NOT_YET}"},
}


def read_answers(path: Path) -> Answers:
    """Read a job file, also one that is not filled in to the end.

    Raises:
        UsageError: it cannot be read or has an error; file, line and key are named.
    """
    text, _ = read_job_text(path)
    whole = Table(text, (), {**text.parse()})
    whole.check_names(("source", "select", "package", "target", "policy", "state"))
    source, target = _filled(whole, "source"), _filled(whole, "target")
    package = parse_package(whole.table("package") or Table(text, ("package",), {}))
    read_source = parse_source(source) if source else None
    read_target = parse_target(_with_credential(target)) if target else None
    state = whole.table("state")
    route = Route.WHOLE
    if read_source is None and read_target is not None:
        route = Route.FROM_PACKAGE
    elif read_target is None and read_source is not None:
        route = Route.TO_PACKAGE
    directory = state.path("directory") if state else None
    return Answers(
        route=route,
        source=_source_answers(read_source),
        select=parse_select(whole.table("select") or Table(text, ("select",), {})),
        package=_package_answers(whole, package),
        cloud=_cloud_answers(read_target),
        policy=parse_policy(whole.table("policy") or Table(text, ("policy",), {})),
        places=dict(_places(read_source, package, read_target)),
        older_keys=read_source.older_master_keys if read_source else (),
        state_directory=str(directory or ""),
    )


def make_job(answers: Answers, path: Path) -> Job:
    """The job that the answers describe, as if its file had been read.

    Before the target is answered, the job is the part of the way that leads there.

    Raises:
        UsageError: an answer is missing or wrong.
    """
    text = _render(answers, path, has_target=bool(answers.cloud.url))
    return parse_job(JobText(path.absolute(), text), digest_of(text.encode()), {})


def run_line(path: Path) -> str:
    """The command that does the same without a window, to be pasted into a shell."""
    words = ["migrator", "run", str(path)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def render_job(answers: Answers, path: Path) -> str:
    """The text of the job file; a secret is only named in it."""
    return _render(answers, path, has_target=True)


def _render(answers: Answers, path: Path, *, has_target: bool) -> str:
    beside = path.absolute().parent
    has_target = has_target and answers.route is not Route.TO_PACKAGE
    sections = [
        ("source", _source_lines(answers, beside) if _has_source(answers) else []),
        ("select", _select_lines(answers.select)),
        ("package", _package_lines(answers, beside)),
        ("target", _target_lines(answers, beside) if has_target else []),
        ("policy", _policy_lines(answers.policy)),
        ("state", [("directory", _path(answers.state_directory, beside))]),
    ]
    parts = []
    for name, members in sections:
        lines = [f"{key} = {value}" for key, value in members if value]
        if lines:
            parts.append("\n".join((f"[{name}]", *lines)))
    return "\n\n".join(parts) + "\n"


def _has_source(answers: Answers) -> bool:
    return answers.route is not Route.FROM_PACKAGE


Lines = list[tuple[str, str]]


def _source_lines(answers: Answers, beside: Path) -> Lines:
    source, sql = answers.source, answers.source.authentication is Authentication.SQL
    keys = ", ".join(_place(key, beside) for key in answers.older_keys)
    return [
        ("server", _text(source.server)),
        ("database", _text(source.database)),
        ("authentication", _text(source.authentication)),
        ("user", _unless(source.user, "")),
        ("password", _secret(answers, SecretName.SOURCE_PASSWORD, beside) if sql else ""),
        ("encrypt", _unless(source.encrypt, Encryption.YES)),
        ("trust_server_certificate", "true" if source.trust_server_certificate else ""),
        ("server_certificate", _path(source.server_certificate, beside)),
        ("host_name_in_certificate", _unless(source.host_name_in_certificate, "")),
        ("driver", _unless(source.driver, "auto")),
        ("master_key", _named(answers, SecretName.MASTER_KEY, beside)),
        ("older_master_keys", f"[{keys}]" if keys else ""),
        ("timeout_s", f"{source.timeout_s:g}" if source.timeout_s != 30 else ""),  # noqa: PLR2004
        ("packages_directory", _path(source.packages_directory, beside)),
        ("api_url", _unless(source.api_url, "")),
        ("api_key", _named(answers, SecretName.SOURCE_API_KEY, beside) if source.api_url else ""),
    ]


def _select_lines(select: SelectSettings) -> Lines:
    exclude = tuple(f"{plural}:{pattern}" for plural, pattern in select.exclude)
    return [
        ("spaces", "" if select.spaces == ("*",) else _texts(select.spaces)),
        ("projects", "" if select.projects == ("*",) else _texts(select.projects)),
        ("exclude", _texts(exclude) if exclude else ""),
        ("include_disabled", "" if select.include_disabled else "false"),
    ]


def _package_lines(answers: Answers, beside: Path) -> Lines:
    package = answers.package
    has_other = bool(package.recipients) or SecretName.IDENTITY in answers.places
    passphrase = _named(answers, SecretName.PASSPHRASE, beside)
    return [
        ("path", _path(package.path, beside)),
        ("passphrase", passphrase or ("" if has_other else "{ prompt = true }")),
        ("recipients", _texts(package.recipients) if package.recipients else ""),
        ("identity", _named(answers, SecretName.IDENTITY, beside)),
        ("built_in_feed", _unless(package.built_in_feed, BuiltInFeed.USED)),
        ("files", _unless(package.files, Carriage.SEALED)),
    ]


def _target_lines(answers: Answers, beside: Path) -> Lines:
    cloud = answers.cloud
    name = SecretName.ACCESS_TOKEN if cloud.uses_token else SecretName.API_KEY
    spaces = ", ".join(
        f"{_text(ours)} = {_text(theirs)}" for ours, theirs in cloud.space_map.items()
    )
    verify = _path(cloud.ca_bundle, beside) or ("" if cloud.verify_tls else "false")
    return [
        ("url", _text(cloud.url)),
        (name.member, _secret(answers, name, beside)),
        ("space_map", f"{{ {spaces} }}" if spaces else ""),
        ("name_map", _table(name_tables(cloud.name_map)) if cloud.name_map else ""),
        ("verify_tls", verify),
        ("connections", str(cloud.connections) if cloud.connections != 8 else ""),  # noqa: PLR2004
        ("proxy", _unless(cloud.proxy, "")),
    ]


def _table(members: Mapping[str, _Inline]) -> str:
    """An inline table."""
    inner = (
        f"{_text(name)} = {_text(value) if isinstance(value, str) else _table(value)}"
        for name, value in members.items()
    )
    return f"{{ {', '.join(inner)} }}"


_Inline: TypeAlias = "str | Mapping[str, _Inline]"


def _policy_lines(policy: PolicySettings) -> Lines:
    default = PolicySettings()
    flags = ("disable_targets", "disable_triggers", "disable_subscriptions", "stop_task_queue")
    return [
        ("existing", _existing(policy)),
        ("missing_reference", _unless(policy.missing_reference, default.missing_reference)),
        ("run_on_server", _unless(policy.run_on_server, default.run_on_server)),
        *((flag, "" if getattr(policy, flag) else "false") for flag in flags),
        ("older_target", _unless(policy.older_target, default.older_target)),
        ("git_projects", _unless(policy.git_projects, default.git_projects)),
        ("releases", _unless(policy.releases, default.releases)),
        ("external_groups", _unless(policy.external_groups, default.external_groups)),
        ("raise_rate_limit", str(policy.raise_rate_limit or "")),
    ]


def _existing(policy: PolicySettings) -> str:
    if not policy.existing_of:
        return _unless(policy.existing, Existing.MERGE)
    rules = existing_rules(policy)
    return f"{{ {', '.join(f'{kind} = {_text(rule)}' for kind, rule in rules.items())} }}"


def _secret(answers: Answers, name: SecretName, beside: Path) -> str:
    return _named(answers, name, beside) or "{ prompt = true }"


def _named(answers: Answers, name: SecretName, beside: Path) -> str:
    place = answers.places.get(name)
    return _place(place, beside) if place is not None else ""


def _place(place: SecretSource, beside: Path) -> str:
    match place:
        case FromEnvironment(name=name):
            return f"{{ env = {_text(name)} }}"
        case FromFile(path=path):
            return f"{{ file = {_path(str(path), beside)} }}"
        case FromKeyring(entry=entry):
            return f"{{ keyring = {_text(entry)} }}"
        case FromPrompt():
            return "{ prompt = true }"


def _text(value: str) -> str:
    # A TOML basic string knows JSON's escapes; DEL it wants escaped besides.
    # Source: TOML v1.0.0, "String".
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _unless(value: str, default: str) -> str:
    return "" if value == default else _text(value)


def _path(text: str, beside: Path) -> str:
    """A path as text; relative where it lies below the job file, so both can be moved."""
    if not text:
        return ""
    path = Path(text).expanduser()
    if path.is_absolute() and path.is_relative_to(beside):
        return _text(path.relative_to(beside).as_posix())
    return _text(str(path))


def _filled(whole: Table, name: str) -> Table | None:
    table = whole.table(name)
    if table is None:
        return None
    given = {key: value for key, value in table.members.items() if value != ""}
    return Table(table.file, table.keys, {**_FILLERS[name], **given})


def _with_credential(target: Table) -> Table:
    if "api_key" in target.members or "access_token" in target.members:
        return target
    return Table(target.file, target.keys, {**target.members, "api_key": _PROMPT})


def _known(text: str) -> str:
    return "" if _NOT_YET in text else text


def _source_answers(source: SourceSection | None) -> SourceAnswers:
    if source is None:
        return SourceAnswers()
    return SourceAnswers(
        server=_known(source.server),
        database=_known(source.database),
        authentication=source.authentication,
        user=_known(source.user),
        encrypt=source.encrypt,
        trust_server_certificate=source.trust_server_certificate,
        server_certificate=str(source.server_certificate or ""),
        host_name_in_certificate=source.host_name_in_certificate,
        driver=source.driver,
        timeout_s=source.timeout_s,
        packages_directory=str(source.packages_directory or ""),
        api_url=source.api_url,
    )


def _package_answers(whole: Table, package: PackageSection) -> PackageAnswers:
    table = whole.table("package")
    path = table.path("path") if table else None
    return PackageAnswers(str(path or ""), package.recipients, package.built_in_feed, package.files)


def _cloud_answers(target: TargetSection | None) -> CloudAnswers:
    if target is None:
        return CloudAnswers()
    return CloudAnswers(
        url=_known(target.url),
        uses_token=target.access_token is not None,
        space_map=dict(target.space_map),
        verify_tls=target.verify_tls,
        ca_bundle=str(target.ca_bundle or ""),
        connections=target.connections,
        proxy=target.proxy,
        name_map=target.name_map,
    )


def _places(
    source: SourceSection | None, package: PackageSection, target: TargetSection | None
) -> Iterator[tuple[SecretName, SecretSource]]:
    found = {
        SecretName.SOURCE_PASSWORD: source.password if source else None,
        SecretName.MASTER_KEY: source.master_key if source else None,
        SecretName.SOURCE_API_KEY: source.api_key if source else None,
        SecretName.PASSPHRASE: package.passphrase,
        SecretName.IDENTITY: package.identity,
        SecretName.API_KEY: target.api_key if target else None,
        SecretName.ACCESS_TOKEN: target.access_token if target else None,
    }
    for name, place in found.items():
        if place is not None:
            yield name, place
