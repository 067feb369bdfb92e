"""Letters A to L: every required element is there, words stay as told, and what is missing is a visible blank."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from conversations.dated import Dated
from conversations.dossier import Account, Author, DossierContent, DossierFact, Exhibit, Synthesis, Telling
from conversations.known import Known
from conversations.letter import BLANK, plain_text
from conversations.letter_filling import LetterCase, compose
from conversations.letters import LetterSpec
from conversations.library import Library

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SHOWN = yaml.safe_load((Path(__file__).parent / "data/letters/shown.yaml").read_text(encoding="utf-8"))


def case_content(country: str, role: str) -> DossierContent:
    facts = (
        DossierFact(
            number=1,
            moment=Dated(day=date(2026, 10, 12), precision="day", certainty="declared", part="evening"),
            platforms=("snapchat",),
            authors=(Author(handle="@zoe_x"),),
            words="elle m'a traité de tout devant les autres.",
            witnesses=("Inès",),
            exhibits=(1, 2),
        ),
        DossierFact(number=2, words="ça continue", exhibits=(3,)),
    )
    return DossierContent(
        case="2026-7F3A",
        profile="complete",
        country=country,
        time_zone="Europe/Paris",
        written_by=role,
        made_at=NOW,
        facts=facts,
        synthesis=Synthesis(
            authors=(Author(handle="@zoe_x"),),
            since=Dated(day=date(2026, 9, 1), precision="day", ongoing=True),
            facts=2,
            platforms=("snapchat",),
        ),
        consequences=(Telling(words="je dors plus"),),
        exhibits=tuple(Exhibit(number=n, evidence=str(n), received_at=NOW) for n in (1, 2, 3)),
        accounts=(Account(platform="snapchat", handle="@zoe_x"),),
    )


def written(library: Library, country: str, role: str, key: str, spec: LetterSpec, **answers: str) -> str:
    known = Known(country=country, role=role, topics=("insults", "threats"))
    words = library.steps.school.words(country, "college", "fr")
    content = case_content(country, role)
    case = LetterCase(key, spec, content, known, answers, words, str.capitalize)
    return plain_text(compose(case, library.texts, library.law))


def every_letter(library: Library) -> Iterator[tuple[str, str, str, LetterSpec]]:
    for country, letters in library.letters.by_country.items():
        for key, spec in letters.items():
            yield from ((country, role, key, spec) for role in spec.roles)


def test_every_row_has_its_letter(library: Library) -> None:
    rows = {country: {spec.row for spec in letters.values()} for country, letters in library.letters.by_country.items()}
    assert rows == {"FR": set("ABCDFGHIJKL"), "BE": set("BCDEFGHIJKL")}


def test_every_element_is_shown(library: Library) -> None:
    for country, role, key, spec in every_letter(library):
        text = written(library, country, role, key, spec).casefold()
        for words in SHOWN[spec.row]:
            assert any(one.casefold() in text for one in words.split("|")), (country, key, words)
        assert set(spec.required) <= spec.held


def test_no_letter_accuses(library: Library) -> None:
    for country, role, key, spec in every_letter(library):
        text = written(library, country, role, key, spec).lower()
        for word in ("coupable", "harceleur", "criminel", "certifié", "irréfutable", "sinon plainte"):
            assert word not in text, (country, key, word)


def test_words_stay_as_told(library: Library) -> None:
    spec = library.letters.of("FR")["complaint"]
    text = written(library, "FR", "teen", "complaint", spec)
    assert "«\u00a0elle m'a traité de tout devant les autres\u00a0» (pièces\u00a01, 2)" in text
    assert "«\u00a0je dors plus\u00a0»" in text
    assert "Date inconnue" in text


def quoting(library: Library, *words: str) -> str:
    facts = tuple(DossierFact(number=place, words=one, kinds=kinds_of(one)) for place, one in enumerate(words, 1))
    content = case_content("FR", "parent").model_copy(update={"facts": facts})
    spec = library.letters.of("FR")["school_head"]
    known = Known(country="FR", role="parent", topics=("insults",))
    school = library.steps.school.words("FR", "college", "fr")
    case = LetterCase("school_head", spec, content, known, {}, school, str.capitalize, library.paperwork["fr"])
    return plain_text(compose(case, library.texts, library.law))


def kinds_of(words: str) -> tuple[str, ...]:
    return ("insults",) if "insulte" in words else ()


@pytest.mark.parametrize(
    "words",
    [
        "J'ai vu la directrice mardi avec l'éducatrice",
        "Elles ont promis d'entendre les élèves",
        "Toujours pas de réponse de l'école",
        "le 25 novembre",
        "c'était le 3 novembre",
        "non c'est le mardi 3",
        "g montré a maman",
        "jme sen mal pour el",
        "le principal a fai un mot ds le carnet",
        "on a eu le rendez-vous",
    ],
)
def test_what_adults_did_is_no_act(library: Library, words: str) -> None:
    text = quoting(library, "ils l'insultent tous les jours", words)
    assert "ils l'insultent" in text
    assert words not in text


@pytest.mark.parametrize(
    "words",
    [
        "ils l'attendent tous à la sortie et la suivent",
        "une fille a pris son sac et l'a jeté",
        "le prof l'insulte devant la classe, j'ai vu le directeur",
        "lundi un garçon a filmé dans les vestiaires",
        "ils ont écrit son nom dans les toilettes",
        "ils ont ri et craché sur son manteau",
    ],
)
def test_acts_stay_in_letters(library: Library, words: str) -> None:
    assert words in quoting(library, words)


def test_greetings_are_not_quoted(library: Library) -> None:
    assert "«\u00a0ma fille est insultée\u00a0»" in quoting(library, "Bonjour, ma fille est insultée")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("le 25 novembre", "rencontrés le 25 novembre."),
        ("2026-11-25", "rencontrés le 25 novembre 2026."),
        ("mardi 24 novembre", "rencontrés le mardi 24 novembre."),
        ("au printemps", "rencontrés au printemps."),
    ],
)
def test_a_day_has_one_article(library: Library, told: str, shown: str) -> None:
    spec = library.letters.of("FR")["school_head"]
    assert shown in written(library, "FR", "parent", "school_head", spec, meeting_date=told)


def test_missing_words_are_blanks(library: Library) -> None:
    spec = library.letters.of("FR")["school_head"]
    empty = written(library, "FR", "parent", "school_head", spec)
    told = written(library, "FR", "parent", "school_head", spec, meeting_date="17 novembre", meeting_present="la CPE")
    assert empty.count(BLANK) == told.count(BLANK) + 2
    assert "rencontrés le 17 novembre. Étaient présents\u00a0: la CPE." in told


def test_an_article_stands_once(library: Library) -> None:
    spec = library.letters.of("BE")["organising_authority"]
    told = written(library, "BE", "parent", "organising_authority", spec, first_letter_date="le 25 novembre")
    assert "à la direction le 25 novembre." in told


def test_unchecked_law_is_not_cited(library: Library) -> None:
    spec = library.letters.of("BE")["school_pms"]
    assert not library.law.get("be-fwb-ecole").shown
    assert "27 avril 2023" not in written(library, "BE", "parent", "school_pms", spec)


def test_law_of_other_countries_stays_out(library: Library) -> None:
    spec = library.letters.of("BE")["complaint"]
    text = written(library, "BE", "teen", "complaint", spec)
    assert "442bis" in text
    assert "222-33" not in text


@pytest.mark.parametrize("topics", [("intimate_image",), ("threats",), ("physical_violence",)])
def test_red_cases_write_no_family(library: Library, topics: tuple[str, ...]) -> None:
    known = Known(country="FR", role="parent", topics=topics, severity="red")
    assert library.letters.refused("other_parents", known)
    assert not library.letters.refused("other_parents", replace(known, severity="yellow"))


def test_minors_do_not_attest_alone(library: Library) -> None:
    young = Known(country="FR", role="witness", age_band="15_17")
    assert "witness" not in library.letters.offered(young)
    assert "witness" in library.letters.offered(replace(young, age_band="18_plus"))
