using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Foyer.Server.Totp;

namespace Foyer.Benchmarks.Load;

/// <summary>Runs the steps of a flow one after another, again and again, on connections of its own.</summary>
internal sealed partial class LoadFlow(int port, IReadOnlyList<LoadStep> steps) : IDisposable
{
    /// <summary>What every person of a benchmark has in their authenticator app.</summary>
    public static readonly byte[] TotpSecret = [.. "twenty bytes for all"u8];

    private readonly Dictionary<int, LoadConnection> _connections = [];

    /// <summary>Does it once.</summary>
    /// <param name="number">Which time this is, over all connections.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What was not as meant; null when all was.</returns>
    public async Task<string?> Run(int number, CancellationToken ct)
    {
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (LoadStep step in steps)
        {
            string path = Fill(step.Path, number, seen);
            string[] headers = [.. step.Headers.Select(header => Fill(header, number, seen))];
            string request = step.Form is { } form ? Http.PostForm(path, Fill(form, number, seen), headers) : Http.Get(path, headers);
            LoadConnection connection = await Connection(step.Port ?? port, ct);
            int status = await connection.Ask(Encoding.UTF8.GetBytes(request), ct);
            string answer = connection.Answer;
            if (status != step.Status || !answer.Contains(step.Expect, StringComparison.Ordinal))
            {
                return $"{path} answered {status} and not {step.Status} with '{step.Expect}': {connection.Body}";
            }

            foreach (LoadCapture capture in step.Captures)
            {
                seen[capture.Name] = Between(answer, capture) ?? throw new IOException($"{path} answered nothing between '{capture.After}' and '{capture.Until}': {answer}");
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (LoadConnection connection in _connections.Values)
        {
            connection.Dispose();
        }
    }

    private async Task<LoadConnection> Connection(int to, CancellationToken ct)
    {
        if (!_connections.TryGetValue(to, out LoadConnection? connection))
        {
            _connections[to] = connection = await LoadConnection.Open(to, ct);
        }

        return connection;
    }

    private static string Fill(string text, int number, Dictionary<string, string> seen) => Placeholder().Replace(text, match =>
    {
        int? modulus = match.Groups["modulus"] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;
        return match.Groups["name"].Value switch
        {
            "n" => (modulus is { } rest ? number % rest : number).ToString(CultureInfo.InvariantCulture),
            "totp" => Totp(number / modulus!.Value),
            { } name => seen[name],
        };
    });

    /// <summary>
    /// A code is good once, and only later ones after it: whoever comes again within a step uses the code of the next. The
    /// code of the step before is good too, but not when the step ends on the way.
    /// </summary>
    private static string Totp(int round) => TotpRules.CodeAt(TotpSecret, TotpRules.StepAt(TimeProvider.System.GetUtcNow()) + Math.Min(round, 1));

    private static string? Between(string text, LoadCapture capture)
    {
        int after = text.LastIndexOf(capture.After, StringComparison.Ordinal);
        int begin = after + capture.After.Length;
        int end = after < 0 ? -1 : text.IndexOf(capture.Until, begin, StringComparison.Ordinal);
        // JSON may write an ampersand as its number.
        return end < 0 ? null : text[begin..end].Replace("\\u0026", "&", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{(?<name>\w+)(%(?<modulus>\d+))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
