using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.RedirectUrls.Backend;

/// <summary><c>GET</c>, <c>POST /v1/redirect_urls</c>, <c>GET</c> and <c>DELETE /v1/redirect_urls/{id}</c> (WIRE §8.1).</summary>
internal static class BackendRedirectUrls
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapGet("/redirect_urls", List);
        backend.MapPost("/redirect_urls", Create);
        backend.MapGet("/redirect_urls/{id}", Get);
        backend.MapDelete("/redirect_urls/{id}", Delete);
    }

    private static async Task<IResult> List(BackendCall call, RedirectUrlStore urls, CancellationToken ct)
    {
        if (Numbers.Page(call.Request.Query, out int limit, out long offset) is { } fault)
        {
            return new FaultResult(fault);
        }

        IReadOnlyList<RedirectUrl> page = [.. (await urls.List(call.Instance.Id, limit, offset, ct)).Select(row => row.ToResource())];
        return call.Request.Query["paginated"] == "true"
            ? new WireResult<Page<RedirectUrl>>(new Page<RedirectUrl>(page, await urls.Count(call.Instance.Id, ct)), WireJson.Default.PageRedirectUrl)
            : new WireResult<IReadOnlyList<RedirectUrl>>(page, WireJson.Default.IReadOnlyListRedirectUrl);
    }

    private static async Task<IResult> Get(string id, BackendCall call, RedirectUrlStore urls, CancellationToken ct) =>
        await urls.Find(call.Instance.Id, id, ct) is { } row ? Answer(row) : new FaultResult(RequestFaults.NotFound);

    private static async Task<IResult> Create(BackendCall call, Database db, RedirectUrlStore urls, InstanceRegistry registry, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateRedirectUrlRequest, ct)).IsFault(out Fault? fault, out CreateRedirectUrlRequest body))
        {
            return new FaultResult(fault);
        }

        if (string.IsNullOrEmpty(body.Url))
        {
            return new FaultResult(RequestFaults.Missing("url"));
        }

        if (!NativeRedirect.IsOfAnApp(body.Url) && !SafeRedirect.IsPage(body.Url) || body.Url.AsSpan().ContainsAny('?', '#'))
        {
            return new FaultResult(RequestFaults.RedirectUrlInvalid.At("url") with { Status = 422 });
        }

        if (await db.Write(tx => urls.Insert(tx, call.Instance.Id, body.Url), ct) is not { } row)
        {
            return new FaultResult(RedirectUrlFaults.Duplicate);
        }

        await registry.Reload(ct);
        return Answer(row);
    }

    private static async Task<IResult> Delete(string id, BackendCall call, Database db, RedirectUrlStore urls, InstanceRegistry registry, CancellationToken ct)
    {
        if (!await db.Write(tx => urls.Delete(tx, call.Instance.Id, id), ct))
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        await registry.Reload(ct);
        return new WireResult<DeletedObject>(new DeletedObject("redirect_url", id), WireJson.Default.DeletedObject);
    }

    private static WireResult<RedirectUrl> Answer(RedirectUrlRow row) => new(row.ToResource(), WireJson.Default.RedirectUrl);
}
