using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Foyer.Testing;

namespace Foyer.Server.Tests.Pages;

/// <summary>Accounts at providers, and other devices, on our pages, without JavaScript.</summary>
public sealed class ConnectedAccountPageTests
{
    private static readonly FakePerson Ada = new() { Subject = "ada-at-google", EmailAddress = "ada@gmail.example", FirstName = "Ada" };

    [Fact]
    public async Task An_account_is_connected_and_disconnected()
    {
        await using FakeIdentityProvider provider = await FakeIdentityProvider.StartAsync();
        await using FoyerTestServer server = await Start(provider);
        using PageVisitor ada = await AccountPageTests.SignedIn(server);
        await ada.Open("/user");
        await ada.Submit(ada.Item("Google"), "form[action$='/ui/user/connect']");
        Assert.Equal(provider.Url.Authority, ada.Left?.Authority);

        await ada.Open((await provider.ConsentAsync(ada.Left!.AbsoluteUri, Ada)).PathAndQuery);
        Assert.Equal("/user", ada.Address);
        Assert.Contains("ada@gmail.example", ada.Item("Google").TextContent, StringComparison.Ordinal);
        Assert.Null(ada.Item("Google").QuerySelector("form[action$='/ui/user/connect']"));

        await ada.Click(ada.Item("Google"), ".cl-button__remove");
        await ada.Submit("form[action$='/ui/user/disconnect']");
        Assert.Equal("Removed.", ada.Done);
        Assert.NotNull(ada.Item("Google").QuerySelector("form[action$='/ui/user/connect']"));
    }

    [Fact]
    public async Task One_that_could_not_be_connected_says_why_and_is_tried_again()
    {
        await using FakeIdentityProvider provider = await FakeIdentityProvider.StartAsync();
        await using FoyerTestServer server = await Start(provider);
        using PageVisitor ada = await AccountPageTests.SignedIn(server);
        await ada.Open("/user");
        await ada.Submit(ada.Item("Google"), "form[action$='/ui/user/connect']");
        await ada.Open("/user");
        Assert.DoesNotContain("Not connected", ada.Item("Google").TextContent, StringComparison.Ordinal);

        provider.Declines = true;
        await ada.Submit(ada.Item("Google"), "form[action$='/ui/user/connect']");
        await ada.Open((await provider.ConsentAsync(ada.Left!.AbsoluteUri, Ada)).PathAndQuery);
        Assert.Equal("/user", ada.Address);
        Assert.Contains("Not connected", ada.Item("Google").TextContent, StringComparison.Ordinal);
        Assert.Equal("oauth_access_denied", ada.Find(".cl-formFieldErrorText__connectedAccount")?.GetAttribute("data-code"));

        provider.Declines = false;
        await ada.Submit(ada.Item("Google"), ".cl-button__reconnect");
        await ada.Open((await provider.ConsentAsync(ada.Left!.AbsoluteUri, Ada)).PathAndQuery);
        Assert.Contains("ada@gmail.example", ada.Item("Google").TextContent, StringComparison.Ordinal);
        Assert.Null(ada.Find(".cl-formFieldErrorText__connectedAccount"));
    }

    [Fact]
    public async Task A_step_up_before_connecting_leads_on_to_the_provider()
    {
        await using FakeIdentityProvider provider = await FakeIdentityProvider.StartAsync();
        await using FoyerTestServer server = await Start(provider, reverifies: true);
        using PageVisitor ada = await AccountPageTests.SignedIn(server);
        server.Clock!.Forward(TimeSpan.FromMinutes(11));
        await ada.Open("/user");
        await ada.Submit(ada.Item("Google"), "form[action$='/ui/user/connect']");
        Assert.Equal("verify-password", ada.Part);
        await ada.Submit("form[action$='/ui/reverification/password']", ("password", PageVisitor.Password));
        Assert.Equal(provider.Url.Authority, ada.Left?.Authority);
        await ada.Open((await provider.ConsentAsync(ada.Left!.AbsoluteUri, Ada)).PathAndQuery);
        Assert.Equal("/user", ada.Address);
        Assert.Contains("ada@gmail.example", ada.Item("Google").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_device_is_signed_out_and_this_one_is_marked()
    {
        await using FoyerTestServer server = await AccountPageTests.Start();
        using PageVisitor ada = await AccountPageTests.SignedIn(server, userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36");
        using PageVisitor phone = new(server) { UserAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1" };
        await phone.SignIn("ada@example.com");
        await ada.Open("/user/security");
        IHtmlCollection<IElement> devices = ada.Page.QuerySelectorAll(".cl-activeDevice");
        Assert.Equal(2, devices.Length);
        Assert.Contains("This device", devices[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Chrome 131", devices[0].TextContent, StringComparison.Ordinal);
        Assert.Null(devices[0].QuerySelector("form"));
        Assert.Contains("127.0.0.1", devices[1].TextContent, StringComparison.Ordinal);

        await ada.Submit(devices[1], "form[action$='/ui/user/revoke']");
        Assert.Equal("That device is signed out.", ada.Done);
        Assert.Single(ada.Page.QuerySelectorAll(".cl-activeDevice"));
        await phone.Open("/user");
        Assert.StartsWith("/sign-in", phone.Address, StringComparison.Ordinal);
    }

    private static async Task<FoyerTestServer> Start(FakeIdentityProvider provider, bool reverifies = false)
    {
        JsonObject settings = provider.Settings("oauth_google");
        settings["auth_config"] = new JsonObject { ["reverification"] = reverifies };
        FoyerTestServer server = await AccountPageTests.Start(settings.ToJsonString());
        provider.Clock = server.Clock!;
        return server;
    }
}
