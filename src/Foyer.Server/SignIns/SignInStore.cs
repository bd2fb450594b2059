using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Instances;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;

namespace Foyer.Server.SignIns;

/// <summary>A row of <c>sign_ins</c>.</summary>
internal sealed record SignInRow
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Status { get; init; }

    /// <summary>As typed, normalised.</summary>
    public string? Identifier { get; init; }

    public string? UserId { get; init; }

    public string? FirstFactorStrategy { get; init; }

    public string? FirstFactorCodeId { get; init; }

    public string? CreatedSessionId { get; init; }

    public string? Locale { get; init; }

    public DateTimeOffset AbandonAt { get; init; }
}

/// <summary>Reads and moves sign-ins; a move names the status it leaves, so two requests cannot both make it.</summary>
internal sealed class SignInStore(Database db, UserStore users, SessionStore sessions, ClientStore clients, OneTimeCodeStore codes, DecisionTrace trace, TimeProvider clock) : ICurrentSignIn
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>A sign-in of this client that is not over; anybody else's does not exist.</summary>
    public Task<SignInRow?> Find(string id, string? clientId, CancellationToken ct) =>
        db.One<SignInRow>("SELECT * FROM sign_ins WHERE id = @id AND client_id = @clientId AND abandon_at > @now", new { id, clientId, now = clock.GetUtcNow() }, ct);

    /// <summary>The same for the client behind a request; 404 for everybody else's.</summary>
    public async Task<Outcome<SignInRow>> FindOwn(FrontendCall call, string id, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return fault;
        }

        return await Find(id, client?.Id, ct) is { } row ? row : RequestFaults.NotFound;
    }

    public async Task<SignInResource?> Find(Instance instance, ClientRow client, CancellationToken ct) =>
        client.SignInId is { } id && await Find(id, client.Id, ct) is { } row && row.Status != SignInStatus.Complete.Value ? await ToResource(instance, row, ct) : null;

    /// <summary>Begins a sign-in on a client; the one before is dropped.</summary>
    public async Task<SignInRow> Insert(Tx tx, Instance instance, string clientId, string? identifier, UserRow? user, string? locale)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("sia", now);
        SignInStatus status = user is null ? SignInStatus.NeedsIdentifier : SignInStatus.NeedsFirstFactor;
        SignInRow row = (await tx.One<SignInRow>("""
            INSERT INTO sign_ins (id, instance_id, client_id, status, identifier, user_id, locale, abandon_at, created_at, updated_at)
            VALUES (@id, @instanceId, @clientId, @Value, @identifier, @userId, @locale, @abandonAt, @now, @now)
            RETURNING *
            """, new { id, instanceId = instance.Id, clientId, status.Value, identifier, userId = user?.Id, locale, abandonAt = now + Lifetime, now }))!;
        await tx.Run("UPDATE clients SET sign_in_id = @id WHERE id = @clientId", new { id, clientId });
        await clients.Changed(tx, clientId);
        await trace.Add(tx, instance.Id, id, "create", "identifier", status.Value);
        return row;
    }

    public Task Prepared(Tx tx, SignInRow row, string strategy, OneTimeCode code) =>
        tx.Run("UPDATE sign_ins SET first_factor_strategy = @strategy, first_factor_code_id = @codeId, updated_at = @now WHERE id = @Id", new { row.Id, strategy, codeId = code.Id, now = clock.GetUtcNow() });

    /// <summary>The last step: the first factor is proven, so the session begins. Of many at once, one succeeds.</summary>
    public async Task<Outcome<ClientChange>> Complete(Tx tx, FrontendCall call, SignInRow row, string strategy)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string? moved = await tx.One<string>(
            "UPDATE sign_ins SET status = 'complete', first_factor_strategy = @strategy, first_factor_at = @now, updated_at = @now WHERE id = @Id AND status = 'needs_first_factor' RETURNING id",
            new { row.Id, strategy, now });
        if (moved is null)
        {
            return tx.Abandon(SignInFaults.WrongStep);
        }

        string sessionId = await sessions.Start(tx, call.Instance, new NewSession { ClientId = row.ClientId, UserId = row.UserId!, Strategy = strategy, ClientIp = call.ClientIp, UserAgent = call.UserAgent });
        await tx.Run("UPDATE sign_ins SET created_session_id = @sessionId WHERE id = @Id", new { row.Id, sessionId });
        await tx.Run("UPDATE clients SET sign_in_id = NULL WHERE id = @ClientId", new { row.ClientId });
        await clients.Changed(tx, row.ClientId);
        await trace.Add(tx, call.Instance.Id, row.Id, strategy, "lock,proof,ban", "complete");
        return await clients.Rotate(tx, call, new ClientChange(row.ClientId, null));
    }

    public Task Refused(Tx tx, Instance instance, SignInRow row, string strategy, Fault fault) => trace.Add(tx, instance.Id, row.Id, strategy, "lock,proof,ban", fault.Code);

    public async Task<SignInResource> ToResource(Instance instance, SignInRow row, CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        UserAggregate? user = row.UserId is null ? null : await users.FindAggregate(instance.Id, row.UserId, ct);
        OneTimeCode? code = await codes.Find(row.FirstFactorCodeId, ct);
        return new SignInResource
        {
            Id = row.Id,
            Status = SignInStatus.From(row.Status),
            SupportedIdentifiers = SignInRules.Identifiers(instance.Settings.UserSettings.Attributes),
            SupportedFirstFactors = user is null ? null : SignInRules.FirstFactors(instance.Settings.UserSettings, user, row.Identifier),
            FirstFactorVerification = code is not null && row.FirstFactorStrategy == code.Strategy ? code.ToResource(now) :
                row.FirstFactorStrategy == "password" ? new VerificationResource { Object = "verification_password", Status = VerificationStatus.Verified, Strategy = "password", Attempts = 1 } :
                null,
            Identifier = row.Identifier,
            UserData = user is null ? null : new SignInUserData { FirstName = user.User.FirstName, LastName = user.User.LastName },
            CreatedSessionId = row.CreatedSessionId,
            AbandonAt = row.AbandonAt,
            Locale = row.Locale,
        };
    }

    /// <summary>Who an identifier belongs to, by the kinds of identifier the instance signs people in with.</summary>
    public async Task<(string Identifier, UserRow? User)> Identify(Instance instance, string typed, CancellationToken ct)
    {
        UserAttributes attributes = instance.Settings.UserSettings.Attributes;
        if (attributes.EmailAddress is { Enabled: true, UsedForFirstFactor: true } && EmailAddressRules.Normalize(typed) is { } emailAddress)
        {
            return (emailAddress, await users.FindByEmailAddress(instance.Id, emailAddress, ct));
        }

        bool byUsername = attributes.Username is { Enabled: true, UsedForFirstFactor: true } && typed.Length <= 64;
        return (typed, byUsername ? await users.FindByUsername(instance.Id, typed, ct) : null);
    }
}
