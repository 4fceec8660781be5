/** The sheets beside the map: one about the city that folds, one with an answer that closes. */

import { byId, el } from "./dom.ts";
import { _ } from "./messages.ts";

interface Listener {
  closed: () => void;
  moved: (padding: { left: number; right: number; bottom: number }) => void;
}

const NARROW = matchMedia("(max-width: 720px)");

export class Sheets {
  private readonly main = byId("sheet");
  private readonly answer = byId("answer");
  private readonly fold = this.main.querySelector<HTMLButtonElement>("[data-fold]")!;

  constructor(private readonly listener: Listener) {
    this.fold.hidden = false;
    this.fold.addEventListener("click", () => this.folded(!this.main.classList.contains("folded")));
    this.answer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leave();
    });
    this.folded(NARROW.matches);
    NARROW.addEventListener("change", () => this.folded(NARROW.matches));
    new ResizeObserver(() => this.measure()).observe(this.main);
  }

  /** Show an answer; with `focus`, move the keyboard to it. */
  open(content: Node[], focus = false): void {
    const close = el("button", { type: "button", class: "close" }, _("Close"));
    close.addEventListener("click", () => this.leave());
    this.answer.replaceChildren(close, ...content);
    this.answer.hidden = false;
    this.answer.scrollTop = 0;
    this.measure();
    if (focus) this.answer.focus();
  }

  /** Replace what an open answer says. */
  refresh(content: Node[]): void {
    if (this.answer.hidden) return;
    this.answer.replaceChildren(this.answer.firstChild!, ...content);
  }

  close(): void {
    if (this.answer.hidden) return;
    this.answer.hidden = true;
    this.measure();
  }

  private leave(): void {
    this.close();
    document.querySelector<HTMLElement>("#map canvas")?.focus();
    this.listener.closed();
  }

  private folded(folded: boolean): void {
    this.main.classList.toggle("folded", folded);
    this.fold.setAttribute("aria-expanded", String(!folded));
    this.fold.querySelector("[data-fold-label]")!.textContent = folded ? _("Open") : _("Close");
    this.measure();
  }

  /** Tell the map which of its edges the sheets cover. */
  private measure(): void {
    const main = this.main.getBoundingClientRect();
    if (NARROW.matches) {
      const lower = this.answer.hidden ? main : this.answer.getBoundingClientRect();
      const covered = Math.min(innerHeight - lower.top, innerHeight * 0.6);
      this.listener.moved({ left: 0, right: 0, bottom: covered });
      return;
    }
    const folded = this.main.classList.contains("folded");
    const right = this.answer.hidden ? 0 : this.answer.getBoundingClientRect().width + 16;
    this.listener.moved({ left: folded ? 0 : main.width + 16, right, bottom: 0 });
  }
}
