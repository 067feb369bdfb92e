"""The graph of the flows: every arrow leads somewhere, every node is reached, every walk stops at a question."""

import re
from collections import Counter
from collections.abc import Iterator

from conversations import limits
from conversations.answers import FREE_SLOTS
from conversations.flows import END, RETURN, Flow, Node
from conversations.lint.edges import BEGINNING, arrows, left_by_next, passed_by, resolve, targets
from conversations.lint.rule import Rule, Spot
from conversations.lint.subject import Subject

Name = tuple[str, str]
_CHOICE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,40}")


def target_unknown(subject: Subject) -> Iterator[Spot]:
    flows = subject.library.flows
    for flow, name, node in flows.every_node():
        for kind, target, _ in targets(flows, node):
            if target and target not in (END, RETURN) and resolve(flows, target, flow, name) is None:
                yield _spot(flow, name, f"{kind} leads to {target}, which does not exist; renamed or forgotten")
    for row in flows.interruptions.rows:
        if resolve(flows, row.goto) is None:
            yield Spot("flows/interruptions.yaml", row.id, f"goto leads to {row.goto}, which does not exist")
    for flow in flows.flows.values():
        if flow.start not in flow.nodes:
            yield Spot(f"flows/{flow.flow}.yaml", "start", f"the node {flow.start} does not exist")


def node_unreachable(subject: Subject) -> Iterator[Spot]:
    if subject.program is None:
        return
    reached = closure(subject, entries(subject, subject.program.words))
    for flow, name, _ in subject.library.flows.every_node():
        if (flow.flow, name) not in reached:
            yield _spot(flow, name, "no choice, interruption or part of the program leads here; the goto was forgotten")


def cannot_end(subject: Subject) -> Iterator[Spot]:
    """From every node some way leads to `return`, to `end` or to another flow: nobody is kept in a circle."""
    nodes = {(flow.flow, name): (flow, name, node) for flow, name, node in subject.library.flows.every_node()}
    leaves: set[Name] = set()
    grew = True
    while grew:
        before = len(leaves)
        leaves |= {key for key, (flow, name, node) in nodes.items() if _leaves(subject, flow, name, node, leaves)}
        grew = len(leaves) > before
    for key in sorted(set(nodes) - leaves):
        yield Spot(f"flows/{key[0]}.yaml", ".".join(key), "no way out of this flow; `return` or `end` is missing")


def cycle_without_question(subject: Subject) -> Iterator[Spot]:
    """Nodes that lead to each other by `next` with nothing that surely waits: the walk would never stop."""
    flows = subject.library.flows
    after: dict[Name, Name | None] = {}
    for flow, name, node in flows.every_node():
        after[flow.flow, name] = resolve(flows, node.next, flow, name) if passed_by(node) else None
    for start in after:
        walk, here = {start}, after[start]
        while here is not None and here not in walk:
            walk.add(here)
            here = after.get(here)
        if here == start:
            yield Spot(f"flows/{start[0]}.yaml", ".".join(start), "comes back to itself without a question")


def choice_without_text(subject: Subject) -> Iterator[Spot]:
    flows = subject.library.flows
    anywhere = {choice for row in flows.interruptions.rows for choice in row.choice if row.label}
    for flow, name, node in flows.every_node():
        for choice in node.choices:
            if not choice.text and choice.id not in anywhere:
                message = f"the choice {choice.id} has no text and is no choice of flows/interruptions.yaml"
                yield _spot(flow, name, message)
            elif not choice.text and (choice.goto or choice.set):
                yield _spot(flow, name, f"the choice {choice.id} has goto or set but no text, so they never count")


def choice_count(subject: Subject) -> Iterator[Spot]:
    for flow, name, node in subject.library.flows.every_node():
        most = limits.CHOICES_WHO_ARE_YOU if node.slot == "role" else limits.CHOICES_A_MESSAGE
        if len(node.choices) > most:
            yield _spot(flow, name, f"{len(node.choices)} answers, {most} at most; free text is accepted besides")


def choice_id(subject: Subject) -> Iterator[Spot]:
    for flow, name, node in subject.library.flows.every_node():
        for choice, count in Counter(choice.id for choice in node.choices).items():
            if count > 1:
                yield _spot(flow, name, f"two choices are called {choice}; a tap could mean either")
            if not _CHOICE_ID.fullmatch(choice):
                yield _spot(flow, name, f"{choice} is no id of a choice: 1 to 40 of letters, digits and _ . : -")


def question_without_answer(subject: Subject) -> Iterator[Spot]:
    for flow, name, node in subject.library.flows.every_node():
        if node.slot and not node.choices and node.slot not in FREE_SLOTS:
            yield _spot(flow, name, f"asks for {node.slot} without choices, and no typed answer fills it")
        if node.slot and not node.say:
            yield _spot(flow, name, f"asks for {node.slot} without a word; the line under `say` was forgotten")
        if (node.choices or node.slot) and not any(line.when is None for line in node.say) and not _covered(node):
            yield _spot(flow, name, "every line has a condition: where none holds the choices hang in the air")


def closure(subject: Subject, begin: set[Name]) -> set[Name]:
    """Every node that can be reached from these."""
    flows = subject.library.flows
    nodes = {(flow.flow, name): (flow, name, node) for flow, name, node in flows.every_node()}
    reached: set[Name] = set()
    waiting = [name for name in begin if name in nodes]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [arrow.to for arrow in arrows(flows, *nodes[key]) if arrow.to]
    return reached


def entries(subject: Subject, words: frozenset[str]) -> set[Name]:
    """Where a walk may begin: first contact, the interruptions, questions, and what the program names `flow.node`."""
    flows = subject.library.flows
    named = {word for word in words if "." in word}
    asked = {node for asks in subject.library.asks.values() for node in asks.file.nodes()}
    rows = {row.goto for row in flows.interruptions.rows}
    found = {resolve(flows, target) for target in {BEGINNING, *named, *asked, *rows}}
    return {one for one in found if one is not None}


def _leaves(subject: Subject, flow: Flow, name: str, node: Node, leaves: set[Name]) -> bool:
    ways = arrows(subject.library.flows, flow, name, node)
    followed = [arrow.to for arrow in ways if arrow.kind != "next" or left_by_next(node)]
    return any(to is None or to[0] != flow.flow or to in leaves for to in followed)


def _covered(node: Node) -> bool:
    """Whether lines with opposite conditions leave no gap: one of them is the « never » of the other."""
    conditions = [line.when for line in node.say if line.when is not None]
    return any(one.never in conditions for one in conditions if one.never is not None)


def _spot(flow: Flow, name: str, message: str) -> Spot:
    return Spot(f"flows/{flow.flow}.yaml", f"{flow.flow}.{name}", message)


RULES = (
    Rule("target_unknown", "every goto, next and otherwise leads to a node", target_unknown),
    Rule("node_unreachable", "every node can be reached", node_unreachable),
    Rule("cannot_end", "every flow can be left", cannot_end),
    Rule("cycle_without_question", "no circle without a question", cycle_without_question),
    Rule("choice_without_text", "every choice has a text", choice_without_text),
    Rule("choice_count", "four answers at most, five for who is writing", choice_count),
    Rule("choice_id", "ids of choices are unique and can be carried", choice_id),
    Rule("question_without_answer", "every question can be read and answered", question_without_answer),
)
