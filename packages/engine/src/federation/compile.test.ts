import fc from 'fast-check';
import { expect, test } from 'vitest';
import { federationSnapshot } from '../test-workspace.ts';
import { compileFederation, findService } from './compile.ts';

const shop = compileFederation(
  federationSnapshot([
    { name: 'auth', workspace_id: 'auth', base_path: '/auth' },
    { name: 'admin', workspace_id: 'admin', base_path: '/auth/admin' },
    { name: 'authors', workspace_id: 'authors', base_path: '/authors' },
  ]),
);

const nameOf = (path: string) => findService(shop, path.split('/').slice(1), 0)?.service.name;

test('the longest base path wins, by whole segments', () => {
  expect(nameOf('/auth')).toBe('auth');
  expect(nameOf('/auth/login')).toBe('auth');
  expect(nameOf('/auth/admin/users')).toBe('admin');
  expect(nameOf('/auth/administrators')).toBe('auth');
  expect(nameOf('/authors/1')).toBe('authors');
  expect(nameOf('/authority')).toBeUndefined();
});

test('a service at "/" takes what no other service has', () => {
  const snapshot = federationSnapshot([
    { name: 'web', workspace_id: 'web', base_path: '/' },
    { name: 'auth', workspace_id: 'auth', base_path: '/auth' },
  ]);
  const federation = compileFederation(snapshot);
  expect(findService(federation, ['anything'], 0)).toMatchObject({ service: { name: 'web' }, from: 0 });
  expect(findService(federation, ['auth', 'x'], 0)).toMatchObject({ service: { name: 'auth' }, from: 1 });
});

test('the tree agrees with the plain definition of a segment-safe longest prefix', () => {
  const segment = fc.constantFrom('a', 'ab', 'abc', 'b');
  const path = fc.array(segment, { maxLength: 4 });
  fc.assert(
    fc.property(
      fc.uniqueArray(path, { minLength: 1, maxLength: 6, selector: (one) => one.join('/') }),
      path,
      (bases, asked) => {
        const services = bases.map((base, index) => ({
          name: `s${index}`,
          workspace_id: 'w',
          base_path: `/${base.join('/')}`,
        }));
        const best = services
          .filter(({ base_path }) => base_path === '/' || `/${asked.join('/')}/`.startsWith(`${base_path}/`))
          .sort((a, b) => b.base_path.length - a.base_path.length)[0];
        const found = findService(compileFederation(federationSnapshot(services)), asked, 0);
        expect(found?.service.name).toBe(best?.name);
      },
    ),
  );
});
