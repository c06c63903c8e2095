// What `mockops start` says once everything answers.
interface Started {
  api_url: string;
  gateway_url: string;
  demo: { federation: string; slack: string; mail: string; webhook: string; github: string } | undefined;
}

export function formatBanner({ api_url, gateway_url, demo }: Started): string[] {
  const lines = ['', '  MockOps is running', '', `  Dashboard       ${api_url}`];
  if (!demo) {
    return [
      ...lines,
      `  Gateway         ${gateway_url}/<workspace>/…`,
      '',
      '  Next            mockops push <folder>',
      '  Ctrl-C stops all of it.',
      '',
    ];
  }
  return [
    ...lines,
    `  Virtual system  ${demo.federation}`,
    `                  curl -i ${demo.federation}/inventory/items/SKU-1001`,
    '',
    `  Slack           ${demo.slack}`,
    `  Mail            ${demo.mail}`,
    `  GitHub          ${demo.github}`,
    `  Webhooks        ${demo.webhook}`,
    '                  stand-ins on this machine: what pipelines send arrives there',
    '',
    '  Next            npx mockops demo traffic',
    '  Ctrl-C stops all of it.',
    '',
  ];
}
