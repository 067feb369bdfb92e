"""Whether words are the answer to a letter's question, or leave the letter, ask something, tell something else.

What is no answer must not stand in a letter, and nobody is kept in a form.
"""

from datetime import date, timedelta
from typing import Literal

from conversations import letter_talk, limits
from conversations.asked_words import LETTER, Readings, asks_for, readings
from conversations.conversation import Asked, Slot
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.letter_talk import DICTATED, RECEIPT, SENT_ON
from conversations.own_letters import LETTER_NEWS
from conversations.paperwork import Paperwork
from conversations.planning import judged_now
from conversations.walk import ask_again, choices_of, go, interrupt
from conversations.wording import full_date

Meant = Literal["answer", "leave", "instead", "another", "back", "why", "no_meeting", "aside"]

# What is told in one's own words; a day, a name or a place is not.
TOLD = frozenset(
    {
        "content_what", "wanted", "meeting_shown", "meeting_said", "meeting_commitments", "disagreements",
        "first_answer", "seen_what", "pupil_words", "measures", "urgency", "availability",
    }
)  # fmt: skip
OF_YES_OR_NO = frozenset({"same_school", "first_report", "relation", RECEIPT})
# The words of somebody else may be a question.
QUOTED = frozenset({"pupil_words", "content_what"})
# What was seen belongs to the case as well.
SEEN = frozenset({"seen_date", "seen_where", "seen_what"})
# When the act itself was, in whatever words it is told.
OF_THE_ACT = SEEN | {"content_date"}
MEETING = "meeting_date"
MEETING_LETTER = "meeting_request"
WORDS_THAT_LEAVE = 10
WORDS_OF_A_NAME = 3
WORDS_OF_NO_DAY = 4
# « Le mardi 17 novembre », and no more.
WORDS_OF_A_DATE = 4
WORDS_OF_AN_ASIDE = 12
_QUOTES = frozenset('«"“')
# After so long another matter may be on the mind: the letter is asked about before it goes on.
LETTER_HOLDS = timedelta(hours=6)


def meant(draft: Draft, read: Readings, findings: Findings) -> Meant:
    """What a message is to the question of a letter that is open."""
    asked = draft.conversation.asked
    name = letter_talk.question_of(draft, asked.slot) if asked is not None else ""
    words, asks = draft.library.written_in(draft.conversation.lang), asks_for(draft, findings)
    if asks is None or words is None:
        return "answer"
    turned = _turned(draft, read, name, words, findings)
    if turned is not None:
        return turned
    if _is_old(draft) and not (letter_talk.is_a_day(name) and letter_talk.days_in(draft, read[0])):
        return "aside"
    if _is_letter_news(findings):
        return "aside"
    if name in TOLD:
        return "aside" if _asks(read, name, words) else "answer"
    if findings.intent == LETTER:
        return "aside"
    if letter_talk.is_a_day(name):
        return _of_a_day(draft, read, name, words, findings)
    if name not in OF_YES_OR_NO and findings.intent == "yes":
        return "aside"
    if _asks(read, name, words) or words.says("news", read) or (name != RECEIPT and asks.stated(read)):
        return "aside"
    return "answer"


def _is_letter_news(findings: Findings) -> bool:
    """« Ma lettre est prête »: the letter that is asked about was written elsewhere."""
    return any(reason.what == LETTER_NEWS for reason in findings.reasons)


def is_dictated(draft: Draft, text: str, findings: Findings) -> bool:
    """Whether a message stands in a letter and in no other paper: « le 25 novembre » is no fact of the case."""
    asked = draft.conversation.asked
    if asked is None or asked.slot not in DICTATED or findings.risk_kinds:
        return False
    if letter_talk.question_of(draft, asked.slot) in SEEN:
        return False
    return meant(draft, readings(draft, text), findings) != "aside"


def turned_from_letter(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Whether the message left the letter, or went back in it; it is answered then."""
    asked = draft.conversation.asked
    if asked is None or asked.slot not in DICTATED or draft.conversation.letter is None:
        return False
    match meant(draft, read, findings):
        case "leave":
            interrupt(draft, "letters.left")
        case "instead":
            interrupt(draft, letter_talk.begin(draft, _named(draft, read, findings)))
        case "another":
            draft.say(draft.piece("letters.one_at_a_time"))
            ask_again(draft)
        case "why":
            draft.say(draft.piece("letters.why"))
            ask_again(draft)
        case "back":
            letter_talk.step_back(draft)
            go(draft, "letters.ask")
        case "no_meeting":
            draft.say(draft.piece("letters.no_meeting"))
            letter_talk.begin(draft, MEETING_LETTER)
            go(draft, "letters.ask")
        case "aside" if _is_old(draft):
            _set_aside(draft)
            return False
        case _:
            return False
    return True


def take_words(draft: Draft, read: Readings, findings: Findings) -> bool:
    """True where the open question of a letter takes these words as its answer."""
    asked = draft.conversation.asked
    if asked is None or asked.slot not in DICTATED or meant(draft, read, findings) != "answer":
        return False
    draft.set_slot(asked.slot, Slot(value=_written(draft, read, asked.slot, findings), by="text"))
    return True


def _written(draft: Draft, read: Readings, slot: str, findings: Findings) -> str:
    """How an answer stands in the letter: a day as its date, what is not known as a blank."""
    text, name = read[0][: limits.CHARACTERS_OF_AN_ANSWER], letter_talk.question_of(draft, slot)
    day = letter_talk.day_in(draft, text) if letter_talk.is_a_day(name) else None
    if day is not None:
        return _dated(draft, text, day, slot, name)
    if name in TOLD or name in OF_YES_OR_NO:
        return text
    return letter_talk.SKIPPED if _says_unknown(draft, read, findings) else text


def _dated(draft: Draft, text: str, day: date, slot: str, name: str) -> str:
    """The date; of what was seen, with the words that say more than the day."""
    if slot == SENT_ON:
        return day.isoformat()
    written = full_date(day, draft.conversation.lang)
    says_more = name in OF_THE_ACT and len(text.split()) > WORDS_OF_A_DATE
    return draft.text("letter.day_told", date=written, words=text.strip(" .")) if says_more else written


def _says_unknown(draft: Draft, read: Readings, findings: Findings) -> bool:
    words = draft.library.written_in(draft.conversation.lang)
    if len(read[0].split()) > letter_talk.WORDS_WITHOUT_A_DAY:
        return False
    short = len(read[0].split()) <= WORDS_OF_NO_DAY
    known = words is None or not (words.says("not_yet", read) or (short and words.says("no_day", read)))
    return not known or (short and findings.intent in ("no", "unsure"))


def _is_old(draft: Draft) -> bool:
    last = draft.before.last_at
    return last is not None and draft.now - last >= LETTER_HOLDS


def _set_aside(draft: Draft) -> None:
    """The question that stands now is whether the letter goes on; what was said is answered first."""
    place = draft.library.flows.place("letters.resume")
    node = draft.library.flows.node(place)
    if node is not None:
        choices = choices_of(draft, node)
        draft.change(place=place, asked=Asked(token=draft.token(), slot=node.slot, choices=choices))


def _turned(draft: Draft, read: Readings, name: str, words: Paperwork, findings: Findings) -> Meant | None:
    """What is not about the question at all."""
    if name == MEETING and MEETING_LETTER in _offered(draft) and _without_meeting(draft, read, words):
        return "no_meeting"
    if len(read[0].split()) > WORDS_THAT_LEAVE:
        return None
    other = _named(draft, read, findings)
    leaves = words.says("leaves", read)
    if other and (leaves or words.says("instead", read)) and name not in QUOTED:
        return "instead"
    if leaves:
        return "leave"
    if other and words.says("another", read):
        return "another"
    if words.says("back", read):
        return "back"
    return "why" if name not in QUOTED and words.says("why", read) else None


def _without_meeting(draft: Draft, read: Readings, words: Paperwork) -> bool:
    return words.says("no_meeting", read) and not words.says("no_day", read) and not letter_talk.days_in(draft, read[0])


def _of_a_day(draft: Draft, read: Readings, name: str, words: Paperwork, findings: Findings) -> Meant:
    if findings.topics and name not in OF_THE_ACT and len(read[0].split()) > WORDS_OF_A_NAME:
        return "aside"
    if letter_talk.days_in(draft, read[0]):
        # « J'ai eu le rendez-vous hier » says when the meeting was, and nothing of another day.
        return "aside" if words.says("news", read) and name != MEETING else "answer"
    if words.says("no_day", read):
        return "answer"
    if read[0].strip(" .").isdigit():
        return "aside"
    beside = _asks(read, name, words) or words.says("news", read) or letter_talk.is_long(read[0])
    return "aside" if beside else "answer"


def _asks(read: Readings, name: str, words: Paperwork) -> bool:
    """Whether it is a question: short, where what is asked for is told in one's own words."""
    text = read[0]
    if name in QUOTED or not _QUOTES.isdisjoint(text):
        return False
    count = len(text.split())
    begins = words.says("asks", read)
    if name in TOLD:
        return count <= WORDS_OF_AN_ASIDE and (begins or text.rstrip().endswith("?"))
    return begins or ("?" in text and count > WORDS_OF_A_NAME)


def _named(draft: Draft, read: Readings, findings: Findings) -> str:
    """The letter that is named and can be made, where it is not the one that is open."""
    asks, letter, offered = asks_for(draft, findings), draft.conversation.letter, _offered(draft)
    named = asks.letter(read) if asks is not None else ()
    here = [key for key in named if key in offered]
    return "" if letter is None or letter.key in here else next(iter(here), "")


def _offered(draft: Draft) -> tuple[str, ...]:
    return draft.library.letters.offered(judged_now(draft))
