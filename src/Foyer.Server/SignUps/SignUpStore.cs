using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignUps;

/// <summary>Reads and writes <c>sign_ups</c>.</summary>
internal sealed class SignUpStore(Database db, ClientStore clients, VerificationStore verifications, DecisionTrace trace, TimeProvider clock) : ICurrentSignUp
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

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
