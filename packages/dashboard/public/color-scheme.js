// Sets the remembered theme before the first paint, so that a dark page never flashes white. The key is the one that the app's theme switch writes.
(() => {
  const remembered = localStorage.getItem('mantine-color-scheme-value');
  const dark = remembered === 'dark' || (remembered !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
