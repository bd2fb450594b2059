using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// Which paths name the organization they are about. When the session token is for another one, a handshake makes the
/// session follow the URL (WIRE §4.7).
/// </summary>
public sealed class OrganizationSync
{
    private readonly PathPattern[] _organizations;
    private readonly PathPattern[] _personal;

    /// <summary>Reads the patterns.</summary>
    /// <param name="organizationPatterns">Paths with a segment <c>:slug</c> or <c>:id</c>, for example <c>/orgs/:slug(.*)</c>.</param>
    /// <param name="personalAccountPatterns">Paths about the personal account, for example <c>/me(.*)</c>.</param>
    /// <exception cref="ArgumentException">One of them is no pattern.</exception>
    public OrganizationSync(IEnumerable<string>? organizationPatterns = null, IEnumerable<string>? personalAccountPatterns = null)
    {
        _organizations = [.. (organizationPatterns ?? []).Select(pattern => new PathPattern(pattern))];
        _personal = [.. (personalAccountPatterns ?? []).Select(pattern => new PathPattern(pattern))];
    }

    /// <summary>The organization the session must change to: id or slug, empty for the personal account; null when it is right already.</summary>
    internal string? Wanted(string path, AuthState auth)
    {
        foreach (PathPattern pattern in _organizations)
        {
            if (pattern.Match(path) is { } named)
            {
                return named.TryGetValue("slug", out string? slug) ? (slug == auth.OrgSlug ? null : slug)
                    : named.TryGetValue("id", out string? id) && id != auth.OrgId ? id
                    : null;
            }
        }

        return auth.OrgId is not null && _personal.Any(pattern => pattern.Matches(path)) ? "" : null;
    }
}
