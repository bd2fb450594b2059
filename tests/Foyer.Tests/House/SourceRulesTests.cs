using System.Text.RegularExpressions;

namespace Foyer.Tests.House;

/// <summary>Rules about the text of the repository that no compiler holds.</summary>
public sealed partial class SourceRulesTests
{
    [Fact]
    public void Secrets_are_compared_in_constant_time()
    {
        var lines = Repository.Sources.SelectMany(file => Repository.Read(file).Split('\n').Select((line, i) => (Text: line.Trim(), Place: $"{file}:{i + 1}"))).ToList();
        Assert.True(lines.Count > 1000, "The sources were not found.");
        Assert.Contains(lines, line => line.Text.Contains("CryptographicOperations.FixedTimeEquals", StringComparison.Ordinal));
        var findings = lines.Where(line => ComparesSecret(line.Text)).Select(line => $"{line.Place}: {line.Text}").ToList();
        Assert.True(findings.Count == 0, $"Use CryptographicOperations.FixedTimeEquals, or end the line with \"// public: why\":\n{string.Join('\n', findings)}");
    }

    [Theory]
    [InlineData("if (given.Digest == stored.Digest)")]
    [InlineData("return signature.SequenceEqual(expected);")]
    [InlineData("if (!string.Equals(clientSecret, row.Secret, StringComparison.Ordinal))")]
    [InlineData("if (ticket.Equals(other))")]
    [InlineData("while (hash != expectedHash)")]
    public void A_comparison_that_leaks_time_is_seen(string line) => Assert.True(ComparesSecret(line));

    [Theory]
    [InlineData("if (token == null)")]
    [InlineData("if (signature.Length != 256)")]
    [InlineData("if (CryptographicOperations.FixedTimeEquals(digest, expected))")]
    [InlineData("// a digest == a hash")]
    [InlineData("if (row.Secret == \"\")")]
    [InlineData("if (ticket.Equals(other)) // public: it is shown in the URL")]
    public void A_comparison_that_tells_nothing_is_left_alone(string line) => Assert.False(ComparesSecret(line));

    [Fact]
    public void The_repository_names_no_machine_and_no_registry()
    {
        var texts = Repository.Files.Where(file => !IsLeftOut(file)).ToList();
        Assert.Contains("Foyer.slnx", texts);
        var findings = texts.SelectMany(file => Repository.Read(file).Split('\n').Select((line, i) => (line, place: $"{file}:{i + 1}")))
            .Where(entry => NamesMachine().IsMatch(entry.line))
            .Select(entry => $"{entry.place}: {entry.line.Trim()}")
            .ToList();
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Theory]
    [InlineData("/home/somebody/foyer")]
    [InlineData("C:\\Users\\somebody")]
    [InlineData("\"resolved\": \"https://registry.example/a.tgz\"")]
    [InlineData("registry=http://mirror.local/npm/")]
    [InlineData("<add key=\"feed\" value=\"http://mirror.local/v3/index.json\" />")]
    public void A_machine_or_a_registry_is_seen(string line) => Assert.Matches(NamesMachine(), line);

    [Fact]
    public void Every_text_ends_its_lines_the_same_way()
    {
        var texts = Repository.Files.Where(file => !IsLeftOut(file)).ToList();
        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts, file => Repository.Read(file).Contains('\r'));
    }

    private static bool ComparesSecret(string line) =>
        !line.StartsWith("//", StringComparison.Ordinal)
        && !line.Contains("// public: ", StringComparison.Ordinal)
        && !line.Contains("FixedTimeEquals", StringComparison.Ordinal)
        && (ByOperator().IsMatch(line) || ByCall().IsMatch(line));

    // This file shows what must not be found.
    private static bool IsLeftOut(string file) => Path.GetExtension(file) is ".png" or ".ico" or ".woff2" or ".so" or ".db" || Path.GetFileName(file) == "SourceRulesTests.cs";

    // A name that ends in a secret's word on either side of an operator; null, "" and constants are no secrets.
    [GeneratedRegex(@"\b(\w+\.)*\w*(secret|digest|signature|hash|mac|ticket|csrf|password)\s*(==|!=)(?!\s*(null\b|""""|default\b|\d))|(==|!=)\s*(\w+\.)*\w*(secret|digest|signature|hash|mac|ticket|csrf|password)\b(?!\.)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ByOperator();

    [GeneratedRegex(@"(secret|digest|signature|hash|mac|ticket|csrf|password)\w*(\.AsSpan\(\)|\.Span)?\.(SequenceEqual|Equals)\(|(SequenceEqual|\bEquals)\([^)]*(secret|digest|signature|hash|mac|ticket|csrf|password)\b(?!\.Length)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ByCall();

    [GeneratedRegex(@"/home/\w+/|/root/|[A-Z]:\\Users\\|""resolved"": ""|^registry\s*=|/v3/index\.json", RegexOptions.ExplicitCapture)]
    private static partial Regex NamesMachine();
}
