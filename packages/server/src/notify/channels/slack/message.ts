// Block Kit message of a text: everything escaped, so that markup from an event pings nobody, and within Slack's limits.
import type { Message } from '../channel.ts';

/** Of one section, by Slack's documentation. */
const SECTION_CHARACTERS = 3_000;
/** Slack refuses near 13,000 characters in all blocks (undocumented); we stop well before. */
const TOTAL_CHARACTERS = 10_000;
const CUT = '… (cut; the run has the whole text)';

export function buildSlackMessage(message: Message, channel: string | undefined) {
  const sections = splitEscaped(message.text);
  const label = `${message.run.pipeline} #${message.run.number}`;
  return {
    ...(channel !== undefined && { channel }),
    /** Shown in notifications and where blocks are not supported. */
    text: sections[0],
    blocks: [
      ...sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
      { type: 'context', elements: [{ type: 'mrkdwn', text: `<${message.run.url}|${escapeSlack(label)}>` }] },
    ],
  };
}

/** Slack reads `<!channel>`, `<@U…>` and links only with these three characters bare. */
function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Pieces that fit a section; an escaped character is never cut in two. */
function splitEscaped(text: string): string[] {
  const pieces: string[] = [];
  let current = '';
  let total = 0;
  for (const character of text.trim() === '' ? '(empty message)' : text) {
    const escaped = escapeSlack(character);
    total += escaped.length;
    if (total > TOTAL_CHARACTERS) {
      pieces.push(current, CUT);
      return pieces;
    }
    if (current.length + escaped.length > SECTION_CHARACTERS) {
      pieces.push(current);
      current = '';
    }
    current += escaped;
  }
  pieces.push(current);
  return pieces;
}
