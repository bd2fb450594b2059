using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Invitations to the application: <c>/v1/invitations</c> of the Backend API.</summary>
public sealed class InvitationsApi
{
    private readonly BackendHttp _api;

    internal InvitationsApi(BackendHttp api) => _api = api;

    /// <summary>Lists invitations with their total; revoked ones only when asked for. Errors: 422.</summary>
    /// <param name="query">Which; null for the ten newest.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<Invitation>>> ListAsync(InvitationQuery? query = null, CancellationToken cancellationToken = default) =>
        _api.Get("invitations" + (query ?? new InvitationQuery()).ToQuery().Add("paginated", true), WireJson.Default.PageInvitation, cancellationToken);

    /// <summary>Invites somebody. Errors: 422 <c>duplicate_record</c> when invited already, <c>form_identifier_exists</c> when the address has an account.</summary>
    /// <param name="invitation">Whom, and how.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Invitation>> CreateAsync(CreateInvitationRequest invitation, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "invitations", invitation, WireJson.Default.CreateInvitationRequest, WireJson.Default.Invitation, cancellationToken);

    /// <summary>Invites up to ten at once, all or none. Errors: as for one; the message says which.</summary>
    /// <param name="invitations">Whom, and how.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<IReadOnlyList<Invitation>>> CreateManyAsync(IReadOnlyList<CreateInvitationRequest> invitations, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "invitations/bulk", invitations, WireJson.Default.IReadOnlyListCreateInvitationRequest, WireJson.Default.IReadOnlyListInvitation, cancellationToken);

    /// <summary>Takes a pending one back. Errors: 400 when it is accepted or revoked already, 404.</summary>
    /// <param name="invitationId">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Invitation>> RevokeAsync(string invitationId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, $"invitations/{BackendHttp.Segment(invitationId)}/revoke", WireJson.Default.Invitation, cancellationToken);
}

/// <summary>Which invitations or waitlist entries, and in what order.</summary>
public sealed record InvitationQuery
{
    /// <summary>In this status; null for any.</summary>
    public string? Status { get; init; }

    /// <summary>Part of the e-mail address, or the whole id.</summary>
    public string? Query { get; init; }

    /// <summary><c>created_at</c>, <c>email_address</c> or a time of the resource, with <c>-</c> before it for the last first; null for the newest first.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Most items to answer, 1 to 500; null for the server's default of 10.</summary>
    public int? Limit { get; init; }

    /// <summary>Items to skip; null for none.</summary>
    public int? Offset { get; init; }

    internal QueryText ToQuery() => new QueryText().Add("status", Status).Add("query", Query).Add("order_by", OrderBy).Add("limit", Limit).Add("offset", Offset);
}
