/** The files under `walking/`: a line of JSON, then columns of numbers (`vidik.report.walkdata`). */

/** What both kinds of files say about themselves. */
export interface Head {
  version: number;
  /** Which network it is of. */
  ways: string;
  attribution: string;
  synthetic: boolean;
  dated: string | null;
}

/** Of the format. */
const VERSION = 1;

/** The numbers of a file, taken one column after the other. */
export class Numbers {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Return the next varint. */
  next(): number {
    let value = 0;
    for (let times = 1; ; times *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("the file ends too early");
      value += (byte & 127) * times;
      if (byte < 128) return value;
    }
  }

  /** Return the next varint, which has a sign. */
  signed(): number {
    const value = this.next();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  /** Return the next bytes. */
  take(count: number): Uint8Array {
    this.at += count;
    if (this.at > this.bytes.length) throw new Error("the file ends too early");
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** Return the places at which the parts of each of several begin, and where the last ones end. */
  firsts(count: number): Int32Array {
    const first = new Int32Array(count + 1);
    for (let i = 0; i < count; i++) first[i + 1] = first[i]! + this.next();
    return first;
  }
}

/** Unpack a file; return what it says about itself, and its numbers. */
export async function opened<H extends Head>(packed: ArrayBuffer): Promise<{ head: H; numbers: Numbers }> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const line = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, line))) as H;
  if (head.version !== VERSION) throw new Error(`version ${head.version} of the format`);
  return { head, numbers: new Numbers(bytes.subarray(line + 1)) };
}
