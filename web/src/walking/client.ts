/** The worker that computes ways and walks, as the page asks it. */

import { shared } from "../site.ts";
import type { Questions } from "./worker.ts";

/** Computes on this device, from files about the whole city. */
export class Walker {
  private readonly worker = new Worker(new URL("walking-worker.js", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, { done: (told: never) => void; failed: (fault: Error) => void }>();
  private count = 0;
  /** What the table of walks says: metres in a minute, and how far from a way one may stand. */
  readonly about: Promise<Questions["open"]["told"]>;
  private level: Promise<unknown> = Promise.resolve();
  private known = "";
  /** The same of what single cameras see. */
  private alone: Promise<unknown> = Promise.resolve();
  private apart = "";

  constructor() {
    this.worker.addEventListener("message", ({ data }: MessageEvent<{ id: number; told: never; fault?: string }>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.fault === undefined) waiting?.done(data.told);
      else waiting?.failed(new Error(data.fault));
    });
    this.worker.addEventListener("error", ({ message }) => {
      for (const { failed } of this.waiting.values()) failed(new Error(message));
      this.waiting.clear();
    });
    this.about = read("ways").then((ways) => this.put("open", { ways }, [ways]));
  }

  /** Be ready to answer for a level. */
  async at(level: string): Promise<void> {
    if (level !== this.known) {
      this.known = level;
      const file = read(level);
      this.level = Promise.all([file, this.about]).then(async ([seen]) => {
        // who asks for another level meanwhile does not want this one any more
        if (level === this.known) await this.put("level", { seen }, [seen]);
      });
      this.level.catch(() => (this.known = ""));
    }
    await this.level;
  }

  /** Be ready to leave out cameras at a level. */
  async apartAt(level: string): Promise<void> {
    const there = this.at(level);
    if (level !== this.apart) {
      this.apart = level;
      const file = read(`${level}-alone`);
      this.alone = Promise.all([file, there]).then(async ([alone]) => {
        if (level === this.apart) await this.put("alone", { alone }, [alone]);
      });
      this.alone.catch(() => (this.apart = ""));
    }
    await this.alone;
  }

  /** Ask the worker; rejects if it cannot answer. */
  async ask<Q extends keyof Questions>(what: Q, asked: Questions[Q]["asked"]): Promise<Questions[Q]["told"]> {
    await this.level;
    if (what === "whatif") await this.alone;
    return this.put(what, asked);
  }

  stop(): void {
    this.worker.terminate();
  }

  private put<Q extends keyof Questions>(
    what: Q,
    asked: Questions[Q]["asked"],
    transfer: Transferable[] = [],
  ): Promise<Questions[Q]["told"]> {
    const id = this.count++;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ id, what, asked }, transfer);
    });
  }
}

/** Fetch a file of the whole city. */
async function read(name: string): Promise<ArrayBuffer> {
  const response = await fetch(shared(`walking/${name}.walk`));
  if (!response.ok) throw new Error(`walking/${name}.walk: ${response.status}`);
  return response.arrayBuffer();
}
