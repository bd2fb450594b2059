using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Who alone may sign up, while the list is on: <c>/v1/allowlist_identifiers</c> of the Backend API.</summary>
public sealed class AllowlistIdentifiersApi
{
    private readonly BackendHttp _api;

    internal AllowlistIdentifiersApi(BackendHttp api) => _api = api;

    /// <summary>Lists entries, newest first, with their total. Errors: 422.</summary>
    /// <param name="limit">Most items to answer, 1 to 500; null for the server's default of 10.</param>
    /// <param name="offset">Items to skip; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<AllowlistIdentifier>>> ListAsync(int? limit = null, int? offset = null, CancellationToken cancellationToken = default) =>
        _api.Get("allowlist_identifiers" + new QueryText().Add("limit", limit).Add("offset", offset).Add("paginated", true), WireJson.Default.PageAllowlistIdentifier, cancellationToken);

    /// <summary>Adds an entry. Errors: 422.</summary>
    /// <param name="identifier">An e-mail address, <c>*@</c> and a domain, a phone number or a wallet.</param>
    /// <param name="notify">Whether to invite the person; e-mail addresses only.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<AllowlistIdentifier>> CreateAsync(string identifier, bool notify = false, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "allowlist_identifiers", new CreateAllowlistIdentifierRequest { Identifier = identifier, Notify = notify },
            WireJson.Default.CreateAllowlistIdentifierRequest, WireJson.Default.AllowlistIdentifier, cancellationToken);

    /// <summary>Removes an entry. Errors: 404.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, "allowlist_identifiers/" + BackendHttp.Segment(id), WireJson.Default.DeletedObject, cancellationToken);
}

/// <summary>Who may not come in, while the list is on: <c>/v1/blocklist_identifiers</c> of the Backend API.</summary>
public sealed class BlocklistIdentifiersApi
{
    private readonly BackendHttp _api;

    internal BlocklistIdentifiersApi(BackendHttp api) => _api = api;

    /// <summary>Lists entries, newest first, with their total. Errors: 422.</summary>
    /// <param name="limit">Most items to answer, 1 to 500; null for 500.</param>
    /// <param name="offset">Items to skip; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<BlocklistIdentifier>>> ListAsync(int? limit = null, int? offset = null, CancellationToken cancellationToken = default) =>
        _api.Get("blocklist_identifiers" + new QueryText().Add("limit", limit).Add("offset", offset), WireJson.Default.PageBlocklistIdentifier, cancellationToken);

    /// <summary>Adds an entry. Errors: 422.</summary>
    /// <param name="identifier">An e-mail address, <c>*@</c> and a domain, a phone number or a wallet.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<BlocklistIdentifier>> CreateAsync(string identifier, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "blocklist_identifiers", new CreateBlocklistIdentifierRequest { Identifier = identifier },
            WireJson.Default.CreateBlocklistIdentifierRequest, WireJson.Default.BlocklistIdentifier, cancellationToken);

    /// <summary>Removes an entry. Errors: 404.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, "blocklist_identifiers/" + BackendHttp.Segment(id), WireJson.Default.DeletedObject, cancellationToken);
}
