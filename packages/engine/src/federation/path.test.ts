import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRaw, readPath } from './path.ts';

test('segments are decoded once and the raw text is kept for the upstream', () => {
  const path = readPath('/shop/caf%C3%A9/50%2525?q=a%2Fb&q=2');
  expect(path).toMatchObject({ segments: ['shop', 'café', '50%25'], query: '?q=a%2Fb&q=2' });
  expect(joinRaw(path!, 1)).toBe('/caf%C3%A9/50%2525');
});

test('dot segments are resolved before anything is routed, also when they are encoded', () => {
  expect(readPath('/shop/auth/../payments/./x')?.segments).toEqual(['shop', 'payments', 'x']);
  expect(readPath('/shop/%2e%2E/admin')?.segments).toEqual(['admin']);
  expect(readPath('/../../x')?.segments).toEqual(['x']);
});

test.each(['/a%2fb', '/a%2Fb', '/a%5cb', '/a\\b', '/a%00', '/%zz', '/%ff'])('%s is refused', (target) => {
  expect(readPath(target)).toBeUndefined();
});

test('a target in absolute form is read like its path', () => {
  expect(readPath('http://gateway:4801/shop/x?y=1')).toMatchObject({ segments: ['shop', 'x'], query: '?y=1' });
  expect(readPath('http://gateway:4801')).toMatchObject({ segments: [], query: '' });
  expect(readPath('*')?.segments).toEqual([]);
});

test('a trailing slash is kept for the upstream and does not make a segment', () => {
  const path = readPath('/shop//payments/');
  expect(path?.segments).toEqual(['shop', 'payments']);
  expect(joinRaw(path!, 1)).toBe('/payments/');
  expect(joinRaw(path!, 2)).toBe('/');
});

test('whatever is sent on is read again as the same segments', () => {
  const part = fc.constantFrom('a', 'B1', '.', '..', '%2e', '%2E%2e', '', '%25', '%C3%A9', 'x:y;z', '~');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const target = `/${parts.join('/')}`;
      const path = readPath(target);
      if (!path) return;
      expect(readPath(joinRaw(path, 0))?.segments).toEqual(path.segments);
      expect(path.segments).not.toContain('..');
    }),
  );
});
