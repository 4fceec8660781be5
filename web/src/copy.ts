/** Buttons that copy a text of the page; they are there only where a script can do it. */

export function bindCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const text = document.getElementById(button.dataset["copy"] ?? "");
    if (!text) continue;
    button.hidden = false;
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    status.className = "hint";
    button.after(" ", status);
    button.addEventListener("click", () => void copy(text, status, button.dataset["done"] ?? ""));
  }
}

/** Copy a text; where the browser forbids that, mark it, so that a key does it. */
async function copy(text: HTMLElement, status: HTMLElement, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text.textContent?.trim() ?? "");
    status.textContent = done;
  } catch {
    getSelection()?.selectAllChildren(text);
  }
}
