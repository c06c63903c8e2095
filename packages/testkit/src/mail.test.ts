import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { startMail } from './mail.ts';

test('mail is parsed: recipients, encoded subject, both bodies, Message-ID', async () => {
  const mail = await startMail();
  const transport = createTransport({ host: mail.host, port: mail.port });
  const message = {
    from: 'mockops@acme.example',
    to: 'qa@acme.example',
    subject: 'Schöne Grüße — ready',
    messageId: '<a@b>',
  };
  await transport.sendMail({ ...message, text: 'Ünï = 1\nline two', html: '<p>Ünï</p>' });
  expect(mail.messages).toMatchObject([
    {
      from: 'mockops@acme.example',
      to: ['qa@acme.example'],
      subject: 'Schöne Grüße — ready',
      message_id: '<a@b>',
      text: 'Ünï = 1\nline two',
      html: '<p>Ünï</p>',
    },
  ]);
  expect(await (await fetch(mail.url)).json()).toMatchObject({ messages: [{ to: ['qa@acme.example'] }] });
  transport.close();
  await mail.close();
});

test('a refused mail is not recorded', async () => {
  const mail = await startMail();
  const transport = createTransport({ host: mail.host, port: mail.port });
  mail.failNext({ code: 451 });
  const sending = transport.sendMail({ from: 'a@acme.example', to: 'b@acme.example', subject: 's', text: 't' });
  await expect(sending).rejects.toMatchObject({ responseCode: 451 });
  expect(mail.messages).toEqual([]);
  transport.close();
  await mail.close();
});
