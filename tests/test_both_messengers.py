"""The picture question, the first handoff and the danger turn: one test, on Telegram and on Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from four_channels import MESSENGERS, Stage, stage

from bot.service import Happening
from conversations.events import HandoffClosed, HandoffTaken, HelperReplied
from conversations.library import Library
from storage import handoffs

FETCHES = {"telegram": ("getFile",), "discord": ("get_message",)}
SILENT = 1 << 12


@pytest.fixture(params=MESSENGERS)
async def lea(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(request.param, library, tmp_path, present=True) as made:
        for line in ("salut", "[France]", "[Ça m'arrive à moi]"):
            await made.does(line)
        yield made


def fetched(lea: Stage) -> int:
    """How often a file was asked for."""
    return sum(len(lea.double.calls_of(name)) for name in FETCHES[lea.name])


def aloud(lea: Stage) -> list[bool]:
    """For each message of the bot: whether the phone made a sound."""
    if lea.name == "discord":
        return [not call.params["flags"] & SILENT for call in lea.double.calls_of("create_message")]
    return [not call.params["disable_notification"] for call in lea.double.calls_of("sendMessage")]


async def test_nothing_is_fetched_before_no(lea: Stage) -> None:
    [(question, _)] = await lea.does("(photo) une capture")
    assert "nu" in question
    assert fetched(lea) == 0
    thanks, receipt, *_ = await lea.does("[Non]")
    assert "quand c'est fait" in thanks[0]
    assert receipt[0].startswith("Gardé. Pièce 1,")
    assert fetched(lea) == 1
    assert await lea.rows("SELECT count(*) FROM evidence") == [(1,)]
    receipts = await lea.does("(photo) une deuxième")
    assert any(text.startswith("Gardé. Pièce 2,") for text, _ in receipts)


@pytest.mark.parametrize("answer", ["[Oui]", "[Je ne sais pas]"])
async def test_nothing_is_fetched_after_yes(lea: Stage, answer: str) -> None:
    await lea.does("(photo) une image")
    await lea.does(answer)
    assert fetched(lea) == 0
    assert await lea.rows("SELECT count(*) FROM evidence") == [(0,)]
    assert lea.blobs is not None
    assert list(lea.blobs.names()) == []


async def test_picture_as_first_message_waits(library: Library, tmp_path: Path) -> None:
    for name in MESSENGERS:
        async with stage(name, library, tmp_path / name) as max_:
            said = await max_.does("(photo) la toute première")
            assert "Je suis un programme" in said[0][0]
            assert "nu" in said[-1][0]
            assert fetched(max_) == 0


async def test_human_takes_over(lea: Stage) -> None:
    await lea.does("on m'insulte tous les soirs sur snap")
    await lea.does("/relais")
    [(handoff, conversation)] = await lea.rows("SELECT id, conversation FROM handoffs WHERE state = 'waiting'")
    now = lea.clock.now()
    taken = HandoffTaken(id="desk:1", at=now, handoff=handoff, alias="Nadia")
    claims = [Happening(conversation, taken, guard=lambda tx: handoffs.claim(tx, handoff, 1, now)) for _ in range(2)]
    await lea.store.write(lambda tx: tx.execute(HELPER))
    statuses = [(await lea.service.accept([claim]))[0].status for claim in claims]
    assert statuses == ["done", "refused"]
    assert "C'est un humain maintenant : Nadia" in (await lea.news())[0][0].replace("\u00a0", " ")
    assert await lea.does("bonjour, c'est moi") == []
    reply = HelperReplied(id="desk:2", at=now, handoff=handoff, text="Bonjour Léa. Je te lis.")
    await lea.service.accept([Happening(conversation, reply)])
    assert (await lea.news())[0][0] == "Bonjour Léa. Je te lis."
    danger = await lea.does("j'ai envie de mourir ce soir")
    assert danger[0][0].splitlines()[-1] == "15"
    await lea.service.accept([Happening(conversation, HandoffClosed(id="desk:3", at=now, handoff=handoff))])
    assert any("De nouveau le programme" in text for text, _ in await lea.news())
    lines = await lea.store.read(lambda tx: handoffs.lines(tx, handoff))
    assert [line.text for line in lines if line.who == "person"] == [
        "bonjour, c'est moi",
        "j'ai envie de mourir ce soir",
    ]


HELPER = """INSERT INTO helpers (id, name, alias, password, totp, added_at)
    VALUES (1, 'nadia', 'Nadia', 'x', x'00', '2026-11-20T00:00:00')"""


async def test_danger_comes_first_and_aloud(lea: Stage) -> None:
    before = len(aloud(lea))
    said = await lea.does("je vais me tuer ce soir, j'ai les cachets devant moi")
    assert 1 <= len(said) <= 3
    first, labels = said[0]
    assert any(number in first.splitlines()[0] + first.splitlines()[1] for number in ("15", "112"))
    assert all(aloud(lea)[before:])
    assert "Numéros" in labels
    assert any("Oui" in labels for _, labels in said)


async def test_danger_as_first_word_is_answered_first(library: Library, tmp_path: Path) -> None:
    for name in MESSENGERS:
        async with stage(name, library, tmp_path / name) as max_:
            said = await max_.does("je veux mourir")
            assert "Je suis un programme" not in said[0][0]
            assert "3114" in said[0][0] or "112" in said[0][0]
            assert all(aloud(max_))
