"""From every question a human or a number is at most two taps away (fault matrix F3)."""

from collections.abc import Iterator

from conversations.flows import END, RETURN, Flows
from conversations.lint.edges import choice_target, passed_by, resolve
from conversations.lint.rule import Rule, Spot
from conversations.lint.subject import Subject

TAPS = 2
# Cards that say a number or what becomes of a wish for a human.
ANSWERS = frozenset({"numbers", "line_now", "human", "emergency_again", "intimate_lines", "legal"})
# On every screen, besides the choices (conversation rules §1.5).
FIXED = ("numbers", "human")
Name = tuple[str, str]


def help_too_far(subject: Subject) -> Iterator[Spot]:
    flows = subject.library.flows
    for flow, name, node in flows.every_node():
        if node.waits and not _within(flows, (flow.flow, name), TAPS):
            message = f"no human and no number within {TAPS} taps; a choice `human` or the rows of interruptions"
            yield Spot(f"flows/{flow.flow}.yaml", f"{flow.flow}.{name}", message)


def way_out_missing(subject: Subject) -> Iterator[Spot]:
    """SAF-05: the fixed row and the wish for a human exist, whatever else changes."""
    rows = subject.library.flows.interruptions.rows
    for choice in FIXED:
        if not any(choice in row.choice and row.label for row in rows):
            yield Spot("flows/interruptions.yaml", "rows", f"no row with the choice {choice} and its label")
    typed = {word for row in rows for word in row.typed}
    for word in ("aide", "help", "sos"):
        if word not in typed:
            yield Spot("flows/interruptions.yaml", "rows", f"the typed word {word} always works; its row is gone")


def _within(flows: Flows, name: Name, taps: int) -> bool:
    """Whether a tap from this question, or one more, says a number or calls a human."""
    if taps == 0:
        return False
    node = flows.flows[name[0]].nodes[name[1]]
    fixed = [row.goto for row in flows.interruptions.rows if set(row.choice) & set(FIXED[:1])]
    ways = [choice_target(flows, node, choice) for choice in node.choices] + fixed
    for target in ways:
        landed = resolve(flows, target, flows.flows[name[0]], name[1])
        visited = _walk(flows, landed)
        if any(_answers(flows, one) for one in visited) or any(_within(flows, one, taps - 1) for one in visited):
            return True
    return False


def _walk(flows: Flows, here: Name | None) -> list[Name]:
    """The nodes a walk may say from here, up to those that surely wait."""
    seen: list[Name] = []
    while here is not None and here not in seen:
        seen.append(here)
        node = flows.flows[here[0]].nodes[here[1]]
        if not passed_by(node) or node.next in (END, RETURN):
            break
        here = resolve(flows, node.next, flows.flows[here[0]], here[1])
    return seen


def _answers(flows: Flows, name: Name) -> bool:
    node = flows.flows[name[0]].nodes[name[1]]
    return "open_handoff" in node.do or any(line.card in ANSWERS for line in node.say)


RULES = (
    Rule("help_too_far", "a human or a number is two taps away at most", help_too_far),
    Rule(
        "way_out_missing",
        "numbers, a human and the typed words always work",
        way_out_missing,
    ),
)
