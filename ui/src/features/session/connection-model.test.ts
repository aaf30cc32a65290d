import { expect, it } from 'vitest';
import { isPlainWay, isUsable, PLAIN_WAY, savedWay, wayInput, withoutPassword } from './connection-model';

it('takes the way of a saved sign-in over, without credentials', () => {
  const certificates = [{ subject: 'CN=Acme CA', validUntil: '2035-01-01T00:00:00Z', fingerprint: 'AA' }];
  const way = savedWay({
    proxy: 'given',
    proxyAddress: 'http://proxy:3128',
    authorities: 'PEM',
    certificates,
  });
  expect(way).toMatchObject({ mode: 'given', address: 'http://proxy:3128', user: '', password: '' });
  expect(wayInput(way)).toEqual({
    proxy: { mode: 'given', address: 'http://proxy:3128', user: '', password: '' },
    authorities: 'PEM',
  });
  const plain = savedWay({ proxy: 'system', proxyAddress: '', authorities: '', certificates: [] });
  expect(isPlainWay(plain)).toBe(true);
});

it('forgets passwords, those in an address too', () => {
  for (const [typed, kept] of [
    ['http://bob:se@cret@proxy:3128', 'http://proxy:3128'],
    ['bob:secret@proxy:3128', 'proxy:3128'],
    ['socks5h://proxy', 'socks5h://proxy'],
  ] as const) {
    const way = withoutPassword({ ...PLAIN_WAY, mode: 'given', address: typed, password: 'secret' });
    expect(way.address, typed).toBe(kept);
    expect(JSON.stringify(way), typed).not.toContain('secret');
  }
});

it('needs an address for a given proxy only', () => {
  expect(isUsable(PLAIN_WAY)).toBe(true);
  expect(isUsable({ ...PLAIN_WAY, mode: 'given', address: '  ' })).toBe(false);
  expect(isUsable({ ...PLAIN_WAY, mode: 'given', address: 'proxy:3128' })).toBe(true);
});
