"""A letter in the conversation: offered, asked for one question at a time, made, refused on red, noted once sent."""

import pytest
from talk import Talk, settled

from conversations.conversation import Slot
from conversations.effects import MakeLetter
from conversations.library import Library


def parent(library: Library, *topics: str, country: str = "FR") -> Talk:
    talk = Talk(library)
    talk.says("Bonjour, ma fille est insultée sur Snapchat depuis septembre.")
    slots = {**talk.conversation.slots, "country": Slot(value=country), "role": Slot(value="parent")}
    fields = {"slots": slots, "told": True, "notice": "accepted"}
    if topics:
        fields["topics"] = topics
    talk.conversation = talk.conversation.model_copy(update=fields)
    return talk


def opened(talk: Talk, key: str) -> None:
    talk.says("courriers")
    talk.happens("chose", choice=f"letter.{key}")


def test_letters_fit_the_person(library: Library) -> None:
    talk = parent(library)
    talk.says("je voudrais un modèle de lettre pour le collège")
    assert "Lettre à la direction" in talk.words
    assert "Rapport à la direction" not in talk.words


def test_named_letter_opens_at_once(library: Library) -> None:
    talk = parent(library)
    talk.says("courriers")
    talk.says("Préparez-moi un courrier pour l'académie s'il vous plaît.")
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "academie"
    assert "Lettre à l'académie" in talk.words
    assert talk.words.count("?") == 1


def test_sent_letters_are_told_of(library: Library) -> None:
    talk = parent(library)
    for line in ("depuis la rentrée", "oui", "je fais quoi"):
        talk.says(line)
    talk.says("Je corrige : j'ai aussi envoyé un mail au principal le 9. Rien non plus.")
    assert talk.conversation.letter is None
    assert "Voici les courriers" not in talk.words


@pytest.mark.parametrize(
    "text", ["tu peux m'aider à écrire une lettre au principal ?", "jveux ecrire un mail a la cpe"]
)
def test_the_young_have_a_letter(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says("on m'insulte tous les soirs sur snapchat depuis la rentrée")
    talk.says("non")
    talk.says(text)
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "school_help"
    assert "Lettre à l'école" in talk.words


@pytest.mark.parametrize(
    "text", ["donne-moi un modèle de lettre", "écris la lettre toi", "tu peux m'écrire la lettre ?"]
)
def test_open_step_gives_its_letter(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says("on m'insulte tous les soirs sur snapchat depuis la rentrée")
    talk.conversation = talk.conversation.model_copy(update={"open_step": "contact_school_written"})
    talk.says(text)
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "school_help"


@pytest.mark.parametrize(
    "text", ["donne-moi un modèle", "montre moi un exemple", "non mais écris la lettre toi", "oui vas y"]
)
def test_the_list_is_no_circle(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says("on m'insulte tous les soirs sur snapchat depuis la rentrée")
    talk.says("non")
    talk.says("courriers")
    talk.says(text)
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "school_help"


def test_letters_speak_english(library: Library) -> None:
    talk = Talk(library)
    talk.says("people insult me on snapchat every day since september")
    talk.taps("Belgium")
    talk.says("no")
    talk.says("can you write a letter to the school?")
    assert "What matters most to you" in talk.words
    talk.says("cancel")
    assert talk.conversation.letter is None
    assert "I leave this letter" in talk.words


@pytest.mark.parametrize(
    "text", ["je n'ai pas encore eu de rendez-vous", "pas encore", "on n'a pas été reçus par la direction", "aucun"]
)
def test_no_meeting_yet_asks_for_one(library: Library, text: str) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says(text)
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "meeting_request"
    assert "on le demande d'abord" in talk.words


@pytest.mark.parametrize("text", ["je sais pas la date du rendez-vous", "pas hier, mardi", "jsp"])
def test_unknown_days_were_meetings(library: Library, text: str) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says(text)
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "school_head"


def test_open_letter_goes_on(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says("Pouvez-vous me préparer une lettre pour le principal, avec les dates ?")
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "school_head"
    assert "Quel jour était le rendez-vous" in talk.words


def test_thanks_are_no_answer(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says("Merci beaucoup")
    assert "Je vous en prie" in talk.words
    talk.says("le 17 novembre")
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.answers == {"meeting_date": "17 novembre 2026"}


def test_another_matter_is_no_day(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says("Ma voisine est passée nous voir avec ses chiens et nous a apporté un gâteau.")
    assert "Quel jour était le rendez-vous" in talk.words
    talk.says("je ne sais plus, au printemps")
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.answers == {"meeting_date": "je ne sais plus, au printemps"}


def test_one_question_at_a_time(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    assert talk.words.count("?") == 1
    talk.says("le 17 novembre")
    assert "Qui était présent" in talk.words
    talk.taps("Je passe")
    talk.says("ils vont nous écrire une lettre")
    [made] = talk.of("make_letter")
    assert isinstance(made, MakeLetter)
    assert made.answers == {"meeting_date": "17 novembre 2026", "meeting_said": "ils vont nous écrire une lettre"}


def test_finishing_leaves_blanks(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.taps("Finir maintenant")
    [made] = talk.of("make_letter")
    assert isinstance(made, MakeLetter)
    assert made.answers == {}


def test_danger_goes_before_questions(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says("elle vient de me dire qu'elle veut mourir ce soir")
    assert talk.said[0].urgent
    assert not talk.of("make_letter")


def test_red_case_refuses_families(library: Library) -> None:
    talk = parent(library, "intimate_image")
    opened(talk, "other_parents")
    assert "un avocat" in talk.words
    assert talk.conversation.letter is None


def test_sent_letter_marks_its_step(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.taps("Finir maintenant")
    talk.gets_papers()
    talk.taps("Je l'ai envoyé")
    talk.taps("Hier")
    talk.taps("Recommandé")
    talk.says("1A 123 456 7890 1")
    [sent] = talk.conversation.letters
    assert (sent.key, sent.sent_on, sent.way, sent.receipt) == (
        "school_head",
        "2026-11-19",
        "registered",
        "1A 123 456 7890 1",
    )
    assert talk.conversation.steps["letter_head"] == "done"
    assert talk.conversation.letter is None


def test_other_countries_hear_the_truth(library: Library) -> None:
    talk = parent(library, country="CH")
    talk.says("courriers")
    assert "pour votre pays" in talk.words
