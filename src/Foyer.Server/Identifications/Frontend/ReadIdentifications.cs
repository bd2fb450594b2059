using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Identifications.Frontend;

/// <summary><c>GET /v1/me/email_addresses</c> and <c>/v1/me/phone_numbers</c>, bare lists, and one of each by id (WIRE §9.2).</summary>
internal static class ReadIdentifications
{
    public static void Map<T>(RouteGroupBuilder frontend, IdentifierKind<T> kind) where T : class
    {
        frontend.MapGet($"/me/{kind.Plural}", (FrontendCall call, [AsParameters] OwnIdentifications with, CancellationToken ct) => List(call, kind, with, ct));
        frontend.MapGet($"/me/{kind.Plural}/{{id}}", (string id, FrontendCall call, [AsParameters] OwnIdentifications with, CancellationToken ct) => Get(id, call, kind, with, ct));
    }

    private static async Task<IResult> List<T>(FrontendCall call, IdentifierKind<T> kind, OwnIdentifications with, CancellationToken ct) where T : class =>
        (await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) ? new FaultResult(fault) :
        await with.User(call, own.Session.UserId, ct) is { } user ? new WireResult<IReadOnlyList<T>>(kind.Of(user), kind.Listed) :
        new FaultResult(RequestFaults.NotFound);

    private static async Task<IResult> Get<T>(string id, FrontendCall call, IdentifierKind<T> kind, OwnIdentifications with, CancellationToken ct) where T : class =>
        (await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) ? new FaultResult(fault) :
        await with.User(call, own.Session.UserId, ct) is { } user && kind.Find(user, id) is { } resource ? ClientAnswers.Read(resource, kind.Enveloped) :
        new FaultResult(RequestFaults.NotFound);
}
