import { expect, test } from 'vitest';
import { mapLocations, rewriteLocation } from './location.ts';

const upstream = { url: 'http://up.test:80/v1', origin: 'http://up.test', base_path: '/v1' };
const tell = (value: string, headers = {}, prefix = '/payments') =>
  rewriteLocation(value, mapLocations(upstream, { host: 'gw:4800', ...headers }, prefix));

test('addresses of the upstream become addresses of the gateway, and keep their form', () => {
  expect(tell('http://up.test/v1/charges/7?a=%2F#x')).toBe('http://gw:4800/payments/charges/7?a=%2F#x');
  expect(tell('HTTP://UP.test:80/v1?a')).toBe('http://gw:4800/payments/?a');
  expect(tell('//up.test/v1/in')).toBe('http://gw:4800/payments/in');
  expect(tell('/v1/in')).toBe('/payments/in');
  expect(tell('/v1/in', {}, '')).toBe('/in');
});

test('behind another proxy the address is the one that its client used', () => {
  const proxied = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'mocks.test, inner',
    'x-forwarded-prefix': '/m/',
  };
  expect(tell('http://up.test/v1/in', proxied)).toBe('https://mocks.test/m/payments/in');
  expect(tell('/v1/in', proxied)).toBe('/m/payments/in');
});

test('what the gateway cannot reach beside the base path of the upstream is said in full', () => {
  expect(tell('/login')).toBe('http://up.test/login');
  expect(tell('/v10')).toBe('http://up.test/v10');
  expect(tell('http://up.test/login')).toBe('http://up.test/login');
});

test.each([
  'https://up.test/v1/in',
  'http://other.test/v1/in',
  '//cdn.test/x',
  'next',
  '?page=2',
  'mailto:a@b.test',
  '',
])('%j stays as it is', (value) => expect(tell(value)).toBe(value));
