"""Killed before any line of ours, delivery and intake begin again where they were: nothing lost, one repetition."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from crash_children import Launcher, launcher
from crash_scenes import CHATS, CONTENT, TEXTS, written
from storage_fixtures import Bench, open_store

from storage import conversations
from storage import evidence as kept
from storage.blobs import Blobs

# Every line of the way where APPUI_TEST_KILLS is "all", else one in this many.
STEP = 1 if os.environ.get("APPUI_TEST_KILLS") == "all" else 17


@pytest.fixture(scope="module")
def children() -> Iterator[Launcher]:
    with launcher() as made:
        yield made


def test_one_repetition_per_kill(children: Launcher, tmp_path: Path) -> None:
    _, lines = children.play("chat", tmp_path / "whole")
    assert lines > 100
    for kill_at in range(1, lines + 1, STEP):
        folder = tmp_path / str(kill_at)
        killed, _ = children.play("chat", folder, kill_at)
        assert children.play("chat", folder)[0] == 0
        calls = written(folder)
        again = Counter(calls)
        assert len(calls) - len(again) <= (killed != 0)
        for chat in CHATS:
            assert list(dict.fromkeys(text for who, text in calls if who == chat)) == list(TEXTS)


def test_evidence_is_kept_exactly_once(children: Launcher, tmp_path: Path) -> None:
    _, lines = children.play("evidence", tmp_path / "whole")
    assert lines > 100
    for kill_at in range(1, lines + 1, STEP):
        folder = tmp_path / str(kill_at)
        children.play("evidence", folder, kill_at)
        assert children.play("evidence", folder)[0] == 0
        _check_evidence(folder)


def _check_evidence(folder: Path) -> None:
    with open_store(folder) as store:
        bench, blobs = Bench(store), Blobs(folder / "blobs", store.cipher, store.halves)
        ana = bench.address("ana")
        [item] = store.read_now(lambda tx: kept.of_person(tx, ana.person, ana.key))
        assert list(blobs.names()) == [item.blob]
        assert [path.name for path in blobs.folder.iterdir()] == [item.blob]
        assert b"".join(blobs.read(item.blob)) == CONTENT
        assert store.read_now(lambda tx: kept.faults(tx, ana.person, ana.key, blobs.folder)) == []
        said = store.read_now(lambda tx: conversations.load_for(tx, ana).conversation.said)
        assert said.count("evidence_stored") == 1
        assert bench.rows("SELECT * FROM outbox") == []
