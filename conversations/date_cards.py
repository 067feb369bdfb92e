"""Messages about kept items: which date is seen on a picture, how the answer was understood, who wrote a message."""

from conversations.draft import Draft
from conversations.effects import KeepFact
from conversations.pieces import Piece
from conversations.receipts import numbered
from conversations.telling import Fact
from conversations.wording import full_date


def date_question(draft: Draft) -> list[Piece]:
    """The date that stands on the pictures just kept, to be copied from them."""
    numbers = draft.conversation.undated
    slots: dict[str, str | int] = {"count": len(numbers), "pieces": numbered(numbers)}
    return [draft.piece("files.date", **slots)]


def author_question(draft: Draft) -> list[Piece]:
    """Who wrote the messages whose messenger does not say it; one answer counts for all of them."""
    numbers = draft.conversation.unsigned
    return [draft.piece("files.author", count=len(numbers), pieces=numbered(numbers))]


def date_noted(draft: Draft) -> list[Piece]:
    """How the date was understood, so that a wrong one is seen; where it is not clear which is whose, that is said."""
    facts = [effect.fact for effect in draft.effects if isinstance(effect, KeepFact)]
    days = [dated.day for fact in facts for dated in fact.when if dated.day]
    if not days:
        return [draft.piece("files.dates_unclear", pieces=numbered(draft.conversation.undated))]
    shown = ", ".join(full_date(day, draft.conversation.lang) for day in dict.fromkeys(days))
    if len(draft.conversation.undated) > 1:
        return [draft.piece("files.dates_noted", date=shown)]
    return [draft.piece("files.date_noted", date=shown, pieces=draft.conversation.undated[0])]


def piece_dated(draft: Draft) -> list[Piece]:
    """« Pièce 1, le 3 novembre »: as it was understood."""
    fact = fact_of_a_piece(draft)
    days = [dated.day for dated in fact.when if dated.day] if fact is not None else []
    if fact is None or not days:
        return []
    date = full_date(days[0], draft.conversation.lang)
    return [draft.piece("files.dated", pieces=numbered(fact.exhibits), date=date)]


def pieces_kept(draft: Draft) -> list[Piece]:
    """« Où sont mes captures ? »"""
    count = draft.situation.kept.evidence
    return [draft.piece("files.count", count=count) if count else draft.piece("files.count.none")]


def fact_of_a_piece(draft: Draft) -> Fact | None:
    """What this message told of a piece that is kept, and when that was."""
    facts = [effect.fact for effect in draft.effects if isinstance(effect, KeepFact)]
    kept = range(1, draft.conversation.evidence + 1)
    return next((fact for fact in facts if fact.when and any(number in kept for number in fact.exhibits)), None)
