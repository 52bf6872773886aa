/** A person's name, made comparable. */
export interface NameKey {
  /** Lower-case letters and digits of every word but the suffix, words parted by one blank. */
  readonly key: string;
  /** `jr`, `sr`, `ii`, `iii`, `iv`, `v`, or empty. */
  readonly suffix: string;
}

const SUFFIXES: ReadonlyMap<string, string> = new Map([["jr", "jr"], ["junior", "jr"], ["sr", "sr"], ["senior", "sr"], ["ii", "ii"], ["iii", "iii"], ["iv", "iv"], ["v", "v"]]);
/** What a league writes behind a name: rookie salary `(RS)`, two contracts in one line `(x2)`. */
const REMARK = /\s*\((?:RS|x\d+)\)/gi;
const ASCII = /^[\x20-\x7e]*$/;
const MARKS = /\p{M}+/gu;
/** Letters that do not come apart into a plain one and its mark. */
const PLAIN: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe" };
/** Joined without a gap: `Ja'Marr` is `Jamarr`, `D.J.` is `DJ`. */
const JOINED = /['’‘`´.]/g;
const PARTED = /[^\p{L}\p{N}]+/gu;

/** Accents, case, punctuation and remarks carry no identity; a suffix does, and stands alone. */
export function nameKey(name: string): NameKey {
  const bare = name.includes("(") ? name.replace(REMARK, "") : name;
  const plain = (ASCII.test(bare) ? bare.toLowerCase() : withoutAccents(bare)).replace(JOINED, "").replace(PARTED, " ").trim();
  const words = plain.split(" ");
  const suffix = words.length > 1 ? SUFFIXES.get(words.at(-1) ?? "") : undefined;
  return suffix === undefined ? { key: plain, suffix: "" } : { key: words.slice(0, -1).join(" "), suffix };
}

function withoutAccents(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase().replaceAll(/[øłđıßæœ]/g, (letter) => PLAIN[letter] ?? letter);
}

/** First names that are one: of a group, the first is what all of them are compared as. */
const NICKNAMES: readonly (readonly string[])[] = [
  ["alexander", "alex"], ["andrew", "drew"], ["anthony", "tony"], ["benjamin", "ben"], ["cameron", "cam"], ["christopher", "chris"], ["daniel", "dan", "danny"], ["david", "dave"],
  ["demetrius", "dee"], ["edward", "ed", "eddie"], ["foyesade", "foye", "foyessade"], ["gabriel", "gabe"], ["gregory", "greg"], ["jeffrey", "jeff", "jeffery"], ["jonathan", "jon"], ["joseph", "joe", "joey"],
  ["joshua", "josh"], ["kenneth", "ken", "kenny"], ["marquise", "hollywood"], ["matthew", "matt"], ["michael", "mike"], ["mitchell", "mitch"], ["nicholas", "nick"], ["patrick", "pat"],
  ["robert", "rob", "robbie", "robby", "bobby"], ["samuel", "sam"], ["scott", "scotty"], ["stephen", "steve", "steven"], ["thomas", "tom", "tommy"], ["timothy", "tim"], ["william", "will", "bill", "billy"], ["zachary", "zach", "zack"],
];
const FULL_NAMES: ReadonlyMap<string, string> = new Map(NICKNAMES.flatMap(([full = "", ...short]) => short.map((name) => [name, full] as const)));

/** @returns the key with a full first name in place of a nickname: equal for `josh palmer` and `joshua palmer` */
export function withFullFirstName(key: string): string {
  const [first = "", ...rest] = key.split(" ");
  return [FULL_NAMES.get(first) ?? first, ...rest].join(" ");
}
