using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Outbound;

/// <summary>
/// The one way from this server to an address somebody else chose. Names are resolved here and the connection goes to
/// the address that was checked, so a name cannot mean one thing to the check and another to the connection. No
/// redirects, no proxy, no cookies; a bound on time and on size.
/// </summary>
internal sealed partial class OutboundHttp : IDisposable
{
    /// <summary>Bytes read of an answer at most.</summary>
    public const int MaxBody = 1024 * 1024;

    private readonly FoyerServerOptions _options;
    private readonly ILogger<OutboundHttp> _log;
    private readonly HttpClient _http;

    public OutboundHttp(FoyerServerOptions options, ILogger<OutboundHttp> log)
    {
        _options = options;
        _log = log;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = Connect,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 64,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Foyer/0.1");
    }

    /// <summary>Sends a request and reads the answer whole.</summary>
    /// <returns>The answer, whatever its status; a fault that tells nothing of the network when there is none.</returns>
    public async Task<Outcome<OutboundAnswer>> Send(HttpRequestMessage request, CancellationToken ct)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } url || !MayCall(url))
        {
            Refused(_log, request.RequestUri?.Host ?? "");
            return OutboundFaults.Failed;
        }

        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(_options.OutboundTimeout);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (await Read(response, deadline.Token) is not { } body)
            {
                return Fail(url, "the answer is too large");
            }

            return new OutboundAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body) { RetryAfter = response.Headers.RetryAfter };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return Fail(url, failure is OperationCanceledException ? "no answer in time" : failure.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private Fault Fail(Uri url, string problem)
    {
        Failed(_log, url.Host, problem);
        return OutboundFaults.Failed;
    }

    /// <summary>https on the ports allowed; or anything of this machine, where that was asked for.</summary>
    private bool MayCall(Uri url) =>
        Origins.IsWeb(url) && ((url.Scheme == Uri.UriSchemeHttps && _options.OutboundPorts.Contains(url.Port)) || IsOwnMachine(url.Host));

    private bool IsOwnMachine(string host) => _options.AllowLocalCalls && Origins.IsLoopbackHost(host);

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        DnsEndPoint asked = context.DnsEndPoint;
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(asked.Host, ct);
        bool isOwnMachine = IsOwnMachine(asked.Host);
        // One address inside is one too many: which of them is used is not ours to choose.
        if (addresses.Length == 0 || !addresses.All(address => AddressRules.IsPublic(address) || (isOwnMachine && AddressRules.IsLoopback(address))))
        {
            throw new HttpRequestException("the name leads to an address that is not public");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, asked.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<byte[]?> Read(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > MaxBody)
        {
            return null;
        }

        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        using MemoryStream body = new();
        byte[] chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, ct)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    [LoggerMessage(1401, LogLevel.Warning, "A call to {Host} was refused: neither https on an allowed port nor this machine with local calls allowed")]
    private static partial void Refused(ILogger log, string host);

    [LoggerMessage(1402, LogLevel.Warning, "A call to {Host} failed: {Problem}")]
    private static partial void Failed(ILogger log, string host, string problem);
}

/// <summary>What came back from outside.</summary>
/// <param name="Status">HTTP status; a redirect is a status like any other.</param>
/// <param name="MediaType">For example <c>application/json</c>; null when it does not say.</param>
/// <param name="Body">All of it, at most a megabyte.</param>
internal sealed record OutboundAnswer(int Status, string? MediaType, ReadOnlyMemory<byte> Body)
{
    /// <summary>When to ask again, as the other side wishes; null when it does not say.</summary>
    public RetryConditionHeaderValue? RetryAfter { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body.Span);
}

internal static class OutboundFaults
{
    /// <summary>One for all reasons: what lies behind an address is nobody's business.</summary>
    public static readonly Fault Failed = new(502, "outbound_call_failed", "No answer from the other side", "Another service this server depends on did not answer as it should. Try again later.");
}
