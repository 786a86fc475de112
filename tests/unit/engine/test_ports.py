import threading

from migrator.engine.ports import Notices
from migrator.model.events import Paced, Retried, Stage
from migrator.target.notices import RateWait, Repeat


def test_what_any_thread_tells_is_emitted_once_by_the_stages_own():
    notices, seen = Notices(), []
    threads = [
        threading.Thread(target=notices.put, args=(notice,))
        for notice in (RateWait(2.5), Repeat("HTTP 503", 2, 1.0))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    notices.emit(Stage.UPLOAD, seen.append)
    assert sorted(seen, key=str) == [
        Paced(Stage.UPLOAD, 2.5),
        Retried(Stage.UPLOAD, "HTTP 503", 2),
    ]
    notices.emit(Stage.UPLOAD, seen.append)
    assert len(seen) == 2
