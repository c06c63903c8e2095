// Whether a text is a web page: what addresses of contracts answer with when they lead to a sign-in or to a page about the file.
export const isHtmlPage = (text: string): boolean => /^\uFEFF?\s*<(!doctype\s+html|html)\b/i.test(text);
