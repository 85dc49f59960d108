// Ticks in the list of guidelines: how many are chosen for an act on several, and what "all" means.
"use strict";
(() => {
  const bulk = () => document.getElementById("bulk");
  const all = () => bulk()?.querySelector("[name=alle]");
  const boxes = () => [...document.querySelectorAll("[name=valgt][form=bulk]")];
  const count = () => {
    const said = bulk()?.querySelector(".ticked");
    if (!said) return;
    const chosen = all().checked ? Number(all().dataset.found) : boxes().filter((box) => box.checked).length;
    const words = chosen === 1 ? said.dataset.one : chosen ? said.dataset.more.replace("#", chosen) : said.dataset.none;
    if (said.textContent !== words) said.textContent = words;
  };
  document.addEventListener("change", (event) => {
    if (event.target === all()) boxes().forEach((box) => { box.checked = all().checked; });
    if (event.target.name === "valgt") all().checked = false;
    count();
  });
  document.addEventListener("htmx:afterSettle", count);
  count();
})();
