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
            // A refused step answers 422, which the browser reports; everything else is ours to answer for.
            if (message.Type is "error" or "warning" && !message.Text.Contains("status of 422", StringComparison.Ordinal))
            {
                visitor._violations.Add(message.Text);
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
    public async Task<string> CodeFor(string emailAddress)
    {
        IPage outbox = await _context.NewPageAsync();
        try
        {
            for (int attempt = 0; attempt < 50; attempt++)
            {
                await outbox.GotoAsync(new Uri(_foyer.Address, "/outbox").AbsoluteUri);
                ILocator code = outbox.Locator($"[data-to='{emailAddress}'] [data-code]");
                if (await code.CountAsync() > 0)
                {
                    return (await code.First.InnerTextAsync()).Trim();
                }

                await Task.Delay(100);
            }

            throw new TimeoutException($"No code for {emailAddress} came to the outbox.");
        }
        finally
        {
            await outbox.CloseAsync();
        }
    }

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

    public async Task SignOut()
    {
        await Page.ClickAsync(".cl-button__signOut");
        await See("start");
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
