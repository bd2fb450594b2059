using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;

namespace Foyer.Frontend.Wire;

/// <summary>One HTTP call in the manner of WIRE §2.1 and its answer as a value (§2.2).</summary>
internal sealed class FrontendCalls(HttpClient http)
{
    private readonly string _root = http.BaseAddress!.AbsoluteUri.TrimEnd('/') + "/v1/";

    public string? DevBrowser { get; set; }

    public Task<FrontendResult<T>> Get<T>(
        string path, JsonTypeInfo<Envelope<T>> type, CancellationToken ct, string? sessionId = null) =>
        Send(HttpMethod.Get, path, null, sessionId, content => Read(content, type, ct), ct);

    public Task<FrontendResult<T>> Post<T>(
        string path, FormFields form, JsonTypeInfo<Envelope<T>> type, CancellationToken ct, string? sessionId = null) =>
        Send(HttpMethod.Post, path, Form(form), sessionId, content => Read(content, type, ct), ct);

    /// <summary>Posts one file as the field <c>file</c> of a form (WIRE §2.1).</summary>
    public Task<FrontendResult<T>> Upload<T>(
        string path, ReadOnlyMemory<byte> file, JsonTypeInfo<Envelope<T>> type, CancellationToken ct, string? sessionId = null) =>
        Send(HttpMethod.Post, path, new MultipartFormDataContent { { new ReadOnlyMemoryContent(file), "file", "file" } }, sessionId, content => Read(content, type, ct), ct);

    public Task<FrontendResult<T>> Patch<T>(
        string path, FormFields form, JsonTypeInfo<Envelope<T>> type, CancellationToken ct, string? sessionId = null) =>
        Send(HttpMethod.Patch, path, Form(form), sessionId, content => Read(content, type, ct), ct);

    public Task<FrontendResult<T>> Delete<T>(string path, JsonTypeInfo<Envelope<T>> type, CancellationToken ct, string? sessionId = null) =>
        Send(HttpMethod.Delete, path, Form([]), sessionId, content => Read(content, type, ct), ct);

    public Task<FrontendResult<T>> GetBare<T>(string path, JsonTypeInfo<T> type, CancellationToken ct, string? sessionId = null) =>
        Send(HttpMethod.Get, path, null, sessionId, content => ReadBare(content, type, ct), ct);

    public Task<FrontendResult<T>> PostBare<T>(string path, FormFields form, JsonTypeInfo<T> type, CancellationToken ct) =>
        Send(HttpMethod.Post, path, Form(form), null, content => ReadBare(content, type, ct), ct);

    private async Task<FrontendResult<T>> Send<T>(
        HttpMethod method, string path, HttpContent? body, string? sessionId, Func<HttpContent, Task<FrontendResult<T>>> read, CancellationToken ct)
    {
        try
        {
            using HttpRequestMessage request = Request(method, path, body, sessionId);
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            FrontendResult<T> result = response.IsSuccessStatusCode
                ? await read(response.Content).ConfigureAwait(false)
                : await Failure<T>(response.Content, ct).ConfigureAwait(false);
            return result with
            {
                Status = (int)response.StatusCode,
                RetryAfter = Wait(response.Headers.RetryAfter),
                SetCookies = response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? [.. cookies] : [],
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Own<T>(FrontendErrors.Network, "The server did not answer.");
        }
    }

    // Only GET and POST cross the wire; any other verb travels in the query, as the official SDKs send it.
    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body, string? sessionId)
    {
        string query = "?__clerk_api_version=" + ApiVersions.Current;
        if (method != HttpMethod.Get && method != HttpMethod.Post)
        {
            query += "&_method=" + method.Method;
        }

        if (DevBrowser is not null)
        {
            query += $"&{CookieNames.DevBrowser}={Uri.EscapeDataString(DevBrowser)}";
        }

        if (sessionId is not null)
        {
            query += "&_clerk_session_id=" + Uri.EscapeDataString(sessionId);
        }

        return new HttpRequestMessage(method == HttpMethod.Get ? HttpMethod.Get : HttpMethod.Post, _root + path + query)
        {
            Content = body,
        };
    }

    private static FormUrlEncodedContent Form(FormFields form) => new(form);

    private static async Task<FrontendResult<T>> Read<T>(HttpContent content, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) =>
        await Parse(content, type, ct).ConfigureAwait(false) is { } envelope
            ? new FrontendResult<T> { Status = 0, Response = envelope.Response, Client = envelope.Client }
            : Unexpected<T>();

    private static async Task<FrontendResult<T>> ReadBare<T>(HttpContent content, JsonTypeInfo<T> type, CancellationToken ct) =>
        await Parse(content, type, ct).ConfigureAwait(false) is { } resource
            ? new FrontendResult<T> { Status = 0, Response = resource }
            : Unexpected<T>();

    private static async Task<FrontendResult<T>> Failure<T>(HttpContent content, CancellationToken ct) =>
        await Parse(content, WireJson.Default.ErrorBody, ct).ConfigureAwait(false) is { Errors.Count: > 0 } body
            ? new FrontendResult<T> { Status = 0, Errors = body.Errors, TraceId = body.ClerkTraceId }
            : Unexpected<T>();

    private static async Task<T?> Parse<T>(HttpContent content, JsonTypeInfo<T> type, CancellationToken ct)
    {
        try
        {
            return await content.ReadFromJsonAsync(type, ct).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException)
        {
            return default;
        }
    }

    private static FrontendResult<T> Unexpected<T>() => Own<T>(FrontendErrors.UnexpectedAnswer, "The server answered in a way this client does not understand.");

    private static FrontendResult<T> Own<T>(string code, string message) =>
        new() { Status = 0, Errors = [new ErrorResource { Code = code, Message = message, LongMessage = message }] };

    // Seconds are what the protocol sends (WIRE §2.2); a date would need a clock this class has no other use for.
    private static TimeSpan? Wait(RetryConditionHeaderValue? retryAfter) => retryAfter?.Delta;
}
