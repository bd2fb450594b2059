using System.Text.Json;
using System.Text.Json.Nodes;

namespace Foyer.Server.Tests.Contract;

/// <summary>Holds one answer of the server against the contract: status, members, types, nullability, enums.</summary>
public static class ContractChecker
{
    /// <summary>What is wrong with an answer; empty when nothing is.</summary>
    /// <param name="contract">The API asked.</param>
    /// <param name="method">HTTP method, after any <c>_method</c> override.</param>
    /// <param name="path">Template or concrete path.</param>
    /// <param name="status">Status answered.</param>
    /// <param name="body">Body answered; empty or null when there was none.</param>
    /// <param name="isPage">Whether the caller asked for <c>paginated=true</c>: then a list comes as a page with its total (WIRE §12.2).</param>
    public static IReadOnlyList<string> Check(WireContract contract, string method, string path, int status, string? body, bool isPage = false)
    {
        // A path we add stands beside the contract's templates: /clients/handshake_payload is no /clients/{client_id}.
        var added = contract.Deviations.Operations.Any(operation => operation.Method == method && operation.Path == path);
        if (added || contract.Find(method, path) is not { } operation)
        {
            return CheckUnlisted(contract, method, path, status, body);
        }

        if (status == 304 && string.IsNullOrEmpty(body))
        {
            // The 200 the caller has already, by its ETag (RFC 9110 §15.4.5).
            return operation.Responses.ContainsKey(200) ? [] : [$"{operation.Id} answered 304 but never answers 200"];
        }

        if (!operation.Responses.TryGetValue(status, out var shape))
        {
            return IsAcceptedEverywhere(contract, status, body)
                ? CheckBody(contract, "ClerkErrors", "#ClerkErrors", body)
                : [$"{operation.Id} answered {status}, which the contract does not list ({string.Join(", ", operation.Responses.Keys)}): {body}"];
        }

        return shape is null ? [] : CheckBody(contract, $"{operation.Id} {status}", isPage && status == 200 && contract.IsList(shape) ? PageOf(shape) : shape, body);
    }

    private static JsonObject PageOf(JsonNode list) => new() { ["data!"] = list.DeepClone(), ["total_count!"] = "integer" };

    /// <summary>What is wrong with a value against a shape of the contract; for shapes met outside a response.</summary>
    public static IReadOnlyList<string> CheckShape(WireContract contract, string place, JsonNode shape, JsonElement value)
    {
        var walk = new Walk(contract);
        walk.Visit(shape, value, place, "$");
        return walk.Violations;
    }

    private static IReadOnlyList<string> CheckUnlisted(WireContract contract, string method, string path, int status, string? body)
    {
        var known = contract.Deviations.Operations.Any(operation =>
            operation.Method == method && new WireOperation("", "", method, operation.Path, new Dictionary<int, JsonNode?>()).Match(path) is not null);
        return (known, status) switch
        {
            (_, >= 400) => CheckBody(contract, "ClerkErrors", "#ClerkErrors", body),
            (true, _) => [],
            _ => [$"{method} {path} answered {status}, but the contract has no such operation"],
        };
    }

    private static bool IsAcceptedEverywhere(WireContract contract, int status, string? body) =>
        TryParse(body, out var json)
        && json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("errors", out var errors)
        && errors.ValueKind == JsonValueKind.Array
        && errors.EnumerateArray().All(error => contract.Deviations.Statuses.Any(deviation =>
            deviation.Status == status && error.TryGetProperty("code", out var code) && deviation.Codes.Contains(code.GetString()!)));

    private static IReadOnlyList<string> CheckBody(WireContract contract, string place, JsonNode shape, string? body) =>
        TryParse(body, out var json) ? CheckShape(contract, place, shape, json) : [$"{place}: the body is no JSON: {body}"];

    private static bool TryParse(string? body, out JsonElement json)
    {
        try
        {
            json = JsonDocument.Parse(body ?? "").RootElement;
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    /// <summary>One walk down shape and value together. A place is where in the contract, a path where in the value.</summary>
    private sealed class Walk(WireContract contract)
    {
        private readonly List<string> _violations = [];

        public IReadOnlyList<string> Violations => _violations;

        public void Visit(JsonNode shape, JsonElement value, string place, string path)
        {
            switch (shape)
            {
                case JsonValue scalar:
                    VisitNamed(scalar.GetValue<string>(), value, place, path);
                    break;
                case JsonArray items:
                    VisitItems(items[0]!, value, place, path);
                    break;
                case JsonObject { Count: 1 } optional when optional["$null"] is { } inner:
                    if (value.ValueKind != JsonValueKind.Null)
                    {
                        Visit(inner, value, place, path);
                    }

                    break;
                case JsonObject { Count: 1 } choice when choice["$oneOf"] is JsonArray shapes:
                    VisitChoice(shapes, value, place, path);
                    break;
                case JsonObject { Count: 1 } closed when closed["$enum"] is JsonArray names:
                    VisitEnum(names, value, place, path);
                    break;
                default:
                    VisitObject(shape.AsObject(), value, place, path);
                    break;
            }
        }

        private void VisitNamed(string name, JsonElement value, string place, string path)
        {
            var bare = name.TrimEnd('?');
            if (name.EndsWith('?') && value.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            if (bare is ['#', .. var schema])
            {
                Visit(contract.Schema(schema), value, schema, path);
                return;
            }

            var fits = bare switch
            {
                "any" => true,
                "string" => value.ValueKind == JsonValueKind.String,
                "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
                "number" => value.ValueKind == JsonValueKind.Number,
                _ => throw new InvalidDataException($"The contract has a shape the checker does not know: {name}"),
            };
            if (!fits)
            {
                Report(path, place, $"should be {name}, is {value.GetRawText()}");
            }
        }

        private void VisitItems(JsonNode item, JsonElement value, string place, string path)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                Report(path, place, $"should be a list, is {value.GetRawText()}");
                return;
            }

            var index = 0;
            foreach (var element in value.EnumerateArray())
            {
                Visit(item, element, $"{place}[]", $"{path}[{index++}]");
            }
        }

        private void VisitEnum(JsonArray names, JsonElement value, string place, string path)
        {
            if (value.ValueKind != JsonValueKind.String || !names.Any(name => (string)name! == value.GetString()))
            {
                Report(path, place, $"should be one of {names.ToJsonString()}, is {value.GetRawText()}");
            }
        }

        private void VisitChoice(JsonArray shapes, JsonElement value, string place, string path)
        {
            IReadOnlyList<string>? nearest = null;
            foreach (var shape in shapes)
            {
                var attempt = new Walk(contract);
                attempt.Visit(shape!, value, place, path);
                if (nearest is null || attempt.Violations.Count < nearest.Count)
                {
                    nearest = attempt.Violations;
                }
            }

            _violations.AddRange(nearest!);
        }

        private void VisitObject(JsonObject shape, JsonElement value, string place, string path)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                Report(path, place, $"should be an object, is {value.GetRawText()}");
                return;
            }

            var added = contract.Deviations.Under(place).ToDictionary(entry => entry.Name, entry => entry.Member);
            foreach (var (name, _) in shape)
            {
                if (name is [.. var required, '!'] && !value.TryGetProperty(required, out _) && !(added.TryGetValue(required, out var member) && member.Optional))
                {
                    Report(path, place, $"lacks {required}");
                }
            }

            foreach (var member in value.EnumerateObject())
            {
                var expected = added.GetValueOrDefault(member.Name)?.Shape ?? shape[member.Name] ?? shape[$"{member.Name}!"] ?? shape["*"];
                if (expected is null)
                {
                    Report($"{path}.{member.Name}", $"{place}.{member.Name}", $"is not in the contract (value {member.Value.GetRawText()})");
                    continue;
                }

                Visit(expected, member.Value, $"{place}.{member.Name}", $"{path}.{member.Name}");
            }
        }

        private void Report(string path, string place, string what) => _violations.Add($"{path} ({place}) {what}");
    }
}
