import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactMessages, redactStream } from './redact-stream.ts';
import { createRedactor } from './redactor.ts';

const CANARY = 'canary/7+f3?x=ü&"y"';
const redactor = createRedactor([{ name: 'key', value: CANARY }]);

test('a secret is hidden as it is, in JSON, in URLs, in HTML, and in base64 wherever it starts', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const forms = [
    CANARY,
    JSON.stringify({ a: CANARY }),
    JSON.stringify(JSON.stringify({ a: CANARY })),
    `https://a.example/?k=${encodeURIComponent(CANARY)}`,
    `https://a.example/?k=${encodeURIComponent(CANARY).replace(/%../g, (code) => code.toLowerCase())}`,
    new URLSearchParams({ k: CANARY }).toString(),
    CANARY.replaceAll('&', '&amp;'),
    ...['', 'x', 'xy', 'xyz'].flatMap((before) => [base64(`${before}${CANARY}!`), base64(`${before}${CANARY}?>`)]),
    Buffer.from(`u:${CANARY}`).toString('base64url'),
    encodeURIComponent(base64(CANARY)),
  ];
  for (const form of forms) {
    expect(redactor.text(`before ${form} after`), form).toContain('•••');
    expect(redactor.find(form), form).toBe('key');
  }
  expect(redactor.text(`it is ${CANARY}.`)).toBe('it is •••.');
  expect(redactor.text('nothing here')).toBe('nothing here');
});

test('each line and each text inside a JSON secret is a secret too, short ones excepted', () => {
  const pem = createRedactor([{ name: 'pem', value: '-----BEGIN-----\n  MIIEabcd\r\nab\n-----END-----\n' }]);
  expect(pem.text('got MIIEabcd and ab')).toBe('got ••• and ab');
  const json = createRedactor([{ name: 'account', value: '{"user":"robin","deep":[{"key":"sesame-1"}],"n":1234}' }]);
  expect(json.text('robin said sesame-1 in 1234')).toBe('••• said ••• in 1234');
});

test('half a secret, where a text was cut off, is hidden; less of it cannot be told from other text', () => {
  const token = createRedactor([{ name: 'token', value: 'ghp_0123456789abcdefghijklmnopqrstuv' }]);
  expect(token.text('it said ghp_0123456789abcdefgh…')).toBe('it said •••…');
  expect(token.text('it starts with ghp_0123')).toBe('it starts with ghp_0123');
});

test('overlapping secrets leave nothing of either behind', () => {
  const both = createRedactor([
    { name: 'a', value: 'abcdef' },
    { name: 'b', value: 'defghi' },
  ]);
  expect(both.text('x abcdefghi y abcdefabcdef')).toBe('x ••• y ••••••');
});

test('keys and values of JSON are redacted, everything else stays', () => {
  expect(redactor.json({ [CANARY]: [CANARY, 1, null, { deep: `a ${CANARY}` }] })).toEqual({
    '•••': ['•••', 1, null, { deep: 'a •••' }],
  });
});

test('what is registered while the step runs is hidden from then on; what is too short never', () => {
  const growing = createRedactor();
  growing.add('token', 'derived-token');
  growing.add('pin', '123');
  expect(growing.text('derived-token 123')).toBe('••• 123');
});

test('a secret that is cut into chunks anywhere is hidden', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(CANARY), fc.string(), fc.constant('canary'), fc.constant('can')), { maxLength: 6 }),
      fc.array(fc.nat(40), { minLength: 1, maxLength: 30 }),
      (parts, cuts) => {
        const text = parts.join('');
        const chunks: string[] = [];
        for (let at = 0, index = 0; at < text.length; index += 1) {
          const size = (cuts[index % cuts.length] ?? 0) + 1;
          chunks.push(text.slice(at, at + size));
          at += size;
        }
        const stream = redactStream(redactor);
        expect(chunks.map(stream.write).join('') + stream.end()).toBe(redactor.text(text));
        const messages: string[] = [];
        const log = redactMessages(redactor, (message) => messages.push(message));
        for (const chunk of chunks) log.write(chunk);
        log.end();
        expect(messages).toHaveLength(chunks.length);
        expect(messages.join('')).not.toContain(CANARY);
      },
    ),
  );
});

test('in digests a secret stands as its HMAC: a rotation changes it, and it cannot be guessed without the key', () => {
  const masked = (value: string, key: string) =>
    JSON.stringify(createRedactor([{ name: 'k', value }]).maskForDigest({ a: `x ${value}` }, key));
  expect(masked('sesame-1', 'org')).not.toContain('sesame');
  expect(masked('sesame-1', 'org')).toBe(masked('sesame-1', 'org'));
  expect(new Set([masked('sesame-1', 'org'), masked('sesame-2', 'org'), masked('sesame-1', 'other')]).size).toBe(3);
});
