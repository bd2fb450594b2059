using Foyer.Components;
using Foyer.Contracts;
using Foyer.Frontend;
using Foyer.Server.Instances;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Pages;

/// <summary>Who is asking for a page: on development a dev browser, on production whoever holds the client cookie.</summary>
internal sealed class PageBackends(InProcessTransport transport, TimeProvider clock) : IFlowBackends
{
    public UiAddress Address(HttpContext context) => new(new Uri(PublicUrl.Of(context).Base));

    public async Task<IFlowBackend?> Open(HttpContext context)
    {
        Instance instance = context.GetInstance();
        PageVisit visit = new(context, instance, PublicUrl.Of(context));
        FrontendClient frontend = new(new HttpClient(new PageCalls(visit, transport), disposeHandler: false) { BaseAddress = new Uri(visit.Self.Origin) });
        return instance.IsDevelopment
            ? await DevelopmentBackend.Open(visit, frontend, clock)
            : await ProductionBackend.Open(visit, frontend);
    }
}

/// <summary>One request for a page: its browser, its instance, and where that browser sees this server.</summary>
internal sealed record PageVisit(HttpContext Http, Instance Instance, PublicUrl Self)
{
    public UiAddress Address { get; } = new(new Uri(Self.Base));

    /// <summary>A path is an address of the page's own origin; everything else must be allowed (SafeRedirect).</summary>
    public Uri? SafeRedirect(string? url)
    {
        string? absolute = url is ['/', not ('/' or '\\'), ..] or "/" ? Self.Origin + url : url;
        return Instances.SafeRedirect.TryParse(Instance, Self, absolute, out Uri? target) ? target : null;
    }

    public string Suffixed(string cookie) => CookieNames.Suffixed(cookie, Instance.PublishableKey.CookieSuffix);
}
