using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components.Users;

/// <summary>A form of the account pages, posted by somebody who is signed in, and the ways to answer it.</summary>
internal sealed record AccountPost(FlowRequest Request, SessionResource Session, AccountIntent Intent, IFormCollection Form)
{
    public FrontendClient Frontend => Request.Frontend;

    public string SessionId => Session.Id;

    public CancellationToken Aborted => Request.Aborted;

    /// <summary>The item the form is about.</summary>
    public string Id => Field("id");

    /// <summary>A field, without the blanks around it. Not for passwords.</summary>
    public string Field(string name) => Form[name].ToString().Trim();

    /// <summary>The page of the form.</summary>
    public Task Show(Func<AccountModel, AccountModel> with) => AccountAnswer.Show(Request, Session, Intent.Page, with);

    /// <summary>Something was typed that cannot be right.</summary>
    public Task Refused(string code, string field, Func<AccountModel, AccountModel> with) =>
        AccountAnswer.Show(Request.With(Problems.Found(code, field)), Session, Intent.Page, with);

    /// <summary>The Frontend API refused: either it wants to be sure who asks, or the page tells why.</summary>
    public Task Refused(IReadOnlyList<ErrorResource> errors, Func<AccountModel, AccountModel>? with = null) =>
        errors.Any(error => error.Code == "session_reverification_required")
            ? Reverification.StepUp.Begin(this)
            : AccountAnswer.Show(Request.With(new Problems(errors)), Session, Intent.Page, with ?? (model => model));

    /// <summary>It is done: the page says so, without JavaScript by GET, so that reloading posts nothing.</summary>
    /// <param name="done">Last part of a key <c>foyer.done.</c>.</param>
    public Task Done(string done) => Request.WantsFragment
        ? Show(model => model with { Done = "foyer.done." + done })
        : GoTo(Request.Screen.Query.ToQueryString().Add("done", done));

    /// <summary>Tells what the Frontend API's answer came to.</summary>
    public Task After<T>(FrontendResult<T> result, string done, Func<AccountModel, AccountModel>? refused = null) =>
        result.IsSuccess ? Done(done) : Refused(result.Errors, refused);

    /// <summary>Opens a form on the page.</summary>
    /// <param name="open">Which form.</param>
    /// <param name="id">The item it is about.</param>
    public Task Open(string open, string id) => Request.WantsFragment
        ? Show(model => model with { Open = open, OpenId = id })
        : GoTo(Request.Screen.Query.ToQueryString().Add("open", open).Add("id", id));

    private Task GoTo(QueryString query) => FlowAnswer.SeeOther(Request.Http, AccountAnswer.Address(Request, Intent.Page, query));
}
