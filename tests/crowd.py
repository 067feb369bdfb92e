"""Several people who write and tap as they like, seeded, and what they can tell of what they were told."""

import random
from collections.abc import Sequence

from telegram_double import TelegramDouble
from telegram_double_person import Person
from whole_program import CANARY

# Below the number of messages a minute from which answers stand for one another.
ACTS_EACH = 16
WORDS = (
    "salut",
    "ok",
    "oui",
    "non",
    "14 ans",
    "je suis au collège en belgique",
    f"ils ont fait un groupe sur moi sur insta {CANARY}",
    "numéros",
    "j'ai envie de mourir",
    "je sais pas",
    "stop",
    "/kick",
    "c'est sur snap depuis lundi",
    "Retour",
)
POISON = '{"update_id":$id,"message":{"message_id":"x","chat":[[1]]}}'
# What a person is told, in order: text, urgent.
Replies = Sequence[tuple[str, bool]]
# Who erases takes back what still waits for them: nothing could be counted.
NEVER_TAPPED = ("Oui, tout effacer",)


class Crowd:
    """`size` people at a time; who has done enough is followed by someone new."""

    def __init__(self, telegram: TelegramDouble, size: int, chance: random.Random) -> None:
        self._telegram, self._chance = telegram, chance
        self.everyone: list[Person] = []
        self.poisons: set[int] = set()
        self._acts: dict[int, int] = {}
        self._deaths: list[dict[int, int]] = []
        self._present = [self._newcomer() for _ in range(size)]

    def acts(self, times: int) -> None:
        """Someone writes or taps; now and then Telegram repeats itself, or sends what nobody can read."""
        for _ in range(times):
            who = self._chance.randrange(len(self._present))
            person = self._present[who]
            self._once(person)
            self._acts[person.id] = self._acts.get(person.id, 0) + 1
            if self._acts[person.id] == ACTS_EACH:
                self._present[who] = self._newcomer()
            if self._chance.random() < 0.1:
                self._telegram.redeliver(self._chance.choice(list(self._telegram.world.updates.every)))
            if self._chance.random() < 0.05:
                self.poisons.add(self._telegram.inject(POISON))

    def somebody_died(self) -> None:
        """The program was killed: what each person had heard by then."""
        self._deaths.append({person.id: len(person.heard) for person in self.everyone})

    def repetitions(self, person: Person, replies: Replies) -> list[int]:
        """For each reply that came once more, the life of the program in which it had come before.

        Fails where a reply is missing, unknown, or out of its order; urgent ones overtake the others.
        """
        urgent = {text for text, is_urgent in replies if is_urgent}
        lives: list[int] = []
        for lane in (True, False):
            expected = [text for text, _ in replies if (text in urgent) is lane]
            heard = [(place, text) for place, text in enumerate(person.texts) if (text in urgent) is lane]
            once, again = without_repetitions(heard, expected)
            assert once == expected
            lives += [self._life(person, place) for place in again]
        return lives

    def _life(self, person: Person, place: int) -> int:
        """The number of kills before this message came."""
        return sum(place >= heard.get(person.id, 0) for heard in self._deaths)

    def _once(self, person: Person) -> None:
        buttons = self._buttons(person)
        if buttons and self._chance.random() < 0.5:
            person.tap(self._chance.choice(buttons))
        else:
            person.write(self._chance.choice(WORDS))

    @staticmethod
    def _buttons(person: Person) -> Sequence[str]:
        return [label for label in person.buttons if label not in NEVER_TAPPED]

    def _newcomer(self) -> Person:
        person = self._telegram.person(f"P{len(self.everyone)} {CANARY}")
        self.everyone.append(person)
        return person


def without_repetitions(heard: Sequence[tuple[int, str]], expected: Sequence[str]) -> tuple[list[str], list[int]]:
    """What was heard, a reply that came once more right after itself only once; and the places of those before."""
    once: list[str] = []
    again: list[int] = []
    for at, (_, text) in enumerate(heard):
        due = expected[len(once)] if len(once) < len(expected) else None
        if text != due and once and once[-1] == text:
            again.append(heard[at - 1][0])
        else:
            once.append(text)
    return once, again
