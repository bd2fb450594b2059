using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Factors;
using Foyer.Server.Instances;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Surfaces;
using Foyer.Server.TrustedDevices;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.SignIns;

/// <summary>A row of <c>sign_ins</c>.</summary>
internal sealed record SignInRow
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Status { get; init; }

    /// <summary>As typed, normalised.</summary>
    public string? Identifier { get; init; }

    /// <summary><c>email_address</c>, <c>phone_number</c>, <c>username</c> or <c>web3_wallet</c>.</summary>
    public string? IdentifierKind { get; init; }

    /// <summary>Who signs in; null while nobody is identified, and for an identifier that belongs to nobody.</summary>
    public string? UserId { get; init; }

    public string? FirstFactorStrategy { get; init; }

    public string? FirstFactorVerificationId { get; init; }

    public DateTimeOffset? FirstFactorAt { get; init; }

    public string? SecondFactorStrategy { get; init; }

    public string? SecondFactorVerificationId { get; init; }

    public DateTimeOffset? SecondFactorAt { get; init; }

    public string? ClientTrustState { get; init; }

    /// <summary>Whether an identifier that belongs to nobody may be proven here and taken over by a sign-up.</summary>
    public bool SignUpIfMissing { get; init; }

    public string? CreatedSessionId { get; init; }

    public string? Locale { get; init; }

    public DateTimeOffset AbandonAt { get; init; }

    /// <summary>The device that said who signs in; null when the person did.</summary>
    public string? TrustedDeviceId { get; init; }

    public bool IsComplete => Status == SignInStatus.Complete.Value;

    public FactorOwner FirstFactorOwner => new(Id, ClientId, UserId!, FirstFactorVerificationId, Locale);

    public FactorOwner SecondFactorOwner => new(Id, ClientId, UserId!, SecondFactorVerificationId, Locale);
}

/// <summary>How somebody says who they are.</summary>
/// <param name="Identifier">As typed, normalised; null when a device says it.</param>
/// <param name="Kind">The kind of identifier it is.</param>
/// <param name="User">Whose it is; null when nobody's.</param>
/// <param name="TrustedDeviceId">The device that says it; null when a person types.</param>
internal sealed record IdentifiedAs(string? Identifier, string? Kind, UserRow? User, string? TrustedDeviceId = null);

/// <summary>Reads and writes <c>sign_ins</c>.</summary>
internal sealed class SignInStore(Database db, KeyEncryptionKey kek, UserStore users, ClientStore clients, VerificationStore verifications, DecisionTrace trace, TimeProvider clock) : ICurrentSignIn
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private readonly byte[] _pretender = kek.Derive("pretended_id");

    /// <summary>A sign-in of this client that is not over; anybody else's does not exist.</summary>
    public Task<SignInRow?> Find(string id, string? clientId, CancellationToken ct) =>
        db.One<SignInRow>("SELECT * FROM sign_ins WHERE id = @id AND client_id = @clientId AND abandon_at > @now", new { id, clientId, now = clock.GetUtcNow() }, ct);

    /// <summary>The same inside a transaction, whoever's client it is on: for proofs that arrive by another way.</summary>
    public Task<SignInRow?> Find(Tx tx, string instanceId, string id) =>
        tx.One<SignInRow>("SELECT * FROM sign_ins WHERE id = @id AND instance_id = @instanceId AND abandon_at > @now", new { id, instanceId, now = clock.GetUtcNow() });

    /// <summary>The same for the client behind a request; 404 for everybody else's.</summary>
    public async Task<Outcome<SignInRow>> FindOwn(FrontendCall call, string id, CancellationToken ct)
    {
        if ((await clients.Find(call, ct)).IsFault(out Fault? fault, out ClientRow? client))
        {
            return fault;
        }

        return await Find(id, client?.Id, ct) is { } row ? row : RequestFaults.NotFound;
    }

    public async Task<SignInResource?> Find(FrontendCall call, ClientRow client, CancellationToken ct) =>
        client.SignInId is { } id && await Find(id, client.Id, ct) is { } row && !row.IsComplete ? await ToResource(call, row, ct) : null;

    /// <summary>Begins a sign-in on a client; the one before is dropped.</summary>
    public async Task<SignInRow> Insert(Tx tx, Instance instance, string clientId, IdentifiedAs? who, string? locale, bool signUpIfMissing)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("sia", now);
        SignInStatus status = who is null ? SignInStatus.NeedsIdentifier : SignInStatus.NeedsFirstFactor;
        SignInRow row = (await tx.One<SignInRow>("""
            INSERT INTO sign_ins (id, instance_id, client_id, status, identifier, identifier_kind, user_id, locale, sign_up_if_missing, trusted_device_id, abandon_at, created_at, updated_at)
            VALUES (@id, @instanceId, @clientId, @Value, @Identifier, @Kind, @userId, @locale, @signUpIfMissing, @TrustedDeviceId, @abandonAt, @now, @now)
            RETURNING *
            """,
            new { id, instanceId = instance.Id, clientId, status.Value, who?.Identifier, who?.Kind, userId = who?.User?.Id, locale, signUpIfMissing, who?.TrustedDeviceId, abandonAt = now + Lifetime, now }))!;
        await clients.BeginSignIn(tx, clientId, id);
        await trace.Add(tx, instance.Id, id, "create", "identifier", status.Value);
        return row;
    }

    public async Task FirstFactorPrepared(Tx tx, SignInRow row, VerificationRow verification)
    {
        await tx.Run("UPDATE sign_ins SET first_factor_strategy = @Strategy, first_factor_verification_id = @verificationId, updated_at = @now WHERE id = @Id",
            new { row.Id, verification.Strategy, verificationId = verification.Id, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
    }

    public async Task SecondFactorPrepared(Tx tx, SignInRow row, VerificationRow verification)
    {
        await tx.Run("UPDATE sign_ins SET second_factor_strategy = @Strategy, second_factor_verification_id = @verificationId, updated_at = @now WHERE id = @Id",
            new { row.Id, verification.Strategy, verificationId = verification.Id, now = clock.GetUtcNow() });
        await clients.Changed(tx, row.ClientId);
    }

    public Task Refused(Tx tx, Instance instance, SignInRow row, string strategy, Fault fault) => trace.Add(tx, instance.Id, row.Id, strategy, "lock,proof,ban", fault.Code);

    public async Task<SignInResource> ToResource(FrontendCall call, SignInRow row, CancellationToken ct) =>
        await ToResource(call, row, row.UserId is null ? null : await users.FindAggregate(call.Instance.Id, row.UserId, ct), ct);

    /// <param name="call">The request.</param>
    /// <param name="row">The sign-in.</param>
    /// <param name="user">Who signs in; null for nobody.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SignInResource> ToResource(FrontendCall call, SignInRow row, UserAggregate? user, CancellationToken ct)
    {
        Instance instance = call.Instance;
        UserSettings settings = instance.Settings.UserSettings;
        bool isSecond = row.Status == SignInStatus.NeedsSecondFactor.Value;
        // Under enumeration protection nothing may be shown that only an account has, and never to who has only a device's id.
        bool showsUser = user is not null && ((row.TrustedDeviceId is null && !settings.AttackProtection.EnumerationProtection.Enabled) || row.FirstFactorAt is not null);
        return new SignInResource
        {
            Id = row.Id,
            Status = SignInStatus.From(row.Status),
            SupportedIdentifiers = SignInRules.Identifiers(settings.Attributes),
            SupportedFirstFactors = FirstFactors(instance, row, user),
            SupportedSecondFactors = user is null ? null : isSecond ? FactorRules.SecondFactors(settings, user) : row.Status == SignInStatus.NeedsClientTrust.Value ? FactorRules.ClientTrustFactors(settings, user) : null,
            FirstFactorVerification = await Verification(row.FirstFactorStrategy, row.FirstFactorVerificationId, row.FirstFactorAt, ct),
            SecondFactorVerification = await Verification(row.SecondFactorStrategy, row.SecondFactorVerificationId, row.SecondFactorAt, ct),
            Identifier = row.Identifier,
            UserData = showsUser ? user!.ToSignInUserData(call.PublicUrl) : null,
            ClientTrustState = row.ClientTrustState,
            CreatedSessionId = row.CreatedSessionId,
            AbandonAt = row.AbandonAt,
            Locale = row.Locale,
        };
    }

    /// <summary>What the sign-in offers as a first factor; null before somebody is identified.</summary>
    public IReadOnlyList<SignInFactor>? FirstFactors(Instance instance, SignInRow row, UserAggregate? user) =>
        row.Status == SignInStatus.NeedsIdentifier.Value ? null :
        row.TrustedDeviceId is { } device ? [new SignInFactor { Strategy = TrustedDeviceStore.Strategy, TrustedDeviceId = device }] :
        user is not null && !HidesAccount(instance, row) ? FactorRules.FirstFactors(instance.Settings.UserSettings, user, row.Identifier) :
        row.Identifier is { } identifier ? SignInRules.FactorsOfNobody(instance.Settings.UserSettings, row.IdentifierKind, identifier, user?.IdentificationOf(identifier) ?? PretendedId(instance, identifier), row.SignUpIfMissing && !instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled) :
        null;

    /// <summary>
    /// Whether the sign-in must look the same whether its identifier is somebody's or nobody's: then it offers what it would
    /// offer to nobody. Usernames are chosen, so that one is taken shows elsewhere, and whom a ticket names is known.
    /// </summary>
    public static bool HidesAccount(Instance instance, SignInRow row) =>
        instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled && row.TrustedDeviceId is null && row.IdentifierKind is "email_address" or "phone_number" or "web3_wallet";

    /// <summary>Who an identifier belongs to, by the kinds of identifier the instance signs people in with.</summary>
    public async Task<IdentifiedAs> Identify(Instance instance, string typed, CancellationToken ct)
    {
        IReadOnlyList<string> kinds = SignInRules.Identifiers(instance.Settings.UserSettings.Attributes);
        if (kinds.Contains("email_address") && EmailAddressRules.Normalize(typed) is { } emailAddress)
        {
            return new IdentifiedAs(emailAddress, "email_address", await users.FindByEmailAddress(instance.Id, emailAddress, ct));
        }

        if (kinds.Contains("phone_number") && PhoneNumberRules.Normalize(typed) is { } phoneNumber)
        {
            return new IdentifiedAs(phoneNumber, "phone_number", await users.FindByPhoneNumber(instance.Id, phoneNumber, ct));
        }

        if (kinds.Contains("web3_wallet") && Web3WalletRules.Normalize(typed) is { } wallet)
        {
            return new IdentifiedAs(wallet, "web3_wallet", await users.FindByWeb3Wallet(instance.Id, wallet, ct));
        }

        bool byUsername = kinds.Contains("username") && typed.Length <= 64;
        return new IdentifiedAs(typed, "username", byUsername ? await users.FindByUsername(instance.Id, typed, ct) : null);
    }

    private async Task<VerificationResource?> Verification(string? strategy, string? verificationId, DateTimeOffset? provenAt, CancellationToken ct)
    {
        if (await verifications.Find(verificationId, ct) is { } row && row.Strategy == strategy)
        {
            return row.ToResource(clock.GetUtcNow());
        }

        return strategy is null || provenAt is null ? null : new VerificationResource { Object = VerificationObjects.Of(strategy), Status = VerificationStatus.Verified, Strategy = strategy, Attempts = 1 };
    }

    /// <summary>An id like any other, the same whenever the same identifier is typed, that belongs to nothing.</summary>
    private string PretendedId(Instance instance, string identifier)
    {
        byte[] bytes = HMACSHA256.HashData(_pretender, Encoding.UTF8.GetBytes(instance.Id + ":" + identifier))[..20];
        uint made = (uint)(instance.CreatedAt.ToUnixTimeSeconds() + (BinaryPrimitives.ReadUInt32BigEndian(bytes) % 2_592_000));
        return "idn_" + Ids.Encode(made, bytes);
    }
}
