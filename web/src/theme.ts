/** Before the first paint: the theme that the reader chose, else that of their system. */

let chosen: string | null = null;
try {
  chosen = localStorage.getItem("theme");
} catch {
  // Storage may be forbidden; then the system decides.
}
if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
