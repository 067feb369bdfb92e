"""What is asked and felt in English, on the path of the young."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told


def test_english_questions_are_answered(library: Library) -> None:
    talk = told(library, "they insult me every night on snapchat and i am afraid")
    talk.says("are you a real person?")
    assert "I am a program" in talk.words
    talk.says("will you call my parents?")
    assert "stays with the team" in talk.words


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
