using System.Collections.Frozen;
using System.Text;
using Foyer.Server.Outbound;
using Microsoft.Extensions.Logging;
using Foyer.Server.Passwords.Imports;

namespace Foyer.Server.Passwords;

/// <summary>
/// Passwords that became known: the most usual ones, always; a filter file, when the operator supplies one; and a range
/// service, when one is configured, which learns five hex digits of a SHA-1 and nothing else.
/// </summary>
internal sealed partial class BreachedPasswords : IDisposable
{
    /// <summary>How long the range service may take. A sign-in must not hang on somebody else's server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly Lazy<FrozenSet<string>> MostUsual = new(() =>
    {
        using StreamReader list = new(typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceStream("zxcvbn-core.Dictionaries.passwords.lst")!);
        return list.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    });

    private readonly BreachedPasswordFilter? _filter;
    private readonly Uri? _rangeService;
    private readonly OutboundHttp _http;
    private readonly ILogger<BreachedPasswords> _log;

    public BreachedPasswords(FoyerServerOptions options, OutboundHttp http, ILogger<BreachedPasswords> log)
    {
        _filter = options.BreachedPasswordsFile is { } file ? BreachedPasswordFilter.Open(file) : null;
        _rangeService = options.BreachedPasswordsService;
        _http = http;
        _log = log;
    }

    public async Task<bool> Contains(Secret password, CancellationToken ct)
    {
        if (MostUsual.Value.Contains(password.Reveal()))
        {
            return true;
        }

        if (_filter is null && _rangeService is null)
        {
            return false;
        }

        byte[] hash = new byte[WeakDigests.Sha1Length];
        WeakDigests.Sha1(Encoding.UTF8.GetBytes(password.Reveal()), hash);
        return _filter?.Contains(hash) == true || (_rangeService is not null && await Ask(_rangeService, Convert.ToHexString(hash), ct));
    }

    public void Dispose() => _filter?.Dispose();

    private async Task<bool> Ask(Uri service, string hash, CancellationToken ct)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(service.AbsoluteUri.TrimEnd('/') + "/" + hash[..5]));
        // Answers of one length tell an onlooker nothing of the range asked for.
        request.Headers.Add("Add-Padding", "true");
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            if ((await _http.Send(request, deadline.Token)).IsFault(out _, out OutboundAnswer answer) || answer.Status != 200)
            {
                Unanswered(_log);
                return false;
            }

            return answer.Text.Split('\n').Any(line =>
                line.Split(':') is [var rest, var count] && Secrets.Same(rest.Trim().ToUpperInvariant(), hash[5..]) && count.Trim().TrimStart('0').Length > 0);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Unanswered(_log);
            return false;
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "The service of breached passwords did not answer in time; the password was let through")]
    private static partial void Unanswered(ILogger log);
}
