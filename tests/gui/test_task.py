import threading

import pytest
from PySide6.QtCore import QElapsedTimer, QObject, Slot

from migrator.gui.task import Task
from migrator.model.errors import StalePlanError
from migrator.model.events import Advanced, Finished, Retried, Stage, Started


class Watcher(QObject):
    def __init__(self, task):
        super().__init__()
        self.events, self.threads, self.ends = [], set(), []
        task.reported.connect(self.report)
        task.succeeded.connect(self.succeed)
        task.failed.connect(self.fail)
        task.stopped.connect(self.stop)
        task.finished.connect(self.finish)

    @Slot(object)
    def report(self, event):
        self.events.append(event)
        self.threads.add(threading.current_thread())

    @Slot(object)
    def succeed(self, result):
        self.ends.append(("succeeded", result))

    @Slot(object)
    def fail(self, error):
        self.ends.append(("failed", error))

    @Slot()
    def stop(self):
        self.ends.append(("stopped", None))

    @Slot()
    def finish(self):
        self.ends.append(("finished", None))


@pytest.fixture
def owner(qapp):
    made = QObject()
    yield made
    made.deleteLater()


def run(call, owner, qtbot):
    task = Task(call, owner)
    watcher = Watcher(task)
    with qtbot.waitSignal(task.finished, timeout=20_000):
        task.start()
    return task, watcher


def test_events_arrive_in_order_on_the_main_thread_and_the_result_after_them(owner, qtbot):
    threads = set()

    def call(run):
        threads.add(threading.current_thread())
        run.emit(Started(Stage.SURVEY, total=2))
        run.emit(Retried(Stage.SURVEY, "lost", 2))
        run.emit(Advanced(Stage.SURVEY, 2, 2, "x"))
        run.emit(Finished(Stage.SURVEY))
        return 41

    _, watcher = run(call, owner, qtbot)
    kinds = [type(event) for event in watcher.events]
    assert kinds == [Started, Retried, Advanced, Finished]
    assert watcher.threads == {threading.main_thread()}
    assert threading.main_thread() not in threads
    assert watcher.ends == [("succeeded", 41), ("finished", None)]


def test_20000_events_do_not_block_the_window_and_the_last_one_arrives(owner, qtbot):
    def call(run):
        for done in range(1, 20_001):
            run.emit(Advanced(Stage.UPLOAD, done, 20_000, str(done)))

    longest_ms, beat = 0, QElapsedTimer()
    task = Task(call, owner)
    watcher = Watcher(task)
    beat.start()
    task.start()

    def is_over():
        nonlocal longest_ms
        longest_ms = max(longest_ms, beat.restart())
        return not task.is_running

    qtbot.waitUntil(is_over, timeout=20_000)
    assert watcher.events[-1].done == 20_000
    assert longest_ms < 1_000


def test_20000_events_of_which_each_counts_all_arrive(owner, qtbot):
    def call(run):
        for attempt in range(20_000):
            run.emit(Retried(Stage.UPLOAD, "HTTP 503", attempt))

    _, watcher = run(call, owner, qtbot)
    assert [event.attempt for event in watcher.events] == list(range(20_000))


def test_a_failure_is_told_once(owner, qtbot):
    def call(run):
        raise StalePlanError("package")

    _, watcher = run(call, owner, qtbot)
    [(word, error), last] = watcher.ends
    assert (word, type(error), last) == ("failed", StalePlanError, ("finished", None))


def test_a_bug_is_told_too_and_logged(owner, qtbot, caplog):
    def call(run):
        raise ZeroDivisionError

    _, watcher = run(call, owner, qtbot)
    assert watcher.ends[0][0] == "failed"
    assert "a bug in a task" in caplog.text


def test_cancel_stops_at_the_next_check(owner, qtbot):
    def call(run):
        while True:
            run.check()

    task = Task(call, owner)
    watcher = Watcher(task)
    with qtbot.waitSignal(task.finished, timeout=5_000):
        task.start()
        task.cancel()
    assert watcher.ends == [("stopped", None), ("finished", None)]


def test_an_abandoned_call_ends_at_once_and_is_not_heard_of_again(owner, qtbot):
    may_end = threading.Event()

    def call(run):
        may_end.wait(10)
        run.emit(Finished(Stage.SURVEY))
        return 1

    task = Task(call, owner)
    watcher = Watcher(task)
    task.start()
    task.abandon()
    assert watcher.ends == [("stopped", None), ("finished", None)]
    may_end.set()
    assert task.wait(5)
    qtbot.wait(1)
    assert watcher.events == []
    assert len(watcher.ends) == 2


def test_a_task_may_outlive_its_page(qtbot, qapp):
    may_end = threading.Event()
    page = QObject()
    task = Task(lambda _run: may_end.wait(10), page)
    work = task._work
    task.start()
    page.deleteLater()
    qapp.sendPostedEvents()
    qtbot.wait(1)
    may_end.set()
    assert work.over.wait(5)
    qtbot.wait(1)
