"""kill -9 at any moment: nothing acknowledged is lost, no turn is done twice, at most one reply repeated per kill.

`APPUI_TEST_KILLS=200` for the full run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kill_nursery import MASTER, NOON, service_on, updates
from storage_fixtures import open_store

from bot.packs import open_library
from conversations.effects import Say
from storage import conversations, inbox, outbox, people
from storage.store import Store
from storage.transaction import Transaction

KILLS = int(os.environ.get("APPUI_TEST_KILLS", "30"))
PEOPLE, EACH = 40, max(12, KILLS * 2 // 3)
SEED = 7


async def test_kill_loses_nothing(tmp_path: Path) -> None:
    kills = live_and_die(tmp_path)
    assert kills == KILLS
    sent = updates(SEED, PEOPLE, EACH)
    acked = (tmp_path / "acked").read_text().split()
    delivered = [line.split() for line in (tmp_path / "delivered").read_text().splitlines()]
    with open_store(tmp_path / "data", MASTER) as store:
        assert store.read_now(lambda tx: tx.execute("PRAGMA integrity_check").fetchone()[0]) == "ok"
        stored = store.read_now(lambda tx: [name for (name,) in tx.execute("SELECT update_id FROM inbox ORDER BY seq")])
        after_kills = everyone(store)
        assert store.read_now(inbox.dead_letters) == 0
    # Nothing lost, nothing invented, in the order in which it was sent.
    assert stored == [update.update_id for update in sent]
    assert set(acked) == set(stored)
    replies, never_killed = await uninterrupted(tmp_path / "calm")
    assert after_kills == never_killed
    said = {effect for effect, _ in delivered}
    assert said <= set(replies)
    assert len(delivered) - len(said) <= kills
    # Who erased takes back what still waited for them; everyone else hears everything.
    erased = {who for who, (_, messages) in never_killed.items() if messages < EACH}
    assert 0 < len(erased) < PEOPLE
    assert {reply.who for name, reply in replies.items() if name not in said} <= erased
    assert_ordered(delivered, replies)


@dataclass(frozen=True)
class Reply:
    """`place`: when it was said in the life without kills."""

    place: int
    who: str
    urgent: bool


def live_and_die(folder: Path) -> int:
    """Kills the process at random moments until it has been killed often enough, then lets it finish."""
    chance = random.Random(SEED)
    nursery = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("kill_nursery.py")), folder, str(SEED), str(PEOPLE), str(EACH)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    kills, outcome = 0, ""
    with nursery:
        while not outcome.startswith("finished"):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline())
            if kills < KILLS:
                wait_for_growth(folder / "acked", chance.uniform(0, 0.08))
                os.kill(child, signal.SIGKILL)
            outcome = nursery.stdout.readline().strip()
            kills += outcome == "killed"
        nursery.stdin.close()
    assert outcome == "finished 0"
    return kills


def wait_for_growth(path: Path, more: float) -> None:
    """Until this life has acknowledged something, and a moment more: so that every life gets on."""
    size = path.stat().st_size if path.exists() else 0
    while not path.exists() or path.stat().st_size == size:
        time.sleep(0.001)
    time.sleep(more)


async def uninterrupted(folder: Path) -> tuple[dict[str, Reply], dict[str, Any]]:
    """The same story without a kill: every reply, delivered as soon as it is made, and all states at the end."""
    replies: dict[str, Reply] = {}
    with open_store(folder, MASTER) as store:
        service = service_on(store, open_library())
        for update in updates(SEED, PEOPLE, EACH):
            await service.accept([update])
            while rows := store.write_now(lambda tx: outbox.claim(tx, NOON, 9)):
                for row in rows:
                    urgent = isinstance(row.effect, Say) and row.effect.urgent
                    replies[row.effect_id] = Reply(len(replies), row.external, urgent)
                    store.write_now(lambda tx, name=row.effect_id: outbox.done(tx, name))
        return replies, everyone(store)


def everyone(store: Store) -> dict[str, Any]:
    """The state of every conversation by its person, without the ids that are random."""

    def states(tx: Transaction) -> dict[str, Any]:
        found = {}
        for person in range(PEOPLE):
            address = people.known(tx, "telegram", "bot", f"p{person}")
            assert address is not None
            loaded = conversations.load_for(tx, address)
            found[f"p{person}"] = (loaded.conversation.model_dump(exclude={"id"}), loaded.kept.messages)
        return found

    return store.read_now(states)


def assert_ordered(delivered: list[list[str]], replies: dict[str, Reply]) -> None:
    """Within one address, replies of the same urgency are first said in the order in which they were made."""
    last: dict[tuple[str, bool], int] = {}
    for effect in dict.fromkeys(effect for effect, _ in delivered):
        reply = replies[effect]
        assert last.get((reply.who, reply.urgent), -1) < reply.place
        last[reply.who, reply.urgent] = reply.place
