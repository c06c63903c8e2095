// What a caller may say about one request, and what a virtual system should assume. `__root__` stands for the namespace of the SDK; the texts are the files.

export const MOCK_OPS = `using System.Collections.Generic;

namespace __root__;

/// <summary>What the virtual system should assume for these requests; sent as headers, which real services ignore.</summary>
public sealed class MockOps
{
    /// <summary>Isolates state: requests of one session see only its own changes.</summary>
    public string? Session { get; init; }

    public string? Persona { get; init; }

    public string? Scenario { get; init; }

    /// <summary>Attributes the requests to a CI run, for coverage.</summary>
    public string? CiRun { get; init; }

    internal void AddTo(Dictionary<string, string> headers)
    {
        Add(headers, "mockops-session", Session);
        Add(headers, "mockops-persona", Persona);
        Add(headers, "mockops-scenario", Scenario);
        Add(headers, "mockops-ci-run", CiRun);
    }

    private static void Add(Dictionary<string, string> headers, string name, string? value)
    {
        if (value != null)
        {
            headers[name] = value;
        }
    }
}
`;

export const REQUEST_OPTIONS = `using System;
using System.Collections.Generic;

namespace __root__;

/// <summary>For one call: more headers, other limits, who asks. What is not set is the client's.</summary>
public sealed class RequestOptions
{
    public Dictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>For one attempt including its body; zero means no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    public int? MaxRetries { get; init; }

    public MockOps? MockOps { get; init; }

    /// <summary>For operations with an idempotency header; by default each call has a key of its own.</summary>
    public string? IdempotencyKey { get; init; }
}
`;
