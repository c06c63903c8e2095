// Messages that go nowhere, for runs without a server: each target is told, once per value of `once_per`.
import { canonicalJson, type LocalCall, type LocalResult } from '@mockops/pipelines';
import { NotifyConfig } from '../steps/notify/schema.ts';
import { readTargets } from '../steps/notify/targets.ts';

export function imitateNotify() {
  const told = new Set<string>();
  return async ({ config, step, log }: LocalCall): Promise<LocalResult> => {
    const parsed = NotifyConfig.parse(config);
    const once = parsed.once_per === undefined ? undefined : canonicalJson([step.name, parsed.once_per]);
    const deliveries = readTargets(parsed).targets.map(({ label }) => {
      const key = `${once ?? ''} ${label}`;
      const again = once !== undefined && told.has(key);
      told.add(key);
      log(again ? `${label} was told before` : `would tell ${label}: ${parsed.message}`);
      return { target: label, state: again ? 'already_sent' : 'sent' };
    });
    if (deliveries.length > 0 && deliveries.every(({ state }) => state === 'already_sent'))
      return { kind: 'skipped', message: 'everybody was told before (once_per)' };
    return { kind: 'succeeded', outputs: { deliveries } };
  };
}
