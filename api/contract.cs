#!/usr/bin/env dotnet
#:package YamlDotNet@16.3.0
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false

// Reduces the protocol's OpenAPI documents to names, shapes and statuses, so that a test can hold every response against
// them without carrying their prose.
//
//   dotnet run api/contract.cs -- FOLDER_WITH_THE_DOCUMENTS
//
// A shape in the output is one of
//   "string" | "integer" | "number" | "boolean" | "any"     a scalar; "?" at the end: may be null
//   "#Name"                                                 a named schema; "#Name?": may be null
//   { "id!": shape, "note": shape, "*": shape }             an object; "!": required, "*": any other member
//   [ shape ]                                               a list
//   { "$enum": […] }  { "$oneOf": […] }                     one of these values, one of these shapes
//   { "$null": shape }                                      a shape without a name that may be null

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

if (args is not [var documents] || !Directory.Exists(documents))
{
    Console.Error.WriteLine("usage: dotnet run api/contract.cs -- FOLDER_WITH_THE_DOCUMENTS");
    return 1;
}

const string version = "2026-05-12";
var output = Path.GetDirectoryName(SourcePath())!;
foreach (var api in new[] { "frontend", "backend" })
{
    using var text = File.OpenText(Path.Combine(documents, $"{api}-api.{version}.yml"));
    var stream = new YamlStream();
    stream.Load(text);
    var contract = new ContractReader(api, version, (YamlMappingNode)stream.Documents[0].RootNode).Read();
    var path = Path.Combine(output, $"{api}.contract.json");
    File.WriteAllText(path, contract);
    Console.WriteLine($"{path}: {new FileInfo(path).Length / 1024} KB");
}

return 0;

static string SourcePath([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

/// <summary>One OpenAPI document, read into the reduced form.</summary>
internal sealed class ContractReader(string api, string version, YamlMappingNode root)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    // These Backend families are served without the version segment (WIRE §1.3).
    private static readonly string[] Unversioned = ["/api_keys", "/m2m_tokens", "/oauth_applications/access_tokens"];

    // Relaxed, so that "+" and quotes in enums stay readable; the file is never put into a page.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expanding = new(StringComparer.Ordinal);

    public string Read()
    {
        var operations = Map(root, "paths")!.Children
            .SelectMany(path => Operations(((YamlScalarNode)path.Key).Value!, (YamlMappingNode)path.Value))
            .ToList();
        return $$"""
            {
            "api": "{{api}}",
            "version": "{{version}}",
            "operations": [
            {{string.Join(",\n", operations.Select(operation => operation.ToJsonString(Compact)))}}
            ],
            "schemas": {
            {{string.Join(",\n", _schemas.Select(schema => $"{JsonSerializer.Serialize(schema.Key, Compact)}: {schema.Value.ToJsonString(Compact)}"))}}
            }
            }

            """;
    }

    private IEnumerable<JsonObject> Operations(string path, YamlMappingNode item)
    {
        foreach (var method in Methods)
        {
            if (Map(item, method) is not { } operation)
            {
                continue;
            }

            var responses = new JsonObject();
            foreach (var (status, response) in Map(operation, "responses")!.Children)
            {
                responses[((YamlScalarNode)status).Value!] = ResponseShape(Resolve(response));
            }

            yield return new JsonObject
            {
                ["id"] = Text(operation, "operationId"),
                ["method"] = method.ToUpperInvariant(),
                ["path"] = Versioned(path),
                ["parameters"] = Parameters(item, operation),
                ["responses"] = responses,
            };
        }
    }

    private string Versioned(string path) =>
        api == "frontend" || Unversioned.Any(family => path.StartsWith(family, StringComparison.Ordinal)) ? path : $"/v1{path}";

    private JsonArray Parameters(YamlMappingNode item, YamlMappingNode operation)
    {
        var names = new List<string>();
        foreach (var owner in new[] { item, operation })
        {
            names.AddRange(List(owner, "parameters").Select(Resolve)
                .Where(parameter => Text(parameter, "in") == "query")
                .Select(parameter => Named(Text(parameter, "name")!, IsTrue(parameter, "required"))));
        }

        if (operation.Children.TryGetValue("requestBody", out var body) && Map(Resolve(body), "content") is { Children.Count: > 0 } content)
        {
            // A body of alternatives is listed by its members too: only the names matter here.
            names.AddRange(MemberNames((YamlMappingNode)content.Children[0].Value, "schema"));
        }

        return [.. names.Distinct(StringComparer.Ordinal).Select(name => (JsonNode)name)];
    }

    private IEnumerable<string> MemberNames(YamlMappingNode owner, string key)
    {
        if (!owner.Children.TryGetValue(key, out var node))
        {
            return [];
        }

        var schema = Resolve(node);
        var required = Required(schema);
        var own = Map(schema, "properties")?.Children.Keys.Select(name => Named(((YamlScalarNode)name).Value!, required.Contains(((YamlScalarNode)name).Value!))) ?? [];
        var parts = new[] { "allOf", "oneOf", "anyOf" }.SelectMany(kind => List(schema, kind))
            .SelectMany(part => MemberNames(new YamlMappingNode(new KeyValuePair<YamlNode, YamlNode>("part", part)), "part"));
        return own.Concat(parts).Concat(MemberNames(schema, "items"));
    }

    /// <summary>The JSON body of a response; null when it has none.</summary>
    private JsonNode? ResponseShape(YamlMappingNode response)
    {
        var json = Map(response, "content")?.Children.FirstOrDefault(type => ((YamlScalarNode)type.Key).Value!.Contains("json", StringComparison.Ordinal)).Value;
        return json is YamlMappingNode content && content.Children.TryGetValue("schema", out var schema) ? Shape(schema) : null;
    }

    private JsonNode Shape(YamlNode node)
    {
        var schema = (YamlMappingNode)node;
        var nullable = IsTrue(schema, "nullable");
        if (Text(schema, "$ref") is { } reference)
        {
            return OrNull(Reference(reference), nullable);
        }

        var all = List(schema, "allOf").ToList();
        if (all.Count > 0)
        {
            var own = Copy(schema, "allOf");
            var parts = own.Children.Keys.Any(key => ((YamlScalarNode)key).Value is "properties" or "required" or "oneOf" or "anyOf") ? [.. all, own] : all;
            var informative = parts.Where(IsInformative).ToList();
            return OrNull(Merge(informative), nullable || parts.Any(part => IsTrue((YamlMappingNode)part, "nullable")));
        }

        var alternatives = List(schema, "oneOf").Concat(List(schema, "anyOf")).ToList();
        if (alternatives.Count > 0)
        {
            var shared = Copy(schema, "oneOf", "anyOf", "discriminator", "nullable");
            var shapes = Map(shared, "properties") is null
                ? alternatives.Select(Shape)
                : alternatives.Select(alternative => Merge([shared, alternative]));
            return OrNull(OneOf(shapes), nullable);
        }

        return OrNull(Plain(schema), nullable || List(schema, "enum").Any(IsNullLiteral));
    }

    /// <summary>A schema without composition.</summary>
    private JsonNode Plain(YamlMappingNode schema)
    {
        var values = List(schema, "enum").Where(value => !IsNullLiteral(value)).Select(value => ((YamlScalarNode)value).Value!).ToList();
        var type = Text(schema, "type");
        if (values.Count > 0 && type is null or "string")
        {
            return new JsonObject { ["$enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) };
        }

        return type switch
        {
            "array" => new JsonArray(schema.Children.TryGetValue("items", out var items) ? Shape(items) : "any"),
            "object" => ObjectShape(schema),
            null => Untyped(schema),
            _ => type,
        };
    }

    private JsonNode Untyped(YamlMappingNode schema) =>
        Map(schema, "properties") is null && Required(schema).Count == 0 ? "any" : ObjectShape(schema);

    private JsonObject ObjectShape(YamlMappingNode schema)
    {
        var members = new JsonObject();
        var required = Required(schema);
        foreach (var (name, value) in Map(schema, "properties")?.Children ?? new YamlMappingNode().Children)
        {
            var text = ((YamlScalarNode)name).Value!;
            members[Named(text, required.Remove(text))] = Shape(value);
        }

        foreach (var undescribed in required)
        {
            members[Named(undescribed, true)] = "any";
        }

        var rest = schema.Children.TryGetValue("additionalProperties", out var additional) ? additional : null;
        if (rest is YamlMappingNode { Children.Count: > 0 } map)
        {
            members["*"] = Shape(map);
        }
        else if (rest is YamlMappingNode or YamlScalarNode { Value: "true" } || (rest is null && members.Count == 0))
        {
            members["*"] = "any";
        }

        return members;
    }

    /// <summary>One object out of several; where a part is a choice, the choice is carried outwards.</summary>
    private JsonNode Merge(IReadOnlyList<YamlNode> parts)
    {
        if (parts is [var only])
        {
            return Shape(only);
        }

        IEnumerable<JsonObject> merged = [new JsonObject()];
        foreach (var alternatives in parts.Select(part => Objects(Shape(part)).ToList()))
        {
            merged = merged.SelectMany(_ => alternatives, Join).ToList();
        }

        return OneOf(merged);
    }

    private IEnumerable<JsonObject> Objects(JsonNode shape) => shape switch
    {
        JsonValue when IsAny(shape) => [[]],
        JsonValue value when value.GetValue<string>() is ['#', .. var name] => Objects(_schemas[name.TrimEnd('?')]),
        JsonObject { Count: 1 } choice when choice["$oneOf"] is JsonArray shapes => shapes.SelectMany(each => Objects(each!)),
        JsonObject { Count: 1 } optional when optional["$null"] is { } inner => Objects(inner),
        JsonObject plain => [plain],
        _ => throw new InvalidDataException($"allOf of something that is no object: {shape.ToJsonString()}"),
    };

    private static JsonObject Join(JsonObject left, JsonObject right)
    {
        var joined = (JsonObject)left.DeepClone();
        foreach (var (name, shape) in right)
        {
            var bare = name.TrimEnd('!');
            var known = joined[bare] ?? joined[$"{bare}!"];
            var required = name.EndsWith('!') || joined.ContainsKey($"{bare}!");
            joined.Remove(bare);
            joined.Remove($"{bare}!");
            joined[Named(bare, required)] = (IsAny(shape!) ? known ?? shape! : shape!).DeepClone();
        }

        return joined;
    }

    private static bool IsAny(JsonNode shape) => shape is JsonValue value && value.GetValue<string>() == "any";

    private static JsonNode OneOf(IEnumerable<JsonNode> shapes)
    {
        var distinct = shapes.DistinctBy(shape => shape.ToJsonString()).ToList();
        return distinct is [var only] ? only : new JsonObject { ["$oneOf"] = new JsonArray([.. distinct.Select(shape => shape.DeepClone())]) };
    }

    private static JsonNode OrNull(JsonNode shape, bool nullable) => shape switch
    {
        _ when !nullable => shape,
        JsonValue scalar when scalar.GetValue<string>() is var text => text.EndsWith('?') || text == "any" ? scalar : $"{text}?",
        JsonObject { Count: 1 } already when already.ContainsKey("$null") => already,
        _ => new JsonObject { ["$null"] = shape },
    };

    private string Reference(string reference)
    {
        var name = reference[(reference.LastIndexOf('/') + 1)..];
        if (!_schemas.ContainsKey(name) && _expanding.Add(name))
        {
            _schemas[name] = Shape(Target(reference));
            _expanding.Remove(name);
        }

        return $"#{name}";
    }

    private YamlMappingNode Resolve(YamlNode node)
    {
        var mapping = (YamlMappingNode)node;
        return Text(mapping, "$ref") is { } reference ? Resolve(Target(reference)) : mapping;
    }

    private YamlMappingNode Target(string reference) =>
        reference.Split('/').Skip(1).Aggregate(root, (node, key) => Map(node, key) ?? throw new InvalidDataException($"{reference} leads nowhere"));

    private static YamlMappingNode Copy(YamlMappingNode node, params string[] without) =>
        new(node.Children.Where(child => !without.Contains(((YamlScalarNode)child.Key).Value)));

    // `allOf: [ref, { nullable: true }]` is how these documents write an optional reference: the second part has no shape.
    private static bool IsInformative(YamlNode part) =>
        ((YamlMappingNode)part).Children.Keys.Any(key => ((YamlScalarNode)key).Value is not ("nullable" or "type" or "description" or "title"));

    private static bool IsNullLiteral(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "" or "~" };

    private static HashSet<string> Required(YamlMappingNode schema) => [.. List(schema, "required").OfType<YamlScalarNode>().Select(name => name.Value!)];

    private static string Named(string name, bool required) => required ? $"{name}!" : name;

    private static bool IsTrue(YamlMappingNode node, string key) => Text(node, key) == "true";

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;

    private static YamlMappingNode? Map(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value as YamlMappingNode : null;

    private static IEnumerable<YamlNode> List(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode list ? list.Children : [];
}
