// How findings of any kind reach code hosts: SARIF 2.1.0, and workflow commands of GitHub Actions. Both carry foreign text, which is escaped here.

export interface SarifRule {
  id: string;
  [property: string]: unknown;
}

export interface SarifResult {
  ruleId: string;
  [property: string]: unknown;
}

/** Results name their rule by id; its place in the list is filled in. */
export function sarifLog(options: { version: string; rules: SarifRule[]; results: SarifResult[] }) {
  const { version, rules, results } = options;
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mockops', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({ ...result, ruleIndex: places.get(result.ruleId) ?? -1 })),
      },
    ],
  };
}

/** Relative references stay relative; what a URI cannot hold is escaped. */
export function sarifLocation(file: string, region: object) {
  const slashes = file.replaceAll('\\', '/');
  const escaped = slashes.split('/').map(encodeURIComponent).join('/');
  const uri = slashes.startsWith('/') ? `file://${escaped}` : escaped;
  return { physicalLocation: { artifactLocation: { uri }, region } };
}

/** One line by which a job puts a remark beside the code. */
export function workflowCommand(
  command: 'error' | 'warning' | 'notice',
  properties: Record<string, string | number>,
  text: string,
): string {
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${command} ${listed.join(',')}::${escapeData(text)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
