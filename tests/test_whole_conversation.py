"""A whole conversation through the whole program: the same over both doors of Telegram, and nothing stops it."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from whole_program import CANARY, DOORS, shown, wait_for, whole

STORY = (
    "/start",
    "[France]",
    "[Ça m'arrive à moi]",
    f"on m'insulte tous les soirs sur snap {CANARY}",
    "[Quelques jours]",
    "[Non]",
    "[Étape 1]",
    "/numeros",
)

POISONS = (
    f'{{"update_id":$id,"message":{{"message_id":"x","text":"{CANARY}"}}}}',
    f'{{"update_id":$id,"message":{{"text":"{CANARY}\\ud800"}}}}',
    '{"update_id":$id,"message":null,"from":[[[1]]]}',
    '{"update_id":$id,"invented_by_telegram_tomorrow":{"id":1}}',
    '{"update_id":"$id"}',
)


def lived(folder: Path, door: str) -> list[tuple[str, list[str]]]:
    """The story told over this door; what the person then has on the phone."""
    with whole(folder, door) as program:
        assert program.running.told["telegram"] == door
        lea = program.person("Léa")
        program.act(lea, *STORY)
        return shown(lea)


def test_both_doors_say_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        polled, delivered = pool.map(lambda door: lived(tmp_path / door, door), DOORS)
    assert polled == delivered
    texts, buttons = [text for text, _ in polled], [label for _, labels in polled for label in labels]
    assert "112" in texts[0]
    assert {"France", "Ça m'arrive à moi", "Étape 1", "Mon plan"} <= set(buttons)
    assert any(re.search(r"• 3018\s:\s(ouvert|jour et nuit|ouvre)", text) for text in texts)
    assert sum("\n1. " in text and "\n2. " in text for text in texts) == 1


@pytest.mark.parametrize("door", DOORS)
def test_malformed_updates_block_nothing(tmp_path: Path, door: str) -> None:
    with whole(tmp_path, door) as program:
        poisons = [program.telegram.inject(poison) for poison in POISONS]
        people = [program.person(f"P{number}") for number in range(5)]
        for person in people:
            person.start()
            # First in the queue again and again, for ever.
            program.telegram.redeliver(poisons[0])
        wait_for(lambda: all(person.buttons for person in people), "an answer to everyone")
        program.telegram.redeliver(poisons[-1])
        program.act(people[0], "[France]", "[Ça m'arrive à moi]")
        assert program.rows("SELECT count(*) FROM inbox WHERE state = 'dead'") == [(len(POISONS),)]
        assert set(poisons) <= program.telegram.acknowledged
        assert program.log.count("update_unreadable") == len(POISONS)
        assert "part_fell" not in program.log
