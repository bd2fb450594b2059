using Foyer.Contracts;
using Foyer.Server.Invitations;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Restrictions.Backend;

/// <summary><c>GET</c>, <c>POST /v1/allowlist_identifiers</c> and <c>DELETE /v1/allowlist_identifiers/{identifier_id}</c>.</summary>
internal static class AllowlistIdentifiers
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapGet("/allowlist_identifiers", List);
        backend.MapPost("/allowlist_identifiers", Create);
        backend.MapDelete("/allowlist_identifiers/{identifier_id}", Delete);
    }

    private static async Task<IResult> List(BackendCall call, RestrictionStore lists, CancellationToken ct)
    {
        if (Numbers.Page(call.Request.Query, out int limit, out long offset) is { } fault)
        {
            return new FaultResult(fault);
        }

        IReadOnlyList<AllowlistIdentifier> page = [.. (await lists.List(IdentifierList.Allow, call.Instance.Id, limit, offset, ct)).Select(Resource)];
        return call.Request.Query["paginated"] == "true"
            ? new WireResult<Page<AllowlistIdentifier>>(new Page<AllowlistIdentifier>(page, await lists.Count(IdentifierList.Allow, call.Instance.Id, ct)), WireJson.Default.PageAllowlistIdentifier)
            : new WireResult<IReadOnlyList<AllowlistIdentifier>>(page, WireJson.Default.IReadOnlyListAllowlistIdentifier);
    }

    private static async Task<IResult> Create(BackendCall call, Database db, RestrictionStore lists, InvitationMaker invitations, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateAllowlistIdentifierRequest, ct)).IsFault(out Fault? fault, out CreateAllowlistIdentifierRequest body))
        {
            return new FaultResult(fault);
        }

        if (string.IsNullOrEmpty(body.Identifier) || RestrictionRules.Entry(body.Identifier) is not { } entry)
        {
            return new FaultResult(string.IsNullOrEmpty(body.Identifier) ? RequestFaults.Missing("identifier") : RequestFaults.Format("identifier"));
        }

        bool invites = body.Notify == true;
        if (invites && (entry.Type != IdentifierTypes.EmailAddress || entry.Identifier.StartsWith('*')))
        {
            // Nothing but an address can be written to here.
            return new FaultResult(RequestFaults.Value("notify"));
        }

        Outcome<ListedIdentifierRow> made = await db.Write<Outcome<ListedIdentifierRow>>(async tx =>
        {
            Ticket? invitation = null;
            if (invites)
            {
                NewInvitation wanted = new(entry.Identifier) { IgnoreExisting = true };
                if ((await invitations.Make(tx, call.Instance, call.FrontendBase, wanted)).IsFault(out Fault? refused, out invitation))
                {
                    return tx.Abandon(refused);
                }
            }

            return await lists.Insert(tx, IdentifierList.Allow, call.Instance.Id, entry.Identifier, entry.Type, invitation?.Id) is { } row ? row : tx.Abandon(RestrictionFaults.Duplicate);
        }, ct);
        return made.IsFault(out fault, out ListedIdentifierRow listed)
            ? new FaultResult(fault)
            : new WireResult<AllowlistIdentifier>(Resource(listed), WireJson.Default.AllowlistIdentifier);
    }

    private static async Task<IResult> Delete(string identifier_id, BackendCall call, Database db, RestrictionStore lists, CancellationToken ct) =>
        await db.Write(tx => lists.Delete(tx, IdentifierList.Allow, call.Instance.Id, identifier_id), ct)
            ? new WireResult<DeletedObject>(new DeletedObject(IdentifierList.Allow.Name, identifier_id), WireJson.Default.DeletedObject)
            : new FaultResult(RequestFaults.NotFound);

    private static AllowlistIdentifier Resource(ListedIdentifierRow row) => new()
    {
        Id = row.Id,
        InvitationId = row.InvitationId,
        Identifier = row.Identifier,
        IdentifierType = row.IdentifierType,
        InstanceId = row.InstanceId,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
