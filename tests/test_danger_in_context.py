"""What weights alone barely call danger alarms where it stands alone; after a story it is asked about."""

import json
from pathlib import Path

import pytest

from conversations.findings import Findings
from conversations.library import Library
from tests.talk import settled

DEV = Path(__file__).parent / "data" / "corpus" / "dev.jsonl"
STORY = "ils m'insultent tous les jours sur snap depuis la rentrée"


def barely(library: Library) -> list[str]:
    """Messages of the corpus that are high by the weights alone, and barely."""
    texts = [json.loads(line)["text"] for line in DEV.read_text("utf-8").splitlines()]
    found = [text for text in texts if library.understanding.read(text).doubtful]
    assert found
    return found[:3]


def test_alone_it_is_danger(library: Library) -> None:
    for text in barely(library):
        talk = settled(library)
        talk.says(text)
        assert talk.said[0].urgent


def test_after_stories_it_is_asked(library: Library) -> None:
    for text in barely(library):
        talk = settled(library)
        talk.says(STORY)
        talk.says(text)
        assert not any(say.urgent for say in talk.said)
        assert talk.conversation.danger.level == "low"


@pytest.mark.parametrize(
    "text", ["je veux mourir", "il m'attend dehors avec un couteau", "j'ai avalé une boîte de cachets"]
)
def test_plain_danger_alarms_anywhere(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says(STORY)
    talk.says(text)
    assert talk.said[0].urgent
    assert talk.conversation.danger.level in ("high", "imminent")


def test_known_danger_is_kept(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.says(barely(library)[0])
    assert talk.conversation.danger.level == "high"


def test_imminent_is_never_doubtful(library: Library) -> None:
    texts = [json.loads(line)["text"] for line in DEV.read_text("utf-8").splitlines()]
    read: list[Findings] = [library.understanding.read(text) for text in texts]
    assert all(found.risk == "high" for found in read if found.doubtful)
