using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Foyer.AspNetCore;

/// <summary>Protection of whole endpoints and groups.</summary>
public static class RequireSignedInExtensions
{
    /// <summary>
    /// Lets signed-in people pass only. Nobody signed in: pages are sent to sign-in and back, APIs get 401. Without <c>UseFoyer</c>
    /// the endpoint fails rather than opens.
    /// </summary>
    /// <param name="builder">An endpoint, a group, controllers or Razor pages.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TBuilder RequireSignedIn<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint =>
        {
            RequestDelegate inner = endpoint.RequestDelegate ?? throw new InvalidOperationException($"{endpoint.DisplayName} answers no requests, so there is nothing to protect.");
            endpoint.RequestDelegate = context => context.GetAuth().RefusalUnlessSignedIn() is { } refusal ? refusal.ExecuteAsync(context) : inner(context);
        });
        return builder;
    }
}
