// What `GET /` of a stand-in shows: JSON for programs, a plain table for a person with a browser.
import { answerJson, type PeerAnswer, type PeerRequest } from './http-peer.ts';

export function showState(request: PeerRequest, title: string, state: Record<string, readonly object[]>): PeerAnswer {
  if (!wantsHtml(request)) return answerJson(200, state);
  const sections = Object.entries(state).map(([name, rows]) => `<h2>${escapeHtml(name)}</h2>${renderTable(rows)}`);
  return answerHtml(title, sections.join('\n'));
}

function wantsHtml(request: PeerRequest): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

export function answerHtml(title: string, body: string, status = 200): PeerAnswer {
  const style =
    ':root{color-scheme:light dark}body{font:15px/1.5 system-ui;margin:2rem;max-width:80rem}table{border-collapse:collapse}' +
    'td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}pre{margin:0;white-space:pre-wrap}';
  const text = escapeHtml(title);
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text}</title><style>${style}</style><h1>${text}</h1>${body}`,
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function renderTable(rows: readonly object[]): string {
  if (rows.length === 0) return '<p>Nothing arrived yet.</p>';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const lines = rows.map((row) => {
    const cells = new Map(Object.entries(row));
    return `<tr>${columns.map((column) => `<td><pre>${escapeHtml(renderValue(cells.get(column)))}</pre></td>`).join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

function renderValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
