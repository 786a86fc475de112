"""Logos that were uploaded: the row tells that there is one, its content lies with the server.

Source: Octopus Server's tables of 2024.4 (Tenant, LogoAttachmentKey).
"""

from __future__ import annotations

from migrator.model.documents import Json, Kind, LogicalDocument, Ref, Slot
from migrator.source.documents import Converted, Read
from migrator.source.rows import RawDocument
from migrator.source.tables import text

_LOGOS = {Kind.PROJECT: Kind.PROJECT_LOGO, Kind.TENANT: Kind.TENANT_LOGO}
_KEY = "LogoAttachmentKey"


def logos_of(ref: Ref, raw: RawDocument, body: dict[str, Json], *, are_wanted: bool) -> list[Read]:
    """The logo of a project or tenant, to be fetched later; the body tells of it no more."""
    kind = _LOGOS.get(ref.kind)
    if not are_wanted or kind is None or not text(body, _KEY):
        return []
    for name in [name for name in body if name.casefold() == _KEY.casefold()]:
        del body[name]
    document = LogicalDocument(Ref(kind, ref.path), {"Content": Slot()})
    converted = Converted(document, {}, ())
    return [Read(raw.table, raw.id, converted, 0, is_disabled=False, is_logo=True)]
