"""A letter prepared in the conversation: chosen, asked for one question at a time, made, and noted once it was sent."""

from dataclasses import replace
from datetime import date, timedelta

from conversations import limits
from conversations.conversation import LetterDraft, SentLetter, Slot
from conversations.draft import Draft
from conversations.effects import Choice, MakeLetter
from conversations.follow_up import step_done
from conversations.noting import saying
from conversations.pieces import Piece
from conversations.planning import judged_now

ANSWER = "letter_answer"
SENT_ON, WAY, RECEIPT = "letter_sent_on", "letter_way", "letter_receipt"
# The words of the person are the answer, whatever they seem to mean.
DICTATED = frozenset({ANSWER, SENT_ON, RECEIPT})
SKIPPED = "skipped"
DAYS = ("_date", SENT_ON)
# « Je ne sais plus, au printemps » is an answer; a longer message without any day speaks of something else.
WORDS_WITHOUT_A_DAY = 6


def offered(draft: Draft) -> list[Piece]:
    """The letters that fit, as buttons and as a list; the truth where a country has none."""
    keys = draft.library.letters.offered(judged_now(draft))
    if not keys:
        return [draft.piece(_why_none(draft))]
    titles = [f"{place}. {draft.text(f'letter.{key}.title')}" for place, key in enumerate(keys, 1)]
    every = tuple(
        Choice(id=f"letter.{key}", label=draft.text("letters.number", number=place))
        for place, key in enumerate(keys, 1)
    )
    shown, listed = every[: limits.CHOICES_A_MESSAGE - 1], every[limits.CHOICES_A_MESSAGE - 1 :]
    text = draft.text("letters.list") + "\n" + "\n".join(titles)
    return [Piece(text=text, keys=("letters.list",), choices=shown, listed=listed)]


def _why_none(draft: Draft) -> str:
    if draft.value("country") in ("", SKIPPED):
        return "letters.where"
    return "letters.none_for_you" if draft.library.letters.of(draft.value("country")) else "letters.none"


def begin(draft: Draft, key: str) -> str:
    """Opens a letter; gives the node to go to. What is red is refused, with the reason and something else."""
    letters = draft.library.letters
    if key not in letters.of(draft.value("country")):
        return "letters.list"
    if letters.refused(key, judged_now(draft)):
        return "letters.refused"
    questions = letters.of(draft.value("country"))[key].asks
    draft.change(letter=LetterDraft(key=key, asks=questions))
    return "letters.intro"


def title(draft: Draft) -> list[Piece]:
    """Which letter is open."""
    letter = draft.conversation.letter
    return [draft.piece(f"letter.{letter.key}.title")] if letter else []


def question(draft: Draft) -> list[Piece]:
    """The next question of the letter that is open."""
    letter = draft.conversation.letter
    name = letter.open_question if letter else None
    return [draft.piece(f"letters.ask.{name}")] if name else []


def take_answer(draft: Draft) -> None:
    """The words of the person become the answer; passed over, it stays a blank."""
    letter, said = draft.conversation.letter, draft.value(ANSWER)
    draft.forget_slot(ANSWER)
    if letter is None or letter.open_question is None:
        return
    name = letter.open_question
    answers = letter.answers if said in ("", SKIPPED) else {**letter.answers, name: said}
    draft.change(letter=replace(letter, answers=answers, asked=(*letter.asked, name)))


def finish(draft: Draft) -> None:
    """Asks nothing more: what is missing stays a blank."""
    draft.forget_slot(ANSWER)
    letter = draft.conversation.letter
    if letter is not None:
        draft.change(letter=replace(letter, asked=letter.asks))


def make(draft: Draft) -> None:
    letter = draft.conversation.letter
    if letter is not None:
        draft.change(letter=replace(letter, effect=draft.next_id()))
        draft.emit(MakeLetter, letter=letter.key, answers=letter.answers)


def drop(draft: Draft) -> None:
    draft.change(letter=None)


def note_sent(draft: Draft) -> None:
    """It left: the step is done, and the clock of what comes next has its day."""
    letter = draft.conversation.letter
    if letter is None:
        return
    sent = SentLetter(
        key=letter.key,
        sent_on=_day(draft, _told(draft, SENT_ON)),
        way=_told(draft, WAY),
        receipt=_told(draft, RECEIPT),
        noted_at=draft.now,
    )
    for name in (SENT_ON, WAY, RECEIPT):
        draft.forget_slot(name)
    draft.change(letter=None, letters=(*draft.conversation.letters, sent))
    step = draft.library.letters.of(draft.value("country"))[sent.key].step
    if step:
        draft.change(steps={**draft.conversation.steps, step: "done"})
        step_done(draft, step, _date(draft, sent.sent_on))


def take_words(draft: Draft, slot: str, text: str) -> bool:
    """True where the open question takes these words as its answer: any words, or a day where a day is asked."""
    if slot not in DICTATED or (_asks_a_day(draft, slot) and _names_no_day(draft, text)):
        return False
    draft.set_slot(slot, Slot(value=text[: limits.CHARACTERS_OF_AN_ANSWER], by="text"))
    return True


def waits_for_a_day(draft: Draft) -> bool:
    """Whether a letter's question that asks for a day is open."""
    asked = draft.conversation.asked
    return asked is not None and asked.slot in DICTATED and _asks_a_day(draft, asked.slot)


def _asks_a_day(draft: Draft, slot: str) -> bool:
    letter = draft.conversation.letter
    name = letter.open_question if letter is not None and slot == ANSWER else slot
    return name is not None and name.endswith(DAYS)


def _names_no_day(draft: Draft, text: str) -> bool:
    if len(text.split()) <= WORDS_WITHOUT_A_DAY or any(character.isdigit() for character in text):
        return False
    return not draft.library.dating.read(text, saying(draft), draft.conversation.lang)


def _date(draft: Draft, sent_on: str) -> date:
    """The day it left where that is a date, today otherwise."""
    try:
        return date.fromisoformat(sent_on)
    except ValueError:
        return draft.now.astimezone(draft.zone).date()


def _told(draft: Draft, slot: str) -> str:
    value = draft.value(slot)
    return "" if value == SKIPPED else value


def _day(draft: Draft, said: str) -> str:
    """A tapped day becomes its date; words stay words."""
    today = draft.now.astimezone(draft.zone).date()
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    return days[said].isoformat() if said in days else said
