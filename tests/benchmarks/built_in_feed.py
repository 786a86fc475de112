"""How fast a large package is sealed, opened and pushed, and with how much memory.

python -m tests.benchmarks.built_in_feed [MIB]
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from migrator.model.documents import LogicalDocument
from migrator.model.package_files import Checked, StoredFile, sha1_of
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.package.reader import open_package
from migrator.package.writer import write_package
from migrator.rules.kinds import package_ref
from migrator.target.feed import push
from migrator.target.http import open_wire
from tests.unit.package.making import HEADER, KEYS

_MIB = 1 << 20


class _Sink(BaseHTTPRequestHandler):
    """Takes any body, keeps nothing but its hash, and answers as a feed would."""

    protocol_version = "HTTP/1.1"
    sha1 = ""

    def do_POST(self) -> None:
        """Read it to its end."""
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, 1 << 16)))
        body = f'{{"Id": "packages-A.1.0.0", "Hash": "{self.sha1}"}}'.encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _sink(sha1: str) -> Iterator[str]:
    _Sink.sha1 = sha1
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def _timed(what: str, mebibytes: int, call: Callable[[], object]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    call()
    seconds = time.perf_counter() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{what:<28}{mebibytes / seconds:8.0f} MiB/s   peak grew by {grown:6.1f} MiB")


def main(mebibytes: int = 1024) -> None:
    """Print the figures."""
    with TemporaryDirectory() as directory:
        source, package = Path(directory, "A.1.0.0.zip"), Path(directory, "x.ocmpack")
        with source.open("wb") as file:
            for _ in range(mebibytes):
                file.write(os.urandom(_MIB))
        with source.open("rb") as file:
            sha1 = hashlib.file_digest(file, "sha1").hexdigest()
        size = mebibytes * _MIB
        wanted = StoredFile(str(source), ".zip", size, sha1)
        ref = package_ref("Default", "A", "1.0.0")
        body = {"PackageId": "A", "Version": "1.0.0", "FileExtension": ".zip"}
        document = LogicalDocument(ref, {**body, "Hash": sha1, "PackageSizeBytes": size})

        def seal() -> None:
            with write_package(KEYS.sealing(package), HEADER) as writer, source.open("rb") as file:
                writer.write(document, {}, writer.add_file(Checked(file, wanted)))

        def read() -> None:
            with open_package(KEYS.opening(package)) as opened, opened.open_file(ref) as reader:
                sha1_of(reader)

        def send() -> None:
            with (
                _sink(sha1) as url,
                open_wire(TargetSettings(url=url, api_key=Secret("API-BENCH"))) as wire,
                open_package(KEYS.opening(package)) as opened,
            ):
                push(
                    wire,
                    "Spaces-1",
                    document.body,
                    lambda: opened.open_file(ref),
                    replaces=False,
                )

        print(f"One package of {mebibytes} MiB")
        _timed("sealed, with its hash", mebibytes, seal)
        _timed("opened, with its hash", mebibytes, read)
        _timed("opened and pushed", mebibytes, send)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
