"""Numbers, sizes and kinds as people read them, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject

from migrator.model.documents import Kind


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


def count(kind: str, amount: int) -> str:
    """Such as `3 lifecycles`."""
    return Kinds().count(kind, amount)


class Kinds(QObject):
    """Kinds with a number; a class, since Qt's tools find plurals in `tr` alone."""

    def count(self, kind: str, n: int) -> str:  # noqa: C901, PLR0912, PLR0915 - one line a kind
        """Such as `3 lifecycles`."""
        match kind:
            case Kind.SPACE:
                text = self.tr("%n space(s)", None, n)
            case Kind.ENVIRONMENT:
                text = self.tr("%n environment(s)", None, n)
            case Kind.PROJECT_GROUP:
                text = self.tr("%n project group(s)", None, n)
            case Kind.TAG_SET:
                text = self.tr("%n tag set(s)", None, n)
            case Kind.PROXY:
                text = self.tr("%n proxy(ies)", None, n)
            case Kind.GIT_CREDENTIAL:
                text = self.tr("%n Git credential(s)", None, n)
            case Kind.FEED:
                text = self.tr("%n feed(s)", None, n)
            case Kind.WORKER_POOL:
                text = self.tr("%n worker pool(s)", None, n)
            case Kind.LIFECYCLE:
                text = self.tr("%n lifecycle(s)", None, n)
            case Kind.TEAM:
                text = self.tr("%n team(s)", None, n)
            case Kind.TENANT_VARIABLES:
                text = self.tr("variables of %n tenant(s)", None, n)
            case Kind.VARIABLE_TEMPLATE:
                text = self.tr("%n variable template(s)", None, n)
            case Kind.TENANT:
                text = self.tr("%n tenant(s)", None, n)
            case Kind.ACCOUNT:
                text = self.tr("%n account(s)", None, n)
            case Kind.CERTIFICATE:
                text = self.tr("%n certificate(s)", None, n)
            case Kind.MACHINE_POLICY:
                text = self.tr("%n machine policy(ies)", None, n)
            case Kind.STEP_TEMPLATE | Kind.STEP_TEMPLATE_VERSION | Kind.TEMPLATE_VERSION:
                text = self.tr("%n step template(s)", None, n)
            case Kind.LIBRARY_VARIABLE_SET | Kind.LIBRARY_VARIABLES:
                text = self.tr("%n library variable set(s)", None, n)
            case Kind.SCRIPT_MODULE:
                text = self.tr("%n script module(s)", None, n)
            case Kind.DEPLOYMENT_TARGET:
                text = self.tr("%n deployment target(s)", None, n)
            case Kind.PROJECT | Kind.PROJECT_VARIABLES | Kind.DEPLOYMENT_SETTINGS:
                text = self.tr("%n project(s)", None, n)
            case Kind.VERSION_CONTROL:
                text = self.tr("%n link(s) to Git", None, n)
            case Kind.CHANNEL:
                text = self.tr("%n channel(s)", None, n)
            case Kind.RUNBOOK:
                text = self.tr("%n runbook(s)", None, n)
            case Kind.RELEASE:
                text = self.tr("%n release(s)", None, n)
            case Kind.RUNBOOK_SNAPSHOT:
                text = self.tr("%n runbook snapshot(s)", None, n)
            case Kind.DEPLOYMENT_PROCESS | Kind.RUNBOOK_PROCESS:
                text = self.tr("%n process(es)", None, n)
            case Kind.TRIGGER:
                text = self.tr("%n trigger(s)", None, n)
            case Kind.SUBSCRIPTION:
                text = self.tr("%n subscription(s)", None, n)
            case Kind.USER:
                text = self.tr("%n user(s)", None, n)
            case Kind.WORKER:
                text = self.tr("%n worker(s)", None, n)
            case Kind.TAG:
                text = self.tr("%n tag(s)", None, n)
            case Kind.ACTION:
                text = self.tr("%n step(s)", None, n)
            case Kind.USER_ROLE:
                text = self.tr("%n user role(s)", None, n)
            case Kind.PROJECT_LOGO | Kind.TENANT_LOGO:
                text = self.tr("%n logo(s)", None, n)
            case Kind.BUILD_INFORMATION:
                text = self.tr("build information of %n package(s)", None, n)
            case Kind.BUILT_IN_PACKAGE:
                text = self.tr("%n package(s)", None, n)
            case Kind.DEPLOYMENT_FREEZE:
                text = self.tr("%n deployment freeze(s)", None, n)
            case Kind.SCOPED_USER_ROLES:
                text = self.tr("roles of teams in %n space(s)", None, n)
            case _:  # a kind that is newer than these words
                text = f"{number(n)} {kind.replace('_', ' ')}"
        return text
