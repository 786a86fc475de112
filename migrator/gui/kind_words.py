"""Names of kinds and durations as people read them, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from migrator.gui.wording import filled, number
from migrator.model.documents import parse_ref

_WORDS = {
    "space": QT_TRANSLATE_NOOP("KindWords", "Space"),
    "environment": QT_TRANSLATE_NOOP("KindWords", "Environment"),
    "project_group": QT_TRANSLATE_NOOP("KindWords", "Project group"),
    "tag_set": QT_TRANSLATE_NOOP("KindWords", "Tag set"),
    "tag": QT_TRANSLATE_NOOP("KindWords", "Tag"),
    "proxy": QT_TRANSLATE_NOOP("KindWords", "Proxy"),
    "git_credential": QT_TRANSLATE_NOOP("KindWords", "Git credential"),
    "feed": QT_TRANSLATE_NOOP("KindWords", "Feed"),
    "worker": QT_TRANSLATE_NOOP("KindWords", "Worker"),
    "worker_pool": QT_TRANSLATE_NOOP("KindWords", "Worker pool"),
    "lifecycle": QT_TRANSLATE_NOOP("KindWords", "Lifecycle"),
    "team": QT_TRANSLATE_NOOP("KindWords", "Team"),
    "user": QT_TRANSLATE_NOOP("KindWords", "User"),
    "user_role": QT_TRANSLATE_NOOP("KindWords", "User role"),
    "project_logo": QT_TRANSLATE_NOOP("KindWords", "Logo of a project"),
    "tenant_logo": QT_TRANSLATE_NOOP("KindWords", "Logo of a tenant"),
    "build_information": QT_TRANSLATE_NOOP("KindWords", "Build information"),
    "built_in_package": QT_TRANSLATE_NOOP("KindWords", "Package"),
    "deployment_freeze": QT_TRANSLATE_NOOP("KindWords", "Deployment freeze"),
    "scoped_user_roles": QT_TRANSLATE_NOOP("KindWords", "Roles of teams"),
    "tenant_variables": QT_TRANSLATE_NOOP("KindWords", "Tenant variables"),
    "variable_template": QT_TRANSLATE_NOOP("KindWords", "Variable template"),
    "tenant": QT_TRANSLATE_NOOP("KindWords", "Tenant"),
    "account": QT_TRANSLATE_NOOP("KindWords", "Account"),
    "certificate": QT_TRANSLATE_NOOP("KindWords", "Certificate"),
    "machine_policy": QT_TRANSLATE_NOOP("KindWords", "Machine policy"),
    "step_template": QT_TRANSLATE_NOOP("KindWords", "Step template"),
    "step_template_version": QT_TRANSLATE_NOOP("KindWords", "Step template"),
    "template_version": QT_TRANSLATE_NOOP("KindWords", "Step template"),
    "library_variable_set": QT_TRANSLATE_NOOP("KindWords", "Library variable set"),
    "library_variables": QT_TRANSLATE_NOOP("KindWords", "Library variables"),
    "script_module": QT_TRANSLATE_NOOP("KindWords", "Script module"),
    "deployment_target": QT_TRANSLATE_NOOP("KindWords", "Deployment target"),
    "project": QT_TRANSLATE_NOOP("KindWords", "Project"),
    "version_control": QT_TRANSLATE_NOOP("KindWords", "Link to Git"),
    "project_variables": QT_TRANSLATE_NOOP("KindWords", "Project variables"),
    "deployment_settings": QT_TRANSLATE_NOOP("KindWords", "Deployment settings"),
    "channel": QT_TRANSLATE_NOOP("KindWords", "Channel"),
    "release": QT_TRANSLATE_NOOP("KindWords", "Release"),
    "runbook_snapshot": QT_TRANSLATE_NOOP("KindWords", "Runbook snapshot"),
    "runbook": QT_TRANSLATE_NOOP("KindWords", "Runbook"),
    "deployment_process": QT_TRANSLATE_NOOP("KindWords", "Deployment process"),
    "runbook_process": QT_TRANSLATE_NOOP("KindWords", "Runbook process"),
    "action": QT_TRANSLATE_NOOP("KindWords", "Step"),
    "trigger": QT_TRANSLATE_NOOP("KindWords", "Trigger"),
    "subscription": QT_TRANSLATE_NOOP("KindWords", "Subscription"),
    "secrets": QT_TRANSLATE_NOOP("KindWords", "Secrets"),
}
_MINUTE_S, _HOUR_S, _MOMENT_S = 60, 3600, 50


def kind_word(kind: str) -> str:
    """A kind as one reads it; one that is not known here reads as it is written."""
    text = _WORDS.get(kind)
    return QCoreApplication.translate("KindWords", str(text)) if text else kind.replace("_", " ")


def ref_words(text: str) -> tuple[str, str]:
    """Kind and path of a ref that came as text; a text that is none is its own path."""
    try:
        ref = parse_ref(text)
    except ValueError:
        return "", text
    return kind_word(ref.kind), " / ".join(part for part in ref.path if part)


def about(seconds: float) -> str:
    """A duration, coarser the longer it is."""
    translate = QCoreApplication.translate
    if seconds < _MOMENT_S:
        return translate("Durations", "less than a minute")
    minutes = round(seconds / _MINUTE_S)
    if seconds < _HOUR_S:
        return filled(translate("Durations", "about %1 min"), number(minutes))
    hours, minutes = divmod(minutes, 60)
    return filled(translate("Durations", "about %1 h %2 min"), number(hours), number(minutes))
