using Foyer.Server.Instances;
using Foyer.Server.Users;

namespace Foyer.Server.Images;

/// <summary>A row of <c>images</c>.</summary>
internal sealed record ImageRow
{
    public required string Id { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Bytes { get; init; }
}

/// <summary>Where pictures are, below this server's address.</summary>
internal static class ImageAddress
{
    public static string Of(string imageId) => "images/" + imageId;

    public static string OfInitials(string token) => "images/initials/" + token;

    public static string At(this PublicUrl self, string path) => $"{self.Base}/{path}";
}

/// <summary>Reads and writes <c>images</c>: the picture each person has, if any. Replacing one removes the one before.</summary>
internal sealed class ImageStore(Database db, UserStore users, TimeProvider clock)
{
    public Task<ImageRow?> Find(string instanceId, string id, CancellationToken ct) =>
        db.One<ImageRow>("SELECT id, content_type, bytes FROM images WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    /// <summary>Gives a user a picture; null when there is no such user.</summary>
    public async Task<string?> SetProfileImage(Tx tx, string instanceId, string userId, CleanImage image)
    {
        if (await users.FindForUpdate(tx, instanceId, userId) is null)
        {
            return tx.Abandon<string?>(null);
        }

        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("img", now);
        await tx.Run("DELETE FROM images WHERE user_id = @userId", new { userId });
        await tx.Run("""
            INSERT INTO images (id, instance_id, user_id, content_type, width, height, bytes, created_at)
            VALUES (@id, @instanceId, @userId, @ContentType, @Width, @Height, @Bytes, @now)
            """, new { id, instanceId, userId, image.ContentType, image.Width, image.Height, image.Bytes, now });
        await tx.Run("UPDATE users SET image_id = @id WHERE id = @userId", new { id, userId });
        await users.Changed(tx, instanceId, userId);
        return id;
    }

    /// <summary>Takes a user's picture away.</summary>
    /// <returns>Its id; null when there was none or there is no such user.</returns>
    public async Task<string?> RemoveProfileImage(Tx tx, string instanceId, string userId)
    {
        if (await users.FindForUpdate(tx, instanceId, userId) is not { ImageId: { } id })
        {
            return tx.Abandon<string?>(null);
        }

        await tx.Run("DELETE FROM images WHERE user_id = @userId", new { userId });
        await tx.Run("UPDATE users SET image_id = NULL WHERE id = @userId", new { userId });
        await users.Changed(tx, instanceId, userId);
        return id;
    }
}
