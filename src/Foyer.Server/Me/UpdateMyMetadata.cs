using System.Text;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Me;

/// <summary><c>PATCH /v1/me/metadata</c>: merges into the person's unsafe metadata (RFC 7396). The other two kinds have no door here.</summary>
internal static class UpdateMyMetadata
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPatch("/me/metadata", Handle);

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) || call.Params.Object("unsafe_metadata").IsFault(out fault, out JsonElement? given))
        {
            return new FaultResult(fault);
        }

        if (given is not { } patch)
        {
            return new FaultResult(RequestFaults.Missing("unsafe_metadata"));
        }

        fault = Metadata.Check(patch, "unsafe_metadata") ?? await with.Db.Write(async tx =>
        {
            // The row is held, so patches sent at once build on each other.
            if (await with.Users.FindForUpdate(tx, call.Instance.Id, own.Session.UserId) is not { } user)
            {
                return tx.Abandon(RequestFaults.AuthenticationInvalid);
            }

            string merged = Metadata.Merge(user.UnsafeMetadata, patch);
            if (Encoding.UTF8.GetByteCount(merged) > Metadata.MaxBytes)
            {
                return tx.Abandon(UserFaults.MetadataTooLarge.At("unsafe_metadata"));
            }

            await tx.Run("UPDATE users SET unsafe_metadata = @merged WHERE id = @Id", new { merged, user.Id });
            await with.Users.Changed(tx, call.Instance.Id, user.Id);
            await with.Clients.Changed(tx, own.Client.Id);
            return null;
        }, ct);
        if (fault is not null)
        {
            return new FaultResult(fault);
        }

        UserResource resource = await GetMe.Resource(call, with.Users, with.Clock, own.Session.UserId, ct);
        return await with.Answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeUserResource, ct);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] UserStore Users,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers,
        [FromServices] TimeProvider Clock);
}
