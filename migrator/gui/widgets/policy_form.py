"""The rules by which a plan decides."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from migrator.gui.widgets.fields import Field
from migrator.gui.widgets.quiet import quiet
from migrator.model.settings import (
    Existing,
    GitProjects,
    MissingReference,
    PolicySettings,
)


class PolicyForm(QWidget):
    """`edited` tells that a rule has changed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._existing, self._missing = QComboBox(), QComboBox()
        for existing, text in (
            (Existing.MERGE, self.tr("Merge: what only the cloud has stays")),
            (Existing.KEEP, self.tr("Keep: do not touch it")),
            (Existing.OVERWRITE, self.tr("Overwrite: make it equal")),
            (Existing.STOP, self.tr("Stop: touch nothing at all")),
        ):
            self._existing.addItem(text, str(existing))
        for missing, text in (
            (MissingReference.FAIL, self.tr("Stop and name each")),
            (MissingReference.SKIP_ITEM, self.tr("Leave the item out and list it")),
        ):
            self._missing.addItem(text, str(missing))
        self._pool = QLineEdit()
        self._shown = PolicySettings()
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(16)
        first.addWidget(Field(self.tr("What the cloud has &already"), self._existing), 1)
        first.addWidget(Field(self.tr("What points at &nothing"), self._missing), 1)
        second.addWidget(Field(self.tr("Steps that ran on the server run in &pool"), self._pool), 1)
        second.addWidget(QWidget(), 1)
        self._targets = QCheckBox(self.tr("Deployment targets arrive &disabled"))
        self._triggers = QCheckBox(self.tr("&Triggers arrive disabled"))
        self._subscriptions = QCheckBox(self.tr("S&ubscriptions arrive disabled"))
        self._queue = QCheckBox(self.tr("The cl&oud's task queue stands still during the upload"))
        self._git = QCheckBox(
            self.tr("Projects in Git are &connected, and the cloud may write there")
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addLayout(first)
        rows.addLayout(second)
        for box in (self._targets, self._triggers, self._subscriptions, self._queue, self._git):
            box.clicked.connect(self._tell)
            rows.addWidget(box)
        self._existing.activated.connect(self._tell)
        self._missing.activated.connect(self._tell)
        self._pool.editingFinished.connect(self._tell)

    def show_policy(self, policy: PolicySettings) -> None:
        """Put the rules in."""
        self._shown = policy
        with quiet(self):
            self._existing.setCurrentIndex(self._existing.findData(str(policy.existing)))
            self._missing.setCurrentIndex(self._missing.findData(str(policy.missing_reference)))
            self._pool.setText(policy.run_on_server)
            self._targets.setChecked(policy.disable_targets)
            self._triggers.setChecked(policy.disable_triggers)
            self._subscriptions.setChecked(policy.disable_subscriptions)
            self._queue.setChecked(policy.stop_task_queue)
            self._git.setChecked(policy.git_projects is GitProjects.CONNECT)

    def policy(self) -> PolicySettings:
        """The rules as they stand in the form."""
        return replace(
            self._shown,
            existing=Existing(str(self._existing.currentData())),
            missing_reference=MissingReference(str(self._missing.currentData())),
            run_on_server=self._pool.text().strip() or PolicySettings().run_on_server,
            disable_targets=self._targets.isChecked(),
            disable_triggers=self._triggers.isChecked(),
            disable_subscriptions=self._subscriptions.isChecked(),
            stop_task_queue=self._queue.isChecked(),
            git_projects=GitProjects.CONNECT if self._git.isChecked() else GitProjects.REPORT,
        )

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
