import threading

import pytest

from migrator.package.age import make_key_pair
from migrator.package.sealing import SealedStream


class Full:
    def __init__(self, after):
        self._left = after

    def write(self, data):
        self._left -= 1
        if self._left < 0:
            raise OSError(28, "no room")


def write_much(stream):
    for number in range(1000):
        stream.write(number.to_bytes(4, "big") * 50_000)
    stream.close()


@pytest.mark.parametrize("after", [0, 1])
def test_a_writer_that_fails_stops_the_stream_and_its_thread_and_says_why(after):
    before = threading.active_count()
    stream = SealedStream(Full(after), make_key_pair().recipient)
    with pytest.raises(OSError, match="no room"):
        write_much(stream)
    assert threading.active_count() == before


def test_a_stream_that_was_given_up_takes_nothing_more():
    stream = SealedStream(Full(100), make_key_pair().recipient)
    stream.abort()
    with pytest.raises((OSError, ValueError)):
        write_much(stream)
