using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.Contract;

/// <summary>A member this server answers otherwise than the contract says.</summary>
/// <param name="At">The place: a named schema and the way down from it, for example <c>Client.SignUp.has_password</c>.</param>
/// <param name="Shape">The shape it has here, in the notation of <c>api/contract.cs</c>.</param>
/// <param name="Optional">Whether it may be absent although the contract requires it.</param>
/// <param name="Reason">Why.</param>
public sealed record MemberDeviation(string At, JsonNode? Shape, bool Optional, string Reason);

/// <summary>A status any operation may answer, with these error codes only.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Codes">Error codes that make it acceptable.</param>
/// <param name="Reason">Why.</param>
public sealed record StatusDeviation(int Status, IReadOnlyList<string> Codes, string Reason);

/// <summary>An operation the SDKs call although the contract does not have it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path with placeholders.</param>
/// <param name="Reason">Why.</param>
public sealed record OperationDeviation(string Method, string Path, string Reason);

/// <summary>The reviewed list <c>api/deviations.json</c>, as far as it concerns one API.</summary>
/// <param name="Members">Members, by place.</param>
/// <param name="Statuses">Statuses beyond those of an operation.</param>
/// <param name="Operations">Operations beyond the contract.</param>
public sealed record Deviations(
    IReadOnlyDictionary<string, MemberDeviation> Members,
    IReadOnlyList<StatusDeviation> Statuses,
    IReadOnlyList<OperationDeviation> Operations)
{
    /// <summary>Reads the list; an entry without a reason is refused.</summary>
    public static Deviations Load(string api)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(WireContract.Folder(), "deviations.json")))!;
        var members = Of(document, "members", api)
            .SelectMany(node => Places(node).Select(at => new MemberDeviation(at, node["shape"], (bool?)node["optional"] ?? false, Reason(node))));
        return new Deviations(
            members.ToDictionary(member => member.At),
            [.. Of(document, "statuses", api).Select(node => new StatusDeviation(
                (int)node["status"]!, [.. node["codes"]!.AsArray().Select(code => (string)code!)], Reason(node)))],
            [.. Of(document, "operations", api).Select(node => new OperationDeviation((string)node["method"]!, (string)node["path"]!, Reason(node)))]);
    }

    /// <summary>Members added at a place, by name.</summary>
    public IEnumerable<(string Name, MemberDeviation Member)> Under(string place) => Members.Values
        .Where(member => member.At.Length > place.Length + 1
            && member.At.StartsWith(place, StringComparison.Ordinal)
            && member.At[place.Length] == '.'
            && member.At.IndexOf('.', place.Length + 1) < 0)
        .Select(member => (member.At[(place.Length + 1)..], member));

    private static IEnumerable<JsonNode> Of(JsonNode document, string kind, string api) =>
        document[kind]!.AsArray().Where(node => (string?)node!["api"] is null || (string?)node["api"] == api).Select(node => node!);

    private static IEnumerable<string> Places(JsonNode node) =>
        node["at"] is JsonArray places ? places.Select(place => (string)place!) : [(string)node["at"]!];

    private static string Reason(JsonNode node) =>
        (string?)node["reason"] is { Length: > 10 } reason ? reason : throw new InvalidDataException($"A deviation needs its reason: {node.ToJsonString()}");
}
