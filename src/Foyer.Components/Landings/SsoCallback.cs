using Foyer.Contracts;

namespace Foyer.Components.Landings;

/// <summary>What to do with somebody who comes back from a provider.</summary>
public enum SsoMove
{
    /// <summary>They are in: on to where the flow leads.</summary>
    Onward,

    /// <summary>They have an account: their sign-up becomes a sign-in.</summary>
    BecomeSignIn,

    /// <summary>They have no account: their sign-in becomes a sign-up.</summary>
    BecomeSignUp,

    /// <summary>They are signed in as that person already: that session is taken up.</summary>
    UseSession,

    /// <summary>The sign-in goes on, or says what went wrong.</summary>
    SignIn,

    /// <summary>The sign-up goes on, or says what went wrong.</summary>
    SignUp,
}

/// <summary>
/// The decision at <c>/sso-callback</c>, in the order of WIRE §8.1.5. Pure. Which of the client's two attempts left
/// for the provider is known, so what is left over from the other one decides nothing.
/// </summary>
internal static class SsoCallback
{
    /// <param name="client">The client as it is now; null when the browser has none.</param>
    /// <param name="flow">Which flow left: <c>sign-in</c> or <c>sign-up</c>.</param>
    /// <param name="isSignedIn">Whether there is a session and no further account is being added.</param>
    /// <returns>The move; with <see cref="SsoMove.UseSession"/> the session.</returns>
    public static (SsoMove Move, string? SessionId) Decide(ClientResource? client, string flow, bool isSignedIn)
    {
        VerificationResource? verification = flow == "sign-up" ? client?.SignUp?.Verifications.ExternalAccount : client?.SignIn?.FirstFactorVerification;
        bool isTransferable = verification?.Status == VerificationStatus.Transferable;
        if (isTransferable)
        {
            return (flow == "sign-up" ? SsoMove.BecomeSignIn : SsoMove.BecomeSignUp, null);
        }

        if (verification?.Error is { Code: ErrorCodes.IdentifierAlreadySignedIn, Meta.SessionId: { } session })
        {
            return (SsoMove.UseSession, session);
        }

        return (isSignedIn ? SsoMove.Onward : flow == "sign-up" ? SsoMove.SignUp : SsoMove.SignIn, null);
    }
}
