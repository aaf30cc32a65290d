import i18next, { type TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { FilterFault } from '../../ipc';
import { startTranslations } from '../../locales';
import { problemText } from './problem-text';

const inWords = async (language: string, fault: FilterFault) => {
  await startTranslations(language);
  return problemText(i18next.t as TFunction, fault, language);
};

describe('what is wrong with a filter', () => {
  it('names the word that was probably meant', async () => {
    const fault: FilterFault = { kind: 'unknown_field', name: 'form', near: 'from', known: ['ext', 'from'] };
    expect(await inWords('en', fault)).toBe('There is no field “form”. Did you mean “from”?');
    expect(await inWords('zh-CN', fault)).toBe('没有字段“form”。您是指“from”吗？');
  });

  it('names all there are where none is near', async () => {
    const known = ['answered', 'busy'];
    expect(await inWords('en', { kind: 'unknown_field', name: 'wombat', near: null, known })).toBe(
      'There is no field “wombat”. Use one of answered, busy. To find the text itself, put it in quotes.',
    );
    expect(await inWords('en', { kind: 'unknown_word', field: 'status', word: 'x', near: null, known })).toBe(
      'Status: there is no “x”. Use one of answered, busy.',
    );
  });

  it('writes lengths of time as the window does', async () => {
    expect(await inWords('en', { kind: 'swapped', field: 'talk', min: 90, max: 5 })).toBe(
      'Talk: the lowest (1:30) is above the highest (0:05); swap the two.',
    );
    expect(await inWords('zh-CN', { kind: 'not_a_range', text: '300-200', why: 'backwards' })).toBe(
      '“300-200”不是分机号段：终点在起点之前。请用两个号码，如 200-299。',
    );
  });
});
