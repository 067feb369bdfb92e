"""The words of the program that the packs must know: which texts it says, which nodes it goes to.

Read from the source by whoever may read files (`bot/content_program.py`); the lint itself opens nothing.
"""

from collections.abc import Container

from conversations.records import Record


class Program(Record):
    """`keys`: texts said by name; `families`: beginnings of keys, such as `topic.`; `words`: string literals."""

    keys: frozenset[str] = frozenset()
    families: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    def says(self, key: str, vocabulary: Container[str]) -> bool:
        """Whether the key stands in the source, or is a family and a word of the source or of the vocabulary."""
        if key in self.keys or key in self.words:
            return True
        endings = (key.removeprefix(family) for family in self.families if key.startswith(family))
        return any(ending in self.words or ending in vocabulary for ending in endings)
