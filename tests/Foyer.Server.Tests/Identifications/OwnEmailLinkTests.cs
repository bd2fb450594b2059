using Foyer.Server.Tests.SignIns;
using Foyer.Server.Tests.Users;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.Identifications;

/// <summary>An address of an account proven by a link.</summary>
public sealed class OwnEmailLinkTests
{
    private static readonly object Links = new { user_settings = new { attributes = new { email_address = new { verifications = new[] { "email_code", "email_link" } } } } };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_proves_the_address_once_and_signs_nobody_in(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        string id = (await ada.Post("/me/email_addresses", ("email_address", "more@example.com"))).Response.Text("id")!;
        await Refused(422, "form_param_nil", ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_link")));
        Answer prepared = await ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_link"), ("redirect_url", "http://localhost:3000/done"));
        Assert.Equal((200, "verification_email_link", "unverified"), (prepared.Status, prepared.Response["verification"].Text("object"), prepared.Response["verification"].Text("status")));
        Uri link = await foyer.Server.GetLinkAsync("more@example.com");

        Answer opened = await foyer.OpenLink(link);

        Assert.Equal(303, opened.Status);
        Assert.Contains("__clerk_status=verified", opened.Raw.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal("verified", (await ada.Get($"/me/email_addresses/{id}")).Response["verification"].Text("status"));
        Assert.DoesNotContain("__clerk_created_session", opened.Raw.Headers.Location.Query, StringComparison.Ordinal);
        Assert.Empty(opened.SetCookies);
    }

    /// <summary>Case 124: a stranger in the account asks for a link to an address of their own; the owner's new password ends that too.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_link_asked_for_before_the_owner_reset_the_password_adds_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        string user = await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor stranger = await foyer.SignedIn();
        string id = (await stranger.Post("/me/email_addresses", ("email_address", "eve@example.com"))).Response.Text("id")!;
        await stranger.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_link"), ("redirect_url", "http://localhost:3000/done"));
        Uri link = await foyer.Server.GetLinkAsync("eve@example.com");
        Visitor owner = await foyer.Visit();
        Answer sent = await owner.Begin("ada@example.com", ("strategy", "reset_password_email_code"));
        Assert.Equal("complete", (await owner.Attempt(sent, "reset_password_email_code", ("code", await foyer.Server.GetCodeAsync("ada@example.com")), ("password", "another long passphrase"))).Step());

        Assert.Contains("__clerk_status=failed", (await foyer.OpenLink(link)).Raw.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.DoesNotContain((await (await foyer.Backend()).Get("/users/" + user)).Json!["email_addresses"]!.AsArray(),
            address => address.Text("email_address") == "eve@example.com" && address!["verification"]?["status"]?.GetValue<string>() == "verified");
        Assert.Equal("form_identifier_not_found", (await (await foyer.Visit()).Begin("eve@example.com")).Code);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_link_for_an_address_that_somebody_else_has_proven_meanwhile_proves_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Links);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        string id = (await ada.Post("/me/email_addresses", ("email_address", "both@example.com"))).Response.Text("id")!;
        await ada.Post($"/me/email_addresses/{id}/prepare_verification", ("strategy", "email_link"), ("redirect_url", "http://localhost:3000/done"));
        Uri link = await foyer.Server.GetLinkAsync("both@example.com");
        Visitor bob = await foyer.Visit();
        await bob.SignUp("both@example.com");

        Answer opened = await foyer.OpenLink(link);

        Assert.Contains("__clerk_status=failed", opened.Raw.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal("failed", (await ada.Get($"/me/email_addresses/{id}")).Response["verification"].Text("status"));
        Assert.Equal("both@example.com", (await bob.Get("/me")).Response["email_addresses"]![0].Text("email_address"));
    }
}
