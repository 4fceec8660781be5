/** Find what has a name by it, in either Serbian script, with or without diacritics. */

/** Something with a name: what it is called, what it is, and the box around it. */
export interface Named {
  name: string;
  kind: string;
  /** West, south, east, north. */
  box: [number, number, number, number];
  /** Of a street: the part of the address of its page. */
  slug?: string | undefined;
}

/** Letters that are more than one of the Latin alphabet with a mark: Cyrillic, and a few others. */
const LETTERS: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", ђ: "d", е: "e", ж: "z", з: "z", и: "i", ј: "j", к: "k",
  л: "l", љ: "lj", м: "m", н: "n", њ: "nj", о: "o", п: "p", р: "r", с: "s", т: "t", ћ: "c", у: "u",
  ф: "f", х: "h", ц: "c", ч: "c", џ: "dz", ш: "s", ѓ: "g", ѕ: "dz", ќ: "k", ё: "e", й: "j", щ: "st",
  ъ: "a", ы: "i", ь: "", э: "e", ю: "ju", я: "ja", є: "e", і: "i", ї: "i", ґ: "g",
  đ: "d", ð: "d", ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", þ: "th", ı: "i",
};

/** Return a name without case, marks and script: “Улица Ђорђа Васића” → “ulica dorda vasica”. */
export function plain(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFC")
    .replace(/[^\x00-\x7f]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFD")
    // “Djordje” is how many write Đorđe, and “Gjorgji” Ѓорѓи, “Kjosev” Ќосев.
    .replace(/([dgk])j/g, "$1")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Names made ready for searching, in the order in which equally good ones are offered. */
export class Names<T extends { name: string } = Named> {
  private readonly plain: string[];

  constructor(private readonly all: readonly T[]) {
    // a space before each word, so that where one begins is found as text
    this.plain = all.map(({ name }) => ` ${plain(name)}`);
  }

  /**
   * Return up to `most` names that hold every word of a text; first those that begin with it, then
   * those whose words begin with its words, then those that hold it anywhere. Short ones first.
   */
  find(text: string, most = 8): T[] {
    const wanted = plain(text);
    if (!wanted) return [];
    const words = wanted.split(" ").map((word) => ` ${word}`);
    const found: [rank: number, index: number][] = [];
    for (const [i, name] of this.plain.entries()) {
      const rank = name.startsWith(wanted, 1)
        ? 0
        : words.every((word) => name.includes(word))
          ? 1
          : name.includes(wanted)
            ? 2
            : 3;
      if (rank < 3) found.push([rank, i]);
    }
    const length = (i: number): number => this.plain[i]!.length;
    return found
      .sort(([a, i], [b, j]) => a - b || length(i) - length(j) || i - j)
      .slice(0, most)
      .map(([, i]) => this.all[i]!);
  }
}
