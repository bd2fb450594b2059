using System.Net;
using System.Net.Sockets;
using System.Text;
using Foyer.AspNetCore;
using Foyer.Contracts;
using Foyer.Tests.Backend;
using Microsoft.AspNetCore.Http;

namespace Foyer.Tests.AspNetCore;

/// <summary>The same-origin proxy over real sockets (WIRE §1.7, case 64).</summary>
public sealed class ProxyTests
{
    private static Task<TestApp> Start(params (string Key, string? Value)[] settings) => TestApp.Start(app =>
    {
        app.UseFoyer();
        app.MapFoyerProxy("/__foyer");
    }, null, settings);

    [Fact]
    public async Task A_request_goes_on_with_the_proxys_own_words_and_no_strangers()
    {
        await using TestApp app = await Start();
        app.Server.Answers(200, "{}");
        using HttpRequestMessage request = new(HttpMethod.Post, "/__foyer/v1/client/sign_ins?_method=PATCH&a=%2C&b=x%20y");
        request.Content = new StringContent("identifier=ada%40x.test", Encoding.ASCII, "application/x-www-form-urlencoded");
        foreach (var (name, value) in (ValueTuple<string, string>[])
        [
            ("Cookie", "__client=c1"), ("Origin", app.Origin), ("Accept-Encoding", "br"), ("Clerk-Proxy-Url", "https://evil.test"), ("Clerk-Secret-Key", "sk_test_guess"),
            ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Proto", "https"), ("Forwarded", "host=evil.test"), ("X-Real-IP", "1.2.3.4"),
            ("Connection", "X-Private"), ("X-Private", "1"), ("Keep-Alive", "5"), ("TE", "trailers"), ("Proxy-Authorization", "Basic x"),
        ])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Seen seen = app.Server.Last;
        Assert.Equal(("POST", "/v1/client/sign_ins?_method=PATCH&a=%2C&b=x%20y", "identifier=ada%40x.test"), (seen.Method, seen.Target, seen.Body));
        Assert.Equal("application/x-www-form-urlencoded; charset=us-ascii", seen.Headers.ContentType);
        Assert.Equal(("__client=c1", app.Origin, "br"), (seen.Headers.Cookie.ToString(), seen.Headers.Origin.ToString(), seen.Headers.AcceptEncoding.ToString()));
        Assert.Equal((app.Origin + "/__foyer", TestApp.SecretKey), (seen.Headers["Clerk-Proxy-Url"].ToString(), seen.Headers["Clerk-Secret-Key"].ToString()));
        Assert.Equal(("127.0.0.1", new Uri(app.Origin).Authority, "http"), (seen.Headers["X-Forwarded-For"].ToString(), seen.Headers["X-Forwarded-Host"].ToString(), seen.Headers["X-Forwarded-Proto"].ToString()));
        Assert.Equal(app.Server.Url.Authority, seen.Headers.Host);
        foreach (string gone in (string[])["Forwarded", "X-Real-IP", "X-Private", "Keep-Alive", "TE", "Proxy-Authorization"])
        {
            Assert.False(seen.Headers.ContainsKey(gone), gone);
        }
    }

    [Fact]
    public async Task An_answer_comes_back_with_every_cookie_and_without_the_secret()
    {
        await using TestApp app = await Start();
        app.Server.Answer = context =>
        {
            context.Response.Headers.Append("Set-Cookie", "a=1; Path=/");
            context.Response.Headers.Append("Set-Cookie", "b=2; Path=/; HttpOnly");
            context.Response.Headers["Clerk-Secret-Key"] = TestApp.SecretKey;
            context.Response.Headers["Keep-Alive"] = "timeout=5";
            context.Response.Headers.ContentEncoding = "gzip";
            return StubApi.Json(context, 422, """{"errors":[]}""");
        };

        HttpResponseMessage answer = await app.Api("/__foyer/v1/client", "");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, """{"errors":[]}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["a=1; Path=/", "b=2; Path=/; HttpOnly"], answer.Headers.GetValues("Set-Cookie"));
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.False(answer.Headers.Contains("Clerk-Secret-Key"));
        Assert.False(answer.Headers.Contains("Keep-Alive"));
        Assert.False(answer.Headers.Contains("x-clerk-auth-status"));
    }

    [Theory]
    [InlineData(false, "https://app.example.com/__foyer/", "https://app.example.com/__foyer")]
    [InlineData(false, null, "http://evil.test/__foyer")]
    [InlineData(true, "https://tunnel.example.com/__foyer", "https://tunnel.example.com/__foyer")]
    [InlineData(true, "/__foyer", "http://evil.test/__foyer")]
    public async Task The_configured_address_of_the_proxy_wins_over_the_host_header(bool isDevelopment, string? configured, string told)
    {
        await using TestApp app = await TestApp.Start(
            web => { web.UseFoyer(); web.MapFoyerProxy("/__foyer"); }, null,
            ("Foyer:PublishableKey", PublishableKey.For(isDevelopment ? "acme.foyeraccounts.dev" : "clerk.example.com", isDevelopment).Value),
            ("Foyer:SecretKey", isDevelopment ? TestApp.SecretKey : "sk_live_abc"), ("Foyer:ProxyUrl", configured));
        using HttpRequestMessage request = new(HttpMethod.Get, "/__foyer/v1/client");
        request.Headers.Host = "evil.test";
        await app.Http.SendAsync(request);
        Assert.Equal(told, app.Server.Last.Headers["Clerk-Proxy-Url"].ToString());
    }

    [Theory]
    [InlineData("{api}/sign-in?x=1#f", "{proxy}/sign-in?x=1#f")]
    [InlineData("/sign-in/code", "{proxy}/sign-in/code")]
    [InlineData("/__foyer/sign-in", "/__foyer/sign-in")]
    [InlineData("/__foyerish", "{proxy}/__foyerish")]
    [InlineData("{origin}/dashboard", "{origin}/dashboard")]
    [InlineData("https://accounts.google.test/o", "https://accounts.google.test/o")]
    [InlineData("//other.test/x", "//other.test/x")]
    public async Task A_redirect_to_the_server_leads_to_the_proxy_and_is_not_followed(string location, string expected)
    {
        await using TestApp app = await Start();
        string Fill(string text) => text.Replace("{api}", app.Server.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("{proxy}", app.Origin + "/__foyer", StringComparison.Ordinal).Replace("{origin}", app.Origin, StringComparison.Ordinal);
        app.Server.Answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = Fill(location);
            return Task.CompletedTask;
        };

        HttpResponseMessage answer = await app.Page("/__foyer/v1/client/handshake?redirect_url=x", "");

        Assert.Equal((HttpStatusCode.TemporaryRedirect, Fill(expected)), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Single(app.Server.Requests);
    }

    /// <summary>Case 64: whatever the path says, the request reaches the configured server or nobody.</summary>
    [Theory]
    [InlineData("/__foyer//evil.test/v1/client", "/evil.test/v1/client")]
    [InlineData("/__foyer/%2f%2fevil.test", "/%2f%2fevil.test")]
    [InlineData("/__foyer/@evil.test", "/@evil.test")]
    [InlineData("/__foyer/http://evil.test/", "/http:/evil.test/")]
    [InlineData("/__foyer/%5c%5cevil.test", "/%5C%5Cevil.test")]
    [InlineData("/__foyer/:80@evil.test/", "/:80@evil.test/")]
    [InlineData("/__foyer/..%2f..%2fadmin", "/..%2f..%2fadmin")]
    [InlineData("/__foyer//api_keys", "/api_keys")]
    [InlineData("/__foyer/v1/me/email_addresses/", "/v1/me/email_addresses/")]
    [InlineData("/__foyer", "/")]
    [InlineData("/__foyer/?a=//b", "/?a=//b")]
    public async Task The_path_never_chooses_the_host(string target, string expected)
    {
        await using TestApp app = await Start();
        app.Server.Answers(200, "{}");

        string answer = await Raw(app, target);

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Single(app.Server.Requests).Target);
        Assert.DoesNotContain(TestApp.SecretKey, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/__foyer/../secret")]
    [InlineData("/__foyer/%2e%2e/secret")]
    public async Task Climbing_out_of_the_proxy_reaches_the_app_and_not_the_server(string target)
    {
        await using TestApp app = await Start();
        Assert.StartsWith("HTTP/1.1 404", await Raw(app, target), StringComparison.Ordinal);
        Assert.Empty(app.Server.Requests);
    }

    [Fact]
    public async Task A_server_below_a_path_stays_there()
    {
        await using StubApi server = await StubApi.Start();
        server.Answers(200, "{}");
        await using TestApp app = await Start(("Foyer:ApiUrl", new Uri(server.Url, "/auth").ToString()));
        await Raw(app, "/__foyer/v1/client");
        Assert.Equal("/auth/v1/client", server.Last.Target);
    }

    [Fact]
    public async Task Answers_are_passed_on_as_they_come()
    {
        await using TestApp app = await Start();
        TaskCompletionSource more = new();
        app.Server.Answer = async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync("second");
        };

        using HttpResponseMessage answer = await app.Http.GetAsync(new Uri("/__foyer/npm/x.js", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using Stream stream = await answer.Content.ReadAsStreamAsync();
        byte[] room = new byte[32];
        int read = await stream.ReadAsync(room);
        Assert.Equal("first", Encoding.ASCII.GetString(room, 0, read));
        more.SetResult();
        Assert.Equal("second", await new StreamReader(stream).ReadToEndAsync());
    }

    [Fact]
    public async Task A_server_that_is_down_is_said_in_the_protocols_shape()
    {
        await using TestApp app = await Start(("Foyer:ApiUrl", "http://127.0.0.1:1"));
        HttpResponseMessage answer = await app.Api("/__foyer/v1/client", "");
        string body = await answer.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.BadGateway, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        Assert.Contains("\"code\":\"proxy_request_failed\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", body, StringComparison.Ordinal);
    }

    /// <summary>HttpClient would tidy these targets up; an attacker does not.</summary>
    private static async Task<string> Raw(TestApp app, string target)
    {
        Uri origin = new(app.Origin);
        using TcpClient socket = new();
        await socket.ConnectAsync(origin.Host, origin.Port);
        await using NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n"));
        return await new StreamReader(stream, Encoding.UTF8).ReadToEndAsync();
    }
}
