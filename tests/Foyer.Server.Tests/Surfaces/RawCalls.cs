using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Foyer.Server.Tests.Contract;

namespace Foyer.Server.Tests.Surfaces;

/// <summary>
/// Requests outside the protocol. Every answer is held against what both APIs promise of a refusal: never a 5xx, the one
/// error shape, a content type of exactly <c>application/json</c>, and at an operation of the Backend API a status it may have.
/// </summary>
internal sealed class RawCalls : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="foyer">The server.</param>
    /// <param name="secretKey">With one, it is the Backend API that is asked.</param>
    public RawCalls(TestFoyer foyer, string? secretKey = null)
    {
        _http = foyer.Raw();
        _http.DefaultRequestHeaders.Host = TestFoyer.DevelopmentHost;
        if (secretKey is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secretKey);
        }
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/json", Action<HttpRequestMessage>? adjust = null) =>
        Send(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), type, adjust);

    public async Task<Answer> Send(HttpMethod method, string path, byte[]? body, string? type, Action<HttpRequestMessage>? adjust = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        adjust?.Invoke(request);
        Answer answer = await Answer.Of(await _http.SendAsync(request));
        AssertKeepsTheProtocol($"{method} {(path.Length > 300 ? path[..300] + "…" : path)}", answer, hasBody: method != HttpMethod.Head);
        if (answer.Status >= 400 && answer.Json is not null && _http.DefaultRequestHeaders.Authorization is not null)
        {
            Assert.Empty(ContractChecker.Check(WireContract.Backend, method.Method, request.RequestUri!.AbsolutePath.TrimEnd('/'), answer.Status, answer.Json.ToJsonString()));
        }

        return answer;
    }

    public void Dispose() => _http.Dispose();

    private static void AssertKeepsTheProtocol(string asked, Answer answer, bool hasBody)
    {
        Assert.True(answer.Status < 500, $"{asked} → {answer.Status}");
        if (answer.Status < 400 || !hasBody)
        {
            return;
        }

        // Kestrel refuses by itself, and without a body, what is no HTTP or too long for a request line.
        if (answer.Status is 400 or 414 or 431 && answer.Raw.Content.Headers.ContentLength == 0 && answer.Raw.Headers.ConnectionClose == true)
        {
            return;
        }

        Assert.True(answer.Raw.Content.Headers.ContentType?.ToString() == "application/json", $"{asked} → {answer.Status} {answer.Raw.Content.Headers.ContentType}");
        Assert.True(answer.Json?["errors"]?[0]?["code"] is not null && answer.Json["errors"]![0]!["message"] is not null &&
            answer.Json["errors"]![0]!["long_message"] is not null && answer.Json["clerk_trace_id"] is not null, $"{asked} → {answer.Json?.ToJsonString()}");
    }
}

/// <summary>Requests as bytes on a socket, for what no HTTP client would send.</summary>
internal static class RawSocket
{
    /// <summary>Sends and reads until the server closes; the request must ask it to.</summary>
    public static async Task<(int Status, string Text)> Send(Uri server, string request)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(server.Host, server.Port);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        using MemoryStream received = new();
        try
        {
            await stream.CopyToAsync(received, limit.Token);
        }
        catch (IOException) when (received.Length > 0)
        {
            // Closed with bytes of ours unread: what it had to say has come.
        }

        string text = Encoding.UTF8.GetString(received.ToArray());
        return (int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), text);
    }
}
