"""Walking a flow: say the lines of a node, do its actions, stop where an answer is awaited."""

from conversations import limits
from conversations.actions import ACTIONS
from conversations.cards import CARDS
from conversations.conversation import Paused, Place
from conversations.draft import Draft
from conversations.effects import Choice
from conversations.errors import EngineError
from conversations.flows import END, RETURN, ChoiceSpec, Line, Node
from conversations.pieces import Piece

ARRIVAL = "arrival"


def go(draft: Draft, target: str) -> None:
    """Walks on from a node, until one waits. `return` asks again what was interrupted, `end` only gives it back."""
    here = draft.conversation.place
    for _ in range(limits.NODES_A_TURN):
        if target == END:
            give_back(draft)
            return
        if target == RETURN:
            resume(draft)
            return
        here = draft.library.flows.place(target, here)
        node = _node(draft, here)
        if _passed_over(draft, node):
            target = node.next
            continue
        if enter(draft, here, node):
            return
        target = node.next
    raise EngineError("flow_without_end", flow=here.flow if here else "", node=here.node if here else "")


def enter(draft: Draft, place: Place, node: Node) -> bool:
    """Does and says what a node holds; True where it waits for an answer."""
    for action in node.do:
        ACTIONS[action](draft)
    speak(draft, place, node, node.say)
    if node.waits and not _asked(draft, place):
        draft.ask(place, node.slot, ())
    return node.waits


def speak(draft: Draft, place: Place, node: Node, lines: tuple[Line, ...]) -> None:
    """Says the lines that apply; the last one carries the choices."""
    chosen = [line for line in lines if _applies(draft, line)]
    pieces = [piece for line in chosen for piece in _pieces(draft, line)]
    for index, piece in enumerate(pieces):
        if index < len(pieces) - 1 or not node.waits:
            draft.say(piece, urgent=node.urgent)
        else:
            choices = choices_of(draft, node)
            draft.say(piece, choices=choices, slot=node.slot, urgent=node.urgent)
            if node.asks:
                draft.count_asked(node.slot)
            draft.ask(place, node.slot or piece.slot, (*piece.choices, *piece.listed, *choices))


def resume(draft: Draft) -> None:
    """Comes back to the node that was interrupted and asks its question again."""
    if not draft.conversation.stack:
        go(draft, ARRIVAL)
        return
    give_back(draft)
    ask_again(draft)


def give_back(draft: Draft) -> None:
    """Stands again where the interruption found us, without a word; its buttons still count."""
    if draft.conversation.stack:
        *rest, paused = draft.conversation.stack
        draft.change(place=paused.place, asked=paused.asked, stack=tuple(rest))


def back(draft: Draft) -> None:
    """« Retour »: out of an interruption, or to the question before, which is asked anew."""
    if draft.conversation.stack:
        give_back(draft)
        ask_again(draft, whole=True)
        return
    trail = draft.conversation.trail
    if draft.conversation.place in trail[-1:]:
        trail = trail[:-1]
    if not trail:
        draft.say(draft.piece("back.nowhere"))
        ask_again(draft, whole=True)
        return
    node = draft.library.flows.node(trail[-1])
    draft.change(place=trail[-1], trail=trail)
    if node is not None and node.slot:
        draft.forget_slot(node.slot)
    ask_again(draft)


def ask_again(draft: Draft, *, whole: bool = False) -> None:
    """Says the open question once more; where its node is gone or answered since, walks on.

    `whole` also says what a node keeps to itself when a person comes back to it by the way.
    """
    place = draft.conversation.place
    if place is None:
        go(draft, ARRIVAL)
        return
    node = draft.library.flows.node(place)
    if node is None or _passed_over(draft, node):
        # After an answer of its own, the turn leaves the next question for the next word.
        if draft.room > 1:
            go(draft, ARRIVAL if node is None else node.next)
    elif draft.room > 0 and (lines := _question(draft, node, whole)):
        speak(draft, place, node, lines)


def _question(draft: Draft, node: Node, whole: bool) -> tuple[Line, ...]:
    lines = node.say if node.again is None or whole else node.again
    return tuple([line for line in lines if _applies(draft, line)][-1:])


def interrupt(draft: Draft, target: str) -> None:
    """Leaves the open question for now; the flow's `return` comes back to it."""
    place = draft.conversation.place or draft.library.flows.place(ARRIVAL)
    if place.flow != target.partition(".")[0]:
        paused = Paused(place=place, asked=draft.conversation.asked)
        draft.change(stack=(*draft.conversation.stack, paused)[-limits.STACK_DEPTH :])
    go(draft, target)


def speaks_here(draft: Draft, target: str) -> bool:
    """Whether a node is for this person, by its own condition."""
    return not _passed_over(draft, _node(draft, draft.library.flows.place(target)))


def say_only(draft: Draft, target: str) -> None:
    """What a node says, without going there: the open question stays where it is."""
    place = draft.library.flows.place(target)
    node = _node(draft, place)
    speak(draft, place, node, node.say)


def choices_of(draft: Draft, node: Node) -> tuple[Choice, ...]:
    """The answers of a node that apply now, with their labels."""
    view = draft.view
    return tuple(
        draft.choice(choice.id, choice.text or _anywhere(draft, choice))
        for choice in node.choices
        if choice.when is None or choice.when.holds(view)
    )


def _anywhere(draft: Draft, choice: ChoiceSpec) -> str:
    row = draft.library.flows.chosen(choice.id)
    if row is None:
        raise EngineError("choice_without_label", choice=choice.id)
    return row.label


def _node(draft: Draft, place: Place) -> Node:
    node = draft.library.flows.node(place)
    if node is None:
        raise EngineError("node_missing", flow=place.flow, node=place.node)
    return node


def _passed_over(draft: Draft, node: Node) -> bool:
    view = draft.view
    # Whoever did not answer twice does not want to: insisting is no help.
    if node.asks and draft.conversation.times_asked.get(node.slot, 0) >= node.asks:
        return True
    if node.when is not None and not node.when.holds(view):
        return True
    return node.unless is not None and node.unless.holds(view)


def _applies(draft: Draft, line: Line) -> bool:
    if line.once and (line.text or line.card) in draft.conversation.said:
        return False
    if line.optional and draft.room < limits.MESSAGES_A_TURN:
        return False
    return line.when is None or line.when.holds(draft.view)


def _pieces(draft: Draft, line: Line) -> list[Piece]:
    if line.once:
        draft.remember_said(line.text or line.card)
    return CARDS[line.card](draft) if line.card else [draft.piece(line.text)]


def _asked(draft: Draft, place: Place) -> bool:
    asked = draft.conversation.asked
    return draft.conversation.place == place and asked is not None and asked.token == draft.token()
