using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Foyer.Server.Instances;

namespace Foyer.Tests.House;

/// <summary>What the documentation shows is in the repository: code, settings, tests and pages.</summary>
public sealed partial class DocsTests
{
    private static IEnumerable<string> Pages => Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void CSharp_on_a_page_stands_in_the_file_it_names()
    {
        var blocks = Pages.SelectMany(page => CSharpBlock().Matches(Repository.Read(page)).Select(block => (Page: page, File: block.Groups["file"].Value, Code: block.Groups["code"].Value))).ToList();
        Assert.True(blocks.Count > 5, "The documentation was not found.");
        Assert.DoesNotContain(blocks, block => block.File.Length == 0);
        var strange = blocks.SelectMany(block => Pieces(block.Code).Where(piece => !Unindented(Repository.Read(block.File)).Contains(piece, StringComparison.Ordinal)).Select(piece => $"{block.Page} shows what {block.File} lacks:\n{piece}"));
        Assert.Empty(strange);
    }

    [Fact]
    public void A_link_between_pages_leads_somewhere()
    {
        var links = Pages.SelectMany(page => Link().Matches(Repository.Read(page)).Select(link => (Page: page, Target: link.Groups["target"].Value))).ToList();
        Assert.True(links.Count > 20, "The documentation was not found.");
        Assert.DoesNotContain(links, link => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(link.Page)!, link.Target)));
    }

    [Fact]
    public void Every_setting_that_can_be_changed_is_explained()
    {
        var source = Repository.Read("src/Foyer.Server/Instances/SettingsDocument.cs");
        var settings = Quoted().Matches(Between(source, "Built =", "];")).Select(setting => setting.Groups["text"].Value).ToList();
        Assert.True(settings.Count > 40, "The list of settings was not found.");
        var page = Repository.Read("docs/guide/settings.md");
        Assert.DoesNotContain(settings, setting => !page.Contains($"`{setting}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_shown_on_a_page_are_taken()
    {
        var blocks = Pages.SelectMany(page => JsonBlock().Matches(Repository.Read(page)).Select(block => (Page: page, Settings: JsonNode.Parse(block.Groups["json"].Value) as JsonObject)))
            .Where(block => block.Settings?.Any(member => member.Key is "messages" or "user_settings" or "session_token" or "auth_config" or "display_config") == true).ToList();
        Assert.True(blocks.Count >= 5, "The samples of settings were not found.");
        foreach (var (page, settings) in blocks)
        {
            var problem = Record.Exception(() => SettingsDocument.Apply(settings, isDevelopment: false));
            Assert.True(problem is null, $"{page}: {problem?.Message}");
        }
    }

    [Fact]
    public void A_test_named_as_a_proof_exists()
    {
        var proofs = Proof().Matches(Repository.Read("docs/security.md")).Select(proof => (Class: proof.Groups["class"].Value, Test: proof.Groups["test"].Value)).Distinct().ToList();
        Assert.True(proofs.Count > 20, "The table of attacks was not found.");
        var tests = Repository.Files.Where(file => file.StartsWith("tests/", StringComparison.Ordinal)).ToLookup(Path.GetFileNameWithoutExtension);
        Assert.DoesNotContain(proofs, proof => !tests[proof.Class].Any(file => Repository.Read(file).Contains($" {proof.Test}(", StringComparison.Ordinal)));
    }

    /// <summary>What stands between the lines that say something was left out.</summary>
    private static IEnumerable<string> Pieces(string code) => Unindented(code).Split("// …\n", StringSplitOptions.RemoveEmptyEntries);

    private static string Unindented(string text) => string.Concat(text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => line + "\n"));

    private static string Between(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^```csharp\n(// (?<file>\S+/\S+)\n)?(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"^```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"\]\((?![a-z]+:|#)(?<target>[^)#]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("\"(?<text>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Proof();
}
