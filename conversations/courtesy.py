"""« Merci, et c'est quoi le PMS ? », « bonjour, l'école n'a pas répondu »: what follows a courtesy is answered."""

from conversations.asked_words import Readings, as_told, asks_for, asks_heard, readings
from conversations.asking import first_that_speaks
from conversations.draft import Draft
from conversations.findings import Findings, risk_rank

COURTESIES = frozenset({"thanks", "greeting"})
WORDS_OF_A_STORY = 3
# A wish of its own, by a rule: what is only guessed after thanks, or speaks of being helped, is often more thanks.
ASKING, RULED, HELPED = "ask_", "intent.", "ask_steps"


def past_courtesy(draft: Draft, text: str, findings: Findings) -> tuple[str, Findings]:
    """What is left of a message to answer, and what it wishes; its danger and its story were heard in the whole."""
    asks = asks_for(draft, findings)
    if asks is None or findings.intent not in COURTESIES or risk_rank(findings.risk) > 1:
        return text, findings
    rest = asks.after_courtesy(text)
    alone = draft.library.understanding.read(rest)
    told = findings.intent == "greeting" and len(rest.split()) >= WORDS_OF_A_STORY
    if not rest or alone.intent in COURTESIES or not (told or _asks_more(draft, readings(draft, rest), alone)):
        return text, findings
    findings = as_told(draft, readings(draft, rest), findings._replace(intent=alone.intent))
    draft.findings = draft.findings._replace(intent=findings.intent)
    return rest, findings


def _asks_more(draft: Draft, read: Readings, alone: Findings) -> bool:
    ruled = any(reason.what.startswith(RULED) for reason in alone.reasons)
    if ruled and alone.intent.startswith(ASKING) and alone.intent != HELPED:
        return True
    heard = asks_heard(draft, alone)
    nodes = (node for asks in heard for node in (*asks.briefly(read), *asks.stated(read)))
    return any(asks.asking(read) for asks in heard) or bool(first_that_speaks(draft, tuple(nodes)))
