"""Answers of the bot to interactions: the first within three seconds, the others by a token of fifteen minutes."""

from discord_double_messages import check_body, rewritten, written
from discord_double_methods import Answer, Method, Request
from discord_double_world import (
    BOT_ID,
    CHAT_INPUT,
    DM,
    EPHEMERAL,
    LOADING,
    Interaction,
    JsonObject,
    Refusal,
    World,
    invalid_form,
)  # fmt: skip

FIRST_ANSWER, TOKEN_LIFE = 3.0, 15 * 60.0
OUTSIDE_FOLLOWUPS = 5
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


def create_interaction_response(world: World, request: Request) -> Answer:
    interaction = world.interactions.get(request.place["interaction_id"])
    late = interaction is None or world.clock() - interaction.at >= FIRST_ANSWER
    if interaction is None or interaction.token != request.place["interaction_token"] or (
        late and interaction.state == "open"
    ):  # fmt: skip
        raise Refusal(404, 10062, "Unknown interaction")
    if interaction.state != "open":
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    kind, data = request.body["type"], request.body.get("data") or {}
    check_kind(interaction, kind)
    ANSWERS[kind](world, interaction, data, request)
    if request.query.get("with_response", "").lower() not in ("true", "1"):
        return 204, None
    return 200, told_of(world, interaction, kind)


def check_kind(interaction: Interaction, kind: int) -> None:
    on_message = interaction.message is not None and interaction.kind in (COMPONENT, SUBMIT)
    allowed = {CHOICES} if interaction.kind == AUTOCOMPLETE else {MESSAGE, DEFERRED}
    allowed |= {DEFERRED_UPDATE, UPDATE} if on_message else set()
    allowed |= {MODAL} if interaction.kind in (COMMAND, COMPONENT) else set()
    if kind not in allowed:
        raise invalid_form("type", "INTERACTION_CALLBACK_TYPE_INVALID", "This interaction takes no such callback")


def told_of(world: World, interaction: Interaction, kind: int) -> JsonObject:
    told: JsonObject = {"id": interaction.id, "type": interaction.kind, "channel_id": interaction.channel.id}
    if interaction.channel.guild_id:
        told["guild_id"] = interaction.channel.guild_id
    shown = interaction.message if kind in (DEFERRED_UPDATE, UPDATE) else interaction.original
    if shown is None:
        return {"interaction": told}
    told |= {"response_message_id": shown["id"], "response_message_loading": interaction.state == "deferred"}
    told["response_message_ephemeral"] = bool(shown["flags"] & EPHEMERAL)
    if kind in (DEFERRED, DEFERRED_UPDATE):
        return {"interaction": told}
    return {"interaction": told, "resource": {"type": kind, "message": world.show(shown)}}


# the first answer
def answer_message(world: World, interaction: Interaction, data: JsonObject, request: Request) -> None:
    message = written(world, interaction.channel, data, request.uploads, **traits(interaction))
    interaction.state = "answered"
    interaction.original = put(world, interaction, message)


def defer(world: World, interaction: Interaction, data: JsonObject, request: Request) -> None:
    flags = LOADING | ((data.get("flags") or 0) & EPHEMERAL)
    message = world.compose(interaction.channel, world.bot, **traits(interaction)) | {"flags": flags}
    interaction.state, interaction.ephemeral = "deferred", bool(flags & EPHEMERAL)
    interaction.original = put(world, interaction, message)


def defer_update(world: World, interaction: Interaction, data: JsonObject, request: Request) -> None:
    interaction.state, interaction.original = "deferred_update", interaction.message


def answer_update(world: World, interaction: Interaction, data: JsonObject, request: Request) -> None:
    assert interaction.message is not None
    changes = rewritten(world, interaction.channel, interaction.message, data, request.uploads)
    interaction.state, interaction.original = "answered", interaction.message
    world.update(interaction.channel, interaction.message, changes)


def answer_choices(world: World, interaction: Interaction, data: JsonObject, request: Request) -> None:
    interaction.state = "answered"


def answer_modal(world: World, interaction: Interaction, data: JsonObject, request: Request) -> None:
    interaction.state = "answered"
    interaction.person.modals.append((interaction, data))


ANSWERS = {
    MESSAGE: answer_message, DEFERRED: defer, DEFERRED_UPDATE: defer_update, UPDATE: answer_update,
    CHOICES: answer_choices, MODAL: answer_modal,
}  # fmt: skip


def traits(interaction: Interaction) -> JsonObject:
    """What marks a message as the answer to an interaction."""
    told: JsonObject = {
        "application_id": BOT_ID, "webhook_id": BOT_ID, "interaction_metadata": interaction.metadata,
    }  # fmt: skip
    return told | ({"type": CHAT_INPUT} if interaction.kind == COMMAND else {})


def put(world: World, interaction: Interaction, message: JsonObject) -> JsonObject:
    """Shows a message to the person, and to the channel unless it is for them alone."""
    interaction.answers[message["id"]] = message
    world.publish(interaction.channel, message)
    if not message["flags"] & LOADING:
        read(world, interaction, message)
    return message


def read(world: World, interaction: Interaction, message: JsonObject) -> None:
    heard = interaction.person.heard
    if not any(known is message for known in heard):
        heard.append(message)


# by the token
def by_token(world: World, request: Request) -> Interaction:
    token = request.place["webhook_token"]
    interaction = next((known for known in world.interactions.values() if known.token == token), None)
    if request.place["webhook_id"] != BOT_ID:
        raise Refusal(404, 10015, "Unknown Webhook")
    if interaction is None or world.clock() - interaction.at >= TOKEN_LIFE:
        raise Refusal(401, 50027, "Invalid Webhook Token")
    if interaction.state == "open":
        raise Refusal(404, 10015, "Unknown Webhook")
    return interaction


def the_original(world: World, request: Request) -> tuple[Interaction, JsonObject]:
    interaction = by_token(world, request)
    if interaction.original is None:
        raise Refusal(404, 10008, "Unknown Message")
    return interaction, interaction.original


def an_answer(world: World, request: Request) -> tuple[Interaction, JsonObject]:
    interaction = by_token(world, request)
    answer = interaction.answers.get(request.place["message_id"])
    if answer is None:
        raise Refusal(404, 10008, "Unknown Message")
    return interaction, answer


def execute_webhook(world: World, request: Request) -> Answer:
    """A followup; after a deferred answer the first one takes its place."""
    interaction = by_token(world, request)
    if interaction.state == "deferred" and interaction.original is not None:
        check_body(request.body, request.uploads)
        return 200, world.show(fill(world, interaction, interaction.original, request))
    if not interaction.channel.bot_is_in and interaction.followups >= OUTSIDE_FOLLOWUPS:
        raise Refusal(400, 40094, "This interaction has hit the maximum number of follow-up messages")
    message = written(world, interaction.channel, request.body, request.uploads, **traits(interaction))
    interaction.followups += 1
    return 200, world.show(put(world, interaction, message))


def fill(world: World, interaction: Interaction, message: JsonObject, request: Request) -> JsonObject:
    """An edit by token; it also ends the loading of a deferred answer."""
    loading = message["flags"] & LOADING
    changes = rewritten(world, interaction.channel, message, request.body, request.uploads)
    if loading:
        changes |= {"flags": changes["flags"] & ~LOADING, "edited_timestamp": None}
        interaction.state = "answered"
    world.update(interaction.channel, message, changes)
    if loading:
        read(world, interaction, message)
        if interaction.channel.kind != DM and not message["flags"] & EPHEMERAL:
            world.public.append(message)
    return message


def take_away(world: World, interaction: Interaction, message: JsonObject) -> Answer:
    interaction.answers.pop(message["id"], None)
    if interaction.original is message:
        interaction.original, interaction.state = None, "answered"
    world.taken_away.add(message["id"])
    world.remove(interaction.channel, message["id"])
    return 204, None


def get_original_webhook_message(world: World, request: Request) -> Answer:
    return 200, world.show(the_original(world, request)[1])


def update_original_webhook_message(world: World, request: Request) -> Answer:
    interaction, message = the_original(world, request)
    return 200, world.show(fill(world, interaction, message, request))


def delete_original_webhook_message(world: World, request: Request) -> Answer:
    return take_away(world, *the_original(world, request))


def get_webhook_message(world: World, request: Request) -> Answer:
    return 200, world.show(an_answer(world, request)[1])


def update_webhook_message(world: World, request: Request) -> Answer:
    interaction, message = an_answer(world, request)
    return 200, world.show(fill(world, interaction, message, request))


def delete_webhook_message(world: World, request: Request) -> Answer:
    return take_away(world, *an_answer(world, request))


ANSWER_METHODS: dict[str, Method] = {
    method.__name__: method
    for method in (
        create_interaction_response, execute_webhook, get_original_webhook_message, update_original_webhook_message,
        delete_original_webhook_message, get_webhook_message, update_webhook_message, delete_webhook_message,
    )
}  # fmt: skip
