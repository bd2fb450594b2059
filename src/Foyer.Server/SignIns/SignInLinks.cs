using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.Factors;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignIns;

/// <summary>Links that prove a factor of a sign-in. The sign-in goes on at the client that asked, wherever the link was opened.</summary>
internal sealed class SignInLinks(SignInStore signIns, SignInMoves moves, FactorProofs factors, VerificationStore verifications) : IEmailLinkOwner
{
    public string Prefix => "sia_";

    public async Task<Outcome<LinkProof>> Proven(Tx tx, FrontendCall call, VerificationRow verification, bool onOwnClient)
    {
        if (await signIns.Find(tx, call.Instance.Id, verification.OwnerId) is not { } row)
        {
            return SignInFaults.WrongStep;
        }

        if (row.UserId is null)
        {
            await verifications.MakeTransferable(tx, verification.Id);
            return new LinkProof(new ClientChange(row.ClientId, null), null, IsTransferable: true);
        }

        if (!await factors.Holds(tx, row.UserId, verification))
        {
            return VerificationFaults.Expired;
        }

        Outcome<ClientChange> moved =
            row.Status == SignInStatus.NeedsFirstFactor.Value && row.FirstFactorVerificationId == verification.Id ? await moves.FirstFactorProven(tx, call, row, verification.Strategy, onOwnClient) :
            row.Status == SignInStatus.NeedsClientTrust.Value && row.SecondFactorVerificationId == verification.Id ? await moves.SecondFactorProven(tx, call, row, verification.Strategy, onOwnClient) :
            SignInFaults.WrongStep;
        return moved.IsFault(out Fault? fault, out ClientChange change) ? fault : new LinkProof(change, (await signIns.Find(tx, call.Instance.Id, row.Id))!.CreatedSessionId);
    }
}
