/** The sheets beside the map: one about the city that folds, one with an answer that closes. */

import { byId, el } from "./dom.ts";
import { _ } from "./messages.ts";

interface Listener {
  closed: () => void;
  moved: (padding: { left: number; bottom: number }) => void;
}

const NARROW = matchMedia("(max-width: 720px)");

export class Sheets {
  private readonly main = byId("sheet");
  private readonly answer = byId("answer");
  /** Where the keyboard was before it went into an answer. */
  private before: Element | null = null;
  private readonly about = this.answer.getAttribute("aria-label")!;
  private readonly fold = this.main.querySelector<HTMLButtonElement>("[data-fold]")!;

  constructor(private readonly listener: Listener) {
    this.fold.hidden = false;
    this.fold.addEventListener("click", () => this.folded(!this.main.classList.contains("folded")));
    this.answer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leave();
    });
    this.main.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || this.fold.ariaExpanded === "false") return;
      this.folded(true);
      this.fold.focus();
    });
    this.folded(NARROW.matches);
    this.main.classList.add("bound");
    NARROW.addEventListener("change", () => this.folded(NARROW.matches));
    new ResizeObserver(() => this.measure()).observe(this.main);
  }

  /**
   * Show an answer; with `focus`, move the keyboard to it. One that has a name of its own says by
   * itself what is to be read out of what changes in it.
   */
  open(content: Node[], focus = false, name?: string): void {
    this.answer.setAttribute("aria-label", name ?? this.about);
    this.answer.setAttribute("aria-live", name ? "off" : "polite");
    const close = el("button", { type: "button", class: "close" }, _("Close"));
    close.addEventListener("click", () => this.leave());
    this.answer.replaceChildren(close, ...content);
    this.answer.hidden = false;
    this.answer.scrollTop = 0;
    // On a narrow screen it lies over the other sheet, whose controls would be reached unseen.
    if (NARROW.matches) this.folded(true);
    this.main.inert = NARROW.matches;
    if (!focus) return;
    this.before = document.activeElement;
    this.answer.focus();
  }

  /** Replace what an open answer says. */
  refresh(content: Node[]): void {
    if (this.answer.hidden) return;
    this.answer.replaceChildren(this.answer.firstChild!, ...content);
  }

  close(): void {
    this.answer.hidden = true;
    this.main.inert = false;
  }

  /** Close the answer, and bring the keyboard back to where it was, or to the map. */
  private leave(): void {
    const back = this.before instanceof HTMLElement && this.before.isConnected ? this.before : null;
    this.close();
    const map = document.querySelector<HTMLElement>("#map canvas");
    (back?.checkVisibility() ? back : map)?.focus();
    this.before = null;
    this.listener.closed();
  }

  private folded(folded: boolean): void {
    this.main.classList.toggle("folded", folded);
    this.fold.setAttribute("aria-expanded", String(!folded));
    this.fold.textContent = folded ? _("Open") : _("Close");
    this.measure();
  }

  /** Return the part of the screen that an open answer covers. */
  covered(): DOMRect | null {
    return this.answer.hidden ? null : this.answer.getBoundingClientRect();
  }

  /** Tell the map which of its edges the sheet about the city covers. */
  private measure(): void {
    const { width, height } = this.main.getBoundingClientRect();
    if (NARROW.matches) {
      this.listener.moved({ left: 0, bottom: Math.min(height, innerHeight * 0.5) });
    } else {
      this.listener.moved({ left: this.main.classList.contains("folded") ? 0 : width + 16, bottom: 0 });
    }
  }
}
