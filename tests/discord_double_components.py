"""Buttons, selects and the rest of a message's components: what Discord refuses, and how it gives them back."""

from collections.abc import Iterator
from typing import Any

from discord_double_world import COMPONENTS_V2, JsonObject, invalid_form

ROW, BUTTON, STRING_SELECT, SECTION, TEXT_DISPLAY, SEPARATOR, CONTAINER = 1, 2, 3, 9, 10, 14, 17
SELECTS = {3, 5, 6, 7, 8}
LEGACY = {ROW}
KNOWN = {ROW, BUTTON, *SELECTS, SECTION, TEXT_DISPLAY, SEPARATOR, CONTAINER}
LINK, PREMIUM = 5, 6
AT_ONCE, ROWS, DISPLAYED = 40, 5, 4000


def walk(components: list[JsonObject]) -> Iterator[JsonObject]:
    """Every component, inner ones too."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        yield from walk([component[key] for key in ("accessory", "component") if key in component])


def check_components(components: list[JsonObject], flags: int, has_text: bool) -> None:
    every = list(walk(components))
    if flags & COMPONENTS_V2:
        check_displayed(every, has_text)
    else:
        check_legacy(components)
    names = [component["custom_id"] for component in every if component.get("custom_id")]
    if len(names) != len(set(names)):
        raise invalid_form("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    for component in every:
        check_one(component)


def check_displayed(every: list[JsonObject], has_text: bool) -> None:
    if has_text:
        told = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        raise invalid_form("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", told)
    if len(every) > AT_ONCE:
        raise invalid_form("components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {AT_ONCE} in length.")
    if sum(len(component.get("content", "")) for component in every) > DISPLAYED:
        told = f"The total length of displayed text must be {DISPLAYED} or fewer"
        raise invalid_form("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", told)


def check_legacy(components: list[JsonObject]) -> None:
    if any(component["type"] not in LEGACY for component in components):
        told = 'Value of field "type" must be one of (1,).'
        raise invalid_form("components.0", "UNION_TYPE_CHOICES", told)
    if len(components) > ROWS:
        raise invalid_form("components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROWS} in length.")
    for at, row in enumerate(components):
        if len(row["components"]) > 1 and any(inner["type"] in SELECTS for inner in row["components"]):
            told = "A select takes a whole row"
            raise invalid_form(f"components.{at}", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", told)


def check_one(component: JsonObject) -> None:
    if component["type"] == BUTTON:
        check_button(component)
    if component["type"] == STRING_SELECT:
        values = [option["value"] for option in component["options"]]
        if len(values) != len(set(values)):
            raise invalid_form("components", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Option values must be unique")
        if (component.get("max_values") or 1) > len(values):
            raise invalid_form("components", "BASE_TYPE_BAD_LENGTH", "max_values exceeds the number of options")


def check_button(button: JsonObject) -> None:
    if button["style"] == LINK:
        if not button.get("url") or button.get("custom_id"):
            raise invalid_form("components", "BUTTON_COMPONENT_INVALID_URL", "A link button takes a url only")
    elif button["style"] != PREMIUM and not button.get("custom_id"):
        raise invalid_form("components", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    if button["style"] != PREMIUM and not button.get("label") and not button.get("emoji"):
        raise invalid_form("components", "BUTTON_COMPONENT_INVALID_EMOJI", "A label or an emoji is required")


def given_back(components: list[JsonObject]) -> list[JsonObject]:
    """As a message shows them: numbered, without empty fields, with what Discord fills in."""
    numbers = iter(range(1, 1000))

    def shown(component: JsonObject) -> JsonObject:
        assert component["type"] in KNOWN, f"the double shows no component of type {component['type']}"
        told: dict[str, Any] = {name: value for name, value in component.items() if value is not None}
        told["id"] = next(numbers)
        if component["type"] in SELECTS:
            told = {"min_values": 1, "max_values": 1} | told
            told.pop("required", None)
            told["options"] = [without_nothing(option) for option in told.get("options", [])]
        if component["type"] == CONTAINER:
            told = {"accent_color": None, "spoiler": False} | told
        if component["type"] == SEPARATOR:
            told = {"divider": True, "spacing": 1} | told
        if "components" in told:
            told["components"] = [shown(inner) for inner in told["components"]]
        if "accessory" in told:
            told["accessory"] = shown(told["accessory"])
        return told

    return [shown(component) for component in components]


def without_nothing(thing: JsonObject) -> JsonObject:
    return {name: value for name, value in thing.items() if value is not None}


def pressable(message: JsonObject) -> list[JsonObject]:
    """Buttons and selects that can be used."""
    return [
        component for component in walk(message["components"])
        if component.get("custom_id") and not component.get("disabled")
    ]  # fmt: skip
