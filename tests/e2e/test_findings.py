"""A whole migration of the sample instance leaves no difference, and says nothing without reason."""

from collections import Counter

EXPLAINED = {
    "action-renamed": "a runbook of Legacy Tools has two steps of one name, which the API refuses",
    "build-information": "a package that nobody uses has some",
    "community-copy": "the target's library lacks the template Library - Say Hello",
    "disabled": "targets, workers and triggers wait for cut-over",
    "external-group": "the team Operators has groups of the source's sign-in",
    "id-in-text": "a script and two variables of the Web Shop hold ids of the source",
    "missing-reference": "the subscription watches a person who is not on the target",
    "no-time-zone": "the trigger monthly followed the clock of the server",
    "package-by-variable": "a step of Legacy Tools takes a package by a variable's name",
    "package-volume": "what goes up is told before",
    "person-missing": "members of the team Operators are not on the target",
    "plain-secret": "an account and a variable were never sealed",
    "prompted-values": "triggers give values to prompted variables",
    "renamed": "two certificates share the name Shop TLS",
    "run-on-server": "steps ran on the server itself, which Octopus Cloud does not do",
    "sealed-text": "the variable Looks.Sealed",
    "snapshot-left": "two runbooks have changed since they were published",
    "steps-in-git": "the Git Project keeps its process in its repository",
    "substituted": "Octopus Cloud has no team of administrators",
    "unused-packages": "two packages are in no process and no release",
    "unreadable-secret": "an account and a variable are sealed by a key that nobody has",
    "version-controlled": "the Git Project",
}
"""Each code of a finding that the sample brings about, and by what."""


def test_nothing_differs(moved):
    report = moved.run.result["report"]
    assert report["clean"]
    assert report["items"] == []
    words = ("different", "missing", "failed")
    counted = Counter()
    for counts in report["kinds"].values():
        counted.update({word: counts[word] for word in words})
    assert not any(counted.values())
    assert report["facts"]["compared"] > 300


def test_each_finding_is_explained_and_told_once(moved):
    findings = moved.run.result["report"]["findings"]
    assert {finding["code"] for finding in findings} <= set(EXPLAINED)
    told = Counter((_words(finding), finding.get("pointer")) for finding in findings)
    assert [finding for finding, count in told.items() if count > 1] == []
    # What is told of a place within a document is not told of the document as well.
    placed = {_words(finding) for finding in findings if finding.get("pointer")}
    assert not placed & {_words(finding) for finding in findings if not finding.get("pointer")}


def _words(finding: dict) -> tuple[str, ...]:
    message = finding["message"].removeprefix("Stays behind: ").removeprefix("Left out: ")
    return (finding["code"], finding["ref"], message)
