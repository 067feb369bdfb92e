"""A person who talks with the engine alone; the state goes through JSON between any two turns."""

from datetime import UTC, datetime, timedelta
from typing import Any

from conversations.conversation import Conversation
from conversations.effects import Effect, Say
from conversations.engine import take_turn
from conversations.events import EVENT
from conversations.library import Library
from conversations.situation import Situation

EVENING = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


class Talk:
    """`effects` are those of the last turn; `situation` may be changed between turns."""

    def __init__(self, library: Library, channel: str = "telegram", at: datetime = EVENING) -> None:
        self.library = library
        self.now = at
        self.situation = Situation()
        self.conversation = Conversation(id="c1", channel=channel)
        self.effects: tuple[Effect, ...] = ()
        self.events = 0

    def happens(self, kind: str, **fields: Any) -> list[Say]:
        """What is said after this event."""
        self.events += 1
        self.now += timedelta(seconds=45)
        event = EVENT.validate_python({"id": f"e{self.events}", "at": self.now, "kind": kind, **fields})
        turn = take_turn(self.conversation, event, self.situation, self.library)
        self.conversation = Conversation.model_validate_json(turn.conversation.model_dump_json())
        self.effects = turn.effects
        return self.said

    @property
    def said(self) -> list[Say]:
        return [effect for effect in self.effects if isinstance(effect, Say)]

    @property
    def words(self) -> str:
        return "\n".join(say.text for say in self.said)

    def of(self, kind: str) -> list[Effect]:
        """The effects of one kind in the last turn."""
        return [effect for effect in self.effects if effect.kind == kind]

    def says(self, text: str) -> list[Say]:
        return self.happens("said", text=text, message=str(self.events))

    def taps(self, label: str) -> list[Say]:
        say, choice = next((s, c) for s in reversed(self.said) for c in s.choices + s.fixed if c.label == label)
        return self.happens("chose", choice=choice.id, question=say.question)

    def gets_papers(self) -> None:
        """What was asked for last is made and lies ready."""
        [made] = [effect for effect in self.effects if effect.kind in ("make_letter", "make_dossier")]
        paper = {"id": f"{made.id}/0", "name": "document.pdf", "mime": "application/pdf", "size": 1}
        self.happens("papers_made", effect=made.id, papers=[paper], until=self.now + timedelta(days=1))

    def sends(self, kind: str = "photo", count: int = 1) -> list[Say]:
        """One or several files that came together."""
        names = [f"f{self.events}-{n}" for n in range(count)]
        files = [{"reference": name, "kind": kind, "message": name} for name in names]
        return self.happens("file_sent", files=files)


def settled(library: Library, country: str = "France", role: str = "Ça m'arrive à moi", **options: Any) -> Talk:
    """Someone who went through the notice, said where and who they are, and is asked to tell."""
    talk = Talk(library, **options)
    talk.says("salut")
    talk.taps(country)
    if country == "Ailleurs":
        talk.taps("Un autre pays")
    talk.taps(role)
    return talk


def told(library: Library, *lines: str, country: str = "France", role: str = "Ça m'arrive à moi") -> Talk:
    """Someone settled who has written these lines, one message each."""
    talk = settled(library, country, role)
    for line in lines:
        talk.says(line)
    return talk
