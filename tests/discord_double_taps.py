"""What someone does with buttons, selects, commands and modals: interactions, as the bot is told of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from discord_double_answers import FIRST_ANSWER
from discord_double_components import BUTTON, SELECTS, pressable, walk
from discord_double_messages import FILE, store
from discord_double_world import (
    BOT_ID,
    DM,
    EPHEMERAL,
    GUILD_TEXT,
    Account,
    Channel,
    Interaction,
    JsonObject,
    World,
    member_of,
)  # fmt: skip

IN_SERVER, WITH_BOT, PRIVATE = 0, 1, 2
BY_SERVER, BY_USER = 0, 1
COMMAND, COMPONENT, SUBMIT = 2, 3, 5
LABEL, FILE_UPLOAD = 18, 19


class Sent(NamedTuple):
    id: str
    message_id: str


class Attached(NamedTuple):
    """A file to send. `more` are fields of the attachment, such as a `size` that lies."""

    content: bytes
    name: str = "capture.png"
    mime: str | None = "image/png"
    more: JsonObject = {}  # noqa: RUF012


class Taps:
    def __init__(self, world: World, account: Account) -> None:
        self._world, self._account = world, account
        self.locale = "fr"

    @property
    def screen(self) -> list[JsonObject]:
        """The messages of both sides that are still visible, in order, with those for this person alone."""
        return self._visible(self._world.dm_with(self._account))

    @property
    def unanswered(self) -> list[str]:
        """Interactions of this person that nobody acknowledged in time: « L'application ne répond plus »."""
        late = self._world.clock() - FIRST_ANSWER
        every = self._world.interactions.values()
        return [one.id for one in every if one.person is self._account and one.state == "open" and one.at <= late]

    @property
    def modal(self) -> JsonObject | None:
        """The modal that is open on the screen."""
        return self._account.modals[-1][1] if self._account.modals else None

    def press(self, label: str, on: str | None = None, where: Channel | None = None) -> Sent:
        """Only a button that can be pressed; `on` names an older message. Found by label or by custom_id."""
        message, button = self._find(BUTTON, label, on, where)
        return self._tap(message, button, {})

    def choose(self, *labels: str, on: str | None = None) -> Sent:
        """Options of a select, by label or by value."""
        message, select = self._find_select(labels[0], on)
        values = [
            option["value"] for option in select["options"] if option["label"] in labels or option["value"] in labels
        ]
        assert len(values) == len(labels), f"options {labels} are not all in {select['options']}"
        assert select["min_values"] <= len(values) <= select["max_values"], "so many cannot be chosen"
        return self._tap(message, select, {"values": values})

    def command(self, name: str, where: Channel | None = None, **options: str) -> Sent:
        """A registered slash command, where its contexts allow it: with the bot, or in `where`."""
        channel = where or self._world.dm_with(self._account)
        command = next((known for known in self._world.commands if known["name"] == name), None)
        assert command is not None, f"no command {name!r}; there are {[c['name'] for c in self._world.commands]}"
        owners = self._owners(command, channel)
        assert owners, f"{name!r} is not offered here"
        data: JsonObject = {"id": command["id"], "name": name, "type": command["type"]}
        if options:
            data["options"] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        return self._interact(COMMAND, data, channel, None, owners, {})

    def submit(self, values: Mapping[str, str | Sequence[Attached]]) -> Sent:
        """Sends the open modal; fields by label or custom_id, the others stay empty."""
        assert self._account.modals, "no modal is open"
        opened, modal = self._account.modals.pop()
        resolved: JsonObject = {}
        fields = [self._filled(part, at, values, resolved) for at, part in enumerate(modal["components"], 1)]
        data: JsonObject = {"custom_id": modal["custom_id"], "components": fields}
        if resolved:
            data["resolved"] = {"attachments": resolved}
        more = {"triggering_interaction_metadata": opened.metadata}
        return self._interact(SUBMIT, data, opened.channel, opened.message, opened.owners, more)

    def dismiss(self) -> None:
        """Closes the modal; the bot is told nothing."""
        self._account.modals.pop()

    # inside
    def _visible(self, channel: Channel) -> list[JsonObject]:
        own = channel.id == self._world.dm_with(self._account).id
        alone = [
            message for message in self._account.heard
            if message["id"] not in self._world.taken_away
            and (message["flags"] & EPHEMERAL if message["channel_id"] == channel.id else own)
        ]  # fmt: skip
        return sorted([*channel.messages.values(), *alone], key=lambda message: int(message["id"]))

    def _tap(self, message: JsonObject, part: JsonObject, more: JsonObject) -> Sent:
        data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]} | more
        channel = self._world.channels[message["channel_id"]]
        owners = self._origin_of(message) or {"0": channel.guild_id or "0"}
        return self._interact(COMPONENT, data, channel, message, owners, {"interacted_message_id": message["id"]})

    @staticmethod
    def _origin_of(message: JsonObject) -> dict[str, str]:
        return dict(message.get("interaction_metadata", {}).get("authorizing_integration_owners", {}))

    def _owners(self, command: JsonObject, channel: Channel) -> dict[str, str]:
        """Who installed the bot, of those that make this command appear here; empty where it does not."""
        context = context_of(channel)
        contexts = command["contexts"] or ([IN_SERVER, WITH_BOT] if command["dm_permission"] else [IN_SERVER])
        if context not in contexts:
            return {}
        owners: dict[str, str] = {}
        if BY_SERVER in command["integration_types"] and channel.bot_is_in:
            owners["0"] = channel.guild_id or "0"
        if BY_USER in command["integration_types"]:
            owners["1"] = self._account.id
        return owners

    def _interact(
        self, kind: int, data: JsonObject, channel: Channel, message: JsonObject | None, owners: dict[str, str],
        metadata: JsonObject,
    ) -> Sent:  # fmt: skip
        world = self._world
        with world.lock:
            number = world.new_id()
            told = {
                "id": number, "type": kind, "user": self._account.user, "authorizing_integration_owners": owners,
            } | metadata  # fmt: skip
            world.interactions[number] = interaction = Interaction(
                number, f"token-of-{number}", kind, self._account, channel, context_of(channel), world.clock(),
                message, owners=owners, metadata=told,
            )  # fmt: skip
            world.emit("INTERACTION_CREATE", self._payload(interaction, data))
        return Sent(number, message["id"] if message else "")

    def _payload(self, interaction: Interaction, data: JsonObject) -> JsonObject:
        channel, user = interaction.channel, self._account.user
        payload: JsonObject = {
            "id": interaction.id, "application_id": BOT_ID, "type": interaction.kind, "data": data,
            "token": interaction.token, "version": 1, "channel_id": channel.id, "channel": place_of(channel),
            "app_permissions": "562949953601536", "locale": self.locale, "entitlements": [],
            "authorizing_integration_owners": interaction.owners, "context": interaction.context,
            "attachment_size_limit": FILE,
        }  # fmt: skip
        if interaction.message is not None:
            payload["message"] = self._world.show(interaction.message)
        if channel.guild_id is None:
            return payload | {"user": user}
        guild = {"id": channel.guild_id, "locale": "fr", "features": []}
        member = member_of(user) | {"permissions": "562949953601536", "nick": None, "avatar": None, "pending": False}
        return payload | {"guild_id": channel.guild_id, "guild": guild, "guild_locale": "fr", "member": member}

    def _filled(self, part: JsonObject, at: int, values: Mapping[str, Any], resolved: JsonObject) -> JsonObject:
        if part["type"] == LABEL:
            inner = part["component"]
            value = values.get(part["label"], values.get(inner["custom_id"]))
            return {"type": LABEL, "id": 2 * at - 1, "component": self._field(inner, 2 * at, value, resolved)}
        if part["type"] == 1:
            fields = [
                self._field(inner, 2 * at, values.get(inner.get("label", ""), values.get(inner["custom_id"])), resolved)
                for inner in part["components"]
            ]
            return {"type": 1, "id": 2 * at - 1, "components": fields}
        return {"type": part["type"], "id": 2 * at - 1}

    def _field(self, part: JsonObject, number: int, value: Any, resolved: JsonObject) -> JsonObject:
        told = {"type": part["type"], "id": number, "custom_id": part["custom_id"]}
        needed = part.get("required") is not False
        if part["type"] == FILE_UPLOAD:
            return told | {"values": self._uploaded(part, value or (), needed, resolved)}
        if part["type"] in SELECTS:
            return told | {"values": [value] if isinstance(value, str) else list(value or ())}
        text = value or part.get("value") or ""
        assert text or not needed, f"the field {part['custom_id']} must be filled"
        assert (part.get("min_length") or 0) <= len(text) <= (part.get("max_length") or 4000), "too short or too long"
        return told | {"value": text}

    def _uploaded(self, part: JsonObject, files: Sequence[Attached], needed: bool, resolved: JsonObject) -> list[str]:
        fewest = 1 if part.get("min_values") is None else part["min_values"]
        assert (fewest if needed else 0) <= len(files) <= (part.get("max_values") or 1), "so many cannot be uploaded"
        channel = self._world.dm_with(self._account)
        numbers = []
        for file in files:
            attachment = store(self._world, channel, file.name, file.content, file.mime, ephemeral=True, **file.more)
            resolved[attachment["id"]] = self._world.cdn.signed(attachment)
            numbers.append(attachment["id"])
        return numbers

    def _parts(self, on: str | None, where: Channel | None = None) -> Iterator[tuple[JsonObject, JsonObject]]:
        """What can be pressed, newest message first."""
        for message in reversed(self._visible(where or self._world.dm_with(self._account))):
            for part in pressable(message) if on in (None, message["id"]) else ():
                yield message, part

    def _find(self, kind: int, label: str, on: str | None, where: Channel | None) -> tuple[JsonObject, JsonObject]:
        for message, part in self._parts(on, where):
            if part["type"] == kind and label in (part.get("label"), part["custom_id"]):
                return message, part
        raise AssertionError(f"no button {label!r} on the screen; there are {self._labels()}")

    def _find_select(self, label: str, on: str | None) -> tuple[JsonObject, JsonObject]:
        for message, part in self._parts(on):
            if part["type"] in SELECTS and any(label in (o["label"], o["value"]) for o in part["options"]):
                return message, part
        raise AssertionError(f"no select offers {label!r}")

    def _labels(self) -> list[str]:
        return [part.get("label", "") for message in self.screen for part in walk(message["components"])]


def context_of(channel: Channel) -> int:
    if channel.kind == GUILD_TEXT:
        return IN_SERVER
    return WITH_BOT if channel.kind == DM and channel.bot_is_in else PRIVATE


def place_of(channel: Channel) -> JsonObject:
    told = channel.as_channel()
    told.pop("permission_overwrites", None)
    return told | ({"permissions": "562949953601536"} if channel.guild_id else {})
