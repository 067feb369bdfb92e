"""From a pile in any order to a chronology: the right order, no date more certain than its source, nothing lost."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from case_of_a_month import NOW, PARIS, Person, Thing, kendall_tau, things

from bot.dossier_assembly import assemble
from bot.local_channel import file_fields
from conversations.conversation import SentLetter
from conversations.dated import CERTAINTIES, UNDATED
from conversations.dossier import Author, DossierContent, DossierFact, Profile
from conversations.library import Library
from storage import conversations, people


@pytest.fixture(scope="module")
def library() -> Library:
    from bot.packs import open_library

    return open_library().load()


def handed_over(library: Library, folder: Path, *acts: Any) -> DossierContent:
    """What becomes of things, of texts and of (kind, fields) handed over one after the other."""

    async def run() -> DossierContent:
        person = Person(library, folder)
        try:
            await person.arrives()
            for act in acts:
                if isinstance(act, Thing):
                    await person.hands_over(act)
                elif isinstance(act, str):
                    await person.does("said", text=act, message=f"m{person.sent}")
                else:
                    await person.does(act[0], **act[1])
            return await person.dossier()
        finally:
            person.close()

    return asyncio.run(run())


def moment(fact: DossierFact) -> datetime:
    assert fact.moment.at is not None
    return fact.moment.at.replace(second=0, microsecond=0)


def test_a_month_in_any_order(library: Library, tmp_path: Path) -> None:
    random = Random(20)
    happened = things(random)
    pile = random.sample(happened, len(happened))
    content = handed_over(library, tmp_path, *pile)
    place = {thing.at.replace(second=0, microsecond=0): number for number, thing in enumerate(happened)}
    source = {thing.at.replace(second=0, microsecond=0): thing.certainty for thing in happened}
    assert len(content.facts) == len(happened)
    assert kendall_tau([place[moment(fact)] for fact in content.facts]) >= 0.98
    for fact in content.facts:
        assert CERTAINTIES.index(fact.moment.certainty) >= CERTAINTIES.index(source[moment(fact)])  # type: ignore[arg-type]


def test_words_stay_as_they_were_typed(library: Library, tmp_path: Path) -> None:
    words = "Ils  m'ont ENCORE traitée de « thon » 😭\nsur snap, mardi soir"
    content = handed_over(library, tmp_path, words)
    [fact] = content.facts
    assert (fact.words, fact.kinds, fact.platforms) == (words, ("insults",), ("snapchat",))
    assert (str(fact.moment.day), fact.moment.part, fact.moment.words) == ("2026-11-17", "evening", "mardi soir")


def test_a_date_alone_dates_the_act(library: Library, tmp_path: Path) -> None:
    content = handed_over(library, tmp_path, "ils ont fait un montage de moi en cochon", "c'était le 12 octobre")
    [fact] = content.facts
    assert (str(fact.moment.day), fact.then) == ("2026-10-12", ("c'était le 12 octobre",))


def test_two_days_are_two_events(library: Library, tmp_path: Path) -> None:
    content = handed_over(library, tmp_path, "lundi ils m'ont insultée en cours et mercredi ils m'ont menacée")
    assert [str(fact.moment.day) for fact in content.facts] == ["2026-11-16", "2026-11-18"]
    assert content.facts[0].words == content.facts[1].words


def test_contradictions_stand_side_by_side(library: Library, tmp_path: Path) -> None:
    told = ("lundi ils m'ont insultée devant tout le monde", "en fait c'était mercredi")
    [fact] = handed_over(library, tmp_path, *told).facts
    assert str(fact.moment.day) == "2026-11-18"
    assert [str(other.day) for other in fact.others] == ["2026-11-16"]


def test_contradictions_are_gaps(library: Library, tmp_path: Path) -> None:
    told = ("lundi ils m'ont insultée devant tout le monde", "en fait c'était mercredi")
    content = handed_over(library, tmp_path, *told)
    assert [gap.numbers for gap in content.gaps if gap.kind == "contradiction"] == [(1,)]


def test_what_lies_ahead_is_said(library: Library, tmp_path: Path) -> None:
    content = handed_over(library, tmp_path, "ils disent qu'ils vont se moquer de moi le 12 décembre à la fête")
    assert [gap.numbers for gap in content.gaps if gap.kind == "ahead"] == [(1,)]


def test_an_edit_keeps_both_wordings(library: Library, tmp_path: Path) -> None:
    edit = ("message_edited", {"message": "m3", "text": "hier ils m'ont insultée deux fois"})
    [fact] = handed_over(library, tmp_path, "hier ils m'ont insultée", edit).facts
    assert (fact.words, fact.before) == ("hier ils m'ont insultée deux fois", ("hier ils m'ont insultée",))


def test_thirty_forwards_are_one_item(library: Library, tmp_path: Path) -> None:
    begun = NOW - timedelta(days=3)
    forwards = [
        (
            "said",
            {
                "text": f"va mourir {n}",
                "message": f"f{n}",
                "origin": {"date": begun + timedelta(minutes=n), "author": "Léa"},
            },
        )
        for n in range(30)
    ]
    content = handed_over(library, tmp_path, *forwards, "voilà ce qu'ils m'écrivent tous les jours")
    [exhibit] = content.exhibits
    assert (exhibit.came, len(exhibit.lines), exhibit.author.name) == ("forwarded", 30, "Léa")
    assert exhibit.moment.at == begun.astimezone(PARIS)
    assert exhibit.moment.certainty == "platform"


def test_a_hidden_account_stays_hidden(library: Library, tmp_path: Path) -> None:
    origin = {"date": NOW - timedelta(days=1), "author": "Tom", "kind": "hidden_user"}
    content = handed_over(
        library, tmp_path, ("said", {"text": "t'es moche", "message": "f1", "origin": origin}), "voilà"
    )
    [exhibit] = content.exhibits
    assert (exhibit.hidden_author, exhibit.lines[0].hidden, exhibit.author.name) == (True, True, "Tom")


def test_a_snapshot_without_author_is_asked(library: Library, tmp_path: Path) -> None:
    snapshot = ("said", {"text": "sale thon", "message": "f1", "origin": {"kind": "snapshot"}})
    content = handed_over(library, tmp_path, snapshot, "voilà", "un gars qui se fait appeler dark_69")
    assert content.exhibits[0].author.name == "un gars qui se fait appeler dark_69"


def test_a_link_alone_is_an_item(library: Library, tmp_path: Path) -> None:
    content = handed_over(library, tmp_path, "https://www.tiktok.com/@lea/video/7")
    [exhibit] = content.exhibits
    assert (exhibit.came, exhibit.mime) == ("text", "text/plain")


def test_captions_answer_no_question(library: Library, tmp_path: Path) -> None:
    capture = Thing(NOW - timedelta(days=5), "capture")

    async def run() -> DossierContent:
        person = Person(library, tmp_path)
        try:
            await person.arrives()
            person.answers_dates = False
            await person.hands_over(capture)
            path = tmp_path / "note.pdf"
            path.write_bytes(b"%PDF-1.4\n%%EOF\n")
            file = {**file_fields(path, "document"), "message": "m9"}
            await person.does("file_sent", files=[file], caption="le mot de l'école du 4 novembre")
            return await person.dossier()
        finally:
            person.close()

    picture, note = asyncio.run(run()).exhibits
    assert picture.moment == UNDATED
    assert (note.caption, note.number) == ("le mot de l'école du 4 novembre", 2)


@pytest.mark.parametrize(
    ("answer", "days"),
    [
        ("12/10, 14/10 18:04", ["2026-10-12", "2026-10-14"]),
        ("le 12 octobre", ["2026-10-12", "2026-10-12"]),
        ("12/10, 14/10, 15/10", [None, None]),
    ],
)
def test_each_picture_gets_its_date(library: Library, tmp_path: Path, answer: str, days: list[str | None]) -> None:
    async def run() -> DossierContent:
        person = Person(library, tmp_path)
        try:
            await person.arrives()
            person.answers_dates = False
            await person.hands_over(Thing(NOW, "capture"))
            await person.hands_over(Thing(NOW, "capture"))
            await person.does("said", text=answer, message="m9")
            return await person.dossier()
        finally:
            person.close()

    found = [exhibit.moment.day for exhibit in asyncio.run(run()).exhibits]
    assert [day and str(day) for day in found] == days


def test_one_answer_names_one_author(library: Library, tmp_path: Path) -> None:
    snapshot = ("said", {"text": "sale thon", "message": "f1", "origin": {"kind": "snapshot"}})
    content = handed_over(library, tmp_path, snapshot, "voilà", "plusieurs")
    assert content.exhibits[0].author == Author()
    named = handed_over(library, tmp_path / "named", snapshot, "voilà", "dark_69")
    assert [author.name for author in named.facts[0].authors] == ["dark_69"]


def test_words_beside_a_picture_are_its_fact(library: Library, tmp_path: Path) -> None:
    capture = Thing(NOW - timedelta(days=5), "capture")
    content = handed_over(library, tmp_path, capture, "pièce 1, le 3 novembre")
    [fact] = content.facts
    assert (fact.exhibits, str(fact.moment.day), fact.moment.certainty) == ((1,), "2026-11-03", "declared")
    assert [other.certainty for other in fact.others] == ["read"]


def test_steps_and_effects_have_their_place(library: Library, tmp_path: Path) -> None:
    content = handed_over(
        library,
        tmp_path,
        "ils m'insultent tous les soirs",
        "j'en dors plus la nuit depuis 2 semaines",
        "mardi j'ai vu la CPE du collège",
    )
    assert [one.kinds for one in content.consequences] == [("sleep",)]
    assert [(one.key, str(one.moment.day)) for one in content.steps] == [("contact_school", "2026-11-17")]


def test_letters_that_left_are_steps(library: Library, tmp_path: Path) -> None:
    sent = SentLetter(key="school_head", sent_on="2026-11-16", way="registered", receipt="1A 234")

    async def run() -> DossierContent:
        person = Person(library, tmp_path)
        try:
            await person.arrives()
            conversation = await person.room.conversation()
            assert conversation is not None
            after = conversation.model_copy(update={"letters": (sent,)})
            await person.store.write(lambda tx: conversations.save(tx, after, NOW))
            return await person.dossier()
        finally:
            person.close()

    [step] = asyncio.run(run()).steps
    assert (step.key, str(step.moment.day), step.receipt) == ("letter_head", "2026-11-16", "1A 234")
    assert step.way


@pytest.mark.parametrize("profile", ["school", "complete"])
def test_a_school_gets_initials(library: Library, tmp_path: Path, profile: Profile) -> None:
    async def run() -> DossierContent:
        person = Person(library, tmp_path)
        try:
            await person.arrives()
            await person.does("said", text="hier Chloé M. m'a insultée, son compte c'est @chloe.mz", message="1")
            address = person.store.read_now(lambda tx: people.known(tx, "telegram", "local", "here"))
            assert address is not None
            return person.store.read_now(lambda tx: assemble(tx, address, profile, NOW, library))
        finally:
            person.close()

    text = asyncio.run(run()).model_dump_json()
    assert ("Chloé" in text, "chloe.mz" in text) == ((False, False) if profile == "school" else (True, True))


def test_twice_is_the_same(library: Library, tmp_path: Path) -> None:
    async def run() -> tuple[DossierContent, DossierContent]:
        person = Person(library, tmp_path)
        try:
            await person.arrives()
            for thing in things(Random(3), 4):
                await person.hands_over(thing)
            return await person.dossier(), await person.dossier()
        finally:
            person.close()

    one, other = asyncio.run(run())
    assert one.model_dump_json() == other.model_dump_json()
