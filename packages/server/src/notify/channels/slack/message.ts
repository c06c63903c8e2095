// Block Kit message of a text: everything escaped and taken literally (`verbatim`), so that markup from an event pings nobody, and within Slack's
// limits. Web addresses become links.
import { type Message, textWithSeverity } from '../channel.ts';
import { splitLinks } from '../links.ts';

/** Of one section, by Slack's documentation. */
const SECTION_CHARACTERS = 3_000;
/** Slack refuses near 13,000 characters in all blocks (undocumented); we stop well before. */
const TOTAL_CHARACTERS = 10_000;

export function buildSlackMessage(message: Message, channel: string | undefined, thread_ts?: string) {
  const sections = splitEscaped(textWithSeverity(message));
  const label = `${message.run.pipeline} #${message.run.number}`;
  const block = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  const link = { type: 'mrkdwn', text: `<${message.run.url}|${escapeSlack(label)}>`, verbatim: true };
  return {
    ...(channel !== undefined && { channel }),
    ...(thread_ts !== undefined && { thread_ts }),
    /** Shown in notifications and where blocks are not supported. */
    text: sections[0],
    blocks: [...sections.map(block), { type: 'context', elements: [link] }],
  };
}

/** Slack reads `<!channel>`, `<@U…>` and links only with these three characters bare. */
function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Pieces that fit a section; neither an escaped character nor a link is cut in two. What is beyond the budget is counted. */
function splitEscaped(text: string): string[] {
  const pieces: string[] = [];
  let current = '';
  let total = 0;
  let cut = 0;
  for (const { shown, characters } of unitsOf(text.trim() === '' ? '(empty message)' : text)) {
    if (cut > 0 || total + shown.length > TOTAL_CHARACTERS) {
      cut += characters;
      continue;
    }
    if (current.length + shown.length > SECTION_CHARACTERS) {
      pieces.push(current);
      current = '';
    }
    total += shown.length;
    current += shown;
  }
  pieces.push(current);
  return cut === 0 ? pieces : [...pieces, `… ${cut} more characters, see run`];
}

function unitsOf(text: string): { shown: string; characters: number }[] {
  return splitLinks(text).flatMap((part) => {
    const link = `<${escapeSlack(part.text)}>`;
    if (part.link && link.length <= SECTION_CHARACTERS) return [{ shown: link, characters: part.text.length }];
    return [...part.text].map((character) => ({ shown: escapeSlack(character), characters: character.length }));
  });
}
