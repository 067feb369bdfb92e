"""Chooses the steps for a situation, in the one order: safe, keep proof, don't reply, tell an adult, report, block,
line, school, complaint. What was refused is left out and something else offered; what is done is not asked again."""

from collections.abc import Mapping
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
    return foremost(ranked(known, steps), limit)


def foremost(steps: tuple[Step, ...], limit: int) -> tuple[Step, ...]:
    """The first of steps that stand by their importance, in the one order."""
    return tuple(sorted(steps[:limit], key=lambda step: step.place))


def ranked(known: Known, steps: Steps) -> tuple[Step, ...]:
    """Every step that fits, the most important first."""
    known = judged(known, steps)
    pack = steps.by_key(known.country)
    fitting = {step.key: step for step in steps.likely(known) if step.fits(known)}
    offered = _instead(known, pack)
    fitting |= offered
    fitting = {key: step for key, step in fitting.items() if known.progress.get(key) not in ("refused", "done")}
    only = steps.only(known)
    if only is not None:
        fitting = {key: step for key, step in fitting.items() if key in only}
    needless = {key for step in fitting.values() for key in step.replaces}
    wanted = [step for step in fitting.values() if step.listed and step.key not in needless]
    return tuple(sorted(wanted, key=lambda s: (0 if s.key in offered else s.weight(known), s.place)))


def _instead(known: Known, pack: Mapping[str, Step]) -> dict[str, Step]:
    """What is offered in place of what was refused."""
    refused = [pack[key] for key, state in known.progress.items() if state == "refused" and key in pack]
    return {key: pack[key] for step in refused for key in step.instead if pack[key].allowed(known)}


def protective(ranked: tuple[Step, ...], limit: int = 3) -> tuple[Step, ...]:
    """The first protective steps, those that are said in a danger turn after threats, sextortion or images."""
    return foremost(tuple(step for step in ranked if step.protective), len(ranked))[:limit]


def judged(known: Known, steps: Steps) -> Known:
    """The same with its severity."""
    return known if known.severity else replace(known, severity=severity(known, steps))
