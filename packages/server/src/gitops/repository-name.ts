// A repository as people write it: `owner/name`, `github/owner/name`, or its address in the browser or for git.
export function readRepositoryName(text: string): string | undefined {
  const name = text
    .trim()
    .replace(/^git@[^:/]+:/, '')
    .replace(/^(https?|ssh):\/\/[^/]+\//, '')
    .replace(/^github\/(?=[^/]+\/)/, '')
    .replace(/\.git$/, '')
    .replace(/\/+$/, '');
  return /^[\w.-]+\/[\w.-]+$/.test(name) && !name.split('/').some((part) => /^\.+$/.test(part)) ? name : undefined;
}
