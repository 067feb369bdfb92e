"""What people read of their files: what is kept, what is missing, what repeats, and one receipt for many in a flood."""

from typing import Any

from conversations.library import Library
from conversations.receipts import numbered
from tests.talk import Talk, settled


def kept(talk: Talk, effect: str, number: int, **about: Any) -> None:
    stored = {"sha256": "0" * 64, "size": 10, "received_at": talk.now.isoformat(), "mime": "image/png", **about}
    talk.happens("evidence_stored", effect=effect, number=number, **stored)


def sent(library: Library, count: int) -> tuple[Talk, list[str]]:
    """An album that is being fetched, and the effects that keep its files."""
    talk = settled(library)
    talk.sends(count=count)
    talk.taps("Non")
    return talk, [effect.id for effect in talk.of("keep_evidence")]


def test_missing_file_of_an_album_is_named(library: Library) -> None:
    talk, effects = sent(library, 10)
    for place, effect in enumerate(effects, start=1):
        if place == 7:
            talk.happens("evidence_refused", effect=effect, reason="too_big")
        else:
            kept(talk, effect, place if place < 7 else place - 1)
    assert "Pièces 1–9" in talk.said[0].text
    assert "envoi de 10, il manque le fichier n° 7" in talk.said[1].text
    assert "20 Mo" in talk.said[1].text


def test_every_missing_file_is_named(library: Library) -> None:
    talk, effects = sent(library, 4)
    for place, effect in enumerate(effects):
        talk.happens("evidence_refused", effect=effect, reason="type" if place % 2 else "gone")
    assert "les fichiers n° 1–4" in talk.words
    assert "genre de fichier" in talk.words
    assert "récupérer" in talk.words


def test_single_refusal_has_no_list(library: Library) -> None:
    talk, [effect] = sent(library, 1)
    talk.happens("evidence_refused", effect=effect, reason="too_many_points")
    assert "trop de points" in talk.words
    assert "il manque" not in talk.words


def test_repeated_file_is_said_not_merged(library: Library) -> None:
    talk, effects = sent(library, 2)
    kept(talk, effects[0], 1)
    kept(talk, effects[1], 2, same_as=1)
    assert "Pièces 1, 2" in talk.words
    assert "La pièce 2 est la même que la pièce 1. Je garde les deux." in talk.words


def test_flood_gets_one_receipt_for_many(library: Library) -> None:
    """Beyond ten files in five minutes nothing is refused, and receipts come together."""
    talk, [first] = sent(library, 1)
    begin = talk.now
    kept(talk, first, 1)
    receipts = 0
    for number in range(2, 41):
        talk.now = begin
        talk.sends()
        [effect] = talk.of("keep_evidence")
        talk.now = begin
        kept(talk, effect.id, number)
        receipts += "Gardé" in talk.words
        if talk.of("set_timer"):
            assert [timer.name for timer in talk.of("set_timer")] == ["receipt"]
    assert receipts == 9
    talk.happens("timer_fired", name="receipt")
    assert "Pièces 11–40" in talk.words
    assert len(talk.said[0].text) <= 300
    talk.happens("timer_fired", name="receipt")
    assert not talk.said


def test_flood_ends(library: Library) -> None:
    talk, [first] = sent(library, 1)
    begin = talk.now
    kept(talk, first, 1)
    for number in range(2, 14):
        talk.now = begin
        talk.sends()
        [effect] = talk.of("keep_evidence")
        talk.now = begin
        kept(talk, effect.id, number)
    talk.happens("timer_fired", name="receipt")
    talk.now = talk.now.replace(minute=talk.now.minute + 7)
    talk.sends()
    [effect] = talk.of("keep_evidence")
    kept(talk, effect.id, 14)
    assert "Pièce 14" in talk.words


def looked_at(talk: Talk, number: int = 1, **found: Any) -> None:
    talk.happens("evidence_looked_at", effect="x", number=number, received_at=talk.now.isoformat(), **found)


def test_position_is_told_once(library: Library) -> None:
    talk, [effect] = sent(library, 1)
    kept(talk, effect, 1)
    looked_at(talk, gps=True)
    assert "à quel endroit" in talk.words
    looked_at(talk, 2, gps=True)
    assert not talk.said


def test_unseen_picture_is_told(library: Library) -> None:
    talk, [effect] = sent(library, 1)
    kept(talk, effect, 1)
    looked_at(talk, fault="unreadable")
    assert "La pièce 1 est gardée, mais" in talk.words
    looked_at(talk, 2, near=(1,))
    assert "Les pièces 1 et 2 se ressemblent. Je garde les deux." in talk.words


def test_late_look_says_nothing(library: Library) -> None:
    """Hours later nobody is written to because of a position."""
    talk, [effect] = sent(library, 1)
    received = talk.now
    kept(talk, effect, 1)
    talk.now = talk.now.replace(hour=23)
    talk.happens("evidence_looked_at", effect="x", number=1, received_at=received.isoformat(), gps=True)
    assert not talk.said
    assert "files.gps" not in talk.conversation.said


def test_only_pictures_offer_to_take_back(library: Library) -> None:
    talk, effects = sent(library, 1)
    kept(talk, effects[0], 1, mime="audio/ogg")
    assert [choice.id for choice in talk.said[0].choices] == []


def nude(talk: Talk) -> Any:
    [purge] = talk.of("purge_evidence")
    return purge


def test_one_tap_takes_it_back(library: Library) -> None:
    talk, [effect] = sent(library, 1)
    kept(talk, effect, 1)
    talk.taps("Il y a un corps nu")
    assert nude(talk).numbers == (1,)
    assert "Tu n'as rien fait de mal" in talk.words
    assert "n'existe plus" not in talk.words
    assert {"fr-3018", "int-take-it-down"} <= {service for say in talk.said for service in say.services}
    assert talk.conversation.nudity_no_until is None
    talk.happens("evidence_purged", effect=nude(talk).id)
    assert "l'image de la pièce 1 n'existe plus ici" in talk.words


def test_its_number_takes_it_back(library: Library) -> None:
    talk, effects = sent(library, 3)
    for number, effect in enumerate(effects, start=1):
        kept(talk, effect, number)
    talk.says("La pièce 2 c'était un nu")
    assert nude(talk).numbers == (2,)


def test_which_one_is_asked(library: Library) -> None:
    talk, effects = sent(library, 3)
    for number, effect in enumerate(effects, start=1):
        kept(talk, effect, number)
    talk.says("Oups, c'était un nu")
    assert not talk.of("purge_evidence")
    assert [choice.label for choice in talk.said[0].choices] == ["Pièce 1", "Pièce 2", "Pièce 3", "Toutes"]
    talk.taps("Pièce 3")
    assert nude(talk).numbers == (3,)


def test_no_clear_answer_takes_all_back(library: Library) -> None:
    talk, effects = sent(library, 3)
    for number, effect in enumerate(effects, start=1):
        kept(talk, effect, number)
    talk.says("c'était un nu")
    talk.says("je sais plus laquelle")
    assert nude(talk).numbers == (1, 2, 3)


def test_what_is_still_coming_is_dropped(library: Library) -> None:
    talk, effects = sent(library, 2)
    talk.says("c'était un nu")
    assert nude(talk).effects == tuple(effects)
    assert not talk.conversation.keeping.effects


def test_in_danger_it_goes_without_a_word(library: Library) -> None:
    """The numbers come first, and it is purged all the same."""
    talk, [effect] = sent(library, 1)
    kept(talk, effect, 1)
    talk.says("c'était une photo nue de moi")
    assert nude(talk).numbers == (1,)
    assert talk.said[0].urgent
    assert "3018" in talk.said[0].text


def test_words_of_nudity_ask_again(library: Library) -> None:
    """« Non » holds for half an hour, but not for a picture whose very words say otherwise."""
    talk, [effect] = sent(library, 1)
    kept(talk, effect, 1)
    files = [{"reference": "n", "kind": "photo", "message": "n"}]
    talk.happens("file_sent", files=files, caption="ma photo intime")
    assert not talk.of("keep_evidence")


def test_runs_of_numbers_are_short() -> None:
    assert numbered([]) == ""
    assert numbered([3]) == "3"
    assert numbered([2, 1]) == "1, 2"
    assert numbered([1, 2, 3, 7, 9, 10, 11, 12]) == "1–3, 7, 9–12"


def test_back_asks_what_was_asked_enough(library: Library) -> None:
    talk = settled(library)
    talk.says("on m'insulte sur snap depuis lundi")
    talk.sends(count=1)
    talk.taps("Non")
    [effect] = talk.of("keep_evidence")
    kept(talk, effect.id, 1, mime="application/pdf")
    talk.says("ils recommencent")
    assert talk.conversation.times_asked["phone_seen"] == 2
    talk.taps("Non")
    for _ in range(3):
        talk.taps("Retour")
    assert "voir ton téléphone" in talk.words
