"""A message before it is said: its text, and as data what it shows."""

from dataclasses import dataclass, field

from conversations.effects import Choice


@dataclass(frozen=True, slots=True)
class Piece:
    """`titles` maps the keys of the steps shown to their titles; `services` are ids of the directory. `listed` are
    answers that can be typed by their number where only the first of them have a button."""

    text: str
    keys: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    listed: tuple[Choice, ...] = ()
    slot: str = ""
    human_offered: bool = False
    urgent: bool = False
    outside_count: bool = False


def join(pieces: list[Piece], separator: str = "\n") -> Piece:
    """Several pieces as one message."""
    titles = {key: title for piece in pieces for key, title in piece.titles.items()}
    return Piece(
        text=separator.join(piece.text for piece in pieces if piece.text),
        keys=tuple(key for piece in pieces for key in piece.keys),
        services=tuple(dict.fromkeys(service for piece in pieces for service in piece.services)),
        titles=titles,
        choices=tuple(choice for piece in pieces for choice in piece.choices),
        listed=tuple(choice for piece in pieces for choice in piece.listed),
        slot=next((piece.slot for piece in pieces if piece.slot), ""),
        human_offered=any(piece.human_offered for piece in pieces),
        urgent=any(piece.urgent for piece in pieces),
        outside_count=any(piece.outside_count for piece in pieces),
    )
