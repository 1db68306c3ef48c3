// Conveniences only: every page works without. Copies a citation; takes selected words over into a field.
"use strict";

for (const area of document.querySelectorAll("textarea[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = area.dataset.copy;
  button.addEventListener("click", async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      button.textContent = area.dataset.copied;
    } catch {
      // The words are selected: the keyboard copies them.
    }
  });
  area.after(button);
}

// The last words that were selected in the passage: pressing a button takes the selection away in some browsers.
let taken = "";
const passage = document.querySelector(".passage");
if (passage) {
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const words = selection.toString().trim();
    if (words && passage.contains(selection.anchorNode) && passage.contains(selection.focusNode)) taken = words;
  });
  for (const area of document.querySelectorAll("textarea[data-take]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = area.dataset.take;
    button.addEventListener("click", () => {
      if (taken) area.value = taken;
      area.focus();
    });
    area.after(button);
  }
  // Arrow keys with shift widen the selection from where it is; without one it begins at the marked words.
  passage.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow")) return;
    const selection = document.getSelection();
    if (!passage.contains(selection.anchorNode)) selection.collapse(passage.firstChild, 0);
    const unit = event.ctrlKey || event.altKey ? "character" : "word";
    const way = event.key === "ArrowLeft" || event.key === "ArrowUp" ? "backward" : "forward";
    const by = event.key === "ArrowUp" || event.key === "ArrowDown" ? "line" : unit;
    selection.modify(event.shiftKey ? "extend" : "move", way, by);
    event.preventDefault();
  });
}
