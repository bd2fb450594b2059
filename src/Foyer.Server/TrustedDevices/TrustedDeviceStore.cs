using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.TrustedDevices;

/// <summary>A device about to be enrolled, as the app describes it.</summary>
internal sealed record NewTrustedDevice(string Platform, string AppIdentifier, string? Name, TrustedDeviceKey Key);

/// <summary>Enrols devices and proves people by them. A challenge is taken once, whether the answer is right or not.</summary>
internal sealed class TrustedDeviceStore(Database db, VerificationStore verifications, Outbox outbox, TimeProvider clock)
{
    public const string Strategy = "trusted_device";
    private const int MaxDevices = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Why the request may have nothing to do with trusted devices; null when it may.</summary>
    public static Fault? Refusal(FrontendCall call) =>
        !call.Instance.Settings.AuthConfig.NativeSettings.TrustedDeviceSignInEnabled ? TrustedDeviceFaults.NotAvailable :
        // A script that got into a page must not plant a key that outlives the session.
        !call.IsNative ? TrustedDeviceFaults.NativeOnly :
        null;

    /// <summary>A device of this instance that may sign in; null for any other.</summary>
    public Task<TrustedDeviceRow?> FindActive(string instanceId, string id, CancellationToken ct) =>
        db.One<TrustedDeviceRow>("SELECT * FROM trusted_devices WHERE id = @id AND instance_id = @instanceId AND revoked_at IS NULL", new { id, instanceId }, ct);

    /// <summary>A person's devices that may sign in, newest first.</summary>
    public Task<IReadOnlyList<TrustedDeviceRow>> Active(string instanceId, string userId, CancellationToken ct) =>
        db.Many<TrustedDeviceRow>("SELECT * FROM trusted_devices WHERE user_id = @userId AND instance_id = @instanceId AND revoked_at IS NULL ORDER BY created_at DESC, id DESC", new { userId, instanceId }, ct);

    /// <summary>Sets the challenge of an enrolment; one that the session began before is void.</summary>
    public async Task<TrustedDeviceChallenge> Begin(Tx tx, FrontendCall call, string sessionId, string clientId, NewTrustedDevice device)
    {
        TrustedDeviceChallenge challenge = NewChallenge(call, device, null);
        await Begin(tx, call, sessionId, clientId, challenge);
        return challenge;
    }

    /// <summary>Enrols the device that signed the challenge of this session.</summary>
    public async Task<Outcome<TrustedDeviceRow>> Enroll(Tx tx, FrontendCall call, string sessionId, string userId, NewTrustedDevice device, string clientData, string signature)
    {
        string? prepared = await tx.One<string>("SELECT id FROM verifications WHERE owner_id = @sessionId AND strategy = 'trusted_device' AND status = 'unverified'", new { sessionId });
        if ((await Take(tx, call, prepared, sessionId)).IsFault(out Fault? fault, out VerificationRow verification))
        {
            return fault;
        }

        TrustedDeviceChallenge challenge = Read(verification);
        string expected = Text(call, device, challenge);
        fault = clientData != challenge.ClientData || clientData != expected ? TrustedDeviceFaults.ChallengeWrong :
            !device.Key.Signed(clientData, signature) ? TrustedDeviceFaults.SignatureWrong :
            await Unfit(tx, call.Instance.Id, userId, device.Key);
        if (fault is not null)
        {
            return await Refuse(tx, verification, fault);
        }

        await verifications.Settle(tx, verification.Id, VerificationStatus.Verified);
        DateTimeOffset now = clock.GetUtcNow();
        TrustedDeviceRow enrolled = (await tx.One<TrustedDeviceRow>("""
            INSERT INTO trusted_devices (id, instance_id, user_id, platform, app_identifier, name, public_key, key_thumbprint, created_at, updated_at)
            VALUES (@id, @instanceId, @userId, @Platform, @AppIdentifier, @Name, @Jwk, @Thumbprint, @now, @now) RETURNING *
            """, new { id = Ids.New("td", now), instanceId = call.Instance.Id, userId, device.Platform, device.AppIdentifier, device.Name, device.Key.Jwk, device.Key.Thumbprint, now }))!;
        await outbox.Audit(tx, call.Instance.Id, "trusted_device.created", userId, enrolled.Id);
        return enrolled;
    }

    /// <summary>Sets the challenge of a sign-in.</summary>
    public async Task<Outcome<VerificationRow>> Challenge(Tx tx, FrontendCall call, string ownerId, string clientId, string deviceId)
    {
        if (Refusal(call) is { } refused)
        {
            return refused;
        }

        return await Find(tx, call.Instance.Id, deviceId) is { } row && Describe(row) is { } device
            ? await Begin(tx, call, ownerId, clientId, NewChallenge(call, device, row.Id))
            : TrustedDeviceFaults.Revoked;
    }

    /// <summary>Proves that the device the challenge was set for has signed it.</summary>
    public async Task<Fault?> Prove(Tx tx, FrontendCall call, string? verificationId, string ownerId, string userId, string deviceId, string clientData, string signature)
    {
        if (Refusal(call) is { } refused)
        {
            return refused;
        }

        if ((await Take(tx, call, verificationId, ownerId)).IsFault(out Fault? fault, out VerificationRow verification))
        {
            return fault;
        }

        TrustedDeviceChallenge challenge = Read(verification);
        TrustedDeviceRow? row = challenge.TrustedDeviceId == deviceId ? await Find(tx, call.Instance.Id, deviceId) : null;
        NewTrustedDevice? device = row is null ? null : Describe(row);
        fault = challenge.TrustedDeviceId != deviceId || clientData != challenge.ClientData ? TrustedDeviceFaults.ChallengeWrong :
            device is null || row!.UserId != userId ? TrustedDeviceFaults.Revoked :
            clientData != Text(call, device, challenge) ? TrustedDeviceFaults.ChallengeWrong :
            !device.Key.Signed(clientData, signature) ? TrustedDeviceFaults.SignatureWrong :
            null;
        if (fault is not null)
        {
            return await Refuse(tx, verification, fault);
        }

        await verifications.Settle(tx, verification.Id, VerificationStatus.Verified);
        await tx.Run("UPDATE trusted_devices SET last_used_at = @now, updated_at = @now WHERE id = @deviceId", new { deviceId, now = clock.GetUtcNow() });
        return null;
    }

    /// <summary>Ends the trust in a device of this person; null when there is none of that id.</summary>
    public async Task<TrustedDeviceRow?> Revoke(Tx tx, string instanceId, string userId, string id, string? actorId)
    {
        TrustedDeviceRow? revoked = await tx.One<TrustedDeviceRow>(
            "UPDATE trusted_devices SET revoked_at = @now, updated_at = @now WHERE id = @id AND user_id = @userId AND instance_id = @instanceId AND revoked_at IS NULL RETURNING *",
            new { id, userId, instanceId, now = clock.GetUtcNow() });
        if (revoked is not null)
        {
            await outbox.Audit(tx, instanceId, "trusted_device.revoked", actorId, id);
        }

        return revoked;
    }

    private static Task<TrustedDeviceRow?> Find(Tx tx, string instanceId, string id) =>
        tx.One<TrustedDeviceRow>($"SELECT * FROM trusted_devices WHERE id = @id AND instance_id = @instanceId AND revoked_at IS NULL {tx.Dialect.LockForUpdate}", new { id, instanceId });

    private static async Task<Fault?> Unfit(Tx tx, string instanceId, string userId, TrustedDeviceKey key)
    {
        await tx.Hold(instanceId + key.Thumbprint);
        if (await tx.One<string>("SELECT id FROM trusted_devices WHERE instance_id = @instanceId AND key_thumbprint = @Thumbprint AND revoked_at IS NULL", new { instanceId, key.Thumbprint }) is not null)
        {
            return TrustedDeviceFaults.Exists;
        }

        return await tx.One<long>("SELECT count(*) FROM trusted_devices WHERE user_id = @userId AND revoked_at IS NULL", new { userId }) >= MaxDevices ? TrustedDeviceFaults.TooMany : null;
    }

    private TrustedDeviceChallenge NewChallenge(FrontendCall call, NewTrustedDevice device, string? deviceId)
    {
        DateTimeOffset now = clock.GetUtcNow();
        TrustedDeviceChallenge challenge = new()
        {
            Challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            ChallengeId = Ids.New("tdc", now),
            TrustedDeviceId = deviceId,
            ClientData = "",
            ExpiresAt = now + Lifetime,
        };
        return challenge with { ClientData = Text(call, device, challenge) };
    }

    private Task<VerificationRow> Begin(Tx tx, FrontendCall call, string ownerId, string clientId, TrustedDeviceChallenge challenge) => verifications.Begin(tx, new NewVerification
    {
        InstanceId = call.Instance.Id, OwnerId = ownerId, ClientId = clientId, Strategy = Strategy, Identification = challenge.TrustedDeviceId, Lifetime = Lifetime,
        Nonce = JsonSerializer.Serialize(challenge, WireJson.Default.TrustedDeviceChallenge),
    });

    /// <summary>Takes the challenge: whoever comes next finds it gone.</summary>
    private async Task<Outcome<VerificationRow>> Take(Tx tx, FrontendCall call, string? verificationId, string ownerId)
    {
        if ((await verifications.Pay(tx, verificationId)).IsFault(out Fault? fault, out VerificationRow verification))
        {
            return fault;
        }

        return verification.Strategy == Strategy && verification.OwnerId == ownerId && verification.InstanceId == call.Instance.Id ? verification : VerificationFaults.NotPrepared;
    }

    private async Task<Fault> Refuse(Tx tx, VerificationRow verification, Fault fault)
    {
        await verifications.Settle(tx, verification.Id, VerificationStatus.Failed, fault);
        return fault;
    }

    private static TrustedDeviceChallenge Read(VerificationRow row) => JsonSerializer.Deserialize(row.Nonce!, WireJson.Default.TrustedDeviceChallenge)!;

    private static NewTrustedDevice? Describe(TrustedDeviceRow row) => TrustedDeviceKey.Read(row.PublicKey) is { } key ? new NewTrustedDevice(row.Platform, row.AppIdentifier, row.Name, key) : null;

    private static string Text(FrontendCall call, NewTrustedDevice device, TrustedDeviceChallenge challenge) => new TrustedDeviceClientData
    {
        Algorithm = TrustedDeviceKey.Algorithm,
        AppIdentifier = device.AppIdentifier,
        Challenge = challenge.Challenge,
        ChallengeId = challenge.ChallengeId,
        ExpiresAt = challenge.ExpiresAt.ToUnixTimeMilliseconds(),
        Issuer = call.PublicUrl.Origin,
        Platform = device.Platform,
        PublicKeyThumbprint = device.Key.Thumbprint,
        TrustedDeviceId = challenge.TrustedDeviceId,
        Type = challenge.TrustedDeviceId is null ? TrustedDeviceClientData.Enrollment : TrustedDeviceClientData.SignIn,
    }.ToJson();
}
