using System.Globalization;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Addresses people may be sent back to: <c>/v1/redirect_urls</c> of the Backend API.</summary>
public sealed class RedirectUrlsApi
{
    private readonly BackendHttp _api;

    internal RedirectUrlsApi(BackendHttp api) => _api = api;

    /// <summary>Lists them with their total, newest first. Errors: 422.</summary>
    /// <param name="limit">At most, 1 to 500; null for 10.</param>
    /// <param name="offset">How many are left out before them.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<RedirectUrl>>> ListAsync(int? limit = null, long offset = 0, CancellationToken cancellationToken = default) => _api.Get(
        string.Create(CultureInfo.InvariantCulture, $"redirect_urls?paginated=true&offset={offset}{(limit is { } most ? $"&limit={most}" : "")}"), WireJson.Default.PageRedirectUrl, cancellationToken);

    /// <summary>One by its id. Errors: 404.</summary>
    /// <param name="redirectUrlId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<RedirectUrl>> GetAsync(string redirectUrlId, CancellationToken cancellationToken = default) => _api.Get(At(redirectUrlId), WireJson.Default.RedirectUrl, cancellationToken);

    /// <summary>Lists an address; every node knows it from then on. Errors: 422 <c>redirect_url_invalid</c>, <c>duplicate_record</c>.</summary>
    /// <param name="url">The address, for example <c>com.example.app://callback</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<RedirectUrl>> CreateAsync(string url, CancellationToken cancellationToken = default) => _api.Send(
        HttpMethod.Post, "redirect_urls", new CreateRedirectUrlRequest { Url = url }, WireJson.Default.CreateRedirectUrlRequest, WireJson.Default.RedirectUrl, cancellationToken);

    /// <summary>Takes an address off the list. Errors: 404.</summary>
    /// <param name="redirectUrlId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string redirectUrlId, CancellationToken cancellationToken = default) => _api.Send(HttpMethod.Delete, At(redirectUrlId), WireJson.Default.DeletedObject, cancellationToken);

    private static string At(string redirectUrlId) => "redirect_urls/" + BackendHttp.Segment(redirectUrlId);
}
