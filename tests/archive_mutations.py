"""Changes made to an archive at random, and the item in which each of them lies."""

import random
import struct
from dataclasses import dataclass

Change = tuple[str, int, int, int]
MANIFEST = "manifeste"


@dataclass(frozen=True, slots=True)
class Mutation:
    """`op` applies anywhere; `item` is where the first touched byte lies."""

    op: Change
    item: str


def regions(data: bytes) -> list[tuple[int, str]]:
    """Where each item begins, its frames included; the rest belongs to the archive as a whole."""
    found: list[tuple[int, str]] = []
    end = len(data) - 22
    count, size, start = struct.unpack_from("<HII", data, end + 10)
    place = start
    for _ in range(count):
        length, local = struct.unpack_from("<H", data, place + 28)[0], struct.unpack_from("<I", data, place + 42)[0]
        name = data[place + 46 : place + 46 + length].decode()
        item = MANIFEST if name.startswith("manifeste.") else name
        found += [(local, item), (place, item)]
        place += 46 + length
    assert place == start + size == end
    return sorted([*found, (end, "archive")])


def item_at(places: list[tuple[int, str]], offset: int) -> str:
    return next(item for start, item in reversed(places) if start <= offset)


def mutations(data: bytes, count: int, seed: int) -> list[Mutation]:
    chance, places = random.Random(seed), regions(data)
    spots = [start for start, _ in places]
    made: list[Mutation] = []
    while len(made) < count:
        kind = chance.choice(("flip", "flip", "flip", "set", "insert", "delete", "cut", "append", "swap"))
        # Half of them near a frame, which is small beside the files.
        near = chance.choice(spots) + chance.randrange(60)
        at = min(near, len(data) - 2) if chance.random() < 0.5 else chance.randrange(len(data) - 1)
        op = (kind, at, chance.randrange(1, 200), chance.randrange(256))
        if mutated(data, op) != data:
            made.append(Mutation(op, "archive" if kind == "append" else item_at(places, _first_change(data, op))))
    return made


def mutated(data: bytes, op: Change) -> bytes:
    kind, at, length, value = op
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ (1 << value % 8)]) + data[at + 1 :]
    if kind == "set":
        return data[:at] + bytes([value]) + data[at + 1 :]
    if kind == "insert":
        return data[:at] + bytes([value]) * length + data[at:]
    if kind == "delete":
        return data[:at] + data[at + length :]
    if kind == "cut":
        return data[:at]
    if kind == "append":
        return data + bytes([value]) * length
    return data[:at] + data[at + length : at + 2 * length] + data[at : at + length] + data[at + 2 * length :]


def _first_change(data: bytes, op: Change) -> int:
    changed = mutated(data, op)
    low, high = 0, min(len(data), len(changed))
    while low < high:
        middle = (low + high) // 2
        if data[: middle + 1] == changed[: middle + 1]:
            low = middle + 1
        else:
            high = middle
    return min(low, len(data) - 1)


# The same in the page: bytes in, bytes out.
IN_PAGE = """
([kind, at, length, value], data) => {
  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) { whole.set(part, place); place += part.length; }
    return whole;
  };
  const filled = new Uint8Array(length).fill(value);
  if (kind === "flip") return join(data.slice(0, at), [data[at] ^ (1 << (value % 8))], data.slice(at + 1));
  if (kind === "set") return join(data.slice(0, at), [value], data.slice(at + 1));
  if (kind === "insert") return join(data.slice(0, at), filled, data.slice(at));
  if (kind === "delete") return join(data.slice(0, at), data.slice(at + length));
  if (kind === "cut") return data.slice(0, at);
  if (kind === "append") return join(data, filled);
  const [one, two] = [at + length, at + 2 * length];
  return join(data.slice(0, at), data.slice(one, two), data.slice(at, one), data.slice(two));
}
"""
