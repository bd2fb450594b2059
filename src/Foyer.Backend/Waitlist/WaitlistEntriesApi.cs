using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>People who wait to be let in: <c>/v1/waitlist_entries</c> of the Backend API.</summary>
public sealed class WaitlistEntriesApi
{
    private readonly BackendHttp _api;

    internal WaitlistEntriesApi(BackendHttp api) => _api = api;

    /// <summary>Lists entries with their total. Errors: 422.</summary>
    /// <param name="query">Which; null for the ten newest.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<WaitlistEntry>>> ListAsync(InvitationQuery? query = null, CancellationToken cancellationToken = default) =>
        _api.Get("waitlist_entries" + (query ?? new InvitationQuery()).ToQuery(), WireJson.Default.PageWaitlistEntry, cancellationToken);

    /// <summary>Puts somebody on the list; who stands there already keeps the entry. Errors: 422.</summary>
    /// <param name="entry">Whom.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<WaitlistEntry>> CreateAsync(CreateWaitlistEntryRequest entry, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "waitlist_entries", entry, WireJson.Default.CreateWaitlistEntryRequest, WireJson.Default.WaitlistEntry, cancellationToken);

    /// <summary>Puts up to fifty on the list, all or none. Errors: 422; the message says which.</summary>
    /// <param name="entries">Whom.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<IReadOnlyList<WaitlistEntry>>> CreateManyAsync(IReadOnlyList<CreateWaitlistEntryRequest> entries, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "waitlist_entries/bulk", entries, WireJson.Default.IReadOnlyListCreateWaitlistEntryRequest, WireJson.Default.IReadOnlyListWaitlistEntry, cancellationToken);

    /// <summary>Removes an entry that still waits. Errors: 400 when it does not, 404.</summary>
    /// <param name="entryId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string entryId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(entryId), WireJson.Default.DeletedObject, cancellationToken);

    /// <summary>Invites the person. Errors: 400 when the entry was moved on already, 404, 422 as for invitations.</summary>
    /// <param name="entryId">Its id.</param>
    /// <param name="ignoreExisting">Whether to go on when the person is invited, turned down or has an account already.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<WaitlistEntry>> InviteAsync(string entryId, bool ignoreExisting = false, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(entryId) + "/invite", new InviteWaitlistEntryRequest { IgnoreExisting = ignoreExisting },
            WireJson.Default.InviteWaitlistEntryRequest, WireJson.Default.WaitlistEntry, cancellationToken);

    /// <summary>Turns the person down, and takes back an invitation not yet accepted. Errors: 400 when the entry was moved on already, 404.</summary>
    /// <param name="entryId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<WaitlistEntry>> RejectAsync(string entryId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(entryId) + "/reject", WireJson.Default.WaitlistEntry, cancellationToken);

    private static string At(string entryId) => "waitlist_entries/" + BackendHttp.Segment(entryId);
}
