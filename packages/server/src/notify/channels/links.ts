// Web addresses inside a text. Channels that show text without reading any markup in it make these clickable themselves.
export interface TextPart {
  text: string;
  /** The text is an address. */
  link: boolean;
}

/** Ends before what usually ends the sentence around it. */
const ADDRESS = /https?:\/\/[^\s<>"'`|\\^{}]*[^\s<>"'`|\\^{}.,;:!?)\]]/g;

export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    if (index > from) parts.push({ text: text.slice(from, index), link: false });
    parts.push({ text: address, link: true });
    from = index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), link: false });
  return parts;
}
