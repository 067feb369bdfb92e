"""What changes the level: who is concerned, negation, past, quotation, fiction, idiom, time and means."""

import pytest

from conversations.findings import RISK_LEVELS
from tests.understanding_fixtures import DATA, grave, read

OWN = [line.split("\t") for line in (DATA / "understanding" / "own_style.tsv").read_text("utf-8").splitlines()]
FOREIGN = [
    line.split("\t")
    for name in ("dutch_danger.tsv", "english_meetings.tsv")
    for line in (DATA / "understanding" / name).read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("je veux mourir", "high"),
        ("je veux mourir ce soir j'ai écrit une lettre d'adieu", "imminent"),
        ("j'ai pas envie de mourir je veux juste la paix", "low"),
        ("je vais pas me tuer... enfin pas ce soir", "high"),
        ("ils m'ont écrit va te suicider", "low"),
        ("je suis mort de rire", "none"),
        ("ma mère va me tuer si je rate mon bulletin", "none"),
        ("dans la série elle se suicide à la fin de la saison", "none"),
        ("je me coupe les bras", "high"),
        ("je me suis coupé en cuisinant", "none"),
        ("il m'a dit tu vas voir", "low"),
        ("il m'a dit tu vas voir vendredi je viens avec un couteau", "high"),
        ("help", "low"),
        ("depuis novembre je cherche comment me tuer sur google", "high"),
        ("j'ai essayé de mourir hier, j'étais à l'hosto", "high"),
        ("elle avait arrêté de se faire du mal depuis l'été et elle a recommencé", "high"),
        ("t'es la dernière personne à qui je parle", "imminent"),
        ("demain pendant le contrôle d'histoire je fais un massacre, j'ai le couteau de mon oncle", "imminent"),
        ("ce boss est trop dur je cherche comment le tuer", "none"),
    ],
)
def test_context_sets_the_level(text: str, level: str) -> None:
    assert read(text).risk == level


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("je veux mourir", "self"),
        ("ma fille veut mourir", "other"),
        ("mon pote m'a dit qu'il veut se suicider", "other"),
        ("my friend wants to kill herself", "other"),
        ("mon père me frappe tous les jours", "self"),
    ],
)
def test_person_concerned_is_named(text: str, who: str) -> None:
    assert read(text).concerns == who


@pytest.mark.parametrize(
    "text", ["j'ai avalé une boîte de cachets", "elle a bu de la javel", "sang partout elle s'est ouvert les veines"]
)
def test_body_in_danger_is_told(text: str) -> None:
    assert read(text).body


def test_thoughts_are_not_a_body() -> None:
    assert not read("je veux mourir").body


def test_own_messages_stay_seen() -> None:
    wanted = [text for level, text in OWN if RISK_LEVELS.index(level) >= 2]
    seen = [text for text in wanted if grave(text)]
    assert len(seen) / len(wanted) >= 0.95


def test_harmless_messages_raise_nothing() -> None:
    assert [text for level, text in OWN if level == "none" and grave(text)] == []


def test_reasons_point_at_words() -> None:
    text = "Bonjour. Franchement, je  VEUX\u200b mourir 😭 voilà"
    reason = next(reason for reason in read(text).reasons if reason.what == "suicide.wish")
    assert text[reason.start : reason.end] == "je  VEUX\u200b mourir"


def test_reasons_hold_in_late_windows() -> None:
    text = "on a mangé des frites. " * 200 + "je veux mourir"
    reasons = [text[reason.start : reason.end] for reason in read(text).reasons if reason.what == "suicide.wish"]
    assert reasons == ["je veux mourir"]


def test_dangerous_home_is_always_named() -> None:
    """The rule sees blows, the weights see whose: who lives there must not be named as somebody to tell."""
    told = read("mon beau pere a lu mon tel dimanche et il ma frappée. c pas la 1ere fois")
    assert "danger_at_home" in told.risk_kinds


def test_broken_name_is_no_blow() -> None:
    assert read("sur le groupe wha tsapp tt les jour").risk == "none"


@pytest.mark.parametrize(
    ("text", "by_the_writer"),
    [
        ("ya une meuf qui me menace de me taper à la sortie demain", False),
        ("ils disent que si je sors ils me tabassent", False),
        ("jsuis au macdo ils sont 4 dehors ils mattendent pour me taper", False),
        ("je vais essayer de me couper", True),
        ("j'ai envie de me frapper", True),
    ],
)
def test_who_hurts_whom_is_told(text: str, by_the_writer: bool) -> None:
    assert ("self_harm" in read(text).risk_kinds) is by_the_writer


@pytest.mark.parametrize("text", ["j'ai pris trop de temps pour venir", "je vais prendre tout mon courage"])
def test_taking_much_is_no_overdose(text: str) -> None:
    assert read(text).risk in ("none", "low")
    assert not read(text).body


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("il a mis la main sous mon pull", "sexual_exploitation"),
        ("jai un couteau pour me défendre", "violence_to_others"),
        ("j'ai pris une lame hier", "self_harm"),
        ("le surveillant me caresse les cheveux", "sexual_exploitation"),
        ("il veut que j'enlève mon haut en visio", "sexual_exploitation"),
        ("il a dit minuit sinon il poste", "sexual_exploitation"),
        ("un mec me suit en voiture", "violence_by_others"),
        ("je vais lui mettre un coup de ciseaux", "violence_to_others"),
        ("elle m'a dit tu me reverras plus", "suicide"),
        ("ils ont dit que vendredi je suis mort", "violence_by_others"),
        ("mon amie m'a dit qu'elle a préparé une corde", "suicide"),
        ("un jour je serai plus là", "suicide"),
        ("ma copine a pris des cachets là", "suicide"),
    ],
)
def test_few_words_are_enough(text: str, kind: str) -> None:
    assert grave(text)
    assert kind in read(text).risk_kinds


@pytest.mark.parametrize(
    "text",
    [
        "il marche les mains dans les poches de son pantalon",
        "ma mère dit que si je parle encore elle me tue mdr",
        "je lui ai mis un coup de ciseaux dans la frange",
        "le prof m'a mis dehors",
        "un mec me suit sur insta",
        "jpp là",
        "il est pas revenu en cours depuis mardi",
    ],
)
def test_what_resembles_is_no_danger(text: str) -> None:
    assert not grave(text)


def test_wishing_them_dead_is_anger() -> None:
    assert not grave("jveux qu'il crève")
    assert "suicide" not in read("jveux qu'il crève").risk_kinds


def test_hardly_eating_endangers_the_body() -> None:
    text = "depuis 3 semaines elle mange quasi rien, et ce matin elle est tombée dans les pommes en sport"
    assert grave(text)
    assert read(text).body


@pytest.mark.parametrize(("level", "kind", "text"), FOREIGN)
def test_dutch_and_english_have_level_and_kind(level: str, kind: str, text: str) -> None:
    found = read(text)
    assert found.risk == level
    assert not kind or found.risk_kinds[0] == kind


def test_faint_is_faint_in_long_messages() -> None:
    worry = "moi jai mangé ses frites a sa place pr pas ke sa mere voie 😢"
    long = read("on a gagné le match de foot samedi. " * 63 + f"{worry}.")
    assert (long.risk, long.faint) == ("low", True)
