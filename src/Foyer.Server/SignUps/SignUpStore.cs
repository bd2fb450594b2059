using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Instances;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;

namespace Foyer.Server.SignUps;

/// <summary>A row of <c>sign_ups</c>. It holds no identifier against anybody: two people may be signing up with one address.</summary>
internal sealed record SignUpRow
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Status { get; init; }

    public string? Username { get; init; }

    public string? EmailAddress { get; init; }

    public string? EmailAddressCodeId { get; init; }

    public bool EmailAddressVerified { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? PasswordHash { get; init; }

    public string UnsafeMetadata { get; init; } = "{}";

    public string? Locale { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }

    public string? CreatedUserId { get; init; }

    public string? CreatedSessionId { get; init; }

    public DateTimeOffset AbandonAt { get; init; }
}

/// <summary>Reads and moves sign-ups.</summary>
internal sealed class SignUpStore(Database db, UserStore users, SessionStore sessions, ClientStore clients, OneTimeCodeStore codes, DecisionTrace trace, TimeProvider clock) : ICurrentSignUp
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
        client.SignUpId is { } id && await Find(id, client.Id, ct) is { } row && row.Status != SignUpStatus.Complete.Value ? await ToResource(instance, row, ct) : null;

    /// <summary>Begins a sign-up on a client; the one before is dropped.</summary>
    public async Task<SignUpRow> Insert(Tx tx, Instance instance, string clientId)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("sua", now);
        SignUpRow row = (await tx.One<SignUpRow>("""
            INSERT INTO sign_ups (id, instance_id, client_id, status, abandon_at, created_at, updated_at)
            VALUES (@id, @instanceId, @clientId, 'missing_requirements', @abandonAt, @now, @now) RETURNING *
            """, new { id, instanceId = instance.Id, clientId, abandonAt = now + Lifetime, now }))!;
        await tx.Run("UPDATE clients SET sign_up_id = @id WHERE id = @clientId", new { id, clientId });
        await clients.Changed(tx, clientId);
        await trace.Add(tx, instance.Id, id, "create", "mode", "missing_requirements");
        return row;
    }

    /// <summary>Writes the fields given and, when nothing is left to do, makes the user and the session.</summary>
    public async Task<Outcome<ClientChange>> Update(Tx tx, FrontendCall call, SignUpRow row, SignUpChange change)
    {
        SignUpRow? written = await tx.One<SignUpRow>("""
            UPDATE sign_ups SET
                username = COALESCE(@Username, username), first_name = COALESCE(@FirstName, first_name), last_name = COALESCE(@LastName, last_name),
                password_hash = COALESCE(@PasswordHash, password_hash), unsafe_metadata = COALESCE(@UnsafeMetadata, unsafe_metadata),
                locale = COALESCE(@Locale, locale), legal_accepted_at = COALESCE(CAST(@LegalAcceptedAt AS bigint), legal_accepted_at),
                email_address_verified = CASE WHEN CAST(@EmailAddress AS text) IS NULL OR @EmailAddress = email_address THEN email_address_verified ELSE FALSE END,
                email_address_code_id = CASE WHEN CAST(@EmailAddress AS text) IS NULL OR @EmailAddress = email_address THEN email_address_code_id ELSE NULL END,
                email_address = COALESCE(@EmailAddress, email_address), updated_at = @now
            WHERE id = @Id AND status = 'missing_requirements' RETURNING *
            """,
            new { row.Id, change.Username, change.FirstName, change.LastName, change.PasswordHash, change.UnsafeMetadata, change.Locale, change.LegalAcceptedAt, change.EmailAddress, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
        return written is null ? tx.Abandon(SignUpFaults.WrongStep) : await CompleteIfReady(tx, call, written);
    }

    public Task Prepared(Tx tx, SignUpRow row, OneTimeCode code) =>
        tx.Run("UPDATE sign_ups SET email_address_code_id = @codeId, updated_at = @now WHERE id = @Id", new { row.Id, codeId = code.Id, now = clock.GetUtcNow() });

    /// <summary>The address is proven, so the sign-up may be complete.</summary>
    public async Task<Outcome<ClientChange>> EmailAddressProven(Tx tx, FrontendCall call, SignUpRow row, string emailAddress)
    {
        // The proof is of the address the code went to, not of whatever stands in the row by now.
        SignUpRow? written = await tx.One<SignUpRow>(
            "UPDATE sign_ups SET email_address_verified = TRUE, updated_at = @now WHERE id = @Id AND email_address = @emailAddress AND status = 'missing_requirements' RETURNING *",
            new { row.Id, emailAddress, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
        return written is null ? tx.Abandon(SignUpFaults.WrongStep) : await CompleteIfReady(tx, call, written);
    }

    public Task Refused(Tx tx, Instance instance, SignUpRow row, string strategy, Fault fault) => trace.Add(tx, instance.Id, row.Id, strategy, "proof", fault.Code);

    public async Task<SignUpResource> ToResource(Instance instance, SignUpRow row, CancellationToken ct)
    {
        SignUpFields fields = SignUpRules.Fields(instance.Settings.UserSettings, row);
        OneTimeCode? code = await codes.Find(row.EmailAddressCodeId, ct);
        return new SignUpResource
        {
            Id = row.Id,
            Status = SignUpStatus.From(row.Status),
            RequiredFields = fields.Required,
            OptionalFields = fields.Optional,
            MissingFields = fields.Missing,
            UnverifiedFields = row.Status == SignUpStatus.Complete.Value ? [] : fields.Unverified,
            Verifications = new SignUpVerifications { EmailAddress = EmailAddressVerification(instance, row, code) },
            Username = row.Username,
            EmailAddress = row.EmailAddress,
            PasswordEnabled = row.PasswordHash is not null,
            FirstName = row.FirstName,
            LastName = row.LastName,
            UnsafeMetadata = Json(row.UnsafeMetadata),
            PublicMetadata = Json("{}"),
            CreatedSessionId = row.CreatedSessionId,
            CreatedUserId = row.CreatedUserId,
            AbandonAt = row.AbandonAt,
            LegalAcceptedAt = row.LegalAcceptedAt,
            Locale = row.Locale,
        };
    }

    private async Task<Outcome<ClientChange>> CompleteIfReady(Tx tx, FrontendCall call, SignUpRow row)
    {
        ClientChange client = new(row.ClientId, null);
        if (!SignUpRules.Fields(call.Instance.Settings.UserSettings, row).IsComplete)
        {
            return client;
        }

        Outcome<string> made = await users.Insert(tx, call.Instance, new NewUser
        {
            Username = row.Username,
            FirstName = row.FirstName,
            LastName = row.LastName,
            Locale = row.Locale,
            EmailAddresses = row.EmailAddress is null ? [] : [new NewIdentifier(row.EmailAddress, row.EmailAddressVerified ? "email_code" : null)],
            PasswordHash = row.PasswordHash,
            UnsafeMetadata = row.UnsafeMetadata,
            DeleteSelfEnabled = call.Instance.Settings.UserSettings.Actions.DeleteSelf,
            LegalAcceptedAt = row.LegalAcceptedAt,
        });
        if (made.IsFault(out Fault? taken, out string userId))
        {
            return taken;
        }

        string sessionId = await sessions.Start(tx, call.Instance, new NewSession { ClientId = row.ClientId, UserId = userId, Strategy = row.EmailAddressVerified ? "email_code" : "password", ClientIp = call.ClientIp, UserAgent = call.UserAgent });
        await tx.Run("UPDATE sign_ups SET status = 'complete', created_user_id = @userId, created_session_id = @sessionId, password_hash = NULL WHERE id = @Id", new { row.Id, userId, sessionId });
        await tx.Run("UPDATE clients SET sign_up_id = NULL WHERE id = @ClientId", new { row.ClientId });
        await trace.Add(tx, call.Instance.Id, row.Id, "complete", "fields,proof,unique", "complete");
        return await clients.Rotate(tx, call, client);
    }

    private VerificationResource? EmailAddressVerification(Instance instance, SignUpRow row, OneTimeCode? code)
    {
        // Before a code was asked for there is nothing to show: the official components take "unverified by email_code" for a code already sent.
        if (row.EmailAddress is null || code is null)
        {
            return null;
        }

        VerificationResource verification = code.ToResource(clock.GetUtcNow());
        return verification with
        {
            NextAction = row.EmailAddressVerified ? "" : verification.Status != VerificationStatus.Unverified ? "needs_prepare" : "needs_attempt",
            SupportedStrategies = instance.Settings.UserSettings.Attributes.EmailAddress.Verifications,
        };
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

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? PasswordHash { get; init; }

    public string? UnsafeMetadata { get; init; }

    public string? Locale { get; init; }

    public DateTimeOffset? LegalAcceptedAt { get; init; }
}
