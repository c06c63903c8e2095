// Which documented response and which documented media type an answer belongs to.
import type { ApiContent, ApiOperation, ApiResponse } from './model.ts';

/** Exact status, then its range (`4XX`), then `default`. */
export function findResponse(operation: ApiOperation, status: number): ApiResponse | undefined {
  const wanted = [String(status), `${Math.floor(status / 100)}XX`, 'default'];
  for (const name of wanted) {
    const found = operation.responses.find((response) => response.status === name);
    if (found) return found;
  }
  return undefined;
}

/** `Application/JSON; charset=utf-8` → `application/json`. */
export const bareMediaType = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase();

/** The documented content for a media type: the same, then `type/*`, then any. */
export function findContent(content: ApiContent[], mediaType: string): ApiContent | undefined {
  const bare = bareMediaType(mediaType);
  for (const name of [bare, `${bare.split('/')[0]}/*`, '*/*']) {
    const found = content.find((entry) => bareMediaType(entry.media_type) === name);
    if (found) return found;
  }
  return undefined;
}

/** JSON itself and everything whose name ends in `+json`. */
export const isJsonMediaType = (mediaType: string): boolean =>
  /^[^/]+\/(json|[^;]+\+json)$/.test(bareMediaType(mediaType));
