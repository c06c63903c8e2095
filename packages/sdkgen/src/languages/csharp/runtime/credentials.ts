// Credentials, and the schemes that they are for. `__root__` stands for the namespace of the SDK; the texts are the files.

export const CREDENTIAL = `using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>A key, a token or a user: a value, or a function that supplies one for each request.</summary>
public sealed class Credential
{
    private readonly Func<bool, CancellationToken, Task<string>> supplier;

    private Credential(Func<bool, CancellationToken, Task<string>> supplier, bool isRenewable)
    {
        this.supplier = supplier;
        IsRenewable = isRenewable;
    }

    internal bool IsRenewable { get; }

    public static implicit operator Credential(string value)
    {
        return new Credential((refresh, cancellationToken) => Task.FromResult(value), false);
    }

    /// <summary>Asked for each request; refresh is true when the server has just refused the last one.</summary>
    public static Credential From(Func<bool, string> supplier)
    {
        return new Credential((refresh, cancellationToken) => Task.FromResult(supplier(refresh)), true);
    }

    /// <summary>Asked for each request; refresh is true when the server has just refused the last one.</summary>
    public static Credential From(Func<bool, CancellationToken, Task<string>> supplier)
    {
        return new Credential(supplier, true);
    }

    /// <summary>A user with a password, for HTTP's basic scheme.</summary>
    public static Credential Basic(string user, string password)
    {
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
    }

    internal Task<string> ValueAsync(bool refresh, CancellationToken cancellationToken)
    {
        return supplier(refresh, cancellationToken);
    }
}

/// <summary>Where a credential of the contract goes.</summary>
internal sealed class Scheme
{
    public Scheme(string name, string place, string param, string prefix, Credential? credential)
    {
        Name = name;
        Place = place;
        Param = param;
        Prefix = prefix;
        Credential = credential;
    }

    public string Name { get; }

    public string Place { get; }

    public string Param { get; }

    public string Prefix { get; }

    public Credential? Credential { get; }
}
`;
