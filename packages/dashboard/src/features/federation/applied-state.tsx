// Whether gateways serve what was decided: a fact that they report, not a hope.

import { Group, Text } from '@mantine/core';
import type { Federation } from '@mockops/contract';
import { shortDigest } from '../../ui/format.ts';
import { Status } from '../../ui/status.tsx';

export function AppliedState({ federation }: { federation: Federation }) {
  const serving = federation.served.filter(({ digest }) => digest === federation.digest).length;
  const all = federation.served.length;
  return (
    <Group gap={8}>
      <Status value={federation.applied ? 'applied' : 'applying'} />
      <Text size="xs" c="dimmed">
        {federation.applied ? `served by ${countGateways(serving)}` : `served by ${serving} of ${countGateways(all)}`}
        {' · digest '}
        <code title={federation.digest}>{shortDigest(federation.digest)}</code>
      </Text>
    </Group>
  );
}

const countGateways = (count: number): string => `${count} ${count === 1 ? 'gateway' : 'gateways'}`;
