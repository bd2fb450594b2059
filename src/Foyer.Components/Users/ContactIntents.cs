using Foyer.Components.PhoneNumbers;
using Foyer.Components.SignIns;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>E-mail addresses and phone numbers: add, prove, prefer, remove. Which of the two, the field <c>kind</c> says.</summary>
internal static class ContactIntents
{
    public static async Task Add(AccountPost post)
    {
        string kind = Kind(post);
        string typed = kind == Contact.PhoneNumber ? CallingCodes.International(post.Field(kind), post.Field("phone_country")) ?? "" : post.Field(kind);
        AccountModel Opened(AccountModel model) => model with { Open = kind, Typed = typed };
        if (typed.Length == 0)
        {
            await post.Refused(ErrorCodes.FormParamNil, kind, Opened);
            return;
        }

        (string? id, IReadOnlyList<ErrorResource> errors) = await Create(post, kind, typed);
        Task answer = id is null ? post.Refused(errors, Opened) : Send(post, kind, id);
        await answer;
    }

    public static Task Send(AccountPost post) => Send(post, Kind(post), post.Id);

    public static async Task Prove(AccountPost post)
    {
        string code = SignInIntent.Digits(post.Field("code"));
        AccountModel Opened(AccountModel model) => model with { Open = "verify", OpenId = post.Id };
        if (code.Length == 0)
        {
            await post.Refused(ErrorCodes.FormParamNil, "code", Opened);
            return;
        }

        MeClient me = post.Frontend.Me;
        IReadOnlyList<ErrorResource> errors = Kind(post) == Contact.PhoneNumber
            ? (await me.PhoneNumbers.AttemptVerification(post.Id, code, post.SessionId, post.Aborted)).Errors
            : (await me.EmailAddresses.AttemptVerification(post.Id, code, post.SessionId, post.Aborted)).Errors;
        Task answer = errors.Count == 0 ? post.Done("verified") : post.Refused(errors, Opened);
        await answer;
    }

    /// <summary>Whether the link was opened meanwhile.</summary>
    public static async Task Check(AccountPost post)
    {
        FrontendResult<EmailAddressResource> address = await post.Frontend.Me.EmailAddresses.Get(post.Id, post.SessionId, post.Aborted);
        if (address.Response?.Verification?.Status != VerificationStatus.Verified)
        {
            await post.Open("verify", post.Id);
            return;
        }

        string onward = AccountAnswer.Address(post.Request, post.Intent.Page, post.Request.Screen.Query.ToQueryString().Add("done", "verified"));
        await FlowAnswer.Leave(post.Request, new Uri(post.Request.Backend.Address.Root, onward));
    }

    public static async Task Prefer(AccountPost post)
    {
        MeFields fields = Kind(post) == Contact.PhoneNumber ? new MeFields { PrimaryPhoneNumberId = post.Id } : new MeFields { PrimaryEmailAddressId = post.Id };
        await post.After(await post.Frontend.Me.Update(fields, post.SessionId, post.Aborted), "primary");
    }

    public static async Task Remove(AccountPost post)
    {
        MeClient me = post.Frontend.Me;
        FrontendResult<DeletedObject> removed = Kind(post) == Contact.PhoneNumber
            ? await me.PhoneNumbers.Delete(post.Id, post.SessionId, post.Aborted)
            : await me.EmailAddresses.Delete(post.Id, post.SessionId, post.Aborted);
        await post.After(removed, "removed");
    }

    private static async Task Send(AccountPost post, string kind, string id)
    {
        MeClient me = post.Frontend.Me;
        string strategy = Contact.Strategy(kind, post.Request.Environment.UserSettings.Attributes);
        IReadOnlyList<ErrorResource> errors = kind == Contact.PhoneNumber
            ? (await me.PhoneNumbers.PrepareVerification(id, strategy, post.SessionId, post.Aborted)).Errors
            : (await me.EmailAddresses.PrepareVerification(id, strategy, post.SessionId, post.Request.Landing("/verify"), post.Aborted)).Errors;
        Task answer = errors.Count == 0 ? post.Open("verify", id) : post.Refused(errors, model => model with { Open = "verify", OpenId = id });
        await answer;
    }

    private static async Task<(string? Id, IReadOnlyList<ErrorResource> Errors)> Create(AccountPost post, string kind, string typed)
    {
        if (kind == Contact.PhoneNumber)
        {
            FrontendResult<PhoneNumberResource> number = await post.Frontend.Me.PhoneNumbers.Create(typed, post.SessionId, post.Aborted);
            return (number.Response?.Id, number.Errors);
        }

        FrontendResult<EmailAddressResource> address = await post.Frontend.Me.EmailAddresses.Create(typed, post.SessionId, post.Aborted);
        return (address.Response?.Id, address.Errors);
    }

    private static string Kind(AccountPost post) => post.Field("kind") == Contact.PhoneNumber ? Contact.PhoneNumber : Contact.EmailAddress;
}
