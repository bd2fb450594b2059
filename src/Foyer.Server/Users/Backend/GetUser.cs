using System.Collections.Concurrent;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>GET /v1/users/{user_id}</c>.</summary>
internal static class GetUser
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/users/{user_id}", Handle);

    private static async Task<IResult> Handle(string user_id, BackendCall call, UserDocuments documents, CancellationToken ct) =>
        await documents.Find(call, user_id, ct) is { } utf8 ? new WireBytes(utf8) : new FaultResult(RequestFaults.NotFound);
}

/// <summary>
/// Users as the Backend API writes them, kept in memory while they have not changed: one indexed read of the version
/// decides. Every change of anything of a user's raises <c>updated_at</c> or one of the columns beside it, so no
/// invalidation is needed between nodes.
/// </summary>
internal sealed class UserDocuments(Database db, UserStore users, UserAnswers answers)
{
    private const int Capacity = 20_000;
    private static readonly HotQuery<Version> VersionQuery = new(
        "SELECT updated_at, failed_attempts, COALESCE(last_sign_in_at, 0), COALESCE(last_active_at, 0), locked_until FROM users WHERE id = @first AND instance_id = @second",
        row => new Version(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), !row.IsDBNull(4)));

    private readonly ConcurrentDictionary<string, Document> _kept = new(StringComparer.Ordinal);

    public async ValueTask<ReadOnlyMemory<byte>?> Find(BackendCall call, string id, CancellationToken ct)
    {
        Instance instance = call.Instance;
        if (await db.Hot(VersionQuery, id, instance.Id, ct) is not { } version)
        {
            return null;
        }

        if (_kept.TryGetValue(id, out Document? document) && document.Version == version && ReferenceEquals(document.Settings, instance.Settings) && document.Base == call.FrontendBase)
        {
            return document.Utf8;
        }

        if (await users.FindAggregate(instance.Id, id, ct) is not { } user)
        {
            return null;
        }

        byte[] utf8 = Write(answers.Resource(call, user));
        // What a lock shows depends on the time, so a locked user is written anew each time; so is one that just changed, or is proving something.
        if (!version.HasLock && !user.IsProving && VersionOf(user.User) == version)
        {
            if (_kept.Count >= Capacity)
            {
                _kept.Clear();
            }

            _kept[id] = new Document(version, instance.Settings, call.FrontendBase, utf8);
        }

        return utf8;
    }

    private static Version VersionOf(UserRow user) => new(
        user.UpdatedAt.ToUnixTimeMilliseconds(), user.FailedAttempts, user.LastSignInAt?.ToUnixTimeMilliseconds() ?? 0, user.LastActiveAt?.ToUnixTimeMilliseconds() ?? 0, user.LockedUntil is not null);

    private static byte[] Write(UserResource user)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new(2048);
        using (Utf8JsonWriter writer = new(buffer, WireWriter.Options))
        {
            JsonSerializer.Serialize(writer, user, WireJson.Default.UserResource);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private sealed record Version(long UpdatedAt, int FailedAttempts, long LastSignInAt, long LastActiveAt, bool HasLock);

    private sealed record Document(Version Version, InstanceSettings Settings, string Base, byte[] Utf8);
}
