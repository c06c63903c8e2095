// How help texts say what a contract may be. Apart from the reader, which is loaded with the first contract: most commands read none.
export const CONTRACT_SOURCES =
  'a file (what it refers to is read too), a folder, a .zip or .tar.gz, a URL, or <commit>:<path> of Git';
