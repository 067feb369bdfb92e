"""No sentence that a young person can read stands in Python: they are written, signed and corrected in the packs."""

import re
from collections.abc import Iterator

import pytest
from source_fixtures import Module, modules, parse, strings

FRENCH_LETTERS = re.compile(r"[àâçéèêëîïôûùœÀÂÇÉÈÊ]")
FRENCH_WORDS = re.compile(
    r"\b(je|tu|il|elle|nous|vous|ton|ta|tes|votre|vos|mon|ma|mes|le|la|les|un|une|des|du|au|aux|et|ou|est|sont|pas|ne|que|qui|quoi"
    r"|avec|pour|sur|dans|ici|peux|peut|veux|fait|fais|merci|bonjour|salut)\b"
)
ENGLISH_ADDRESS = re.compile(r"\b(you|your|you're|please|sorry)\b", re.IGNORECASE)
LONGEST_WORD_WITH_ACCENT = 25
# Patterns and lists of little words are read by the program, not by people.
PATTERN = re.compile(r"[\\|\[]|\(\?")
WRITTEN = re.compile(r"[A-ZÀÉÈÊ.,;:!?'’]")
# What a measurement types in the place of a young person; what the lint tells authors.
READ_BY_NOBODY_YOUNG = ("bot.bench_", "conversations.lint.")


def sentences(module: Module) -> Iterator[str]:
    for text, line in () if module.name.startswith(READ_BY_NOBODY_YOUNG) else strings(module):
        if PATTERN.search(text):
            continue
        words = re.findall(r"[^\W\d_]+", text.lower())
        french = len(words) >= 4 and WRITTEN.search(text) and len(FRENCH_WORDS.findall(text.lower())) >= 2
        accented = len(text) > LONGEST_WORD_WITH_ACCENT and FRENCH_LETTERS.search(text)
        addressed = len(words) >= 4 and not module.name.startswith("bot.") and ENGLISH_ADDRESS.search(text)
        if french or accented or addressed:
            yield f"{module.where}:{line} {text[:40]!r}"


@pytest.mark.parametrize(
    "bad",
    [
        'say("Tu peux appeler le 3018.")',
        'x = f"{name} a été prévenue tout de suite"',
        'y = "Please tell us your age now"',
    ],
)
def test_sentences_are_recognised(bad: str) -> None:
    assert list(sentences(parse(bad, "conversations.example")))


def test_codes_and_docstrings_pass() -> None:
    fine = '"""Tu peux appeler le 3018."""\nkey = "danger.numbers.life"\npattern = "[éèê]"'
    assert list(sentences(parse(fine, "conversations.example"))) == []


@pytest.mark.parametrize("package", ["conversations", "storage", "bot"])
def test_no_sentence_in_package(package: str) -> None:
    assert [found for module in modules(package) for found in sentences(module)] == []
