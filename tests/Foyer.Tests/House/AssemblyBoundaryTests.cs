using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Foyer.Tests.House;

/// <summary>Which shipped assembly may know which (DESIGN §3).</summary>
public sealed class AssemblyBoundaryTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Foyer.Contracts"] = [],
        ["Foyer.Backend"] = ["Foyer.Contracts"],
        ["Foyer.Frontend"] = ["Foyer.Contracts"],
        ["Foyer.Components"] = ["Foyer.Contracts", "Foyer.Frontend"],
        ["Foyer.AspNetCore"] = ["Foyer.Contracts", "Foyer.Backend"],
        ["Foyer.Server"] = ["Foyer.Contracts", "Foyer.Backend", "Foyer.Frontend", "Foyer.Components"],
    };

    public static TheoryData<string> Assemblies => [.. Arrows.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_knows_only_what_its_arrows_allow(string assembly)
    {
        var references = References(assembly);
        Assert.NotEmpty(references);
        Assert.Empty(references.Where(name => name.StartsWith("Foyer.", StringComparison.Ordinal)).Except(Arrows[assembly]));
    }

    [Fact]
    public void The_contracts_need_nothing_but_the_runtime()
    {
        var references = References("Foyer.Contracts");
        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.StartsWith("System.", name));
    }

    [Theory]
    [InlineData("Foyer.Frontend")]
    [InlineData("Foyer.Components")]
    public void A_secret_key_is_out_of_reach_of_what_runs_in_browsers(string assembly)
    {
        var reached = new HashSet<string>();
        Reach(assembly, reached);
        Assert.Contains("Foyer.Contracts", reached);
        Assert.DoesNotContain("Foyer.Backend", reached);
        Assert.DoesNotContain("Foyer.AspNetCore", reached);
        Assert.DoesNotContain("Foyer.Server", reached);
    }

    [Fact]
    public void Every_shipped_project_has_its_arrows_here()
    {
        var projects = Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToList();
        Assert.NotEmpty(projects);

        // What stands on top of the server may know all of it.
        Assert.Empty(projects.Except(Arrows.Keys).Except(["Foyer.Testing", "Foyer.Cli"]));
    }

    private static void Reach(string assembly, HashSet<string> reached)
    {
        foreach (var name in References(assembly).Where(name => name.StartsWith("Foyer.", StringComparison.Ordinal)).Where(reached.Add))
        {
            Reach(name, reached);
        }
    }

    // Read from the file: loading it would only show what was used so far.
    private static IReadOnlyList<string> References(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
