"""Chooses the steps for a situation, in the one order: safe, keep proof, don't reply, tell an adult, report, block,
line, school, complaint. What was refused is left out and something else offered; what is done is not asked again."""

from dataclasses import replace

from conversations.known import SEVERITIES, Known, Severity, any_holds
from conversations.steps import Step, Steps

TITLES_A_PLAN = 8


def severity(known: Known, steps: Steps) -> Severity:
    """The branch of procedures: red, orange or yellow."""
    rules = steps.severity_rules
    level: Severity = "yellow"
    if any_holds(rules.red, known):
        level = "red"
    elif any_holds(rules.orange, known):
        level = "orange"
    if any_holds(rules.raised, known):
        level = SEVERITIES[min(SEVERITIES.index(level) + 1, len(SEVERITIES) - 1)]
    return level


def choose(known: Known, steps: Steps, limit: int = TITLES_A_PLAN) -> tuple[Step, ...]:
    """The plan: at most `limit` steps, in order, the least important left out first."""
    known = judged(known, steps)
    pack = {step.key: step for step in steps.for_country(known.country)}
    fitting = {key: step for key, step in pack.items() if step.fits(known)}
    for key, state in known.progress.items():
        if state == "refused" and key in pack:
            fitting |= {other: pack[other] for other in pack[key].instead if pack[other].allowed(known)}
    fitting = {key: step for key, step in fitting.items() if known.progress.get(key) not in ("refused", "done")}
    needless = {key for step in fitting.values() for key in step.replaces}
    kept = sorted((s for s in fitting.values() if s.key not in needless), key=lambda s: (s.weight(known), s.place))
    return tuple(sorted(kept[:limit], key=lambda step: step.place))


def protective(known: Known, steps: Steps, limit: int = 3) -> tuple[Step, ...]:
    """The first protective steps, those that are said in a danger turn after threats, sextortion or images."""
    known = judged(known, steps)
    return tuple(step for step in choose(known, steps, limit=len(steps.for_country(known.country))) if step.protective)[
        :limit
    ]


def judged(known: Known, steps: Steps) -> Known:
    """The same with its severity."""
    return known if known.severity else replace(known, severity=severity(known, steps))
