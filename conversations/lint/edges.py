"""The arrows of the flows: where each node may lead. The rules and the drawings use them."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.conversation import Place
from conversations.errors import ContentError
from conversations.flows import END, RETURN, ChoiceSpec, Flow, Flows, Line, Node

BEGINNING = "arrival"


@dataclass(frozen=True, slots=True)
class Arrow:
    """`kind`: next, otherwise, choice or interruption; `label`: the text key of a choice. `to` None: return or end."""

    kind: str
    target: str
    to: tuple[str, str] | None
    label: str = ""


def arrows(flows: Flows, flow: Flow, name: str, node: Node) -> Iterator[Arrow]:
    """Where this node leads. A target that does not exist has no arrow; the rule `target_unknown` says it."""
    for kind, target, label in targets(flows, node):
        to = resolve(flows, target, flow, name)
        if to is not None or target in (END, RETURN):
            yield Arrow(kind, target, to, label)


def targets(flows: Flows, node: Node) -> Iterator[tuple[str, str, str]]:
    """(kind, target as written, text key) for each way out of a node."""
    for choice in node.choices:
        yield "choice", choice_target(flows, node, choice), choice.text or label_anywhere(flows, choice.id)
    if node.otherwise:
        yield "otherwise", node.otherwise, ""
    yield "next", node.next, ""


def choice_target(flows: Flows, node: Node, choice: ChoiceSpec) -> str:
    if choice.text:
        return choice.goto or node.next
    return next((row.goto for row in flows.interruptions.rows if choice.id in row.choice), "")


def label_anywhere(flows: Flows, choice: str) -> str:
    return next((row.label for row in flows.interruptions.rows if choice in row.choice), "")


def resolve(flows: Flows, target: str, flow: Flow | None = None, name: str = "") -> tuple[str, str] | None:
    """The node a target means, None where there is none (or `return` and `end`)."""
    if target in (END, RETURN, ""):
        return None
    here = Place(flow=flow.flow, node=name, version=flow.version) if flow else None
    try:
        place = flows.place(target, here)
    except ContentError:
        return None
    return place.flow, place.node


def lines_of(node: Node) -> tuple[Line, ...]:
    """Every line a node may say, at first and when the person comes back to it."""
    return node.say + (node.again or ())


def left_by_next(node: Node) -> bool:
    """Whether `next` is ever followed: a node that waits for words alone is left by `otherwise`."""
    chosen = any(choice.text and not choice.goto for choice in node.choices)
    return passed_by(node) or chosen or bool(node.slot)


def passed_by(node: Node) -> bool:
    """Whether a walk may go on to `next` without waiting here."""
    return not node.waits or node.when is not None or node.unless is not None
