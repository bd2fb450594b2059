using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.Contract;

/// <summary>One operation of the protocol: which statuses it may answer and with what shape.</summary>
/// <param name="Api">Which API it belongs to.</param>
/// <param name="Id">Its name in the contract.</param>
/// <param name="Method">HTTP method, upper case.</param>
/// <param name="Path">Path with <c>{placeholders}</c>.</param>
/// <param name="Responses">Shape of the JSON body by status; null where the contract describes none.</param>
public sealed record WireOperation(string Api, string Id, string Method, string Path, IReadOnlyDictionary<int, JsonNode?> Responses)
{
    private readonly string[] _segments = Path.Split('/');

    /// <summary>How many segments of <paramref name="path"/> are met literally; null when it is another path.</summary>
    public int? Match(string path)
    {
        var segments = path.Split('/');
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        var literal = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            if (_segments[i] == segments[i])
            {
                literal++;
            }
            else if (!_segments[i].Contains('{', StringComparison.Ordinal) || segments[i].Length == 0)
            {
                return null;
            }
        }

        return literal;
    }
}

/// <summary>An API of the protocol as <c>api/*.contract.json</c> states it, with the reviewed deviations laid over it.</summary>
public sealed class WireContract
{
    private static readonly Lazy<WireContract> LazyFrontend = new(() => Load("frontend"));
    private static readonly Lazy<WireContract> LazyBackend = new(() => Load("backend"));

    private readonly JsonObject _schemas;

    private WireContract(string api, IReadOnlyList<WireOperation> operations, JsonObject schemas, Deviations deviations)
    {
        Api = api;
        Operations = operations;
        Deviations = deviations;
        _schemas = schemas;
    }

    /// <summary>The API browsers call.</summary>
    public static WireContract Frontend => LazyFrontend.Value;

    /// <summary>The API servers call with a secret key.</summary>
    public static WireContract Backend => LazyBackend.Value;

    /// <summary><c>frontend</c> or <c>backend</c>.</summary>
    public string Api { get; }

    /// <summary>Every operation, in the order of the contract.</summary>
    public IReadOnlyList<WireOperation> Operations { get; }

    /// <summary>Where this server knowingly answers otherwise.</summary>
    public Deviations Deviations { get; }

    /// <summary>The operation asked, by a template of the contract or a concrete path; null when the contract has none.</summary>
    public WireOperation? Find(string method, string path) => Operations
        .Where(operation => operation.Method == method)
        .Select(operation => (operation, literal: operation.Match(path)))
        .Where(match => match.literal is not null)
        .OrderByDescending(match => match.literal)
        .Select(match => match.operation)
        .FirstOrDefault();

    /// <summary>The shape of a named schema.</summary>
    public JsonNode Schema(string name) => _schemas[name] ?? throw new KeyNotFoundException($"The {Api} contract has no schema {name}.");

    /// <summary>Whether the contract names such a schema.</summary>
    public bool HasSchema(string name) => _schemas.ContainsKey(name);

    /// <summary>Whether a shape, named or not, is a list.</summary>
    public bool IsList(JsonNode shape) => shape is JsonArray || (shape is JsonValue named && named.GetValue<string>() is ['#', .. var schema] && IsList(Schema(schema)));

    /// <summary>The folder <c>api/</c> of the repository these tests were built from.</summary>
    internal static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "api"));

    private static WireContract Load(string api)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), $"{api}.contract.json")))!;
        var operations = document["operations"]!.AsArray().Select(node => new WireOperation(
            api,
            (string)node!["id"]!,
            (string)node["method"]!,
            (string)node["path"]!,
            node["responses"]!.AsObject().Where(response => response.Key != "default")
                .ToDictionary(response => int.Parse(response.Key), response => response.Value))).ToList();
        return new WireContract(api, operations, document["schemas"]!.AsObject(), Deviations.Load(api));
    }
}
