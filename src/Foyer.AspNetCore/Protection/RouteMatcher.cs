using Foyer.Backend;
using Microsoft.AspNetCore.Http;

namespace Foyer.AspNetCore;

/// <summary>Whether a request is for one of some paths; for middleware of the app's own. See <see cref="PathPattern"/>.</summary>
/// <param name="patterns">For example <c>/dashboard(.*)</c>, <c>/orgs/:slug</c>.</param>
/// <exception cref="ArgumentException">One of them is no pattern.</exception>
public sealed class RouteMatcher(params IEnumerable<string> patterns)
{
    private readonly PathPattern[] _patterns = [.. patterns.Select(pattern => new PathPattern(pattern))];

    /// <summary>Whether the request's path fits one of the patterns.</summary>
    /// <param name="request">The request.</param>
    public bool Matches(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Array.Exists(_patterns, pattern => pattern.Matches(request.Path.Value ?? "/"));
    }
}
