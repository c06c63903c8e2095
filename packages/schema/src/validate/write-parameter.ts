// Values of parameters as callers write them: every style of OpenAPI, the other way round than parameters.ts reads them.
import { isObject } from '../json.ts';
import type { ApiParameter } from '../model.ts';

/** Texts by name, not escaped; a list where the name stands there several times. Empty where the value is not written at all. */
export type WrittenParameter = Record<string, string | string[]>;

const SEPARATORS: Record<string, string> = { spaceDelimited: ' ', pipeDelimited: '|' };

type Written = Pick<ApiParameter, 'name' | 'in' | 'style' | 'explode' | 'media_type'>;

export function writeParameter(parameter: Written, value: unknown): WrittenParameter {
  if (value === undefined) return {};
  const { name, media_type } = parameter;
  if (media_type !== undefined) return { [name]: typeof value === 'string' ? value : JSON.stringify(value) };
  if (Array.isArray(value)) return writeList(parameter, value.map(plain));
  if (isObject(value)) return writeMembers(parameter, Object.entries(value));
  return { [name]: prefixOf(parameter) + plain(value) };
}

function writeList(parameter: Written, items: string[]): WrittenParameter {
  const { name, style, explode, in: place } = parameter;
  if (items.length === 0) return {};
  if (place === 'query' && explode) return { [name]: items.length === 1 ? (items[0] ?? '') : items };
  if (style === 'matrix' && explode) return { [name]: items.map((item) => `;${name}=${item}`).join('') };
  const separator = style === 'label' && explode ? '.' : (SEPARATORS[style] ?? ',');
  return { [name]: prefixOf(parameter) + items.join(separator) };
}

function writeMembers(parameter: Written, members: [string, unknown][]): WrittenParameter {
  const { name, style, explode, in: place } = parameter;
  if (style === 'deepObject') return Object.fromEntries(members.map(([key, item]) => [`${name}[${key}]`, texts(item)]));
  if (place === 'query' && explode) return Object.fromEntries(members.map(([key, item]) => [key, texts(item)]));
  if (members.length === 0) return {};
  const parts = members.flatMap(([key, item]) => (explode ? [`${key}=${plain(item)}`] : [key, plain(item)]));
  if (style === 'matrix' && explode) return { [name]: parts.map((part) => `;${part}`).join('') };
  const separator = style === 'label' && explode ? '.' : (SEPARATORS[style] ?? ',');
  return { [name]: prefixOf(parameter) + parts.join(separator) };
}

const prefixOf = ({ style, name }: Written): string =>
  style === 'label' ? '.' : style === 'matrix' ? `;${name}=` : '';

const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

const texts = (value: unknown): string | string[] => (Array.isArray(value) ? value.map(plain) : plain(value));
