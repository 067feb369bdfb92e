"""Messages about the dates of pictures: which one is seen on them, and how the answer was understood."""

from conversations.draft import Draft
from conversations.effects import KeepFact
from conversations.pieces import Piece
from conversations.receipts import numbered
from conversations.wording import full_date


def date_question(draft: Draft) -> list[Piece]:
    """The date that stands on the pictures just kept, to be copied from them."""
    numbers = draft.conversation.undated
    slots: dict[str, str | int] = {"count": len(numbers), "pieces": numbered(numbers)}
    return [draft.piece("files.date", **slots)]


def date_noted(draft: Draft) -> list[Piece]:
    """How the date was understood, so that a wrong one is seen."""
    facts = [effect.fact for effect in draft.effects if isinstance(effect, KeepFact)]
    days = [dated.day for fact in facts for dated in fact.when if dated.day]
    shown = ", ".join(full_date(day, draft.conversation.lang) for day in dict.fromkeys(days))
    if len(draft.conversation.undated) > 1:
        return [draft.piece("files.dates_noted", date=shown)]
    return [draft.piece("files.date_noted", date=shown, pieces=draft.conversation.undated[0])]
