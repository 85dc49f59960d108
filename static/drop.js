// A document dropped anywhere in [data-drop] is chosen in its file field, which then sends its form (data-autosubmit).
"use strict";
(() => {
  const area = (event) => event.target.closest?.("[data-drop]");
  document.addEventListener("dragover", (event) => {
    const found = area(event);
    if (!found) return;
    event.preventDefault();
    found.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    const found = area(event);
    if (found && !found.contains(event.relatedTarget)) found.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const found = area(event), field = found?.querySelector("input[type=file]");
    if (!field || !event.dataTransfer.files.length) return;
    event.preventDefault();
    found.classList.remove("over");
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    field.files = one.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
