"""While a danger stands and nothing new can be advised: that it was read, and where help is; never the same twice."""

from datetime import timedelta

from conversations.draft import ADULTS, Draft
from conversations.emergency import CANNOT_SPEAK, emergency, row_of, service_for
from conversations.lines import shown
from conversations.pieces import Piece
from conversations.planning import of_their_own
from conversations.services import Service

# So long after it was said, « now » is no longer what was meant.
_PRESSING = timedelta(hours=3)
_SAFE = "safe"
_FIRST = "danger.listen"
_WRITTEN = ("danger.still.written",)
_NUMBER = "danger.number"
_NUMBER_WRITTEN = "danger.number.written"
_NUMBER_OTHER = "danger.number_other"
_STILL = ("danger.still", "danger.still.pass")
_COMING = (*_STILL, "danger.still.where")
_STILL_OTHER = ("danger.still_other", "danger.still_other.go")
_BEFORE = ("danger.listen_before", "danger.listen_before.apart")
_OTHER = ("danger.listen_other", "danger.listen_other.read")
_SELF = ("danger.listen_on", "danger.listen_on.read", "danger.listen_on.slow")


def is_pressing(draft: Draft) -> bool:
    """Whether somebody may be harmed now, and nobody has said that it is over."""
    danger = draft.conversation.danger
    if danger.level != "imminent" or draft.value("safe_now") == _SAFE or danger.at is None:
        return False
    return draft.now - danger.at <= _PRESSING


def still_urgent(draft: Draft) -> list[Piece]:
    """The number that comes first, with whatever is said while it presses."""
    if not is_pressing(draft):
        return []
    service = _first_line(draft)
    key = _in_turn(draft, _words_for(draft, service))
    text = draft.text(key, number=service.contact)
    return [Piece(text=text, keys=(key,), services=(service.id,), urgent=True)]


def number_now(draft: Draft) -> list[Piece]:
    """The number that comes first, whether it presses or not: softly where it does not."""
    if is_pressing(draft):
        return still_urgent(draft)
    service = _first_line(draft)
    key = _NUMBER_OTHER if _for_another(draft) else _NUMBER
    if draft.value(CANNOT_SPEAK) and service.sms == service.contact:
        key = _NUMBER_WRITTEN
    return [Piece(text=draft.text(key, number=service.contact), keys=(key,), services=(service.id,))]


def listening(draft: Draft) -> list[Piece]:
    """That it was read, by whom the danger concerns."""
    if is_pressing(draft):
        return still_urgent(draft)
    if _FIRST not in draft.conversation.said:
        draft.remember_said(_FIRST)
        return [draft.piece(_FIRST)]
    another = _for_another(draft)
    if "violence_to_others" in draft.conversation.danger.kinds:
        # Who tells of somebody's weapon is not who carries it, whatever they were asked to be.
        another = another or draft.conversation.danger.concerns == "other"
        if not another:
            return [draft.piece(_in_turn(draft, _BEFORE))]
    return [draft.piece(_in_turn(draft, _OTHER if another else _SELF))]


def _words_for(draft: Draft, service: Service) -> tuple[str, ...]:
    """How to reach it: a voice can betray who hides; whoever it concerns, somebody may have to be sent there."""
    if draft.value(CANNOT_SPEAK) and service.sms == service.contact:
        return _WRITTEN
    if _for_another(draft):
        return _STILL_OTHER
    return _COMING if service == emergency(draft, draft.conversation.danger) else _STILL


def _first_line(draft: Draft) -> Service:
    """The first line of the danger table where it answers at this hour, else the emergency number."""
    danger = draft.conversation.danger
    row = row_of(draft, danger)
    silent = draft.value(CANNOT_SPEAK) and CANNOT_SPEAK in row.then
    first = service_for(draft, CANNOT_SPEAK if silent else row.first)
    return first if shown(draft, first).opening.open else emergency(draft, danger)


def _for_another(draft: Draft) -> bool:
    """Whom it happens to is not told that somebody else has to be called for."""
    role = draft.value("role")
    if of_their_own(draft):
        return False
    return role in ADULTS | {"witness"} or (role != "teen" and draft.conversation.danger.concerns == "other")


def _in_turn(draft: Draft, keys: tuple[str, ...]) -> str:
    """One of them after the other, of those that the person's language has."""
    spoken = [key for key in keys if draft.speaks(key)] or keys[:1]
    return spoken[draft.conversation.turns % len(spoken)]
