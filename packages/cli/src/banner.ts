// What `mockops start` says once everything answers.
interface Started {
  api_url: string;
  gateway_url: string;
  roles: string[];
  /** The API asks for a token. */
  guarded: boolean;
  demo: { federation: string; slack: string; mail: string; webhook: string; github: string } | undefined;
}

export function formatBanner({ api_url, gateway_url, roles, guarded, demo }: Started): string[] {
  const serves = (role: string) => roles.includes(role);
  const lines = [
    '',
    serves('api') && serves('gateway') && serves('worker')
      ? '  MockOps is running'
      : `  MockOps is running as ${roles.join(' and ')}`,
    '',
    ...(serves('api') ? [`  Dashboard       ${api_url}`] : []),
    ...(serves('api') && guarded ? [`  Sign in         ${api_url}/sign-in?token=<MOCKOPS_API_TOKEN>`] : []),
  ];
  if (!demo) {
    return [
      ...lines,
      ...(serves('gateway') ? [`  Gateway         ${gateway_url}/<workspace>/…`] : []),
      '',
      ...(serves('api') ? ['  Next            mockops push <folder>'] : []),
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
