/**
 * Name templates: the ready-made ones, and putting a field where the caret is.
 */

/** A ready-made template. `key` is below `exports.presets`. */
export interface Preset {
  readonly key: 'byDay' | 'byExtension' | 'byQueue' | 'byMonth' | 'callerFirst' | 'flat' | 'short';
  readonly template: string;
}

/** Ready-made templates; the first is the app's own default. */
export function presets(defaultTemplate: string): Preset[] {
  return [
    { key: 'byDay', template: defaultTemplate },
    { key: 'byExtension', template: '{extension}/{date}/{start}_{direction}_{other}_{seconds}s_[{id}]' },
    {
      key: 'byQueue',
      template: '{date}/{queue|no queue}/{start}_{direction}_{extension}_{other}_{seconds}s_[{id}]',
    },
    {
      key: 'byMonth',
      template: '{start:%Y-%m}/{start:%d}/{start}_{direction}_{extension}_{other}_{seconds}s_[{id}]',
    },
    {
      key: 'callerFirst',
      template: '{date}/{caller_name|caller|anonymous}_{start}_{direction}_{extension}_{seconds}s_[{id}]',
    },
    { key: 'flat', template: '{start}_{direction}_{extension}_{other}_{seconds}s_[{id}]' },
    { key: 'short', template: '{date}/{start}_[{id}]' },
  ];
}

/** What else can stand in a template. `key` is below `exports.forms`. */
export const FORMS = [
  { key: 'time', text: '{start:%H%M}' },
  { key: 'zone', text: '{start@UTC}' },
  { key: 'digits', text: '{seconds:05}' },
  { key: 'part', text: '{other:-4}' },
  { key: 'instead', text: '{queue|none}' },
  { key: 'only', text: '{?queue}_{queue}{/queue}' },
] as const;

export interface Insertion {
  readonly text: string;
  /** Where the caret belongs afterwards. */
  readonly caret: number;
}

/** Puts a field in the place of the selected part of a template. A caret inside another field moves behind it. */
export function insertText(template: string, word: string, start: number, end: number): Insertion {
  const from = outside(template, Math.min(start, end));
  const to = Math.max(from, outside(template, Math.max(start, end)));
  return { text: template.slice(0, from) + word + template.slice(to), caret: from + word.length };
}

/** A place that does not cut a `{field}` in two. */
function outside(template: string, at: number): number {
  const place = Math.max(0, Math.min(at, template.length));
  const open = template.lastIndexOf('{', place - 1);
  const close = template.indexOf('}', open);
  return open !== -1 && close !== -1 && open < place && place <= close ? close + 1 : place;
}

/** How much of a template is shown around what is wrong in it. */
const AROUND = 16;

/** A template cut where it is wrong. */
export interface Excerpt {
  readonly before: string;
  readonly wrong: string;
  readonly after: string;
}

/** What is wrong and a little around it; null where something is missing rather than wrong. */
export function excerpt(template: string, from: number, to: number): Excerpt | null {
  if (to <= from || to > template.length) return null;
  const start = Math.max(0, from - AROUND);
  const end = Math.min(template.length, to + AROUND);
  return {
    before: (start > 0 ? '…' : '') + template.slice(start, from),
    wrong: template.slice(from, to),
    after: template.slice(to, end) + (end < template.length ? '…' : ''),
  };
}

const KNOWN_FIELDS = [
  'date',
  'start',
  'seconds',
  'id',
  'other',
  'direction',
  'extension',
  'extension_name',
  'caller',
  'caller_name',
  'callee',
  'callee_name',
  'did',
  'trunk',
  'queue',
] as const;

/** True for a field this window has words for; the core may know more. */
export function isKnownField(field: string): field is (typeof KNOWN_FIELDS)[number] {
  return (KNOWN_FIELDS as readonly string[]).includes(field);
}
