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

    /// <summary>A provider's page to go to.</summary>
    public Uri? Provider { get; init; }
}

/// <summary>Carries out what a person wants on a sign-in screen: one or two calls of the Frontend API.</summary>
internal sealed class AdvanceSignIn(FlowRequest request)
{
    private readonly FrontendClient _frontend = request.Frontend;
    private readonly EnvironmentResource _environment = request.Environment;
    private readonly CancellationToken _ct = request.Aborted;

    /// <param name="signIn">The attempt as it stands; null before there is one.</param>
    /// <param name="intent">What the person wants; allowed where the attempt stands.</param>
    public Task<SignInStep> By(SignInResource? signIn, SignInIntent intent) => (intent, signIn) switch
    {
        (SignInIntent.Identify identify, _) => Identify(identify),
        (SignInIntent.Social { Strategy: var strategy }, _) => Provider(strategy),
        (SignInIntent.Passkey, _) => Passkey(),
        (SignInIntent.Wallet { Address: var address }, _) => Wallet(address),
        (SignInIntent.Sign { Signature: var signature }, { } current) => Sign(current, signature),
        (SignInIntent.Redeem { Ticket: var ticket }, _) => Redeem(ticket),
        (SignInIntent.Back, _) => StartOver(signIn),
        (SignInIntent.Check, _) => Task.FromResult(new SignInStep { SignIn = signIn, Problems = SignInFlow.TroubleOf(signIn) }),
        (SignInIntent.AttemptPassword { Password: var password }, { } current) => Password(current, password),
        (SignInIntent.AttemptPasskey { Credential: var credential }, { } current) => Credential(current, credential),
        (SignInIntent.AttemptCode attempt, { } current) => Code(current, attempt),
        (SignInIntent.Resend resend, { } current) => Resend(current, resend),
        (SignInIntent.Use use, { } current) => Use(current, use),
        (SignInIntent.Forgot, { } current) => Forgot(current),
        (SignInIntent.SetPassword set, { } current) => SetPassword(current, set),
        (SignInIntent.ChooseMethod, { } current) => Task.FromResult(new SignInStep { SignIn = current, Hint = new SignInHint("methods") }),
        _ => Task.FromResult(new SignInStep()),
    };

    /// <summary>After a first factor was proven elsewhere: readies the screen that comes next.</summary>
    public Task<SignInStep> Arrived(FrontendResult<SignInResource> result) => Moved(After(null, SignInHint.None, result));

    private async Task<SignInStep> Identify(SignInIntent.Identify identify)
    {
        if (identify.Identifier.Length == 0)
        {
            return new SignInStep { Problems = Problems.Found(ErrorCodes.FormParamNil, "identifier") };
        }

        string identifier = PhoneNumbers.CallingCodes.Identifier(identify.Identifier, _environment.UserSettings.Attributes, request.Country);
        if (identify.Password.Length > 0)
        {
            FrontendResult<SignInResource> atOnce = await _frontend.SignIns.Create(
                new CreateSignIn { Identifier = identifier, Strategy = "password", Password = identify.Password, Locale = request.Screen.Text.Language }, _ct);
            if (atOnce.IsSuccess)
            {
                return await Moved(After(null, SignInHint.None, atOnce) with { Typed = identify.Identifier });
            }

            if (!atOnce.Failed(ErrorCodes.FormPasswordIncorrect) && !atOnce.Failed(ErrorCodes.StrategyForUserInvalid))
            {
                return new SignInStep { Problems = new Problems(atOnce.Errors), Typed = identify.Identifier };
            }

            // The identifier is right. Go on to its own screen, where the password has a field to be wrong in.
            SignInStep identified = await IdentifyOnly(identifier, identify.Identifier);
            return identified.Problems.Any || atOnce.Failed(ErrorCodes.StrategyForUserInvalid)
                ? identified
                : identified with { Hint = new SignInHint("password"), Problems = new Problems(atOnce.Errors) };
        }

        return await IdentifyOnly(identifier, identify.Identifier);
    }

    private async Task<SignInStep> IdentifyOnly(string identifier, string typed)
    {
        FrontendResult<SignInResource> created = await _frontend.SignIns.Create(new CreateSignIn { Identifier = identifier, Locale = request.Screen.Text.Language }, _ct);
        return await Moved(After(null, SignInHint.None, created) with { Typed = typed });
    }

    private async Task<SignInStep> Provider(string strategy)
    {
        if (!Parts.SocialButton.All(_environment.UserSettings).Any(button => button.Strategy == strategy))
        {
            return new SignInStep { Problems = Problems.Found("flow_outdated") };
        }

        FrontendResult<SignInResource> begun = await _frontend.SignIns.Create(
            new CreateSignIn
            {
                Strategy = strategy,
                RedirectUrl = request.Landing("/sso-callback"),
                ActionCompleteRedirectUrl = request.Landing("/sso-callback"),
                Locale = request.Screen.Text.Language,
            },
            _ct);
        return Leaving(new SignInStep { SignIn = begun.Response }, begun, begun.Response?.FirstFactorVerification);
    }

    private async Task<SignInStep> Passkey()
    {
        FrontendResult<SignInResource> asked = await _frontend.SignIns.Create(new CreateSignIn { Strategy = "passkey", Locale = request.Screen.Text.Language }, _ct);
        return After(null, new SignInHint("passkey"), asked);
    }

    private async Task<SignInStep> Wallet(string address)
    {
        if (address.Length == 0 || Parts.Web3.Strategy(_environment.UserSettings.Attributes.Web3Wallet.FirstFactors, address) is not { } strategy)
        {
            return new SignInStep { Problems = Problems.Found(Parts.Web3.Cancelled) };
        }

        FrontendResult<SignInResource> created = await _frontend.SignIns.Create(new CreateSignIn { Identifier = address, Locale = request.Screen.Text.Language }, _ct);
        if (created.Response is not { } signIn)
        {
            // The address was not typed, so no field is at fault.
            return new SignInStep { Problems = new Problems([.. created.Errors.Select(error => error with { Meta = null })]) };
        }

        FrontendResult<SignInResource> asked = await _frontend.SignIns.PrepareFirstFactor(signIn.Id, new SignInFactor { Strategy = strategy }, cancellationToken: _ct);
        return After(signIn, new SignInHint("wallet"), asked);
    }

    private async Task<SignInStep> Sign(SignInResource signIn, string signature)
    {
        SignInHint hint = new("wallet");
        return signature.Length == 0
            ? new SignInStep { SignIn = signIn, Hint = hint, Problems = Problems.Found(Parts.Web3.Cancelled) }
            : await Moved(After(signIn, hint, await _frontend.SignIns.AttemptFirstFactor(signIn.Id, FactorProof.OfSignature(SignInFlow.UnderWay(signIn)!.Strategy, signature), _ct)));
    }

    private async Task<SignInStep> Redeem(string ticket)
    {
        FrontendResult<SignInResource> redeemed = await _frontend.SignIns.Create(
            new CreateSignIn { Strategy = "ticket", Ticket = ticket, Locale = request.Screen.Text.Language }, _ct);
        return await Moved(After(null, SignInHint.None, redeemed));
    }

    private async Task<SignInStep> Password(SignInResource signIn, string password)
    {
        SignInHint hint = new("password");
        if (password.Length == 0)
        {
            return new SignInStep { SignIn = signIn, Hint = hint, Problems = Problems.Found(ErrorCodes.FormParamNil, "password") };
        }

        return await Moved(After(signIn, hint, await _frontend.SignIns.AttemptFirstFactor(signIn.Id, FactorProof.OfPassword(password), _ct)));
    }

    private async Task<SignInStep> Credential(SignInResource signIn, string credential)
    {
        SignInHint hint = new("passkey");
        if (credential.Length == 0)
        {
            return new SignInStep { SignIn = signIn, Hint = hint, Problems = Problems.Found("passkey_retrieval_cancelled") };
        }

        return await Moved(After(signIn, hint, await _frontend.SignIns.AttemptFirstFactor(signIn.Id, FactorProof.OfPasskey(credential), _ct)));
    }

    private async Task<SignInStep> Code(SignInResource signIn, SignInIntent.AttemptCode attempt)
    {
        string strategy = attempt.Strategy ?? SignInFlow.UnderWay(signIn)!.Strategy;
        SignInHint hint = new(strategy, attempt.To);
        if (attempt.Code.Length == 0)
        {
            return new SignInStep { SignIn = signIn, Hint = hint, Problems = Problems.Found(ErrorCodes.FormParamNil, "code") };
        }

        FactorProof proof = FactorProof.OfCode(strategy, attempt.Code);
        return await Moved(After(signIn, hint, SignInFlow.IsSecond(signIn)
            ? await _frontend.SignIns.AttemptSecondFactor(signIn.Id, proof, _ct)
            : await _frontend.SignIns.AttemptFirstFactor(signIn.Id, proof, _ct)));
    }

    private Task<SignInStep> Resend(SignInResource signIn, SignInIntent.Resend resend)
    {
        string strategy = resend.Strategy ?? SignInFlow.UnderWay(signIn)!.Strategy;
        return SignInFlow.WaitSeconds(SignInFlow.UnderWay(signIn), request.Now) > 0
            ? Task.FromResult(new SignInStep { SignIn = signIn, Hint = new SignInHint(strategy, resend.To), Problems = Problems.Found(ErrorCodes.TooManyRequests) })
            : Send(signIn, SignInFlow.FactorOf(signIn, strategy, resend.To)!, resend.Channel);
    }

    private Task<SignInStep> Use(SignInResource signIn, SignInIntent.Use use)
    {
        if (use.Strategy is "password" or "totp" or "backup_code")
        {
            return Task.FromResult(new SignInStep { SignIn = signIn, Hint = new SignInHint(use.Strategy) });
        }

        // Going to and fro between ways must not send a message each time. With one target it is clear where the last one went.
        IReadOnlyList<SignInFactor>? offered = SignInFlow.IsSecond(signIn) ? signIn.SupportedSecondFactors : signIn.SupportedFirstFactors;
        VerificationResource? verification = SignInFlow.UnderWay(signIn);
        bool sent = verification?.Strategy == use.Strategy && SignInFlow.WaitSeconds(verification, request.Now) > 0 && offered!.Count(factor => factor.Strategy == use.Strategy) == 1;
        return sent
            ? Task.FromResult(new SignInStep { SignIn = signIn, Hint = new SignInHint(use.Strategy, use.To) })
            : Send(signIn, SignInFlow.FactorOf(signIn, use.Strategy, use.To)!, null);
    }

    private Task<SignInStep> Forgot(SignInResource signIn) => signIn.SupportedFirstFactors!.Where(factor => factor.Strategy.StartsWith("reset_password_", StringComparison.Ordinal)).ToArray() is [var only]
        ? Use(signIn, new SignInIntent.Use(only.Strategy, null))
        : Task.FromResult(new SignInStep { SignIn = signIn, Hint = new SignInHint("forgot") });

    private async Task<SignInStep> SetPassword(SignInResource signIn, SignInIntent.SetPassword set)
    {
        if (set.Password.Length == 0)
        {
            return new SignInStep { SignIn = signIn, Problems = Problems.Found(ErrorCodes.FormParamNil, "password") };
        }

        return await Moved(After(signIn, SignInHint.None, await _frontend.SignIns.ResetPassword(signIn.Id, set.Password, set.SignOutOthers, _ct)));
    }

    // Back leads to a blank attempt, so that reloading the page does not lead forward again.
    private async Task<SignInStep> StartOver(SignInResource? signIn)
    {
        FrontendResult<SignInResource> blank = await _frontend.SignIns.Create(cancellationToken: _ct);
        return new SignInStep { SignIn = blank.Response, Typed = signIn?.Identifier, Problems = new Problems(blank.Errors) };
    }

    private async Task<SignInStep> Send(SignInResource signIn, SignInFactor factor, string? channel)
    {
        bool leads = SignInFlow.IsProvider(factor.Strategy);
        string? landing = leads ? request.Landing("/sso-callback") : factor.Strategy == "email_link" ? request.Landing("/verify") : null;
        Preparation preparation = new() { RedirectUrl = landing, ActionCompleteRedirectUrl = leads ? landing : null, Channel = channel };
        FrontendResult<SignInResource> sent = SignInFlow.IsSecond(signIn)
            ? await _frontend.SignIns.PrepareSecondFactor(signIn.Id, factor, preparation, _ct)
            : await _frontend.SignIns.PrepareFirstFactor(signIn.Id, factor, preparation, _ct);
        SignInStep step = After(signIn, new SignInHint(factor.Strategy, factor.EmailAddressId ?? factor.PhoneNumberId), sent);
        return leads ? Leaving(step, sent, sent.Response?.FirstFactorVerification) : step;
    }

    // Wherever the sign-in is now, what the next screen asks for must be on its way.
    private async Task<SignInStep> Moved(SignInStep step)
    {
        if (step.Problems.Any || step.SignedIn is not null || step.SignIn is not { } signIn || SignInFlow.FirstChoice(signIn, _environment) is not { } first)
        {
            return step;
        }

        bool sends = SignInFlow.IsSent(first.Strategy) && SignInFlow.UnderWay(signIn)?.Strategy != first.Strategy;
        SignInStep next = sends || (first.Strategy == "passkey" && !SignInFlow.IsSecond(signIn)) ? await Send(signIn, first, null) : step with { Hint = SignInHint.None };
        return next with { Typed = step.Typed };
    }

    private static SignInStep Leaving(SignInStep step, FrontendResult<SignInResource> result, VerificationResource? verification)
    {
        if (!result.IsSuccess)
        {
            return step with { Problems = new Problems(result.Errors) };
        }

        return Uri.TryCreate(verification?.ExternalVerificationRedirectUrl, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? step with { Provider = address }
            : step with { Problems = Problems.Found(FrontendErrors.UnexpectedAnswer) };
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
