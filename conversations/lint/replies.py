"""Judges messages as they were said: every turn by its form (conversation rules §1), a danger turn by its order (§3.8).

The words of a helper and the texts of letters are their authors' own: they are looked at elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from conversations import limits
from conversations.effects import Choice
from conversations.lint.finding import Finding
from conversations.lint.forms import EMOJI
from conversations.lint.measure import sentences, words
from conversations.lint.style import Style

NOTICE, LETTERS = "notice.", ("letter.", "dossier.")
# One message of titles, of which each can be opened.
LISTS = frozenset({"plan.intro", "letters.list"})
NEAR, QUESTION = "tell_trusted_adult_now", "check_safety_now"
EVERYWHERE = "eu-112"
ANSWERS_TO_DANGER = 4


class Reply(Protocol):
    """A message as it was said: what a `Say` holds of it."""

    @property
    def text(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def choices(self) -> tuple[Choice, ...]: ...
    @property
    def slot(self) -> str: ...
    @property
    def services(self) -> tuple[str, ...]: ...
    @property
    def steps(self) -> tuple[str, ...]: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def human_offered(self) -> bool: ...
    @property
    def from_helper(self) -> str: ...


def lint_turn(replies: Sequence[Reply], style: Style) -> tuple[Finding, ...]:
    """What is wrong with the messages of one turn."""
    own = [reply for reply in replies if _judged(reply)]
    counted = [reply for reply in own if not _is_notice(reply)]
    found = [finding for place, reply in enumerate(own, 1) for finding in _forms(place, reply, style)]
    if len(counted) > limits.MESSAGES_A_TURN:
        found.append(_finding("reply_count", "turn", f"{len(counted)} messages, {limits.MESSAGES_A_TURN} at most"))
    return tuple(found)


def lint_danger_turn(replies: Sequence[Reply], style: Style) -> tuple[Finding, ...]:
    """What is wrong with the messages that answer a danger, besides their form."""
    own = [reply for reply in replies if _judged(reply)]
    if not own:
        return (_finding("danger_silent", "turn", "nothing is said"),)
    order = [*_number_first(own[0]), *_second(own[0], own[1:-1]), *_question_last(own[-1]), *_emoji_free(own)]
    return (*lint_turn(replies, style), *order)


def _forms(place: int, reply: Reply, style: Style) -> Iterator[Finding]:
    where, most = f"message {place} ({', '.join(reply.keys[:2])})", _characters(reply)
    if len(reply.text) > most:
        yield _finding("reply_length", where, f"{len(reply.text)} characters, {most} at most")
    longest = max((len(words(sentence)) for sentence in sentences(reply.text)), default=0)
    if longest > style.limits.words_a_sentence:
        yield _finding("reply_sentence", where, f"a sentence of {longest} words")
    if len(EMOJI.findall(reply.text)) > 1:
        yield _finding("reply_emoji", where, "more than one emoji")
    for name, found in style.forbidden_in(reply.keys[0] if reply.keys else "", reply.text):
        yield _finding("reply_forbidden", where, f"« {found} » ({name})")
    yield from _choices(where, reply)


def _choices(where: str, reply: Reply) -> Iterator[Finding]:
    # The country is asked in the same breath as the first number, and goes away with its tap.
    asked = limits.CHOICES_WHO_ARE_YOU if reply.slot == "role" else limits.CHOICES_A_MESSAGE
    if len(reply.choices) > asked:
        yield _finding("reply_choices", where, f"{len(reply.choices)} answers, {asked} at most")
    for choice in reply.choices:
        if len(choice.label) > limits.CHARACTERS_A_LABEL:
            yield _finding("reply_label", where, f"{len(choice.label)} characters on the button {choice.id}")


def _number_first(first: Reply) -> Iterator[Finding]:
    """The number stands in the first line, and alone on the next."""
    line, _, rest = first.text.partition("\n")
    alone = rest.partition("\n")[0].strip()
    if not alone or not any(char.isdigit() for char in alone) or words(alone) != alone.split():
        yield _finding("danger_number_alone", "message 1", "the number is not alone on the second line")
    elif alone not in line:
        yield _finding("danger_number_first", "message 1", f"{alone} is not named in the first line")
    if not first.services:
        yield _finding("danger_number_first", "message 1", "no service of the directory is shown")
    if not any(key.startswith("danger.support") for key in first.keys):
        yield _finding("danger_support", "message 1", "no sentence shows that it was read")


def _second(first: Reply, between: Sequence[Reply]) -> Iterator[Finding]:
    # Where the country is not known 112 is the one number that is right, and nothing stands beside it.
    if EVERYWHERE not in first.services and not any(reply.services for reply in between):
        yield _finding("danger_second_line", "message 2", "no second line and no emergency number")
    if not any(NEAR in reply.steps for reply in between):
        yield _finding("danger_adult_near", "message 2", f"the step {NEAR} is not shown")
    if not any(reply.human_offered for reply in between):
        yield _finding("danger_human", "message 2", "nothing is said about a human")
    titles = [step for reply in between for step in reply.steps if step != NEAR]
    if len(titles) > limits.TITLES_IN_DANGER:
        most = limits.TITLES_IN_DANGER
        yield _finding("danger_titles", "message 2", f"{len(titles)} titles of steps, {most} at most")


def _question_last(last: Reply) -> Iterator[Finding]:
    if QUESTION not in last.steps or len(last.choices) != ANSWERS_TO_DANGER:
        yield _finding("danger_question_last", "last message", f"not the question {QUESTION} with its four answers")


def _emoji_free(replies: Sequence[Reply]) -> Iterator[Finding]:
    for place, reply in enumerate(replies, 1):
        if EMOJI.search(reply.text):
            yield _finding("danger_emoji", f"message {place}", "an emoji in danger")


def _judged(reply: Reply) -> bool:
    return not reply.from_helper and not any(key.startswith(LETTERS) for key in reply.keys)


def _is_notice(reply: Reply) -> bool:
    return any(key.startswith(NOTICE) for key in reply.keys)


def _characters(reply: Reply) -> int:
    if _is_notice(reply):
        return limits.CHARACTERS_OF_NOTICE
    return limits.CHARACTERS_OF_PLAN if LISTS.intersection(reply.keys) else limits.CHARACTERS_A_MESSAGE


def _finding(rule: str, place: str, message: str) -> Finding:
    return Finding(rule=rule, file="", place=place, message=message)
