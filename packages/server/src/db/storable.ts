// Texts and JSON from answers of strangers, made acceptable to PostgreSQL, which refuses U+0000 and lone surrogates.

export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** JSON.stringify escapes exactly the characters in question; an escaped backslash before them is stepped over. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /(\\\\)|\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
    (_, backslash) => backslash ?? '\uFFFD',
  );
}
