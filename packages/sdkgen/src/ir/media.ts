// What kind of content a media type stands for.

export const isJson = (mediaType: string): boolean => /^[^;]*[/+]json\s*(;|$)/i.test(mediaType);

/** One JSON value per line, also with the record separator of RFC 7464 in front. */
export const isLines = (mediaType: string): boolean =>
  /^application\/(x-)?(ndjson|jsonl|jsonlines|json-seq|json-lines|stream\+json)\s*(;|$)/i.test(mediaType);

export const isText = (mediaType: string): boolean =>
  /^(text\/|application\/(xml|x-ndjson|ndjson|jsonl|yaml|x-yaml)|[^;]*\+xml)/i.test(mediaType);
