// Which operations a declaration reaches, and in which direction: everything that their messages hold, on either side of a change.
import type { ApiModel } from '../../model.ts';
import { createReach, type ProtoSet } from '../descriptor.ts';

export interface Reached {
  operations: Set<string>;
  request: boolean;
  response: boolean;
}

export function createOperationReach(...models: ApiModel[]): (owner: string) => Reached {
  const reached = new Map<string, Reached>();
  const add = (owner: string, operation: string, direction?: 'request' | 'response') => {
    const entry = reached.get(owner) ?? { operations: new Set(), request: false, response: false };
    reached.set(owner, entry);
    entry.operations.add(operation);
    if (direction) entry[direction] = true;
  };
  for (const model of models) {
    const set: ProtoSet = model.protobuf ?? { files: [] };
    const served = new Set(model.operations.map(({ key }) => key));
    const holds = createReach(set.files);
    for (const file of set.files)
      for (const service of file.services)
        for (const method of service.methods) {
          const key = `POST /${service.full_name}/${method.name}`;
          if (!served.has(key)) continue;
          for (const owner of [method.full_name, service.full_name, file.path, file.package]) add(owner, key);
          for (const name of holds([method.request])) add(name, key, 'request');
          for (const name of holds([method.response])) add(name, key, 'response');
        }
  }
  return (owner) => reached.get(owner) ?? { operations: new Set(), request: false, response: false };
}
