using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Restrictions.Backend;

/// <summary><c>GET</c>, <c>POST /v1/blocklist_identifiers</c> and <c>DELETE /v1/blocklist_identifiers/{identifier_id}</c>.</summary>
internal static class BlocklistIdentifiers
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapGet("/blocklist_identifiers", List);
        backend.MapPost("/blocklist_identifiers", Create);
        backend.MapDelete("/blocklist_identifiers/{identifier_id}", Delete);
    }

    /// <summary>The contract gives this list no paging of its own: limit and offset are taken, and a page is large.</summary>
    private static async Task<IResult> List(BackendCall call, RestrictionStore lists, CancellationToken ct)
    {
        if (Numbers.Page(call.Request.Query, out int limit, out long offset) is { } fault)
        {
            return new FaultResult(fault);
        }

        limit = call.Request.Query.ContainsKey("limit") ? limit : Numbers.MaxLimit;
        IReadOnlyList<BlocklistIdentifier> page = [.. (await lists.List(IdentifierList.Block, call.Instance.Id, limit, offset, ct)).Select(Resource)];
        return new WireResult<Page<BlocklistIdentifier>>(new Page<BlocklistIdentifier>(page, await lists.Count(IdentifierList.Block, call.Instance.Id, ct)), WireJson.Default.PageBlocklistIdentifier);
    }

    private static async Task<IResult> Create(BackendCall call, Database db, RestrictionStore lists, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateBlocklistIdentifierRequest, ct)).IsFault(out Fault? fault, out CreateBlocklistIdentifierRequest body))
        {
            return new FaultResult(fault);
        }

        if (string.IsNullOrEmpty(body.Identifier) || RestrictionRules.Entry(body.Identifier) is not { } entry)
        {
            return new FaultResult(string.IsNullOrEmpty(body.Identifier) ? RequestFaults.Missing("identifier") : RequestFaults.Format("identifier"));
        }

        return await db.Write(tx => lists.Insert(tx, IdentifierList.Block, call.Instance.Id, entry.Identifier, entry.Type, null), ct) is { } row
            ? new WireResult<BlocklistIdentifier>(Resource(row), WireJson.Default.BlocklistIdentifier)
            : new FaultResult(RestrictionFaults.Duplicate);
    }

    private static async Task<IResult> Delete(string identifier_id, BackendCall call, Database db, RestrictionStore lists, CancellationToken ct) =>
        await db.Write(tx => lists.Delete(tx, IdentifierList.Block, call.Instance.Id, identifier_id), ct)
            ? new WireResult<DeletedObject>(new DeletedObject(IdentifierList.Block.Name, identifier_id), WireJson.Default.DeletedObject)
            : new FaultResult(RequestFaults.NotFound);

    private static BlocklistIdentifier Resource(ListedIdentifierRow row) => new()
    {
        Id = row.Id,
        Identifier = row.Identifier,
        IdentifierType = row.IdentifierType,
        InstanceId = row.InstanceId,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
