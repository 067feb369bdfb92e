"""Where calling is hard: who else answers when a line does not, and where a message can be sent instead."""

from conversations.conditions import in_danger
from conversations.country import Role
from conversations.directory import Shown
from conversations.draft import Draft
from conversations.emergency import CANNOT_SPEAK, emergency, row_of, service_for
from conversations.events import Said
from conversations.lines import each_once, line
from conversations.pieces import Piece
from conversations.services import Service
from conversations.step_card import written
from conversations.titles import fitted, packed

FIRST, AGAIN = "calls.no_answer", "calls.no_answer.again"
# Whoever listens, whatever happened; the emergency number always answers.
ANYWAY: tuple[Role, ...] = ("child_danger", "listening", "online")
OTHERS = 3


def other_lines(draft: Draft) -> list[Piece]:
    """Who answers now besides the line that did not: it is the one named in the message, else the first one."""
    lines = each_once(draft, _services(draft))
    failed = [one for one in lines if _is_named(draft, one.service)] or lines[:1]
    rest = sorted([one for one in lines if one not in failed], key=lambda one: one.opening.open is not True)
    key = AGAIN if FIRST in draft.conversation.said else FIRST
    draft.remember_said(key)
    return [fitted([draft.piece(key), *(line(draft, one) for one in _kept(draft, rest))], Piece(text=""))]


def _kept(draft: Draft, rest: list[Shown]) -> list[Shown]:
    """The first of them, and the emergency number, which is never left out."""
    last = service_for(draft, "emergency").contact
    kept = rest[:OTHERS]
    urgent = [one for one in rest if one.service.contact == last]
    return kept if any(one.service.contact == last for one in kept) else [*kept[: OTHERS - 1], *urgent]


def _services(draft: Draft) -> list[Service]:
    anyway = [service_for(draft, role) for role in ANYWAY]
    last = service_for(draft, "emergency")
    if not in_danger(draft.conversation):
        return [service_for(draft, "online"), *anyway, last]
    danger = draft.conversation.danger
    row = row_of(draft, danger)
    first, *then = [service_for(draft, role) for role in (row.first, *row.then)]
    urgent = emergency(draft, danger)
    if danger.level == "imminent":
        return [first, urgent, *then, last, *anyway]
    return [first, *then, *anyway, urgent, last]


def _is_named(draft: Draft, service: Service) -> bool:
    """« Le 119 décroche pas »."""
    text = draft.event.text if isinstance(draft.event, Said) else ""
    number = _digits(service.number)
    return bool(number) and number in _digits(text)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def written_instead(draft: Draft) -> list[Piece]:
    """Where one writes: to whom listens, and in an emergency to whom comes."""
    return packed([draft.piece("calls.write"), *(written(draft) or [draft.piece("help.no_chat")]), *_sms(draft)])


def sms_or_none(draft: Draft) -> list[Piece]:
    """The number that takes text messages, or that none is known."""
    return _sms(draft) or [draft.piece("calls.no_sms")]


def _sms(draft: Draft) -> list[Piece]:
    """The number that takes text messages in an emergency, where the country has one."""
    service = service_for(draft, CANNOT_SPEAK)
    if not service.sms:
        return []
    text = draft.text("calls.sms", number=service.sms)
    return [Piece(text=text, keys=("calls.sms",), services=(service.id,))]
