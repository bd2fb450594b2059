using System.Security.Cryptography;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.Web3Wallets;

/// <summary>Wallets of people, and proofs by what they sign.</summary>
internal sealed class Web3WalletStore(Database db, VerificationStore verifications, Outbox outbox, TimeProvider clock)
{
    public const int MaxWallets = 100;

    /// <summary>A wallet of this person; anybody else's does not exist.</summary>
    public Task<Web3WalletRow?> Find(string userId, string id, CancellationToken ct) => db.One<Web3WalletRow>("SELECT * FROM web3_wallets WHERE id = @id AND user_id = @userId", new { id, userId }, ct);

    public Task<IReadOnlyList<Web3WalletRow>> List(string userId, CancellationToken ct) => db.Many<Web3WalletRow>("SELECT * FROM web3_wallets WHERE user_id = @userId ORDER BY position, id", new { userId }, ct);

    /// <summary>The wallet as it is shown, with the message to sign while one is to be signed.</summary>
    public async Task<Web3WalletResource> ToResource(Web3WalletRow row, CancellationToken ct) =>
        row.ToResource(row.IsVerified ? null : (await verifications.Find(row.VerificationId, ct))?.ToResource(clock.GetUtcNow()));

    /// <summary>Who has proven a wallet; null when nobody has.</summary>
    public static Task<string?> Owner(Tx tx, string instanceId, string address) =>
        tx.One<string>("SELECT user_id FROM web3_wallets WHERE instance_id = @instanceId AND web3_wallet = @address AND verification_status = 'verified'", new { instanceId, address });

    /// <summary>Adds a wallet that is still to be proven; others may be claiming the same. One that somebody has proven is refused, where that may be told.</summary>
    public async Task<Outcome<Web3WalletRow>> Add(Tx tx, Instance instance, string userId, string address)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool mayTell = !instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled;
        if (mayTell && await Owner(tx, instance.Id, address) is not null)
        {
            return UserFaults.Taken("web3_wallet");
        }

        if (await tx.One<long>("SELECT count(*) FROM web3_wallets WHERE user_id = @userId", new { userId }) >= MaxWallets)
        {
            return Web3WalletFaults.TooMany;
        }

        return await tx.One<Web3WalletRow>("""
            INSERT INTO web3_wallets (id, instance_id, user_id, web3_wallet, position, created_at, updated_at)
            VALUES (@id, @instanceId, @userId, @address, (SELECT COALESCE(MAX(position) + 1, 0) FROM web3_wallets WHERE user_id = @userId), @now, @now)
            ON CONFLICT DO NOTHING RETURNING *
            """, new { id = Ids.New("idn", now), instanceId = instance.Id, userId, address, now }) is { } row ? row : UserFaults.Taken("web3_wallet");
    }

    /// <summary>Makes the message a wallet is to sign.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="call">The request; its page stands in the message.</param>
    /// <param name="ownerId">What the proof is for.</param>
    /// <param name="clientId">The client that asks.</param>
    /// <param name="strategy">The kind of wallet.</param>
    /// <param name="address">The wallet.</param>
    /// <param name="walletId">Its id; null at sign-up.</param>
    public async Task<Outcome<VerificationRow>> Challenge(Tx tx, FrontendCall call, string ownerId, string clientId, string strategy, string address, string? walletId)
    {
        if (!Web3WalletRules.Fits(strategy, address))
        {
            return RequestFaults.Value("strategy");
        }

        if (!Web3WalletRules.IsEthereum(address) && !Ed25519.IsAvailable)
        {
            return Web3WalletFaults.SolanaNotAvailable;
        }

        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return await verifications.Begin(tx, new NewVerification
        {
            InstanceId = call.Instance.Id, OwnerId = ownerId, ClientId = clientId, Strategy = strategy, Identification = walletId, Target = address, Nonce = nonce,
            Message = Web3WalletRules.Message(call.Instance.ApplicationName, call.AppOrigin ?? call.PublicUrl.Origin, address, nonce, clock.GetUtcNow()), Lifetime = Web3WalletRules.Lifetime,
        });
    }

    /// <summary>Proves that the wallet signed the message. A message is signed once.</summary>
    public async Task<Outcome<VerificationRow>> Prove(Tx tx, string? verificationId, string ownerId, string? strategy, string signature)
    {
        if ((await verifications.Pay(tx, verificationId)).IsFault(out Fault? fault, out VerificationRow asked))
        {
            return fault;
        }

        if (asked.OwnerId != ownerId || !Web3WalletRules.Strategies.Contains(asked.Strategy) || (strategy is not null && strategy != asked.Strategy))
        {
            return VerificationFaults.NotPrepared;
        }

        if (!Web3WalletRules.Signed(asked.Target, asked.Message!, signature))
        {
            if (asked.Attempts >= VerificationStore.MaxAttempts)
            {
                await verifications.Settle(tx, asked.Id, VerificationStatus.Failed);
            }

            return Web3WalletFaults.SignatureWrong.At("signature");
        }

        return await verifications.Settle(tx, asked.Id, VerificationStatus.Verified) ? asked with { Status = VerificationStatus.Verified.Value } : VerificationFaults.AlreadyVerified;
    }

    public Task Prepared(Tx tx, string id, string verificationId) => tx.Run("UPDATE web3_wallets SET verification_id = @verificationId, updated_at = @now WHERE id = @id", new { id, verificationId, now = clock.GetUtcNow() });

    /// <summary>Keeps that the wallet is proven, unless somebody else has proven it; the first one becomes the primary one.</summary>
    public async Task<Fault?> Verified(Tx tx, Web3WalletRow claimed, string instanceId, string strategy)
    {
        (string id, string userId) = (claimed.Id, claimed.UserId);
        await tx.Hold(instanceId + claimed.Web3Wallet);
        if (await Owner(tx, instanceId, claimed.Web3Wallet) is not null)
        {
            return UserFaults.Taken("web3_wallet");
        }

        Web3WalletRow row = (await tx.One<Web3WalletRow>(
            "UPDATE web3_wallets SET verification_status = 'verified', verification_strategy = @strategy, updated_at = @now WHERE id = @id AND user_id = @userId RETURNING *",
            new { id, userId, strategy, now = clock.GetUtcNow() }))!;
        await tx.Run("UPDATE users SET primary_web3_wallet_id = @id, web3_wallet = @Web3Wallet WHERE id = @userId AND primary_web3_wallet_id IS NULL", new { id, row.Web3Wallet, userId });
        return null;
    }

    /// <summary>Removes a wallet; the next proven one becomes the primary one in its place.</summary>
    public async Task<Fault?> Delete(Tx tx, string instanceId, string userId, string id)
    {
        if (await tx.Run("DELETE FROM web3_wallets WHERE id = @id AND user_id = @userId AND instance_id = @instanceId", new { id, userId, instanceId }) == 0)
        {
            return RequestFaults.NotFound;
        }

        string? left = await tx.One<string>("""
            SELECT id FROM users WHERE id = @userId AND (username IS NOT NULL
                OR EXISTS (SELECT 1 FROM email_addresses WHERE user_id = @userId) OR EXISTS (SELECT 1 FROM phone_numbers WHERE user_id = @userId)
                OR EXISTS (SELECT 1 FROM web3_wallets WHERE user_id = @userId AND verification_status = 'verified') OR EXISTS (SELECT 1 FROM external_accounts WHERE user_id = @userId AND provider_user_id IS NOT NULL))
            """, new { userId });
        if (left is null)
        {
            return tx.Abandon(UserFaults.LastIdentifier);
        }

        await tx.Run("""
            UPDATE users SET
                primary_web3_wallet_id = (SELECT id FROM web3_wallets WHERE user_id = @userId AND verification_status = 'verified' ORDER BY position, id LIMIT 1),
                web3_wallet = (SELECT web3_wallet FROM web3_wallets WHERE user_id = @userId AND verification_status = 'verified' ORDER BY position, id LIMIT 1)
            WHERE id = @userId AND primary_web3_wallet_id = @id
            """, new { userId, id });
        await outbox.Audit(tx, instanceId, "web3_wallet.deleted", null, id);
        return null;
    }
}

internal static class Web3WalletFaults
{
    public static readonly Fault SignatureWrong = new(422, "web3_signature_invalid", "Wrong signature", "The wallet's signature is not right, or is another wallet's. Wallets that are contracts cannot sign here.");

    public static readonly Fault SolanaNotAvailable = new(422, "web3_solana_not_supported", "Solana wallets cannot be checked", "This server cannot check Solana signatures: it needs OpenSSL 1.1.1 or later on its machine.");

    public static readonly Fault NotAvailable = new(403, "web3_wallets_not_available", "Wallets are not available", "This application does not use web3 wallets.");

    public static readonly Fault TooMany = new(403, "web3_wallet_limit_reached", "Too many wallets", "An account holds at most a hundred wallets. Remove one first.");
}
