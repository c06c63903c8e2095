import { expect, test } from 'vitest';
import { readPolicyFile } from './policy.ts';

test('an entry that accepts nothing in particular is refused where it stands', () => {
  const read = readPolicyFile('ignore:\n  - { rule: endpoint-added, reason: agreed }\n  - { reason: because }\n');
  expect(read.ok).toBe(false);
  expect(read.issues).toMatchObject([
    {
      at: { file: 'schema-policy.yaml', line: 3 },
      message: expect.stringContaining('by its fingerprint, a rule or an operation'),
    },
  ]);
});

test('a level for a rule that does not exist is told and kept', () => {
  const read = readPolicyFile('levels: { endpoint-added: risky, endpoint-invented: safe }\n');
  expect(read).toMatchObject({ ok: true, value: { levels: { 'endpoint-invented': 'safe' } } });
  expect(read.issues.map(({ message }) => message)).toEqual(['there is no rule "endpoint-invented"']);
});
