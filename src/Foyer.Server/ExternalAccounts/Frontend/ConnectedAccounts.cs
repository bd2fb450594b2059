using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.ExternalAccounts.Frontend;

/// <summary>An account that its person connects, or connects again with more scopes.</summary>
internal sealed class ConnectedAccounts(ExternalAccountStore accounts, UserStore users, ClientStore clients, VerificationStore verifications, TimeProvider clock) : ISocialOwner
{
    public string Prefix => "eac_";

    // The SDKs load the person again afterwards, without the nonce.
    public bool WaitsForApp => false;

    public async Task<Outcome<SocialArrival>> Arrived(Tx tx, FrontendCall call, VerificationRow verification, ExternalAccountDraft draft, bool onOwnClient)
    {
        string instanceId = call.Instance.Id;
        ExternalAccountRow? row = await tx.One<ExternalAccountRow>("SELECT * FROM external_accounts WHERE id = @OwnerId AND instance_id = @instanceId AND verification_id = @Id",
            new { verification.OwnerId, verification.Id, instanceId });
        if (row is null || await users.FindForUpdate(tx, instanceId, row.UserId) is null || !await IsSignedIn(tx, verification.ClientId!, row.UserId))
        {
            return SocialFaults.StateInvalid;
        }

        if (await Connect(tx, call, row, draft) is { } fault)
        {
            return tx.Abandon(fault);
        }

        await verifications.Settle(tx, verification.Id, VerificationStatus.Verified);
        await clients.Changed(tx, verification.ClientId!);
        return new SocialArrival(verification.ClientId!, null, IsComplete: true);
    }

    /// <summary>Connects who came back; the same account again where one was connected already.</summary>
    public async Task<Fault?> Connect(Tx tx, FrontendCall call, ExternalAccountRow row, ExternalAccountDraft draft)
    {
        if (row.IsConnected && row.ProviderUserId != draft.ProviderUserId)
        {
            return ExternalAccountFaults.OtherSubject;
        }

        LinkingDecision decision = await accounts.Decide(tx, call.Instance.Id, draft);
        if (decision.Account is { } known && known.Id != row.Id)
        {
            return known.UserId == row.UserId ? ExternalAccountFaults.AlreadyConnected : ExternalAccountFaults.Exists;
        }

        if (!await accounts.Connect(tx, row, draft))
        {
            return ExternalAccountFaults.OtherSubject;
        }

        await users.Changed(tx, call.Instance.Id, row.UserId);
        return null;
    }

    /// <summary>Whoever signed out on the way connects nothing any more.</summary>
    private async Task<bool> IsSignedIn(Tx tx, string clientId, string userId) => await tx.One<string>(
        "SELECT id FROM sessions WHERE client_id = @clientId AND user_id = @userId AND status IN ('active', 'pending') AND expire_at > @now LIMIT 1", new { clientId, userId, now = clock.GetUtcNow() }) is not null;
}
