"""What is taken from a text into the conversation: facts, topics, role; nothing already said is asked again."""

from conversations.chatting import is_answer
from conversations.conversation import Slot
from conversations.dictating import is_dictated
from conversations.draft import ADULTS, Draft
from conversations.events import FileSent
from conversations.findings import Findings
from conversations.forwarding import names_the_author
from conversations.introductions import INTRODUCING
from conversations.known import ASKED
from conversations.noting import note, read_date
from conversations.texts import FALLBACK

# Said later, these correct what was understood first; a friend who is mentioned, or a word on oneself, does not.
CORRECTING = {"teen": frozenset({"parent", "teacher", "author"}), "witness": frozenset({"author"})}
VICTIM, CLAIMED, DENIED = "victim", "claimed", "denied"
WORDS_OF_A_STORY = 6
# In so few words these subjects count only where their own rule heard them, or where what goes with them was told.
WORDS_THAT_SUGGEST = 8
SUGGESTED: dict[str, str | tuple[str, ...]] = {
    "video_of_aggression": "topic.video_aggression",
    "intimate_image": ("sexual", "topic.intimate"),
    "fake_account": "topic.fake_account",
    "hacked_account": "topic.hacked_account",
}
ALSO = {
    "video_of_aggression": ("physical_violence",),
    "intimate_image": ("sextortion_blackmail", "deepfake", "sexual_solicitation_by_adult"),
    "fake_account": ("impersonation", "hacked_account"),
}
# Who is told of it, and who asks for proof, is no adult who solicits, unless a rule says more.
STRANGER, OF_A_STRANGER = "sexual_solicitation_by_adult", ("sexual.", "topic.sexual")
NO_STRANGER = frozenset({"turn.adult_to_tell", "turn.adult_asked", "turn.staff_asks", "turn.school_meeting"})
WORDS_OF_A_LANGUAGE = 4
# Who and where one is says nothing yet of what happens.
KEPT_FROM_TEXT = frozenset(
    {"country", "age_band", "since", "where", "who", "school_level", "adults_who_know", "when", "cannot_speak", *ASKED}
)


def hear(draft: Draft, text: str, findings: Findings) -> bool:
    """Takes over what the text says; True where it says something new about what happens."""
    draft.findings = _kindly(text, findings)
    _facts(draft, findings)
    _role(draft, findings)
    _language(draft, text, findings)
    named = _named(draft, text, findings)
    fresh = [topic for topic in named if topic not in draft.conversation.topics and topic != "unspecified"]
    platforms = tuple(dict.fromkeys((*draft.conversation.platforms, *findings.platform)))
    draft.change(topics=(*draft.conversation.topics, *fresh), platforms=platforms)
    if _is_story(text, findings):
        draft.change(told=True)
    if not _answers_about_an_item(draft, text, findings) and not is_dictated(draft, text, findings):
        note(draft, text, findings)
    return bool(fresh)


def _named(draft: Draft, text: str, findings: Findings) -> list[str]:
    """The subjects, without those that few words only suggest: « la vidéo où je danse » is no aggression."""
    ruled = {reason.what for reason in findings.reasons}
    told = {*draft.conversation.topics, *findings.topics}
    known = not NO_STRANGER.isdisjoint(ruled) and not any(rule.startswith(OF_A_STRANGER) for rule in ruled)
    few = len(text.split()) <= WORDS_THAT_SUGGEST
    return [
        topic
        for topic in findings.topics
        if not (known and topic == STRANGER)
        if not few or topic not in SUGGESTED or _is_heard(topic, ruled) or not told.isdisjoint(ALSO.get(topic, ()))
    ]


def _is_heard(topic: str, ruled: set[str]) -> bool:
    return any(rule.startswith(SUGGESTED[topic]) for rule in ruled)


def _answers_about_an_item(draft: Draft, text: str, findings: Findings) -> bool:
    """Words that come with a file speak of that file, whatever is being asked about others."""
    if isinstance(draft.event, FileSent):
        return False
    names_the_author(draft, text, findings)
    return dated_an_exhibit(draft, text) or is_answer(draft, text)


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
        return findings._replace(intent="other")
    return findings


def understood(text: str, findings: Findings, *, told: bool = False) -> bool:
    """Whether there is anything to answer to; after a story two words go on with it."""
    if findings.intent != "other" or findings.topics or findings.facts or findings.platform or findings.risk != "none":
        return True
    return len([word for word in text.split() if any(letter.isalpha() for letter in word)]) > (1 if told else 2)


def _is_story(text: str, findings: Findings) -> bool:
    named = any(topic != "unspecified" for topic in findings.topics)
    # Many words that name no trouble, nobody and no time may be beside the matter: what happened is asked once.
    facts = findings.facts.keys() - INTRODUCING
    something = findings.topics or facts or findings.platform or findings.risk != "none"
    told_at_length = bool(something) and findings.intent == "tell_story" and len(text.split()) >= WORDS_OF_A_STORY
    return named or told_at_length or findings.risk in ("high", "imminent")


def _facts(draft: Draft, findings: Findings) -> None:
    for name, value in findings.facts.items():
        known = draft.conversation.slots.get(name)
        if name in KEPT_FROM_TEXT and (known is None or known.value == "skipped"):
            draft.set_slot(name, Slot(value=value, by="text"))


def _role(draft: Draft, findings: Findings) -> None:
    """Who writes, where the words say it. « Moi » alone may also be who took part: then it is asked.

    That somebody else is hurt, or that they took part, has to be said: a victim would be told to help without risk.
    Who writes like an adult is asked too, for careful young people do; after that the likeliest stands.
    """
    said = findings.facts.get("role", "")
    if _door_corrected(draft, said, findings.facts.get(VICTIM, "")):
        return
    asked = draft.conversation.asked
    guessed = findings.audience in ADULTS and asked is not None and asked.slot == "role"
    role = said or (findings.audience if guessed else "")
    known = draft.conversation.slots.get("role")
    told = any(topic != "unspecified" for topic in findings.topics) or findings.risk in ("high", "imminent")
    if known is None and role and (role != "teen" or told):
        draft.set_slot("role", Slot(value=role, by="text"))
    elif known is not None and known.by == "text" and said in CORRECTING.get(known.value, ()):
        draft.set_slot("role", Slot(value=said, by="text"))


def _door_corrected(draft: Draft, said: str, hurt: str) -> bool:
    """« Je suis harcelé » is said by whom it happens to; a door that was wrong is not kept."""
    if not hurt or said not in ("", "teen"):
        return False
    known = draft.conversation.slots.get("role")
    here = known.value if known is not None else ""
    if hurt == DENIED:
        if here == "author":
            draft.forget_slot("role")
        return here == "author"
    guessed = known is not None and known.by == "text"
    wrong = (here == "author" and (guessed or hurt == CLAIMED)) or (here == "witness" and hurt == CLAIMED)
    if not here or wrong:
        draft.set_slot("role", Slot(value="teen", by="text"))
    return not here or wrong


def _language(draft: Draft, text: str, findings: Findings) -> None:
    """Answers in the language written in, where the texts speak it; the country is never guessed from it.

    At the beginning at once, later after two messages in a row, for one loan word is no change of language.
    """
    state, heard = draft.conversation, findings.lang
    if heard == state.lang or f"notice.{state.channel}" not in draft.library.texts.of(heard):
        draft.change(lang_heard="")
    elif _beginning(draft, text) and (heard != FALLBACK or len(text.split()) >= WORDS_OF_A_LANGUAGE):
        draft.change(lang=heard, lang_heard="")
    elif len(text.split()) < WORDS_OF_A_LANGUAGE:
        return
    elif state.lang_heard == heard:
        draft.change(lang=heard, lang_heard="")
    else:
        draft.change(lang_heard=heard)


def _beginning(draft: Draft, text: str) -> bool:
    return draft.before.notice != "accepted" or (not draft.before.told and len(text.split()) >= WORDS_OF_A_LANGUAGE)
