"""Titles of steps in the words for a person, and messages put together from pieces."""

from collections.abc import Iterator, Sequence
from itertools import islice

from conversations import limits
from conversations.draft import Draft
from conversations.pieces import Piece, join
from conversations.planning import known


def title_of(draft: Draft, key: str) -> str:
    """The title of a step in the words for this person."""
    return titles_of(draft, [key])[key]


def titles_of(draft: Draft, keys: Sequence[str]) -> dict[str, str]:
    """The titles of steps, by their key, in the words for this person."""
    country, situation = draft.value("country"), known(draft)
    named = {key: draft.library.steps.get(key, country).text_key("title", situation) for key in keys}
    return {key: draft.text(text_key) for key, text_key in named.items()}


def packed(pieces: list[Piece]) -> list[Piece]:
    """The pieces in as few messages as their length allows."""
    messages: list[Piece] = []
    for piece in pieces:
        if messages and len(messages[-1].text) + len(piece.text) < limits.CHARACTERS_A_MESSAGE:
            messages[-1] = join([messages[-1], piece])
        else:
            messages.append(piece)
    return messages


def spoken(draft: Draft, keys: Sequence[str]) -> Iterator[str]:
    """Those with a title in the person's own language: a number stands beside them, and needs no other."""
    pack, situation = draft.library.steps.by_key(draft.value("country")), known(draft)
    return (key for key in keys if draft.speaks(pack[key].text_key("title", situation)))


def bullets(titles: dict[str, str]) -> str:
    return "\n".join(f"• {title}" for title in titles.values())


def bulleted(draft: Draft, keys: Sequence[str]) -> Piece | None:
    """The titles of steps, three at most, of those the person's language speaks; None where there is none."""
    titles = titles_of(draft, list(islice(spoken(draft, keys), limits.TITLES_IN_DANGER)))
    return Piece(text=bullets(titles), titles=titles) if titles else None


def fitted(lines: list[Piece], last: Piece) -> Piece:
    """As many lines as one message holds, the last sentence always."""
    while len(lines) > 1 and len(join([*lines, last]).text) > limits.CHARACTERS_A_MESSAGE:
        lines = lines[:-1]
    return join([*lines, last])
