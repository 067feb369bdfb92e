"""`appui start` on Discord, as people meet it: whole conversations, kills with signal 9 while they write, refusals.

`make faults` kills two hundred times.
"""

import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from discord_double import DiscordDouble, double_in_thread
from discord_double_person import Person
from running_program import launch, running
from whole_program import CANARY, OPEN_WORK, assert_nothing_readable, rows_of, wait_for

KILLS = int(os.environ.get("APPUI_TEST_KILLS", "6"))
PEOPLE = 5
ON_ITS_WAY = 0.004
SEED = 31
STORY = ("salut", "[France]", "[Ça m'arrive à moi]", "on m'insulte tous les soirs sur snap", "/numeros", "[Non]")
WORDS = ("ok", "je sais pas", "ils recommencent", "suite", "c'est en classe", "au collège", "numéros")


def settings_of(discord: DiscordDouble) -> dict[str, str]:
    return {
        "discord_token": discord.token,
        "discord_api_url": discord.api_url,
        "discord_gateway_url": discord.gateway_url,
    }


def written(discord: DiscordDouble) -> list[str]:
    """The update of each thing that people did, as the store names it."""
    letters = {"MESSAGE_CREATE": "m", "INTERACTION_CREATE": "i"}
    return [
        f"{letters[name]}{payload['id']}"
        for name, payload in discord.gateway.events
        if name in letters and not payload.get("author", {}).get("bot")
    ]


def taken_in(folder: Path) -> list[str]:
    return [number for (number,) in rows_of(folder, "SELECT update_id FROM inbox ORDER BY seq")]


def settled(folder: Path, discord: DiscordDouble) -> None:
    """Every message is taken in, everything is said."""

    def holds() -> bool:
        messages = {number for number in written(discord) if number.startswith("m")}
        return messages <= set(taken_in(folder)) and rows_of(folder, OPEN_WORK) == [(0,)]

    wait_for(holds, "the end of all work")


def does(person: Person, line: str) -> None:
    if not line.startswith("["):
        person.write(line)
    elif line[1:-1] in person.buttons:
        person.press(line[1:-1])


def test_story_is_lived_through(tmp_path: Path) -> None:
    with double_in_thread() as discord, running(tmp_path, **settings_of(discord)) as program:
        assert program.told["discord"] == "gateway"
        lea = discord.person(f"Léa {CANARY}")
        for line in STORY:
            does(lea, f"{line} {CANARY}" if line.startswith("on m'insulte") else line)
            settled(tmp_path, discord)
        assert any("112" in text for text in lea.texts)
        assert any("3018" in text for text in lea.texts)
        wait_for(lambda: len(discord.commands) == 6, "the menu")
        assert program.stop() == 0
        assert "error" not in program.errors.read_text()
    assert_nothing_readable(tmp_path)


def test_kills_lose_and_repeat_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with double_in_thread() as discord:
        discord.stall("create_message", ON_ITS_WAY, times=1_000_000)
        people = [discord.person(f"P{number} {CANARY}") for number in range(PEOPLE)]
        lines = {person.id: list(STORY) for person in people}
        acknowledged: set[str] = set()

        def act() -> None:
            person = chance.choice(people)
            left = lines[person.id]
            does(person, left.pop(0) if left else chance.choice(WORDS))

        with running(tmp_path, **settings_of(discord)) as program:
            # Chats are known once somebody wrote: Discord tells no bot of the others.
            for person in people:
                does(person, lines[person.id].pop(0))
            settled(tmp_path, discord)
            program.process.kill()
        for _ in range(KILLS):
            process = launch(tmp_path, **settings_of(discord))
            try:
                for _ in range(chance.randint(1, 3)):
                    act()
                before = len(discord.calls)
                if chance.random() > 0.1:
                    wait_for(lambda before=before: len(discord.calls) > before, "a sign of life")
                for _ in range(4):
                    time.sleep(chance.uniform(0, 0.15))
                    act()
                assert process.poll() is None, (tmp_path / "errors").read_text()
            finally:
                process.kill()
                process.communicate()
            acknowledged |= answered(discord)
            if chance.random() < 0.3:
                # A long time for the gateway: the session is over, what was missed has to be read back.
                for session in discord.gateway.sessions:
                    session.alive = False
        with running(tmp_path, **settings_of(discord)) as program:
            settled(tmp_path, discord)
            assert program.stop() == 0
        taken = taken_in(tmp_path)
        messages = [number for number in written(discord) if number.startswith("m")]
        lost_taps = set(written(discord)) - set(taken)
        assert set(messages) <= set(taken)
        assert acknowledged <= set(taken)
        assert not lost_taps & acknowledged
        assert all(count == 1 for count in Counter(taken).values())
        for person in people:
            mine = [number for number in taken if number in {f"m{one}" for one in person.channel.messages}]
            assert mine == sorted(mine, key=lambda number: int(number[1:]))
        nonces = Counter(call.params["nonce"] for call in discord.calls_of("create_message") if call.status == 200)
        said = sum(len([one for one in person.heard if not one["flags"] & 64]) for person in people)
        assert said == len(nonces)
        print(json.dumps({"kills": KILLS, "updates": len(taken), "said": said, "tried": nonces.total()}))
    assert rows_of(tmp_path, "SELECT count(*) FROM inbox WHERE state = 'dead'") == [(0,)]
    assert_nothing_readable(tmp_path)


def answered(discord: DiscordDouble) -> set[str]:
    """The taps of which Discord was told that they were heard."""
    return {f"i{number}" for number, one in discord.interactions.items() if one.state != "open"}


@pytest.mark.parametrize(("fault", "sentence"), [("token", "discord_token"), ("intents", "privileged intent")])
def test_refused_bot_is_told_in_one_sentence(tmp_path: Path, fault: str, sentence: str) -> None:
    with double_in_thread() as discord:
        settings = settings_of(discord)
        if fault == "token":
            settings["discord_token"] = "MTIz.nobody.knows"
        else:
            discord.gateway.refuse_identify = 4014
        process = launch(tmp_path, **settings)
        assert process.wait(30) == 2
        process.communicate()
    told = (tmp_path / "errors").read_text().splitlines()
    [line] = [line for line in told if sentence in line]
    assert "Traceback" not in line
