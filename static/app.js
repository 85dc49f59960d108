// Small help for pages that work without it: confirm, autosubmit, search key, menus, focus and the live region.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (type, handler) => document.addEventListener(type, handler);
  const status = () => $("#status");

  // Says a sentence to screen readers: from the server by HX-Trigger {"announce": "…"}.
  const announce = (text) => { const box = status(); if (box) { box.textContent = ""; setTimeout(() => { box.textContent = text; }, 50); } };
  on("announce", (event) => announce(event.detail.value ?? event.detail));

  // <form data-confirm="Withdraw “GIST”?" data-confirm-yes="Withdraw">: asks in a <dialog> before it is sent.
  const confirmed = new WeakSet();
  on("submit", (event) => {
    const form = event.target, asker = event.submitter?.dataset.confirm ? event.submitter : form;
    const dialog = $("#confirm");
    if (!asker.dataset.confirm || confirmed.has(form) || !dialog) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    $("p", dialog).textContent = asker.dataset.confirm;
    $("[value=yes]", dialog).textContent = asker.dataset.confirmYes || event.submitter?.textContent.trim();
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") { event.submitter?.focus(); return; }
      confirmed.add(form);
      form.requestSubmit(event.submitter);
      confirmed.delete(form);
    };
    dialog.showModal();
  });

  // <select data-autosubmit>: sends its form; the button for those without scripts is hidden.
  on("change", (event) => { if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit(); });
  const enhance = () => document.querySelectorAll("[data-noscript]").forEach((node) => { node.hidden = true; });

  // Ctrl+K goes to the search field (a modifier, so that it needs no switch: WCAG 2.1.4).
  on("keydown", (event) => {
    const search = $("#search");
    if (search && event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault(); search.focus(); search.select();
    }
  });

  // In what a search found the arrows go from one hit to the next, and from the field to the first.
  on("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key], found = $("#found"), from = event.target;
    if (!by || !found || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!found.contains(from) && from.id !== "search") return;
    const stops = [$("#search"), ...found.querySelectorAll("a")], next = stops[stops.indexOf(from) + by];
    if (next) { event.preventDefault(); next.focus(); }
  });

  // Menus close with Escape (focus goes back to the button), on a click outside, and when another opens.
  const close = (menu) => { if (menu.matches("details")) menu.open = false; else menu.remove(); };
  const openMenus = () => document.querySelectorAll("details.menu[open], .pop");
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => {
      if (menu.contains(document.activeElement)) (menu.matches("details") ? $("summary", menu) : menu.previousElementSibling)?.focus();
      close(menu);
    });
  });
  on("click", (event) => openMenus().forEach((menu) => {
    if (!menu.contains(event.target) && !(menu.matches(".pop") && menu.previousElementSibling?.contains(event.target))) close(menu);
  }));

  // a.more[data-menu]: the row menu is a page of its own; with scripts its fragment opens beside the button.
  on("click", (event) => {
    const link = event.target.closest("a.more[data-menu]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    if (link.nextElementSibling?.matches(".pop")) { link.nextElementSibling.remove(); return; }
    const box = document.createElement("div");
    box.className = "pop";
    link.after(box);
    htmx.ajax("GET", link.href, { target: box, swap: "innerHTML", source: box })
      .then(() => { $("a, button, select, input", box)?.focus(); });
  });

  // Focus on load: the error summary, or an alert with data-focus. Never lost to <body> after a swap. A link of the
  // summary to a group of radio buttons goes to the first of them.
  on("click", (event) => {
    const link = event.target.closest(".error-summary a");
    const target = link && document.getElementById(link.hash.slice(1));
    const field = target && (target.matches("input, select, textarea") ? target : $("input, select, textarea", target));
    if (field) { event.preventDefault(); field.focus(); }
  });
  on("htmx:afterSettle", (event) => {
    enhance();
    const summary = $(".error-summary", event.target);
    if (summary) { summary.focus(); return; }
    if (document.activeElement && document.activeElement !== document.body) return;
    const goal = $("[data-focus], [autofocus]", event.target) || event.target;
    if (!goal.matches("a, button, input, select, textarea, summary, [tabindex]")) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
  });

  // A request that failed is said aloud and shown; the words stand in the page.
  const failed = () => { const box = $("#failure"); if (box) { box.hidden = false; box.scrollIntoView({ block: "nearest" }); } };
  on("htmx:responseError", failed);
  on("htmx:sendError", failed);
  on("htmx:beforeRequest", () => { const box = $("#failure"); if (box) box.hidden = true; });

  // <button data-print>
  on("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

  // <button data-copy="id of an input" data-copied="what is said then">
  on("click", async (event) => {
    const button = event.target.closest("[data-copy]"), field = button && document.getElementById(button.dataset.copy);
    if (!field) return;
    field.select();
    await navigator.clipboard.writeText(field.value);
    announce(button.dataset.copied);
  });

  enhance();
  document.querySelectorAll("button[data-print], button[data-copy]").forEach((node) => { node.hidden = false; });
  $(".error-summary, [role=alert][data-focus]")?.focus();
})();
