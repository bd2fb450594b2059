using System.Globalization;
using Foyer.Components;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.Pages;

/// <summary>
/// A visitor of a development instance: the dev browser is the credential (WIRE §2.4). Apps and this server may live on
/// different origins there, so it is kept in readable cookies and handed over in the address.
/// </summary>
internal sealed class DevelopmentBackend : IFlowBackend
{
    private readonly PageVisit _visit;
    private readonly TimeProvider _clock;

    private DevelopmentBackend(PageVisit visit, FrontendClient frontend, TimeProvider clock) => (_visit, Frontend, _clock) = (visit, frontend, clock);

    public FrontendClient Frontend { get; }

    public UiAddress Address => _visit.Address;

    public ClientResource? Client { get; private set; }

    public static async Task<IFlowBackend?> Open(PageVisit visit, FrontendClient frontend, TimeProvider clock)
    {
        DevelopmentBackend backend = new(visit, frontend, clock);
        bool known = backend.Recognize() || await backend.Introduce();
        return known && await backend.Load() ? backend : null;
    }

    public Uri? SafeRedirect(string? url) => _visit.SafeRedirect(url);

    public Uri SignedIn(ClientResource client, Uri target)
    {
        SetUat(client.UpdatedAt.ToUnixTimeSeconds());
        return target.GetLeftPart(UriPartial.Authority) == _visit.Self.Origin ? target : HandedOver(target);
    }

    public void SignedOut() => SetUat(0);

    // What an address says wins over what was kept: an app has sent this browser here with it.
    private bool Recognize()
    {
        HttpRequest request = _visit.Http.Request;
        if (request.Query[CookieNames.DevBrowser] is [{ Length: > 0 } handed])
        {
            Keep(handed);
            return true;
        }

        Frontend.DevBrowser = request.Cookies[_visit.Suffixed(CookieNames.DevBrowser)] ?? request.Cookies[CookieNames.DevBrowser];
        return Frontend.DevBrowser is not null;
    }

    private async Task<bool> Introduce()
    {
        Frontend.DevBrowser = null;
        FrontendResult<DevBrowserResource> made = await Frontend.CreateDevBrowser(_visit.Http.RequestAborted);
        if (made.Response is { } browser)
        {
            Keep(browser.Id);
        }

        return made.Response is not null;
    }

    private async Task<bool> Load()
    {
        FrontendResult<ClientResource> client = await Frontend.GetClient(_visit.Http.RequestAborted);
        if (client.Failed(ErrorCodes.DevBrowserUnauthenticated) && await Introduce())
        {
            client = await Frontend.GetClient(_visit.Http.RequestAborted);
        }

        Client = client.Response;
        return client.IsSuccess;
    }

    private void Keep(string devBrowser)
    {
        Frontend.DevBrowser = devBrowser;
        Set(CookieNames.DevBrowser, devBrowser);
    }

    private void SetUat(long seconds) => Set(CookieNames.ClientUat, seconds.ToString(CultureInfo.InvariantCulture));

    // Plain and suffixed, as every reader of the protocol expects (WIRE §3).
    private void Set(string name, string value)
    {
        CookieOptions options = new()
        {
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = _visit.Self.IsSecure,
            Expires = _clock.GetUtcNow().AddYears(1),
        };
        _visit.Http.Response.Cookies.Append(name, value, options);
        _visit.Http.Response.Cookies.Append(_visit.Suffixed(name), value, options);
    }

    private Uri HandedOver(Uri target)
    {
        IEnumerable<KeyValuePair<string, string?>> others = QueryHelpers.ParseQuery(target.Query)
            .Where(pair => pair.Key != CookieNames.DevBrowser)
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)));
        QueryString query = QueryString.Create(others).Add(CookieNames.DevBrowser, Frontend.DevBrowser!);
        return new UriBuilder(target) { Query = query.ToString() }.Uri;
    }
}
