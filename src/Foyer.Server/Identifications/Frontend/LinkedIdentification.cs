using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.Identifications.Frontend;

/// <summary>An address of an account, proven by opening a link: on whichever device, and nobody is signed in by it.</summary>
internal sealed class LinkedIdentification(IdentificationStore identifications, UserStore users, AccountNotices notices, ClientStore clients, TimeProvider clock) : IEmailLinkOwner
{
    public string Prefix => "idn_";

    public async Task<Outcome<LinkProof>> Proven(Tx tx, FrontendCall call, VerificationRow verification, bool onOwnClient)
    {
        IdentifierKind kind = IdentifierKinds.EmailAddress;
        Fault? fault = RequestFaults.NotFound;
        if (await identifications.Find(tx, kind, call.Instance.Id, verification.OwnerId) is { } found && await users.FindForUpdate(tx, call.Instance.Id, found.UserId) is { } user &&
            await identifications.Find(tx, kind, call.Instance.Id, verification.OwnerId) is { } row && await IsStillSignedIn(tx, verification, user.Id))
        {
            fault = row.IsVerified ? null : await identifications.Prove(tx, kind, user, row, verification.Strategy);
            if (fault is null && !row.IsVerified)
            {
                await notices.IdentifierAdded(tx, call.Instance, user.Id, row.Value);
            }

            await users.Changed(tx, call.Instance.Id, user.Id);
            await clients.Changed(tx, verification.ClientId!);
        }

        if (fault is not null)
        {
            // Somebody else has proven the address meanwhile, or has thrown out who asked: what waits for this link sees that it led nowhere.
            await tx.Run("UPDATE verifications SET status = 'failed' WHERE id = @Id", new { verification.Id });
            return fault;
        }

        return new LinkProof(new ClientChange(verification.ClientId!, null), null);
    }

    /// <summary>Whether who asked for the link is signed in still: whoever was signed out, by the owner's new password for one, adds nothing any more.</summary>
    private async Task<bool> IsStillSignedIn(Tx tx, VerificationRow verification, string userId) => await tx.One<string>(
        "SELECT id FROM sessions WHERE client_id = @ClientId AND user_id = @userId AND status IN ('active', 'pending') AND expire_at > @now AND abandon_at > @now LIMIT 1",
        new { verification.ClientId, userId, now = clock.GetUtcNow() }) is not null;
}
