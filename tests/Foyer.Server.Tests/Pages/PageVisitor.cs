using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Foyer.Testing;

namespace Foyer.Server.Tests.Pages;

/// <summary>A browser without JavaScript: it keeps cookies, follows redirects, and posts the forms it is shown as they stand there.</summary>
internal sealed class PageVisitor(FoyerTestServer server) : IDisposable
{
    public const string Password = "correct horse battery";
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Url };
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>What is shown.</summary>
    public IDocument Page { get; private set; } = null!;

    /// <summary>Path and query of what is shown.</summary>
    public string Address { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    /// <summary>Where the last step left these pages for; null while it did not.</summary>
    public Uri? Left { get; private set; }

    public string? UserAgent { get; init; }

    /// <summary>The instance's host; null for the first instance's.</summary>
    public string? Host { get; init; }

    public string Part => Page.QuerySelector("[data-part]")?.GetAttribute("data-part") ?? "";

    /// <summary>What the page says was done.</summary>
    public string? Done => Page.QuerySelector(".cl-alert__success")?.TextContent.Trim();

    /// <summary>Code of the error above the page, or beside a field.</summary>
    public string? Error(string? field = null) => Page.QuerySelector(field is null ? ".cl-alert[role=alert]" : $"#error-{field}")?.GetAttribute("data-code");

    public string Cookie(string name) => _cookies[name];

    public IElement? Find(string selector) => Page.QuerySelector(selector);

    public string Text(string selector) => string.Join(' ', (Find(selector) ?? throw new InvalidOperationException($"Nothing is {selector} in\n{Page.Body?.InnerHtml}")).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The item of a section that holds a text.</summary>
    public IElement Item(string text) => Page.QuerySelectorAll(".cl-profileSectionItem").First(item => item.TextContent.Contains(text, StringComparison.Ordinal));

    public bool Shows(string text) => Page.QuerySelectorAll(".cl-profileSectionItem").Any(item => item.TextContent.Contains(text, StringComparison.Ordinal));

    /// <summary>Signs in with the password.</summary>
    public async Task SignIn(string emailAddress)
    {
        await Open("/sign-in");
        await Submit("form[action*='/ui/sign-in/identify']", ("identifier", emailAddress));
        await Submit("form[action*='/ui/sign-in/password']", ("password", Password));
        if (Part == "email-code")
        {
            await Submit("form[action*='/ui/sign-in/code']", ("code", await server.GetCodeAsync(emailAddress, Host is null ? null : TestFoyer.PublishableKey(Host))));
        }
    }

    public Task Open(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Follows a link of an element.</summary>
    public Task Click(IElement within, string selector) => Open((within.QuerySelector(selector) ?? throw new InvalidOperationException($"Nothing is {selector} in\n{within.OuterHtml}")).GetAttribute("href")!);

    public Task Click(string selector) => Click(Page.Body!, selector);

    /// <summary>Posts the form that is, or is around, an element, with what it holds and what is typed now.</summary>
    public Task Submit(string selector, params (string Name, string Value)[] typed) => Submit(Page.Body!, selector, typed);

    public Task Submit(IElement within, string selector, params (string Name, string Value)[] typed)
    {
        (IHtmlFormElement form, Dictionary<string, string> fields) = Read(within, selector);
        foreach ((string name, string value) in typed)
        {
            Assert.True(form.Elements.Any(element => element.GetAttribute("name") == name), $"The form has no field {name}.");
            fields[name] = value;
        }

        return Post(form.GetAttribute("action")!, new FormUrlEncodedContent(fields));
    }

    /// <summary>Posts the form with a file.</summary>
    public Task Upload(string selector, string name, byte[] file)
    {
        (IHtmlFormElement form, Dictionary<string, string> fields) = Read(Page.Body!, selector);
        Assert.Equal("multipart/form-data", form.GetAttribute("enctype"));
        MultipartFormDataContent content = [];
        foreach ((string field, string value) in fields)
        {
            content.Add(new StringContent(value), field);
        }

        ByteArrayContent part = new(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        content.Add(part, name, "picture.png");
        return Post(form.GetAttribute("action")!, content);
    }

    public Task Post(string action, HttpContent content)
    {
        HttpRequestMessage request = new(HttpMethod.Post, action) { Content = content };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return Send(request);
    }

    public void Dispose() => _http.Dispose();

    private static (IHtmlFormElement Form, Dictionary<string, string> Fields) Read(IElement within, string selector)
    {
        IElement element = within.QuerySelector(selector) ?? throw new InvalidOperationException($"Nothing is {selector} in\n{within.OuterHtml}");
        IHtmlFormElement form = element as IHtmlFormElement ?? (IHtmlFormElement)element.Closest("form")!;
        Dictionary<string, string> fields = [];
        foreach (IElement field in form.Elements)
        {
            bool counts = field is IHtmlInputElement { Type: not ("file" or "submit") } input ? input.Type is not ("checkbox" or "radio") || input.IsChecked : field is IHtmlSelectElement or IHtmlTextAreaElement || field == element;
            if (counts && field.GetAttribute("name") is { } name)
            {
                fields[name] = field switch { IHtmlSelectElement select => select.Value ?? "", IHtmlTextAreaElement area => area.Value, _ => field.GetAttribute("value") ?? "" };
            }
        }

        return (form, fields);
    }

    private async Task Send(HttpRequestMessage request)
    {
        Left = null;
        for (int hop = 0; hop < 8; hop++)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(pair => $"{pair.Key}={pair.Value}")));
            request.Headers.TryAddWithoutValidation("Accept-Language", "en");
            request.Headers.Host = Host;
            if (UserAgent is not null)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
            }

            using HttpResponseMessage response = await _http.SendAsync(request);
            Keep(response);
            Uri here = new(server.Url, request.RequestUri!);
            if (response.Headers.Location is { } location)
            {
                Uri target = new(here, location);
                if (target.Authority == Host)
                {
                    target = new Uri(server.Url, target.PathAndQuery);
                }
                else if (target.Authority != server.Url.Authority)
                {
                    (Left, Status) = (target, response.StatusCode);
                    return;
                }

                request = new HttpRequestMessage(HttpMethod.Get, target);
                continue;
            }

            Status = response.StatusCode;
            Address = here.PathAndQuery;
            Page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
            if (Page.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content") is { } refresh)
            {
                Left = new Uri(refresh[(refresh.IndexOf("url=", StringComparison.Ordinal) + 4)..]);
            }

            return;
        }

        throw new InvalidOperationException("The redirects do not end.");
    }

    private void Keep(HttpResponseMessage response)
    {
        foreach (string cookie in response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies : [])
        {
            string[] pair = cookie.Split(';', 2)[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }
    }
}
