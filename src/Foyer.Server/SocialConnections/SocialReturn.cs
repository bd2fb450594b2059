using Foyer.Contracts;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SocialConnections;

/// <summary>
/// What happens when somebody comes back from a provider. A browser that began gets what was proven at once. A native app
/// comes back through a browser that is nobody's client: what was proven waits until the app itself brings the nonce it
/// was opened with, so whoever only began, and sent somebody else to the provider, gets nothing (WIRE §8.1).
/// </summary>
internal sealed class SocialReturn(Database db, VerificationStore verifications, IClientChanges clients, KeyEncryptionKey kek, IEnumerable<ISocialOwner> owners, TimeProvider clock)
{
    private const string Purpose = "rotating_token_nonce";

    /// <summary>Hands what was proven to its owner; a refusal stands in the verification from then on.</summary>
    public async Task<Outcome<SocialArrival>> Arrive(FrontendCall call, VerificationRow row, Outcome<ExternalAccountDraft> proven, bool onOwnClient)
    {
        Outcome<SocialArrival> outcome = await db.Write<Outcome<SocialArrival>>(async tx =>
            proven.IsFault(out Fault? refused, out ExternalAccountDraft draft) ? refused : await OwnerOf(row).Arrived(tx, call, row, draft, onOwnClient), CancellationToken.None);
        if (outcome.IsFault(out Fault? fault, out _))
        {
            await db.Write(async tx =>
            {
                await verifications.Settle(tx, row.Id, VerificationStatus.Failed, fault);
                await clients.Changed(tx, row.ClientId!);
            }, CancellationToken.None);
        }

        return outcome;
    }

    /// <summary>Whether what was proven waits for the app's nonce.</summary>
    public bool WaitsForApp(VerificationRow row, AuthorizationSecrets secrets) => secrets.IsNative && OwnerOf(row).WaitsForApp;

    /// <summary>Keeps what was proven for the app; returns the nonce it is opened with.</summary>
    public Task<string> Keep(VerificationRow row, ExternalAccountDraft draft) => db.Write(async tx =>
    {
        string nonce = AuthorizationRules.NewSecret();
        await verifications.SetPayload(tx, row.Id, draft.ToJson());
        await verifications.SetSecret(tx, row.Id, kek.Digest(Purpose, nonce));
        return nonce;
    }, CancellationToken.None);

    /// <summary>Goes on with what was proven, if the request brings the nonce of this attempt; the refusal, if there is one, stands in the attempt.</summary>
    /// <param name="call">A request of the app.</param>
    /// <param name="clientId">The app's client.</param>
    /// <param name="ownerId">The sign-in or sign-up it asks about.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The client's new token; null when it keeps the one it has.</returns>
    public async Task<string?> Redeem(FrontendCall call, string clientId, string ownerId, CancellationToken ct)
    {
        if (!call.IsNative || call.QueryText(Purpose) is not { Length: 43 } nonce)
        {
            return null;
        }

        string digest = kek.Digest(Purpose, nonce);
        VerificationRow? taken = await db.Write(async tx =>
            await verifications.FindBySecret(tx, call.Instance.Id, digest) is { } row && row.OwnerId == ownerId && row.ClientId == clientId && row.StatusAt(clock.GetUtcNow()) == VerificationStatus.Unverified
                && await verifications.SpendSecret(tx, row.Id, digest) ? row : null, ct);
        return taken is null || (await Arrive(call, taken, ExternalAccountDraft.Parse(verifications.Payload(taken)!), onOwnClient: true)).IsFault(out _, out SocialArrival arrival)
            ? null
            : arrival.NewToken;
    }

    private ISocialOwner OwnerOf(VerificationRow row) => owners.First(owner => row.OwnerId.StartsWith(owner.Prefix, StringComparison.Ordinal));
}
