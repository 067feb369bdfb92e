"""Nothing that a person does on Discord is lost, whatever the gateway does; and each end has a sentence."""

import asyncio
import json
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from discord_double import DiscordDouble
from discord_double_person import Person, text_of, until
from discord_double_taps import Attached
from discord_scenes import Room, room, told, with_menu

from bot.discord_gateway import REFUSALS
from bot.discord_patience import LONGEST_IDENTIFY_PAUSE, RESERVE
from bot.discord_session import SessionFile
from bot.errors import SettingsError
from conversations.library import Library
from storage import inbox, people
from storage.errors import StorageError

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


async def settled_at(person: Person) -> None:
    """Someone who said where and who they are."""
    person.write("salut")
    await told(person, "Tu es où")
    person.press("France")
    await told(person, "Et qui écrit")
    person.press("Ça m'arrive à moi")
    await told(person, "Raconte comme tu veux")


async def kept_words(made: Room, person: Person) -> list[str]:
    """The texts that are stored of this person, in the order in which they were taken in."""

    def read(tx: object) -> list[bytes]:
        address = people.known(tx, "discord", made.channel.account, person.channel.id)  # type: ignore[arg-type]
        return [entry.raw for entry, _ in inbox.raw_of(tx, address)] if address else []  # type: ignore[arg-type]

    found = [json.loads(raw) for raw in await made.store.read(read)]
    return [one["d"]["content"] for one in found if one["t"] == "MESSAGE_CREATE"]


async def test_tap_is_stored_then_deferred(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        await settled_at(lea)
        taps = [call for call in double.calls if call.operation == "create_interaction_response"]
        assert [call.params["type"] for call in taps] == [6, 6]
        made.broken = StorageError("disk_full")
        lea.press("Numéros")
        await told(lea, "112")
        assert len(double.calls_of("create_interaction_response")) == 2
        made.broken = None
        await until(lambda: len(double.calls_of("create_interaction_response")) == 3)
        await told(lea, "Voici qui répond")


async def test_outage_card_reaches_everyone(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        made.broken = StorageError("disk_full")
        everybody = [double.person(f"P{number}") for number in range(3)]
        for person in everybody:
            person.write("salut")
        await until(lambda: all(person.texts == ["112"] for person in everybody), what="the card")
        made.broken = None
        for person in everybody:
            await told(person, "Tu es où")


async def test_command_leaves_no_trace(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await with_menu(made)
        await made.connected()
        lea = double.person("Léa")
        lea.command("numeros")
        await told(lea, "112")
        await until(lambda: len(double.calls_of("delete_original_webhook_message")) == 1)
        assert lea.whispers == []


async def test_late_tap_is_handled_all_the_same(tmp_path: Path, library: Library) -> None:
    """Discord has told the person that nothing answered; the answer comes as a message."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        lea.write("salut")
        await told(lea, "Tu es où")
        double.gateway.hold()
        lea.press("France")
        double.let_pass(60)
        double.gateway.release()
        await told(lea, "Et qui écrit")
        await until(lambda: double.calls_of("create_interaction_response")[-1].status == 404)


async def test_form_takes_files_after_no(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        await settled_at(lea)
        lea.photo(PNG)
        await told(lea, "nu")
        assert made.channel.words.upload not in lea.buttons
        lea.press("Non")
        await told(lea, "Gardé. Pièce 1,")
        lea.press(made.channel.words.upload)
        await until(lambda: lea.modal is not None, what="the form")
        lea.submit({made.channel.words.upload_field: [Attached(PNG + b"2"), Attached(PNG + b"3")]})
        await told(lea, "Gardé. Pièces 2, 3,")
        assert lea.unanswered == []


async def test_withdrawn_message_stays_on_record(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        await settled_at(lea)
        sent = lea.write("tu ferais mieux de te taire, m'a dit Zoé")
        await made.settled()
        lea.erase(sent.message_id)
        await until(lambda: len(made.accepted) >= 5)
        assert "tu ferais mieux de te taire, m'a dit Zoé" in await kept_words(made, lea)
        assert await made.rows(f"SELECT state FROM inbox WHERE update_id = 'd{sent.id}'") == [("done",)]


@pytest.mark.parametrize("break_it", ["reconnect", "break_off", "close_4000", "invalid_resumable", "resume_denied"])
async def test_broken_connection_loses_nothing(tmp_path: Path, library: Library, break_it: str) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        await settled_at(lea)
        gateway = double.gateway
        if break_it == "resume_denied":
            gateway.deny_resumes = 1
        {
            "reconnect": gateway.reconnect,
            "break_off": gateway.break_off,
            "close_4000": lambda: gateway.close(4000),
            "invalid_resumable": lambda: gateway.invalidate(resumable=True),
            "resume_denied": gateway.break_off,
        }[break_it]()
        await until(lambda: not gateway.connected, what="the end of the connection")
        for number in range(5):
            lea.write(f"message {number}")
        await made.connected()
        await until(lambda: len(made.accepted) >= 8, what="all messages")
        await made.settled()
        assert (await kept_words(made, lea))[-5:] == [f"message {number}" for number in range(5)]
        assert len(gateway.identifies) == (2 if break_it == "resume_denied" else 1)


async def test_lost_session_is_read_back_in_order(tmp_path: Path, library: Library) -> None:
    """More than a page of each of several chats; what comes meanwhile waits for its turn."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        everybody = [double.person(f"P{number}") for number in range(6)]
        for person in everybody:
            person.write("salut")
            await told(person, "Tu es où")
        double.gateway.down = True
        double.gateway.invalidate(resumable=False)
        await until(lambda: not double.gateway.connected)
        for number in range(120):
            everybody[0].write(f"message {number}")
            if number < 3:
                for person in everybody[1:]:
                    person.write(f"message {number}")
        double.stall("list_messages", 0.2, times=20)
        double.gateway.down = False
        await made.connected()
        for person in everybody:
            person.write("enfin")
        await made.caught_up()
        for person in everybody:
            count = 120 if person is everybody[0] else 3
            expected = ["salut", *(f"message {number}" for number in range(count)), "enfin"]
            assert await kept_words(made, person) == expected


async def test_session_lost_while_reading_back(tmp_path: Path, library: Library) -> None:
    """What was written between two lost sessions is read as well, though the first reading was already under way."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        lea.write("salut")
        await told(lea, "Tu es où")
        await made.settled()
        unheard(double, lea, "un")
        made.broken = StorageError("busy")
        double.gateway.invalidate(resumable=False)
        await until(lambda: bool(double.calls_of("list_messages")), what="the first reading")
        unheard(double, lea, "deux")
        double.gateway.invalidate(resumable=False)
        await until(lambda: made.intake.gateway.session is not None and len(double.gateway.identifies) == 3)
        await until(lambda: made.intake.gateway.session.id == double.gateway.sessions[-1].id)  # type: ignore[union-attr]
        lea.write("trois")
        made.broken = None
        await made.caught_up()
        assert await kept_words(made, lea) == ["salut", "un", "deux", "trois"]


def unheard(double: DiscordDouble, person: Person, words: str) -> None:
    """A message of which the gateway never tells."""
    double.gateway.hold()
    person.write(words)
    double.gateway.release(lambda held: [])


async def test_restart_goes_on_where_it_was(tmp_path: Path, library: Library) -> None:
    """Also for who wrote for the first time, and for taps, while nobody listened."""
    async with DiscordDouble() as double:
        async with room(tmp_path, library, double) as made:
            await made.connected()
            lea = double.person("Léa")
            lea.write("salut")
            await told(lea, "Tu es où")
            await made.settled()
        lea.press("France")
        max_ = double.person("Max")
        max_.write("bonjour")
        async with room(tmp_path, library, double) as made:
            await told(lea, "Et qui écrit")
            await told(max_, "Tu es où")
            assert len(double.gateway.identifies) == 1


async def test_unknown_session_is_read_back(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double:
        async with room(tmp_path, library, double) as made:
            await made.connected()
            lea = double.person("Léa")
            await settled_at(lea)
            await made.settled()
        for session in double.gateway.sessions:
            session.alive = False
        lea.write("on m'insulte tous les soirs sur snap")
        async with room(tmp_path, library, double) as made:
            await made.caught_up()
            await made.settled()
            assert (await kept_words(made, lea))[-1] == "on m'insulte tous les soirs sur snap"


async def test_missed_tap_is_told(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double:
        async with room(tmp_path, library, double) as made:
            await made.connected()
            lea, max_ = double.person("Léa"), double.person("Max")
            for person in (lea, max_):
                person.write("salut")
                await told(person, "Tu es où")
            await made.settled()
        for session in double.gateway.sessions:
            session.alive = False
        lea.press("France")
        max_.write("je suis là")
        async with room(tmp_path, library, double) as made:
            await told(lea, "Si ton bouton n'a pas répondu")
            await made.settled()
            lea.press("France")
            await told(lea, "Et qui écrit")
            await made.settled()
            assert not any("bouton" in text for text in max_.texts)


async def test_long_outage_is_read_back_and_noted(tmp_path: Path, library: Library) -> None:
    """Thirty hours: nobody is written to for a button of yesterday, and every message is there."""
    later = datetime.now(UTC) + timedelta(hours=30)
    async with DiscordDouble() as double:
        async with room(tmp_path, library, double) as made:
            await made.connected()
            lea = double.person("Léa")
            await settled_at(lea)
            await made.settled()
        for session in double.gateway.sessions:
            session.alive = False
        double.let_pass(30 * 3600)
        lea.write("tu es là ?")
        async with room(tmp_path, library, double, clock=lambda: later) as made:
            await made.caught_up()
            await made.settled()
            assert (await kept_words(made, lea))[-1] == "tu es là ?"
            assert not any("bouton" in text for text in lea.texts)


async def test_erased_person_is_not_read_again(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double:
        async with room(tmp_path, library, double) as made:
            await made.connected()
            lea = double.person("Léa")
            await settled_at(lea)
            lea.write("/effacer")
            await until(lambda: "Oui, tout effacer" in lea.buttons)
            lea.press("Oui, tout effacer")
            await told(lea, "Discord garde encore")
            await made.settled()
            before = len(lea.heard)
        for session in double.gateway.sessions:
            session.alive = False
        async with room(tmp_path, library, double) as made:
            await made.caught_up()
            await made.settled()
            assert await kept_words(made, lea) == []
            assert len(lea.heard) == before


async def test_mute_heartbeat_is_given_up(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double, silence=0.6) as made:
        double.gateway.heartbeat_interval = 200
        await made.connected()
        lea = double.person("Léa")
        lea.write("salut")
        await told(lea, "Tu es où")
        double.gateway.mute_acks = True
        await until(lambda: len(double.gateway.resumes) >= 1, what="a new connection")
        double.gateway.mute_acks = False
        lea.write("encore")
        await until(lambda: len(made.accepted) >= 2)


async def test_gateway_down_at_start_is_waited_for(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double:
        double.gateway.down = True
        async with room(tmp_path, library, double) as made:
            await until(lambda: len(made.sleeps.taken) >= 5, what="some pauses")
            assert made.gateway_fell is None
            double.gateway.down = False
            lea = double.person("Léa")
            await made.connected()
            lea.write("salut")
            await told(lea, "Tu es où")


async def test_poison_blocks_nobody(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        lea.write("salut")
        await told(lea, "Tu es où")
        double.gateway.inject("MESSAGE_CREATE", {"id": "1", "channel_id": 5, "author": None})
        double.gateway.inject("INTERACTION_CREATE", {"id": {}, "type": "x"})
        double.gateway.inject("MESSAGE_CREATE", [1, 2])
        double.gateway.inject("PRESENCE_UPDATE", {"invented": True})
        double.gateway.inject_text('{"op": 0, "t": "MESSAGE_CREATE", "d": {')
        lea.press("France")
        await told(lea, "Et qui écrit")
        assert await made.rows("SELECT count(*) FROM inbox WHERE state = 'dead'") == [(4,)]


async def test_frame_that_never_reads_is_left_behind(tmp_path: Path, library: Library) -> None:
    """A session that brings the same broken frame again and again is given up, and read back instead."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        lea.write("salut")
        await told(lea, "Tu es où")
        session = double.gateway.sessions[-1]
        session.sequence += 1
        session.history.append((session.sequence, '{"op": 0, "broken'))
        double.gateway.break_off()
        lea.write("encore là")
        await until(lambda: len(double.gateway.identifies) == 2, 20, "a new session")
        await made.caught_up()
        await made.settled()
        assert (await kept_words(made, lea))[-1] == "encore là"


async def test_identify_storm_is_slowed_down(tmp_path: Path, library: Library) -> None:
    """A session that dies at once costs an identify; pauses grow until a day costs a third of the budget."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        for _ in range(14):
            await made.connected()
            known = len(double.gateway.identifies)
            double.gateway.invalidate(resumable=False)
            await until(lambda known=known: len(double.gateway.identifies) > known, 20)
        longest = max(made.sleeps.taken)
        assert longest > LONGEST_IDENTIFY_PAUSE / 2
        assert double.gateway.budget > 24 * 3600 / (LONGEST_IDENTIFY_PAUSE / 2) + 20


async def test_last_identifies_are_saved(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double:
        double.gateway.budget = RESERVE
        async with room(tmp_path, library, double) as made:
            await until(lambda: len(made.sleeps.taken) >= 3, what="waiting for the budget")
            assert double.gateway.identifies == []
            assert max(made.sleeps.taken) == 3600
            double.gateway.budget = 1000
            await made.connected()


@pytest.mark.parametrize("code", [4004, 4011, 4013, 4014])
async def test_refused_bot_is_a_sentence(tmp_path: Path, library: Library, code: int) -> None:
    async with DiscordDouble() as double:
        double.gateway.refuse_identify = code
        async with room(tmp_path, library, double) as made:
            await until(lambda: made.gateway_fell is not None)
            fallen = made.gateway_fell
            assert isinstance(fallen, SettingsError)
            [sentence] = fallen.problems
            assert sentence == REFUSALS.get(code, sentence)
            assert code != 4004 or "discord_token" in sentence


async def test_token_taken_away_ends_nobody_else(tmp_path: Path, library: Library) -> None:
    """Once welcomed the part goes on, seldom asking: the other messengers must not go down with this one."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        lea.write("salut")
        await told(lea, "Tu es où")
        good, double.world.token = double.world.token, "taken.a.way"
        double.gateway.close(4004)
        await until(lambda: LONGEST_IDENTIFY_PAUSE in made.sleeps.taken)
        assert made.gateway_fell is None
        double.world.token = good
        await made.connected()


async def test_unreachable_people_are_marked(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea, max_ = double.person("Léa"), double.person("Max")
        for person, leave in ((lea, lea.close_dms), (max_, max_.delete_account)):
            person.write("salut")
            await told(person, "Tu es où")
            await made.settled()
            double.gateway.hold()
            person.write("encore")
            leave()
            double.gateway.release()
        for _ in range(500):
            if await made.rows("SELECT sum(stopped) FROM addresses") == [(2,)]:
                break
            await asyncio.sleep(0.01)
        assert await made.rows("SELECT sum(stopped) FROM addresses") == [(2,)]
        assert (await made.rows("SELECT count(*) FROM outbox WHERE state = 'undelivered'"))[0][0] >= 2
        lea.open_dms()
        before = len(lea.heard)
        lea.write("c'est bon")
        await until(lambda: len(lea.heard) > before)


@pytest.mark.parametrize("ends", ["old_address", "deleted_message", "gone_file"])
async def test_files_are_fetched_by_fresh_addresses(tmp_path: Path, library: Library, ends: str) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        await settled_at(lea)
        sent = lea.photo(PNG)
        await told(lea, "nu")
        double.let_pass(3 * 24 * 3600)
        if ends == "deleted_message":
            del lea.channel.messages[sent.message_id]
        if ends == "gone_file":
            for file in double.cdn.files.values():
                file.gone = True
        lea.press("Non")
        await told(lea, "Gardé. Pièce 1," if ends == "old_address" else "Je n'ai pas pu récupérer ce fichier")


async def test_session_file_refuses_nonsense(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double, listen=False) as made:
        for content in (b"", b"{}", b"\xff", b'{"account":"1","id":"a","url":"b","sequence":1}', b"[1]"):
            (tmp_path / "s").write_bytes(content)
            assert SessionFile(tmp_path / "s", made.channel.api).read() is None


@pytest.mark.parametrize("seed", [1, 2])
async def test_many_faults_lose_nothing(tmp_path: Path, library: Library, seed: int) -> None:
    """Fault matrix A8, in one life: each message once, in order, whatever the gateway does between them."""
    faults = int(os.environ.get("APPUI_TEST_GATEWAY_FAULTS", "30")) // 2
    chance = random.Random(seed)
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await made.connected()
        everybody = [double.person(f"P{number}") for number in range(3)]
        for person in everybody:
            await settled_at(person)
        wrote: dict[str, list[str]] = {person.id: ["salut"] for person in everybody}
        for number in range(faults):
            # Each call that fails makes the pause before the next one longer: a few of them say as much as many.
            await _fault(double, chance, calls_too=number < 15)
            for person in everybody:
                words = f"message {number}"
                wrote[person.id].append(words)
                sent = person.write(words)
                if chance.random() < 0.3:
                    double.gateway.redeliver(sent.id)
            await asyncio.sleep(chance.uniform(0, 0.05))
        await made.connected()
        await made.caught_up()
        await made.settled()
        for person in everybody:
            assert await kept_words(made, person) == wrote[person.id]
        for person in everybody:
            texts = [text_of(one) for one in person.heard]
            assert len({one["id"] for one in person.heard}) == len(texts)


async def _fault(double: DiscordDouble, chance: random.Random, calls_too: bool) -> None:
    gateway = double.gateway
    kind = chance.choice(("reconnect", "break", "4000", "4009", "invalid", "resumable", "denied", "unread", "rest"))
    match kind:
        case "reconnect":
            gateway.reconnect()
        case "break":
            gateway.break_off()
        case "4000" | "4009":
            gateway.close(int(kind))
        case "invalid" | "resumable":
            gateway.invalidate(resumable=kind == "resumable")
        case "denied":
            gateway.deny_resumes += 1
            gateway.break_off()
        case "unread":
            double.refuse("list_messages", 503)
            double.drop("list_messages")
        case "rest" if calls_too:
            double.drop("create_message", after=True)
            double.refuse("create_message", 429, retry_after=0.05)
