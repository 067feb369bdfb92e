"""Every limit of the engine, named, in one place (conversation_rules §1)."""

from datetime import timedelta

MESSAGES_A_TURN = 3
CHARACTERS_A_MESSAGE = 300
CHARACTERS_OF_AN_ANSWER = 1_000
CHARACTERS_OF_NOTICE = 700
CHARACTERS_OF_PLAN = 600
TITLES_A_PLAN = 8
TITLES_IN_DANGER = 3
CHOICES_A_MESSAGE = 4
CHOICES_WHO_ARE_YOU = 5
CHARACTERS_A_LABEL = 24
NODES_A_TURN = 40
STACK_DEPTH = 6
TRAIL_LENGTH = 8
FILES_WAITING = 200
# Days after which somebody who asked for it is asked how it goes (procedures §1.10).
CHECK_IN_DAYS = (2, 7, 30)
PICTURES_ASKED = 10
FORWARDS_TOGETHER = 200
CHAT_LINES_A_PAGE = 5
CHAT_LINES_PICKED = 200
CHARACTERS_A_CHAT_LINE = 58
FORWARDS_WAIT = timedelta(seconds=6)
MISUNDERSTOOD_BEFORE_CARD = 2
# DEL-08: beyond ten files in five minutes the receipts are grouped.
FILES_BEFORE_GROUPING = 10
FILES_WINDOW = timedelta(minutes=5)
RECEIPT_PAUSE = timedelta(seconds=20)
LOOKED_AT_WITHIN = timedelta(minutes=10)
NUDITY_ANSWER_HOLDS = timedelta(minutes=30)
RETENTION_WARNING = timedelta(days=15)
