"""Numbers, sizes and kinds as people read them, in the language of the window."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QCoreApplication, QLocale

from migrator.model.documents import Kind

translate = QCoreApplication.translate


def number(value: int) -> str:
    """With the separators of the language: 1,120."""
    return QLocale().toString(value)


def size(size_bytes: int) -> str:
    """Such as 1.4 MB."""
    style = QLocale.DataSizeFormat.DataSizeTraditionalFormat
    return QLocale().formattedDataSize(size_bytes, 1, style)


def filled(text: str, *values: str) -> str:
    """A translated text with %1, %2 ... replaced, whatever the values hold."""
    parts = text.split("%")
    whole = [parts[0]]
    for part in parts[1:]:
        at = int(part[0]) - 1 if part[:1].isdigit() else -1
        known = 0 <= at < len(values)
        whole.append(values[at] + part[1:] if known else f"%{part}")
    return "".join(whole)


def count(kind: Kind, n: int) -> str:  # noqa: C901, PLR0912, PLR0915 - one line a kind
    """Such as `3 lifecycles`."""
    match kind:
        case Kind.SPACE:
            text = translate("Kinds", "%n space(s)", None, n)
        case Kind.ENVIRONMENT:
            text = translate("Kinds", "%n environment(s)", None, n)
        case Kind.PROJECT_GROUP:
            text = translate("Kinds", "%n project group(s)", None, n)
        case Kind.TAG_SET:
            text = translate("Kinds", "%n tag set(s)", None, n)
        case Kind.PROXY:
            text = translate("Kinds", "%n proxy(ies)", None, n)
        case Kind.GIT_CREDENTIAL:
            text = translate("Kinds", "%n Git credential(s)", None, n)
        case Kind.FEED:
            text = translate("Kinds", "%n feed(s)", None, n)
        case Kind.WORKER_POOL:
            text = translate("Kinds", "%n worker pool(s)", None, n)
        case Kind.LIFECYCLE:
            text = translate("Kinds", "%n lifecycle(s)", None, n)
        case Kind.TEAM:
            text = translate("Kinds", "%n team(s)", None, n)
        case Kind.TENANT_VARIABLES:
            text = translate("Kinds", "variables of %n tenant(s)", None, n)
        case Kind.VARIABLE_TEMPLATE:
            text = translate("Kinds", "%n variable template(s)", None, n)
        case Kind.TENANT:
            text = translate("Kinds", "%n tenant(s)", None, n)
        case Kind.ACCOUNT:
            text = translate("Kinds", "%n account(s)", None, n)
        case Kind.CERTIFICATE:
            text = translate("Kinds", "%n certificate(s)", None, n)
        case Kind.MACHINE_POLICY:
            text = translate("Kinds", "%n machine policy(ies)", None, n)
        case Kind.STEP_TEMPLATE | Kind.TEMPLATE_VERSION:
            text = translate("Kinds", "%n step template(s)", None, n)
        case Kind.LIBRARY_VARIABLE_SET | Kind.LIBRARY_VARIABLES:
            text = translate("Kinds", "%n library variable set(s)", None, n)
        case Kind.SCRIPT_MODULE:
            text = translate("Kinds", "%n script module(s)", None, n)
        case Kind.DEPLOYMENT_TARGET:
            text = translate("Kinds", "%n deployment target(s)", None, n)
        case Kind.PROJECT | Kind.PROJECT_VARIABLES | Kind.DEPLOYMENT_SETTINGS:
            text = translate("Kinds", "%n project(s)", None, n)
        case Kind.CHANNEL:
            text = translate("Kinds", "%n channel(s)", None, n)
        case Kind.RUNBOOK:
            text = translate("Kinds", "%n runbook(s)", None, n)
        case Kind.DEPLOYMENT_PROCESS | Kind.RUNBOOK_PROCESS:
            text = translate("Kinds", "%n process(es)", None, n)
        case Kind.TRIGGER:
            text = translate("Kinds", "%n trigger(s)", None, n)
        case Kind.SUBSCRIPTION:
            text = translate("Kinds", "%n subscription(s)", None, n)
        case Kind.USER:
            text = translate("Kinds", "%n user(s)", None, n)
        case Kind.WORKER:
            text = translate("Kinds", "%n worker(s)", None, n)
        case Kind.TAG:
            text = translate("Kinds", "%n tag(s)", None, n)
        case Kind.ACTION:
            text = translate("Kinds", "%n step(s)", None, n)
        case _:
            assert_never(kind)
    return text
