"""A letter prepared in the conversation: chosen, asked for one question at a time, made, and noted once it was sent."""

from dataclasses import replace
from datetime import date, timedelta

from conversations import limits
from conversations.conversation import LetterDraft, SentLetter
from conversations.dated import Dated
from conversations.draft import Draft
from conversations.effects import Choice, MakeLetter
from conversations.follow_up import step_done
from conversations.noting import saying
from conversations.pieces import Piece
from conversations.planning import judged_now
from conversations.wording import full_date

ANSWER = "letter_answer"
SENT_ON, WAY, RECEIPT = "letter_sent_on", "letter_way", "letter_receipt"
# The words of the person are the answer, whatever they seem to mean.
DICTATED = frozenset({ANSWER, SENT_ON, RECEIPT})
SKIPPED = "skipped"
DAYS = ("_date", SENT_ON)
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


def sent(draft: Draft) -> list[Piece]:
    """The letters that left, as far as the person said so, with the day."""
    titles = [_with_day(draft, letter) for letter in draft.conversation.letters]
    if not titles:
        return [draft.piece("letters.sent_none")]
    return [draft.piece("letters.sent_list", titles="\n".join(f"• {title}" for title in titles))]


def _with_day(draft: Draft, letter: SentLetter) -> str:
    title = draft.text(f"letter.{letter.key}.title")
    try:
        day = full_date(date.fromisoformat(letter.sent_on), draft.conversation.lang)
    except ValueError:
        day = letter.sent_on
    return f"{title} ({day})" if day else title


def begin(draft: Draft, key: str) -> str:
    """Opens a letter; gives the node to go to. What is red is refused, with the reason and something else."""
    letters = draft.library.letters
    if key not in letters.of(draft.value("country")):
        return "letters.list"
    if letters.refused(key, judged_now(draft)):
        return "letters.refused"
    questions, letter = letters.of(draft.value("country"))[key].asks, draft.conversation.letter
    # What was answered of it before is not asked again.
    if letter is None or letter.key != key or letter.effect:
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


def waits(draft: Draft) -> bool:
    """Whether a letter's question that takes any words is open."""
    asked = draft.conversation.asked
    return asked is not None and asked.slot in DICTATED and draft.conversation.letter is not None


def is_listed(draft: Draft) -> bool:
    """Whether the list of letters is what was said last."""
    place = draft.conversation.place
    return place is not None and (place.flow, place.node) == ("letters", "list")


def question_of(draft: Draft, slot: str) -> str:
    """The name of the question that this slot of a letter stands for now."""
    letter = draft.conversation.letter
    return (letter.open_question or "") if letter is not None and slot == ANSWER else slot


def is_a_day(name: str) -> bool:
    """Whether a question asks for a day."""
    return name.endswith(DAYS)


def is_long(text: str) -> bool:
    """« Je ne sais plus, au printemps » says when; more words without any day speak of something else."""
    return len(text.split()) > WORDS_WITHOUT_A_DAY


def days_in(draft: Draft, text: str) -> tuple[Dated, ...]:
    """The dates that an answer names."""
    return tuple(said.dated for said in draft.library.dating.read(text, saying(draft), draft.conversation.lang))


def day_in(draft: Draft, text: str) -> date | None:
    """The one day that an answer names; None where it names none, several or a stretch."""
    found = days_in(draft, text)
    exact = (
        len(found) == 1
        and found[0].until is None
        and not (found[0].about or found[0].ongoing)
        and found[0].precision != "year"
    )
    return found[0].day if exact else None


def step_back(draft: Draft) -> None:
    """The question before is open again, and its answer gone."""
    letter = draft.conversation.letter
    if letter is not None and letter.asked:
        *before, last = letter.asked
        answers = {name: words for name, words in letter.answers.items() if name != last}
        draft.change(letter=replace(letter, asked=tuple(before), answers=answers))


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
