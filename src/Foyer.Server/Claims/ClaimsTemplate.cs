using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Foyer.Server.Claims;

/// <summary>
/// Claims an operator wrote, parsed once: a tree of ready bytes and of places to fill (WIRE §5.8). A text that is one
/// shortcode takes the value with its type; shortcodes inside a longer text become text.
/// </summary>
internal sealed class ClaimsTemplate
{
    private readonly Node _root;

    private ClaimsTemplate(Node root, bool needsUser, bool hasActor)
    {
        _root = root;
        NeedsUser = needsUser;
        SetsActor = hasActor;
    }

    /// <summary>Whether values of the person's row are needed; if not, a mint needs no further read.</summary>
    public bool NeedsUser { get; }

    /// <summary>Whether the operator decides about <c>act</c>.</summary>
    public bool SetsActor { get; }

    /// <summary>Reads claims.</summary>
    /// <param name="claims">A JSON object.</param>
    /// <param name="kind">What token they are for: decides which names are taken and how large they may be.</param>
    /// <param name="template">The template.</param>
    /// <param name="problem">What is wrong, as a sentence without its subject; empty when nothing is.</param>
    public static bool TryParse(JsonElement claims, ClaimsKind kind, [NotNullWhen(true)] out ClaimsTemplate? template, [NotNullWhen(false)] out ClaimsProblem? problem)
    {
        template = null;
        int size = Encoding.UTF8.GetByteCount(claims.GetRawText());
        if (size > kind.MaxBytes)
        {
            problem = new ClaimsProblem(ClaimsProblemKind.Size, $"take {size} bytes of at most {kind.MaxBytes}");
            return false;
        }

        if (claims.EnumerateObject().Select(claim => claim.Name).FirstOrDefault(kind.IsReserved) is { } reserved)
        {
            problem = new ClaimsProblem(ClaimsProblemKind.Reserved, $"set '{reserved}', which the server sets itself");
            return false;
        }

        Parser parser = new();
        Node root = parser.Read(claims);
        problem = parser.Problem;
        if (problem is null)
        {
            template = new ClaimsTemplate(root, parser.NeedsUser, claims.TryGetProperty("act", out _));
        }

        return problem is null;
    }

    /// <summary>Writes the claims as members of the object that is open.</summary>
    public void Write(Utf8JsonWriter json, ClaimSource source) => ((ObjectNode)_root).WriteMembers(json, source);

    /// <summary>Turns JSON into nodes. Its depth was bounded when it was read.</summary>
    private sealed class Parser
    {
        public ClaimsProblem? Problem { get; private set; }

        public bool NeedsUser { get; private set; }

        public Node Read(JsonElement json)
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    return new ObjectNode([.. json.EnumerateObject().Select(member => (JsonEncodedText.Encode(member.Name, WireWriter.Options.Encoder), Read(member.Value)))]);
                case JsonValueKind.Array:
                    return new ArrayNode([.. json.EnumerateArray().Select(Read)]);
                case JsonValueKind.String when json.GetString()!.Contains("{{", StringComparison.Ordinal):
                    return Text(json.GetString()!);
                default:
                    return new FixedNode(json.Clone());
            }
        }

        private Node Text(string text)
        {
            List<(string? Literal, ClaimExpression? Expression)> parts = [];
            int at = 0;
            while (at < text.Length)
            {
                int open = text.IndexOf("{{", at, StringComparison.Ordinal);
                if (open < 0)
                {
                    parts.Add((text[at..], null));
                    break;
                }

                if (open > at)
                {
                    parts.Add((text[at..open], null));
                }

                int close = End(text, open + 2);
                if (close < 0)
                {
                    Complain($"hold '{Short(text)}', where {{{{ is never closed");
                    return new FixedNode(default);
                }

                string inside = text[(open + 2)..close];
                if (!ClaimExpression.TryParse(inside, out ClaimExpression? expression, out string problem))
                {
                    Complain($"hold '{{{{{Short(inside)}}}}}', which {problem}");
                    return new FixedNode(default);
                }

                NeedsUser |= expression.NeedsUser;
                parts.Add((null, expression));
                at = close + 2;
            }

            return parts is [(null, { } whole)] ? new ValueNode(whole) : new TextNode([.. parts]);
        }

        /// <summary>Where the expression ends; quoted braces do not end it.</summary>
        private static int End(string text, int from)
        {
            bool quoted = false;
            for (int i = from; i < text.Length; i++)
            {
                if (quoted && text[i] == '\\')
                {
                    i++;
                }
                else if (text[i] == '\'')
                {
                    quoted = !quoted;
                }
                else if (!quoted && text[i] == '}' && i + 1 < text.Length && text[i + 1] == '}')
                {
                    return i;
                }
            }

            return -1;
        }

        private static string Short(string text) => text.Length > 64 ? text[..64] + "…" : text;

        private void Complain(string problem) => Problem ??= new ClaimsProblem(ClaimsProblemKind.Shortcode, problem);
    }

    private abstract class Node
    {
        public abstract void Write(Utf8JsonWriter json, ClaimSource source);
    }

    private sealed class ObjectNode((JsonEncodedText Name, Node Value)[] members) : Node
    {
        public override void Write(Utf8JsonWriter json, ClaimSource source)
        {
            json.WriteStartObject();
            WriteMembers(json, source);
            json.WriteEndObject();
        }

        public void WriteMembers(Utf8JsonWriter json, ClaimSource source)
        {
            foreach ((JsonEncodedText name, Node value) in members)
            {
                json.WritePropertyName(name);
                value.Write(json, source);
            }
        }
    }

    private sealed class ArrayNode(Node[] items) : Node
    {
        public override void Write(Utf8JsonWriter json, ClaimSource source)
        {
            json.WriteStartArray();
            foreach (Node item in items)
            {
                item.Write(json, source);
            }

            json.WriteEndArray();
        }
    }

    private sealed class FixedNode(JsonElement value) : Node
    {
        public override void Write(Utf8JsonWriter json, ClaimSource source) => value.WriteTo(json);
    }

    private sealed class ValueNode(ClaimExpression expression) : Node
    {
        public override void Write(Utf8JsonWriter json, ClaimSource source) => expression.Evaluate(source).Write(json);
    }

    private sealed class TextNode((string? Literal, ClaimExpression? Expression)[] parts) : Node
    {
        public override void Write(Utf8JsonWriter json, ClaimSource source)
        {
            StringBuilder text = new();
            foreach ((string? literal, ClaimExpression? expression) in parts)
            {
                text.Append(literal ?? expression!.Evaluate(source).ToString());
            }

            // What is not set leaves the blanks around it.
            json.WriteStringValue(text.ToString().Trim());
        }
    }
}

/// <summary>For what kind of token claims are written.</summary>
/// <param name="MaxBytes">Largest size of the claims as JSON, in bytes of UTF-8.</param>
/// <param name="IsReserved">Whether a name at the top belongs to the server.</param>
internal sealed record ClaimsKind(int MaxBytes, Func<string, bool> IsReserved)
{
    /// <summary>A JWT template's: the server keeps the registered names it fills itself.</summary>
    public static readonly ClaimsKind Template = new(8192, name => name is "azp" or "exp" or "iat" or "iss" or "jti" or "nbf" or "sub");

    /// <summary>
    /// The session token's: everything that decides who somebody is. <c>handshake</c> too, because a handshake payload is of
    /// the same category. It travels in a cookie, so there is room for little.
    /// </summary>
    public static readonly ClaimsKind Session = new(2048, name => Template.IsReserved(name) ||
        name is "sid" or "v" or "fva" or "sts" or "o" or "fea" or "pla" or "act" or "handshake" || name.StartsWith("org_", StringComparison.Ordinal));
}

internal enum ClaimsProblemKind
{
    Size,
    Reserved,
    Shortcode,
}

/// <summary>Why claims are refused.</summary>
/// <param name="Kind">The kind of problem.</param>
/// <param name="Text">What the claims do wrong: a sentence that lacks only its subject, "the claims".</param>
internal sealed record ClaimsProblem(ClaimsProblemKind Kind, string Text);
