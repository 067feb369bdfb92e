"""Who answers now: a human of the team, the lines that are open, and what helps until the morning."""

from dataclasses import replace

from conversations.country import Role
from conversations.directory import Shown
from conversations.draft import Draft
from conversations.emergency import emergency, row_of, service_for
from conversations.lines import each_once, first_open, line, shown
from conversations.pieces import Piece, join
from conversations.planning import DEFAULT_NEED, fitting_services, need_of, service_audience
from conversations.titles import fitted
from conversations.wording import hour, weekday

LINES_NOW = 2
# Besides what comes first: who protects a child at home, who searches for one.
_ALSO: dict[str, Role] = {"danger_at_home": "child_danger", "runaway": "runaway"}


def line_now(draft: Draft) -> list[Piece]:
    """The line that answers now for this need, said once, or the next one to open; then those for what was told."""
    directory = draft.library.directory
    need, found = need_of(draft), _found(draft, need_of(draft))
    # After a danger the line for it leads, and the one for what started it all is not forgotten.
    told = need != DEFAULT_NEED and bool(draft.conversation.topics)
    also = _found(draft, DEFAULT_NEED)[:1] if told else []
    fitting = [shown(draft, directory.get(one)) for one in fitting_services(draft)]
    lines = list(
        {one.service.id: one for one in (*found[:LINES_NOW], _answering(draft, found), *also, *fitting)}.values()
    )
    return [fitted([line(draft, one) for one in lines], human_sentence(draft))]


def danger_lines(draft: Draft) -> list[Piece]:
    """The line that comes first for this danger, the emergency number, and who else protects or searches."""
    danger = draft.conversation.danger
    also = [service_for(draft, role) for kind, role in _ALSO.items() if kind in danger.kinds]
    services = (service_for(draft, row_of(draft, danger).first), emergency(draft, danger), *also)
    lines = [line(draft, one) for one in each_once(draft, services)]
    return [replace(join(lines), urgent=True)]


def who_answers(draft: Draft) -> Piece:
    """The one line that answers now for what was told."""
    return line(draft, _answering(draft, _found(draft, need_of(draft))))


def _found(draft: Draft, need: str) -> list[Shown]:
    country, audience, lang = draft.value("country"), service_audience(draft), draft.conversation.lang
    return list(draft.library.directory.services(country, need, audience, draft.now, lang))


def _answering(draft: Draft, found: list[Shown]) -> Shown:
    return first_open(found) or shown(draft, service_for(draft, "emergency"))


def human(draft: Draft) -> list[Piece]:
    """What happens when a human is asked for: someone is there, or the truth and who answers now."""
    if draft.situation.on_shift:
        cancel = (draft.choice("cancel", "human.cancel"),)
        return [Piece(text=draft.text("human.waiting"), keys=("human.waiting",), choices=cancel, human_offered=True)]
    return line_now(draft)


def night(draft: Draft) -> list[Piece]:
    """The bridge over a night: in how long the next line opens, three things that help, an offer for the morning."""
    country = draft.value("country")
    found = (
        draft.library.directory.services(
            country, need_of(draft), service_audience(draft), draft.now, draft.conversation.lang
        )
        if country
        else ()
    )
    waiting = next((one for one in found if one.opening.open is False and one.opening.opens_at is not None), None)
    pieces = []
    if waiting is not None and waiting.opening.opens_at is not None:
        hours = round((waiting.opening.opens_at - draft.now).total_seconds() / 3600)
        name = waiting.service.contact
        text = draft.text("night.opens", name=name, count=max(1, hours))
        pieces.append(Piece(text=text, keys=("night.opens",), services=(waiting.service.id,)))
    return [join([*pieces, draft.piece("night.plan")])]


def human_sentence(draft: Draft) -> Piece:
    """One sentence: someone of the team is here, or nobody reads before a given hour, or nobody for now."""
    situation = draft.situation
    if draft.conversation.handoff == "waiting" and situation.on_shift:
        return Piece(text=draft.text("human.called"), keys=("human.called",), human_offered=True)
    if situation.on_shift:
        button = (draft.choice("human", "fixed.human"),)
        return Piece(text=draft.text("human.here"), keys=("human.here",), choices=button, human_offered=True)
    if situation.next_shift is None:
        return Piece(text=draft.text("human.nobody"), keys=("human.nobody",), human_offered=True)
    local = situation.next_shift.astimezone(draft.zone)
    slots = {"day": weekday(local, draft.conversation.lang), "hour": hour(local, draft.conversation.lang)}
    return Piece(text=draft.text("human.before", **slots), keys=("human.before",), human_offered=True)
