using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Sends one call to the Backend API and turns whatever comes back into a <see cref="BackendResult{T}"/> (WIRE §12.1).</summary>
internal sealed class BackendHttp
{
    private const string UnexpectedError = "unexpected_error";
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Agent = new("foyer-dotnet", typeof(BackendHttp).Assembly.GetName().Version!.ToString(3));

    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _key;
    private readonly string _root;

    public BackendHttp(FoyerBackendOptions options, HttpClient http)
    {
        if (string.IsNullOrWhiteSpace(options.SecretKey))
        {
            throw new ArgumentException("The Backend API needs the instance's secret key (sk_test_… or sk_live_…); 'foyer keys' prints it.", nameof(options));
        }

        if (!options.ApiUrl.IsAbsoluteUri || options.ApiUrl.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{options.ApiUrl}' is no base URL of a server: an absolute http or https URL is needed.", nameof(options));
        }

        _http = http;
        _key = new AuthenticationHeaderValue("Bearer", options.SecretKey);
        _root = options.ApiUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/v1/";
    }

    /// <summary>Escapes one path segment. An id that would climb the path is a bug of the caller.</summary>
    public static string Segment(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return id.AsSpan().Trim('.').IsEmpty ? throw new ArgumentException($"'{id}' is no id.", nameof(id)) : Uri.EscapeDataString(id);
    }

    public Task<BackendResult<T>> Get<T>(string path, JsonTypeInfo<T> answer, CancellationToken ct) where T : class =>
        Send(HttpMethod.Get, path, [], answer, ct);

    public Task<BackendResult<T>> Send<T>(HttpMethod method, string path, JsonTypeInfo<T> answer, CancellationToken ct) where T : class =>
        Send(method, path, [], answer, ct);

    public Task<BackendResult<T>> Send<TBody, T>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> question, JsonTypeInfo<T> answer, CancellationToken ct)
        where T : class =>
        Send(method, path, JsonSerializer.SerializeToUtf8Bytes(body, question), answer, ct);

    /// <summary>For what is answered with a status alone.</summary>
    public Task<BackendResult<NoContent>> Send<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> question, CancellationToken ct) =>
        Send<NoContent>(method, path, new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, question)) { Headers = { ContentType = Json } }, null, ct);

    /// <summary>Posts one file as the field <c>file</c> of a form.</summary>
    public Task<BackendResult<T>> Upload<T>(string path, ReadOnlyMemory<byte> file, JsonTypeInfo<T> answer, CancellationToken ct) where T : class =>
        Send(HttpMethod.Post, path, new MultipartFormDataContent { { new ReadOnlyMemoryContent(file), "file", "file" } }, answer, ct);

    private Task<BackendResult<T>> Send<T>(HttpMethod method, string path, byte[] body, JsonTypeInfo<T> answer, CancellationToken ct) where T : class =>
        Send(method, path, method == HttpMethod.Get ? null : new ByteArrayContent(body) { Headers = { ContentType = Json } }, answer, ct);

    private async Task<BackendResult<T>> Send<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T>? answer, CancellationToken ct) where T : class
    {
        using HttpRequestMessage request = new(method, _root + path);
        request.Headers.Authorization = _key;
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add(HeaderNames.ApiVersion, ApiVersions.Current);
        request.Content = body;

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, ct).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
            return Read(response, content, answer);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new BackendResult<T>(0, [Unexpected(failure.Message)]);
        }
    }

    private static BackendResult<T> Read<T>(HttpResponseMessage response, byte[] content, JsonTypeInfo<T>? answer) where T : class
    {
        int status = (int)response.StatusCode;
        try
        {
            if (response.IsSuccessStatusCode)
            {
                if (answer is null)
                {
                    return new BackendResult<T>(status, (T)(object)NoContent.Instance);
                }

                return JsonSerializer.Deserialize(content, answer) is { } value
                    ? new BackendResult<T>(status, value)
                    : new BackendResult<T>(status, [Unexpected("The server answered null.")]);
            }

            ErrorBody? body = JsonSerializer.Deserialize(content, WireJson.Default.ErrorBody);
            return new BackendResult<T>(status, body?.Errors is { Count: > 0 } errors ? errors : [Unexpected($"The server answered {status}.")])
            {
                TraceId = body?.ClerkTraceId,
                RetryAfter = response.Headers.RetryAfter?.Delta,
            };
        }
        catch (JsonException)
        {
            return new BackendResult<T>(status, [Unexpected($"The server answered {status} and something that is not the JSON expected.")])
            {
                RetryAfter = response.Headers.RetryAfter?.Delta,
            };
        }
    }

    private static ErrorResource Unexpected(string message) => new() { Code = UnexpectedError, Message = message, LongMessage = message };
}
