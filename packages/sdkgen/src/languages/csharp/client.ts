// Client.cs, ClientOptions.cs and a class per tag: the texts below the namespace.

import type { AuthScheme, Group, Ir } from '../../ir/model.ts';
import type { CSharpNames } from './naming.ts';
import { emitMethods } from './operations.ts';
import { docComment, quote } from './text.ts';
import type { Spelling } from './types.ts';

const tagGroups = (ir: Ir, names: CSharpNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

const emitOperations = ({ operations }: Group, spelling: Spelling): string =>
  operations.map((operation) => emitMethods(operation, spelling)).join('');

export function emitGroups(spelling: Spelling): Map<string, string> {
  return new Map(
    tagGroups(spelling.ir, spelling.names).map((group) => [
      group.className,
      `/// <summary>Operations of one tag; every method throws ApiException for an answer that is no success.</summary>
public sealed class ${group.className}
{
    private readonly Http http;

    internal ${group.className}(Http http)
    {
        this.http = http;
    }
${emitOperations(group, spelling)}}
`,
    ]),
  );
}

export function emitClient(spelling: Spelling, userAgent: string): string {
  const { ir, names } = spelling;
  const own = ir.groups.find((group) => group.name === undefined) ?? { operations: [] };
  const groups = tagGroups(ir, names);
  return `${docComment(`${ir.title} ${ir.version}\n\n${ir.description}`)}public sealed class Client : IDisposable
{
    private readonly Http http;

    public Client(ClientOptions options)
    {
        http = new Http(options, ${quote(userAgent)});
${groups.map(({ className, property }) => `        ${property} = new ${className}(http);\n`).join('')}    }
${groups.map(({ className, property }) => `\n    public ${className} ${property} { get; }\n`).join('')}
    /// <summary>A client for a test: a virtual system, and a session whose state is its own.</summary>
    public static Client ForVirtualSystem(string url, string session)
    {
        return new Client(new ClientOptions { BaseUrl = url, MockOps = new MockOps { Session = session } });
    }

    public void Dispose()
    {
        http.Dispose();
    }
${emitOperations(own, { ...spelling, hidden: new Set(groups.map(({ property }) => property)) })}}
`;
}

export function emitOptions({ ir, names }: Spelling): string {
  const base = ir.server === undefined ? '' : ` = ${quote(ir.server)};`;
  return `/// <summary>How a client reaches its service.</summary>
public sealed class ClientOptions
{
    /// <summary>Where the API is, e.g. http://localhost:4801/payments.</summary>
    public string? BaseUrl { get; init; }${base}

    /// <summary>Sent with every request.</summary>
    public Dictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string? UserAgent { get; init; }

    /// <summary>For one attempt including its body; zero means no limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request that may be sent twice is repeated.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>What a virtual system should assume for these requests.</summary>
    public MockOps? MockOps { get; init; }

    /// <summary>Another way to send requests, e.g. one that stands in for the network in a test.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Transport { get; init; }

    /// <summary>A handler with its own proxy, certificates or pool; it should follow no redirects and keep no cookies.</summary>
    public HttpMessageHandler? Handler { get; init; }
${ir.auth.map((scheme) => `\n${docComment(scheme.doc, '    ')}    public Credential? ${names.setting(scheme.name)} { get; init; }\n`).join('')}
    internal IEnumerable<Scheme> Schemes()
    {
        return new Scheme[]
        {
${ir.auth.map((scheme) => `            ${schemeText(scheme, names)},\n`).join('')}        };
    }
}
`;
}

function schemeText(scheme: AuthScheme, names: CSharpNames): string {
  const place = scheme.kind === 'api_key' ? scheme.in : 'header';
  const param = scheme.kind === 'api_key' ? scheme.param : 'authorization';
  const prefix = scheme.kind === 'api_key' ? '' : scheme.kind === 'basic' ? 'Basic ' : 'Bearer ';
  return `new Scheme(${[scheme.name, place, param, prefix].map(quote).join(', ')}, ${names.setting(scheme.name)})`;
}
