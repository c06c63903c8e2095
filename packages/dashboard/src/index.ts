// The dashboard is an application, not a library: main.tsx is its entry, and the server sends the built dist/. Nothing is imported from here.
export {};
