"""Who and where one is, said before anything that happened."""

from conversations.draft import Draft

INTRODUCING = frozenset({"country", "age_band", "school_level", "role"})


def introduces(draft: Draft) -> bool:
    """« Je suis en 4e », and nothing before it: who and where one is, no story."""
    facts, topics = draft.findings.facts, draft.conversation.topics
    return bool(facts) and facts.keys() <= INTRODUCING and not topics and draft.findings.risk == "none"
