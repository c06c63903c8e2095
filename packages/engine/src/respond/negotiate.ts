// What the client asked of a mock answer: media type by Accept, status and example by Prefer (as Prism users write it).
import { type ApiContent, type ApiOperation, type ApiResponse, isJsonMediaType } from '@mockops/schema';

export interface Preferences {
  code: number | undefined;
  example: string | undefined;
  /** Generate even where the contract has an example. */
  dynamic: boolean;
}

/** `Prefer: code=404, example=missing`, separated by `,` or `;`, quoted or not. */
export function readPrefer(header: string | readonly string[] | undefined): Preferences | undefined {
  if (header === undefined) return undefined;
  const values = new Map<string, string>();
  for (const part of String(header).split(/[,;]/)) {
    const at = part.indexOf('=');
    if (at > 0)
      values.set(
        part.slice(0, at).trim().toLowerCase(),
        part
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      );
  }
  const code = Number(values.get('code'));
  const wanted = {
    code: Number.isInteger(code) && code >= 200 && code <= 599 ? code : undefined,
    example: values.get('example'),
    dynamic: values.get('dynamic') === 'true',
  };
  return wanted.code === undefined && wanted.example === undefined && !wanted.dynamic ? undefined : wanted;
}

/** Lowest 2xx, else default, else the first. */
export function chooseSuccess(operation: ApiOperation): { status: number; response: ApiResponse } | undefined {
  const response =
    operation.responses.find((one) => /^2\d\d$/.test(one.status)) ??
    operation.responses.find((one) => /^2xx$/i.test(one.status)) ??
    operation.responses.find((one) => one.status === 'default') ??
    operation.responses[0];
  return response && { status: concreteStatus(response.status), response };
}

/** The content with the highest quality for this client; among equals JSON, then the contract's order. Nothing fits: the preferred one. */
export function chooseContent(contents: readonly ApiContent[], accept: string | undefined): ApiContent | undefined {
  const preferred = contents.find((content) => isJsonMediaType(content.media_type)) ?? contents[0];
  if (contents.length < 2 || acceptsAnything(accept)) return preferred;
  const ranges = readAccept(accept ?? '');
  let best: { content: ApiContent; quality: number } | undefined;
  for (const content of contents) {
    const quality = qualityOf(content.media_type, ranges);
    if (quality > (best?.quality ?? 0) || (quality > 0 && quality === best?.quality && content === preferred)) {
      best = { content, quality };
    }
  }
  return best?.content ?? preferred;
}

export function acceptsAnything(accept: string | undefined): boolean {
  return accept === undefined || accept === '*/*' || accept === '';
}

/** `2XX` → 200, `default` → 200. */
function concreteStatus(status: string): number {
  if (/^\d{3}$/.test(status)) return Number(status);
  return /^[1-5]xx$/i.test(status) ? Number(status[0]) * 100 : 200;
}

interface MediaRange {
  type: string;
  subtype: string;
  quality: number;
}

function readAccept(accept: string): MediaRange[] {
  return accept.split(',').map((part) => {
    const [range = '', ...params] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const [type = '*', subtype = '*'] = range.split('/');
    const q = params.find((param) => param.startsWith('q='))?.slice(2);
    const quality = q === undefined ? 1 : Number(q);
    return { type, subtype, quality: Number.isFinite(quality) ? quality : 1 };
  });
}

/** The most specific range decides, as RFC 9110 has it. */
function qualityOf(media_type: string, ranges: readonly MediaRange[]): number {
  const [type = '', subtype = ''] = (media_type.split(';', 1)[0] ?? '').trim().toLowerCase().split('/');
  let best = { rank: -1, quality: 0 };
  for (const range of ranges) {
    if (range.type !== '*' && range.type !== type) continue;
    if (range.subtype !== '*' && range.subtype !== subtype) continue;
    const rank = (range.type === '*' ? 0 : 1) + (range.subtype === '*' ? 0 : 1);
    if (rank > best.rank) best = { rank, quality: range.quality };
  }
  return best.quality;
}
