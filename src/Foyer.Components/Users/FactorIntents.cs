using Foyer.Components.SignIns;
using Foyer.Components.Tasks;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Components.Users;

/// <summary>Authenticator app, backup codes, numbers that codes go to, passkeys.</summary>
internal static class FactorIntents
{
    public static async Task BeginTotp(AccountPost post)
    {
        FrontendResult<TotpResource> begun = await post.Frontend.Factors.CreateTotp(post.SessionId, post.Aborted);
        Task answer = begun.Response is { Secret: { } secret, Uri: { } uri }
            ? post.Show(model => model with { Open = "totp", Totp = new TotpSetup(secret, uri) })
            : post.Refused(begun.Errors);
        await answer;
    }

    // The secret was shown once; the form brings it back so that a wrong code does not begin anew.
    public static async Task FinishTotp(AccountPost post)
    {
        string code = SignInIntent.Digits(post.Field("code"));
        AccountModel Opened(AccountModel model) => model with { Open = "totp", Totp = new TotpSetup(post.Field("secret"), post.Field("uri")) };
        if (code.Length == 0)
        {
            await post.Refused(ErrorCodes.FormParamNil, "code", Opened);
            return;
        }

        FrontendResult<TotpResource> proven = await post.Frontend.Factors.VerifyTotp(code, post.SessionId, post.Aborted);
        Task answer = proven.IsSuccess ? WithCodes(post, proven.Response?.BackupCodes) : post.Refused(proven.Errors, Opened);
        await answer;
    }

    public static async Task RemoveTotp(AccountPost post) => await post.After(await post.Frontend.Factors.DeleteTotp(post.SessionId, post.Aborted), "removed");

    public static async Task MakeBackupCodes(AccountPost post)
    {
        FrontendResult<BackupCodesResource> made = await post.Frontend.Factors.CreateBackupCodes(post.SessionId, post.Aborted);
        Task answer = made.Response is { } codes ? post.Show(model => model with { Open = "backup-codes", Codes = codes.Codes }) : post.Refused(made.Errors);
        await answer;
    }

    /// <summary>Makes a proven number a second factor, or takes that from it.</summary>
    public static async Task ReservePhone(AccountPost post)
    {
        bool reserves = post.Field("reserved") == "true";
        FrontendResult<PhoneNumberResource> changed = await post.Frontend.Me.PhoneNumbers.Update(post.Id, reserves, null, post.SessionId, post.Aborted);
        Task answer = !changed.IsSuccess ? post.Refused(changed.Errors) : reserves ? WithCodes(post, changed.Response?.BackupCodes) : post.Done("removed");
        await answer;
    }

    public static async Task PreferPhone(AccountPost post) =>
        await post.After(await post.Frontend.Me.PhoneNumbers.Update(post.Id, null, true, post.SessionId, post.Aborted), "saved");

    public static async Task BeginPasskey(AccountPost post)
    {
        FrontendResult<PasskeyResource> begun = await post.Frontend.Factors.CreatePasskey(post.SessionId, post.Aborted);
        Task answer = begun.Response is { } passkey ? post.Show(model => model with { Open = "passkey", NewPasskey = passkey }) : post.Refused(begun.Errors);
        await answer;
    }

    public static async Task FinishPasskey(AccountPost post)
    {
        string credential = post.Field("credential");
        if (credential.Length == 0)
        {
            await post.Refused(Problems.Found("passkey_registration_cancelled").All);
            return;
        }

        await post.After(await post.Frontend.Factors.VerifyPasskey(post.Id, credential, post.SessionId, post.Aborted), "passkey");
    }

    public static async Task RemovePasskey(AccountPost post) => await post.After(await post.Frontend.Factors.DeletePasskey(post.Id, post.SessionId, post.Aborted), "removed");

    // Backup codes come with the first second factor and are shown once.
    private static Task WithCodes(AccountPost post, IReadOnlyList<string>? codes) => codes is { Count: > 0 }
        ? post.Show(model => model with { Open = "backup-codes", Codes = codes, Done = "foyer.done.saved" })
        : post.Done("saved");
}
