import { expect, it } from 'vitest';
import type { DirectoryEntry } from '../../ipc';
import { offered, shown, typedExtensions } from './extension-list';

const directory: DirectoryEntry[] = [
  { number: '101', name: 'Amara Osei', kind: 'extension', seen: false },
  { number: '110', name: 'Room 101', kind: 'extension', seen: false },
  { number: '800', name: 'Sales', kind: 'queue', seen: false },
];

it('offers numbers before names', () => {
  expect(offered(directory, '101').map(({ number }) => number)).toEqual(['101', '110']);
  expect(offered(directory, 'sal').map(({ number }) => number)).toEqual(['800']);
  expect(offered(directory, ' ')).toEqual(directory);
});

it('takes typed ranges and unlisted numbers, but leaves a listed number to the list', () => {
  expect(typedExtensions('200-299', directory)).toEqual(['200-299']);
  expect(typedExtensions('555', directory)).toEqual(['555']);
  expect(typedExtensions('101', directory)).toEqual([]);
  expect(typedExtensions('101 102', directory)).toEqual(['101', '102']);
});

it('shows no more of ten thousand than can be drawn at once', () => {
  const many = Array.from({ length: 10_000 }, (_, n): DirectoryEntry => {
    return { number: String(20_000 + n), name: `Person ${n}`, kind: 'extension', seen: false };
  });
  const all = shown(many, '');
  expect([all.entries.length, all.more]).toEqual([200, 9_800]);
  expect(shown(many, 'person 9999').entries.map(({ number }) => number)).toEqual(['29999']);
});
