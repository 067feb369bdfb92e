"""After the numbers: what is said while a danger stands, and what is answered in the middle of it."""

from datetime import timedelta
from itertools import pairwise

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

PILLS = "j'ai avalé une boîte de cachets de ma mère"
SAD = "je veux mourir"
HOME = "mon beau-père me frappe tous les soirs"


def in_danger(library: Library, text: str, country: str = "France") -> Talk:
    talk = settled(library, country)
    talk.says(text)
    assert talk.said[0].urgent
    return talk


def test_the_number_stays_while_pressing(library: Library) -> None:
    talk = in_danger(library, PILLS)
    seen = []
    for text in ("une dizaine", "jveux pas aller à l'hopital", "j'ai envie de vomir", "jsuis seul"):
        talk.says(text)
        assert any("15" in say.text.splitlines() for say in talk.said)
        seen.append(talk.said[-1].text)
    assert all(before != after for before, after in pairwise(seen))


def test_pills_are_not_said_to_pass(library: Library) -> None:
    talk = in_danger(library, PILLS)
    for _ in range(4):
        talk.says("je sais pas quoi dire")
        assert "passer" not in talk.words


def test_pressing_ends_with_safety(library: Library) -> None:
    talk = in_danger(library, PILLS)
    talk.taps("Non")
    talk.says("je suis avec mon père")
    assert "15" not in talk.words.splitlines()


def test_pressing_ends_with_time(library: Library) -> None:
    talk = in_danger(library, PILLS)
    talk.now += timedelta(hours=9)
    talk.says("coucou c'est moi")
    assert "15" not in talk.words.splitlines()


def test_a_new_danger_asks_anew(library: Library) -> None:
    talk = in_danger(library, SAD)
    talk.taps("Non")
    talk.says(PILLS)
    assert "safe_now" not in talk.conversation.slots
    talk.says("une dizaine")
    assert any("15" in say.text.splitlines() for say in talk.said)


def test_words_change_while_listening(library: Library) -> None:
    talk = in_danger(library, SAD)
    said = [talk.says("je sais pas")[-1].text for _ in range(6)]
    assert all(before != after for before, after in pairwise(said))


def test_feelings_are_heard_in_danger(library: Library) -> None:
    talk = in_danger(library, "un homme de 40 ans me demande des photos nue")
    talk.says("chuis bête")
    assert "pas ta faute" in talk.words


def test_meetings_with_strangers_are_refused(library: Library) -> None:
    talk = in_danger(library, "un homme de 40 ans me demande des photos nue")
    talk.says("il propose qu'on se voie au parc")
    assert "N'y va pas" in talk.words


def test_meeting_a_friend_is_fine(library: Library) -> None:
    talk = settled(library)
    talk.says("ils m'insultent sur snap depuis la rentrée")
    talk.says("avec ma cousine on se voit samedi")
    assert "N'y va pas" not in talk.words


def test_who_cannot_speak_may_write(library: Library) -> None:
    talk = in_danger(library, HOME)
    talk.says("jpeux pas parler")
    assert talk.said[0].urgent
    assert "Écris un SMS au 114, sans parler" in talk.said[0].text


def test_either_question_can_be_answered(library: Library) -> None:
    talk = Talk(library)
    talk.says(SAD)
    first = talk.said
    talk.taps("France")
    question = next(say for say in first if any(one.label == "Non" for one in say.choices))
    no = next(one for one in question.choices if one.label == "Non")
    talk.happens("chose", choice=no.id, question=question.question)
    assert talk.conversation.slots["safe_now"].value == "safe"


@pytest.mark.parametrize("text", ["je v me tuer", "j v me pendre", "jv me foutre en lair", "j vai me jeter d'un pont"])
def test_hurried_spelling_is_read(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says(text)
    assert talk.said[0].urgent


@pytest.mark.parametrize("word", ["giflée", "tabassée", "cognée", "tapée", "giflait"])
def test_girls_are_hit_too(library: Library, word: str) -> None:
    assert library.understanding.normalised(f"on m'a {word}")[-1] == "frapper"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("il m'a touché dans le bus", "high"),
        ("un mec m'a coincée aux toilettes et m'a touchée", "high"),
        ("ils ont arraché ma serviette et pris une photo", "high"),
        ("le ballon m'a touché dans le couloir", "none"),
        ("ils m'ont suivi mais ils m'ont pas touché", "none"),
        ("je me tue à lui dire d'arrêter", "none"),
    ],
)
def test_touch_and_idiom_are_told_apart(library: Library, text: str, level: str) -> None:
    assert library.understanding.read(text).risk == level
