"""Files from a server that breaks off, gives parts or gives none, and sends them back."""

import io

import pytest

from migrator.model.package_files import PackageFileError
from migrator.target.downloading import Download
from migrator.target.errors import ForbiddenError, WireError
from migrator.target.http import open_wire
from migrator.target.multipart import Multipart
from tests.unit.target.scripted_server import FastClock, Reply, serving, settings_for

CONTENT = bytes(range(256)) * 1000
ROUTE = "/api/Spaces-1/packages/packages-A.1.0.0/raw"


def opened(server):
    return open_wire(settings_for(server), clock=FastClock())


def read_all(wire, size=10_000):
    pieces = []
    with Download(wire, ROUTE, len(CONTENT)) as reader:
        while piece := reader.read(size):
            pieces.append(piece)
    return b"".join(pieces)


def begin_of(asked):
    return int(asked.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))


def in_parts(*cuts):
    """A server that gives parts, and breaks off each time after so many bytes."""
    left = [*cuts]

    def script(asked):
        begin = begin_of(asked)
        status = 206 if begin else 200
        return Reply(status, CONTENT[begin:], cut=left.pop(0) if left else None)

    return script


def test_a_whole_file_is_asked_for_once_as_it_is():
    with serving(in_parts()) as server, opened(server) as wire:
        assert read_all(wire) == CONTENT
    (asked,) = server.asked
    assert asked.headers["Accept-Encoding"] == "identity"
    assert "Range" not in asked.headers


@pytest.mark.parametrize("cuts", [(1,), (100_000,), (255_999,), (1000, 2000, 3000, 40_000)])
def test_what_breaks_off_goes_on_at_the_byte_where_it_was(cuts):
    with serving(in_parts(*cuts)) as server, opened(server) as wire:
        assert read_all(wire) == CONTENT
    begins = [begin_of(asked) for asked in server.asked]
    assert len(begins) == len(cuts) + 1
    assert begins == sorted(begins)
    assert begins[-1] <= sum(cuts)


def test_a_server_that_gives_no_parts_is_read_again_up_to_there():
    cuts = [100_000]

    def script(_asked):
        return Reply(200, CONTENT, cut=cuts.pop() if cuts else None)

    with serving(script) as server, opened(server) as wire:
        assert read_all(wire) == CONTENT
    assert len(server.asked) == 2


def test_a_file_that_ends_too_early_again_and_again_is_given_up():
    with (
        serving(lambda _asked: Reply(200, b"short")) as server,
        opened(server) as wire,
        pytest.raises(WireError),
    ):
        read_all(wire)


def test_a_refusal_is_told_at_once():
    refusal = Reply(403, {"ErrorMessage": "You need BuiltInFeedDownload."})
    with (
        serving(lambda _asked: refusal) as server,
        opened(server) as wire,
        pytest.raises(ForbiddenError),
    ):
        read_all(wire)
    assert len(server.asked) == 1


def push(wire, reader, length):
    sent = []

    class Opened:
        def __enter__(self):
            sent.append(1)
            return Multipart("A é.1.0.0.zip", length, reader())

        def __exit__(self, *_):
            return None

    answer = wire.upload("/api/Spaces-1/packages/raw", {}, Opened, lambda: None)
    return answer, len(sent)


def test_a_file_is_sent_with_its_length_and_anew_for_each_try():
    replies = [Reply(drops=True), Reply(201, {"Id": "packages-A"})]
    with serving(lambda _asked: replies.pop(0)) as server, opened(server) as wire:
        answer, tries = push(wire, lambda: io.BytesIO(CONTENT), len(CONTENT))
    assert (answer, tries) == ({"Id": "packages-A"}, 2)
    asked = server.asked[-1]
    assert int(asked.headers["Content-Length"]) == len(asked.body)
    assert "Transfer-Encoding" not in asked.headers
    head, _, rest = asked.body.partition(b"\r\n\r\n")
    assert CONTENT in rest
    boundary = asked.headers["Content-Type"].partition("boundary=")[2].encode()
    assert head.startswith(b"--" + boundary)
    assert asked.body.endswith(b"\r\n--" + boundary + b"--\r\n")
    assert 'filename="A é.1.0.0.zip"'.encode() in head


def test_a_file_that_fails_is_no_failure_of_the_target():
    class Failing:
        def read(self, _size, /):
            raise PackageFileError("gone")

    with (
        serving(lambda _asked: Reply(201, {})) as server,
        opened(server) as wire,
        pytest.raises(PackageFileError, match="gone"),
    ):
        push(wire, Failing, 10)
