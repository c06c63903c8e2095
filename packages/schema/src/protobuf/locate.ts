// Where a part of a Protobuf contract's model stands in its text: operations at their methods, schemas and properties at their
// messages, enums and fields.
import type { SourcePlace } from '@mockops/contract';
import type { Locator } from '../load/locator.ts';
import { eachEnum, eachMessage, type ProtoSet } from './descriptor.ts';
import type { Place } from './syntax.ts';

export const toPlace = (file: string, [line, col]: Place = [1, 1]): SourcePlace => ({ file, pointer: '', line, col });

export function createProtoLocator({ files }: ProtoSet): Locator {
  const operations = new Map<string, SourcePlace>();
  const components = new Map<string, SourcePlace>();
  for (const { file, package: scope, ...home } of files) {
    const add = (full_name: string, place: Place | undefined, rest = '') => {
      const short = scope === '' ? full_name : full_name.slice(scope.length + 1);
      const at = toPlace(file, place);
      // The full name counts where two packages share the short one.
      components.set(full_name + rest, at);
      if (!components.has(short + rest)) components.set(short + rest, at);
    };
    for (const message of eachMessage(home)) {
      add(message.full_name, message.places.name);
      for (const field of message.fields) add(message.full_name, field.places.name, `/${field.json_name}`);
    }
    for (const item of eachEnum(home)) add(item.full_name, item.places.name);
    for (const service of home.services)
      for (const method of service.methods)
        operations.set(`POST /${service.full_name}/${method.name}`, toPlace(file, method.places.name));
  }
  return ({ component, operation, path = [] }) => {
    if (operation !== undefined) return operations.get(operation);
    if (component === undefined) return files[0] && toPlace(files[0].file);
    const [keyword, property] = path;
    const member = keyword === 'properties' ? components.get(`${component}/${property}`) : undefined;
    return member ?? components.get(component);
  };
}
