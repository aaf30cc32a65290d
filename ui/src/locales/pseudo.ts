/** English made long and accented, to see what is cut off or was never put into a table. */

const ACCENTS: Record<string, string> = {
  a: 'á',
  b: 'ƀ',
  c: 'ç',
  d: 'ð',
  e: 'é',
  f: 'ƒ',
  g: 'ĝ',
  h: 'ĥ',
  i: 'î',
  j: 'ĵ',
  k: 'ķ',
  l: 'ļ',
  m: 'ɱ',
  n: 'ñ',
  o: 'ö',
  p: 'þ',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
  u: 'û',
  v: 'ṽ',
  w: 'ŵ',
  x: 'ẋ',
  y: 'ý',
  z: 'ž',
  A: 'Å',
  C: 'Ç',
  E: 'É',
  I: 'Î',
  N: 'Ñ',
  O: 'Ö',
  S: 'Š',
  T: 'Ţ',
  U: 'Û',
};

export function pseudoText(text: string): string {
  // Placeholders and tags stay as they are.
  const parts = text.split(/(\{\{[^}]*\}\}|<[^>]*>)/);
  const accented = parts
    .map((part, index) =>
      index % 2 === 1 ? part : [...part].map((letter) => ACCENTS[letter] ?? letter).join(''),
    )
    .join('');
  return `[${accented}${'·'.repeat(Math.ceil(text.length * 0.3))}]`;
}

export function pseudo<T extends object>(table: T): T {
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => [
      key,
      typeof value === 'string' ? pseudoText(value) : pseudo(value as object),
    ]),
  ) as T;
}
