// JSON to values, without reflection. `__root__` stands for the namespace of the SDK; the texts are the files.

export const JSON_CLASS = `using System;
using System.Collections.Generic;
using System.Text.Json;

namespace __root__;

/// <summary>JSON to values and back, as the generated types need it.</summary>
internal static partial class Json
{
    public static readonly Reader<JsonElement> Any = (element, at) => element.Clone();
    public static readonly Reader<string> String = ReadString;
    public static readonly Reader<long> Long = ReadLong;
    public static readonly Reader<double> Double = ReadDouble;
    public static readonly Reader<bool> Boolean = ReadBoolean;
    public static readonly Reader<DateTimeOffset> DateTime = ReadDateTime;
    public static readonly Reader<DateOnly> Date = ReadDate;
    public static readonly Reader<byte[]> Base64 = ReadBase64;
    public static readonly Reader<Upload> Upload = (element, at) => __root__.Upload.Of(ReadString(element, at));

    /// <summary>The value with all that it needs, independent of the text.</summary>
    public static T Parse<T>(string text, string at, Reader<T> reader)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException cause)
        {
            throw new DecodeException(at + ": not JSON: " + cause.Message, cause);
        }

        using (document)
        {
            return reader(document.RootElement, at);
        }
    }

    public static Reader<List<T>> List<T>(Reader<T> item)
    {
        return (element, at) =>
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                throw Wrong(at, "an array", element);
            }

            var items = new List<T>();
            foreach (var inner in element.EnumerateArray())
            {
                items.Add(item(inner, at + "[" + items.Count + "]"));
            }

            return items;
        };
    }

    public static Reader<Dictionary<string, T>> Map<T>(Reader<T> value)
    {
        return (element, at) =>
        {
            ExpectObject(element, at);
            return Rest(element, at, value);
        };
    }

    public static Reader<TRef?> NullableRef<TRef>(Reader<TRef> value)
        where TRef : class
    {
        return (element, at) => element.ValueKind == JsonValueKind.Null ? null : value(element, at);
    }

    public static Reader<TValue?> NullableValue<TValue>(Reader<TValue> value)
        where TValue : struct
    {
        return (element, at) =>
        {
            if (element.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            return value(element, at);
        };
    }

    public static T Required<T>(JsonElement owner, string name, string at, Reader<T> reader)
    {
        JsonElement element;
        if (!owner.TryGetProperty(name, out element))
        {
            throw new DecodeException(at + "." + name + ": missing, and the contract requires it");
        }

        return reader(element, at + "." + name);
    }

    /// <summary>A null that the contract does not mention is an absence.</summary>
    public static TRef? OptionalRef<TRef>(JsonElement owner, string name, string at, Reader<TRef> reader)
        where TRef : class
    {
        JsonElement element;
        var absent = !owner.TryGetProperty(name, out element) || element.ValueKind == JsonValueKind.Null;
        return absent ? null : reader(element, at + "." + name);
    }

    public static TValue? OptionalValue<TValue>(JsonElement owner, string name, string at, Reader<TValue> reader)
        where TValue : struct
    {
        JsonElement element;
        if (!owner.TryGetProperty(name, out element))
        {
            return null;
        }

        // Of anything, null is a value like others.
        if (element.ValueKind == JsonValueKind.Null && typeof(TValue) != typeof(JsonElement))
        {
            return null;
        }

        return reader(element, at + "." + name);
    }

    public static Optional<T> Maybe<T>(JsonElement owner, string name, string at, Reader<T> reader)
    {
        JsonElement element;
        return owner.TryGetProperty(name, out element)
            ? new Optional<T>(reader(element, at + "." + name))
            : default(Optional<T>);
    }

    /// <summary>The properties that are not declared.</summary>
    public static Dictionary<string, T> Rest<T>(
        JsonElement owner,
        string at,
        Reader<T> reader,
        params string[] declared)
    {
        var rest = new Dictionary<string, T>();
        foreach (var property in owner.EnumerateObject())
        {
            if (Array.IndexOf(declared, property.Name) < 0)
            {
                rest[property.Name] = reader(property.Value, at + "." + property.Name);
            }
        }

        return rest;
    }

    public static void ExpectObject(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(at, "an object", element);
        }
    }

    private static DecodeException Wrong(string at, string expected, JsonElement found)
    {
        var isContainer = found.ValueKind == JsonValueKind.Object || found.ValueKind == JsonValueKind.Array;
        var what = isContainer ? "an " + found.ValueKind.ToString().ToLowerInvariant() : found.GetRawText();
        return new DecodeException(at + ": expected " + expected + ", found " + what);
    }
}
`;

export const JSON_SCALARS = String.raw`using System;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace __root__;

/// <summary>Numbers, dates, bytes and the other values without an inside.</summary>
internal static partial class Json
{
    private static readonly Regex DateTimePattern = new Regex(
        "^(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d:\\d\\d)(?:\\.(\\d+))?([Zz]|[+-]\\d\\d:\\d\\d)$",
        RegexOptions.CultureInvariant);

    private static string ReadString(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw Wrong(at, "a string", element);
        }

        return element.GetString() ?? "";
    }

    /// <summary>Text is accepted, because that is how 64 bits travel in JSON.</summary>
    private static long ReadLong(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.Number && element.ValueKind != JsonValueKind.String)
        {
            throw Wrong(at, "an integer", element);
        }

        var text = element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : element.GetRawText();
        long value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return value;
        }

        decimal exact;
        var isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out exact);
        if (!isNumber || exact != decimal.Truncate(exact) || exact < long.MinValue || exact > long.MaxValue)
        {
            throw Wrong(at, "an integer of 64 bits", element);
        }

        return (long)exact;
    }

    private static double ReadDouble(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            throw Wrong(at, "a number", element);
        }

        return element.GetDouble();
    }

    private static bool ReadBoolean(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.True && element.ValueKind != JsonValueKind.False)
        {
            throw Wrong(at, "a boolean", element);
        }

        return element.ValueKind == JsonValueKind.True;
    }

    /// <summary>RFC 3339; of a fraction, the seven digits that the type can hold.</summary>
    private static DateTimeOffset ReadDateTime(JsonElement element, string at)
    {
        var text = ReadString(element, at);
        var match = DateTimePattern.Match(text);
        if (match.Success)
        {
            var digits = match.Groups[3].Value;
            var fraction = digits.Length == 0 ? "" : "." + digits.Substring(0, Math.Min(7, digits.Length));
            var whole = match.Groups[1].Value + "T" + match.Groups[2].Value + fraction;
            var zone = match.Groups[4].Value.ToUpperInvariant() == "Z" ? "+00:00" : match.Groups[4].Value;
            DateTimeOffset value;
            if (DateTimeOffset.TryParseExact(
                whole + zone,
                DateTimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out value))
            {
                return value;
            }
        }

        throw new DecodeException(at + ": \"" + text + "\" is not a date-time of RFC 3339");
    }

    private static DateOnly ReadDate(JsonElement element, string at)
    {
        var text = ReadString(element, at);
        DateOnly value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value))
        {
            return value;
        }

        throw new DecodeException(at + ": \"" + text + "\" is not a date of RFC 3339");
    }

    private static byte[] ReadBase64(JsonElement element, string at)
    {
        var text = ReadString(element, at).Replace('-', '+').Replace('_', '/').TrimEnd('=');
        try
        {
            return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException cause)
        {
            throw new DecodeException(at + ": not base64", cause);
        }
    }
}
`;

export const JSON_UNIONS = `using System;
using System.Text.Json;

namespace __root__;

/// <summary>Which alternative of a union a value is.</summary>
internal static partial class Json
{
    /// <summary>The text of the property that tells the alternatives of a union apart, or nothing.</summary>
    public static string Tag(JsonElement element, string name)
    {
        JsonElement tag;
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out tag))
        {
            return "";
        }

        return tag.ValueKind == JsonValueKind.String ? tag.GetString() ?? "" : tag.GetRawText();
    }

    /// <summary>One alternative of a union without tag. Constants are names and values in turn.</summary>
    public static Func<JsonElement, string, object?> Alternative<T>(Reader<T> reader, params string[] constants)
    {
        return (element, at) =>
        {
            for (var index = 0; index < constants.Length; index += 2)
            {
                JsonElement found;
                var isThere = element.ValueKind == JsonValueKind.Object
                    && element.TryGetProperty(constants[index], out found);
                if (isThere && Tag(element, constants[index]) != constants[index + 1])
                {
                    return null;
                }
            }

            try
            {
                return reader(element, at);
            }
            catch (DecodeException)
            {
                return null;
            }
        };
    }

    /// <summary>The alternative that fits and knows most of the properties; else the JSON itself.</summary>
    public static object Best(
        JsonElement element,
        string at,
        params Func<JsonElement, string, object?>[] alternatives)
    {
        object best = element.Clone();
        var score = 0;
        foreach (var alternative in alternatives)
        {
            var value = alternative(element, at);
            if (value != null)
            {
                var fits = 1 + CommonNames(element, value);
                if (fits > score)
                {
                    best = value;
                    score = fits;
                }
            }
        }

        return best;
    }

    private static int CommonNames(JsonElement element, object value)
    {
        var members = value is IJsonModel ? ((IJsonModel)value).ToTree() as JsonMembers : null;
        if (members == null || element.ValueKind != JsonValueKind.Object)
        {
            return 0;
        }

        var common = 0;
        foreach (var member in members)
        {
            JsonElement found;
            common += element.TryGetProperty(member.Key, out found) ? 1 : 0;
        }

        return common;
    }
}
`;
