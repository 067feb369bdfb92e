"""Who is at the end of their strength: the line that listens, and what follows where they think of dying."""

from dataclasses import replace

from conversations.draft import Draft
from conversations.emergency import service_for
from conversations.human_cards import danger_lines
from conversations.lines import line, shown
from conversations.pieces import Piece, join


def told(draft: Draft) -> list[Piece]:
    """Thoughts of dying that were asked about and said: believed, with the line that comes first."""
    return [replace(join([draft.piece("weary.told"), *danger_lines(draft)]), urgent=True)]


def listens(draft: Draft) -> list[Piece]:
    """Who listens when it gets too hard, whatever was answered."""
    return [line(draft, shown(draft, service_for(draft, "suicide")))]
