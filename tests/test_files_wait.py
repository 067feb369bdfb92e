"""No picture is fetched before one question is answered with « Non » (product T10)."""

from conversations.library import Library
from tests.talk import Talk, settled


def stored(talk: Talk, number: int) -> None:
    [first, *_] = talk.conversation.keeping.effects
    talk.happens(
        "evidence_stored", effect=first, number=number, sha256="0" * 64, size=10, received_at=talk.now.isoformat()
    )


def test_first_message_picture_waits(library: Library) -> None:
    talk = Talk(library)
    talk.sends()
    assert not talk.of("keep_evidence")
    assert [say.slot for say in talk.said] == ["", "nudity"]


def test_no_fetches_all_that_waits(library: Library) -> None:
    talk = settled(library)
    talk.sends()
    talk.sends(count=3)
    talk.taps("Non")
    assert len(talk.of("keep_evidence")) == 4
    assert "Gardé" not in talk.words


def test_kept_is_said_once_kept(library: Library) -> None:
    talk = settled(library)
    talk.sends(count=2)
    talk.taps("Non")
    stored(talk, 1)
    assert not talk.said
    stored(talk, 2)
    assert "Pièces 1, 2" in talk.said[0].text
    assert talk.said[1].slot == "phone_seen"


def test_yes_never_fetches(library: Library) -> None:
    talk = settled(library)
    talk.sends(count=2)
    talk.taps("Oui")
    assert not talk.of("keep_evidence")
    assert len(talk.of("withdraw_message")) == 2
    assert {"fr-3018", "int-take-it-down"} <= {service for say in talk.said for service in say.services}
    assert not talk.conversation.waiting_files


def test_doubt_never_fetches(library: Library) -> None:
    talk = settled(library)
    talk.sends()
    talk.taps("Je ne sais pas")
    assert not talk.of("keep_evidence")


def test_no_holds_for_thirty_minutes(library: Library) -> None:
    talk = settled(library)
    talk.sends()
    talk.taps("Non")
    stored(talk, 1)
    talk.sends()
    assert talk.of("keep_evidence")
    talk.now = talk.now.replace(hour=talk.now.hour + 1)
    talk.sends()
    assert not talk.of("keep_evidence")
    assert talk.said[-1].slot == "nudity"


def test_voice_needs_no_question(library: Library) -> None:
    talk = settled(library)
    talk.sends("voice")
    assert talk.of("keep_evidence")
    assert "ne peux pas écouter" in talk.words


def test_a_refused_file_is_explained(library: Library) -> None:
    talk = settled(library)
    talk.sends()
    talk.taps("Non")
    [effect] = talk.conversation.keeping.effects
    talk.happens("evidence_refused", effect=effect, reason="too_big")
    assert "20 Mo" in talk.words


def test_danger_in_a_caption_leads(library: Library) -> None:
    talk = settled(library)
    talk.happens("file_sent", files=[{"reference": "f", "kind": "photo"}], caption="je veux mourir")
    assert talk.said[0].text.endswith("\n3114")
    assert not talk.of("keep_evidence")
    assert talk.conversation.waiting_files


def test_the_browser_asks_before_its_field(library: Library) -> None:
    talk = settled(library, channel="web")
    assert talk.happens("file_announced")[-1].slot == "nudity"
    talk.taps("Non")
    assert "30 minutes" in talk.words
