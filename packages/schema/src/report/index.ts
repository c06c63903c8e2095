// A comparison written for terminals, pull requests, code hosts and CI.
export { toGitHubAnnotations, toJUnit, toSarif } from './ci.ts';
export { changesByLevel, toMarkdown } from './markdown.ts';
export { toText } from './text.ts';
