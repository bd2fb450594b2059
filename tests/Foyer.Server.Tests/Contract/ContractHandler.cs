namespace Foyer.Server.Tests.Contract;

/// <summary>Stands between a test's client and the server and fails the test when an answer breaks the contract.</summary>
/// <param name="inner">What answers.</param>
/// <param name="counts">Whether a good answer counts as coverage; false where something else than the server answers.</param>
/// <remarks>Looks only at the two APIs; pages and assets are not part of the protocol.</remarks>
public sealed class ContractHandler(HttpMessageHandler inner, bool counts = true) : DelegatingHandler(inner)
{
    private static readonly string[] Protocol = ["/v1/", "/oauth/", "/.well-known/", "/api_keys", "/m2m_tokens", "/oauth_applications/"];

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath.TrimEnd('/');
        if (Protocol.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) && request.Method != HttpMethod.Options)
        {
            await Check(request, response, path, cancellationToken);
        }

        return response;
    }

    private async Task Check(HttpRequestMessage request, HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        var method = Method(request);
        var contract = Contract(request, method, path);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var isPage = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query)["paginated"] == "true";
        var violations = ContractChecker.Check(contract, method, path, (int)response.StatusCode, body, isPage);
        var type = response.Content.Headers.ContentType?.ToString();
        if (contract.Api == "backend" && body.Length > 0 && type != "application/json")
        {
            violations = [.. violations, $"Content-Type is {type}; the SDKs compare it with application/json, character by character (WIRE §12.1)"];
        }

        if (violations.Count > 0)
        {
            Assert.Fail($"{method} {path} → {(int)response.StatusCode} breaks the {contract.Api} contract:\n  {string.Join("\n  ", violations)}");
        }

        if (counts && (int)response.StatusCode is >= 200 and < 400)
        {
            ContractCoverage.Record(contract.Find(method, path));
        }
    }

    private static string Method(HttpRequestMessage request)
    {
        // Browsers send every verb as POST and name the real one in the query (WIRE §2.1).
        var tunnelled = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query)["_method"];
        return request.Method == HttpMethod.Post && tunnelled is { Length: > 0 } ? tunnelled.ToUpperInvariant() : request.Method.Method;
    }

    private static WireContract Contract(HttpRequestMessage request, string method, string path) =>
        request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } key } && key.StartsWith("sk_", StringComparison.Ordinal)
            || (WireContract.Frontend.Find(method, path) is null && WireContract.Backend.Find(method, path) is not null)
            ? WireContract.Backend
            : WireContract.Frontend;
}
