/** The review of unclear pairs: keys that press its buttons, and a word to screen readers.

Without it the page is complete: what it presses are links and buttons of forms. */

import { bindScrolling } from "./scrolling.ts";

bindScrolling();

const help = document.querySelector<HTMLDetailsElement>("[data-help]");
/** Set once something is on its way: a second key would be meant for a page not yet seen. */
let leaving = false;

document.addEventListener("keydown", (event) => {
  // A key held down would settle one pair after the other unseen.
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || leaving) return;
  const key = event.key === " " ? "Space" : event.key;
  if (key === "?" && help) {
    help.open = !help.open;
    if (help.open) help.querySelector("summary")?.focus();
    return;
  }
  if (key === "Escape" && help) {
    help.open = false;
    return;
  }
  // Space presses what has the focus, as everywhere; arrows scroll what is wider than its box.
  const focused = document.activeElement;
  if (key === "Space" && focused?.matches("a, button, summary")) return;
  if (key.startsWith("Arrow") && focused?.matches(".scroll")) return;
  const name = key.length === 1 ? key.toLowerCase() : key;
  const goal = document.querySelector<HTMLElement>(`[data-keys~="${CSS.escape(name)}"]`);
  if (!goal) return;
  event.preventDefault();
  leaving = true;
  goal.click();
});

// A page that a browser brings back from its memory is there to be used again.
addEventListener("pageshow", () => {
  leaving = false;
});

// Screen readers listen to what changes, not to what a page comes with.
const said = document.querySelector("[data-said]")?.textContent ?? "";
const told = document.querySelector("[data-told]");
if (said && told) setTimeout(() => (told.textContent = said), 150);
