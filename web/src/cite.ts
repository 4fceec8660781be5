/** How to cite a page: its address, and the day on which it is read, are known only here. */

import { save } from "./save.ts";

/** Put both into the texts of the page that ask for them, and let its buttons save these as files. */
export function bindCitation(): void {
  const part = document.getElementById("cite");
  if (!part) return;
  for (const span of part.querySelectorAll<HTMLElement>("[data-address]")) {
    span.textContent = location.origin + location.pathname;
  }
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0"));
  for (const span of part.querySelectorAll<HTMLElement>("[data-today]")) {
    span.textContent = day.join(span.dataset["today"] || "-");
  }
  for (const span of part.querySelectorAll<HTMLElement>("[data-here]")) span.hidden = false;
  for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-save]")) {
    const text = document.getElementById(button.dataset["save"]!)!;
    button.hidden = false;
    button.addEventListener("click", () => {
      save(new Blob([`${text.textContent}\n`], { type: "text/plain" }), button.dataset["name"]!);
    });
  }
}
