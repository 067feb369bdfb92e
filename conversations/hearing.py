"""What is taken from a text into the conversation: facts, topics, role; nothing already said is asked again."""

from dataclasses import replace

from conversations.chatting import is_answer
from conversations.conversation import Slot
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.forwarding import names_the_author
from conversations.noting import note, read_date

WORDS_OF_A_STORY = 6
KEPT_FROM_TEXT = frozenset({"country", "age_band", "since", "where", "who", "school_level", "adults_who_know", "when"})
ROLE_OF_AUDIENCE = {"parent": "parent", "witness": "witness", "teacher": "teacher", "author": "author"}


def hear(draft: Draft, text: str, findings: Findings) -> bool:
    """Takes over what the text says; True where it says something new about what happens."""
    draft.findings = _kindly(text, findings)
    _facts(draft, findings)
    _role(draft, findings)
    _language(draft, findings)
    fresh = [topic for topic in findings.topics if topic not in draft.conversation.topics and topic != "unspecified"]
    platforms = tuple(dict.fromkeys((*draft.conversation.platforms, *findings.platform)))
    draft.change(topics=(*draft.conversation.topics, *fresh), platforms=platforms)
    if _is_story(text, findings):
        draft.change(told=True)
    names_the_author(draft, text, findings)
    if not dated_an_exhibit(draft, text) and not is_answer(draft, text):
        note(draft, text, findings)
    return bool(fresh)


def dated_an_exhibit(draft: Draft, text: str) -> bool:
    """Takes a message as the date that stands on a capture, where that was asked and it holds one."""
    asked, waiting = draft.conversation.asked, draft.conversation.undated
    if asked is None or asked.slot != "file_date" or not read_date(draft, text, waiting):
        return False
    draft.set_slot("file_date", Slot(value="read", by="text"))
    return True


def _kindly(text: str, findings: Findings) -> Findings:
    """Several words that seem beside the matter may still be a story: nobody is sent away for them."""
    if findings.intent == "off_topic" and len(text.split()) >= WORDS_OF_A_STORY:
        return replace(findings, intent="other")
    return findings


def understood(text: str, findings: Findings) -> bool:
    """Whether there is anything to answer to."""
    if findings.intent != "other" or findings.topics or findings.facts or findings.platform or findings.risk != "none":
        return True
    return len([word for word in text.split() if any(letter.isalpha() for letter in word)]) > 2


def _is_story(text: str, findings: Findings) -> bool:
    named = any(topic != "unspecified" for topic in findings.topics)
    told_at_length = findings.intent == "tell_story" and len(text.split()) >= WORDS_OF_A_STORY
    return named or told_at_length or findings.risk in ("high", "imminent")


def _facts(draft: Draft, findings: Findings) -> None:
    for name, value in findings.facts.items():
        known = draft.conversation.slots.get(name)
        if name in KEPT_FROM_TEXT and (known is None or known.value == "skipped"):
            draft.set_slot(name, Slot(value=value, by="text"))


def _role(draft: Draft, findings: Findings) -> None:
    role = findings.facts.get("role") or ROLE_OF_AUDIENCE.get(findings.audience, "")
    if role and "role" not in draft.conversation.slots:
        draft.set_slot("role", Slot(value=role, by="text"))


def _language(draft: Draft, findings: Findings) -> None:
    """Answers in the language written in, where a pack speaks it whole; the country is never guessed from it."""
    texts = draft.library.texts
    if draft.before.notice == "unseen" and f"notice.{draft.conversation.channel}" in texts.of(findings.lang):
        draft.change(lang=findings.lang)
