// What a form alone cannot do: leave at once, grow the field, keep the last message in view.
// Everything else works without this file.
"use strict";

(() => {
  const ESCAPE_TWICE_MS = 1500;
  const NEAR_THE_END_PX = 240;
  const byId = (id) => document.getElementById(id);

  // ---- leave at once: the view first, then the server, then another page in its place
  function leave() {
    document.body.replaceChildren();
    fetch("/quit", { method: "POST", keepalive: true, credentials: "same-origin" }).catch(() => {});
    location.replace(document.body.dataset.leave);
  }

  let lastEscape = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = byId("menu");
    if (menu) menu.open = false;
    if (event.timeStamp - lastEscape < ESCAPE_TWICE_MS) leave();
    lastEscape = event.timeStamp;
  });

  byId("quit")?.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });

  // A page that the browser kept aside shows messages that may be gone by now.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  // ---- the last message in view
  const scroll = byId("scroll");
  let atEnd = true;
  function toEnd(behavior) {
    scroll?.scrollTo({ top: scroll.scrollHeight, behavior });
  }
  scroll?.addEventListener("scroll", () => {
    atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_THE_END_PX;
  });
  toEnd("instant");

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id === "lines" && atEnd) toEnd("auto");
  });

  // ---- the field: Enter sends where there is a real keyboard
  const text = byId("text");
  text?.addEventListener("keydown", (event) => {
    const keyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && keyboard) {
      event.preventDefault();
      text.form.requestSubmit();
    }
  });

  // ---- after the server has stored something: an empty field, a fresh number for the next message
  let open = false;
  document.addEventListener("htmx:sse:after:connection", () => {
    open = true;
  });
  document.addEventListener("htmx:sse:error", () => {
    open = false;
  });
  document.addEventListener("htmx:sse:close", () => {
    open = false;
  });
  addEventListener("over", () => location.replace("/"));

  document.addEventListener("htmx:after:request", (event) => {
    const { request, response } = event.detail.ctx;
    const form = request.form;
    if (!form || request.method !== "POST") return;
    byId("receipt")?.classList.toggle("problem", response.status >= 400);
    if (response.status >= 400) return;
    const sent = request.body?.get?.("text");
    if (form.id === "compose" && text.value === sent) text.value = "";
    const nonce = form.querySelector("[name=nonce]");
    if (nonce) nonce.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const menu = byId("menu");
    if (menu) menu.open = false;
    if (document.activeElement === document.body) text?.focus({ preventScroll: true });
    atEnd = true;
    if (!open) location.reload();
  });
})();
