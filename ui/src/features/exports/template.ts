/**
 * Name templates: the ready-made ones, and putting a field where the caret is.
 */

/** A ready-made template. `key` is below `exports.presets`. */
export interface Preset {
  readonly key: 'byDay' | 'byExtension' | 'flat' | 'short';
  readonly template: string;
}

/** Ready-made templates; the first is the app's own default. */
export function presets(defaultTemplate: string): Preset[] {
  return [
    { key: 'byDay', template: defaultTemplate },
    { key: 'byExtension', template: '{extension}/{date}/{start}_{direction}_{other}_{seconds}s_[{id}]' },
    { key: 'flat', template: '{start}_{direction}_{extension}_{other}_{seconds}s_[{id}]' },
    { key: 'short', template: '{date}/{start}_[{id}]' },
  ];
}

export interface Insertion {
  readonly text: string;
  /** Where the caret belongs afterwards. */
  readonly caret: number;
}

/** Puts `{field}` in the place of the selected part of a template. A caret inside another field moves behind it. */
export function insertField(template: string, field: string, start: number, end: number): Insertion {
  const from = outside(template, Math.min(start, end));
  const to = Math.max(from, outside(template, Math.max(start, end)));
  const word = `{${field}}`;
  return { text: template.slice(0, from) + word + template.slice(to), caret: from + word.length };
}

/** A place that does not cut a `{field}` in two. */
function outside(template: string, at: number): number {
  const place = Math.max(0, Math.min(at, template.length));
  const open = template.lastIndexOf('{', place - 1);
  const close = template.indexOf('}', open);
  return open !== -1 && close !== -1 && open < place && place <= close ? close + 1 : place;
}

/** The fields a template uses, each once. */
export function usedFields(template: string): string[] {
  return [...new Set([...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))];
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
