using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.SignIns;

/// <summary>Where a sign-in stands after a person did something.</summary>
internal sealed record SignInStep
{
    /// <summary>The attempt; null when there is none any more.</summary>
    public SignInResource? SignIn { get; init; }

    /// <summary>Which screen to show of it.</summary>
    public SignInHint Hint { get; init; } = SignInHint.None;

    /// <summary>What went wrong.</summary>
    public Problems Problems { get; init; } = Problems.None;

    /// <summary>What was typed as identifier, where the attempt does not have it.</summary>
    public string? Typed { get; init; }

    /// <summary>The client, once the sign-in is complete.</summary>
    public ClientResource? SignedIn { get; init; }
}

/// <summary>Carries out what a person wants on a sign-in screen: one or two calls of the Frontend API.</summary>
internal sealed class AdvanceSignIn(FrontendClient frontend, EnvironmentResource environment, DateTimeOffset now, CancellationToken ct)
{
    /// <param name="signIn">The attempt as it stands; null before there is one.</param>
    /// <param name="intent">What the person wants; allowed where the attempt stands.</param>
    public Task<SignInStep> By(SignInResource? signIn, SignInIntent intent) => (intent, signIn) switch
    {
        (SignInIntent.Identify identify, _) => Identify(identify),
        (SignInIntent.Back, _) => StartOver(signIn),
        (SignInIntent.AttemptPassword { Password: var password }, { } current) => Password(current, password),
        (SignInIntent.AttemptCode attempt, { } current) => Code(current, attempt),
        (SignInIntent.Resend { EmailAddressId: var id }, { } current) => Resend(current, id),
        (SignInIntent.Use use, { } current) => Use(current, use),
        (SignInIntent.ChooseMethod, { } current) => Task.FromResult(new SignInStep { SignIn = current, Hint = new SignInHint("methods") }),
        _ => Task.FromResult(new SignInStep()),
    };

    private async Task<SignInStep> Identify(SignInIntent.Identify identify)
    {
        if (identify.Identifier.Length == 0)
        {
            return new SignInStep { Problems = Problems.Found(ErrorCodes.FormParamNil, "identifier") };
        }

        if (identify.Password.Length > 0)
        {
            FrontendResult<SignInResource> atOnce = await frontend.SignIns.Create(
                new CreateSignIn { Identifier = identify.Identifier, Strategy = "password", Password = identify.Password }, ct);
            if (atOnce.IsSuccess)
            {
                return await Moved(atOnce, identify.Identifier);
            }

            if (!atOnce.Failed(ErrorCodes.FormPasswordIncorrect) && !atOnce.Failed(ErrorCodes.StrategyForUserInvalid))
            {
                return new SignInStep { Problems = new Problems(atOnce.Errors), Typed = identify.Identifier };
            }

            // The identifier is right. Go on to its own screen, where the password has a field to be wrong in.
            SignInStep identified = await IdentifyOnly(identify.Identifier);
            return identified.Problems.Any || atOnce.Failed(ErrorCodes.StrategyForUserInvalid)
                ? identified
                : identified with { Hint = new SignInHint("password"), Problems = new Problems(atOnce.Errors) };
        }

        return await IdentifyOnly(identify.Identifier);
    }

    private async Task<SignInStep> IdentifyOnly(string identifier) =>
        await Moved(await frontend.SignIns.Create(new CreateSignIn { Identifier = identifier }, ct), identifier);

    private async Task<SignInStep> Password(SignInResource signIn, string password)
    {
        SignInHint hint = new("password");
        if (password.Length == 0)
        {
            return new SignInStep { SignIn = signIn, Hint = hint, Problems = Problems.Found(ErrorCodes.FormParamNil, "password") };
        }

        return After(signIn, hint, await frontend.SignIns.AttemptFirstFactor(signIn.Id, FactorProof.OfPassword(password), ct));
    }

    private async Task<SignInStep> Code(SignInResource signIn, SignInIntent.AttemptCode attempt)
    {
        SignInHint hint = new("code", attempt.EmailAddressId);
        if (attempt.Code.Length == 0)
        {
            return new SignInStep { SignIn = signIn, Hint = hint, Problems = Problems.Found(ErrorCodes.FormParamNil, "code") };
        }

        return After(signIn, hint, await frontend.SignIns.AttemptFirstFactor(signIn.Id, FactorProof.OfCode("email_code", attempt.Code), ct));
    }

    private Task<SignInStep> Resend(SignInResource signIn, string? emailAddressId) =>
        SignInFlow.WaitSeconds(signIn.FirstFactorVerification, now) > 0
            ? Task.FromResult(new SignInStep
            {
                SignIn = signIn, Hint = new SignInHint("code", emailAddressId), Problems = Problems.Found(ErrorCodes.TooManyRequests),
            })
            : SendCode(signIn, emailAddressId);

    private Task<SignInStep> Use(SignInResource signIn, SignInIntent.Use use)
    {
        if (use.Strategy == "password")
        {
            return Task.FromResult(new SignInStep { SignIn = signIn, Hint = new SignInHint("password") });
        }

        // Going to and fro between ways must not send a mail each time. With one address it is clear where the last code went.
        bool sent = SignInFlow.WaitSeconds(signIn.FirstFactorVerification, now) > 0 && signIn.SupportedFirstFactors!.Count(factor => factor.Strategy == "email_code") == 1;
        return sent
            ? Task.FromResult(new SignInStep { SignIn = signIn, Hint = new SignInHint("code", use.EmailAddressId) })
            : SendCode(signIn, use.EmailAddressId);
    }

    // Back leads to a blank attempt, so that reloading the page does not lead forward again.
    private async Task<SignInStep> StartOver(SignInResource? signIn)
    {
        FrontendResult<SignInResource> blank = await frontend.SignIns.Create(cancellationToken: ct);
        return new SignInStep { SignIn = blank.Response, Typed = signIn?.Identifier, Problems = new Problems(blank.Errors) };
    }

    private async Task<SignInStep> SendCode(SignInResource signIn, string? emailAddressId)
    {
        SignInFactor factor = SignInFlow.CodeFactor(signIn, emailAddressId)!;
        FrontendResult<SignInResource> sent = await frontend.SignIns.PrepareFirstFactor(signIn.Id, factor, ct);
        return After(signIn, new SignInHint("code", factor.EmailAddressId), sent);
    }

    // After the identifier: the sign-in may be complete, or its first factor may be a code that must be sent now.
    private async Task<SignInStep> Moved(FrontendResult<SignInResource> result, string typed)
    {
        SignInStep step = After(null, SignInHint.None, result) with { Typed = typed };
        return step is { SignedIn: null, SignIn: { } signIn } && SignInFlow.FirstChoice(signIn, environment) is { Strategy: "email_code" } code
            ? await SendCode(signIn, code.EmailAddressId)
            : step;
    }

    private static SignInStep After(SignInResource? before, SignInHint hint, FrontendResult<SignInResource> result)
    {
        SignInResource? now = result.Response ?? before;
        return new SignInStep
        {
            SignIn = result.Failed(ErrorCodes.ResourceNotFound) ? null : now,
            Hint = hint,
            Problems = new Problems(result.Errors),
            SignedIn = now?.Status == SignInStatus.Complete ? result.Client : null,
        };
    }
}
