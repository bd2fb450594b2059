using System.Text.Json.Nodes;
using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Contract;

/// <summary>Case 267: what an answer shows cannot be posted, unless the contract says so. Made from the contract and the routes themselves.</summary>
public sealed class OverPostingTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task No_operation_of_the_backend_takes_a_member_only_answers_have(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        string user = await backend.CreateUser("ada@example.com");
        string before = (await backend.Get("/users/" + user)).Json!.ToJsonString();
        int named = 0;
        foreach ((Route route, string member) in Members(isBackend: true))
        {
            string path = route is { Method: "PATCH", Path: "/v1/users/{user_id}" } ? "/v1/users/" + user : route.With("x");
            Answer answer = await calls.Send(new HttpMethod(route.Method), path, new JsonObject { [member] = "x" }.ToJsonString());
            Assert.True(answer.Status >= 400, $"{route.Method} {route.Path} took {member}: {answer.Status} {answer.Json?.ToJsonString()}");
            named += answer.Code == "form_param_unknown" && answer.Param == member ? 1 : 0;
        }

        Assert.True(named > 150, $"Only {named} members were named as unknown: the routes or the contract were not found.");
        Assert.Equal(before, (await backend.Get("/users/" + user)).Json!.ToJsonString());
    }

    /// <summary>Browsers may send what nobody knows; it is never read.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Nothing_of_oneself_changes_by_a_member_only_answers_have(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        JsonObject before = (await visitor.Get("/me")).Response.AsObject();
        // What people may write of themselves the SDKs send here too, beside the operation the contract has for it (WIRE §9).
        string[] members = [.. Members(isBackend: false).Where(item => item.Route is { Method: "PATCH", Path: "/v1/me" }).Select(item => item.Member).Where(member => member != "unsafe_metadata")];
        Assert.Contains("public_metadata", members);
        foreach (string member in members)
        {
            Answer answer = await visitor.Tunnel("PATCH", "/me", (member, member.EndsWith("metadata", StringComparison.Ordinal) ? """{"role":"admin"}""" : "true"));
            Assert.True(answer.Status < 500, $"{member}: {answer.Status}");
        }

        JsonObject after = (await visitor.Get("/me")).Response.AsObject();
        foreach (JsonObject user in new[] { before, after })
        {
            user.Remove("updated_at");
        }

        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    /// <summary>Every operation that changes something, with each member of its answer that is no parameter of it.</summary>
    private static IEnumerable<(Route Route, string Member)> Members(bool isBackend)
    {
        JsonNode document = JsonNode.Parse(File.ReadAllText(Path.Combine(WireContract.Folder(), isBackend ? "backend.contract.json" : "frontend.contract.json")))!;
        WireContract contract = isBackend ? WireContract.Backend : WireContract.Frontend;
        foreach (Route route in Route.All.Where(route => route.IsBackend == isBackend && route.Method is "POST" or "PATCH" or "PUT"))
        {
            if (contract.Find(route.Method, route.Path) is not { } operation || document["operations"]!.AsArray().FirstOrDefault(node => (string?)node!["id"] == operation.Id) is not { } stated)
            {
                continue;
            }

            string[] taken = [.. stated["parameters"]!.AsArray().Select(name => name!.GetValue<string>().TrimEnd('!'))];
            // A body is not looked at where none is expected.
            if (taken.Length == 0)
            {
                continue;
            }

            foreach (string member in Shown(contract, operation.Responses.GetValueOrDefault(200), isBackend).Except(taken).Order(StringComparer.Ordinal))
            {
                yield return (route, member);
            }
        }
    }

    private static IEnumerable<string> Shown(WireContract contract, JsonNode? shape, bool isBackend)
    {
        if (shape is JsonObject { Count: 1 } optional && optional["$null"] is { } inner)
        {
            return Shown(contract, inner, isBackend);
        }

        if (shape is JsonValue name)
        {
            return name.GetValue<string>().TrimEnd('?') is ['#', .. var schema] ? Shown(contract, contract.Schema(schema), isBackend) : [];
        }

        if (shape is not JsonObject members)
        {
            return [];
        }

        // What browsers get is wrapped, with the client beside it.
        return !isBackend && members["response!"] is { } response ? Shown(contract, response, isBackend) : members.Select(member => member.Key.TrimEnd('!')).Where(member => !member.StartsWith('$') && member != "*");
    }
}
