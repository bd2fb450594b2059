using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Users;

namespace Foyer.Server.ExternalAccounts;

/// <summary>Who somebody from a provider is here.</summary>
/// <param name="Verdict">What becomes of them.</param>
/// <param name="UserId">Whose the account, or the address, is; null for nobody.</param>
/// <param name="Account">The connected account; null when it is not.</param>
internal sealed record LinkingDecision(LinkingVerdict Verdict, string? UserId, ExternalAccountRow? Account);

/// <summary>Reads and writes <c>external_accounts</c>. They are found by connection and subject, never by address.</summary>
internal sealed class ExternalAccountStore(Database db, KeyEncryptionKey kek, UserStore users, ISessionRevoker sessions, Outbox outbox, TimeProvider clock)
{
    private const string TokenPurpose = "external_account_token";
    private const string DraftPurpose = "external_account_draft";

    /// <summary>Longer than any such token is believed.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RefreshClaim = TimeSpan.FromSeconds(15);

    public Task<ExternalAccountRow?> Find(string instanceId, string userId, string id, CancellationToken ct) =>
        db.One<ExternalAccountRow>(ExternalAccountRow.OfUsers("a.id = @id AND a.user_id = @userId AND a.instance_id = @instanceId"), new { id, userId, instanceId }, ct);

    /// <summary>Accounts of a person on one connection, oldest first.</summary>
    public Task<IReadOnlyList<ExternalAccountRow>> Connected(string instanceId, string userId, string connection, CancellationToken ct) => db.Many<ExternalAccountRow>(
        "SELECT * FROM external_accounts WHERE user_id = @userId AND instance_id = @instanceId AND connection = @connection AND provider_user_id IS NOT NULL ORDER BY created_at, id",
        new { userId, instanceId, connection }, ct);

    /// <summary>Decides who somebody is, and holds what the decision rests on until the transaction ends.</summary>
    public async Task<LinkingDecision> Decide(Tx tx, string instanceId, ExternalAccountDraft draft)
    {
        // Two of the same subject, or of the same address, come one after the other.
        await tx.Hold($"{instanceId}:{draft.Connection}:{draft.ProviderUserId}");
        await tx.Hold(instanceId + draft.EmailAddress);
        ExternalAccountRow? known = await tx.One<ExternalAccountRow>(
            "SELECT * FROM external_accounts WHERE instance_id = @instanceId AND connection = @Connection AND provider_user_id = @ProviderUserId", new { instanceId, draft.Connection, draft.ProviderUserId });
        AddressHolder? holder = known is not null || draft.EmailAddress is null ? null : await tx.One<AddressHolder>(
            "SELECT id, user_id, verification_status FROM email_addresses WHERE instance_id = @instanceId AND email_address = @EmailAddress AND (verification_status = 'verified' OR reserved)", new { instanceId, draft.EmailAddress });
        AddressOwner owner = holder is null ? AddressOwner.Nobody :
            holder.VerificationStatus == VerificationStatus.Verified.Value ? AddressOwner.Proven :
            await HasProvenOtherwise(tx, holder.UserId) ? AddressOwner.UnprovenBesideOthers : AddressOwner.Unproven;
        return new LinkingDecision(LinkingRules.Decide(known is not null, draft.EmailAddressVerified == true, owner), known?.UserId ?? holder?.UserId, known);
    }

    /// <summary>Spends the token a page or app brought; false when it was used before.</summary>
    public async Task<bool> Spend(Tx tx, string instanceId, ExternalAccountDraft draft) => draft.TokenDigest is null || await tx.Run(
        "INSERT INTO spent_id_tokens (token_digest, instance_id, expires_at) VALUES (@TokenDigest, @instanceId, @until) ON CONFLICT DO NOTHING",
        new { draft.TokenDigest, instanceId, until = clock.GetUtcNow() + TokenLifetime }) == 1;

    /// <summary>Connects a proven identity to a user; false when somebody has it already.</summary>
    public async Task<bool> Insert(Tx tx, string instanceId, string userId, ExternalAccountDraft draft)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("eac", now);
        int made = await tx.Run("""
            INSERT INTO external_accounts (id, instance_id, user_id, connection, provider_user_id, identification_id, email_address, email_address_verified, first_name, last_name, username,
                image_url, approved_scopes, wrapped_access_token, wrapped_refresh_token, wrapped_id_token, access_token_expires_at, created_at, updated_at)
            VALUES (@id, @instanceId, @userId, @Connection, @ProviderUserId, @identificationId, @EmailAddress, @EmailAddressVerified, @FirstName, @LastName, @Username,
                @ImageUrl, @Scopes, @accessToken, @refreshToken, @idToken, @AccessTokenExpiresAt, @now, @now)
            ON CONFLICT DO NOTHING
            """, Columns(id, instanceId, userId, draft, now));
        if (made == 1)
        {
            await outbox.Audit(tx, instanceId, "external_account.connected", userId, userId, Detail(id, draft.Connection));
            if (draft.ImageUrl is { Length: > 0 } url && await tx.One<string>("SELECT id FROM users WHERE id = @userId AND image_id IS NULL", new { userId }) is not null)
            {
                await outbox.Add(tx, instanceId, OutboxKind.Picture, "user.picture", userId, url);
            }
        }

        return made == 1;
    }

    /// <summary>Begins to connect an account; one of the same connection that was never finished gives way.</summary>
    public async Task<ExternalAccountRow> Begin(Tx tx, string instanceId, string userId, string connection)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Run("DELETE FROM external_accounts WHERE user_id = @userId AND connection = @connection AND provider_user_id IS NULL", new { userId, connection });
        return (await tx.One<ExternalAccountRow>("""
            INSERT INTO external_accounts (id, instance_id, user_id, connection, identification_id, created_at, updated_at) VALUES (@id, @instanceId, @userId, @connection, @identificationId, @now, @now)
            RETURNING *
            """, new { id = Ids.New("eac", now), instanceId, userId, connection, identificationId = Ids.New("idn", now), now }))!;
    }

    public Task Prepared(Tx tx, string id, string verificationId) =>
        tx.Run("UPDATE external_accounts SET verification_id = @verificationId, updated_at = @now WHERE id = @id", new { id, verificationId, now = clock.GetUtcNow() });

    /// <summary>Finishes an account under way, or one connected again: subject, tokens, scopes and what the provider says now.</summary>
    /// <remarks>The address an account was connected with stays: what the provider tells later moves nothing here.</remarks>
    public async Task<bool> Connect(Tx tx, ExternalAccountRow row, ExternalAccountDraft draft)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int changed = await tx.Run("""
            UPDATE external_accounts SET provider_user_id = @ProviderUserId,
                email_address = CASE WHEN provider_user_id IS NULL THEN CAST(@EmailAddress AS text) ELSE email_address END,
                email_address_verified = CASE WHEN provider_user_id IS NULL THEN CAST(@EmailAddressVerified AS boolean) ELSE email_address_verified END,
                first_name = @FirstName, last_name = @LastName, username = @Username, image_url = @ImageUrl,
                approved_scopes = @Scopes, wrapped_access_token = COALESCE(@accessToken, wrapped_access_token), wrapped_refresh_token = COALESCE(@refreshToken, wrapped_refresh_token),
                wrapped_id_token = COALESCE(@idToken, wrapped_id_token), access_token_expires_at = CASE WHEN CAST(@accessToken AS text) IS NULL THEN access_token_expires_at ELSE CAST(@AccessTokenExpiresAt AS bigint) END,
                verification_id = NULL, updated_at = @now
            WHERE id = @id AND (provider_user_id IS NULL OR provider_user_id = @ProviderUserId)
            """, Columns(row.Id, row.InstanceId, row.UserId, draft, now));
        if (changed == 1 && !row.IsConnected)
        {
            await outbox.Audit(tx, row.InstanceId, "external_account.connected", row.UserId, row.UserId, Detail(row.Id, row.Connection));
        }

        return changed == 1;
    }

    public async Task<bool> Delete(Tx tx, ExternalAccountRow row, string? actorId)
    {
        bool deleted = await tx.Run("DELETE FROM external_accounts WHERE id = @Id AND instance_id = @InstanceId", new { row.Id, row.InstanceId }) == 1;
        if (deleted)
        {
            await outbox.Audit(tx, row.InstanceId, "external_account.disconnected", actorId, row.UserId, Detail(row.Id, row.Connection));
        }

        return deleted;
    }

    /// <summary>Forgets an account's tokens, and has them given back to the provider.</summary>
    public async Task RevokeTokens(Tx tx, string id)
    {
        // Read again under a lock: they may have been renewed a moment ago.
        if (await tx.One<ExternalAccountRow>($"SELECT * FROM external_accounts WHERE id = @id {tx.Dialect.LockForUpdate}", new { id }) is not { } row)
        {
            return;
        }

        await tx.Run("UPDATE external_accounts SET wrapped_access_token = NULL, wrapped_refresh_token = NULL, wrapped_id_token = NULL, access_token_expires_at = NULL, updated_at = @now WHERE id = @Id",
            new { row.Id, now = clock.GetUtcNow() });
        foreach (string token in new[] { RefreshToken(row), AccessToken(row) }.OfType<string>())
        {
            await outbox.Add(tx, row.InstanceId, OutboxKind.Call, TokenRevocations.TypeName, row.UserId, JsonSerializer.Serialize(new TokenToRevoke(row.Connection, token), RevocationJson.Default.TokenToRevoke));
        }
    }

    /// <summary>Claims the right to renew an account's tokens: one at a time, on all nodes.</summary>
    public async Task<bool> ClaimRefresh(string id, CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return await db.Write(tx => tx.Run("UPDATE external_accounts SET refresh_claimed_until = @until WHERE id = @id AND (refresh_claimed_until IS NULL OR refresh_claimed_until <= @now)",
            new { id, now, until = now + RefreshClaim }), ct) == 1;
    }

    /// <summary>Writes renewed tokens and gives the claim back.</summary>
    public Task Refreshed(string id, string? accessToken, string? refreshToken, DateTimeOffset? expiresAt, CancellationToken ct) => db.Write(tx => tx.Run("""
        UPDATE external_accounts SET refresh_claimed_until = NULL, wrapped_access_token = COALESCE(@access, wrapped_access_token), wrapped_refresh_token = COALESCE(@refresh, wrapped_refresh_token),
            access_token_expires_at = CASE WHEN CAST(@access AS text) IS NULL THEN access_token_expires_at ELSE CAST(@expiresAt AS bigint) END, updated_at = @now
        WHERE id = @id
        """, new { id, access = Wrap(id, "access", accessToken), refresh = Wrap(id, "refresh", refreshToken), expiresAt, now = clock.GetUtcNow() }), ct);

    public string? AccessToken(ExternalAccountRow row) => Unwrap(row.Id, "access", row.WrappedAccessToken);

    public string? RefreshToken(ExternalAccountRow row) => Unwrap(row.Id, "refresh", row.WrappedRefreshToken);

    public string? IdToken(ExternalAccountRow row) => Unwrap(row.Id, "id", row.WrappedIdToken);

    /// <summary>A draft as an attempt keeps it.</summary>
    public string WrapDraft(string ownerId, ExternalAccountDraft draft) => kek.Wrap(DraftPurpose, ownerId, draft.ToJson());

    public ExternalAccountDraft UnwrapDraft(string ownerId, string wrapped) => ExternalAccountDraft.Parse(kek.UnwrapText(DraftPurpose, ownerId, wrapped));

    /// <summary>
    /// Hands an account whose address was never proven to whoever has proven it now: everything that opened it before is
    /// taken away, and every session ends, so that nobody who made it in advance is still inside.
    /// </summary>
    public async Task Claim(Tx tx, string instanceId, string userId, string emailAddress, string strategy)
    {
        foreach (string table in Keys)
        {
            await tx.Run($"DELETE FROM {table} WHERE user_id = @userId", new { userId });
        }

        await tx.Run("DELETE FROM email_addresses WHERE user_id = @userId AND email_address <> @emailAddress", new { userId, emailAddress });
        await tx.Run("UPDATE email_addresses SET verification_status = 'verified', verification_strategy = @strategy, reserved = FALSE, updated_at = @now WHERE user_id = @userId AND email_address = @emailAddress",
            new { userId, emailAddress, strategy, now = clock.GetUtcNow() });
        await tx.Run("""
            UPDATE users SET totp_enabled = FALSE, backup_code_enabled = FALSE, passkey_count = 0, primary_phone_number_id = NULL, phone_number = NULL, primary_web3_wallet_id = NULL, web3_wallet = NULL,
                primary_email_address_id = (SELECT id FROM email_addresses e WHERE e.user_id = users.id), email_address = @emailAddress
            WHERE id = @userId
            """, new { userId, emailAddress });
        await sessions.RevokeAll(tx, instanceId, userId);
        await users.Changed(tx, instanceId, userId);
        await outbox.Audit(tx, instanceId, "user.claimed", userId, userId);
    }

    /// <summary>Takes an address that was never proven away from whoever gave it.</summary>
    public async Task Release(Tx tx, string instanceId, string userId, string emailAddress)
    {
        await tx.Run("UPDATE users SET primary_email_address_id = NULL, email_address = NULL WHERE id = @userId AND email_address = @emailAddress", new { userId, emailAddress });
        await tx.Run("DELETE FROM email_addresses WHERE user_id = @userId AND email_address = @emailAddress AND verification_status IS NULL", new { userId, emailAddress });
        await users.Changed(tx, instanceId, userId);
        await outbox.Audit(tx, instanceId, "email_address.released", null, userId);
    }

    /// <summary>What opens an account, and could have been put there by whoever made it without owning the address.</summary>
    private static readonly string[] Keys = ["passwords", "external_accounts", "phone_numbers", "web3_wallets", "passkeys", "trusted_devices", "totps", "backup_codes"];

    private static async Task<bool> HasProvenOtherwise(Tx tx, string userId) => await tx.One<string>("""
        SELECT id FROM email_addresses WHERE user_id = @userId AND verification_status = 'verified'
        UNION ALL SELECT id FROM phone_numbers WHERE user_id = @userId AND verification_status = 'verified'
        UNION ALL SELECT id FROM web3_wallets WHERE user_id = @userId AND verification_status = 'verified'
        UNION ALL SELECT id FROM external_accounts WHERE user_id = @userId AND provider_user_id IS NOT NULL
        LIMIT 1
        """, new { userId }) is not null;

    private object Columns(string id, string instanceId, string userId, ExternalAccountDraft draft, DateTimeOffset now) => new
    {
        id, instanceId, userId, identificationId = Ids.New("idn", now), draft.Connection, draft.ProviderUserId, draft.EmailAddress, draft.EmailAddressVerified, draft.FirstName, draft.LastName,
        draft.Username, draft.ImageUrl, draft.Scopes, accessToken = Wrap(id, "access", draft.AccessToken), refreshToken = Wrap(id, "refresh", draft.RefreshToken), idToken = Wrap(id, "id", draft.IdToken),
        draft.AccessTokenExpiresAt, now,
    };

    private string? Wrap(string id, string kind, string? token) => token is null ? null : kek.Wrap(TokenPurpose, id + ":" + kind, token);

    private string? Unwrap(string id, string kind, string? wrapped) => wrapped is null ? null : kek.UnwrapText(TokenPurpose, id + ":" + kind, wrapped);

    private static string Detail(string id, string connection) => $$"""{"external_account_id":"{{id}}","provider":"{{connection}}"}""";

    private sealed record AddressHolder
    {
        public required string Id { get; init; }

        public required string UserId { get; init; }

        public string? VerificationStatus { get; init; }
    }
}
