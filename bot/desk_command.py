"""`appui helper` and `appui migrate`: a short visit to the store, beside a running `appui start`."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bot.desk_people import add_helper
from bot.errors import SettingsError
from bot.master_key import read_master_key
from bot.settings import Settings
from storage import health, helpers, team
from storage.errors import StorageError
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault

NAME_CHARACTERS = 40
# Four groups of five letters without look-alikes: 98 bits, easy to copy from one paper to one screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 5
CODE_LIFE = timedelta(minutes=30)


def migrate_store(settings: Settings) -> list[str]:
    """Applies what is pending; gives its names. Raises StorageError, SettingsError."""
    before = health.examine(settings.data)
    with _opened(settings):
        after = health.examine(settings.data)
    return [name for name in before.pending if name not in after.pending] if before.exists else []


def add_person(settings: Settings, name: str, alias: str) -> dict[str, str]:
    """A new account; its password and the address for the authenticator app are not kept in a readable form."""
    if not name.isidentifier() or len(name) > NAME_CHARACTERS or len(alias) > NAME_CHARACTERS or not alias.strip():
        raise SettingsError(
            [f"A name is one word of letters and digits, an alias a first name; {NAME_CHARACTERS} at most."]
        )
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    with _opened(settings) as store:
        try:
            otpauth = add_helper(store, name, alias, password, datetime.now(UTC))
        except StorageError as error:
            if error.code == "name_taken":
                raise SettingsError([f"There is an account named {name} already."]) from None
            raise
    return {"name": name, "alias": alias, "password": password, "otpauth": otpauth}


def link_code(settings: Settings, name: str) -> str:
    """A code by which this helper links a messenger account, once, within half an hour. Raises SettingsError."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    with _opened(settings) as store:
        found = store.write_now(lambda tx: _make_code(tx, name, code, datetime.now(UTC) + CODE_LIFE))
    if not found:
        raise SettingsError([f"There is no open account named {name}."])
    return code


def list_people(settings: Settings) -> list[dict[str, str]]:
    """Every account, with no secret of it."""
    with _opened(settings) as store:
        people = store.read_now(helpers.everyone)
    return [{"name": one.name, "alias": one.alias, "state": "off" if one.disabled else "on"} for one in people]


def close_account(settings: Settings, name: str) -> None:
    """Ends the account and its sessions at once. Raises SettingsError where nobody has that name."""
    with _opened(settings) as store:
        found = store.write_now(lambda tx: helpers.disable(tx, name, datetime.now(UTC)))
    if not found:
        raise SettingsError([f"There is no open account named {name}."])


def _make_code(tx: Transaction, name: str, code: str, until: datetime) -> bool:
    known = helpers.by_name(tx, name)
    if known is None or known.disabled:
        return False
    team.make_code(tx, known.id, code, until)
    return True


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = Store.open(settings.data, Vault(read_master_key(settings).key), halves_file=settings.halves)
    try:
        yield store
    finally:
        store.close()
