/** The line of text above the calls: what is typed, and what could come next. Pure. */
import type { ListField } from '../../ipc';

/** The words of fields, as `docs/search.md` has them, and the list their values come from. */
export const FIELDS = {
  ext: 'extension',
  from: 'from',
  to: 'to',
  direction: 'direction',
  number: null,
  talk: null,
  ring: null,
  answered: null,
  recorded: null,
  status: 'status',
  end: 'end_reason',
  did: 'did',
  trunk: 'trunk',
  queue: 'queue',
  tag: 'tag',
  finding: 'finding',
  reviewed: null,
  rating: null,
  notes: null,
  time: null,
  day: null,
  gone: null,
} as const satisfies Record<string, ListField | null>;

export type FieldWord = keyof typeof FIELDS;

const YES_NO = ['answered', 'recorded', 'reviewed', 'notes', 'gone'];

/** True for words alone: they are searched for while they are typed; all else when it is done. */
export function isPlain(line: string): boolean {
  return !/[:："“”„]|(?:^|\s)-\S/u.test(line);
}

/** Whether a line says anything of calls that are gone: what it says then counts, also that they are not asked for. */
export function namesGone(line: string): boolean {
  const unquoted = line.replace(/["“”„](?:\\.|[^"“”„\\])*["“”„]/gu, '""');
  return /(?:^|\s)(?:-|not:)?gone[:：]/iu.test(unquoted);
}

/** The words alone that stand before the first condition: they are searched for meanwhile. */
export function plainWords(line: string): string {
  const words = line.split(/\s+/u);
  const first = words.findIndex((word) => !isPlain(word));
  return words.slice(0, first < 0 ? words.length : first).join(' ');
}

/** What is being typed at the end of the line. */
export type Typing =
  | { kind: 'field'; part: string; start: number }
  | { kind: 'value'; word: FieldWord; part: string; start: number };

export function typingAt(line: string): Typing | null {
  const start = line.search(/\S+$/u);
  if (start < 0) return null;
  const [, minus = '', word, rest = ''] = /^(-|not:)?(?:([a-z]+):)?(.*)$/su.exec(line.slice(start)) ?? [];
  const from = start + minus.length;
  if (word === undefined)
    return /^[a-z]{1,9}$/u.test(rest) ? { kind: 'field', part: rest, start: from } : null;
  if (!(word in FIELDS) || rest.includes('"')) return null;
  const comma = rest.lastIndexOf(',') + 1;
  return {
    kind: 'value',
    word: word as FieldWord,
    part: rest.slice(comma),
    start: from + word.length + 1 + comma,
  };
}

/** Fields that begin as typed. */
export function fieldsFor(part: string): FieldWord[] {
  return (Object.keys(FIELDS) as FieldWord[]).filter((word) => word.startsWith(part) && word !== part);
}

/** Values that are the same for everybody. */
export function fixedValues(word: FieldWord): string[] {
  if (YES_NO.includes(word)) return ['yes', 'no'];
  return word === 'rating' ? ['>=4', '<=2'] : [];
}

const quoted = (value: string) =>
  /[\s,"“”„：，]/u.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value;

/** The line with a field or value chosen in place of what is being typed. */
export function completed(line: string, typing: Typing, choice: string): string {
  const end = typing.kind === 'field' ? `${choice}:` : quoted(choice);
  return line.slice(0, typing.start) + end;
}

/** The line before, at and after the place of a problem, told in Unicode scalar values. */
export function split(line: string, at: number, length: number): [string, string, string] {
  const letters = [...line];
  return [
    letters.slice(0, at).join(''),
    letters.slice(at, at + length).join(''),
    letters.slice(at + length).join(''),
  ];
}
