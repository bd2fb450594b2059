using Foyer.Contracts;
using Foyer.Server.BackupCodes;
using Foyer.Server.EmailLinks;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Passkeys;
using Foyer.Server.Passwords;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Totp;
using Foyer.Server.TrustedDevices;
using Foyer.Server.Users;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;

namespace Foyer.Server.Factors;

/// <summary>What asks a person for a factor: a sign-in, or a session being verified again.</summary>
/// <param name="Id">The sign-in's or session's id: its verifications belong to it.</param>
/// <param name="ClientId">The client it lives on.</param>
/// <param name="UserId">Who must prove.</param>
/// <param name="VerificationId">What was prepared last for the factor; null when nothing was.</param>
/// <param name="Locale">Language for messages; null when not given.</param>
internal sealed record FactorOwner(string Id, string ClientId, string UserId, string? VerificationId, string? Locale = null);

/// <summary>What its owner does about a proof, in the transaction of the proof.</summary>
/// <param name="Proven">The factor is proven.</param>
/// <param name="Refused">It is not; the refusal leaves its trace, and its count.</param>
internal sealed record FactorMoves<T>(Func<Tx, Task<Outcome<T>>> Proven, Func<Tx, Fault, Task> Refused);

/// <summary>
/// Prepares and proves factors: the one switch over all strategies. Always in this order: where somebody could guess, the
/// account is not locked and the guess is paid for; the proof is right; the owner moves. A new strategy adds its folder and
/// a line in each switch.
/// </summary>
internal sealed class FactorProofs(
    Database db, UserStore users, UserLockout lockout, OneTimeCodeStore codes, EmailLinkStore links, PasskeyStore passkeys, TrustedDeviceStore devices, TotpStore totps, BackupCodeStore backupCodes, ForeignBackupCodes foreign, Web3WalletStore wallets, PasswordProof proof, PasswordStore passwords,
    AccountNotices notices, TimeProvider clock)
{
    /// <summary>Sends the code, or sets the challenge, of a factor that was offered.</summary>
    public async Task<Outcome<VerificationRow>> Prepare(Tx tx, FrontendCall call, FactorOwner owner, UserAggregate user, SignInFactor factor) => factor.Strategy switch
    {
        "email_code" or "reset_password_email_code" => await codes.Send(tx, call.Instance, new CodeRequest
        {
            OwnerId = owner.Id, ClientId = owner.ClientId, Strategy = factor.Strategy, Identification = factor.EmailAddressId, Locale = owner.Locale,
            UserId = owner.UserId, RequestedBy = UserAgent.Parse(call.UserAgent).Description,
            Target = user.EmailAddresses.First(address => address.Id == factor.EmailAddressId).EmailAddress,
        }),
        "phone_code" or "reset_password_phone_code" => await codes.Send(tx, call.Instance, new CodeRequest
        {
            OwnerId = owner.Id, ClientId = owner.ClientId, Strategy = factor.Strategy, Identification = factor.PhoneNumberId, Locale = owner.Locale,
            UserId = owner.UserId, RequestedBy = UserAgent.Parse(call.UserAgent).Description,
            Target = user.PhoneNumbers.First(number => number.Id == factor.PhoneNumberId).PhoneNumber,
            Channel = call.Params.Text("channel"),
        }),
        "email_link" => await links.Send(tx, call, new EmailLinkRequest
        {
            OwnerId = owner.Id, ClientId = owner.ClientId, Identification = factor.EmailAddressId, Locale = owner.Locale,
            Target = user.EmailAddresses.First(address => address.Id == factor.EmailAddressId).EmailAddress,
        }),
        "passkey" => await passkeys.Challenge(tx, call, owner.Id, owner.ClientId, owner.UserId, call.Params.Text("passkey_id")),
        TrustedDeviceStore.Strategy => await devices.Challenge(tx, call, owner.Id, owner.ClientId, factor.TrustedDeviceId!),
        _ when factor.Web3WalletId is { } walletId =>
            await wallets.Challenge(tx, call, owner.Id, owner.ClientId, factor.Strategy, user.Web3Wallets.First(wallet => wallet.Id == walletId).Web3Wallet, walletId),
        _ => FactorFaults.StrategyInvalid,
    };

    /// <summary>Proves a factor with what the request carries.</summary>
    public async Task<Outcome<T>> Attempt<T>(FrontendCall call, FactorOwner owner, string strategy, FactorMoves<T> moves, CancellationToken ct) => strategy switch
    {
        "password" => call.Params.Text("password") is { } password ? await Password(call, owner, password, moves, ct) : RequestFaults.Missing("password"),
        "email_code" or "phone_code" or "reset_password_email_code" or "reset_password_phone_code" => call.Params.Text("code") is { } code
            ? await Within(call, owner, strategy, moves, tx => Code(tx, owner, strategy, code), ct)
            : RequestFaults.Missing("code"),
        "totp" => call.Params.Text("code") is { } code ? await Within(call, owner, strategy, moves, tx => totps.Prove(tx, owner.UserId, code), ct) : RequestFaults.Missing("code"),
        "backup_code" => call.Params.Text("code") is { } code ? await BackupCode(call, owner, code, moves, ct) : RequestFaults.Missing("code"),
        "passkey" => call.Params.Text("public_key_credential") is { } json
            ? await Within(call, owner, strategy, moves, async tx => (await passkeys.Prove(tx, call, owner.VerificationId, owner.Id, owner.UserId, json)).Fault, ct)
            : RequestFaults.Missing("public_key_credential"),
        TrustedDeviceStore.Strategy => await TrustedDevice(call, owner, moves, ct),
        _ when Web3WalletRules.Strategies.Contains(strategy) => call.Params.Text("signature") is { } signature
            ? await Within(call, owner, strategy, moves, tx => Wallet(tx, owner, strategy, signature), ct)
            : RequestFaults.Missing("signature"),
        _ => FactorFaults.StrategyInvalid,
    };

    private async Task<Outcome<T>> Password<T>(FrontendCall call, FactorOwner owner, string password, FactorMoves<T> moves, CancellationToken ct)
    {
        // Where accounts must not be told apart, one without a password has a wrong one.
        PasswordRow? row = await passwords.Find(owner.UserId, ct);
        UserSettings settings = call.Instance.Settings.UserSettings;
        if (!settings.Attributes.Password.Enabled || (row is null && !settings.AttackProtection.EnumerationProtection.Enabled))
        {
            return FactorFaults.StrategyInvalid;
        }

        // Outside any transaction: a hash takes as long as a hundred of them.
        Fault? fault = (await proof.Check(call.Instance, owner.UserId, new Secret(password), ct)).IsFault(out Fault? uncounted, out PasswordVerdict verdict)
            ? uncounted
            : PasswordProof.Refusal(verdict);
        return await db.Write<Outcome<T>>(async tx =>
        {
            // The person's row first, as whoever changes the password does: two that wait for each other would both fail.
            await users.FindForUpdate(tx, call.Instance.Id, owner.UserId);
            if (fault is null)
            {
                // A right password is no failed attempt, even when nobody goes on to the second factor.
                await lockout.Refund(tx, call.Instance, owner.UserId);
                fault = row is not null && await passwords.IsStill(tx, row) ? null : PasswordFaults.Incorrect.At("password");
            }

            if (fault is null)
            {
                return await moves.Proven(tx);
            }

            await moves.Refused(tx, fault);
            return fault;
        }, fault is null ? ct : CancellationToken.None);
    }

    private async Task<Outcome<T>> BackupCode<T>(FrontendCall call, FactorOwner owner, string code, FactorMoves<T> moves, CancellationToken ct) =>
        (await foreign.Look(owner.UserId, code, ct)).IsFault(out Fault? fault, out BackupCodeGuess guess)
            ? fault
            : await Within(call, owner, "backup_code", moves, tx => backupCodes.Prove(tx, owner.UserId, code, guess), ct);

    private async Task<Outcome<T>> TrustedDevice<T>(FrontendCall call, FactorOwner owner, FactorMoves<T> moves, CancellationToken ct) =>
        call.Params.Text("trusted_device_id") is not { } id ? RequestFaults.Missing("trusted_device_id") :
        call.Params.Text("client_data") is not { } clientData ? RequestFaults.Missing("client_data") :
        call.Params.Text("signature") is not { } signature ? RequestFaults.Missing("signature") :
        call.Params.Text("algorithm") is not { } algorithm ? RequestFaults.Missing("algorithm") :
        algorithm != TrustedDeviceKey.Algorithm ? RequestFaults.Value("algorithm") :
        await Within(call, owner, TrustedDeviceStore.Strategy, moves, tx => devices.Prove(tx, call, owner.VerificationId, owner.Id, owner.UserId, id, clientData, signature), ct);

    /// <summary>A proof that is quick: it is checked in the transaction that acts on it.</summary>
    private Task<Outcome<T>> Within<T>(FrontendCall call, FactorOwner owner, string strategy, FactorMoves<T> moves, Func<Tx, Task<Fault?>> prove, CancellationToken ct) => db.Write<Outcome<T>>(async tx =>
    {
        // The user's row is held until the end, so guesses sent at once come one after the other.
        UserRow? user = await users.FindForUpdate(tx, call.Instance.Id, owner.UserId);
        Fault? fault = (Strategies.IsGuessed(strategy) ? user?.Lock(clock.GetUtcNow()) : null) ?? await prove(tx);
        if (fault is null)
        {
            return await moves.Proven(tx);
        }

        if (fault.Code == OneTimeCodeFaults.Incorrect.Code)
        {
            if ((await lockout.PayForAttempt(tx, call.Instance, owner.UserId)).LocksUntil is { } until)
            {
                await notices.Locked(tx, call.Instance, owner.UserId, until);
            }
        }

        await moves.Refused(tx, fault);
        return fault;
    }, ct);

    private async Task<Fault?> Code(Tx tx, FactorOwner owner, string strategy, string code)
    {
        if ((await codes.Attempt(tx, owner.VerificationId, code)).IsFault(out Fault? fault, out VerificationRow proven))
        {
            return fault;
        }

        if (proven.Strategy != strategy || proven.OwnerId != owner.Id)
        {
            return VerificationFaults.NotPrepared;
        }

        return await Holds(tx, owner.UserId, proven) ? null : VerificationFaults.Expired;
    }

    private async Task<Fault?> Wallet(Tx tx, FactorOwner owner, string strategy, string signature) =>
        (await wallets.Prove(tx, owner.VerificationId, owner.Id, strategy, signature)).IsFault(out Fault? fault, out VerificationRow proven) ? fault :
        await Web3WalletStore.Owner(tx, proven.InstanceId, proven.Target) == owner.UserId ? null : VerificationFaults.Expired;

    /// <summary>
    /// Whether the address or number that a code or link was sent to is the person's still: removed meanwhile, it proves
    /// nobody. One that was only held for the person is proven by it.
    /// </summary>
    public async Task<bool> Holds(Tx tx, string userId, VerificationRow proven)
    {
        (string table, string kept) = proven.Strategy == EmailLinkStore.Strategy ? ("email_addresses", EmailLinkStore.Strategy) :
            proven.Strategy.EndsWith("phone_code", StringComparison.Ordinal) ? ("phone_numbers", "phone_code") :
            ("email_addresses", "email_code");
        string? standing = await tx.One<string>($"SELECT COALESCE(verification_status, 'reserved') FROM {table} WHERE id = @Identification AND user_id = @userId AND (verification_status = 'verified' OR reserved)",
            new { proven.Identification, userId });
        if (standing == "reserved")
        {
            await tx.Run($"UPDATE {table} SET verification_status = 'verified', verification_strategy = @kept, reserved = FALSE, updated_at = @now WHERE id = @Identification", new { proven.Identification, kept, now = clock.GetUtcNow() });
        }

        return standing is not null;
    }
}
