using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Users;

namespace Foyer.Server.Identifications;

/// <summary>A row of <c>email_addresses</c> or <c>phone_numbers</c>, as far as both are alike.</summary>
internal sealed record IdentificationRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>The address or number.</summary>
    public required string Value { get; init; }

    public bool Reserved { get; init; }

    public string? VerificationStatus { get; init; }

    /// <summary>What was prepared last to prove it; null when nothing was.</summary>
    public string? VerificationId { get; init; }

    public bool IsVerified => VerificationStatus == Contracts.VerificationStatus.Verified.Value;

    /// <summary>Whether nobody else can have it.</summary>
    public bool IsOwned => IsVerified || Reserved;
}

/// <summary>How firmly an account holds an identifier.</summary>
internal enum Standing
{
    /// <summary>Proven by nobody yet: others may have it pending too.</summary>
    Unproven,

    /// <summary>Held for the account by the operator; the next code proves it.</summary>
    Reserved,

    /// <summary>Proven.</summary>
    Verified,
}

/// <summary>
/// Adds, proves and removes identifiers. Who proves one owns it: the partial unique index decides between two that
/// prove at once, and the slower one's transaction runs again and sees the owner.
/// </summary>
/// <remarks>Callers hold the user's row and afterwards announce the change.</remarks>
internal sealed class IdentificationStore(Mailer mailer, SecondFactorPhones phones, TimeProvider clock)
{
    /// <summary>Most identifiers of one kind on one account.</summary>
    public const int MaxPerUser = 10;

    public Task<IdentificationRow?> Find(Tx tx, IdentifierKind kind, string instanceId, string id) =>
        tx.One<IdentificationRow>($"{Select(kind)} WHERE id = @id AND instance_id = @instanceId", new { id, instanceId });

    public Task<IReadOnlyList<IdentificationRow>> Of(Tx tx, IdentifierKind kind, string userId) =>
        tx.Many<IdentificationRow>($"{Select(kind)} WHERE user_id = @userId ORDER BY position, id", new { userId });

    /// <summary>Who has proven it or holds it by the operator's word; null when nobody does.</summary>
    public Task<string?> Owner(Tx tx, IdentifierKind kind, string instanceId, string value) =>
        tx.One<string>($"SELECT user_id FROM {kind.Plural} WHERE instance_id = @instanceId AND {kind.Name} = @value AND (verification_status = 'verified' OR reserved)", new { instanceId, value });

    /// <summary>Adds one to an account.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="user">Whose.</param>
    /// <param name="value">Normalised.</param>
    /// <param name="standing">How firmly.</param>
    /// <param name="strategy">What proved it; needed when it is verified.</param>
    public async Task<Outcome<string>> Add(Tx tx, IdentifierKind kind, UserRow user, string value, Standing standing, string? strategy = null)
    {
        IReadOnlyList<IdentificationRow> own = await Of(tx, kind, user.Id);
        if (own.Any(row => row.Value == value))
        {
            return UserFaults.Taken(kind.Name);
        }

        if (own.Count >= MaxPerUser)
        {
            return IdentificationFaults.TooMany;
        }

        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("idn", now);
        int added = await tx.Run($"""
            INSERT INTO {kind.Plural} (id, instance_id, user_id, {kind.Name}, reserved, verification_status, verification_strategy, position, created_at, updated_at)
            VALUES (@id, @InstanceId, @userId, @value, @reserved, @status, @strategy, (SELECT COALESCE(MAX(position), -1) + 1 FROM {kind.Plural} WHERE user_id = @userId), @now, @now)
            ON CONFLICT DO NOTHING
            """,
            new { id, user.InstanceId, userId = user.Id, value, reserved = standing == Standing.Reserved, status = standing == Standing.Verified ? "verified" : null, strategy = standing == Standing.Verified ? strategy : null, now });
        if (added == 0)
        {
            return UserFaults.Taken(kind.Name);
        }

        if (standing != Standing.Unproven)
        {
            await SetFirstPrimary(tx, kind, user.Id, id);
        }

        return id;
    }

    /// <summary>Marks one as proven, unless somebody else has proven it. The first of its kind becomes the primary one.</summary>
    public async Task<Fault?> Prove(Tx tx, IdentifierKind kind, UserRow user, IdentificationRow row, string strategy)
    {
        if (await Owner(tx, kind, user.InstanceId, row.Value) is { } owner && owner != user.Id)
        {
            return UserFaults.Taken(kind.Name);
        }

        await tx.Run($"UPDATE {kind.Plural} SET verification_status = 'verified', verification_strategy = @strategy, reserved = FALSE, updated_at = @now WHERE id = @Id", new { row.Id, strategy, now = clock.GetUtcNow() });
        await SetFirstPrimary(tx, kind, user.Id, row.Id);
        await phones.Settle(tx, user.Id);
        return null;
    }

    /// <summary>Takes the proof back: from now on it neither signs anybody in nor keeps anybody else from it.</summary>
    public async Task<Fault?> Unprove(Tx tx, IdentifierKind kind, UserRow user, IdentificationRow row)
    {
        if (row.IsOwned && await IsLastWayIn(tx, user, row))
        {
            return IdentificationFaults.LastOne;
        }

        await tx.Run($"UPDATE {kind.Plural} SET verification_status = NULL, verification_strategy = NULL, verification_id = NULL, reserved = FALSE, updated_at = @now WHERE id = @Id", new { row.Id, now = clock.GetUtcNow() });
        await ReplacePrimary(tx, kind, user.Id, row.Id);
        return null;
    }

    /// <summary>Removes one, unless the account or the application cannot do without.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="user">Whose.</param>
    /// <param name="row">Which.</param>
    /// <param name="isRequired">Whether the application demands one of the kind.</param>
    public async Task<Fault?> Remove(Tx tx, IdentifierKind kind, UserRow user, IdentificationRow row, bool isRequired)
    {
        if (row.IsOwned && await IsLastWayIn(tx, user, row))
        {
            return IdentificationFaults.LastOne;
        }

        if (await IsLinked(tx, kind, user.Id, row))
        {
            return IdentificationFaults.Needed;
        }

        if (isRequired && row.IsOwned && !(await Of(tx, kind, user.Id)).Any(other => other.IsOwned && other.Id != row.Id))
        {
            return IdentificationFaults.Needed;
        }

        await Delete(tx, kind, row.Id);
        await ReplacePrimary(tx, kind, user.Id, row.Id);
        return null;
    }

    /// <summary>Whether a connected account brought it, and would bring it again.</summary>
    public async Task<bool> IsLinked(Tx tx, IdentifierKind kind, string userId, IdentificationRow row) =>
        kind.Name == IdentifierKinds.EmailAddress.Name && row.IsVerified && await tx.One<string>(
            "SELECT id FROM external_accounts WHERE user_id = @userId AND provider_user_id IS NOT NULL AND email_address_verified AND email_address = @Value", new { userId, row.Value }) is not null;

    /// <summary>Removes one whatever the account is left with: for replacing it by another.</summary>
    public async Task Delete(Tx tx, IdentifierKind kind, string id)
    {
        await tx.Run("UPDATE verifications SET status = 'expired' WHERE owner_id = @id AND status = 'unverified'", new { id });
        await tx.Run($"DELETE FROM {kind.Plural} WHERE id = @id", new { id });
    }

    /// <summary>Makes a proven or reserved one the primary of its kind; the address that was primary hears of it when asked to.</summary>
    public async Task<Fault?> SetPrimary(Tx tx, Instance instance, IdentifierKind kind, UserRow user, IdentificationRow row, bool notify)
    {
        if (!row.IsOwned)
        {
            return UserFaults.StillUnproven.At(kind.PrimaryColumn);
        }

        Primary before = (await tx.One<Primary>($"SELECT {kind.PrimaryColumn} AS id, {kind.Name} AS value FROM users WHERE id = @Id", new { user.Id }))!;
        await tx.Run($"UPDATE users SET {kind.PrimaryColumn} = @rowId, {kind.Name} = @Value WHERE id = @userId", new { rowId = row.Id, row.Value, userId = user.Id });
        if (notify && before.Value is not null && before.Value != row.Value && kind.Name == IdentifierKinds.EmailAddress.Name)
        {
            await Announce(tx, instance, user, before.Value, row.Value);
        }

        return null;
    }

    /// <summary>Tells an address that it is no longer the primary one.</summary>
    public Task Announce(Tx tx, Instance instance, UserRow user, string before, string now) =>
        mailer.Send(tx, instance, new PrimaryEmailAddressChangedMessage(Recipient.Email(before, user.Locale, user.Id), now));

    /// <summary>Remembers what was prepared to prove it.</summary>
    public Task Prepared(Tx tx, IdentifierKind kind, string id, string verificationId) => tx.Run($"UPDATE {kind.Plural} SET verification_id = @verificationId WHERE id = @id", new { id, verificationId });

    private static string Select(IdentifierKind kind) => $"SELECT id, user_id, {kind.Name} AS value, reserved, verification_status, verification_id FROM {kind.Plural}";

    /// <summary>Whether the person is known by anything besides the username, and besides one more.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="userId">Whose account.</param>
    /// <param name="besides">Id of an address or number that does not count; null for none.</param>
    public async Task<bool> HasOthers(Tx tx, string userId, string? besides = null)
    {
        const string owned = "user_id = @userId AND id <> @besides AND (verification_status = 'verified' OR reserved)";
        return await tx.One<long>($"""
            SELECT (SELECT count(*) FROM email_addresses WHERE {owned}) + (SELECT count(*) FROM phone_numbers WHERE {owned})
                 + (SELECT count(*) FROM web3_wallets WHERE user_id = @userId AND verification_status = 'verified')
                 + (SELECT count(*) FROM external_accounts WHERE user_id = @userId AND provider_user_id IS NOT NULL)
            """, new { userId, besides = besides ?? "" }) > 0;
    }

    private async Task<bool> IsLastWayIn(Tx tx, UserRow user, IdentificationRow row) => user.Username is null && !await HasOthers(tx, user.Id, row.Id);

    private static Task SetFirstPrimary(Tx tx, IdentifierKind kind, string userId, string id) => tx.Run(
        $"UPDATE users SET {kind.PrimaryColumn} = @id, {kind.Name} = (SELECT {kind.Name} FROM {kind.Plural} WHERE id = @id) WHERE id = @userId AND {kind.PrimaryColumn} IS NULL", new { id, userId });

    /// <summary>The oldest one left takes the place of a primary that is gone.</summary>
    private async Task ReplacePrimary(Tx tx, IdentifierKind kind, string userId, string goneId)
    {
        IdentificationRow? next = (await Of(tx, kind, userId)).FirstOrDefault(row => row.IsOwned && row.Id != goneId);
        await tx.Run($"UPDATE users SET {kind.PrimaryColumn} = @nextId, {kind.Name} = @next WHERE id = @userId AND {kind.PrimaryColumn} = @goneId",
            new { nextId = next?.Id, next = next?.Value, userId, goneId });
        await phones.Settle(tx, userId);
    }

    private sealed record Primary
    {
        public string? Id { get; init; }

        public string? Value { get; init; }
    }
}
