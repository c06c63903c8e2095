// What a linked contract means, without what only people read: comments, places, and the order of declarations.
import { byText } from '../json.ts';
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoSet } from './descriptor.ts';

export const meaningOf = ({ files }: ProtoSet): unknown =>
  files.map(fileMeaning).sort((a, b) => byText(a.path, b.path));

const fileMeaning = ({ file: _file, places: _places, ...rest }: ProtoFile) => ({
  ...rest,
  ...homeMeaning(rest),
  services: byName(rest.services.map(bare)).map((service) => ({
    ...service,
    methods: byName(service.methods.map(bare)),
  })),
});

const homeMeaning = (home: Pick<ProtoMessage, 'messages' | 'enums' | 'extensions'>) => ({
  messages: byName(home.messages.map(messageMeaning)),
  enums: byName(home.enums.map(enumMeaning)),
  extensions: byNumber(home.extensions.map(bare)),
});

const messageMeaning = (message: ProtoMessage): { name: string; [member: string]: unknown } => ({
  ...bare(message),
  ...homeMeaning(message),
  fields: byNumber(message.fields.map(bare)),
  oneofs: byName(message.oneofs.map(bare)),
});

const enumMeaning = (item: ProtoEnum) => ({
  ...bare(item),
  values: byNumber(item.values.map(bare)),
  // The default of a closed enum.
  first: item.values[0]?.name,
});

function bare<T extends { doc?: string; places: unknown }>({ doc: _doc, places: _places, ...rest }: T) {
  return rest;
}

const byName = <T extends { name: string }>(items: T[]): T[] => items.toSorted((a, b) => byText(a.name, b.name));
const byNumber = <T extends Pick<ProtoField, 'name' | 'number'>>(items: T[]): T[] =>
  items.toSorted((a, b) => a.number - b.number || byText(a.name, b.name));
