"""A message among those before it: a phrase of danger cut over two, and what means little after a story."""

from datetime import timedelta

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings, risk_rank

_WORDS = 6
_WORDS_BEFORE = 10
# What makes a danger one that is now is said in a word or two; more words may speak of something else.
_WORDS_OF_A_TIME = 3
_QUESTIONS = frozenset({"ask_steps", "ask_hotline", "ask_human"})
_SOON = timedelta(minutes=10)


def with_the_last_words(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings with the danger that the last message and this one tell only together; keeps this one for the next.

    Only rules decide here: on a phrase that crosses from one message to the other, or on a time that follows a danger.
    """
    before, last_at = draft.conversation.last_words, draft.conversation.last_at
    words = len(text.split())
    draft.change(last_words=text if words <= _WORDS_BEFORE else "")
    soon = last_at is not None and draft.now - last_at <= _SOON
    short = words <= (_WORDS_OF_A_TIME if in_danger(draft.conversation) else _WORDS)
    # « Je fais quoi » is a question of its own, not the end of « il la publie ce soir ».
    whole = findings.intent in _QUESTIONS
    if whole or not (before and short and soon) or risk_rank(findings.risk) >= risk_rank("high"):
        return findings
    together = draft.library.understanding.across(before, text)
    if together is None or risk_rank(together.risk) <= risk_rank(findings.risk):
        return findings
    return findings._replace(
        risk=together.risk,
        risk_kinds=together.risk_kinds,
        concerns=together.concerns,
        own=together.own,
        body=together.body,
        intent="tell_story",
    )


def in_context(draft: Draft, findings: Findings) -> Findings:
    """After a story, what weights alone barely call danger is asked about, not alarmed at: such turns say little. What
    they barely call worth asking about is not asked about.

    Where danger is known already its numbers stay on the screen, and nothing is taken back.
    """
    if not draft.before.told:
        return findings
    if findings.faint:
        return findings._replace(risk="none", risk_kinds=(), faint=False)
    if not findings.doubtful:
        return findings
    return findings._replace(risk="low", doubtful=False)
