"""How many requests a migration takes: counted, not timed."""

from tests.benchmarks.requests_per_project import (
    ALLOWED,
    reads_by_projects,
    requests_for_plain_project,
)


def test_a_plain_project_takes_at_most_eight_requests():
    sent = requests_for_plain_project()
    assert all(200 <= request.status < 300 for request in sent)
    made = [f"{request.method} {request.path.rsplit('/', 1)[-1]}" for request in sent]
    assert {"POST projects", "POST runbooks"} <= set(made)
    assert len(sent) <= ALLOWED, made


def test_reading_grows_in_step_with_the_projects_on_the_target():
    reads = reads_by_projects((2, 4, 8))
    assert 0 < reads[8] - reads[4] <= 2 * (reads[4] - reads[2])
    assert reads[8] - reads[4] <= 4 * 4
