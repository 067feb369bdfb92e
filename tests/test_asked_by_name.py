"""What is asked by its name is answered at once, what is not wanted is respected, and what is told changes the plan."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

INSULTS = "on m'insulte tous les soirs sur snapchat"


def told(library: Library, *lines: str, country: str = "France", role: str = "Ça m'arrive à moi") -> Talk:
    talk = settled(library, country, role)
    for line in lines:
        talk.says(line)
    return talk


def plan(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.steps]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("c'est quoi le PMS ?", "pms"),
        ("jpeux porter plainte cmt", "complaint_police"),
        ("dois je bloquer le mec", "block_after_evidence"),
        ("cmt jle signale", "report_platform"),
        ("et la cpe alors ?", "contact_school"),
        ("il faut un certificat ?", "medical_certificate"),
    ],
)
def test_a_question_opens_its_step(library: Library, text: str, step: str) -> None:
    talk = told(library, INSULTS, country="Belgique")
    talk.says(text)
    assert step in plan(talk)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("on va payer, autant en finir", "stop_paying"),
        ("autant payer", "stop_paying"),
        ("j'allais effacer la conversation", "keep_evidence_without_image"),
        ("ma copine veut tout supprimer", "keep_evidence_without_image"),
    ],
)
def test_what_would_harm_is_answered(library: Library, text: str, step: str) -> None:
    talk = told(library, "un mec a une photo intime de moi et menace de la publier si je paye pas")
    talk.says(text)
    assert plan(talk) == [step]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("je vais lui écrire ce soir", "dont_reply"),
        ("ça va se calmer", "tell_trusted_adult"),
        ("si je dis rien", "tell_trusted_adult"),
    ],
)
def test_what_is_planned_is_answered(library: Library, text: str, step: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.open_step == step


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("faut que je lui reponde quoi", "dont_reply"),
        ("je dois répondre ?", "dont_reply"),
        ("et s'il bouge pas, qui est au-dessus ?", "letter_po"),
    ],
)
def test_what_to_do_is_answered(library: Library, text: str, step: str) -> None:
    talk = told(library, INSULTS, "l'école ne fait rien", country="Belgique", role="Je suis parent")
    talk.says(text)
    assert talk.conversation.open_step == step


def test_answering_me_is_no_step(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("c pas pour moi c pour une pote tu reponds quand meme ?")
    assert talk.conversation.open_step == ""


def test_taking_down_keeps_a_copy(library: Library) -> None:
    talk = told(library, "on a fait un faux compte insta d'une fille pour se moquer", role="J'y ai participé")
    talk.says("je supprime tout la maintenant ?")
    assert talk.conversation.open_step == "author_stop_and_delete_after_proof"
    assert "garde une copie" in talk.words


def test_no_call_to_the_other_family(library: Library) -> None:
    talk = told(library, "ma fille a harcelé une camarade sur instagram", role="Je suis parent")
    talk.says("Est-ce que j'appelle la maman de l'autre petite pour m'excuser ?")
    assert talk.conversation.open_step == "stop_contact"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jai honte", "Elle n'est pas à toi"),
        ("j'ai trop peur d'y retourner lundi", "c'est normal"),
        ("jai pleuré toute la nuit", "Pleurer, c'est permis"),
        ("je leur ai déjà répondu et jai insulté aussi", "Garde tout, tes messages aussi"),
        ("j'ai peur qu'ils se vengent", "Une menace se garde"),
        ("jveux changer de lycée", "Ce n'est pas à toi de partir"),
        ("personne m'aime", "Se sentir à l'écart fait mal"),
        ("jdors plus", "La nuit, coupe les notifications"),
        ("ça m'énerve trop", "Ta colère se comprend"),
        ("on ma dit de me pendre", "Ça parle d'eux, pas de toi"),
    ],
)
def test_what_is_felt_is_heard(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS, "non")
    talk.says(text)
    assert words in talk.words
    talk.says(text)
    assert words not in talk.words


@pytest.mark.parametrize("text", ["j'ai pas peur d'eux", "j'ai pas honte", "elle a trop peur", "il est en colère"])
def test_what_is_not_felt_is_not_comforted(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "non")
    talk.says(text)
    assert not {said for said in talk.conversation.said if said.startswith("help.")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tu gardes les trucs combien de temps toi ?", "Tout s'efface 90 jours après"),
        ("Voyez-vous mon numéro de téléphone, d'où vous êtes ?", "Ton numéro, non"),
        ("tu sais qui je suis ?", "Ton numéro, non"),
        ("et si je veux tout effacer, ça se passe comment ?", "Tu veux que j'efface"),
    ],
)
def test_what_is_kept_is_said(library: Library, text: str, words: str) -> None:
    talk = told(library, "je veux mourir")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dois-je lui retirer son téléphone ?", "Ne confisquez pas"),
        ("comment savoir si c'est grave", "c'est du harcèlement"),
        ("est-ce du harcèlement ?", "c'est du harcèlement, même petits"),
        ("je me sens coupable de n'avoir rien vu", "Ce n'est pas votre faute"),
    ],
)
def test_parents_doubts_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "ma fille est insultée sur snap", role="Je suis parent")
    talk.says(text)
    assert words in talk.words


def test_nobody_learns_who_writes(library: Library) -> None:
    talk = told(library, "ma fille est insultée sur snap", role="Je suis parent")
    talk.says("Et à vous, elle vous a écrit ?")
    assert "ni oui ni non" in talk.words


def test_phones_are_not_read_secretly(library: Library) -> None:
    talk = told(library, "ma fille est insultée sur snap", role="Je suis parent")
    talk.says("Vous me conseillez de lire ses messages pendant qu'elle dort ?")
    assert "avec son accord" in talk.words


def test_my_secrecy_is_mine_to_answer(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("tu vas le dire à ma mère ?")
    assert "reste dans l'équipe" in talk.words


def test_families_go_through_school(library: Library) -> None:
    talk = told(library, "ma fille est insultée sur snap depuis la rentrée", role="Je suis parent")
    talk.says("mon mari veut téléphoner au père du meneur")
    assert plan(talk) == ["other_parents"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("c'est quoi le pouvoir organisateur ?", "responsable de l'école"), ("c koi la dasen", "département")],
)
def test_words_of_school_are_explained(library: Library, text: str, word: str) -> None:
    talk = told(library, INSULTS, country="Belgique")
    talk.says(text)
    assert word in talk.words


def test_complaints_are_no_doubt_about_lines(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("si je porte plainte mes parents seront prévenus ?")
    assert "même sans tes parents" in talk.words


@pytest.mark.parametrize("text", ["j'ai déjà porté plainte", "ma prof l'a vu", "on a bloqué tout le monde"])
def test_a_mention_opens_nothing(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.open_step == ""


def test_who_asks_early_gets_the_plan(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("comment je signale ?")
    assert {"report_platform", "keep_evidence", "tell_trusted_adult"} <= set(plan(talk))
    assert any(say.human_offered for say in talk.said)


@pytest.mark.parametrize(
    ("text", "refused", "offered"),
    [
        ("jveux pas le dire a mes parents", "tell_parents_with_child", "tell_trusted_adult"),
        ("je veux pas en parler à mes parents", "tell_parents_with_child", "tell_trusted_adult"),
        ("je veux pas parler au prof", "contact_school", "call_line"),
    ],
)
def test_a_refusal_brings_another_way(library: Library, text: str, refused: str, offered: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.steps[refused] == "refused"
    assert offered in plan(talk)
    assert refused not in plan(talk)


def test_who_cannot_call_may_write(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("j'ose pas appeler, je veux pas téléphoner")
    assert "3018.fr" in talk.words


def test_writing_is_possible_later_too(library: Library) -> None:
    talk = told(library, INSULTS, "depuis un mois", "non", "une fille de ma classe", "c'est tout")
    talk.says("y a un truc où on peut écrire au lieu d'appeler ?")
    assert "3018.fr" in talk.words


def test_writing_is_no_letter(library: Library) -> None:
    talk = Talk(library)
    talk.says("hi, i am 15 and i live in belgium, a man of 30 wants my pictures")
    talk.says("can i write to someone instead of calling")
    assert "Voici les courriers" not in talk.words
    assert "103" in talk.words


def test_an_image_is_removed_not_the_case(library: Library) -> None:
    talk = told(library, "mon ex a publié une photo intime de moi sur snapchat")
    talk.says("on peut la faire retirer ?")
    assert "hash_removal" in plan(talk)
    assert talk.conversation.told


def test_mediation_waits_for_calm(library: Library) -> None:
    talk = told(library, "une photo intime de ma fille circule sur snapchat", role="Je suis parent")
    talk.says("une médiation est possible ?")
    assert "mediation_adults" not in plan(talk)
    assert "je ne le propose pas" in talk.words


def test_the_academie_comes_after_the_head(library: Library) -> None:
    talk = told(library, "mon fils est insulté sur snapchat", role="Je suis parent")
    talk.says("l'académie peut faire quoi ?")
    assert "letter_academie" not in plan(talk)
    assert "letter_head" in plan(talk)
    talk.says("le collège ne fait rien")
    assert {"letter_academie", "defend_rights"} <= set(plan(talk))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ma prof m'humilie devant tout le monde", "Va plus haut dans l'école"),
        ("mon père lit mes messages", "Rends ton téléphone discret"),
        ("je veux plus aller en cours", "Vois un soignant"),
    ],
)
def test_what_is_told_changes_the_plan(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS, "depuis un mois", "non")
    talk.says(text)
    talk.says("je fais quoi")
    said = talk.words
    talk.says("et aussi")
    assert words in said + talk.words


def test_under_thirteen_is_one_level_more(library: Library) -> None:
    talk = told(library, "j'ai 12 ans et on m'insulte tous les jours sur snapchat")
    assert {"under_13", "repeated"} <= set(talk.conversation.situations)


def english(library: Library, *lines: str) -> Talk:
    talk = Talk(library)
    talk.says("people at my school insult me every day on instagram")
    talk.happens("chose", choice="country.FR")
    for line in lines:
        talk.says(line)
    return talk


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("will you call my parents?", "stays with the team"),
        ("are you a bot?", "I am a program"),
        ("who are you", "I am a program"),
        ("how does this work", "I read what you write"),
        ("what happens if i tell", "stays with the team"),
        ("how do i delete everything", "Do you want me to erase"),
        ("can you wipe this chat", "Do you want me to erase"),
        ("should i block him", "then block"),
        ("should i delete it", "Keep the proof"),
        ("can i stay anonymous", "I know your username"),
        ("do you keep what i write", "This is what I keep"),
        ("who is the CPE", "Talk to an adult at school"),
        ("what's the 3018", "3018"),
        ("what is a main courante", "notes facts"),
        ("will it get worse if i tell", "Tell this fear"),
        ("can i change school", "not for you to leave"),
        ("is this bullying or am i overreacting", "it counts"),
        ("do you speak dutch?", "In Dutch, a little"),
        ("can you call someone for me", "No human is here"),
    ],
)
def test_english_questions_have_answers(library: Library, text: str, words: str) -> None:
    assert words in english(library, text).words


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("im scared theyll get revenge", "help.revenge"),
        ("i feel so ashamed", "help.shame"),
        ("i'm so scared", "help.fear"),
        ("i cry at night", "help.tears"),
        ("i feel so alone", "help.alone"),
        ("i can't sleep", "help.sleep"),
        ("they told me to kys", "help.cruel"),
        ("im so angry", "help.anger"),
        ("i replied to them", "help.replied"),
    ],
)
def test_english_feelings_are_heard(library: Library, text: str, node: str) -> None:
    asks = library.asks["en"]
    assert asks.stated((text, " ".join(library.understanding.normalised(text)))) == node


@pytest.mark.parametrize(
    "text",
    ["they wont leave me alone", "i don't leave school before five", "my friend sleeps a lot", "he told me a joke"],
)
def test_english_stories_are_no_feelings(library: Library, text: str) -> None:
    asks = library.asks["en"]
    assert asks.stated((text, " ".join(library.understanding.normalised(text)))) == ""


def test_english_author_is_heard(library: Library) -> None:
    talk = Talk(library)
    talk.says("i posted a mean video of a girl in my class")
    assert talk.conversation.slots["role"].value == "author"
    assert "not here to judge" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "they say i posted a mean video of a girl in my class",
        "i sent a fake photo of me and now they laugh",
        "i wrote mean things back to them",
        "everyone thinks i was mean to her",
    ],
)
def test_english_victim_is_no_author(library: Library, text: str) -> None:
    assert "role" not in library.understanding.read(text).facts
