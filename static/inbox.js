// The inbox by keys: j and k move the marked row, and the preview follows; Enter opens the case. Single keys work only
// while the focus is in the list (WCAG 2.1.4), so they are never in the way of reading or typing elsewhere.
"use strict";
(() => {
  const list = () => document.getElementById("inbox-list");
  const rows = () => [...document.querySelectorAll(".inbox tbody tr")];
  const title = (row) => row.querySelector("th a");

  // The row that has the focus, else the marked one.
  const present = (target) => target.closest?.(".inbox tbody tr") ?? document.querySelector(".inbox .marked");

  const move = (from, by) => {
    const all = rows(), next = all[all.indexOf(from) + by];
    if (!next) return;
    title(next).focus();
    const peek = next.querySelector(".peek");
    if (peek?.offsetParent && !next.matches(".marked")) peek.click();
  };

  document.addEventListener("keydown", (event) => {
    if (!list()?.contains(event.target) || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const row = present(event.target);
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(row, event.key === "j" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === list() && row) {
      title(row).click();
    }
  });

  // How many cases are ticked for an act on several; *all in this view* ticks them, so that one sees what it means.
  const bulk = document.getElementById("bulk"), ticked = bulk?.querySelector(".ticked");
  const boxes = () => [...document.querySelectorAll(".inbox [name=sag]")];
  const all = bulk?.querySelector("[name=sag]");
  const count = () => {
    const found = boxes(), chosen = found.filter((box) => box.checked).length;
    if (!ticked) return;
    const words = chosen === 1 ? ticked.dataset.one : chosen ? ticked.dataset.more.replace("#", chosen) : ticked.dataset.none;
    if (ticked.textContent !== words) ticked.textContent = words;
    all.checked = chosen > 0 && chosen === found.length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  document.addEventListener("change", (event) => {
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
    if (event.target.name === "sag") count();
  });
  document.addEventListener("htmx:afterSettle", count);
  count();

  // The hint is said to screen readers where the list begins, also after the list was swapped.
  const hint = document.getElementById("keys");
  const tell = () => { if (hint) { hint.hidden = false; list()?.setAttribute("aria-describedby", hint.id); } };
  document.addEventListener("htmx:afterSettle", tell);
  tell();
})();
