using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Images.Frontend;

/// <summary><c>POST</c> and <c>DELETE /v1/me/profile_image</c> (WIRE §9.1).</summary>
internal static class ProfileImage
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapPost("/me/profile_image", Set);
        frontend.MapDelete("/me/profile_image", Delete);
    }

    private static async Task<IResult> Set(FrontendCall call, HttpRequest request, ImageUpload upload, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) || (await upload.Read(request, own.Session.UserId, ct)).IsFault(out fault, out CleanImage image))
        {
            return new FaultResult(fault);
        }

        string? id = await with.Db.Write(async tx =>
        {
            string? id = await with.Images.SetProfileImage(tx, call.Instance.Id, own.Session.UserId, image);
            await with.Clients.Changed(tx, own.Client.Id);
            return id;
        }, ct);
        if (id is null)
        {
            return new FaultResult(RequestFaults.AuthenticationInvalid);
        }

        ImageResource resource = new() { Id = id, Name = id, PublicUrl = call.PublicUrl.At(ImageAddress.Of(id)) };
        return await with.Answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeImageResource, ct);
    }

    private static async Task<IResult> Delete(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        string? id = await with.Db.Write(async tx =>
        {
            string? id = await with.Images.RemoveProfileImage(tx, call.Instance.Id, own.Session.UserId);
            await with.Clients.Changed(tx, own.Client.Id);
            return id;
        }, ct);
        return id is null ? new FaultResult(ImageFaults.None) : await with.Answers.Changed(call, own.Client.Id, _ => new DeletedObject("image", id), WireJson.Default.EnvelopeDeletedObject, ct);
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] ImageStore Images,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers);
}
