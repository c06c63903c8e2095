// The languages that SDKs exist in, by name. Apart from what writes them (registry.ts), because whoever only names one need not load six.

export const LANGUAGES = ['typescript', 'python', 'rust', 'go', 'java', 'csharp'] as const;

export type Language = (typeof LANGUAGES)[number];

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value);

/** How people spell languages otherwise. */
const ALIASES: Readonly<Partial<Record<string, string>>> = {
  ts: 'typescript',
  js: 'typescript',
  py: 'python',
  rs: 'rust',
  golang: 'go',
  'c#': 'csharp',
  cs: 'csharp',
  dotnet: 'csharp',
};

/** The language that a person means; undefined when we write none of that name. */
export function readLanguage(text: string): Language | undefined {
  const name = text.trim().toLowerCase();
  const meant = ALIASES[name] ?? name;
  return isLanguage(meant) ? meant : undefined;
}
