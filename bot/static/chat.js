// What a form alone cannot do: leave at once, grow the field, keep the last message in view.
// Everything else works without this file.
"use strict";

(() => {
  const ESCAPE_TWICE_MS = 1500;
  const NEAR_PX = 240;
  const MARGIN_PX = 12;
  const byId = (id) => document.getElementById(id);
  const hasKeyboard = () => matchMedia("(hover: hover) and (pointer: fine)").matches;

  // ---- leave at once: the view first, then the server, then another page in its place
  // An answer that arrives meanwhile must not bring the chat back: the library tells the document of it once its element is gone.
  let leaving = false;
  function leave() {
    if (leaving) return;
    leaving = true;
    document.body.replaceChildren();
    fetch("/quit", { method: "POST", keepalive: true, credentials: "same-origin" }).catch(() => {});
    location.replace(document.body.dataset.leave);
  }

  let lastEscape = -Infinity;
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

  // ---- what is new in view: the end, but never past the person's own last words, so that the first number is seen
  const scroll = byId("scroll");
  let following = true;
  let aimed = 0;
  function show() {
    if (!scroll) return;
    const mine = [...scroll.querySelectorAll(".line.me")].at(-1);
    const end = scroll.scrollHeight - scroll.clientHeight;
    aimed = Math.max(0, Math.min(end, mine ? mine.offsetTop - MARGIN_PX : 0));
    scroll.scrollTo(0, aimed);
  }
  scroll?.addEventListener("scroll", () => {
    following = scroll.scrollTop > aimed - NEAR_PX;
  });
  show();

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id === "lines" && following) show();
  });
  if (scroll) new ResizeObserver(() => following && show()).observe(scroll);

  // ---- the field: Enter sends where there is a real keyboard
  const text = byId("text");
  text?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && hasKeyboard()) {
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
  addEventListener("over", () => leaving || location.replace("/"));

  document.addEventListener("htmx:after:request", (event) => {
    const { request, response } = event.detail.ctx;
    const form = request.form;
    if (!form || request.method !== "POST") return;
    byId("receipt")?.classList.toggle("problem", response.status >= 400);
    if (response.status >= 400) return;
    const sent = request.body?.get?.("text");
    if (form.id === "compose" && text.value === sent) text.value = "";
    if (form.enctype === "multipart/form-data") form.reset();
    const nonce = form.querySelector("[name=nonce]");
    if (nonce) nonce.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const menu = byId("menu");
    if (menu) menu.open = false;
    // The button that was tapped is gone: the focus goes where it helps, without raising a keyboard on the screen.
    if (document.activeElement === document.body) (hasKeyboard() ? text : scroll)?.focus({ preventScroll: true });
    following = true;
    if (!open && !leaving) location.reload();
  });
})();
