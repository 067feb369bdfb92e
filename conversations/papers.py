"""What was made for a person and how it reaches them: never by itself, only after they chose (SAF-20)."""

from conversations.draft import Draft
from conversations.effects import MakeDossier, SendFile
from conversations.events import PapersFailed, PapersLate, PapersMade, Way
from conversations.wording import clock, full_date


def dossier_here(draft: Draft) -> None:
    _make_dossier(draft, "here")


def dossier_by_code(draft: Draft) -> None:
    _make_dossier(draft, "code")


def _make_dossier(draft: Draft, way: Way) -> None:
    """For the reader that was chosen; a school sees pictures only where nobody else is on them."""
    profile = draft.value("dossier_for") or "complete"
    pictures = profile != "school" or draft.value("dossier_others") == "no"
    fields = {"profile": profile, "pictures": pictures, "way": way}
    draft.effects.append(MakeDossier.model_validate({"id": draft.next_id(), **fields}))


def made(draft: Draft, event: PapersMade) -> None:
    """Says where it is, then hands it over; with a code it lies ready for a day."""
    local = event.until.astimezone(draft.zone)
    slots = {"date": full_date(local, draft.conversation.lang), "hour": clock(local)}
    if event.way == "code":
        draft.say(draft.piece("dossier.say.code", code=event.code, url=event.site, **slots))
        return
    draft.say(draft.piece("dossier.say.ready." + draft.conversation.channel, **slots))
    for paper in event.papers:
        draft.emit(SendFile, paper=paper.id, name=paper.name, mime=paper.mime, size=paper.size)


def late(draft: Draft, event: PapersLate) -> None:
    draft.say(draft.piece("dossier.say.late"))


def not_made(draft: Draft, event: PapersFailed) -> None:
    draft.say(draft.piece("dossier.say.nothing" if event.reason == "empty" else "dossier.say.failed"))
