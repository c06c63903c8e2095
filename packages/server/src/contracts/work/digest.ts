// What a file of a contract means, without its formatting: YAML and JSON by their values, Protobuf without its layout, the text itself otherwise.
import { protoWithoutLayout } from '@mockops/schema';
import { parse } from 'yaml';
import { canonicalJson, sha256 } from '../../digest.ts';

export function digestOfSchema(name: string, content: string): string {
  if (name.endsWith('.proto')) return sha256(protoWithoutLayout(content));
  return /\.(ya?ml|json)$/.test(name) ? digestOfDocument(content) : sha256(content);
}

export function digestOfDocument(content: string): string {
  try {
    return sha256(canonicalJson(readValue(content)));
  } catch {
    // Not a document after all: its text is its meaning. A contract that does not parse is refused by its load, with its place.
    return sha256(content);
  }
}

/** JSON is YAML too, and seventy times faster to read as what it is. */
function readValue(content: string): unknown {
  if (!/^\s*[{[]/.test(content)) return parse(content);
  try {
    return JSON.parse(content);
  } catch {
    return parse(content);
  }
}
