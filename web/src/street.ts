/** Find a street by its name in either Serbian script, with or without diacritics. */

/** Name, west, south, east, north, and the part of the address of its page. */
export type Street = [string, number, number, number, number, string];

const CYRILLIC: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", ђ: "d", е: "e", ж: "z", з: "z", и: "i", ј: "j", к: "k",
  л: "l", љ: "lj", м: "m", н: "n", њ: "nj", о: "o", п: "p", р: "r", с: "s", т: "t", ћ: "c", у: "u",
  ф: "f", х: "h", ц: "c", ч: "c", џ: "dz", ш: "s",
};

/** Return a name without case, marks and script: “Улица Ђорђа Васића” → “ulica dorda vasica”. */
export function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFC")
    .replace(/[а-џђјљњћ]/g, (letter) => CYRILLIC[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    // “Djordje” is how many write Đorđe.
    .replaceAll("dj", "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Return up to `most` streets whose name holds the text; names that begin with it come first. */
export function findStreets(streets: readonly Street[], text: string, most = 8): Street[] {
  const wanted = plain(text);
  if (!wanted) return [];
  const rank = (street: Street): number => {
    const name = plain(street[0]);
    if (name.startsWith(wanted)) return 0;
    if (name.includes(` ${wanted}`)) return 1;
    return name.includes(wanted) ? 2 : 3;
  };
  return streets
    .map((street) => ({ street, rank: rank(street) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ street }) => street);
}
