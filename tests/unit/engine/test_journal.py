import errno
import os
import signal
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.engine.journal import (
    Begun,
    Done,
    Journal,
    Opened,
    Progress,
    Refused,
    parse_fact,
    render_fact,
)
from migrator.model.documents import Kind, Ref
from migrator.model.errors import JournalDamagedError, StalePlanError, StateUnusableError
from migrator.model.plan import StepId

ONE, TWO = StepId("create environment:D/Test"), StepId("create feed:D/Docker")
TEST = Ref(Kind.ENVIRONMENT, ("D", "Tést/\ud800"))

steps = st.text(max_size=20).map(StepId)
refs = st.builds(Ref, st.sampled_from(Kind), st.lists(st.text(max_size=5), min_size=1).map(tuple))
facts = st.one_of(
    st.builds(Opened, st.text()),
    st.builds(Begun, steps),
    st.builds(Done, steps, st.dictionaries(refs, st.text(max_size=10), max_size=3)),
    st.builds(Refused, steps, st.text()),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


@given(facts)
def test_a_fact_reads_back_from_its_line_as_it_was_written(fact):
    line = render_fact(fact)
    assert "\n" not in line
    assert parse_fact(line) == fact


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "7", '{"fact":"begun"}', '{"fact":"novel","step":"x"}',
        '{"fact":"done","step":"x","ids":{"gadget:x":"1"}}', '{"fact":"plan","digest":7}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_line_that_we_never_write_is_damage(line):
    with pytest.raises(JournalDamagedError):
        parse_fact(line)


def test_a_new_journal_holds_nothing_and_names_its_plan(path):
    with Journal(path, "digest") as journal:
        assert journal.is_new
        assert not journal.done()
    assert path.read_text() == '{"fact": "plan", "digest": "digest"}\n'


def test_only_its_owner_may_read_it(path):
    with Journal(path, "digest"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_how_far_each_step_got_outlives_the_process(path):
    with Journal(path, "digest") as journal:
        assert journal.progress(ONE) is Progress.UNTOUCHED
        journal.record(Begun(ONE))
        assert journal.progress(ONE) is Progress.IN_DOUBT
        journal.record(Done(ONE, {TEST: "Environments-1"}))
        journal.record(Begun(TWO))
    with Journal(path, "digest") as journal:
        assert not journal.is_new
        assert journal.progress(ONE) is Progress.DONE
        assert journal.progress(TWO) is Progress.IN_DOUBT
        assert journal.done() == {ONE: {TEST: "Environments-1"}}


def test_a_refused_step_is_tried_again_and_its_words_are_kept_until_then(path):
    with Journal(path, "digest") as journal:
        journal.record(Begun(ONE))
        journal.record(Refused(ONE, "no"))
        assert journal.progress(ONE) is Progress.UNTOUCHED
    with Journal(path, "digest") as journal:
        assert journal.refused() == {ONE: "no"}
        journal.record(Begun(ONE))
        assert not journal.refused()
        assert journal.progress(ONE) is Progress.IN_DOUBT
        journal.record(Refused(ONE, "still no"))
        journal.record(Done(ONE))
        assert not journal.refused()


def test_each_line_is_on_the_disk_before_the_call_returns(path):
    with Journal(path, "digest") as journal:
        for fact in (Begun(ONE), Done(ONE, {TEST: "1"}), Refused(TWO, "x\ny")):
            journal.record(fact)
            assert parse_fact(path.read_text().splitlines()[-1]) == fact


@pytest.mark.parametrize("cut", range(1, 30, 4))
def test_a_torn_last_line_is_dropped_and_the_next_fact_takes_its_place(path, cut):
    with Journal(path, "digest") as journal:
        journal.record(Begun(ONE))
        journal.record(Done(ONE))
    os.truncate(path, path.stat().st_size - cut)
    with Journal(path, "digest") as journal:
        assert journal.progress(ONE) is Progress.IN_DOUBT
        journal.record(Done(ONE))
    with Journal(path, "digest") as journal:
        assert journal.progress(ONE) is Progress.DONE


def test_a_journal_torn_in_its_first_line_is_a_new_one(path):
    path.write_text('{"fact": "plan", "dig')
    with Journal(path, "digest") as journal:
        assert journal.is_new
    assert len(path.read_text().splitlines()) == 1


def test_the_journal_of_another_plan_is_refused_and_left_as_it_is(path):
    with Journal(path, "digest") as journal:
        journal.record(Begun(ONE))
    before = path.read_bytes()
    with pytest.raises(StalePlanError, match="journal"):
        Journal(path, "other")
    assert path.read_bytes() == before


@pytest.mark.parametrize("line", [b"odd\n", b"\xff\xfe\n", b"\n", b"\0\0\0\n"])
def test_damage_that_is_no_torn_end_is_refused_and_left_as_it_is(path, line):
    with Journal(path, "digest") as journal:
        journal.record(Begun(ONE))
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first + b"\n" + line + rest)
    with pytest.raises(JournalDamagedError):
        Journal(path, "digest")
    assert line in path.read_bytes()


def test_a_directory_that_is_not_there_is_an_error_of_ours(tmp_path):
    with pytest.raises(StateUnusableError, match="No such file"):
        Journal(tmp_path / "none" / "journal.jsonl", "digest")


def test_what_is_no_file_is_an_error_of_ours(tmp_path):
    with pytest.raises(StateUnusableError):
        Journal(tmp_path, "digest")


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_what_did_not_reach_the_disk_is_not_taken_for_done(path, monkeypatch):
    with Journal(path, "digest") as journal:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StateUnusableError, match="No space left"):
            journal.record(Begun(ONE))
        assert journal.progress(ONE) is Progress.UNTOUCHED


def test_a_disk_that_is_full_from_the_start_leaves_no_open_file(path, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StateUnusableError, match="No space left"):
        Journal(path, "digest")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit on a file's size")
def test_a_line_that_fits_only_in_part_leaves_a_journal_that_goes_on_once_there_is_room(path):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with Journal(path, "digest") as journal:
            journal.record(Begun(ONE))
            room = path.stat().st_size + 10
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
            with pytest.raises(StateUnusableError, match="File too large"):
                journal.record(Done(ONE, {TEST: "1"}))
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            # Another thread may still have something to say.
            with pytest.raises(StateUnusableError):
                journal.record(Begun(TWO))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    with Journal(path, "digest") as journal:
        assert journal.progress(ONE) is Progress.IN_DOUBT
        assert journal.progress(TWO) is Progress.UNTOUCHED
        journal.record(Done(ONE))
    with Journal(path, "digest") as journal:
        assert journal.progress(ONE) is Progress.DONE


def test_facts_of_many_threads_are_lines_of_their_own(path):
    names = [StepId(f"step {number}") for number in range(40)]
    with Journal(path, "digest") as journal:
        threads = [
            threading.Thread(target=lambda mine=mine: [journal.record(Begun(n)) for n in mine])
            for mine in (names[::2], names[1::2])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with Journal(path, "digest") as journal:
        assert all(journal.progress(name) is Progress.IN_DOUBT for name in names)
