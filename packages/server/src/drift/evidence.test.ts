import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CheckedAnswer, gatherEvidence } from './evidence.ts';

const mismatch = (path: string) => ({
  mismatch_type: 'unexpected_field' as const,
  path,
  severity: 'low' as const,
  breaking: false,
  description: path,
});
const answers: fc.Arbitrary<CheckedAnswer[]> = fc.array(
  fc.record({
    operation: fc.constantFrom('GET /a', 'GET /b'),
    status: fc.constantFrom(200, 404),
    at: fc.integer({ min: 0, max: 200_000 }),
    mismatches: fc.subarray(['/x', '/y']).map((paths) => paths.map(mismatch)),
  }),
);

test('every answer is counted in its minute, and every difference in its finding', () => {
  fc.assert(
    fc.property(answers, (all) => {
      const evidence = gatherEvidence(all);
      const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
      expect(sum(evidence.map(({ checked }) => checked))).toBe(all.length);
      expect(sum(evidence.flatMap(({ minutes }) => minutes.map(({ checked }) => checked)))).toBe(all.length);
      expect(sum(evidence.flatMap(({ findings }) => findings.map(({ count }) => count)))).toBe(
        sum(all.map(({ mismatches }) => mismatches.length)),
      );
    }),
  );
});

test('a finding is unseen for as many answers as came after it', () => {
  fc.assert(
    fc.property(answers, (all) => {
      for (const { operation, findings } of gatherEvidence(all)) {
        const own = all.filter((one) => one.operation === operation);
        for (const finding of findings) {
          const after = own.slice(own.length - finding.unseen);
          const shows = (one: CheckedAnswer) =>
            one.status === finding.status && one.mismatches.some(({ path }) => path === finding.mismatch.path);
          expect(after.some(shows)).toBe(false);
          expect(shows(own[own.length - 1 - finding.unseen]!)).toBe(true);
        }
      }
    }),
  );
});
