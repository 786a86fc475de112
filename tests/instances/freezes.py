"""Deployment freezes, which belong to no space."""

from datetime import UTC, datetime

from tests.instances.author import Place
from tests.instances.foundation import Space
from tests.instances.symbols import ABSENT, as_told, tidy

_TIMES = {"Start": datetime(2096, 1, 3, tzinfo=UTC), "End": datetime(2096, 1, 5, tzinfo=UTC)}
_OVER = {"Start": datetime(2016, 1, 3, tzinfo=UTC), "End": datetime(2016, 1, 5, tzinfo=UTC)}


def add_freezes(space: Space) -> None:
    """Add one that holds, and one that is over and stays behind."""
    author, draw = space.author, space.draw
    for times in (_TIMES, _OVER):
        name = f"Freeze {draw.getrandbits(40):x}"
        project = space.to("Project", draw.choice(space.projects))
        scope = {project: space.some("DeploymentEnvironment", space.environments, 2)}
        entry = {
            "TenantId": space.to("Tenant", draw.choice(space.tenants)),
            "ProjectId": project,
            "EnvironmentId": space.to("DeploymentEnvironment", draw.choice(space.environments)),
        }
        comes_again = times is _TIMES and draw.random() < 0.5
        members = {
            "Description": space.words.text(),
            "ProjectEnvironmentScope": scope,
            "TenantProjectEnvironmentScope": [entry] if draw.random() < 0.5 else [],
            "RecurringSchedule": {"Type": "Weekly", "Unit": 1, "EndType": "Never"}
            if comes_again
            else ABSENT,
        }
        row = {
            "Id": author.builder.next_id("DeploymentFreeze"),
            "Name": name,
            **times,
            **members,
        }
        author.builder.add("DeploymentFreeze", author.stored(row))
        if times is _TIMES:
            told = as_told(
                {key: None if one == ABSENT else one for key, one in members.items()}, author.space
            )
            moments = {key: moment.isoformat() for key, moment in times.items()}
            author.expect_at(
                Place("DeploymentFreeze", name, name), tidy({"Name": name, **moments, **told})
            )
