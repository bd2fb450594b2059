using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;

namespace Foyer.Server.Tests.Contract;

/// <summary>Holds the names of the wire types against the contract before any server answers with them.</summary>
public sealed class WireTypesTests
{
    public static TheoryData<Type, string, string> Types => new()
    {
        { typeof(ErrorBody), "frontend", "ClerkErrors" },
        { typeof(EnvironmentResource), "frontend", "Client.Environment" },
        { typeof(ClientResource), "frontend", "Client.Client" },
        { typeof(SessionResource), "frontend", "Client.Session" },
        { typeof(SignInResource), "frontend", "Client.SignIn" },
        { typeof(SignUpResource), "frontend", "Client.SignUp" },
        { typeof(UserResource), "frontend", "Client.User" },
        { typeof(TokenResource), "frontend", "Token" },
        { typeof(JwksResource), "frontend", "JWKS" },
        { typeof(UserResource), "backend", "User" },
        { typeof(BackendSession), "backend", "Session" },
        { typeof(BackendClient), "backend", "Client" },
        { typeof(DeletedObject), "backend", "DeletedObject" },
        { typeof(TotalCount), "backend", "TotalCount" },
        { typeof(TestingToken), "backend", "TestingToken" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void A_wire_type_has_every_required_member_of_its_schema_and_none_besides(Type type, string api, string schema)
    {
        var contract = api == "frontend" ? WireContract.Frontend : WireContract.Backend;
        var findings = new List<string>();
        Compare(contract, type, schema, contract.Schema(schema), findings, []);
        Assert.True(findings.Count == 0, string.Join("\n", findings));
    }

    private static void Compare(WireContract contract, Type type, string place, JsonNode shape, List<string> findings, HashSet<(Type, string)> seen)
    {
        var alternatives = Resolve(contract, shape, ref place).ToList();
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (alternatives is [JsonArray items])
        {
            var element = type.GetInterfaces().Append(type).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>));
            if (element is not null)
            {
                Compare(contract, element.GetGenericArguments()[0], $"{place}[]", items[0]!, findings, seen);
            }

            return;
        }

        var objects = alternatives.OfType<JsonObject>().Where(each => !each.ContainsKey("$enum")).ToList();
        if (objects.Count == 0 || !seen.Add((type, place)) || WireJson.Default.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object } info)
        {
            return;
        }

        var added = contract.Deviations.Under(place).ToDictionary(entry => entry.Name, entry => entry.Member);
        foreach (var property in info.Properties)
        {
            var member = added.GetValueOrDefault(property.Name)?.Shape
                ?? objects.Select(each => each[property.Name] ?? each[$"{property.Name}!"] ?? each["*"]).FirstOrDefault(found => found is not null);
            if (member is null)
            {
                // What is only written when it is set is a matter of the operation: tests over HTTP see it.
                if (IsAlwaysWritten(type, property.Name))
                {
                    findings.Add($"{type.Name}.{property.Name} is not in the contract at {place}");
                }
            }
            else
            {
                Compare(contract, property.PropertyType, $"{place}.{property.Name}", member, findings, seen);
            }
        }

        var names = info.Properties.Select(property => property.Name).ToHashSet();
        findings.AddRange(objects.Select(each => each.Select(member => member.Key).Where(name => name.EndsWith('!')).Select(name => name.TrimEnd('!')))
            .Aggregate((left, right) => left.Intersect(right))
            .Where(name => !names.Contains(name) && added.GetValueOrDefault(name)?.Optional != true)
            .Select(name => $"{type.Name} lacks {name}, required at {place}"));
    }

    private static bool IsAlwaysWritten(Type type, string name) => !type.GetProperties().Any(property =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name) == name
        && property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.Always);

    private static IEnumerable<JsonNode> Resolve(WireContract contract, JsonNode shape, ref string place)
    {
        while (true)
        {
            if (shape is JsonValue value && value.GetValue<string>() is ['#', .. var name])
            {
                place = name.TrimEnd('?');
                shape = contract.Schema(place);
            }
            else if (shape is JsonObject { Count: 1 } optional && optional["$null"] is { } inner)
            {
                shape = inner;
            }
            else if (shape is JsonObject { Count: 1 } choice && choice["$oneOf"] is JsonArray shapes)
            {
                var flat = new List<JsonNode>();
                foreach (var each in shapes)
                {
                    var ignored = place;
                    flat.AddRange(Resolve(contract, each!, ref ignored));
                }

                return flat;
            }
            else
            {
                return [shape];
            }
        }
    }
}
