"""Checks an archive of exhibits, offline, with nothing but Python 3.8 or newer.

    python3 verifier.py [ARCHIVE.zip | FOLDER] [--json]

Without a name it checks the folder in which it lies. Every byte of the archive is accounted for: the manifest by its
Ed25519 signature (RFC 8032), each file by its size and SHA-256, the frame of the zip by being what the manifest makes.
"""

import hashlib
import json
import os
import struct
import sys
import zlib

TEXTS = json.loads("""@TEXTS@""")
MANIFEST, SIGNATURE, ARCHIVE = "manifeste.json", "manifeste.sig", "archive"
LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
PIECE = 1 << 20

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def point(data):
    """The point that 32 bytes stand for; None where they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def added(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, one):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, one)
        one = added(one, one)
        number >>= 1
    return total


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    """Whether the signature of the message is of that key."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, start = point(key), point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if public is None or start is None or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    one = times(number, BASE)
    two = added(start, times(int.from_bytes(digest, "little") % ORDER, public))
    return not ((one[0] * two[2] - two[0] * one[2]) % P or (one[1] * two[2] - two[1] * one[2]) % P)


def manifest_of(raw, signature):
    """The manifest, or None where its signature does not hold."""
    try:
        manifest = json.loads(raw.decode("ascii"))
        key = bytes.fromhex(manifest["public_key"])
        sealed = signature.decode("ascii")
        if len(sealed) != 129 or sealed != sealed.lower() or sealed[128] != "\n":
            return None
        return manifest if signed(key, raw, bytes.fromhex(sealed[:128])) else None
    except (ValueError, KeyError, TypeError):
        return None


def header(name, crc, size, time, place=None):
    """The frame of one file as this archive writes it: before it, or with a place in the list at the end."""
    first = struct.pack("<IHHHIIIIHH", 0x04034B50, 20, 0x800, 0, time, crc, size, size, len(name), 0)
    if place is None:
        return first + name
    listed = struct.pack(
        "<IHHHHIIIIHHHHHII", 0x02014B50, 20, 20, 0x800, 0, time, crc, size, size, len(name), 0, 0, 0, 0, 0, place
    )
    return listed + name


def faults_of_archive(file):
    """What does not hold, as pairs of an item and a code."""
    opening = file.read(30)
    if len(opening) < 30:
        return [("manifeste", "signature")]
    time, size = struct.unpack_from("<I", opening, 10)[0], struct.unpack_from("<I", opening, 22)[0]
    name = MANIFEST.encode()
    raw = file.read(len(name) + min(size, 1 << 26))[len(name) :]
    file.seek(30 + len(name) + len(raw) + 30 + len(SIGNATURE))
    signature = file.read(129)
    manifest = manifest_of(raw, signature)
    if manifest is None or time != manifest["zip_time"]:
        return [("manifeste", "signature")]
    inside = [(MANIFEST, len(raw), None), (SIGNATURE, 129, None)]
    inside += [(one["name"], one["size"], one["sha256"]) for one in manifest["files"]]
    file.seek(0)
    return faults_inside(file, inside, time)


def faults_inside(file, inside, time):
    faults, listed = [], []
    for name, size, expected in inside:
        encoded, place = name.encode(), file.tell()
        found = file.read(30 + len(encoded))
        crc, digest, left = 0, hashlib.sha256(), size
        while left and (piece := file.read(min(left, PIECE))):
            crc, left = zlib.crc32(piece, crc), left - len(piece)
            digest.update(piece)
        if left:
            faults.append((name, "missing"))
            return faults
        if expected is not None and digest.hexdigest() != expected:
            faults.append((name, "changed"))
        elif found != header(encoded, crc, size, time):
            faults.append((name, "frame"))
        listed.append((name, header(encoded, crc, size, time, place)))
    return faults + faults_at_end(file, listed, {name for name, _ in faults})


def faults_at_end(file, listed, known):
    start, faults = file.tell(), []
    for name, expected in listed:
        if file.read(len(expected)) != expected and name not in known:
            faults.append((name, "frame"))
    size = file.tell() - start
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(listed), len(listed), size, start, 0)
    if file.read(len(end) + 1) != end:
        faults.append((ARCHIVE, "frame"))
    return faults


def faults_of_folder(folder):
    try:
        with open(os.path.join(folder, MANIFEST), "rb") as one, open(os.path.join(folder, SIGNATURE), "rb") as two:
            manifest = manifest_of(one.read(), two.read(256))
    except OSError:
        manifest = None
    if manifest is None:
        return [("manifeste", "signature")]
    expected = {one["name"]: one for one in manifest["files"]}
    faults = [(name, code) for name, one in expected.items() if (code := fault_of_file(folder, name, one))]
    return faults + [(name, "extra") for name in names_in(folder) if name not in expected]


def fault_of_file(folder, name, expected):
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.path.join(folder, *name.split("/")), "rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError:
        return "missing"
    return "" if (size, digest.hexdigest()) == (expected["size"], expected["sha256"]) else "changed"


def names_in(folder):
    found = []
    for place, _, names in os.walk(folder):
        inside = os.path.relpath(place, folder).replace(os.sep, "/")
        found += [name if inside == "." else inside + "/" + name for name in names if name not in LEFT_BY_SYSTEMS]
    return sorted(name for name in found if name not in (MANIFEST, SIGNATURE))


def faults_of(path):
    """What does not hold in an archive or a folder, as pairs of an item and a code. Raises OSError."""
    if os.path.isdir(path):
        return faults_of_folder(path)
    with open(path, "rb") as file:
        return faults_of_archive(file)


def key_of(path):
    """The public key in the manifest, hex; empty where there is none."""
    try:
        with open(os.path.join(path, MANIFEST) if os.path.isdir(path) else path, "rb") as file:
            text = file.read(1 << 16).decode("latin-1")
        return text.split('"public_key":"', 1)[1][:64]
    except (OSError, IndexError):
        return ""


def main(arguments):
    names = [one for one in arguments if one != "--json"]
    path = names[0] if names else os.path.dirname(os.path.abspath(__file__))
    try:
        faults = faults_of(path)
    except OSError:
        print(TEXTS["unreadable"])
        return 2
    if "--json" in arguments:
        print(json.dumps({"ok": not faults, "faults": faults, "key": key_of(path)}))
        return 1 if faults else 0
    for name, code in faults:
        print(TEXTS["fault"].replace("{item}", name).replace("{what}", TEXTS[code]))
    print(TEXTS["bad"] if faults else TEXTS["good"])
    if not faults:
        print(TEXTS["key"].replace("{key}", key_of(path)))
    return 1 if faults else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
