"""Buttons under a message: the answers to its question, then the row that stands on every screen."""

from collections.abc import Iterator, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.errors import ChannelRefused
from conversations.effects import Choice, Say

SEPARATOR = "|"
DATA_BYTES = 64
# Two labels stand side by side on a narrow phone only when both are short.
SHORT_LABEL = 14
ROW = 4


def keyboard(say: Say) -> InlineKeyboardMarkup | None:
    """None where there is nothing to tap. Raises ChannelRefused for a choice Telegram cannot carry."""
    rows = [*rows_of(say.choices), *in_rows(say.fixed, ROW)]
    return InlineKeyboardMarkup([[button(say.question, choice) for choice in row] for row in rows]) if rows else None


def rows_of(choices: Sequence[Choice]) -> Iterator[Sequence[Choice]]:
    """At most two to a row, and a long label alone; the order is kept."""
    waiting: list[Choice] = []
    for choice in choices:
        if waiting and (len(choice.label) > SHORT_LABEL or len(waiting) == 2):
            yield waiting
            waiting = []
        waiting = [*waiting, choice]
        if len(choice.label) > SHORT_LABEL:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def in_rows(choices: Sequence[Choice], width: int) -> Iterator[Sequence[Choice]]:
    return (choices[at : at + width] for at in range(0, len(choices), width))


def button(question: str, choice: Choice) -> InlineKeyboardButton:
    data = f"{question}{SEPARATOR}{choice.id}"
    if len(data.encode()) > DATA_BYTES:
        raise ChannelRefused("telegram_choice_too_long", bytes=len(data.encode()))
    return InlineKeyboardButton(choice.label, callback_data=data)


def read_tap(data: str) -> tuple[str, str]:
    """(question, choice) of the data a tap gives back."""
    question, separator, choice = data.partition(SEPARATOR)
    return (question, choice) if separator else ("", data)
