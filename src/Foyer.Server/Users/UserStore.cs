using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Images;
using Foyer.Server.Instances;
using Foyer.Server.Passkeys;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Users;

/// <summary>A user about to be made. Identifiers are normalised already.</summary>
internal sealed record NewUser
{
    /// <summary>The id it was promised; null for a new one.</summary>
    public string? Id { get; init; }

    public string? ExternalId { get; init; }

    public string? Username { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Locale { get; init; }

    public IReadOnlyList<NewIdentifier> EmailAddresses { get; init; } = [];

    public IReadOnlyList<NewIdentifier> PhoneNumbers { get; init; } = [];

    public IReadOnlyList<NewIdentifier> Web3Wallets { get; init; } = [];

    public string? PasswordHash { get; init; }

    public string PublicMetadata { get; init; } = "{}";

    public string PrivateMetadata { get; init; } = "{}";

    public string UnsafeMetadata { get; init; } = "{}";

    public bool DeleteSelfEnabled { get; init; } = true;

    public bool CreateOrganizationEnabled { get; init; } = true;

    public int? CreateOrganizationsLimit { get; init; }

    public bool BypassClientTrust { get; init; }

    public bool Banned { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>An address, number or wallet of a new user.</summary>
/// <param name="Value">Normalised.</param>
/// <param name="Strategy">What proved it; null when nothing did.</param>
/// <param name="Reserved">Held without proof.</param>
internal sealed record NewIdentifier(string Value, string? Strategy, bool Reserved = false);

/// <summary>Reads and writes <c>users</c> and what hangs on them.</summary>
internal sealed class UserStore(Database db, KeyEncryptionKey kek, Initials initials, Outbox outbox, TimeProvider clock)
{
    public const string Columns = "u.*, p.changed_at AS password_changed_at, p.compromised_at AS password_compromised_at";
    public const string From = "users u LEFT JOIN passwords p ON p.user_id = u.id";

    private const string ById = $"SELECT {Columns} FROM {From} WHERE u.id = @id AND u.instance_id = @instanceId";

    /// <summary>What hangs on one person, in the order <see cref="Read"/> takes it.</summary>
    private static readonly string Belongings = $"""
        SELECT * FROM email_addresses WHERE user_id = @id ORDER BY position, id;
        SELECT * FROM phone_numbers WHERE user_id = @id ORDER BY position, id;
        SELECT * FROM web3_wallets WHERE user_id = @id ORDER BY position, id;
        SELECT * FROM passkeys WHERE user_id = @id AND verified ORDER BY created_at, id;
        {ExternalAccountRow.OfUsers("user_id = @id")}
        """;

    public Task<UserRow?> Find(string instanceId, string id, CancellationToken ct) => db.One<UserRow>(ById, new { id, instanceId }, ct);

    /// <summary>The user and the row locked against other writers until the transaction ends.</summary>
    public Task<UserRow?> FindForUpdate(Tx tx, string instanceId, string id) => tx.One<UserRow>(ForUpdate(tx), new { id, instanceId });

    /// <summary>Who has proven the address, or for whom it is held. Pending, it is nobody's.</summary>
    public Task<UserRow?> FindByEmailAddress(string instanceId, string emailAddress, CancellationToken ct) =>
        db.One<UserRow>($"SELECT {Columns} FROM {From} WHERE u.id = (SELECT user_id FROM email_addresses WHERE instance_id = @instanceId AND email_address = @emailAddress AND (verification_status = 'verified' OR reserved))", new { instanceId, emailAddress }, ct);

    public Task<UserRow?> FindByUsername(string instanceId, string username, CancellationToken ct) =>
        db.One<UserRow>($"SELECT {Columns} FROM {From} WHERE u.instance_id = @instanceId AND u.username_key = @key", new { instanceId, key = UsernameRules.Key(username) }, ct);

    /// <inheritdoc cref="FindByEmailAddress" />
    public Task<UserRow?> FindByPhoneNumber(string instanceId, string phoneNumber, CancellationToken ct) =>
        db.One<UserRow>($"SELECT {Columns} FROM {From} WHERE u.id = (SELECT user_id FROM phone_numbers WHERE instance_id = @instanceId AND phone_number = @phoneNumber AND (verification_status = 'verified' OR reserved))", new { instanceId, phoneNumber }, ct);

    public Task<UserRow?> FindByWeb3Wallet(string instanceId, string web3Wallet, CancellationToken ct) =>
        db.One<UserRow>($"SELECT {Columns} FROM {From} WHERE u.id = (SELECT user_id FROM web3_wallets WHERE instance_id = @instanceId AND web3_wallet = @web3Wallet AND verification_status = 'verified')", new { instanceId, web3Wallet }, ct);

    public Task<IReadOnlyList<EmailAddressRow>> EmailAddresses(string userId, CancellationToken ct) =>
        db.Many<EmailAddressRow>("SELECT * FROM email_addresses WHERE user_id = @userId ORDER BY position, id", new { userId }, ct);

    public async Task<UserAggregate?> FindAggregate(string instanceId, string id, CancellationToken ct)
    {
        if (await db.Several($"{ById}; {Belongings}", new { id, instanceId }, Read, ct) is not { } user)
        {
            return null;
        }

        IReadOnlyDictionary<string, VerificationRow> pending = await Pending(user.EmailAddresses, user.PhoneNumbers, ct);
        return pending.Count == 0 ? user : user with { EmailAddresses = [.. user.EmailAddresses.Select(row => row.With(pending))], PhoneNumbers = [.. user.PhoneNumbers.Select(row => row.With(pending))] };
    }

    /// <summary>The same inside a transaction, with the user's row held until it ends.</summary>
    /// <remarks>Without what is being proven: who shows it reads it again.</remarks>
    public Task<UserAggregate?> FindAggregate(Tx tx, string instanceId, string id) => tx.Several($"{ForUpdate(tx)}; {Belongings}", new { id, instanceId }, Read);

    /// <summary>Adds to each row what hangs on it, in a few reads however many rows there are.</summary>
    public async Task<IReadOnlyList<UserAggregate>> Complete(IReadOnlyList<UserRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        TextList ids = new(rows.Select(row => row.Id));
        IReadOnlyList<EmailAddressRow> emailRows = await db.Many<EmailAddressRow>($"SELECT * FROM email_addresses WHERE {db.Dialect.In("user_id", "ids")} ORDER BY position, id", new { ids }, ct);
        IReadOnlyList<PhoneNumberRow> phoneRows = await db.Many<PhoneNumberRow>($"SELECT * FROM phone_numbers WHERE {db.Dialect.In("user_id", "ids")} ORDER BY position, id", new { ids }, ct);
        IReadOnlyDictionary<string, VerificationRow> pending = await Pending(emailRows, phoneRows, ct);
        var emails = emailRows.Select(row => row.With(pending)).ToLookup(row => row.UserId);
        var phones = phoneRows.Select(row => row.With(pending)).ToLookup(row => row.UserId);
        var wallets = (await db.Many<Web3WalletRow>($"SELECT * FROM web3_wallets WHERE {db.Dialect.In("user_id", "ids")} ORDER BY position, id", new { ids }, ct)).ToLookup(row => row.UserId);
        // Few people have passkeys, and their rows say so.
        string[] withPasskeys = [.. rows.Where(row => row.PasskeyCount > 0).Select(row => row.Id)];
        var passkeys = (withPasskeys.Length == 0 ? [] : await db.Many<PasskeyRow>($"SELECT * FROM passkeys WHERE {db.Dialect.In("user_id", "ids")} AND verified ORDER BY created_at, id", new { ids = new TextList(withPasskeys) }, ct)).ToLookup(row => row.UserId);
        var accounts = (await db.Many<ExternalAccountRow>(ExternalAccountRow.OfUsers(db.Dialect.In("user_id", "ids")), new { ids }, ct)).ToLookup(row => row.UserId);
        return [.. rows.Select(row => new UserAggregate(row, [.. emails[row.Id]], [.. phones[row.Id]], [.. wallets[row.Id]]) { ImagePath = ImagePath(row), Passkeys = [.. passkeys[row.Id]], ExternalAccounts = [.. accounts[row.Id]] })];
    }

    /// <summary>What is being proven at the moment; most people prove nothing, and that costs no read.</summary>
    private async Task<IReadOnlyDictionary<string, VerificationRow>> Pending(IEnumerable<EmailAddressRow> emailAddresses, IEnumerable<PhoneNumberRow> phoneNumbers, CancellationToken ct)
    {
        string[] ids = [.. emailAddresses.Where(row => !row.IsVerified).Select(row => row.VerificationId).OfType<string>(), .. phoneNumbers.Where(row => !row.IsVerified).Select(row => row.VerificationId).OfType<string>()];
        return ids.Length == 0 ? System.Collections.Frozen.FrozenDictionary<string, VerificationRow>.Empty : (await db.Many<VerificationRow>($"SELECT * FROM verifications WHERE {db.Dialect.In("id", "ids")}", new { ids = new TextList(ids) }, ct)).ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    /// <summary>Makes a user with everything that belongs to it; refuses, changing nothing, when an identifier is taken.</summary>
    public async Task<Outcome<string>> Insert(Tx tx, Instance instance, NewUser user)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = user.Id ?? Ids.New("user", now);
        long searchId = RandomNumberGenerator.GetInt32(int.MaxValue) + ((long)RandomNumberGenerator.GetInt32(1 << 20) << 31);
        List<(string Table, string Column, NewIdentifier New, string Id, int Position)> identifiers =
        [
            .. user.EmailAddresses.Select((item, at) => ("email_addresses", "email_address", item, Ids.New("idn", now), at)),
            .. user.PhoneNumbers.Select((item, at) => ("phone_numbers", "phone_number", item, Ids.New("idn", now), at)),
            .. user.Web3Wallets.Select((item, at) => ("web3_wallets", "web3_wallet", item, Ids.New("idn", now), at)),
        ];
        (string? Id, string? Value) First(string table) => identifiers.Where(item => item.Table == table).Select(item => ((string?)item.Id, (string?)item.New.Value)).FirstOrDefault();
        int made = await tx.Run("""
            INSERT INTO users (id, instance_id, search_id, external_id, username, username_key, first_name, last_name, locale,
                primary_email_address_id, primary_phone_number_id, primary_web3_wallet_id, email_address, phone_number, web3_wallet,
                public_metadata, private_metadata, unsafe_metadata, banned, locked_until, delete_self_enabled, create_organization_enabled,
                create_organizations_limit, bypass_client_trust, legal_accepted_at, created_at, updated_at)
            VALUES (@id, @instanceId, @searchId, @ExternalId, @Username, @usernameKey, @FirstName, @LastName, @Locale,
                @emailId, @phoneId, @walletId, @email, @phone, @wallet,
                @PublicMetadata, @PrivateMetadata, @UnsafeMetadata, @Banned, @LockedUntil, @DeleteSelfEnabled, @CreateOrganizationEnabled,
                @CreateOrganizationsLimit, @BypassClientTrust, @LegalAcceptedAt, @createdAt, @now)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                id, instanceId = instance.Id, searchId, user.ExternalId, user.Username, usernameKey = user.Username is null ? null : UsernameRules.Key(user.Username),
                user.FirstName, user.LastName, user.Locale,
                emailId = First("email_addresses").Id, phoneId = First("phone_numbers").Id, walletId = First("web3_wallets").Id,
                email = First("email_addresses").Value, phone = First("phone_numbers").Value, wallet = First("web3_wallets").Value,
                user.PublicMetadata, user.PrivateMetadata, user.UnsafeMetadata, user.Banned, user.LockedUntil, user.DeleteSelfEnabled, user.CreateOrganizationEnabled,
                user.CreateOrganizationsLimit, user.BypassClientTrust, user.LegalAcceptedAt, createdAt = user.CreatedAt ?? now, now,
            });
        if (made == 0)
        {
            bool byUsername = user.Username is not null && await tx.One<string>(
                "SELECT id FROM users WHERE instance_id = @instanceId AND username_key = @key", new { instanceId = instance.Id, key = UsernameRules.Key(user.Username) }) is not null;
            return tx.Abandon(UserFaults.Taken(byUsername ? "username" : "external_id"));
        }

        foreach (var (table, column, item, itemId, position) in identifiers)
        {
            string reservedColumn = table == "web3_wallets" ? "" : ", reserved";
            string reservedValue = table == "web3_wallets" ? "" : ", @Reserved";
            int added = await tx.Run($"""
                INSERT INTO {table} (id, instance_id, user_id, {column}, verification_status, verification_strategy, position, created_at, updated_at{reservedColumn})
                VALUES (@itemId, @instanceId, @id, @Value, @status, @Strategy, @position, @now, @now{reservedValue})
                ON CONFLICT DO NOTHING
                """, new { itemId, instanceId = instance.Id, id, item.Value, status = item.Strategy is null ? null : "verified", item.Strategy, position, now, item.Reserved });
            if (added == 0)
            {
                return tx.Abandon(UserFaults.Taken(column));
            }
        }

        if (user.PasswordHash is not null)
        {
            await SetPassword(tx, id, user.PasswordHash);
        }

        await tx.Run("INSERT INTO data_keys (user_id, wrapped_key) VALUES (@id, @wrapped)", new { id, wrapped = kek.Wrap("data_key", id, KeyEncryptionKey.New()) });
        await Count(tx, instance.Id, 1);
        await Index(tx, id);
        await Announce(tx, instance.Id, "user.created", id);
        return id;
    }

    public Task SetPassword(Tx tx, string userId, string hash) => tx.Run("""
        INSERT INTO passwords (user_id, hash, changed_at) VALUES (@userId, @hash, @now)
        ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, compromised_at = NULL,
            changed_at = CASE WHEN passwords.changed_at >= excluded.changed_at THEN passwords.changed_at + 1 ELSE excluded.changed_at END
        """, new { userId, hash, now = clock.GetUtcNow() });

    /// <summary>Bumps <c>updated_at</c> so that it strictly increases, refreshes the search index and announces the change.</summary>
    public async Task Changed(Tx tx, string instanceId, string userId)
    {
        await Touched(tx, userId);
        await Index(tx, userId);
        await Announce(tx, instanceId, "user.updated", userId);
    }

    /// <summary>Bumps <c>updated_at</c> alone: something is shown otherwise, but nothing has happened that others are told.</summary>
    public Task Touched(Tx tx, string userId) =>
        tx.Run("UPDATE users SET updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END WHERE id = @userId", new { userId, now = clock.GetUtcNow() });

    /// <summary>Removes the user with everything that belongs to it.</summary>
    public async Task<bool> Delete(Tx tx, string instanceId, string userId)
    {
        UserRow? row = await tx.One<UserRow>("DELETE FROM users WHERE id = @userId AND instance_id = @instanceId RETURNING *", new { userId, instanceId });
        if (row is null)
        {
            return false;
        }

        await tx.Run($"DELETE FROM user_search WHERE {SearchKey(tx.Dialect)} = @SearchId", new { row.SearchId });
        await Count(tx, instanceId, -1);
        await outbox.Announce(tx, instanceId, "user.deleted", userId, JsonSerializer.Serialize(new DeletedObject("user", userId), WireJson.Default.DeletedObject));
        return true;
    }

    /// <summary>
    /// Somebody has signed in: when, and their wrong guesses are forgiven. Whoever came in without guessing has refuted none of
    /// them, so a lock they set stays then.
    /// </summary>
    public Task SignedIn(Tx tx, string userId, DateTimeOffset day, bool byGuess) => tx.Run("""
        UPDATE users SET last_sign_in_at = @now, last_active_at = @day,
            failed_attempts = CASE WHEN @byGuess OR locked_until IS NULL OR locked_until <= @now THEN 0 ELSE failed_attempts END,
            locked_until = CASE WHEN failed_attempts > 0 AND (@byGuess OR locked_until <= @now) THEN NULL ELSE locked_until END
        WHERE id = @userId
        """, new { userId, day, byGuess, now = clock.GetUtcNow() });

    private static string ForUpdate(Tx tx) =>
        $"SELECT u.*, (SELECT changed_at FROM passwords p WHERE p.user_id = u.id) AS password_changed_at, (SELECT compromised_at FROM passwords p WHERE p.user_id = u.id) AS password_compromised_at FROM users u WHERE u.id = @id AND u.instance_id = @instanceId {tx.Dialect.LockForUpdate}";

    private async Task<UserAggregate?> Read(Dapper.SqlMapper.GridReader rows) => await rows.ReadFirstOrDefaultAsync<UserRow>() is not { } row ? null : new UserAggregate(
        row, [.. await rows.ReadAsync<EmailAddressRow>()], [.. await rows.ReadAsync<PhoneNumberRow>()], [.. await rows.ReadAsync<Web3WalletRow>()])
    {
        ImagePath = ImagePath(row), Passkeys = [.. await rows.ReadAsync<PasskeyRow>()], ExternalAccounts = [.. await rows.ReadAsync<ExternalAccountRow>()],
    };

    private string ImagePath(UserRow row) =>
        row.ImageId is { } id ? ImageAddress.Of(id) : ImageAddress.OfInitials(initials.Token(row.Id, row.FirstName, row.LastName, row.Username));

    /// <summary>The user as events carry it.</summary>
    private Task Announce(Tx tx, string instanceId, string type, string userId) =>
        outbox.Announce(tx, instanceId, type, userId, JsonSerializer.Serialize(new EventSubject(userId), UsersJson.Default.EventSubject));

    private static Task Count(Tx tx, string instanceId, int by) => tx.Run("""
        INSERT INTO counters (instance_id, name, value) VALUES (@instanceId, 'users', @by)
        ON CONFLICT (instance_id, name) DO UPDATE SET value = counters.value + @by
        """, new { instanceId, by });

    private static async Task Index(Tx tx, string userId)
    {
        UserRow user = (await tx.One<UserRow>("SELECT * FROM users WHERE id = @userId", new { userId }))!;
        string emails = string.Join('\n', await tx.Many<string>("SELECT email_address FROM email_addresses WHERE user_id = @userId", new { userId }));
        string phones = string.Join('\n', await tx.Many<string>("SELECT phone_number FROM phone_numbers WHERE user_id = @userId", new { userId }));
        string wallets = string.Join('\n', await tx.Many<string>("SELECT web3_wallet FROM web3_wallets WHERE user_id = @userId", new { userId }));
        string key = SearchKey(tx.Dialect);
        await tx.Run($"DELETE FROM user_search WHERE {key} = @SearchId", new { user.SearchId });
        await tx.Run($"INSERT INTO user_search ({key}, email_address, phone_number, username, name, other) VALUES (@SearchId, @emails, @phones, @username, @name, @other)",
            new { user.SearchId, emails, phones, username = user.Username ?? "", name = $"{user.FirstName} {user.LastName}", other = $"{user.Id}\n{user.ExternalId}\n{wallets}" });
    }

    private static string SearchKey(SqlDialect dialect) => dialect.IsSqlite ? "rowid" : "search_id";
}

internal sealed record EventSubject(string Id);

[System.Text.Json.Serialization.JsonSerializable(typeof(EventSubject))]
internal sealed partial class UsersJson : System.Text.Json.Serialization.JsonSerializerContext;
