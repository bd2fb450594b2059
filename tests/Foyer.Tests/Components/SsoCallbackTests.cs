using Foyer.Components.Landings;
using Foyer.Contracts;

namespace Foyer.Tests.Components;

/// <summary>Where somebody goes who comes back from a provider, as a table (WIRE §8.1.5).</summary>
public sealed class SsoCallbackTests
{
    [Theory]
    [InlineData("sign-in", "transferable", "external_account_not_found", false, SsoMove.BecomeSignUp)]
    [InlineData("sign-up", "transferable", "external_account_exists", false, SsoMove.BecomeSignIn)]
    [InlineData("sign-in", "failed", "oauth_access_denied", false, SsoMove.SignIn)]
    [InlineData("sign-up", "failed", "oauth_access_denied", false, SsoMove.SignUp)]
    [InlineData("sign-in", "verified", null, false, SsoMove.SignIn)]
    [InlineData("sign-up", "verified", null, false, SsoMove.SignUp)]
    [InlineData("sign-in", "failed", "identifier_already_signed_in", false, SsoMove.UseSession)]
    [InlineData("sign-in", "unverified", null, true, SsoMove.Onward)]
    [InlineData("sign-in", null, null, true, SsoMove.Onward)]
    [InlineData("sign-in", null, null, false, SsoMove.SignIn)]
    [InlineData("sign-up", null, null, false, SsoMove.SignUp)]
    public void The_attempt_that_left_decides(string flow, string? status, string? error, bool isSignedIn, SsoMove expected)
    {
        VerificationResource? verification = status is null ? null : new VerificationResource
        {
            Object = "verification_oauth",
            Status = VerificationStatus.From(status),
            Strategy = "oauth_google",
            Error = error is null ? null : new ErrorResource { Code = error, Message = error, LongMessage = error, Meta = new ErrorMeta { SessionId = "sess_2" } },
        };
        SignInResource signIn = Samples.BlankSignIn with { FirstFactorVerification = flow == "sign-in" ? verification : Samples.PasskeyAsked with { Status = VerificationStatus.Transferable } };
        SignUpResource signUp = Samples.SignUp with { Verifications = new SignUpVerifications { ExternalAccount = flow == "sign-up" ? verification : null } };

        (SsoMove move, string? session) = SsoCallback.Decide(Samples.Client(signIn, signUp, null, Samples.Noon), flow, isSignedIn);

        Assert.Equal((expected, expected == SsoMove.UseSession ? "sess_2" : null), (move, session));
    }
}
