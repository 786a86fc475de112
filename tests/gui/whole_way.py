"""What a person types on each page to move the sandbox's instance to its cloud."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt

from migrator.gui.facts import totals
from migrator.gui.flow import PageName


@dataclass(frozen=True)
class Known:
    """What the person has at hand: where the two servers are, and every secret."""

    server: str
    database: str
    ca: Path
    url: str
    password: str
    master_key: str
    older_key: str
    api_key: str
    user: str = "octopus_reader"
    passphrase: str = "Correct horse; 3 staples & 1 battery"

    @property
    def secrets(self):
        """Every secret by the label of its field."""
        return {
            "password": self.password,
            "master key": self.master_key,
            "older key": self.older_key,
            "passphrase": self.passphrase,
            "API key": self.api_key,
        }


def known_of(served):
    def secret(name):
        return (served.directory / "secrets" / name).read_text("utf-8").strip()

    return Known(
        server=f"127.0.0.1,{served.sql_port}",
        database=served.instance.database.name,
        ca=served.ca,
        url=served.url,
        password=secret("sql-password"),
        master_key=secret("master-key"),
        older_key=secret("older-master-key"),
        api_key=secret("api-key"),
    )


def fill_source(user, known):
    user.types("Server", known.server)
    user.types("Database", known.database)
    user.ticks("SQL login")
    user.types("User name", known.user)
    user.types("Password", known.password)
    user.presses("Connection options")
    user.types("Certificate of a private authority", str(known.ca))
    user.types("Host name in the certificate", "localhost")


def fill_master_key(user, known):
    user.types("Master key", known.master_key)
    user.presses("The key was rotated once")
    user.types("Older master key", known.older_key)


def fill_package(user, known):
    user.types("Passphrase", known.passphrase)
    user.types("Once more", known.passphrase)


def fill_cloud(user, known):
    user.types("Address", known.url)
    user.ticks("API key")
    user.types("API key", known.api_key)
    user.presses("Connection options")
    user.types("Certificates to trust", str(known.ca))


def untick_project(user, name):
    """Leave a project out of what moves."""
    tree = user.page._tree
    [leaf] = [leaf for leaf in tree._leaves() if leaf.text(0) == name]
    before = user.wizard.session.outcomes.selection
    user.toggles(tree.tree, leaf)
    assert leaf.checkState(0) is Qt.CheckState.Unchecked
    user.waits(
        lambda: user.wizard.session.outcomes.selection not in (None, before), "nothing is counted"
    )


def to_choose(user, known):
    """From Start to what moves."""
    user.goes_on("Next", PageName.SOURCE)
    fill_source(user, known)
    user.goes_on("Test and go on", PageName.MASTER_KEY)
    fill_master_key(user, known)
    user.goes_on("Check and go on", PageName.CHOOSE)
    user.waits(lambda: user.wizard.session.outcomes.selection, "nothing is counted")


def to_cloud(user, known):
    """From what moves to the finished package, and to the cloud with its fields filled in."""
    user.goes_on("Next", PageName.PACKAGE)
    fill_package(user, known)
    user.goes_on("Create package")
    user.goes_on("Next", PageName.CLOUD)
    fill_cloud(user, known)


def to_finish(user):
    """From a plan to the end."""
    user.goes_on("Next", PageName.UPLOAD)
    user.goes_on("Start upload")
    user.goes_on("Next", PageName.VERIFY)
    user.goes_on("Next", PageName.FINISH)


def assert_verified(report):
    """Everything that was compared is equal, and there was a good deal to compare."""
    assert report.is_clean
    counts = totals(report)
    assert counts["equal"] > 200
    assert {word for word, times in counts.items() if times} <= {"equal", "not_comparable"}
    for kind, of_kind in report.kinds.items():
        assert not any(of_kind.get(word) for word in ("different", "missing", "failed")), kind


def files_that_hold(directory, secrets):
    """Which file below a directory holds which secret."""
    texts = [(path, path.read_bytes()) for path in directory.rglob("*") if path.is_file()]
    assert texts
    return [
        (str(path), name)
        for path, data in texts
        for name, secret in secrets.items()
        if secret.encode() in data
    ]
