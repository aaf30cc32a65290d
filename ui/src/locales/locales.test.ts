import { describe, expect, it } from 'vitest';
import { en } from './en';
import { pickLanguage } from './index';
import { pseudo, pseudoText } from './pseudo';
import { zhCN } from './zh-CN';

type Table = { [key: string]: string | Table };

function flat(table: Table, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(table)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const english = flat(en);
const chinese = flat(zhCN);

describe('the string tables', () => {
  it('have the same keys; only plurals may be fewer', () => {
    const missing = [...english.keys()].filter((key) => !chinese.has(key) && !key.endsWith('_one'));
    expect(missing).toEqual([]);
    expect([...chinese.keys()].filter((key) => !english.has(key))).toEqual([]);
  });

  it('have the same placeholders', () => {
    for (const [key, text] of chinese) expect(places(text), key).toEqual(places(english.get(key) ?? ''));
  });

  it('follow the house rules: no exclamation, no please, no successfully', () => {
    for (const [key, text] of english) expect(text, key).not.toMatch(/!|please|successfully/i);
  });
});

it('makes a pseudo-locale that keeps placeholders', () => {
  expect(pseudoText('Talk {{min}}')).toMatch(/^\[Ţáļķ \{\{min\}\}·+\]$/);
  expect(Object.keys(pseudo(en))).toEqual(Object.keys(en));
});

it('picks a language that there is', () => {
  expect(pickLanguage('', ['zh-Hans-CN', 'en'])).toBe('zh-CN');
  expect(pickLanguage('', ['C'])).toBe('en');
  expect(pickLanguage('', ['de-DE', 'en-GB'])).toBe('en');
  expect(pickLanguage('zh-CN', ['en'])).toBe('zh-CN');
});
