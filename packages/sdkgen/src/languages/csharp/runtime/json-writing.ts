// Values to JSON and to text, without reflection. `__root__` stands for the namespace of the SDK; the texts are the files.

export const JSON_WRITING = `using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;

namespace __root__;

/// <summary>Values to JSON, and to text for parameters and forms.</summary>
internal static partial class Json
{
    private const string DateTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

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
}
`;
