using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Instances;
using Foyer.Server.Messages;

namespace Foyer.Server.Restrictions;

/// <summary>A row of <c>allowlist_identifiers</c> or <c>blocklist_identifiers</c>.</summary>
internal sealed record ListedIdentifierRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string Identifier { get; init; }

    public required string IdentifierType { get; init; }

    public string? InvitationId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Which of the two lists.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Prefix">Prefix of its ids.</param>
/// <param name="Name">Name of an entry on the wire.</param>
internal sealed record IdentifierList(string Table, string Prefix, string Name)
{
    public static readonly IdentifierList Allow = new("allowlist_identifiers", "alid", "allowlist_identifier");

    public static readonly IdentifierList Block = new("blocklist_identifiers", "blid", "blocklist_identifier");
}

/// <summary>Reads and writes the two lists.</summary>
internal sealed class RestrictionStore(Database db, Outbox outbox, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ListedIdentifierRow>> List(IdentifierList list, string instanceId, int limit, long offset, CancellationToken ct) =>
        db.Many<ListedIdentifierRow>($"SELECT * FROM {list.Table} WHERE instance_id = @instanceId ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset", new { instanceId, limit, offset }, ct);

    public Task<long> Count(IdentifierList list, string instanceId, CancellationToken ct) =>
        db.One<long>($"SELECT count(*) FROM {list.Table} WHERE instance_id = @instanceId", new { instanceId }, ct);

    /// <summary>Whether one of these entries stands on the list.</summary>
    public async Task<bool> ContainsAny(IdentifierList list, string instanceId, IReadOnlyList<string> entries, CancellationToken ct) =>
        await db.One<string>($"SELECT id FROM {list.Table} WHERE instance_id = @instanceId AND {db.Dialect.In("identifier", "entries")} LIMIT 1", new { instanceId, entries = new TextList(entries) }, ct) is not null;

    /// <summary>The same in a transaction.</summary>
    public static async Task<bool> ContainsAny(Tx tx, IdentifierList list, string instanceId, string[] entries) =>
        await tx.One<string>($"SELECT id FROM {list.Table} WHERE instance_id = @instanceId AND {tx.Dialect.In("identifier", "entries")} LIMIT 1", new { instanceId, entries = new TextList(entries) }) is not null;

    /// <summary>Whether an account has the same Gmail mailbox, dots aside. An address nobody has proven is nobody's.</summary>
    public async Task<bool> HasDotted(string instanceId, string gmailAddress, CancellationToken ct) =>
        await db.One<string>("""
            SELECT id FROM email_addresses
            WHERE instance_id = @instanceId AND email_address LIKE '%@gmail.com' AND replace(email_address, '.', '') = @key AND (verification_status = 'verified' OR reserved) LIMIT 1
            """, new { instanceId, key = gmailAddress.Replace(".", "", StringComparison.Ordinal) }, ct) is not null;

    /// <summary>Adds an entry; null when it is there already.</summary>
    public async Task<ListedIdentifierRow?> Insert(Tx tx, IdentifierList list, string instanceId, string identifier, string type, string? invitationId)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New(list.Prefix, now);
        (string column, string value) = list == IdentifierList.Allow ? (", invitation_id", ", @invitationId") : ("", "");
        ListedIdentifierRow? row = await tx.One<ListedIdentifierRow>($"""
            INSERT INTO {list.Table} (id, instance_id, identifier, identifier_type, created_at, updated_at{column})
            VALUES (@id, @instanceId, @identifier, @type, @now, @now{value}) ON CONFLICT DO NOTHING RETURNING *
            """, new { id, instanceId, identifier, type, invitationId, now });
        if (row is not null)
        {
            await outbox.Audit(tx, instanceId, list.Name + ".created", null, id);
        }

        return row;
    }

    public async Task<bool> Delete(Tx tx, IdentifierList list, string instanceId, string id)
    {
        bool deleted = await tx.Run($"DELETE FROM {list.Table} WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }) == 1;
        if (deleted)
        {
            await outbox.Audit(tx, instanceId, list.Name + ".deleted", null, id);
        }

        return deleted;
    }
}

/// <summary>
/// The one judge of who may come in: every place where an identifier is new asks <see cref="Check"/>, and sign-in asks
/// <see cref="CheckSignIn"/>. Whoever brings an invitation was chosen by the operator and is not asked about.
/// </summary>
internal sealed class RestrictionGate(RestrictionStore lists, DisposableDomains disposable)
{
    /// <summary>Why a normalised identifier may not be somebody's new one; null when it may.</summary>
    /// <param name="instance">Whose rules.</param>
    /// <param name="type">One of <see cref="IdentifierTypes"/>.</param>
    /// <param name="identifier">Normalised.</param>
    /// <param name="ct">Stops the reads.</param>
    /// <param name="hidesAccounts">Whether the answer must not tell that there is an account; see <see cref="IsMailboxTaken"/>.</param>
    public async Task<Fault?> Check(Instance instance, string type, string identifier, CancellationToken ct, bool hidesAccounts = false)
    {
        RestrictionSettings settings = instance.Settings.UserSettings.Restrictions;
        if (type == IdentifierTypes.EmailAddress && EmailAddress(instance, settings, identifier) is { } refused)
        {
            return refused.At(type);
        }

        if (!hidesAccounts && await IsMailboxTaken(instance, type, identifier, ct))
        {
            return RestrictionFaults.DuplicateMailbox.At(type);
        }

        return settings.Blocklist.Enabled && await lists.ContainsAny(IdentifierList.Block, instance.Id, RestrictionRules.Blocking(type, identifier), ct) ? RestrictionFaults.Blocked :
            settings.Allowlist.Enabled && !await lists.ContainsAny(IdentifierList.Allow, instance.Id, RestrictionRules.Allowing(type, identifier), ct) ? RestrictionFaults.NotAllowed :
            null;
    }

    /// <summary>Why somebody with these normalised identifiers may not sign in; null when they may. One blocked identifier keeps its owner out.</summary>
    /// <remarks>
    /// The allow-list is about who may join: whoever was invited, made by the operator or here before the list was switched on
    /// would otherwise be locked out by it.
    /// </remarks>
    public static async Task<Fault?> CheckSignIn(Tx tx, Instance instance, IEnumerable<(string Type, string Identifier)> identifiers)
    {
        RestrictionSettings settings = instance.Settings.UserSettings.Restrictions;
        if (!settings.Blocklist.Enabled || settings.AllowlistBlocklistDisabledOnSignIn.Enabled)
        {
            return null;
        }

        string[] entries = [.. identifiers.SelectMany(item => RestrictionRules.Blocking(item.Type, item.Identifier))];
        return entries.Length > 0 && await RestrictionStore.ContainsAny(tx, IdentifierList.Block, instance.Id, entries) ? RestrictionFaults.Blocked : null;
    }

    /// <summary>Whether somebody has the mailbox of an address, however it is spelt, on an instance that takes the spellings for one.</summary>
    public async Task<bool> IsMailboxTaken(Instance instance, string type, string identifier, CancellationToken ct) =>
        type == IdentifierTypes.EmailAddress && instance.Settings.UserSettings.Restrictions.IgnoreDotsForGmailAddresses.Enabled &&
        RestrictionRules.Domain(identifier) == RestrictionRules.Gmail && await lists.HasDotted(instance.Id, identifier, ct);

    private Fault? EmailAddress(Instance instance, RestrictionSettings settings, string address)
    {
        // Test addresses carry a tag by nature, and nobody reads them.
        bool isTest = instance.TestMode && TestIdentifiers.IsTestEmailAddress(address);
        return settings.BlockEmailSubaddresses.Enabled && EmailAddressRules.HasSubaddress(address) && !isTest ? RestrictionFaults.SubaddressBlocked :
            settings.BlockDisposableEmailDomains.Enabled && disposable.Contains(address) ? RestrictionFaults.DisposableBlocked :
            null;
    }
}
