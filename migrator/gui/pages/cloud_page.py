"""Page: where in Octopus Cloud, with which key, and what it may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from migrator.engine.look_target import TargetLook
from migrator.gui import calls
from migrator.gui.flow import PageName, SecretName
from migrator.gui.kind_words import about
from migrator.gui.page import Page
from migrator.gui.pages.package_new import complain
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.fields import Field, PathEdit, SecretEdit
from migrator.gui.widgets.finding_list import FindingList
from migrator.gui.widgets.panels import Card, FactList, Note, NoteKind
from migrator.gui.widgets.quiet import quiet
from migrator.gui.widgets.space_map import SpaceMap
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled, number
from migrator.model.events import Run
from migrator.model.report import Severity

_MOST_CONNECTIONS = 64


class CloudPage(Page):
    """Looks at the target with the key; writes nothing."""

    name = PageName.CLOUD

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._goes_on = False
        self.body.addWidget(self._make_instance())
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)
        self._found = Note(NoteKind.OK)
        self._facts = FactList()
        self._found.texts.addSpacing(6)
        self._found.texts.addWidget(self._facts)
        self._found.hide()
        self.body.addWidget(self._found)
        self._findings = FindingList()
        self.body.addWidget(self._findings)
        self._spaces_card = Card(self.tr("Spaces"))
        self._spaces = SpaceMap()
        self._spaces.edited.connect(self._map_spaces)
        self._spaces_card.rows.addWidget(self._spaces)
        self._spaces_card.hide()
        self.body.addWidget(self._spaces_card)
        self.body.addStretch()

    def _make_instance(self) -> Card:
        card = Card(self.tr("Octopus Cloud instance"))
        self._url = QLineEdit()
        self._url.setPlaceholderText("https://acme.octopus.app")
        self._url_field = Field(self.tr("&Address"), self._url)
        card.rows.addWidget(self._url_field)
        self._ways = QButtonGroup(self)
        ways = QHBoxLayout()
        ways.setSpacing(20)
        for at, text in enumerate((self.tr("API &key"), self.tr("Acc&ess token"))):
            radio = QRadioButton(text)
            self._ways.addButton(radio, at)
            ways.addWidget(radio)
        ways.addStretch()
        self._ways.idClicked.connect(self._choose_way)
        box = QVBoxLayout()
        box.setSpacing(6)
        box.addWidget(label(self.tr("Sign in with"), Role.FIELD))
        box.addLayout(ways)
        card.rows.addLayout(box)
        self._key, self._token = SecretEdit("API-..."), SecretEdit()
        self._key_field = Field(
            self.tr("API ke&y"),
            self._key,
            self.tr("In Octopus Cloud: your name at the lower left, Profile, My API keys, New."),
        )
        self._token_field = Field(
            self.tr("Access token"), self._token, self.tr("Must last as long as the upload.")
        )
        card.rows.addWidget(self._key_field)
        card.rows.addWidget(self._token_field)
        card.rows.addWidget(self._make_more())
        last = QHBoxLayout()
        self._unfold = button(self.tr("&Connection options"), ButtonKind.LINK, "chevron-right")
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show_more)
        self.test = button(self.tr("&Test connection"), icon_name="plug")
        self.test.clicked.connect(self._test)
        last.addWidget(self._unfold)
        last.addStretch()
        last.addWidget(self.test)
        card.rows.addLayout(last)
        for edit in (self._url, self._key, self._token, self._proxy, self._connections):
            edit.textEdited.connect(self._outdate)
        self._bundle.changed.connect(self._outdate)
        return card

    def _make_more(self) -> QWidget:
        self._more = QWidget()
        rows = QVBoxLayout(self._more)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        self._proxy, self._connections = QLineEdit(), QLineEdit()
        self._proxy.setPlaceholderText(self.tr("As the system says"))
        self._connections.setValidator(QIntValidator(1, _MOST_CONNECTIONS, self))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Field(self.tr("Pro&xy"), self._proxy), 3)
        row.addWidget(Field(self.tr("Requests at &once"), self._connections), 2)
        rows.addLayout(row)
        self._bundle = PathEdit(self.tr("Certificates"), "PEM (*.pem *.crt);;* (*)")
        rows.addWidget(
            Field(
                self.tr("Certificates to t&rust"),
                self._bundle,
                self.tr("Only where the company's proxy has its own; else the system's are used."),
                named=self._bundle.edit,
            )
        )
        self._more.hide()
        return self._more

    def title(self) -> str:
        """The question."""
        return self.tr("Which Octopus Cloud?")

    def lead(self) -> str:
        """What is promised."""
        return self.tr("Test looks at the instance and at what the key may do. It writes nothing.")

    def fill(self) -> None:
        """Show the session's answers."""
        cloud = self.session.answers.cloud
        with quiet(self._url, self._proxy, self._bundle, self._connections):
            self._url.setText(cloud.url)
            self._proxy.setText(cloud.proxy)
            self._bundle.edit.setText(cloud.ca_bundle)
            self._connections.setText(str(cloud.connections))
        self._key.clear()
        self._token.clear()
        self._ways.button(int(cloud.uses_token)).setChecked(True)
        self._show_way()
        for field in (self._url_field, self._key_field, self._token_field):
            field.settle()
        self.error.clear()
        self._show_found(self.session.outcomes.cloud)

    def enter(self) -> None:
        """What was found may not hold any more."""
        self._show_found(self.session.outcomes.cloud)

    def commit(self) -> None:
        """Put the fields into the session."""
        session = self.session
        url = self._url.text().strip().rstrip("/")
        cloud = replace(
            session.answers.cloud,
            url=f"https://{url}" if url and "://" not in url else url,
            uses_token=self._uses_token,
            proxy=self._proxy.text().strip(),
            ca_bundle=self._bundle.edit.text().strip(),
            connections=max(1, int(self._connections.text() or 1)),
        )
        session.change(replace(session.answers, cloud=cloud))
        session.type_secret(SecretName.API_KEY, self._key.secret())
        session.type_secret(SecretName.ACCESS_TOKEN, self._token.secret())

    def go_on(self) -> None:
        """Test first, where that was not done."""
        self.commit()
        if self.session.outcomes.cloud is not None:
            self.passed.emit()
        else:
            self._look(goes_on=True)

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Each state with what brings the page into it."""
        return {
            "missing": self._pose_missing,
            "options": lambda: self._unfold.setChecked(True),
            "running": lambda: self.busy.begin(self.tr("Asking what the key may do")),
        }

    def _pose_missing(self) -> None:
        self._complain()

    @property
    def _uses_token(self) -> bool:
        return self._ways.checkedId() == 1

    @Slot()
    def _test(self) -> None:
        self.commit()
        self._look(goes_on=False)

    def _look(self, *, goes_on: bool) -> None:
        if not self._complain():
            return
        self._goes_on = goes_on
        self._show_found(None)
        session = self.session

        def call(run: Run) -> TargetLook:
            return calls.look_at_cloud(session.job(), session.vault, run)

        self.run(self.tr("Asking what the key may do"), call, self._show_result)

    def _show_result(self, result: object) -> None:
        if isinstance(result, TargetLook):
            self.session.record(replace(self.session.outcomes, cloud=result))
            self._show_found(result)
            self.bring_into_view(self._found)
            blocks = any(found.severity is Severity.BLOCKS for found in result.findings)
            if self._goes_on and not blocks:
                self.passed.emit()

    def _complain(self) -> bool:
        has = self.session.has_secret
        wants = (
            (
                self._url_field,
                bool(self._url.text().strip()),
                self.tr("Type the instance's address."),
            ),
            (
                self._key_field,
                self._uses_token or has(SecretName.API_KEY),
                self.tr("Paste an API key."),
            ),
            (
                self._token_field,
                not self._uses_token or has(SecretName.ACCESS_TOKEN),
                self.tr("Paste an access token."),
            ),
        )
        return complain(wants)

    @Slot(int)
    def _choose_way(self, _which: int) -> None:
        self._show_way()
        self._outdate()

    def _show_way(self) -> None:
        self._key_field.setVisible(not self._uses_token)
        self._token_field.setVisible(self._uses_token)
        hint = self.tr("As the job file says")
        if self.session.has_place(SecretName.API_KEY):
            self._key.setPlaceholderText(hint)
        if self.session.has_place(SecretName.ACCESS_TOKEN):
            self._token.setPlaceholderText(hint)

    @Slot(bool)
    def _show_more(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._more.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")

    @Slot()
    def _outdate(self) -> None:
        """What was found no longer fits what is typed."""
        self.error.clear()
        self.commit()
        if self.session.outcomes.cloud is None:
            self._show_found(None)
        self.changed.emit()

    @Slot()
    def _map_spaces(self) -> None:
        """Another space is another question to the target: Next asks it."""
        session = self.session
        cloud = replace(session.answers.cloud, space_map=self._spaces.mapping())
        session.change(replace(session.answers, cloud=cloud))
        self._found.hide()
        self._findings.show_findings(())
        self.changed.emit()

    def _show_found(self, found: TargetLook | None) -> None:
        self._found.setVisible(found is not None)
        self._spaces_card.setVisible(found is not None)
        self._findings.show_findings(found.findings if found else ())
        if found is None:
            return
        self._spaces.show_spaces(found)
        kind = self.tr("Octopus Cloud") if found.is_cloud else self.tr("Octopus Server")
        title = filled(
            self.tr("Connected: %1 %2, signed in as %3"), kind, found.version, found.user
        )
        self._found.say(NoteKind.OK, title)
        self._facts.show_facts(
            (
                (self.tr("Rate limit"), self._rate(found)),
                (self.tr("Licence"), self._licence(found)),
                (self.tr("Tasks at once"), number(found.task_cap) if found.task_cap else ""),
            )
        )

    def _rate(self, found: TargetLook) -> str:
        if not found.rate_per_minute:
            return self.tr("none for this key")
        return filled(
            self.tr("%1 requests a minute: %2 for %3 documents at least"),
            number(found.rate_per_minute),
            about(found.minutes * 60),
            number(found.documents),
        )

    def _licence(self, found: TargetLook) -> str:
        parts = []
        for limit in found.limits:
            if limit.allowed is not None:
                used, allowed = number(limit.used), number(limit.allowed)
                parts.append(filled(self.tr("%1 of %2 %3"), used, allowed, limit.name.lower()))
        return ", ".join(parts) or self.tr("without limits that matter here")
