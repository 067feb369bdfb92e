"""The graph of written content: structure only, no words, no numbers.

A flow is a mapping of nodes. A node says its lines, does its actions, and either waits for an answer or goes on to
`next`: another node of the flow, `flow.node`, `return` (back to what was interrupted) or `end` (wait where we are).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from conversations.conditions import Condition
from conversations.conversation import Place
from conversations.country import Role
from conversations.errors import ContentError
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

RETURN = "return"
END = "end"


class ChoiceSpec(Record):
    """One answer. `set` is the slot value it gives; `goto` overrides the node's `next`.

    `intent` lists the meanings, `typed` the whole messages that count as this choice. A choice without `text` is a row
    of the table of interruptions, by its id.
    """

    id: str
    text: str = ""
    set: str = ""
    do: tuple[str, ...] = ()
    goto: str = ""
    when: Condition | None = None
    intent: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()


class Line(Record):
    """One message: a text key, or a card composed from data. `optional` lines give way when a turn is full;
    `once` lines are said once in a conversation."""

    text: str = ""
    card: str = ""
    when: Condition | None = None
    optional: bool = False
    once: bool = False


def _line(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Node(Record):
    """`when` and `unless` decide whether the node is passed over; a node that waits has a question or `wait`.

    `again` is said instead of the last line when the person comes back to the node after an interruption. `asks` is how
    often the question of a slot is said before it counts as passed over; 0 is as often as the node is come to.
    """

    when: Condition | None = None
    unless: Condition | None = None
    say: tuple[Annotated[Line, BeforeValidator(_line)], ...] = ()
    again: tuple[Annotated[Line, BeforeValidator(_line)], ...] | None = None
    do: tuple[str, ...] = ()
    slot: str = ""
    choices: tuple[ChoiceSpec, ...] = ()
    wait: bool = False
    urgent: bool = False
    asks: int = 0
    next: str = END
    otherwise: str = ""

    @property
    def waits(self) -> bool:
        return self.wait or bool(self.slot) or bool(self.choices)


class Flow(Record):
    flow: str
    version: int
    start: str
    nodes: dict[str, Node]


class Interruption(Record):
    """A row of the table of interruptions: what may happen anywhere, and where it leads.

    `choice` are ids of buttons that mean the same anywhere, `command` names of the menu, `typed` words that
    count only as the whole message, `label` the text of the button.
    `resume` says whether the open question is asked again afterwards.
    """

    id: str
    when: Condition | None = None
    choice: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    label: str = ""
    goto: str
    resume: bool = True


class Interruptions(Record):
    version: int
    rows: tuple[Interruption, ...]


class DangerRow(Record):
    """One row of conversation_rules §3.8. `first` and `then` are roles of countries/<cc>/lines.yaml.

    `protective`: the first protective steps of the plan follow in the same turn.
    """

    id: str
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    body: bool | None = None
    first: Role
    then: tuple[Role, ...]
    protective: bool = False


class DangerTable(Record):
    version: int
    emergency: dict[str, Role] = Field(description="kind → the role of the emergency number said again after « Oui »")
    rows: tuple[DangerRow, ...]


class Flows:
    """All flows, the table of interruptions and the table of danger."""

    def __init__(self, flows: Mapping[str, Flow], interruptions: Interruptions, danger: DangerTable) -> None:
        self.flows = flows
        self._places = {
            (name, node): Place(flow=name, node=node, version=flow.version)
            for name, flow in flows.items()
            for node in flow.nodes
        }
        self.interruptions = interruptions
        self.danger = danger
        self._by_choice = _first_rows((word, row) for row in interruptions.rows for word in row.choice)
        self._by_command = _first_rows((word, row) for row in interruptions.rows for word in row.command)
        self._by_words = _first_rows((word, row) for row in interruptions.rows for word in row.typed)

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Flows":
        flows: dict[str, Flow] = {}
        tables: dict[str, dict[str, object]] = {}
        for path in under(files, "flows/"):
            name = path.removeprefix("flows/").removesuffix(".yaml")
            value = read_yaml(path, files[path])
            if name in ("interruptions", "danger_table"):
                tables[name] = value
            else:
                flows[name] = validate(path, Flow, value)
        interruptions = validate("flows/interruptions.yaml", Interruptions, tables.get("interruptions", {}))
        danger = validate("flows/danger_table.yaml", DangerTable, tables.get("danger_table", {}))
        return cls(flows, interruptions, danger)

    def place(self, target: str, here: Place | None = None) -> Place:
        """`node` or `flow.node` or `flow` as a place. Raises ContentError where it does not exist."""
        name, _, node = target.partition(".")
        if name not in self.flows and here is not None:
            name, node = here.flow, target
        flow = self.flows.get(name)
        if flow is None or (node or flow.start) not in flow.nodes:
            raise ContentError("node_unknown", target=target)
        return self._places[name, node or flow.start]

    def node(self, place: Place) -> Node | None:
        """The node a conversation stands on, or None where the flow has changed since."""
        flow = self.flows.get(place.flow)
        if flow is None or flow.version != place.version:
            return None
        return flow.nodes.get(place.node)

    def chosen(self, choice: str) -> Interruption | None:
        """The interruption that a button means wherever it stands."""
        return self._by_choice.get(choice)

    def commanded(self, name: str) -> Interruption | None:
        """The interruption that a command of the menu means."""
        return self._by_command.get(name)

    def typed(self, words: str) -> Interruption | None:
        """The interruption that a whole message means, as `answers.plain` makes it."""
        return self._by_words.get(words)

    def every_node(self) -> Iterator[tuple[Flow, str, Node]]:
        for flow in self.flows.values():
            for name, node in flow.nodes.items():
                yield flow, name, node


def _first_rows(named: Iterable[tuple[str, Interruption]]) -> dict[str, Interruption]:
    """By its word, the first row of the table that has it."""
    found: dict[str, Interruption] = {}
    for word, row in named:
        found.setdefault(word, row)
    return found
