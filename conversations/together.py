"""A phrase of danger cut over two short messages: « je veux », then « mourir »."""

from datetime import timedelta

from conversations.draft import Draft
from conversations.findings import Findings, risk_rank

_WORDS = 6
_SOON = timedelta(minutes=10)


def with_the_last_words(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings with the danger that the last message and this one tell only together; keeps this one for the next.

    Only rules decide here, and only on a phrase that crosses from one message to the other.
    """
    before, last_at = draft.conversation.last_words, draft.conversation.last_at
    short = len(text.split()) <= _WORDS
    draft.change(last_words=text if short else "")
    soon = last_at is not None and draft.now - last_at <= _SOON
    if not (before and short and soon) or risk_rank(findings.risk) >= risk_rank("high"):
        return findings
    together = draft.library.understanding.across(before, text)
    if together is None or risk_rank(together.risk) <= risk_rank(findings.risk):
        return findings
    return findings._replace(
        risk=together.risk,
        risk_kinds=together.risk_kinds,
        concerns=together.concerns,
        body=together.body,
        intent="tell_story",
    )
