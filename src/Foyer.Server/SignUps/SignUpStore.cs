using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.BotProtection;
using Foyer.Server.Clients;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Instances;
using Foyer.Server.Passkeys;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tickets;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignUps;

/// <summary>A row of <c>sign_ups</c>. It holds no identifier against anybody: two people may be signing up with one address.</summary>
internal sealed record SignUpRow
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Status { get; init; }

    public string? Username { get; init; }

    public string? EmailAddress { get; init; }

    public string? EmailAddressVerificationId { get; init; }

    /// <summary>What proved the address, for example <c>email_code</c> or <c>ticket</c>.</summary>
    public string? EmailAddressStrategy { get; init; }

    public bool EmailAddressVerified { get; init; }

    public string? PhoneNumber { get; init; }

    public string? PhoneNumberVerificationId { get; init; }

    public string? PhoneNumberStrategy { get; init; }

    public bool PhoneNumberVerified { get; init; }

    public string? Web3Wallet { get; init; }

    public string? Web3WalletVerificationId { get; init; }

    public string? Web3WalletStrategy { get; init; }

    public bool Web3WalletVerified { get; init; }

    public string? ExternalAccountVerificationId { get; init; }

    /// <summary>The proven identity at another provider, wrapped; null when there is none.</summary>
    public string? WrappedExternalAccount { get; init; }

    public string? PasskeyVerificationId { get; init; }

    /// <summary>The passkey made; see <see cref="SignUpPasskey.Read"/>. Null when there is none.</summary>
    public string? Passkey { get; init; }

    public string? TicketId { get; init; }

    /// <summary>What the invitation gives the user.</summary>
    public string PublicMetadata { get; init; } = "{}";

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Null when no password was given; empty once the user has it.</summary>
    public string? PasswordHash { get; init; }

    public string UnsafeMetadata { get; init; } = "{}";

    public string? Locale { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }

    public string? CreatedUserId { get; init; }

    public string? CreatedSessionId { get; init; }

    public DateTimeOffset AbandonAt { get; init; }

    public string? ExternalAccountStrategy { get; init; }

    /// <summary>The app's own id for the person.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A mark of the app's.</summary>
    public bool CustomAction { get; init; }

    public bool IsComplete => Status == SignUpStatus.Complete.Value;

    public bool HasExternalAccount => ExternalAccountStrategy is not null;

    /// <summary>Begun without a proof against robots, because a provider was to keep them out.</summary>
    public bool NeedsProvider { get; init; }

    /// <summary>Whether neither a proof nor a provider has kept robots out of it yet.</summary>
    public bool MayBeRobots => NeedsProvider && !HasExternalAccount;
}

/// <summary>Reads and moves sign-ups.</summary>
internal sealed class SignUpStore(Database db, UserStore users, SessionStore sessions, ClientStore clients, VerificationStore verifications, TicketStore tickets, ExternalAccountStore accounts, PasskeyStore passkeys, DecisionTrace trace, TimeProvider clock) : ICurrentSignUp
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>A sign-up of this client that is not over; anybody else's does not exist.</summary>
    public Task<SignUpRow?> Find(string id, string? clientId, CancellationToken ct) =>
        db.One<SignUpRow>("SELECT * FROM sign_ups WHERE id = @id AND client_id = @clientId AND abandon_at > @now", new { id, clientId, now = clock.GetUtcNow() }, ct);

    /// <summary>The same for the client behind a request; 404 for everybody else's.</summary>
    public async Task<Outcome<SignUpRow>> FindOwn(FrontendCall call, string id, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return fault;
        }

        return await Find(id, client?.Id, ct) is { } row ? row : RequestFaults.NotFound;
    }

    public async Task<SignUpResource?> Find(Instance instance, ClientRow client, CancellationToken ct) =>
        client.SignUpId is { } id && await Find(id, client.Id, ct) is { } row && !row.IsComplete ? await ToResource(instance, row, ct) : null;

    /// <summary>The same inside a transaction, whoever's client it is on: for proofs that arrive by another way.</summary>
    public Task<SignUpRow?> Find(Tx tx, string instanceId, string id) =>
        tx.One<SignUpRow>("SELECT * FROM sign_ups WHERE id = @id AND instance_id = @instanceId AND abandon_at > @now", new { id, instanceId, now = clock.GetUtcNow() });

    /// <summary>The same for the app's server, over or not.</summary>
    public Task<SignUpRow?> FindOfInstance(string instanceId, string id, CancellationToken ct) =>
        db.One<SignUpRow>("SELECT * FROM sign_ups WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    /// <summary>Writes what the app's server says of somebody who is still signing up.</summary>
    public async Task<Fault?> Describe(Tx tx, string instanceId, string id, UpdateSignUpRequest change)
    {
        string? externalId = change.ExternalId is { Length: > 0 } given ? given : null;
        if (externalId is not null && await tx.One<string>("SELECT id FROM users WHERE instance_id = @instanceId AND external_id = @externalId", new { instanceId, externalId }) is not null)
        {
            return UserFaults.Taken("external_id");
        }

        string? clientId = await tx.One<string>("""
            UPDATE sign_ups SET external_id = CASE WHEN @hasId THEN CAST(@externalId AS text) ELSE external_id END, custom_action = COALESCE(@CustomAction, custom_action), updated_at = @now
            WHERE id = @id AND instance_id = @instanceId AND status = 'missing_requirements' AND abandon_at > @now RETURNING client_id
            """, new { id, instanceId, hasId = change.ExternalId is not null, externalId, change.CustomAction, now = clock.GetUtcNow() });
        if (clientId is not null)
        {
            await clients.Changed(tx, clientId);
            return null;
        }

        // Who is told that it is over knows that it was.
        return await tx.One<string>("SELECT id FROM sign_ups WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }) is null ? RequestFaults.NotFound : SignUpFaults.WrongStep with { Status = 403 };
    }

    /// <summary>Begins a sign-up on a client; the one before is dropped.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="instance">Where.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="needsProvider">Whether it began without a proof against robots, and completes only with an account at a provider.</param>
    public async Task<SignUpRow> Insert(Tx tx, Instance instance, string clientId, bool needsProvider)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("sua", now);
        SignUpRow row = (await tx.One<SignUpRow>("""
            INSERT INTO sign_ups (id, instance_id, client_id, status, needs_provider, abandon_at, created_at, updated_at)
            VALUES (@id, @instanceId, @clientId, 'missing_requirements', @needsProvider, @abandonAt, @now, @now) RETURNING *
            """, new { id, instanceId = instance.Id, clientId, needsProvider, abandonAt = now + Lifetime, now }))!;
        await clients.BeginSignUp(tx, clientId, id);
        await trace.Add(tx, instance.Id, id, "create", "mode", "missing_requirements");
        return row;
    }

    /// <summary>Writes the fields given and, when nothing is left to do, makes the user and the session.</summary>
    public async Task<Outcome<ClientChange>> Update(Tx tx, FrontendCall call, SignUpRow row, SignUpChange change)
    {
        SignUpRow? written = await tx.One<SignUpRow>($"""
            UPDATE sign_ups SET
                username = COALESCE(@Username, username), first_name = COALESCE(@FirstName, first_name), last_name = COALESCE(@LastName, last_name),
                password_hash = COALESCE(@PasswordHash, password_hash), unsafe_metadata = COALESCE(@UnsafeMetadata, unsafe_metadata),
                locale = COALESCE(@Locale, locale), legal_accepted_at = COALESCE(CAST(@LegalAcceptedAt AS bigint), legal_accepted_at),
                {Unproven("email_address", "EmailAddress")}, {Unproven("phone_number", "PhoneNumber")}, {Unproven("web3_wallet", "Web3Wallet")}, updated_at = @now
            WHERE id = @Id AND status = 'missing_requirements' RETURNING *
            """,
            new
            {
                row.Id, change.Username, change.FirstName, change.LastName, change.PasswordHash, change.UnsafeMetadata, change.Locale, change.LegalAcceptedAt,
                change.EmailAddress, change.PhoneNumber, change.Web3Wallet, now = clock.GetUtcNow(),
            });
        await clients.Changed(tx, row.ClientId);
        return written is null ? tx.Abandon(SignUpFaults.WrongStep) : await CompleteIfReady(tx, call, written);
    }

    /// <param name="tx">The transaction.</param>
    /// <param name="row">The sign-up.</param>
    /// <param name="attribute">Which identifier it is for; see <see cref="SignUpIdentifier"/>.</param>
    /// <param name="verification">What was prepared.</param>
    public async Task Prepared(Tx tx, SignUpRow row, string attribute, VerificationRow verification)
    {
        await tx.Run($"UPDATE sign_ups SET {attribute}_verification_id = @verificationId, updated_at = @now WHERE id = @Id", new { row.Id, verificationId = verification.Id, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
    }

    /// <summary>The browser was asked for a passkey; false when the sign-up is over.</summary>
    public async Task<bool> PasskeyPrepared(Tx tx, SignUpRow row, VerificationRow verification)
    {
        int changed = await tx.Run("UPDATE sign_ups SET passkey_verification_id = @verificationId, updated_at = @now WHERE id = @Id AND status = 'missing_requirements'",
            new { row.Id, verificationId = verification.Id, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
        return changed == 1;
    }

    /// <summary>The passkey is made, so the sign-up may be complete.</summary>
    public async Task<Outcome<ClientChange>> PasskeyMade(Tx tx, FrontendCall call, SignUpRow row, string passkey)
    {
        SignUpRow? written = await tx.One<SignUpRow>("UPDATE sign_ups SET passkey = @passkey, updated_at = @now WHERE id = @Id AND status = 'missing_requirements' AND abandon_at > @now RETURNING *",
            new { row.Id, passkey, now = clock.GetUtcNow() });
        if (written is null)
        {
            return tx.Abandon(SignUpFaults.WrongStep);
        }

        await clients.Changed(tx, written.ClientId);
        return await CompleteIfReady(tx, call, written);
    }

    /// <summary>An identifier is proven, so the sign-up may be complete.</summary>
    /// <param name="tx">The transaction of the proof.</param>
    /// <param name="call">The request that carried it.</param>
    /// <param name="signUpId">The sign-up.</param>
    /// <param name="attribute">Which identifier; see <see cref="SignUpIdentifier"/>.</param>
    /// <param name="value">The identifier the proof is of.</param>
    /// <param name="strategy">What proved it.</param>
    /// <param name="onOwnClient">False when the request comes from somewhere else than the sign-up's client, which then keeps its token.</param>
    public async Task<Outcome<ClientChange>> Proven(Tx tx, FrontendCall call, string signUpId, string attribute, string value, string strategy, bool onOwnClient = true)
    {
        // The proof is of the address the code went to, not of whatever stands in the row by now.
        SignUpRow? written = await tx.One<SignUpRow>(
            $"UPDATE sign_ups SET {attribute}_verified = TRUE, {attribute}_strategy = @strategy, updated_at = @now WHERE id = @signUpId AND {attribute} = @value AND status = 'missing_requirements' AND abandon_at > @now RETURNING *",
            new { signUpId, value, strategy, now = clock.GetUtcNow() });
        if (written is null)
        {
            return tx.Abandon(SignUpFaults.WrongStep);
        }

        await clients.Changed(tx, written.ClientId);
        return await CompleteIfReady(tx, call, written, onOwnClient);
    }

    /// <summary>Takes over what a provider says of the person; what is given already stays.</summary>
    public async Task TakeExternalAccount(Tx tx, SignUpRow row, TakenAccount taken)
    {
        await tx.Run("""
            UPDATE sign_ups SET external_account_strategy = @Strategy, wrapped_external_account = @WrappedDraft, external_account_verification_id = @VerificationId,
                email_address_verified = CASE WHEN CAST(@EmailAddressStrategy AS text) IS NULL THEN email_address_verified ELSE TRUE END,
                email_address_strategy = COALESCE(@EmailAddressStrategy, email_address_strategy), email_address = COALESCE(@EmailAddress, email_address),
                first_name = COALESCE(first_name, @FirstName), last_name = COALESCE(last_name, @LastName), updated_at = @now
            WHERE id = @Id AND status = 'missing_requirements'
            """,
            new { row.Id, taken.Strategy, taken.WrappedDraft, taken.VerificationId, taken.EmailAddress, taken.EmailAddressStrategy, taken.FirstName, taken.LastName, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
    }

    /// <summary>Completes the sign-up if nothing is missing any more.</summary>
    public async Task<Outcome<ClientChange>> GoOn(Tx tx, FrontendCall call, string signUpId, bool onOwnClient) =>
        await tx.One<SignUpRow>("SELECT * FROM sign_ups WHERE id = @signUpId AND status = 'missing_requirements'", new { signUpId }) is { } row ? await CompleteIfReady(tx, call, row, onOwnClient) : SignUpFaults.WrongStep;

    /// <summary>Begins with an identifier that was proven already.</summary>
    public Task TakeOver(Tx tx, SignUpRow row, string attribute, VerificationRow proven) => tx.Run(
        $"UPDATE sign_ups SET {attribute} = @Target, {attribute}_verified = TRUE, {attribute}_strategy = @Strategy, {attribute}_verification_id = @verificationId WHERE id = @Id",
        new { row.Id, proven.Target, proven.Strategy, verificationId = proven.Id });

    public Task Refused(Tx tx, Instance instance, SignUpRow row, string strategy, Fault fault) => trace.Add(tx, instance.Id, row.Id, strategy, "proof", fault.Code);

    public async Task<SignUpResource> ToResource(Instance instance, SignUpRow row, CancellationToken ct)
    {
        SignUpFields fields = SignUpRules.Fields(instance.Settings.UserSettings, row);
        UserAttributes attributes = instance.Settings.UserSettings.Attributes;
        Dictionary<string, VerificationResource?> proofs = [];
        foreach (SignUpIdentifier item in SignUpRules.Identifiers(attributes, row))
        {
            proofs[item.Name] = await Verification(item, ct);
        }

        return new SignUpResource
        {
            Id = row.Id,
            Status = row.IsComplete || row.AbandonAt > clock.GetUtcNow() ? SignUpStatus.From(row.Status) : SignUpStatus.Abandoned,
            RequiredFields = fields.Required,
            OptionalFields = fields.Optional,
            MissingFields = row.IsComplete ? [] : fields.Missing,
            UnverifiedFields = row.IsComplete ? [] : fields.Unverified,
            Verifications = new SignUpVerifications { EmailAddress = proofs["email_address"], PhoneNumber = proofs["phone_number"], Web3Wallet = proofs["web3_wallet"], ExternalAccount = (await verifications.Find(row.ExternalAccountVerificationId, ct))?.ToResource(clock.GetUtcNow()), Passkey = (await verifications.Find(row.PasskeyVerificationId, ct))?.ToResource(clock.GetUtcNow()) },
            ExternalAccountStrategy = row.ExternalAccountStrategy,
            Username = row.Username,
            EmailAddress = row.EmailAddress,
            PhoneNumber = row.PhoneNumber,
            Web3Wallet = row.Web3Wallet,
            PasswordEnabled = row.PasswordHash is not null,
            FirstName = row.FirstName,
            LastName = row.LastName,
            UnsafeMetadata = Json(row.UnsafeMetadata),
            PublicMetadata = Json(row.PublicMetadata),
            CustomAction = row.CustomAction,
            ExternalId = row.ExternalId,
            CreatedSessionId = row.CreatedSessionId,
            CreatedUserId = row.CreatedUserId,
            AbandonAt = row.AbandonAt,
            LegalAcceptedAt = row.LegalAcceptedAt,
            Locale = row.Locale,
        };
    }

    private async Task<Outcome<ClientChange>> CompleteIfReady(Tx tx, FrontendCall call, SignUpRow row, bool onOwnClient = true)
    {
        ClientChange client = new(row.ClientId, null);
        if (!SignUpRules.Fields(call.Instance.Settings.UserSettings, row).IsComplete)
        {
            return client;
        }

        if (row.MayBeRobots)
        {
            return tx.Abandon(BotProtectionFaults.Missing);
        }

        IReadOnlyList<SignUpIdentifier> identifiers = SignUpRules.Identifiers(call.Instance.Settings.UserSettings.Attributes, row);
        IReadOnlyList<NewIdentifier> NewIdentifiers(string name) => [.. identifiers.Where(item => item.Name == name && item.Value is not null).Select(item => new NewIdentifier(item.Value!, item.IsVerified ? item.Strategy : null, Reserved: !item.IsVerified))];
        if (row.TicketId is { } ticketId && await tickets.SpendById(tx, call.Instance.Id, ticketId) is { } spent)
        {
            return tx.Abandon(spent);
        }

        DraftPasskey? passkey = SignUpPasskey.Read(row);
        Outcome<string> made = await users.Insert(tx, call.Instance, new NewUser
        {
            Id = passkey?.UserId,
            ExternalId = row.ExternalId,
            Username = row.Username,
            FirstName = row.FirstName,
            LastName = row.LastName,
            Locale = row.Locale,
            EmailAddresses = NewIdentifiers("email_address"),
            PhoneNumbers = NewIdentifiers("phone_number"),
            Web3Wallets = NewIdentifiers("web3_wallet"),
            PublicMetadata = row.PublicMetadata,
            PasswordHash = row.PasswordHash,
            UnsafeMetadata = row.UnsafeMetadata,
            DeleteSelfEnabled = call.Instance.Settings.UserSettings.Actions.DeleteSelf,
            LegalAcceptedAt = row.LegalAcceptedAt,
        });
        if (made.IsFault(out Fault? taken, out string userId))
        {
            return taken;
        }

        if (row.WrappedExternalAccount is { } wrapped && !await accounts.Insert(tx, call.Instance.Id, userId, accounts.UnwrapDraft(row.Id, wrapped)))
        {
            return tx.Abandon(ExternalAccountFaults.Exists);
        }

        if (passkey is not null && await passkeys.Insert(tx, call.Instance.Id, passkey) is { } exists)
        {
            return tx.Abandon(exists);
        }

        DateTimeOffset now = clock.GetUtcNow();
        string sessionId = await sessions.Start(tx, call.Instance, new NewSession
        {
            ClientId = row.ClientId, User = (await users.FindAggregate(tx, call.Instance.Id, userId))!, AttemptId = row.Id, Strategy = row.ExternalAccountStrategy ?? (passkey is null ? null : SignUpPasskey.Strategy) ?? identifiers.FirstOrDefault(item => item.IsVerified)?.Strategy ?? "password", ClientIp = call.ClientIp, UserAgent = call.UserAgent, FirstFactorAt = now,
        });
        await tx.Run("UPDATE sign_ups SET status = 'complete', created_user_id = @userId, created_session_id = @sessionId, password_hash = CASE WHEN password_hash IS NULL THEN NULL ELSE '' END, wrapped_external_account = NULL, passkey = NULL WHERE id = @Id", new { row.Id, userId, sessionId });
        await trace.Add(tx, call.Instance.Id, row.Id, "complete", "fields,proof,unique", "complete");
        // Whoever stands at another browser must not be handed this client's credential.
        return onOwnClient ? await clients.Rotate(tx, call, client) : client;
    }

    private async Task<VerificationResource?> Verification(SignUpIdentifier item, CancellationToken ct)
    {
        if (item.Value is null)
        {
            return null;
        }

        if (item is { IsVerified: true, Strategy: { } strategy })
        {
            VerificationResource proven = await verifications.Find(item.VerificationId, ct) is { } kept && kept.Strategy == strategy
                ? kept.ToResource(clock.GetUtcNow())
                : new VerificationResource { Object = VerificationObjects.Of(strategy), Status = VerificationStatus.Verified, Strategy = strategy };
            return proven with { Status = VerificationStatus.Verified, NextAction = "", SupportedStrategies = item.Attribute.Verifications };
        }

        // Before a code was asked for there is nothing to show: the official components take "unverified by email_code" for a code already sent.
        if (await verifications.Find(item.VerificationId, ct) is not { } row)
        {
            return null;
        }

        VerificationResource verification = row.ToResource(clock.GetUtcNow());
        return verification with { NextAction = verification.Status != VerificationStatus.Unverified ? "needs_prepare" : "needs_attempt", SupportedStrategies = item.Attribute.Verifications };
    }

    /// <summary>Sets an identifier; another one than before is unproven.</summary>
    private static string Unproven(string column, string parameter)
    {
        string kept = $"CAST(@{parameter} AS text) IS NULL OR @{parameter} = {column}";
        return $"""
            {column}_verified = CASE WHEN {kept} THEN {column}_verified ELSE FALSE END,
            {column}_strategy = CASE WHEN {kept} THEN {column}_strategy ELSE NULL END,
            {column}_verification_id = CASE WHEN {kept} THEN {column}_verification_id ELSE NULL END,
            {column} = COALESCE(@{parameter}, {column})
            """;
    }

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

/// <summary>Fields given in one request, checked and normalised; null where not given.</summary>
internal sealed record SignUpChange
{
    public string? Username { get; init; }

    public string? EmailAddress { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Web3Wallet { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? PasswordHash { get; init; }

    public string? UnsafeMetadata { get; init; }

    public string? Locale { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }
}
