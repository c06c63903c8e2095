// What models are made of: three-state properties, uploads, and how each knows its JSON. `__root__` stands for the namespace of the SDK; the texts are the files.

export const OPTIONAL = `using System;
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

export const UPLOAD = `using System;
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

export const JSON_MODEL = `using System;
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
