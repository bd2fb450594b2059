namespace Foyer.Server.Tests.Clients;

/// <summary>The client over the Frontend API: none, made, kept and forgotten, on both databases.</summary>
public sealed class FrontendClientTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_visitor_has_no_client_until_one_is_made_and_keeps_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        Answer none = await visitor.Get("/client");
        Assert.Equal((200, true), (none.Status, none.Json!.AsObject().ContainsKey("response")));
        Assert.Null(none.Json["response"]);

        Answer made = await visitor.Post("/client");
        string id = made.Response["id"]!.GetValue<string>();

        Assert.StartsWith("client_", id);
        Assert.Empty(made.Response["sessions"]!.AsArray());
        Assert.Equal(id, (await visitor.Post("/client")).Response["id"]!.GetValue<string>());
        Assert.Equal(id, (await visitor.Tunnel("PUT", "/client")).Response["id"]!.GetValue<string>());
        Assert.Equal(id, (await visitor.Get("/client")).Response["id"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Putting_a_client_makes_one_too(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = foyer.VisitProduction();

        Answer made = await visitor.Tunnel("PUT", "/client");

        string cookie = Assert.Single(made.SetCookies, line => line.StartsWith("__client=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(made.Response["id"]!.GetValue<string>(), (await visitor.Get("/client")).Response["id"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_forgotten_client_takes_its_sessions_along(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        string session = await visitor.SignIn("ada@example.com");

        Answer gone = await visitor.Tunnel("DELETE", "/client");

        Assert.Equal(200, gone.Status);
        Assert.Null(gone.Json!["response"]);
        Assert.Null((await visitor.Get("/client")).Json!["response"]);
        Assert.Equal(401, (await visitor.Post($"/client/sessions/{session}/tokens")).Status);
        Assert.Equal(404, (await (await foyer.Backend()).Get("/sessions/" + session)).Status);
        Assert.Equal(404, (await visitor.Tunnel("DELETE", "/client")).Status);
    }

    /// <summary>A navigation lengthens the cookie's life and goes nowhere but to the app.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_touch_returns_to_the_app_with_the_same_client(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        await (await foyer.Backend(TestFoyer.ProductionHost)).CreateUser("ada@example.com");
        Visitor visitor = foyer.VisitProduction();
        await visitor.SignIn("ada@example.com");
        string cookie = visitor.ClientCookie!;

        Answer touched = await visitor.Get("/client/touch?redirect_url=" + Uri.EscapeDataString("https://app.example.com/after?a=1"));

        Assert.Equal((307, "https://app.example.com/after?a=1"), (touched.Status, touched.Raw.Headers.Location!.AbsoluteUri));
        Assert.Equal(cookie, visitor.ClientCookie);
        Assert.Contains(touched.SetCookies, line => line.StartsWith("__client=", StringComparison.Ordinal));
        Assert.Equal("redirect_url_invalid", Refusal(await visitor.Get("/client/touch?redirect_url=" + Uri.EscapeDataString("https://evil.test/"))));
    }

    private static string? Refusal(Answer answer)
    {
        Assert.InRange(answer.Status, 400, 499);
        Assert.Null(answer.Raw.Headers.Location);
        return answer.Code;
    }
}
