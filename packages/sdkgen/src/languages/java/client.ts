// Client.java and a class per tag.

import type { AuthScheme, Group, Ir, Operation } from '../../ir/model.ts';
import { importLines } from './imports.ts';
import type { JavaNames } from './naming.ts';
import { emitMethods, emitParams } from './operations.ts';
import { docComment, quote } from './text.ts';
import type { Spelling } from './types.ts';

const tagGroups = (ir: Ir, names: JavaNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

/** The classes that a file outside of the models' package imports from there. */
export const modelsOf = ({ typeNames }: Spelling, packageName: string) => ({
  packageName: `${packageName}.models`,
  names: new Set([...typeNames, 'Json', 'Upload', 'Field', 'DecodeException']),
});

/** Class name to text, without package line. */
export function emitGroups(spelling: Spelling, packageName: string): Map<string, string> {
  const models = modelsOf(spelling, packageName);
  return new Map(
    tagGroups(spelling.ir, spelling.names).map((group) => {
      const code = `/** Operations of {@code ${group.className}}; every method throws {@link ApiException} for an answer that is no success. */
public final class ${group.className} {
  private final Http http;

  ${group.className}(Http http) {
    this.http = http;
  }
${emitOperations(group, spelling)}}
`;
      return [group.className, importLines(code, models) + code];
    }),
  );
}

const emitOperations = ({ operations }: Group, spelling: Spelling): string =>
  operations.map((operation: Operation) => emitMethods(operation, spelling) + emitParams(operation, spelling)).join('');

export function emitClient(spelling: Spelling, packageName: string, userAgent: string): string {
  const { ir, names } = spelling;
  const own = ir.groups.find((group) => group.name === undefined) ?? { operations: [] };
  const groups = tagGroups(ir, names);
  const base = ir.server === undefined ? '' : ` = ${quote(ir.server)}`;
  const code = `${docComment(`${ir.title} ${ir.version}\n\n${ir.description}`)}public final class Client {
${own.operations.length === 0 ? '' : '  private final Http http;\n'}${groups.map(({ className, property }) => `  private final ${className} ${property};\n`).join('')}
  private Client(Http http) {
${own.operations.length === 0 ? '' : '    this.http = http;\n'}${groups.map(({ className, property }) => `    this.${property} = new ${className}(http);\n`).join('')}  }

  public static Builder builder() {
    return new Builder();
  }

  /** A client for a test: a virtual system, and a session whose state is its own. */
  public static Client forVirtualSystem(String url, String session) {
    return builder().baseUrl(url).mockops(MockOps.inSession(session)).build();
  }
${groups.map(({ className, property }) => `\n  public ${className} ${property}() {\n    return ${property};\n  }\n`).join('')}${emitOperations(own, spelling)}
  /** How a client reaches its service. */
  public static final class Builder {
    private String baseUrl${base};
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Credential> credentials = new LinkedHashMap<>();
    private Duration timeout = Duration.ofSeconds(30);
    private int maxRetries = 2;
    private MockOps mockops = MockOps.none();
    private Transport transport;
    private Executor executor;

    private Builder() {
      headers.put("user-agent", ${quote(userAgent)});
    }

    /** Where the API is, e.g. {@code http://localhost:4801/payments}. */
    public Builder baseUrl(String url) {
      baseUrl = url;
      return this;
    }

    /** Sent with every request. */
    public Builder header(String name, String value) {
      headers.put(name.toLowerCase(java.util.Locale.ROOT), value);
      return this;
    }

    public Builder userAgent(String value) {
      return header("user-agent", value);
    }

    /** For one attempt including its body; {@link Duration#ZERO} means no limit. */
    public Builder timeout(Duration limit) {
      timeout = limit;
      return this;
    }

    /** How often a request that may be sent twice is repeated. */
    public Builder maxRetries(int times) {
      maxRetries = times;
      return this;
    }

    /** What a virtual system should assume for these requests. */
    public Builder mockops(MockOps assumed) {
      mockops = assumed;
      return this;
    }

    /** Another way to send requests, e.g. one that stands in for the network in a test. */
    public Builder transport(Transport way) {
      transport = way;
      return this;
    }

    /** Where the methods that end in Async run; by default in threads that do not keep the program alive. */
    public Builder executor(Executor threads) {
      executor = threads;
      return this;
    }
${ir.auth.map((scheme) => emitSetting(scheme, names)).join('')}
    public Client build() {
      Objects.requireNonNull(baseUrl, "a client needs a baseUrl, e.g. http://localhost:4801/payments");
      Executor threads = executor == null ? Executors.newCachedThreadPool(Builder::daemon) : executor;
      Transport way = transport == null ? new JdkTransport() : transport;
      return new Client(
          new Http(
              baseUrl, headers, credentials, timeout, maxRetries, mockops, way, threads));
    }

    private static Thread daemon(Runnable work) {
      Thread thread = new Thread(work, "mockops-sdk");
      thread.setDaemon(true);
      return thread;
    }
  }
}
`;
  return importLines(code, modelsOf(spelling, packageName)) + code;
}

function emitSetting(scheme: AuthScheme, names: JavaNames): string {
  const setter = names.setting(scheme.name);
  const place = scheme.kind === 'api_key' ? scheme.in : 'header';
  const param = scheme.kind === 'api_key' ? scheme.param : 'authorization';
  const prefix = scheme.kind === 'api_key' ? '' : scheme.kind === 'basic' ? 'Basic ' : 'Bearer ';
  const start = `new Credential(${[place, param, prefix].map(quote).join(', ')}`;
  const put = (value: string): string =>
    `      credentials.put(\n          ${quote(scheme.name)},\n          ${start}, ${value}));\n      return this;\n    }\n`;
  const doc = docComment(scheme.doc, '    ');
  const fixed =
    scheme.kind === 'basic'
      ? `\n${doc}    public Builder ${setter}(String user, String password) {\n      String pair = Credential.basic(user, password);\n${put('false, refresh -> pair')}`
      : `\n${doc}    public Builder ${setter}(String value) {\n${put('false, refresh -> value')}`;
  const note =
    scheme.kind === 'basic' ? 'Asked for each request; supplies {@code user:password}.' : 'Asked for each request.';
  const supplied = scheme.kind === 'basic' ? 'refresh -> Credential.encoded(supplier.token(refresh))' : 'supplier';
  return `${fixed}\n    /** ${note} */\n    public Builder ${setter}(TokenSupplier supplier) {\n${put(`true, ${supplied}`)}`;
}
