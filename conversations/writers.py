"""Who writes, once that is settled: one word that another sort of person uses too does not make them somebody else."""

from conversations.asked_words import Readings, asks_for
from conversations.draft import Draft
from conversations.findings import Findings

PARENT, TEEN = "parent", "teen"


def by_whom(draft: Draft, read: Readings, findings: Findings) -> Findings:
    """« Ma meuf m'a dit » is no parent; who told something already is somebody else only where they say so."""
    asks = asks_for(draft, findings)
    if asks is None or "role" not in findings.facts:
        return findings
    # Read as it was typed: the words it stands for are those of a parent.
    if findings.facts["role"] == PARENT and asks.of_their_love(read[0]):
        return _nobody_new(findings)._replace(audience=TEEN)
    if draft.before.told and draft.value("role") and not asks.declaring(read):
        return _nobody_new(findings)
    return findings


def _nobody_new(findings: Findings) -> Findings:
    return findings._replace(facts={name: value for name, value in findings.facts.items() if name != "role"})
