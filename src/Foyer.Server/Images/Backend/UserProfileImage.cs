using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Users.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Images.Backend;

/// <summary><c>POST</c> (multipart, field <c>file</c>) and <c>DELETE /v1/users/{user_id}/profile_image</c>.</summary>
internal static class UserProfileImage
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPost("/users/{user_id}/profile_image", Set);
        backend.MapDelete("/users/{user_id}/profile_image", Delete);
    }

    private static async Task<IResult> Set(string user_id, BackendCall call, UserStore users, ImageUpload upload, [AsParameters] Deps with, CancellationToken ct)
    {
        // Nobody's image is not worth reading ten megabytes.
        if (await users.Find(call.Instance.Id, user_id, ct) is null)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        if ((await upload.Read(call.Request, user_id, ct)).IsFault(out Fault? fault, out CleanImage image))
        {
            // This API's contract has 400 where the other has 422.
            return new FaultResult(fault.Status == StatusCodes.Status422UnprocessableEntity ? fault with { Status = StatusCodes.Status400BadRequest } : fault);
        }

        string? id = await with.Db.Write(tx => with.Images.SetProfileImage(tx, call.Instance.Id, user_id, image), ct);
        return id is null ? new FaultResult(RequestFaults.NotFound) : await with.Answers.One(call, user_id, ct);
    }

    private static async Task<IResult> Delete(string user_id, BackendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        await with.Db.Write(tx => with.Images.RemoveProfileImage(tx, call.Instance.Id, user_id), ct);
        return await with.Answers.One(call, user_id, ct);
    }

    internal sealed record Deps([FromServices] Database Db, [FromServices] ImageStore Images, [FromServices] UserAnswers Answers);
}
