// What the models of a C# SDK stand on: JSON in and out without reflection, three-state properties, uploads. `__root__`
// stands for the namespace of the SDK. The texts are the files; they keep to the C# that mono's compiler knows (besides
// nullable annotations), so that a machine without the .NET SDK can still compile and run them.

const OPTIONAL = `using System;
using System.Collections.Generic;

namespace __root__;

/// <summary>A property that may be absent, null or a value, where the contract tells the three apart.</summary>
public readonly struct Optional<T> : IEquatable<Optional<T>>
{
    private readonly T value;

    public Optional(T value)
    {
        this.value = value;
        IsPresent = true;
    }

    /// <summary>False when the property is absent; a null that was sent is present.</summary>
    public bool IsPresent { get; }

    /// <summary>The value; of an absent property the default of its type.</summary>
    public T Value
    {
        get { return value; }
    }

    public static implicit operator Optional<T>(T value)
    {
        return new Optional<T>(value);
    }

    public bool Equals(Optional<T> other)
    {
        return IsPresent == other.IsPresent && EqualityComparer<T>.Default.Equals(value, other.value);
    }

    public override bool Equals(object? other)
    {
        return other is Optional<T> && Equals((Optional<T>)other);
    }

    public override int GetHashCode()
    {
        return IsPresent && value is object ? value.GetHashCode() : IsPresent ? 1 : 0;
    }

    public override string ToString()
    {
        return IsPresent ? value is object ? value.ToString() ?? "" : "null" : "absent";
    }
}
`;

const UPLOAD = `using System;
using System.IO;
using System.Text;

namespace __root__;

/// <summary>Bytes to send: from memory, from a file, or from a stream that can be read once.</summary>
public sealed class Upload
{
    private readonly Func<Stream> open;

    private Upload(Func<Stream> open, byte[]? bytes, bool isRepeatable, string? name, string? type)
    {
        this.open = open;
        Bytes = bytes;
        IsRepeatable = isRepeatable;
        Name = name;
        Type = type;
    }

    /// <summary>The file name.</summary>
    public string? Name { get; }

    /// <summary>The media type.</summary>
    public string? Type { get; }

    /// <summary>Whether the bytes can be read again; a request that carries others is not repeated.</summary>
    public bool IsRepeatable { get; }

    internal byte[]? Bytes { get; }

    public static Upload Of(byte[] bytes)
    {
        return new Upload(() => new MemoryStream(bytes, false), bytes, true, null, null);
    }

    public static Upload Of(string text)
    {
        return Of(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A stream is read once.</summary>
    public static Upload Of(Stream stream)
    {
        return new Upload(() => stream, null, false, null, null);
    }

    /// <summary>Bytes that can be opened again and again.</summary>
    public static Upload Of(Func<Stream> open)
    {
        return new Upload(open, null, true, null, null);
    }

    /// <summary>A file, read when the request is sent.</summary>
    public static Upload OfFile(string path)
    {
        return new Upload(() => File.OpenRead(path), null, true, Path.GetFileName(path), null);
    }

    /// <summary>The same bytes under another file name.</summary>
    public Upload WithName(string name)
    {
        return new Upload(open, Bytes, IsRepeatable, name, Type);
    }

    /// <summary>The same bytes under another media type.</summary>
    public Upload WithType(string type)
    {
        return new Upload(open, Bytes, IsRepeatable, Name, type);
    }

    public Stream Open()
    {
        return open();
    }

    internal byte[] ReadAll()
    {
        using (var stream = Open())
        using (var buffer = new MemoryStream())
        {
            stream.CopyTo(buffer);
            return buffer.ToArray();
        }
    }
}
`;

const DECODE_EXCEPTION = `using System;

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

const MODEL = `using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace __root__;

/// <summary>A value of the API that knows its JSON.</summary>
internal interface IJsonModel
{
    /// <summary>Members, items or a scalar.</summary>
    object? ToTree();
}

/// <summary>Reads one value; the place is part of what it throws.</summary>
internal delegate T Reader<T>(JsonElement element, string at);

/// <summary>The members of a JSON object, in order.</summary>
internal sealed class JsonMembers : List<KeyValuePair<string, object?>>
{
    public void Add(string name, object? value)
    {
        Add(new KeyValuePair<string, object?>(name, value));
    }

    /// <summary>Null is an absence.</summary>
    public void AddPresent(string name, object? value)
    {
        if (value != null)
        {
            Add(name, value);
        }
    }

    public void AddOptional<T>(string name, Optional<T> value)
    {
        if (value.IsPresent)
        {
            Add(name, value.Value);
        }
    }
}

/// <summary>Lets System.Text.Json read and write a model as the API does.</summary>
internal abstract class ModelConverter<T> : JsonConverter<T>
{
    private readonly Reader<T> reader;

    protected ModelConverter(Reader<T> reader)
    {
        this.reader = reader;
    }

    public override T Read(ref Utf8JsonReader source, Type type, JsonSerializerOptions options)
    {
        try
        {
            using (var document = JsonDocument.ParseValue(ref source))
            {
                return reader(document.RootElement, type.Name);
            }
        }
        catch (DecodeException cause)
        {
            throw new JsonException(cause.Message, cause);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Json.Write(writer, value);
    }
}
`;

const JSON_CLASS = String.raw`using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace __root__;

/// <summary>JSON to values and back, as the generated types need it.</summary>
internal static class Json
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

    private const string DateTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    private static readonly Regex DateTimePattern = new Regex(
        "^(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d:\\d\\d)(?:\\.(\\d+))?([Zz]|[+-]\\d\\d:\\d\\d)$",
        RegexOptions.CultureInvariant);

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

    public static string Format(object? value)
    {
        using (var buffer = new MemoryStream())
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                Write(writer, value);
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
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

    /// <summary>64-bit integers that travel as text: every number in the value becomes a string.</summary>
    public static object? AsText(object? value)
    {
        if (value is long)
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        if (value is IDictionary)
        {
            var members = new JsonMembers();
            foreach (DictionaryEntry entry in (IDictionary)value)
            {
                members.Add((string)entry.Key, AsText(entry.Value));
            }

            return members;
        }

        if (value is IEnumerable && !(value is string))
        {
            var items = new List<object?>();
            foreach (var item in (IEnumerable)value)
            {
                items.Add(AsText(item));
            }

            return items;
        }

        return value;
    }

    public static Optional<object?> AsText<T>(Optional<T> value)
    {
        return value.IsPresent ? new Optional<object?>(AsText((object?)value.Value)) : default(Optional<object?>);
    }

    /// <summary>A value as null, text, members or a list of values; for parameters and forms.</summary>
    public static object? Plain(object? value)
    {
        if (value is IJsonModel)
        {
            return Plain(((IJsonModel)value).ToTree());
        }

        if (value is JsonElement)
        {
            return PlainElement((JsonElement)value);
        }

        if (value is JsonMembers || value is Upload || value == null)
        {
            return value;
        }

        if (value is IDictionary)
        {
            var members = new JsonMembers();
            foreach (DictionaryEntry entry in (IDictionary)value)
            {
                members.Add((string)entry.Key, entry.Value);
            }

            return members;
        }

        if (value is IEnumerable && !(value is string) && !(value is byte[]))
        {
            var items = new List<object?>();
            foreach (var item in (IEnumerable)value)
            {
                items.Add(item);
            }

            return items;
        }

        return Text(value);
    }

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        if (value is IJsonModel)
        {
            Write(writer, ((IJsonModel)value).ToTree());
        }
        else if (value == null)
        {
            writer.WriteNullValue();
        }
        else if (value is JsonElement)
        {
            ((JsonElement)value).WriteTo(writer);
        }
        else if (value is bool)
        {
            writer.WriteBooleanValue((bool)value);
        }
        else if (value is long)
        {
            writer.WriteNumberValue((long)value);
        }
        else if (value is double)
        {
            writer.WriteNumberValue((double)value);
        }
        else if (value is JsonMembers || value is IDictionary)
        {
            writer.WriteStartObject();
            foreach (var member in (JsonMembers)Plain(value)!)
            {
                writer.WritePropertyName(member.Key);
                Write(writer, member.Value);
            }

            writer.WriteEndObject();
        }
        else if (value is IEnumerable && !(value is string) && !(value is byte[]))
        {
            writer.WriteStartArray();
            foreach (var item in (IEnumerable)value)
            {
                Write(writer, item);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStringValue(Text(value));
        }
    }

    private static string Text(object value)
    {
        if (value is bool)
        {
            return (bool)value ? "true" : "false";
        }

        if (value is double)
        {
            return ((double)value).ToString("R", CultureInfo.InvariantCulture);
        }

        if (value is DateTimeOffset)
        {
            return ((DateTimeOffset)value).ToString(DateTimeFormat, CultureInfo.InvariantCulture);
        }

        if (value is DateOnly)
        {
            return ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        if (value is byte[])
        {
            return Convert.ToBase64String((byte[])value);
        }

        if (value is Upload)
        {
            return Encoding.UTF8.GetString(((Upload)value).ReadAll());
        }

        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    private static object? PlainElement(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var members = new JsonMembers();
            foreach (var property in element.EnumerateObject())
            {
                members.Add(property.Name, property.Value);
            }

            return members;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            var items = new List<object?>();
            foreach (var item in element.EnumerateArray())
            {
                items.Add(item);
            }

            return items;
        }

        if (element.ValueKind == JsonValueKind.Null || element.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
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

    private static DecodeException Wrong(string at, string expected, JsonElement found)
    {
        var isContainer = found.ValueKind == JsonValueKind.Object || found.ValueKind == JsonValueKind.Array;
        var what = isContainer ? "an " + found.ValueKind.ToString().ToLowerInvariant() : found.GetRawText();
        return new DecodeException(at + ": expected " + expected + ", found " + what);
    }
}
`;

/** File name to text. */
export const CSHARP_DATA_RUNTIME: ReadonlyMap<string, string> = new Map([
  ['DecodeException', DECODE_EXCEPTION],
  ['Json', JSON_CLASS],
  ['JsonModel', MODEL],
  ['Optional', OPTIONAL],
  ['Upload', UPLOAD],
]);
