"""Who is about to run away, in pieces, is told of 116 000; where dying was named, nothing is taken from that."""

import pytest

from conversations.library import Library
from tests.test_danger_at_home import after, numbers

TONIGHT = [
    ("je vais me casser d'ici", "genre ce soir quand ils dorment"),
    ("j'ai fait mon sac", "ce soir quand ils dorment"),
    ("je vais partir", "cette nuit"),
    ("jme barre d'ici", "demain matin"),
]


@pytest.mark.parametrize(("first", "second"), TONIGHT)
def test_leaving_is_no_death(library: Library, first: str, second: str) -> None:
    said = numbers(after(library, first, second))
    assert "116 000" in said
    assert "3114" not in " ".join(said)


@pytest.mark.parametrize("first", ["je vais fuguer", "je vais partir", "j'ai fait mon sac"])
def test_outside_calls_the_police(library: Library, first: str) -> None:
    said = numbers(after(library, first, "je suis dehors là"))
    assert "116 000" in said
    assert any(one.startswith("• 17 ") for one in said)


def test_night_to_an_aunt_is_told(library: Library) -> None:
    assert "116 000" in numbers(after(library, "je vais partir chez ma tante à Lyon cette nuit"))


def test_an_older_host_is_refused(library: Library) -> None:
    talk = after(library, "j'ai fait mon sac", "un mec de 22 ans sur insta m'héberge")
    assert "N'y va pas" in talk.words


def test_dying_stays_first(library: Library) -> None:
    assert "15" in numbers(after(library, "je vais partir", "je veux mourir", "cette nuit"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("je vais partir", "en vacances demain"),
        ("je vais partir du groupe", "ce soir"),
    ],
)
def test_going_out_is_usual(library: Library, first: str, second: str) -> None:
    assert "116 000" not in numbers(after(library, first, second))
