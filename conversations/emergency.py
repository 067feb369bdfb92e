"""Which row of the danger table fits, and which emergency number (conversation_rules §3.8)."""

from conversations.conversation import Danger
from conversations.country import Role
from conversations.draft import Draft
from conversations.errors import EngineError
from conversations.flows import DangerRow
from conversations.services import Service

CANNOT_SPEAK: Role = "cannot_speak"


def row_of(draft: Draft, danger: Danger) -> DangerRow:
    """The first row of the table that fits what was told last, not what was told besides. The last row fits all."""
    kinds = danger.acute or danger.kinds
    for row in draft.library.flows.danger.rows:
        if row.body is not None and row.body is not danger.body:
            continue
        if row.levels and danger.level not in row.levels:
            continue
        if not row.kinds or not set(row.kinds).isdisjoint(kinds):
            return row
    return draft.library.flows.danger.rows[-1]


def service_for(draft: Draft, role: Role) -> Service:
    """The line of the person's country for a role; the emergency number where the country has none."""
    directory, country, lang = draft.library.directory, draft.value("country"), draft.conversation.lang
    service = directory.line(country, role, lang) or directory.line(country, "emergency")
    if service is None:
        raise EngineError("no_emergency_line", country=country)
    return service


def emergency(draft: Draft, danger: Danger) -> Service:
    """The emergency number that fits the danger: for life, or for an attack."""
    roles = draft.library.flows.danger.emergency
    role: Role = "life" if danger.body else next((roles[kind] for kind in danger.kinds if kind in roles), "life")
    return service_for(draft, role)
