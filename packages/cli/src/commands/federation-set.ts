// mockops federation set <federation> <service> --reality mock_v1: changes where one service's answers come from.
import { Option } from '@commander-js/extra-typings';
import { REALITY_LEVELS } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const federationSetCommand = (io: Io) =>
  remoteCommand('set')
    .description('change the reality of one service')
    .argument('<federation>')
    .argument('<service>')
    .addOption(new Option('--reality <level>', 'where answers come from').choices(REALITY_LEVELS))
    .option('--ratio <share>', 'share of real answers, 0 to 1, for blended', readRatio)
    .option('--upstream <url>', 'address of the real service')
    .action(async (federation, service, { reality, ratio, upstream, ...options }) => {
      if (reality === undefined && ratio === undefined && upstream === undefined) {
        throw new Failure('There is nothing to change; give --reality, --ratio or --upstream.');
      }
      const result = await connect(options).updateFederationService({
        params: { federation, service },
        body: {
          ...(reality !== undefined && { reality_level: reality }),
          ...(ratio !== undefined && { blend_ratio: ratio }),
          ...(upstream !== undefined && { upstream_url: upstream }),
        },
      });
      if (options.json) return printJson(io, result);
      const now = result.services.find((candidate) => candidate.name === service);
      io.out(
        `${service} of ${federation}: ${now?.reality_level ?? reality}${result.applied ? ', served by every gateway' : ', being applied'}`,
      );
    });

function readRatio(text: string): number {
  const ratio = Number(text);
  if (text.trim() === '' || !(ratio >= 0 && ratio <= 1))
    throw new Failure(`--ratio ${text} is not a share; write a number from 0 to 1.`);
  return ratio;
}
