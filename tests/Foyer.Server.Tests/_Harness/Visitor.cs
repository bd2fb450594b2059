using System.Net.Http.Headers;
using System.Web;

namespace Foyer.Server.Tests;

/// <summary>A browser as the Frontend API meets it: one client, by dev browser or by cookie.</summary>
public sealed class Visitor
{
    private readonly TestFoyer _foyer;
    private readonly HttpClient _http;

    internal Visitor(TestFoyer foyer, string host, string? origin)
    {
        _foyer = foyer;
        Host = host;
        Origin = origin;
        _http = foyer.Checked();
    }

    public string Host { get; set; }

    public string? Origin { get; set; }

    public string? DevBrowser { get; set; }

    /// <summary>The client cookie, as the last answer set it.</summary>
    public string? ClientCookie { get; set; }

    /// <summary>What a satellite's host keeps while it asks the primary domain.</summary>
    public string? SyncCookie { get; set; }

    public async Task CreateDevBrowser()
    {
        Answer answer = await Post("/dev_browser");
        Assert.Equal(200, answer.Status);
        DevBrowser = answer.Json!["id"]!.GetValue<string>();
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    /// <summary>Posts a form; pairs of name and value, a null value left out.</summary>
    public Task<Answer> Post(string path, params (string Name, string? Value)[] form) => Send(HttpMethod.Post, path, form);

    /// <summary>Another verb, as browsers send it: in the query of a POST.</summary>
    public Task<Answer> Tunnel(string method, string path, params (string Name, string? Value)[] form) =>
        Send(HttpMethod.Post, path + (path.Contains('?') ? "&" : "?") + "_method=" + method, form);

    /// <summary>Signs up with an e-mail code and a password; returns the session.</summary>
    public async Task<string> SignUp(string emailAddress, string password = "correct horse battery")
    {
        Answer begun = await Post("/client/sign_ups", ("email_address", emailAddress), ("password", password));
        Assert.Equal((200, "missing_requirements"), (begun.Status, begun.Response["status"]!.GetValue<string>()));
        string id = begun.Response["id"]!.GetValue<string>();
        Assert.Equal(200, (await Post($"/client/sign_ups/{id}/prepare_verification", ("strategy", "email_code"))).Status);
        Answer done = await Post($"/client/sign_ups/{id}/attempt_verification", ("strategy", "email_code"), ("code", await _foyer.Server.GetCodeAsync(emailAddress, TestFoyer.PublishableKey(Host))));
        Assert.Equal((200, "complete"), (done.Status, done.Response["status"]!.GetValue<string>()));
        return done.Response["created_session_id"]!.GetValue<string>();
    }

    /// <summary>Signs in with a password; returns the session.</summary>
    public async Task<string> SignIn(string identifier, string password = "correct horse battery")
    {
        Answer done = await Post("/client/sign_ins", ("strategy", "password"), ("identifier", identifier), ("password", password));
        Assert.Equal((200, "complete"), (done.Status, done.Json!["response"]?["status"]?.GetValue<string>()));
        return done.Response["created_session_id"]!.GetValue<string>();
    }

    public async Task<Answer> Send(HttpMethod method, string path, (string Name, string? Value)[]? form, Action<HttpRequestMessage>? adjust = null)
    {
        string query = DevBrowser is null ? "" : (path.Contains('?') ? "&" : "?") + "__clerk_db_jwt=" + HttpUtility.UrlEncode(DevBrowser);
        using HttpRequestMessage request = new(method, "/v1" + path + query);
        request.Headers.Host = Host;
        if (Origin is not null)
        {
            request.Headers.Add("Origin", Origin);
        }

        string cookies = string.Join("; ", new[] { ClientCookie is null ? null : "__client=" + ClientCookie, SyncCookie is null ? null : "__clerk_sync=" + SyncCookie }.OfType<string>());
        if (cookies.Length > 0)
        {
            request.Headers.Add("Cookie", cookies);
        }

        if (form is { Length: > 0 })
        {
            string body = string.Join('&', form.Where(pair => pair.Value is not null).Select(pair => $"{HttpUtility.UrlEncode(pair.Name)}={HttpUtility.UrlEncode(pair.Value)}"));
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        }

        adjust?.Invoke(request);
        Answer answer = await Answer.Of(await _http.SendAsync(request));
        foreach (string cookie in answer.SetCookies.Where(cookie => cookie.StartsWith("__client=", StringComparison.Ordinal)))
        {
            ClientCookie = cookie["__client=".Length..cookie.IndexOf(';')] is { Length: > 0 } value ? value : null;
        }

        SyncCookie = answer.SetCookies.FirstOrDefault(cookie => cookie.StartsWith("__clerk_sync=", StringComparison.Ordinal)) is { } asked ? asked["__clerk_sync=".Length..asked.IndexOf(';')] : SyncCookie;
        return answer;
    }
}

internal static class VisitorExtensions
{
    /// <summary>A document outside <c>/v1</c>.</summary>
    public static async Task<System.Text.Json.Nodes.JsonNode> GetWellKnown(this Visitor visitor, TestFoyer foyer, string path)
    {
        using HttpClient http = foyer.Checked();
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Host = visitor.Host;
        return System.Text.Json.Nodes.JsonNode.Parse(await (await http.SendAsync(request)).Content.ReadAsStringAsync())!;
    }
}
