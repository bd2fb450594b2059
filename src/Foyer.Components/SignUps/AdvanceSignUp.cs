using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.SignUps;

/// <summary>Where a sign-up stands after a person did something.</summary>
internal sealed record SignUpStep
{
    /// <summary>The attempt; null when there is none any more.</summary>
    public SignUpResource? SignUp { get; init; }

    /// <summary><c>start</c> to show the first form of an attempt under way.</summary>
    public string? Step { get; init; }

    /// <summary>What went wrong.</summary>
    public Problems Problems { get; init; } = Problems.None;

    /// <summary>What was typed, to be shown again.</summary>
    public SignUpFields? Typed { get; init; }

    /// <summary>The client, once the sign-up is complete.</summary>
    public ClientResource? SignedIn { get; init; }
}

/// <summary>Carries out what a person wants on a sign-up screen: one or two calls of the Frontend API.</summary>
internal sealed class AdvanceSignUp(FrontendClient frontend, EnvironmentResource environment, string language, DateTimeOffset now, CancellationToken ct)
{
    /// <param name="signUp">The attempt as it stands; null before there is one.</param>
    /// <param name="intent">What the person wants; allowed where the attempt stands.</param>
    public Task<SignUpStep> By(SignUpResource? signUp, SignUpIntent intent) => (intent, signUp) switch
    {
        (SignUpIntent.Create { Fields: var fields }, _) => Create(signUp, fields),
        (SignUpIntent.Back, _) => Task.FromResult(new SignUpStep { SignUp = signUp, Step = "start" }),
        (SignUpIntent.Continue { Fields: var fields }, { } current) => Continue(current, fields),
        (SignUpIntent.AttemptCode { Code: var code }, { } current) => Code(current, code),
        (SignUpIntent.Resend, { } current) => Resend(current),
        _ => Task.FromResult(new SignUpStep()),
    };

    private async Task<SignUpStep> Create(SignUpResource? signUp, SignUpFields fields)
    {
        SignUpStep asked = new() { SignUp = signUp, Step = "start", Typed = fields };
        Problems unfilled = SignUpFlow.Unfilled(SignUpFlow.Project(signUp, environment, "start", now).Fields, fields);
        return unfilled.Any
            ? asked with { Problems = unfilled }
            : await Moved(asked, await frontend.SignUps.Create(fields with { Locale = language }, ct));
    }

    private async Task<SignUpStep> Continue(SignUpResource signUp, SignUpFields fields)
    {
        SignUpStep asked = new() { SignUp = signUp, Typed = fields };
        Problems unfilled = SignUpFlow.Unfilled(SignUpFlow.Project(signUp, environment, null, now).Fields, fields);
        return unfilled.Any
            ? asked with { Problems = unfilled }
            : await Moved(asked, await frontend.SignUps.Update(signUp.Id, fields, ct));
    }

    private async Task<SignUpStep> Code(SignUpResource signUp, string code)
    {
        SignUpStep asked = new() { SignUp = signUp };
        return code.Length == 0
            ? asked with { Problems = Problems.Found(ErrorCodes.FormParamNil, "code") }
            : await Moved(asked, await frontend.SignUps.AttemptVerification(signUp.Id, "email_code", code, ct));
    }

    private async Task<SignUpStep> Resend(SignUpResource signUp)
    {
        SignUpStep asked = new() { SignUp = signUp };
        return SignInFlow.WaitSeconds(signUp.Verifications.EmailAddress, now) > 0
            ? asked with { Problems = Problems.Found(ErrorCodes.TooManyRequests) }
            : After(asked, await frontend.SignUps.PrepareVerification(signUp.Id, "email_code", ct));
    }

    // Wherever the sign-up is now, a code that the next screen asks for must be on its way.
    private async Task<SignUpStep> Moved(SignUpStep asked, FrontendResult<SignUpResource> result)
    {
        SignUpStep step = After(asked, result);
        return result.IsSuccess && step.SignUp is { } signUp && SignUpFlow.NeedsCode(signUp)
            ? After(new SignUpStep { SignUp = signUp }, await frontend.SignUps.PrepareVerification(signUp.Id, "email_code", ct))
            : step;
    }

    private static SignUpStep After(SignUpStep asked, FrontendResult<SignUpResource> result)
    {
        if (!result.IsSuccess)
        {
            return asked with { SignUp = result.Failed(ErrorCodes.ResourceNotFound) ? null : asked.SignUp, Problems = new Problems(result.Errors) };
        }

        return new SignUpStep { SignUp = result.Response, SignedIn = result.Response?.Status == SignUpStatus.Complete ? result.Client : null };
    }
}
