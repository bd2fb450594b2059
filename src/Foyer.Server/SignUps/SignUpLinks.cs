using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignUps;

/// <summary>Links that prove the address of a sign-up. The sign-up goes on at the client that asked, wherever the link was opened.</summary>
internal sealed class SignUpLinks(SignUpMoves moves) : IEmailLinkOwner
{
    public string Prefix => "sua_";

    public async Task<Outcome<LinkProof>> Proven(Tx tx, FrontendCall call, VerificationRow verification, bool onOwnClient)
    {
        Outcome<ClientChange> moved = await moves.Proven(tx, call, verification.OwnerId, "email_address", verification.Target, verification.Strategy, onOwnClient);
        return moved.IsFault(out Fault? fault, out ClientChange change)
            ? fault
            : new LinkProof(change, await tx.One<string>("SELECT created_session_id FROM sign_ups WHERE id = @OwnerId", new { verification.OwnerId }));
    }
}
