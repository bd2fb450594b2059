using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Verifications;

namespace Foyer.Server.Identifications.Frontend;

/// <summary>An address of an account, proven by opening a link: on whichever device, and nobody is signed in by it.</summary>
internal sealed class LinkedIdentification(IdentificationStore identifications, UserStore users, AccountNotices notices, ClientStore clients) : IEmailLinkOwner
{
    public string Prefix => "idn_";

    public async Task<Outcome<LinkProof>> Proven(Tx tx, FrontendCall call, VerificationRow verification, bool onOwnClient)
    {
        IdentifierKind kind = IdentifierKinds.EmailAddress;
        Fault? fault = RequestFaults.NotFound;
        if (await identifications.Find(tx, kind, call.Instance.Id, verification.OwnerId) is { } found && await users.FindForUpdate(tx, call.Instance.Id, found.UserId) is { } user &&
            await identifications.Find(tx, kind, call.Instance.Id, verification.OwnerId) is { } row)
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
            // Somebody else has proven the address meanwhile: what waits for this link sees that it led nowhere.
            await tx.Run("UPDATE verifications SET status = 'failed' WHERE id = @Id", new { verification.Id });
            return fault;
        }

        return new LinkProof(new ClientChange(verification.ClientId!, null), null);
    }
}
