// Presence that says when someone was really there, and the last line in view. Everything works without this file.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const scroll = byId("scroll");
  const toEnd = () => scroll?.scrollTo({ top: scroll.scrollHeight, behavior: "instant" });
  toEnd();

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => {
      const field = document.querySelector("[data-activity]");
      if (field) field.value = "active";
    });
  }

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id === "lines") toEnd();
  });
  addEventListener("over", () => location.reload());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  let open = false;
  document.addEventListener("htmx:sse:after:connection", () => {
    open = true;
  });
  for (const kind of ["htmx:sse:error", "htmx:sse:close"]) {
    document.addEventListener(kind, () => {
      open = false;
    });
  }

  document.addEventListener("htmx:after:request", (event) => {
    const { request, response } = event.detail.ctx;
    const form = request.form;
    if (!form || request.method !== "POST") return;
    if (form.id === "presence") {
      const field = form.querySelector("[data-activity]");
      if (field) field.value = "";
      if (response.status >= 400) location.reload();
      return;
    }
    byId("receipt")?.classList.toggle("problem", response.status >= 400);
    if (response.status >= 400) return;
    const text = byId("text");
    if (text && text.value === request.body?.get?.("text")) text.value = "";
    const nonce = form.querySelector("[name=nonce]");
    if (nonce) nonce.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    if (!open) location.reload();
  });
})();
