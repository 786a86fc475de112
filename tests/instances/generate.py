"""Makes source databases at random, and knows exactly what should come of them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.sandbox.database import Database
from migrator.sandbox.instance.builder import Builder, Site
from migrator.sandbox.instance.documents import Document, PlainSecret
from migrator.sandbox.instance.history import add_books, add_server
from migrator.sandbox.instance.sealing import Sealer
from migrator.sandbox.instance.security import add_people, add_space_managers
from migrator.sandbox.instance.shapes import Shape
from migrator.sandbox.instance.storing import store
from tests.instances.author import Author, Place
from tests.instances.credentials import add_credentials
from tests.instances.feed import add_feed, draw_feed
from tests.instances.foundation import Space, add_foundation
from tests.instances.freezes import add_freezes
from tests.instances.in_git import add_git_project
from tests.instances.library import add_step_template
from tests.instances.people import add_roles, add_team
from tests.instances.projects import add_library, add_project
from tests.instances.symbols import ANY, To
from tests.instances.tenancy import add_target, add_tenant, add_values
from tests.instances.traps import add_dangling, add_dead_rows
from tests.instances.words import Words

KEY = bytes(range(32))


@dataclass(frozen=True)
class Instance:
    """A source, and what a target should hold after a full migration.

    Attributes:
        expected: by place, each document as `tidy` leaves it, its secrets open.
        packages: files of the built-in feeds by their paths below the server's folder.
        logos: of projects and tenants.
        asks_server: packages and logos are to be had from the source server, not from a folder.
    """

    database: Database
    documents: tuple[Document, ...]
    secrets: tuple[PlainSecret, ...]
    expected: Mapping[Place, object]
    packages: Mapping[str, bytes]
    logos: Mapping[Place, bytes]
    asks_server: bool


def make_instance(shape: Shape, seed: int, size: int = 2) -> Instance:
    """Make an instance; the same arguments give the same.

    Args:
        shape: which server it is of.
        seed: of all that is drawn.
        size: of each space, in projects; there are as many spaces, but at most three.
    """
    draw = random.Random(f"{seed} {shape.value}")
    builder = Builder(shape, Sealer(KEY, None, seed))
    add_people(builder)
    add_server(builder)
    words = Words(draw)
    words.take("Space", "Default")
    roles, expected = add_roles(builder, words, draw)
    packages: dict[str, bytes] = {}
    logos: dict[Place, bytes] = {}
    for number in range(min(size, 3)):
        name = "Default" if not number else words.name("Space", without="/")
        identifier = f"Spaces-{draw.randint(2, 900)}" if number else "Spaces-1"
        author = Author(builder, Site(builder, identifier), name, draw)
        made, space = _make_space(author, size, roles)
        expected |= made
        packages.update(space.feed.files)
        logos |= {Place(to.table, name, to.name): one for to, one in space.logos.items()}
    builder.check_complete()
    add_books(builder)
    stored = store(builder.documents, builder.loose_rows, shape, builder.storings)
    database = Database("OctopusDeploy", stored.tables, row_version=stored.row_version)
    return Instance(
        database,
        tuple(builder.documents),
        tuple(builder.secrets),
        expected,
        packages,
        logos,
        draw.random() < 0.5,
    )


def _make_space(
    author: Author, size: int, roles: dict[str, str]
) -> tuple[Mapping[Place, object], Space]:
    builder, draw, name, identifier = author.builder, author.draw, author.space, author.site.id
    space = Space(author, Words(draw), draw_feed(draw))
    slug = f"space-{identifier[-1]}" if name != "Default" else "default"
    body = {
        "Id": identifier,
        "Name": name,
        "Slug": f"{slug}-{draw.randint(1, 10**6)}" if name != "Default" else slug,
        "IsDefault": name == "Default",
        "TaskQueueStopped": False,
        "Description": space.words.text(),
        "SpaceManagersTeams": ["teams-administrators", f"teams-spacemanagers-{identifier}"],
        "SpaceManagersTeamMembers": [],
    }
    builder.add("Space", body)
    told = {member: body[member] for member in ("Name", "Slug", "IsDefault", "Description")}
    if not author.shape.has_git and name != "Default":
        told["Slug"] = ANY  # the source has none
    author.expect(To("Space", name), {**told, "SpaceManagersTeams": ANY})
    add_space_managers(author.site, name)
    add_foundation(space, size)
    space.machines += space.words.names("Machine", size)
    add_credentials(space)
    add_library(space, size)
    add_step_template(space)
    for _ in range(size):
        add_project(space)
    if author.shape.has_git:
        add_git_project(space)
    for _ in range(size):
        add_tenant(space)
    for machine in space.machines:
        add_target(space, machine)
    for tenant in space.tenants:
        add_values(space, tenant)
    add_team(space, roles)
    add_feed(space)
    if author.shape.has_normalised_tables:
        add_freezes(space)
    add_dangling(space)
    add_dead_rows(space)
    return author.expected(), space
