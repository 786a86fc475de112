"""Whatever a target answers, plan, upload and verify end with a report or our error."""

import json
import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import settings as bound
from hypothesis import strategies as st

from migrator.engine.plan import plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.errors import MigratorError
from migrator.model.events import Run
from migrator.model.settings import PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.exchange import Answer
from tests.fakes.small_migration import API_KEY, PLAIN, moving, write
from tests.fuzz.mutating import changed

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))


class LyingCloud(OctopusCloud):
    """Changes some of its answers by chance."""

    draw = None
    share = 0.0

    def _respond(self, request):
        answer = super()._respond(request)
        if self.draw is None or answer is None or self.draw.random() > self.share:
            return answer
        if self.draw.random() < 0.15:
            odd = self.draw.choice((b"", b"\xff\xfe", b"[" * 5000, b"<html>", b'{"a":', b"NaN"))
            return Answer(answer.status, None, odd, "application/json", {})
        try:
            body = json.loads(json.dumps(answer.body))
            return Answer(answer.status, changed(body, self.draw), headers=answer.headers)
        except (TypeError, ValueError, RecursionError):
            return answer


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return write(tmp_path_factory.mktemp("package") / "small.ocmpack")


def moved(package, cloud, state):
    """Which report came out, or the error's code; no secret is in either."""
    with moving(package, cloud, state) as (opened, target, held):
        try:
            policy = PolicySettings(raise_rate_limit=5000)
            made = plan(opened, target, policy, held, Run())
            upload(made, opened, target, held, Run(), is_fresh=True)
            report = verify(made, opened, target, held, Run())
        except MigratorError as error:
            said = f"{error} {error.hint}"
            code = error.code
        else:
            said, code = f"{report.findings} {report.items}", "report"
    assert not [secret for secret in PLAIN.values() if secret in said]
    return code


def test_without_lies_it_ends_with_a_report(package, tmp_path):
    with LyingCloud(api_key=API_KEY) as cloud:
        assert moved(package, cloud, tmp_path) == "report"


@bound(max_examples=EXAMPLES, deadline=None)
@example(278275, 0.1)  # a number that no JSON has was to be written back
@example(57958, 0.1)  # half a surrogate pair stood in an id
@given(st.integers(0, 2**32), st.sampled_from([0.02, 0.1, 0.5]))
def test_any_answers_end_in_a_report_or_our_error(package, seed, share):
    with (
        TemporaryDirectory() as directory,
        LyingCloud(api_key=API_KEY, rate_per_minute=4000, burst=4000) as cloud,
    ):
        cloud.draw, cloud.share = random.Random(seed), share
        moved(package, cloud, Path(directory))
