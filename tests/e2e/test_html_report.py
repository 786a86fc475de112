"""The report of `verify` as a browser shows it."""

import shutil
import socket
import struct
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.process import DEADLINE_S, migrator

CHROMIUM = next((p for n in ("chromium", "google-chrome") if (p := shutil.which(n))), "")
DARK = "--blink-settings=preferredColorScheme=0"
LIGHT = "--blink-settings=preferredColorScheme=1"

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


@contextmanager
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A port that notes whatever is asked of it, and answers nothing."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def note() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    asked.append(connection.recv(1000))

        thread = threading.Thread(target=note)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def browse(home: Path, page: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Open a page in a browser that has never run before."""
    profile = home / f"profile-{len(list(home.glob('profile-*')))}"
    return subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
            "--enable-logging=stderr",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--window-size=1100,1500",
            f"--user-data-dir={profile}",
            *words,
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=DEADLINE_S,
        check=True,
    )


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What the page wrote to the browser's console, violations of its policy included."""
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def first_pixel(png: Path) -> tuple[int, int, int]:
    """Red, green and blue of the upper left corner; there every PNG filter predicts zero."""
    data, at, packed = png.read_bytes(), 8, b""
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    row = zlib.decompress(packed)
    return row[1], row[2], row[3]


def hostile(url: str) -> str:
    return f"<script>fetch('{url}/a')</script><img src='{url}/b' onerror=console.error(1)>"


def test_the_report_is_shown_in_light_and_dark_and_loads_and_runs_nothing(tmp_path, moved):
    store, page = moved.served.cloud.store, tmp_path / "report.html"
    group = next(group for group in store.all_of("ProjectGroup") if group["Name"] == "Shop")
    with listener() as (url, asked):
        store.put("ProjectGroup", {**group, "Description": hostile(url)})
        try:
            ended = migrator(tmp_path, "verify", moved.served.job, "--html", page)
        finally:
            store.put("ProjectGroup", group)
        assert ended.exit_code == 1, ended.err
        shown = browse(tmp_path, page, "--dump-dom")
        assert "Not everything is as promised." in shown.stdout
        assert "&lt;script&gt;fetch(" in shown.stdout
        assert "<script" not in shown.stdout
        assert "<img" not in shown.stdout
        corners = []
        for scheme in (LIGHT, DARK):
            picture = tmp_path / f"{scheme[-1]}.png"
            done = browse(tmp_path, page, scheme, f"--screenshot={picture}")
            assert console(done) == []
            corners.append(sum(first_pixel(picture)))
        assert corners[0] > 600
        assert corners[1] < 150
        assert asked == []


def test_a_page_that_does_load_and_run_something_would_be_noticed(tmp_path):
    with listener() as (url, asked):
        page = tmp_path / "page.html"
        page.write_text(f"<!doctype html>{hostile(url)}<script>console.error('!')</script>")
        done = browse(tmp_path, page, "--dump-dom")
        assert console(done)
        assert asked
