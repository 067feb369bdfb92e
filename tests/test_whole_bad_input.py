"""Whatever people and Telegram send: an answer that a person understands, and nothing that was acknowledged is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_double_person import Person
from whole_browser import Browser
from whole_program import CANARY, Whole, typed, wait_for, whole

ARRIVAL = ("/start", "[France]", "[Ça m'arrive à moi]")
TELL = "Raconte"
TOO_LARGE = 21 << 20
ODD = {
    "emoji": "\N{LOUDLY CRYING FACE}" * 4096,
    "reversed": f"\u202e{CANARY} etsirt sius ej\u202c \u2067\u202e",
    "invisible": "\u200b\u2060\ufeff\u00ad" * 50,
    "combining": "a" + "\u0301" * 4000,
    "nul": f"\x00\x01{CANARY}\x1b[2J\x7f",
    "unassigned": "\U0010ffff\ufdd0" * 300,
    "brackets": "{name} {{ 7*7 }} %s <b>&lt;" + CANARY,
    "symbols": "?" * 4096,
}
LONG = f"on se moque de moi {CANARY} " * 2400


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, conflicted: Whole) -> Iterator[Whole]:
    """One program for everything that must not disturb it."""
    with whole(tmp_path_factory.mktemp("bad")) as started:
        yield started
        assert "part_fell" not in started.log
        assert "turn_failed" not in started.log


@pytest.fixture(scope="module")
def conflicted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A program that loses its token to another one for half a minute, while the other tests go on."""
    with whole(tmp_path_factory.mktemp("conflict")) as started:
        started.telegram.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request")
        yield started


def arrived(program: Whole, *people: Person) -> None:
    """Everyone has gone through the notice and is asked to tell."""
    for line in ARRIVAL:
        for person in people:
            person.tap(line[1:-1]) if line.startswith("[") else person.write(line)
        program.settled()
    assert all(TELL in person.texts[-1] for person in people)


def news(person: Person, program: Whole, *lines: str) -> str:
    """What the bot says after these."""
    known = len(person.texts)
    program.act(person, *lines)
    return "\n".join(person.texts[known:])


def test_odd_texts_are_answered(program: Whole) -> None:
    people = {name: program.person(name) for name in ODD}
    arrived(program, *people.values())
    known = {name: len(person.texts) for name, person in people.items()}
    for name, person in people.items():
        person.write(ODD[name])
    program.settled()
    for name, person in people.items():
        answer = "\n".join(person.texts[known[name] :])
        assert answer, name
        assert not set(answer) & set("\u202e\u2067\x00\x1b{"), name
    assert "112" in news(people["nul"], program, "numéros")


def test_unknown_command_names_the_known(program: Whole) -> None:
    assert "/numeros" in news(program.person(), program, "/start", "/kick")


def test_old_button_is_explained(program: Whole) -> None:
    lea = program.person("Léa")
    arrived(program, lea)
    program.act(lea, f"on m'insulte sur snap {CANARY}", "[Quelques jours]")
    [old] = [message for message in lea.screen if "depuis quand" in message.get("text", "")]
    open_question, known = lea.texts[-1], len(lea.texts)
    # The open question has a button of the same name.
    assert "Je passe" in lea.buttons
    lea.tap("Je passe", on=old["message_id"])
    program.settled()
    assert "ancienne question" in lea.texts[known]
    assert lea.texts[-1] == open_question


def test_duplicate_is_answered_once(program: Whole) -> None:
    lea = program.person("Léa")
    sent = lea.write(f"on m'insulte {CANARY}")
    program.settled()
    known, handed_out = list(lea.texts), len(program.telegram.deliveries)
    for _ in range(3):
        program.telegram.redeliver(sent.update_id)
    wait_for(lambda: len(program.telegram.deliveries) == handed_out + 3, "the repetitions")
    program.act(lea, "[France]")
    assert not set(known) & set(lea.texts[len(known) :])
    assert program.rows(f"SELECT count(*) FROM inbox WHERE update_id = '{sent.update_id}'") == [(1,)]


@pytest.mark.parametrize(("told_size", "downloads"), [(None, 0), (-1, 0), (1000, 1)])
def test_large_file_is_refused_kindly(program: Whole, told_size: int | None, downloads: int) -> None:
    """Nobody asks for it; where Telegram was wrong about its size, it is broken off."""
    lea = program.person("Léa")
    sent = b"%PDF-1.4\n" + bytes(TOO_LARGE)
    known = set(program.telegram.files)
    lea.document(sent, f"{CANARY}.pdf", "application/pdf", told_size=told_size)
    program.settled()
    assert "trop lourd" in news(lea, program, "[Non]")
    [file] = set(program.telegram.files) - known
    assert program.telegram.files[file].downloads == downloads
    assert blobs(program) == []


def test_program_is_refused_kindly(program: Whole) -> None:
    lea = program.person("Léa")
    lea.document(b"MZ" + bytes(5000), f"{CANARY}.exe", "image/png")
    program.settled()
    assert "genre de fichier" in news(lea, program, "[Non]")
    assert blobs(program) == []


def blobs(program: Whole) -> list[Path]:
    return [path for path in (program.folder / "data" / "blobs").rglob("*") if path.is_file()]


def test_message_of_nothing_stops_nothing(program: Whole) -> None:
    lea = program.person("Léa")
    lea.message({})
    lea.location()
    program.settled()
    assert lea.buttons
    assert "112" in news(lea, program, "numéros")


def test_two_hundred_first_messages_are_one_case(program: Whole) -> None:
    people, cases, taken = counts(program)
    lea = program.person("Léa")
    for number in range(200):
        lea.write(f"{number} on m'insulte {CANARY}")
    program.settled()
    assert counts(program) == (people + 1, cases + 1, taken + 200)
    assert 2 <= len(lea.texts) <= 40
    assert "112" in lea.texts[0]
    assert "112" in news(lea, program, "numéros")


def counts(program: Whole) -> tuple[int, int, int]:
    [found] = program.rows(
        """SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM cases),
        (SELECT count(*) FROM inbox WHERE state = 'done')"""
    )
    return found[0], found[1], found[2]


def test_long_text_on_telegram_is_kept(program: Whole) -> None:
    """A phone cuts what is longer than 4,096 signs into several messages."""
    lea = program.person("Léa")
    arrived(program, lea)
    taken, known = counts(program)[2], len(lea.texts)
    pieces = [LONG[at : at + 4096] for at in range(0, len(LONG), 4096)]
    for piece in pieces:
        lea.write(piece)
    program.settled()
    assert counts(program)[2] == taken + len(pieces)
    assert 1 <= len(lea.texts) - known <= 2 * len(pieces)


def test_danger_ends_a_long_text(program: Whole) -> None:
    browser = Browser(program)
    browser.post("/start")
    page = browser.say(f"{LONG} j'ai envie de mourir")
    assert "3114" in page or "112" in page
    assert f"{CANARY} j'ai envie" in " ".join(browser.page.split())


def test_long_text_in_the_browser(program: Whole) -> None:
    browser = Browser(program)
    browser.post("/start")
    browser.tap("France")
    browser.tap("Ça m'arrive à moi")
    assert "Je te crois" in browser.say(LONG)
    assert "trop long" in browser.say("a" * 150_001)
    assert "vide" in browser.say(" \n ")
    assert "Je te crois" in browser.page


def test_odd_lines_in_the_terminal(tmp_path: Path) -> None:
    turns = typed(tmp_path, "salut", "France", "Ça m'arrive à moi", "", LONG, ODD["reversed"], "/kick", "/numeros")
    assert len(turns) == 8
    assert all(turn["replies"] for turn in turns)
    assert any("Je te crois" in reply for reply in turns[4]["replies"])
    assert any("/numeros" in reply for reply in turns[6]["replies"])
    assert "eu-112" in turns[7]["services"]


def test_flood_answers_are_waited_out(program: Whole) -> None:
    lea, tom = program.person("Léa"), program.person("Tom")
    program.telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 2", retry_after=2, times=2, chat=lea.id)
    lea.start()
    tom.start()
    program.settled()
    assert lea.texts == tom.texts


def test_lost_token_is_taken_again(conflicted: Whole) -> None:
    lea = conflicted.person("Léa")
    lea.start()
    conflicted.settled()
    assert "112" in lea.texts[0]
    assert "another_program_uses_this_token" in conflicted.log
