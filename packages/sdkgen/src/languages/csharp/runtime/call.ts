// One request in the making. `__root__` stands for the namespace of the SDK; the texts are the files.

export const CALL = String.raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace __root__;

/// <summary>One request in the making. Absent values are left out.</summary>
internal sealed partial class Call
{
    private readonly string template;
    private readonly Dictionary<string, string> headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> cookies = new List<string>();
    private readonly Dictionary<string, Func<string, object?>> errors = new Dictionary<string, Func<string, object?>>();
    private List<KeyValuePair<string, string>> query = new List<KeyValuePair<string, string>>();
    private string path;
    private Uri? url;

    public Call(string method, string path, bool isRepeatable)
    {
        Method = method;
        template = path;
        this.path = path;
        IsRepeatable = isRepeatable;
    }

    public string Method { get; }

    public bool IsRepeatable { get; }

    public Upload? Body { get; private set; }

    public string[][]? Alternatives { get; private set; }

    public string? IdempotencyHeader { get; private set; }

    public IReadOnlyDictionary<string, string> Headers
    {
        get { return headers; }
    }

    public IReadOnlyList<string> Cookies
    {
        get { return cookies; }
    }

    public Call Path(string name, object? value, string style, bool explode)
    {
        var plain = Json.Plain(value);
        var isNamed = explode && plain is JsonMembers;
        var items = Flat(plain, explode);
        if (items.Count == 0 || items.Any(item => item == "" || item == "." || item == ".."))
        {
            throw new ArgumentException(
                "path parameter \"" + name + "\" of " + template + " must not be empty, \".\" or \"..\"");
        }

        var matrix = isNamed ? ";" : ";" + Encode(name) + "=";
        var prefix = style == "label" ? "." : style == "matrix" ? matrix : "";
        var separator = !explode || style == "simple" ? "," : style == "label" ? "." : matrix;
        var text = prefix + string.Join(separator, items.Select(item => isNamed ? EncodePair(item) : Encode(item)));
        path = path.Replace("{" + name + "}", text);
        return this;
    }

    public Call Query(string name, object? value, string style, bool explode, bool reserved)
    {
        query.AddRange(Pairs(name, value, style, explode, reserved));
        return this;
    }

    public Call Header(string name, object? value, bool explode)
    {
        if (value != null)
        {
            headers[name] = string.Join(",", Flat(Json.Plain(value), explode));
        }

        return this;
    }

    public Call Cookie(string name, object? value, bool explode)
    {
        var plain = Json.Plain(value);
        if (explode && plain != null && !(plain is string))
        {
            cookies.AddRange(Pairs(name, plain, "form", true, false).Select(pair => pair.Key + "=" + pair.Value));
        }
        else if (plain != null)
        {
            cookies.Add(name + "=" + string.Join(",", Flat(plain, false).Select(Encode)));
        }

        return this;
    }

    /// <summary>The alternatives of the operation; without this call, whatever the client has.</summary>
    public Call Auth(params string[][] alternatives)
    {
        Alternatives = alternatives;
        return this;
    }

    public Call Idempotency(string header)
    {
        IdempotencyHeader = header;
        return this;
    }

    public Call Error<T>(string status, Reader<T> reader)
    {
        errors[status] = text => Json.Parse<object?>(text, "body", (element, at) => reader(element, at));
        return this;
    }

    public Func<string, object?>? ErrorReader(int status)
    {
        Func<string, object?> found;
        foreach (var key in new[] { status.ToString(CultureInfo.InvariantCulture), status / 100 + "XX", "default" })
        {
            if (errors.TryGetValue(key, out found!))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Path and query, after the base URL; a whole URL when a page named one.</summary>
    public string Target()
    {
        if (url != null)
        {
            return url.AbsoluteUri;
        }

        return path + (query.Count == 0 ? "" : "?" + string.Join("&", query.Select(pair => pair.Key + "=" + pair.Value)));
    }

    public string UrlBelow(string baseUrl)
    {
        return url == null ? baseUrl + Target() : url.AbsoluteUri;
    }

    public string Describe()
    {
        return Method + " " + (url == null ? path : url.AbsolutePath);
    }

    public Call WithQuery(string name, string value)
    {
        var copy = (Call)MemberwiseClone();
        copy.query = query.Where(pair => pair.Key != Encode(name)).ToList();
        copy.query.Add(new KeyValuePair<string, string>(Encode(name), Encode(value)));
        return copy;
    }

    /// <summary>A URL of the same origin.</summary>
    public Call WithUrl(Uri current, string next)
    {
        Uri target;
        if (!Uri.TryCreate(current, next, out target!))
        {
            throw new TransportException(Describe() + ": the next page is no URL: " + next);
        }

        if (!Http.IsSameOrigin(current, target))
        {
            throw new TransportException(Describe() + ": the next page is on another origin: " + next);
        }

        var copy = (Call)MemberwiseClone();
        copy.url = target;
        return copy;
    }

    public long QueryNumber(string name, long otherwise)
    {
        foreach (var pair in query)
        {
            long number;
            if (pair.Key == Encode(name) && long.TryParse(Uri.UnescapeDataString(pair.Value), out number))
            {
                return number;
            }
        }

        return otherwise;
    }
}
`;

export const CALL_STYLES = String.raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace __root__;

/// <summary>How values are written in paths, queries, headers and cookies.</summary>
internal sealed partial class Call
{
    private const string Unreserved = "-._~!'()*";
    private const string Reserved = "-._~!'()*:/?#[]@$&+,;=%";

    /// <summary>A parameter whose value is a JSON document in one text.</summary>
    public static string? Document(object? value)
    {
        return value == null ? null : Json.Format(value);
    }

    /// <summary>One pair for a query, encoded.</summary>
    public static string Field(string name, string value)
    {
        return Encode(name) + "=" + Encode(value);
    }

    public static string Checked(string name, string value)
    {
        if (value.IndexOfAny(new[] { '\r', '\n', '\0' }) >= 0)
        {
            throw new ArgumentException(
                "header " + name + " must not hold a line break or NUL; remove it from the value");
        }

        return value;
    }

    private static List<KeyValuePair<string, string>> Pairs(
        string name,
        object? value,
        string style,
        bool explode,
        bool reserved)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var plain = Json.Plain(value);
        if (style == "deepObject")
        {
            AddDeep(pairs, name, plain, reserved);
        }
        else if (plain is JsonMembers && explode)
        {
            foreach (var member in ((JsonMembers)plain).Where(member => Json.Plain(member.Value) != null))
            {
                pairs.Add(Pair(member.Key, ScalarText(member.Value), reserved));
            }
        }
        else if (plain is List<object?> && explode)
        {
            pairs.AddRange(((List<object?>)plain).Select(item => Pair(name, ScalarText(item), reserved)));
        }
        else if (plain is JsonMembers || plain is List<object?>)
        {
            var separator = style == "spaceDelimited" ? "%20" : style == "pipeDelimited" ? "%7C" : ",";
            var items = Flat(plain, false).Select(item => Encode(item, reserved ? Reserved : Unreserved)).ToList();
            if (items.Count > 0)
            {
                pairs.Add(new KeyValuePair<string, string>(Encode(name), string.Join(separator, items)));
            }
        }
        else if (plain != null)
        {
            pairs.Add(Pair(name, ScalarText(plain), reserved));
        }

        return pairs;
    }

    private static void AddDeep(List<KeyValuePair<string, string>> pairs, string name, object? value, bool reserved)
    {
        var plain = Json.Plain(value);
        if (plain is JsonMembers)
        {
            foreach (var member in (JsonMembers)plain)
            {
                AddDeep(pairs, name + "[" + member.Key + "]", member.Value, reserved);
            }
        }
        else if (plain is List<object?>)
        {
            var list = (List<object?>)plain;
            for (var index = 0; index < list.Count; index++)
            {
                AddDeep(pairs, name + "[" + index + "]", list[index], reserved);
            }
        }
        else if (plain != null)
        {
            pairs.Add(Pair(name, ScalarText(plain), reserved));
        }
    }

    private static KeyValuePair<string, string> Pair(string name, string value, bool reserved)
    {
        return new KeyValuePair<string, string>(Encode(name), Encode(value, reserved ? Reserved : Unreserved));
    }

    /// <summary>A value as the list of its items; an object as its keys and values.</summary>
    private static List<string> Flat(object? plain, bool explode)
    {
        var items = new List<string>();
        if (plain is JsonMembers)
        {
            foreach (var member in ((JsonMembers)plain).Where(member => Json.Plain(member.Value) != null))
            {
                var text = ScalarText(member.Value);
                items.AddRange(explode ? new[] { member.Key + "=" + text } : new[] { member.Key, text });
            }
        }
        else if (plain is List<object?>)
        {
            items.AddRange(((List<object?>)plain).Select(ScalarText));
        }
        else if (plain != null)
        {
            items.Add(ScalarText(plain));
        }

        return items;
    }

    private static string ScalarText(object? value)
    {
        var plain = Json.Plain(value);
        if (plain is Upload)
        {
            return Encoding.UTF8.GetString(((Upload)plain).ReadAll());
        }

        return plain is string ? (string)plain : Json.Format(value);
    }

    /// <summary>Of an exploded object, the equals sign between key and value stays.</summary>
    private static string EncodePair(string item)
    {
        var equals = item.IndexOf('=');
        return Encode(item.Substring(0, equals)) + "=" + Encode(item.Substring(equals + 1));
    }

    private static string Encode(string text)
    {
        return Encode(text, Unreserved);
    }

    private static string Encode(string text, string kept)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            var letter = (char)unit;
            var isPlain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
            if (isPlain || kept.IndexOf(letter) >= 0)
            {
                encoded.Append(letter);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }
}
`;
