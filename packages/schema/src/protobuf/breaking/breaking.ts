// buf's breaking rules over two linked contracts: every rule that the change breaks, whichever policy holds. Pure; nothing is run.
import { byText } from '../../json.ts';
import type { ProtoSet } from '../descriptor.ts';
import { compareEnums } from './enums.ts';
import { compareFiles, comparePackages } from './files.ts';
import type { ProtoFinding } from './finding.ts';
import { compareMessages } from './messages.ts';
import { compareServices } from './services.ts';

/** Sorted by file, line, column and rule of the newer revision. */
export function findBreaking(before: ProtoSet, after: ProtoSet): ProtoFinding[] {
  const findings: ProtoFinding[] = [];
  const found = (finding: ProtoFinding) => findings.push(finding);
  compareFiles(before, after, found);
  comparePackages(before, after, found);
  compareMessages(before, after, found);
  compareEnums(before, after, found);
  compareServices(before, after, found);
  return findings.sort(
    (a, b) =>
      byText(a.after?.file ?? '', b.after?.file ?? '') ||
      (a.after?.line ?? 0) - (b.after?.line ?? 0) ||
      (a.after?.col ?? 0) - (b.after?.col ?? 0) ||
      byText(a.rule, b.rule) ||
      byText(a.owner + a.part, b.owner + b.part),
  );
}
