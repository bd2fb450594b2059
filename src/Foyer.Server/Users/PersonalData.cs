namespace Foyer.Server.Users;

/// <summary>Text that only a person's own data key opens: with the key it is erased everywhere.</summary>
internal sealed class PersonalData(Database db, KeyEncryptionKey kek)
{
    /// <summary>Closes a text; null when there is none, or no key.</summary>
    public async Task<string?> Seal(Tx tx, string userId, string? text)
    {
        if (text is null || await tx.One<string>("SELECT wrapped_key FROM data_keys WHERE user_id = @userId", new { userId }) is not { } wrapped)
        {
            return null;
        }

        using KeyEncryptionKey own = new(kek.Unwrap("data_key", userId, wrapped));
        return own.Wrap("personal", userId, text);
    }

    /// <summary>Opens what <see cref="Seal"/> closed; null when the key is gone.</summary>
    public async Task<string?> Open(string userId, string? sealedText, CancellationToken ct)
    {
        if (sealedText is null || await db.One<string>("SELECT wrapped_key FROM data_keys WHERE user_id = @userId", new { userId }, ct) is not { } wrapped)
        {
            return null;
        }

        using KeyEncryptionKey own = new(kek.Unwrap("data_key", userId, wrapped));
        return own.UnwrapText("personal", userId, sealedText);
    }
}
