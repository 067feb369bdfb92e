"use strict";
// The same checks as verifier.py, in a browser, without a network. A source gives `read(from, size)` and `size`.
const MANIFEST = "manifeste.json", SIGNATURE = "manifeste.sig", ARCHIVE = "archive";
const LEFT_BY_SYSTEMS = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);
const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (value, by = P) => ((value % by) + by) % by;

function power(base, exponent) {
  let total = 1n;
  for (base = mod(base); exponent; exponent >>= 1n, base = mod(base * base)) if (exponent & 1n) total = mod(total * base);
  return total;
}
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT = power(2n, (P - 1n) / 4n);
const little = (bytes) => bytes.reduceRight((total, byte) => (total << 8n) | BigInt(byte), 0n);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));

function point(bytes) {
  let y = little(bytes);
  const sign = y >> 255n;
  y &= 2n ** 255n - 1n;
  if (y >= P) return null;
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square)) x = mod(x * ROOT);
  if (mod(x * x - square) || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}
function added(one, two) {
  const a = mod((one[1] - one[0]) * (two[1] - two[0])), b = mod((one[1] + one[0]) * (two[1] + two[0]));
  const c = mod(2n * one[3] * two[3] * D), d = mod(2n * one[2] * two[2]);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}
function times(number, one) {
  let total = [0n, 1n, 1n, 0n];
  for (; number; number >>= 1n, one = added(one, one)) if (number & 1n) total = added(total, one);
  return total;
}
const BASE = point(unhex("5866666666666666666666666666666666666666666666666666666666666666"));

async function signed(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const open = point(key), start = point(signature.slice(0, 32)), number = little(signature.slice(32));
  if (!open || !start || number >= ORDER) return false;
  const whole = new Uint8Array(64 + message.length);
  whole.set(signature.slice(0, 32)); whole.set(key, 32); whole.set(message, 64);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", whole));
  const one = times(number, BASE), two = added(start, times(mod(little(digest), ORDER), open));
  return !(mod(one[0] * two[2] - two[0] * one[2]) || mod(one[1] * two[2] - two[1] * one[2]));
}
async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}
const same = (one, two) => one.length === two.length && one.every((byte, place) => byte === two[place]);

async function manifestOf(raw, signature) {
  try {
    const text = String.fromCharCode(...signature);
    if (!/^[0-9a-f]{128}\n$/.test(text)) return null;
    const manifest = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
    if (!/^[0-9a-f]{64}$/.test(manifest.public_key)) return null;
    return (await signed(unhex(manifest.public_key), raw, unhex(text.slice(0, 128)))) ? manifest : null;
  } catch { return null; }
}
function packed(fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0)), view = new DataView(bytes.buffer);
  let place = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(place, value, true); else view.setUint32(place, value, true);
    place += size;
  }
  return bytes;
}
function header(name, crc, size, time, place) {
  const about = [[2, 0x800], [2, 0], [4, time], [4, crc], [4, size], [4, size], [2, name.length]];
  const fields = place === undefined ? [[4, 0x04034b50], [2, 20], ...about, [2, 0]]
    : [[4, 0x02014b50], [2, 20], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, place]];
  const frame = packed(fields), whole = new Uint8Array(frame.length + name.length);
  whole.set(frame); whole.set(name, frame.length);
  return whole;
}
const encoded = (name) => new TextEncoder().encode(name);

async function faultsOfArchive(source) {
  const opening = await source.read(0, 30);
  if (opening.length < 30) return { faults: [["manifeste", "signature"]] };
  const view = new DataView(opening.buffer, opening.byteOffset), time = view.getUint32(10, true);
  const from = 30 + encoded(MANIFEST).length;
  const raw = await source.read(from, Math.min(view.getUint32(22, true), 1 << 26));
  const signature = await source.read(from + raw.length + 30 + SIGNATURE.length, 129);
  const manifest = await manifestOf(raw, signature);
  if (!manifest || time !== manifest.zip_time) return { faults: [["manifeste", "signature"]] };
  const inside = [[MANIFEST, raw.length, null], [SIGNATURE, 129, null], ...manifest.files.map((one) => [one.name, one.size, one.sha256])];
  return { faults: await faultsInside(source, inside, time), key: manifest.public_key };
}
async function faultsInside(source, inside, time) {
  const faults = [], listed = [];
  let place = 0;
  for (const [name, size, expected] of inside) {
    const bytes = encoded(name), frame = 30 + bytes.length;
    const found = await source.read(place, frame), data = await source.read(place + frame, size);
    if (data.length < size) return [...faults, [name, "missing"]];
    const crc = crc32(data);
    if (expected !== null && (await sha256(data)) !== expected) faults.push([name, "changed"]);
    else if (!same(found, header(bytes, crc, size, time))) faults.push([name, "frame"]);
    listed.push([name, header(bytes, crc, size, time, place)]);
    place += frame + size;
  }
  return [...faults, ...(await faultsAtEnd(source, listed, place, new Set(faults.map(([name]) => name))))];
}
async function faultsAtEnd(source, listed, start, known) {
  const faults = [];
  let place = start;
  for (const [name, expected] of listed) {
    if (!same(await source.read(place, expected.length), expected) && !known.has(name)) faults.push([name, "frame"]);
    place += expected.length;
  }
  place = Math.min(place, source.size);
  const count = listed.length;
  const end = packed([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, place - start], [4, start], [2, 0]]);
  if (!same(await source.read(place, end.length + 1), end)) faults.push([ARCHIVE, "frame"]);
  return faults;
}
// `files` maps names inside the folder to sources.
async function faultsOfFolder(files) {
  const whole = (name) => (files.has(name) ? files.get(name).read(0, files.get(name).size) : new Uint8Array());
  const manifest = await manifestOf(await whole(MANIFEST), (await whole(SIGNATURE)).slice(0, 256));
  if (!manifest) return { faults: [["manifeste", "signature"]] };
  const faults = [], expected = new Set([MANIFEST, SIGNATURE]);
  for (const { name, size, sha256: digest } of manifest.files) {
    expected.add(name);
    if (!files.has(name)) faults.push([name, "missing"]);
    else if (files.get(name).size !== size || (await sha256(await whole(name))) !== digest) faults.push([name, "changed"]);
  }
  const extra = [...files.keys()].filter((name) => !expected.has(name) && !LEFT_BY_SYSTEMS.has(name.split("/").pop()));
  return { faults: [...faults, ...extra.sort().map((name) => [name, "extra"])], key: manifest.public_key };
}
function sourceOf(file) {
  return { size: file.size, read: async (from, size) => new Uint8Array(await file.slice(from, from + size).arrayBuffer()) };
}

const texts = JSON.parse(document.getElementById("texts").textContent), result = document.getElementById("result");
function line(text, kind = "p") {
  const shown = document.createElement(kind);
  shown.textContent = text;
  return shown;
}
async function show(checking) {
  result.className = "";
  result.replaceChildren(line(texts.wait));
  let found;
  try { found = await checking; } catch { result.replaceChildren(line(texts.unreadable)); return; }
  const good = found.faults.length === 0, list = document.createElement("ul");
  list.append(...found.faults.map(([item, code]) => line(texts.fault.replace("{item}", item).replace("{what}", texts[code]), "li")));
  result.className = good ? "good" : "bad";
  result.replaceChildren(line(good ? texts.good : texts.bad), ...(good ? [line(texts.key.replace("{key}", found.key))] : [list]));
  result.dataset.faults = JSON.stringify(found.faults);
}
document.getElementById("archive").addEventListener("change", (event) => {
  if (event.target.files.length) show(faultsOfArchive(sourceOf(event.target.files[0])));
});
document.getElementById("folder").addEventListener("change", (event) => {
  const inside = [...event.target.files].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/"), sourceOf(file)]);
  show(faultsOfFolder(new Map(inside)));
});
