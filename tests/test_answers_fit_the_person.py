"""An answer fits what was told before: no capture of an intimate image, no step for another story, no plan twice."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

BARE = "on fait circuler une fausse photo de moi nue"
INSULTS = "on m'insulte tous les soirs sur snapchat"


@pytest.mark.parametrize(
    "text",
    [
        "Je dois garder une capture de la photo ?",
        "jla screen la photo ou pas ?",
        "faut une preuve de l'image ?",
        "comment je garde les preuves ?",
    ],
)
def test_no_intimate_image_is_captured(library: Library, text: str) -> None:
    talk = told(library, BARE, country="Belgique")
    talk.says(text)
    assert talk.conversation.open_step == "keep_evidence_without_image"
    assert "jamais la photo" in talk.words
    assert "les envoyer ici" not in talk.words


def test_old_button_opens_safe_form(library: Library) -> None:
    talk = told(library, INSULTS, BARE)
    talk.happens("chose", choice="step.keep_evidence", question="")
    assert talk.conversation.open_step == "keep_evidence_without_image"


@pytest.mark.parametrize(
    "text",
    ["je peux screen le nude pour la police ?", "je montre la photo à la police ?", "je vais screen la photo"],
)
def test_the_police_needs_no_image(library: Library, text: str) -> None:
    talk = told(library, BARE)
    assert talk.says(text)[0].text.startswith("Non, pas l'image")


def test_other_captures_stay_wanted(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("je fais une capture de la photo ?")
    assert talk.conversation.open_step == "keep_evidence"


def test_fake_account_is_no_image(library: Library) -> None:
    talk = told(library, "on a fait un faux compte de moi")
    assert "fausse image" not in talk.words


def listed(talk: Talk) -> list[str]:
    """The steps whose titles stand in the last turn."""
    return [key for say in talk.said for key in say.steps]


def planned(library: Library, **options: str) -> Talk:
    """Somebody who has read their plan."""
    return told(library, INSULTS, "hier", "non", **options)


def test_an_old_plan_is_not_repeated(library: Library) -> None:
    talk = planned(library)
    talk.says("comment on fait pour les aider à comprendre ?")
    assert "n'a pas changé" in talk.words
    assert "3018" in talk.words
    assert not listed(talk)
    assert [choice.label for choice in talk.said[-1].choices] == ["Mon plan", "Parler à un humain"]


@pytest.mark.parametrize("text", ["c'est quoi mon plan", "la suite", "jfais quoi maintenant", "par quoi je commence ?"])
def test_the_plan_is_shown_whole(library: Library, text: str) -> None:
    talk = planned(library)
    talk.says(text)
    assert len(listed(talk)) > 5
    talk.happens("command_given", name="notes")
    assert len(listed(talk)) > 5


def test_what_is_new_is_said(library: Library) -> None:
    talk = planned(library)
    talk.says("on fait quoi pour le club de foot ?")
    assert listed(talk) == ["contact_school_or_institution"]


def test_no_list_after_every_message(library: Library) -> None:
    talk = planned(library)
    turns = []
    for line in ("il y avait Enzo aussi", "et sa soeur", "ils étaient dans la cour", "moi j'étais assis", "voilà"):
        talk.says(line)
        turns.append(bool(listed(talk)))
    assert sum(turns) <= 1


def test_protective_steps_end(library: Library) -> None:
    talk = told(library, "un mec a une photo intime de moi et menace de la publier si je paye pas", "non")
    seen = set()
    for line in (
        "il s'appelle Jordan",
        "il écrit sur insta",
        "il a mon nom",
        "depuis hier",
        "je suis chez moi",
        "bref",
    ):
        talk.says(line)
        seen |= set(listed(talk))
    assert "complaint_police" in seen
    assert not seen & {"deindex", "contact_school_written", "health_professional"}
    assert not listed(talk)


def test_new_danger_lists_anew(library: Library) -> None:
    talk = told(library, "un homme de 30 ans m'écrit sur insta et me demande des photos", "non", "hier", "oui", "bref")
    assert not listed(talk)
    talk.says("il dit qu'il va montrer la photo de moi nue si je paye pas")
    talk.says("non")
    assert "hash_removal" in listed(talk)


@pytest.mark.parametrize("text", ["je veux pas de plan", "jveux juste parler", "arrête avec tes conseils"])
def test_who_only_talks_is_heard(library: Library, text: str) -> None:
    talk = planned(library)
    talk.says(text)
    assert "pas de plan" in talk.words
    assert "3018" in talk.words
    for line in ("elle m'a encore écrit hier", "et ils ont fait un faux compte de moi"):
        talk.says(line)
        assert not listed(talk)
    talk.says("c'est quoi mon plan")
    assert listed(talk)


def test_talking_first_asks_no_form(library: Library) -> None:
    talk = told(library, "jveux juste parler", INSULTS)
    assert "Je te crois" in talk.words
    assert not listed(talk)
    assert talk.conversation.asked is None or not talk.conversation.asked.slot


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("j'ai envie de lui rendre la pareille, j'ai des dossiers sur elle", "se retourner contre toi"),
        ("ils recomencent", "Ce n'est pas normal que ça continue"),
        ("ça a recommencé hier", "Ce n'est pas normal que ça continue"),
        ("c pareil au college", "Ce n'est pas normal que ça continue"),
        ("j'ai pas de captures", "un témoin peut aider"),
        ("est ce que je dois suprimer ma video", "C'est toi qui choisis"),
        ("cmt faire pour que les gens arrêtent d'en parler", "pas ton rôle"),
        ("c combien de temps que ça dure ces trucs", "personne ne peut le dire"),
        ("si je quitte le groupe ils vont voir", "couper les notifications"),
        ("si ma famille voit ça c'est fini pour moi", "Avoir peur que ta famille"),
        ("du coup je risque d'être viré du club ?", "C'est le club qui décide"),
        ("j'ose pas aller le voir", "Ne pas oser"),
        ("si je le dis à la cpe ils vont savoir que c'est moi ?", "que ton nom ne soit pas donné"),
        ("tu peux faire un résumé ?", "C'est pour qui"),
    ],
)
def test_young_people_are_answered(library: Library, text: str, words: str) -> None:
    talk = planned(library)
    talk.says(text)
    assert words in talk.words


def test_going_on_brings_what_is_next(library: Library) -> None:
    talk = planned(library)
    talk.says("ils recommencent")
    assert listed(talk)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jsuis complice du coup ?", "Te poser la question"),
        ("ya un moyen de le dire sans donner mon nom ?", "que ton nom ne soit pas donné"),
        ("lui jlui parle pas trop, jpeux lui dire quoi", "Soutiens la personne"),
    ],
)
def test_witnesses_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "ils se moquent d'un garçon de ma classe", "hier", "non", role="C'est pour quelqu'un")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("les flics peuvent me retrouver ?", "la police peut enquêter"),
        ("comment jmexcuse", "confie tes mots"),
        ("je le supprime ou pas ?", "garde une copie"),
        ("mes potes m'ont dit de continuer", "Tu peux dire non"),
        ("jrisque la prison ?", "Avant 13 ans"),
        ("jai 16 ans jrisque la prison ?", "À 15, 16 ou 17 ans"),
    ],
)
def test_who_took_part_is_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "jai créé un faux compte sur une fille", "hier", "non", role="J'y ai participé")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dois-je en parler à la classe entière ?", "jamais en nommant"),
        ("Et l'élève qui m'a prévenue, comment le protéger ?", "Ne dites pas qui a parlé"),
        ("Puis-je demander à l'élève de me montrer le groupe ?", "sur son propre écran"),
        ("Qui dois-je informer en premier ?", "Prévenez la direction"),
    ],
)
def test_teachers_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "un élève est moqué dans un groupe de classe", "hier", role="Je travaille à l'école")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ma femme veut aller voir les parents, est-ce une bonne idée ?", "Mieux vaut ne pas y aller"),
        ("Et si elle minimise ?", "Demandez un écrit"),
        ("mon mari dit que j'exagère", "Ce que vit votre enfant compte"),
        ("Peut-on savoir qui a créé le groupe ?", "Je ne peux pas chercher"),
        ("comment on garde un vocal whatsapp", "Gardez les preuves"),
        ("c'est quoi la différence entre PSE et PMS", "je n'ai pas de source sûre"),
        ("La plainte, ça se passe comment ?", "Portez plainte"),
    ],
)
def test_parents_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "mon fils est insulté sur whatsapp", "hier", role="Je suis parent")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "mon ex veut pas me rendre mes affaires",
        "une fille refuse d'enlever ma photo",
        "mon père a été viré de son boulot",
        "wsh tu réponds toujours la même chose",
        "le prof de svt a un conseil de discipline",
        "c'est pire en ligne qu'en vrai",
        "je veux juste parler à quelqu'un",
    ],
)
def test_stories_are_no_such_words(library: Library, text: str) -> None:
    talk = planned(library)
    talk.says(text)
    ours = {"help.just_talk", "help.own_post", "help.family_fear", "help.goes_on", "help.partner_dismisses"}
    assert not ours & {key for say in talk.said for key in say.keys}


def test_home_is_told_in_other_words(library: Library) -> None:
    talk = told(library, "mon père me tape avec la ceinture", "non")
    talk.says("je peux le dire à l'infirmière de l'école ?")
    assert "C'est à la maison" in talk.words
    assert "en ligne" not in talk.words


def test_being_placed_is_no_institution(library: Library) -> None:
    talk = told(library, "mon père me tape avec la ceinture", "non", "ils vont me mettre en foyer ?")
    assert "institution" not in talk.conversation.situations


@pytest.mark.parametrize("text", ["la vidéo ou je danse", "c'est moi sur la photo"])
def test_few_words_suggest_no_subject(library: Library, text: str) -> None:
    talk = planned(library)
    talk.says(text)
    assert not {"video_of_aggression", "fake_account"} & set(talk.conversation.topics)


def test_public_video_needs_no_hash(library: Library) -> None:
    talk = planned(library)
    talk.says("comment on fait enlever la vidéo ?")
    assert talk.conversation.open_step == "report_platform"


def test_reading_here_is_no_read_phone(library: Library) -> None:
    talk = planned(library)
    talk.says("c toi qui lit mes messages ou ya des gens")
    assert "phone_read" not in talk.conversation.situations


def test_a_question_is_dropped(library: Library) -> None:
    talk = told(library, INSULTS, "hier")
    for line in ("j'ai honte", "j'ai peur", "jdors plus"):
        talk.says(line)
    assert "Un adulte est-il au courant" not in talk.words


def test_nothing_is_said_twice(library: Library) -> None:
    talk = told(library, "mon père me tape avec la ceinture", "non", "il est au travail", "enfaite oublie c pas grave")
    texts = [say.text for say in talk.said]
    assert len(texts) == len(set(texts))


def test_not_me_is_a_witness(library: Library) -> None:
    talk = Talk(library)
    talk.says("salut c pas moi c un mec de ma classe")
    assert talk.conversation.slots["role"].value == "witness"
    assert "te faire ça" not in talk.words


def test_a_denial_is_no_witness(library: Library) -> None:
    talk = Talk(library)
    talk.says("c'est pas moi qui ai fait le compte")
    assert "role" not in talk.conversation.slots or talk.conversation.slots["role"].value != "witness"


def test_a_department_is_in_france(library: Library) -> None:
    facts = library.understanding.read("Bonjour, professeure de SVT en collège (92)").facts
    assert (facts["role"], facts["country"]) == ("teacher", "FR")
    assert "country" not in library.understanding.read("je suis au collège 13 ans").facts
