"""What has been carried out is not done twice."""

from tests.e2e.process import migrator


def test_a_second_run_sends_no_writes_and_says_so(tmp_path, moved):
    cloud, job = moved.served.cloud, moved.served.job
    assert any(request.method != "GET" for request in moved.requests)
    before = len(cloud.requests)
    again = migrator(tmp_path, "run", job, "--yes")
    assert again.exit_code == 0, again.err
    assert "nothing had to be written" in again.out.splitlines()[-1]
    plan = migrator(tmp_path, "plan", job, "--json")
    assert plan.exit_code == 0, plan.err
    assert plan.result["report"]["clean"] is True
    upload = migrator(tmp_path, "upload", job, "--json")
    assert upload.exit_code == 0, upload.err
    assert (upload.facts["steps"], upload.facts["failed"]) == (0, 0)
    later = cloud.requests[before:]
    assert later
    assert [f"{sent.method} {sent.path}" for sent in later if sent.method != "GET"] == []
