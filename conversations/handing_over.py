"""What was made is handed over, or the person is told why there is nothing."""

from conversations.draft import Draft
from conversations.effects import SendFile
from conversations.events import PapersFailed, PapersLate, PapersMade
from conversations.walk import interrupt
from conversations.wording import clock, full_date


def made(draft: Draft, event: PapersMade) -> None:
    """Says where it is, then hands it over; with a code it lies ready for a day."""
    if _is_letter(draft, event.effect):
        _hand_over(draft, event)
        interrupt(draft, "letters.made")
        return
    local = event.until.astimezone(draft.zone)
    slots = {"date": full_date(local, draft.conversation.lang), "hour": clock(local)}
    if event.way == "code":
        draft.say(draft.piece("dossier.say.code", code=event.code, url=event.site, **slots))
        return
    draft.say(draft.piece("dossier.say.ready." + draft.conversation.channel, **slots))
    _hand_over(draft, event)


def _hand_over(draft: Draft, event: PapersMade) -> None:
    for paper in event.papers:
        draft.emit(SendFile, paper=paper.id, name=paper.name, mime=paper.mime, size=paper.size)


def _is_letter(draft: Draft, effect: str) -> bool:
    letter = draft.conversation.letter
    return letter is not None and letter.effect == effect


def late(draft: Draft, event: PapersLate) -> None:
    if not _is_letter(draft, event.effect):
        draft.say(draft.piece("dossier.say.late"))


def not_made(draft: Draft, event: PapersFailed) -> None:
    if _is_letter(draft, event.effect):
        interrupt(draft, "letters.failed")
        return
    draft.say(draft.piece("dossier.say.nothing" if event.reason == "empty" else "dossier.say.failed"))
