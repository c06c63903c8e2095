// What generated C# uses of .NET 8 and mono does not have: the reading and writing half of System.Text.Json, and
// DateOnly. Enough to compile and run a generated client under mono; not a JSON library.

using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace System
{
    public struct DateOnly
    {
        private readonly DateTime day;

        public DateOnly(int year, int month, int day)
        {
            this.day = new DateTime(year, month, day);
        }

        private DateOnly(DateTime day)
        {
            this.day = day;
        }

        public static bool TryParseExact(
            string text, string format, IFormatProvider provider, DateTimeStyles style, out DateOnly value)
        {
            DateTime found;
            var ok = DateTime.TryParseExact(text, format, provider, style, out found);
            value = new DateOnly(found);
            return ok;
        }

        public string ToString(string format, IFormatProvider provider)
        {
            return day.ToString(format, provider);
        }
    }
}

namespace System.Text.Json
{
    public enum JsonValueKind
    {
        Undefined,
        Object,
        Array,
        String,
        Number,
        True,
        False,
        Null,
    }

    public class JsonException : Exception
    {
        public JsonException(string message, Exception cause = null)
            : base(message, cause)
        {
        }
    }

    public class JsonSerializerOptions
    {
    }

    public struct Utf8JsonReader
    {
    }

    internal sealed class Node
    {
        public JsonValueKind Kind;
        public string Raw;
        public string Text;
        public List<JsonElement> Items;
        public List<JsonProperty> Members;
    }

    public struct JsonProperty
    {
        public JsonProperty(string name, JsonElement value)
        {
            Name = name;
            Value = value;
        }

        public string Name { get; }

        public JsonElement Value { get; }
    }

    public struct JsonElement
    {
        private readonly Node node;

        internal JsonElement(Node node)
        {
            this.node = node;
        }

        public JsonValueKind ValueKind
        {
            get { return node == null ? JsonValueKind.Undefined : node.Kind; }
        }

        public JsonElement this[int index]
        {
            get { return Expect(JsonValueKind.Array).Items[index]; }
        }

        public JsonElement Clone()
        {
            return this;
        }

        public bool TryGetProperty(string name, out JsonElement value)
        {
            value = default(JsonElement);
            var found = false;
            foreach (var member in Expect(JsonValueKind.Object).Members)
            {
                if (member.Name == name)
                {
                    value = member.Value;
                    found = true;
                }
            }

            return found;
        }

        public IEnumerable<JsonElement> EnumerateArray()
        {
            return Expect(JsonValueKind.Array).Items;
        }

        public IEnumerable<JsonProperty> EnumerateObject()
        {
            return Expect(JsonValueKind.Object).Members;
        }

        public string GetString()
        {
            return ValueKind == JsonValueKind.Null ? null : Expect(JsonValueKind.String).Text;
        }

        public double GetDouble()
        {
            return double.Parse(Expect(JsonValueKind.Number).Raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        public string GetRawText()
        {
            if (node == null)
            {
                throw new InvalidOperationException("undefined");
            }

            return node.Raw;
        }

        public void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteRaw(GetRawText());
        }

        private Node Expect(JsonValueKind kind)
        {
            if (ValueKind != kind)
            {
                throw new InvalidOperationException("a " + ValueKind + " is no " + kind);
            }

            return node;
        }
    }

    public sealed class JsonDocument : IDisposable
    {
        private JsonDocument(JsonElement root)
        {
            RootElement = root;
        }

        public JsonElement RootElement { get; }

        public static JsonDocument Parse(string text)
        {
            return new JsonDocument(new Parser(text).Whole());
        }

        public static JsonDocument ParseValue(ref Utf8JsonReader reader)
        {
            throw new NotSupportedException("there is no serializer here");
        }

        public void Dispose()
        {
        }
    }

    internal sealed class Parser
    {
        private readonly string text;
        private int at;

        public Parser(string text)
        {
            this.text = text;
        }

        public JsonElement Whole()
        {
            var value = Value();
            Space();
            if (at < text.Length)
            {
                throw Wrong();
            }

            return value;
        }

        private JsonElement Value()
        {
            Space();
            var start = at;
            var node = new Node();
            var letter = Peek();
            if (letter == '{')
            {
                node.Kind = JsonValueKind.Object;
                node.Members = new List<JsonProperty>();
                List('}', () =>
                {
                    Space();
                    var name = String();
                    Space();
                    Take(':');
                    node.Members.Add(new JsonProperty(name, Value()));
                });
            }
            else if (letter == '[')
            {
                node.Kind = JsonValueKind.Array;
                node.Items = new List<JsonElement>();
                List(']', () => node.Items.Add(Value()));
            }
            else if (letter == '"')
            {
                node.Kind = JsonValueKind.String;
                node.Text = String();
            }
            else
            {
                node.Kind = Word();
            }

            node.Raw = text.Substring(start, at - start);
            return new JsonElement(node);
        }

        private void List(char end, Action item)
        {
            at++;
            Space();
            if (Peek() == end)
            {
                at++;
                return;
            }

            item();
            Space();
            while (Peek() == ',')
            {
                at++;
                item();
                Space();
            }

            Take(end);
        }

        private JsonValueKind Word()
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || "+-.".IndexOf(text[at]) >= 0))
            {
                at++;
            }

            var word = text.Substring(start, at - start);
            if (word == "true")
            {
                return JsonValueKind.True;
            }

            if (word == "false")
            {
                return JsonValueKind.False;
            }

            if (word == "null")
            {
                return JsonValueKind.Null;
            }

            double number;
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            {
                throw Wrong();
            }

            return JsonValueKind.Number;
        }

        private string String()
        {
            Take('"');
            var value = new StringBuilder();
            while (Peek() != '"')
            {
                var letter = text[at++];
                value.Append(letter == '\\' ? Escaped() : letter);
            }

            at++;
            return value.ToString();
        }

        private char Escaped()
        {
            var letter = Peek();
            at++;
            if (letter == 'u')
            {
                at += 4;
                return (char)int.Parse(text.Substring(at - 4, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }

            var index = "bfnrt".IndexOf(letter);
            return index < 0 ? letter : "\b\f\n\r\t"[index];
        }

        private void Space()
        {
            while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0)
            {
                at++;
            }
        }

        private char Peek()
        {
            if (at >= text.Length)
            {
                throw Wrong();
            }

            return text[at];
        }

        private void Take(char letter)
        {
            if (Peek() != letter)
            {
                throw Wrong();
            }

            at++;
        }

        private JsonException Wrong()
        {
            return new JsonException("unexpected at " + at);
        }
    }

    public sealed class Utf8JsonWriter : IDisposable
    {
        private readonly Stream stream;
        private bool needsComma;

        public Utf8JsonWriter(Stream stream)
        {
            this.stream = stream;
        }

        public void WriteNullValue()
        {
            WriteRaw("null");
        }

        public void WriteBooleanValue(bool value)
        {
            WriteRaw(value ? "true" : "false");
        }

        public void WriteNumberValue(long value)
        {
            WriteRaw(value.ToString(CultureInfo.InvariantCulture));
        }

        public void WriteNumberValue(double value)
        {
            WriteRaw(value.ToString("R", CultureInfo.InvariantCulture));
        }

        public void WriteStringValue(string value)
        {
            WriteRaw(Quoted(value));
        }

        public void WritePropertyName(string name)
        {
            WriteRaw(Quoted(name) + ":");
            needsComma = false;
        }

        public void WriteStartObject()
        {
            WriteRaw("{");
            needsComma = false;
        }

        public void WriteEndObject()
        {
            needsComma = false;
            WriteRaw("}");
        }

        public void WriteStartArray()
        {
            WriteRaw("[");
            needsComma = false;
        }

        public void WriteEndArray()
        {
            needsComma = false;
            WriteRaw("]");
        }

        public void Dispose()
        {
        }

        internal void WriteRaw(string text)
        {
            var bytes = Encoding.UTF8.GetBytes((needsComma ? "," : "") + text);
            stream.Write(bytes, 0, bytes.Length);
            needsComma = true;
        }

        private static string Quoted(string text)
        {
            var quoted = new StringBuilder("\"");
            foreach (var letter in text)
            {
                var plain = letter >= ' ' && letter != '"' && letter != '\\';
                quoted.Append(plain ? letter.ToString() : "\\u" + ((int)letter).ToString("x4"));
            }

            return quoted.Append('"').ToString();
        }
    }
}

namespace System.Text.Json.Serialization
{
    public abstract class JsonConverter<T>
    {
        public abstract T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options);

        public abstract void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options);
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class JsonConverterAttribute : Attribute
    {
        public JsonConverterAttribute(Type type)
        {
        }
    }
}
