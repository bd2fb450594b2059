using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>PATCH</c> (merge, RFC 7396) and <c>PUT</c> (replace) <c>/v1/users/{user_id}/metadata</c>. Absent kinds stay as they are.</summary>
internal static class UserMetadata
{
    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapPatch("/users/{user_id}/metadata", (string user_id, BackendCall call, Database db, UserStore users, UserAnswers answers, CancellationToken ct) => Change(user_id, call, db, users, answers, Metadata.Merge, ct));
        backend.MapPut("/users/{user_id}/metadata", (string user_id, BackendCall call, Database db, UserStore users, UserAnswers answers, CancellationToken ct) => Change(user_id, call, db, users, answers, (_, value) => value.GetRawText(), ct));
    }

    private static async Task<IResult> Change(string userId, BackendCall call, Database db, UserStore users, UserAnswers answers, Func<string, JsonElement, string> combine, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.UserMetadataRequest, ct)).IsFault(out Fault? fault, out UserMetadataRequest body))
        {
            return new FaultResult(fault);
        }

        fault = await db.Write(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, userId) is not { } user)
            {
                return tx.Abandon(RequestFaults.NotFound);
            }

            foreach ((string column, string stored, JsonElement? change) in new[]
            {
                ("public_metadata", user.PublicMetadata, body.PublicMetadata), ("private_metadata", user.PrivateMetadata, body.PrivateMetadata), ("unsafe_metadata", user.UnsafeMetadata, body.UnsafeMetadata),
            })
            {
                if (change is { ValueKind: not JsonValueKind.Null } value)
                {
                    if (Metadata.Check(value, column) is { } wrong)
                    {
                        return tx.Abandon(wrong);
                    }

                    string combined = combine(stored, value);
                    if (System.Text.Encoding.UTF8.GetByteCount(combined) > Metadata.MaxBytes)
                    {
                        return tx.Abandon(UserFaults.MetadataTooLarge.At(column));
                    }

                    await tx.Run($"UPDATE users SET {column} = @combined WHERE id = @userId", new { combined, userId });
                }
            }

            await users.Changed(tx, call.Instance.Id, userId);
            return null;
        }, ct);
        return fault is null ? await answers.One(call, userId, ct) : new FaultResult(fault);
    }
}
