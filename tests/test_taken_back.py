"""Messages that were edited away, forwarded without a name, or tapped in vain: nothing kept is lost, and it is said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from storage_fixtures import open_store
from talk import Talk, settled

from conversations.library import Library
from storage import custody, evidence, people
from storage.blobs import Blobs
from storage.evidence import Evidence

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
SNAPSHOT = {"kind": "snapshot", "date": "2026-10-03T21:15:00Z"}


KEPT = {"number": 1, "sha256": "a" * 64, "size": 1, "received_at": NOW}


@pytest.fixture
def lea(library: Library) -> Talk:
    return settled(library, channel="discord")


def test_withdrawal_is_noted_silently(lea: Talk) -> None:
    assert lea.happens("message_withdrawn", message="77") == []
    assert [effect.kind for effect in lea.effects] == ["note_withdrawal"]


def test_withdrawn_picture_is_not_fetched(lea: Talk) -> None:
    lea.sends(count=2)
    first, second = lea.conversation.waiting_files[0].files
    lea.happens("message_withdrawn", message=first.message)
    lea.happens("chose", choice="nude.no")
    assert [effect.file for effect in lea.of("keep_evidence")] == [second]


def test_last_withdrawn_picture_leaves_nothing(lea: Talk) -> None:
    lea.sends()
    lea.happens("message_withdrawn", message=lea.conversation.waiting_files[0].files[0].message)
    assert lea.conversation.waiting_files == ()


def test_kept_item_says_withdrawn(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        address = store.write_now(lambda tx: people.first_contact(tx, "discord", "1", "9", NOW))
        blobs = Blobs(tmp_path / "blobs", store.cipher, store.halves)
        with blobs.begin(address.key) as writer:
            writer.write(b"capture")
            sealed = writer.finish()
        item = Evidence(
            id="e/1", number=1, blob=sealed.id, sha256=sealed.sha256, size=sealed.size, received_at=NOW, kind="photo",
            mime="image/png", came="original", channel="discord", message="77",
        )  # fmt: skip
        store.write_now(lambda tx: evidence.keep(tx, address.person, address.key, item))
        note = [store.write_now(lambda tx: evidence.note_withdrawn(tx, address.person, address.key, "77", NOW))]
        note += [store.write_now(lambda tx: evidence.note_withdrawn(tx, address.person, address.key, "77", NOW))]
        lines = store.read_now(lambda tx: list(custody.lines(tx, address.person)))
        faults = store.read_now(lambda tx: evidence.faults(tx, address.person, address.key, tmp_path / "blobs"))
        kept = store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
    assert note == [1, 0]
    assert [line.what for line in lines] == ["received", "withdrawn"]
    assert (faults, kept) == ([], [item])


def test_nameless_forward_asks_who(lea: Talk) -> None:
    for message in ("5", "6"):
        assert lea.happens("said", text="t'es morte", message=message, origin=SNAPSHOT) == []
    lea.happens("timer_fired", name="forwards")
    [keep] = lea.of("keep_note")
    said = lea.happens("evidence_stored", effect=keep.id, unsigned=True, dated=True, **KEPT)
    assert "Tu sais qui" in said[-1].text
    lea.says("zoe_2010")
    assert [effect.fact.authors[0].name for effect in lea.of("keep_fact")] == ["zoe_2010"]


def test_named_forward_asks_nothing(lea: Talk) -> None:
    origin = {"kind": "user", "author": "Zoé", "date": SNAPSHOT["date"]}
    said = lea.happens("said", text="t'es nulle", message="5", origin=origin)
    assert not any("Tu sais qui" in say.text for say in said)


def test_forwarded_picture_asks_after_receipt(lea: Talk) -> None:
    file = {"reference": "1", "kind": "photo", "message": "5", "origin": SNAPSHOT}
    assert "nu" in lea.happens("file_sent", files=[file])[-1].text
    lea.happens("chose", choice="nude.no")
    [keep] = lea.of("keep_evidence")
    said = lea.happens("evidence_stored", effect=keep.id, unsigned=True, dated=True, **KEPT)
    assert "Gardé" in said[0].text
    assert "Tu sais qui" in said[-1].text
    assert "ton téléphone" in lea.taps("Je ne sais pas")[-1].text


def test_danger_in_forward_comes_first(lea: Talk) -> None:
    said = lea.happens("said", text="je vais me tuer ce soir", message="5", origin=SNAPSHOT)
    assert said[0].urgent


def test_missed_tap_is_told(lea: Talk) -> None:
    lea.says("on m'insulte sur snap tous les jours")
    said = lea.happens("tap_missed")
    assert "bouton" in said[0].text
    assert said[-1].choices


@pytest.mark.parametrize("silence", ["stop", "left"])
def test_missed_tap_respects_silence(lea: Talk, silence: str) -> None:
    if silence == "stop":
        lea.happens("command_given", name="stop")
    else:
        lea.happens("person_left")
    assert lea.happens("tap_missed") == []
