// What is thrown. `__root__` stands for the namespace of the SDK; the texts are the files.

export const ERRORS = `using System;
using System.Collections.Generic;
using System.Linq;

namespace __root__;

/// <summary>An answer that is not a success.</summary>
public class ApiException : Exception
{
    internal ApiException(
        string message,
        int status,
        IReadOnlyDictionary<string, IReadOnlyList<string>> headers,
        string text,
        object? body)
        : base(message)
    {
        Status = status;
        Headers = headers;
        Text = text;
        Body = body;
    }

    public int Status { get; }

    /// <summary>By name, in any case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; }

    public string? RequestId
    {
        get { return Header("x-request-id") ?? Header("request-id"); }
    }

    /// <summary>The body as it came.</summary>
    public string Text { get; }

    /// <summary>The documented model where the body fits it, else a JsonElement, else the text.</summary>
    public object? Body { get; }

    private string? Header(string name)
    {
        IReadOnlyList<string> values;
        return Headers.TryGetValue(name, out values!) ? values.FirstOrDefault() : null;
    }
}

/// <summary>No usable answer: not reachable, too slow, or not what it says it is.</summary>
public class TransportException : Exception
{
    public TransportException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
`;

export const DECODE_EXCEPTION = `using System;

namespace __root__;

/// <summary>JSON that is not what the contract says; the message names the place.</summary>
public class DecodeException : Exception
{
    public DecodeException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
`;
