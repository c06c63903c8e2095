// Text that comes in pieces, with a secret perhaps cut in two between them: nothing is passed on while a secret may have begun in it.
import { HIDDEN, type Redactor } from './redactor.ts';

export interface RedactedStream {
  /** What may be shown by now. */
  write: (chunk: string) => string;
  /** The rest. */
  end: () => string;
}

export function redactStream(redactor: Redactor): RedactedStream {
  let held = '';
  return {
    write: (chunk) => {
      held += chunk;
      const safe = redactor.safeUntil(held);
      const shown = redactor.text(held.slice(0, safe));
      held = held.slice(safe);
      return shown;
    },
    end: () => {
      const shown = redactor.text(held);
      held = '';
      return shown;
    },
  };
}

export interface RedactedMessages {
  write: (message: string) => void;
  end: () => void;
}

/** For a log of whole messages, each stored as a row: a secret that is split over several of them is hidden in each. */
export function redactMessages(redactor: Redactor, store: (message: string) => void): RedactedMessages {
  let held: string[] = [];
  const pass = (until: number, text: string) => {
    const spans = redactor.spans(text);
    let start = 0;
    while (held[0] !== undefined && start + held[0].length <= until) {
      const end = start + held[0].length;
      store(hide(text, spans, start, end));
      held = held.slice(1);
      start = end;
    }
  };
  return {
    write: (message) => {
      held.push(message);
      const text = held.join('');
      pass(redactor.safeUntil(text), text);
    },
    end: () => {
      const text = held.join('');
      pass(text.length, text);
    },
  };
}

function hide(text: string, spans: { start: number; end: number }[], from: number, to: number): string {
  let result = '';
  let at = from;
  for (const { start, end } of spans) {
    if (end <= from || start >= to) continue;
    result += text.slice(at, Math.max(at, start)) + HIDDEN;
    at = Math.min(end, to);
  }
  return result + text.slice(at, to);
}
