using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Foyer.Contracts;

namespace Foyer.Tests.Components;

/// <summary>The screens over HTTP, as a browser with and without JavaScript asks for them.</summary>
public sealed class UiEndpointTests
{
    [Fact]
    public async Task Without_JavaScript_a_right_step_leads_back_to_the_page_by_GET()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        HttpResponseMessage identified = await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada));
        Assert.Equal(HttpStatusCode.SeeOther, identified.StatusCode);
        Assert.Equal("/sign-in", identified.Headers.Location?.OriginalString);
        Assert.Equal("password", await browser.Part("/sign-in"));

        HttpResponseMessage done = await browser.Post("/ui/sign-in/password", ("_flow", "sia_1"), ("password", FakeFrontendApi.Password));
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Equal("http://localhost:3000/", done.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Without_JavaScript_a_wrong_step_is_a_whole_page_that_says_why()
    {
        await using UiHost host = await UiHost.Start();
        host.Api.SignIn = Samples.SignIn;
        using Browser browser = new(host, script: false);

        HttpResponseMessage wrong = await browser.Post("/ui/sign-in/password", ("_flow", "sia_1"), ("password", "nope"));
        IDocument page = await Browser.Html(wrong);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.NotNull(page.QuerySelector("html[lang=en] head title"));
        Assert.Equal(ErrorCodes.FormPasswordIncorrect, page.QuerySelector("[role=alert]")?.GetAttribute("data-code"));
        Assert.DoesNotContain("nope", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_JavaScript_steps_are_fragments_and_the_end_is_a_header()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: true);

        HttpResponseMessage unknown = await browser.Post("/ui/sign-in/identify", ("identifier", "nobody@acme.dev"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.StartsWith("<div", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        HttpResponseMessage identified = await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada));
        Assert.Equal(HttpStatusCode.OK, identified.StatusCode);

        HttpResponseMessage done = await browser.Post("/ui/sign-in/password", ("_flow", "sia_1"), ("password", FakeFrontendApi.Password));
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal("http://localhost:3000/", done.Headers.GetValues("foyer-location").Single());
        Assert.Contains(done.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__client_uat=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_manager_signs_in_with_one_post()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        HttpResponseMessage done = await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada), ("password", FakeFrontendApi.Password));

        Assert.Equal("http://localhost:3000/", done.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_wrong_password_beside_a_right_identifier_is_told_on_the_password_screen()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: true);

        IDocument screen = await Browser.Html(await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada), ("password", "stale")));

        Assert.Equal("password", screen.QuerySelector("[data-part]")?.GetAttribute("data-part"));
        Assert.NotNull(screen.QuerySelector("#error-password"));
    }

    [Fact]
    public async Task A_code_is_sent_once_however_often_it_is_asked_for_in_half_a_minute()
    {
        await using UiHost host = await UiHost.Start();
        host.Api.SignIn = Samples.SignIn;
        using Browser browser = new(host, script: true);

        await browser.Post("/ui/sign-in/use", ("_flow", "sia_1"), ("strategy", "email_code"));
        await browser.Post("/ui/sign-in/use", ("_flow", "sia_1"), ("strategy", "password"));
        IDocument again = await Browser.Html(await browser.Post("/ui/sign-in/use", ("_flow", "sia_1"), ("strategy", "email_code")));
        IDocument refused = await Browser.Html(await browser.Post("/ui/sign-in/resend", ("_flow", "sia_1")));

        Assert.Equal(1, host.Api.CodesSent);
        Assert.Equal("email-code", again.QuerySelector("[data-part]")?.GetAttribute("data-part"));
        Assert.Equal(ErrorCodes.TooManyRequests, refused.QuerySelector("[role=alert]")?.GetAttribute("data-code"));
    }

    [Fact]
    public async Task A_code_may_be_typed_with_the_spaces_of_the_mail()
    {
        await using UiHost host = await UiHost.Start();
        host.Api.SignIn = Samples.SignIn with { FirstFactorVerification = Samples.CodeSent(DateTimeOffset.UnixEpoch) };
        using Browser browser = new(host, script: false);

        HttpResponseMessage done = await browser.Post("/ui/sign-in/code", ("_flow", "sia_1"), ("code", " 424 242 "));

        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
    }

    [Fact]
    public async Task Going_back_forgets_who_was_identified()
    {
        await using UiHost host = await UiHost.Start();
        host.Api.SignIn = Samples.SignIn;
        using Browser browser = new(host, script: true);

        IDocument screen = await Browser.Html(await browser.Post("/ui/sign-in/back"));

        Assert.Equal(FakeFrontendApi.Ada, screen.QuerySelector("#identifier-field")?.GetAttribute("value"));
        Assert.Equal("start", await browser.Part("/sign-in"));
    }

    [Fact]
    public async Task Somebody_signs_up_with_a_code()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        await browser.Post("/ui/sign-up/create", ("email_address", "grace@acme.dev"), ("password", "correct horse"), ("first_name", "Grace"));
        Assert.Equal(1, host.Api.CodesSent);
        Assert.Equal("email-code", await browser.Part("/sign-up"));

        HttpResponseMessage wrong = await browser.Post("/ui/sign-up/code", ("_flow", "sua_1"), ("code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);

        HttpResponseMessage done = await browser.Post("/ui/sign-up/code", ("_flow", "sua_1"), ("code", FakeFrontendApi.Code));
        Assert.Equal("http://localhost:3000/", done.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task What_a_sign_up_still_misses_is_asked_after_the_proof()
    {
        await using UiHost host = await UiHost.Start();
        host.Api.SignUp = Samples.SignUp with { MissingFields = ["username"] };
        using Browser browser = new(host, script: false);

        await browser.Post("/ui/sign-up/code", ("_flow", "sua_1"), ("code", FakeFrontendApi.Code));
        Assert.Equal("continue", await browser.Part("/sign-up"));

        HttpResponseMessage unfilled = await browser.Post("/ui/sign-up/continue", ("_flow", "sua_1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unfilled.StatusCode);

        HttpResponseMessage done = await browser.Post("/ui/sign-up/continue", ("_flow", "sua_1"), ("username", "grace"));
        Assert.Equal("http://localhost:3000/", done.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_taken_address_is_told_at_its_field_and_what_was_typed_stays()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: true);

        IDocument screen = await Browser.Html(await browser.Post(
            "/ui/sign-up/create", ("email_address", FakeFrontendApi.Ada), ("first_name", "Grace"), ("password", "correct horse")));

        Assert.NotNull(screen.QuerySelector("#error-email_address"));
        Assert.Equal("Grace", screen.QuerySelector("#first_name-field")?.GetAttribute("value"));
        Assert.True(string.IsNullOrEmpty(screen.QuerySelector("#password-field")?.GetAttribute("value")));
    }

    [Theory]
    [InlineData("cross-site", null)]
    [InlineData("same-site", null)]
    [InlineData("none", null)]
    [InlineData("cross-site", "self")]
    [InlineData(null, "http://evil.test")]
    [InlineData(null, "null")]
    [InlineData(null, null)]
    public async Task A_form_of_another_site_does_nothing(string? fetchSite, string? origin)
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false) { FetchSite = fetchSite, Origin = origin == "self" ? host.Address.GetLeftPart(UriPartial.Authority) : origin };

        HttpResponseMessage identify = await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada));
        HttpResponseMessage create = await browser.Post("/ui/sign-up/create", ("email_address", "x@acme.dev"), ("password", "12345678"));
        HttpResponseMessage signOut = await browser.Post("/ui/sign-out");

        Assert.All([identify, create, signOut], response => Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode));
        Assert.DoesNotContain(host.Api.Calls, call => !call.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_browser_sends_no_fetch_metadata_its_origin_decides()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false) { FetchSite = null, Origin = host.Address.GetLeftPart(UriPartial.Authority) };

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada))).StatusCode);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("code")]
    [InlineData("resend")]
    [InlineData("use")]
    [InlineData("methods")]
    public async Task A_form_of_another_attempt_changes_nothing(string intent)
    {
        await using UiHost host = await UiHost.Start();
        host.Api.SignIn = Samples.SignIn;
        using Browser browser = new(host, script: true);

        HttpResponseMessage answer = await browser.Post("/ui/sign-in/" + intent, ("_flow", "sia_of_somebody_else"), ("password", FakeFrontendApi.Password), ("code", FakeFrontendApi.Code));

        Assert.Equal("flow_outdated", (await Browser.Html(answer)).QuerySelector("[role=alert]")?.GetAttribute("data-code"));
        Assert.DoesNotContain(host.Api.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_a_proxy_every_address_begins_with_its_path()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false) { ProxyUrl = "http://app.localhost/__foyer" };

        IDocument page = await browser.Page("/sign-in?redirect_url=http%3A%2F%2Flocalhost%3A3000%2Fdashboard");

        string[] addresses = [.. page.QuerySelectorAll("[href], [src], [action]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src") ?? element.GetAttribute("action")!)];
        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.StartsWith("/__foyer/", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_to_go_afterwards_is_carried_through_every_step()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);
        IDocument page = await browser.Page("/sign-in?redirect_url=http%3A%2F%2Flocalhost%3A3000%2Fdashboard");

        HttpResponseMessage identified = await browser.Post(page.QuerySelector("form")!.GetAttribute("action")!, ("identifier", FakeFrontendApi.Ada));
        IDocument password = await browser.Page(identified.Headers.Location!.OriginalString);
        HttpResponseMessage done = await browser.Post(
            password.QuerySelector("form.cl-form")!.GetAttribute("action")!, ("_flow", "sia_1"), ("password", FakeFrontendApi.Password));

        Assert.Equal("http://localhost:3000/dashboard", done.Headers.Location?.OriginalString);
        Assert.Contains("redirect_url", page.QuerySelector(".cl-footerActionLink")!.GetAttribute("href")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_must_not_be_followed_is_dropped_on_the_way_in()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        HttpResponseMessage done = await browser.Post(
            "/ui/sign-in/identify?redirect_url=https%3A%2F%2Fevil.test%2F", ("identifier", FakeFrontendApi.Ada), ("password", FakeFrontendApi.Password));
        IDocument page = await Browser.Html(await browser.Get("/sign-up?redirect_url=https%3A%2F%2Fevil.test%2F"));

        Assert.Equal("http://localhost:3000/", done.Headers.Location?.OriginalString);
        Assert.DoesNotContain("evil", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sign_in_force_redirect_url=http://localhost/a&redirect_url=http://localhost/b", "http://localhost/a")]
    [InlineData("redirect_url=http://localhost/b&sign_in_fallback_redirect_url=http://localhost/c", "http://localhost/b")]
    [InlineData("sign_in_fallback_redirect_url=http://localhost/c", "http://localhost/c")]
    [InlineData("sign_up_force_redirect_url=http://localhost/d", "http://localhost:3000/")]
    [InlineData("redirect_url=http://localhost/b&redirect_url=http://localhost/e", "http://localhost:3000/")]
    public async Task The_strongest_wish_wins(string query, string target)
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        HttpResponseMessage done = await browser.Post("/ui/sign-in/identify?" + query, ("identifier", FakeFrontendApi.Ada), ("password", FakeFrontendApi.Password));

        Assert.Equal(target, done.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-up")]
    [InlineData("/")]
    public async Task Who_is_signed_in_is_told_so_and_may_sign_out(string path)
    {
        await using UiHost host = await UiHost.Start();
        host.Api.Session = Samples.Session(Samples.Noon);
        using Browser browser = new(host, script: false);

        Assert.Equal("signed-in", await browser.Part(path));
        HttpResponseMessage signedOut = await browser.Post("/ui/sign-out", ("page", "sign-up"));

        Assert.Equal("/sign-up", signedOut.Headers.Location?.OriginalString);
        Assert.Contains(signedOut.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__client_uat=0", StringComparison.Ordinal));
        Assert.Equal("start", await browser.Part("/sign-in"));
    }

    [Fact]
    public async Task Every_answer_is_strict_about_what_may_run_and_stays_out_of_caches()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        foreach (HttpResponseMessage response in new[]
        {
            await browser.Get("/sign-in"), await browser.Get("/sign-up"), await browser.Get("/"),
            await browser.Post("/ui/sign-in/identify", ("identifier", "")), await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada)),
            await browser.Post("/ui/sign-in/unknown-intent"),
        })
        {
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("strict-origin", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(response.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task What_was_typed_is_never_markup()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: true);

        HttpResponseMessage answer = await browser.Post("/ui/sign-in/identify", ("identifier", "\"><script>alert(1)</script>"));
        IDocument screen = await Browser.Html(answer);

        Assert.Empty(screen.QuerySelectorAll("script"));
        Assert.Equal("\"><script>alert(1)</script>", screen.QuerySelector("#identifier-field")?.GetAttribute("value"));
    }

    [Fact]
    public async Task The_address_of_a_form_leads_back_to_its_page()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);

        Assert.Equal("/sign-in", (await browser.Get("/ui/sign-in/password")).Headers.Location?.OriginalString);
        Assert.Equal("/sign-up", (await browser.Get("/ui/sign-up/code")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Post("/ui/sign-in/unknown-intent")).StatusCode);
    }

    [Fact]
    public async Task While_the_Frontend_API_is_away_the_page_says_so()
    {
        await using UiHost host = await UiHost.Start();
        host.Api.IsDown = true;
        using Browser browser = new(host, script: false);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.Get("/sign-in")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.Post("/ui/sign-in/identify", ("identifier", FakeFrontendApi.Ada))).StatusCode);
    }

    [Theory]
    [InlineData("de-AT, en;q=0.5", "de", "ltr")]
    [InlineData("fr, ar;q=0.9", "ar", "rtl")]
    [InlineData("fr", "en", "ltr")]
    public async Task A_page_speaks_the_persons_language(string accepted, string language, string direction)
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false) { AcceptLanguage = accepted };

        IDocument page = await browser.Page("/sign-in");
        IDocument asked = await browser.Page("/sign-in?ui_locales=ar");

        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(direction, page.DocumentElement.GetAttribute("dir"));
        Assert.Equal("ar", asked.DocumentElement.GetAttribute("lang"));
        Assert.Contains("ui_locales=ar", asked.QuerySelector("form")!.GetAttribute("action")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_are_kept_for_ever_under_their_hash_and_checked_without_it()
    {
        await using UiHost host = await UiHost.Start();
        using Browser browser = new(host, script: false);
        IDocument page = await browser.Page("/sign-in");

        foreach (string address in page.QuerySelectorAll("head [href], head [src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
        {
            HttpResponseMessage asset = await browser.Get(address);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Contains("immutable", asset.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
        }

        HttpResponseMessage plain = await browser.Get("/_foyer/foyer.js");
        Assert.DoesNotContain("immutable", plain.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, (await browser.Get("/_foyer/foyer.js", ("If-None-Match", plain.Headers.ETag!.ToString()))).StatusCode);
        Assert.Equal("br", (await browser.Get("/_foyer/foyer.css", ("Accept-Encoding", "gzip, br"))).Content.Headers.ContentEncoding.Single());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/_foyer/..%2fsecrets")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/_foyer/foyer-000000000000.css")).StatusCode);
    }

    private sealed class Browser(UiHost host, bool script) : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };

        public string? FetchSite { get; init; } = "same-origin";

        public string? Origin { get; init; }

        public string? ProxyUrl { get; init; }

        public string? AcceptLanguage { get; init; }

        public Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
        {
            HttpRequestMessage request = new(HttpMethod.Get, path);
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return Send(request);
        }

        public Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields)
        {
            HttpRequestMessage request = new(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            };
            if (script)
            {
                request.Headers.Add("foyer-fragment", "1");
            }

            return Send(request);
        }

        public async Task<IDocument> Page(string path)
        {
            HttpResponseMessage response = await Get(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await Html(response);
        }

        public async Task<string?> Part(string path) => (await Page(path)).QuerySelector("[data-part]")?.GetAttribute("data-part");

        public static async Task<IDocument> Html(HttpResponseMessage response) => new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());

        public void Dispose() => _http.Dispose();

        private Task<HttpResponseMessage> Send(HttpRequestMessage request)
        {
            foreach ((string name, string? value) in new[] { ("Sec-Fetch-Site", FetchSite), ("Origin", Origin), (HeaderNames.ProxyUrl, ProxyUrl), ("Accept-Language", AcceptLanguage) })
            {
                if (value is not null)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            return _http.SendAsync(request);
        }
    }
}
