import { describe, expect, it } from 'vitest';
import { insertField, isKnownField, presets, usedFields } from './template';

describe('insertField', () => {
  it('puts the field where the caret is and the caret behind it', () => {
    expect(insertField('a_b', 'id', 2, 2)).toEqual({ text: 'a_{id}b', caret: 6 });
  });

  it('replaces what is selected', () => {
    expect(insertField('a_xx_b', 'id', 2, 4)).toEqual({ text: 'a_{id}_b', caret: 6 });
  });

  it('never cuts another field in two', () => {
    expect(insertField('{date}/x', 'id', 3, 3).text).toBe('{date}{id}/x');
    expect(insertField('{date}/{start}', 'id', 3, 9).text, 'a selection from field to field').toBe(
      '{date}{id}',
    );
  });

  it('works at both ends and in an empty template', () => {
    expect(insertField('', 'id', 0, 0)).toEqual({ text: '{id}', caret: 4 });
    expect(insertField('{date}', 'id', 0, 0).text).toBe('{id}{date}');
    expect(insertField('{date}', 'id', 6, 6).text).toBe('{date}{id}');
    expect(insertField('ab', 'id', 99, 99).text).toBe('ab{id}');
  });
});

it('offers only templates with the id in them, the default first', () => {
  const all = presets('{date}/{id}');
  expect(all[0]?.template).toBe('{date}/{id}');
  for (const { template } of all) expect(usedFields(template)).toContain('id');
  for (const { template } of all) expect(usedFields(template).every(isKnownField)).toBe(true);
});

it('lists the fields of a template, each once', () => {
  expect(usedFields('{a}/{b}_{a}')).toEqual(['a', 'b']);
  expect(usedFields('none')).toEqual([]);
});
