// Published contracts of others, for size and strangeness. Skipped, saying so, where the folder is absent.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diffApis } from './diff/diff.ts';
import { askAbout } from './diff/fixtures/ask-about.ts';
import { loadApi } from './load/load.ts';
import { createSampler } from './sample/sampler.ts';
import { createValidator } from './validate/validator.ts';

const folder = fileURLToPath(new URL('../../../../shared/specs', import.meta.url));
const isThere = existsSync(folder);
const pairs = [
  ['figma/2024-06.yaml', 'figma/2025-06.yaml'],
  ['figma/2025-06.yaml', 'figma/2026-03.yaml'],
  ['discord/2024-06.json', 'discord/2025-06.json'],
  ['discord/2025-06.json', 'discord/2026-07.json'],
  ['twilio-verify/2023-01.json', 'twilio-verify/2026-04.json'],
  ['twilio-core/2023-01.json', 'twilio-core/2026-04.json'],
  ['xero/2024-06.yaml', 'xero/2026-07.yaml'],
  ['openai/2024-06.yaml', 'openai/2026-08.yaml'],
  ['box/2024-06.json', 'box/2026-06.json'],
  ['github/19.0.0.json', 'github/23.0.2.json'],
] as const;

async function load(name: string) {
  const read = await loadApi({ [name]: readFileSync(`${folder}/${name}`, 'utf8') });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read;
}

/** Breaking by what the schemas say, though no message shows it: told rather than passed over. */
const UNSHOWN = [
  // Whatever fits what is new fits an older, open alternative too, so older readers accept it; who chooses by the alternative may not.
  'openai POST /audio/transcriptions: response-body-one-of-added at response 200',
  'box GET /events: response-property-one-of-added at response 200: entries[].source',
  'box GET /file_version_legal_holds: response-property-one-of-added at response 200: entries[].legal_hold_policy_assignments[].assigned_to',
  'github GET /events: response-property-one-of-added at response 200: [].payload',
  'github GET /repos/{owner}/{repo}/issues/{issue_number}/events: response-property-any-of-added at response 200: []',
  'github GET /repos/{owner}/{repo}/issues/{issue_number}/timeline: response-property-any-of-added at response 200: []',
  // Another alternative takes over what one gave up.
  'openai POST /assistants: request-property-enum-value-removed at request body: response_format.type',
  'github POST /repos/{owner}/{repo}/issues/{issue_number}/labels: request-body-one-of-removed at request body',
  // What was required before already fits one of the new alternatives.
  'openai POST /vector_stores/{vector_store_id}/file_batches: request-body-alternatives-required at request body',
];

/** Each asks two validators that are made for it. */
const MOST_ASKED = 3;

if (!isThere) console.info(`skipped: real contracts are not at ${folder}`);

test.for(pairs)(
  '%s and %s load whole, equal themselves and differ from each other',
  { timeout: 60_000 },
  async ([before, after]) => {
    const [a, again, b] = await Promise.all([load(before), load(before), load(after)]);
    // OpenAI's contract kept `nullable` when it became 3.1: told, and nothing is left out for it.
    expect([...a.issues, ...b.issues].filter(({ severity }) => severity !== 'warning')).toEqual([]);
    expect(again.value.digest).toBe(a.value.digest);
    expect(diffApis(a.value, again.value)).toMatchObject({ level: 'none', changes: [], operations: [] });
    const { changes, operations } = diffApis(a.value, b.value, { witnesses: Number.POSITIVE_INFINITY });
    expect(changes.length).toBeGreaterThan(5);
    const breaking = changes.filter((change) => change.level === 'breaking');
    const alone = breaking.filter(({ witness }) => witness?.part.startsWith('component '));
    for (const change of [...breaking.slice(0, MOST_ASKED), ...alone.slice(0, 1)])
      if (change.witness)
        expect(askAbout(change, change.witness, a.value, b.value)).toEqual({ source: 'accepts', other: 'refuses' });
    const unshown = breaking
      .filter(({ witness }) => !witness)
      .map(({ operations, rule, place }) => `${before.split('/')[0]} ${operations[0]}: ${rule} at ${place}`);
    expect(unshown.filter((text) => !UNSHOWN.includes(text))).toEqual([]);
    expect(operations.every(({ details }) => details.length > 0)).toBe(true);
  },
);

test.skipIf(!isThere)(
  'generated answers fit a real contract',
  async () => {
    const { value: api } = await load('twilio-verify/2023-01.json');
    const [validator, sampler] = [createValidator(api), createSampler(api)];
    for (const operation of api.operations)
      for (const { status, content } of operation.responses)
        for (const { media_type } of content) {
          const facts = { operation: operation.key, status: Number(status), media_type };
          const body = sampler.sampleResponse(operation, facts.status, media_type, { seed: 'real' });
          expect(validator.checkResponse({ ...facts, body }), operation.key).toEqual([]);
        }
  },
  30_000,
);
