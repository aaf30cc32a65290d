import { describe, expect, it } from 'vitest';
import { excerpt, FORMS, insertText, isKnownField, presets } from './template';

describe('insertText', () => {
  it('puts the field where the caret is and the caret behind it', () => {
    expect(insertText('a_b', '{id}', 2, 2)).toEqual({ text: 'a_{id}b', caret: 6 });
  });

  it('replaces what is selected', () => {
    expect(insertText('a_xx_b', '{id}', 2, 4)).toEqual({ text: 'a_{id}_b', caret: 6 });
  });

  it('never cuts another field in two', () => {
    expect(insertText('{date}/x', '{id}', 3, 3).text).toBe('{date}{id}/x');
    expect(insertText('{date}/{start}', '{id}', 3, 9).text, 'a selection from field to field').toBe(
      '{date}{id}',
    );
  });

  it('works at both ends and in an empty template', () => {
    expect(insertText('', '{id}', 0, 0)).toEqual({ text: '{id}', caret: 4 });
    expect(insertText('{date}', '{id}', 0, 0).text).toBe('{id}{date}');
    expect(insertText('{date}', '{id}', 6, 6).text).toBe('{date}{id}');
    expect(insertText('ab', '{id}', 99, 99).text).toBe('ab{id}');
  });
});

it('offers only templates with the id in them, the default first', () => {
  const all = presets('{date}/{id}');
  expect(all[0]?.template).toBe('{date}/{id}');
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  for (const { template } of all) expect(template).toContain('{id}');
});

it('offers only fields there are', () => {
  const texts = [...presets('{id}').map(({ template }) => template), ...FORMS.map(({ text }) => text)];
  const names = texts.flatMap((text) => [...text.matchAll(/\{[?/]?(\w+)/g)].map((match) => match[1] ?? ''));
  expect(names.filter((name) => !isKnownField(name))).toEqual([]);
});

describe('excerpt', () => {
  it('shows what is wrong with a little around it', () => {
    expect(excerpt('{date}/{nope}_{id}', 7, 13)).toEqual({
      before: '{date}/',
      wrong: '{nope}',
      after: '_{id}',
    });
    expect(excerpt(`${'a'.repeat(30)}{x}${'b'.repeat(30)}`, 30, 33)).toEqual({
      before: `…${'a'.repeat(16)}`,
      wrong: '{x}',
      after: `${'b'.repeat(16)}…`,
    });
  });

  it('shows nothing where something is missing, or where the template has changed since', () => {
    expect(excerpt('{date}', 6, 6)).toBeNull();
    expect(excerpt('{d', 3, 9)).toBeNull();
  });
});
