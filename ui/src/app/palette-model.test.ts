import { describe, expect, it } from 'vitest';
import { closeness, found, type PaletteItem } from './palette-model';

const item = (
  id: string,
  label: string,
  group: PaletteItem['group'] = 'action',
  more?: string,
): PaletteItem => ({
  id,
  group,
  label,
  ...(more === undefined ? {} : { more }),
});
const ITEMS = [
  item('export', 'Export…'),
  item('exports', 'Exports', 'place'),
  item('refresh', 'Read from the PBX again'),
  item('scheme', 'Switch between light and dark'),
  item('ext 101', '101', 'extension', 'Amara Osei'),
  item('ext 110', '110', 'extension', 'Julia Meyer'),
];
const ids = (typed: string, uses: [string, number][] = []) =>
  found(ITEMS, typed, new Map(uses)).map(({ id }) => id);

describe('the palette', () => {
  it('fits beginnings better than words inside, and those better than scattered letters', () => {
    const order = [
      closeness('dark mode', 'dark'),
      closeness('light and dark', 'dark'),
      closeness('undarkened', 'dark'),
      closeness('d a r k', 'dark'),
    ];
    expect(order).toEqual([...order].sort((a, b) => (b ?? 0) - (a ?? 0)));
    expect(order.every((score) => score !== null)).toBe(true);
    expect(closeness('Export', 'xyz')).toBeNull();
  });

  it('finds by the first letters of words', () => {
    expect(ids('rpa')).toEqual(['refresh']);
  });

  it('finds extensions by number and by name, and only when something is typed', () => {
    expect(ids('10'), 'that begin with it first').toEqual(['ext 101', 'ext 110']);
    expect(ids('osei')).toEqual(['ext 101']);
    expect(ids('')).not.toContain('ext 101');
  });

  it('puts what is used most first', () => {
    expect(ids('', [['scheme', 3]])[0]).toBe('scheme');
    expect(ids('exp', [['exports', 8]])[0]).toBe('exports');
  });

  it('shows a list that can be read, however many there are', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => item(`ext ${at}`, String(at), 'extension'));
    expect(found(many, '1', new Map())).toHaveLength(30);
  });
});
