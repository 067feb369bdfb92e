"""Errors as an operator reads them: one clear line each, with what to do."""

from conversations.errors import AppuiError, ContentError

SAID = {
    "folder_in_use": "another appui start runs on this data folder (process {process}): stop it, or give --data",
    "wrong_master_key": "the data was sealed under another master key; put that one back, or set APPUI_KEY_FILE",
    "halves_missing": "the file with the other halves of the keys is missing; put it back, or set APPUI_HALVES_FILE",
    "halves_format": "the file of APPUI_HALVES_FILE holds no halves of keys; put the right one back",
    "newer_data": "a newer program has been here ({migration}); install it again",
    "disk_full": "the disk is full; nothing was stored",
    "read_only": "the data folder cannot be written",
    "corrupt": "the database is damaged; stop, keep a copy of the folder, and restore a backup",
    "sync_failed": "the disk did not confirm a write; stop, and look at the disk before anything else",
    "cannot_open": "the database cannot be opened",
    "busy": "another command is writing; try again",
    "pragma": "the database refuses a safety setting ({name}); it may lie on a network folder",
}


def told(error: AppuiError) -> list[str]:
    """The lines for this error; a code without a sentence is told as it is."""
    problems = getattr(error, "problems", None)
    if problems:
        return list(problems)
    if isinstance(error, ContentError):
        return [f"a pack does not hold: {error}"]
    sentence = SAID.get(error.code)
    return [sentence.format(**error.ids) if sentence else str(error)]
