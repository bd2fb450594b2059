using Foyer.Components.Parts;
using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.SignUps;

/// <summary>Where a sign-up stands after a person did something.</summary>
internal sealed record SignUpStep
{
    /// <summary>The attempt; null when there is none any more.</summary>
    public SignUpResource? SignUp { get; init; }

    /// <summary>Which screen to show of it.</summary>
    public SignUpHint Hint { get; init; } = SignUpHint.None;

    /// <summary>What went wrong.</summary>
    public Problems Problems { get; init; } = Problems.None;

    /// <summary>What was typed, to be shown again.</summary>
    public SignUpEntry? Typed { get; init; }

    /// <summary>The client, once the sign-up is complete.</summary>
    public ClientResource? SignedIn { get; init; }

    /// <summary>A provider's page to go to.</summary>
    public Uri? Provider { get; init; }

}

/// <summary>Carries out what a person wants on a sign-up screen: one or two calls of the Frontend API.</summary>
internal sealed class AdvanceSignUp(FlowRequest request)
{
    private readonly FrontendClient _frontend = request.Frontend;
    private readonly EnvironmentResource _environment = request.Environment;
    private readonly CancellationToken _ct = request.Aborted;

    /// <param name="signUp">The attempt as it stands; null before there is one.</param>
    /// <param name="intent">What the person wants; allowed where the attempt stands.</param>
    public Task<SignUpStep> By(SignUpResource? signUp, SignUpIntent intent) => (intent, signUp) switch
    {
        (SignUpIntent.Create { Given: var given }, _) => Create(signUp, given),
        (SignUpIntent.Social social, _) => Provider(signUp, social),
        (SignUpIntent.Wallet wallet, _) => Wallet(signUp, wallet),
        (SignUpIntent.Sign { Signature: var signature }, { } current) => Sign(current, signature),
        (SignUpIntent.Redeem redeem, _) => Redeem(redeem),
        (SignUpIntent.Transfer { Proof: var proof }, _) => Transfer(proof),
        (SignUpIntent.Back, _) => Task.FromResult(new SignUpStep { SignUp = signUp, Hint = new SignUpHint("start") }),
        (SignUpIntent.Check, _) => Check(signUp),
        (SignUpIntent.Continue { Given: var given }, { } current) => Continue(current, given),
        (SignUpIntent.AttemptPasskey { Credential: var credential }, { } current) => Passkey(current, credential),
        (SignUpIntent.Password, { } current) => Ready(current),
        (SignUpIntent.AttemptCode { Code: var code }, { } current) => Code(current, code),
        (SignUpIntent.Resend { Channel: var channel }, { } current) => Resend(current, channel),
        _ => Task.FromResult(new SignUpStep()),
    };

    /// <summary>Makes a sign-up of a sign-in whose external account belongs to nobody yet.</summary>
    public async Task<SignUpStep> Transfer(string? proof) => await Moved(
        new SignUpStep { Hint = new SignUpHint("transfer") },
        await _frontend.SignUps.Create(new SignUpFields { Transfer = true, CaptchaToken = proof, Locale = request.Screen.Text.Language }, _ct));

    /// <summary>Sends what the next screen asks for, wherever the sign-up is now.</summary>
    public async Task<SignUpStep> Ready(SignUpResource signUp) => SignUpFlow.ToPrepare(signUp, _environment) is { } strategy
        ? After(new SignUpStep { SignUp = signUp }, await Prepare(signUp, strategy, null))
        : new SignUpStep { SignUp = signUp };

    private async Task<SignUpStep> Create(SignUpResource? signUp, SignUpEntry given)
    {
        SignUpStep asked = new() { SignUp = signUp, Hint = new SignUpHint("start"), Typed = given };
        IReadOnlyList<SignUpField> fields = SignUpFlow.Project(signUp, _environment, asked.Hint, request.Now).Fields;
        (SignUpFields? ready, Problems problems) = Read(fields, given, signUp);
        return ready is null
            ? asked with { Problems = problems }
            : await Moved(asked, await _frontend.SignUps.Create(ready with { Locale = request.Screen.Text.Language }, _ct));
    }

    // The browser makes the passkey before anything is sent: whoever gives up here is written to by nobody.
    private async Task<SignUpStep> BeginPasskey(SignUpResource signUp) =>
        After(new SignUpStep { SignUp = signUp }, await Prepare(signUp, "passkey", null)) with { Hint = new SignUpHint("passkey") };

    private async Task<SignUpStep> Passkey(SignUpResource signUp, string credential)
    {
        SignUpStep asked = new() { SignUp = signUp, Hint = new SignUpHint("passkey") };
        if (credential.Length == 0)
        {
            return asked with { Problems = Problems.Found("passkey_registration_cancelled") };
        }

        SignUpStep made = await Moved(asked, await _frontend.SignUps.AttemptPasskey(signUp.Id, credential, _ct));
        // A wrong answer has spent the challenge; the next try needs another.
        return made.Problems.Any && made.SignUp is { } still ? await BeginPasskey(still) with { Problems = made.Problems } : made;
    }

    private async Task<SignUpStep> Continue(SignUpResource signUp, SignUpEntry given)
    {
        SignUpStep asked = new() { SignUp = signUp, Typed = given };
        (SignUpFields? ready, Problems problems) = Read(SignUpFlow.Project(signUp, _environment, SignUpHint.None, request.Now).Fields, given, signUp);
        return ready is null
            ? asked with { Problems = problems }
            : await Moved(asked, await _frontend.SignUps.Update(signUp.Id, ready, _ct));
    }

    private async Task<SignUpStep> Provider(SignUpResource? signUp, SignUpIntent.Social social)
    {
        SignUpStep asked = new() { SignUp = signUp, Hint = new SignUpHint("start") };
        if (!SocialButton.All(_environment.UserSettings).Any(button => button.Strategy == social.Strategy))
        {
            return asked with { Problems = Problems.Found("flow_outdated") };
        }

        FrontendResult<SignUpResource> begun = await _frontend.SignUps.Create(
            new SignUpFields
            {
                Strategy = social.Strategy,
                RedirectUrl = request.Landing("/sso-callback"),
                ActionCompleteRedirectUrl = request.Landing("/sso-callback"),
                CaptchaToken = social.Proof,
                Locale = request.Screen.Text.Language,
            },
            _ct);
        if (!begun.IsSuccess)
        {
            return asked with { Problems = new Problems(begun.Errors) };
        }

        return Uri.TryCreate(begun.Response?.Verifications.ExternalAccount?.ExternalVerificationRedirectUrl, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? asked with { SignUp = begun.Response, Provider = address }
            : asked with { Problems = Problems.Found(FrontendErrors.UnexpectedAnswer) };
    }

    private async Task<SignUpStep> Wallet(SignUpResource? signUp, SignUpIntent.Wallet wallet)
    {
        SignUpStep asked = new() { SignUp = signUp, Hint = new SignUpHint("start") };
        return wallet.Address.Length == 0
            ? asked with { Problems = Problems.Found(Web3.Cancelled) }
            : await Moved(asked, await _frontend.SignUps.Create(new SignUpFields { Web3Wallet = wallet.Address, CaptchaToken = wallet.Proof, Locale = request.Screen.Text.Language }, _ct));
    }

    private async Task<SignUpStep> Sign(SignUpResource signUp, string signature)
    {
        SignUpStep asked = new() { SignUp = signUp };
        return signature.Length == 0
            ? asked with { Problems = Problems.Found(Web3.Cancelled) }
            : await Moved(asked, await _frontend.SignUps.AttemptWeb3Verification(signUp.Id, SignUpFlow.UnderWay(signUp)!.Strategy, signature, _ct));
    }

    private async Task<SignUpStep> Redeem(SignUpIntent.Redeem redeem) => await Moved(
        new SignUpStep { Hint = new SignUpHint(null, redeem.Ticket) },
        await _frontend.SignUps.Create(
            new SignUpFields { Strategy = "ticket", Ticket = redeem.Ticket, CaptchaToken = redeem.Proof, Locale = request.Screen.Text.Language }, _ct));

    // A link that was opened elsewhere may leave more to be given, or something else to be proven.
    private async Task<SignUpStep> Check(SignUpResource? signUp)
    {
        Problems trouble = SignUpFlow.TroubleOf(signUp);
        return signUp is null || trouble.Any ? new SignUpStep { SignUp = signUp, Problems = trouble } : await Ready(signUp);
    }

    private async Task<SignUpStep> Code(SignUpResource signUp, string code)
    {
        SignUpStep asked = new() { SignUp = signUp };
        string strategy = SignUpFlow.StrategyFor(signUp, _environment.UserSettings)!;
        return code.Length == 0
            ? asked with { Problems = Problems.Found(ErrorCodes.FormParamNil, "code") }
            : await Moved(asked, await _frontend.SignUps.AttemptVerification(signUp.Id, strategy, code, _ct));
    }

    private async Task<SignUpStep> Resend(SignUpResource signUp, string? channel)
    {
        SignUpStep asked = new() { SignUp = signUp };
        return SignInFlow.WaitSeconds(SignUpFlow.UnderWay(signUp), request.Now) > 0
            ? asked with { Problems = Problems.Found(ErrorCodes.TooManyRequests) }
            : After(asked, await Prepare(signUp, SignUpFlow.StrategyFor(signUp, _environment.UserSettings)!, channel));
    }

    private (SignUpFields? Ready, Problems Problems) Read(IReadOnlyList<SignUpField> asked, SignUpEntry given, SignUpResource? signUp)
    {
        (System.Text.Json.JsonElement? metadata, Problems wrong) = CustomValues.Read(asked.Select(field => field.Custom).OfType<CustomFieldSettings>(), given.Custom, signUp?.UnsafeMetadata);
        Problems all = new([.. SignUpFlow.Unfilled(asked, given).All, .. wrong.All]);
        return (all.Any ? null : given.Fields with { UnsafeMetadata = metadata }, all);
    }

    private Task<FrontendResult<SignUpResource>> Prepare(SignUpResource signUp, string strategy, string? channel) => _frontend.SignUps.PrepareVerification(
        signUp.Id, strategy, new Preparation { Channel = channel, RedirectUrl = strategy == "email_link" ? request.Landing("/verify") : null }, _ct);

    private async Task<SignUpStep> Moved(SignUpStep asked, FrontendResult<SignUpResource> result)
    {
        SignUpStep step = After(asked, result);
        if (result.IsSuccess && asked.Typed is { PasskeyInstead: true } && step is { SignedIn: null, SignUp: { } begun })
        {
            return await BeginPasskey(begun);
        }

        return result.IsSuccess && step.SignUp is { } signUp && SignUpFlow.ToPrepare(signUp, _environment) is not null ? await Ready(signUp) : step;
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
