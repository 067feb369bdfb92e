"""How a service is written: its number, and whether someone answers now."""

from collections.abc import Iterable

from conversations.directory import Shown
from conversations.draft import Draft
from conversations.hours import Opening
from conversations.pieces import Piece
from conversations.services import Service
from conversations.wording import hour, weekday


def shown(draft: Draft, service: Service) -> Shown:
    """The service with its opening at this moment, in the person's country."""
    return Shown(service, draft.library.directory.opening(service, draft.now))


def each_once(draft: Draft, services: Iterable[Service]) -> list[Shown]:
    """The first service of each number, address or site, in their order."""
    by_contact: dict[str, Service] = {}
    for service in services:
        by_contact.setdefault(service.contact, service)
    return [shown(draft, service) for service in by_contact.values()]


def line(draft: Draft, one: Shown) -> Piece:
    """« 3018 : ouvert, jusqu'à 23 h. »"""
    service = one.service
    name = service.name if service.contact in service.name else f"{service.name}, {service.contact}"
    key, slots = opening_words(draft, one.opening)
    if not service.number and one.opening.open is None:
        # A site has no hours to verify.
        return Piece(text=draft.text("line.site", name=name), keys=("line.site",), services=(service.id,))
    text = draft.text("line.named", name=name, when=draft.text(key, **slots))
    return Piece(text=text, keys=("line.named", key), services=(service.id,))


def opening_words(draft: Draft, opening: Opening) -> tuple[str, dict[str, str]]:
    """The key and slots of the sentence that says whether a line answers now; never more than the files say."""
    lang = draft.conversation.lang
    local = draft.now.astimezone(draft.zone)
    if opening.open is None:
        return "line.unverified", {}
    if opening.open and opening.closes_at is None:
        return "line.always", {}
    if opening.open and opening.closes_at is not None:
        closes = opening.closes_at.astimezone(local.tzinfo)
        if not closes.hour and not closes.minute:
            return "line.until_midnight", {}
        return "line.until", {"hour": hour(closes, lang)}
    if opening.opens_at is None:
        return "line.closed", {}
    opens = opening.opens_at.astimezone(local.tzinfo)
    days = (opens.date() - local.date()).days
    key = {0: "line.opens_today", 1: "line.opens_tomorrow"}.get(days, "line.opens_day")
    slots = {"hour": hour(opens, lang)}
    return key, slots if days <= 1 else {**slots, "day": weekday(opens, lang)}


def first_open(shown_lines: list[Shown]) -> Shown | None:
    """The first line that answers now for certain, else the first whose hours nobody verified."""
    for state in (True, None):
        for one in shown_lines:
            if one.opening.open is state:
                return one
    return None
