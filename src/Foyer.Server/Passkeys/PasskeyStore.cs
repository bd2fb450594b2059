using System.Buffers.Text;
using System.Security.Cryptography;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.Passkeys;

/// <summary>Registers passkeys and proves people by them. A challenge is taken once, whether the answer is right or not.</summary>
internal sealed class PasskeyStore(Database db, VerificationStore verifications, Outbox outbox, TimeProvider clock)
{
    private const string Strategy = "passkey";

    /// <summary>A passkey of this person; anybody else's does not exist.</summary>
    public Task<PasskeyRow?> Find(string userId, string id, CancellationToken ct) => db.One<PasskeyRow>("SELECT * FROM passkeys WHERE id = @id AND user_id = @userId", new { id, userId }, ct);

    /// <summary>Begins a registration; one that was begun before is void.</summary>
    public async Task<Outcome<PasskeyResource>> Begin(Tx tx, FrontendCall call, string clientId, UserRow user)
    {
        if (user.PasskeyCount >= PasskeyRules.MaxPasskeys)
        {
            return PasskeyFaults.TooMany;
        }

        DateTimeOffset now = clock.GetUtcNow();
        string origin = Origin(call);
        string rpId = PasskeyRules.RpId(call.Instance, origin);
        string id = Ids.New("idn", now);
        await tx.Run("DELETE FROM passkeys WHERE user_id = @Id AND verified = FALSE", new { user.Id });
        VerificationRow verification = await verifications.Begin(tx, new NewVerification
        {
            InstanceId = call.Instance.Id, OwnerId = id, ClientId = clientId, Strategy = Strategy, Identification = id, Target = origin, Lifetime = PasskeyRules.Lifetime,
            Nonce = PasskeyRules.CreationOptions(call.Instance, Owner(user), rpId, NewChallenge(), await Of(tx, user.Id)),
        });
        PasskeyRow row = (await tx.One<PasskeyRow>("""
            INSERT INTO passkeys (id, instance_id, user_id, name, rp_id, verification_id, created_at, updated_at)
            VALUES (@id, @instanceId, @userId, 'Passkey', @rpId, @verificationId, @now, @now) RETURNING *
            """, new { id, instanceId = call.Instance.Id, userId = user.Id, rpId, verificationId = verification.Id, now }))!;
        return row.ToResource(verification: verification.ToResource(now));
    }

    /// <summary>Registers the credential that answers the challenge.</summary>
    public async Task<Outcome<PasskeyRow>> Register(Tx tx, FrontendCall call, string userId, string id, string json)
    {
        if (await tx.One<PasskeyRow>("SELECT * FROM passkeys WHERE id = @id AND user_id = @userId", new { id, userId }) is not { } begun)
        {
            return RequestFaults.NotFound;
        }

        if ((await Create(tx, call, begun.VerificationId, begun.Id, userId, json)).IsFault(out Fault? fault, out DraftPasskey made))
        {
            return fault;
        }

        DateTimeOffset now = clock.GetUtcNow();
        PasskeyRow registered = (await tx.One<PasskeyRow>("""
            UPDATE passkeys SET verified = TRUE, credential_id = @CredentialId, public_key = @PublicKey, sign_count = @SignCount, aaguid = @Aaguid, transports = @Transports,
                backup_eligible = @BackupEligible, backed_up = @BackedUp, last_used_at = @now, updated_at = @now
            WHERE id = @id RETURNING *
            """, new { id, made.CredentialId, made.PublicKey, made.SignCount, made.Aaguid, made.Transports, made.BackupEligible, made.BackedUp, now }))!;
        await Count(tx, userId);
        await outbox.Audit(tx, call.Instance.Id, "passkey.created", userId, id);
        return registered;
    }

    /// <summary>Begins a registration for somebody who is still signing up; the id they will have goes into the passkey.</summary>
    public async Task<VerificationRow> BeginDraft(Tx tx, FrontendCall call, string ownerId, string clientId, string name, string displayName)
    {
        string origin = Origin(call);
        string userId = Ids.New("user", clock.GetUtcNow());
        return await verifications.Begin(tx, new NewVerification
        {
            InstanceId = call.Instance.Id, OwnerId = ownerId, ClientId = clientId, Strategy = Strategy, Identification = userId, Target = origin, Lifetime = PasskeyRules.Lifetime,
            Nonce = PasskeyRules.CreationOptions(call.Instance, new PasskeyOwner(userId, name, displayName), PasskeyRules.RpId(call.Instance, origin), NewChallenge(), []),
        });
    }

    /// <summary>Proves the credential of somebody who is still signing up.</summary>
    public async Task<Outcome<DraftPasskey>> ProveDraft(Tx tx, FrontendCall call, string? verificationId, string ownerId, string json) =>
        await verifications.Find(tx, verificationId) is { Identification: { } userId } begun ? await Create(tx, call, begun.Id, ownerId, userId, json) : VerificationFaults.NotPrepared;

    /// <summary>Stores the passkey of somebody who has just signed up.</summary>
    public async Task<Fault?> Insert(Tx tx, string instanceId, DraftPasskey draft)
    {
        if (await IsTaken(tx, instanceId, draft.CredentialId))
        {
            return PasskeyFaults.Exists;
        }

        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("idn", now);
        await tx.Run("""
            INSERT INTO passkeys (id, instance_id, user_id, name, rp_id, verified, credential_id, public_key, sign_count, aaguid, transports, backup_eligible, backed_up, last_used_at, created_at, updated_at)
            VALUES (@id, @instanceId, @UserId, 'Passkey', @RpId, TRUE, @CredentialId, @PublicKey, @SignCount, @Aaguid, @Transports, @BackupEligible, @BackedUp, @now, @now, @now)
            """, new { id, instanceId, draft.UserId, draft.RpId, draft.CredentialId, draft.PublicKey, draft.SignCount, draft.Aaguid, draft.Transports, draft.BackupEligible, draft.BackedUp, now });
        await Count(tx, draft.UserId);
        await outbox.Audit(tx, instanceId, "passkey.created", draft.UserId, id);
        return null;
    }

    /// <summary>Sets a challenge for a sign-in or another proof.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="call">The request; its page is what the answer must come from.</param>
    /// <param name="ownerId">What the proof is for.</param>
    /// <param name="clientId">The client that asks.</param>
    /// <param name="userId">Whose passkeys will do; null when the passkey shall say who it is.</param>
    public async Task<VerificationRow> Challenge(Tx tx, FrontendCall call, string ownerId, string clientId, string? userId) =>
        await Challenge(tx, call, ownerId, clientId, userId is null ? [] : await Of(tx, userId));

    /// <summary>The same where one passkey of a person may be meant; without an id any will do.</summary>
    public async Task<Outcome<VerificationRow>> Challenge(Tx tx, FrontendCall call, string ownerId, string clientId, string userId, string? passkeyId)
    {
        IReadOnlyList<PasskeyRow> meant = [.. (await Of(tx, userId)).Where(passkey => passkeyId is null || passkey.Id == passkeyId)];
        return meant.Count == 0 ? RequestFaults.NotFound : await Challenge(tx, call, ownerId, clientId, meant);
    }

    private async Task<VerificationRow> Challenge(Tx tx, FrontendCall call, string ownerId, string clientId, IReadOnlyList<PasskeyRow> passkeys)
    {
        string origin = Origin(call);
        string rpId = PasskeyRules.RpId(call.Instance, origin);
        return await verifications.Begin(tx, new NewVerification
        {
            InstanceId = call.Instance.Id, OwnerId = ownerId, ClientId = clientId, Strategy = Strategy, Target = origin, Lifetime = PasskeyRules.Lifetime,
            Nonce = PasskeyRules.RequestOptions(rpId, NewChallenge(), passkeys),
        });
    }

    /// <summary>Proves who answers the challenge.</summary>
    /// <returns>The user's id.</returns>
    public async Task<Outcome<string>> Prove(Tx tx, FrontendCall call, string? verificationId, string ownerId, string? userId, string json)
    {
        if ((await Take(tx, call, verificationId, ownerId)).IsFault(out Fault? fault, out VerificationRow challenge))
        {
            return fault;
        }

        if (CredentialJson.Read(json) is not { } credential)
        {
            return await Refuse(tx, challenge, PasskeyFaults.Malformed);
        }

        PasskeyRow? known = await tx.One<PasskeyRow>($"SELECT * FROM passkeys WHERE instance_id = @instanceId AND credential_id = @credentialId AND verified {tx.Dialect.LockForUpdate}",
            new { instanceId = call.Instance.Id, credentialId = Base64Url.EncodeToString(credential.Id.Span) });
        if (Assertion.Verify(credential, known?.ToKnown(), PasskeyRules.Expected(challenge.Nonce!, challenge.Target), userId).IsFault(out fault, out Asserted asserted))
        {
            if (fault.Code == PasskeyFaults.SignCountWrong.Code)
            {
                await outbox.Audit(tx, call.Instance.Id, "passkey.sign_count_regressed", known!.UserId, known.Id);
            }

            return await Refuse(tx, challenge, fault);
        }

        await verifications.Settle(tx, challenge.Id, VerificationStatus.Verified);
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Run("UPDATE passkeys SET sign_count = @signCount, backed_up = @BackedUp, last_used_at = @now, updated_at = @now WHERE id = @Id",
            new { known!.Id, signCount = (long)asserted.SignCount, asserted.BackedUp, now });
        // The passkey is shown inside its user, whose pictures in memory are told apart by this.
        await tx.Run("UPDATE users SET updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END WHERE id = @UserId", new { known.UserId, now });
        return known.UserId;
    }

    public async Task<PasskeyRow?> Rename(Tx tx, string userId, string id, string name) =>
        await tx.One<PasskeyRow>("UPDATE passkeys SET name = @name, updated_at = @now WHERE id = @id AND user_id = @userId AND verified RETURNING *", new { id, userId, name, now = clock.GetUtcNow() });

    /// <summary>Removes a passkey of this person; null when there is none of that id.</summary>
    public async Task<PasskeyRow?> Delete(Tx tx, string instanceId, string userId, string id)
    {
        if (await tx.One<PasskeyRow>("DELETE FROM passkeys WHERE id = @id AND user_id = @userId AND instance_id = @instanceId AND verified RETURNING *", new { id, userId, instanceId }) is not { } gone)
        {
            return null;
        }

        await Count(tx, userId);
        await outbox.Audit(tx, instanceId, "passkey.deleted", null, id);
        return gone;
    }

    /// <summary>Judges what the authenticator made for this challenge.</summary>
    private async Task<Outcome<DraftPasskey>> Create(Tx tx, FrontendCall call, string? verificationId, string ownerId, string userId, string json)
    {
        if ((await Take(tx, call, verificationId, ownerId)).IsFault(out Fault? fault, out VerificationRow challenge))
        {
            return fault;
        }

        if (CredentialJson.Read(json) is not { } credential)
        {
            return await Refuse(tx, challenge, PasskeyFaults.Malformed);
        }

        Expectations expected = PasskeyRules.Expected(challenge.Nonce!, challenge.Target);
        if (Registration.Verify(credential, expected).IsFault(out fault, out NewCredential made))
        {
            return await Refuse(tx, challenge, fault);
        }

        string credentialId = Base64Url.EncodeToString(credential.Id.Span);
        if (await IsTaken(tx, call.Instance.Id, credentialId))
        {
            return await Refuse(tx, challenge, PasskeyFaults.Exists);
        }

        await verifications.Settle(tx, challenge.Id, VerificationStatus.Verified);
        return new DraftPasskey
        {
            UserId = userId,
            RpId = expected.RpId,
            CredentialId = credentialId,
            PublicKey = Base64Url.EncodeToString(made.Credential.KeyBytes.Span),
            SignCount = made.SignCount,
            Aaguid = made.Credential.Aaguid.ToString(),
            Transports = string.Join(' ', made.Transports),
            BackupEligible = made.BackupEligible,
            BackedUp = made.BackedUp,
        };
    }

    private static async Task<bool> IsTaken(Tx tx, string instanceId, string credentialId)
    {
        await tx.Hold(instanceId + credentialId);
        return await tx.One<string>("SELECT id FROM passkeys WHERE instance_id = @instanceId AND credential_id = @credentialId", new { instanceId, credentialId }) is not null;
    }

    private static PasskeyOwner Owner(UserRow user)
    {
        string fullName = $"{user.FirstName} {user.LastName}".Trim();
        return new PasskeyOwner(user.Id, user.Identifier, fullName.Length > 0 ? fullName : user.Identifier);
    }

    /// <summary>Takes the challenge: whoever comes next finds it gone.</summary>
    private async Task<Outcome<VerificationRow>> Take(Tx tx, FrontendCall call, string? verificationId, string ownerId)
    {
        if ((await verifications.Pay(tx, verificationId)).IsFault(out Fault? fault, out VerificationRow challenge))
        {
            return fault;
        }

        // A page that was allowed when it asked may not be any more.
        return challenge.Strategy != Strategy || challenge.OwnerId != ownerId || challenge.InstanceId != call.Instance.Id ? VerificationFaults.NotPrepared :
            challenge.Target != call.PublicUrl.Origin && !call.Instance.Allows(challenge.Target) ? await Refuse(tx, challenge, PasskeyFaults.OriginWrong) :
            challenge;
    }

    private async Task<Fault> Refuse(Tx tx, VerificationRow challenge, Fault fault)
    {
        await verifications.Settle(tx, challenge.Id, VerificationStatus.Failed, fault);
        return fault;
    }

    private static Task<IReadOnlyList<PasskeyRow>> Of(Tx tx, string userId) => tx.Many<PasskeyRow>("SELECT * FROM passkeys WHERE user_id = @userId AND verified ORDER BY created_at", new { userId });

    private static Task Count(Tx tx, string userId) => tx.Run("UPDATE users SET passkey_count = (SELECT count(*) FROM passkeys WHERE user_id = @userId AND verified) WHERE id = @userId", new { userId });

    /// <summary>The page the request comes from; without one, a page of this server.</summary>
    private static string Origin(FrontendCall call) => call.AppOrigin ?? call.PublicUrl.Origin;

    private static string NewChallenge() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
