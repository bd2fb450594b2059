namespace Foyer.Components.Users;

/// <summary>What a person wants on the account pages: the buttons there are.</summary>
/// <param name="Name">Last part of the address its form is posted to.</param>
/// <param name="Page">The page its form is on.</param>
/// <param name="Run">Does it and answers.</param>
internal sealed record AccountIntent(string Name, AccountPage Page, Func<AccountPost, Task> Run)
{
    private static readonly Dictionary<string, AccountIntent> All = new[]
    {
        new AccountIntent("profile", AccountPage.Profile, ProfileIntents.Save),
        new AccountIntent("picture", AccountPage.Profile, ProfileIntents.SetPicture),
        new AccountIntent("remove-picture", AccountPage.Profile, ProfileIntents.RemovePicture),
        new AccountIntent("add", AccountPage.Profile, ContactIntents.Add),
        new AccountIntent("send", AccountPage.Profile, ContactIntents.Send),
        new AccountIntent("prove", AccountPage.Profile, ContactIntents.Prove),
        new AccountIntent("check", AccountPage.Profile, ContactIntents.Check),
        new AccountIntent("primary", AccountPage.Profile, ContactIntents.Prefer),
        new AccountIntent("remove", AccountPage.Profile, ContactIntents.Remove),
        new AccountIntent("connect", AccountPage.Profile, SocialIntents.Connect),
        new AccountIntent("reconnect", AccountPage.Profile, SocialIntents.Reconnect),
        new AccountIntent("disconnect", AccountPage.Profile, SocialIntents.Disconnect),
        new AccountIntent("wallet", AccountPage.Profile, WalletIntents.Connect),
        new AccountIntent("sign", AccountPage.Profile, WalletIntents.Prove),
        new AccountIntent("primary-wallet", AccountPage.Profile, WalletIntents.Prefer),
        new AccountIntent("remove-wallet", AccountPage.Profile, WalletIntents.Remove),
        new AccountIntent("revoke", AccountPage.Security, DeviceIntents.Revoke),
        new AccountIntent("delete", AccountPage.Security, DeleteAccount.Run),
        new AccountIntent("password", AccountPage.Security, PasswordIntents.Change) { Reopens = "password" },
        new AccountIntent("remove-password", AccountPage.Security, PasswordIntents.Remove) { Reopens = "remove-password" },
        new AccountIntent("totp", AccountPage.Security, FactorIntents.BeginTotp),
        new AccountIntent("code", AccountPage.Security, FactorIntents.FinishTotp),
        new AccountIntent("remove-totp", AccountPage.Security, FactorIntents.RemoveTotp),
        new AccountIntent("backup-codes", AccountPage.Security, FactorIntents.MakeBackupCodes),
        new AccountIntent("second-factor", AccountPage.Security, FactorIntents.ReservePhone),
        new AccountIntent("default-factor", AccountPage.Security, FactorIntents.PreferPhone),
        new AccountIntent("passkey", AccountPage.Security, FactorIntents.BeginPasskey),
        new AccountIntent("credential", AccountPage.Security, FactorIntents.FinishPasskey),
        new AccountIntent("remove-passkey", AccountPage.Security, FactorIntents.RemovePasskey),
    }.ToDictionary(intent => intent.Name);

    /// <summary>Its form, where it holds a secret that must be typed again after a step-up; null where the step-up carries what was asked for.</summary>
    public string? Reopens { get; init; }

    /// <summary>Null when there is no such intent.</summary>
    public static AccountIntent? Of(string name) => All.GetValueOrDefault(name);
}
