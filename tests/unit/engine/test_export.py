"""From a source into a package."""

import pytest

from migrator.engine.connect import open_package
from migrator.engine.errors import MasterKeyWrongError, SourceChangingError
from migrator.engine.export import export, put
from migrator.engine.survey import survey
from migrator.model.documents import Kind, Ref, Slot
from migrator.model.errors import Cancelled
from migrator.model.events import Finished, Run, Stage, Started
from migrator.model.sealed import SecretAddress
from migrator.model.settings import SelectSettings
from tests.fakes.memory_source import MemorySource
from tests.unit.engine.test_survey import account, sealed
from tests.unit.package.making import KEYS
from tests.unit.review.memory_rows import tables

ONE, TWO = (Ref(Kind.ACCOUNT, ("Default", f"a{number}")) for number in (1, 2))
WEB = Ref(Kind.PROJECT, ("Default", "Web"))


class Exported:
    def __init__(self, path, source, wanted=None, run=None):
        inventory = survey(source, Run())
        sealing = KEYS.sealing(path)
        self.report = export(source, inventory, wanted or SelectSettings(), sealing, run or Run())
        with open_package(KEYS.opening(path)) as package:
            self.documents = {document.ref: document for document in package.documents()}
            self.omitted = list(package.omitted)
            self.plain = {
                ref: package.secret(SecretAddress(ref, "/Password")).reveal()
                for ref in (ONE, TWO)
                if ref in self.documents and self.documents[ref].body.get("Password") == Slot()
            }


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.ocmpack"


def test_secrets_are_sealed_anew_and_open_to_the_same(path):
    made = Exported(
        path, MemorySource(tables(Account=[account(1, sealed("one ")), account(2, "two")]))
    )
    assert made.plain == {ONE: b"one ", TWO: b"two"}
    assert made.report.facts["secrets"] == 2
    assert b"one " not in path.read_bytes()


def test_the_same_secret_has_the_same_digest_in_the_next_export(path, tmp_path):
    digests = [
        Exported(tmp_path / name, MemorySource(tables(Account=[account(1, sealed(plain))])))
        .documents[ONE]
        .digests
        for name, plain in (("a", "one"), ("b", "one"), ("c", "two"))
    ]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_an_empty_secret_is_no_secret(path):
    made = Exported(path, MemorySource(tables(Account=[account(1, sealed(""))])))
    assert made.documents[ONE].body["Password"] is None
    assert made.report.facts["secrets"] == 0


def test_what_does_not_open_is_a_slot_that_cannot_be_read_and_is_listed(path):
    rows = [account(1, sealed("x", bytes(16)))]
    rows += [account(number, sealed(f"more {number}")) for number in range(3, 30)]
    made = Exported(path, MemorySource(tables(Account=rows)))
    assert made.documents[ONE].body["Password"] == Slot(readable=False)
    assert not made.documents[ONE].digests
    left = [item for item in made.omitted if item.code == "unreadable-secret"]
    assert [(item.where, item.pointer) for item in left] == [(str(ONE), "/Password")]


def test_without_a_key_all_secrets_stay_behind_and_are_listed(path):
    source = MemorySource(tables(Account=[account(1, sealed("x"))]), master_key=None)
    made = Exported(path, source)
    assert made.documents[ONE].body["Password"] == Slot(readable=False)
    assert [item.code for item in made.omitted if item.pointer == "/Password"] == ["no-master-key"]


def test_a_wrong_key_writes_nothing(path):
    rows = [account(number, sealed(f"secret {number}", bytes(16))) for number in range(30)]
    with pytest.raises(MasterKeyWrongError, match="0 of 30"):
        Exported(path, MemorySource(tables(Account=rows)))
    assert not path.exists()


def test_a_source_that_changed_is_read_again(path):
    source = MemorySource(tables(), changes=[("Project Projects-1",), ()])
    Exported(path, source)
    assert source.reads == 4  # the survey and the export, and both once more


def test_a_source_that_never_rests_is_told(path):
    source = MemorySource(tables(), changes=[("Project Projects-1",)] * 9)
    with pytest.raises(SourceChangingError, match="Project Projects-1"):
        Exported(path, source)


def test_only_the_selection_is_written_with_its_reasons(path):
    group = {"Id": "ProjectGroups-1", "SpaceId": "Spaces-1", "Name": "Shops"}
    lifecycle = {"Id": "Lifecycles-1", "SpaceId": "Spaces-1", "Name": "Standard"}
    source = MemorySource(
        tables(ProjectGroup=[group], Lifecycle=[lifecycle], Account=[account(1, sealed("x"))])
    )
    made = Exported(path, source, SelectSettings(projects=("Web",)))
    assert WEB in made.documents
    assert ONE not in made.documents
    along = {f.ref: f.message for f in made.report.findings if f.code == "comes-along"}
    assert along["project_group:Default/Shops"] == ("Comes along because 'Default/Web' needs it.")


def test_missing_references_are_told_and_listed_in_the_package(path):
    made = Exported(path, MemorySource(tables()))
    told = [f for f in made.report.findings if f.code == "missing-reference"]
    assert {f.ref for f in told} == {str(WEB)}


def test_orphans_are_counted_in_the_package(path):
    ghost = account(1, sealed("x")) | {"SpaceId": "Spaces-9"}
    made = Exported(path, MemorySource(tables(Account=[ghost])))
    assert [(item.code, item.where) for item in made.omitted] == [("orphan", "Account")]


def test_events_tell_the_beginning_and_the_end(path):
    seen = []
    made = Exported(path, MemorySource(tables()), run=Run(seen.append))
    assert seen[0] == Started(Stage.EXPORT, total=len(made.documents))
    assert seen[-1] == Finished(Stage.EXPORT)


def test_a_cancelled_export_leaves_no_file(path):
    source = MemorySource(tables())
    inventory = survey(source, Run())
    with pytest.raises(Cancelled):
        export(source, inventory, SelectSettings(), KEYS.sealing(path), Run(cancelled=lambda: True))
    assert not list(path.parent.iterdir())


def test_a_value_is_put_where_its_pointer_leads():
    body = {"a/b": [{"~": 1}]}
    put(body, "/a~1b/0/~0", 2)
    assert body == {"a/b": [{"~": 2}]}
    put(body, "/a~1b/0", None)
    assert body == {"a/b": [None]}
    with pytest.raises(KeyError):
        put(body, "/a~1b/0/x/y", 1)


def test_settings_that_lie_in_the_projects_row_stay_behind_where_they_are_excluded(path):
    settings = Ref(Kind.DEPLOYMENT_SETTINGS, WEB.path)
    assert settings in Exported(path, MemorySource(tables())).documents
    wanted = SelectSettings(exclude=(("deployment settings", "*"),))
    left = Exported(path.with_name("y.ocmpack"), MemorySource(tables()), wanted).documents
    assert WEB in left
    assert settings not in left
