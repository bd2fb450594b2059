using Foyer.Server.EmailLinks.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.EmailLinks;

/// <summary>Links in e-mails that prove the address. Everything the feature adds to the server.</summary>
internal static class EmailLinksFeature
{
    public static void Add(IServiceCollection services) => services.AddSingleton<EmailLinkStore>();

    public static void MapFrontend(RouteGroupBuilder frontend) => Verify.Map(frontend);
}
