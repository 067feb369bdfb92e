"""What a message asks, and in whose words: the questions of its language, and what a wish turns out to be."""

from conversations.asks import Asks
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.line_meant import WRITING
from conversations.texts import FALLBACK

# These wishes have an answer of their own.
LETTER, STORY, HOTLINE, STEPS, WHO_SEES = "ask_letter", "tell_story", "ask_hotline", "ask_steps", "ask_who_sees"
LEGAL, STOP = "ask_legal", "ask_stop"
# Where this is not spoken, the story and the plan are not either.
WHOLE = "reaction.teen"

# A text as it was typed, and in the words it stands for.
Readings = tuple[str, str]


def asks_for(draft: Draft, findings: Findings) -> Asks | None:
    """What can be asked in the language of the message, else of the conversation."""
    asks = draft.library.asks
    if not draft.speaks(WHOLE):
        # A few words of Dutch hold no word that only Dutch has: the questions of another language are not theirs.
        return asks.get(draft.conversation.lang)
    return asks.get(findings.lang) or asks.get(draft.conversation.lang) or asks.get(FALLBACK)


def asks_heard(draft: Draft, findings: Findings) -> tuple[Asks, ...]:
    """The same, then what can be asked in the language of the conversation: « later » alone shows no language."""
    first, own = asks_for(draft, findings), draft.library.asks.get(draft.conversation.lang)
    return tuple(dict.fromkeys(asks for asks in (first, own) if asks is not None))


def readings(draft: Draft, text: str) -> Readings:
    """The words as typed, and the words they stand for."""
    return text, " ".join(draft.library.understanding.normalised(text))


def as_told(draft: Draft, read: Readings, findings: Findings) -> Findings:
    """« J'ai écrit au principal le 9 » tells, « écrire au lieu d'appeler » wants a line."""
    asks = asks_for(draft, findings)
    if asks is None or findings.intent not in (LETTER, STEPS, WHO_SEES, LEGAL, STOP):
        return findings
    if findings.intent == LEGAL:
        return findings if asks.about_law(read) else findings._replace(intent="other")
    if findings.intent == STOP:
        return findings._replace(intent=STORY) if asks.for_others_to_stop(read) else findings
    if findings.intent == WHO_SEES:
        told = asks.of_others(read) and not asks.keeps_its_own(WHO_SEES, read)
        return findings._replace(intent=STORY if told else _who_sees(asks, read, findings))
    if findings.intent == LETTER and asks.was_sent(read):
        return findings._replace(intent=STORY)
    return findings._replace(intent=HOTLINE) if asks.doubt(read) == WRITING else findings


def _who_sees(asks: Asks, read: Readings, findings: Findings) -> str:
    """« Où est mon dossier ? », guessed to be about who reads, is not: a wrong promise of secrecy reassures falsely."""
    ruled = any(reason.what.startswith("intent.who_") for reason in findings.reasons)
    return WHO_SEES if ruled or asks.about_readers(read[:1]) else "other"


def note_situations(draft: Draft, read: Readings, findings: Findings) -> None:
    """Remembers the circumstances that are told: the plan follows them."""
    asks = asks_for(draft, findings)
    # « C'est toi qui lis mes messages ? » is about this program.
    if asks is None or findings.intent == "ask_who_sees":
        return
    told = asks.situations(read)
    if told:
        draft.change(situations=tuple(dict.fromkeys((*draft.conversation.situations, *told))))


def old_number(draft: Draft, findings: Findings) -> None:
    """A number that is out of date is answered with the new one."""
    for digits in findings.numbers:
        service = draft.library.directory.superseded(digits)
        if service is not None:
            draft.say(draft.piece("numbers.became", number=service.contact))
            return
