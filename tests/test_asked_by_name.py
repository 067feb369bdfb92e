"""What is asked by its name is answered at once, what is not wanted is respected, and what is told changes the plan."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def plan(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.steps]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("et le PMS alors ?", "pms"),
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
        ("j'ai trop peur d'y retourner lundi", "ça se comprend"),
        ("jai pleuré toute la nuit", "Pleurer, c'est permis"),
        ("je leur ai déjà répondu et jai insulté aussi", "Garde tout, tes messages aussi"),
        ("j'ai peur qu'ils se vengent", "Une menace se garde"),
        ("jveux changer de lycée", "Ce n'est pas à toi de partir"),
        ("personne m'aime", "Se sentir à l'écart fait mal"),
        ("jdors plus", "La nuit, coupe les notifications"),
        ("ça m'énerve trop", "Ta colère se comprend"),
        ("on ma dit de me pendre", "Personne ne devrait lire ou entendre ça"),
        ("elles disent que c pour rigoler", "Une blague qui fait mal"),
        ("la cpe s'en fout de mon histoire", "cette réponse ne suffit pas"),
        ("mon copain lit tous mes messages", "Surveiller quelqu'un"),
        ("ma mère va crier", "Leur colère, si elle vient, peut passer"),
        ("ils me croiront jamais", "Ici, je te crois"),
    ],
)
def test_what_is_felt_is_heard(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS, "non")
    talk.says(text)
    assert words in talk.words
    talk.says(text)
    assert words not in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "j'ai pas peur d'eux",
        "j'ai pas honte",
        "elle a trop peur",
        "il est en colère",
        "mon copain lit beaucoup de mangas",
        "j'ai rigolé avec eux",
    ],
)
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
        ("tu peux lui dire toi", "je ne peux ni appeler, ni venir"),
        ("vous êtes ouverts le dimanche ?", "Les lignes d'aide ont leurs heures"),
        ("tu peux répéter ?", "Ce n'était pas clair"),
    ],
)
def test_what_is_kept_is_said(library: Library, text: str, words: str) -> None:
    talk = told(library, "je veux mourir")
    talk.says(text)
    assert words in talk.words


def test_letting_go_brings_no_list(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("laisse tomber")
    assert "Rien ne presse" in talk.words
    assert not any(say.steps for say in talk.said)


def test_letting_go_leaves_no_danger(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("laisse tomber")
    assert "Rien ne presse" not in talk.words
    assert talk.conversation.danger.level == "high"


def test_an_ok_brings_no_list(library: Library) -> None:
    talk = told(library, INSULTS, "non")
    talk.says("non")
    talk.says("ok")
    assert not any(say.steps for say in talk.said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dois-je lui retirer son téléphone ?", "Ne confisquez pas"),
        ("comment savoir si c'est grave", "peuvent être du harcèlement"),
        ("est-ce du harcèlement ?", "peuvent être du harcèlement"),
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
    [
        ("c'est quoi le pouvoir organisateur ?", "responsable de l'école"),
        ("c koi la dasen", "département"),
        ("c koi un pms", "ne dépend pas de la direction"),
        ("un centre pms c gratuit ?", "ne coûte rien"),
        ("si je parle au pms ils le disent a mes parents ?", "secret professionnel"),
        ("a quoi sert un cpe", "la vie des élèves"),
    ],
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


@pytest.mark.parametrize(
    "text",
    [
        "comment je supprime tout ce que j'ai dit",
        "comment on efface tout",
        "je peux effacer ce que j'ai raconté ici ?",
        "efface notre discussion",
        "comment supprimer ce que je vous ai écrit ?",
    ],
)
def test_erasing_here_is_offered(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert [say.keys for say in talk.said] == [("erase.ask",)]


@pytest.mark.parametrize("text", ["jai déjà supprimé notre conv par peur", "elle a effacé notre discussion"])
def test_what_was_deleted_is_told(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert not any("erase.ask" in say.keys for say in talk.said)


@pytest.mark.parametrize(
    "text",
    [
        "je dois effacer la conversation ou pas",
        "je dois supprimer la conv avec lui ?",
        "je supprime ses messages ?",
        "faut que je vire la discussion ?",
        "je peux effacer ses snaps et ses messages ?",
    ],
)
def test_erasing_proof_is_held_back(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.open_step == "keep_evidence"
    assert "erase.ask" not in {key for say in talk.said for key in say.keys}


def test_unclear_erasing_is_asked_back(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("comment supprimer la conversation")
    assert [choice.label for say in talk.said for choice in say.choices] == [
        "Ce qui est écrit ici",
        "Des messages ailleurs",
    ]
    talk.says("oui")
    assert not talk.of("erase_case")
    talk.says("comment supprimer la conversation")
    talk.taps("Des messages ailleurs")
    assert "ce sont des preuves" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "t un robot ou un vrai gars",
        "t ki toi",
        "mais t une vraie personne ?",
        "c qui toi t une dame?",
        "je parle a qui la",
        "c un vrai humain qui répond ?",
        "Êtes-vous un robot ?",
    ],
)
@pytest.mark.parametrize("story", [INSULTS, "je veux mourir"])
def test_what_i_am_is_said(library: Library, text: str, story: str) -> None:
    talk = told(library, story)
    talk.says(text)
    assert "Je suis un programme" in talk.words


def test_numbers_stay_with_that_answer(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("t une ia ?")
    assert "3114" in talk.words
    assert "danger" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "il m'a dit t'es un bot",
        "ma mère me dit t'es une fille bizarre",
        "je veux parler à un vrai humain",
        "à qui je peux en parler ?",
        "c'est un robot de discord qui m'insulte",
    ],
)
def test_what_others_are_is_no_question_to_me(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "Je suis un programme" not in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("et si je bloque elle le sait ?", "Garde d'abord tes preuves"),
        ("si je bloque elle envoie ?", "Je ne peux pas savoir"),
        ("il voit si je screen ?", "sur Snapchat, l'autre peut être averti"),
        ("il voit si je screen sur whatsapp ?", "Sur WhatsApp, l'autre n'est pas averti"),
        ("elle va savoir que c'est moi qui ai signalé ?", "ne disent pas qui a signalé"),
    ],
)
def test_what_the_other_learns_is_said(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert words in talk.words


def test_no_naked_picture_is_captured(library: Library) -> None:
    talk = told(library, "mon ex a envoyé une photo nue de moi à tout le monde sur snap")
    talk.says("il voit si je screen ?")
    assert "ne se capture jamais" in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("combien de temps pr que snap enleve", "ni quand"),
        ("est ce que tiktok va la supprimer", "ni quand"),
        ("ils ont repondu 'ne va pas à l'encontre de nos regles' jfais koi", "peut se contester"),
        ("jpeux porter plainte sans que mes parents le sache ?", "même sans tes parents"),
        ("combien de temps pour porter plainte", "trois mois"),
        ("numéro du rectorat", "site de ton académie"),
        ("parler par chat", "tchat sur"),
        ("c'est vrai ça ?", "sources notées"),
        ("combien de temps ça prend", "pas de durée sûre"),
        ("jpeux savoir qui c ?", "la police peut enquêter"),
        ("je peux rester anonyme ?", "pas besoin de donner ton nom"),
    ],
)
def test_a_question_is_no_plan(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert words in talk.words
    assert plan(talk) == []


@pytest.mark.parametrize(
    "text",
    [
        "elle m'écrit sur whatsapp tous les soirs",
        "il dit mon nom partout",
        "un compte anonyme m'insulte",
        "ça dure depuis combien de temps ?",
        "on m'insulte dans le chat du jeu",
    ],
)
def test_a_story_is_no_such_question(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert not {key for say in talk.said for key in say.keys if key.startswith(("help.", "plan.chat"))}


def test_a_naked_picture_is_refused(library: Library) -> None:
    talk = told(library, "mon ex a une photo nue de moi")
    talk.says("jpeux te l'envoyer pour que tu vois ?")
    assert talk.said[0].text.startswith("Non, ne l'envoie pas")


@pytest.mark.parametrize(("country", "words"), [("France", "même si on voit"), ("Belgique", "qui ont l'air vraies")])
def test_a_fake_one_counts_too(library: Library, country: str, words: str) -> None:
    talk = told(library, "ils ont fait une fausse photo de moi nue avec une ia", country=country)
    talk.says("ça compte comme une vraie photo ?")
    assert words in talk.words


def test_a_question_answers_no_other(library: Library) -> None:
    talk = told(library, INSULTS, "depuis deux mois", country="Belgique")
    asked = talk.conversation.asked
    assert asked is not None
    assert asked.slot == "adults_who_know"
    talk.says("si je parle au pms ils le disent a mes parents ?")
    assert "adults_who_know" not in talk.conversation.slots


def test_english_questions_are_answered(library: Library) -> None:
    talk = told(library, "they insult me every night on snapchat and i am afraid")
    talk.says("are you a real person?")
    assert "I am a program" in talk.words
    talk.says("will you call my parents?")
    assert "stays with the team" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "je vais aller voir le père du gamin et lui casser la gueule",
        "j'ai envie d'aller chez eux et de lui mettre une claque",
        "je vais leur régler leur compte",
    ],
)
def test_anger_is_understood_and_stopped(library: Library, text: str) -> None:
    talk = told(library, "mon fils s'est fait frapper à l'école", role="Je suis parent")
    talk.says(text)
    assert "Votre colère se comprend. N'y allez pas" in talk.words


@pytest.mark.parametrize("text", ["je vais appeler le père du garçon", "je vais régler ça entre adultes"])
def test_families_are_not_called(library: Library, text: str) -> None:
    talk = told(library, "mon fils s'est fait frapper à l'école", role="Je suis parent")
    talk.says(text)
    assert "Passez par l'école" in talk.words
    assert talk.conversation.open_step != "stop_contact"


@pytest.mark.parametrize(
    "text",
    [
        "publier les captures sur Facebook ?",
        "Est-ce que je peux mettre leurs noms sur Facebook pour que ça bouge ?",
        "et si je poste les captures sur insta",
        "dois-je les dénoncer sur les réseaux ?",
    ],
)
def test_nobody_is_shown_in_public(library: Library, text: str) -> None:
    talk = told(library, INSULTS, role="Je suis parent")
    talk.says(text)
    assert "Non, pas en public" in talk.words


@pytest.mark.parametrize("text", ["il a publié les captures sur facebook, que faire ?", "je vais voir le principal"])
def test_what_others_do_is_no_plan(library: Library, text: str) -> None:
    talk = told(library, INSULTS, role="Je suis parent")
    talk.says(text)
    assert "pas en public" not in talk.words
    assert "N'y allez pas" not in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("faut que jmexcuse ou pas", "confie tes mots à un adulte"),
        ("jpeux lui envoyer un msg", "Pas de contact direct"),
        ("je peux aller le voir demain ?", "Pas de contact direct"),
        ("jai supprimé le groupe ça suffit ?", "d'autres ont pu garder des copies"),
        ("si jdenonce les autres ils vont me tomber dessus", "Avoir peur des autres se comprend"),
        ("je vais passer pour une balance si je parle, j'ai peur de passer pour une balance", "Avoir peur des autres"),
    ],
)
def test_those_who_took_part_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "on a fait un groupe sur un mec de la classe et ça a dégénéré", role="J'y ai participé")
    talk.says(text)
    assert words in talk.words


def test_confessions_are_no_question(library: Library) -> None:
    talk = told(library, "on a fait un groupe sur un mec de la classe et ça a dégénéré", role="J'y ai participé")
    talk.says("on lui envoyait des messages méchants")
    assert "Pas de contact direct" not in talk.words


@pytest.mark.parametrize("text", ["je lui dis quoi", "jlui dis quoi à elle", "qu'est-ce que je lui dis ?"])
def test_suicidal_friends_are_asked_and_heard(library: Library, text: str) -> None:
    talk = told(library, "ma petite sœur dit qu'elle veut mourir", role="C'est pour quelqu'un")
    talk.says(text)
    assert "En parler ne donne pas l'idée" in talk.words
    assert "message gentil" not in talk.words


@pytest.mark.parametrize(
    "text", ["je dois lui poser la question du suicide ou pas ?", "et ça va pas lui donner l'idée ?"]
)
def test_asking_plants_no_idea(library: Library, text: str) -> None:
    talk = told(library, "ma copine m'a dit qu'elle voulait mourir", role="C'est pour quelqu'un")
    talk.says(text)
    assert "ne donne pas l'idée" in talk.words


def test_teachers_do_not_wait_for_tomorrow(library: Library) -> None:
    talk = told(library, "Une élève m'a dit qu'elle se scarifiait", role="Je travaille à l'école")
    talk.says("Que dois-je lui dire demain ?")
    assert "N'attendez pas demain" in talk.words


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("Suis-je obligé de le signaler ?", "France", "doit en aviser le procureur"),
        ("Suis-je obligé de le signaler ?", "Belgique", "centre PMS"),
        ("Suis-je tenu au secret professionnel ?", "France", "Cela dépend de votre fonction"),
        ("Suis-je tenue au secret professionnel ?", "Belgique", "Cela dépend de votre fonction"),
        ("Faut-il faire une confrontation entre eux ?", "France", "Non, pas de face-à-face"),
        ("faut-il les mettre face à face ?", "Belgique", "Non, pas de face-à-face"),
        ("Comment parler aux élèves qui le font ?", "France", "Parlez à chaque élève à part"),
        ("elle m'a demandé de ne rien dire, que faire ?", "France", "On ne peut pas promettre de se taire"),
        ("est-ce ma faute ?", "France", "ni celle de l'élève"),
    ],
)
def test_teachers_questions_are_answered(library: Library, text: str, country: str, words: str) -> None:
    talk = told(library, "Une élève est insultée par sa classe", country=country, role="Je travaille à l'école")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize("text", ["dois-je signaler le compte à Instagram ?", "comment faire un signalement ?"])
def test_reporting_to_platforms_stays(library: Library, text: str) -> None:
    talk = told(library, "Une élève est insultée sur Instagram", role="Je travaille à l'école")
    talk.says(text)
    assert talk.conversation.open_step == "report_platform"


def test_promises_of_silence_are_eased(library: Library) -> None:
    talk = told(library, "mon petit frère se fait racketter", "non", role="C'est pour quelqu'un")
    talk.says("il m'a fait promettre de rien dire aux parents")
    assert "Prévenir un adulte n'est pas trahir" in talk.words


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
        ("who is the CPE", "looks after the life of pupils"),
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
    assert asks.stated((text, " ".join(library.understanding.normalised(text))))[0] == node


@pytest.mark.parametrize(
    "text",
    ["they wont leave me alone", "i don't leave school before five", "my friend sleeps a lot", "he told me a joke"],
)
def test_english_stories_are_no_feelings(library: Library, text: str) -> None:
    asks = library.asks["en"]
    assert asks.stated((text, " ".join(library.understanding.normalised(text)))) == ()


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


@pytest.mark.parametrize(
    "text", ["comment j'efface ce qu'on a dit", "comment jefface ce kon a dit", "efface ce qu'on s'est dit stp"]
)
def test_erasing_what_was_said(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.place is not None
    assert talk.conversation.place.node == "erase"


@pytest.mark.parametrize("text", ["elle sait pas que c moi", "ils savent que c'est moi", "personne sait que c'est moi"])
def test_what_others_know_is_told(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "reste dans l'équipe" not in talk.words


@pytest.mark.parametrize(
    "text", ["qui lit mes messages", "c toi qui lit mes messages ou ya des gens", "tu le dis à qui ?"]
)
def test_who_reads_here_is_answered(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "reste dans l'équipe" in talk.words


def test_phones_at_home_are_hidden(library: Library) -> None:
    talk = told(library, "mon père me frappe")
    talk.says("il regarde mon tel des fois")
    assert plan(talk) == ["discreet_mode"]


def test_homes_are_not_warned(library: Library) -> None:
    talk = told(library, "mon père me frappe", "je suis dans un foyer")
    assert "institution" in talk.conversation.situations
    talk.says("je fais quoi")
    assert "contact_school_or_institution" not in talk.conversation.plan


def test_fear_of_homes_is_no_home(library: Library) -> None:
    talk = told(library, "mon père me frappe", "ils vont me mettre en foyer")
    assert "institution" not in talk.conversation.situations


@pytest.mark.parametrize("text", ["si jappel ils vont me mettre en foyer ?", "i von le dir a ma mere ?"])
def test_doubts_are_about_the_line(library: Library, text: str) -> None:
    talk = told(library, "mon père me frappe")
    talk.says(text)
    assert "Si tu es en danger, le 119" in talk.words


def test_calls_are_doubted_much_later(library: Library) -> None:
    talk = told(library, "mon père me frappe", "oui", "je sais pas", "bof", "il est au travail", "il rentre à 19h")
    talk.says("si j'appelle ils vont le dire à ma mère ?")
    assert "Demande-le au début" in talk.words


def test_a_chat_is_named_elsewhere(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("jpeux ecrire au lieu dappeler")
    assert "tchat sur" in talk.words
    assert "on ne sait pas" not in talk.words


def test_lines_are_known_misspelled(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("cest quoi fil sante jeunes")
    assert "C'est une ligne pour les jeunes" in talk.words
    talk.says("ils disent rien a mes parents ?")
    assert "0 800 235 236" in talk.words


def test_friends_are_not_to_blame(library: Library) -> None:
    talk = told(library, "ma meilleure amie veut se suicider", role="C'est pour quelqu'un")
    talk.says("c'est ma faute")
    assert "pas responsable" in talk.words
