using Foyer.Server.Clients;
using Foyer.Server.SignIns;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SignUps;

/// <summary>Takes over what a sign-in of the same client has proven and nobody's account has (WIRE §7.5). Spent by one taker.</summary>
internal sealed class SignUpTransfer(SignInStore signIns, SignUpStore signUps, SignUpSocial social, VerificationStore verifications)
{
    public async Task<Fault?> TakeOver(Tx tx, FrontendCall call, ClientRow? client, SignUpRow signUp)
    {
        SignInRow? signIn = client?.SignInId is { } id ? await signIns.Find(tx, call.Instance.Id, id) : null;
        if (signIn is null || signIn.ClientId != signUp.ClientId || await verifications.Find(tx, signIn.FirstFactorVerificationId) is not { } proven)
        {
            return SignUpFaults.NothingToTransfer;
        }

        // clerk-js may say which proof it means.
        if (call.Params.Text("strategy") is { } meant && meant != proven.Strategy)
        {
            return RequestFaults.Value("strategy");
        }

        if (!await verifications.Transfer(tx, proven.Id))
        {
            return SignUpFaults.NothingToTransfer;
        }

        if (SocialFlow.IsRedirect(proven.Strategy))
        {
            return await social.TakeOver(tx, call, signUp, proven);
        }

        string? attribute = SignUpRules.AttributeOf(proven.Strategy);
        // An invitation opens the door to its own address only.
        if (attribute is null || (attribute == "email_address" && signUp.TicketId is not null && proven.Target != signUp.EmailAddress))
        {
            return SignUpFaults.NothingToTransfer;
        }

        await signUps.TakeOver(tx, signUp, attribute, proven);
        return null;
    }
}
