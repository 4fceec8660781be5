/** Light or dark: as the system says, until the reader presses the button. */

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");

/** Return the theme that is shown now. */
export function theme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

/** Bring the buttons to life; `changed` is called whenever the theme is another one. */
export function bindThemeToggles(changed: (now: Theme) => void = () => undefined): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>("[data-theme-toggle]");
  for (const button of buttons) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(theme() === "dark"));
    button.addEventListener("click", () => {
      const next: Theme = theme() === "dark" ? "light" : "dark";
      document.documentElement.dataset["theme"] = next;
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Storage may be forbidden; the choice then lasts for this page.
      }
      for (const other of buttons) other.setAttribute("aria-pressed", String(next === "dark"));
      changed(next);
    });
  }
  system.addEventListener("change", () => changed(theme()));
}
