using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>The samples do what they show.</summary>
public sealed class SampleTests(Chromium chromium, FoyerUnderTest foyer)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_web_sample_sends_a_visitor_to_sign_up_and_shows_the_dashboard_until_sign_out(bool script)
    {
        await using Sample web = await Sample.Start("Web", foyer);
        await using Visitor ada = await chromium.Visit(foyer, new BrowserNewContextOptions { JavaScriptEnabled = script });
        string address = Visitor.NewAddress();

        await ada.Page.GotoAsync(new Uri(web.Address, "/dashboard").AbsoluteUri);
        await ada.See("start");
        Assert.StartsWith(web.Address.AbsoluteUri + "__foyer/sign-in", ada.Page.Url, StringComparison.Ordinal);
        await ada.Page.ClickAsync(".cl-footerActionLink");
        await ada.Fill("email_address", address);
        await ada.Fill("password", Visitor.Password);
        await ada.Continue();
        await ada.See("email-code");
        await ada.TypeCode(await ada.CodeFor(address), script);

        await ada.Page.WaitForURLAsync("**/dashboard");
        Assert.Contains(address, await ada.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await ada.Page.ClickAsync("form[action='/sign-out'] button");
        await ada.Page.GotoAsync(new Uri(web.Address, "/dashboard").AbsoluteUri);
        await ada.See("start");
        Assert.Empty(ada.Violations);
    }

    [Fact]
    public async Task The_api_sample_is_public_where_it_says_so_and_closed_elsewhere()
    {
        await using Sample api = await Sample.Start("Minimal.Api", foyer);
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = api.Address };
        using HttpClient backend = new() { BaseAddress = foyer.Address };
        backend.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", foyer.Keys.SecretKey);
        string user = await Post(backend, "/v1/users", $$"""{"email_address":["{{Visitor.NewAddress()}}"],"password":"{{Visitor.Password}}"}""", "id");
        string session = await Post(backend, "/v1/sessions", $$"""{"user_id":"{{user}}"}""", "id");
        string token = await Post(backend, $"/v1/sessions/{session}/tokens", "{}", "jwt");

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/time")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/me")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(user, JsonNode.Parse(await http.GetStringAsync("/me"))!["userId"]!.GetValue<string>());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token[..^8] + "AAAAAAAA");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/me")).StatusCode);
    }

    private static async Task<string> Post(HttpClient http, string path, string json, string member)
    {
        using HttpResponseMessage response = await http.PostAsync(path, new StringContent(json, new MediaTypeHeaderValue("application/json")));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())![member]!.GetValue<string>();
    }
}
