import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAILURES, type FailureCase } from '../ipc';
import { startTranslations } from '../locales';
import { failures } from '../locales/zh-CN/failures';
import { failureText, hasOwnText } from './failure-text';

const failure = (known: FailureCase | null) => ({ case: known, message: 'The words of the core.' });
const full: FailureCase = { case: 'disk_full', path: '/exports/november' };

describe('a failure', () => {
  beforeAll(() => startTranslations('en'));

  it('is told in the words of the core where these are of the language', async () => {
    await i18next.changeLanguage('en');
    expect(failureText(failure(full))).toBe('The words of the core.');
    expect(hasOwnText(failure(full))).toBe(false);
  });

  it('is told in Chinese with its objects, and as it is where nothing more is known', async () => {
    await i18next.changeLanguage('zh-CN');
    expect(failureText(failure(full))).toBe(
      '存放 /exports/november 的磁盘已满。请清理空间；已完成的部分会保留。',
    );
    expect(failureText(failure({ case: 'server', status: 503 }))).toContain('503');
    expect(failureText(failure(null))).toBe('The words of the core.');
    for (const name of Object.keys(failures)) {
      const objects = {
        server: 'S',
        proxy: 'P',
        path: 'D',
        account: 'A',
        code: 'C',
        status: 500,
        seconds: 9,
      };
      const text = failureText(failure({ case: name, ...objects } as FailureCase));
      expect(text, name).toMatch(/^[^{}]*[\u4e00-\u9fff][^{}]*。$/u);
    }
  });

  it('has a headline of each kind in both languages', () => {
    for (const language of ['en', 'zh-CN'])
      for (const kind of Object.keys(FAILURES) as (keyof typeof FAILURES)[])
        expect(i18next.getResource(language, 'translation', `common.errorKind.${kind}`), kind).toBeTruthy();
  });
});
