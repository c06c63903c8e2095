// The mockops command as a value: for the binary, and for documentation that is generated from it.
export { buildProgram } from './program.ts';
