"""The team is told that somebody waits, without a word of theirs; one linked helper claims, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord_double_components import walk
from discord_double_person import until
from four_channels import MESSENGERS, Stage, stage
from telegram_double_world import Chat, JsonObject

from bot.desk_command import link_code
from bot.discord_team import DiscordTeam
from bot.errors import SettingsError
from bot.settings import Settings
from bot.start_team import _texts_of, team_parts
from bot.team import Team
from bot.telegram_team import TelegramTeam, listen
from conversations.library import Library
from storage import handoffs, helpers, team

GROUP = -1001234567
STORY = "on m'insulte tous les soirs sur snap, c'est Zoé"
DESK = "https://chat.example.org/desk"
CODE = "abcde-fghjk-mnpqr-stuvw"


@dataclass
class Group(Chat):
    """The team's group on Telegram."""

    @property
    def id(self) -> int:
        return GROUP

    def as_chat(self) -> JsonObject:
        return {"id": GROUP, "type": "supergroup", "title": "equipe"}


class Space:
    """The team's space on one of the messengers, with what helpers see and do there."""

    def __init__(self, lea: Stage, library: Library) -> None:
        self.lea = lea
        self.texts = _texts_of(library)
        places: list[Any] = []
        self.team = Team(lea.store, lea.service.accept, places, self.texts, lea.clock.now)
        if lea.name == "telegram":
            self.group = lea.double.world.chats[GROUP] = Group({"id": GROUP, "first_name": "x"}, started=True)
            places.append(TelegramTeam(lea.channel, str(GROUP), self.texts, DESK))
            listen(lea.channel, self.team.act)
        else:
            self.room = lea.double.server("équipe")
            places.append(DiscordTeam(lea.channel, self.room.id, self.texts, DESK))
            lea.intake.team = self.team.act

    @property
    def lines(self) -> list[str]:
        found = self.group.messages if self.lea.name == "telegram" else self.room.messages
        return [message.get("text") or message["content"] for message in found.values()]

    @property
    def buttons(self) -> list[str]:
        if self.lea.name == "telegram":
            rows = [m.get("reply_markup", {}).get("inline_keyboard", []) for m in self.group.messages.values()]
            return [button["text"] for row in rows for one in row for button in one]
        return [p["label"] for m in self.room.messages.values() for p in walk(m["components"]) if "label" in p]

    def person(self, name: str) -> Any:
        return self.lea.double.person(name)

    def claims(self, person: Any) -> None:
        label = self.texts("desk.claim")
        if self.lea.name == "discord":
            person.press(label, where=self.room)
            return
        world = self.lea.double.world
        message = list(self.group.messages.values())[-1]
        data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        query = str(world.number())
        world.queries[query] = world.clock()
        chat = {"id": query, "from": person._chat.user, "message": message, "chat_instance": "1", "data": data}
        world.updates.add("callback_query", chat)

    async def told(self, person: Any, words: str) -> None:
        """Shown to this one alone: over the chat on Telegram, in a whisper or in private on Discord."""

        def found() -> bool:
            answers = [call.params.get("text", "") for call in self._answers()]
            return any(words in text for text in [*person.texts, *answers])

        await until(found, what=words)

    def _answers(self) -> list[Any]:
        return self.lea.double.calls_of("answerCallbackQuery") if self.lea.name == "telegram" else []

    async def linked(self, name: str, alias: str) -> Any:
        """A helper with a linked account."""
        person, store = self.person(name), self.lea.store
        until_when = self.lea.clock.now() + timedelta(minutes=30)
        number = await store.write(lambda tx: helpers.add(tx, name, alias, "x", "ABCD", self.lea.clock.now()))
        await store.write(lambda tx: team.make_code(tx, number, CODE, until_when))
        person.write(f"/equipe {CODE}")
        await self.told(person, alias)
        return person


@pytest.fixture(params=MESSENGERS)
async def space(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> AsyncIterator[Space]:
    async with stage(request.param, library, tmp_path, present=True) as lea:
        made = Space(lea, library)
        task = asyncio.create_task(made.team.run())
        for line in ("salut", "[France]", "[Ça m'arrive à moi]", STORY, "/relais"):
            await lea.does(line)
        await until(lambda: len(made.lines) == 1, what="the line")
        yield made
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_line_holds_no_word_of_anybody(space: Space) -> None:
    [line] = space.lines
    assert line.replace("\u00a0", " ") == "Une personne attend. Danger : Aucun signe. En attente : 1."
    assert space.buttons == ["Prendre", "Ouvrir le bureau"]
    name = "sendMessage" if space.lea.name == "telegram" else "create_message"
    place = str(GROUP) if space.lea.name == "telegram" else space.room.id
    sent = [str(c.params) for c in space.lea.double.calls_of(name) if place in str(c.params)]
    assert len(sent) == 1
    assert not any(word in sent[0] for word in ("Zoé", "snap", "Léa", space.lea.name + ":"))


async def test_strangers_cannot_claim(space: Space) -> None:
    stranger = space.person("Max")
    space.claims(stranger)
    await space.told(stranger, "n'est lié à personne")
    assert await space.lea.rows("SELECT state FROM handoffs") == [("waiting",)]


async def test_linked_helper_claims_once(space: Space) -> None:
    nadia, sam = await space.linked("nadia", "Nadia"), await space.linked("sam", "Sam")
    for helper in (nadia, sam):
        space.claims(helper)
    await space.told(nadia, "est à vous")
    await space.told(sam, "pris cette demande") if not space.lines[0].startswith("Demande prise") else None
    await until(lambda: space.lines == ["Demande prise par Nadia."], what="the changed line")
    assert space.buttons == ["Ouvrir le bureau"]
    news = await space.lea.news()
    assert sum("C'est un humain maintenant" in text for text, _ in news) == 1
    assert (await space.lea.rows("SELECT count(*) FROM handoffs WHERE state = 'human'")) == [(1,)]


async def test_claim_at_the_desk_changes_the_line(space: Space) -> None:
    store, now = space.lea.store, space.lea.clock.now()
    number = await store.write(lambda tx: helpers.add(tx, "nadia", "Nadia", "x", "ABCD", now))
    [(handoff,)] = await space.lea.rows("SELECT id FROM handoffs")
    await store.write(lambda tx: handoffs.claim(tx, handoff, number, now))
    await until(lambda: space.lines == ["Demande prise par Nadia."], what="the changed line")


async def test_cancelled_request_is_over(space: Space) -> None:
    await space.lea.does("[Annuler ma demande]")
    await until(lambda: space.lines == ["Demande terminée."], what="the changed line")


async def test_code_is_good_once_and_is_no_conversation(space: Space) -> None:
    await space.linked("nadia", "Nadia")
    before = await space.lea.rows("SELECT count(*) FROM people")
    max_ = space.person("Max")
    max_.write(f"/equipe {CODE}")
    await space.told(max_, "n'est plus bon")
    assert await space.lea.rows("SELECT count(*) FROM people") == before


async def test_closed_account_claims_nothing(space: Space) -> None:
    nadia = await space.linked("nadia", "Nadia")
    await space.lea.store.write(lambda tx: helpers.disable(tx, "nadia", space.lea.clock.now()))
    space.claims(nadia)
    await space.told(nadia, "n'est lié à personne")


async def test_words_behind_the_command_are_heard(space: Space) -> None:
    """Whoever writes something else there is a person like any other."""
    said = await space.lea.does("/equipe je veux mourir")
    assert any("3114" in text for text, _ in said)


def test_space_needs_its_messenger(library: Library) -> None:
    settings = Settings(team_telegram_chat="-100", team_discord_channel="5")
    with pytest.raises(SettingsError) as raised:
        team_parts(settings, None, None, None, None, library, None)  # type: ignore[arg-type]
    assert len(raised.value.problems) == 2


def test_unknown_helper_gets_no_code(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        link_code(Settings(data=tmp_path / "data"), "nobody")
