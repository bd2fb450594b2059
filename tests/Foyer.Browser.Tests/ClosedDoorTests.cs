using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>Sign-up for those who were invited, and a list for those who wait.</summary>
public sealed class ClosedDoorTests(Chromium chromium, RestrictedFoyer restricted, WaitlistFoyer waitlist)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_invitation_lets_in_who_has_it_without_another_code(bool script)
    {
        await using Visitor guest = await Visit(restricted, script);
        await guest.Open("/sign-up");
        await guest.See("closed");
        Assert.Equal(0, await guest.Page.Locator("input:visible").CountAsync());

        string address = Visitor.NewAddress();
        JsonNode invitation = await restricted.Backend("/invitations", new JsonObject { ["email_address"] = address });
        await guest.Page.GotoAsync(invitation["url"]!.GetValue<string>());
        await Accept(guest, script);
        Assert.Contains(address, await guest.Page.InnerTextAsync(".cl-identityPreview"), StringComparison.Ordinal);
        Assert.Empty(guest.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_invitation_that_was_taken_back_opens_nothing(bool script)
    {
        JsonNode invitation = await restricted.Backend("/invitations", new JsonObject { ["email_address"] = Visitor.NewAddress() });
        await restricted.Backend($"/invitations/{invitation["id"]}/revoke", []);
        await using Visitor late = await Visit(restricted, script);
        await late.Page.GotoAsync(invitation["url"]!.GetValue<string>());
        if (!script)
        {
            await late.See("ticket");
            await late.Continue();
        }

        Assert.Equal("revoked_invitation", await late.Refusal());
        await late.See("start");
        Assert.Empty((await restricted.Backend("/users?email_address=" + invitation["email_address"])).AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_waits_is_invited_and_comes_in(bool script)
    {
        string address = Visitor.NewAddress();
        await using Visitor early = await Visit(waitlist, script);
        await early.Open("/sign-up");
        await early.See("closed");
        await early.Continue();
        await early.See("start");
        await early.Continue();
        Assert.Equal("form_param_nil", await early.Refusal());
        await early.Fill("email_address", address);
        await early.Continue();
        await early.See("joined");

        JsonNode entries = await waitlist.Backend("/waitlist_entries?query=" + address);
        await waitlist.Backend($"/waitlist_entries/{Assert.Single(entries["data"]!.AsArray())!["id"]}/invite", []);
        await early.Page.GotoAsync(await early.LinkFor(address, "/v1/tickets/accept"));
        await Accept(early, script);
        Assert.Empty(early.Violations);
    }

    private Task<Visitor> Visit(FoyerUnderTest foyer, bool script) => chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });

    /// <summary>The invitation brings the address and its proof; a password is left to be given.</summary>
    private static async Task Accept(Visitor guest, bool script)
    {
        if (!script)
        {
            await guest.See("ticket");
            await guest.Continue();
        }

        await guest.See("continue");
        await guest.Fill("password", Visitor.Password);
        await guest.Continue();
        await guest.See("signed-in");
    }
}
