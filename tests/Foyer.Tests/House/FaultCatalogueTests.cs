using System.Reflection;
using System.Text;
using Foyer.Contracts;
using Foyer.Server;

namespace Foyer.Tests.House;

/// <summary>Everything the server can refuse, and its page in the documentation.</summary>
public sealed class FaultCatalogueTests
{
    private static readonly IReadOnlyList<Fault> Faults =
    [
        .. typeof(Fault).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Faults", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Fault))
            .Select(field => (Fault)field.GetValue(null)!)
            .OrderBy(fault => fault.Code, StringComparer.Ordinal)
            .ThenBy(fault => fault.Status),
    ];

    [Fact]
    public void The_documentation_lists_every_fault()
    {
        Assert.True(Faults.Count > 20, "The server's faults were not found.");
        var text = new StringBuilder("# Errors\n\n")
            .Append("Every expected failure of both APIs. The code is stable; the words may change.\n")
            .Append("Generated from the server's fault catalogue; accept a change with `FOYER_ACCEPT=1 ./test unit`.\n\n")
            .Append("| code | status | what it says |\n|---|---|---|\n");
        foreach (var group in Faults.GroupBy(fault => fault.Code))
        {
            var statuses = string.Join(", ", group.Select(fault => fault.Status).Distinct());
            var sentences = string.Join("<br>", group.Select(fault => fault.LongMessage).Distinct());
            text.Append($"| `{group.Key}` | {statuses} | {sentences} |\n");
        }

        Repository.Approve("docs/errors.md", text.ToString());
    }

    [Fact]
    public void A_fault_has_a_code_for_programs_and_a_sentence_for_people() => Assert.All(Faults, fault =>
    {
        Assert.Matches("^[a-z][a-z0-9_]+$", fault.Code);
        Assert.InRange(fault.Status, 400, 503);
        Assert.False(string.IsNullOrWhiteSpace(fault.Message), fault.Code);
        Assert.Matches(@"^[A-Z].*[.?]$", fault.LongMessage);
    });

    [Fact]
    public void The_codes_clients_branch_on_are_codes_the_server_has()
    {
        var codes = typeof(ErrorCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetValue(null)!).ToList();
        Assert.NotEmpty(codes);

        // A client that cannot reach the server at all reports so itself.
        Assert.Empty(codes.Except(Faults.Select(fault => fault.Code)).Except(["unexpected_error"]));
    }
}
