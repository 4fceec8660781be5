/** Before the first paint: say that scripts run, and take the theme that the reader chose. */

document.documentElement.classList.add("scripts");
let chosen: string | null = null;
try {
  chosen = localStorage.getItem("theme");
} catch {
  // Storage may be forbidden; then the system decides.
}
if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
