using System.Security.Cryptography;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>What a person does on the pages, in their words.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";
    private readonly IBrowserContext _context;
    private readonly FoyerUnderTest _foyer;
    private readonly List<string> _violations = [];

    private Visitor(IBrowserContext context, IPage page, FoyerUnderTest foyer) => (_context, Page, _foyer) = (context, page, foyer);

    public IPage Page { get; }

    /// <summary>What the content security policy or a script error stopped; pages of ours cause neither.</summary>
    public IReadOnlyList<string> Violations => _violations;

    public static async Task<Visitor> Enter(IBrowserContext context, FoyerUnderTest foyer)
    {
        context.SetDefaultTimeout(10_000);
        Visitor visitor = new(context, await context.NewPageAsync(), foyer);
        visitor.Page.PageError += (_, error) => visitor._violations.Add(error);
        visitor.Page.Console += (_, message) =>
        {
            // A refused step answers 422, which the browser reports, and a provider has no icon; everything else is ours to answer for.
            if (message.Type is "error" or "warning" && !message.Text.Contains("status of 422", StringComparison.Ordinal) && !message.Location.Contains("/favicon.ico", StringComparison.Ordinal))
            {
                visitor._violations.Add($"{message.Text} {message.Location}");
            }
        };
        return visitor;
    }

    public static string NewAddress() => $"ada-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@acme.dev";

    public Task Open(string path) => Page.GotoAsync(new Uri(_foyer.Address, path).AbsoluteUri);

    public Task Fill(string field, string value) => Page.FillAsync($"#{field}-field", value);

    public Task Continue() => Page.ClickAsync(".cl-formButtonPrimary");

    /// <summary>Waits until a screen is shown, for example <c>password</c>.</summary>
    public Task See(string part) => Page.WaitForSelectorAsync($"[data-part='{part}']");

    /// <summary>Waits until the screen says what went wrong, and answers the code of it.</summary>
    public async Task<string?> Refusal()
    {
        IElementHandle? alert = await Page.WaitForSelectorAsync("[role='alert']");
        return await alert!.GetAttributeAsync("data-code");
    }

    /// <summary>The first code that comes after another one.</summary>
    public async Task<string> NewerCodeFor(string emailAddress, string last)
    {
        for (int attempt = 0; attempt < 50; attempt++)
        {
            if (await CodeFor(emailAddress) is { } code && code != last)
            {
                return code;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("No newer code came.");
    }

    /// <summary>Goes where the newest link in the outbox for an address leads, in a page of its own.</summary>
    public async Task<IPage> OpenLinkFor(string emailAddress)
    {
        string link = await LinkFor(emailAddress, "/v1/verify");
        IPage page = await _context.NewPageAsync();
        await page.GotoAsync(link);
        return page;
    }

    /// <summary>The newest link in the outbox for an address.</summary>
    /// <param name="emailAddress">To whom it was sent.</param>
    /// <param name="path">Something of its address.</param>
    public async Task<string> LinkFor(string emailAddress, string path) =>
        (await Newest(emailAddress, $"a[href*='{path}']", found => found.GetAttributeAsync("href")))!;

    /// <summary>A phone of one's own: an authenticator that makes and keeps passkeys, and that says yes.</summary>
    public async Task<ICDPSession> HoldAuthenticator()
    {
        ICDPSession devtools = await _context.NewCDPSessionAsync(Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        return devtools;
    }

    public async Task Identify(string emailAddress)
    {
        await Open("/sign-in");
        await Fill("identifier", emailAddress);
        await Continue();
    }

    public async Task UseAnotherMethod(string strategy)
    {
        await Page.ClickAsync(".cl-footer form button");
        await See("methods");
        await Page.ClickAsync($".cl-alternativeMethodsBlockButton__{strategy}");
    }

    /// <summary>Types a code. With the script the sixth digit sends it; without, the button does.</summary>
    public async Task TypeCode(string code, bool script)
    {
        if (script)
        {
            await Page.Locator("#code-field").PressSequentiallyAsync(code);
        }
        else
        {
            await Fill("code", code);
            await Continue();
        }
    }

    /// <summary>The newest code in the outbox for an address, read as a developer does: on the outbox page.</summary>
    public async Task<string> CodeFor(string emailAddress) =>
        (await Newest(emailAddress, "[data-code]", async found => (string?)await found.InnerTextAsync()))!.Trim();

    /// <summary>Signs up and ends on the landing page, signed in.</summary>
    public async Task SignUp(string emailAddress, bool script)
    {
        await Open("/sign-up");
        await Fill("first_name", "Ada");
        await Fill("email_address", emailAddress);
        await Fill("password", Password);
        await Continue();
        await See("email-code");
        await TypeCode(await CodeFor(emailAddress), script);
        await See("signed-in");
    }

    /// <summary>Signs up where several accounts may be signed in; ends on the list of them.</summary>
    public async Task<string> SignUpHere(bool script = true, string firstName = "Ada")
    {
        string address = NewAddress();
        await Open("/sign-up");
        await Fill("first_name", firstName);
        await Fill("email_address", address);
        await Fill("password", Password);
        await Continue();
        await See("email-code");
        await TypeCode(await CodeFor(address), script);
        await See("accounts");
        return address;
    }

    /// <summary>Signs up where a second factor is demanded; ends where it is chosen.</summary>
    public async Task<string> SignUpWithDuty(bool script)
    {
        string address = NewAddress();
        await Open("/sign-up");
        await Fill("email_address", address);
        await Fill("password", Password);
        await Continue();
        await See("email-code");
        await TypeCode(await CodeFor(address), script);
        await See("setup-mfa");
        return address;
    }

    /// <summary>Begins with an authenticator app on the security page, and shows that it has the secret.</summary>
    public async Task SetUpApp(bool proves)
    {
        await Page.ClickAsync(".cl-profileSectionPrimaryButton__mfa");
        string secret = await Page.Locator("input[name=secret]").First.InputValueAsync();
        if (proves)
        {
            await TypeCode(Totp.Code(secret, TimeProvider.System.GetUtcNow()), script: true);
            await Page.WaitForSelectorAsync("#backup-codes");
        }
    }

    /// <summary>Types another number on a form that asks for one.</summary>
    public async Task FillNumber(string number)
    {
        await Page.SelectOptionAsync("#phone_country-field", "US");
        await Fill("phone_number", number);
    }

    public async Task SignOut()
    {
        await Page.ClickAsync(".cl-button__signOut");
        await See("start");
    }

    private async Task<string?> Newest(string to, string part, Func<ILocator, Task<string?>> read)
    {
        IPage outbox = await _context.NewPageAsync();
        try
        {
            for (int attempt = 0; attempt < 50; attempt++)
            {
                await outbox.GotoAsync(new Uri(_foyer.Address, "/outbox").AbsoluteUri);
                ILocator found = outbox.Locator($"[data-to='{to}'] {part}");
                if (await found.CountAsync() > 0)
                {
                    return await read(found.First);
                }

                await Task.Delay(100);
            }

            throw new TimeoutException($"Nothing like {part} for {to} came to the outbox.");
        }
        finally
        {
            await outbox.CloseAsync();
        }
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
