"""A message as Discord takes it: plain words, buttons below, and a number by which it is said once only."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from discord.utils import escape_markdown

from bot.errors import ChannelRefused
from conversations.effects import Choice, Say

# Discord's documentation: resources/message, components/reference.
CHARACTERS = 2000
CUSTOM_ID = 100
LABEL = 80
ROWS, ROW, OPTIONS = 5, 5, 25
NONCE = 25
# Beyond so many answers a list that unfolds is easier on a phone than a wall of buttons.
MOST_BUTTONS = 10
ACTION_ROW, BUTTON, SELECT = 1, 2, 3
PRIMARY, SECONDARY = 1, 2
NO_PREVIEW, SILENT = 1 << 2, 1 << 12
SEPARATOR = "|"
# The button that opens a form for files; no question of a flow is called so.
UPLOAD = "upload"

Json = dict[str, Any]


def messages_of(say: Say, external: str = "", upload_label: str = "") -> list[Json]:
    """What is posted, in order: mostly one message, several where the words are too long for one.

    The last one carries the buttons. `external` is whom it is for: Discord compares the numbers of all chats, and the
    help card of an outage bears the same id for everybody. Raises ChannelRefused for a choice Discord cannot carry.
    """
    parts = list(split(plain(say.text)))
    bodies = [_body(say, nonce_of(f"{external} {say.id}", number), part) for number, part in enumerate(parts)]
    rows = [*rows_of(say), *([[_button(UPLOAD, upload_label, SECONDARY)]] if upload_label else [])]
    if say.fixed:
        # Of no question: an answer may be called the same, and Discord takes no name twice in one message.
        rows.append([_button(custom_id("", choice.id), choice.label, SECONDARY) for choice in say.fixed])
    if rows:
        bodies[-1]["components"] = [{"type": ACTION_ROW, "components": row} for row in rows]
    return bodies


def plain(text: str) -> str:
    """The same words, shown as they are: Discord would read stars, lines and hashes as orders."""
    return escape_markdown(text)


def split(text: str, longest: int = CHARACTERS) -> Iterator[str]:
    """Pieces of at most `longest` characters, cut where a line or a word ends if there is such a place."""
    while len(text) > longest:
        cut = max(text.rfind("\n", 1, longest + 1), 0) or max(text.rfind(" ", 1, longest + 1), 0) or longest
        # Half of an escaped sign would let the other half loose.
        cut -= text[:cut].endswith("\\") and not text[:cut].endswith("\\\\")
        yield text[:cut]
        text = text[cut:].lstrip("\n ")
    yield text


def nonce_of(effect: str, part: int = 0) -> str:
    """What Discord recognises a repetition by, for some minutes."""
    return sha256(f"{effect}#{part}".encode()).hexdigest()[:NONCE]


def rows_of(say: Say) -> list[list[Json]]:
    """The answers: buttons, or lists that unfold where there are many."""
    if len(say.choices) <= MOST_BUTTONS:
        return [
            [_button(custom_id(say.question, choice.id), choice.label, PRIMARY) for choice in row]
            for row in _in_rows(say.choices, ROW)
        ]
    lists = list(_in_rows(say.choices, OPTIONS))
    if len(lists) > ROWS - 2:
        raise ChannelRefused("discord_too_many_choices", count=len(say.choices))
    return [[_select(say.question, number, options)] for number, options in enumerate(lists)]


def custom_id(question: str, choice: str) -> str:
    made = f"{question}{SEPARATOR}{choice}"
    if len(made) > CUSTOM_ID:
        raise ChannelRefused("discord_choice_too_long", size=len(made))
    return made


def read_tap(made: str, values: Sequence[str]) -> tuple[str, str]:
    """(question, choice) of what a tap gives back; the choice of a list comes in its values."""
    question, _, choice = made.partition(SEPARATOR)
    if not values:
        return (question, choice) if SEPARATOR in made else ("", made)
    return question, values[0]


def _body(say: Say, nonce: str, part: str) -> Json:
    return {
        "content": part,
        "nonce": nonce,
        "enforce_nonce": True,
        "flags": NO_PREVIEW | (0 if say.urgent else SILENT),
        "allowed_mentions": {"parse": []},
    }


def _button(made: str, label: str, style: int) -> Json:
    return {"type": BUTTON, "style": style, "label": label[:LABEL], "custom_id": made}


def _select(question: str, number: int, choices: Sequence[Choice]) -> Json:
    options = [{"label": choice.label[:LABEL], "value": choice.id} for choice in choices]
    return {"type": SELECT, "custom_id": custom_id(question, str(number)), "options": options}


def _in_rows(choices: Sequence[Choice], width: int) -> Iterator[Sequence[Choice]]:
    return (choices[at : at + width] for at in range(0, len(choices), width))
