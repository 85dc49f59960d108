// The edit mode of the plan: Escape leaves it, by the link that those without scripts press.
"use strict";
document.addEventListener("keydown", (event) => {
  const leave = document.querySelector("a[data-leave]");
  const open = event.target.closest?.("details[open], dialog[open]");
  if (event.key === "Escape" && leave && !open && !event.defaultPrevented) leave.click();
});
