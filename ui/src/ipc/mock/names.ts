/** Names as the mock makes them: the plain fields, and the mistakes that are easy to make. */
import type { CallRow, NamePreview } from '../bindings.gen';

function value(row: CallRow, field: string): string {
  switch (field) {
    case 'date':
      return row.startedLocal.slice(0, 10);
    case 'start':
      return row.startedLocal.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    case 'seconds':
      return String(row.talkS);
    default: {
      const key = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      return String((row as unknown as Record<string, unknown>)[key] ?? '');
    }
  }
}

/** What a template makes of some rows. */
export function namesOf(template: string, fields: readonly string[], rows: readonly CallRow[]): NamePreview {
  const end = template.length;
  if (!template.includes('{id}')) {
    const reason = 'the name template must contain {id}, or calls of the same second would share a name';
    return { names: [], problem: { reason, from: end, to: end } };
  }
  for (const match of template.matchAll(/\{[?/]?(\w*)[^{}]*\}/g)) {
    if (!fields.includes(match[1] ?? '')) {
      const reason = `${match[0]} is no field of a name template; there are ${fields.join(', ')}`;
      return { names: [], problem: { reason, from: match.index, to: match.index + match[0].length } };
    }
  }
  const names = rows.map((row) =>
    template.replace(/\{(\w+)[^{}]*\}/g, (_, field: string) => value(row, field)).replace(/\{[^{}]*\}/g, ''),
  );
  return { names, problem: null };
}
