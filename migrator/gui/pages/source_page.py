"""Page: where the database is and how to sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from migrator.engine.connect import open_source
from migrator.engine.job import resolve_source
from migrator.engine.look import SourceLook, look
from migrator.gui.flow import PageName, SecretName, SourceAnswers
from migrator.gui.page import Page
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.fields import Field, PathEdit, SecretEdit, side_by_side
from migrator.gui.widgets.panels import Card, FactList, Note, NoteKind
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import count, filled, number, size
from migrator.model.documents import Kind
from migrator.model.events import Run
from migrator.model.report import Severity
from migrator.model.secret import Secret
from migrator.model.settings import Authentication, Encryption

_SHOWN_FINDINGS = 3


class SourcePage(Page):
    """Signs in, looks around, and tells what is there; writes nothing."""

    name = PageName.SOURCE

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._goes_on = False
        self.body.addWidget(self._make_server())
        self.body.addWidget(self._make_feed())
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)
        self._found = Note(NoteKind.OK)
        self._facts = FactList()
        self._found.texts.addSpacing(6)
        self._found.texts.addWidget(self._facts)
        self._found.hide()
        self.body.addWidget(self._found)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self.body.addLayout(self._notes)
        self.body.addStretch()

    def _make_server(self) -> Card:
        card = Card(self.tr("SQL Server"))
        self._server, self._database = QLineEdit(), QLineEdit()
        self._server.setPlaceholderText("sql01.corp.example,1433")
        self._database.setPlaceholderText("OctopusDeploy")
        self._server_field = Field(
            self.tr("S&erver"), self._server, self.tr("Host, host,port or host\\instance.")
        )
        self._database_field = Field(self.tr("&Database"), self._database)
        card.rows.addLayout(side_by_side((self._server_field, 3), (self._database_field, 2)))
        card.rows.addLayout(self._make_sign_in())
        self._user, self._password = QLineEdit(), SecretEdit()
        self._user_field = Field(self.tr("&User name"), self._user)
        self._password_field = Field(self.tr("&Password"), self._password)
        card.rows.addLayout(side_by_side((self._user_field, 1), (self._password_field, 1)))
        card.rows.addWidget(self._make_more())
        self._remember = QCheckBox(
            self.tr("&Keep passwords and keys in this computer's credential store")
        )
        self._remember.clicked.connect(self.commit)
        card.rows.addWidget(self._remember)
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
        for edit in (self._server, self._database, self._user, self._password):
            edit.textEdited.connect(self._outdate)
        return card

    def _make_feed(self) -> Card:
        card = Card(self.tr("Built-in feed"))
        self._packages = PathEdit(self.tr("Folder of packages"), is_folder=True)
        card.rows.addWidget(
            Field(
                self.tr("&Folder of the server's packages (optional)"),
                self._packages,
                self.tr(
                    "Packages are not in the database. Give the folder, a share or a copy of it, "
                    "and those in use move too."
                ),
                named=self._packages.edit,
            )
        )
        self._packages.edit.textEdited.connect(self._outdate)
        return card

    def _make_sign_in(self) -> QVBoxLayout:
        self._ways = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(20)
        ways = (
            (Authentication.SQL, self.tr("SQL &login")),
            (Authentication.WINDOWS, self.tr("&Windows account")),
            (Authentication.ENTRA, self.tr("&Microsoft Entra ID")),
        )
        for at, (way, text) in enumerate(ways):
            radio = QRadioButton(text)
            radio.setProperty("way", str(way))
            self._ways.addButton(radio, at)
            row.addWidget(radio)
        row.addStretch()
        self._ways.idClicked.connect(self._choose_way)
        box = QVBoxLayout()
        box.setSpacing(6)
        box.addWidget(label(self.tr("Sign in with"), Role.FIELD))
        box.addLayout(row)
        return box

    def _make_more(self) -> QWidget:
        self._more = QWidget()
        rows = QVBoxLayout(self._more)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        self._encryption = QComboBox()
        for level, text in (
            (Encryption.YES, self.tr("Always (recommended)")),
            (Encryption.STRICT, self.tr("Strict, TDS 8.0")),
            (Encryption.OPTIONAL, self.tr("If the server can")),
        ):
            self._encryption.addItem(text, str(level))
        self._driver = QLineEdit()
        self._driver.setPlaceholderText(self.tr("Found by itself"))
        encryption = Field(self.tr("Enc&ryption"), self._encryption)
        rows.addLayout(side_by_side((encryption, 1), (Field(self.tr("Dri&ver"), self._driver), 1)))
        self._certificate = PathEdit(self.tr("Certificate authority"), "*.pem *.cer *.crt")
        rows.addWidget(
            Field(
                self.tr("Certificate of a private &authority"),
                self._certificate,
                self.tr(
                    "A PEM file, where the server's certificate is none that this computer trusts."
                ),
                named=self._certificate.edit,
            )
        )
        self._host_name = QLineEdit()
        rows.addWidget(
            Field(
                self.tr("&Host name in the certificate"),
                self._host_name,
                self.tr("Only where it differs from the server's name."),
            )
        )
        self._trust = QCheckBox(
            self.tr("Trust an&y certificate (someone in between could read along)")
        )
        rows.addWidget(self._trust)
        self._more.hide()
        self._driver.textEdited.connect(self._outdate)
        self._host_name.textEdited.connect(self._outdate)
        self._certificate.edit.textEdited.connect(self._outdate)
        self._encryption.activated.connect(self._outdate)
        self._trust.clicked.connect(self._outdate)
        return self._more

    def title(self) -> str:
        """The question."""
        return self.tr("Where is the Octopus database?")

    def lead(self) -> str:
        """What happens to it."""
        return self.tr("It is only read, never written to. A login with db_datareader is enough.")

    def next_text(self) -> str:
        """Next tests first, where that was not done."""
        if self.session.outcomes.looked is None:
            return self.tr("Test and go o&n")
        return self.tr("&Next")

    def fill(self) -> None:
        """Show the answers."""
        source = self.session.answers.source
        self._server.setText(source.server)
        self._database.setText(source.database)
        self._user.setText(source.user)
        self._password.clear()
        self._remember.setChecked(self.session.answers.remembers)
        for radio in self._ways.buttons():
            radio.setChecked(radio.property("way") == source.authentication)
        self._encryption.setCurrentIndex(self._encryption.findData(str(source.encrypt)))
        self._driver.setText("" if source.driver == "auto" else source.driver)
        self._certificate.edit.setText(source.server_certificate)
        self._host_name.setText(source.host_name_in_certificate)
        self._packages.edit.setText(source.packages_directory)
        self._trust.setChecked(source.trust_server_certificate)
        self._unfold.setChecked(False)
        self._show_way(source.authentication)
        for field in (
            self._server_field,
            self._database_field,
            self._user_field,
            self._password_field,
        ):
            field.settle()
        self.error.clear()
        self._show_found(self.session.outcomes.looked)

    @Slot()
    def commit(self) -> None:
        """Put the fields into the session."""
        answers = self.session.answers
        source = SourceAnswers(
            server=self._server.text().strip(),
            database=self._database.text().strip(),
            authentication=self._way(),
            user=self._user.text().strip(),
            encrypt=Encryption(str(self._encryption.currentData())),
            trust_server_certificate=self._trust.isChecked(),
            server_certificate=self._certificate.edit.text().strip(),
            host_name_in_certificate=self._host_name.text().strip(),
            driver=self._driver.text().strip() or "auto",
            timeout_s=answers.source.timeout_s,
            packages_directory=self._packages.edit.text().strip(),
            api_url="" if self._packages.edit.text().strip() else answers.source.api_url,
        )
        remembers = self._remember.isChecked()
        self.session.change(replace(answers, source=source, remembers=remembers))
        # A password may begin or end with a blank.
        self.session.type_secret(SecretName.SOURCE_PASSWORD, Secret(self._password.text()))

    def go_on(self) -> None:
        """Test first, where that was not done."""
        self.commit()
        if self.session.outcomes.looked is not None:
            self.passed.emit()
        else:
            self._look(goes_on=True)

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """With a field missing, with the options unfolded."""
        return {
            "missing": self._pose_missing,
            "options": self._pose_options,
        }

    def _pose_options(self) -> None:
        self.fill()
        self._unfold.setChecked(True)

    def _pose_missing(self) -> None:
        self._server.clear()
        self._complain()

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

        def call(run: Run) -> SourceLook:
            # The key is the next page's question; a wrong one must not fail this.
            settings = resolve_source(session.job(), session.vault, with_keys=False)
            with open_source(settings, run) as source:
                return look(source, run)

        self.run(self.tr("Connecting and looking around"), call, self._show_result)

    def _show_result(self, result: object) -> None:
        if isinstance(result, SourceLook):
            self.session.record(replace(self.session.outcomes, looked=result))
            self._show_found(result)
            self.bring_into_view(self._found)
            if self._goes_on:
                self.passed.emit()

    def _complain(self) -> bool:
        """Say what lacks beneath each field; True where nothing does."""
        session = self.session
        needs_password = self._way() is Authentication.SQL
        wants = (
            (
                self._server_field,
                bool(self._server.text().strip()),
                self.tr("Type the server's name."),
            ),
            (
                self._database_field,
                bool(self._database.text().strip()),
                self.tr("Type the database's name."),
            ),
            (
                self._user_field,
                bool(self._user.text().strip()) or not needs_password,
                self.tr("Type the login's name."),
            ),
            (
                self._password_field,
                session.has_secret(SecretName.SOURCE_PASSWORD) or not needs_password,
                self.tr("Type the password."),
            ),
        )
        wrong = [field for field, is_there, text in wants if not is_there]
        for field, is_there, text in wants:
            if is_there:
                field.settle()
            else:
                field.complain(text)
        if wrong:
            wrong[0].control.setFocus()
        return not wrong

    def _way(self) -> Authentication:
        checked = self._ways.checkedButton()
        return Authentication(str(checked.property("way"))) if checked else Authentication.SQL

    @Slot(int)
    def _choose_way(self, _which: int) -> None:
        self._show_way(self._way())
        self._outdate()

    def _show_way(self, way: Authentication) -> None:
        self._password_field.setVisible(way is Authentication.SQL)
        self._user_field.setVisible(way is not Authentication.WINDOWS)
        known = self.session.has_place(SecretName.SOURCE_PASSWORD)
        hint = self.tr("As the job file says") if known else ""
        self._password.setPlaceholderText(hint)

    @Slot(bool)
    def _show_more(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._more.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")

    @Slot()
    def _outdate(self) -> None:
        """What was found no longer fits what is typed."""
        self.error.clear()
        self.commit()
        if self.session.outcomes.looked is None:
            self._show_found(None)
        self.changed.emit()

    def _show_found(self, found: SourceLook | None) -> None:
        empty(self._notes)
        self._found.setVisible(found is not None)
        if found is None:
            return
        version, database = found.version, found.version.database
        server = version.server or self.tr("version not known")
        title = filled(
            self.tr("Connected: Octopus Server %1, %2, %3"),
            server,
            count(Kind.SPACE, len(found.spaces)),
            count(Kind.PROJECT, found.kinds.get(Kind.PROJECT, 0)),
        )
        self._found.say(NoteKind.OK, title)
        self._facts.show_facts(
            (
                (self.tr("Spaces"), ", ".join(found.spaces)),
                (self.tr("Documents"), f"{number(found.documents)}, {size(found.size_bytes)}"),
                (self.tr("Database"), database.get("server_version", "")),
                (self.tr("Signed in as"), database.get("sign_in", "")),
                (self.tr("Encryption"), database.get("encryption", "")),
                (self.tr("Driver"), version.driver),
                (self.tr("Consistency"), version.consistency),
            )
        )
        for finding in found.findings[:_SHOWN_FINDINGS]:
            kind = NoteKind.INFO if finding.severity is Severity.INFO else NoteKind.WARNING
            self._notes.addWidget(Note(kind, finding.message, finding.hint))
