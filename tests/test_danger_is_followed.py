"""After the numbers: what is said while a danger stands, and what is answered in the middle of it."""

from datetime import timedelta
from itertools import pairwise

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

PILLS = "j'ai avalé une boîte de cachets de ma mère"
SAD = "je veux mourir"
HOME = "mon beau-père me frappe tous les soirs"


def in_danger(library: Library, text: str, country: str = "France") -> Talk:
    talk = settled(library, country)
    talk.says(text)
    assert talk.said[0].urgent
    return talk


def test_the_number_stays_while_pressing(library: Library) -> None:
    talk = in_danger(library, PILLS)
    seen = []
    for text in ("une dizaine", "jveux pas aller à l'hopital", "j'ai envie de vomir", "jsuis seul"):
        talk.says(text)
        assert any("15" in say.text.splitlines() for say in talk.said)
        seen.append(talk.said[-1].text)
    assert all(before != after for before, after in pairwise(seen))


def test_pills_are_not_said_to_pass(library: Library) -> None:
    talk = in_danger(library, PILLS)
    for _ in range(4):
        talk.says("je sais pas quoi dire")
        assert "passer" not in talk.words


def test_pressing_ends_with_safety(library: Library) -> None:
    talk = in_danger(library, PILLS)
    talk.taps("Non")
    talk.says("je suis avec mon père")
    assert "15" not in talk.words.splitlines()


def test_pressing_ends_with_time(library: Library) -> None:
    talk = in_danger(library, PILLS)
    talk.now += timedelta(hours=9)
    talk.says("coucou c'est moi")
    assert "15" not in talk.words.splitlines()


def test_a_new_danger_asks_anew(library: Library) -> None:
    talk = in_danger(library, SAD)
    talk.taps("Non")
    talk.says(PILLS)
    assert "safe_now" not in talk.conversation.slots
    talk.says("une dizaine")
    assert any("15" in say.text.splitlines() for say in talk.said)


def test_words_change_while_listening(library: Library) -> None:
    talk = in_danger(library, SAD)
    said = [talk.says("je sais pas")[-1].text for _ in range(6)]
    assert all(before != after for before, after in pairwise(said))


def test_feelings_are_heard_in_danger(library: Library) -> None:
    talk = in_danger(library, "un homme de 40 ans me demande des photos nue")
    talk.says("chuis bête")
    assert "pas ta faute" in talk.words


def test_meetings_with_strangers_are_refused(library: Library) -> None:
    talk = in_danger(library, "un homme de 40 ans me demande des photos nue")
    talk.says("il propose qu'on se voie au parc")
    assert "N'y va pas" in talk.words


def test_meeting_a_friend_is_fine(library: Library) -> None:
    talk = settled(library)
    talk.says("ils m'insultent sur snap depuis la rentrée")
    talk.says("avec ma cousine on se voit samedi")
    assert "N'y va pas" not in talk.words


def test_who_cannot_speak_may_write(library: Library) -> None:
    talk = in_danger(library, HOME)
    talk.says("jpeux pas parler")
    assert talk.said[0].urgent
    assert "écris un SMS au 114" in talk.said[0].text


def test_a_voice_is_not_asked_for(library: Library) -> None:
    talk = in_danger(
        library, "je suis cachée dans la salle de bain, il tape à la porte, je peux pas parler il entend tout"
    )
    talk.says("il va entrer")
    talk.says("vite")
    assert "114" in talk.words.splitlines()
    assert "Appelle" not in talk.words


def test_either_question_can_be_answered(library: Library) -> None:
    talk = Talk(library)
    talk.says(SAD)
    first = talk.said
    talk.taps("France")
    question = next(say for say in first if any(one.label == "Non" for one in say.choices))
    no = next(one for one in question.choices if one.label == "Non")
    talk.happens("chose", choice=no.id, question=question.question)
    assert talk.conversation.slots["safe_now"].value == "safe"


@pytest.mark.parametrize("text", ["je v me tuer", "j v me pendre", "jv me foutre en lair", "j vai me jeter d'un pont"])
def test_hurried_spelling_is_read(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says(text)
    assert talk.said[0].urgent


@pytest.mark.parametrize("word", ["giflée", "tabassée", "cognée", "tapée", "giflait"])
def test_girls_are_hit_too(library: Library, word: str) -> None:
    assert library.understanding.normalised(f"on m'a {word}")[-1] == "frapper"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("il m'a touché dans le bus", "high"),
        ("un mec m'a coincée aux toilettes et m'a touchée", "high"),
        ("ils ont arraché ma serviette et pris une photo", "high"),
        ("le ballon m'a touché dans le couloir", "none"),
        ("ils m'ont suivi mais ils m'ont pas touché", "none"),
        ("je me tue à lui dire d'arrêter", "none"),
    ],
)
def test_touch_and_idiom_are_told_apart(library: Library, text: str, level: str) -> None:
    assert library.understanding.read(text).risk == level


FRIEND = "ma meilleure amie veut se suicider"
KNIFE = "demain je ramène un couteau au lycée pour les planter"
STRANGER = "un homme de 40 ans me demande des photos nue"
AWAY = "j'ai fugué je suis dehors à la gare"


def number_is_said(talk: Talk, number: str) -> bool:
    return any(number in say.text.splitlines() for say in talk.said)


@pytest.mark.parametrize(
    ("danger", "news"),
    [
        (PILLS, "l'ambulance arrive"),
        (PILLS, "ma mère est là"),
        (PILLS, "je suis aux urgences"),
        (PILLS, "j'ai appelé les pompiers"),
        (KNIFE, "la police est là"),
        (AWAY, "jsuis chez la securité de la gare"),
    ],
)
def test_help_ends_the_hammering(library: Library, danger: str, news: str) -> None:
    talk = in_danger(library, danger)
    level = talk.conversation.danger.level
    talk.says(news)
    assert not any(say.urgent for say in talk.said)
    talk.says("je sais pas quoi dire")
    assert not any(say.urgent for say in talk.said)
    assert talk.conversation.danger.level == level


@pytest.mark.parametrize(
    "text",
    [
        "ma mère est pas là",
        "si l'ambulance arrive je pars",
        "ma mère était là",
        "j'ai appelé le 15 mais ça répond pas",
        "ma mère est à l'hôpital",
        "le prof est là bas",
        "j'espère que les pompiers arrivent",
    ],
)
def test_safety_is_never_guessed(library: Library, text: str) -> None:
    talk = in_danger(library, PILLS)
    talk.says(text)
    assert "safe_now" not in talk.conversation.slots


@pytest.mark.parametrize("news", ["ma mère est là", "mon père est là", "mon frère est à côté de moi"])
def test_home_is_no_help_there(library: Library, news: str) -> None:
    talk = in_danger(library, HOME)
    talk.says(news)
    assert "safe_now" not in talk.conversation.slots


def test_blows_among_good_news(library: Library) -> None:
    talk = in_danger(library, SAD)
    talk.says("mon père est là il me frappe")
    assert talk.said[0].urgent
    assert "danger_at_home" in talk.conversation.danger.kinds


@pytest.mark.parametrize(
    "text", ["elle repond plus depuis 20 min", "il décroche pas", "plus de nouvelles", "son tel est éteint"]
)
def test_silence_makes_it_pressing(library: Library, text: str) -> None:
    talk = settled(library, role="C'est pour quelqu'un")
    talk.says(FRIEND)
    talk.says(text)
    assert talk.conversation.danger.level == "imminent"
    assert number_is_said(talk, "15")


@pytest.mark.parametrize("danger", [STRANGER, SAD])
def test_silence_towards_oneself_is_none(library: Library, danger: str) -> None:
    talk = in_danger(library, danger)
    talk.says("elle me répond plus depuis 20 min")
    assert talk.conversation.danger.level == "high"


def test_an_answer_eases_it(library: Library) -> None:
    talk = settled(library, role="C'est pour quelqu'un")
    talk.says(FRIEND)
    talk.says("elle repond plus depuis 20 min")
    talk.says("c bon elle a repondu")
    assert talk.conversation.danger.level == "high"
    assert "Préviens quand même un adulte" in talk.words
    talk.says("elle répond plus du tout")
    assert number_is_said(talk, "15")


@pytest.mark.parametrize(
    ("danger", "text", "words"),
    [
        (SAD, "je vais réveiller ma soeur", "c'est une bonne idée"),
        (HOME, "je vais le dire à ma prof", "c'est une bonne idée"),
        (SAD, "t'as raison", "Qui peut venir"),
        (SAD, "jvais appeler le 3114", "Oui, appelle"),
        (SAD, "je veux pas les réveiller pour ça", "Tu peux réveiller"),
        (KNIFE, "ouais je le prends pas le couteau", "Ce choix te protège"),
        (SAD, "tes chiant avec tes numeros", "j'arrête avec les numéros"),
        (SAD, "t'es nul", "Je reste là"),
        (HOME, "pourquoi tu parles de police", "c'est toi qui choisis"),
        (SAD, "je peux pas parler je vais pleurer", "c'est permis"),
        (SAD, "ils disent quoi si j'appelle", "Tu choisis ce que tu dis"),
        (SAD, "ça dure combien de temps l'appel", "pas de durée sûre"),
        (AWAY, "jai pas de credit", "peut appeler pour toi"),
        (AWAY, "jpeux dormir ou", "passer la nuit dehors"),
        (STRANGER, "oui j'ai envoyé des photos", "pas ta faute"),
        (SAD, "c'est ma faute j'ai rien dit", "pas ta faute"),
        (HOME, "j'aurais du partir", "pas ta faute"),
    ],
)
def test_turning_points_are_answered(library: Library, danger: str, text: str, words: str) -> None:
    talk = in_danger(library, danger)
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "t'as raison",
        "merci",
        "t'es nul",
        "tes chiant avec tes numeros",
        "je vais le dire à ma prof",
        "jai pas de credit",
    ],
)
def test_the_number_stays_besides(library: Library, text: str) -> None:
    talk = in_danger(library, PILLS)
    talk.says(text)
    assert any("15" in say.text and say.urgent for say in talk.said)


@pytest.mark.parametrize(
    "text", ["je vais pas le dire à ma prof", "je veux pas en parler à ma mère", "je vais le faire"]
)
def test_refusing_is_no_decision(library: Library, text: str) -> None:
    talk = in_danger(library, SAD)
    talk.says(text)
    assert "bonne idée" not in talk.words
    assert "Merci de me le dire" not in talk.words


@pytest.mark.parametrize(
    "text", ["ya un mec chelou qui me parle il me propose de dormir chez lui", "il dit que jpeux dormir chez lui"]
)
def test_beds_of_strangers_are_refused(library: Library, text: str) -> None:
    talk = in_danger(library, AWAY, "Belgique")
    talk.says(text)
    assert "N'y va pas" in talk.words
    assert "116 000" in talk.words
    assert "112" in talk.words
    assert talk.conversation.danger.level == "imminent"
    talk.says("il a lair sympa")
    assert "N'y va pas" in talk.words


@pytest.mark.parametrize("text", ["ma tante propose de dormir chez elle", "jvais dormir chez ma mamie"])
def test_known_beds_are_welcome(library: Library, text: str) -> None:
    talk = in_danger(library, AWAY)
    talk.says(text)
    assert "N'y va pas" not in talk.words


def test_a_bed_undoes_safety(library: Library) -> None:
    talk = in_danger(library, AWAY)
    talk.taps("Non")
    talk.says("il me propose de dormir chez lui")
    assert "safe_now" not in talk.conversation.slots


@pytest.mark.parametrize(
    ("text", "safe"), [("my mom is here", True), ("the ambulance is here", True), ("my mom is not here", False)]
)
def test_good_news_in_english(library: Library, text: str, safe: bool) -> None:
    talk = Talk(library)
    talk.says("hello, can you help me please")
    talk.taps("France")
    talk.says("i want to die")
    talk.says(text)
    assert ("safe_now" in talk.conversation.slots) is safe
