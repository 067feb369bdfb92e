"""The state of a conversation is read and written as it was when its parts were records of pydantic."""

import pytest
from pydantic import ValidationError

from conversations.conversation import Conversation

# Written by the program before that change.
STORED = """{"id":"c","channel":"web","turns":9,"last_at":"2026-11-27T08:55:57.107196Z","notice":"accepted","place":\
{"flow":"plan","node":"news","version":1},"stack":[{"place":{"flow":"story","node":"since","version":1},"asked":\
{"token":"q6","slot":"since","choices":[{"id":"today","label":"Aujourd'hui"}]}}],"trail":[{"flow":"arrival","node":\
"country","version":1}],"asked":{"token":"q7","choices":[{"id":"step.keep_evidence","label":"Étape 1"}]},"slots":\
{"when":{"value":"tous les jours","by":"text"},"country":{"value":"FR"}},"danger":{"level":"low","kinds":["suicide"],\
"at":"2026-11-27T08:55:56.000001Z"},"waiting_files":[{"files":[{"reference":"r","kind":"photo"}],"caption":"hier"}],\
"keeping":{"effects":["e/0"],"same":[[2,1]],"window_at":"2026-11-27T08:55:56Z","in_window":1},"forwards":{"lines":[\
{"place":1,"author":"Max","text":"t"}],"messages":["m"]},"chat":{"number":3,"total":40},"steps":{"keep_evidence":"done"},\
"steps_on":{"keep_evidence":"2026-11-26"},"follow":{"since":"2026-11-27T08:55:57.107196Z","done":1},"letter":{"key":\
"platform","asks":["who"],"answers":{"who":"Max"}},"letters":[{"key":"complaint","sent_on":"2026-11-20"}]}"""


def test_what_was_stored_is_read_and_written_alike() -> None:
    read = Conversation.model_validate_json(STORED)
    assert read.model_dump_json(exclude_defaults=True) == STORED


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"node":"news"', '"node":"news","more":1'),
        ('"by":"text"', '"by":"wind"'),
        ('"label":"Étape 1"', '"label":7'),
        ('"at":"2026-11-27T08:55:56.000001Z"', '"at":"2026-11-27T08:55:56.000001"'),
        ('"same":[[2,1]]', '"same":[[2]]'),
        ('"done":1}', '"done":1,"more":2}'),
    ],
)
def test_what_is_no_state_is_refused(good: str, bad: str) -> None:
    assert good in STORED
    with pytest.raises(ValidationError):
        Conversation.model_validate_json(STORED.replace(good, bad, 1))
