import { describe, expect, it } from 'vitest';
import { completed, fieldsFor, isPlain, namesGone, plainWords, split, typingAt } from './line';

describe('a line', () => {
  it('is plain as long as it is words alone', () => {
    for (const line of ['', 'anna', 'anna refund', '+60 12-34', 'a-b', '王 小明', 'é'])
      expect(isPlain(line), line).toBe(true);
    for (const line of ['from:101', '-anna', 'x -y', '"a b"', '“x”', 'queue：8', '12:30'])
      expect(isPlain(line), line).toBe(false);
  });

  it('is searched for up to its first condition', () => {
    expect(plainWords('anna refund queue:8 x')).toBe('anna refund');
    expect(plainWords('queue:')).toBe('');
    expect(plainWords('anna refund')).toBe('anna refund');
  });

  it('names calls that are gone, or does not', () => {
    for (const line of ['gone:no', 'anna -gone:yes', 'not:gone:no', 'queue:8 GONE：no'])
      expect(namesGone(line), line).toBe(true);
    for (const line of ['', 'gone', 'bygone:no', '"gone:no"', 'text:"is gone:no"', 'text:“gone:no”'])
      expect(namesGone(line), line).toBe(false);
  });

  it('tells what is being typed at its end', () => {
    expect(typingAt('anna fr')).toEqual({ kind: 'field', part: 'fr', start: 5 });
    expect(typingAt('-que')).toEqual({ kind: 'field', part: 'que', start: 1 });
    expect(typingAt('from:10')).toEqual({ kind: 'value', word: 'from', part: '10', start: 5 });
    expect(typingAt('not:tag:vip,com')).toEqual({ kind: 'value', word: 'tag', part: 'com', start: 12 });
    expect(typingAt('from:101 ')).toBeNull();
    expect(typingAt('form:101')).toBeNull();
    expect(typingAt('trunk:"a')).toBeNull();
    expect(typingAt('101')).toBeNull();
  });

  it('takes a field or a value in place of what is typed', () => {
    const take = (line: string, choice: string) => {
      const typing = typingAt(line);
      return typing === null ? null : completed(line, typing, choice);
    };
    expect(take('anna fr', 'from')).toBe('anna from:');
    expect(take('-tag:vip,co', 'complaint')).toBe('-tag:vip,complaint');
    expect(take('trunk:Ca', 'Carrier "A", Köln')).toBe('trunk:"Carrier \\"A\\", Köln"');
    expect(fieldsFor('re')).toEqual(['recorded', 'reviewed']);
    expect(fieldsFor('from'), 'a whole word is no beginning').toEqual([]);
  });

  it('is split by letters, not by halves of them', () => {
    expect(split('😀 form:1', 2, 4)).toEqual(['😀 ', 'form', ':1']);
    expect(split('from:', 5, 0)).toEqual(['from:', '', '']);
  });
});
