"""What is said of letters while they are prepared: leaving one, going back, asking why, telling something else.

Phrases stand in `languages/<lang>/paperwork.yaml`, in the language of `conversations/phrases.py`.
"""

from collections.abc import Iterable, Mapping

from conversations.phrases import Phrases
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

Words = tuple[str, ...]


class PaperworkFile(Record):
    """`leaves`: this letter is not wanted any more; `instead`: another one is; `another`: one more, after this one.
    `back`: to the question before; `why`: what the question is for; `asks`: how a question begins.
    `news`: what happened since, which is no answer to a question about a name or a day. `no_meeting`: there was none
    yet; `no_day`: the day is not known any more.
    """

    version: int
    leaves: Words = ()
    instead: Words = ()
    another: Words = ()
    back: Words = ()
    why: Words = ()
    asks: Words = ()
    news: Words = ()
    no_meeting: Words = ()
    no_day: Words = ()


class Paperwork:
    """One language's file, ready to be asked."""

    def __init__(self, file: PaperworkFile) -> None:
        self._phrases = {name: Phrases(getattr(file, name)) for name in type(file).model_fields if name != "version"}

    def says(self, name: str, texts: Iterable[str]) -> bool:
        """Whether one of the phrases of this name stands in one of the texts."""
        return any(self._phrases[name].first(text) for text in texts)


def paperwork_of(files: Mapping[str, str]) -> dict[str, Paperwork]:
    """Language → what is said of letters in it, for every `languages/<lang>/paperwork.yaml`. Raises ContentError."""
    paths = under(files, "languages/", "/paperwork.yaml")
    return {p.split("/")[1]: Paperwork(validate(p, PaperworkFile, read_yaml(p, files[p]))) for p in paths}
