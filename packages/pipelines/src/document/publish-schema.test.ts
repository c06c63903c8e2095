// The published schema, asked by a validator of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { KNOWN, NOTIFY, withStep } from './documents.fixture.ts';
import { KNOWN_EXAMPLES } from './examples.fixture.ts';
import { publishPipelineSchema } from './publish-schema.ts';

function validator(known: typeof KNOWN) {
  const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(
    publishPipelineSchema(known.step_types, 'https://mockops.example/schemas/pipeline.json'),
  );
  return (text: string) => {
    validate(parse(text));
    return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  };
}

test.each([
  'schema-change-pipeline',
  'schema-change-to-sdk',
  'scenario-publish-to-test',
  'drift-to-pr',
  'nightly-checkout-e2e',
])('%s fits the published schema', (name) => {
  const text = readFileSync(path.join(import.meta.dirname, `fixtures/${name}.yaml`), 'utf8');
  expect(validator(KNOWN_EXAMPLES)(text)).toEqual([]);
});

test('each step type has its own config; a template may stand for any value, but not for a key', () => {
  const check = validator(KNOWN);
  expect(check(withStep(...NOTIFY, '      message: "{{ event.type }}"', '      retries: "{{ inputs.n }}"'))).toEqual(
    [],
  );
  expect(check(withStep(...NOTIFY, '      retries: many'))).toContain('/steps/0/config/retries type');
  expect(check(withStep(...NOTIFY, '      mesage: m'))).toContain('/steps/0/config additionalProperties');
  expect(check(withStep('  - { name: a, type: update_ci, config: { channels: [x] } }'))).toContain(
    '/steps/0/config additionalProperties',
  );
  expect(check(withStep('  - { name: a, type: notfy }'))).toContain('/steps/0/type oneOf');
  expect(check(`${withStep(...NOTIFY)}\nfinaly: []\n`)).toContain(' additionalProperties');
  expect(check(`${withStep(...NOTIFY)}\ndefaults: { config: { notify: { retries: x } } }\n`)).toContain(
    '/defaults/config/notify/retries type',
  );
});
