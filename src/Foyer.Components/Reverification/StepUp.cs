using Foyer.Components.Users;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Reverification;

/// <summary>
/// Step-up: somebody who is signed in shows again who they are, and then what they asked for is done (WIRE §9.7). The
/// Frontend API holds how far it is; each form brings along what was asked for.
/// </summary>
internal sealed class StepUp(FlowRequest request, SessionResource session, Repetition then)
{
    // The level the Frontend API demands. Who has no second factor is asked for the first by it.
    private const string Level = "second_factor";

    private readonly FlowRequest _request = request with { Screen = request.Screen with { Flow = "reverification" } };
    private readonly AccountIntent _intent = AccountIntent.Of(then.Intent)!;

    /// <summary>Instead of what was asked for, which is done afterwards.</summary>
    public static Task Begin(AccountPost post) => new StepUp(post.Request, post.Session, Repetition.Of(post.Intent, post.Form)).Begin();

    /// <summary>Begins with the best way there is.</summary>
    public async Task Begin()
    {
        FrontendResult<ReverificationResource> begun = await Start();
        Task answer = begun.Response is { } step ? Use(step, StepUpModel.Usable(step).FirstOrDefault()) : Refused(begun.Errors);
        await answer;
    }

    /// <summary>Shows all ways.</summary>
    public async Task Choose()
    {
        FrontendResult<ReverificationResource> begun = await Start();
        Task answer = begun.Response is { } step ? Show(Screen(StepUpPart.Methods).With(step, _request.Now)) : Refused(begun.Errors);
        await answer;
    }

    /// <summary>Goes another way.</summary>
    public async Task Use(string strategy, string? to)
    {
        FrontendResult<ReverificationResource> begun = await Start();
        Task answer = begun.Response is not { } step ? Refused(begun.Errors)
            : StepUpModel.Usable(step).FirstOrDefault(factor => factor.Strategy == strategy && (to is null || IdOf(factor) == to)) is { } chosen ? Use(step, chosen)
            : Show(Screen(StepUpPart.Methods).With(step, _request.Now));
        await answer;
    }

    /// <summary>Sends another code.</summary>
    public async Task Resend(StepUpModel shown)
    {
        FrontendResult<ReverificationResource> sent = await Prepare(shown.IsSecond, Factor(shown));
        Task answer = sent.Response is { } step ? Show(shown.With(step, _request.Now)) : Failed(shown, sent.Errors);
        await answer;
    }

    /// <summary>Offers a proof. When nothing more is asked, what was asked for is done.</summary>
    public async Task Attempt(StepUpModel shown, FactorProof proof)
    {
        FrontendResult<ReverificationResource> proven = shown.IsSecond
            ? await _request.Frontend.Sessions.AttemptSecondFactor(session.Id, proof, _request.Aborted)
            : await _request.Frontend.Sessions.AttemptFirstFactor(session.Id, proof, _request.Aborted);
        Task answer = proven.Response is not { } step ? Failed(shown, proven.Errors)
            : step.Status == ReverificationStatus.Complete ? Repeat()
            : Use(step, StepUpModel.Usable(step).FirstOrDefault());
        await answer;
    }

    /// <summary>Shows a screen again, with what is wrong on it.</summary>
    public Task Failed(StepUpModel shown, IReadOnlyList<ErrorResource> errors) =>
        // Its time is over, or another window has begun anew: so does this one.
        errors.Any(error => error.Code == "reverification_wrong_step") ? Begin() : Show(shown, new Problems(errors));

    /// <summary>A screen of this step-up.</summary>
    public StepUpModel Screen(StepUpPart part) => new()
    {
        Part = part,
        Identifier = session.PublicUserData.Identifier,
        Then = then,
        Page = _intent.Page == AccountPage.Profile ? "/user" : "/user/security",
    };

    private async Task Use(ReverificationResource step, SignInFactor? factor)
    {
        StepUpModel model = (Screen(factor is null ? StepUpPart.Unavailable : StepUpModel.PartOf(factor.Strategy)) with { To = factor is null ? null : IdOf(factor) }).With(step, _request.Now);
        if (factor?.Strategy is not ("passkey" or "email_code" or "phone_code"))
        {
            await Show(model);
            return;
        }

        FrontendResult<ReverificationResource> prepared = await Prepare(model.IsSecond, factor);
        Task answer = prepared.Response is { } ready ? Show(model.With(ready, _request.Now)) : Show(model with { Part = StepUpPart.Methods }, new Problems(prepared.Errors));
        await answer;
    }

    private Task Repeat()
    {
        AccountPost post = new(request with { Screen = request.Screen with { Flow = "user", Problems = Problems.None } }, session, _intent, then.ToForm());
        return _intent.Reopens is { } form ? post.Show(model => model with { Open = form, Done = "foyer.done.reverified" }) : _intent.Run(post);
    }

    private Task Refused(IReadOnlyList<ErrorResource> errors) => AccountAnswer.Show(
        request.With(new Problems(errors)) is var told ? told with { Screen = told.Screen with { Flow = "user" } } : request, session, _intent.Page, model => model);

    private Task Show(StepUpModel model, Problems? problems = null)
    {
        Screen screen = _request.Screen with { Problems = problems ?? Problems.None };
        return FlowAnswer.Show<StepUpView>(_request with { Screen = screen }, screen, model);
    }

    private Task<FrontendResult<ReverificationResource>> Start() => _request.Frontend.Sessions.Verify(session.Id, Level, _request.Aborted);

    private Task<FrontendResult<ReverificationResource>> Prepare(bool isSecond, SignInFactor factor) => isSecond
        ? _request.Frontend.Sessions.PrepareSecondFactor(session.Id, factor, _request.Aborted)
        : _request.Frontend.Sessions.PrepareFirstFactor(session.Id, factor, _request.Aborted);

    private static SignInFactor Factor(StepUpModel shown) => new()
    {
        Strategy = shown.Strategy!,
        EmailAddressId = shown.Part == StepUpPart.EmailCode ? shown.To : null,
        PhoneNumberId = shown.Part == StepUpPart.PhoneCode ? shown.To : null,
    };

    private static string? IdOf(SignInFactor factor) => factor.EmailAddressId ?? factor.PhoneNumberId;
}
