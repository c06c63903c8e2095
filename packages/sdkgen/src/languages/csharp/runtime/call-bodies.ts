// Bodies of requests. `__root__` stands for the namespace of the SDK; the texts are the files.

export const CALL_BODIES = String.raw`using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace __root__;

/// <summary>Bodies: JSON, text, bytes, forms and parts.</summary>
internal sealed partial class Call
{
    public Call JsonBody(object? value, string mediaType)
    {
        return value == null ? this : Content(Upload.Of(Json.Format(value)), mediaType);
    }

    public Call TextBody(string? value, string mediaType)
    {
        return value == null ? this : Content(Upload.Of(value), mediaType);
    }

    public Call BinaryBody(Upload? value, string mediaType)
    {
        return value == null ? this : Content(value, value.Type ?? mediaType);
    }

    /// <summary>Every encoding is name, style or "json", explode, reserved; other fields are form, objects deepObject.</summary>
    public Call FormBody(object? value, params string[][] encodings)
    {
        if (value == null)
        {
            return this;
        }

        var fields = new List<string>();
        foreach (var member in (JsonMembers)Json.Plain(value)!)
        {
            var encoding = encodings.FirstOrDefault(row => row[0] == member.Key);
            var plain = Json.Plain(member.Value);
            var style = encoding == null ? (plain is JsonMembers ? "deepObject" : "form") : encoding[1];
            var item = style == "json" ? Document(member.Value) : plain;
            var explode = encoding == null || encoding[2] == "true";
            var reserved = encoding != null && encoding[3] == "true";
            fields.AddRange(Pairs(member.Key, item, style, explode, reserved).Select(pair => pair.Key + "=" + pair.Value));
        }

        return Content(Upload.Of(string.Join("&", fields)), "application/x-www-form-urlencoded");
    }

    /// <summary>Every type is name, media type.</summary>
    public Call MultipartBody(object? value, params string[][] types)
    {
        if (value == null)
        {
            return this;
        }

        var boundary = Guid.NewGuid().ToString();
        var chunks = new List<Upload>();
        foreach (var member in (JsonMembers)Json.Plain(value)!)
        {
            var typed = types.FirstOrDefault(row => row[0] == member.Key);
            var type = typed == null ? null : typed[1];
            var list = Json.Plain(member.Value) as List<object?>;
            var isWhole = list == null || (type != null && IsJson(type));
            foreach (var part in isWhole ? new List<object?> { member.Value } : list!)
            {
                AddPart(chunks, boundary, member.Key, part, type);
            }
        }

        chunks.Add(Upload.Of("--" + boundary + "--\r\n"));
        return Content(Joined(chunks), "multipart/form-data; boundary=" + boundary);
    }

    private static bool IsJson(string mediaType)
    {
        return mediaType.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static void AddPart(List<Upload> chunks, string boundary, string name, object? part, string? type)
    {
        if (part == null)
        {
            return;
        }

        var file = part as Upload;
        var plain = Json.Plain(part);
        var isWhole = plain is JsonMembers || plain is List<object?>;
        var mediaType = file != null ? file.Type ?? type ?? "application/octet-stream" : type ?? (isWhole ? "application/json" : null);
        var head = new StringBuilder("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + Escape(name) + "\"");
        if (file != null)
        {
            head.Append("; filename=\"" + Escape(file.Name ?? name) + "\"");
        }

        head.Append("\r\n");
        if (mediaType != null)
        {
            head.Append("content-type: " + Checked("content-type", mediaType) + "\r\n");
        }

        chunks.Add(Upload.Of(head.Append("\r\n").ToString()));
        var isJson = isWhole || (mediaType != null && IsJson(mediaType));
        chunks.Add(file ?? Upload.Of(isJson ? Json.Format(part) : ScalarText(part)));
        chunks.Add(Upload.Of("\r\n"));
    }

    private static string Escape(string text)
    {
        return text.Replace("\"", "%22").Replace("\r", "%0D").Replace("\n", "%0A");
    }

    private static Upload Joined(List<Upload> chunks)
    {
        if (chunks.All(chunk => chunk.Bytes != null))
        {
            return Upload.Of(chunks.SelectMany(chunk => chunk.Bytes!).ToArray());
        }

        Func<Stream> open = () => new JoinedStream(chunks);
        return chunks.All(chunk => chunk.IsRepeatable) ? Upload.Of(open) : Upload.Of(open());
    }

    /// <summary>Several uploads, one after the other.</summary>
    private sealed class JoinedStream : Stream
    {
        private readonly Queue<Upload> open;
        private Stream? current;

        public JoinedStream(List<Upload> uploads)
        {
            open = new Queue<Upload>(uploads);
        }

        public override bool CanRead
        {
            get { return true; }
        }

        public override bool CanSeek
        {
            get { return false; }
        }

        public override bool CanWrite
        {
            get { return false; }
        }

        public override long Length
        {
            get { throw new NotSupportedException(); }
        }

        public override long Position
        {
            get { throw new NotSupportedException(); }
            set { throw new NotSupportedException(); }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (true)
            {
                if (current == null && open.Count == 0)
                {
                    return 0;
                }

                current = current ?? open.Dequeue().Open();
                var read = current.Read(buffer, offset, count);
                if (read > 0)
                {
                    return read;
                }

                current.Dispose();
                current = null;
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            throw new NotSupportedException();
        }

        public override void SetLength(long value)
        {
            throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            throw new NotSupportedException();
        }
    }

    private Call Content(Upload value, string mediaType)
    {
        Body = value;
        headers["content-type"] = mediaType;
        return this;
    }
}
`;
