import { describe, expect, it, vi } from 'vitest';
import { untilAnswered } from './until-answered';

describe('a question that a newer one may end', () => {
  it('is asked again while somebody waits for it', async () => {
    const ask = vi.fn(async (): Promise<string | null> => 'rows').mockResolvedValueOnce(null);
    await expect(untilAnswered(new AbortController().signal, ask)).resolves.toBe('rows');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is not asked again once nobody does', async () => {
    const waiting = new AbortController();
    const ask = vi.fn(async (): Promise<string | null> => {
      waiting.abort();
      return null;
    });
    await expect(untilAnswered(waiting.signal, ask)).rejects.toThrow();
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
