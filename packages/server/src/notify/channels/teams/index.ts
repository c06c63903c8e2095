// Microsoft Teams through a workflow «When a Teams webhook request is received»: an Adaptive Card. Its text runs read no markup, so values are inert.
import { findRefusal, OutgoingFailure } from '../../../outgoing/outgoing.ts';
import { type Channel, type Message, textWithSeverity } from '../channel.ts';
import { splitLinks } from '../links.ts';

/** Teams takes 28 kB for a whole message. */
const MAX_BYTES = 28_000;
const SIZES = [20_000, 10_000, 4_000, 1_000];

export const teamsChannel: Channel<'teams'> = {
  kind: 'teams',
  title: 'Microsoft Teams',
  example: { kind: 'teams', webhook_url: 'https://….logic.azure.com/workflows/…' },
  repeatable: false,
  send: async ({ settings, message, outgoing, signal }) => {
    const answer = await outgoing.send({
      method: 'POST',
      url: settings.webhook_url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: buildBody(message),
      signal,
    });
    const refusal = findRefusal(answer, 'Teams');
    if (refusal) throw refusal;
    return { status: answer.status };
  },
};

/** As much of the text as fits; the rest is counted. */
function buildBody(message: Message): string {
  const text = textWithSeverity(message);
  for (const size of SIZES) {
    const shown = text.slice(0, size).toWellFormed();
    const more = text.length > size ? [`… ${text.length - size} more characters, see run`] : [];
    const body = JSON.stringify(buildCard(message, [...shown.split(/\r\n|\r|\n/), ...more]));
    if (Buffer.byteLength(body) <= MAX_BYTES) return body;
  }
  throw new OutgoingFailure('the message is too large for Teams; shorten it with truncate(…)', {
    kind: 'permanent',
    sent: 'no',
  });
}

function buildCard({ run }: Message, lines: string[]) {
  const title = `${run.pipeline} #${run.number}`;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: title,
          body: lines.map((line) => ({ type: 'RichTextBlock', inlines: runsOf(line) })),
          actions: [{ type: 'Action.OpenUrl', title, url: run.url }],
        },
      },
    ],
  };
}

function runsOf(line: string) {
  const parts = splitLinks(line).map(({ text, link }) => ({
    type: 'TextRun',
    text,
    ...(link && { selectAction: { type: 'Action.OpenUrl', url: text } }),
  }));
  return parts.length > 0 ? parts : [{ type: 'TextRun', text: ' ' }];
}
