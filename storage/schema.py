"""The tables, as a list of migrations: a name and its statements. What is released is never changed, only added to.

Moments are UTC text (storage/moments.py). A BLOB named `body`, `raw`, `state`, `external` or `details` is sealed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    statements: tuple[str, ...]


PEOPLE = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE keys (
        id TEXT PRIMARY KEY, wrapped BLOB NOT NULL, master TEXT NOT NULL, made_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    # AUTOINCREMENT: the number of an erased person is never given to another one.
    """CREATE TABLE people (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, first_at TEXT NOT NULL, unnoticed_since TEXT
    ) STRICT""",
    "CREATE INDEX people_unnoticed ON people (unnoticed_since) WHERE unnoticed_since IS NOT NULL",
    """CREATE TABLE addresses (
        id INTEGER PRIMARY KEY AUTOINCREMENT, lookup BLOB NOT NULL UNIQUE,
        channel TEXT NOT NULL, account TEXT NOT NULL, external BLOB NOT NULL,
        person INTEGER NOT NULL UNIQUE REFERENCES people (id), stopped INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE conversations (
        address INTEGER PRIMARY KEY REFERENCES addresses (id), id TEXT NOT NULL UNIQUE,
        state BLOB, messages INTEGER NOT NULL DEFAULT 0, last_at TEXT,
        minute TEXT NOT NULL DEFAULT '', in_minute INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE cases (
        id TEXT PRIMARY KEY, person INTEGER NOT NULL UNIQUE REFERENCES people (id), opened_at TEXT NOT NULL
    ) STRICT""",
)

TRAFFIC = (
    # `address` and `raw` become NULL when the person erases; the ids stay so that a repeated update is known.
    """CREATE TABLE inbox (
        seq INTEGER PRIMARY KEY, channel TEXT NOT NULL, account TEXT NOT NULL, update_id TEXT NOT NULL,
        address INTEGER REFERENCES addresses (id), key TEXT, raw BLOB, received_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('done', 'gathering', 'retry', 'dead', 'ignored')),
        album TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, due_at TEXT,
        UNIQUE (channel, account, update_id)
    ) STRICT""",
    "CREATE INDEX inbox_of_address ON inbox (address) WHERE address IS NOT NULL",
    "CREATE INDEX inbox_due ON inbox (due_at) WHERE state IN ('gathering', 'retry')",
    "CREATE INDEX inbox_by_key ON inbox (key) WHERE state IN ('dead', 'ignored')",
    """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY, effect TEXT NOT NULL UNIQUE, address INTEGER NOT NULL REFERENCES addresses (id),
        kind TEXT NOT NULL, body BLOB NOT NULL, urgent INTEGER NOT NULL, passing INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('head', 'behind', 'flight', 'aside', 'fetching', 'undelivered')),
        tries INTEGER NOT NULL DEFAULT 0, made_at TEXT NOT NULL, due_at TEXT NOT NULL,
        holder TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    # The database itself holds the promise: never two calls of one chat at the same time.
    "CREATE UNIQUE INDEX outbox_one_head ON outbox (address) WHERE state IN ('head', 'flight')",
    "CREATE INDEX outbox_waiting ON outbox (address, urgent DESC, seq) WHERE state IN ('head', 'behind', 'flight')",
    "CREATE INDEX outbox_heads ON outbox (urgent DESC, seq) WHERE state = 'head'",
    "CREATE INDEX outbox_aside ON outbox (seq) WHERE state = 'aside'",
    "CREATE INDEX outbox_flights ON outbox (holder) WHERE state IN ('flight', 'fetching')",
    "CREATE INDEX outbox_undelivered ON outbox (address) WHERE state = 'undelivered'",
    """CREATE TABLE timers (
        conversation TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (conversation, name)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX timers_due ON timers (at)",
    """CREATE TABLE transcripts (
        seq INTEGER PRIMARY KEY, conversation TEXT NOT NULL, id TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), at TEXT NOT NULL, body BLOB NOT NULL,
        UNIQUE (conversation, id)
    ) STRICT""",
)

EVIDENCE = (
    """CREATE TABLE evidence (
        id TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id), number INTEGER NOT NULL,
        blob TEXT NOT NULL, size INTEGER NOT NULL, received_at TEXT NOT NULL, details BLOB NOT NULL,
        UNIQUE (person, number)
    ) STRICT""",
    """CREATE TABLE custody (
        person INTEGER NOT NULL REFERENCES people (id), line INTEGER NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL,
        evidence TEXT NOT NULL, details BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL,
        PRIMARY KEY (person, line)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE debris (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
)

DESK = (
    """CREATE TABLE handoffs (
        id TEXT PRIMARY KEY, conversation TEXT, channel TEXT NOT NULL, risk TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'human', 'closed')),
        asked_at TEXT NOT NULL, helper INTEGER REFERENCES helpers (id), claimed_at TEXT, closed_at TEXT,
        closed_by TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE UNIQUE INDEX handoffs_one_open ON handoffs (conversation) WHERE state <> 'closed'",
    "CREATE INDEX handoffs_of_conversation ON handoffs (conversation) WHERE conversation IS NOT NULL",
    "CREATE INDEX handoffs_open ON handoffs (state, asked_at) WHERE state <> 'closed'",
    """CREATE TABLE handoff_lines (
        seq INTEGER PRIMARY KEY, handoff TEXT NOT NULL REFERENCES handoffs (id), id TEXT NOT NULL,
        who TEXT NOT NULL CHECK (who IN ('person', 'helper')), risk TEXT NOT NULL, at TEXT NOT NULL,
        body BLOB NOT NULL, UNIQUE (handoff, id)
    ) STRICT""",
    """CREATE TABLE helpers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, alias TEXT NOT NULL,
        password TEXT NOT NULL, totp BLOB NOT NULL, totp_used INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0, locked_until TEXT, present_until TEXT,
        added_at TEXT NOT NULL, disabled_at TEXT
    ) STRICT""",
    "CREATE INDEX helpers_present ON helpers (present_until) WHERE present_until IS NOT NULL",
    """CREATE TABLE desk_sessions (
        token BLOB PRIMARY KEY, helper INTEGER NOT NULL REFERENCES helpers (id),
        began_at TEXT NOT NULL, seen_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE desk_links (token BLOB PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE chat_sessions (
        token BLOB PRIMARY KEY, external BLOB NOT NULL, began_at TEXT NOT NULL, seen_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE chat_codes (
        code BLOB PRIMARY KEY, external BLOB NOT NULL, made_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

FACTS = (
    """CREATE TABLE facts (
        id TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id), number INTEGER NOT NULL,
        told_at TEXT NOT NULL, details BLOB NOT NULL, UNIQUE (person, number)
    ) STRICT""",
)

# `slot` is where the other half of a key lies, 0 for a key that is still whole; `doomed` are halves to be overwritten.
HALVES = (
    "ALTER TABLE keys ADD COLUMN slot INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE doomed (slot INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT",
)

# What is known of each kept item by looking at it. `same` is the keyed digest of its content; `preview` the sealed file
# that may be shown; `purged` are files that are being taken away because they were intimate, and who is to be told.
LOOKS = (
    """CREATE TABLE looks (
        evidence TEXT PRIMARY KEY REFERENCES evidence (id) ON DELETE CASCADE, person INTEGER NOT NULL,
        same BLOB NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'made', 'none')),
        tries INTEGER NOT NULL DEFAULT 0, preview TEXT NOT NULL DEFAULT '', details BLOB
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX looks_waiting ON looks (evidence) WHERE state = 'waiting'",
    "CREATE INDEX looks_same ON looks (person, same)",
    "CREATE TABLE purged (blob TEXT NOT NULL, conversation TEXT NOT NULL, effect TEXT NOT NULL,"
    " PRIMARY KEY (effect, blob)) STRICT, WITHOUT ROWID",
)

# What was done to cases from outside a conversation, by whom; and the sealed ends of the chains of custody.
AUDIT = (
    """CREATE TABLE audit (
        line INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL,
        previous BLOB NOT NULL, hash BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE custody_heads (
        person INTEGER PRIMARY KEY REFERENCES people (id), details BLOB NOT NULL
    ) STRICT""",
)

# Something made for a person that lies ready, sealed, until it is handed over or `until` has come.
PAPERS = (
    """CREATE TABLE papers (
        id TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id), blob TEXT NOT NULL, size INTEGER NOT NULL,
        until TEXT NOT NULL, code BLOB, details BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX papers_of_person ON papers (person)",
    "CREATE INDEX papers_by_code ON papers (code) WHERE code IS NOT NULL",
)

TEAM = (
    """CREATE TABLE helper_accounts (
        account BLOB PRIMARY KEY, channel TEXT NOT NULL, helper INTEGER NOT NULL REFERENCES helpers (id),
        linked_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE helper_codes (
        code BLOB PRIMARY KEY, helper INTEGER NOT NULL REFERENCES helpers (id), until TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE team_notices (
        handoff TEXT NOT NULL REFERENCES handoffs (id), place TEXT NOT NULL, token TEXT NOT NULL,
        message TEXT NOT NULL, over INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (handoff, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX team_notices_by_token ON team_notices (token)",
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration("0001_people", PEOPLE),
    Migration("0002_traffic", TRAFFIC),
    Migration("0003_evidence", EVIDENCE),
    Migration("0004_desk", DESK),
    Migration("0005_halves", HALVES),
    Migration("0006_looks", LOOKS),
    Migration("0007_facts", FACTS),
    Migration("0008_audit", AUDIT),
    Migration("0009_papers", PAPERS),
    Migration("0010_team", TEAM),
)
