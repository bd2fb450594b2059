using System.Net;
using System.Text.Json.Nodes;
using Foyer.Testing;
using Foyer.Tests.Images;

namespace Foyer.Server.Tests.Pages;

/// <summary>One's own account on our pages, by somebody whose browser has no JavaScript.</summary>
public sealed class AccountPageTests
{
    private const string Ada = "ada@example.com";

    [Fact]
    public async Task An_address_is_added_proven_preferred_and_removed()
    {
        await using FoyerTestServer server = await Start();
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user");
        await ada.Click(".cl-profileSectionPrimaryButton__emailAddresses");
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "ada@home.example"));

        Assert.Equal(HttpStatusCode.OK, ada.Status);
        Assert.StartsWith("/user?open=verify&id=idn_", ada.Address, StringComparison.Ordinal);
        await ada.Submit("form[action$='/ui/user/prove']", ("code", "000000"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "form_code_incorrect"), (ada.Status, ada.Error("code")));
        await ada.Submit("form[action$='/ui/user/prove']", ("code", await server.GetCodeAsync("ada@home.example")));
        Assert.Equal(("/user?done=verified", "Verified."), (ada.Address, ada.Done));

        await ada.Submit(ada.Item("ada@home.example"), "form[action$='/ui/user/primary']");
        Assert.Contains("Primary", ada.Item("ada@home.example").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Primary", ada.Item(Ada).QuerySelector(".cl-badge")?.TextContent ?? "", StringComparison.Ordinal);

        await ada.Click(ada.Item(Ada), ".cl-button__remove");
        await ada.Submit("form[action$='/ui/user/remove']");
        Assert.Equal("Removed.", ada.Done);
        Assert.False(ada.Shows(Ada));

        await ada.Click(ada.Item("ada@home.example"), ".cl-button__remove");
        await ada.Submit("form[action$='/ui/user/remove']");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "last_identification_deletion_failed"), (ada.Status, ada.Error()));
    }

    [Fact]
    public async Task An_address_is_proven_later_and_what_is_refused_is_told_beside_its_field()
    {
        await using FoyerTestServer server = await Start();
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user?open=email_address");
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", ""));
        Assert.Equal("form_param_nil", ada.Error("email_address"));
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "no address"));
        Assert.Equal(("form_param_format_invalid", "no address"), (ada.Error("email_address"), ada.Find("#email_address-field")!.GetAttribute("value")));
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "bob@example.com"));
        Assert.Equal("form_identifier_exists", ada.Error("email_address"));
        Assert.Equal("That email address is in use already.", ada.Text("#error-email_address span"));

        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "ada@home.example"));
        await ada.Open("/user");
        Assert.Contains("Not verified", ada.Item("ada@home.example").TextContent, StringComparison.Ordinal);
        Assert.Null(ada.Item("ada@home.example").QuerySelector("form[action$='/ui/user/primary']"));
        server.Clock!.Forward(TimeSpan.FromMinutes(1));
        await ada.Submit(ada.Item("ada@home.example"), "form[action$='/ui/user/send']");
        await ada.Submit("form[action$='/ui/user/prove']", ("code", await server.GetCodeAsync("ada@home.example")));
        Assert.Equal("Verified.", ada.Done);
    }

    [Fact]
    public async Task Where_links_prove_addresses_the_page_waits_for_the_link()
    {
        await using FoyerTestServer server = await Start("""{ "user_settings": { "attributes": { "email_address": { "verifications": [ "email_link" ] } } } }""");
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user?open=email_address");
        await ada.Submit("form[action$='/ui/user/add']", ("email_address", "ada@home.example"));
        await ada.Submit("form[action$='/ui/user/check']");
        Assert.NotNull(ada.Find("form[action$='/ui/user/check']"));
        Assert.Null(ada.Done);

        await ada.Open((await server.GetLinkAsync("ada@home.example")).PathAndQuery);
        if (ada.Page.QuerySelector("form[method=post]") is { } confirm && ada.Part.Length == 0)
        {
            await ada.Submit(confirm.ParentElement!, "form");
        }

        Assert.Equal("link-verified", ada.Part);
        Assert.EndsWith("/user", ada.Find(".cl-formButtonPrimary")!.GetAttribute("href"), StringComparison.Ordinal);
        await ada.Open("/user");
        Assert.DoesNotContain("Not verified", ada.Item("ada@home.example").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_is_added_and_becomes_a_second_factor()
    {
        await using FoyerTestServer server = await Start("""
            { "user_settings": { "attributes": {
                "phone_number": { "enabled": true, "used_for_second_factor": true, "second_factors": [ "phone_code" ], "verifications": [ "phone_code" ] }, "backup_code": { "enabled": true }
            } } }
            """);
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user");
        await ada.Click(".cl-profileSectionPrimaryButton__phoneNumbers");
        await ada.Submit("form[action$='/ui/user/add']", ("phone_country", "US"), ("phone_number", "12"));
        Assert.Equal("form_param_format_invalid", ada.Error("phone_number"));
        await ada.Submit("form[action$='/ui/user/add']", ("phone_country", "US"), ("phone_number", "(415) 555-2671"));
        await ada.Submit("form[action$='/ui/user/prove']", ("code", await server.GetCodeAsync("+14155552671")));
        Assert.Equal("Verified.", ada.Done);

        await ada.Open("/user/security");
        await ada.Submit(".cl-profileSectionItemList__mfa form[action$='/ui/user/second-factor']");
        Assert.Equal(10, ada.Page.QuerySelectorAll("#backup-codes code").Length);
        await ada.Open("/user/security");
        Assert.Contains("Default", ada.Text(".cl-profileSectionItemList__mfa"), StringComparison.Ordinal);
        await ada.Submit(".cl-button__remove");
        Assert.Equal("Removed.", ada.Done);
        Assert.NotNull(ada.Find(".cl-button__secondFactor"));
    }

    [Fact]
    public async Task A_picture_is_sent_shown_and_removed()
    {
        await using FoyerTestServer server = await Start();
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user?open=picture");
        await ada.Submit("form[action$='/ui/user/picture']");
        Assert.Equal("form_param_nil", ada.Error("file"));
        await ada.Upload("form[action$='/ui/user/picture']", "file", [.. "no picture"u8]);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "avatar_file_type_invalid"), (ada.Status, ada.Error("file")));

        await ada.Upload("form[action$='/ui/user/picture']", "file", Pictures.Png(40, 40));
        Assert.Equal(("/user?done=picture", "Your picture is set."), (ada.Address, ada.Done));
        string source = ada.Find(".u-who img")!.GetAttribute("src")!;
        using HttpClient http = server.CreateClient();
        Assert.Equal("image/png", (await http.GetAsync(source)).Content.Headers.ContentType?.MediaType);

        await ada.Submit("form[action$='/ui/user/remove-picture']");
        Assert.Equal("Removed.", ada.Done);
        Assert.Null(ada.Find(".u-who img"));
        Assert.Equal("AL", ada.Text(".u-who .cl-avatarBox"));
    }

    [Fact]
    public async Task A_picture_stands_beside_its_account_where_several_are_to_choose_from()
    {
        await using FoyerTestServer server = await Start("""{ "auth_config": { "single_session_mode": false } }""");
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/");
        Assert.Equal("AL", ada.Text(".u-account .cl-avatarBox"));
        await ada.Open("/user?open=picture");
        await ada.Upload("form[action$='/ui/user/picture']", "file", Pictures.Png(40, 40));
        string source = ada.Find(".u-who img")!.GetAttribute("src")!;
        await ada.Open("/");
        Assert.Equal(source, ada.Find(".u-account img")!.GetAttribute("src"));
    }

    [Fact]
    public async Task Only_somebody_signed_in_may_send_a_picture_and_none_is_too_large()
    {
        await using FoyerTestServer server = await Start();
        using PageVisitor nobody = new(server);
        await nobody.Post("/ui/user/picture", new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png(40, 40)), "file", "a.png" } });
        Assert.StartsWith("/sign-in", nobody.Address, StringComparison.Ordinal);

        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user?open=picture");
        byte[] large = new byte[(10 * 1024 * 1024) + 1];
        Pictures.Png(40, 40).CopyTo(large, 0);
        await ada.Upload("form[action$='/ui/user/picture']", "file", large);
        Assert.Equal("avatar_file_size_exceeded", ada.Error("file"));
    }

    [Fact]
    public async Task An_account_is_deleted_by_typing_the_words_and_not_otherwise()
    {
        await using FoyerTestServer server = await Start();
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user/security");
        await ada.Click(".cl-button__delete");
        await ada.Submit("form[action$='/ui/user/delete']", ("confirmation", ""));
        Assert.Equal("form_param_nil", ada.Error("confirmation"));
        await ada.Submit("form[action$='/ui/user/delete']", ("confirmation", "delete everything"));
        Assert.Equal("confirmation_mismatch", ada.Error("confirmation"));

        await ada.Submit("form[action$='/ui/user/delete']", ("confirmation", " delete  ACCOUNT "));
        Assert.Equal(("/sign-in", "start"), (ada.Address, ada.Part));
        await ada.Submit("form[action*='/ui/sign-in/identify']", ("identifier", Ada));
        Assert.Equal("form_identifier_not_found", ada.Error("identifier"));
    }

    [Fact]
    public async Task Where_people_may_not_delete_themselves_the_page_does_not_offer_it()
    {
        await using FoyerTestServer server = await Start("""{ "user_settings": { "actions": { "delete_self": false } } }""");
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user/security?open=delete");

        Assert.Null(ada.Find("[name=confirmation]"));
        Assert.Null(ada.Find(".cl-button__delete"));
    }

    [Fact]
    public async Task A_password_is_removed_where_another_way_in_is_left()
    {
        await using FoyerTestServer server = await Start("""{ "user_settings": { "attributes": { "password": { "required": false } } } }""");
        using PageVisitor ada = await SignedIn(server);
        await ada.Open("/user/security");
        await ada.Click(".cl-button__removePassword");
        await ada.Submit("form[action$='/ui/user/remove-password']", ("current_password", ""));
        Assert.Equal("form_param_nil", ada.Error("current_password"));
        await ada.Submit("form[action$='/ui/user/remove-password']", ("current_password", "not mine"));
        Assert.Equal("form_password_incorrect", ada.Error("current_password"));
        await ada.Submit("form[action$='/ui/user/remove-password']", ("current_password", PageVisitor.Password));
        Assert.Equal("Your password is removed.", ada.Done);
        Assert.Null(ada.Find(".cl-button__removePassword"));

        await using FoyerTestServer strict = await Start();
        using PageVisitor bound = await SignedIn(strict);
        await bound.Open("/user/security?open=remove-password");
        Assert.Null(bound.Find("[action$='/ui/user/remove-password']"));
    }

    [Fact]
    public async Task A_form_posted_from_elsewhere_changes_nothing()
    {
        await using FoyerTestServer server = await Start();
        using PageVisitor ada = await SignedIn(server);
        foreach (string intent in new[] { "add", "remove", "picture", "delete", "no-such-intent" })
        {
            using HttpClient http = server.CreateClient();
            using HttpRequestMessage request = new(HttpMethod.Post, "/ui/user/" + intent) { Content = new FormUrlEncodedContent([KeyValuePair.Create("confirmation", "delete account")]) };
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
        }

        await ada.Open("/user");
        Assert.True(ada.Shows(Ada));
        await ada.Post("/ui/user/no-such-intent", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.NotFound, ada.Status);
        await ada.Open("/ui/user/add");
        Assert.Equal("/user", ada.Address);
    }

    internal static Task<FoyerTestServer> Start(string settings = "{}") => FoyerTestServer.StartAsync(new FoyerTestOptions { Settings = JsonNode.Parse(settings)!.AsObject() });

    internal static async Task<PageVisitor> SignedIn(FoyerTestServer server, string emailAddress = Ada, string? userAgent = null)
    {
        await CreateUser(server, emailAddress, "Ada", "Lovelace");
        await CreateUser(server, "bob@example.com", "Bob", "Builder");
        PageVisitor visitor = new(server) { UserAgent = userAgent };
        await visitor.SignIn(emailAddress);
        return visitor;
    }

    private static async Task CreateUser(FoyerTestServer server, string emailAddress, string firstName, string lastName)
    {
        using HttpClient backend = server.CreateClient();
        backend.DefaultRequestHeaders.Authorization = new("Bearer", await server.GetSecretKeyAsync());
        JsonObject body = new() { ["email_address"] = new JsonArray(emailAddress), ["password"] = PageVisitor.Password, ["first_name"] = firstName, ["last_name"] = lastName };
        using StringContent content = new(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        HttpResponseMessage made = await backend.PostAsync("/v1/users", content);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }
}
