// The generator's version: part of every generated file's header, so a change of the generator is visible in a diff.
// It equals the version of package.json (a test holds them together); a constant keeps this package free of file access.

export const GENERATOR_VERSION = '0.1.0';
